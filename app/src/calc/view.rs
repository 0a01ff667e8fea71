//! The view model of one loan: every number and sentence of the result.

use super::address;
use super::chart::Areas;
use crate::text::{Lang, calc as words, format};
use domain::loan::{LoanTerms, PrepayMode, Running, Schedule};
use domain::{Fen, Month};

/// What the result shows. The long table is apart: it is painted later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoanView {
    /// What the figure is: 每月还款, 首月还款.
    pub label: &'static str,
    pub figure: Fen,
    /// The finding in one sentence.
    pub finding: String,
    pub interest: String,
    pub rate: String,
    /// What the picture shows.
    pub picture: String,
    pub areas: Areas,
    /// First, middle and last instalment.
    pub ticks: [String; 3],
    pub table_title: String,
    pub tip: Tip,
}

/// What a prepayment would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    pub title: String,
    pub text: String,
    pub href: String,
}

impl LoanView {
    /// `first` is the month of the first instalment.
    pub fn of(lang: Lang, terms: &LoanTerms, schedule: &Schedule, first: Month) -> LoanView {
        LoanView {
            label: words::payment_label(lang, terms.method),
            figure: schedule.first_payment(),
            finding: words::finding(lang, terms, schedule),
            interest: words::interest_total(lang, schedule.total_interest),
            rate: words::annual_rate(lang, terms.rate),
            picture: words::picture(lang, schedule),
            areas: Areas::of(schedule),
            ticks: ticks(lang, schedule.periods(), first),
            table_title: words::table_title(lang, schedule.periods()),
            tip: tip(lang, terms, schedule),
        }
    }
}

/// Years under a long loan, numbers of instalments under a short one.
pub fn ticks(lang: Lang, periods: u32, first: Month) -> [String; 3] {
    let last = periods.max(1) as i32 - 1;
    [0, last / 2, last].map(|index| match periods {
        37.. => first.plus(index).year().to_string(),
        _ => words::period(lang, index as u32 + 1),
    })
}

/// The example of the tip: 100,000 yuan after five years, where the loan is long and large enough.
fn tip(lang: Lang, terms: &LoanTerms, schedule: &Schedule) -> Tip {
    let amount = Fen::from_yuan(100_000);
    let page = address("/calc/prepay", terms);
    let running =
        Running::within(*terms, schedule.clone(), Some(60)).ok().filter(|running| running.balance() > amount);
    match running {
        Some(running) => {
            let saved = |mode| running.prepay(amount, mode).interest_saved;
            Tip {
                title: words::tip_title(lang),
                text: words::tip_saving(lang, saved(PrepayMode::Shorten), saved(PrepayMode::Lower)),
                href: format!("{page}&after=60&prepay=10"),
            }
        }
        None => {
            Tip { title: words::tip_title_any(lang).into(), text: words::tip_any(lang).into(), href: page }
        }
    }
}

/// Yuan and fen apart, since the fen are set smaller: `¥3,202`, `.72`.
pub fn split(amount: Fen) -> (String, String) {
    let text = format::yuan(amount);
    let (yuan, fen) = text.split_at(text.len() - 3);
    (yuan.to_owned(), fen.to_owned())
}
