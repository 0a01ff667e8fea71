//! Filing: the months that are missing at that moment, with what stands in the books. The form carries the id of
//! the complaint it will make: sent twice, it makes one. A month is complained about once at a time by a unique
//! index, whatever two forms in two tabs do.

use super::{Complaint, Event, rule_on, working_days};
use crate::{
    Ctx, Fault,
    actor::Member,
    ids,
    months::{Seen, look, unclaimed},
    rent::submit::{hash, mint},
};
use domain::{
    CaseNumber, Month, Timestamp,
    complaint::{ComplaintEvent, ComplaintState, Evidence, KeptRow},
    month_state::{KeptCell, MonthCell},
    withdrawal::CaseRole,
};
use store::{
    Conn,
    account::{self, OwnAccount},
    audit, complaint, ledger, person,
};

/// Months around the gaps, and entries, that the evidence holds.
const AROUND: usize = 36;
const ROWS: usize = 12;

/// What came of sending the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filed {
    /// The complaint, made now or by an earlier sending.
    Complaint(CaseNumber),
    /// Every missing month has come meanwhile, or is complained about already.
    Nothing,
    /// The form was made by hand, or its id stands for something else.
    Malformed,
}

/// One proven request.
struct Request {
    id: String,
    hash: String,
    person_id: String,
    months: Vec<Month>,
    number: CaseNumber,
    now: Timestamp,
}

/// Files a complaint about the months that the page named; `months` is `202603,202604` as the form carries it.
pub async fn file(ctx: &Ctx, member: &Member, request_id: &str, months: &str) -> Result<Filed, Fault> {
    let now = ctx.now();
    let parsed = months.split(',').map(Month::parse).collect::<Result<Vec<Month>, _>>();
    let (Ok(parsed), true) = (parsed, ids::is_uuid(request_id)) else { return Ok(Filed::Malformed) };
    let request = Request {
        id: request_id.to_owned(),
        hash: hash(&[member.person_id(), "complaint", months]),
        person_id: member.person_id().to_owned(),
        months: parsed,
        number: mint(ctx, now),
        now,
    };
    let ctx = ctx.clone();
    ctx.clone()
        .detached("complaint.file", async move {
            let filed = store::write!(ctx.store, "complaint.file", |tx| place(&mut tx, &request).await);
            match filed {
                Ok(filed) => Ok(filed),
                Err(Halt::Claimed) => Ok(Filed::Nothing),
                Err(Halt::Fault(fault)) => Err(fault),
            }
        })
        .await
}

/// Why a transaction is rolled back.
enum Halt {
    /// Another form was faster with one of the months.
    Claimed,
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Halt {
    fn from(error: E) -> Self {
        Halt::Fault(error.into())
    }
}

impl store::MaybeTransient for Halt {
    fn is_transient(&self) -> bool {
        matches!(self, Halt::Fault(fault) if fault.is_transient())
    }
}

/// Account, complaint, audit: in this order, as everywhere.
async fn place(tx: &mut Conn, request: &Request) -> Result<Filed, Halt> {
    if let Some(known) = complaint::complaint_find(tx, &request.id).await? {
        let same = known.request_hash == request.hash && known.person_id == request.person_id;
        return Ok(if same { Filed::Complaint(known.number) } else { Filed::Malformed });
    }
    let Some(own) = account::find_of_person(tx, &request.person_id).await? else { return Ok(Filed::Nothing) };
    ledger::account_lock(tx, own.account.number.as_str()).await?;
    let own = account::find(tx, &own.account.number).await?;
    let own = own.ok_or(Fault::Invariant("an account stays"))?;
    let today = request.now.day();
    let seen = look(tx, &own.account, today).await?;
    let claimed = complaint::month_list_live(tx, &own.account.number).await?;
    // What has come since the page was shown is no gap any more; what somebody complains about is not asked twice.
    let mut gaps = unclaimed(&seen.cells, &claimed);
    gaps.retain(|cell| request.months.contains(&cell.month));
    if gaps.is_empty() {
        return Ok(Filed::Nothing);
    }
    let evidence = serde_json::to_string(&evidence(&own, &seen, &gaps, request)).map_err(Fault::from)?;
    let person = person::find(tx, &request.person_id).await?;
    let rule = rule_on(today)?;
    let new = Complaint {
        id: request.id.clone(),
        request_hash: request.hash.clone(),
        number: request.number.clone(),
        account: own.account.number.clone(),
        person_id: request.person_id.clone(),
        maker_index: person.ok_or(Fault::Invariant("an account has a person"))?.id_index,
        evidence,
        rule_version: rule.version.clone(),
        state: ComplaintState::Open,
        filed: request.now,
        answer_by: working_days().after(today, rule.answer_days),
        late: false,
        papers_asked: false,
        first_by: None,
        second_by: None,
        version: 0,
    };
    let months: Vec<Month> = gaps.iter().map(|cell| cell.month).collect();
    if !complaint::complaint_insert(tx, &new, &months).await? {
        return Err(Halt::Claimed);
    }
    record(tx, &new).await?;
    Ok(Filed::Complaint(new.number))
}

fn evidence(own: &OwnAccount, seen: &Seen, gaps: &[MonthCell], request: &Request) -> Evidence {
    let account = &own.account;
    let rows = seen.entries.iter().rev().take(ROWS).rev().map(|entry| KeptRow {
        seq: entry.seq,
        posted_on: entry.posted_on,
        business: entry.business.code().to_owned(),
        month: entry.month,
        amount: entry.amount,
        standing: entry.standing().code().to_owned(),
    });
    let around = seen.cells.len().saturating_sub(AROUND);
    Evidence {
        as_of: request.now.day(),
        unit_name: own.unit_name.clone(),
        pay_day: seen.known.pay_day,
        base: account.base,
        unit_rate: account.unit_rate,
        personal_rate: account.personal_rate,
        unit_monthly: account.unit_monthly,
        personal_monthly: account.personal_monthly,
        months: gaps.iter().map(KeptCell::from).collect(),
        around: seen.cells.iter().skip(around).map(KeptCell::from).collect(),
        rows: rows.collect(),
        balance: account.balance,
    }
}

async fn record(tx: &mut Conn, new: &Complaint) -> Result<(), Fault> {
    let event = Event {
        at: new.filed,
        event: ComplaintEvent::Filed,
        role: CaseRole::Member,
        actor: new.person_id.clone(),
        reason: None,
        note: None,
        month: None,
        ledger_seq: None,
    };
    complaint::event_append(tx, &new.id, &event).await?;
    // The chain holds what the evidence was, so that nobody can change it later unseen.
    let detail = hash(&[&new.evidence]);
    let event = audit::Event {
        at: new.filed,
        actor: &new.person_id,
        action: "complaint.file",
        subject: new.number.as_str(),
        detail: &detail,
    };
    audit::append(tx, &event).await?;
    Ok(())
}
