//! The counter (柜面): a scan by keyboard scanner, camera or photo, its verdict, and the next scan.

use super::verify::{PhotoForm, answer};
use crate::{
    parts::{CameraScript, StaffPage},
    text::{Lang, certificate as words},
    visit::{loaded, visit},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/counter` and `/counter/{digits}`
#[component]
pub fn Counter() -> impl IntoView {
    let visit = visit();
    let l = visit.lang();
    let seen = use_params_map().with_untracked(|params| params.get("seen"));
    loaded(async move {
        visit.clerk()?;
        let answer = match &seen {
            Some(seen) => {
                let answer = answer(&visit.ctx, l, seen).await?;
                Some(
                    view! { <div class="stack found">{answer}<p class="small">{words::recorded(l)}</p></div> },
                )
            }
            None => None,
        };
        // The verdict is the heading of its page.
        let heading = match &answer {
            None => view! { <h1>{words::counter(l)}</h1> }.into_any(),
            Some(_) => view! { <p class="label">{words::counter(l)}</p> }.into_any(),
        };
        Ok(view! {
            <StaffPage title=words::counter(l)>
                <div class="row">{heading}</div>
                <div class="cols">
                    <div class="stack"><ScanForm lang=l/><PhotoForm lang=l action="/counter/photo"/></div>
                    {answer}
                </div>
                <CameraScript/>
            </StaffPage>
        }
        .into_any())
    })
}

/// One field that has the cursor: a keyboard scanner types into it and sends Enter, which sends the form. With
/// a script the whole page listens, so that the cursor may be anywhere.
#[component]
fn ScanForm(lang: Lang) -> impl IntoView {
    let l = lang;
    view! {
        <form class="card" method="post" action="/do/counter-check" data-scan="">
            <div class="field">
                <label for="text">{words::scanned_text(l)}</label>
                <p class="hint" id="text-hint">{words::counter_hint(l)}</p>
                <span class="box">
                    <input class="input code" id="text" name="text" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" autofocus aria-describedby="text-hint"/>
                </span>
            </div>
            <video data-camera="" hidden muted playsinline></video>
            <p class="error" data-camera-refused="" hidden>{words::camera_refused(l)}</p>
            <div class="actions">
                <button class="button">{words::check(l)}</button>
                <button class="button second" type="button" data-camera-start="" hidden>{words::use_camera(l)}</button>
                <button class="button second" type="button" data-camera-stop="" hidden>{words::stop_camera(l)}</button>
            </div>
        </form>
    }
}
