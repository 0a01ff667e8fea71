//! What one person has proposed and another one decides, whatever it is about (制单、复核): one list, one page each, one
//! way to decide with the one-time code. What deciding does stays with the matter: this module hands on.

use crate::{
    Ctx, Failure, Fault, account_act,
    actor::SecondReviewer,
    base, closing, correction, deferral,
    draft::{self, Form},
    indicator,
    reviewer::Reviewer,
    second_factor, suspense, transfer,
    two_people::{Holder, Refused, index_of},
};
use domain::{
    AccountNo, FormField, FormState, Problem, Timestamp,
    base::BatchState,
    closing::Ending,
    indicator::Plan,
    suspense::Use,
    two_people::{Conflict, ProposalState},
};
use serde::{Deserialize, Serialize};
use store::{
    Conn,
    account::{self, OwnAccount},
    account_act as act_rows, agent, base as base_rows, closing as closing_rows,
    correction as correction_rows, deferral as deferral_rows, indicator_plan as plan_rows,
    ledger::{self, Transfer},
    staff, suspense as suspense_rows,
};

/// Under which what was typed is kept.
const FORM: &str = "proposal";
/// Under which the reason of a refused decision is kept for the page after it.
const REFUSED: &str = "proposal-refused";

/// What a proposal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 冲正
    Correction,
    /// 封存、启封、冻结、解冻、内部转移
    Account,
    /// 暂收款
    Suspense,
    /// 销户、合并
    Closing,
    /// 基数调整
    Base,
    /// 缓缴、降低比例
    Deferral,
    /// 异地转移接续
    Transfer,
    /// 年度计划
    Plan,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::Correction,
        Kind::Account,
        Kind::Suspense,
        Kind::Closing,
        Kind::Base,
        Kind::Deferral,
        Kind::Transfer,
        Kind::Plan,
    ];

    /// As it stands in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Correction => "correction",
            Kind::Account => "account",
            Kind::Suspense => "suspense",
            Kind::Closing => "closing",
            Kind::Base => "base",
            Kind::Deferral => "deferral",
            Kind::Transfer => "transfer",
            Kind::Plan => "plan",
        }
    }

    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A proposal with all that its own matter keeps of it.
#[derive(Clone, Debug)]
pub enum Proposal {
    Correction(correction::Correction),
    Account(account_act::Proposed),
    Suspense(suspense::Proposed),
    Closing(closing::Closing),
    Base(base::Batch),
    Deferral(deferral::Deferral),
    Transfer(Box<transfer::Asked>),
    Plan(indicator::Proposed),
}

/// The same of each.
macro_rules! each {
    ($of:expr, $one:ident => $value:expr) => {
        match $of {
            Proposal::Correction($one) => $value,
            Proposal::Account($one) => $value,
            Proposal::Suspense($one) => $value,
            Proposal::Closing($one) => $value,
            Proposal::Base($one) => $value,
            Proposal::Deferral($one) => $value,
            Proposal::Transfer($one) => $value,
            Proposal::Plan($one) => $value,
        }
    };
}

impl Proposal {
    pub const fn kind(&self) -> Kind {
        match self {
            Proposal::Correction(_) => Kind::Correction,
            Proposal::Account(_) => Kind::Account,
            Proposal::Suspense(_) => Kind::Suspense,
            Proposal::Closing(_) => Kind::Closing,
            Proposal::Base(_) => Kind::Base,
            Proposal::Deferral(_) => Kind::Deferral,
            Proposal::Transfer(_) => Kind::Transfer,
            Proposal::Plan(_) => Kind::Plan,
        }
    }

    pub fn id(&self) -> &str {
        each!(self, one => &one.id)
    }

    pub fn proposed(&self) -> Timestamp {
        each!(self, one => one.proposed)
    }

    fn proposed_by(&self) -> &str {
        each!(self, one => &one.proposed_by)
    }

    fn proposed_index(&self) -> &str {
        each!(self, one => &one.proposed_index)
    }

    pub fn state(&self) -> ProposalState {
        match self {
            Proposal::Correction(one) => one.state,
            Proposal::Account(one) => one.state,
            Proposal::Suspense(one) => one.state,
            Proposal::Closing(one) => one.state,
            Proposal::Deferral(one) => one.state,
            Proposal::Transfer(one) => one.state,
            Proposal::Plan(one) => one.state,
            Proposal::Base(one) => match one.state {
                BatchState::Loading | BatchState::Open => ProposalState::Proposed,
                BatchState::Approved | BatchState::Applied => ProposalState::Done,
                BatchState::Refused => ProposalState::Refused,
            },
        }
    }

