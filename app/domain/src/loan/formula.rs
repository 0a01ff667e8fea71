//! A limit as one line of codes and numbers, the `formula` of `anju calc limit --json`.

use super::limit::{Candidate, Derivation, FutureSum, Limit};
use core::fmt;

/// `min(account 60000.00 × 16 = 960000.00, cap 700000.00 × (1 + 60%) = 1120000.00) = 960000.00, down to 1000.00`.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("min(")?;
        for (place, candidate) in
            self.candidates.iter().filter(|c| c.derivation != Derivation::Minimum).enumerate()
        {
            write!(f, "{}{candidate}", if place > 0 { ", " } else { "" })?;
        }
        f.write_str(")")?;
        for candidate in self.candidates.iter().filter(|c| c.derivation == Derivation::Minimum) {
            write!(f, " raised to minimum {}", candidate.amount.plain())?;
        }
        write!(f, ", rounded down to {} = {}", self.floor_unit.plain(), self.limit.plain())
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} = {}", self.bound.code(), self.derivation, self.amount.plain())
    }
}

impl fmt::Display for Derivation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Derivation::Account { balance, multiple, time, future, liquidity, .. } => {
                let open = if future.is_some() && liquidity.is_some() { "(" } else { "" };
                write!(f, "{open}{} × {multiple}", balance.plain())?;
                time.map_or(Ok(()), |time| write!(f, " × {time}"))?;
                if let Some(FutureSum { monthly, months, factor }) = future {
                    write!(f, " + {} × {months} × {factor}", monthly.plain())?;
                }
                f.write_str(if open.is_empty() { "" } else { ")" })?;
                liquidity.map_or(Ok(()), |liquidity| write!(f, " × {liquidity}"))
            }
            Derivation::Capacity { income, percent, debts, months, rate, .. } => {
                write!(
                    f,
                    "({} × {percent}% − {}) for {months} months at {rate}%",
                    income.plain(),
                    debts.plain()
                )
            }
            Derivation::LoanToValue { price, down_percent } => {
                write!(f, "{} × (1 − {down_percent}%)", price.plain())
            }
            Derivation::Cap { base, boost_percent, .. } if boost_percent.get().is_zero() => {
                f.write_str(&base.plain())
            }
            Derivation::Cap { base, boost_percent, .. } => {
                write!(f, "{} × (1 + {boost_percent}%)", base.plain())
            }
            Derivation::Minimum => f.write_str("minimum"),
        }
    }
}
