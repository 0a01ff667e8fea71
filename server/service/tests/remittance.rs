//! Whole remittance files through the import, on both engines.

use domain::{
    AccountNo, AccountState, ContributionRate, Fen, IdNumber, Month,
    contribution::{BaseLimits, ContributionRounding, ContributionRules},
    remittance::{Column, Reason},
};
use service::{
    remittance::{ImportError, Imported, Listener, Refusal, import},
    testing::TestCtx,
};
use std::{fmt::Write, path::PathBuf};
use store::{Engine, account, audit, ledger};

const HEADER: &str =
    "DWZH,DWMC,GRZH,XINGMING,ZJHM,HBJNY,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE,JZRQ,YWLX,GRZHZT\n";

struct World {
    test: TestCtx,
    dir: tempfile::TempDir,
}

#[derive(Default)]
struct Notes(Vec<(u64, Option<Column>, &'static str)>);

impl Listener for Notes {
    fn rejected(&mut self, line: u64, column: Option<Column>, reason: &Reason) -> std::io::Result<()> {
        self.0.push((line, column, reason.code()));
        Ok(())
    }
    fn progress(&mut self, _: &Imported, _: u64) {}
}

impl World {
    async fn new(engine: Engine) -> World {
        World { test: TestCtx::on(engine).await, dir: tempfile::tempdir().unwrap() }
    }

    fn file(&self, bytes: &[u8]) -> PathBuf {
        let path = self.dir.path().join("file.csv");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    async fn import(&self, bytes: &[u8]) -> Result<(Imported, Notes), ImportError> {
        let mut notes = Notes::default();
        let imported = import(&self.test.ctx, &self.file(bytes), &rules(), &mut notes).await?;
        Ok((imported, notes))
    }

    async fn account(&self, number: &AccountNo) -> domain::account::Account {
        let mut conn = self.test.ctx.store.read().await.unwrap();
        account::find(&mut conn, number).await.unwrap().unwrap().account
    }

    async fn bank(&self) -> Fen {
        let mut conn = self.test.ctx.store.read().await.unwrap();
        ledger::account_totals(&mut conn, ledger::BANK_DEPOSIT).await.unwrap().unwrap().posted
    }
}

fn rules() -> ContributionRules {
    ContributionRules {
        limits: vec![BaseLimits {
            from: Month::new(2026, 7).unwrap(),
            floor: Fen::from_yuan(2195),
            ceiling: Fen::from_yuan(24_795),
        }],
        rate_min: ContributionRate::from_bp(500),
        rate_max: ContributionRate::from_bp(1200),
        rounding: ContributionRounding::Fen,
        advance_months: 12,
        lowest_granted: None,
    }
}

fn person(sequence: u32) -> IdNumber {
    IdNumber::from_parts(350_599, "1990-05-17".parse().unwrap(), sequence).unwrap()
}

fn number(serial: u32) -> AccountNo {
    AccountNo::of(1, serial).unwrap()
}

/// A line of 1,000.00 + 1,000.00 for a person's month.
fn line(sequence: u32, month: &str) -> String {
    let id = person(sequence);
    let account = number(sequence);
    format!(
        "100001,泉州刺桐纺织有限公司,{account},林秀芳,{},{month},10000,10,10,1000,1000,2026-11-05,01,01\n",
        id.reveal()
    )
}

store::on_both_engines!(super::World::new;
    good_lines_go_in_and_bad_ones_are_named,
    a_second_import_changes_nothing,
    a_killed_import_is_run_again,
    months_are_counted_in_any_order,
    other_files_are_measured_against_the_books,
    sealing_and_unsealing_follow_the_latest_month,
    the_unit_of_the_latest_month_is_the_payer,
    garbage_is_refused_before_anything_is_posted,
    gb18030_and_a_byte_order_mark_are_read,
);

async fn good_lines_go_in_and_bad_ones_are_named(world: World) {
    let mut file = String::from(HEADER);
    file += &line(1, "202610");
    file += &line(2, "202610");
    file += &line(1, "202610");
    file += &line(3, "202610").replace("1000,1000", "1e3,-1");
    file += &line(3, "2026-13");
    file += &line(4, "202610").replace("林秀芳", "");
    file += "\n";
    file += &line(5, "202610")[..60];
    let (imported, notes) = world.import(file.as_bytes()).await.unwrap();
    assert_eq!((imported.lines, imported.posted, imported.opened, imported.rejected), (7, 2, 2, 5));
    assert_eq!(imported.amount, Fen::from_yuan(4000));
    assert_eq!(
        notes.0,
        [
            (4, Some(Column::Hbjny), "duplicate_line"),
            (5, Some(Column::Dwyjce), "amount"),
            (5, Some(Column::Gryjce), "amount"),
            (6, Some(Column::Hbjny), "month"),
            (7, Some(Column::Xingming), "missing"),
            (9, None, "field_count"),
        ]
    );
    let own = world.account(&number(1)).await;
    assert_eq!(
        (own.balance, own.monthly(), own.state),
        (Fen::from_yuan(2000), Fen::from_yuan(2000), AccountState::Normal)
    );
    assert_eq!(world.bank().await, Fen::from_yuan(-4000));
    let mut conn = world.test.ctx.store.read().await.unwrap();
    let entries = ledger::entry_list(&mut conn, number(1).as_str()).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].amount, entries[0].unit_part), (Fen::from_yuan(2000), Some(Fen::from_yuan(1000))));
    let actions: Vec<String> =
        audit::page(&mut conn, 0, 10).await.unwrap().into_iter().map(|e| e.action).collect();
    assert_eq!(actions, ["remittance.post", "remittance.import"]);
}

