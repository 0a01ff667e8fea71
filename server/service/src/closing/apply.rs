//! A contributor asks for the closing withdrawal (销户提取) on the page: why, or why not, at once; principal and interest
//! to date; the own card; one sending with a one-time code. Two people decide it as they decide every closing.

use super::{Closing, KIND, Payee, leave_rules, no, place, record, rows, standing_of};
use crate::{
    Ctx, Failure, Fault,
    actor::{FirstReviewer, Member},
    draft::{self, Form},
    ids,
    interest::{Rules, Unpaid, interest_to_date},
    rent::{
        own_card, put_card,
        submit::{hash, mint},
    },
    second_factor::{self, Proof},
    two_people::{Holder, Refused, index_of, note},
};
use chrono::{Days, NaiveDate};
use domain::{
    AccountNo, BankCard, CaseNumber, Fen, FormField, FormState, Problem, Timestamp,
    closing::{self, ApplicationState, ClosingReason, Ending, Law, LeaveRule, NotClosable},
    two_people::ProposalState,
    withdrawal::CaseState,
};
pub use store::closing::Application;
use store::{
    Conn,
    account::{self, OwnAccount},
    payout_card::{self, PayoutCard},
    person, withdrawal,
};

const DRAFT: &str = "closing";
/// Applications shown at once.
const LIST: i64 = 200;
/// The law wants a decision within three days of acceptance (Regulation article 25).
const DECIDE_DAYS: u64 = 3;
/// What a contributor can ask for; after a death the heirs come to the counter.
pub const REASONS: [ClosingReason; 4] =
    [ClosingReason::Retired, ClosingReason::LeftJob, ClosingReason::LeftCountry, ClosingReason::Disabled];

/// The fields of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Reason,
    Card,
    Declaration,
    Code,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[Field::Reason, Field::Card, Field::Declaration, Field::Code];

    fn name(self) -> &'static str {
        match self {
            Field::Reason => "reason",
            Field::Card => "card",
            Field::Declaration => "declaration",
            Field::Code => "code",
        }
    }

    /// A one-time code is gone with its use.
    fn keep(self) -> bool {
        self != Field::Code
    }
}

/// What `/close` shows.
#[derive(Clone, Debug)]
pub struct Page {
    pub own: OwnAccount,
    /// Of each reason, why it does not allow the closing today.
    pub reasons: Vec<(ClosingReason, Option<NotClosable>)>,
    /// Interest up to yesterday; `None` where the entries contradict each other.
    pub interest: Option<Fen>,
    pub card: Option<PayoutCard>,
    pub law: &'static Law,
    pub leave: &'static LeaveRule,
    /// The latest application, with what has become of it.
    pub latest: Option<View>,
    pub form: Form<Field>,
}

impl Page {
    /// The application that waits.
    pub fn open(&self) -> Option<&View> {
        self.latest.as_ref().filter(|latest| latest.application.state == ApplicationState::Open)
    }

    /// Some reason allows it today, and no application waits.
    pub fn may_ask(&self) -> bool {
        self.open().is_none() && self.interest.is_some() && self.reasons.iter().any(|(_, why)| why.is_none())
    }

    /// What stands in the way whatever the reason.
    pub fn in_the_way_of_all(&self) -> Option<NotClosable> {
        let (_, first) = self.reasons.first()?;
        first.filter(|_| self.reasons.iter().all(|(_, why)| why == first))
    }

    fn allows(&self, reason: ClosingReason) -> bool {
        self.may_ask() && self.reasons.iter().any(|(one, why)| *one == reason && why.is_none())
    }
}

/// Check your answers: what happens, in numbers.
#[derive(Clone, Debug)]
pub struct CheckPage {
    pub page: Page,
    pub reason: ClosingReason,
    pub card: PayoutCard,
    pub interest: Fen,
    /// Principal and interest.
    pub all: Fen,
    pub decide_by: NaiveDate,
    /// A second factor is set up; without one the page says where to do that.
    pub second_factor: bool,
}

/// A page of the form, or the one that has to come first.
#[derive(Clone, Debug)]
pub enum Step<T> {
    Here(T),
    First,
    /// This person has no account of the fund.
    NoAccount,
}

