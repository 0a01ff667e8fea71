//! Corrections: each refusal by name, two people, once; and what a correction leaves in the books.

use super::*;
use crate::{
    actor::SessionKey,
    testing::TestCtx,
    trial,
    verify::{self, Finding},
};
use domain::{Month, chart, two_people::Conflict};
use store::{
    Engine,
    account::NewAccount,
    ledger::{Class, Movement, PAYOUT_CLEARING},
    staff::Role,
    testing::{an_account, terms},
};

/// A member with 2,000 yuan a month for August, September and October, and two reviewers.
pub(crate) struct World {
    pub test: TestCtx,
    pub ctx: Ctx,
    pub account: AccountNo,
    pub first: FirstReviewer,
    pub second: SecondReviewer,
    /// The rows of the three months.
    pub rows: [i64; 3],
}

/// Of the first reviewer.
pub(crate) const MAKER_ID: &str = "350502198503070219";
pub(crate) const HOLDER_ID: &str = "350502199003070217";

pub(crate) fn first(staff_id: String) -> FirstReviewer {
    FirstReviewer { staff_id, session: SessionKey("first".into()) }
}

pub(crate) fn second(staff_id: String) -> SecondReviewer {
    SecondReviewer { staff_id, session: SessionKey("second".into()) }
}

pub(crate) fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

pub(crate) async fn world(engine: Engine) -> World {
    let test = TestCtx::on(engine).await;
    let ctx = test.ctx.clone();
    let person = test.person(HOLDER_ID, "林秀芳").await;
    let account = AccountNo::of(35, 1).unwrap();
    let terms = terms(Fen::from_yuan(10_000), 1000, Fen::from_yuan(1000));
    let opened_on = month("2026-08").first_day();
    let new = NewAccount { opened_on, ..an_account(&account, &person, terms) };
    store::write!(ctx.store, "test", |tx| {
        account::insert(&mut tx, &new).await?;
        ledger::account_open(&mut tx, BANK_DEPOSIT, Class::Centre).await
    })
    .unwrap();
    let (one, _) = test.staff("maker", MAKER_ID, Role::FirstReviewer).await;
    let (two, _) = test.staff("checker", "350502198203070217", Role::SecondReviewer).await;
    let mut world = World { test, ctx, account, first: first(one), second: second(two), rows: [0; 3] };
    for (at, of) in ["2026-08", "2026-09", "2026-10"].into_iter().enumerate() {
        world.rows[at] = world.contribute(of).await;
    }
    world
}

impl World {
    pub fn movement<'a>(&self, debit: &'a str, credit: &'a str, yuan: i32) -> Movement<'a> {
        let day = self.ctx.today();
        Movement {
            value_date: day,
            posted_on: day,
            ..Movement::at(debit, credit, Fen::from_yuan(yuan), BusinessCode::Other, self.ctx.now())
        }
    }

    pub async fn post(&self, movement: &Movement<'_>) -> i64 {
        store::write!(self.ctx.store, "test", |tx| ledger::transfer_post(&mut tx, movement).await).unwrap()
    }

    /// 2,000 yuan for a month, with the first of the next as its value date.
    pub async fn contribute(&self, of: &str) -> i64 {
        let share = Some(Fen::from_yuan(1000));
        let day = month(of).plus(1).first_day();
        let movement = Movement {
            business: BusinessCode::RegularRemittance,
            month: Some(month(of)),
            unit_part: share,
            personal_part: share,
            value_date: day,
            posted_on: day,
            ..self.movement(BANK_DEPOSIT, self.account.as_str(), 2000)
        };
        let seq = self.post(&movement).await;
        store::write!(self.ctx.store, "test", |tx| recount(&mut tx, &self.account).await).unwrap();
        seq
    }

    pub async fn own(&self) -> domain::account::Account {
        let mut conn = self.ctx.store.read().await.unwrap();
        account::find(&mut conn, &self.account).await.unwrap().unwrap().account
    }

