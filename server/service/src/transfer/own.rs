//! A contributor's own transfers: what stands in the way, the form and its check page, the sending, the list, one with
//! its timeline, and taking it back while the old centre has not confirmed.

use super::{Event, LIST, Said, Transfer, due_by, no, record, rows, rule_on, walk};
use crate::{
    Ctx, Failure, Fault,
    actor::Member,
    draft::{self, Form},
    ids,
    rent::submit::{hash, mint},
    two_people::Refused,
};
use chrono::NaiveDate;
use domain::{
    CaseNumber, Fen, FormField, FormState, Problem, Timestamp,
    transfer::{
        Direction, Move, NotTransferable, Party, TransferRule, TransferState, may_take_in, other_account,
        other_centre,
    },
};
use store::{
    Conn,
    account::{self, OwnAccount},
    payout::{self, Leg},
    person, withdrawal,
};

const DRAFT: &str = "transfer";

/// The fields of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Centre,
    Account,
    Declaration,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[Field::Centre, Field::Account, Field::Declaration];

    fn name(self) -> &'static str {
        match self {
            Field::Centre => "centre",
            Field::Account => "account",
            Field::Declaration => "declaration",
        }
    }
}

/// What `/transfer` shows.
#[derive(Clone, Debug)]
pub struct Page {
    pub own: OwnAccount,
    pub rule: &'static TransferRule,
    /// Why no money is taken in today.
    pub hindrance: Option<NotTransferable>,
    pub form: Form<Field>,
    /// Newest first.
    pub transfers: Vec<Transfer>,
}

/// Check your answers.
#[derive(Clone, Debug)]
pub struct CheckPage {
    pub own: OwnAccount,
    pub centre: String,
    pub account: String,
    pub rule: &'static TransferRule,
    /// The day by which the letter is sent.
    pub letter_by: NaiveDate,
    pub form: Form<Field>,
}

/// A page of the form, or the one that has to come first.
#[derive(Clone, Debug)]
pub enum Step<T> {
    Here(T),
    First,
    /// This person has no account of the fund.
    NoAccount,
}

/// One transfer with everything that happened to it.
#[derive(Clone, Debug)]
pub struct View {
    pub transfer: Transfer,
    pub events: Vec<Event>,
    /// How far the payment of a transfer out is.
    pub legs: Vec<Leg>,
    /// Taken back by one tap.
    pub may_cancel: bool,
}

/// Why no money is taken into an account on a day.
pub fn hindrance(own: &OwnAccount, today: NaiveDate) -> Result<Option<NotTransferable>, Fault> {
    Ok(may_take_in(&own.account, rule_on(today)?).err())
}

/// What stands in the way, the form as it was left, and what is under way. `None` without an account.
pub async fn page(ctx: &Ctx, member: &Member) -> Result<Option<Page>, Fault> {
    let today = ctx.today();
    let mut conn = ctx.store.read().await?;
    let Some(own) = account::find_of_person(&mut conn, member.person_id()).await? else { return Ok(None) };
    let transfers = rows::list_of_person(&mut conn, member.person_id(), LIST).await?;
    drop(conn);
    let form = draft::load(ctx, Some(member.session()), DRAFT).await?;
    let hindrance = hindrance(&own, today)?;
    Ok(Some(Page { own, rule: rule_on(today)?, hindrance, form, transfers }))
}

pub async fn list(ctx: &Ctx, member: &Member) -> Result<Vec<Transfer>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::list_of_person(&mut conn, member.person_id(), LIST).await?)
}

/// Takes the old centre and the account there, or keeps what was typed with its problems.
pub async fn save(
    ctx: &Ctx,
    member: &Member,
    centre: &str,
    account: &str,
) -> Result<Step<()>, Failure<Field>> {
    let Some(page) = page(ctx, member).await? else { return Ok(Step::NoAccount) };
    if page.hindrance.is_some() {
        return Ok(Step::First);
    }
    let mut form = page.form;
    form.state.clear_problems();
    form.state.set(Field::Centre, centre);
    form.state.set(Field::Account, account);
    let asked =
        (form.state.check(Field::Centre, other_centre), form.state.check(Field::Account, other_account));
    let same = |of: &Transfer| {
        of.due_by.is_some()
            && (Some(&of.other_centre), Some(&of.other_account)) == (asked.0.as_ref(), asked.1.as_ref())
    };
    if page.transfers.iter().any(|of| of.direction == Direction::In && same(of)) {
        form.state.reject(Field::Account, Problem::RequestReused);
    }
    let sound = form.state.is_sound();
    draft::save(ctx, member.session(), DRAFT, form).await?;
    Ok(if sound { Step::Here(()) } else { Step::First })
}

