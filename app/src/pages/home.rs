//! The home page (首页) of a member, and the welcome page of everyone else.

use super::messages::notice_row;
use crate::{
    parts::{Icon, Money, Notice, Page, Pill, Shown, Tab, Tile, Tiles, Tone, icon},
    paths::Path,
    picture::{Frame, StepChart},
    text::{Lang, format, home as words, rent},
    visit::{Stop, Visit, loaded, visit},
};
use chrono::Timelike;
use domain::{AccountState, Fen, PersonName, policy::Outcome, withdrawal::CaseState};
use leptos::prelude::*;
use service::{
    actor::{Actor, Member},
    cases::Case,
    home::{self, Home as Data},
};

/// `/`
#[component]
pub fn Home() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        match &visit.actor {
            Actor::Member(member) => member_home(&visit, member).await,
            Actor::Stranger | Actor::Visitor(_) => Ok(view! { <Welcome/> }.into_any()),
            Actor::Agent(_) => Err(Stop::Go(Path::fixed("/unit"))),
            Actor::Clerk(_) => Err(Stop::Go(Path::fixed("/counter"))),
            Actor::FirstReviewer(_) | Actor::SecondReviewer(_) => Err(Stop::Go(Path::fixed("/desk"))),
        }
    })
}

async fn member_home(visit: &Visit, member: &Member) -> Result<AnyView, Stop> {
    let l = visit.lang();
    let Some(data) = home::page(&visit.ctx, member).await? else { return Ok(without_account(l)) };
    let masked = visit.prefs.masked;
    let centre = match l {
        Lang::Zh => visit.ctx.centre.name_zh.clone(),
        Lang::En => visit.ctx.centre.name_en.clone(),
    };
    let state = data.own.account.state;
    let greeting = words::greeting(l, &masked_name(&data.own.person_name), data.now.local().hour());
    let asked = data.base_until.map(|until| super::base::home_notice(l, until));
    let first = (balance_card(l, &data, masked), asked, now_you_can(l, &data, masked), tiles(l));
    let second = (cases(l, &data, masked), notices(l, &data, masked));
    Ok(view! {
        <Page title=words::title(l) tab=Tab::Home wide=true unread=data.unread>
            <header class="head">
                <p class="over">{centre}</p>
                <div class="row"><h1>{greeting}</h1><Pill tone=tone(state) word=words::state(l, state)/></div>
            </header>
            <div class="cols">
                <div class="stack">{first}</div>
                <div class="stack">{second}</div>
            </div>
        </Page>
    }
    .into_any())
}

/// `林*芳`; a stored name that no longer reads as one is shown as one star.
pub(super) fn masked_name(name: &str) -> String {
    PersonName::parse(name).map_or_else(|_| "*".into(), |name| name.masked())
}

fn tone(state: AccountState) -> Tone {
    match state {
        AccountState::Normal => Tone::Good,
        AccountState::Frozen => Tone::Bad,
        AccountState::Sealed => Tone::Warn,
        _ => Tone::Neutral,
    }
}

/// An amount in a sentence, or four stars.
pub(super) fn told(masked: bool, amount: Fen) -> String {
    if masked { "****".into() } else { format::yuan(amount) }
}

fn balance_card(l: Lang, data: &Data, masked: bool) -> impl IntoView + use<> {
    let account = &data.own.account;
    let shown = |amount| Shown::unless(masked, amount);
    let (drawing, word, value) =
        if masked { (Icon::Eye, words::show(l), "0") } else { (Icon::EyeShut, words::hide(l), "1") };
    // The line alone would give the amounts away, so it goes with them.
    let picture = (!masked).then(|| {
        let values: Vec<i64> = data.history.iter().map(|balance| balance.get()).collect();
        let from = data.history.first().copied().unwrap_or(Fen::ZERO);
        let finding = words::picture(l, values.len(), from, account.balance);
        view! { <StepChart frame=Frame::SPARK values=values finding=finding/> }
    });
    let shares =
        words::shares(l, &told(masked, account.personal_monthly), &told(masked, account.unit_monthly));
    let through =
        account.paid_through.map_or_else(|| words::never_paid(l).to_owned(), |month| format::month(l, month));
    let frozen = (!account.frozen.is_zero()).then(|| {
        let amount = shown(account.frozen.min(account.balance));
        view! { <div><dt>{words::frozen(l)}</dt><dd><Money lang=l amount=amount/></dd></div> }
    });
    view! {
        <section class="card hero" aria-labelledby="balance">
            <div class="row">
                <h2 class="label" id="balance">{words::balance(l)}</h2>
                <form method="post" action="/do/prefs">
                    <input type="hidden" name="back" value="/"/>
                    <button class="eye" name="mask" value=value>{icon(drawing)}{word}</button>
                </form>
            </div>
            <Money lang=l amount=shown(account.balance) figure=true label=words::balance(l)/>
            <p class="small">{shares}</p>
            {picture}
            <dl class="facts">
                <div><dt>{words::paid_through(l)}</dt><dd class="nowrap">{through}</dd></div>
                <div>
                    <dt>{words::consecutive(l)}</dt>
                    <dd class="nowrap">{format::months(l, account.consecutive_months)}</dd>
                </div>
                <div><dt>{words::monthly(l)}</dt><dd><Money lang=l amount=shown(account.monthly())/></dd></div>
                {frozen}
            </dl>
        </section>
    }
}

