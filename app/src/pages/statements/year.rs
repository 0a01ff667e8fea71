//! `/statements/{year}`: a year at a glance. The balance with its line; the way from opening to closing; the twelve
//! months; what rolls over on 1 July; what was corrected since; every entry; the files.

use super::{
    asked_year,
    columns::columns,
    pieces::{entry_rows, finding, mismatch, moved, pill, plain},
    steps::steps,
};
use crate::{
    parts::{BackLink, Money, Notice, Page, Shown, Tab, Tone},
    picture::{Frame, StepChart},
    text::{Lang, format, ledger, statements as words},
    visit::{Stop, Visit, loaded, visit},
};
use domain::{Fen, Month, interest::AccrualYear, month_state::gaps, year_statement::number_of};
use leptos::prelude::*;
use service::year_statement::{self, Issued, Standing, YearPage};

/// `/statements/{year}`
#[component]
pub fn StatementYear() -> impl IntoView {
    let visit = visit();
    let asked = asked_year();
    loaded(async move {
        let member = visit.member()?;
        let year = asked.ok_or(Stop::NotFound)?;
        let page = year_statement::page(&visit.ctx, &member, year).await?.ok_or(Stop::NotFound)?;
        Ok(page_view(&visit, &page))
    })
}

fn page_view(visit: &Visit, page: &YearPage) -> AnyView {
    let (l, masked) = (visit.lang(), visit.prefs.masked);
    let request_id = visit.ctx.uuid(visit.ctx.now());
    let made = &page.statement;
    let running = page.standing == Standing::Running;
    let finding = words::finding(l, running, finding(masked, made.turnover()));
    let broken = (!page.intact).then(|| mismatch(l));
    let first = (broken, hero(l, page, masked), flows(l, page, masked), roll(l, page, masked));
    let second = (
        months(l, page, masked),
        since(l, page, masked),
        entries(l, page, masked),
        files(l, page, request_id),
    );
    let (heading, pill, chips) = (words::heading(l, made.year), pill(l, &page.standing), chips(l, page));
    view! {
        <Page title=words::title(l) tab=Tab::Home wide=true>
            <header class="head">
                <BackLink lang=l href="/statements" word=words::all_years(l)/>
                <div class="row"><h1>{heading}</h1>{pill}</div>
                <p class="lead">{finding}</p>
            </header>
            {chips}
            <div class="cols">
                <div class="stack">{first}</div>
                <div class="stack">{second}</div>
            </div>
        </Page>
    }
    .into_any()
}

fn chips(l: Lang, page: &YearPage) -> impl IntoView + use<> {
    let chip = |year: &AccrualYear| {
        let here = (*year == page.statement.year).then_some("true");
        let number = year.settlement_year();
        view! { <a href=format!("/statements/{number}") aria-current=here>{number}</a> }
    };
    let years = page.years.iter().map(chip).collect_view();
    (page.years.len() > 1).then(|| view! { <nav class="chips" aria-label=words::years(l)>{years}</nav> })
}

/// The closing balance, the line of the year, and whether it still changes.
fn hero(l: Lang, page: &YearPage, masked: bool) -> impl IntoView + use<> {
    let made = &page.statement;
    let running = page.standing == Standing::Running;
    let label = if running { words::balance_now(l) } else { words::closing(l) };
    let this_month = Month::of(page.today);
    let months = made.months();
    let seen = months.iter().filter(|part| part.month <= this_month).map(|part| part.closing.get());
    let values: Vec<i64> = std::iter::once(made.opening.get()).chain(seen).collect();
    let picture = (!masked).then(|| {
        let finding = words::line_says(l, made.opening, made.closing);
        let (from, to) = (made.year.first_day(), made.year.settlement_day());
        let to = if running { page.today } else { to };
        view! {
            <StepChart frame=Frame::SPARK values=values finding=finding/>
            <div class="ticks"><span>{format::date(from)}</span><span>{format::date(to)}</span></div>
        }
    });
    view! {
        <section class="card hero" aria-labelledby="closing">
            <h2 class="label" id="closing">{label}</h2>
            <Money lang=l amount=Shown::unless(masked, made.closing) figure=true label=label/>
            {picture}
            <p class="small">{words::standing_note(l, &page.standing, made.year)}</p>
        </section>
    }
}

