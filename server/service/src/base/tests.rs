//! The adjustment of bases: every wrong line by name and nothing changed, every worker heard, two people, once.

use super::{answer::Field, *};
use crate::{
    Failure,
    actor::{Member, SecondReviewer},
    correction::tests::{first, second},
    remittance::{Imported, Listener, import},
    session,
    testing::{NOW, TestCtx},
    verify::{self, Finding},
};
use domain::{
    Fen, IdNumber, Problem,
    base::{Answer, Settlement},
    contribution::{BaseLimits, ContributionRounding, ContributionRules},
};
use store::{Engine, account, staff::Role};

const DAY_MS: i64 = 86_400_000;

/// Findings, by line and code.
#[derive(Default)]
pub(crate) struct Notes(pub Vec<(u64, &'static str)>);

impl Findings for Notes {
    fn rejected(&mut self, line: u64, _: Option<Column>, reason: &Reason) -> std::io::Result<()> {
        self.0.push((line, reason.code()));
        Ok(())
    }
}

impl Listener for Notes {
    fn rejected(&mut self, line: u64, _: Option<Column>, reason: &Reason) -> std::io::Result<()> {
        self.0.push((line, reason.code()));
        Ok(())
    }
    fn progress(&mut self, _: &Imported, _: u64) {}
}

pub(crate) fn number(sequence: u32) -> AccountNo {
    AccountNo::of(1, sequence).unwrap()
}

pub(crate) fn id_of(sequence: u32) -> IdNumber {
    IdNumber::from_parts(350_599, "1990-05-17".parse().unwrap(), sequence).unwrap()
}

/// Unit 100001 pays 10,000 × 10 % twice for accounts 1 to 3, unit 100002 for account 4, to October 2026.
pub(crate) struct Units {
    pub test: TestCtx,
    pub ctx: Ctx,
    pub first: FirstReviewer,
    pub second: SecondReviewer,
}

pub(crate) async fn units(engine: Engine) -> Units {
    let test = TestCtx::on(engine).await;
    let ctx = test.ctx.clone();
    let (one, _) = test.staff("maker", "350502198503070219", Role::FirstReviewer).await;
    let (two, _) = test.staff("checker", "350502198203070217", Role::SecondReviewer).await;
    let units = Units { test, ctx, first: first(one), second: second(two) };
    for month in ["202608", "202609", "202610"] {
        let lines: String = (1..=4).map(|of| remitted(of, month, "")).collect();
        assert_eq!(units.remit("", &lines).await, []);
    }
    units
}

/// The line of one month, as the unit of the account remits it.
pub(crate) fn remitted(sequence: u32, month: &str, more: &str) -> String {
    let (unit, id, account) =
        (if sequence == 4 { 100_002 } else { 100_001 }, id_of(sequence), number(sequence));
    format!("{unit},{account},林秀芳,{},{month},10000,10,10,1000,1000{more}\n", id.reveal())
}

impl Units {
    /// Takes a remittance file in; answers its findings.
    pub async fn remit(&self, more: &str, lines: &str) -> Vec<(u64, &'static str)> {
        let limits =
            BaseLimits { from: Month::parse("2026-07").unwrap(), floor: Fen::ZERO, ceiling: Fen::PARSE_MAX };
        let rules = ContributionRules {
            limits: vec![limits],
            rate_min: ContributionRate::from_bp(500),
            rate_max: ContributionRate::from_bp(1200),
            rounding: ContributionRounding::Fen,
            advance_months: 12,
            lowest_granted: None,
        };
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file.csv");
        let header = "DWZH,GRZH,XINGMING,ZJHM,HBJNY,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE";
        std::fs::write(&path, format!("{header}{more}\n{lines}")).unwrap();
        let mut notes = Notes::default();
        import(&self.ctx, &path, &rules, &mut notes).await.unwrap();
        notes.0
    }

    pub fn request(&self, id: &str) -> Request {
        Request { id: id.into(), unit: UnitNo::parse("100001").unwrap(), year: 2026, from: None }
    }

    pub async fn propose(
        &self,
        id: &str,
        file: &str,
    ) -> (Result<Batch, NotProposed>, Vec<(u64, &'static str)>) {
        let mut notes = Notes::default();
        let source = Source::Bytes(file.as_bytes().to_vec());
        let done = propose(&self.ctx, &self.first, self.request(id), source, &mut notes).await;
        (done, notes.0)
    }

    /// 12,000 and 12,500.50 for accounts 1 and 2; account 3 with other rates.
    pub async fn a_batch(&self, id: &str) -> Batch {
        let (done, notes) = self.propose(id, &good()).await;
        assert_eq!(notes, []);
        done.unwrap()
    }

    /// The worker of an account, with a session that can keep a draft.
    pub async fn member(&self, sequence: u32) -> Member {
        let mut conn = self.ctx.store.read().await.unwrap();
        let own = account::find(&mut conn, &number(sequence)).await.unwrap().unwrap();
        drop(conn);
        let session = session::open_visitor(&self.ctx).await.unwrap().key;
        Member { person_id: own.person_id, session }
    }

    async fn say(
        &self,
        sequence: u32,
        batch: &str,
        answer: Answer,
        reason: &str,
    ) -> Result<(), Failure<Field>> {
        let member = self.member(sequence).await;
        let request_id = format!("{batch}-{sequence}-{}", answer.code());
        let sent = Sent { request_id, batch_id: batch.into(), answer, reason: reason.into() };
        answer::answer(&self.ctx, &member, sent).await
    }

    pub async fn own(&self, sequence: u32) -> domain::account::Account {
        let mut conn = self.ctx.store.read().await.unwrap();
        account::find(&mut conn, &number(sequence)).await.unwrap().unwrap().account
    }

    async fn bases(&self) -> [Fen; 4] {
        let mut bases = [Fen::ZERO; 4];
        for (at, base) in bases.iter_mut().enumerate() {
            *base = self.own(at as u32 + 1).await.base;
        }
        bases
    }

    pub async fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        verify::run(&self.ctx, &mut |finding| found.push(finding)).await.unwrap();
        found
    }

    async fn batches(&self) -> usize {
        list(&self.ctx).await.unwrap().len()
    }
}

pub(crate) fn good() -> String {
    let [one, two, three] = [1, 2, 3].map(number);
    format!("GRZH,GRJCJS,DWJCBL,GRJCBL\n{one},12000,,\n{two},12500.50,,\n{three},9000,12,5\n")
}

fn why<T: std::fmt::Debug>(refused: Result<T, Refused>) -> Hindrance {
    match refused {
        Err(Refused::Base(why)) => why,
        other => panic!("{other:?}"),
    }
}

fn hindered(refused: Result<Batch, NotProposed>) -> Hindrance {
    match refused {
        Err(NotProposed::Refused(refused)) => why::<Batch>(Err(refused)),
        other => panic!("{other:?}"),
    }
}

const UNCHANGED: [Fen; 4] = [Fen::from_yuan(10_000); 4];

/// Take the limits out of `BaseLine::parse`, or the unit out of `fits`, and this fails.
async fn a_wrong_line_is_named_and_nothing_changes(engine: Engine) {
    let w = units(engine).await;
    let [one, two, _, other] = [1, 2, 3, 4].map(number);
    let nobody = number(99);
    let file = format!(
        "GRZH,GRJCJS,DWJCBL,GRJCBL\n{one},2044.99,,\n{two},24795.01,,\n{two},12000,4,\n{one},12000,,\n{nobody},12000,,\n\
         {other},12000,,\n{one},12000,,\n"
    );
    let (done, notes) = w.propose("b1", &file).await;
    assert!(matches!(done, Err(NotProposed::Lines { findings: 6 })), "{done:?}");
    let outside = "base_outside_limits";
    assert_eq!(
        notes,
        [
            (2, outside),
            (3, outside),
            (4, "rate_out_of_range"),
            (6, "no_such_account"),
            (7, "account_of_another_unit"),
            (8, "account_repeated")
        ]
    );
    assert_eq!((w.batches().await, w.bases().await), (0, UNCHANGED));
    for (file, refusal) in [
        ("", FileRefusal::Empty),
        ("PK\0\0", FileRefusal::NotText),
        ("a,b\n", FileRefusal::NoHeader),
        ("GRZH,GRJCJS\n\n", FileRefusal::NoLines),
    ] {
        let (done, _) = w.propose("b2", file).await;
        assert!(matches!(done, Err(NotProposed::File(why)) if why == refusal), "{file:?} {done:?}");
    }
    assert!(matches!(w.propose("b3", &good()).await.0.map(|batch| batch.counts.lines), Ok(3)));
}

async fn a_batch_needs_a_unit_a_year_and_no_other_batch(engine: Engine) {
    let w = units(engine).await;
    let source = || Source::Bytes(good().into_bytes());
    let ask = async |request: Request| {
        hindered(propose(&w.ctx, &w.first, request, source(), &mut Notes::default()).await)
    };
    let month = |text| Month::parse(text).unwrap();
    assert_eq!(ask(Request { year: 2025, ..w.request("n") }).await, Hindrance::NoRules);
    let nowhere = UnitNo::parse("999999").unwrap();
    assert_eq!(ask(Request { unit: nowhere, ..w.request("n") }).await, Hindrance::NoUnit);
    let past = Request { from: Some(month("2026-10")), ..w.request("n") };
    let outside = Hindrance::MonthOutside { first: month("2026-11"), last: month("2027-06") };
    assert_eq!(ask(past).await, outside);
    let batch = w.a_batch("b1").await;
    assert_eq!((batch.effective, batch.counts.waiting()), (month("2026-11"), 3));
    assert_eq!(w.a_batch("b1").await, batch, "sent twice, it is one");
    assert_eq!(ask(w.request("b2")).await, Hindrance::BatchOpen);
    // Nobody of the centre proposes for an own account.
    let (holder, _) = w.test.staff("holder", id_of(4).reveal(), Role::FirstReviewer).await;
    let request = Request { unit: UnitNo::parse("100002").unwrap(), ..w.request("b3") };
    let file = Source::Bytes(format!("GRZH,GRJCJS\n{},12000\n", number(4)).into_bytes());
    let done = propose(&w.ctx, &first(holder), request, file, &mut Notes::default()).await;
    assert!(matches!(done, Err(NotProposed::Refused(Refused::Conflict(Conflict::OwnAccount)))), "{done:?}");
    assert_eq!(w.batches().await, 1);
}

async fn every_worker_is_heard_once(engine: Engine) {
    let w = units(engine).await;
    w.a_batch("b1").await;
    let until = NOW.plus_ms(10 * DAY_MS).day();
    assert_eq!(answer::waits(&w.ctx, &w.member(1).await).await.unwrap(), Some(until));
    assert_eq!(answer::waits(&w.ctx, &w.member(4).await).await.unwrap(), None);
    for _ in 0..2 {
        w.say(1, "b1", Answer::Confirmed, "").await.unwrap();
    }
    assert_eq!(answer::waits(&w.ctx, &w.member(1).await).await.unwrap(), None);
    // Without words there is no objection; with them it has a deadline.
    let Err(Failure::Rejected(form)) = w.say(2, "b1", Answer::Objected, "  ").await else {
        panic!("no words")
    };
    assert_eq!(form.problem(Field::Reason), Some(&Problem::Missing));
    w.say(2, "b1", Answer::Objected, "去年平均工资是\n11,000 元").await.unwrap();
    let own = answer::own(&w.ctx, &w.member(2).await).await.unwrap().unwrap();
    assert_eq!(own.line.reason.as_deref(), Some("去年平均工资是 11,000 元"));
    assert_eq!(own.line.settle_by, Some(NOW.plus_ms(5 * DAY_MS).day()));
    assert!(own.is_asked());
    // Who has confirmed may not object, and nobody answers for a batch of others.
    for (sequence, answer) in [(1, Answer::Objected), (4, Answer::Confirmed)] {
        let Err(Failure::Rejected(form)) = w.say(sequence, "b1", answer, "不对").await else {
            panic!("heard")
        };
        assert_eq!(form.problem(Field::Reason), Some(&Problem::ChangedMeanwhile));
    }
    let counts = list(&w.ctx).await.unwrap()[0].counts;
    assert_eq!((counts.lines, counts.confirmed, counts.objected, counts.open), (3, 1, 1, 1));
    // The clock of the workers runs out, but an objection keeps the batch until it is settled.
    assert_eq!(why(approve(&w.ctx, &w.second, "b1").await), Hindrance::ObjectionsOpen { count: 1 });
    let settling = |settlement| Settling {
        batch_id: "b1".into(),
        account: number(2),
        settlement,
        note: "已按工资表更正".into(),
    };
    let of_nobody = Settling { account: number(1), ..settling(Settlement::Kept) };
    assert_eq!(why(settle(&w.ctx, &w.first, of_nobody).await), Hindrance::NotObjected);
    for _ in 0..2 {
        settle(&w.ctx, &w.first, settling(Settlement::Withdrawn)).await.unwrap();
    }
    assert_eq!(why(settle(&w.ctx, &w.first, settling(Settlement::Kept)).await), Hindrance::NotObjected);
    let waiting = Hindrance::WorkersWaiting { until, count: 1 };
    assert_eq!(why(approve(&w.ctx, &w.second, "b1").await), waiting);
    w.test.clock.advance_ms(11 * DAY_MS);
    approve(&w.ctx, &w.second, "b1").await.unwrap();
    apply_due(&w.ctx, PIECE).await.unwrap();
    let yuan = Fen::from_yuan;
    assert_eq!(
        w.bases().await,
        [yuan(12_000), yuan(10_000), yuan(9000), yuan(10_000)],
        "one line was taken out"
    );
    assert_eq!(w.findings().await, []);
}

/// Take `proposed_index <> $3` out of `batch_decide` and the look before it, and one person does both.
async fn two_people_decide_and_only_once(engine: Engine) {
    let w = units(engine).await;
    w.a_batch("b1").await;
    for sequence in 1..=3 {
        w.say(sequence, "b1", Answer::Confirmed, "").await.unwrap();
    }
    let (same, _) = w.test.staff("same", "350502198503070219", Role::SecondReviewer).await;
    let (holder, _) = w.test.staff("holder", id_of(1).reveal(), Role::SecondReviewer).await;
    for (id, conflict) in [(same, Conflict::SamePerson), (holder, Conflict::OwnAccount)] {
        let refused = approve(&w.ctx, &second(id), "b1").await;
        assert!(matches!(&refused, Err(Refused::Conflict(found)) if *found == conflict), "{refused:?}");
    }
    assert!(matches!(approve(&w.ctx, &w.second, "none").await, Err(Refused::NotFound)));
    for _ in 0..2 {
        assert_eq!(approve(&w.ctx, &w.second, "b1").await.unwrap().state, BatchState::Approved);
    }
    assert!(matches!(refuse(&w.ctx, &w.second, "b1").await, Err(Refused::Decided)));
    let Err(Failure::Rejected(_)) = w.say(1, "b1", Answer::Objected, "晚了").await else {
        panic!("decided")
    };
}

/// Leave the month out of `batches_due`, or `outcome is null` out of `lines_apply`, and this fails.
async fn it_takes_effect_with_its_month_once_and_goes_on_after_a_stop(engine: Engine) {
    let w = units(engine).await;
    let request = Request { from: Some(Month::parse("2026-12").unwrap()), ..w.request("b1") };
    let source = Source::Bytes(good().into_bytes());
    propose(&w.ctx, &w.first, request, source, &mut Notes::default()).await.unwrap();
    for sequence in 1..=3 {
        w.say(sequence, "b1", Answer::Confirmed, "").await.unwrap();
    }
    approve(&w.ctx, &w.second, "b1").await.unwrap();
    assert_eq!(apply_due(&w.ctx, PIECE).await.unwrap(), Applied::default(), "it is November");
    assert_eq!(w.bases().await, UNCHANGED);
    w.test.clock.advance_ms(10 * DAY_MS);
    // One account a transaction; the job stops after the first.
    assert_eq!(apply::one_piece(&w.ctx, "b1", 1, w.ctx.now()).await.unwrap(), Some((1, 0)));
    let yuan = Fen::from_yuan;
    assert_eq!(w.bases().await[..2], [yuan(12_000), yuan(10_000)]);
    let went_on = Applied { batches: 1, accounts: 2, skipped: 0 };
    assert_eq!(apply_due(&w.ctx, 1).await.unwrap(), went_on);
    assert_eq!(apply_due(&w.ctx, 1).await.unwrap(), Applied::default());
    let two = w.own(2).await;
    assert_eq!(
        (two.base, two.unit_monthly, two.personal_monthly),
        (Fen::new(1_250_050), Fen::new(125_005), Fen::new(125_005))
    );
    let three = w.own(3).await;
    assert_eq!(
        (three.unit_rate.bp(), three.unit_monthly, three.personal_monthly),
        (1200, yuan(1080), yuan(450))
    );
    assert_eq!(w.batches().await, 1);
    // November comes in late, with the base of November: the new one stays.
    assert_eq!(w.remit("", &remitted(1, "202611", "")).await, []);
    let one = w.own(1).await;
    assert_eq!((one.base, one.paid_through), (yuan(12_000), Some(Month::parse("2026-11").unwrap())));
    assert_eq!(w.findings().await, []);
    // Another batch may follow; its file may not bring a closed account.
    store::write!(w.ctx.store, "test", |tx| {
        account::state_set(&mut tx, &number(1), domain::AccountState::ClosedWithdrawn, w.ctx.today()).await
    })
    .unwrap();
    let (_, notes) = w.propose("b2", &format!("GRZH,GRJCJS\n{},12000\n", number(1))).await;
    assert_eq!(notes, [(2, "account_closed")]);
}

/// An account that was closed or left the unit since it was proposed keeps its terms.
async fn who_has_left_is_skipped_and_a_tampered_batch_is_found(engine: Engine) {
    let w = units(engine).await;
    w.a_batch("b1").await;
    for sequence in 1..=3 {
        w.say(sequence, "b1", Answer::Confirmed, "").await.unwrap();
    }
    approve(&w.ctx, &w.second, "b1").await.unwrap();
    // The other unit pays account 2 from now on.
    let moved = remitted(2, "202611", "").replace("100001,", "100002,");
    assert_eq!(w.remit("", &moved).await, []);
    assert_eq!(apply_due(&w.ctx, PIECE).await.unwrap(), Applied { batches: 1, accounts: 2, skipped: 1 });
    assert_eq!(w.own(2).await.base, Fen::from_yuan(10_000));
    assert_eq!(w.findings().await, []);
    w.test.db.tamper("base_line", "update base_line set outcome = null where line_no = 2").await;
    assert_eq!(w.findings().await, [Finding::BaseBatch { batch: "b1".into() }]);
}

store::on_both_engines!(
    a_wrong_line_is_named_and_nothing_changes,
    a_batch_needs_a_unit_a_year_and_no_other_batch,
    every_worker_is_heard_once,
    two_people_decide_and_only_once,
    it_takes_effect_with_its_month_once_and_goes_on_after_a_stop,
    who_has_left_is_skipped_and_a_tampered_batch_is_found,
);
