//! The form in which an agent (单位经办人) asks for the unit of the session.

use super::{Deferral, Maker, Wish, place};
use crate::{
    Ctx, Failure, Fault,
    actor::Agent,
    draft::{self, Form},
    two_people::Refused,
};
use domain::{
    ContributionRate, FormField, FormState, Month, Problem,
    deferral::{Asked, NotDeferrable, Relief, Span},
};
use store::{agent, deferral as rows};

/// Under which the draft is kept.
const FORM: &str = "unit-deferral";
/// Grants and proposals of the unit that are listed.
const LIST: i64 = 50;
/// Characters of the consent, as of any note.
const CONSENT_MAX: u32 = 200;

/// The fields of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Kind,
    First,
    Last,
    UnitRate,
    PersonalRate,
    Consent,
}

impl FormField for Field {
    const ALL: &'static [Field] =
        &[Field::Kind, Field::First, Field::Last, Field::UnitRate, Field::PersonalRate, Field::Consent];

    fn name(self) -> &'static str {
        match self {
            Field::Kind => "kind",
            Field::First => "first",
            Field::Last => "last",
            Field::UnitRate => "unit_rate",
            Field::PersonalRate => "personal_rate",
            Field::Consent => "consent",
        }
    }
}

/// What the unit has asked for so far, and the form to ask.
#[derive(Clone, Debug)]
pub struct Page {
    pub unit: agent::Unit,
    pub deferrals: Vec<Deferral>,
    pub form: Form<Field>,
}

/// The unit's page.
pub async fn page(ctx: &Ctx, by: &Agent) -> Result<Page, Fault> {
    let mut conn = ctx.store.read().await?;
    let unit = agent::unit_find(&mut conn, by.unit_id()).await?;
    let unit = unit.ok_or(Fault::Invariant("an agent has a unit"))?;
    let deferrals = rows::list(&mut conn, Some(by.unit_id()), LIST).await?;
    drop(conn);
    let form = draft::load(ctx, Some(by.session()), FORM).await?;
    Ok(Page { unit, deferrals, form })
}

/// Asks for the unit of the session; sent twice, it is one. A form that cannot be carried out is kept with what is
/// wrong.
pub async fn ask(
    ctx: &Ctx,
    by: &Agent,
    request_id: &str,
    mut form: FormState<Field>,
) -> Result<(), Failure<Field>> {
    let proven = prove(&mut form);
    let Some((asked, consent)) = proven.filter(|_| form.is_sound()) else {
        return keep(ctx, by, request_id, form).await;
    };
    let (now, ctx2, by2, id) = (ctx.now(), ctx.clone(), by.clone(), request_id.to_owned());
    let done = ctx
        .detached("deferral.ask", async move {
            store::write!(ctx2.store, "deferral.ask", |tx| {
                let known = agent::find(&mut tx, by2.agent_id()).await?.ok_or(Refused::NotFound)?;
                let unit = agent::unit_find(&mut tx, by2.unit_id()).await?.ok_or(Refused::NotFound)?;
                let maker = Maker { id: by2.agent_id(), index: &known.id_index, is_staff: false };
                let wish = Wish { id: &id, asked, consent: &consent };
                place(&ctx2, &mut tx, &maker, unit, &wish, now).await
            })
        })
        .await;
    match done {
        Ok(_) => Ok(draft::forget(ctx, by.session(), FORM).await?),
        Err(Refused::Fault(fault)) => Err(Failure::Fault(fault)),
        Err(refused) => {
            let (field, problem) = place_of(&refused, asked.span.first);
            form.reject(field, problem);
            keep(ctx, by, request_id, form).await
        }
    }
}

async fn keep(ctx: &Ctx, by: &Agent, request_id: &str, form: FormState<Field>) -> Result<(), Failure<Field>> {
    let draft = Form { request_id: request_id.to_owned(), state: form.clone() };
    draft::save(ctx, by.session(), FORM, draft).await?;
    Err(Failure::Rejected(form))
}

fn prove(form: &mut FormState<Field>) -> Option<(Asked, String)> {
    let reduced = form.check(Field::Kind, |text| match text {
        "deferred" => Ok(false),
        "reduced" => Ok(true),
        "" => Err(Problem::Missing),
        _ => Err(Problem::NotAChoice),
    });
    let first = form.check(Field::First, month);
    let last = form.check(Field::Last, month);
    let relief = match reduced {
        Some(true) => {
            let unit_rate = form.check(Field::UnitRate, rate);
            let personal_rate = form.check(Field::PersonalRate, rate);
            unit_rate
                .zip(personal_rate)
                .map(|(unit_rate, personal_rate)| Relief::Reduced { unit_rate, personal_rate })
        }
        Some(false) => Some(Relief::Deferred),
        None => None,
    };
    let consent = form.check(Field::Consent, consent);
    let span = Span { first: first?, last: last? };
    Some((Asked { relief: relief?, span }, consent?))
}

fn month(text: &str) -> Result<Month, Problem> {
    if text.is_empty() { Err(Problem::Missing) } else { Month::parse(text).map_err(|_| Problem::NotAMonth) }
}

fn rate(text: &str) -> Result<ContributionRate, Problem> {
    if text.is_empty() {
        Err(Problem::Missing)
    } else {
        ContributionRate::parse(text).ok_or(Problem::NotARate)
    }
}

fn consent(text: &str) -> Result<String, Problem> {
    domain::text::short_line(text, CONSENT_MAX)?.ok_or(Problem::Missing)
}

/// The field that a refusal belongs to, and what is wrong with it.
fn place_of(refused: &Refused, first: Month) -> (Field, Problem) {
    use NotDeferrable as N;
    let Refused::NotDeferrable(why) = refused else { return (Field::Kind, Problem::ChangedMeanwhile) };
    match *why {
        N::SpanLength { max } => {
            let last = first.plus(i32::try_from(max).unwrap_or(1) - 1);
            (Field::Last, Problem::MonthOutOfRange { min: first, max: last })
        }
        N::MonthLate { earliest } => {
            (Field::First, Problem::MonthOutOfRange { min: earliest, max: earliest.plus(11) })
        }
        N::RateNotLower { min, max } => {
            let thousandths = |rate: ContributionRate| i64::from(rate.bp()) * 10;
            (Field::UnitRate, Problem::RateOutOfRange { min: thousandths(min), max: thousandths(max) })
        }
        N::Overlaps | N::AlreadyProposed => (Field::First, Problem::AlreadyThere),
        N::NoConsent | N::NoApproval => (Field::Consent, Problem::Missing),
        N::NoUnit | N::NoRules => (Field::Kind, Problem::NotAChoice),
    }
}
