//! The closing withdrawal (销户提取): `/close` says why, or why not, and what would be paid; the check page sends; one
//! application on its way as `/cases/{number}` shows it.

use crate::{
    parts::{
        Answer, BackLink, Choice, Entry, ErrorSummary, Fact, Field, Milestone, Money, Notice, Outcome, Page,
        Pill, RuleLine, RuleList, Shown, SummaryList, Tab, Tick, Timeline, Tone, When,
    },
    paths::Path,
    text::{Lang, books, close as words, format, parts::step, rent},
    visit::{Stop, Visit, loaded, visit},
};
use domain::{
    Timestamp,
    closing::{ApplicationState, ClosingReason, NotClosable},
};
use leptos::prelude::*;
use service::closing::apply::{self, Application, CheckPage as Check, Field as F, Page as First, Step, View};

/// `/close`: may I, why not, and how much it is.
#[component]
pub fn ClosePage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        Ok::<_, Stop>(match apply::page(&visit.ctx, &member).await? {
            Some(page) => first(&visit, &page),
            None => super::rent::no_account(visit.lang()),
        })
    })
}

fn first(visit: &Visit, page: &First) -> AnyView {
    let l = visit.lang();
    let heading = match (page.open(), page.may_ask()) {
        (Some(_), _) => words::waits(l),
        (None, true) => words::may(l),
        (None, false) if page.own.account.state.is_closed() => words::closed(l),
        (None, false) => words::may_not(l),
    };
    let latest = page.latest.as_ref().map(|latest| how_far(l, latest));
    let rules = match page.in_the_way_of_all() {
        Some(why) => vec![RuleLine {
            outcome: Outcome::Unmet,
            title: books::not_closable(l, why),
            notes: cures(l, why),
        }],
        None => page.reasons.iter().map(|(reason, why)| line(l, page, *reason, *why)).collect(),
    };
    let listed = if rules.len() > 1 { words::reasons(l) } else { words::in_the_way(l) };
    let (would, form) = (would_get(visit, page), page.may_ask().then(|| form(visit, page)));
    let facts = vec![
        Fact::new(words::law(l), page.law.doc.clone()),
        Fact::new(rent::city_rule(l), page.leave.doc.clone()),
    ];
    view! {
        <Page title=words::title(l) tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/tasks"/>
                <h1>{heading}</h1>
            </header>
            {latest}
            {would}
            {form}
            <h2>{listed}</h2>
            <RuleList lang=l rules=rules/>
            <p class="small">{words::death(l)}</p>
            <details class="card">
                <summary>{words::basis(l)}</summary>
                <SummaryList lang=l facts=facts/>
                <p class="small">{words::not_verified(l)}</p>
            </details>
        </Page>
    }
    .into_any()
}

/// How far the latest application is: the state with its day, why it was declined, what follows.
fn how_far(l: Lang, latest: &View) -> AnyView {
    let found = &latest.application;
    let (word, tone) = match latest.payment {
        Some(payment) => (rent::state(l, payment), super::cases::tone(payment)),
        None => (words::state(l, found.state, latest.closing.is_some()), tone(found.state)),
    };
    let when = match found.ended {
        None => words::by(l, found.decide_by),
        Some(at) => format::date_time(at),
    };
    let why = found.note.clone().map(|why| {
        view! { <Notice tone=Tone::Bad title=words::state(l, found.state, false) text=why/> }
    });
    let number = found.number.to_string();
    let href = format!("/cases/{}", found.number.as_str());
    view! {
        {why}
        <ul class="list card">
            <li><a href=href>
                <span class="what">{words::latest(l)}<small>{number} " · " {when}</small></span>
                <span class="side"><Pill tone=tone word=word/></span>
            </a></li>
        </ul>
    }
    .into_any()
}

/// One reason: possible, or what stands in its way and how to cure it.
fn line(l: Lang, page: &First, reason: ClosingReason, why: Option<NotClosable>) -> RuleLine {
    let mut notes = vec![words::article(l, reason)];
    let outcome = match why {
        None if page.open().is_none() => Outcome::Met,
        None => Outcome::Unsure,
        Some(why) => {
            notes.push(books::not_closable(l, why));
            notes.extend(cures(l, why));
            Outcome::Unmet
        }
    };
    RuleLine { outcome, title: words::closing_reason(l, reason).to_owned(), notes }
}

/// How to put it right, where anybody can.
fn cures(l: Lang, why: NotClosable) -> Vec<String> {
    match why {
        NotClosable::SealedTooShort { .. } | NotClosable::Closed => Vec::new(),
        why => vec![words::cure(l, why).to_owned()],
    }
}

