//! Complaints about missing contributions, from the tap to the closing, on both engines.

mod support;

use domain::{
    AccountNo, CaseNumber, Month,
    complaint::{ComplaintEvent, ComplaintState},
};
use service::{
    actor::{Actor, FirstReviewer, Member, SecondReviewer},
    complaint::{self, Act, AnswerClock, Filed, NotReviewed, Sent},
    draft, months,
    reviewer::Reviewer,
    testing::TestCtx,
};
use store::{Engine, account, staff::Role};
use support::{a_line, books, id_of, take_in};

/// A person whose August and October did not come; July, September and a second person's months did.
struct World {
    test: TestCtx,
    member: Member,
    other: Member,
    first: FirstReviewer,
    second: SecondReviewer,
}

async fn member(test: &TestCtx, serial: u32) -> Member {
    let number = AccountNo::of(1, serial).unwrap();
    let mut conn = test.ctx.store.read().await.unwrap();
    let own = account::find(&mut conn, &number).await.unwrap().unwrap();
    drop(conn);
    test.member(&own.person_id).await
}

async fn officer(test: &TestCtx, login: &str, id: &str, role: Role) -> Actor {
    let (staff, _) = test.staff(login, id, role).await;
    test.signed_in(role.code(), &staff).await
}

async fn world(engine: Engine) -> World {
    let test = TestCtx::on(engine).await;
    let lines = ["202607", "202609"].map(|month| a_line(1, month)).concat()
        + &["202607", "202608", "202609", "202610"].map(|month| a_line(2, month)).concat();
    take_in(&test, &lines).await;
    let (member, other) = (member(&test, 1).await, self::member(&test, 2).await);
    let Actor::FirstReviewer(first) =
        officer(&test, "first1", "110105194912310038", Role::FirstReviewer).await
    else {
        panic!()
    };
    let Actor::SecondReviewer(second) =
        officer(&test, "second1", "11010519491231002X", Role::SecondReviewer).await
    else {
        panic!()
    };
    World { test, member, other, first, second }
}

const REQUEST: &str = "018f0000-0000-7000-8000-000000000001";
const ANOTHER: &str = "018f0000-0000-7000-8000-000000000002";

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

impl World {
    async fn file(&self) -> CaseNumber {
        let filed = complaint::file(&self.test.ctx, &self.member, REQUEST, "202608,202610").await.unwrap();
        match filed {
            Filed::Complaint(number) => number,
            other => panic!("{other:?}"),
        }
    }

    async fn page(&self, number: &CaseNumber) -> complaint::Page {
        complaint::page(&self.test.ctx, &self.member, number).await.unwrap().unwrap()
    }

    async fn events(&self, number: &CaseNumber) -> Vec<ComplaintEvent> {
        self.page(number).await.events.iter().map(|event| event.event).collect()
    }

    async fn answer(&self, number: &CaseNumber, kind: &str) -> Result<ComplaintState, NotReviewed> {
        let sent = self.sent(number, kind).await;
        complaint::answer_first(&self.test.ctx, &self.first, number, &sent).await
    }

    async fn sent(&self, number: &CaseNumber, kind: &str) -> Sent {
        let reviewer = Reviewer::First(self.first.clone());
        let page = complaint::staff_page(&self.test.ctx, &reviewer, number).await.unwrap();
        Sent { version: page.page.complaint.version.to_string(), kind: kind.into(), ..Sent::default() }
    }

    /// Nothing in the books is out of order.
    async fn books_are_sound(&self) {
        let mut findings = Vec::new();
        service::verify::run(&self.test.ctx, &mut |finding| findings.push(format!("{finding:?}")))
            .await
            .unwrap();
        assert!(findings.is_empty(), "{findings:?}");
    }
}

