//! What a flexible contributor sees of the own agreement (我的灵活缴存).

use super::{drafts::DONE, rules_named};
use crate::{
    Ctx, Fault,
    actor::{Member, SessionKey},
    draft,
};
use chrono::NaiveDate;
use domain::{
    Month,
    account::Account,
    flex::{DebitState, FlexVersion, debit},
};
use store::{
    Conn, account,
    debit::{Debit, Order},
    flex::Agreement,
};

/// The agreement with its account, its standing order and every debit, newest first.
#[derive(Clone, Debug)]
pub struct Own {
    pub agreement: Agreement,
    pub account: Account,
    pub order: Order,
    pub debits: Vec<Debit>,
    /// The rules it was signed under.
    pub rules: &'static FlexVersion,
    /// When the bank is asked next; none when nothing is asked by itself.
    pub next_debit: Option<NaiveDate>,
    /// Months that stayed unpaid, newest first.
    pub missed: Vec<Month>,
}

/// What the session that signed may see before it signs in.
#[derive(Clone, Debug)]
pub struct Done {
    pub own: Own,
    /// The debit of the month of signing.
    pub first: Debit,
}

/// The own agreement of a member, the latest one; `None` for everyone else.
pub async fn own(ctx: &Ctx, member: &Member) -> Result<Option<Own>, Fault> {
    let mut conn = ctx.store.read().await?;
    match store::flex::agreement_find_of_person(&mut conn, member.person_id()).await? {
        Some(agreement) => load(&mut conn, agreement, ctx.today()).await.map(Some),
        None => Ok(None),
    }
}

/// The agreement that this session has signed.
pub async fn done(ctx: &Ctx, session: Option<&SessionKey>) -> Result<Option<Done>, Fault> {
    let Some(session) = session else { return Ok(None) };
    let Some((request_id, _)) = draft::kept_text(ctx, session, DONE).await? else { return Ok(None) };
    let mut conn = ctx.store.read().await?;
    let Some(agreement) = store::flex::agreement_find(&mut conn, &request_id).await? else { return Ok(None) };
    let own = load(&mut conn, agreement, ctx.today()).await?;
    let first = own.debits.last().cloned().ok_or(Fault::Invariant("an agreement has a first debit"))?;
    Ok(Some(Done { own, first }))
}

async fn load(conn: &mut Conn, agreement: Agreement, today: NaiveDate) -> Result<Own, Fault> {
    let found = account::find(conn, &agreement.account).await?;
    let account = found.ok_or(Fault::Invariant("an agreement has an account"))?.account;
    let order = store::debit::order_find(conn, &agreement.id).await?;
    let order = order.ok_or(Fault::Invariant("an agreement has a standing order"))?;
    let debits = store::debit::list(conn, &agreement.id).await?;
    let rules =
        rules_named(&agreement.policy_version).ok_or(Fault::Invariant("rules once signed stay known"))?;
    let open = debits
        .iter()
        .filter(|d| matches!(d.state, DebitState::Due | DebitState::Short))
        .map(|d| d.ask_on)
        .min();
    let regular = order
        .debit_day
        .filter(|_| agreement.state.collects())
        .map(|day| debit::order_next(day, order.made_month, today));
    let missed = debits.iter().filter(|d| d.state == DebitState::Missed).map(|d| d.month).collect();
    Ok(Own { next_debit: open.or(regular), account, order, rules, missed, debits, agreement })
}
