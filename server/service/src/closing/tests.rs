//! Closings and merges: interest to date, two people, once, each refusal by name; and what a bank's refusal leaves.

use super::*;
use crate::{
    account_act,
    bank::{Answer, Bank, DemoBank, Order, Progress},
    correction::{
        self,
        tests::{HOLDER_ID, MAKER_ID, World, month, second, world},
    },
    payout::{self, SEALED_CARD},
    registers::{self, Household},
    suspense::{self, Incoming},
    verify::Finding,
};
use domain::{
    BankCard, Fen, PersonName,
    account::Account,
    account_act::Act,
    chart,
    closing::ClosingReason,
    correction::{CorrectionReason, Irreversible},
    suspense::Reference,
    two_people::Conflict,
    withdrawal::{BankReason, CaseState},
};
use std::sync::atomic::{AtomicU32, Ordering};
use store::{
    Engine,
    account::NewAccount,
    ledger::{self, BANK_DEPOSIT, PAYOUT_CLEARING},
    payout_card::{self, PayoutCard},
    remittance::NewUnit,
    staff::Role,
    testing::{a_case, an_account, terms},
};

/// The day's interest of 2,000 yuan since 1 September, 1 October and 1 November: 81, 51 and 20 days at 1.5 %.
const INTEREST: &str = "12.67";
const ALL: &str = "6012.67";
const GOOD: &str = "621700000000000";
const RETURNED: char = '2';

pub(crate) fn card(last: Option<char>) -> BankCard {
    let cards = (0..100).filter_map(|n| BankCard::from_payload(&format!("{GOOD}{n:03}")));
    let fits = |card: &BankCard| match last {
        Some(last) => card.reveal().ends_with(last),
        None => !card.reveal().ends_with(['2', '4', '9']),
    };
    cards.into_iter().find(fits).unwrap()
}

impl World {
    pub(crate) async fn done_to(&self, id: &str, act: Act) {
        let (account, basis) = (self.account.clone(), "x".to_owned());
        let request = account_act::Request { id: id.into(), account, act, basis };
        account_act::propose(&self.ctx, &self.first, request).await.unwrap();
        account_act::approve(&self.ctx, &self.second, id).await.unwrap();
    }

    pub(crate) async fn keep_card(&self, card: &BankCard) {
        let sealed = self.ctx.seal.seal(SEALED_CARD, card.reveal(), self.ctx.randomness.as_ref()).unwrap();
        let (tail, bank) = (card.tail().to_owned(), "ccb".to_owned());
        let row = PayoutCard { sealed, tail, bank, matched: self.ctx.now() };
        let person = self.person_id().await;
        store::write!(self.ctx.store, "test", |tx| payout_card::card_put(&mut tx, &person, &row).await)
            .unwrap();
    }

    pub(crate) async fn person_id(&self) -> String {
        let mut conn = self.ctx.store.read().await.unwrap();
        account::find(&mut conn, &self.account).await.unwrap().unwrap().person_id
    }

    fn closing(&self, id: &str, ending: Ending) -> Request {
        Request {
            id: id.into(), account: self.account.clone(), ending, basis: "退休证".into(), payee: None
        }
    }

    async fn ask(&self, id: &str, ending: Ending) -> Result<Closing, Refused> {
        propose(&self.ctx, &self.first, self.closing(id, ending)).await
    }

    /// Proposed and done.
    pub(crate) async fn close(&self, id: &str, ending: Ending) -> Done {
        self.ask(id, ending).await.unwrap();
        approve(&self.ctx, &self.second, id).await.unwrap().done.unwrap()
    }

    /// Rounds of the payout worker until the bank has answered.
    pub(crate) async fn pay(&self, bank: &dyn Bank) {
        for _ in 0..4 {
            payout::round(&self.ctx, bank).await.unwrap();
            self.test.clock.advance_ms(1_500);
        }
    }

