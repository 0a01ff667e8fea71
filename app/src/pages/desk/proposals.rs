//! What waits for a second reviewer (待复核): corrections, states of accounts, money in suspense, closings, bases,
//! deferrals, transfers, yearly plans. The list on the left, one proposal with what it rests on and the decision on the right.

use super::queue::{self, Head};
use crate::{
    parts::{Entry, ErrorSummary, Fact, Field, Money, Notice, Pill, StaffPage, SummaryList, Tone},
    text::{
        Lang, books, deferral, desk_plan, desk_transfer as transfers, format, indicator, ledger,
        proposals as words, unit as unit_words,
    },
    visit::{Stop, Visit, loaded, visit},
};
use domain::{
    indicator::{Indicator, Plan, Unit},
    two_people::ProposalState,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use service::{
    proposal::{self, Field as F, Kind, Page, Proposal},
    reviewer::Reviewer,
    transfer::{Asked, AskedStep},
};

/// `/desk/proposals`: all of them, oldest first.
#[component]
pub fn ProposalsPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        let waiting = proposal::waiting(&visit.ctx, &reviewer).await?;
        Ok::<_, Stop>(desk(visit.lang(), &reviewer, &waiting, None, ().into_any()))
    })
}

/// `/desk/proposals/{kind}-{id}`: one of them.
#[component]
pub fn ProposalPage() -> impl IntoView {
    let visit = visit();
    let name = use_params_map().with_untracked(|params| params.get("name")).unwrap_or_default();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        let (kind, id) = named(&name).ok_or(Stop::NotFound)?;
        let waiting = proposal::waiting(&visit.ctx, &reviewer).await?;
        let page = proposal::page(&visit.ctx, &reviewer, kind, id).await?.ok_or(Stop::NotFound)?;
        let pane = pane(&visit, &page);
        Ok(desk(visit.lang(), &reviewer, &waiting, Some(&name), pane))
    })
}

/// Characters of an id; those that we draw have 36.
const ID_MAX: usize = 64;

/// Kind and id of an address or of a form. An id is as an address holds it whole: nothing is left out of one.
pub(crate) fn named(name: &str) -> Option<(Kind, &str)> {
    let (kind, id) = name.split_once('-')?;
    if is_id(id) { Some((Kind::from_code(kind)?, id)) } else { None }
}

/// Whether an id stands in an address as it is.
pub(super) fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    !id.is_empty() && id.len() <= ID_MAX && id.chars().all(plain)
}

/// The address of a proposal below `/desk/proposals`.
pub(crate) fn name_of(kind: Kind, id: &str) -> String {
    format!("{}-{id}", kind.code())
}

fn desk(l: Lang, reviewer: &Reviewer, waiting: &[Proposal], open: Option<&str>, pane: AnyView) -> AnyView {
    let (heading, table) = (words::heading(l, waiting.len()), table(l, waiting, open));
    let correct = matches!(reviewer, Reviewer::First(_))
        .then(|| view! { <a class="nowrap" href="/desk/corrections">{words::correct(l)}</a> });
    view! {
        <StaffPage title=words::title(l)>
            <div class="row"><h1>{heading}</h1>{correct}</div>
            <div class="panes"><div>{table}</div>{pane}</div>
        </StaffPage>
    }
    .into_any()
}

fn table(l: Lang, waiting: &[Proposal], open: Option<&str>) -> AnyView {
    if waiting.is_empty() {
        return view! { <Notice tone=Tone::Neutral title=words::nothing_help(l)/> }.into_any();
    }
    let row = |of: &Proposal| {
        let name = name_of(of.kind(), of.id());
        let current = (open == Some(name.as_str())).then_some("true");
        let about = match of {
            Proposal::Base(batch) => batch.unit_name.clone(),
            Proposal::Deferral(one) => one.unit_name.clone(),
            of => of.account().map(ToString::to_string).unwrap_or_default(),
        };
        // One that was given another id at the command line is decided there.
        let what = match named(&name) {
            Some(_) => view! { <a href=format!("/desk/proposals/{name}")>{words::act(l, of)}</a> }.into_any(),
            None => words::act(l, of).into_any(),
        };
        view! {
            <tr aria-current=current>
                <td>{what}</td>
                <td>{words::kind(l, of.kind())}</td>
                <td>{about}</td>
                <td class="nowrap">{format::date_time(of.proposed())}</td>
            </tr>
        }
    };
    let heads = [
        Head::Word(words::what(l)),
        Head::Unseen(words::reason(l)),
        Head::Word(words::account(l)),
        Head::Word(words::since(l)),
    ];
    queue::table(words::title(l), heads, waiting.iter().map(row).collect_view())
}

