//! Back payments (补缴) from a file: months and reasons, no month paid twice, every line once.

mod support;

use domain::{
    AccountNo, Fen, Month,
    account::{BackPayment, BackReason},
    remittance::{Column, Reason},
};
use service::{
    remittance::{Imported, Listener, import},
    testing::TestCtx,
    verify,
};
use store::{Engine, account, ledger};
use support::{a_line, books, id_of, rules};

#[derive(Default)]
struct Notes(Vec<(u64, &'static str)>);

impl Listener for Notes {
    fn rejected(&mut self, line: u64, _: Option<Column>, reason: &Reason) -> std::io::Result<()> {
        self.0.push((line, reason.code()));
        Ok(())
    }
    fn progress(&mut self, _: &Imported, _: u64) {}
}

/// 100 and 100 yuan for the months, for this reason.
fn back(sequence: u32, months: &str, reason: &str) -> String {
    let number = AccountNo::of(1, sequence).unwrap();
    let id = id_of(sequence);
    format!("100001,{number},林秀芳,{},{months},10000,10,10,100,100,02,{reason}\n", id.reveal())
}

async fn take_in(test: &TestCtx, lines: &str) -> (u64, u64, Vec<(u64, &'static str)>) {
    let header = "DWZH,GRZH,XINGMING,ZJHM,HBJNY,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE,YWLX,BJYY";
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file.csv");
    std::fs::write(&path, format!("{header}\n{lines}")).unwrap();
    let mut notes = Notes::default();
    let imported = import(&test.ctx, &path, &rules(), &mut notes).await.unwrap();
    (imported.posted, imported.unchanged, notes.0)
}

async fn months_and_reasons_stand_in_the_ledger(engine: Engine) {
    let test = books(engine).await;
    let file = back(1, "202605-202607", "01") + &back(2, "202609", "02") + &back(3, "202604", "04");
    assert_eq!(take_in(&test, &file).await, (3, 0, vec![]));
    assert_eq!(take_in(&test, &file).await, (0, 3, vec![]), "the same file again changes nothing");
    let mut conn = test.ctx.store.read().await.unwrap();
    let month = |text| Month::parse(text).unwrap();
    for (sequence, from, reason, through) in [
        (1, "202605", BackReason::Missed, "202607"),
        (2, "202609", BackReason::Difference, "202609"),
        (3, "202604", BackReason::Ordered, "202604"),
    ] {
        let number = AccountNo::of(1, sequence).unwrap();
        let entries = ledger::entry_list(&mut conn, number.as_str()).await.unwrap();
        let last = entries.last().unwrap();
        let through = month(through);
        assert_eq!((last.month, last.back), (Some(month(from)), Some(BackPayment { reason, through })));
        assert_eq!(last.value_date, test.ctx.today(), "interest runs from the posting");
        let own = account::find(&mut conn, &number).await.unwrap().unwrap().account;
        assert_eq!(
            (own.consecutive_months, own.balance),
            (3, Fen::from_yuan(6200)),
            "no month in a row more"
        );
    }
    drop(conn);
    let mut found = Vec::new();
    verify::run(&test.ctx, &mut |finding| found.push(finding)).await.unwrap();
    assert_eq!(found, []);
}

/// Take the look-ups of `back_paid_find` and `posted_find` away and a month is paid twice.
async fn no_month_is_paid_twice(engine: Engine) {
    let test = books(engine).await;
    let paid = Reason::MonthPaid.code();
    let file = back(1, "202607-202608", "01") + &back(1, "202607", "01") + &back(1, "202606-202607", "03");
    assert_eq!(take_in(&test, &file).await, (1, 0, vec![(2, paid), (4, paid)]), "August is paid, July once");
    assert_eq!(
        take_in(&test, &back(1, "202606-202607", "01")).await,
        (0, 0, vec![(2, paid)]),
        "another file"
    );
    let regular = a_line(1, "202607").trim_end().to_owned() + ",01,\n";
    assert_eq!(take_in(&test, &regular).await, (0, 0, vec![(2, paid)]), "nor regularly");
    let more = back(1, "202607", "02");
    assert_eq!(take_in(&test, &more).await, (1, 0, vec![]), "a difference comes on top");
}

store::on_both_engines!(months_and_reasons_stand_in_the_ledger, no_month_is_paid_twice);