/// What stands in the way of each reason today, and what would be paid.
pub async fn page(ctx: &Ctx, member: &Member) -> Result<Option<Page>, Fault> {
    let now = ctx.now();
    let mut conn = ctx.store.read().await?;
    let Some(own) = account::find_of_person(&mut conn, member.person_id()).await? else { return Ok(None) };
    let facts = standing_of(&mut conn, &own).await?;
    let leave = leave_rules().on(&ctx.centre.city, now.day());
    let why = |reason| closing::may_withdraw(&facts.standing(&own), reason, leave, now.day()).err();
    let reasons = REASONS.map(|reason| (reason, why(reason))).to_vec();
    let interest = match interest_to_date(&mut conn, &Rules::of(ctx), &own.account.number, now).await {
        Ok(interest) => Some(interest),
        Err(Unpaid::Problem(_)) => None,
        Err(Unpaid::Fault(fault)) => return Err(fault),
    };
    let card = payout_card::card_find(&mut conn, member.person_id()).await?;
    let mine = rows::application_list_of_person(&mut conn, member.person_id(), 1).await?;
    let latest = match mine.into_iter().next() {
        Some(latest) => Some(view(&mut conn, latest).await?),
        None => None,
    };
    drop(conn);
    let form = draft::load(ctx, Some(member.session()), DRAFT).await?;
    Ok(Some(Page { own, reasons, interest, card, law: &leave_rules().law, leave, latest, form }))
}

/// Takes the reason and, if one was typed, a card of the person's own name that the bank has confirmed.
pub async fn save(ctx: &Ctx, member: &Member, reason: &str, card: &str) -> Result<Step<()>, Failure<Field>> {
    let Some(page) = page(ctx, member).await? else { return Ok(Step::NoAccount) };
    if !page.may_ask() {
        return Ok(Step::First);
    }
    let mut form = page.form.clone();
    form.state.clear_problems();
    form.state.set(Field::Reason, reason);
    form.state.set(Field::Card, card);
    let allowed = |text: &str| match ClosingReason::from_code(text) {
        Some(reason) if page.allows(reason) => Ok(reason),
        _ if text.is_empty() => Err(Problem::Missing),
        _ => Err(Problem::NotAChoice),
    };
    form.state.check(Field::Reason, allowed);
    if !(card.trim().is_empty() && page.card.is_some()) {
        let given = form.state.check(Field::Card, |text| BankCard::parse(text).map_err(Problem::from));
        if let Some(given) = given {
            match own_card(ctx, &given, &page.own.person_name).await? {
                Ok(()) => {
                    put_card(ctx, member, &given).await?;
                    // The number is sealed away: it does not stay in the draft.
                    form.state.set(Field::Card, "");
                }
                Err(problem) => form.state.reject(Field::Card, problem),
            }
        }
    }
    let sound = form.state.is_sound();
    draft::save(ctx, member.session(), DRAFT, form).await?;
    Ok(if sound { Step::Here(()) } else { Step::First })
}

/// Check your answers. Whatever is missing sends back.
pub async fn check(ctx: &Ctx, member: &Member) -> Result<Step<CheckPage>, Fault> {
    let Some(page) = page(ctx, member).await? else { return Ok(Step::NoAccount) };
    let reason = ClosingReason::from_code(page.form.state.value(Field::Reason));
    let reason = reason.filter(|reason| page.allows(*reason));
    let (Some(reason), Some(card), Some(interest)) = (reason, page.card.clone(), page.interest) else {
        return Ok(Step::First);
    };
    let all = page.own.account.balance.checked_add(interest).ok_or(Fault::Invariant("sums of money fit"))?;
    let second_factor = second_factor::is_set(ctx, member.person_id()).await?;
    let decide_by = decide_by(ctx.today());
    Ok(Step::Here(CheckPage { page, reason, card, interest, all, decide_by, second_factor }))
}

fn decide_by(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(DECIDE_DAYS)).unwrap_or(today)
}

/// The form as it was posted.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub request_id: String,
    /// As the page showed it.
    pub reason: String,
    pub declaration: String,
    pub code: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// The application, made now or by an earlier sending.
    Application(CaseNumber),
    /// Something changed since the page was shown: the first page says what stands in the way now.
    NotNow,
}

