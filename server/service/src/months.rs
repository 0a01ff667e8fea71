//! The months of a member's account (缴存日历): every one with its state, and which gaps are complained about.

use crate::{Ctx, Fault, actor::Member};
use chrono::NaiveDate;
use domain::{
    CaseNumber, Month,
    account::Account,
    month_state::{self, Known, MonthCell},
    statement::Entry,
};
use store::{
    Conn,
    account::{self, OwnAccount},
    complaint,
    deferral::{self, Deferral},
    ledger, month_state as books,
};

/// What the calendar shows.
#[derive(Clone, Debug)]
pub struct MonthsPage {
    pub own: OwnAccount,
    pub today: NaiveDate,
    /// Oldest first.
    pub cells: Vec<MonthCell>,
    /// The unit's pay day, where it is known.
    pub pay_day: Option<u32>,
    /// What the unit was granted (缓缴, 降低比例), for months of the last year and those to come.
    pub granted: Vec<Deferral>,
    /// Gaps that are complained about, with the number of the complaint.
    pub claimed: Vec<(Month, CaseNumber)>,
    /// Gaps that may be complained about now.
    pub open: Vec<MonthCell>,
    /// The id that sending the complaint will carry.
    pub request_id: String,
}

/// The calendar; `None` for a member without an account.
pub async fn page(ctx: &Ctx, member: &Member) -> Result<Option<MonthsPage>, Fault> {
    let now = ctx.now();
    let today = now.day();
    let mut conn = ctx.store.read().await?;
    let Some(own) = account::find_of_person(&mut conn, member.person_id()).await? else { return Ok(None) };
    let seen = look(&mut conn, &own.account, today).await?;
    let claimed = complaint::month_list_live(&mut conn, &own.account.number).await?;
    let granted = deferral::granted_of(&mut conn, &own.account.number, Month::of(today).plus(-11)).await?;
    Ok(Some(MonthsPage {
        granted,
        open: unclaimed(&seen.cells, &claimed),
        pay_day: seen.known.pay_day,
        cells: seen.cells,
        own,
        today,
        claimed,
        request_id: ctx.uuid(now),
    }))
}

/// An account's months with what they were judged by.
pub(crate) struct Seen {
    pub entries: Vec<Entry>,
    pub known: Known,
    pub cells: Vec<MonthCell>,
}

pub(crate) async fn look(conn: &mut Conn, account: &Account, today: NaiveDate) -> Result<Seen, Fault> {
    let entries = ledger::entry_list(conn, account.number.as_str()).await?;
    let known = books::known_of(conn, account).await?;
    let cells = month_state::months(account, &entries, &known, today);
    Ok(Seen { entries, known, cells })
}

/// The gaps that nobody complains about yet.
pub(crate) fn unclaimed(cells: &[MonthCell], claimed: &[(Month, CaseNumber)]) -> Vec<MonthCell> {
    let is_claimed = |month: Month| claimed.iter().any(|(claimed, _)| *claimed == month);
    cells.iter().filter(|cell| cell.state.is_gap() && !is_claimed(cell.month)).copied().collect()
}

/// Notes the day on which a unit pays wages; `false` when there is no such unit.
pub async fn set_pay_day(
    ctx: &Ctx,
    reviewer: &crate::actor::FirstReviewer,
    unit_no: &str,
    day: Option<u32>,
) -> Result<bool, Fault> {
    let now = ctx.now();
    let detail = day.map(|day| day.to_string()).unwrap_or_default();
    store::write!(ctx.store, "unit.pay_day", |tx| {
        if !books::pay_day_set(&mut tx, unit_no, day).await? {
            return Ok(false);
        }
        let event = store::audit::Event {
            at: now,
            actor: reviewer.staff_id(),
            action: "unit.pay_day",
            subject: unit_no,
            detail: &detail,
        };
        store::audit::append(&mut tx, &event).await?;
        Ok::<_, Fault>(true)
    })
}
