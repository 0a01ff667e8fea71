//! The signature: person, password, account, agreement, standing order and first debit, in one transaction.

use super::{
    Applicant, Missing, Rules, Terms, Words,
    applicant::has_account,
    drafts::{AGREEMENT, DONE, IDENTITY, PASSWORD, PRODUCT, identity_form, is_signed, terms},
};
use crate::{
    Ctx, Fault,
    actor::SessionKey,
    debit,
    draft::{self, Form},
    people::{self, NewPerson},
    throttle::Tries,
};
use domain::{
    AccountNo, ContributionRate, Fen, Month, Problem, Timestamp,
    account::AccountKind,
    flex::{DebitState, FlexEvent, FlexState, IdentityField, Product, agreement},
};
use std::net::IpAddr;
use store::{
    Conn, account, audit, credential,
    debit::{Debit, Order},
    flex::{Agreement, Event},
    person,
};

/// The branch under which accounts opened online are numbered.
pub(crate) const ONLINE_BRANCH: u8 = 90;
pub(crate) const SEALED_CARD: &str = "debit_order.card";

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// Signed now, or by an earlier sending of the same form.
    Done,
    /// A page is not answered, or not for the words on the screen.
    Incomplete(Missing),
    /// No account can be opened for this identity number, or not yet; the reason stands at the field of page 1.
    Refused,
}

/// Signs. Sending twice, in two tabs or after a lost connection ends in one account. Strangers are counted by the
/// address they come from: each refusal tells that somebody is known here.
pub async fn submit(
    ctx: &Ctx,
    from: IpAddr,
    applicant: &Applicant,
    rules: &Rules,
    words: &Words,
) -> Result<Submitted, Fault> {
    let Some(session) = applicant.session() else { return Ok(Submitted::Incomplete(Missing::Identity)) };
    let terms = match terms(ctx, applicant, rules).await? {
        Ok(terms) => terms,
        Err(missing) => return unless_done(ctx, session, missing).await,
    };
    if !is_signed(ctx, Some(session), words).await? {
        return unless_done(ctx, session, Missing::Agreement).await;
    }
    let Some(person) = whose(ctx, applicant, session, &terms).await? else {
        return unless_done(ctx, session, Missing::Identity).await;
    };
    let tries = (!applicant.is_known()).then(|| Tries::join(ctx, from));
    if let Some(tries) = &tries
        && let Err(wait_seconds) = tries.take(ctx, ctx.now()).await?
    {
        refuse(ctx, session, Problem::TooManyTries { wait_seconds }).await?;
        return Ok(Submitted::Refused);
    }
    let rows = Rows::prepare(ctx, terms, words, person, tries)?;
    let request_id = rows.request_id.clone();
    let ctx_in = ctx.clone();
    let opened = ctx.detached("flex.submit", async move { sign_and_debit(&ctx_in, rows).await }).await?;
    if !opened {
        refuse(ctx, session, Problem::CannotOpenAccount).await?;
        return Ok(Submitted::Refused);
    }
    draft::keep_text(ctx, session, DONE, request_id, "").await?;
    for form in [IDENTITY, PRODUCT, AGREEMENT, PASSWORD] {
        draft::forget(ctx, session, form).await?;
    }
    Ok(Submitted::Done)
}

/// What was typed goes when it is signed: a form that was sent twice may find any part of it gone.
async fn unless_done(ctx: &Ctx, session: &SessionKey, missing: Missing) -> Result<Submitted, Fault> {
    let done = draft::kept_text(ctx, session, DONE).await?.is_some();
    Ok(if done { Submitted::Done } else { Submitted::Incomplete(missing) })
}

/// Puts the reason at the identity number; everything typed stays.
async fn refuse(ctx: &Ctx, session: &SessionKey, why: Problem) -> Result<(), Fault> {
    let Form { request_id, mut state } = identity_form(ctx, Some(session)).await?;
    state.clear_problems();
    state.reject(IdentityField::IdNumber, why);
    draft::save(ctx, session, IDENTITY, Form { request_id, state }).await
}

/// For whom the account is opened.
enum Person {
    /// Nobody with this identity number is known; the hash is that of the chosen password.
    New { row: person::Person, password_hash: String },
    /// Who signed in, with the mobile number given now.
    Known { id: String, mobile_sealed: String },
}

impl Person {
    fn id(&self) -> &str {
        match self {
            Person::New { row, .. } => &row.id,
            Person::Known { id, .. } => id,
        }
    }
}

async fn whose(
    ctx: &Ctx,
    applicant: &Applicant,
    session: &SessionKey,
    terms: &Terms,
) -> Result<Option<Person>, Fault> {
    let who = &terms.identity;
    if let Applicant::Member(member) = applicant {
        let mobile_sealed = people::seal_mobile(ctx, &who.mobile)?;
        return Ok(Some(Person::Known { id: member.person_id().to_owned(), mobile_sealed }));
    }
    let Some((_, hash)) = draft::kept_text(ctx, session, PASSWORD).await? else { return Ok(None) };
    let new = NewPerson { name: &who.name, id: &who.id, mobile: Some(&who.mobile) };
    let row = people::prepare(ctx, &new, ctx.now())?;
    Ok(Some(Person::New { row, password_hash: hash.to_string() }))
}

/// Everything that is written, made before the transaction so that a second try writes the same.
struct Rows {
    request_id: String,
    person: Person,
    debit_id: String,
    card_sealed: String,
    terms: Terms,
    words: Words,
    /// A stranger's, taken back when it was no refusal.
    tries: Option<Tries>,
    now: Timestamp,
}

