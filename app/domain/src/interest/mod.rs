//! Interest on personal accounts (年度结息): what a balance earns from 1 July to 30 June, and why.
//!
//! Money bears interest from the day it is credited to the worker's account (住房公积金管理条例 第二十一条), at
//! the rate that the State Council sets (第六条). The method is that of daily products (积数): every day on which
//! an amount stands in the account at its end counts once. So the day of a deposit counts and the day of a
//! withdrawal does not. Products are whole fen·days; only their sum times the rate is rounded, once, half-up.

mod answer;
mod balances;
mod counting;
#[cfg(test)]
mod counting_tests;
mod due;
#[cfg(test)]
mod due_tests;
mod file;
#[cfg(test)]
mod input_tests;
#[cfg(test)]
mod law_tests;
mod period;
mod rates;
mod settle;
mod terms;
#[cfg(test)]
mod tests;

pub use answer::InterestAnswer;
pub use balances::{Balances, BooksError, DrawOrder, Movement, Parts};
pub use counting::{Counting, CountingError, CountingRow, Method};
pub use due::{Due, DueError, Opening, Posted, due};
pub use file::{FileError, LineError, read_movements};
pub use period::{AccrualYear, NotAnAccrualYear, OutsideTheYear, Period};
pub use rates::{DepositRate, DepositRates, RatesError};
pub use settle::{Portion, Row, SettleError, Settlement};
pub use terms::{AccrualUnit, DayBasis, FenDays, Terms};