    pub(crate) async fn case_state(&self, id: &str) -> CaseState {
        let mut conn = self.ctx.store.read().await.unwrap();
        withdrawal::case_find(&mut conn, id).await.unwrap().unwrap().state
    }

    async fn another(&self, serial: u32, person_id: &str) -> AccountNo {
        let number = AccountNo::of(35, serial).unwrap();
        let terms = terms(Fen::from_yuan(10_000), 1000, Fen::from_yuan(1000));
        let new = NewAccount { opened_on: self.ctx.today(), ..an_account(&number, person_id, terms) };
        store::write!(self.ctx.store, "test", |tx| account::insert(&mut tx, &new).await).unwrap();
        number
    }

    async fn of(&self, number: &AccountNo) -> Account {
        let mut conn = self.ctx.store.read().await.unwrap();
        account::find(&mut conn, number).await.unwrap().unwrap().account
    }
}

const RETIRED: Ending = Ending::Withdrawn(ClosingReason::Retired);

/// A sealed account with 6,000 yuan, and a card.
pub(crate) async fn sealed(engine: Engine) -> World {
    let w = world(engine).await;
    w.done_to("seal", Act::Seal).await;
    w.keep_card(&card(None)).await;
    w
}

pub(crate) fn why<T: std::fmt::Debug>(refused: Result<T, Refused>) -> NotClosable {
    match refused {
        Err(Refused::NotClosable(why)) => why,
        other => panic!("{other:?}"),
    }
}

async fn principal_and_interest_to_date_are_paid_out(engine: Engine) {
    let w = sealed(engine).await;
    let done = w.close("c1", RETIRED).await;
    assert_eq!((done.principal, done.interest.plain().as_str()), (Fen::from_yuan(6000), INTEREST));
    let own = w.own().await;
    assert_eq!((own.state, own.balance), (AccountState::ClosedWithdrawn, Fen::ZERO));
    assert_eq!(w.on_the_chart(chart::PAYOUT_CLEARING).await.plain(), ALL);
    assert_eq!(w.findings().await, []);
    w.pay(&DemoBank::default()).await;
    assert_eq!(w.case_state("c1").await, CaseState::Paid);
    assert_eq!(w.on_the_chart(chart::PAYOUT_CLEARING).await, Fen::ZERO);
    assert_eq!(w.own().await.state, AccountState::ClosedWithdrawn);
    assert_eq!(w.findings().await, []);
    assert_eq!(why(w.ask("c2", RETIRED).await), NotClosable::Closed);
}

/// The money of a returned closing lies in an open account, where it earns; closed and held by nobody, it would not.
async fn a_closing_that_the_bank_returns_is_undone(engine: Engine) {
    let w = sealed(engine).await;
    let sealed_on = w.own().await.sealed_on;
    w.keep_card(&card(Some(RETURNED))).await;
    w.close("c1", RETIRED).await;
    w.pay(&DemoBank::default()).await;
    assert_eq!(w.case_state("c1").await, CaseState::PayFailed);
    let own = w.own().await;
    assert_eq!((own.state, own.balance.plain().as_str()), (AccountState::Sealed, ALL));
    assert_eq!(own.sealed_on, sealed_on);
    assert_eq!(w.findings().await, []);
    w.test.clock.advance_ms(10 * 86_400_000);
    w.keep_card(&card(None)).await;
    let again = w.close("c2", RETIRED).await;
    // Ten days on 6,012.67 are 2.5053, and 15.1720 with the 12.6667 of before: rounded once, less what was credited.
    assert_eq!(again.interest.plain(), "2.50");
    w.pay(&DemoBank::default()).await;
    assert_eq!((w.case_state("c2").await, w.own().await.balance), (CaseState::Paid, Fen::ZERO));
    assert_eq!(w.findings().await, []);
}