fn pane(visit: &Visit, page: &Page) -> AnyView {
    let l = visit.lang();
    let (of, state) = (&page.proposal, page.proposal.state());
    let refused = page.refused.as_ref().map(|[zh, en]| {
        let why = if l == Lang::Zh { zh.clone() } else { en.clone() };
        view! { <Notice tone=Tone::Bad title=words::not_done(l) text=why/> }
    });
    let decision = match (state, page.conflict, page.may_decide) {
        (ProposalState::Proposed, Some(conflict), _) => {
            view! { <Notice tone=Tone::Bad title=books::conflict(l, conflict) text=words::own_help(l)/> }
                .into_any()
        }
        (ProposalState::Proposed, None, false) => {
            view! { <Notice tone=Tone::Neutral title=words::not_yours(l)/> }.into_any()
        }
        (ProposalState::Proposed, None, true) => form(l, page),
        _ => ().into_any(),
    };
    view! {
        <section class="pane">
            <div class="row"><h2>{words::act(l, of)}</h2><Pill tone=tone(state) word=words::state(l, state)/></div>
            {refused}
            <SummaryList lang=l facts=facts(l, page)/>
            {decision}
        </section>
    }
    .into_any()
}

const fn tone(state: ProposalState) -> Tone {
    match state {
        ProposalState::Proposed => Tone::Warn,
        ProposalState::Done => Tone::Good,
        ProposalState::Refused => Tone::Neutral,
    }
}

fn facts(l: Lang, page: &Page) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(own) = &page.own {
        facts.push(Fact::new(words::holder(l), super::super::home::masked_name(&own.person_name)));
        facts.push(Fact::new(words::number(l), format::in_fours(own.account.number.as_str())));
        facts.push(Fact::new(words::balance(l), view! { <Money lang=l amount=own.account.balance/> }));
        facts.extend(own.unit_name.clone().map(|unit| Fact::new(words::unit(l), unit)));
    }
    facts.extend(matter(l, page));
    facts.push(Fact::new(words::maker(l), page.maker.clone()));
    facts.push(Fact::new(words::since(l), format::date_time(page.proposal.proposed())));
    facts
}

/// What stands in the matter's own record.
fn matter(l: Lang, page: &Page) -> Vec<Fact> {
    match &page.proposal {
        Proposal::Correction(one) => {
            let entry = page.entry.as_ref().map(|entry| {
                let month = entry.month.map(|month| format::month(l, month)).unwrap_or_default();
                let words_of = format!("{} {month}", ledger::business(l, entry.business));
                Fact::new(words::entry(l), view! { {words_of}" "<Money lang=l amount=entry.amount/> })
            });
            let reason = Fact::new(words::reason(l), words::correction_reason(l, one.reason));
            let note = one.note.clone().map(|note| Fact::new(words::note(l), note));
            entry.into_iter().chain([reason]).chain(note).collect()
        }
        Proposal::Account(one) => vec![Fact::new(words::basis(l), one.basis.clone())],
        Proposal::Suspense(one) => super::suspense::facts_of(l, one),
        Proposal::Closing(one) => {
            let payee = one
                .payee
                .as_ref()
                .map(|payee| Fact::new(words::payee(l), format!("{} · {}", payee.name, payee.tail)));
            let basis = Fact::new(words::basis(l), one.basis.clone());
            [basis].into_iter().chain(payee).collect()
        }
        Proposal::Transfer(one) => of_transfer(l, one),
        Proposal::Plan(one) => {
            let waits = one.state == ProposalState::Proposed;
            of_plan(l, &one.plan, page.standing.as_ref().filter(|_| waits))
        }
        Proposal::Base(batch) => {
            let counts = batch.counts;
            let answers = unit_words::counts(l, counts.lines, counts.confirmed, counts.objected);
            vec![
                Fact::new(words::unit(l), batch.unit_name.clone()),
                Fact::new(words::answers(l), answers),
                Fact::new(words::basis(l), batch.doc.clone()),
            ]
        }
        Proposal::Deferral(one) => {
            let approval = one.approval.clone().map(|text| Fact::new(deferral::approval(l), text));
            let unit = Fact::new(words::unit(l), one.unit_name.clone());
            let consent = Fact::new(deferral::consent(l), one.consent.clone());
            [unit, consent].into_iter().chain(approval).collect()
        }
    }
}

