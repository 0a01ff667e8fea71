//! Paths of the calculator's pictures, in whole units of a `viewBox` so that server and browser draw alike.

use core::fmt::Write;
use domain::loan::Schedule;

/// Width and height of the area chart.
pub const WIDTH: i64 = 320;
pub const HEIGHT: i64 = 110;
/// At most so many steps: one a year over thirty years, twice as fine.
const STEPS: usize = 60;
/// Coordinates carry one decimal: tenths are computed in whole numbers.
const TENTHS: i64 = 10;

/// Payments over time: interest below, principal on top of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// The payment as a whole; its visible part is the principal.
    pub payment: String,
    pub interest: String,
    /// Where the principal first exceeds the interest, unless it does from the start.
    pub crossing: Option<String>,
    /// Where the two words begin: at the left edge, or past a crossing that would run through them.
    pub words_at: i64,
    /// Room there for the two words.
    pub principal_fits: bool,
    pub interest_fits: bool,
}

/// The height and width a word needs, and its distance from the left edge.
const WORD: i64 = 22;
const WORD_WIDTH: i64 = 40;
const EDGE: i64 = 12;

impl Areas {
    pub fn of(schedule: &Schedule) -> Areas {
        let rows = &schedule.rows;
        let most = rows.iter().map(|row| row.payment.get()).max().unwrap_or(1).max(1);
        let last = rows.len().saturating_sub(1).max(1);
        let x = |index: usize| WIDTH * TENTHS * index as i64 / last as i64;
        let y = |fen: i64| HEIGHT * TENTHS - HEIGHT * TENTHS * fen / most;
        let picks = picks(rows.len());
        let area = |value: &dyn Fn(usize) -> i64| {
            let mut path = format!("M0 {HEIGHT}");
            for &index in &picks {
                line_to(&mut path, x(index), y(value(index)));
            }
            if rows.len() == 1 {
                line_to(&mut path, WIDTH * TENTHS, y(value(0)));
            }
            let _ = write!(path, "L{WIDTH} {HEIGHT}Z");
            path
        };
        let crossing_at =
            crossing(schedule).filter(|period| *period > 1).map(|period| x(period as usize - 1));
        let crossing = crossing_at.map(|at| {
            let mut path = String::from("M");
            number(&mut path, at);
            let _ = write!(path, " 0V{HEIGHT}");
            path
        });
        let (first_payment, first_interest) =
            rows.first().map_or((0, 0), |row| (row.payment.get(), row.interest.get()));
        let words_at = match crossing_at.map(|at| at / TENTHS) {
            Some(at) if (EDGE..EDGE + WORD_WIDTH).contains(&at) => at + EDGE / 2,
            _ => EDGE,
        };
        Areas {
            words_at,
            payment: area(&|index| rows[index].payment.get()),
            interest: area(&|index| rows[index].interest.get()),
            crossing,
            principal_fits: HEIGHT * (first_payment - first_interest) / most >= WORD,
            interest_fits: HEIGHT * first_interest / most >= WORD,
        }
    }
}

/// The first period that repays more principal than interest.
pub fn crossing(schedule: &Schedule) -> Option<u32> {
    schedule.rows.iter().find(|row| row.principal > row.interest).map(|row| row.period)
}

/// Falling balances over the months of a loan, one line each, on one scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Falls {
    pub lines: Vec<String>,
    /// Where each line reaches the ground, in tenths of the width.
    pub ends: Vec<i64>,
}

impl Falls {
    /// Each series holds the balance after month 0, 1, 2, … of a span of `months`.
    pub fn of(series: &[Vec<i64>], months: usize) -> Falls {
        let most = series.iter().flatten().copied().max().unwrap_or(1).max(1);
        let x = |index: usize| WIDTH * TENTHS * index as i64 / months.max(1) as i64;
        let y = |fen: i64| HEIGHT * TENTHS - HEIGHT * TENTHS * fen / most;
        let line = |balances: &Vec<i64>| {
            let mut path = String::new();
            for index in picks(balances.len()) {
                if path.is_empty() {
                    path.push('M');
                    number(&mut path, x(index));
                    path.push(' ');
                    number(&mut path, y(balances[index]));
                } else {
                    line_to(&mut path, x(index), y(balances[index]));
                }
            }
            path
        };
        Falls {
            lines: series.iter().map(line).collect(),
            ends: series.iter().map(|balances| x(balances.len().saturating_sub(1))).collect(),
        }
    }
}

/// Indices of the months that are drawn: evenly spread, first and last among them.
fn picks(len: usize) -> Vec<usize> {
    let last = len.saturating_sub(1);
    let steps = last.min(STEPS);
    match (len, steps) {
        (0, _) => Vec::new(),
        (_, 0) => vec![0],
        _ => (0..=steps).map(|step| last * step / steps).collect(),
    }
}

fn line_to(path: &mut String, x: i64, y: i64) {
    path.push('L');
    number(path, x);
    path.push(' ');
    number(path, y);
}

/// Tenths as a decimal number without a needless `.0`.
fn number(path: &mut String, tenths: i64) {
    let _ = if tenths % TENTHS == 0 {
        write!(path, "{}", tenths / TENTHS)
    } else {
        write!(path, "{}.{}", tenths / TENTHS, tenths % TENTHS)
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::loan::{LoanTerms, Months, Principal, RepayMethod};

    fn schedule(months: u32, rate: &str) -> Schedule {
        Schedule::of(&LoanTerms {
            principal: Principal::parse_wan("80").unwrap(),
            months: Months::new(months).unwrap(),
            rate: domain::Rate::parse(rate).unwrap(),
            method: RepayMethod::EqualInstalment,
        })
    }

    #[test]
    fn the_picture_is_small_and_stays_in_its_box() {
        for (months, rate) in [(360, "2.6"), (1, "2.6"), (2, "0"), (13, "24")] {
            let areas = Areas::of(&schedule(months, rate));
            assert!(areas.payment.len() + areas.interest.len() < 2_000);
            assert!(
                areas.payment.starts_with("M0 110L0 ") && areas.payment.ends_with("L320 110Z"),
                "{areas:?}"
            );
            assert!(!areas.payment.contains('-'), "{areas:?}");
        }
    }

    #[test]
    fn the_crossing_is_where_the_principal_overtakes() {
        let long = schedule(360, "2.6");
        let at = crossing(&long).unwrap() as usize;
        assert!(long.rows[at - 2].principal <= long.rows[at - 2].interest);
        assert!(long.rows[at - 1].principal > long.rows[at - 1].interest);
        assert_eq!(Areas::of(&schedule(60, "2.1")).crossing, None);
    }
}