async fn what_is_set_aside_or_on_its_way_stops_it(engine: Engine) {
    let w = sealed(engine).await;
    let number = w.account.clone();
    let mut case = a_case(&number, "r1", 1, w.ctx.now());
    (case.person_id, case.amount) = (w.person_id().await, Fen::from_yuan(500));
    let mut out = w.movement(number.as_str(), PAYOUT_CLEARING, 500);
    out.case_id = Some("r1");
    store::write!(w.ctx.store, "test", |tx| {
        ledger::transfer_reserve(&mut tx, &out).await?;
        withdrawal::case_insert(&mut tx, &case).await
    })
    .unwrap();
    assert_eq!(why(w.ask("c1", RETIRED).await), NotClosable::Reserved);
    store::write!(w.ctx.store, "test", |tx| {
        let open = ledger::reservation_find_open(&mut tx, "r1").await?.unwrap();
        ledger::reservation_post(&mut tx, &open, w.ctx.today(), w.ctx.now()).await?;
        store::payout::order_insert(&mut tx, "r1", w.ctx.now()).await?;
        withdrawal::case_move(&mut tx, &case, CaseState::Approved, store::officer::Officer::Nobody).await
    })
    .unwrap();
    // The bank may return it: then it needs an open account.
    assert_eq!(why(w.ask("c1", RETIRED).await), NotClosable::PaymentUnderWay);
    assert_eq!(w.own().await.state, AccountState::Sealed);
}

async fn each_refusal_has_its_name_and_changes_nothing(engine: Engine) {
    let w = world(engine).await;
    assert_eq!(why(w.ask("n", RETIRED).await), NotClosable::NotSealed);
    w.done_to("seal", Act::Seal).await;
    assert_eq!(why(w.ask("n", RETIRED).await), NotClosable::NoCard);
    w.keep_card(&card(None)).await;
    let before = w.own().await;
    w.done_to("f1", Act::Freeze(Some(Fen::from_yuan(1)))).await;
    assert_eq!(why(w.ask("n", RETIRED).await), NotClosable::Frozen);
    w.done_to("f2", Act::Unfreeze).await;
    let death = Ending::Withdrawn(ClosingReason::Death);
    assert_eq!(why(w.ask("n", death.clone()).await), NotClosable::NoHeir);
    let heir = |last, name: Option<&str>| {
        let name = name.map(|name| PersonName::parse(name).unwrap());
        Request { payee: Some(NewPayee { name, card: card(last) }), ..w.closing("n", death.clone()) }
    };
    let asked = propose(&w.ctx, &w.first, heir(None, None)).await;
    assert_eq!(why(asked), NotClosable::NoHeir);
    let asked = propose(&w.ctx, &w.first, heir(Some('9'), Some("林小明"))).await;
    assert_eq!(why(asked), NotClosable::NotTheirCard);
    let left = w.ask("n", Ending::Withdrawn(ClosingReason::LeftJob)).await;
    assert_eq!(why(left), NotClosable::SealedTooShort { until: "2027-05-21".parse().unwrap() });
    let asked = propose(&w.ctx, &w.first, Request { basis: " ".into(), ..w.closing("n", RETIRED) }).await;
    assert_eq!(why(asked), NotClosable::NoBasis);
    let nowhere = Request { account: AccountNo::of(35, 99).unwrap(), ..w.closing("n", RETIRED) };
    assert_eq!(why(propose(&w.ctx, &w.first, nowhere).await), NotClosable::NotFound);
    let loan = Household { fund_loan: Some(true), ..Household::default() };
    registers::record(&w.ctx, &w.person_id().await, &loan).await.unwrap();
    assert_eq!(why(w.ask("n", RETIRED).await), NotClosable::Loan);
    registers::record(&w.ctx, &w.person_id().await, &Household::default()).await.unwrap();
    let after = w.own().await;
    assert_eq!((after.state, after.balance, after.reserved), (before.state, before.balance, before.reserved));
    assert_eq!(w.findings().await, []);
}

