//! The member's statement (明细): what the page and the exported files show.

use crate::{
    Ctx, Fault,
    actor::Member,
    months::{Seen, look},
};
use chrono::NaiveDate;
use domain::{
    Fen, Month, month_state,
    statement::{self, Kind, MonthRows},
};
use store::account::{self, OwnAccount};

/// Months on one page.
const PAGE: usize = 12;

/// What is asked for. Parsed from the address, so a hand-made one is refused before it gets here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub kind: Kind,
    pub year: Option<i32>,
    /// Show months before this one: the cursor of the pager.
    pub before: Option<Month>,
}

impl Query {
    /// Reads `kind`, `year` and `before`; `None` when one of them is not what our own links carry.
    pub fn parse(kind: Option<&str>, year: Option<&str>, before: Option<&str>) -> Option<Query> {
        let given = |text: Option<&'_ str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let kind = given(kind).map_or(Some(Kind::All), |text| Kind::parse(&text))?;
        let year = match given(year) {
            None => None,
            Some(text) if text.len() == 4 => Some(Month::new(text.parse().ok()?, 1).ok()?.year()),
            Some(_) => return None,
        };
        let before = match given(before) {
            None => None,
            Some(text) if text.len() == 6 => Some(Month::parse(&text).ok()?),
            Some(_) => return None,
        };
        Some(Query { kind, year, before })
    }
}

/// One page of a statement.
#[derive(Clone, Debug)]
pub struct Statement {
    pub own: OwnAccount,
    pub today: NaiveDate,
    pub query: Query,
    /// Latest first.
    pub months: Vec<MonthRows>,
    /// Cursor of the next, older page.
    pub older: Option<Month>,
    /// Years with rows, latest first.
    pub years: Vec<i32>,
    /// In and out of the last twelve months.
    pub turnover: (Fen, Fen),
    /// Balance at the end of each month since opening, oldest first.
    pub history: Vec<(Month, Fen)>,
    pub missing: Vec<Month>,
}

/// The page that was asked for; `None` for a member without an account.
pub async fn page(ctx: &Ctx, member: &Member, query: Query) -> Result<Option<Statement>, Fault> {
    let Some(all) = read(ctx, member, query.kind).await? else { return Ok(None) };
    let asked = |month: Month| {
        query.year.is_none_or(|year| month.year() == year) && query.before.is_none_or(|before| month < before)
    };
    let mut years: Vec<i32> = all.months.iter().map(|rows| rows.month.year()).collect();
    years.dedup();
    let history = all.months.iter().rev().map(|rows| (rows.month, rows.balance)).collect();
    // Of one kind, empty months say nothing; of all kinds, every month stands there.
    let shown = |rows: &MonthRows| asked(rows.month) && (query.kind == Kind::All || !rows.rows.is_empty());
    let mut months: Vec<MonthRows> = all.months.into_iter().filter(shown).collect();
    let older = if months.len() > PAGE { months.get(PAGE - 1).map(|rows| rows.month) } else { None };
    months.truncate(PAGE);
    Ok(Some(Statement {
        own: all.own,
        today: all.today,
        query,
        months,
        older,
        years,
        turnover: all.turnover,
        history,
        missing: all.missing,
    }))
}

/// The whole statement, for the exported files.
pub struct Whole {
    pub own: OwnAccount,
    pub today: NaiveDate,
    pub months: Vec<MonthRows>,
    pub turnover: (Fen, Fen),
    pub missing: Vec<Month>,
}

pub async fn read(ctx: &Ctx, member: &Member, kind: Kind) -> Result<Option<Whole>, Fault> {
    let today = ctx.today();
    let mut conn = ctx.store.read().await?;
    let Some(own) = account::find_of_person(&mut conn, member.person_id()).await? else { return Ok(None) };
    let Seen { entries, cells, .. } = look(&mut conn, &own.account, today).await?;
    drop(conn);
    Ok(Some(Whole {
        months: statement::months(&entries, kind, &cells, today),
        turnover: statement::turnover(&entries, Month::of(today).plus(-11)),
        missing: month_state::gaps(&cells),
        own,
        today,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_our_links_carry_is_read() {
        let parse = Query::parse;
        assert_eq!(parse(None, None, None), Some(Query::default()));
        assert_eq!(parse(Some(""), Some(""), Some("")), Some(Query::default()));
        let query = parse(Some("withdrawals"), Some("2025"), Some("202507")).unwrap();
        assert_eq!((query.kind, query.year), (Kind::Withdrawals, Some(2025)));
        for bad in ["20250", "abcd", "-100", "２０２５", "0000"] {
            assert_eq!(parse(None, Some(bad), None), None, "{bad}");
        }
        for bad in ["2025-07", "202513", "garbage", "' or 1=1"] {
            assert_eq!(parse(None, None, Some(bad)), None, "{bad}");
        }
        assert_eq!(parse(Some("x"), None, None), None);
    }
}