    /// The account that it is about; none of a unit's, of the fund's, and of money that goes back.
    pub fn account(&self) -> Option<&AccountNo> {
        match self {
            Proposal::Correction(one) => Some(&one.account),
            Proposal::Account(one) => Some(&one.account),
            Proposal::Closing(one) => Some(&one.account),
            Proposal::Transfer(one) => Some(&one.transfer.account),
            Proposal::Suspense(one) => match &one.what {
                Use::Account(placing) => Some(&placing.account),
                Use::Refund { .. } | Use::File { .. } => None,
            },
            Proposal::Base(_) | Proposal::Deferral(_) | Proposal::Plan(_) => None,
        }
    }
}

/// Everything that waits for a second reviewer, oldest first; but nothing about the reviewer's own account or the
/// spouse's: who reads that an account will be frozen can empty it before.
pub async fn waiting(ctx: &Ctx, reviewer: &Reviewer) -> Result<Vec<Proposal>, Fault> {
    let mut all: Vec<Proposal> = Vec::new();
    all.extend(correction::waiting(ctx).await?.into_iter().map(Proposal::Correction));
    all.extend(account_act::waiting(ctx).await?.into_iter().map(Proposal::Account));
    all.extend(suspense::waiting(ctx).await?.into_iter().map(Proposal::Suspense));
    let closings = closing::waiting(ctx).await?.into_iter();
    // The payment of a transfer is decided with the transfer.
    all.extend(closings.filter(|one| !matches!(one.ending, Ending::Transferred(_))).map(Proposal::Closing));
    let batches = base::list(ctx).await?.into_iter();
    all.extend(batches.filter(|batch| batch.state == BatchState::Open).map(Proposal::Base));
    all.extend(deferral::waiting(ctx).await?.into_iter().map(Proposal::Deferral));
    all.extend(indicator::waiting(ctx).await?.into_iter().map(Proposal::Plan));
    let mut conn = ctx.store.read().await?;
    let transfers = transfer::asked_all(&mut conn).await?.into_iter().map(Box::new);
    all.extend(transfers.map(Proposal::Transfer));
    let me = index_of(&mut conn, reviewer.staff_id()).await?;
    let mut shown = Vec::new();
    for proposal in all {
        let own = account_of(&mut conn, &proposal).await?;
        if !is_own(&mut conn, own.as_ref(), &me).await? {
            shown.push(proposal);
        }
    }
    shown.sort_by_key(Proposal::proposed);
    Ok(shown)
}

/// The account that a proposal is about, with its holder.
async fn account_of(conn: &mut Conn, proposal: &Proposal) -> Result<Option<OwnAccount>, Fault> {
    match proposal.account() {
        Some(number) => Ok(account::find(conn, number).await?),
        None => Ok(None),
    }
}

/// Whether an account is this person's own, or the spouse's.
async fn is_own(conn: &mut Conn, account: Option<&OwnAccount>, me: &str) -> Result<bool, Fault> {
    match account {
        Some(account) => Ok(Holder::of(conn, account).await?.may_propose(me).is_err()),
        None => Ok(false),
    }
}

/// A proposal as a reviewer sees it.
#[derive(Clone, Debug)]
pub struct Page {
    pub proposal: Proposal,
    /// Name of who proposed it.
    pub maker: String,
    /// The account that it is about, with its holder.
    pub own: Option<OwnAccount>,
    /// The entry that a correction takes back.
    pub entry: Option<Transfer>,
    /// The plan that stands where another one is proposed.
    pub standing: Option<Plan>,
    /// Why this reviewer may not decide it, whatever the role.
    pub conflict: Option<Conflict>,
    /// It waits, and this is a second reviewer without a conflict.
    pub may_decide: bool,
    pub form: FormState<Field>,
    /// Why the last decision was not carried out, in both languages.
    pub refused: Option<[String; 2]>,
}

