//! The fund's books: the chart, reversals, money in suspense.

use crate::{
    NOW,
    books::{an_account, movement, number},
};
use domain::{
    BusinessCode, Fen, Month,
    account::Account,
    account_act::{Act, transition},
    chart,
    correction::CorrectionReason,
    suspense::{Placing, Reference, Source, Use},
    two_people::ProposalState,
};
use store::{
    Error, Store, account, account_act,
    correction::{self, Correction},
    ledger::{self, Movement},
    posted,
    proposal::Decider,
    remittance,
    staff::{self, Role, Staff},
    suspense::{self, Proposed, Receipt},
    testing::TestStore,
    trial::{self, Turnover},
    verify,
};

fn turnover(account: &str, until: i32, ever: i32) -> Turnover {
    Turnover { account: account.into(), until: Fen::from_yuan(until), ever: Fen::from_yuan(ever) }
}

pub async fn the_chart_adds_up_from_the_rows(db: TestStore) {
    an_account(&db.store).await.unwrap();
    let later = NOW.day().succ_opt().unwrap();
    store::write!(db.store, "test", |tx| {
        let one = number(1);
        let mut out = movement(one.as_str(), ledger::PAYOUT_CLEARING, 200, None);
        out.posted_on = later;
        ledger::transfer_post(&mut tx, &out).await?;
        // Promised, not posted: no part of the books.
        ledger::transfer_reserve(&mut tx, &movement(one.as_str(), ledger::PAYOUT_CLEARING, 100, None)).await
    })
    .unwrap()
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let debits = trial::debits(&mut conn, NOW.day()).await.unwrap();
    assert_eq!(debits, [turnover("bank.deposit", 500, 500), turnover("members", 0, 200)]);
    let credits = trial::credits(&mut conn, NOW.day()).await.unwrap();
    assert_eq!(credits, [turnover("members", 500, 500), turnover("payout.clearing", 0, 200)]);
    let running = trial::running(&mut conn).await.unwrap();
    let of = |id: &str| running.iter().find(|(account, _)| account == id).map(|(_, posted)| posted.get());
    assert_eq!(of("members"), Some(30_000));
    assert_eq!((of("bank.deposit"), of("payout.clearing")), (Some(-50_000), Some(20_000)));
    for head in chart::CHART {
        assert!(of(head.id).is_some(), "{} stands in the ledger", head.id);
    }
}

/// 100 yuan for October.
fn october(account: &str) -> Movement<'_> {
    Movement {
        business: BusinessCode::RegularRemittance,
        month: Some(Month::parse("2026-10").unwrap()),
        ..movement(ledger::BANK_DEPOSIT, account, 100, None)
    }
}

pub async fn a_row_is_reversed_once_and_its_month_paid_again(db: TestStore) {
    an_account(&db.store).await.unwrap();
    let one = number(1);
    let seq =
        store::write!(db.store, "test", |tx| ledger::transfer_post(&mut tx, &october(one.as_str())).await);
    let seq = seq.unwrap();
    let mut conn = db.store.read().await.unwrap();
    let row = ledger::transfer_find(&mut conn, seq).await.unwrap().unwrap();
    assert_eq!((row.reverses, row.reversed_by, row.kind.as_str()), (None, None, "post"));
    assert_eq!(ledger::transfer_find(&mut conn, 999).await.unwrap(), None);
    drop(conn);
    let locked = store::write!(db.store, "test", |tx| {
        let known = ledger::account_lock(&mut tx, one.as_str()).await?;
        Ok::<_, Error>((known, ledger::account_lock(&mut tx, "nobody").await?))
    });
    assert_eq!(locked.unwrap(), (true, false));
    let reverse = async || {
        store::write!(db.store, "test", |tx| ledger::transfer_reverse(&mut tx, &row, NOW.day(), NOW).await)
    };
    let reversal = reverse().await.unwrap();
    // Without the unique index this would be money from nowhere.
    let again = reverse().await.unwrap_err();
    assert!(again.is_conflict("ledger_transfer_reversed_once", "ledger_transfer.reverses_seq"), "{again:?}");
    let mut conn = db.store.read().await.unwrap();
    let found = remittance::reversed_find(&mut conn, &[one.as_str()]).await.unwrap();
    assert_eq!(found.iter().map(|row| row.seq).collect::<Vec<_>>(), [seq]);
    let months = posted::months_reversed_between(&mut conn, one.as_str(), one.as_str()).await.unwrap();
    assert_eq!(months, [(one.as_str().to_owned(), Month::parse("2026-10").unwrap())]);
    assert_eq!(remittance::months_paid(&mut conn, &one).await.unwrap(), []);
    let entries = ledger::entry_list(&mut conn, one.as_str()).await.unwrap();
    assert_eq!(entries[1].reversed_by, Some(reversal));
    assert_eq!((entries[2].reverses, entries[2].value_date), (Some(seq), row.value_date));
    assert_eq!(verify::reversals_mismatched(&mut conn).await.unwrap(), [0; 0]);
    drop(conn);
    let pay = async || {
        store::write!(db.store, "test", |tx| ledger::transfer_post(&mut tx, &october(one.as_str())).await)
    };
    pay().await.unwrap();
    assert!(pay().await.unwrap_err().is_conflict(
        "ledger_transfer_month_once",
        "ledger_transfer.credit_account, ledger_transfer.contribution_month"
    ));
}

