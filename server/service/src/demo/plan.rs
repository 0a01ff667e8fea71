//! Who works where, since when, for how much: the lives behind the remittance files.

use super::{Cast, Dice, Role, names};
use chrono::NaiveDate;
use domain::{
    AccountNo, ContributionRate, CreditCode, Fen, IdNumber, Month, PersonName,
    contribution::ContributionRules,
};

/// How large the demo centre is, and for which months.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub accounts: u32,
    pub months: u32,
    /// The latest month that is paid.
    pub through: Month,
}

/// An employer.
pub struct Unit {
    pub number: String,
    pub name: String,
    pub credit_code: CreditCode,
    pub rate: ContributionRate,
    /// Day of the month on which its remittance is posted.
    pub pay_day: u32,
}

/// A worker with an account.
pub struct Worker {
    pub account_no: AccountNo,
    pub name: PersonName,
    pub id_number: IdNumber,
    pub unit: usize,
    /// Base of the first month; it rises each July.
    pub first_base: Fen,
    pub from: Month,
    /// The month after which the worker left, when that happened.
    pub sealed_after: Option<Month>,
    /// Months in a row that the employer did not remit, when that happened.
    pub gap: Option<(Month, Month)>,
}

pub struct Plan {
    pub units: Vec<Unit>,
    pub workers: Vec<Worker>,
    pub size: Size,
}

/// Workers per employer, on average.
const UNIT_SIZE: u32 = 25;
/// The yearly rise of a base, in per cent.
const RISE_PERCENT: i64 = 4;

/// Lays out a demo centre. `None` when the size does not fit into account numbers or days of birth.
pub fn plan(
    seed: u64,
    region: u32,
    city: &str,
    size: Size,
    rules: &ContributionRules,
    cast: &Cast,
) -> Option<Plan> {
    let dice = Dice::new(seed);
    let count = (size.accounts / UNIT_SIZE).max(1);
    let units: Vec<Unit> =
        (0..count).map(|number| unit(&dice, region, city, number)).collect::<Option<_>>()?;
    let mut workers = Vec::with_capacity(size.accounts as usize);
    for serial in 0..size.accounts {
        let drawn = worker(&dice, region, serial, count, size, rules)?;
        workers.push(match cast.worker_at(serial) {
            Some(part) => Worker {
                name: part.name.clone(),
                id_number: part.id_number.clone(),
                unit: 0,
                first_base: Fen::from_yuan(12_400),
                from: size.through.plus(1 - size.months as i32),
                sealed_after: None,
                // Two months that did not come, to be complained about.
                gap: (part.role == Role::HomeOwner && size.months > 9)
                    .then(|| (size.through.plus(-7), size.through.plus(-6))),
                ..drawn
            },
            None => drawn,
        });
    }
    Some(Plan { units, workers, size })
}

fn unit(dice: &Dice, region: u32, city: &str, number: u32) -> Option<Unit> {
    // The first employer is that of the demo worker: 10 % and 10 %.
    let rate = if number == 0 { 10 } else { *[5, 6, 8, 10, 12, 12].get(dice.below(6) as usize)? };
    Some(Unit {
        number: format!("{}{:05}", region % 10_000, 10_001 + number),
        name: names::unit(dice, city, number as usize),
        credit_code: CreditCode::of_enterprise(region, 10_000_000 + number)?,
        rate: ContributionRate::from_bp(rate * 100),
        pay_day: dice.between(8, 24),
    })
}

fn worker(
    dice: &Dice,
    region: u32,
    serial: u32,
    units: u32,
    size: Size,
    rules: &ContributionRules,
) -> Option<Worker> {
    let first = size.through.plus(1 - size.months as i32);
    let late = dice.permille(250);
    let from = if late { first.plus(dice.below(size.months) as i32) } else { first };
    let left = size.through.since(from);
    let sealed = dice.permille(60) && left > 4;
    let sealed_after = sealed.then(|| from.plus(dice.between(2, left as u32 - 1) as i32));
    let last = sealed_after.unwrap_or(size.through);
    let gap = (dice.permille(80) && last.since(from) > 5).then(|| {
        let start = from.plus(dice.between(1, last.since(from) as u32 - 3) as i32);
        (start, start.plus(dice.below(2) as i32))
    });
    Some(Worker {
        account_no: AccountNo::of(1, serial + 1)?,
        name: PersonName::parse(&names::person(dice)).ok()?,
        id_number: id_number(dice, region, serial)?,
        unit: dice.below(units) as usize,
        first_base: base(dice, rules, from),
        from,
        sealed_after,
        gap,
    })
}

/// Unique by construction: the serial decides day and sequence together.
fn id_number(dice: &Dice, region: u32, serial: u32) -> Option<IdNumber> {
    // 12,784 days from 1966 to 2000, 780 sequences a day; the first 220 are kept for the cast.
    const DAYS: u32 = 12_784;
    let day = ((u64::from(serial) * 7919 + 13) % u64::from(DAYS)) as u32;
    let sequence = 220 + (serial / DAYS) * 2 + dice.below(2);
    let birth = NaiveDate::from_ymd_opt(1966, 1, 1)?.checked_add_days(chrono::Days::new(u64::from(day)))?;
    IdNumber::from_parts(region, birth, sequence)
}

/// Most earn between the floor and 15,000; a few in the hundred meet the floor or the ceiling.
fn base(dice: &Dice, rules: &ContributionRules, month: Month) -> Fen {
    let (_, ceiling) = rules.limits_in(month);
    let floor = rules.limits.iter().map(|row| row.floor).max().unwrap_or(Fen::from_yuan(2500));
    match dice.below(100) {
        0..3 => floor,
        3..5 => ceiling,
        _ => {
            let yuan = (dice.between(2_600, 9_000) + dice.below(7_000)) as i32;
            Fen::from_yuan(yuan).clamp(floor, ceiling)
        }
    }
}

impl Worker {
    /// True when the file of `month` has a line for this worker.
    pub fn is_paid_in(&self, month: Month) -> bool {
        let in_gap = self.gap.is_some_and(|(from, to)| (from..=to).contains(&month));
        month >= self.from && self.sealed_after.is_none_or(|last| month <= last) && !in_gap
    }

    /// The base of a month: it rises with each July since the first month, to the whole yuan, and keeps
    /// within the limits.
    pub fn base_in(&self, month: Month, rules: &ContributionRules) -> Fen {
        let julys = (month.plus(6).year() - self.from.plus(6).year()).max(0);
        let mut yuan = self.first_base.get() / 100;
        for _ in 0..julys {
            yuan += yuan * RISE_PERCENT / 100;
        }
        let (floor, ceiling) = rules.limits_in(month);
        if julys == 0 {
            self.first_base.clamp(floor, ceiling)
        } else {
            Fen::new(yuan * 100).clamp(floor, ceiling)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Where 32 bits are too few for what a serial is multiplied with.
    #[test]
    fn no_two_workers_of_a_large_city_share_an_identity_number() {
        let dice = Dice::new(1);
        let serials = 530_000..560_000;
        let numbers: HashSet<String> = serials
            .clone()
            .map(|serial| id_number(&dice, 350_599, serial).unwrap().reveal().to_owned())
            .collect();
        assert_eq!(numbers.len(), serials.len());
    }
}