/// Principal and interest to date, as one figure and its sum.
fn would_get(visit: &Visit, page: &First) -> Option<AnyView> {
    let (l, masked) = (visit.lang(), visit.prefs.masked);
    let principal = page.own.account.balance;
    if page.own.account.state.is_closed() {
        return None;
    }
    let Some(interest) = page.interest else {
        return Some(view! { <Notice tone=Tone::Bad title=words::unclear(l)/> }.into_any());
    };
    let all = principal.checked_add(interest)?;
    let sum = (!masked).then(|| words::sum(l, principal, interest));
    let amount = Shown::unless(masked, all);
    Some(
        view! {
            <section class="card">
                <p class="label">{words::would_get(l)}</p>
                <Money lang=l amount=amount figure=true label=words::would_get(l)/>
                {sum.map(|sum| view! { <p class="small">{sum}</p> })}
            </section>
        }
        .into_any(),
    )
}

fn form(visit: &Visit, page: &First) -> AnyView {
    let l = visit.lang();
    let state = &page.form.state;
    let allowed = page.reasons.iter().filter(|(_, why)| why.is_none());
    let answer = |reason: ClosingReason| Answer::new(reason.code(), words::closing_reason(l, reason));
    let answers = allowed.map(|(reason, _)| answer(*reason).note(words::article(l, *reason))).collect();
    let (reason, card) = (Entry::of(state, F::Reason), Entry::of(state, F::Card));
    let entries =
        vec![(words::reason(l).to_owned(), reason.clone()), (words::card_number(l).to_owned(), card.clone())];
    let kept = page.card.as_ref().map(|kept| {
        let line = rent::card_line(l, &kept.bank, &kept.tail);
        view! { <SummaryList lang=l facts=vec![Fact::new(rent::card_on_file(l), line)]/> }
    });
    let label = if kept.is_some() { words::other_card(l) } else { words::card_number(l) };
    let demo = visit.ctx.centre.demo;
    view! {
        <ErrorSummary lang=l entries=entries/>
        {kept}
        <form method="post" action="/do/close-form">
            <Choice lang=l entry=reason label=words::which(l) answers=answers/>
            <Field lang=l entry=card label=label hint=rent::card_hint(l) inputmode="numeric" code=true/>
            {demo.then(|| view! { <p class="small">{rent::demo_card_hint(l)}</p> })}
            <div class="actions"><button class="button">{words::go_on(l)}</button></div>
        </form>
    }
    .into_any()
}

/// `/close/check`: what will happen, in numbers, then one sending.
#[component]
pub fn CloseCheckPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        match apply::check(&visit.ctx, &member).await? {
            Step::Here(page) => Ok(check(&visit, page)),
            Step::NoAccount => Ok(super::rent::no_account(visit.lang())),
            Step::First => Err(Stop::Go(Path::fixed("/close"))),
        }
    })
}

fn check(visit: &Visit, page: Check) -> AnyView {
    let l = visit.lang();
    let state = &page.page.form.state;
    let facts = vec![
        Fact::new(words::reason(l), words::closing_reason(l, page.reason)).change("/close"),
        Fact::new(words::card(l), rent::card_line(l, &page.card.bank, &page.card.tail)).change("/close"),
        Fact::new(words::principal(l), view! { <Money lang=l amount=page.page.own.account.balance/> }),
        Fact::new(words::interest(l), view! { <Money lang=l amount=page.interest/> }),
        Fact::new(words::all(l), view! { <b><Money lang=l amount=page.all/></b> }),
        Fact::new(words::decide_by(l), format::date(page.decide_by)),
    ];
    let entries = vec![
        (words::check(l).to_owned(), Entry::of(state, F::Declaration)),
        (rent::code(l).to_owned(), Entry::of(state, F::Code)),
    ];
    let end = if page.second_factor { send(l, &page) } else { first_a_factor(l) };
    view! {
        <Page title=words::check(l) tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/close"/>
                <p class="step">{step(l, 2, 2)}</p>
                <h1>{words::check(l)}</h1>
            </header>
            <ErrorSummary lang=l entries=entries/>
            <SummaryList lang=l facts=facts ruled=true/>
            <Notice tone=Tone::Warn title=words::then(l) text=words::then_help(l)/>
            {end}
        </Page>
    }
    .into_any()
}

fn send(l: Lang, page: &Check) -> AnyView {
    let form = &page.page.form;
    let (declaration, code) = (Entry::of(&form.state, F::Declaration), Entry::of(&form.state, F::Code));
    view! {
        <form method="post" action="/do/close-submit">
            <input type="hidden" name="request_id" value=form.request_id.clone()/>
            <input type="hidden" name="reason" value=page.reason.code()/>
            <Tick lang=l entry=declaration label=words::declaration(l)/>
            <Field lang=l entry=code label=rent::code(l) hint=rent::code_hint(l) inputmode="numeric"
                autocomplete="one-time-code" code=true/>
            <div class="actions"><button class="button">{words::send(l)}</button></div>
        </form>
    }
    .into_any()
}

