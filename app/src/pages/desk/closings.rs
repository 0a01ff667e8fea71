//! The officers' desk of what contributors asked for at `/close`: the list with age and deadline, and one application to
//! be taken up or declined.

use super::queue::{self, Head};
use crate::{
    parts::{
        Answer, Choice, Entry, ErrorSummary, Fact, Field, Money, Notice, Pill, StaffPage, SummaryList, Tone,
    },
    text::{Lang, books, close as of_closings, desk_closing as words, format, rent, review as of_reviews},
    visit::{Stop, Visit, loaded, visit},
};
use chrono::NaiveDate;
use domain::{CaseNumber, Fen, FormField, closing::ApplicationState, withdrawal::CaseState};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use service::{
    closing::{
        apply::Application,
        desk::{self, Field as F, Line, Page},
    },
    proposal::Kind,
    reviewer::{NotReviewed, Reviewer},
};

/// `/desk/closings`: what waits, the one that is due first on top.
#[component]
pub fn ClosingsPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        let queue = desk::queue(&visit.ctx, &reviewer).await?;
        Ok::<_, Stop>(desk_view(&visit, &queue, None, ().into_any()))
    })
}

/// `/desk/closings/{number}`: one of them.
#[component]
pub fn ClosingDeskPage() -> impl IntoView {
    let visit = visit();
    let number = use_params_map().with_untracked(|params| params.get("number")).unwrap_or_default();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::NotFound)?;
        let queue = desk::queue(&visit.ctx, &reviewer).await?;
        let pane = match desk::page(&visit.ctx, &reviewer, &number).await {
            Ok(page) => pane(&visit, &reviewer, &page),
            Err(NotReviewed::OwnCase) => queue::own_case(visit.lang(), words::own(visit.lang())),
            Err(why) => return Err(Stop::not_reviewed(why)),
        };
        Ok(desk_view(&visit, &queue, Some(&number), pane))
    })
}

fn desk_view(visit: &Visit, queue: &[Line], open: Option<&CaseNumber>, pane: AnyView) -> AnyView {
    let l = visit.lang();
    let (heading, table) = (words::heading(l, queue.len()), table(visit, queue, open));
    view! {
        <StaffPage title=words::title(l)>
            <h1>{heading}</h1>
            <div class="panes"><div>{table}</div>{pane}</div>
        </StaffPage>
    }
    .into_any()
}

fn table(visit: &Visit, queue: &[Line], open: Option<&CaseNumber>) -> AnyView {
    let (l, today) = (visit.lang(), visit.ctx.today());
    if queue.is_empty() {
        return view! { <Notice tone=Tone::Neutral title=words::nothing_help(l)/> }.into_any();
    }
    let heads = [
        Head::Word(words::number(l)),
        Head::Word(words::applicant(l)),
        Head::Word(words::reason(l)),
        Head::Number(words::amount(l)),
        Head::Word(words::state(l)),
        Head::Word(words::waited(l)),
        Head::Word(words::deadline(l)),
    ];
    queue::table(words::title(l), heads, queue.iter().map(|line| row(l, line, open, today)).collect_view())
}

fn row(l: Lang, line: &Line, open: Option<&CaseNumber>, today: NaiveDate) -> AnyView {
    let found = &line.application;
    let current = (open == Some(&found.number)).then_some("true");
    let number = found.number.to_string();
    let link = if line.own {
        view! { <span class="nowrap">{number}</span> }.into_any()
    } else {
        let href = format!("/desk/closings/{}", found.number.as_str());
        view! { <a class="nowrap" href=href>{number}</a> }.into_any()
    };
    view! {
        <tr aria-current=current>
            <td>{link}</td>
            <td>{line.name_masked.clone()}</td>
            <td>{of_closings::closing_reason(l, found.reason)}</td>
            <td class="num">{format::yuan(all(found))}</td>
            <td><Pill tone=tone(found.state) word=of_closings::state(l, found.state, line.taken_up)/></td>
            <td class="nowrap">{words::age(l, desk::age(found, today))}</td>
            <td>{left(l, found, today)}</td>
        </tr>
    }
    .into_any()
}

/// Principal and interest as the contributor saw them.
fn all(found: &Application) -> Fen {
    found.principal.checked_add(found.interest).unwrap_or(found.principal)
}

/// Red when the day is over, amber on the last one.
fn left(l: Lang, found: &Application, today: NaiveDate) -> AnyView {
    let tone = match (found.decide_by - today).num_days() {
        ..0 => Tone::Bad,
        0..=1 => Tone::Warn,
        _ => Tone::Neutral,
    };
    view! { <Pill tone=tone word=of_reviews::days_left(l, found.decide_by, today)/> }.into_any()
}

const fn tone(state: ApplicationState) -> Tone {
    match state {
        ApplicationState::Open => Tone::Warn,
        ApplicationState::Done => Tone::Good,
        ApplicationState::Declined | ApplicationState::Refused => Tone::Bad,
        ApplicationState::Withdrawn => Tone::Neutral,
    }
}