/// A proven request, ready to be carried out any number of times with one result.
#[derive(Clone, Debug)]
struct Request {
    id: String,
    hash: String,
    member: Member,
    reason: ClosingReason,
    number: CaseNumber,
    now: Timestamp,
}

/// What one carrying out found.
enum Placed {
    Application(CaseNumber),
    NotNow,
    CodeSpent(Problem),
}

/// Sends the application that the check page shows. Sent twice it is one.
pub async fn submit(ctx: &Ctx, member: &Member, sent: Sent) -> Result<Submitted, Failure<Field>> {
    let now = ctx.now();
    let reason = ClosingReason::from_code(&sent.reason).filter(|reason| REASONS.contains(reason));
    let (Some(reason), true) = (reason, ids::is_uuid(&sent.request_id)) else { return Ok(Submitted::NotNow) };
    let mut state = FormState::<Field>::default()
        .with(Field::Reason, &sent.reason)
        .with(Field::Declaration, &sent.declaration);
    let request = Request {
        hash: hash(&[member.person_id(), KIND, reason.code()]),
        id: sent.request_id.clone(),
        member: member.clone(),
        reason,
        number: mint(ctx, now),
        now,
    };
    if let Some(earlier) = earlier(ctx, &request).await? {
        return Ok(earlier);
    }
    if sent.declaration != "yes" {
        state.reject(Field::Declaration, Problem::NotAccepted);
        return reject(ctx, member, state, sent.request_id).await;
    }
    let proof = match second_factor::require(ctx, member.person_id(), &sent.code, now).await? {
        Ok(proof) => proof,
        Err(problem) => {
            // The same form in another tab may have spent the code a moment ago.
            if let Some(earlier) = self::earlier(ctx, &request).await? {
                return Ok(earlier);
            }
            state.reject(Field::Code, problem);
            return reject(ctx, member, state, sent.request_id).await;
        }
    };
    let ctx2 = ctx.clone();
    let placed = ctx.detached("closing.apply", async move { carry_out(&ctx2, &request, &proof).await });
    match placed.await? {
        Placed::Application(number) => Ok(Submitted::Application(number)),
        Placed::NotNow => Ok(Submitted::NotNow),
        Placed::CodeSpent(problem) => {
            state.reject(Field::Code, problem);
            reject(ctx, member, state, sent.request_id).await
        }
    }
}

async fn reject(
    ctx: &Ctx,
    member: &Member,
    state: FormState<Field>,
    request_id: String,
) -> Result<Submitted, Failure<Field>> {
    draft::save(ctx, member.session(), DRAFT, Form { request_id, state: state.clone() }).await?;
    Err(Failure::Rejected(state))
}

async fn earlier(ctx: &Ctx, request: &Request) -> Result<Option<Submitted>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(found(&mut conn, request).await?.map(|number| match number {
        Some(number) => Submitted::Application(number),
        None => Submitted::NotNow,
    }))
}

/// What the request id stands for already; `Some(None)` for something else.
async fn found(conn: &mut Conn, request: &Request) -> Result<Option<Option<CaseNumber>>, Fault> {
    let known = rows::application_find(conn, &request.id).await?;
    Ok(known.map(|known| {
        let same = known.request_hash == request.hash && known.person_id == request.member.person_id();
        same.then_some(known.number)
    }))
}

async fn carry_out(ctx: &Ctx, request: &Request, proof: &Proof) -> Result<Placed, Fault> {
    let placed = store::write!(ctx.store, "closing.apply", |tx| apply(ctx, &mut tx, request, proof).await);
    match placed {
        Ok(number) => Ok(Placed::Application(number)),
        Err(Refused::Note(problem)) => Ok(Placed::CodeSpent(problem)),
        Err(Refused::Fault(fault)) => Err(fault),
        Err(_) => Ok(Placed::NotNow),
    }
}

