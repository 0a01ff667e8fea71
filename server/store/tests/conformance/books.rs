//! Accounts, the ledger, remittance files and the reading that checks them.

use crate::NOW;
use domain::{
    AccountNo, AccountState, BusinessCode, Fen, Month,
    account::{AccountKind, BackPayment, BackReason, PaidMonths},
};
use store::{
    Conn, Engine, Error, Store,
    account::{self, NewAccount, Terms},
    ledger::{self, Class, Movement},
    person, posted,
    remittance::{self, AccountUpdate, Counts, Line, NewUnit, OpenedAccount},
    testing::{self, TestStore, a_person},
    verify,
};

pub fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

pub fn number(serial: u32) -> AccountNo {
    AccountNo::of(1, serial).unwrap()
}

fn terms() -> Terms {
    testing::terms(Fen::from_yuan(10_000), 1000, Fen::from_yuan(1000))
}

pub fn movement<'a>(debit: &'a str, credit: &'a str, yuan: i32, case_id: Option<&'a str>) -> Movement<'a> {
    Movement {
        case_id,
        ..Movement::at(debit, credit, Fen::from_yuan(yuan), BusinessCode::PartialWithdrawal, NOW)
    }
}

/// A person with an account that holds 500 yuan.
pub async fn an_account(store: &Store) -> Result<(), Error> {
    store::write!(store, "test", |tx| {
        person::insert(&mut tx, &a_person("p1", "index-1")).await?;
        let number_1 = number(1);
        let new = NewAccount { kind: AccountKind::Flex, ..testing::an_account(&number_1, "p1", terms()) };
        account::insert(&mut tx, &new).await?;
        ledger::account_open(&mut tx, ledger::BANK_DEPOSIT, Class::Centre).await?;
        ledger::account_open(&mut tx, ledger::PAYOUT_CLEARING, Class::Centre).await?;
        ledger::transfer_post(&mut tx, &movement(ledger::BANK_DEPOSIT, number(1).as_str(), 500, None))
            .await?;
        Ok::<_, Error>(())
    })
}