fn pane(visit: &Visit, reviewer: &Reviewer, page: &Page) -> AnyView {
    let l = visit.lang();
    let found = &page.application;
    let state = of_closings::state(l, found.state, page.closing.is_some());
    view! {
        <section class="pane">
            <div class="row">
                <h2>{page.own.person_name.clone()} " " {of_closings::title(l)}</h2>
                <Pill tone=tone(found.state) word=state/>
            </div>
            <SummaryList lang=l facts=facts(visit, page)/>
            {next(l, reviewer, page)}
        </section>
    }
    .into_any()
}

fn facts(visit: &Visit, page: &Page) -> Vec<Fact> {
    let l = visit.lang();
    let found = &page.application;
    let number = found.number.to_string();
    let mut facts = vec![
        Fact::new(words::number(l), number),
        Fact::new(words::reason(l), of_closings::closing_reason(l, found.reason)),
        Fact::new(words::account(l), format::in_fours(found.account.as_str())),
        Fact::new(words::card(l), rent::card_line(l, &found.payee.bank, &found.payee.tail)),
        Fact::new(words::balance(l), view! { <Money lang=l amount=page.own.account.balance/> }),
    ];
    let interest = page.interest;
    facts.extend(interest.map(|one| Fact::new(words::interest(l), view! { <Money lang=l amount=one/> })));
    facts.push(Fact::new(words::shown(l), view! { <Money lang=l amount=all(found)/> }));
    facts.push(Fact::new(words::filed(l), format::date_time(found.filed)));
    if found.state == ApplicationState::Open {
        let by = format::date(found.decide_by);
        facts.push(Fact::new(words::decide_by(l), view! { {by}" "{left(l, found, visit.ctx.today())} }));
    }
    facts.extend(page.own.unit_name.clone().map(|unit| Fact::new(words::unit(l), unit)));
    let basis = page.closing.as_ref().map(|closing| closing.basis.clone());
    facts.extend(basis.map(|basis| Fact::new(words::basis_fact(l), basis)));
    facts
}

/// What this officer may do, or what has become of it.
fn next(l: Lang, reviewer: &Reviewer, page: &Page) -> AnyView {
    if page.may_answer {
        return form(l, page);
    }
    let after = match (page.application.state, page.waits()) {
        (ApplicationState::Open, true) => waits(l, reviewer, page),
        (ApplicationState::Open, false) => {
            view! { <Notice tone=Tone::Neutral title=words::not_yours(l)/> }.into_any()
        }
        _ => ended(l, page),
    };
    view! { {summary(l, page)}<div id=F::Verdict.name()>{after}</div> }.into_any()
}

fn waits(l: Lang, reviewer: &Reviewer, page: &Page) -> AnyView {
    let decide = queue::to_decide(l, reviewer, Kind::Closing, &page.application.id);
    view! { <Notice tone=Tone::Warn title=words::waits(l) text=words::waits_help(l)/>{decide} }.into_any()
}

/// What followed: why it was declined, or how far the payment is.
fn ended(l: Lang, page: &Page) -> AnyView {
    let found = &page.application;
    let text = match (found.state, page.payment) {
        (ApplicationState::Done, Some(CaseState::Paid)) => words::follows_paid(l).to_owned(),
        (ApplicationState::Done, Some(CaseState::PayFailed)) => words::follows_returned(l).to_owned(),
        (ApplicationState::Done, _) => words::follows_payment(l).to_owned(),
        _ => found.note.clone().unwrap_or_else(|| words::follows_none(l).to_owned()),
    };
    let title = match page.payment {
        Some(payment) => rent::state(l, payment),
        None => of_closings::state(l, found.state, false),
    };
    view! { <Notice tone=tone(found.state) title=title text=text/> }.into_any()
}

fn label(l: Lang, field: F) -> &'static str {
    match field {
        F::Number | F::Verdict => words::verdict_label(l),
        F::Basis => words::basis(l),
        F::Note => words::note(l),
    }
}

fn summary(l: Lang, page: &Page) -> AnyView {
    let entry = |field: &F| (label(l, *field).to_owned(), Entry::of(&page.form, *field));
    view! { <ErrorSummary lang=l entries=F::ALL.iter().map(entry).collect()/> }.into_any()
}

fn form(l: Lang, page: &Page) -> AnyView {
    let entry = |field| Entry::of(&page.form, field);
    let standing = match page.hindrance {
        None => view! { <Notice title=words::may(l)/> }.into_any(),
        Some(why) => {
            let text = format!("{} · {}", books::not_closable(l, why), words::may_not_help(l));
            view! { <Notice tone=Tone::Warn title=words::may_not(l) text=text/> }.into_any()
        }
    };
    let answers = vec![
        Answer::new("take_up", words::take_up(l)).note(words::take_up_note(l)),
        Answer::new("decline", words::decline(l)).note(words::decline_note(l)),
    ];
    view! {
        {standing}
        {summary(l, page)}
        <form class="card" method="post" action="/do/desk-closing" novalidate=true>
            <Choice lang=l entry=entry(F::Verdict) label=words::verdict(l) answers=answers/>
            <Field lang=l entry=entry(F::Basis) label=words::basis(l) hint=words::basis_hint(l)/>
            <Field lang=l entry=entry(F::Note) label=words::note(l) hint=words::note_hint(l)/>
            <input type="hidden" name="number" value=page.application.number.as_str().to_owned()/>
            <div class="actions"><button class="button">{words::send(l)}</button></div>
        </form>
    }
    .into_any()
}
