//! Messages (消息): news of the person's cases (办件) and of the account (账户), and which of them are new.
//!
//! New is what happened after the person last opened the messages. Someone who never did is told of the last
//! month only: years of contributions are no news.

use crate::{Ctx, Fault, actor::Member, arrears};
use chrono::NaiveDate;
use domain::{
    BusinessCode, Fen, Month, Timestamp,
    account::Account,
    interest::AccrualYear,
    month_state::{self, Known},
    statement,
    withdrawal::CaseRole,
};
use std::collections::BTreeSet;
pub use store::message::{COMPLAINT, CaseEvent};
use store::{
    Conn,
    account::{self, OwnAccount},
    ledger::{self, Amount},
    message::{self, Unread},
    month_state as books,
};

/// Most rows of a group.
const SHOWN: usize = 50;
/// Months of the account of which something is said.
const MONTHS: i32 = 12;
/// Months of movements that are read: a month may have been paid long before its time.
pub(crate) const MONTHS_READ: i32 = 24;
const DAY_MS: i64 = 86_400_000;
/// What is new to someone who has not opened the messages before.
const FIRST_MS: i64 = 31 * DAY_MS;

/// Something to know about the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A month's contribution has not come.
    Missing { month: Month, expected: Fen },
    /// A contribution came.
    Arrived { month: Month, amount: Fen, on: NaiveDate },
    /// The statement of a year was issued (年度账单); the row that was kept is the message.
    Statement { year: AccrualYear, on: NaiveDate },
}

impl Notice {
    /// The month of the statement in which it stands.
    pub fn stands_in(&self) -> Month {
        match self {
            Notice::Missing { month, .. } => *month,
            Notice::Arrived { on, .. } | Notice::Statement { on, .. } => Month::of(*on),
        }
    }

    /// The day on which it could be known: a month is missing when its time is over (Regulation article 19).
    fn day(&self) -> NaiveDate {
        match self {
            Notice::Missing { month, .. } => late_from(*month),
            Notice::Arrived { on, .. } | Notice::Statement { on, .. } => *on,
        }
    }
}

/// The day after the last one on which a month's contribution is in time.
fn late_from(month: Month) -> NaiveDate {
    let last = month_state::due_by(month, None);
    last.succ_opt().unwrap_or(last)
}

/// A notice with the instant from which it was in the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountNews {
    pub notice: Notice,
    at: Timestamp,
}

/// One row, and whether it is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<T> {
    pub news: T,
    pub is_new: bool,
}

/// Both groups, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Messages {
    /// When this was read from the books.
    at: Timestamp,
    pub cases: Vec<Row<CaseEvent>>,
    pub account: Vec<Row<AccountNews>>,
}

impl Messages {
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.account.is_empty()
    }

    pub fn unread(&self) -> usize {
        self.cases.iter().filter(|row| row.is_new).count()
            + self.account.iter().filter(|row| row.is_new).count()
    }

    /// Up to when everything is read once this was shown; `None` when nothing in it is new.
    pub fn read_to(&self) -> Option<Timestamp> {
        (self.unread() > 0).then_some(self.at)
    }
}

/// What there is to read, as it stood a moment ago.
pub async fn page(ctx: &Ctx, member: &Member) -> Result<Messages, Fault> {
    let now = ctx.now();
    let mut conn = ctx.store.read().await?;
    let Look { unread, news } = look(&mut conn, member, now).await?;
    let events = message::case_event_list(&mut conn, member.person_id(), SHOWN as i64).await?;
    drop(conn);
    let read = ReadPoint::of(&unread, now);
    let cases = events.into_iter().map(|news| Row { is_new: read.is_before_event(&news), news });
    let account = news.into_iter().take(SHOWN).map(|news| Row { is_new: read.is_before(&news), news });
    Ok(Messages { at: now, cases: cases.collect(), account: account.collect() })
}

/// Notes that the person has seen everything up to `at`.
pub async fn mark_read(ctx: &Ctx, member: &Member, at: Timestamp) -> Result<(), Fault> {
    store::write!(ctx.store, "messages.read", |tx| {
        message::read_set(&mut tx, member.person_id(), at).await.map_err(Fault::from)
    })
}

/// How many messages are new.
pub async fn unread(ctx: &Ctx, member: &Member) -> Result<usize, Fault> {
    let now = ctx.now();
    let mut conn = ctx.store.read().await?;
    Ok(look(&mut conn, member, now).await?.count(now))
}

/// The account's news, newest first, and up to where the person has read.
pub(crate) struct Look {
    unread: Unread,
    pub news: Vec<AccountNews>,
}

