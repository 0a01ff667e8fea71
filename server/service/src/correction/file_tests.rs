//! Files and corrections: the right contribution takes the place of the reversed one, a correction is not
//! undone by taking the same file in again, and what the bank credited too much waits in suspense.

use super::tests::{HOLDER_ID, World, world};
use crate::{
    remittance::{Excess, ImportError, Imported, Listener, Received, Refusal, import_received},
    suspense,
    two_people::Refused,
};
use domain::{
    ContributionRate, Fen, Month, chart,
    contribution::{BaseLimits, ContributionRounding, ContributionRules},
    remittance::{Column, Reason},
    suspense::{Reference, Unusable, Use},
};
use store::Engine;

fn received(reference: &str, yuan: i32) -> Received {
    Received { reference: Reference::parse(reference).unwrap(), amount: Fen::from_yuan(yuan) }
}

fn excess(yuan: i32, over_kept: i32) -> Excess {
    Excess { amount: Fen::from_yuan(yuan), over_kept: Fen::from_yuan(over_kept) }
}

#[derive(Default)]
struct Notes(Vec<&'static str>);

impl Listener for Notes {
    fn rejected(&mut self, _: u64, _: Option<Column>, reason: &Reason) -> std::io::Result<()> {
        self.0.push(reason.code());
        Ok(())
    }
    fn progress(&mut self, _: &Imported, _: u64) {}
}

/// 1,800 yuan for October, and a line that is always rejected.
fn october(w: &World, base: u32) -> String {
    let share = base / 10;
    let line = format!("100001,{},林秀芳,{HOLDER_ID},202610,{base},10,10,{share},{share}\n", w.account);
    format!("DWZH,GRZH,XINGMING,ZJHM,HBJNY,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE\n{line}1,,x,1,1,1,1,1,1,1\n")
}

async fn take_in(
    w: &World,
    text: &str,
    received: Option<&Received>,
) -> (Result<Imported, ImportError>, Notes) {
    let mut notes = Notes::default();
    (take_in_with(w, text, received, &mut notes).await, notes)
}

async fn take_in_with(
    w: &World,
    text: &str,
    received: Option<&Received>,
    listener: &mut dyn Listener,
) -> Result<Imported, ImportError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file.csv");
    std::fs::write(&path, text).unwrap();
    let limits = BaseLimits { from: Month::new(2026, 7).unwrap(), floor: Fen::ZERO, ceiling: Fen::PARSE_MAX };
    let rules = ContributionRules {
        limits: vec![limits],
        rate_min: ContributionRate::from_bp(500),
        rate_max: ContributionRate::from_bp(1200),
        rounding: ContributionRounding::Fen,
        advance_months: 12,
        lowest_granted: None,
    };
    import_received(&w.ctx, &path, &rules, received, listener).await
}

async fn the_right_month_takes_the_place_of_the_reversed_one(engine: Engine) {
    let w = world(engine).await;
    let (imported, notes) = take_in(&w, &october(&w, 9000), None).await;
    assert_eq!(imported.unwrap().posted, 0);
    assert!(notes.0.contains(&Reason::AlreadyPosted.code()), "{:?}", notes.0);
    w.correct("c1", w.rows[2]).await;
    let (imported, _) = take_in(&w, &october(&w, 9000), None).await;
    assert_eq!(imported.unwrap().posted, 1);
    let own = w.own().await;
    assert_eq!((own.balance, own.consecutive_months), (Fen::from_yuan(5800), 3));
    let (again, _) = take_in(&w, &october(&w, 9000), None).await;
    let again = again.unwrap();
    assert_eq!((again.posted, again.unchanged), (0, 1));
    // Take `taken_back` away and the same file undoes the correction.
    let mut conn = w.ctx.store.read().await.unwrap();
    let rows = store::ledger::entry_list(&mut conn, w.account.as_str()).await.unwrap();
    drop(conn);
    w.correct("c2", rows.last().unwrap().seq).await;
    let (again, _) = take_in(&w, &october(&w, 9000), None).await;
    let again = again.unwrap();
    assert_eq!((again.posted, again.unchanged), (0, 1));
    let (other, _) = take_in(&w, &october(&w, 8000), None).await;
    assert_eq!(other.unwrap().posted, 1, "another file may pay the month");
    assert_eq!(w.own().await.balance, Fen::from_yuan(5600));
    assert_eq!(w.findings().await, []);
}