/// The targets to their last digit, and what stands in their place so far.
fn of_plan(l: Lang, plan: &Plan, standing: Option<&Plan>) -> Vec<Fact> {
    let fact = |(one, target): (Indicator, i64)| {
        let unit = one.unit();
        let large = (unit == Unit::Fen).then(|| indicator::value(l, unit, target));
        let now = standing.and_then(|standing| standing.target(one)).map(|now| {
            let now = indicator::value(l, unit, now);
            view! { <small>{desk_plan::in_force(l)} " " <span class="nowrap">{now}</span></small> }
        });
        let exact = indicator::exact_value(l, unit, target);
        let shown = view! {
            <span class="nowrap">{exact}</span>
            {large.map(|large| view! { " "<small class="nowrap">{large}</small> })}
            {now.map(|now| view! { <br/>{now} })}
        };
        Fact::new(desk_plan::label(l, one), shown)
    };
    plan.targets().map(fact).collect()
}

/// What leaves or comes, to or from where, and the way to the transfer with all that happened to it.
fn of_transfer(l: Lang, one: &Asked) -> Vec<Fact> {
    let found = &one.transfer;
    let number = found.number.to_string();
    let href = format!("/desk/transfers/{}", found.number.as_str());
    let mut facts = vec![
        Fact::new(transfers::number(l), view! { <a href=href>{number}</a> }),
        Fact::new(transfers::other(l), found.other_centre.clone()),
        Fact::new(transfers::other_account(l), found.other_account.clone()),
    ];
    let (amount, basis) = match &one.step {
        AskedStep::Send => (None, None),
        AskedStep::Book { amount, .. } => (Some(*amount), None),
        AskedStep::Pay { basis } => (None, Some(basis.clone())),
    };
    facts.extend(amount.map(|amount| Fact::new(words::amount(l), view! { <Money lang=l amount=amount/> })));
    if let Some(letter) = &found.letter {
        facts.push(Fact::new(words::payee(l), format!("{} · {}", letter.payee, letter.tail)));
    }
    facts.extend(basis.map(|basis| Fact::new(words::basis(l), basis)));
    facts
}

fn form(l: Lang, page: &Page) -> AnyView {
    let entry = |field| Entry::of(&page.form, field);
    let problems = vec![
        (deferral::approval(l).to_owned(), entry(F::Approval)),
        (words::code(l).to_owned(), entry(F::Code)),
    ];
    let name = name_of(page.proposal.kind(), page.proposal.id());
    let approval = matches!(page.proposal, Proposal::Deferral(_))
        .then(|| view! { <Field lang=l entry=entry(F::Approval) label=deferral::approval(l)/> });
    view! {
        <ErrorSummary lang=l entries=problems/>
        <form class="card" method="post" action="/do/proposal" novalidate=true>
            {approval}
            <Field lang=l entry=entry(F::Code) label=words::code(l) hint=words::code_hint(l) inputmode="numeric" autocomplete="one-time-code" code=true/>
            <input type="hidden" name="name" value=name/>
            <div class="actions">
                <button type="submit" class="button" name="verdict" value="approve">{words::approve(l)}</button>
                <button type="submit" class="button danger" name="verdict" value="refuse">{words::refuse(l)}</button>
            </div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_id_is_none() {
        assert_eq!(named("closing-c1"), Some((Kind::Closing, "c1")));
        let id = "018f0000-0000-7000-8000-000000000001";
        assert_eq!(named(&name_of(Kind::Transfer, id)), Some((Kind::Transfer, id)));
        for odd in [
            "",
            "closing",
            "closing-",
            "case-c1",
            "closing-../c1",
            "closing-c 1",
            "closing-c1\0",
            "closing-编",
        ] {
            assert_eq!(named(odd), None, "{odd:?}");
        }
        assert_eq!(named(&name_of(Kind::Closing, &"1".repeat(65))), None);
    }
}
