//! Verifying, for anyone: by the link in the QR code (in the browser), by text, by photo, by number.

use crate::{
    parts::{Entry, ErrorSummary, Field, Notice, Page, TextArea, Tone, VerifyScript},
    text::{Lang, certificate as words, format},
    verdict_view::VerdictView,
    visit::{loaded, visit},
};
use domain::{FormState, certificate::Verdict};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use service::certificate::{self, Found, LookupField, Outcome};

/// `/z/`: the same page for everybody. What stands after `#` is read in the browser and never reaches us.
#[component]
pub fn Verify() -> impl IntoView {
    let visit = visit();
    let l = visit.lang();
    let now = visit.ctx.now().ms();
    let key = visit.ctx.signer.public_hex();
    view! {
        <Page title=words::verify(l)>
            <header class="head"><h1>{words::verify(l)}</h1></header>
            <div
                class="stack"
                data-verifier=""
                data-keys=key
                data-org=visit.ctx.centre.org
                data-now=now
                data-checking=words::checking(l)
                data-failed=words::failed(l)
            ></div>
            <p class="lead">{words::verify_lead(l)}</p>
            <Ways lang=l/>
            <VerifyScript/>
        </Page>
    }
}

/// The ways that need no script.
#[component]
fn Ways(lang: Lang) -> impl IntoView {
    let l = lang;
    let text = Entry { name: "text", ..Entry::default() };
    view! {
        <form class="card" method="post" action="/do/verify-text">
            <TextArea lang=l entry=text label=words::by_text(l) hint=words::by_text_hint(l)/>
            <div class="actions"><button class="button">{words::check(l)}</button></div>
        </form>
        <PhotoForm lang=l action="/z/photo"/>
        <a class="notice plain" href="/z/number"><b>{words::by_number(l)}</b><p>{words::by_number_lead(l)}</p></a>
    }
}

/// A form with one file.
#[component]
pub fn PhotoForm(lang: Lang, action: &'static str) -> impl IntoView {
    let l = lang;
    view! {
        <form class="card" method="post" action=action enctype="multipart/form-data">
            <div class="field">
                <label for="photo">{words::by_photo(l)}</label>
                <p class="hint" id="photo-hint">{words::by_photo_hint(l)}</p>
                <span class="box">
                    <input class="input" id="photo" name="photo" type="file" accept="image/png,image/jpeg" aria-describedby="photo-hint" required/>
                </span>
            </div>
            <div class="actions"><button class="button second">{words::check(l)}</button></div>
        </form>
    }
}

/// `/z/{digits}`: verified on the server, for browsers without WASM. A word instead of digits says why there
/// was nothing to verify.
#[component]
pub fn Verified() -> impl IntoView {
    let visit = visit();
    let l = visit.lang();
    let seen = use_params_map().with_untracked(|params| params.get("seen")).unwrap_or_default();
    loaded(async move {
        let answer = answer(&visit.ctx, l, &seen).await?;
        Ok(view! {
            <Page title=words::verify(l)>
                {answer}
                <div class="actions"><a class="button" href="/z/">{words::verify_another(l)}</a></div>
            </Page>
        }
        .into_any())
    })
}

/// The answer to a path segment: a verdict with its fields, or a notice.
pub(super) async fn answer(ctx: &service::Ctx, l: Lang, seen: &str) -> Result<AnyView, service::Fault> {
    let notice = |title: &'static str, text: &'static str| {
        view! { <Notice tone=Tone::Warn title=title text=text/> }.into_any()
    };
    match seen {
        "photo-unread" => return Ok(notice(words::photo_unread(l), words::photo_unread_help(l))),
        "photo-refused" => return Ok(notice(words::photo_refused(l), words::photo_refused_help(l))),
        _ => {}
    }
    let without =
        [Verdict::NotOurs, Verdict::UnsupportedVersion].into_iter().find(|v| words::slug(*v) == seen);
    let (verdict, payload, at) = match without {
        Some(verdict) => (verdict, None, ctx.now()),
        None => {
            let checked = certificate::check(ctx, seen).await?;
            (checked.verdict, checked.payload, checked.at)
        }
    };
    let verdict =
        if seen == words::slug(Verdict::ScanIncomplete) { Verdict::ScanIncomplete } else { verdict };
    let note = words::checked_at(l, at);
    Ok(view! { <VerdictView lang=l verdict=verdict payload=payload note=note/> }.into_any())
}

/// `/z/number`: the form.
#[component]
pub fn ByNumber() -> impl IntoView {
    number_page(FormState::default())
}

/// `/z/number/{answer}`: the answer, or the form with what is wrong. The segment is sealed: nothing of it can
/// be read or made by others, and it dies after half an hour.
#[component]
pub fn ByNumberAnswer() -> impl IntoView {
    let visit = visit();
    let l = visit.lang();
    let sealed = use_params_map().with_untracked(|params| params.get("answer")).unwrap_or_default();
    match certificate::open_outcome(&visit.ctx, &sealed) {
        Some(Outcome::Rejected(form)) => number_page(form),
        Some(Outcome::Found(found)) => view! { <NumberFound lang=l found=found/> }.into_any(),
        None => view! {
            <Page title=words::by_number(l)>
                <header class="head"><a class="back" href="/z/number">{words::by_number(l)}</a><h1>{words::stale(l)}</h1></header>
                <p class="lead">{words::stale_help(l)}</p>
            </Page>
        }
        .into_any(),
    }
}

#[component]
fn NumberFound(lang: Lang, found: Found) -> impl IntoView {
    let l = lang;
    let row = |term: &'static str, value: String| view! { <div><dt>{term}</dt><dd>{value}</dd></div> };
    view! {
        <Page title=words::by_number(l)>
            <VerdictView lang=l verdict=found.verdict payload=None note=words::checked_at(l, found.at)/>
            <dl class="card summary ruled">
                {row(words::number(l), found.id.to_string())}
                {row(words::issued_on(l), format::date(found.issued.day()))}
                {row(words::valid_until(l), format::date(found.expires.day()))}
            </dl>
            <p class="small">{words::found_note(l)}</p>
            <div class="actions"><a class="button" href="/z/number">{words::verify_another(l)}</a></div>
        </Page>
    }
}

fn number_page(form: FormState<LookupField>) -> AnyView {
    let l = visit().lang();
    let entry = |field| Entry::of(&form, field);
    let (number, name, tail) =
        (entry(LookupField::Number), entry(LookupField::Name), entry(LookupField::IdTail));
    let listed = vec![
        (words::number(l).to_owned(), number.clone()),
        (words::name(l).to_owned(), name.clone()),
        (words::id_tail(l).to_owned(), tail.clone()),
    ];
    view! {
        <Page title=words::by_number(l)>
            <header class="head">
                <a class="back" href="/z/">{words::verify(l)}</a>
                <h1>{words::by_number(l)}</h1>
                <p class="lead">{words::by_number_lead(l)}</p>
            </header>
            <ErrorSummary lang=l entries=listed/>
            <form class="card" method="post" action="/do/verify-number">
                <Field lang=l entry=number label=words::number(l) hint=words::number_hint(l) code=true/>
                <Field lang=l entry=name label=words::name(l)/>
                <Field lang=l entry=tail label=words::id_tail(l) code=true/>
                <div class="actions"><button class="button">{words::look_up(l)}</button></div>
            </form>
        </Page>
    }
    .into_any()
}