/// The evidence is what stood in the books; later entries do not change it.
async fn one_tap_files_with_the_evidence(engine: Engine) {
    let w = world(engine).await;
    let calendar = months::page(&w.test.ctx, &w.member).await.unwrap().unwrap();
    let open: Vec<Month> = calendar.open.iter().map(|cell| cell.month).collect();
    assert_eq!(open, [month("202608"), month("202610")]);
    let number = w.file().await;
    assert_eq!(w.file().await, number, "sent twice, made once");
    let page = w.page(&number).await;
    assert_eq!(page.complaint.state, ComplaintState::Open);
    assert_eq!(page.evidence.unit_name.as_deref(), Some("100001"));
    assert_eq!(page.evidence.rows.len(), 2);
    let kept: Vec<(Month, String)> =
        page.evidence.months.iter().map(|cell| (cell.month, cell.expected.plain())).collect();
    assert_eq!(kept, [(month("202608"), "2000.00".into()), (month("202610"), "2000.00".into())]);
    let around: Vec<&str> = page.evidence.around.iter().map(|cell| cell.state.as_str()).collect();
    assert_eq!(around, ["paid", "missing", "paid", "missing", "awaited"]);
    // Saturday 21 November 2026: the tenth working day is Friday 4 December.
    assert_eq!(page.complaint.answer_by.to_string(), "2026-12-04");
    let today = w.test.ctx.today();
    assert_eq!(complaint::clock(&page.complaint, today), Some(AnswerClock::Left(10)));
    let later = "2026-12-06".parse().unwrap();
    assert_eq!(complaint::clock(&page.complaint, later), Some(AnswerClock::Over(2)));
    let calendar = months::page(&w.test.ctx, &w.member).await.unwrap().unwrap();
    assert!(calendar.open.is_empty(), "they are complained about");
    assert_eq!(calendar.claimed.len(), 2);
    take_in(&w.test, &a_line(1, "202608")).await;
    assert_eq!(w.page(&number).await.complaint.evidence, page.complaint.evidence);
    w.books_are_sound().await;
}

/// A second form about the same month, in whatever tab, makes no second complaint; nor does a changed one.
async fn a_month_is_complained_about_once_at_a_time(engine: Engine) {
    let w = world(engine).await;
    let number = w.file().await;
    let again = complaint::file(&w.test.ctx, &w.member, ANOTHER, "202608").await.unwrap();
    assert_eq!(again, Filed::Nothing);
    let reused = complaint::file(&w.test.ctx, &w.member, REQUEST, "202608").await.unwrap();
    assert_eq!(reused, Filed::Malformed, "the id stands for other months");
    let foreign = complaint::file(&w.test.ctx, &w.other, REQUEST, "202608,202610").await.unwrap();
    assert_eq!(foreign, Filed::Malformed, "and for another person");
    for (id, months) in [("not-an-id", "202608"), (ANOTHER, "2026-13"), (ANOTHER, "")] {
        let made = complaint::file(&w.test.ctx, &w.member, id, months).await.unwrap();
        assert_eq!(made, Filed::Malformed);
    }
    // What is paid, or not due, is nothing to complain about, whatever the form says.
    for months in ["202607", "202612", "199901"] {
        let made = complaint::file(&w.test.ctx, &w.member, ANOTHER, months).await.unwrap();
        assert_eq!(made, Filed::Nothing, "{months}");
    }
    // Ten tabs at once, each with its own id.
    take_in(&w.test, &(a_line(3, "202607") + &a_line(3, "202609"))).await;
    let third = member(&w.test, 3).await;
    let tries = (0..10).map(|n| {
        let (ctx, third) = (w.test.ctx.clone(), third.clone());
        tokio::spawn(async move {
            let id = format!("018f0000-0000-7000-8000-0000000001{n:02}");
            complaint::file(&ctx, &third, &id, "202608,202610").await.unwrap()
        })
    });
    let mut made = 0;
    for tried in tries.collect::<Vec<_>>() {
        made += usize::from(matches!(tried.await.unwrap(), Filed::Complaint(_)));
    }
    assert_eq!(made, 1);
    assert_eq!(complaint::list(&w.test.ctx, &third).await.unwrap().len(), 1);
    assert_eq!(w.events(&number).await, [ComplaintEvent::Filed]);
}

