//! `/flex/done`: the account number, how the first debit went, when the next one comes.

use crate::{
    parts::{Fact, Icon, Notice, Page, SummaryList, Tab, Tone, icon},
    paths::Path,
    text::{flex as words, format},
    visit::{Stop, Visit, loaded, visit},
};
use domain::flex::DebitState;
use leptos::prelude::*;
use service::{
    actor::Actor,
    flex::{self, Done},
};

#[component]
pub fn DonePage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        match flex::done(&visit.ctx, visit.actor.session()).await? {
            Some(done) => Ok(shown(&visit, &done)),
            None => Err(Stop::Go(Path::fixed("/flex"))),
        }
    })
}

fn shown(visit: &Visit, done: &Done) -> AnyView {
    let (l, own, first) = (visit.lang(), &done.own, &done.first);
    let tone = match first.state {
        DebitState::Paid | DebitState::Skipped => Tone::Good,
        DebitState::Short | DebitState::Missed => Tone::Warn,
        DebitState::Due | DebitState::Sent => Tone::Neutral,
    };
    let result = words::first_result(l, first.state, first.amount, first.ask_on);
    let next = own.next_debit.map_or_else(|| words::no_next_debit(l).to_owned(), format::date);
    let facts = vec![
        Fact::new(words::account_number(l), format::in_fours(own.account.number.as_str())),
        Fact::new(words::product(l), words::product_name(l, own.agreement.product)),
        Fact::new(words::next_debit(l), next),
        Fact::new(words::agreement_version(l), own.agreement.agreement_version.clone()),
    ];
    let end = match visit.actor {
        Actor::Member(_) => view! {
            <div class="actions"><a class="button" href="/">{words::to_my_account(l)}</a></div>
        }
        .into_any(),
        _ => view! {
            <div class="actions"><a class="button" href="/sign-in">{words::sign_in(l)}</a></div>
            <p class="small">{words::sign_in_with(l)}</p>
        }
        .into_any(),
    };
    view! {
        <Page title=words::done(l) tab=Tab::Tasks>
            <section class="card result">{icon(Icon::Done)}<h1>{words::done(l)}</h1></section>
            <Notice tone=tone title=words::first_debit(l) text=result/>
            <SummaryList lang=l facts=facts ruled=true/>
            {end}
        </Page>
    }
    .into_any()
}
