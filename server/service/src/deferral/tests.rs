//! Deferrals and lower rates: two people, no month twice, and what they change: states, arrears, imports.

use super::*;
use crate::{
    account_act,
    actor::Agent,
    arrears::{self, Wanted},
    base::{
        self,
        tests::{Units, id_of, number, remitted, units},
    },
    correction::tests::second,
    home,
    messages::{self, Notice},
    months, people,
    registers::{self, Household},
    session,
    testing::PASSWORD,
    unit::{self, NewAgent},
    verify::Finding,
};
use domain::{
    AccountNo, ContributionRate, FormState, IdNumber, PersonName, Problem, account_act::Act, deferral::Span,
    month_state::MonthState,
};
use store::{Engine, staff::Role};

const DAY_MS: i64 = 86_400_000;

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn asked(first: &str, last: &str) -> Asked {
    Asked { relief: Relief::Deferred, span: Span { first: month(first), last: month(last) } }
}

fn request(id: &str, asked: Asked) -> Request {
    let unit = UnitNo::parse("100001").unwrap();
    Request { id: id.into(), unit, asked, consent: "2026年11月3日职工代表大会决议".into() }
}

fn why(refused: Result<Deferral, Refused>) -> NotDeferrable {
    match refused {
        Err(Refused::NotDeferrable(why)) => why,
        other => panic!("{other:?}"),
    }
}

impl Units {
    async fn grant(&self, id: &str, asked: Asked) {
        propose(&self.ctx, &self.first, request(id, asked)).await.unwrap();
        approve(&self.ctx, &self.second, id, "房委〔2026〕7号").await.unwrap();
    }

    /// Months of an account from October 2026 on, by their codes.
    async fn states(&self, sequence: u32) -> Vec<&'static str> {
        let mut conn = self.ctx.store.read().await.unwrap();
        let own = store::account::find(&mut conn, &number(sequence)).await.unwrap().unwrap();
        let seen = months::look(&mut conn, &own.account, self.ctx.today()).await.unwrap();
        let late = seen.cells.iter().filter(|cell| cell.month >= month("2026-10"));
        late.map(|cell| cell.state.code()).collect()
    }

    /// Whether the home page says that last month is missing; it counts as many messages as the tab of every page.
    async fn told_of_missing(&self, sequence: u32) -> bool {
        let member = self.member(sequence).await;
        let page = home::page(&self.ctx, &member).await.unwrap().unwrap();
        assert_eq!(page.unread, messages::unread(&self.ctx, &member).await.unwrap(), "{sequence}");
        page.notices.iter().any(|notice| matches!(notice, Notice::Missing { .. }))
    }

    /// The marriage register names this person as the spouse of an account's holder.
    async fn married(&self, sequence: u32, spouse: &IdNumber) {
        let index = people::index_of(&self.ctx, spouse);
        let married = Household { married: Some(true), spouse_index: Some(index), ..Household::single() };
        let member = self.member(sequence).await;
        registers::record(&self.ctx, member.person_id(), &married).await.unwrap();
    }

    async fn arrears(&self) -> Vec<(String, u32)> {
        let lines = arrears::list(&self.ctx, &Wanted::default()).await.unwrap();
        lines.into_iter().map(|line| (format!("{} {}", line.unit_no, line.month), line.workers)).collect()
    }

    async fn repay(&self, sequence: u32, months: &str) -> Vec<(u64, &'static str)> {
        let line = remitted(sequence, months, ",02,03");
        self.remit(",YWLX,BJYY", &line).await
    }
}