async fn what_the_bank_credited_too_much_waits(engine: Engine) {
    let w = world(engine).await;
    w.correct("c1", w.rows[2]).await;
    let (imported, _) = take_in(&w, &october(&w, 9000), Some(&received("B1", 3000))).await;
    assert_eq!(imported.unwrap().excess, Some(excess(1200, 0)));
    let (again, _) = take_in(&w, &october(&w, 9000), Some(&received("B1", 3000))).await;
    assert_eq!(again.unwrap().excess, Some(excess(1200, 0)));
    assert_eq!(w.on_the_chart(chart::SUSPENSE_RECEIPTS).await, Fen::from_yuan(3200), "booked once");
    let open: Vec<Fen> = suspense::aged(&w.ctx).await.unwrap().iter().map(|aged| aged.receipt.open).collect();
    assert_eq!(open.len(), 2);
    assert!(open.contains(&Fen::from_yuan(1200)), "{open:?}");
    let (other, _) = take_in(&w, &october(&w, 8000), Some(&received("B1", 3000))).await;
    assert!(matches!(other, Err(ImportError::Refused(Refusal::ReferenceUsed))));
    assert_eq!(w.findings().await, []);
}

/// Leave `remittance_received` out, and a credit that a file used up to the fen pays for a second one.
async fn a_serial_stands_for_one_file(engine: Engine) {
    let w = world(engine).await;
    w.correct("c1", w.rows[2]).await;
    let (imported, _) = take_in(&w, &october(&w, 9000), Some(&received("B1", 1800))).await;
    assert_eq!(imported.unwrap().excess, Some(excess(0, 0)), "nothing waits in suspense under this serial");
    for (base, other) in [(8000, "B1"), (9000, "B2")] {
        let (refused, _) = take_in(&w, &october(&w, base), Some(&received(other, 1800))).await;
        assert!(matches!(refused, Err(ImportError::Refused(Refusal::ReferenceUsed))), "{base} {other}");
    }
    let (short, _) = take_in(&w, &october(&w, 9000), Some(&received("B1", 1799))).await;
    assert_eq!(short.unwrap().excess, Some(excess(-1, 0)), "a mistyped amount may be put right");
    let by_hand = suspense::Incoming {
        id: "s1".into(),
        reference: Reference::parse("B1").unwrap(),
        payer: "刺桐纺织".into(),
        amount: Fen::from_yuan(1800),
        received_on: w.ctx.today(),
        note: String::new(),
    };
    let by_hand = suspense::receive(&w.ctx, &w.first, by_hand).await;
    assert!(matches!(by_hand, Err(Refused::Unusable(Unusable::ReferenceUsed))), "{by_hand:?}");
    assert_eq!(w.own().await.balance, Fen::from_yuan(5800));
    assert_eq!(w.findings().await, []);
}

/// Killed after its first piece: the listener fails when it is told of the line that is rejected. Leave the claim out of
/// the transaction that posts, and the serial is free for another file.
async fn a_killed_run_keeps_its_serial(engine: Engine) {
    struct Killed;
    impl Listener for Killed {
        fn rejected(&mut self, _: u64, _: Option<Column>, _: &Reason) -> std::io::Result<()> {
            Err(std::io::Error::other("killed"))
        }
        fn progress(&mut self, _: &Imported, _: u64) {}
    }
    let w = world(engine).await;
    w.correct("c1", w.rows[2]).await;
    let killed = take_in_with(&w, &october(&w, 9000), Some(&received("B1", 1800)), &mut Killed).await;
    assert!(matches!(killed, Err(ImportError::Fault(_))), "{killed:?}");
    assert_eq!(w.own().await.balance, Fen::from_yuan(5800), "its line is posted");
    let (refused, _) = take_in(&w, &october(&w, 8000), Some(&received("B1", 1800))).await;
    assert!(matches!(refused, Err(ImportError::Refused(Refusal::ReferenceUsed))), "{refused:?}");
    let (again, _) = take_in(&w, &october(&w, 9000), Some(&received("B1", 1800))).await;
    assert_eq!(again.unwrap().excess, Some(excess(0, 0)));
    assert_eq!(w.findings().await, []);
}