/// Judges under the account's lock and writes the application: account, application, audit.
async fn apply(ctx: &Ctx, tx: &mut Conn, request: &Request, proof: &Proof) -> Result<CaseNumber, Refused> {
    let person_id = request.member.person_id();
    let own = account::find_of_person(tx, person_id).await?.ok_or(no(NotClosable::NotFound))?;
    withdrawal::account_lock(tx, &own.account.number).await?;
    // The same form may have waited for the lock behind its twin.
    if let Some(known) = found(tx, request).await? {
        return known.ok_or(no(NotClosable::AlreadyProposed));
    }
    proof.spend(tx).await?.map_err(Refused::Note)?;
    let own = account::find(tx, &own.account.number).await?.ok_or(no(NotClosable::NotFound))?;
    super::may(ctx, tx, &own, &Ending::Withdrawn(request.reason), request.now).await?;
    let interest = match interest_to_date(tx, &Rules::of(ctx), &own.account.number, request.now).await {
        Ok(interest) => interest,
        Err(Unpaid::Problem(_)) => return Err(no(NotClosable::InterestUnclear)),
        Err(Unpaid::Fault(fault)) => return Err(fault.into()),
    };
    let card = payout_card::card_find(tx, person_id).await?.ok_or(no(NotClosable::NoCard))?;
    let holder = person::find(tx, person_id).await?.ok_or(Fault::Invariant("an account has a person"))?;
    let new = Application {
        id: request.id.clone(),
        request_hash: request.hash.clone(),
        number: request.number.clone(),
        account: own.account.number.clone(),
        person_id: person_id.to_owned(),
        holder_index: holder.id_index,
        reason: request.reason,
        payee: Payee { name: own.person_name.clone(), sealed: card.sealed, tail: card.tail, bank: card.bank },
        principal: own.account.balance,
        interest,
        state: ApplicationState::Open,
        note: None,
        filed: request.now,
        decide_by: decide_by(request.now.day()),
        ended: None,
    };
    if !rows::application_insert(tx, &new).await? {
        return Err(no(NotClosable::AlreadyProposed));
    }
    store::draft::remove(tx, request.member.session().as_str(), DRAFT).await?;
    let detail =
        format!("{} principal={} interest={}", new.reason.code(), new.principal.plain(), interest.plain());
    record(tx, person_id, "closing.apply", &new.account, &detail, request.now).await?;
    Ok(new.number)
}

/// An own application with what the reviewers have made of it.
#[derive(Clone, Debug)]
pub struct View {
    pub application: Application,
    /// The first reviewer's proposal.
    pub closing: Option<Closing>,
    /// How far the payment is, once there is one.
    pub payment: Option<CaseState>,
}

async fn view(conn: &mut Conn, application: Application) -> Result<View, Fault> {
    let closing = rows::find(conn, &application.id).await?;
    let payment = withdrawal::case_find(conn, &application.id).await?.map(|case| case.state);
    Ok(View { application, closing, payment })
}

impl View {
    /// No reviewer has taken it up.
    pub fn may_withdraw(&self) -> bool {
        self.application.state == ApplicationState::Open && self.closing.is_none()
    }
}

pub async fn list(ctx: &Ctx, member: &Member) -> Result<Vec<Application>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::application_list_of_person(&mut conn, member.person_id(), LIST).await?)
}

/// An application of this member; somebody else's is as good as none.
pub async fn one(ctx: &Ctx, member: &Member, number: &CaseNumber) -> Result<Option<View>, Fault> {
    let mut conn = ctx.store.read().await?;
    let found = rows::application_find_by_number(&mut conn, number).await?;
    let Some(application) = found.filter(|one| one.person_id == member.person_id()) else { return Ok(None) };
    Ok(Some(view(&mut conn, application).await?))
}

/// Takes an application back that no reviewer has taken up; `None` when there is no such application of this member.
pub async fn withdraw(
    ctx: &Ctx,
    member: &Member,
    number: &CaseNumber,
) -> Result<Option<ApplicationState>, Fault> {
    let now = ctx.now();
    let Some(view) = one(ctx, member, number).await? else { return Ok(None) };
    let (member, ctx2) = (member.clone(), ctx.clone());
    ctx.detached("closing.withdraw", async move {
        store::write!(ctx2.store, "closing.withdraw", |tx| {
            let of = &view.application;
            withdrawal::account_lock(&mut tx, &of.account).await?;
            let taken_up = rows::find(&mut tx, &of.id).await?.is_some();
            let to = ApplicationState::Withdrawn;
            if taken_up || !rows::application_end(&mut tx, &of.id, to, None, now).await? {
                let now_stands = rows::application_find(&mut tx, &of.id).await?;
                Ok(now_stands.map(|one| one.state))
            } else {
                record(&mut tx, member.person_id(), "closing.withdraw", &of.account, of.number.as_str(), now)
                    .await?;
                Ok::<_, Fault>(Some(to))
            }
        })
    })
    .await
}