    pub async fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        verify::run(&self.ctx, &mut |finding| found.push(finding)).await.unwrap();
        assert_eq!(trial::balance(&self.ctx, self.ctx.today()).await.unwrap().findings, []);
        found
    }

    pub async fn on_the_chart(&self, head: chart::Head) -> Fen {
        trial::balance(&self.ctx, self.ctx.today()).await.unwrap().of(head)
    }

    fn request(&self, id: &str, seq: i64) -> Request {
        Request { id: id.into(), seq, reason: CorrectionReason::WrongAmount, note: String::new() }
    }

    async fn propose(&self, id: &str, seq: i64) -> Result<Correction, Refused> {
        propose(&self.ctx, &self.first, self.request(id, seq)).await
    }

    /// Proposed and carried out.
    pub async fn correct(&self, id: &str, seq: i64) -> Correction {
        self.propose(id, seq).await.unwrap();
        approve(&self.ctx, &self.second, id).await.unwrap()
    }

    /// The books as they stand, to say that nothing changed.
    async fn state(&self) -> (i64, domain::account::Account) {
        let mut conn = self.ctx.store.read().await.unwrap();
        let (_, transfers) = store::verify::grand_total(&mut conn).await.unwrap();
        drop(conn);
        (transfers, self.own().await)
    }
}

fn why(refused: Result<Correction, Refused>) -> Irreversible {
    match refused {
        Err(Refused::Irreversible(why)) => why,
        other => panic!("{other:?}"),
    }
}

async fn a_reversal_is_the_mirror_and_the_money_waits_in_suspense(engine: Engine) {
    let w = world(engine).await;
    let done = w.correct("c1", w.rows[1]).await;
    let mut conn = w.ctx.store.read().await.unwrap();
    let original = ledger::transfer_find(&mut conn, w.rows[1]).await.unwrap().unwrap();
    let reversal = ledger::transfer_find(&mut conn, done.reversal_seq.unwrap()).await.unwrap().unwrap();
    drop(conn);
    assert_eq!((original.reversed_by, reversal.reverses), (Some(reversal.seq), Some(original.seq)));
    assert_eq!(reversal.value_date, original.value_date, "interest is as if it had never been");
    assert_eq!(reversal.posted_on, w.ctx.today());
    assert_eq!(w.on_the_chart(chart::SUSPENSE_RECEIPTS).await, Fen::from_yuan(2000));
    assert_eq!(w.on_the_chart(chart::BANK_DEPOSIT).await, Fen::from_yuan(6000), "the bank has it still");
    assert_eq!(w.on_the_chart(chart::MEMBERS).await, Fen::from_yuan(4000));
    assert_eq!(w.findings().await, []);
}

async fn the_months_follow_the_correction(engine: Engine) {
    let w = world(engine).await;
    w.correct("c1", w.rows[2]).await;
    let own = w.own().await;
    assert_eq!((own.paid_through, own.consecutive_months, own.total_months), (Some(month("2026-09")), 2, 2));
    w.correct("c2", w.rows[0]).await;
    let own = w.own().await;
    assert_eq!((own.first_month, own.consecutive_months), (Some(month("2026-09")), 1));
    // The right contribution for the month stands in the place of the reversed one, once.
    w.contribute("2026-10").await;
    assert_eq!(w.own().await.consecutive_months, 2);
    let again = store::write!(w.ctx.store, "test", |tx| {
        let of = Movement {
            business: BusinessCode::RegularRemittance,
            month: Some(month("2026-10")),
            ..w.movement(BANK_DEPOSIT, w.account.as_str(), 1)
        };
        ledger::transfer_post(&mut tx, &of).await
    });
    assert!(again.is_err(), "the month is paid");
    assert_eq!(w.findings().await, []);
}

async fn each_refusal_has_its_name_and_changes_nothing(engine: Engine) {
    let w = world(engine).await;
    let done = w.correct("c1", w.rows[0]).await;
    let reserved = store::write!(w.ctx.store, "test", |tx| {
        let out = Movement { case_id: Some("x"), ..w.movement(w.account.as_str(), PAYOUT_CLEARING, 100) };
        ledger::transfer_reserve(&mut tx, &out).await
    });
    let mut returned = w.movement(BANK_DEPOSIT, w.account.as_str(), 5);
    returned.case_id = Some("y");
    let returned = w.post(&returned).await;
    let between = w.post(&w.movement(chart::INTEREST_EXPENSE.id, PAYOUT_CLEARING, 5)).await;
    let before = w.state().await;
    assert_eq!(why(w.propose("n1", 999_999).await), Irreversible::NotFound);
    assert_eq!(why(w.propose("n2", done.reversal_seq.unwrap()).await), Irreversible::OfAReversal);
    assert_eq!(why(w.propose("n3", w.rows[0]).await), Irreversible::AlreadyReversed);
    assert_eq!(why(w.propose("n4", returned).await), Irreversible::OfAWithdrawal);
    assert_eq!(why(w.propose("n5", between).await), Irreversible::NotIntoAnAccount);
    let reserved = why(w.propose("n6", reserved.unwrap().unwrap()).await);
    assert_eq!(reserved, Irreversible::OfAReservation);
    assert_eq!(w.state().await, before);
}