impl Rows {
    fn prepare(
        ctx: &Ctx,
        terms: Terms,
        words: &Words,
        person: Person,
        tries: Option<Tries>,
    ) -> Result<Rows, Fault> {
        let now = ctx.now();
        let card = terms.plan.card.reveal();
        Ok(Rows {
            request_id: terms.request_id.clone(),
            person,
            debit_id: ctx.uuid(now),
            card_sealed: ctx.seal.seal(SEALED_CARD, card, ctx.randomness.as_ref())?,
            terms,
            words: words.clone(),
            tries,
            now,
        })
    }

    fn month(&self) -> Month {
        Month::of(self.now.day())
    }
}

/// True when the account is there; the first debit is asked for at once and again later if need be.
async fn sign_and_debit(ctx: &Ctx, rows: Rows) -> Result<bool, Fault> {
    let opened = store::write!(ctx.store, "flex.submit", |tx| sign(&mut tx, &rows).await)?;
    if opened {
        // The account stands whatever the bank says; the worker asks again for what is open.
        if let Err(fault) = debit::run_first(ctx, &rows.debit_id).await {
            tracing::error!(error = %fault, "the first debit waits for the next run");
        }
    }
    Ok(opened)
}

/// Stores or locks the person, and says whether an account may be opened. The person comes first in the
/// transaction: of two sendings at once the second waits here, then sees what the first has made.
async fn person_ready(tx: &mut Conn, rows: &Rows) -> Result<bool, Fault> {
    match &rows.person {
        Person::New { row, password_hash } => {
            let new = person::insert(tx, row).await?;
            if new {
                credential::set_password(tx, &row.id, password_hash, rows.now).await?;
            }
            Ok(new)
        }
        Person::Known { id, mobile_sealed } => {
            person::set_mobile(tx, id, mobile_sealed).await?;
            Ok(!has_account(tx, id).await?)
        }
    }
}

async fn sign(tx: &mut Conn, rows: &Rows) -> Result<bool, Fault> {
    let new = person_ready(tx, rows).await?;
    if !new && store::flex::agreement_find(tx, &rows.request_id).await?.is_none() {
        return Ok(false);
    }
    // Before the head of the audit, as in a sign-in.
    if let Some(tries) = &rows.tries {
        tries.succeeded(tx).await?;
    }
    if !new {
        return Ok(true);
    }
    let number = open_account(tx, rows).await?;
    let state = FlexState::Applied
        .after(FlexEvent::Sign, rows.terms.rules.version.missed)
        .ok_or(Fault::Invariant("an application can be signed"))?;
    let new = Agreement {
        id: rows.request_id.clone(),
        person_id: rows.person.id().to_owned(),
        account: number.clone(),
        state,
        product: rows.terms.plan.product,
        amount: rows.terms.plan.amount,
        occupation: rows.terms.identity.occupation,
        policy_version: rows.terms.rules.name.clone(),
        agreement_version: agreement::VERSION.to_owned(),
        agreement_hash: rows.words.hash.clone(),
        agreement_lang: rows.words.lang.to_owned(),
        missed_in_row: 0,
        signed: rows.now,
    };
    store::flex::agreement_insert(tx, &new).await?;
    first_debit(tx, rows).await?;
    for kind in [FlexState::Applied, state] {
        let event = Event {
            agreement_id: rows.request_id.clone(),
            debit_id: None,
            kind: kind.code().to_owned(),
            at: rows.now,
        };
        store::flex::event_append(tx, &event).await?;
    }
    let event = audit::Event {
        at: rows.now,
        actor: rows.person.id(),
        action: "flex.sign",
        subject: number.as_str(),
        detail: &rows.terms.rules.name,
    };
    audit::append(tx, &event).await?;
    Ok(true)
}

async fn open_account(tx: &mut Conn, rows: &Rows) -> Result<AccountNo, Fault> {
    let serial = store::flex::serial_take(tx, ONLINE_BRANCH).await?;
    let number =
        AccountNo::of(ONLINE_BRANCH, serial).ok_or(Fault::Invariant("the online branch has serials left"))?;
    let monthly = match rows.terms.plan.product {
        Product::Monthly => rows.terms.plan.amount,
        Product::Lump | Product::Free => Fen::ZERO,
    };
    let new = account::NewAccount {
        number: &number,
        person_id: rows.person.id(),
        unit_id: None,
        kind: AccountKind::Flex,
        opened_on: rows.now.day(),
        terms: account::Terms {
            base: Fen::ZERO,
            unit_rate: ContributionRate::from_bp(0),
            personal_rate: ContributionRate::from_bp(0),
            unit_monthly: Fen::ZERO,
            personal_monthly: monthly,
        },
    };
    account::insert(tx, &new).await?;
    Ok(number)
}

/// The standing order, and the debit of this month, due today.
async fn first_debit(tx: &mut Conn, rows: &Rows) -> Result<(), Fault> {
    let order = Order {
        agreement_id: rows.request_id.clone(),
        card_sealed: rows.card_sealed.clone(),
        card_tail: rows.terms.plan.card.tail().to_owned(),
        debit_day: rows.terms.plan.debit_day,
        made_month: rows.month(),
    };
    store::debit::order_insert(tx, &order).await?;
    let debit = Debit {
        id: rows.debit_id.clone(),
        agreement_id: rows.request_id.clone(),
        month: rows.month(),
        amount: rows.terms.plan.amount,
        state: DebitState::Due,
        tries: 0,
        ask_on: rows.now.day(),
        ledger_seq: None,
        created: rows.now,
    };
    Ok(store::debit::insert(tx, &debit).await?)
}