async fn a_contribution_under_way_stops_it(engine: Engine) {
    let w = world(engine).await;
    // Sealed two months later, with nothing for November and December.
    w.test.clock.advance_ms(60 * 86_400_000);
    w.done_to("seal", Act::Seal).await;
    w.keep_card(&card(None)).await;
    let missing = NotClosable::MonthsMissing { first: month("2026-11"), count: 2 };
    assert_eq!(why(w.ask("n", RETIRED).await), missing);
    w.contribute("2026-11").await;
    w.contribute("2026-12").await;
    let unit = NewUnit { id: "u1".into(), number: "100001".into(), name: "刺桐".into(), credit_code: None };
    store::write!(w.ctx.store, "test", |tx| {
        remittance::units_insert(&mut tx, std::slice::from_ref(&unit), w.ctx.now()).await
    })
    .unwrap();
    w.test.db.tamper("account", "update account set unit_id = 'u1'").await;
    let incoming = Incoming {
        id: "s1".into(),
        reference: Reference::parse("B1").unwrap(),
        payer: "刺桐".into(),
        amount: Fen::from_yuan(2000),
        received_on: w.ctx.today(),
        note: String::new(),
    };
    suspense::receive(&w.ctx, &w.first, incoming).await.unwrap();
    assert_eq!(why(w.ask("n", RETIRED).await), NotClosable::SuspenseOpen);
}

async fn two_people_once(engine: Engine) {
    let w = sealed(engine).await;
    let send = || w.ask("c1", RETIRED);
    let (one, two, three) = tokio::join!(send(), send(), send());
    let one = one.unwrap();
    assert_eq!([two.unwrap(), three.unwrap()], [one.clone(), one.clone()], "sent three times at once");
    assert_eq!(send().await.unwrap(), one, "the same request is the same proposal");
    assert_eq!(waiting(&w.ctx).await.unwrap(), [one]);
    let other = w.ask("c1", Ending::Withdrawn(ClosingReason::Disabled)).await;
    assert_eq!(why(other), NotClosable::AlreadyProposed);
    assert_eq!(why(w.ask("c2", RETIRED).await), NotClosable::AlreadyProposed);
    let (twin, _) = w.test.staff("twin", MAKER_ID, Role::SecondReviewer).await;
    let (own, _) = w.test.staff("own", HOLDER_ID, Role::SecondReviewer).await;
    for (staff, conflict) in [(twin, Conflict::SamePerson), (own, Conflict::OwnAccount)] {
        let refused = approve(&w.ctx, &second(staff), "c1").await;
        assert!(matches!(refused, Err(Refused::Conflict(found)) if found == conflict), "{refused:?}");
    }
    let (third, _) = w.test.staff("third", "350502197203070212", Role::SecondReviewer).await;
    let third = second(third);
    let (a, b) = tokio::join!(approve(&w.ctx, &w.second, "c1"), approve(&w.ctx, &third, "c1"));
    assert_eq!(a.unwrap(), b.unwrap(), "two at once are one closing");
    assert!(matches!(refuse(&w.ctx, &w.second, "c1").await, Err(Refused::Decided)));
    assert_eq!(w.on_the_chart(chart::PAYOUT_CLEARING).await.plain(), ALL);
    assert_eq!(w.findings().await, []);
}

async fn a_refused_closing_leaves_everything(engine: Engine) {
    let w = sealed(engine).await;
    w.ask("c1", RETIRED).await.unwrap();
    refuse(&w.ctx, &w.second, "c1").await.unwrap();
    assert!(matches!(approve(&w.ctx, &w.second, "c1").await, Err(Refused::Decided)));
    let own = w.own().await;
    assert_eq!((own.state, own.balance), (AccountState::Sealed, Fen::from_yuan(6000)));
    w.close("c2", RETIRED).await;
    assert_eq!(w.findings().await, []);
}

