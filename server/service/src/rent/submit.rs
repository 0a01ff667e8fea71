//! Sending a rent withdrawal: one case whatever happens to the phone, the tab or the connection.
//!
//! The form carries the id of the case it will make. A second sending with the same content finds the case; with
//! other content it is refused. The account is locked first, so that two forms about it decide one after the
//! other; the unique index on account and period stands behind that.

use super::{DRAFT, Field, KIND, policy};
use crate::{
    Ctx, Failure, Fault,
    actor::Member,
    ids,
    registers::{self, Counting},
    second_factor::{self, Proof},
};
use chrono::Days;
use domain::{
    BusinessCode, CaseNumber, Fen, FormState, Month, Problem, Timestamp,
    policy::{Decision, FactName, Outcome, Policy, Unit, Value, decide},
    withdrawal::{CaseRole, CaseState},
};
use sha2::{Digest, Sha256};
use store::{
    Conn,
    account::{self, OwnAccount},
    audit, draft,
    ledger::{self, Movement, PAYOUT_CLEARING},
    payout, payout_card, person,
    withdrawal::{self, Case, Event},
};

/// The law wants a decision within three days of acceptance (Regulation article 25).
const DECIDE_DAYS: u64 = 3;

/// The form as it was posted.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub request_id: String,
    /// The amount that the page showed; it must be the one of the draft.
    pub amount: String,
    pub declaration: String,
    pub code: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// The case, made now or by an earlier sending.
    Case(CaseNumber),
    /// The facts changed since the page was shown: the first page says what stands in the way now.
    NotNow,
}

/// A proven request, ready to be carried out any number of times with one result.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub id: String,
    pub hash: String,
    pub person_id: String,
    /// The draft of this session is done with once there is a case.
    pub session: String,
    pub amount: Fen,
    pub now: Timestamp,
    pub number: CaseNumber,
}

/// Sends the withdrawal that the check page shows.
pub async fn submit(ctx: &Ctx, member: &Member, sent: Sent) -> Result<Submitted, Failure<Field>> {
    let now = ctx.now();
    let mut state = FormState::<Field>::default()
        .with(Field::Amount, &sent.amount)
        .with(Field::Declaration, &sent.declaration);
    let amount = Fen::parse(&sent.amount).ok().filter(|amount| *amount > Fen::ZERO);
    let (Some(amount), true) = (amount, ids::is_uuid(&sent.request_id)) else { return Ok(Submitted::NotNow) };
    let request = Request {
        hash: hash(&[member.person_id(), KIND, &amount.plain()]),
        id: sent.request_id.clone(),
        person_id: member.person_id().to_owned(),
        session: member.session().as_str().to_owned(),
        amount,
        now,
        number: mint(ctx, now),
    };
    if let Some(earlier) = earlier(ctx, &request).await? {
        return answer(ctx, member, state, sent.request_id, earlier).await;
    }
    if sent.declaration != "yes" {
        state.reject(Field::Declaration, Problem::NotAccepted);
    }
    let proof = match second_factor::require(ctx, member.person_id(), &sent.code, now).await? {
        Ok(proof) if state.is_sound() => proof,
        // The code stays unspent: it may be used with the corrected form.
        Ok(_) => return reject(ctx, member, state, sent.request_id).await,
        Err(problem) => {
            // The same form in another tab may have spent the code a moment ago.
            if let Some(earlier) = self::earlier(ctx, &request).await? {
                return answer(ctx, member, state, sent.request_id, earlier).await;
            }
            state.reject(Field::Code, problem);
            return reject(ctx, member, state, sent.request_id).await;
        }
    };
    let outcome = {
        let (ctx, request) = (ctx.clone(), request.clone());
        ctx.clone().detached("rent.submit", async move { carry_out(&ctx, &request, &proof).await }).await?
    };
    answer(ctx, member, state, sent.request_id, outcome).await
}

/// What one carrying out found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Placed {
    Case(CaseNumber),
    /// The request id stands for something else.
    Reused,
    NotNow,
    CodeSpent(Problem),
}

