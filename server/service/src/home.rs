//! The home page (首页): one look at everything that matters now, in as few reads as possible.

use crate::{Ctx, Fault, actor::Member, rent, statement};
use chrono::NaiveDate;
use domain::{
    AccountState, Fen, Month, Timestamp,
    policy::Decision,
    statement::{Kind, Row},
};
use store::{
    account::{self, OwnAccount},
    ledger::{self, Amount},
    withdrawal::{self, Case},
};

/// Months in the picture under the balance.
const PICTURE_MONTHS: i32 = 24;

/// Cases looked at for those that are still open.
const CASES: i64 = 10;

/// What the home page shows.
#[derive(Clone, Debug)]
pub struct Home {
    pub now: Timestamp,
    pub own: OwnAccount,
    /// Balance after each month of the picture, oldest first.
    pub history: Vec<Fen>,
    /// At most two, the more urgent first.
    pub notices: Vec<Notice>,
    /// Cases that are not at their end, newest first.
    pub cases: Vec<Case>,
    /// What the rent rules say today; `None` for a closed account.
    pub rent: Option<Decision>,
}

/// Something to know about the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Last month's contribution has not come.
    Missing { month: Month, expected: Fen },
    /// The latest contribution came.
    Arrived { month: Month, amount: Fen, on: NaiveDate },
}

/// The home page of a member; `None` for someone who has no account yet.
pub async fn page(ctx: &Ctx, member: &Member) -> Result<Option<Home>, Fault> {
    let now = ctx.now();
    let today = now.day();
    let first = Month::of(today).plus(1 - PICTURE_MONTHS);
    let mut conn = ctx.store.read().await?;
    let Some(own) = account::find_of_person(&mut conn, member.person_id()).await? else { return Ok(None) };
    let mut amounts =
        ledger::amounts_since(&mut conn, own.account.number.as_str(), first.first_day()).await?;
    let cases = withdrawal::case_list_of_person(&mut conn, member.person_id(), CASES).await?;
    let rent = if own.account.state.is_closed() {
        None
    } else {
        Some(rent::eligibility_of(ctx, &mut conn, own.clone(), today).await?.decision)
    };
    drop(conn);
    // Rows come in the order of posting; a file of an old month may have been posted after a newer one.
    amounts.sort_by_key(|amount| amount.posted_on);
    Ok(Some(Home {
        now,
        history: history(own.account.balance, &amounts, first, Month::of(today)),
        notices: notices(&own, &amounts, today),
        cases: cases.into_iter().filter(|case| !case.state.is_closed()).collect(),
        rent,
        own,
    }))
}

/// News of the account over the last year, latest first: every month that came, every month that did not.
pub async fn messages(ctx: &Ctx, member: &Member) -> Result<Vec<Notice>, Fault> {
    let Some(whole) = statement::read(ctx, member, Kind::Contributions).await? else { return Ok(Vec::new()) };
    let first = Month::of(whole.today).plus(-11);
    let expected = whole.own.account.monthly();
    let rows = whole.months.iter().take_while(|rows| rows.month >= first).flat_map(|rows| {
        rows.rows.iter().filter_map(move |row| match row {
            Row::Entry { entry, .. } => {
                Some(Notice::Arrived { month: entry.month?, amount: entry.amount, on: entry.posted_on })
            }
            Row::Missing { .. } => Some(Notice::Missing { month: rows.month, expected }),
            Row::PaidLater { .. } | Row::Awaited { .. } => None,
        })
    });
    Ok(rows.collect())
}

/// Balances at the ends of months, counted back from the balance of today.
fn history(balance: Fen, amounts: &[Amount], first: Month, last: Month) -> Vec<Fen> {
    let mut left = amounts.iter().rev().peekable();
    let mut at_end = balance;
    let mut history = Vec::with_capacity(PICTURE_MONTHS as usize);
    for month in first.through(last).rev() {
        history.push(at_end);
        while let Some(amount) = left.next_if(|amount| Month::of(amount.posted_on) >= month) {
            at_end = at_end.checked_sub(amount.amount).unwrap_or(at_end);
        }
    }
    history.reverse();
    history
}

fn notices(own: &OwnAccount, amounts: &[Amount], today: NaiveDate) -> Vec<Notice> {
    let account = &own.account;
    let last = Month::of(today).plus(-1);
    let due = account.state == AccountState::Normal && account.first_month.is_some_and(|first| first <= last);
    let paid = amounts.iter().any(|amount| amount.month.is_some_and(|month| month >= last));
    let missing = (due && !paid && !account.monthly().is_zero())
        .then(|| Notice::Missing { month: last, expected: account.monthly() });
    let arrived = amounts.iter().rev().filter_map(|amount| {
        let month = amount.month?;
        Some(Notice::Arrived { month, amount: amount.amount, on: amount.posted_on })
    });
    missing.into_iter().chain(arrived).take(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(yuan: i32, posted_on: &str) -> Amount {
        Amount { amount: Fen::from_yuan(yuan), month: None, posted_on: posted_on.parse().unwrap() }
    }

    #[test]
    fn the_picture_ends_at_the_balance() {
        let month = |text| Month::parse(text).unwrap();
        let amounts = [amount(100, "2026-08-05"), amount(200, "2026-10-05"), amount(-50, "2026-10-20")];
        let points = history(Fen::from_yuan(1000), &amounts, month("2026-07"), month("2026-11"));
        assert_eq!(points, [750, 850, 850, 1000, 1000].map(Fen::from_yuan));
    }
}
