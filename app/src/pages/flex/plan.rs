//! `/flex` for who has signed: the own plan, the next debit, the months that were missed.

use super::intro::{basis, exit_rules};
use crate::{
    parts::{Fact, Money, Page, Pill, Shown, SummaryList, Tab, Tone},
    text::{flex as words, format},
    visit::Visit,
};
use domain::flex::{DebitState, FlexState};
use leptos::prelude::*;
use service::flex::Own;

/// Debits shown on the page; older ones stand in the statement.
const LATEST: usize = 12;

pub fn shown(visit: &Visit, own: Own) -> AnyView {
    let l = visit.lang();
    let state = own.agreement.state;
    let tone = match state {
        FlexState::Active => Tone::Good,
        FlexState::Agreed | FlexState::Suspended => Tone::Warn,
        FlexState::Applied | FlexState::Sealed | FlexState::Exited => Tone::Neutral,
    };
    let next = own.next_debit.map_or_else(|| words::no_next_debit(l).to_owned(), format::date);
    let missed = match own.missed.as_slice() {
        [] => words::none(l).to_owned(),
        months => words::months_list(l, months),
    };
    let amount = Shown::unless(visit.prefs.masked, own.agreement.amount);
    let facts = vec![
        Fact::new(words::product(l), words::product_name(l, own.agreement.product)),
        Fact::new(words::amount(l), view! { <Money lang=l amount=amount/> }),
        Fact::new(words::next_debit(l), next),
        Fact::new(words::card(l), words::card_ending(l, &own.order.card_tail)),
        Fact::new(words::missed_months(l), missed),
        Fact::new(words::account_number(l), own.account.number.masked()),
        Fact::new(words::signed_on(l), format::date(own.agreement.signed.day())),
        Fact::new(words::agreement_version(l), own.agreement.agreement_version.clone()),
    ];
    let (debits, rules) = (debits(visit, &own), own.rules);
    view! {
        <Page title=words::my_plan(l) tab=Tab::Tasks>
            <header class="head">
                <div class="row"><h1>{words::my_plan(l)}</h1><Pill tone=tone word=words::state_name(l, state)/></div>
            </header>
            <SummaryList lang=l facts=facts ruled=true/>
            {debits}
            {exit_rules(l, rules)}
            <div class="actions"><a class="button second" href="/ledger">{words::ledger(l)}</a></div>
            {basis(l, rules)}
        </Page>
    }
    .into_any()
}

fn debits(visit: &Visit, own: &Own) -> impl IntoView + use<> {
    let l = visit.lang();
    let rows = own.debits.iter().take(LATEST).map(|debit| {
        let tone = match debit.state {
            DebitState::Paid | DebitState::Skipped => Tone::Good,
            DebitState::Short => Tone::Warn,
            DebitState::Missed => Tone::Bad,
            DebitState::Due | DebitState::Sent => Tone::Neutral,
        };
        let amount = Shown::unless(visit.prefs.masked, debit.amount);
        view! {
            <li>
                <div class="item">
                    <span class="what">{format::month(l, debit.month)}<small><Money lang=l amount=amount/></small></span>
                    <span class="side"><Pill tone=tone word=words::debit_state(l, debit.state)/></span>
                </div>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! { <section class="card"><h2>{words::debits(l)}</h2><ul class="list">{rows}</ul></section> }
}
