//! Agreements of flexible contributors, standing orders and debits.

use crate::NOW;
use domain::{
    AccountNo, BusinessCode, Fen, Month,
    account::{AccountKind, BackPayment, BackReason},
    flex::{DebitState, FlexState, Occupation, Product},
};
use store::{
    Error, account,
    debit::{self, Change, Debit, Order},
    flex::{self, Agreement, Event},
    ledger, person,
    remittance::{self, Line},
    testing::{TestStore, a_person, an_account, terms},
};

store::on_both_engines!(store::testing::TestStore::new;
    serials_are_taken_once,
    an_agreement_moves_from_the_state_it_was_read_in,
    an_account_has_one_agreement_in_force,
    events_are_kept_in_order_and_never_change,
    orders_come_due_once_a_month,
    a_debit_changes_from_the_state_it_was_read_in,
    a_paid_month_is_seen,
    a_paid_debit_is_known_by_the_serial_that_was_sent,
    a_month_that_was_paid_back_is_seen,
);

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn an_agreement() -> Agreement {
    Agreement {
        id: "a1".into(),
        person_id: "p1".into(),
        account: AccountNo::of(90, 1).unwrap(),
        state: FlexState::Agreed,
        product: Product::Monthly,
        amount: Fen::from_yuan(500),
        occupation: Occupation::Platform,
        policy_version: "quanzhou.flex@1".into(),
        agreement_version: "2026-1".into(),
        agreement_hash: "00".into(),
        agreement_lang: "zh-CN".into(),
        missed_in_row: 0,
        signed: NOW,
    }
}

fn an_order() -> Order {
    Order {
        agreement_id: "a1".into(),
        card_sealed: "sealed".into(),
        card_tail: "0000".into(),
        debit_day: Some(10),
        made_month: month("2026-11"),
    }
}

fn a_debit() -> Debit {
    Debit {
        id: "d1".into(),
        agreement_id: "a1".into(),
        month: month("2026-11"),
        amount: Fen::from_yuan(500),
        state: DebitState::Due,
        tries: 0,
        ask_on: NOW.day(),
        ledger_seq: None,
        created: NOW,
    }
}

/// A person with an account and an agreement with its order.
async fn signed(db: &TestStore) {
    let (number, agreement) = (AccountNo::of(90, 1).unwrap(), an_agreement());
    let terms = account::Terms { personal_monthly: agreement.amount, ..terms(Fen::ZERO, 0, Fen::ZERO) };
    let new = account::NewAccount { kind: AccountKind::Flex, ..an_account(&number, "p1", terms) };
    store::write!(db.store, "test", |tx| {
        person::insert(&mut tx, &a_person("p1", "index-1")).await?;
        account::insert(&mut tx, &new).await?;
        flex::agreement_insert(&mut tx, &agreement).await?;
        debit::order_insert(&mut tx, &an_order()).await
    })
    .unwrap();
}

async fn serials_are_taken_once(db: TestStore) {
    let taken = store::write!(db.store, "test", |tx| {
        let first = flex::serial_take(&mut tx, 90).await?;
        let second = flex::serial_take(&mut tx, 90).await?;
        Ok::<_, Error>((first, second, flex::serial_take(&mut tx, 91).await?))
    });
    assert_eq!(taken.unwrap(), (1, 2, 1));
}

async fn an_agreement_moves_from_the_state_it_was_read_in(db: TestStore) {
    signed(&db).await;
    let moved = store::write!(db.store, "test", |tx| {
        let first = flex::agreement_move(&mut tx, "a1", FlexState::Agreed, FlexState::Active, 0).await?;
        let again = flex::agreement_move(&mut tx, "a1", FlexState::Agreed, FlexState::Sealed, 6).await?;
        Ok::<_, Error>((first, again))
    });
    assert_eq!(moved.unwrap(), (true, false));
    let mut conn = db.store.read().await.unwrap();
    let expected = Agreement { state: FlexState::Active, ..an_agreement() };
    assert_eq!(flex::agreement_find(&mut conn, "a1").await.unwrap(), Some(expected.clone()));
    assert_eq!(flex::agreement_find_of_person(&mut conn, "p1").await.unwrap(), Some(expected));
    assert_eq!(flex::agreement_find(&mut conn, "a2").await.unwrap(), None);
    assert_eq!(flex::agreement_find_of_person(&mut conn, "p2").await.unwrap(), None);
}

