//! The officers' page of the yearly plan: what stands, what waits, and the form on which a first reviewer proposes one.
//! Deciding is done where every proposal is decided.

use super::{Proposed, Request, propose};
use crate::{
    Ctx, Fault,
    actor::FirstReviewer,
    draft::{self, Form},
    reviewer::{NotReviewed, Reviewer, refuse, refuse_anew},
    two_people::Refused,
};
use chrono::Datelike;
use domain::{
    FormField, FormState, Problem,
    indicator::{Indicator, Plan, PlanProblem, read_target},
};
use std::collections::BTreeMap;
use store::indicator_plan as rows;

/// Under which what was typed is kept.
const DRAFT: &str = "plan-desk";
/// Waiting plans shown at once.
const LIST: i64 = 20;

/// The fields of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Year,
    /// The target of an indicator, in its unit.
    Of(Indicator),
}

impl FormField for Field {
    const ALL: &'static [Field] = &[
        Field::Year,
        Field::Of(Indicator::Collection),
        Field::Of(Indicator::Withdrawals),
        Field::Of(Indicator::OffCounter),
        Field::Of(Indicator::LoanToBalance),
        Field::Of(Indicator::Utilisation),
        Field::Of(Indicator::OverdueRate),
    ];

    fn name(self) -> &'static str {
        match self {
            Field::Year => "year",
            Field::Of(indicator) => indicator.code(),
        }
    }
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Years that a plan can be proposed for: this one and the next.
    pub years: [i32; 2],
    /// What stands of them.
    pub standing: Vec<Plan>,
    /// What waits for a second reviewer, oldest first.
    pub waiting: Vec<Proposed>,
    /// For a first reviewer.
    pub form: Option<Form<Field>>,
}

/// The page as a reviewer sees it; the form is as it was left.
pub async fn page(ctx: &Ctx, reviewer: &Reviewer) -> Result<Page, Fault> {
    let years = years(ctx);
    let mut conn = ctx.store.read().await?;
    let mut standing = Vec::new();
    for year in years {
        standing.extend(rows::find_standing(&mut conn, year).await?.map(|found| found.plan));
    }
    let waiting = rows::list_open(&mut conn, LIST).await?;
    drop(conn);
    let form = match reviewer {
        Reviewer::First(first) => Some(draft::load::<Field>(ctx, Some(first.session()), DRAFT).await?),
        Reviewer::Second(_) => None,
    };
    Ok(Page { years, standing, waiting, form })
}

fn years(ctx: &Ctx) -> [i32; 2] {
    let year = ctx.today().year();
    [year, year + 1]
}

/// Proposes a plan as it was posted, and answers its id; or keeps what was typed with what is wrong. Sent twice, it is
/// one plan.
pub async fn send(
    ctx: &Ctx,
    by: &FirstReviewer,
    request_id: &str,
    mut form: FormState<Field>,
) -> Result<String, NotReviewed<Field>> {
    let id = draft::request_id(ctx, request_id);
    let Some(plan) = read(ctx, &mut form) else { return refuse(ctx, by, DRAFT, id, form).await };
    match propose(ctx, by, Request { id: id.clone(), plan }).await {
        Ok(proposed) => {
            draft::forget(ctx, by.session(), DRAFT).await?;
            Ok(proposed.id)
        }
        // The id is spent: sent again as it is shown now, this is a plan of its own.
        Err(refused @ Refused::Plan(PlanProblem::OtherPlan)) => {
            form.reject(Field::Year, refused.problem()?);
            refuse_anew(ctx, by, DRAFT, form).await
        }
        Err(refused) => {
            form.reject(Field::Year, refused.problem()?);
            refuse(ctx, by, DRAFT, id, form).await
        }
    }
}

/// The plan that a form holds; each problem stands at its field.
fn read(ctx: &Ctx, form: &mut FormState<Field>) -> Option<Plan> {
    let choices = years(ctx);
    let year = form.check(Field::Year, |text| match text.parse() {
        Ok(year) if choices.contains(&year) => Ok(year),
        _ if text.is_empty() => Err(Problem::Missing),
        _ => Err(Problem::NotAChoice),
    });
    let mut targets = BTreeMap::new();
    for indicator in Indicator::PLANNED {
        let read = |text: &str| read_target(indicator, text).map_err(|why| Problem::NoPlan { why });
        targets.extend(form.check(Field::Of(indicator), read).flatten().map(|target| (indicator, target)));
    }
    let year = year.filter(|_| form.is_sound())?;
    form.check(Field::Year, |_| Plan::new(year, targets).map_err(|why| Problem::NoPlan { why }))
}
