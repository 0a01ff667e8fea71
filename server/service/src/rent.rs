//! Rent withdrawal (租房提取): what one may withdraw and why not, before any form; the three short pages; and the
//! sending, which decides, moves the money and hands it to the bank.

pub mod submit;

use crate::{
    Ctx, Failure, Fault,
    actor::Member,
    bank,
    draft::{self, Form},
    payout,
    policies::Policies,
    registers::{self, Counting},
};
use chrono::NaiveDate;
use domain::{
    BankCard, Fen, FormField, FormState, PersonName, Problem,
    policy::{Decision, FactName, Facts, Outcome, Policy, Value, decide},
};
use store::{
    Conn,
    account::{self, OwnAccount},
    payout_card::{self, PayoutCard},
};

/// The kind of withdrawal of this journey, as in `server/policies`.
pub const KIND: &str = "rent_market";
const DRAFT: &str = "rent";

/// The fields of the whole journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Amount,
    Card,
    Declaration,
    Code,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[Field::Amount, Field::Card, Field::Declaration, Field::Code];

    fn name(self) -> &'static str {
        match self {
            Field::Amount => "amount",
            Field::Card => "card",
            Field::Declaration => "declaration",
            Field::Code => "code",
        }
    }

    /// A one-time code is gone with its use; a right card number is sealed away instead of kept in a draft.
    fn keep(self) -> bool {
        self != Field::Code
    }
}

/// What may be withdrawn today, before any form.
#[derive(Clone, Debug)]
pub struct Eligibility {
    pub decision: Decision,
    pub facts: Facts,
    pub own: OwnAccount,
}

/// What the amount page shows.
#[derive(Clone, Debug)]
pub struct AmountPage {
    pub eligibility: Eligibility,
    pub form: Form<Field>,
}

/// What the card page shows.
#[derive(Clone, Debug)]
pub struct CardPage {
    pub card: Option<PayoutCard>,
    pub holder: String,
    pub form: Form<Field>,
}

/// Check your answers: what happens, in numbers.
#[derive(Clone, Debug)]
pub struct CheckPage {
    pub eligibility: Eligibility,
    pub card: PayoutCard,
    pub amount: Fen,
    /// The balance that remains.
    pub after: Fen,
    /// What the rules say to exactly this amount.
    pub outcome: Outcome,
    pub form: Form<Field>,
    /// A second factor is set up; without one the page says where to do that.
    pub second_factor: bool,
}

/// A page of the journey, or the page that has to come first.
#[derive(Clone, Debug)]
pub enum Step<T> {
    Here(T),
    Eligibility,
    Amount,
    Card,
    /// This person has no account of the fund.
    NoAccount,
}

/// The rules of this centre's city.
fn policy(ctx: &Ctx) -> Result<&'static Policy, Fault> {
    Policies::get()
        .withdrawal(&ctx.centre.city, KIND)
        .ok_or(Fault::Invariant("a centre's city has rent rules"))
}

/// Decides on today's facts, without an amount: the finding of the first page.
pub async fn eligibility(ctx: &Ctx, member: &Member) -> Result<Option<Eligibility>, Fault> {
    let today = ctx.today();
    let mut conn = ctx.store.read().await?;
    let Some(own) = account::find_of_person(&mut conn, member.person_id()).await? else { return Ok(None) };
    eligibility_of(ctx, &mut conn, own, today).await.map(Some)
}

/// The same for an account that is read already.
pub(crate) async fn eligibility_of(
    ctx: &Ctx,
    conn: &mut Conn,
    own: OwnAccount,
    today: NaiveDate,
) -> Result<Eligibility, Fault> {
    let facts = registers::facts(conn, &own, KIND, Counting::of(ctx, today), today).await?;
    let decision =
        decide(policy(ctx)?, &facts, today).map_err(|_| Fault::Invariant("rent rules are in force"))?;
    Ok(Eligibility { decision, facts, own })
}

pub async fn amount_page(ctx: &Ctx, member: &Member) -> Result<Step<AmountPage>, Fault> {
    let Some(eligibility) = eligibility(ctx, member).await? else { return Ok(Step::NoAccount) };
    if eligibility.decision.outcome == Outcome::Refused {
        return Ok(Step::Eligibility);
    }
    let form = draft::load(ctx, Some(member.session()), DRAFT).await?;
    Ok(Step::Here(AmountPage { eligibility, form }))
}

/// Takes the amount, or keeps what was typed with its problem.
pub async fn save_amount(ctx: &Ctx, member: &Member, amount: &str) -> Result<Step<()>, Failure<Field>> {
    let page = match amount_page(ctx, member).await? {
        Step::Here(page) => page,
        _ => return Ok(Step::Eligibility),
    };
    let mut form = page.form;
    form.state.clear_problems();
    form.state.set(Field::Amount, amount);
    let maximum = page.eligibility.decision.maximum;
    form.state.check(Field::Amount, |text| parse_amount(text, maximum));
    let sound = form.state.is_sound();
    draft::save(ctx, member.session(), DRAFT, form).await?;
    Ok(if sound { Step::Card } else { Step::Amount })
}

