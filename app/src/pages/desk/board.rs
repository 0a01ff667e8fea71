//! `/desk/board`: the fund at a glance for those who lead the centre, each figure with its formula.

pub mod plan;

use crate::{
    parts::{Notice, Pill, StaffPage, Tone},
    paths::Path,
    picture::{Bullet, Frame, MonthBars, StepChart},
    text::{Lang, format, indicator as words},
    visit::{Stop, Visit, loaded, visit},
};
use domain::{
    Fen, Month,
    indicator::{Indicator, Measured, Missing, Unit, is_as_wanted, ratio, share_until},
};
use leptos::prelude::*;
use service::indicator::{self, Board, Proposed};

/// Reads `?month=2026-10`; the latest without it.
#[component]
pub fn BoardPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        visit.reviewer()?;
        let waiting = indicator::waiting(&visit.ctx).await?;
        let asked = visit.asked("month").map(Month::parse).transpose().map_err(|_| Stop::BadRequest)?;
        match indicator::board(&visit.ctx, asked).await? {
            Some(board) => Ok(page(&visit, &board, &waiting)),
            None if asked.is_some() => Err(Stop::Go(Path::fixed("/desk/board"))),
            None => Ok(nothing(visit.lang(), &waiting)),
        }
    })
}

/// To the plan; says so when one waits.
fn plan_link(l: Lang, waiting: &[Proposed]) -> AnyView {
    let word = match waiting.first() {
        Some(one) => words::plan_waits(l, one.plan.year()),
        None => words::plan(l).to_owned(),
    };
    view! { <a href="/desk/board/plan">{word}</a> }.into_any()
}

fn nothing(l: Lang, waiting: &[Proposed]) -> AnyView {
    let plan = plan_link(l, waiting);
    view! {
        <StaffPage title=words::title(l)>
            <h1>{words::title(l)}</h1>
            <p class="small">{plan}</p>
            <Notice tone=Tone::Neutral title=words::nothing_closed(l) text=words::nothing_closed_help(l)/>
        </StaffPage>
    }
    .into_any()
}

fn page(visit: &Visit, board: &Board, waiting: &[Proposed]) -> AnyView {
    let l = visit.lang();
    let (known, unknown): (Vec<_>, Vec<_>) = board.measured.iter().partition(|one| one.value.is_ok());
    let cards = known.into_iter().map(|one| card(l, board, one)).collect_view();
    let no_plan = board.plan.is_none().then(|| {
        let title = words::no_plan(l, board.month.year());
        view! { <Notice tone=Tone::Neutral title=title text=words::no_plan_help(l) href="/desk/board/plan"/> }
    });
    let (others, months, balance) = (others(l, board), months(l, board), balance(l, board));
    let (heading, as_of) = (words::heading(l, board.month), words::as_of(l, board.as_of));
    let (kinds, missing) = (kinds(l, board), missing(l, &unknown));
    let plan = plan_link(l, waiting);
    view! {
        <StaffPage title=words::title(l)>
            <div class="row top">
                <header class="head">
                    <h1>{heading}</h1>
                    <p class="small">
                        {as_of} " " <a href="/open">{words::open_title(l)}</a> " · " {plan}
                    </p>
                </header>
                {others}
            </div>
            {no_plan}
            <div class="board">{cards}</div>
            <div class="cols">
                {months}
                <div>{balance} {kinds} {missing}</div>
            </div>
        </StaffPage>
    }
    .into_any()
}

/// The months before and after, as far as the books go.
fn others(l: Lang, board: &Board) -> AnyView {
    let link = |month: Month, word: &'static str| {
        let known = (board.first..=board.last).contains(&month);
        let named = format!("{word} {}", format::month(l, month));
        let href = format!("/desk/board?month={month}");
        known.then(|| view! { <a href=href aria-label=named>{word}</a> })
    };
    view! {
        <nav class="turn" aria-label=words::month(l)>
            {link(board.month.plus(-1), words::earlier(l))}
            {link(board.month.plus(1), words::later(l))}
        </nav>
    }
    .into_any()
}