async fn answer(
    ctx: &Ctx,
    member: &Member,
    mut state: FormState<Field>,
    request_id: String,
    placed: Placed,
) -> Result<Submitted, Failure<Field>> {
    match placed {
        Placed::Case(number) => Ok(Submitted::Case(number)),
        Placed::NotNow => Ok(Submitted::NotNow),
        Placed::Reused => {
            state.reject(Field::Amount, Problem::RequestReused);
            reject(ctx, member, state, ctx.uuid(ctx.now())).await
        }
        Placed::CodeSpent(problem) => {
            state.reject(Field::Code, problem);
            reject(ctx, member, state, request_id).await
        }
    }
}

async fn reject(
    ctx: &Ctx,
    member: &Member,
    state: FormState<Field>,
    request_id: String,
) -> Result<Submitted, Failure<Field>> {
    super::keep_draft(ctx, member, request_id, state.clone()).await?;
    Err(Failure::Rejected(state))
}

async fn earlier(ctx: &Ctx, request: &Request) -> Result<Option<Placed>, Fault> {
    let mut conn = ctx.store.read().await?;
    found(&mut conn, request).await
}

async fn found(conn: &mut Conn, request: &Request) -> Result<Option<Placed>, Fault> {
    let known = withdrawal::case_find(conn, &request.id).await?;
    Ok(known.map(|case| {
        let same = case.request_hash == request.hash && case.person_id == request.person_id;
        if same { Placed::Case(case.number) } else { Placed::Reused }
    }))
}

async fn carry_out(ctx: &Ctx, request: &Request, proof: &Proof) -> Result<Placed, Fault> {
    let policy = policy(ctx)?;
    let counting = Counting::of(ctx, request.now.day());
    let result = store::write!(ctx.store, "rent.submit", |tx| {
        if let Some(earlier) = found(&mut tx, request).await? {
            Ok(earlier)
        } else if let Err(problem) = proof.spend(&mut tx).await? {
            // The same form, sent a moment earlier, may have spent the code while this one waited for its row.
            Ok(found(&mut tx, request).await?.unwrap_or(Placed::CodeSpent(problem)))
        } else {
            place(&mut tx, policy, counting, request).await
        }
    });
    match result {
        Ok(placed) => Ok(placed),
        Err(Halt::NotNow) => Ok(Placed::NotNow),
        Err(Halt::Fault(fault)) => Err(fault),
    }
}