/// Somebody else's complaint is as good as none, for reading and for acting.
async fn nobody_sees_the_complaint_of_another(engine: Engine) {
    let w = world(engine).await;
    let number = w.file().await;
    assert!(complaint::page(&w.test.ctx, &w.other, &number).await.unwrap().is_none());
    assert!(complaint::list(&w.test.ctx, &w.other).await.unwrap().is_empty());
    for act in [Act::Supply, Act::Dispute] {
        assert_eq!(complaint::act(&w.test.ctx, &w.other, &number, act, "").await.unwrap(), None);
    }
    let unread = service::messages::page(&w.test.ctx, &w.other).await.unwrap();
    assert!(unread.cases.is_empty());
    let own = service::messages::page(&w.test.ctx, &w.member).await.unwrap();
    assert_eq!(own.cases.len(), 1);
    assert!(!own.cases[0].is_new, "what a person did is no news to the person");
}

/// Told the unit, disputed once, answered by another person; then it is the last word.
async fn a_dispute_goes_to_another_officer(engine: Engine) {
    let w = world(engine).await;
    let number = w.file().await;
    let first = Reviewer::First(w.first.clone());
    let queue = complaint::queue(&w.test.ctx, &first, None).await.unwrap();
    assert_eq!(queue.lines.len(), 1);
    assert_eq!(queue.lines[0].name_masked, "林*芳");
    let sent = w.sent(&number, "unit_told").await;
    let unread = async || service::messages::page(&w.test.ctx, &w.member).await.unwrap().unread();
    let before = unread().await;
    assert_eq!(w.answer(&number, "unit_told").await.unwrap(), ComplaintState::Answered);
    assert_eq!(unread().await, before + 1, "the answer is news");
    let stale = complaint::answer_first(&w.test.ctx, &w.first, &number, &sent).await;
    assert!(matches!(stale, Err(NotReviewed::Problem(_))), "answered once: {stale:?}");
    let act = async |act| complaint::act(&w.test.ctx, &w.member, &number, act, "单位不认").await.unwrap();
    assert_eq!(act(Act::Supply).await, Some(ComplaintState::Answered), "nothing was asked for");
    assert_eq!(act(Act::Dispute).await, Some(ComplaintState::Again));
    assert_eq!(act(Act::Dispute).await, Some(ComplaintState::Again), "sent twice, done once");
    let by_first = w.answer(&number, "not_due").await;
    assert!(matches!(by_first, Err(NotReviewed::Problem(_))), "the first officer is done: {by_first:?}");
    let second = Reviewer::Second(w.second.clone());
    let page = complaint::staff_page(&w.test.ctx, &second, &number).await.unwrap();
    assert!(page.may_answer && !page.may_ask);
    let mut sent =
        Sent { version: page.page.complaint.version.to_string(), kind: "not_due".into(), ..Sent::default() };
    let missing = complaint::answer_second(&w.test.ctx, &w.second, &number, &sent).await;
    assert!(matches!(missing, Err(NotReviewed::Problem(_))), "why is not said");
    sent.reason = "not_employed".into();
    let last = complaint::answer_second(&w.test.ctx, &w.second, &number, &sent).await.unwrap();
    assert_eq!(last, ComplaintState::Final);
    assert_eq!(act(Act::Dispute).await, Some(ComplaintState::Final), "once");
    assert_eq!(
        w.events(&number).await,
        [ComplaintEvent::Filed, ComplaintEvent::UnitTold, ComplaintEvent::Disputed, ComplaintEvent::NotDue]
    );
    // The months may be complained about anew.
    let anew = complaint::file(&w.test.ctx, &w.member, ANOTHER, "202608").await.unwrap();
    assert!(matches!(anew, Filed::Complaint(_)));
    w.books_are_sound().await;
}

/// One human with two logins is one person: the identity number decides. Take the indexes out of the `UPDATE` of
/// `complaint_move`, and the constraint of the table still refuses.
async fn the_second_officer_is_another_person(engine: Engine) {
    let w = world(engine).await;
    let number = w.file().await;
    w.answer(&number, "unit_told").await.unwrap();
    complaint::act(&w.test.ctx, &w.member, &number, Act::Dispute, "").await.unwrap();
    // The same identity number as the first reviewer.
    let Actor::SecondReviewer(twin) =
        officer(&w.test, "second2", "110105194912310038", Role::SecondReviewer).await
    else {
        panic!()
    };
    let reviewer = Reviewer::Second(twin.clone());
    let page = complaint::staff_page(&w.test.ctx, &reviewer, &number).await.unwrap();
    let version = page.page.complaint.version.to_string();
    let sent = Sent { version, kind: "unit_told".into(), ..Sent::default() };
    let refused = complaint::answer_second(&w.test.ctx, &twin, &number, &sent).await;
    assert!(matches!(refused, Err(NotReviewed::Problem(_))), "{refused:?}");
    assert_eq!(w.page(&number).await.complaint.state, ComplaintState::Again);
}