async fn an_account_has_one_agreement_in_force(db: TestStore) {
    signed(&db).await;
    let second = Agreement { id: "a2".into(), ..an_agreement() };
    let refused: Result<(), Error> =
        store::write!(db.store, "test", |tx| flex::agreement_insert(&mut tx, &second).await);
    let refused = refused.unwrap_err();
    assert!(refused.is_conflict("flex_agreement_one_in_force", "flex_agreement.account_no"), "{refused}");
    store::write!(db.store, "test", |tx| {
        flex::agreement_move(&mut tx, "a1", FlexState::Agreed, FlexState::Exited, 0).await?;
        flex::agreement_insert(&mut tx, &second).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let found = flex::agreement_find_of_person(&mut conn, "p1").await.unwrap();
    assert_eq!(found.map(|agreement| agreement.id), Some("a2".into()), "the one in force comes first");
}

async fn events_are_kept_in_order_and_never_change(db: TestStore) {
    signed(&db).await;
    let event = |kind: &str| Event { agreement_id: "a1".into(), debit_id: None, kind: kind.into(), at: NOW };
    store::write!(db.store, "test", |tx| {
        flex::event_append(&mut tx, &event("signed")).await?;
        flex::event_append(&mut tx, &event("active")).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(flex::event_list(&mut conn, "a1").await.unwrap(), [event("signed"), event("active")]);
    drop(conn);
    for change in ["update flex_event set kind = 'x'", "delete from flex_event"] {
        let refused: Result<(), Error> = store::write!(db.store, "test", |tx| {
            sqlx::query(change).execute(&mut *tx).await?;
            Ok(())
        });
        assert!(refused.is_err(), "{change}");
    }
}

async fn orders_come_due_once_a_month(db: TestStore) {
    signed(&db).await;
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(debit::order_find(&mut conn, "a1").await.unwrap(), Some(an_order()));
    assert_eq!(debit::order_list_due(&mut conn, month("2026-11"), 28, 9).await.unwrap(), []);
    assert_eq!(debit::order_list_due(&mut conn, month("2026-12"), 9, 9).await.unwrap(), []);
    let due = debit::order_list_due(&mut conn, month("2026-12"), 10, 9).await.unwrap();
    assert_eq!((due.len(), due[0].debit_day, due[0].amount), (1, 10, Fen::from_yuan(500)));
    drop(conn);
    let advanced = store::write!(db.store, "test", |tx| {
        let first = debit::order_advance(&mut tx, "a1", month("2026-12")).await?;
        Ok::<_, Error>((first, debit::order_advance(&mut tx, "a1", month("2026-12")).await?))
    });
    assert_eq!(advanced.unwrap(), (true, false));
    store::write!(db.store, "test", |tx| {
        flex::agreement_move(&mut tx, "a1", FlexState::Agreed, FlexState::Sealed, 6).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(debit::order_list_due(&mut conn, month("2027-01"), 28, 9).await.unwrap(), [], "sealed");
}

async fn a_debit_changes_from_the_state_it_was_read_in(db: TestStore) {
    signed(&db).await;
    let read = a_debit();
    let to = |to| Change { from: DebitState::Due, to, tries: 1, ask_on: NOW.day(), ledger_seq: None };
    let changed = store::write!(db.store, "test", |tx| {
        debit::insert(&mut tx, &read).await?;
        let first = debit::change(&mut tx, &read, &to(DebitState::Sent)).await?;
        Ok::<_, Error>((first, debit::change(&mut tx, &read, &to(DebitState::Sent)).await?))
    });
    assert_eq!(changed.unwrap(), (true, false));
    let twice: Result<(), Error> = store::write!(db.store, "test", |tx| {
        debit::insert(&mut tx, &Debit { id: "d2".into(), ..a_debit() }).await
    });
    assert!(twice.unwrap_err().is_conflict("debit_month_once", "debit.agreement_id, debit.month"));
    let mut conn = db.store.read().await.unwrap();
    let sent = Debit { state: DebitState::Sent, tries: 1, ..a_debit() };
    assert_eq!(debit::find(&mut conn, "d1").await.unwrap(), Some(sent.clone()));
    assert_eq!(debit::list(&mut conn, "a1").await.unwrap(), std::slice::from_ref(&sent));
    let before = NOW.day().pred_opt().unwrap();
    let open = debit::list_open(&mut conn, before, "", 9).await.unwrap();
    assert_eq!(open, [sent], "a sent debit is open whatever the day");
    assert_eq!(debit::list_open(&mut conn, before, "d1", 9).await.unwrap(), [], "after the last one");
}

async fn a_paid_month_is_seen(db: TestStore) {
    signed(&db).await;
    let number = AccountNo::of(90, 1).unwrap();
    let movement = ledger::Movement {
        month: Some(month("2026-11")),
        unit_part: Some(Fen::ZERO),
        personal_part: Some(Fen::from_yuan(500)),
        ..ledger::Movement::at(
            ledger::BANK_DEPOSIT,
            number.as_str(),
            Fen::from_yuan(500),
            BusinessCode::RegularRemittance,
            NOW,
        )
    };
    store::write!(db.store, "test", |tx| {
        ledger::account_open(&mut tx, ledger::BANK_DEPOSIT, ledger::Class::Centre).await?;
        ledger::transfer_post(&mut tx, &movement).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    assert!(debit::month_is_paid(&mut conn, &number, month("2026-11")).await.unwrap());
    assert!(!debit::month_is_paid(&mut conn, &number, month("2026-12")).await.unwrap());
}

/// Two months that were missed, and one whose payment somebody ordered, which may come on top of another.
async fn a_month_that_was_paid_back_is_seen(db: TestStore) {
    signed(&db).await;
    let number = AccountNo::of(90, 1).unwrap();
    let line = |line_no: u64, from: &str| Line {
        line_no,
        account: number.clone(),
        business_code: BusinessCode::BackPayment.code(),
        month: month(from),
        unit_part: Fen::ZERO,
        personal_part: Fen::from_yuan(500),
        total: Fen::from_yuan(500),
        posted_on: NOW.day(),
        replaces: None,
    };
    let lines = [line(1, "2026-08"), line(2, "2026-10")];
    let missed = BackPayment { reason: BackReason::Missed, through: month("2026-09") };
    let ordered = BackPayment { reason: BackReason::Ordered, through: month("2026-10") };
    store::write!(db.store, "test", |tx| {
        ledger::account_open(&mut tx, ledger::BANK_DEPOSIT, ledger::Class::Centre).await?;
        remittance::batch_start(&mut tx, "batch", "file.csv", NOW).await?;
        remittance::lines_insert(&mut tx, ledger::BANK_DEPOSIT, "batch", NOW, &lines).await?;
        remittance::back_payments_insert(&mut tx, "batch", &[(1, missed), (2, ordered)]).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    for (of, paid) in
        [("2026-07", false), ("2026-08", true), ("2026-09", true), ("2026-10", false), ("2026-11", false)]
    {
        assert_eq!(debit::month_is_paid(&mut conn, &number, month(of)).await.unwrap(), paid, "{of}");
    }
}

/// Two debits of one amount on one day, paid at the second and at the first try: the amount names neither, and the
/// serial that was sent ends with the number of the try.
async fn a_paid_debit_is_known_by_the_serial_that_was_sent(db: TestStore) {
    use domain::reconcile::{By, Line, Matched};

    signed(&db).await;
    let (number, amount) = (AccountNo::of(90, 1).unwrap(), Fen::from_yuan(500));
    let bank = ledger::BANK_DEPOSIT;
    store::write!(db.store, "test", |tx| {
        ledger::account_open(&mut tx, bank, ledger::Class::Centre).await?;
        for (id, of, tries) in [("d1", "2026-11", 2), ("d2", "2026-12", 1)] {
            let regular = BusinessCode::RegularRemittance;
            let into = ledger::Movement {
                month: Some(month(of)),
                unit_part: Some(Fen::ZERO),
                personal_part: Some(amount),
                ..ledger::Movement::at(bank, number.as_str(), amount, regular, NOW)
            };
            let seq = ledger::transfer_post(&mut tx, &into).await?;
            let sent = Debit { id: id.into(), month: month(of), state: DebitState::Sent, tries, ..a_debit() };
            debit::insert(&mut tx, &sent).await?;
            let (from, to, ledger_seq) = (DebitState::Sent, DebitState::Paid, Some(seq));
            let paid = Change { from, to, tries, ask_on: NOW.day(), ledger_seq };
            assert!(debit::change(&mut tx, &sent, &paid).await?);
        }
        Ok::<_, Error>(())
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let items = store::reconcile::item_list(&mut conn, NOW.day()).await.unwrap();
    let told: Vec<_> = items.iter().map(|item| (&*item.key, item.references.join(" "))).collect();
    assert_eq!(told, [("debit:d1", "d1-2".to_owned()), ("debit:d2", "d2-1".to_owned())]);
    let line = |no: u32, reference: &str| Line {
        day: NOW.day(),
        no,
        serial: format!("B{no}"),
        value_date: NOW.day(),
        amount,
        reference: reference.into(),
        counterparty: String::new(),
        duplicate: false,
    };
    let outcome = domain::reconcile::reconcile(&[line(1, "D2-1"), line(2, "d12")], &items);
    let pair = |line, item| Matched::Pair { line, item, by: By::Reference };
    assert_eq!(outcome.matched, [pair(0, 1), pair(1, 0)]);
    assert_eq!(outcome.breaks, []);
}
