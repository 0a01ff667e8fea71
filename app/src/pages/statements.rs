//! Statements (年度账单): the list of years with their months, a year, a month. A year is named by its settlement day:
//! 2026 is 1 July 2025 to 30 June 2026.

mod columns;
mod list;
mod month;
mod pieces;
mod steps;
mod year;

pub use list::Statements;
pub use month::StatementMonth;
pub use year::StatementYear;

use domain::{Month, interest::AccrualYear};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The year in the address: four digits, the year of a settlement day.
fn asked_year() -> Option<AccrualYear> {
    let text = use_params_map().with_untracked(|map| map.get("year"))?;
    let four = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    AccrualYear::settled_in(text.parse().ok().filter(|_| four)?).ok()
}

/// The month in the address, `2025-07` or `07`, when it lies in the year.
fn asked_month(year: AccrualYear) -> Option<Month> {
    let text = use_params_map().with_untracked(|map| map.get("month"))?;
    let within = |month: &Month| year.contains(month.first_day());
    match text.len() {
        2 => {
            let number: u32 = text.parse().ok()?;
            let first = year.settlement_year() - i32::from(number >= 7);
            Month::new(first, number).ok().filter(within)
        }
        7 => Month::parse(&text).ok().filter(within),
        _ => None,
    }
}
