//! The answer of a verification: shape, word and colour say the same, and below it every signed field, large.
//! The browser's verifier shows the same with the same words (`app/verifier`, `public/verify.js`).

use crate::text::{Lang, certificate as words};
use domain::certificate::{Payload, Verdict, verdict::Tone};
use leptos::prelude::*;

/// The verdict and, when the signature is good, what it covers. `note` says when it was checked. The page is only
/// reached with a connection.
#[component]
pub fn VerdictView(
    lang: Lang,
    verdict: Verdict,
    payload: Option<Payload>,
    #[prop(into)] note: String,
) -> impl IntoView {
    let (title, help) = words::verdict(lang, verdict);
    let fields = payload.map(|payload| {
        let rows = words::rows(lang, &payload).into_iter();
        view! {
            <section>
                <h2>{words::title(lang, &payload)}</h2>
                <p class="small">{words::compare(lang)}</p>
            </section>
            <dl class="card summary ruled">
                {rows.map(|(term, value)| view! { <div><dt>{term}</dt><dd>{value}</dd></div> }).collect_view()}
            </dl>
        }
    });
    view! {
        <Banner tone=verdict.tone(true) code=verdict.code() title=title help=help note=note/>
        {fields}
    }
}

/// The verdict alone, with the stable name of it for tests and machines.
#[component]
pub fn Banner(
    tone: Tone,
    code: &'static str,
    title: &'static str,
    help: &'static str,
    #[prop(into)] note: String,
    /// The page has its own main heading.
    #[prop(optional)]
    below_heading: bool,
) -> impl IntoView {
    let title = match below_heading {
        true => view! { <h2>{title}</h2> }.into_any(),
        false => view! { <h1>{title}</h1> }.into_any(),
    };
    view! {
        <section class=class(tone) role="status" data-verdict=code>
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=drawing(tone)></path></svg>
            <div>{title}<p>{help}</p><p class="small">{note}</p></div>
        </section>
    }
}

/// Class of the section.
pub const fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "verdict good",
        Tone::Caution => "verdict warn",
        Tone::Bad => "verdict bad",
        Tone::Neutral => "verdict",
    }
}

/// Path of the icon: a shield, a triangle, an octagon, a circle.
pub const fn drawing(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => {
            "M12 3l7.5 2.8v5.7c0 4.7-3.1 7.9-7.5 9.5-4.4-1.6-7.5-4.8-7.5-9.5V5.8zM8.5 12l2.5 2.5 4.5-5"
        }
        Tone::Caution => "M12 4 2.8 20h18.4zM12 10v4.5M12 17.2v.01",
        Tone::Bad => "M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3zM9 9l6 6M15 9l-6 6",
        Tone::Neutral => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5M12 8v.01",
    }
}