impl Look {
    pub fn count(&self, now: Timestamp) -> usize {
        let read = ReadPoint::of(&self.unread, now);
        let account = self.news.iter().take(SHOWN).filter(|news| read.is_before(news));
        self.unread.case_events as usize + account.count()
    }
}

async fn look(conn: &mut Conn, member: &Member, now: Timestamp) -> Result<Look, Fault> {
    let Some(own) = account::find_of_person(conn, member.person_id()).await? else {
        let unread = message::unread_find(conn, member.person_id(), now.plus_ms(-FIRST_MS)).await?;
        return Ok(Look { unread, news: Vec::new() });
    };
    let since = Month::of(now.day()).plus(1 - MONTHS_READ).first_day();
    let amounts = ledger::amounts_since(conn, own.account.number.as_str(), since).await?;
    look_at(conn, &own, &amounts, now).await
}

/// The same for who has read the account already, with its movements of the last [`MONTHS_READ`] months.
pub(crate) async fn look_at(
    conn: &mut Conn,
    own: &OwnAccount,
    amounts: &[Amount],
    now: Timestamp,
) -> Result<Look, Fault> {
    let unread = message::unread_find(conn, &own.person_id, now.plus_ms(-FIRST_MS)).await?;
    let mut news = account_news(&own.account, amounts, now.day());
    // Looked up only where something seems to be missing: this runs with every page.
    let is_missing = |news: &AccountNews| matches!(news.notice, Notice::Missing { .. });
    if news.iter().any(is_missing) {
        let account = &own.account;
        let paid = arrears::paid_of(conn, &account.number).await?;
        let known = books::known_find(conn, &[account]).await?.remove(account.number.as_str());
        let unpaid = statement::unpaid_months(account, &paid, &known.unwrap_or_default(), now.day());
        news.retain(|news| !is_missing(news) || unpaid.contains(&news.notice.stands_in()));
    }
    news.extend(statement_news(&unread));
    news.sort_by_key(|news| std::cmp::Reverse(news.notice.day()));
    Ok(Look { unread, news })
}

/// The latest statement of the person as news.
fn statement_news(unread: &Unread) -> Option<AccountNews> {
    let (year, at) = unread.statement?;
    let year = AccrualYear::settled_in(year).ok()?;
    Some(AccountNews { notice: Notice::Statement { year, on: at.day() }, at })
}

/// The account's news of the last months, newest first: every month that came, every month that did not.
fn account_news(account: &Account, amounts: &[Amount], today: NaiveDate) -> Vec<AccountNews> {
    let first = Month::of(today).plus(1 - MONTHS);
    let paid: BTreeSet<Month> = amounts
        .iter()
        .filter(|amount| amount.stands && amount.business == BusinessCode::RegularRemittance)
        .filter_map(|amount| amount.month)
        .collect();
    // A reversed contribution has not arrived, and its reversal is no news of a month.
    let arrived = amounts.iter().filter(|amount| amount.stands).filter_map(|amount| {
        let notice = Notice::Arrived { month: amount.month?, amount: amount.amount, on: amount.posted_on };
        Some(AccountNews { notice, at: amount.recorded })
    });
    let mut known = Known::default();
    known.note_sealed(account);
    let missing = statement::unpaid_months(account, &paid, &known, today).into_iter().map(|month| {
        let notice = Notice::Missing { month, expected: account.monthly() };
        AccountNews { notice, at: Timestamp::start_of(notice.day()) }
    });
    let mut news: Vec<AccountNews> =
        arrived.chain(missing).filter(|news| news.notice.stands_in() >= first).collect();
    // Stable: rows of one day stay in the order of the books, the later one first.
    news.reverse();
    news.sort_by_key(|news| std::cmp::Reverse(news.notice.day()));
    news
}

/// From when on something is new.
#[derive(Clone, Copy, Debug)]
struct ReadPoint {
    at: Timestamp,
    /// Before the first reading also by the day of posting: books that were taken over from elsewhere were all
    /// written on one day.
    posted_since: Option<NaiveDate>,
}

impl ReadPoint {
    fn of(unread: &Unread, now: Timestamp) -> ReadPoint {
        let first = now.plus_ms(-FIRST_MS);
        let posted_since = if unread.read.is_none() { Some(first.day()) } else { None };
        ReadPoint { at: unread.read.unwrap_or(first), posted_since }
    }

    fn is_before(&self, news: &AccountNews) -> bool {
        news.at > self.at && self.posted_since.is_none_or(|since| news.notice.day() >= since)
    }

    fn is_before_event(&self, news: &CaseEvent) -> bool {
        news.event.at > self.at && news.event.role != CaseRole::Member
    }
}

#[cfg(test)]
mod tests;