async fn two_people_and_their_papers(engine: Engine) {
    let w = units(engine).await;
    let of = |id: &str| request(id, asked("2026-11", "2027-01"));
    let send = || propose(&w.ctx, &w.first, of("d1"));
    let (one, two, three) = tokio::join!(send(), send(), send());
    let one = one.unwrap();
    assert_eq!([two.unwrap(), three.unwrap()], [one.clone(), one.clone()], "sent three times at once");
    assert_eq!(send().await.unwrap(), one, "sent again, it is one");
    assert_eq!(waiting(&w.ctx).await.unwrap(), [one]);
    assert_eq!(why(propose(&w.ctx, &w.first, of("d2")).await), NotDeferrable::AlreadyProposed);
    let nameless = Request { consent: " ".into(), ..of("d3") };
    assert_eq!(why(propose(&w.ctx, &w.first, nameless).await), NotDeferrable::NoConsent);
    let nowhere = Request { unit: UnitNo::parse("999999").unwrap(), ..of("d4") };
    assert_eq!(why(propose(&w.ctx, &w.first, nowhere).await), NotDeferrable::NoUnit);
    let (twin, _) = w.test.staff("twin", "350502198503070219", Role::SecondReviewer).await;
    let (worker, _) = w.test.staff("worker", id_of(2).reveal(), Role::SecondReviewer).await;
    let (spouse, _) = w.test.staff("spouse", "350502198801011233", Role::SecondReviewer).await;
    w.married(2, &IdNumber::parse("350502198801011233").unwrap()).await;
    let conflicts =
        [(twin, Conflict::SamePerson), (worker, Conflict::OwnAccount), (spouse, Conflict::OwnAccount)];
    for (staff, conflict) in conflicts {
        let refused = approve(&w.ctx, &second(staff), "d1", "x").await;
        assert!(matches!(refused, Err(Refused::Conflict(found)) if found == conflict), "{refused:?}");
    }
    assert_eq!(why(approve(&w.ctx, &w.second, "d1", "").await), NotDeferrable::NoApproval);
    let (a, b) = tokio::join!(approve(&w.ctx, &w.second, "d1", "文"), approve(&w.ctx, &w.second, "d1", "文"));
    assert_eq!(a.unwrap(), b.unwrap());
    assert!(matches!(refuse(&w.ctx, &w.second, "d1").await, Err(Refused::Decided)));
    let later = request("d5", asked("2027-01", "2027-02"));
    assert_eq!(why(propose(&w.ctx, &w.first, later).await), NotDeferrable::Overlaps);
    propose(&w.ctx, &w.first, request("d6", asked("2027-02", "2027-02"))).await.unwrap();
    refuse(&w.ctx, &w.second, "d6").await.unwrap();
    assert_eq!(list(&w.ctx).await.unwrap().len(), 2);
    assert_eq!(w.findings().await, []);
}

/// Leave `ungranted` out of the import and the money of nobody's deferral is taken in.
async fn a_deferred_month_is_no_gap_and_is_repaid_only_where_granted(engine: Engine) {
    let w = units(engine).await;
    assert_eq!(w.repay(1, "202611").await, [(2, "not_deferred")], "nobody has granted anything");
    w.grant("d1", asked("2026-11", "2027-01")).await;
    w.test.clock.advance_ms(90 * DAY_MS);
    assert_eq!(w.states(1).await[..4], ["paid", "deferred", "deferred", "deferred"]);
    assert_eq!(w.states(4).await[..4], ["paid", "missing", "missing", "missing"], "of another unit");
    assert_eq!((w.told_of_missing(1).await, w.told_of_missing(4).await), (false, true));
    let others = ["2026-11", "2026-12", "2027-01"].map(|month| (format!("100002 {month}"), 1));
    assert_eq!(w.arrears().await, others);
    assert_eq!(w.repay(1, "202611-202612").await, []);
    assert_eq!(w.repay(2, "202610-202611").await, [(2, "month_paid")]);
    assert_eq!(w.repay(2, "202701-202702").await, [(2, "not_deferred")], "February was not granted");
    assert_eq!(w.repay(4, "202611").await, [(2, "not_deferred")], "of another unit");
    assert_eq!(w.states(1).await[..4], ["paid", "paid_later", "paid_later", "deferred"]);
    assert_eq!(w.remit(",YWLX,BJYY", &remitted(4, "202611-202701", ",02,01")).await, []);
    assert!(!w.told_of_missing(4).await, "paid back");
    assert_eq!(w.findings().await, []);
    w.test.db.tamper("deferral", "delete from deferral_account").await;
    let found = w.findings().await;
    assert!(matches!(found[..], [Finding::Deferral { .. }]), "{found:?}");
}

async fn a_deferral_stays_with_the_months_at_the_unit(engine: Engine) {
    let w = units(engine).await;
    w.grant("d1", asked("2026-11", "2027-02")).await;
    w.test.clock.advance_ms(15 * DAY_MS);
    // December: account 1 moves to the other unit by an act, account 2 by its file; account 4 comes.
    for (sequence, unit) in [(1, "100002"), (4, "100001")] {
        let request = account_act::Request {
            id: format!("m{sequence}"),
            account: number(sequence),
            act: Act::Move(UnitNo::parse(unit).unwrap()),
            basis: "调动".into(),
        };
        account_act::propose(&w.ctx, &w.first, request).await.unwrap();
        account_act::approve(&w.ctx, &w.second, &format!("m{sequence}")).await.unwrap();
    }
    let moved = remitted(2, "202612", "").replace("100001,", "100002,");
    let hired = remitted(9, "202612", "");
    assert_eq!(w.remit("", &(moved + &hired)).await, []);
    w.test.clock.advance_ms(50 * DAY_MS);
    assert_eq!(w.ctx.today().to_string()[..7], *"2027-01");
    for (sequence, states) in [
        (1, ["paid", "deferred", "missing", "awaited"]),
        (2, ["paid", "deferred", "paid", "awaited"]),
        (3, ["paid", "deferred", "deferred", "deferred"]),
        (4, ["paid", "missing", "deferred", "deferred"]),
    ] {
        assert_eq!(w.states(sequence).await, states, "account {sequence}");
    }
    assert_eq!(w.states(9).await, ["paid", "deferred"], "hired in December");
}

