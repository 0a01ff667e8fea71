//! A person's certificates: the list with the button that makes one, and each as a page that prints.

use crate::{
    parts::{Notice, Page, Pill, Tab, Tone},
    text::{Lang, certificate as words, format},
    visit::{Stop, loaded, visit},
};
use domain::certificate::{CertificateId, verify::Status};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use service::certificate::{self, Owned, symbol::QUIET};

/// `/certificates`
#[component]
pub fn Certificates() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let l = visit.lang();
        let member = visit.member()?;
        let own = certificate::list_own(&visit.ctx, &member).await?;
        let now = visit.ctx.now();
        let request_id = visit.ctx.uuid(now);
        let line = |one: &Owned| {
            let href = format!("/certificates/{}", one.id);
            let until = format!("{} {}", words::valid_until(l), format::date(one.expires.day()));
            let (tone, word) = standing(l, one, now > one.expires);
            view! {
                <li><a href=href>
                    <span class="what">{words::title(l, &one.payload)}<small>{until}</small></span>
                    <span class="side"><Pill tone=tone word=word/></span>
                </a></li>
            }
        };
        let list = if own.is_empty() {
            view! { <p class="small">{words::none_yet(l)}</p> }.into_any()
        } else {
            view! { <ul class="list">{own.iter().map(line).collect_view()}</ul> }.into_any()
        };
        Ok(view! {
            <Page title=words::certificates(l) tab=Tab::Tasks>
                <header class="head"><h1>{words::certificates(l)}</h1><p class="lead">{words::certificates_lead(l)}</p></header>
                <form class="card" method="post" action="/do/certificate-issue">
                    <h2>{words::make(l)}</h2>
                    <p class="small">{words::make_lead(l)}</p>
                    <input type="hidden" name="request_id" value=request_id/>
                    <div class="actions"><button class="button">{words::make(l)}</button></div>
                </form>
                <section class="card"><h2>{words::yours(l)}</h2>{list}</section>
            </Page>
        }
        .into_any())
    })
}

fn standing(l: Lang, one: &Owned, expired: bool) -> (Tone, &'static str) {
    use domain::certificate::Verdict;
    let verdict = match one.status {
        Status::Good if expired => Verdict::Expired,
        Status::Good => Verdict::Valid,
        Status::Revoked => Verdict::Revoked,
        Status::Suspended => Verdict::Suspended,
        Status::Superseded => Verdict::Superseded,
    };
    let tone = match one.status {
        Status::Good if !expired => Tone::Good,
        Status::Revoked => Tone::Bad,
        _ => Tone::Warn,
    };
    (tone, words::verdict(l, verdict).0)
}

/// `/certificates/{number}`
#[component]
pub fn CertificatePage() -> impl IntoView {
    let visit = visit();
    let number = use_params_map().with_untracked(|params| params.get("number")).unwrap_or_default();
    loaded(async move {
        let l = visit.lang();
        let member = visit.member()?;
        let id: CertificateId = number.parse().map_err(|_| Stop::NotFound)?;
        let (own, looks) = certificate::find_own(&visit.ctx, &member, &id).await?.ok_or(Stop::NotFound)?;
        let looks = certificate::looks_of(&visit.ctx, looks).await?;
        let (tone, word) = standing(l, &own, visit.ctx.now() > own.expires);
        let good = own.status == Status::Good;
        let rows = words::rows(l, &own.payload);
        let file = format!("/certificates/{id}");
        let looks = looks.into_iter().map(|(look, name)| {
            let what = match (look.channel.as_str(), &name) {
                ("number", _) => words::looked_by_number(l),
                ("photo", _) => words::looked_by_photo(l),
                _ => words::looked_at_counter(l),
            };
            let when = [format::date_time(look.at), name.unwrap_or_default()].join(" ");
            view! { <li><div class="item"><span class="what">{what}<small>{when}</small></span></div></li> }
        });
        let looks = looks.collect::<Vec<_>>();
        let looks = if looks.is_empty() {
            view! { <p class="small">{words::nobody_looked(l)}</p> }.into_any()
        } else {
            view! { <ul class="list">{looks}</ul> }.into_any()
        };
        Ok(view! {
            <Page title=words::certificates(l) tab=Tab::Tasks>
                <header class="head">
                    <a class="back" href="/certificates">{words::certificates(l)}</a>
                    <div class="row"><h1>{words::title(l, &own.payload)}</h1><Pill tone=tone word=word/></div>
                </header>
                {qr(l, &own)}
                <dl class="card summary">
                    {rows.into_iter().map(|(term, value)| view! { <div><dt>{term}</dt><dd>{value}</dd></div> }).collect_view()}
                </dl>
                <div class="actions">
                    <a class="button" href=format!("{file}.png") download="">{words::save_picture(l)}</a>
                    <a class="button second" href=format!("{file}.pdf") download="">{words::download_pdf(l)}</a>
                </div>
                <p class="small noprint">{words::print_note(l)}</p>
                <section class="card noprint"><h2>{words::who_looked(l)}</h2>{looks}</section>
                {good.then(|| view! {
                    <details class="card noprint">
                        <summary>{words::revoke(l)}</summary>
                        <p class="small">{words::revoke_note(l)}</p>
                        <form method="post" action="/do/certificate-revoke">
                            <input type="hidden" name="number" value=id.to_string()/>
                            <div class="actions"><button class="button danger">{words::revoke(l)}</button></div>
                        </form>
                    </details>
                })}
            </Page>
        }
        .into_any())
    })
}

/// The symbol as one path on white, whatever the colours of the page.
fn qr(l: Lang, own: &Owned) -> impl IntoView + use<> {
    let (side, quiet) = (own.symbol.width() + 2 * QUIET, QUIET as i64);
    let view_box = format!("-{quiet} -{quiet} {side} {side}");
    view! {
        <div class="qr">
            <svg viewBox=view_box role="img" aria-label=words::qr_label(l) shape-rendering="crispEdges">
                <path fill-rule="evenodd" d=own.symbol.svg_path()></path>
            </svg>
            <p class="number">{words::number(l)} " " {own.id.to_string()}</p>
            <p>{words::any_phone(l)}</p>
        </div>
    }
}

/// `/certificates/not-made/{why}`: where the form leads when nothing was made.
#[component]
pub fn NotMade() -> impl IntoView {
    let l = visit().lang();
    let why = use_params_map().with_untracked(|params| params.get("why")).unwrap_or_default();
    let text = match why.as_str() {
        "no-account" => words::no_account(l),
        "nothing-paid" => words::nothing_paid(l),
        "too-many" => words::too_many(l),
        "rare-character" => words::rare_character(l),
        _ => words::too_long(l),
    };
    view! {
        <Page title=words::not_made(l) tab=Tab::Tasks>
            <header class="head"><h1>{words::not_made(l)}</h1></header>
            <Notice tone=Tone::Warn title=words::not_made(l) text=text/>
            <div class="actions"><a class="button" href="/certificates">{words::to_certificates(l)}</a></div>
        </Page>
    }
}