/// Check your answers. Whatever is missing sends back.
pub async fn check(ctx: &Ctx, member: &Member) -> Result<Step<CheckPage>, Fault> {
    let Some(page) = page(ctx, member).await? else { return Ok(Step::NoAccount) };
    let typed = |field| page.form.state.value(field).to_owned();
    let asked = (other_centre(&typed(Field::Centre)), other_account(&typed(Field::Account)));
    let (None, (Ok(centre), Ok(account))) = (page.hindrance, asked) else { return Ok(Step::First) };
    let letter_by = due_by(Direction::In, TransferState::Applied, ctx.now())?;
    let letter_by = letter_by.ok_or(Fault::Invariant("a letter is owed"))?;
    Ok(Step::Here(CheckPage { own: page.own, centre, account, rule: page.rule, letter_by, form: page.form }))
}

/// The form as it was posted; centre and account are those that the page showed.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub request_id: String,
    pub centre: String,
    pub account: String,
    pub declaration: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// The transfer, made now or by an earlier sending.
    Transfer(CaseNumber),
    /// Something changed since the page was shown: the first page says what stands in the way now.
    NotNow,
}

/// A proven request, ready to be carried out any number of times with one result.
#[derive(Clone, Debug)]
struct Request {
    id: String,
    hash: String,
    person_id: String,
    session: String,
    centre: String,
    account: String,
    number: CaseNumber,
    now: Timestamp,
}

/// Asks for the money of an account in another city. Sent twice it is one transfer.
pub async fn submit(ctx: &Ctx, member: &Member, sent: Sent) -> Result<Submitted, Failure<Field>> {
    let now = ctx.now();
    let asked = (other_centre(&sent.centre), other_account(&sent.account));
    let ((Ok(centre), Ok(account)), true) = (asked, ids::is_uuid(&sent.request_id)) else {
        return Ok(Submitted::NotNow);
    };
    if sent.declaration != "yes" {
        let mut state = FormState::default().with(Field::Centre, &centre).with(Field::Account, &account);
        state.reject(Field::Declaration, Problem::NotAccepted);
        let form = Form { request_id: sent.request_id, state: state.clone() };
        draft::save(ctx, member.session(), DRAFT, form).await?;
        return Err(Failure::Rejected(state));
    }
    let request = Request {
        hash: hash(&[member.person_id(), "transfer", &centre, &account]),
        id: sent.request_id,
        person_id: member.person_id().to_owned(),
        session: member.session().as_str().to_owned(),
        centre,
        account,
        number: mint(ctx, now),
        now,
    };
    let ctx2 = ctx.clone();
    let placed = ctx.detached("transfer.submit", async move {
        store::write!(ctx2.store, "transfer.submit", |tx| place(&mut tx, &request).await)
    });
    match placed.await {
        Ok(number) => Ok(Submitted::Transfer(number)),
        Err(Refused::Fault(fault)) => Err(fault.into()),
        Err(_) => Ok(Submitted::NotNow),
    }
}

