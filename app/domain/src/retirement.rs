//! Statutory retirement age (法定退休年龄), which rises month by month since 2025-01-01.
//!
//! Decision of the Standing Committee of the National People's Congress of 2024-09-13: men from 60 to 63, women
//! from 55 to 58 or from 50 to 55, by month of birth.

use crate::{Month, id_number::Sex};
use chrono::{Months, NaiveDate};

/// Which of the three lines applies to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Men: 60 → 63, one month for every four months of birth since 1965-01.
    Man,
    /// Women whose age was 55: → 58, one month for every four months of birth since 1970-01.
    Woman55,
    /// Women workers whose age was 50: → 55, one month for every two months of birth since 1975-01.
    Woman50,
}

impl Line {
    /// The line of someone who pays pension insurance without an employer: women follow the line of 55.
    pub const fn without_employer(sex: Sex) -> Line {
        match sex {
            Sex::Male => Line::Man,
            Sex::Female => Line::Woman55,
        }
    }

    /// (age before 2025 in years, first month of birth that is delayed, months of birth per month of delay,
    /// longest delay in months)
    const fn terms(self) -> (u32, i32, i32, u32) {
        match self {
            Line::Man => (60, 1965, 4, 36),
            Line::Woman55 => (55, 1970, 4, 36),
            Line::Woman50 => (50, 1975, 2, 60),
        }
    }

    /// Months by which the age of someone born on `birth` is raised.
    pub fn delay_months(self, birth: NaiveDate) -> u32 {
        let (_, first_year, step, most) = self.terms();
        let Ok(first) = Month::new(first_year, 1) else { return 0 };
        let months = Month::of(birth).since(first);
        if months < 0 { 0 } else { ((months / step + 1) as u32).min(most) }
    }

    /// The day on which the age is reached.
    pub fn reached_on(self, birth: NaiveDate) -> NaiveDate {
        let months = self.terms().0 * 12 + self.delay_months(birth);
        birth.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_of_the_published_table() {
        for (line, birth, reached) in [
            (Line::Man, "1964-12-31", "2024-12-31"),
            (Line::Man, "1965-01-01", "2025-02-01"),
            (Line::Man, "1965-05-15", "2025-07-15"),
            (Line::Man, "1976-09-30", "2039-09-30"),
            (Line::Man, "1990-02-28", "2053-02-28"),
            (Line::Woman55, "1969-12-01", "2024-12-01"),
            (Line::Woman55, "1970-01-31", "2025-02-28"),
            (Line::Woman55, "1981-09-10", "2039-09-10"),
            (Line::Woman50, "1974-12-10", "2024-12-10"),
            (Line::Woman50, "1975-03-10", "2025-05-10"),
            (Line::Woman50, "1984-11-10", "2039-11-10"),
        ] {
            assert_eq!(line.reached_on(birth.parse().unwrap()).to_string(), reached, "{line:?} {birth}");
        }
    }
}