/// The line is rejected first, so all that came waits; a correction makes room, and the same file posts it.
async fn what_later_lines_take_is_kept_too_much(engine: Engine) {
    let w = world(engine).await;
    let again = async || take_in(&w, &october(&w, 9000), Some(&received("B1", 3000))).await.0.unwrap();
    assert_eq!(again().await.excess, Some(excess(3000, 0)));
    w.correct("c1", w.rows[2]).await;
    let imported = again().await;
    assert_eq!(imported.excess, Some(excess(1200, 1800)));
    let request = suspense::Request {
        id: "u1".into(),
        receipt_id: imported.batch_id.clone(),
        what: Use::File { batch: imported.batch_id },
        amount: Fen::from_yuan(1800),
    };
    suspense::propose(&w.ctx, &w.first, request).await.unwrap();
    assert_eq!(again().await.excess, Some(excess(1200, 0)), "two people are at it");
    let (more, _) = take_in(&w, &october(&w, 9000), Some(&received("B1", 3001))).await;
    assert_eq!(more.unwrap().excess, Some(excess(1201, -1)), "one yuan of it is not in the books");
    assert_eq!(w.findings().await, []);
}

async fn a_credit_that_is_too_small_is_told(engine: Engine) {
    let w = world(engine).await;
    w.correct("c1", w.rows[2]).await;
    let (imported, _) = take_in(&w, &october(&w, 9000), Some(&received("B1", 1799))).await;
    assert_eq!(imported.unwrap().excess, Some(excess(-1, 0)));
    assert_eq!(w.on_the_chart(chart::SUSPENSE_RECEIPTS).await, Fen::from_yuan(2000), "the correction's only");
}

/// The next file of the payer places what was in suspense: two people give it up, never more than was posted.
async fn a_later_file_uses_it_up(engine: Engine) {
    use super::tests::second;
    use crate::suspense::Request;
    let w = world(engine).await;
    w.correct("c1", w.rows[2]).await;
    let (imported, _) = take_in(&w, &october(&w, 9000), None).await;
    let batch = imported.unwrap().batch_id;
    let request = |id: &str, yuan| Request {
        id: id.into(),
        receipt_id: "c1".into(),
        what: Use::File { batch: batch.clone() },
        amount: Fen::from_yuan(yuan),
    };
    let more = suspense::propose(&w.ctx, &w.first, request("u0", 1801)).await;
    assert!(matches!(more, Err(Refused::Unusable(Unusable::NoSuchFile))), "{more:?}");
    suspense::propose(&w.ctx, &w.first, request("u1", 1800)).await.unwrap();
    let more = suspense::propose(&w.ctx, &w.first, request("u2", 1)).await;
    assert!(matches!(more, Err(Refused::Unusable(Unusable::NoSuchFile))), "{more:?}");
    suspense::approve(&w.ctx, &second(w.second.staff_id().to_owned()), "u1").await.unwrap();
    assert_eq!(w.on_the_chart(chart::SUSPENSE_RECEIPTS).await, Fen::from_yuan(200));
    assert_eq!(w.on_the_chart(chart::BANK_DEPOSIT).await, Fen::from_yuan(6000), "what the bank credited");
    assert_eq!(w.findings().await, []);
}

store::on_both_engines!(
    the_right_month_takes_the_place_of_the_reversed_one,
    what_the_bank_credited_too_much_waits,
    a_serial_stands_for_one_file,
    a_killed_run_keeps_its_serial,
    what_later_lines_take_is_kept_too_much,
    a_credit_that_is_too_small_is_told,
    a_later_file_uses_it_up,
);