fn first_a_factor(l: Lang) -> AnyView {
    view! {
        <Notice tone=Tone::Warn title=rent::needs_factor(l) text=rent::needs_factor_help(l)/>
        <div class="actions"><a class="button" href="/me/second-factor">{rent::needs_factor(l)}</a></div>
    }
    .into_any()
}

fn tone(state: ApplicationState) -> Tone {
    match state {
        ApplicationState::Done => Tone::Good,
        ApplicationState::Declined | ApplicationState::Refused => Tone::Bad,
        ApplicationState::Open | ApplicationState::Withdrawn => Tone::Neutral,
    }
}

/// An application among the cases.
pub(super) fn row(visit: &Visit, found: &Application) -> (Timestamp, AnyView) {
    let (l, masked) = (visit.lang(), visit.prefs.masked);
    let href = format!("/cases/{}", found.number.as_str());
    let amount = found.principal.checked_add(found.interest).unwrap_or(found.principal);
    let row = view! {
        <li><a href=href>
            <span class="what">
                {words::title(l)} " " <Money lang=l amount=Shown::unless(masked, amount)/>
                <small>{found.number.to_string()} " · " {rent::moment(l, found.filed)}</small>
            </span>
            <span class="side"><Pill tone=tone(found.state) word=words::state(l, found.state, false)/></span>
        </a></li>
    };
    (found.filed, row.into_any())
}

/// The body of `/cases/{number}` while no money has moved.
pub(super) fn one(visit: &Visit, page: &View) -> AnyView {
    let (l, masked) = (visit.lang(), visit.prefs.masked);
    let found = &page.application;
    let all = found.principal.checked_add(found.interest).unwrap_or(found.principal);
    let (number, state) = (found.number.to_string(), found.state);
    let pill = words::state(l, state, page.closing.is_some());
    let sum = (!masked).then(|| words::sum(l, found.principal, found.interest));
    let to = rent::paid_to(l, &found.payee.bank, &found.payee.tail);
    let amount = Shown::unless(masked, all);
    let why = found.note.clone().map(|why| {
        view! { <Notice tone=Tone::Bad title=words::state(l, state, false) text=why/> }
    });
    let reason = words::closing_reason(l, found.reason);
    let (stops, acts) = (stops(l, page), acts(l, page));
    view! {
        <Page title=words::title(l) tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/cases" word=rent::my_cases(l).to_owned()/>
                <h1>{words::title(l)}</h1>
                <div class="row">
                    <p>{rent::number(l)} " " <span class="nowrap">{number}</span></p>
                    <Pill tone=tone(state) word=pill/>
                </div>
            </header>
            <section class="card">
                <p class="label">{reason}</p>
                <Money lang=l amount=amount figure=true label=words::all(l)/>
                {sum.map(|sum| view! { <p class="small">{sum}</p> })}
                <p class="small">{to}</p>
            </section>
            {why}
            <h2 class="sr">{rent::way(l)}</h2>
            <Timeline lang=l stops=stops/>
            {acts}
        </Page>
    }
    .into_any()
}

/// Newest on top.
fn stops(l: Lang, page: &View) -> Vec<Milestone> {
    let found = &page.application;
    let open = found.state == ApplicationState::Open;
    let stop = |when, title: &str, note: String| Milestone { when, title: title.to_owned(), note };
    let mut stops = Vec::new();
    if open {
        stops.push(stop(When::Ahead, words::paid_out(l), String::new()));
        stops.push(stop(When::Ahead, words::decision(l), words::by(l, found.decide_by)));
    } else if let Some(at) = found.ended {
        let when = if tone(found.state) == Tone::Bad { When::Failed } else { When::Past };
        let who = match found.state {
            ApplicationState::Withdrawn => words::by_you(l),
            ApplicationState::Declined => words::by_first(l),
            _ => words::by_second(l),
        };
        let note = format!("{} · {who}", format::date_time(at));
        stops.push(stop(when, words::state(l, found.state, false), note));
    }
    let now = |latest: bool| if open && latest { When::Now } else { When::Past };
    if let Some(closing) = &page.closing {
        let note = format!("{} · {}", format::date_time(closing.proposed), words::by_first(l));
        stops.push(stop(now(true), words::taken_up(l), note));
    }
    let note = format!("{} · {}", format::date_time(found.filed), words::by_you(l));
    stops.push(stop(now(page.closing.is_none()), words::received(l), note));
    stops
}

fn acts(l: Lang, page: &View) -> AnyView {
    if page.may_withdraw() {
        let number = page.application.number.as_str().to_owned();
        return view! {
            <form method="post" action="/do/close-withdraw">
                <input type="hidden" name="number" value=number/>
                <p class="small">{words::withdraw_help(l)}</p>
                <div class="actions"><button class="button danger">{words::withdraw(l)}</button></div>
            </form>
        }
        .into_any();
    }
    match page.application.state {
        ApplicationState::Declined | ApplicationState::Refused | ApplicationState::Withdrawn => view! {
            <div class="actions"><a class="button" href="/close">{words::again(l)}</a></div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}