/// One proposal; `None` when there is none of this kind and id that this reviewer may see.
pub async fn page(ctx: &Ctx, reviewer: &Reviewer, kind: Kind, id: &str) -> Result<Option<Page>, Fault> {
    let mut conn = ctx.store.read().await?;
    let Some(proposal) = find(&mut conn, kind, id).await? else { return Ok(None) };
    let me = index_of(&mut conn, reviewer.staff_id()).await?;
    let own = account_of(&mut conn, &proposal).await?;
    if is_own(&mut conn, own.as_ref(), &me).await? {
        return Ok(None);
    }
    let entry = match &proposal {
        Proposal::Correction(one) => ledger::transfer_find(&mut conn, one.seq).await?,
        _ => None,
    };
    let standing = match &proposal {
        Proposal::Plan(one) => plan_rows::find_standing(&mut conn, one.plan.year()).await?,
        _ => None,
    };
    let conflict = conflict(&mut conn, &proposal, &me).await?;
    let maker = maker(&mut conn, &proposal).await?;
    drop(conn);
    let is_second = matches!(reviewer, Reviewer::Second(_));
    let draft = draft::load::<Field>(ctx, Some(reviewer.session()), FORM).await?;
    let refused = draft::kept_text(ctx, reviewer.session(), REFUSED).await?;
    Ok(Some(Page {
        may_decide: is_second && conflict.is_none() && proposal.state() == ProposalState::Proposed,
        form: if draft.request_id == id { draft.state } else { FormState::default() },
        refused: refused
            .filter(|(of, _)| of == id)
            .and_then(|(_, text)| serde_json::from_str::<Why>(&text).ok())
            .map(|why| why.words),
        proposal,
        maker,
        own,
        entry,
        standing: standing.map(|found| found.plan),
        conflict,
    }))
}

async fn find(conn: &mut Conn, kind: Kind, id: &str) -> Result<Option<Proposal>, Fault> {
    Ok(match kind {
        Kind::Correction => correction_rows::find(conn, id).await?.map(Proposal::Correction),
        Kind::Account => act_rows::find(conn, id).await?.map(Proposal::Account),
        Kind::Suspense => suspense_rows::use_find(conn, id).await?.map(Proposal::Suspense),
        Kind::Closing => closing_rows::find(conn, id)
            .await?
            .filter(|one| !matches!(one.ending, Ending::Transferred(_)))
            .map(Proposal::Closing),
        Kind::Base => base_rows::batch_find(conn, id)
            .await?
            .filter(|batch| batch.state != BatchState::Loading)
            .map(Proposal::Base),
        Kind::Deferral => deferral_rows::find(conn, id).await?.map(Proposal::Deferral),
        Kind::Transfer => transfer::asked_find(conn, id).await?.map(Box::new).map(Proposal::Transfer),
        Kind::Plan => plan_rows::find(conn, id).await?.map(Proposal::Plan),
    })
}

/// The same rules that deciding asks, told before somebody tries.
async fn conflict(conn: &mut Conn, proposal: &Proposal, me: &str) -> Result<Option<Conflict>, Fault> {
    if proposal.proposed_index() == me {
        return Ok(Some(Conflict::SamePerson));
    }
    let is_own = match proposal {
        Proposal::Base(batch) => base_rows::holds_line(conn, &batch.id, me).await?,
        Proposal::Deferral(one) => deferral_rows::holds_account(conn, &one.unit_id, me).await?,
        _ => false,
    };
    Ok(is_own.then_some(Conflict::OwnAccount))
}

/// A member of staff, or an agent of the unit.
async fn maker(conn: &mut Conn, proposal: &Proposal) -> Result<String, Fault> {
    let id = proposal.proposed_by();
    if let Some(staff) = staff::find(conn, id).await? {
        return Ok(staff.name);
    }
    Ok(agent::find(conn, id).await?.map_or_else(String::new, |agent| agent.name))
}

/// The fields of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The committee's approval of a deferral.
    Approval,
    Code,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[Field::Approval, Field::Code];

    fn name(self) -> &'static str {
        match self {
            Field::Approval => "approval",
            Field::Code => "code",
        }
    }

    fn keep(self) -> bool {
        self != Field::Code
    }
}

/// A decision as it was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub kind: Kind,
    pub id: String,
    pub approve: bool,
    pub approval: String,
    pub code: String,
}

/// What came of a decision.
#[derive(Debug)]
pub enum Decided {
    Done,
    NotFound,
    /// Not carried out, by the rules of the matter; the page after it says why.
    Refused(Refused),
}

