//! The sums of a trial balance (试算平衡), added up from the rows.

use crate::{Conn, Error, row::Reader};
use chrono::NaiveDate;
use domain::{Fen, chart};

/// Posted on one side of an account; all members' accounts are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turnover {
    /// An id of the chart, or one that the chart does not know.
    pub account: String,
    /// Posted up to the day asked for.
    pub until: Fen,
    /// Posted on any day.
    pub ever: Fen,
}

/// Members' accounts are numbers, those of the centre begin with a letter. Read off the id, because looking
/// every row's account up would double the time.
macro_rules! turnover {
    ($side:literal) => {
        concat!(
            "select case when substr(", $side, ", 1, 1) in ('0','1','2','3','4','5','6','7','8','9') then $1 else ",
            $side, " end as account,
                    cast(coalesce(sum(case when posted_on <= $2 then amount_fen else 0 end), 0) as bigint) as until,
                    cast(sum(amount_fen) as bigint) as ever
               from ledger_transfer where kind in ('post', 'post_reserved') group by 1 order by 1"
        )
    };
}

/// Debits per account of the chart.
pub async fn debits(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Turnover>, Error> {
    turnover(conn, turnover!("debit_account"), day).await
}

/// Credits per account of the chart.
pub async fn credits(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Turnover>, Error> {
    turnover(conn, turnover!("credit_account"), day).await
}

async fn turnover(conn: &mut Conn, sql: &'static str, day: NaiveDate) -> Result<Vec<Turnover>, Error> {
    let rows = sqlx::query(sql).bind(chart::MEMBERS.id).bind(day.to_string()).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("ledger_transfer", row);
            Ok(Turnover { account: row.text("account")?, until: row.fen("until")?, ever: row.fen("ever")? })
        })
        .collect()
}

/// The running totals, credits less debits: the centre's one by one, the members' summed.
pub async fn running(conn: &mut Conn) -> Result<Vec<(String, Fen)>, Error> {
    let rows = sqlx::query(
        "select case when class = 'member' then $1 else id end as account,
                cast(sum(posted_fen) as bigint) as posted
           from ledger_account group by 1 order by 1",
    )
    .bind(chart::MEMBERS.id)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("ledger_account", row);
            Ok((row.text("account")?, row.fen("posted")?))
        })
        .collect()
}