/// Leave from the present month whatever is repaid, and the row that repaid it stands for nobody's deferral.
async fn a_move_leaves_what_is_repaid(engine: Engine) {
    let w = units(engine).await;
    w.grant("d1", asked("2026-11", "2027-02")).await;
    assert_eq!(w.repay(1, "202611").await, []);
    let to = Act::Move(UnitNo::parse("100002").unwrap());
    let request =
        account_act::Request { id: "m1".into(), account: number(1), act: to, basis: "调动".into() };
    account_act::propose(&w.ctx, &w.first, request).await.unwrap();
    account_act::approve(&w.ctx, &w.second, "m1").await.unwrap();
    assert_eq!(w.findings().await, []);
    w.test.clock.advance_ms(50 * DAY_MS);
    assert_eq!(w.states(1).await, ["paid", "paid_later", "missing", "awaited"], "of the new unit");
    // Repaid and moved by one file.
    let moved = remitted(3, "202612", ",01,").replace("100001,", "100002,");
    assert_eq!(w.remit(",YWLX,BJYY", &(remitted(3, "202701", ",02,03") + &moved)).await, []);
    assert_eq!(w.findings().await, []);
}

async fn a_rate_below_the_floor_is_taken_where_granted(engine: Engine) {
    let w = units(engine).await;
    let at = |sequence, month: &str, rate: u32| {
        let line = remitted(sequence, month, "");
        line.replace("10000,10,10,1000,1000", &format!("10000,{rate},{rate},{rate}00,{rate}00"))
    };
    let refused = [(2, "rate_out_of_range"), (2, "rate_out_of_range")];
    assert_eq!(w.remit("", &at(1, "202611", 3)).await, refused, "both rates, by the line alone");
    let rate = ContributionRate::from_bp(300);
    let relief = Relief::Reduced { unit_rate: rate, personal_rate: rate };
    w.grant("d1", Asked { relief, ..asked("2026-11", "2026-11") }).await;
    let file = at(1, "202611", 3) + &at(2, "202611", 2) + &at(4, "202611", 3) + &at(3, "202610", 3);
    let found = w.remit("", &file).await;
    assert_eq!(found[2..], [(4, "rate_out_of_range"), (5, "already_posted")], "{found:?}");
    assert_eq!(found[..2], [(3, "rate_out_of_range"), (3, "rate_out_of_range")], "2 % was not granted");
    assert_eq!(w.own(1).await.unit_rate, rate);
    assert_eq!(w.states(1).await, ["paid", "paid"]);
    w.test.clock.advance_ms(15 * DAY_MS);
    assert_eq!(w.remit("", &at(1, "202612", 3)).await, [(2, "rate_out_of_range")], "the span is over");
}

/// Take the floors out of `fits`, and a new base carries the rate of a grant that is over on.
async fn a_new_base_keeps_a_granted_rate_only_while_it_is_granted(engine: Engine) {
    let w = units(engine).await;
    let rate = ContributionRate::from_bp(300);
    let relief = Relief::Reduced { unit_rate: rate, personal_rate: rate };
    w.grant("d1", Asked { relief, ..asked("2026-11", "2026-11") }).await;
    let line = remitted(1, "202611", "").replace("10000,10,10,1000,1000", "10000,3,3,300,300");
    assert_eq!(w.remit("", &line).await, []);
    let file = format!("GRZH,GRJCJS,DWJCBL,GRJCBL\n{},12000,,\n", number(1));
    let (done, found) = w.propose("b1", &file).await;
    assert_eq!((done.unwrap().effective, found), (month("2026-11"), vec![]), "granted for November");
    base::refuse(&w.ctx, &w.second, "b1").await.unwrap();
    w.test.clock.advance_ms(15 * DAY_MS);
    let (done, found) = w.propose("b2", &file).await;
    assert!(done.is_err() && found == [(2, "rate_out_of_range")], "{done:?} {found:?}");
    let (done, found) = w.propose("b3", &file.replace(",12000,,", ",12000,5,5")).await;
    assert_eq!((done.unwrap().effective, found), (month("2026-12"), vec![]));
}