fn flows(l: Lang, page: &YearPage, masked: bool) -> impl IntoView + use<> {
    let made = &page.statement;
    let running = page.standing == Standing::Running;
    let closing = if running { words::balance_now(l) } else { words::closing(l) };
    let year = made.year.settlement_year();
    let note = masked.then(|| view! { <p class="small">{words::hidden(l)}</p> });
    view! {
        <section class="card">
            <h2>{words::steps_title(l)}</h2>
            {steps(l, made.opening, &made.flows, (made.closing, closing), masked)}
            {note}
            <p><a class="plain" href=format!("/ledger/interest/{year}")>{words::interest_link(l)}</a></p>
        </section>
    }
}

/// 上年结转 + 本年缴存 + 年度结息: the principal of 1 July, as one bar and as lines.
fn roll(l: Lang, page: &YearPage, masked: bool) -> impl IntoView + use<> {
    let settled = !matches!(page.standing, Standing::Running | Standing::Unsettled);
    let roll = page.statement.roll.filter(|_| settled)?;
    let parts = [
        (words::roll_carried(l), roll.carried_over, "old"),
        (words::roll_current(l), roll.current_year, "new"),
        (words::roll_interest(l), roll.interest, "interest"),
    ];
    let line = |(term, amount, class): (&'static str, Fen, &'static str)| {
        view! { <div class=class><dt>{term}</dt><dd><Money lang=l amount=Shown::unless(masked, amount)/></dd></div> }
    };
    let bar = (!masked).then(|| bar(parts.map(|(_, amount, class)| (amount, class)), page.statement.closing));
    Some(view! {
        <section class="card roll">
            <h2>{words::roll_title(l)}</h2>
            {bar}
            <dl class="summary">
                {parts.into_iter().map(line).collect_view()}
                <div class="total">
                    <dt>{words::roll_total(l)}</dt>
                    <dd><Money lang=l amount=Shown::unless(masked, page.statement.closing)/></dd>
                </div>
            </dl>
        </section>
    })
}

/// The parts of a whole side by side.
fn bar(parts: [(Fen, &'static str); 3], whole: Fen) -> impl IntoView {
    let mut x = 0;
    let pieces = parts.map(|(amount, class)| {
        let width = (i128::from(amount.get()) * 1000 / i128::from(whole.get().max(1))) as i64;
        let at = x;
        x += width;
        view! { <rect class=class x=at y="0" width=width height="10"></rect> }
    });
    view! { <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">{pieces.into_iter().collect_view()}</svg> }
}

fn months(l: Lang, page: &YearPage, masked: bool) -> impl IntoView + use<> {
    let made = &page.statement;
    let parts = made.months();
    let row = |part: &domain::year_statement::MonthPart<'_>| {
        let (into, out, interest) = part.turnover();
        let into = into.checked_add(interest).unwrap_or(into);
        let href = format!("/statements/{}/{}", made.year.settlement_year(), part.month);
        view! {
            <tr>
                <td><a class="nowrap" href=href>{format::month(l, part.month)}</a></td>
                <td class="num">{moved(masked, into)}</td>
                <td class="num">{moved(masked, out)}</td>
                <td class="num">{plain(masked, part.closing)}</td>
            </tr>
        }
    };
    let rows = parts.iter().map(row).collect_view();
    view! {
        <section class="card">
            <h2>{words::months_title(l)}</h2>
            <p class="small">{words::months_finding(l, &gaps(&page.cells))}" "{words::months_hint(l)}</p>
            {columns(l, made.year, &parts, &page.cells, page.today, masked)}
            <details>
                <summary>{words::figures(l)}</summary>
                <div class="scroll"><table class="table dense">
                    <thead><tr>
                        <th>{words::month(l)}</th><th class="num">{words::into(l)}</th>
                        <th class="num">{words::out(l)}</th><th class="num">{words::closing(l)}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table></div>
            </details>
        </section>
    }
}

/// Named one by one; the issued statement above stays as it was.
fn since(l: Lang, page: &YearPage, masked: bool) -> impl IntoView + use<> {
    let row = |since: &domain::year_statement::Since| {
        let entry = &since.entry;
        let what = ledger::business(l, entry.business);
        let word = words::why(l, since.why);
        let on = format::date(entry.posted_on);
        view! {
            <li><a href=format!("/ledger/receipt/{}", entry.seq)>
                <span class="what">{word}<small>{what}" · "{on}</small></span>
                <span class="side num">{moved(masked, entry.amount)}</span>
            </a></li>
        }
    };
    let rows = page.since.iter().map(row).collect_view();
    (!page.since.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{words::since_title(l)}</h2>
                <p class="small">{words::since_note(l)}</p>
                <ul class="list">{rows}</ul>
            </section>
        }
    })
}