/// A withdrawal that is sent in the moment of the closing: one of them finds the account as the other left it.
async fn a_closing_and_a_withdrawal_at_once_are_one(engine: Engine) {
    for round in 0..6 {
        let w = sealed(engine).await;
        w.ask("c1", RETIRED).await.unwrap();
        let person = w.person_id().await;
        let withdraw = async {
            if round % 2 == 0 {
                tokio::task::yield_now().await;
            }
            store::write!(w.ctx.store, "test", |tx| {
                withdrawal::account_lock(&mut tx, &w.account).await?;
                let mut case = a_case(&w.account, "r1", 1, w.ctx.now());
                (case.person_id, case.amount) = (person.clone(), Fen::from_yuan(500));
                let mut out = w.movement(w.account.as_str(), PAYOUT_CLEARING, 500);
                out.case_id = Some("r1");
                match ledger::transfer_reserve(&mut tx, &out).await? {
                    Some(_) => withdrawal::case_insert(&mut tx, &case).await,
                    None => Ok(false),
                }
            })
        };
        let (closed, withdrawn) = tokio::join!(approve(&w.ctx, &w.second, "c1"), withdraw);
        let withdrawn: bool = withdrawn.unwrap();
        match closed {
            Ok(_) => assert!(!withdrawn),
            refused => assert!(withdrawn && why(refused) == NotClosable::Reserved),
        }
        assert_eq!(w.findings().await, []);
    }
}

async fn an_account_is_merged_with_its_interest(engine: Engine) {
    let w = sealed(engine).await;
    let into = w.another(2, &w.person_id().await).await;
    w.post(&w.movement(BANK_DEPOSIT, into.as_str(), 100)).await;
    let done = w.close("m1", Ending::Merged(into.clone())).await;
    assert_eq!(done.interest.plain(), INTEREST);
    let (own, target) = (w.own().await, w.of(&into).await);
    assert_eq!((own.state, own.balance), (AccountState::ClosedMerged, Fen::ZERO));
    assert_eq!((target.state, target.balance.plain().as_str()), (AccountState::Normal, "6112.67"));
    assert_eq!(done.case_id, None);
    // Taken back, the money would lie in a closed account.
    let (id, reason) = ("back".to_owned(), CorrectionReason::WrongAmount);
    let back = correction::Request { id, seq: done.seq.unwrap(), reason, note: String::new() };
    let refused = correction::propose(&w.ctx, &w.first, back).await;
    assert!(matches!(refused, Err(Refused::Irreversible(Irreversible::OfAMerge))), "{refused:?}");
    assert_eq!(w.findings().await, []);
    assert_eq!(why(w.ask("m2", Ending::Merged(into)).await), NotClosable::Closed);
}

async fn a_merge_is_refused_by_name(engine: Engine) {
    let w = sealed(engine).await;
    let person = w.person_id().await;
    let stranger = w.test.person("11010519491231002X", "王大明").await;
    let (into, other) = (w.another(2, &person).await, w.another(3, &stranger).await);
    let merge = |into: &AccountNo| Ending::Merged(into.clone());
    assert_eq!(why(w.ask("n", merge(&other)).await), NotClosable::OtherPerson);
    assert_eq!(why(w.ask("n", merge(&w.account)).await), NotClosable::SameAccount);
    let nowhere = AccountNo::of(35, 99).unwrap();
    assert_eq!(why(w.ask("n", merge(&nowhere)).await), NotClosable::TargetNotOpen);
    w.ask("m1", merge(&into)).await.unwrap();
    w.test
        .db
        .tamper("account", &format!("update account set state = '05' where account_no = '{}'", into.as_str()))
        .await;
    assert_eq!(why(approve(&w.ctx, &w.second, "m1").await), NotClosable::TargetNotOpen, "judged again");
    assert_eq!((w.own().await.state, w.own().await.balance), (AccountState::Sealed, Fen::from_yuan(6000)));
}