/// The one thing most likely wanted, with its result: this month's rent.
fn now_you_can(l: Lang, data: &Data, masked: bool) -> impl IntoView + use<> {
    let decision = data.rent.as_ref()?;
    let (tone, title, text) = match decision.outcome {
        Outcome::Approved => (
            Tone::Good,
            words::rent_amount(l, &told(masked, decision.amount)),
            words::rent_now_note(l).to_owned(),
        ),
        Outcome::Review => {
            (Tone::Good, words::rent_review(l).to_owned(), words::rent_review_note(l).to_owned())
        }
        Outcome::Refused => {
            let day = decision.earliest.or(decision.not_before).map(format::date);
            let note = words::rent_not_yet_note(l, decision.failures.len(), day.as_deref());
            (Tone::Neutral, words::rent_not_yet(l).to_owned(), note)
        }
    };
    Some(view! { <Notice tone=tone title=title text=text href="/rent"/> })
}

/// Cases that are not at their end, with the next date.
fn cases(l: Lang, data: &Data, masked: bool) -> impl IntoView + use<> {
    let row = |case: &Case| {
        let href = format!("/cases/{}", case.number.as_str());
        let next = match case.state {
            CaseState::Approved => rent::paid_to(l, &case.bank, &case.card_tail),
            _ => rent::decide_by(l, case.decide_by),
        };
        view! {
            <li><a href=href>
                <span class="what">
                    {rent::title(l, &case.kind)} " " <Money lang=l amount=Shown::unless(masked, case.amount)/>
                    <small>{next}</small>
                </span>
                <span class="side"><Pill tone=super::cases::tone(case.state) word=rent::state(l, case.state)/></span>
            </a></li>
        }
    };
    let rows = data.cases.iter().map(row).collect_view();
    (!data.cases.is_empty()).then(|| {
        view! {
            <section class="card">
                <div class="row"><h2>{words::under_way(l)}</h2><a href="/cases">{words::all(l)}</a></div>
                <ul class="list">{rows}</ul>
            </section>
        }
    })
}

fn tiles(l: Lang) -> impl IntoView {
    let tile = |href, icon, word| Tile { href, icon, word };
    let tiles = vec![
        tile("/ledger", Icon::Ledger, words::ledger(l)),
        tile("/rent", Icon::Rent, words::rent(l)),
        tile("/cases", Icon::Clock, words::cases(l)),
        tile("/certificates", Icon::Certificate, words::certificates(l)),
        tile("/calc", Icon::Calculator, words::calculator(l)),
        tile("/flex", Icon::Flexible, words::flexible(l)),
    ];
    view! { <Tiles tiles=tiles/> }
}

fn notices(l: Lang, data: &Data, masked: bool) -> impl IntoView + use<> {
    let rows = data.notices.iter().map(|notice| notice_row(l, notice, false, masked)).collect_view();
    (!data.notices.is_empty()).then(|| {
        view! {
            <section class="card news">
                <div class="row"><h2>{words::notices(l)}</h2><a href="/messages">{words::all(l)}</a></div>
                <ul class="list">{rows}</ul>
            </section>
        }
    })
}

fn without_account(l: Lang) -> AnyView {
    view! {
        <Page title=words::title(l) tab=Tab::Home>
            <header class="head">
                <h1>{words::no_account(l)}</h1>
                <p class="lead">{words::no_account_note(l)}</p>
            </header>
            <div class="actions"><a class="button" href="/flex">{words::open_account(l)}</a></div>
            {public_tools(l)}
        </Page>
    }
    .into_any()
}

/// What anyone may use.
fn public_tools(l: Lang) -> impl IntoView {
    let row = |href: &'static str, title: &'static str, note: &'static str| {
        view! { <li><a href=href><span class="what">{title}<small>{note}</small></span></a></li> }
    };
    view! {
        <section class="card">
            <h2 class="label">{words::without_sign_in(l)}</h2>
            <ul class="list">
                {row("/calc", words::calculator(l), words::calc_note(l))}
                {row("/z/", words::verify(l), words::verify_note(l))}
                {row("/rules", words::rules(l), words::rules_note(l))}
            </ul>
        </section>
    }
}

/// The page of someone who has not signed in.
#[component]
fn Welcome() -> impl IntoView {
    let visit = visit();
    let l = visit.lang();
    let centre = match l {
        Lang::Zh => visit.ctx.centre.name_zh.clone(),
        Lang::En => visit.ctx.centre.name_en.clone(),
    };
    view! {
        <Page title=words::welcome_title(l) tab=Tab::Home>
            <header class="head">
                <p class="over">{centre}</p>
                <h1>{words::welcome_title(l)}</h1>
                <p class="lead">{words::welcome_lead(l)}</p>
            </header>
            <div class="actions">
                <a class="button" href="/sign-in">{words::sign_in(l)}</a>
                <a class="button second" href="/flex">{words::join(l)}</a>
            </div>
            {public_tools(l)}
            <p class="small"><a class="plain" href="/staff/sign-in">{words::staff_sign_in(l)}</a></p>
        </Page>
    }
}