/// What waits, the one that is due first on top; with the proposal of a first reviewer where there is one.
pub async fn applications(ctx: &Ctx) -> Result<Vec<Application>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::application_list_open(&mut conn, LIST).await?)
}

/// Proposes the closing that a contributor asked for; it is decided as every other.
pub async fn take_up(
    ctx: &Ctx,
    by: &FirstReviewer,
    number: &CaseNumber,
    basis: &str,
) -> Result<Closing, Refused> {
    let basis = note(basis)?.ok_or(no(NotClosable::NoBasis))?;
    let (now, by, number, ctx2) = (ctx.now(), by.clone(), number.clone(), ctx.clone());
    ctx.detached("closing.take_up", async move {
        store::write!(ctx2.store, "closing.take_up", |tx| {
            let of = open(&mut tx, &number).await?;
            let request = super::Request {
                id: of.id.clone(),
                account: of.account.clone(),
                ending: Ending::Withdrawn(of.reason),
                basis: basis.clone(),
                payee: None,
            };
            place(&ctx2, &mut tx, by.staff_id(), &request, Some(of.payee), &basis, now).await
        })
    })
    .await
}

/// Declines an application, with the reason that the contributor reads. What a first reviewer has proposed the second
/// decides.
pub async fn decline(
    ctx: &Ctx,
    by: &FirstReviewer,
    number: &CaseNumber,
    why: &str,
) -> Result<Application, Refused> {
    let why = note(why)?.ok_or(Refused::Note(Problem::Missing))?;
    let (now, by, number, ctx2) = (ctx.now(), by.clone(), number.clone(), ctx.clone());
    ctx.detached("closing.decline", async move {
        store::write!(ctx2.store, "closing.decline", |tx| {
            let of = open(&mut tx, &number).await?;
            let maker = index_of(&mut tx, by.staff_id()).await?;
            let own = account::find(&mut tx, &of.account).await?.ok_or(no(NotClosable::NotFound))?;
            Holder::of(&mut tx, &own).await?.may_propose(&maker)?;
            let ended = rows::find(&mut tx, &of.id).await?.is_none()
                && rows::application_end(&mut tx, &of.id, ApplicationState::Declined, Some(&why), now)
                    .await?;
            if ended {
                let detail = format!("{} {why}", of.number.as_str());
                record(&mut tx, by.staff_id(), "closing.decline", &of.account, &detail, now).await?;
                rows::application_find(&mut tx, &of.id).await?.ok_or(Refused::NotFound)
            } else {
                Err(Refused::Decided)
            }
        })
    })
    .await
}

/// An open application under the lock of its account.
async fn open(tx: &mut Conn, number: &CaseNumber) -> Result<Application, Refused> {
    let account: AccountNo =
        rows::application_find_by_number(tx, number).await?.ok_or(Refused::NotFound)?.account;
    withdrawal::account_lock(tx, &account).await?;
    let found = rows::application_find_by_number(tx, number).await?.ok_or(Refused::NotFound)?;
    if found.state == ApplicationState::Open { Ok(found) } else { Err(Refused::Decided) }
}

/// What the decision of a closing means for the application with its id, if there is one.
pub(super) async fn decided(
    tx: &mut Conn,
    id: &str,
    state: ProposalState,
    now: Timestamp,
) -> Result<(), Fault> {
    let to = match state {
        ProposalState::Done => ApplicationState::Done,
        ProposalState::Refused => ApplicationState::Refused,
        ProposalState::Proposed => return Ok(()),
    };
    rows::application_end(tx, id, to, None, now).await?;
    Ok(())
}

#[cfg(test)]
#[path = "apply_tests.rs"]
pub(crate) mod tests;
