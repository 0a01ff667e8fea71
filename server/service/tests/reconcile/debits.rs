//! Debits of flexible contributors on the bank's statement: each is known by the serial under which it was sent.

use super::*;
use domain::{
    FormState, Timestamp,
    flex::{AgreementField as A, IdentityField as I, ProductField as P},
};
use service::{
    debit::{self, DebitAnswer, DebitBank, DebitOrder, NoAnswer, Ran},
    flex::{self, Applicant, Submitted, Words},
    session,
    testing::PASSWORD,
};
use std::{
    net::{IpAddr, Ipv4Addr},
    pin::Pin,
    sync::Mutex,
};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
/// The demo bank debits it at once.
const CARD: &str = "6222020000000000000";

type Answer = Pin<Box<dyn Future<Output = Result<DebitAnswer, NoAnswer>> + Send>>;

/// A bank with one answer for every card, which remembers the serials that it was asked under.
struct OneAnswer {
    answer: DebitAnswer,
    asked: Mutex<Vec<String>>,
}

impl OneAnswer {
    fn new(answer: DebitAnswer) -> OneAnswer {
        OneAnswer { answer, asked: Mutex::new(Vec::new()) }
    }
}

impl DebitBank for OneAnswer {
    fn debit(&self, order: DebitOrder) -> Answer {
        self.asked.lock().unwrap().push(order.serial);
        let answer = self.answer;
        Box::pin(async move { Ok(answer) })
    }
}

/// Somebody joins with 500 yuan a month, of which the first is paid today.
async fn join(test: &TestCtx, id: &str, debit_day: &str) {
    let ctx = &test.ctx;
    let rules = flex::rules(ctx).unwrap();
    let words = Words { hash: "the words".into(), lang: "zh-CN" };
    let session = session::open_visitor(ctx).await.unwrap().key;
    let who = Applicant::Visitor(Some(session.clone()));
    let identity = FormState::default()
        .with(I::Name, "林秀芳")
        .with(I::IdNumber, id)
        .with(I::Mobile, "13800005678")
        .with(I::Occupation, "platform")
        .with(I::Password, PASSWORD)
        .with(I::PasswordAgain, PASSWORD);
    flex::save_identity(ctx, &session, &who, &rules, identity).await.unwrap();
    let product = FormState::default()
        .with(P::Product, "monthly")
        .with(P::Amount, "500")
        .with(P::DebitDay, debit_day)
        .with(P::Card, CARD);
    flex::save_product(ctx, &session, &rules, product).await.unwrap();
    let agreement = FormState::default()
        .with(A::NotPaidByUnit, "yes")
        .with(A::OwnCard, "yes")
        .with(A::Accept, "yes")
        .with(A::Shown, &words.hash);
    flex::save_agreement(ctx, &session, &words, agreement).await.unwrap();
    assert_eq!(flex::submit(ctx, HERE, &who, &rules, &words).await.unwrap(), Submitted::Done);
}

/// Moves the clock to midnight of a day.
fn go_to(test: &TestCtx, day: &str) -> NaiveDate {
    let day: NaiveDate = day.parse().unwrap();
    test.clock.advance_ms(Timestamp::start_of(day).ms() - test.ctx.now().ms());
    day
}

/// Of two debits of the same amount on the same day the amount names neither. The serial does, which ends with the
/// number of the try: one was paid at the first, the other at the second.
pub async fn a_debit_is_matched_by_the_serial_that_was_sent(engine: Engine) {
    let test = TestCtx::on(engine).await;
    join(&test, "35050219900501012X", "10").await;
    join(&test, "350502198808080522", "13").await;
    go_to(&test, "2026-12-10");
    let ran = debit::run_with(&test.ctx, &OneAnswer::new(DebitAnswer::Insufficient)).await.unwrap();
    assert_eq!(ran, Ran { made: 1, short: 1, ..Ran::default() });
    let day = go_to(&test, "2026-12-13");
    let bank = OneAnswer::new(DebitAnswer::Paid);
    let ran = debit::run_with(&test.ctx, &bank).await.unwrap();
    assert_eq!(ran, Ran { made: 1, paid: 2, ..Ran::default() });
    let sent = bank.asked.into_inner().unwrap();
    for tried in ["-1", "-2"] {
        assert_eq!(sent.iter().filter(|serial| serial.ends_with(tried)).count(), 1, "{sent:?}");
    }
    go_to(&test, "2026-12-14");
    // As the bank writes them, without hyphens.
    let file = statement(&test, day, |lines| {
        for (line, serial) in lines.iter_mut().zip(&sent) {
            line.reference = serial.replace('-', "");
        }
    })
    .await;
    let report = run(&test, day, &file).await;
    assert_eq!((report.lines, report.items, report.matched), (2, 2, 2), "{:?}", report.open);
    assert_eq!(report.open, []);
}