async fn a_second_import_changes_nothing(world: World) {
    let mut file = String::from(HEADER);
    for sequence in 1..=300 {
        for month in ["202608", "202609", "202610"] {
            file += &line(sequence, month);
        }
    }
    file += &line(1, "202610");
    file += &line(9, "202607").replace(",01,01", ",02,01");
    let (first, first_notes) = world.import(file.as_bytes()).await.unwrap();
    assert_eq!((first.posted, first.unchanged, first.rejected), (901, 0, 1));
    let before = world.account(&number(9)).await;
    assert_eq!((before.balance, before.total_months), (Fen::from_yuan(8000), 3));
    let (second, second_notes) = world.import(file.as_bytes()).await.unwrap();
    assert_eq!((second.posted, second.unchanged, second.rejected, second.opened), (0, 901, 1, 0));
    assert_eq!(second.amount, Fen::ZERO);
    assert_eq!(first_notes.0, second_notes.0);
    assert_eq!(world.account(&number(9)).await, before);
    assert_eq!(world.bank().await, Fen::from_yuan(-2000 * 901));
}

/// A listener whose disk is full at the first finding: the import stops between two pieces, as a kill would.
struct FullDisk;

impl Listener for FullDisk {
    fn rejected(&mut self, _: u64, _: Option<Column>, _: &Reason) -> std::io::Result<()> {
        Err(std::io::ErrorKind::StorageFull.into())
    }
    fn progress(&mut self, _: &Imported, _: u64) {}
}

async fn a_killed_import_is_run_again(world: World) {
    let mut file = String::from(HEADER);
    for sequence in 1..=9_000 {
        // The bad line stands in the second of three pieces.
        let text = line(sequence % 1000, &format!("2025{:02}", sequence / 1000 + 1));
        file += if sequence == 4_000 { "half a line\n" } else { &text };
    }
    let path = world.file(file.as_bytes());
    let stopped = import(&world.test.ctx, &path, &rules(), &mut FullDisk).await;
    assert!(matches!(stopped, Err(ImportError::Fault(_))));
    let posted_before = world.bank().await;
    assert!(posted_before < Fen::ZERO && posted_before > Fen::from_yuan(-2000 * 8_999), "{posted_before:?}");
    let (whole, notes) = world.import(file.as_bytes()).await.unwrap();
    assert_eq!((whole.posted + whole.unchanged, whole.rejected, notes.0.len()), (8_999, 1, 1));
    assert_eq!(world.bank().await, Fen::from_yuan(-2000 * 8_999));
    let own = world.account(&number(5)).await;
    assert_eq!((own.balance, own.consecutive_months), (Fen::from_yuan(2000 * 9), 9));
}

async fn months_are_counted_in_any_order(world: World) {
    let file = |months: &[&str]| {
        let lines: String = months.iter().map(|month| line(1, month)).collect();
        format!("{HEADER}{lines}")
    };
    let state = async |world: &World| {
        let own = world.account(&number(1)).await;
        let text = |month: Option<Month>| month.map(Month::compact).unwrap_or_default();
        (text(own.first_month), text(own.paid_through), own.consecutive_months, own.total_months)
    };
    for (months, first, through, consecutive, total) in [
        (&["202603", "202604"][..], "202603", "202604", 2, 2),
        (&["202606"], "202603", "202606", 1, 3),
        (&["202601"], "202601", "202606", 1, 4),
        (&["202605"], "202601", "202606", 4, 5),
        (&["202602"], "202601", "202606", 6, 6),
        (&["202608", "202607"], "202601", "202608", 8, 8),
    ] {
        world.import(file(months).as_bytes()).await.unwrap();
        assert_eq!(state(&world).await, (first.into(), through.into(), consecutive, total), "{months:?}");
    }
}