fn entries(l: Lang, page: &YearPage, masked: bool) -> impl IntoView + use<> {
    let parts = page.statement.months();
    let group = |part: &domain::year_statement::MonthPart<'_>| {
        view! {
            <tbody>
                <tr class="group">
                    <th colspan="3" scope="rowgroup">{format::month(l, part.month)}</th>
                    <td class="num">{plain(masked, part.closing)}</td>
                </tr>
                {entry_rows(l, part.lines, masked)}
            </tbody>
        }
    };
    let groups = parts.iter().filter(|part| !part.lines.is_empty()).map(group).collect_view();
    (!page.statement.lines.is_empty()).then(|| {
        view! {
            <details class="card">
                <summary>{words::rows_title(l)}</summary>
                <div class="scroll"><table class="table dense">
                    <thead><tr>
                        <th>{ledger::date(l)}</th><th>{ledger::what(l)}</th>
                        <th class="num">{ledger::amount(l)}</th><th class="num">{ledger::balance(l)}</th>
                    </tr></thead>
                    {groups}
                </table></div>
            </details>
        }
    })
}

/// Number and hash of what was issued, and the files.
fn files(l: Lang, page: &YearPage, request_id: String) -> impl IntoView + use<> {
    let year = page.statement.year.settlement_year();
    let issued = match &page.standing {
        Standing::Final(issued) => (issued_facts(l, issued), sign_form(l, year, request_id)).into_any(),
        _ => view! { <Notice tone=Tone::Neutral title=words::sign_later(l)/> }.into_any(),
    };
    view! {
        <section class="card noprint">
            <h2>{words::files(l)}</h2>
            {issued}
            <p class="links">
                <a class="plain" href=format!("/statements/{year}.csv") download="">{words::export(l)}" CSV"</a>
                <a class="plain" href=format!("/statements/{year}.json") download="">{words::export(l)}" JSON"</a>
                <a class="plain" href="/schemas/statement-1.json">{words::format_note(l)}</a>
            </p>
        </section>
    }
}

fn issued_facts(l: Lang, issued: &Issued) -> impl IntoView + use<> {
    view! {
        <dl class="summary">
            <div><dt>{words::number(l)}</dt><dd class="nowrap">{number_of(&issued.hash)}</dd></div>
            <div><dt>{words::issued_on(l)}</dt><dd>{format::date(issued.at.day())}</dd></div>
        </dl>
    }
}

/// Makes the PDF whose code anybody can verify.
fn sign_form(l: Lang, year: i32, request_id: String) -> impl IntoView {
    view! {
        <form method="post" action="/do/statements-sign">
            <input type="hidden" name="year" value=year/>
            <input type="hidden" name="request_id" value=request_id/>
            <p class="small">{words::sign_note(l)}</p>
            <div class="actions"><button class="button">{words::sign(l)}</button></div>
        </form>
    }
}
