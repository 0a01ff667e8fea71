//! The home page (首页): one look at everything that matters now, in as few reads as possible.

use crate::{
    Ctx, Fault,
    actor::Member,
    messages::{self, AccountNews, MONTHS_READ, Notice},
    rent,
};
use chrono::NaiveDate;
use domain::{Fen, Month, Timestamp, policy::Decision};
use store::{
    account::{self, OwnAccount},
    base,
    ledger::{self, Amount},
    withdrawal::{self, Case},
};

/// Months in the picture under the balance.
const PICTURE_MONTHS: i32 = MONTHS_READ;

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
    /// The day by which the person is asked about a new base, while that is asked.
    pub base_until: Option<NaiveDate>,
    /// Messages that the person has not read.
    pub unread: usize,
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
    let look = messages::look_at(&mut conn, &own, &amounts, now).await?;
    let base_until = base::line_waits(&mut conn, &own.account.number).await?;
    drop(conn);
    // Rows come in the order of posting; a file of an old month may have been posted after a newer one.
    amounts.sort_by_key(|amount| amount.posted_on);
    Ok(Some(Home {
        now,
        history: history(own.account.balance, &amounts, first, Month::of(today)),
        notices: notices(&look.news, Month::of(today).plus(-1)),
        base_until,
        unread: look.count(now),
        cases: cases.into_iter().filter(|case| !case.state.is_closed()).collect(),
        rent,
        own,
    }))
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

/// That last month has not come, then what came last.
fn notices(news: &[AccountNews], last: Month) -> Vec<Notice> {
    let all = || news.iter().map(|news| news.notice);
    let missing = all().find(|notice| matches!(notice, Notice::Missing { month, .. } if *month == last));
    let arrived = all().filter(|notice| matches!(notice, Notice::Arrived { .. }));
    missing.into_iter().chain(arrived).take(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::BusinessCode;

    fn amount(yuan: i32, posted_on: &str) -> Amount {
        Amount {
            business: BusinessCode::RegularRemittance,
            amount: Fen::from_yuan(yuan),
            month: None,
            posted_on: posted_on.parse().unwrap(),
            recorded: Timestamp::from_ms(0),
            stands: true,
        }
    }

    #[test]
    fn the_picture_ends_at_the_balance() {
        let month = |text| Month::parse(text).unwrap();
        let amounts = [amount(100, "2026-08-05"), amount(200, "2026-10-05"), amount(-50, "2026-10-20")];
        let points = history(Fen::from_yuan(1000), &amounts, month("2026-07"), month("2026-11"));
        assert_eq!(points, [750, 850, 850, 1000, 1000].map(Fen::from_yuan));
    }
}