fn card(l: Lang, board: &Board, measured: &Measured) -> AnyView {
    let Measured { indicator, value, parts } = measured;
    let (Ok(value), unit) = (*value, indicator.unit()) else { return ().into_any() };
    let target = board.plan.as_ref().and_then(|plan| plan.target(*indicator));
    let wanted = target.and_then(|target| is_as_wanted(*indicator, value, target, board.until));
    let pill = wanted.map(|good| {
        let word = match (good, indicator.grows()) {
            (true, true) => words::on_track(l),
            (false, true) => words::behind(l),
            (true, false) => words::met(l),
            (false, false) => words::not_met(l),
        };
        view! { <Pill tone=if good { Tone::Good } else { Tone::Warn } word=word/> }
    });
    let exact = (unit == Unit::Fen).then(|| (words::exact(l), words::exact_value(l, unit, value)));
    let parts =
        parts.iter().map(|(part, value)| (words::part(l, *part), words::exact_value(l, part.unit(), *value)));
    let parts = if *indicator == Indicator::FundBalance || indicator.grows() {
        exact.into_iter().collect()
    } else {
        parts.collect::<Vec<_>>()
    };
    let row = |(term, value): (&'static str, String)| view! { <div><dt>{term}</dt><dd>{value}</dd></div> };
    view! {
        <section class="card">
            <div class="row"><h2 class="label">{words::name(l, *indicator)}</h2>{pill}</div>
            <p class="figure">{words::value(l, unit, value)}</p>
            {bullet(l, board, *indicator, value, target, wanted)}
            <details>
                <summary>{words::how(l)}</summary>
                <p class="formula">{words::formula(l, *indicator)}</p>
                <dl class="summary">{parts.into_iter().map(row).collect_view()}</dl>
            </details>
        </section>
    }
    .into_any()
}

/// The bar against its target, or the bar of a rate without one.
fn bullet(
    l: Lang,
    board: &Board,
    indicator: Indicator,
    value: i64,
    target: Option<i64>,
    wanted: Option<bool>,
) -> AnyView {
    let off = wanted == Some(false);
    match (target, indicator.unit()) {
        (Some(target), _) if indicator.grows() => {
            let due = share_until(target, board.until);
            let percent = |of| ratio(of, target, 10_000).unwrap_or_default();
            let said = words::progress(l, percent(value), percent(due));
            view! {
                <Bullet value=value mark=Some(due) most=target off=off finding=said.clone()/>
                <p class="small">{words::target(l, indicator, target)} " · " {said}</p>
            }
            .into_any()
        }
        (Some(target), _) => {
            let said = words::target(l, indicator, target);
            view! {
                <Bullet value=value mark=Some(target) most=10_000 off=off finding=said.clone()/>
                <p class="small">{said}</p>
            }
            .into_any()
        }
        (None, Unit::BasisPoints) => {
            let said = words::value(l, Unit::BasisPoints, value);
            view! { <Bullet value=value most=10_000 finding=said/> }.into_any()
        }
        (None, _) => ().into_any(),
    }
}

fn months(l: Lang, board: &Board) -> AnyView {
    let values: Vec<(i64, i64)> =
        board.months.iter().map(|(_, m, _)| (m.collection, m.withdrawals)).collect();
    let sum = |of: fn(&(i64, i64)) -> i64| Fen::new(values.iter().map(of).sum());
    let finding = words::months_finding(l, values.len(), sum(|v| v.0), sum(|v| v.1));
    let line = board.plan.as_ref().and_then(|plan| plan.target(Indicator::Collection)).map(|year| year / 12);
    let share = line.map(|_| view! { <li class="dashed">{words::plan_share(l)}</li> });
    let scale = match l {
        Lang::Zh => |fen| words::large(Lang::Zh, Fen::new(fen)),
        Lang::En => |fen| words::large(Lang::En, Fen::new(fen)),
    };
    view! {
        <section class="card">
            <h2>{words::months_title(l)}</h2>
            <p class="small">{finding.clone()}</p>
            <MonthBars values=values line=line scale=scale finding=finding/>
            <ul class="legend">
                <li>{words::collected(l)}</li>
                <li class="two">{words::withdrawn(l)}</li>
                {share}
            </ul>
            <details>
                <summary>{words::figures(l)}</summary>
                {table(l, board)}
            </details>
        </section>
    }
    .into_any()
}

/// The table beside the picture, to the fen.
fn table(l: Lang, board: &Board) -> AnyView {
    let yuan = |fen: i64| format::yuan(Fen::new(fen));
    let rows = board.months.iter().rev().map(|(month, m, balance)| {
        view! {
            <tr>
                <th scope="row" class="nowrap">{format::month(l, *month)}</th>
                <td class="num">{yuan(m.collection)}</td>
                <td class="num">{yuan(m.withdrawals)}</td>
                <td class="num">{yuan(m.interest)}</td>
                <td class="num">{yuan(m.transfer_in + m.other - m.transfer_out)}</td>
                <td class="num">{yuan(*balance)}</td>
            </tr>
        }
    });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=words::figures(l)>
            <table class="table dense">
                <caption class="sr">{words::figures(l)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::month(l)}</th>
                        <th scope="col" class="num">{words::collected(l)}</th>
                        <th scope="col" class="num">{words::withdrawn(l)}</th>
                        <th scope="col" class="num">{words::interest(l)}</th>
                        <th scope="col" class="num">{words::transfers(l)}</th>
                        <th scope="col" class="num">{words::balance(l)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn balance(l: Lang, board: &Board) -> AnyView {
    let values: Vec<i64> = board.months.iter().map(|(_, _, balance)| *balance).collect();
    let last = values.last().copied().unwrap_or_default();
    let shown = words::large(l, Fen::new(last));
    let span =
        board.months.first().map(|(first, ..)| *first).zip(board.months.last().map(|(last, ..)| *last));
    let ticks = span.map(|(first, last)| {
        view! { <p class="ticks"><span>{format::month(l, first)}</span><span>{format::month(l, last)}</span></p> }
    });
    view! {
        <section class="card">
            <div class="row"><h2>{words::balance_title(l)}</h2><b>{shown.clone()}</b></div>
            <p class="small">{words::balance_lead(l)}</p>
            <StepChart frame=Frame::SPARK values=values finding=shown/>
            {ticks}
        </section>
    }
    .into_any()
}

fn kinds(l: Lang, board: &Board) -> AnyView {
    if board.kinds.is_empty() {
        return ().into_any();
    }
    let row = |(kind, online, all): &(domain::indicator::CaseKind, i64, i64)| {
        let rate = ratio(*online, *all, 10_000).unwrap_or_default();
        view! {
            <tr>
                <th scope="row">{words::case_kind(l, *kind)}</th>
                <td class="num">{*online}</td>
                <td class="num">{*all}</td>
                <td class="num">{words::value(l, Unit::BasisPoints, rate)}</td>
            </tr>
        }
    };
    view! {
        <section class="card">
            <table class="table dense">
                <caption>{words::kinds_title(l)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::kind(l)}</th>
                        <th scope="col" class="num">{words::online(l)}</th>
                        <th scope="col" class="num">{words::all(l)}</th>
                        <th scope="col" class="num">{words::rate(l)}</th>
                    </tr>
                </thead>
                <tbody>{board.kinds.iter().map(row).collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// What the books cannot say, with the reason.
fn missing(l: Lang, unknown: &[&Measured]) -> AnyView {
    let row = |(indicator, why): (Indicator, Missing)| {
        view! {
            <div>
                <dt>{words::name(l, indicator)}</dt>
                <dd><span class="muted">{words::missing(l, why)}</span></dd>
            </div>
        }
    };
    let rows: Vec<_> = unknown.iter().filter_map(|one| Some((one.indicator, one.value.err()?))).collect();
    if rows.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="card">
            <h2>{words::not_in_books(l)}</h2>
            <dl class="summary">{rows.into_iter().map(row).collect_view()}</dl>
        </section>
    }
    .into_any()
}