async fn an_empty_account_is_closed_without_an_order(engine: Engine) {
    let w = sealed(engine).await;
    let number = w.another(2, &w.person_id().await).await;
    let empty = World { account: number.clone(), ..w };
    empty.done_to("s2", Act::Seal).await;
    let done = empty.close("c1", RETIRED).await;
    assert_eq!((done.principal, done.interest, done.seq, done.case_id), (Fen::ZERO, Fen::ZERO, None, None));
    assert_eq!(empty.own().await.state, AccountState::ClosedWithdrawn);
    assert_eq!(empty.findings().await, []);
}

/// What `verify` says of closings that somebody changed behind the program's back.
async fn a_tampered_closing_is_named(engine: Engine) {
    let w = sealed(engine).await;
    w.close("c1", RETIRED).await;
    let account = w.account.as_str().to_owned();
    w.test.db.tamper("account", "update account set state = '02'").await;
    assert_eq!(w.findings().await, [Finding::Closing { account: account.clone() }]);
    w.test.db.tamper("account", "update account set state = '05'").await;
    w.test.db.tamper("account_closing", "update account_closing set interest_fen = interest_fen + 1").await;
    assert_eq!(w.findings().await, [Finding::ClosingMoney { account: account.clone() }]);
    w.test.db.tamper("account_closing", "update account_closing set interest_fen = interest_fen - 1").await;
    w.post(&w.movement(BANK_DEPOSIT, &account, 1)).await;
    assert_eq!(w.findings().await, [Finding::ClosedWithMoney { account, posted: Fen::from_yuan(1) }]);
}

/// A bank that takes the order and says nothing for a while.
#[derive(Default)]
struct Slow {
    asked: AtomicU32,
    sent: AtomicU32,
}

impl Bank for Slow {
    fn holds(&self, _: &BankCard, _: &PersonName) -> Answer<'_, bool> {
        Box::pin(async { Ok(true) })
    }
    fn send(&self, _: &Order) -> Answer<'_, ()> {
        self.sent.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Ok(()) })
    }
    fn progress(&self, _: &str) -> Answer<'_, Progress> {
        let asked = self.asked.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            Ok(match asked {
                0 => Progress::NeverSeen,
                1..4 => Progress::Accepted,
                _ => Progress::Returned(BankReason::AccountDormant),
            })
        })
    }
}

/// While the bank works nothing may happen to the account; the money comes back once.
async fn an_order_is_sent_once_and_comes_back_once(engine: Engine) {
    let w = sealed(engine).await;
    w.close("c1", RETIRED).await;
    let bank = Slow::default();
    w.pay(&bank).await;
    assert_eq!(why(w.ask("c2", RETIRED).await), NotClosable::Closed);
    for _ in 0..6 {
        w.test.clock.advance_ms(600_000);
        let (a, b) = tokio::join!(payout::round(&w.ctx, &bank), payout::round(&w.ctx, &bank));
        a.unwrap();
        b.unwrap();
    }
    assert_eq!(bank.sent.load(Ordering::SeqCst), 1);
    let own = w.own().await;
    assert_eq!((own.state, own.balance.plain().as_str()), (AccountState::Sealed, ALL));
    assert_eq!(w.findings().await, []);
}

store::on_both_engines!(
    principal_and_interest_to_date_are_paid_out,
    a_closing_that_the_bank_returns_is_undone,
    what_is_set_aside_or_on_its_way_stops_it,
    each_refusal_has_its_name_and_changes_nothing,
    a_contribution_under_way_stops_it,
    two_people_once,
    a_refused_closing_leaves_everything,
    a_closing_and_a_withdrawal_at_once_are_one,
    an_account_is_merged_with_its_interest,
    a_merge_is_refused_by_name,
    an_empty_account_is_closed_without_an_order,
    a_tampered_closing_is_named,
    an_order_is_sent_once_and_comes_back_once,
);