/// Take the guard in `move_posted` away and the balance goes below zero.
async fn what_was_withdrawn_cannot_be_taken_back(engine: Engine) {
    let w = world(engine).await;
    w.propose("early", w.rows[0]).await.unwrap();
    w.post(&w.movement(w.account.as_str(), PAYOUT_CLEARING, 4500)).await;
    let before = w.state().await;
    let free = Fen::from_yuan(1500);
    assert_eq!(why(w.propose("late", w.rows[1]).await), Irreversible::NotEnough { free });
    let decided = approve(&w.ctx, &w.second, "early").await;
    assert_eq!(why(decided), Irreversible::NotEnough { free }, "judged again when it is carried out");
    assert_eq!(w.state().await, before);
}

async fn the_maker_never_checks(engine: Engine) {
    let w = world(engine).await;
    w.propose("c1", w.rows[0]).await.unwrap();
    // The same person under a second login, and the holder of the account.
    let (twin, _) = w.test.staff("twin", MAKER_ID, Role::SecondReviewer).await;
    let (own, _) = w.test.staff("own", HOLDER_ID, Role::SecondReviewer).await;
    for (staff, conflict) in [(twin, Conflict::SamePerson), (own, Conflict::OwnAccount)] {
        let refused = approve(&w.ctx, &second(staff), "c1").await;
        assert!(matches!(refused, Err(Refused::Conflict(found)) if found == conflict), "{refused:?}");
    }
    let (own, _) = w.test.staff("own1", HOLDER_ID, Role::FirstReviewer).await;
    let refused = propose(&w.ctx, &first(own), w.request("c2", w.rows[1])).await;
    assert!(matches!(refused, Err(Refused::Conflict(Conflict::OwnAccount))), "{refused:?}");
    // And whatever the code above does, the table refuses it.
    let tampered = store::write!(w.ctx.store, "test", |tx| {
        let maker = index_of(&mut tx, w.first.staff_id()).await?;
        let by = Decider { staff_id: w.first.staff_id(), id_index: &maker, at: w.ctx.now() };
        Ok::<_, Fault>(correction::decide(&mut tx, "c1", None, by).await?)
    });
    assert!(!tampered.unwrap());
}

async fn sent_twice_it_happens_once(engine: Engine) {
    let w = world(engine).await;
    let one = w.propose("c1", w.rows[0]).await.unwrap();
    assert_eq!(w.propose("c1", w.rows[0]).await.unwrap(), one);
    assert_eq!(why(w.propose("other", w.rows[0]).await), Irreversible::AlreadyProposed);
    assert_eq!(waiting(&w.ctx).await.unwrap(), [one]);
    let done = approve(&w.ctx, &w.second, "c1").await.unwrap();
    let before = w.state().await;
    assert_eq!(approve(&w.ctx, &w.second, "c1").await.unwrap(), done);
    assert!(matches!(refuse(&w.ctx, &w.second, "c1").await, Err(Refused::Decided)));
    assert_eq!(w.state().await, before);
    assert_eq!(waiting(&w.ctx).await.unwrap(), []);
}

async fn a_refused_proposal_leaves_the_entry_and_may_be_made_again(engine: Engine) {
    let w = world(engine).await;
    w.propose("c1", w.rows[0]).await.unwrap();
    let before = w.state().await;
    let refused = refuse(&w.ctx, &w.second, "c1").await.unwrap();
    assert_eq!((refused.state, refused.reversal_seq), (ProposalState::Refused, None));
    assert!(matches!(approve(&w.ctx, &w.second, "c1").await, Err(Refused::Decided)));
    assert_eq!(w.state().await, before);
    w.correct("c2", w.rows[0]).await;
}

