//! Arrears (欠缴) per unit and month: for how many workers nothing has come, and how much was due. The months of
//! an account are judged by the rule that the worker sees in the statement, but for pay days: a month is late five
//! days after its end. What the unit may pay later is not in arrears.

use crate::{Ctx, Fault};
use domain::{AccountNo, Fen, Month, account::Account, statement::unpaid_months};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Conn, account, month_state, posted, remittance, verify};

/// Accounts per page.
const PAGE: i64 = 2_000;

/// One unit and month for which somebody's contribution has not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub unit_no: String,
    pub unit_name: String,
    pub month: Month,
    pub workers: u32,
    /// At the terms that the accounts have now.
    pub amount: Fen,
}

/// Which arrears are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub month: Option<Month>,
    pub unit_no: Option<String>,
}

/// Everything that is due and over, by unit and month. One snapshot, read page by page.
pub async fn list(ctx: &Ctx, wanted: &Wanted) -> Result<Vec<Line>, Fault> {
    let today = ctx.today();
    let mut conn = ctx.store.read().await?;
    verify::snapshot_begin(&mut conn, ctx.store.engine()).await?;
    let mut lines: BTreeMap<(String, Month), Line> = BTreeMap::new();
    let mut after = String::new();
    loop {
        let mut page = account::unit_page(&mut conn, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.account.number.as_str().to_owned();
        page.retain(|found| wanted.unit_no.as_ref().is_none_or(|unit| *unit == found.unit_no));
        let accounts: Vec<&Account> = page.iter().map(|found| &found.account).collect();
        let mut known = month_state::known_find(&mut conn, &accounts).await?;
        let mut paid = paid_page(&mut conn, &accounts).await?;
        for found in page {
            let number = found.account.number.as_str();
            let known = known.remove(number).unwrap_or_default();
            let paid = paid.remove(number).unwrap_or_default();
            for month in unpaid_months(&found.account, &paid, &known, today) {
                if wanted.month.is_none_or(|wanted| wanted == month) {
                    add(&mut lines, &found.unit_no, &found.unit_name, month, &found.account)?;
                }
            }
        }
    }
    verify::snapshot_end(&mut conn).await?;
    Ok(lines.into_values().collect())
}

/// What stands in the ledger for one account.
pub(crate) async fn paid_of(conn: &mut Conn, account: &AccountNo) -> Result<BTreeSet<Month>, Fault> {
    let number = account.as_str();
    Ok(paid_between(conn, number, number, &[number]).await?.remove(number).unwrap_or_default())
}

/// What stands in the ledger for a page of accounts, regular or paid back.
async fn paid_page(conn: &mut Conn, page: &[&Account]) -> Result<HashMap<String, BTreeSet<Month>>, Fault> {
    let numbers: Vec<&str> = page.iter().map(|account| account.number.as_str()).collect();
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return Ok(HashMap::new()) };
    paid_between(conn, first, last, &numbers).await
}

async fn paid_between(
    conn: &mut Conn,
    from: &str,
    to: &str,
    numbers: &[&str],
) -> Result<HashMap<String, BTreeSet<Month>>, Fault> {
    let mut paid: HashMap<String, Vec<Month>> = HashMap::new();
    for (account, month) in posted::months_between(conn, from, to).await? {
        paid.entry(account).or_default().push(month);
    }
    for (account, month) in posted::months_reversed_between(conn, from, to).await? {
        let months = paid.entry(account).or_default();
        if let Some(at) = months.iter().position(|paid| *paid == month) {
            months.swap_remove(at);
        }
    }
    for back in remittance::back_paid_find(conn, numbers).await? {
        paid.entry(back.account).or_default().extend(back.from.through(back.back.through));
    }
    Ok(paid.into_iter().map(|(account, months)| (account, months.into_iter().collect())).collect())
}

fn add(
    lines: &mut BTreeMap<(String, Month), Line>,
    unit_no: &str,
    unit_name: &str,
    month: Month,
    account: &Account,
) -> Result<(), Fault> {
    let line = lines.entry((unit_no.to_owned(), month)).or_insert_with(|| Line {
        unit_no: unit_no.to_owned(),
        unit_name: unit_name.to_owned(),
        month,
        workers: 0,
        amount: Fen::ZERO,
    });
    line.workers += 1;
    line.amount = line.amount.checked_add(account.monthly()).ok_or(Fault::Invariant("sums of money fit"))?;
    Ok(())
}