async fn an_agent_asks_for_the_own_unit(engine: Engine) {
    let w = units(engine).await;
    let agent = agent_of(&w).await;
    let id = "0195f0a0-0000-7000-8000-000000000001";
    let ask_for = async |first: &str, last: &str, kind: &str| {
        let form = FormState::default()
            .with(Field::Kind, kind)
            .with(Field::First, first)
            .with(Field::Last, last)
            .with(Field::Consent, "工会决议");
        match ask(&w.ctx, &agent, id, form).await {
            Ok(()) => Vec::new(),
            Err(crate::Failure::Rejected(form)) => {
                form.problems().map(|(field, problem)| (field, problem.clone())).collect()
            }
            Err(crate::Failure::Fault(fault)) => panic!("{fault}"),
        }
    };
    let missing = [(Field::UnitRate, Problem::Missing), (Field::PersonalRate, Problem::Missing)];
    assert_eq!(ask_for("202612", "202701", "reduced").await, missing);
    assert_eq!(page(&w.ctx, &agent).await.unwrap().form.state.value(Field::First), "202612", "kept");
    let late = Problem::MonthOutOfRange { min: month("2026-11"), max: month("2027-10") };
    assert_eq!(ask_for("202609", "202701", "deferred").await, [(Field::First, late)]);
    let long = Problem::MonthOutOfRange { min: month("2026-12"), max: month("2027-11") };
    assert_eq!(ask_for("202612", "202801", "deferred").await, [(Field::Last, long)]);
    assert_eq!(ask_for("202612", "202701", "deferred").await, []);
    assert_eq!(ask_for("202612", "202701", "deferred").await, [], "sent twice, it is one");
    let seen = page(&w.ctx, &agent).await.unwrap();
    assert_eq!((seen.deferrals.len(), seen.deferrals[0].unit_no.as_str()), (1, "100001"));
    let (twin, _) = w.test.staff("twin", id_of(77).reveal(), Role::SecondReviewer).await;
    let refused = approve(&w.ctx, &second(twin), id, "文").await;
    assert!(matches!(refused, Err(Refused::Conflict(Conflict::SamePerson))), "{refused:?}");
    approve(&w.ctx, &w.second, id, "文").await.unwrap();
    let form = FormState::default()
        .with(Field::Kind, "deferred")
        .with(Field::First, "202701")
        .with(Field::Last, "202702")
        .with(Field::Consent, "工会决议");
    let again = ask(&w.ctx, &agent, "0195f0a0-0000-7000-8000-000000000002", form).await;
    let Err(crate::Failure::Rejected(form)) = again else { panic!("{again:?}") };
    assert_eq!(form.problem(Field::First), Some(&Problem::AlreadyThere), "January is granted");
}

/// An agent of unit 100001 who is no worker of it.
async fn agent_of(w: &Units) -> Agent {
    let (name, unit) = (PersonName::parse("黄丽华").unwrap(), UnitNo::parse("100001").unwrap());
    let secret = crate::second_factor::Secret::mint(&w.ctx);
    let id = id_of(77);
    let new = NewAgent { login: "agent1", name: &name, id: &id, unit: &unit };
    let agent_id = unit::add_agent(&w.ctx, &new, PASSWORD, &secret).await.unwrap();
    let mut conn = w.ctx.store.read().await.unwrap();
    let row = store::agent::find(&mut conn, &agent_id).await.unwrap().unwrap();
    drop(conn);
    let session = session::open_visitor(&w.ctx).await.unwrap().key;
    Agent { agent_id, unit_id: row.unit_id, session }
}

async fn the_unit_and_the_worker_see_it(engine: Engine) {
    let w = units(engine).await;
    let agent = agent_of(&w).await;
    w.grant("d1", asked("2026-11", "2027-01")).await;
    let overview = unit::overview(&w.ctx, &agent, None).await.unwrap();
    let now = overview.months[0];
    assert_eq!((now.month, now.deferred, now.missing), (month("2026-11"), 3, 0));
    assert!(overview.arrears.is_zero());
    let page = months::page(&w.ctx, &w.member(1).await).await.unwrap().unwrap();
    assert_eq!(page.granted.len(), 1);
    assert_eq!(page.granted[0].approval.as_deref(), Some("房委〔2026〕7号"));
    assert_eq!(page.cells.last().map(|cell| cell.state), Some(MonthState::Deferred));
    let other: AccountNo = number(4);
    let mut conn = w.ctx.store.read().await.unwrap();
    assert_eq!(rows::granted_of(&mut conn, &other, month("2026-01")).await.unwrap(), []);
}

store::on_both_engines!(
    two_people_and_their_papers,
    a_deferred_month_is_no_gap_and_is_repaid_only_where_granted,
    a_deferral_stays_with_the_months_at_the_unit,
    a_move_leaves_what_is_repaid,
    a_rate_below_the_floor_is_taken_where_granted,
    a_new_base_keeps_a_granted_rate_only_while_it_is_granted,
    an_agent_asks_for_the_own_unit,
    the_unit_and_the_worker_see_it,
);