/// Two second reviewers at once, 20 times: one reversal each time, and the second answer is the first one.
async fn two_checkers_at_once_reverse_once(engine: Engine) {
    let w = world(engine).await;
    let (other, _) = w.test.staff("checker2", "350502198003070212", Role::SecondReviewer).await;
    let other = second(other);
    for round in 0..20 {
        let id = format!("c{round}");
        let seq = w.post(&w.movement(BANK_DEPOSIT, w.account.as_str(), 10)).await;
        w.propose(&id, seq).await.unwrap();
        let (a, b) = tokio::join!(approve(&w.ctx, &w.second, &id), approve(&w.ctx, &other, &id));
        let (a, b) = (a.unwrap(), b.unwrap());
        assert_eq!(a.reversal_seq, b.reversal_seq);
    }
    assert_eq!(w.own().await.balance, Fen::from_yuan(6000));
    assert_eq!(w.findings().await, []);
}

struct Quiet;

impl crate::interest::Listener for Quiet {
    fn problem(&mut self, account: &AccountNo, why: &crate::interest::Problem) -> std::io::Result<()> {
        panic!("{account}: {why}")
    }
    fn progress(&mut self, _: &crate::interest::Totals) -> std::io::Result<()> {
        Ok(())
    }
}

/// Stops a run after its first batch.
struct Stopping;

impl crate::interest::Listener for Stopping {
    fn problem(&mut self, account: &AccountNo, why: &crate::interest::Problem) -> std::io::Result<()> {
        panic!("{account}: {why}")
    }
    fn progress(&mut self, _: &crate::interest::Totals) -> std::io::Result<()> {
        Err(std::io::Error::other("stopped"))
    }
}

/// 2,000 yuan from 1 January on, and their 15.08 of interest for 181 days.
async fn a_settled_year(engine: Engine) -> (World, i64) {
    let w = world(engine).await;
    let seq = w.contribute("2025-12").await;
    let year = domain::interest::AccrualYear::settled_in(2026).unwrap();
    let order = crate::interest::Order::settle(year);
    let totals = crate::interest::settle(&w.ctx, &Rules::of(&w.ctx), order, &mut Quiet).await.unwrap();
    assert_eq!((totals.interest, w.own().await.balance), (Fen::new(1_508), Fen::new(801_508)));
    (w, seq)
}

async fn interest_of_a_settled_year_goes_back_with_its_entry(engine: Engine) {
    let (w, seq) = a_settled_year(engine).await;
    w.correct("c1", seq).await;
    assert_eq!(w.own().await.balance, Fen::from_yuan(6000));
    assert_eq!(w.on_the_chart(chart::INTEREST_EXPENSE).await, Fen::ZERO);
    assert_eq!(w.findings().await, []);
}

async fn an_entry_whose_interest_was_spent_stays(engine: Engine) {
    let (w, seq) = a_settled_year(engine).await;
    let mut spent = w.movement(w.account.as_str(), PAYOUT_CLEARING, 1);
    (spent.amount, spent.case_id) = (Fen::new(601_508), Some("x"));
    // Promised is as good as spent, but no row of the balance yet.
    store::write!(w.ctx.store, "test", |tx| ledger::transfer_reserve(&mut tx, &spent).await).unwrap();
    w.propose("c1", seq).await.unwrap();
    let before = w.state().await;
    let refused = why(approve(&w.ctx, &w.second, "c1").await);
    assert_eq!(refused, Irreversible::NotEnough { free: Fen::from_yuan(2000) });
    assert_eq!(w.state().await, before);
}

/// More is free today than the entry put in, but not on the day on which the worker withdrew: without the entry that
/// balance is below nothing, no year could be settled, and the account never be closed.
async fn an_entry_that_a_withdrawal_rested_on_stays(engine: Engine) {
    let w = world(engine).await;
    w.propose("early", w.rows[0]).await.unwrap();
    let day = "2026-09-20".parse().unwrap();
    let out = w.movement(w.account.as_str(), BANK_DEPOSIT, 1900);
    w.post(&Movement { value_date: day, posted_on: day, ..out }).await;
    let before = w.state().await;
    assert_eq!(why(w.propose("late", w.rows[0]).await), Irreversible::Overdrawn { day });
    assert_eq!(why(approve(&w.ctx, &w.second, "early").await), Irreversible::Overdrawn { day });
    assert_eq!(w.state().await, before);
    w.correct("other", w.rows[1]).await;
    assert_eq!(w.own().await.balance, Fen::from_yuan(2100));
    assert_eq!(w.findings().await, []);
}