fn parse_amount(text: &str, maximum: Fen) -> Result<Fen, Problem> {
    use domain::fen::AmountError;
    let range = Problem::AmountOutOfRange { min: Fen::new(1), max: maximum };
    match Fen::parse(text) {
        Ok(amount) if amount > Fen::ZERO && amount <= maximum => Ok(amount),
        Ok(_) | Err(AmountError::TooLarge) => Err(range),
        Err(AmountError::Empty) => Err(Problem::Missing),
        Err(AmountError::NotAnAmount) => Err(Problem::NotAnAmount),
    }
}

pub async fn card_page(ctx: &Ctx, member: &Member) -> Result<Step<CardPage>, Fault> {
    let mut conn = ctx.store.read().await?;
    let Some(own) = account::find_of_person(&mut conn, member.person_id()).await? else {
        return Ok(Step::NoAccount);
    };
    let card = payout_card::card_find(&mut conn, member.person_id()).await?;
    drop(conn);
    let form = draft::load(ctx, Some(member.session()), DRAFT).await?;
    Ok(Step::Here(CardPage { card, holder: own.person_name, form }))
}

/// Takes a card of the person's own name, proven by the bank before any decision; nothing typed keeps the card
/// on file. A card that cannot be paid to shows now, not when the money comes back.
pub async fn save_card(ctx: &Ctx, member: &Member, number: &str) -> Result<Step<()>, Failure<Field>> {
    let page = match card_page(ctx, member).await? {
        Step::Here(page) => page,
        _ => return Ok(Step::NoAccount),
    };
    if number.trim().is_empty() && page.card.is_some() {
        return Ok(Step::Here(()));
    }
    let mut form = page.form;
    form.state.clear_problems();
    form.state.set(Field::Card, number);
    let card = form.state.check(Field::Card, |text| BankCard::parse(text).map_err(Problem::from));
    if let Some(card) = card {
        match own_card(ctx, &card, &page.holder).await? {
            Ok(()) => {
                put_card(ctx, member, &card).await?;
                // The number is sealed away: it does not stay in the draft.
                form.state.set(Field::Card, "");
            }
            Err(problem) => form.state.reject(Field::Card, problem),
        }
    }
    let sound = form.state.is_sound();
    draft::save(ctx, member.session(), DRAFT, form).await?;
    Ok(if sound { Step::Here(()) } else { Step::Card })
}

pub(crate) async fn own_card(ctx: &Ctx, card: &BankCard, holder: &str) -> Result<Result<(), Problem>, Fault> {
    let name = PersonName::parse(holder).map_err(|_| Fault::Invariant("a stored name is a name"))?;
    Ok(match payout::bank(ctx)?.holds(card, &name).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Problem::NotOwnCard),
        Err(bank::NoAnswer) => return Err(Fault::Busy("bank")),
    })
}

/// Seals a card that the bank has confirmed and keeps it as the one on file.
pub(crate) async fn put_card(ctx: &Ctx, member: &Member, card: &BankCard) -> Result<(), Fault> {
    let row = PayoutCard {
        sealed: ctx.seal.seal(payout::SEALED_CARD, card.reveal(), ctx.randomness.as_ref())?,
        tail: card.tail().to_owned(),
        bank: bank::code_of(card).to_owned(),
        matched: ctx.now(),
    };
    store::write!(ctx.store, "rent.save_card", |tx| {
        payout_card::card_put(&mut tx, member.person_id(), &row).await.map_err(Fault::from)
    })
}

/// Check your answers. Whatever is missing sends back to its page.
pub async fn check(ctx: &Ctx, member: &Member) -> Result<Step<CheckPage>, Fault> {
    let Some(eligibility) = eligibility(ctx, member).await? else { return Ok(Step::NoAccount) };
    if eligibility.decision.outcome == Outcome::Refused {
        return Ok(Step::Eligibility);
    }
    let form = draft::load::<Field>(ctx, Some(member.session()), DRAFT).await?;
    let Ok(amount) = parse_amount(form.state.value(Field::Amount), eligibility.decision.maximum) else {
        return Ok(Step::Amount);
    };
    let mut conn = ctx.store.read().await?;
    let Some(card) = payout_card::card_find(&mut conn, member.person_id()).await? else {
        return Ok(Step::Card);
    };
    drop(conn);
    let facts = eligibility.facts.clone().with(FactName::Requested, Value::Money(amount));
    let asked =
        decide(policy(ctx)?, &facts, ctx.today()).map_err(|_| Fault::Invariant("rent rules are in force"))?;
    let after = eligibility.own.account.balance.checked_sub(amount).unwrap_or(Fen::ZERO);
    let second_factor = crate::second_factor::is_set(ctx, member.person_id()).await?;
    Ok(Step::Here(CheckPage {
        eligibility,
        card,
        amount,
        after,
        outcome: asked.outcome,
        form,
        second_factor,
    }))
}

/// The draft with problems, to be shown again; codes are not kept.
pub(crate) async fn keep_draft(
    ctx: &Ctx,
    member: &Member,
    request_id: String,
    state: FormState<Field>,
) -> Result<(), Fault> {
    draft::save(ctx, member.session(), DRAFT, Form { request_id, state }).await
}

#[cfg(test)]
mod tests;
