//! The tree of the standard, layouts that may never change, and receipts that were tampered with.

use super::*;
use proptest::prelude::*;

fn row(seq: i64) -> LedgerRow {
    LedgerRow {
        seq,
        debit: "bank.deposit".into(),
        credit: "010000000018".into(),
        amount_fen: 248_000,
        kind: "post".into(),
        business: "01".into(),
        month: Some("2026-10".into()),
        unit_part_fen: Some(124_000),
        personal_part_fen: Some(124_000),
        batch: Some("b1".into()),
        line: Some(seq),
        value_date: "2026-10-15".into(),
        posted_on: "2026-10-15".into(),
        recorded_ms: 1_792_000_000_000,
        ..LedgerRow::default()
    }
}

fn salt(seq: i64) -> Hash {
    [u8::try_from(seq % 251).unwrap(); 32]
}

fn leaves(count: i64) -> Vec<Hash> {
    (1..=count).map(|seq| leaf(&salt(seq), &row(seq).bytes())).collect()
}

fn day(leaves: &[Hash]) -> DayRoot {
    DayRoot {
        no: 3,
        day: "2026-10-15".parse().unwrap(),
        first_seq: 1,
        last_seq: leaves.len() as i64,
        rows: leaves.len() as u64,
        root: chunk_root(leaves).unwrap(),
        previous: [0; 32],
    }
}

fn receipt(leaves: &[Hash], seq: i64) -> Receipt {
    let index = usize::try_from(seq - 1).unwrap();
    Receipt {
        row: row(seq),
        salt: salt(seq),
        index: index as u64,
        leaves: leaves.len() as u64,
        path: path_in(leaves, index),
        day_no: 3,
    }
}

/// RFC 9162 §2.1 by its definition: split at the largest power of two below the count.
fn by_definition(leaves: &[Hash]) -> Hash {
    use sha2::{Digest, Sha256};
    if let [one] = leaves {
        return *one;
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (left, right) = (by_definition(left), by_definition(right));
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

#[test]
fn grown_leaf_by_leaf_it_is_the_tree_of_the_standard() {
    for count in 1..=70 {
        let leaves = leaves(count);
        assert_eq!(chunk_root(&leaves), Some(by_definition(&leaves)), "{count} leaves");
    }
    assert_eq!(chunk_root(&[]), None);
}

#[test]
fn the_roots_of_chunks_make_the_upper_part() {
    let leaves = leaves(2 * CHUNK as i64 + 37);
    let upper: Vec<Hash> = leaves.chunks(CHUNK).map(|chunk| chunk_root(chunk).unwrap()).collect();
    assert_eq!(chunk_root(&upper), chunk_root(&leaves));
    for index in [0, 5, CHUNK, 2 * CHUNK, 2 * CHUNK + 36] {
        let (chunk, within) = (index / CHUNK, index % CHUNK);
        let mut path = path_in(leaves.chunks(CHUNK).nth(chunk).unwrap(), within);
        path.extend(path_in(&upper, chunk));
        assert_eq!(path, path_in(&leaves, index), "leaf {index}");
    }
}

/// What is hashed may never change its form: receipts that people keep would no longer hold. The two hashes were
/// computed by another program from the description of the layouts.
#[test]
fn layout_1_stays_as_it_is() {
    let leaf = leaf(&[7; 32], &row(9).bytes());
    assert_eq!(row(9).bytes().len(), 18 * 8 + 1 + 12 + 12 + 1 + 6 + 4 + 2 + 7 + 6 + 6 + 2 + 1 + 10 + 10 + 13);
    assert_eq!(crate::text::hex(&leaf), "b3d7647de1a6b970021c004ab8b80c1ad035a624e7a99ed9d8b76f5d8fe1d4ee");
    let leaves = leaves(5);
    assert_eq!(
        crate::text::hex(&day(&leaves).hash()),
        "da3874c71c9d0d8fee4f9fde70fe4954d60a81c97be09fa2da08948501e6d13f"
    );
}

#[test]
fn a_receipt_reads_as_it_was_written() {
    let leaves = leaves(11);
    let receipt = receipt(&leaves, 11);
    let text = receipt.text();
    assert_eq!(Receipt::parse(&text), Ok(receipt.clone()));
    assert_eq!(Receipt::parse(&text.replace('\n', "\r\n")), Ok(receipt), "as an old mail program writes it");
    for cut in 0..text.trim_end().len() {
        let read = Receipt::parse(&text[..cut]).and_then(|read| read.check(Some(&day(&leaves))));
        assert!(read.is_err(), "cut after {cut}");
    }
    for bad in ["", "anju-receipt 2", "anju-receipt 1\nseq 1", &text.replace("seq 11", "seq 011")] {
        assert_eq!(Receipt::parse(bad), Err(Refused::Unreadable), "{bad}");
    }
    assert_eq!(Receipt::parse(&format!("{text}path 00")), Err(Refused::Unreadable));
}

#[test]
fn the_published_line_reads_as_it_was_written() {
    let day = day(&leaves(3));
    assert_eq!(DayRoot::parse_csv(&day.csv_line()), Some(day.clone()));
    let (line, altered) = (day.csv_line(), DayRoot { rows: 4, ..day });
    let hash = line.rsplit_once(',').unwrap().1;
    let forged = altered.csv_line().rsplit_once(',').unwrap().0.to_owned() + "," + hash;
    assert_eq!(DayRoot::parse_csv(&forged), None, "the hash is not that of the fields");
    for bad in ["", "1,2,3", "x,2026-10-15,1,1,1,00,00,00"] {
        assert_eq!(DayRoot::parse_csv(bad), None);
    }
}

#[test]
fn a_receipt_of_another_day_is_not_published() {
    let leaves = leaves(4);
    let other = DayRoot { no: 4, ..day(&leaves) };
    assert_eq!(receipt(&leaves, 2).check(Some(&other)), Err(Refused::NotPublished));
    assert_eq!(receipt(&leaves, 2).check(None), Err(Refused::NotPublished));
}

proptest! {
    #[test]
    fn every_row_of_every_day_proves_itself(count in 1i64..200, at in 0i64..200) {
        let leaves = leaves(count);
        let seq = at % count + 1;
        prop_assert_eq!(receipt(&leaves, seq).check(Some(&day(&leaves))), Ok(()));
    }

    /// One bit anywhere, and it proves nothing: the amount, the salt, the place, the path.
    #[test]
    fn nothing_else_does(count in 2i64..100, at in 0i64..100, what in 0..6, bit in 0usize..256) {
        let leaves = leaves(count);
        let seq = at % count + 1;
        let mut receipt = receipt(&leaves, seq);
        match what {
            0 => receipt.row.amount_fen ^= 1 << (bit % 40),
            1 => receipt.salt[bit / 8] ^= 1 << (bit % 8),
            2 => receipt.index ^= 1 << (bit % 7),
            3 => receipt.path[0][bit / 8] ^= 1 << (bit % 8),
            4 => receipt.path.truncate(receipt.path.len() - 1),
            _ => receipt.leaves += 1 + bit as u64,
        }
        prop_assert_eq!(receipt.check(Some(&day(&leaves))), Err(Refused::OtherRoot));
    }

    #[test]
    fn garbage_is_refused_without_a_panic(text in ".{0,400}") {
        prop_assert_eq!(Receipt::parse(&text), Err(Refused::Unreadable));
        prop_assert_eq!(Receipt::parse(&format!("anju-receipt 1\n{text}")), Err(Refused::Unreadable));
        prop_assert_eq!(DayRoot::parse_csv(&text), None);
    }
}