/// A settlement that was stopped after this account has paid it; the run that goes on does not come by again.
async fn interest_of_a_settlement_under_way_goes_back_with_its_entry(engine: Engine) {
    let w = world(engine).await;
    let seq = w.contribute("2025-12").await;
    let year = domain::interest::AccrualYear::settled_in(2026).unwrap();
    let order = crate::interest::Order::settle(year);
    let stopped = crate::interest::settle(&w.ctx, &Rules::of(&w.ctx), order, &mut Stopping).await;
    assert!(stopped.is_err(), "{stopped:?}");
    assert_eq!(w.own().await.balance, Fen::new(801_508));
    w.correct("c1", seq).await;
    assert_eq!(w.own().await.balance, Fen::from_yuan(6000));
    let totals = crate::interest::settle(&w.ctx, &Rules::of(&w.ctx), order, &mut Quiet).await.unwrap();
    assert_eq!(
        (totals.state, w.own().await.balance),
        (crate::interest::State::Settled, Fen::from_yuan(6000))
    );
    assert_eq!(w.on_the_chart(chart::INTEREST_EXPENSE).await, Fen::ZERO);
    assert_eq!(w.findings().await, []);
}

/// Interest follows from the entries: it is not corrected by itself.
async fn interest_is_left_to_the_settlement(engine: Engine) {
    let w = world(engine).await;
    let interest = Movement {
        business: BusinessCode::AnnualInterest,
        ..w.movement(chart::INTEREST_EXPENSE.id, w.account.as_str(), 30)
    };
    let seq = w.post(&interest).await;
    assert_eq!(why(w.propose("c1", seq).await), Irreversible::OfInterest);
}

/// What came from neither the bank nor suspense leaves nothing there.
async fn a_gift_taken_back_leaves_nothing_in_suspense(engine: Engine) {
    let w = world(engine).await;
    let seq = w.post(&w.movement(chart::BANK_PAYABLE.id, w.account.as_str(), 30)).await;
    w.correct("c1", seq).await;
    assert_eq!(w.on_the_chart(chart::SUSPENSE_RECEIPTS).await, Fen::ZERO);
    assert_eq!(w.on_the_chart(chart::BANK_PAYABLE).await, Fen::ZERO);
    assert_eq!(w.findings().await, []);
}

/// What `verify` says when somebody changes a reversal behind the program's back.
async fn a_changed_reversal_is_named(engine: Engine) {
    let w = world(engine).await;
    let seq = w.correct("c1", w.rows[0]).await.reversal_seq.unwrap();
    let table = "ledger_transfer";
    let change = format!("update {table} set value_date = '2026-01-01' where seq = {seq}");
    w.test.db.tamper(table, &change).await;
    let mut found = Vec::new();
    verify::run(&w.ctx, &mut |finding| found.push(finding)).await.unwrap();
    assert_eq!(found, [Finding::Reversal { seq }]);
}

store::on_both_engines!(
    a_reversal_is_the_mirror_and_the_money_waits_in_suspense,
    the_months_follow_the_correction,
    each_refusal_has_its_name_and_changes_nothing,
    what_was_withdrawn_cannot_be_taken_back,
    the_maker_never_checks,
    sent_twice_it_happens_once,
    a_refused_proposal_leaves_the_entry_and_may_be_made_again,
    two_checkers_at_once_reverse_once,
    interest_of_a_settled_year_goes_back_with_its_entry,
    an_entry_whose_interest_was_spent_stays,
    an_entry_that_a_withdrawal_rested_on_stays,
    interest_of_a_settlement_under_way_goes_back_with_its_entry,
    interest_is_left_to_the_settlement,
    a_gift_taken_back_leaves_nothing_in_suspense,
    a_changed_reversal_is_named,
);
