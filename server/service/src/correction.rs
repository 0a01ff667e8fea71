//! Correction of mis-payments (错缴更正): the first reviewer proposes to take an entry back, the second one does
//! it. The money of the bank waits in suspense until somebody says where it belongs.

pub mod desk;

use crate::{
    Ctx, Fault,
    actor::{FirstReviewer, SecondReviewer},
    interest::{self, Rules, Unpaid},
    suspense,
    two_people::{Holder, Refused, decided_so, index_of, note},
};
use domain::{
    AccountNo, BusinessCode, Fen, Timestamp,
    account::PaidMonths,
    correction::{CorrectionReason, Irreversible, Nature, reversible},
    two_people::ProposalState,
};
pub use store::correction::Correction;
use store::{
    Conn,
    account::{self, OwnAccount},
    audit, correction,
    ledger::{self, BANK_DEPOSIT, Transfer},
    proposal::Decider,
    remittance, withdrawal,
};

/// Proposals shown at once.
const LIST: i64 = 200;

/// A proposal as it was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// Sent twice with the same id, it is one proposal.
    pub id: String,
    /// The entry to take back.
    pub seq: i64,
    pub reason: CorrectionReason,
    pub note: String,
}

/// Proposes to take an entry back.
pub async fn propose(ctx: &Ctx, by: &FirstReviewer, request: Request) -> Result<Correction, Refused> {
    let (now, note, by) = (ctx.now(), note(&request.note)?, by.clone());
    let ctx2 = ctx.clone();
    ctx.detached("correction.propose", async move {
        store::write!(ctx2.store, "correction.propose", |tx| {
            place(&mut tx, &Rules::of(&ctx2), by.staff_id(), &request, note.as_deref(), now).await
        })
    })
    .await
}

