//! `/unit`: what an agent sees of the one unit of the session: months, arrears, workers.

pub mod base;
pub mod deferral;

use crate::{
    parts::{Fact, Money, Notice, Pill, StaffPage, SummaryList, Tone},
    text::{Lang, deferral::of_workers, format, home, unit as words},
    visit::{Visit, loaded, visit},
};
use domain::{AccountNo, AccountState, Month};
use leptos::prelude::*;
use service::unit::{self, MonthState, Overview, Worker};

#[component]
pub fn UnitPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let agent = visit.agent()?;
        let after = visit.asked("after").and_then(|text| AccountNo::parse(text).ok());
        let overview = unit::overview(&visit.ctx, &agent, after.as_ref()).await?;
        Ok(page(&visit, &overview, after.is_some()))
    })
}

fn page(visit: &Visit, data: &Overview, later: bool) -> AnyView {
    let l = visit.lang();
    let facts = vec![
        Fact::new(words::number(l), data.unit.number.clone()),
        Fact::new(words::workers(l), words::people(l, data.workers)),
        Fact::new(words::arrears(l), view! { <Money lang=l amount=data.arrears/> }),
    ];
    let (name, present) = (data.unit.name.clone(), Month::of(visit.ctx.today()));
    let (months, workers) = (months(l, &data.months, present), workers(l, data, later));
    view! {
        <StaffPage title=words::title(l)>
            <h1>{name}</h1>
            <SummaryList lang=l facts=facts/>
            {months}
            {workers}
        </StaffPage>
    }
    .into_any()
}

fn months(l: Lang, months: &[MonthState], present: Month) -> impl IntoView + use<> {
    let row = |state: &MonthState| {
        let awaited = (state.month == present).then(|| view! { <small>{words::awaited(l)}</small> });
        let deferred = (state.deferred > 0).then(|| view! { <small>{of_workers(l, state.deferred)}</small> });
        let class = (state.missing > 0 && state.month != present).then_some("missing");
        let due = (state.missing > 0).then(|| view! { <Money lang=l amount=state.amount/> });
        view! {
            <tr class=class>
                <td class="nowrap">{format::month(l, state.month)} {awaited}</td>
                <td class="num">{state.paid}</td>
                <td class="num">{state.missing} {deferred}</td>
                <td class="num nowrap">{due}</td>
            </tr>
        }
    };
    view! {
        <section class="card">
            <table class="table dense">
                <caption>{words::months(l)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::month(l)}</th>
                        <th scope="col" class="num">{words::paid(l)}</th>
                        <th scope="col" class="num">{words::missing(l)}</th>
                        <th scope="col" class="num">{words::amount(l)}</th>
                    </tr>
                </thead>
                <tbody>{months.iter().map(row).collect_view()}</tbody>
            </table>
        </section>
    }
}

fn workers(l: Lang, data: &Overview, later: bool) -> impl IntoView + use<> {
    let rows = data.page.iter().map(|worker| row(l, worker)).collect_view();
    let next = data.next.as_ref().map(|next| {
        let href = format!("/unit?after={}", next.as_str());
        view! { <a class="button second" href=href>{words::next(l)}</a> }
    });
    let first = later.then(|| view! { <a class="button second" href="/unit">{words::first(l)}</a> });
    let empty = data.page.is_empty().then(|| view! { <Notice tone=Tone::Neutral title=words::nobody(l)/> });
    let table = (!data.page.is_empty()).then(|| {
        view! {
            <div class="card scroll" tabindex="0" role="region" aria-label=words::list(l)>
                <table class="table fold">
                    <caption class="sr">{words::list(l)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words::name(l)}</th>
                            <th scope="col">{words::account(l)}</th>
                            <th scope="col">{words::state(l)}</th>
                            <th scope="col" class="num">{words::base_word(l)}</th>
                            <th scope="col" class="num">{words::monthly(l)}</th>
                            <th scope="col">{words::through(l)}</th>
                            <th scope="col">{words::gaps(l)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <h2>{words::list(l)}</h2>
        {empty}
        {table}
        <div class="actions">{first} {next}</div>
    }
}

fn row(l: Lang, worker: &Worker) -> impl IntoView + use<> {
    let account = &worker.account;
    let tone = if account.state == AccountState::Normal { Tone::Good } else { Tone::Warn };
    let through =
        account.paid_through.map_or_else(|| words::none(l).to_owned(), |month| format::month(l, month));
    let gaps = match worker.missing.as_slice() {
        [] => words::none(l).to_owned(),
        months => months.iter().map(|month| format::month(l, *month)).collect::<Vec<_>>().join(" "),
    };
    let class = (!worker.missing.is_empty()).then_some("on");
    view! {
        <tr class=class>
            <td class="who">{super::home::masked_name(&worker.name)}</td>
            <td class="who nowrap">{account.number.as_str().to_owned()}</td>
            <td class="side"><Pill tone=tone word=home::state(l, account.state)/></td>
            <td class="num" data-label=words::base_word(l)><Money lang=l amount=account.base/></td>
            <td class="num" data-label=words::monthly(l)><Money lang=l amount=account.monthly()/></td>
            <td class="nowrap" data-label=words::through(l)>{through}</td>
            <td data-label=words::gaps(l)>{gaps}</td>
        </tr>
    }
}