/// Account, transfer, audit: in this order, as everywhere.
async fn place(tx: &mut Conn, request: &Request) -> Result<CaseNumber, Refused> {
    let own = account::find_of_person(tx, &request.person_id).await?.ok_or(no(NotTransferable::NoAccount))?;
    withdrawal::account_lock(tx, &own.account.number).await?;
    // The same form may have waited for the lock behind its twin.
    if let Some(known) = rows::find(tx, &request.id).await? {
        let same = known.request_hash == request.hash && known.person_id == request.person_id;
        return if same { Ok(known.number) } else { Err(no(NotTransferable::UnderWay)) };
    }
    let own = account::find(tx, &own.account.number).await?.ok_or(no(NotTransferable::NoAccount))?;
    if let Some(why) = hindrance(&own, request.now.day())? {
        return Err(no(why));
    }
    let holder = person::find(tx, &request.person_id).await?;
    let holder = holder.ok_or(Fault::Invariant("an account has a person"))?;
    let state = TransferState::first(Direction::In);
    let new = Transfer {
        id: request.id.clone(),
        request_hash: request.hash.clone(),
        number: request.number.clone(),
        direction: Direction::In,
        account: own.account.number.clone(),
        person_id: request.person_id.clone(),
        holder_index: holder.id_index,
        other_centre: request.centre.clone(),
        other_account: request.account.clone(),
        letter: None,
        state,
        amounts: None,
        reference: None,
        closing_id: None,
        seq: None,
        rule_version: rule_on(request.now.day())?.version.clone(),
        filed: request.now,
        due_by: due_by(Direction::In, state, request.now)?,
        version: 0,
    };
    if !rows::insert(tx, &new).await? {
        return Err(no(NotTransferable::UnderWay));
    }
    let (at, actor) = (request.now, request.person_id.clone());
    let event = Event { at, state, party: Party::Member, actor, note: None };
    rows::event_append(tx, &new.id, &event).await?;
    store::draft::remove(tx, &request.session, DRAFT).await?;
    let detail = format!("in {}", new.other_centre);
    record(tx, &request.person_id, "transfer.apply", &new, &detail, request.now).await?;
    Ok(new.number)
}

/// A transfer of this member; somebody else's is as good as none.
pub async fn one(ctx: &Ctx, member: &Member, number: &CaseNumber) -> Result<Option<View>, Fault> {
    let mut conn = ctx.store.read().await?;
    let found = rows::find_by_number(&mut conn, number).await?;
    let Some(transfer) = found.filter(|found| found.person_id == member.person_id()) else { return Ok(None) };
    let events = rows::event_list(&mut conn, &transfer.id).await?;
    let legs = payout::leg_list(&mut conn, &transfer.id).await?;
    let cancel = domain::transfer::step(transfer.direction, transfer.state, Move::Cancel);
    let may_cancel = cancel.is_some_and(|step| step.by.party() == Party::Member);
    Ok(Some(View { transfer, events, legs, may_cancel }))
}

/// Takes back what the old centre has not confirmed; done twice it changes nothing more. `None` when there is no such
/// transfer of this member.
pub async fn cancel(ctx: &Ctx, member: &Member, number: &CaseNumber) -> Result<Option<TransferState>, Fault> {
    let (now, ctx2, member, number) = (ctx.now(), ctx.clone(), member.clone(), number.clone());
    let cancelled = ctx.detached("transfer.cancel", async move {
        store::write!(ctx2.store, "transfer.cancel", |tx| take_back(&mut tx, &member, &number, now).await)
    });
    match cancelled.await {
        Ok(state) => Ok(state),
        Err(Refused::NotTransferable(NotTransferable::NotNow { state })) => Ok(Some(state)),
        Err(Refused::Fault(fault)) => Err(fault),
        Err(_) => Ok(None),
    }
}

async fn take_back(
    tx: &mut Conn,
    member: &Member,
    number: &CaseNumber,
    now: Timestamp,
) -> Result<Option<TransferState>, Refused> {
    let found = super::read(tx, number).await?;
    if found.person_id != member.person_id() {
        return Ok(None);
    }
    withdrawal::account_lock(tx, &found.account).await?;
    let found = super::read(tx, number).await?;
    if found.direction == Direction::Out {
        return Ok(Some(found.state));
    }
    walk(tx, &found, &Said::plain(Move::Cancel, member.person_id(), now)).await?;
    Ok(Some(TransferState::Cancelled))
}

/// What a transfer brings or takes, where it is known.
impl View {
    pub fn all(&self) -> Option<Fen> {
        self.transfer.amounts.and_then(|amounts| amounts.all())
    }
}