pub async fn accounts_are_opened_found_and_changed(db: TestStore) {
    an_account(&db.store).await.unwrap();
    let months = PaidMonths {
        first: Some(month("2026-01")),
        through: Some(month("2026-03")),
        consecutive: 3,
        total: 3,
    };
    store::write!(db.store, "test", |tx| {
        assert!(account::state_set(&mut tx, &number(1), AccountState::Sealed, NOW.day()).await?);
        assert!(account::months_set(&mut tx, &number(1), months).await?);
        assert!(!account::months_set(&mut tx, &number(9), months).await?);
        Ok::<_, Error>(())
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let own = account::find(&mut conn, &number(1)).await.unwrap().unwrap();
    assert_eq!((own.account.state, own.account.sealed_on), (AccountState::Sealed, Some(NOW.day())));
    assert_eq!((own.account.consecutive_months, own.account.balance), (3, Fen::from_yuan(500)));
    assert_eq!(account::find_of_person(&mut conn, "p1").await.unwrap(), Some(own));
    assert_eq!(account::find(&mut conn, &number(2)).await.unwrap(), None);
    assert_eq!(account::serial_max(&mut conn, 1).await.unwrap(), 1);
    assert_eq!(account::serial_max(&mut conn, 2).await.unwrap(), 0);
}

pub async fn a_frozen_account_notes_once_that_it_is_to_be_sealed(db: TestStore) {
    an_account(&db.store).await.unwrap();
    let (today, later) = (NOW.day(), NOW.day().succ_opt().unwrap());
    let noted = store::write!(db.store, "test", |tx| {
        let normal = account::sealing_note(&mut tx, &number(1), today).await?;
        account::state_set(&mut tx, &number(1), AccountState::Frozen, today).await?;
        let frozen = account::sealing_note(&mut tx, &number(1), today).await?;
        Ok::<_, Error>((normal, frozen, account::sealing_note(&mut tx, &number(1), later).await?))
    });
    assert_eq!(noted.unwrap(), (false, true, false));
    let mut conn = db.store.read().await.unwrap();
    let own = account::find(&mut conn, &number(1)).await.unwrap().unwrap().account;
    assert_eq!((own.state, own.sealed_on), (AccountState::Frozen, Some(today)));
}

pub async fn money_is_reserved_once_and_resolved_once(db: TestStore) {
    an_account(&db.store).await.unwrap();
    let one = number(1);
    let out = movement(one.as_str(), ledger::PAYOUT_CLEARING, 300, Some("case-1"));
    let reserved = store::write!(db.store, "test", |tx| {
        let first = ledger::transfer_reserve(&mut tx, &out).await?;
        let second = ledger::transfer_reserve(&mut tx, &out).await?;
        Ok::<_, Error>((first.is_some(), second.is_some()))
    });
    assert_eq!(reserved.unwrap(), (true, false), "500 holds 300 once");
    let mut conn = db.store.read().await.unwrap();
    let open = ledger::reservation_find_open(&mut conn, "case-1").await.unwrap().unwrap();
    drop(conn);
    store::write!(db.store, "test", |tx| ledger::reservation_post(&mut tx, &open, NOW.day(), NOW).await)
        .unwrap();
    let again: Result<i64, Error> =
        store::write!(db.store, "test", |tx| ledger::reservation_void(&mut tx, &open, NOW.day(), NOW).await);
    assert!(again.is_err(), "a reservation is resolved once");
    let too_much: Result<i64, Error> = store::write!(db.store, "test", |tx| {
        ledger::transfer_post(&mut tx, &movement(one.as_str(), ledger::BANK_DEPOSIT, 201, None)).await
    });
    assert!(matches!(too_much, Err(Error::NotEnough)));
    let mut conn = db.store.read().await.unwrap();
    let totals = ledger::account_totals(&mut conn, one.as_str()).await.unwrap().unwrap();
    assert_eq!((totals.posted, totals.reserved), (Fen::from_yuan(200), Fen::ZERO));
    assert_eq!(ledger::reservation_find_open(&mut conn, "case-1").await.unwrap(), None);
    let entries = ledger::entry_list(&mut conn, one.as_str()).await.unwrap();
    assert_eq!(entries.iter().map(|e| e.amount).collect::<Vec<_>>(), [500, -300].map(Fen::from_yuan));
    let since = ledger::amounts_since(&mut conn, one.as_str(), NOW.day()).await.unwrap();
    assert_eq!(since.iter().map(|a| a.amount).collect::<Vec<_>>(), [500, -300].map(Fen::from_yuan));
    let later = NOW.day().succ_opt().unwrap();
    assert_eq!(ledger::amounts_since(&mut conn, one.as_str(), later).await.unwrap(), []);
}

fn a_line(line_no: u64, code: &'static str) -> Line {
    Line {
        line_no,
        account: number(1),
        business_code: code,
        month: month("2026-10"),
        unit_part: Fen::from_yuan(1000),
        personal_part: Fen::from_yuan(1000),
        total: Fen::from_yuan(2000),
        posted_on: NOW.day(),
        replaces: None,
    }
}

/// The writes of one piece of a file: a unit, a person, an account, a month and a back payment.
async fn a_piece(tx: &mut Conn) -> Result<(), Error> {
    let unit = |id: &str, number: &str| NewUnit {
        id: id.into(),
        number: number.into(),
        name: "刺桐纺织".into(),
        credit_code: None,
    };
    let opened = OpenedAccount {
        number: number(1),
        person_id: "p1".into(),
        unit_id: "u1".into(),
        opened_on: NOW.day(),
    };
    ledger::account_open(tx, ledger::BANK_DEPOSIT, Class::Centre).await?;
    remittance::lock(tx, "batch").await?;
    assert!(remittance::batch_start(tx, "batch", "file.csv", NOW).await?);
    remittance::units_insert(tx, &[unit("u1", "100001"), unit("u2", "100002")], NOW).await?;
    remittance::people_insert(tx, &[a_person("p1", "index-1")]).await?;
    remittance::accounts_insert(tx, &[opened]).await?;
    let lines = [a_line(2, "01"), a_line(3, "02")];
    assert_eq!(remittance::lines_insert(tx, ledger::BANK_DEPOSIT, "batch", NOW, &lines).await?, 2);
    let back = BackPayment { reason: BackReason::Ordered, through: month("2026-11") };
    assert_eq!(remittance::back_payments_insert(tx, "batch", &[(3, back)]).await?, 1);
    remittance::totals_add(tx, ledger::BANK_DEPOSIT, &[(number(1), Fen::from_yuan(4000))]).await?;
    let update = AccountUpdate {
        number: number(1),
        unit_id: Some("u2".into()),
        state: AccountState::Normal,
        sealed_on: None,
        base: Fen::from_yuan(10_000),
        unit_rate_bp: 1000,
        personal_rate_bp: 1000,
        unit_monthly: Fen::from_yuan(1000),
        personal_monthly: Fen::from_yuan(1000),
        months: PaidMonths {
            first: Some(month("2026-10")),
            through: Some(month("2026-10")),
            consecutive: 1,
            total: 1,
        },
    };
    assert_eq!(remittance::accounts_update(tx, &[update]).await?, 1);
    let counts = Counts { lines: 2, posted: 2, rejected: 0, amount: Fen::from_yuan(4000) };
    remittance::batch_finish(tx, "batch", &counts, NOW).await
}

pub async fn a_piece_of_a_file_is_posted_and_found(db: TestStore) {
    db.store.expect_bulk().await.unwrap();
    store::write!(db.store, "test", |tx| a_piece(&mut tx).await).unwrap();
    let again: Result<u64, Error> = store::write!(db.store, "test", |tx| {
        remittance::lines_insert(&mut tx, ledger::BANK_DEPOSIT, "other", NOW, &[a_line(9, "01")]).await
    });
    assert!(again.is_err(), "a month is paid once, whatever the code above does");
    let unfinished = store::write!(db.store, "test", |tx| {
        remittance::batch_start(&mut tx, "batch", "file.csv", NOW).await
    });
    assert!(!unfinished.unwrap(), "the batch was taken in to its end");
    let mut conn = db.store.read().await.unwrap();
    let people = remittance::people_find(&mut conn, &["index-1", "index-2"]).await.unwrap();
    assert_eq!((people.len(), people[0].account.as_ref().unwrap().months.total), (1, 1));
    let holders =
        remittance::holders_find(&mut conn, &[number(1).as_str(), number(9).as_str()]).await.unwrap();
    assert_eq!(
        (holders.len(), holders[0].person_id.as_str(), holders[0].id_index.as_str()),
        (1, "p1", "index-1")
    );
    assert_eq!(holders[0].account.as_ref().unwrap().unit_id.as_deref(), Some("u2"));
    assert_eq!(remittance::units_find(&mut conn, &["100001", "7"]).await.unwrap()[0].id, "u1");
    let (one, from, to) = (number(1), month("2026-01"), month("2026-12"));
    let posted = remittance::posted_find(&mut conn, &[one.as_str()], from, to).await.unwrap();
    assert_eq!((posted.len(), posted[0].line_no, posted[0].batch_id.as_deref()), (1, Some(2), Some("batch")));
    assert_eq!(remittance::back_payments_find(&mut conn, "batch", 1, 9).await.unwrap(), [3]);
    let back_paid = remittance::back_paid_find(&mut conn, &[one.as_str()]).await.unwrap();
    assert_eq!((back_paid.len(), back_paid[0].from), (1, month("2026-10")));
    let of_unit = account::unit_page(&mut conn, "", 9).await.unwrap();
    assert_eq!((of_unit.len(), of_unit[0].unit_no.as_str()), (1, "100002"));
    assert_eq!(account::unit_page(&mut conn, one.as_str(), 9).await.unwrap(), []);
    let entries = ledger::entry_list(&mut conn, number(1).as_str()).await.unwrap();
    let back = BackPayment { reason: BackReason::Ordered, through: month("2026-11") };
    assert_eq!(entries.iter().map(|entry| entry.back).collect::<Vec<_>>(), [None, Some(back)]);
    assert_eq!(remittance::months_paid(&mut conn, &number(1)).await.unwrap(), [month("2026-10")]);
}

pub async fn a_holder_is_found_with_every_account(db: TestStore) {
    store::write!(db.store, "test", |tx| {
        a_piece(&mut tx).await?;
        let second = OpenedAccount {
            number: number(2),
            person_id: "p1".into(),
            unit_id: "u1".into(),
            opened_on: NOW.day(),
        };
        remittance::accounts_insert(&mut tx, &[second]).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let held = remittance::holders_find(&mut conn, &[number(2).as_str()]).await.unwrap();
    let mut numbers: Vec<_> =
        held.iter().map(|known| known.account.as_ref().unwrap().number.clone()).collect();
    numbers.sort();
    assert_eq!(numbers, [number(1), number(2)], "one of them may be closed, and the other in use");
}

pub async fn a_grown_ledger_is_counted_anew_once(db: TestStore) {
    store::write!(db.store, "test", |tx| a_piece(&mut tx).await).unwrap();
    let mut conn = db.store.read().await.unwrap();
    let plans_by_counts = db.store.engine() == Engine::Postgres;
    assert_eq!(remittance::recount_grown(&mut conn).await.unwrap(), plans_by_counts);
    assert!(!remittance::recount_grown(&mut conn).await.unwrap(), "it has not grown since");
}

pub async fn the_books_are_read_in_one_snapshot(db: TestStore) {
    store::write!(db.store, "test", |tx| a_piece(&mut tx).await).unwrap();
    let mut conn = db.store.read().await.unwrap();
    verify::snapshot_begin(&mut conn, db.store.engine()).await.unwrap();
    let one = number(1);
    let (from, to) = (one.as_str(), one.as_str());
    let page = verify::page_after(&mut conn, "", 10).await.unwrap();
    assert_eq!(page, Some((from.to_owned(), to.to_owned())));
    assert_eq!(verify::page_after(&mut conn, from, 10).await.unwrap(), None);
    let ledger = verify::ledger_between(&mut conn, from, to).await.unwrap();
    assert_eq!((ledger[0].posted, ledger[0].reserved), (Fen::from_yuan(4000), Fen::ZERO));
    let centre = verify::ledger_of_centre(&mut conn).await.unwrap();
    let bank = centre.iter().find(|claimed| claimed.id == ledger::BANK_DEPOSIT).unwrap();
    assert_eq!(bank.posted, Fen::from_yuan(-4000));
    assert_eq!(verify::reserved_between(&mut conn, from, to).await.unwrap(), []);
    let balances = verify::centre_balances(&mut conn).await.unwrap();
    assert_eq!(balances, [(ledger::BANK_DEPOSIT.to_owned(), Fen::from_yuan(-4000))]);
    assert_eq!(verify::grand_total(&mut conn).await.unwrap(), (Fen::ZERO, 2));
    assert_eq!(verify::accounts_between(&mut conn, from, to).await.unwrap()[0].months.total, 1);
    let months = posted::months_between(&mut conn, from, to).await.unwrap();
    assert_eq!(months, [(one.as_str().to_owned(), month("2026-10"))]);
    assert_eq!(verify::resolutions_mismatched(&mut conn).await.unwrap(), [0; 0]);
    assert_eq!(posted::months_reversed_between(&mut conn, from, to).await.unwrap(), []);
    assert_eq!(verify::reversals_mismatched(&mut conn).await.unwrap(), [0; 0]);
    assert_eq!(verify::rows_unsound(&mut conn).await.unwrap(), []);
    assert_eq!(verify::cases_mismatched(&mut conn).await.unwrap(), [""; 0]);
    let on_its_way = verify::money_on_its_way(&mut conn, ledger::PAYOUT_CLEARING).await.unwrap();
    assert_eq!(on_its_way, (Fen::ZERO, Fen::ZERO));
    verify::snapshot_end(&mut conn).await.unwrap();
}