/// Why a transaction is rolled back.
#[derive(Debug)]
pub(crate) enum Halt {
    /// Refused by the rules as they are now, or claimed by somebody who was faster.
    NotNow,
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

/// Decides under the account's lock and writes everything that follows, in the order account, case, audit.
pub(crate) async fn place(
    tx: &mut Conn,
    policy: &Policy,
    counting: Counting,
    request: &Request,
) -> Result<Placed, Halt> {
    let own = account::find_of_person(tx, &request.person_id).await?.ok_or(Halt::NotNow)?;
    // A household's cap is one cap: the spouse's account is locked too, the lower number first.
    let mut accounts = vec![own.account.number.clone()];
    accounts.extend(registers::spouse_account(tx, &request.person_id).await?);
    accounts.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    for account in &accounts {
        withdrawal::account_lock(tx, account).await?;
    }
    if let Some(earlier) = found(tx, request).await? {
        return Ok(earlier);
    }
    // Read again: what was read before the lock may be of before somebody else's case.
    let own = account::find(tx, &own.account.number).await?.ok_or(Halt::NotNow)?;
    let today = request.now.day();
    let facts = registers::facts(tx, &own, KIND, counting, today).await?;
    let facts = facts.with(FactName::Requested, Value::Money(request.amount));
    let decision = decide(policy, &facts, today).map_err(|_| Fault::Invariant("rent rules are in force"))?;
    if decision.outcome == Outcome::Refused || decision.amount != request.amount {
        return Err(Halt::NotNow);
    }
    let case = new_case(tx, policy, request, &own, &decision).await?;
    let movement = Movement {
        debit: own.account.number.as_str(),
        credit: PAYOUT_CLEARING,
        amount: request.amount,
        business: BusinessCode::PartialWithdrawal,
        month: None,
        unit_part: None,
        personal_part: None,
        case_id: Some(&case.id),
        value_date: today,
        posted_on: today,
        recorded: request.now,
    };
    ledger::transfer_reserve(tx, &movement).await?.ok_or(Halt::NotNow)?;
    if case.state == CaseState::Approved {
        release_money(tx, &case.id, request.now).await?;
    }
    if !withdrawal::case_insert(tx, &case).await? {
        return Err(Halt::NotNow);
    }
    draft::remove(tx, &request.session, DRAFT).await?;
    record(tx, &case, &decision).await?;
    Ok(Placed::Case(case.number))
}

/// Turns the reservation of an approved case into a movement out of the account.
pub(crate) async fn release_money(tx: &mut Conn, case_id: &str, now: Timestamp) -> Result<(), Fault> {
    let open = ledger::reservation_find_open(tx, case_id).await?;
    let reservation = open.ok_or(Fault::Invariant("an approved case has an open reservation"))?;
    ledger::reservation_post(tx, &reservation, now.day(), now).await?;
    Ok(())
}

async fn new_case(
    tx: &mut Conn,
    policy: &Policy,
    request: &Request,
    own: &OwnAccount,
    decision: &Decision,
) -> Result<Case, Halt> {
    let today = request.now.day();
    let version = policy.on(today).ok_or(Halt::NotNow)?;
    let card = payout_card::card_find(tx, &request.person_id).await?.ok_or(Halt::NotNow)?;
    let person = person::find(tx, &request.person_id).await?.ok_or(Halt::NotNow)?;
    let period = match version.frequency.unit() {
        Some(unit) => unit.name(today),
        None => {
            let year = Timestamp::start_of(Unit::Year.start(today));
            let cases = withdrawal::case_count(tx, &own.account.number, KIND, year).await?;
            format!("{}-{}", Unit::Year.name(today), cases + 1)
        }
    };
    let approved = decision.outcome == Outcome::Approved;
    Ok(Case {
        id: request.id.clone(),
        request_hash: request.hash.clone(),
        number: request.number.clone(),
        account: own.account.number.clone(),
        person_id: request.person_id.clone(),
        maker_index: person.id_index,
        kind: KIND.to_owned(),
        period,
        state: if approved { CaseState::Approved } else { CaseState::FirstReview },
        amount: request.amount,
        card_sealed: card.sealed,
        card_tail: card.tail,
        bank: card.bank,
        decision: serde_json::to_string(decision).map_err(Fault::from)?,
        rule_version: decision.rule_version.clone(),
        submitted: request.now,
        decide_by: today.checked_add_days(Days::new(DECIDE_DAYS)).unwrap_or(today),
        returned: false,
        first_by: None,
        first_index: None,
        second_by: None,
        second_index: None,
        version: 0,
    })
}

/// Events, the order to the bank, and the audit row last.
async fn record(tx: &mut Conn, case: &Case, decision: &Decision) -> Result<(), Fault> {
    let event = |state: &str, role, actor: &str| Event {
        at: case.submitted,
        state: state.to_owned(),
        role,
        actor: actor.to_owned(),
        reason: None,
        note: None,
    };
    withdrawal::event_append(tx, &case.id, &event("submitted", CaseRole::Member, &case.person_id)).await?;
    withdrawal::event_append(tx, &case.id, &event(case.state.code(), CaseRole::System, "system")).await?;
    if case.state == CaseState::Approved {
        payout::order_insert(tx, &case.id, case.submitted).await?;
    }
    let detail = format!("{} {} {}", case.amount.plain(), decision.rule_version, case.state.code());
    let event = audit::Event {
        at: case.submitted,
        actor: &case.person_id,
        action: "rent.submit",
        subject: case.number.as_str(),
        detail: &detail,
    };
    audit::append(tx, &event).await?;
    Ok(())
}

pub(crate) fn mint(ctx: &Ctx, now: Timestamp) -> CaseNumber {
    let mut bytes = [0; 8];
    ctx.randomness.fill(&mut bytes);
    CaseNumber::mint(Month::of(now.day()), bytes)
}

pub(crate) fn hash(fields: &[&str]) -> String {
    let mut digest = Sha256::new();
    for field in fields {
        digest.update((field.len() as u64).to_be_bytes());
        digest.update(field.as_bytes());
    }
    domain::text::hex(&digest.finalize())
}
