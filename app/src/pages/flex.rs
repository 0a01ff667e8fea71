//! `/flex`: what flexible employment is and how to leave it, before anyone signs; for who has signed, the own
//! plan.

pub mod agreement;
pub mod check;
pub mod done;
pub mod identity;
mod intro;
mod plan;
pub mod product;

use crate::{
    actions::flex::{applicant, page_of},
    text::{Lang, flex as words},
    visit::{Stop, Visit, loaded, visit},
};
use domain::flex::agreement::hash;
use leptos::prelude::*;
use service::{
    actor::Actor,
    flex::{self, Applicant, Terms, Words},
};

#[component]
pub fn FlexPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        if let Actor::Member(member) = &visit.actor
            && let Some(own) = flex::own(&visit.ctx, member).await?
        {
            return Ok(plan::shown(&visit, own));
        }
        let may_join = match Applicant::of(&visit.actor) {
            Some(applicant) => flex::may_join(&visit.ctx, &applicant).await?,
            None => false,
        };
        Ok(intro::shown(&visit, flex::rules(&visit.ctx), may_join))
    })
}

/// The paragraphs of the agreement in the language of the page.
fn paper(visit: &Visit, terms: &Terms) -> Vec<String> {
    let centre = match visit.lang() {
        Lang::Zh => &visit.ctx.centre.name_zh,
        Lang::En => &visit.ctx.centre.name_en,
    };
    let paper = words::Paper {
        centre,
        rules: terms.rules.version,
        rules_name: &terms.rules.name,
        product: terms.plan.product,
        amount: terms.plan.amount,
        debit_day: terms.plan.debit_day,
        card_tail: terms.plan.card.tail(),
    };
    words::paper(visit.lang(), &paper)
}

/// What a signature on this page is bound to.
pub(crate) fn words_on_screen(visit: &Visit, terms: &Terms) -> Words {
    let paragraphs = paper(visit, terms);
    Words { hash: hash(paragraphs.iter().map(String::as_str)), lang: visit.lang().code() }
}

/// Who joins, and what the first two pages were answered with; whoever is not that far goes there.
async fn answered(visit: &Visit) -> Result<(Applicant, Terms), Stop> {
    let (applicant, rules) = applicant(visit)?;
    may_go_on(visit, &applicant).await?;
    let terms = flex::terms(&visit.ctx, &applicant, &rules).await?;
    Ok((applicant, terms.map_err(|missing| Stop::Go(page_of(missing)))?))
}

/// Nobody who may not join gets past `/flex`.
async fn may_go_on(visit: &Visit, applicant: &Applicant) -> Result<(), Stop> {
    match flex::may_join(&visit.ctx, applicant).await? {
        true => Ok(()),
        false => Err(Stop::Go(crate::paths::Path::fixed("/flex"))),
    }
}