/// Decides with the code of now. Sent twice, it is decided once: what is decided as asked needs no second code.
pub async fn decide(ctx: &Ctx, by: &SecondReviewer, sent: Sent) -> Result<Decided, Failure<Field>> {
    let mut conn = ctx.store.read().await?;
    let Some(known) = find(&mut conn, sent.kind, &sent.id).await? else { return Ok(Decided::NotFound) };
    drop(conn);
    let asked = if sent.approve { ProposalState::Done } else { ProposalState::Refused };
    if known.state() == asked {
        return Ok(Decided::Done);
    }
    let mut form = FormState::default().with(Field::Approval, &sent.approval);
    if sent.approve && sent.kind == Kind::Deferral && sent.approval.trim().is_empty() {
        form.reject(Field::Approval, Problem::Missing);
        return keep(ctx, by, &sent.id, form).await;
    }
    let proof = match second_factor::require(ctx, by.staff_id(), &sent.code, ctx.now()).await? {
        Ok(proof) => proof,
        Err(problem) => {
            form.reject(Field::Code, problem);
            return keep(ctx, by, &sent.id, form).await;
        }
    };
    // Spent before the act: one code carries one decision at most.
    let spent = store::write!(ctx.store, "proposal.prove", |tx| proof.spend(&mut tx).await)?;
    if let Err(problem) = spent {
        form.reject(Field::Code, problem);
        return keep(ctx, by, &sent.id, form).await;
    }
    draft::forget(ctx, by.session(), FORM).await?;
    match hand_on(ctx, by, &sent).await {
        Ok(()) => {
            draft::forget(ctx, by.session(), REFUSED).await?;
            Ok(Decided::Done)
        }
        Err(Refused::Fault(fault)) => Err(Failure::Fault(fault)),
        Err(Refused::NotFound) => Ok(Decided::NotFound),
        Err(refused) => Ok(Decided::Refused(refused)),
    }
}

async fn hand_on(ctx: &Ctx, by: &SecondReviewer, sent: &Sent) -> Result<(), Refused> {
    let id = sent.id.as_str();
    match (sent.kind, sent.approve) {
        (Kind::Correction, true) => correction::approve(ctx, by, id).await.map(drop),
        (Kind::Correction, false) => correction::refuse(ctx, by, id).await.map(drop),
        (Kind::Account, true) => account_act::approve(ctx, by, id).await.map(drop),
        (Kind::Account, false) => account_act::refuse(ctx, by, id).await.map(drop),
        (Kind::Suspense, true) => suspense::approve(ctx, by, id).await.map(drop),
        (Kind::Suspense, false) => suspense::refuse(ctx, by, id).await.map(drop),
        (Kind::Closing, true) => closing::approve(ctx, by, id).await.map(drop),
        (Kind::Closing, false) => closing::refuse(ctx, by, id).await.map(drop),
        (Kind::Base, true) => base::approve(ctx, by, id).await.map(drop),
        (Kind::Base, false) => base::refuse(ctx, by, id).await.map(drop),
        (Kind::Deferral, true) => deferral::approve(ctx, by, id, &sent.approval).await.map(drop),
        (Kind::Deferral, false) => deferral::refuse(ctx, by, id).await.map(drop),
        (Kind::Transfer, true) => transfer::approve(ctx, by, id).await.map(drop),
        (Kind::Transfer, false) => transfer::refuse(ctx, by, id).await.map(drop),
        (Kind::Plan, true) => indicator::approve(ctx, by, id).await.map(drop),
        (Kind::Plan, false) => indicator::refuse(ctx, by, id).await.map(drop),
    }
}

async fn keep(
    ctx: &Ctx,
    by: &SecondReviewer,
    id: &str,
    form: FormState<Field>,
) -> Result<Decided, Failure<Field>> {
    let draft = Form { request_id: id.to_owned(), state: form.clone() };
    draft::save(ctx, by.session(), FORM, draft).await?;
    Err(Failure::Rejected(form))
}

/// Why a decision was not carried out, as the page after it says it.
#[derive(Serialize, Deserialize)]
struct Why {
    words: [String; 2],
}

/// Keeps the sentence of a refused decision for the page that follows.
pub async fn keep_refused(ctx: &Ctx, by: &SecondReviewer, id: &str, words: [String; 2]) -> Result<(), Fault> {
    let text = serde_json::to_string(&Why { words })?;
    draft::keep_text(ctx, by.session(), REFUSED, id.to_owned(), &text).await
}

#[cfg(test)]
mod tests;