/// Nobody handles an own complaint.
async fn an_officer_does_not_answer_the_own_complaint(engine: Engine) {
    let w = world(engine).await;
    let number = w.file().await;
    let id = id_of(1).reveal().to_owned();
    let Actor::FirstReviewer(own) = officer(&w.test, "first2", &id, Role::FirstReviewer).await else {
        panic!()
    };
    let reviewer = Reviewer::First(own.clone());
    let page = complaint::staff_page(&w.test.ctx, &reviewer, &number).await;
    assert!(matches!(page, Err(NotReviewed::OwnCase)));
    let sent = w.sent(&number, "unit_told").await;
    let answered = complaint::answer_first(&w.test.ctx, &own, &number, &sent).await;
    assert!(matches!(answered, Err(NotReviewed::OwnCase)));
    assert!(complaint::queue(&w.test.ctx, &reviewer, None).await.unwrap().lines[0].own);
}

/// Booked names a row that stands and pays one of the months; other rows are refused.
async fn an_answer_names_the_row_that_pays(engine: Engine) {
    let w = world(engine).await;
    let number = w.file().await;
    take_in(&w.test, &a_line(1, "202608")).await;
    let seqs: Vec<i64> = {
        let mut conn = w.test.ctx.store.read().await.unwrap();
        let number = AccountNo::of(1, 1).unwrap();
        let entries = store::ledger::entry_list(&mut conn, number.as_str()).await.unwrap();
        entries.iter().map(|entry| entry.seq).collect()
    };
    // The first row pays July; the last one August.
    for (seq, kept) in [("", false), ("x", false), (seqs[0].to_string().as_str(), false), ("999999", false)] {
        let mut sent = w.sent(&number, "booked").await;
        sent.seq = seq.into();
        let answered = complaint::answer_first(&w.test.ctx, &w.first, &number, &sent).await;
        assert_eq!(answered.is_ok(), kept, "{seq}");
    }
    let mut sent = w.sent(&number, "booked").await;
    sent.seq = seqs[2].to_string();
    let state = complaint::answer_first(&w.test.ctx, &w.first, &number, &sent).await.unwrap();
    assert_eq!(state, ComplaintState::Answered, "October is still missing");
    let page = w.page(&number).await;
    assert_eq!(page.months.iter().filter(|month| month.booked_seq == Some(seqs[2])).count(), 1);
    assert!(
        draft::load::<complaint::Field>(&w.test.ctx, Some(w.first.session()), "complaint-answer")
            .await
            .unwrap()
            .state
            .is_sound()
    );
}

/// Papers are asked for once; the clock starts anew when they came.
async fn papers_are_asked_for_once(engine: Engine) {
    let w = world(engine).await;
    let number = w.file().await;
    let nameless = w.answer(&number, "needs_papers").await;
    assert!(matches!(nameless, Err(NotReviewed::Problem(_))), "which papers must be said");
    let ask = async || {
        let sent = Sent { note: "劳动合同".into(), ..w.sent(&number, "needs_papers").await };
        complaint::answer_first(&w.test.ctx, &w.first, &number, &sent).await
    };
    assert_eq!(ask().await.unwrap(), ComplaintState::Papers);
    let page = w.page(&number).await;
    assert_eq!(complaint::clock(&page.complaint, w.test.ctx.today()), None, "the clock stands still");
    let supplied = complaint::act(&w.test.ctx, &w.member, &number, Act::Supply, "已送柜台").await.unwrap();
    assert_eq!(supplied, Some(ComplaintState::Open));
    assert!(matches!(ask().await, Err(NotReviewed::Problem(_))), "not a second time");
    assert_eq!(w.answer(&number, "unit_told").await.unwrap(), ComplaintState::Answered);
}