/// Takes the entry back, by another person than the one who proposed it.
pub async fn approve(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Correction, Refused> {
    decide(ctx, by, id, true).await
}

/// Leaves the entry as it is.
pub async fn refuse(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Correction, Refused> {
    decide(ctx, by, id, false).await
}

/// What waits for the second reviewer.
pub async fn waiting(ctx: &Ctx) -> Result<Vec<Correction>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(correction::list_open(&mut conn, LIST).await?)
}

/// What the same form has made before.
async fn known(tx: &mut Conn, request: &Request) -> Result<Option<Correction>, Fault> {
    Ok(correction::find(tx, &request.id).await?.filter(|known| known.seq == request.seq))
}

async fn place(
    tx: &mut Conn,
    rules: &Rules<'_>,
    staff_id: &str,
    request: &Request,
    note: Option<&str>,
    now: Timestamp,
) -> Result<Correction, Refused> {
    let entry = read(tx, request.seq).await?;
    let maker = index_of(tx, staff_id).await?;
    if let Some(known) = known(tx, request).await? {
        return Ok(known);
    }
    entry.may_be_reversed(tx, rules, now).await?;
    let own = entry.own()?;
    let holder = Holder::of(tx, own).await?;
    holder.may_propose(&maker)?;
    let new = Correction {
        id: request.id.clone(),
        seq: request.seq,
        account: own.account.number.clone(),
        holder_index: holder.index.unwrap_or_default(),
        reason: request.reason,
        note: note.map(str::to_owned),
        state: ProposalState::Proposed,
        proposed_by: staff_id.to_owned(),
        proposed_index: maker,
        proposed: now,
        decided_by: None,
        reversal_seq: None,
    };
    if !correction::insert(tx, &new).await? {
        // The same form, sent at the same time, was first; or another one is about this entry.
        let twin = known(tx, request).await?;
        return twin.ok_or(Refused::Irreversible(Irreversible::AlreadyProposed));
    }
    let detail = format!("entry={} reason={}", new.seq, new.reason.code());
    record(tx, staff_id, "correction.propose", &new, &detail, now).await?;
    Ok(new)
}

async fn decide(ctx: &Ctx, by: &SecondReviewer, id: &str, approve: bool) -> Result<Correction, Refused> {
    let (now, by, id, ctx2) = (ctx.now(), by.clone(), id.to_owned(), ctx.clone());
    ctx.detached("correction.decide", async move {
        store::write!(ctx2.store, "correction.decide", |tx| {
            carry_out(&mut tx, &Rules::of(&ctx2), by.staff_id(), &id, approve, now).await
        })
    })
    .await
}

/// Months, account, ledger, proposal, audit: in this order, as everywhere.
async fn carry_out(
    tx: &mut Conn,
    rules: &Rules<'_>,
    staff_id: &str,
    id: &str,
    approve: bool,
    now: Timestamp,
) -> Result<Correction, Refused> {
    // An import or a settlement that is under way knows the account as it was.
    remittance::lock(tx, "correction").await?;
    let checker = index_of(tx, staff_id).await?;
    let account = correction::find(tx, id).await?.ok_or(Refused::NotFound)?.account;
    withdrawal::account_lock(tx, &account).await?;
    // As it stands now that nobody else decides it.
    let proposal = correction::find(tx, id).await?.ok_or(Refused::NotFound)?;
    let entry = read(tx, proposal.seq).await?;
    let own = entry.own()?;
    Holder::of(tx, own).await?.may_decide(&proposal.proposed_index, &checker)?;
    if decided_so(proposal.state, approve)? {
        return Ok(proposal);
    }
    let reversal = match approve {
        true => Some(take_back(tx, rules, &proposal, &entry, now).await?),
        false => None,
    };
    let by = Decider { staff_id, id_index: &checker, at: now };
    if !correction::decide(tx, id, reversal, by).await? {
        return Err(Refused::Decided);
    }
    let action = if approve { "correction.approve" } else { "correction.refuse" };
    let detail = format!("entry={} amount={}", proposal.seq, entry.row.amount.plain());
    record(tx, staff_id, action, &proposal, &detail, now).await?;
    correction::find(tx, id).await?.ok_or(Refused::NotFound)
}

/// The reversal, the interest of settled years, the money's place in suspense, the months of the account.
async fn take_back(
    tx: &mut Conn,
    rules: &Rules<'_>,
    proposal: &Correction,
    entry: &Entry,
    now: Timestamp,
) -> Result<i64, Refused> {
    entry.may_be_reversed(tx, rules, now).await?;
    let reversal = match ledger::transfer_reverse(tx, &entry.row, now.day(), now).await {
        Err(store::Error::NotEnough) => {
            return Err(Refused::Irreversible(Irreversible::NotEnough { free: entry.free }));
        }
        Err(error) if error.is_conflict("ledger_transfer_reversed_once", "ledger_transfer.reverses_seq") => {
            return Err(Refused::Irreversible(Irreversible::AlreadyReversed));
        }
        done => done?,
    };
    let own = entry.own()?;
    // Interest of settled years that rested on the entry goes back with it, or the entry stays.
    match interest::corrected_in(tx, rules, &own.account.number, entry.row.value_date, now).await {
        Ok(_) => {}
        Err(Unpaid::Problem(_)) => {
            return Err(Refused::Irreversible(Irreversible::NotEnough { free: entry.free }));
        }
        Err(Unpaid::Fault(fault)) => return Err(fault.into()),
    }
    suspense::keep(tx, proposal, &entry.row, reversal, payer(own), now).await?;
    if entry.row.business == BusinessCode::RegularRemittance {
        recount(tx, &own.account.number).await?;
    }
    Ok(reversal)
}

/// Who paid: the employer, or the holder of an account without one.
fn payer(own: &OwnAccount) -> &str {
    own.unit_name.as_deref().unwrap_or(&own.person_name)
}

/// Counts the paid months of an account from its rows.
pub(crate) async fn recount(tx: &mut Conn, account: &AccountNo) -> Result<(), Fault> {
    let months = PaidMonths::count(remittance::months_paid(tx, account).await?);
    account::months_set(tx, account, months).await?;
    Ok(())
}

/// An entry with the account that it credits.
struct Entry {
    row: Transfer,
    own: Option<OwnAccount>,
    free: Fen,
}

async fn read(conn: &mut Conn, seq: i64) -> Result<Entry, Refused> {
    let row = ledger::transfer_find(conn, seq).await?;
    let row = row.ok_or(Refused::Irreversible(Irreversible::NotFound))?;
    // A reversal debits the member; everything else that may be corrected credits one.
    let member = if row.reverses.is_some() { &row.debit } else { &row.credit };
    let own = match AccountNo::parse(member) {
        Ok(number) => account::find(conn, &number).await?,
        Err(_) => None,
    };
    let free = own.as_ref().map_or(Fen::ZERO, |own| own.account.available());
    Ok(Entry { row, own, free })
}

impl Entry {
    async fn may_be_reversed(
        &self,
        conn: &mut Conn,
        rules: &Rules<'_>,
        now: Timestamp,
    ) -> Result<(), Refused> {
        let nature = Nature {
            posted_at_once: self.row.kind == "post",
            is_reversal: self.row.reverses.is_some(),
            is_reversed: self.row.reversed_by.is_some(),
            of_a_case: self.row.case_id.is_some(),
            is_interest: self.row.business == BusinessCode::AnnualInterest,
            of_a_merge: self.row.business == BusinessCode::InternalTransfer,
            of_a_transfer: self.row.business == BusinessCode::TransferIn,
            credits_a_member: self.own.is_some(),
        };
        reversible(nature, self.row.amount, self.free).map_err(Refused::Irreversible)?;
        let account = &self.own()?.account.number;
        match interest::overdrawn_without(conn, rules, account, self.row.seq, now).await? {
            Some(day) => Err(Refused::Irreversible(Irreversible::Overdrawn { day })),
            None => Ok(()),
        }
    }

    fn own(&self) -> Result<&OwnAccount, Refused> {
        self.own.as_ref().ok_or(Refused::Irreversible(Irreversible::NotIntoAnAccount))
    }
}

/// True when the money of an entry came from the bank.
pub(crate) fn came_from_the_bank(row: &Transfer) -> bool {
    row.debit == BANK_DEPOSIT
}

async fn record(
    tx: &mut Conn,
    actor: &str,
    action: &str,
    of: &Correction,
    detail: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let event = audit::Event { at: now, actor, action, subject: of.account.as_str(), detail };
    audit::append(tx, &event).await?;
    Ok(())
}

#[cfg(test)]
mod file_tests;
#[cfg(test)]
pub(crate) mod tests;