pub async fn an_act_is_decided_by_another_person_and_frozen_money_stays(db: TestStore) {
    an_account(&db.store).await.unwrap();
    two_people(&db.store).await;
    let new = |id: &str, act: Act| account_act::Proposed {
        id: id.into(),
        account: number(1),
        holder_index: "index-1".into(),
        act,
        basis: "（2026）闽05执1号".into(),
        state: ProposalState::Proposed,
        proposed_by: "maker".into(),
        proposed_index: "index of maker".into(),
        proposed: NOW,
    };
    let mut conn = db.store.read().await.unwrap();
    let own = account::find(&mut conn, &number(1)).await.unwrap().unwrap().account;
    assert_eq!(account::unit_of(&mut conn, &number(1)).await.unwrap(), None);
    drop(conn);
    let freeze = Act::Freeze(Some(Fen::from_yuan(300)));
    let step = transition(&own, &freeze).unwrap();
    let done = store::write!(db.store, "test", |tx| {
        let inserted = account_act::insert(&mut tx, &new("a1", freeze.clone())).await?;
        let second = account_act::insert(&mut tx, &new("a2", Act::Unfreeze)).await?;
        let maker = account_act::decide(&mut tx, "a1", Some(1), by("index of maker")).await?;
        let version = account_act::apply(&mut tx, &number(1), &step, None, NOW.day()).await?;
        let stale = account_act::apply(&mut tx, &number(1), &step, None, NOW.day()).await?;
        let decided = account_act::decide(&mut tx, "a1", version, by("index of checker")).await?;
        Ok::<_, Error>(([inserted, second, maker, decided], version.is_some(), stale))
    });
    assert_eq!(done.unwrap(), ([true, false, false, true], true, None));
    let one = number(1);
    // Take `frozen_fen` out of either condition and money leaves.
    let taken = store::write!(db.store, "test", |tx| {
        let too_much = movement(one.as_str(), ledger::PAYOUT_CLEARING, 201, None);
        let reserved = ledger::transfer_reserve(&mut tx, &too_much).await?;
        let part = movement(one.as_str(), ledger::PAYOUT_CLEARING, 50, None);
        Ok::<_, Error>((reserved, ledger::transfer_reserve(&mut tx, &part).await?.is_some()))
    });
    assert_eq!(taken.unwrap(), (None, true), "500 less 300 frozen");
    let posted: Result<i64, Error> = store::write!(db.store, "test", |tx| {
        ledger::transfer_post(&mut tx, &movement(one.as_str(), ledger::PAYOUT_CLEARING, 151, None)).await
    });
    assert!(matches!(posted, Err(Error::NotEnough)), "{posted:?}");
    store::write!(db.store, "test", |tx| {
        // Contributions still post, also while more is frozen than there is.
        let whole = transition(&Account { frozen: Fen::ZERO, ..own.clone() }, &Act::Freeze(None)).unwrap();
        assert_eq!(account_act::apply(&mut tx, &number(1), &whole, None, NOW.day()).await?, None);
        ledger::transfer_post(&mut tx, &movement(ledger::BANK_DEPOSIT, one.as_str(), 10, None)).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let own = account::find(&mut conn, &number(1)).await.unwrap().unwrap().account;
    assert_eq!((own.frozen, own.available()), (Fen::from_yuan(300), Fen::from_yuan(160)));
    assert_eq!(account_act::list_open(&mut conn, 9).await.unwrap(), []);
    let done = account_act::Proposed { state: ProposalState::Done, ..new("a1", freeze) };
    assert_eq!(account_act::find(&mut conn, "a1").await.unwrap(), Some(done));
    assert_eq!(account_act::frozen_mismatched(&mut conn).await.unwrap(), [""; 0]);
    drop(conn);
    db.tamper("ledger_account", "update ledger_account set frozen_fen = 0").await;
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(account_act::frozen_mismatched(&mut conn).await.unwrap(), [one.as_str()]);
}

pub async fn two_people(store: &Store) {
    store::write!(store, "test", |tx| {
        for (id, role) in [("maker", Role::FirstReviewer), ("checker", Role::SecondReviewer)] {
            let (login, name, id_index) = (id.into(), "陈静".into(), format!("index of {id}"));
            staff::insert(&mut tx, &Staff { id: id.into(), login, name, id_index, role, created: NOW })
                .await?;
        }
        Ok::<_, Error>(())
    })
    .unwrap();
}

fn by(id_index: &str) -> Decider<'_> {
    Decider { staff_id: "checker", id_index, at: NOW }
}

pub async fn a_correction_is_decided_by_another_person(db: TestStore) {
    an_account(&db.store).await.unwrap();
    two_people(&db.store).await;
    let new = |id: &str| Correction {
        id: id.into(),
        seq: 1,
        account: number(1),
        holder_index: "index-1".into(),
        reason: CorrectionReason::PaidTwice,
        note: None,
        state: ProposalState::Proposed,
        proposed_by: "maker".into(),
        proposed_index: "index of maker".into(),
        proposed: NOW,
        decided_by: None,
        reversal_seq: None,
    };
    let done = store::write!(db.store, "test", |tx| {
        let inserted = correction::insert(&mut tx, &new("c1")).await?;
        let again = correction::insert(&mut tx, &new("c1")).await?;
        let second = correction::insert(&mut tx, &new("c2")).await?;
        let maker = correction::decide(&mut tx, "c1", Some(1), by("index of maker")).await?;
        let holder = correction::decide(&mut tx, "c1", Some(1), by("index-1")).await?;
        Ok::<_, Error>([inserted, again, second, maker, holder])
    });
    assert_eq!(done.unwrap(), [true, false, false, false, false]);
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(correction::list_open(&mut conn, 9).await.unwrap(), [new("c1")]);
    drop(conn);
    let done = store::write!(db.store, "test", |tx| {
        let refused = correction::decide(&mut tx, "c1", None, by("index of checker")).await?;
        Ok::<_, Error>([refused, correction::insert(&mut tx, &new("c2")).await?])
    });
    assert_eq!(done.unwrap(), [true, true], "refused, it may be proposed anew");
    let mut conn = db.store.read().await.unwrap();
    let refused = correction::find(&mut conn, "c1").await.unwrap().unwrap();
    assert_eq!((refused.state, refused.decided_by.as_deref()), (ProposalState::Refused, Some("checker")));
    drop(conn);
    // Whatever the code above does, the table knows two people.
    let own = Correction { holder_index: "index of maker".into(), seq: 1, ..new("c3") };
    let refused: Result<bool, Error> =
        store::write!(db.store, "test", |tx| correction::insert(&mut tx, &own).await);
    assert!(refused.is_err() || !refused.unwrap());
}

fn receipt(id: &str) -> Receipt {
    Receipt {
        id: id.into(),
        source: Source::Bank,
        reference: format!("B-{id}"),
        payer: "刺桐纺织".into(),
        amount: Fen::from_yuan(100),
        open: Fen::from_yuan(100),
        received_on: NOW.day(),
        note: Some("?".into()),
        seq: 1,
        recorded_by: "maker".into(),
        recorded: NOW,
    }
}

fn use_of(id: &str, what: Use, yuan: i32) -> Proposed {
    Proposed {
        id: id.into(),
        receipt_id: "r1".into(),
        what,
        amount: Fen::from_yuan(yuan),
        holder_index: None,
        state: ProposalState::Proposed,
        proposed_by: "maker".into(),
        proposed_index: "index of maker".into(),
        proposed: NOW,
        seq: None,
    }
}

pub async fn money_in_suspense_is_used_once(db: TestStore) {
    an_account(&db.store).await.unwrap();
    two_people(&db.store).await;
    let refund = || Use::Refund { reference: Reference::parse("B-9").unwrap() };
    let placing = Use::Account(Placing {
        account: number(1),
        business: BusinessCode::BackPayment,
        month: Month::parse("2026-10").unwrap(),
        unit_part: Fen::from_yuan(20),
        personal_part: Fen::from_yuan(20),
    });
    let done = store::write!(db.store, "test", |tx| {
        assert!(remittance::batch_start(&mut tx, "batch", "f.csv", NOW).await?);
        remittance::batch_add(&mut tx, "batch", Fen::from_yuan(7)).await?;
        assert_eq!(suspense::batch_used(&mut tx, "batch").await?, None, "not taken in to its end");
        remittance::batch_finish(&mut tx, "batch", &remittance::Counts::default(), NOW).await?;
        Ok::<_, Error>([
            suspense::receipt_insert(&mut tx, &receipt("r1")).await?,
            suspense::receipt_insert(&mut tx, &receipt("r1")).await?,
            suspense::receipt_promise(&mut tx, "r1", Fen::from_yuan(101)).await?,
            suspense::receipt_promise(&mut tx, "r1", Fen::from_yuan(100)).await?,
            suspense::receipt_reopen(&mut tx, "r1", Fen::from_yuan(10)).await?,
            suspense::use_insert(&mut tx, &use_of("u1", refund(), 45)).await?,
            suspense::use_insert(&mut tx, &use_of("u2", refund(), 45)).await?,
            suspense::use_insert(&mut tx, &use_of("u3", placing.clone(), 40)).await?,
            suspense::use_insert(&mut tx, &use_of("u4", Use::File { batch: "batch".into() }, 5)).await?,
            suspense::use_decide(&mut tx, "u1", Some(1), by("index of maker")).await?,
            suspense::use_decide(&mut tx, "u1", None, by("index of checker")).await?,
            suspense::use_decide(&mut tx, "u1", Some(1), by("index of checker")).await?,
        ])
    });
    let (yes, no) = (true, false);
    assert_eq!(done.unwrap(), [yes, no, no, yes, yes, yes, no, yes, yes, no, yes, no]);
    let mut conn = db.store.read().await.unwrap();
    let left = Receipt { open: Fen::from_yuan(10), ..receipt("r1") };
    assert_eq!(suspense::receipt_find(&mut conn, "r1").await.unwrap(), Some(left.clone()));
    let by_reference = suspense::receipt_find_by_reference(&mut conn, Source::Bank, "B-r1").await.unwrap();
    assert_eq!(by_reference, Some(left.clone()));
    assert_eq!(suspense::receipt_list_open(&mut conn, 9).await.unwrap(), [left]);
    let open = suspense::use_list_open(&mut conn, 9).await.unwrap();
    assert_eq!(open, [use_of("u3", placing, 40), use_of("u4", Use::File { batch: "batch".into() }, 5)]);
    assert_eq!(suspense::use_find(&mut conn, "u1").await.unwrap().unwrap().state, ProposalState::Refused);
    let of_receipt = suspense::use_list_of(&mut conn, "r1").await.unwrap();
    let told: Vec<_> = of_receipt.iter().map(|one| (one.id.as_str(), one.state)).collect();
    let waits = ProposalState::Proposed;
    assert_eq!(told, [("u1", ProposalState::Refused), ("u3", waits), ("u4", waits)]);
    assert_eq!(suspense::use_list_of(&mut conn, "r2").await.unwrap(), []);
    let of_batch = suspense::batch_used(&mut conn, "batch").await.unwrap();
    assert_eq!(of_batch, Some((Fen::from_yuan(5), Fen::from_yuan(7))));
    assert_eq!(remittance::batch_posted(&mut conn, "batch").await.unwrap(), Fen::from_yuan(7));
    let held = suspense::held(&mut conn, chart::SUSPENSE_RECEIPTS.id).await.unwrap();
    assert_eq!(held, (Fen::ZERO, Fen::from_yuan(55)), "10 open, 45 promised");
}

/// A serial of the bank for one file, a file for one serial, for good.
pub async fn what_the_bank_credited_for_a_file_stands_once(db: TestStore) {
    let done = store::write!(db.store, "test", |tx| {
        let mut noted = Vec::new();
        for (batch, reference) in [("a", "B1"), ("a", "B1"), ("a", "B2"), ("b", "B1")] {
            remittance::batch_start(&mut tx, batch, "f.csv", NOW).await?;
            noted.push(remittance::received_insert(&mut tx, batch, reference, NOW).await?);
        }
        Ok::<_, Error>(noted)
    });
    assert_eq!(done.unwrap(), [true, false, false, false]);
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(remittance::received_batch(&mut conn, "B1").await.unwrap().as_deref(), Some("a"));
    assert_eq!(remittance::received_reference(&mut conn, "a").await.unwrap().as_deref(), Some("B1"));
    assert_eq!(remittance::received_batch(&mut conn, "B2").await.unwrap(), None);
    assert_eq!(remittance::received_reference(&mut conn, "b").await.unwrap(), None);
    drop(conn);
    let changed: Result<(), Error> = store::write!(db.store, "test", |tx| {
        sqlx::query("update remittance_received set reference = 'B2'").execute(&mut *tx).await?;
        Ok(())
    });
    assert!(changed.is_err(), "it stands for good");
}