/// A complaint closes by itself: the last month that comes closes it, on reading and in the night.
async fn what_comes_closes_the_complaint(engine: Engine) {
    let w = world(engine).await;
    let number = w.file().await;
    w.answer(&number, "unit_told").await.unwrap();
    take_in(&w.test, &a_line(1, "202608")).await;
    let kept = complaint::upkeep(&w.test.ctx).await.unwrap();
    assert_eq!(kept.settled, 0, "October is still missing");
    assert_eq!(w.events(&number).await.last(), Some(&ComplaintEvent::MonthBooked));
    take_in(&w.test, &a_line(1, "202610")).await;
    // On reading.
    let page = w.page(&number).await;
    assert_eq!(page.complaint.state, ComplaintState::Settled);
    assert!(page.months.iter().all(|month| month.booked_seq.is_some()));
    assert_eq!(page.events.last().map(|event| event.event), Some(ComplaintEvent::Settled));
    assert_eq!(complaint::upkeep(&w.test.ctx).await.unwrap(), complaint::Kept::default());
    // In the night, for one that nobody reads.
    take_in(&w.test, &(a_line(3, "202607") + &a_line(3, "202609"))).await;
    let third = member(&w.test, 3).await;
    complaint::file(&w.test.ctx, &third, ANOTHER, "202608,202610").await.unwrap();
    take_in(&w.test, &(a_line(3, "202608") + &a_line(3, "202610"))).await;
    assert_eq!(complaint::upkeep(&w.test.ctx).await.unwrap().settled, 1);
    let settled = complaint::list(&w.test.ctx, &third).await.unwrap();
    assert_eq!(settled[0].state, ComplaintState::Settled);
    w.books_are_sound().await;
}

/// The contributor is told, once, that the promised day is over.
async fn a_late_answer_is_said_once(engine: Engine) {
    let w = world(engine).await;
    let number = w.file().await;
    assert_eq!(complaint::upkeep(&w.test.ctx).await.unwrap(), complaint::Kept::default());
    w.test.clock.advance_ms(16 * 86_400_000);
    assert_eq!(complaint::upkeep(&w.test.ctx).await.unwrap().late, 1);
    assert_eq!(complaint::upkeep(&w.test.ctx).await.unwrap().late, 0);
    assert_eq!(w.events(&number).await, [ComplaintEvent::Filed, ComplaintEvent::Late]);
    let page = w.page(&number).await;
    assert_eq!(complaint::clock(&page.complaint, w.test.ctx.today()), Some(AnswerClock::Over(3)));
}

/// The pay day of the unit decides when a month is late.
async fn the_pay_day_of_the_unit_counts(engine: Engine) {
    let test = books(engine).await;
    let member = member(&test, 1).await;
    let Actor::FirstReviewer(first) =
        officer(&test, "first1", "110105194912310038", Role::FirstReviewer).await
    else {
        panic!()
    };
    let open = async || {
        let page = months::page(&test.ctx, &member).await.unwrap().unwrap();
        page.open.iter().map(|cell| cell.month).collect::<Vec<_>>()
    };
    assert_eq!(open().await, []);
    // It is the 21st: pay day the 10th and five days more are over.
    assert!(months::set_pay_day(&test.ctx, &first, "100001", Some(10)).await.unwrap());
    assert_eq!(open().await, [month("202611")]);
    assert!(!months::set_pay_day(&test.ctx, &first, "9", Some(10)).await.unwrap());
    assert!(months::set_pay_day(&test.ctx, &first, "100001", None).await.unwrap());
    assert_eq!(open().await, []);
}

store::on_both_engines!(
    one_tap_files_with_the_evidence,
    a_month_is_complained_about_once_at_a_time,
    nobody_sees_the_complaint_of_another,
    a_dispute_goes_to_another_officer,
    the_second_officer_is_another_person,
    an_officer_does_not_answer_the_own_complaint,
    an_answer_names_the_row_that_pays,
    papers_are_asked_for_once,
    what_comes_closes_the_complaint,
    a_late_answer_is_said_once,
    the_pay_day_of_the_unit_counts,
);