async fn other_files_are_measured_against_the_books(world: World) {
    world.import(format!("{HEADER}{}{}", line(1, "202609"), line(2, "202609")).as_bytes()).await.unwrap();
    let mut file = String::from(HEADER);
    // Same month with other amounts; the same amounts; another name; another number; another's number.
    file += &line(1, "202609").replace("10000,10,10,1000,1000", "10000,10,12,1000,1200");
    file += &line(2, "202609");
    file += &line(1, "202610").replace("林秀芳", "林秀兰");
    file += &line(1, "202610").replace(number(1).as_str(), number(7).as_str());
    file += &line(8, "202610").replace(number(8).as_str(), number(2).as_str());
    file += &line(9, "202610").replace(number(9).as_str(), "");
    // The last number of the branch, and one of those that are opened online: nobody could open an account after them.
    let ours = [AccountNo::of(1, AccountNo::SERIAL_MAX).unwrap(), AccountNo::of(90, 7).unwrap()];
    for reserved in &ours {
        file += &line(8, "202610").replace(number(8).as_str(), reserved.as_str());
    }
    let (imported, notes) = world.import(file.as_bytes()).await.unwrap();
    assert_eq!((imported.posted, imported.unchanged, imported.opened), (1, 1, 1));
    assert_eq!(
        notes.0,
        [
            (2, Some(Column::Hbjny), "already_posted"),
            (4, Some(Column::Xingming), "name_differs"),
            (5, Some(Column::Grzh), "has_other_account"),
            (6, Some(Column::Grzh), "account_of_another"),
            (8, Some(Column::Grzh), "number_reserved"),
            (9, Some(Column::Grzh), "number_reserved"),
        ]
    );
    // The account without a number got the next serial.
    assert_eq!(world.account(&number(3)).await.balance, Fen::from_yuan(2000));
}

async fn sealing_and_unsealing_follow_the_latest_month(world: World) {
    let sealed = line(1, "202609").replace("01,01\n", "01,02\n");
    world.import(format!("{HEADER}{sealed}{}", line(1, "202608")).as_bytes()).await.unwrap();
    let own = world.account(&number(1)).await;
    assert_eq!(
        (own.state, own.sealed_on.map(|day| day.to_string())),
        (AccountState::Sealed, Some("2026-11-05".into()))
    );
    assert_eq!((own.total_months, own.consecutive_months), (2, 2));
    world.import(format!("{HEADER}{}", line(1, "202610")).as_bytes()).await.unwrap();
    let own = world.account(&number(1)).await;
    assert_eq!((own.state, own.sealed_on), (AccountState::Normal, None));
}

async fn the_unit_of_the_latest_month_is_the_payer(world: World) {
    let payer = async || {
        let mut conn = world.test.ctx.store.read().await.unwrap();
        let id = account::unit_of(&mut conn, &number(1)).await.unwrap().unwrap();
        store::agent::unit_find(&mut conn, &id).await.unwrap().unwrap().number
    };
    for (months, expected) in [
        // Opened by one unit and left to another, in one file.
        (&[("100001", "202603"), ("100002", "202604")][..], "100002"),
        (&[("100002", "202605")], "100002"),
        // An older month moves nobody.
        (&[("100001", "202602")], "100002"),
        (&[("100001", "202606")], "100001"),
        // Away and back, in one file.
        (&[("100002", "202607"), ("100001", "202608")], "100001"),
    ] {
        let lines: String =
            months.iter().map(|(unit, month)| line(1, month).replace("100001", unit)).collect();
        let (imported, notes) = world.import(format!("{HEADER}{lines}").as_bytes()).await.unwrap();
        assert_eq!((imported.posted, notes.0.len()), (months.len() as u64, 0), "{months:?}");
        assert_eq!(payer().await, expected, "{months:?}");
    }
}

async fn garbage_is_refused_before_anything_is_posted(world: World) {
    for (bytes, refusal) in [
        (&b""[..], Refusal::Empty),
        (b"PK\x03\x04\0\0\0", Refusal::NotText),
        (b"a,b\n1,2\n", Refusal::Header(domain::remittance::HeaderError::NotAHeader)),
    ] {
        let Err(ImportError::Refused(why)) = world.import(bytes).await else { panic!("{bytes:?} was taken") };
        assert_eq!(why, refusal);
    }
    let mut file = String::from(HEADER);
    for n in 0..50_000 {
        writeln!(file, "garbage {n}").unwrap();
    }
    let Err(ImportError::Refused(Refusal::NoGoodLine { read })) = world.import(file.as_bytes()).await else {
        panic!("garbage was taken")
    };
    assert!(read < 3_000, "{read} lines were read");
}

async fn gb18030_and_a_byte_order_mark_are_read(world: World) {
    let rare = line(1, "202610").replace("林秀芳", "欧阳䶮");
    let (bytes, _, unmappable) = encoding_rs::GB18030.encode(&rare);
    assert!(!unmappable);
    let mut file = HEADER.as_bytes().to_vec();
    file.extend_from_slice(&bytes);
    file.extend_from_slice(b"\xFF\xFF,half a character\n");
    let (imported, notes) = world.import(&file).await.unwrap();
    assert_eq!((imported.posted, notes.0), (1, vec![(3, None, "encoding")]));
    let marked = format!("\u{FEFF}{HEADER}{}", rare.replace("202610", "202609"));
    assert_eq!(world.import(marked.as_bytes()).await.unwrap().0.posted, 1);
    let mut conn = world.test.ctx.store.read().await.unwrap();
    let own = account::find(&mut conn, &number(1)).await.unwrap().unwrap();
    assert_eq!(
        (own.person_name.as_str(), own.unit_name.as_deref()),
        ("欧阳䶮", Some("泉州刺桐纺织有限公司"))
    );
}
