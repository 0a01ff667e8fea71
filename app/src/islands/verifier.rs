//! Verifies the certificate in the address, in the browser. The part after `#` is read here and sent nowhere;
//! only the status list is fetched, which is the same for everybody.

use crate::{
    text::{Lang, certificate as words},
    verdict_view::VerdictView,
};
use domain::{
    Timestamp,
    certificate::{Payload, TrustList, Verdict},
};
use leptos::prelude::*;

/// `server_now` is the server's clock when the page was made, Unix seconds.
#[island]
pub fn Verifier(lang: Lang, trust: TrustList, server_now: i64) -> impl IntoView {
    let shown = RwSignal::new(None::<Shown>);
    #[cfg(feature = "hydrate")]
    live::start(trust, server_now, shown);
    #[cfg(not(feature = "hydrate"))]
    let _ = (trust, server_now);
    move || {
        shown.get().map(|shown| match shown {
            Shown::Checking => {
                view! { <p class="notice plain" role="status">{words::checking(lang)}</p> }.into_any()
            }
            Shown::Answer { verdict, payload, at } => {
                let note = words::checked_at(lang, at);
                view! { <VerdictView lang=lang verdict=verdict payload=*payload note=note/> }.into_any()
            }
        })
    }
}

/// What stands on the page.
#[derive(Clone)]
enum Shown {
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser has something to check"))]
    Checking,
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser has something to check"))]
    Answer { verdict: Verdict, payload: Box<Option<Payload>>, at: Timestamp },
}

#[cfg(feature = "hydrate")]
mod live {
    use super::Shown;
    use domain::{
        Timestamp,
        certificate::{
            TrustList, Verdict,
            payload::StatusRef,
            verify::{Status, StatusAnswer, authenticate},
        },
    };
    use leptos::{prelude::*, task::spawn_local};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;

    /// Reads the address now, and again when another certificate is scanned into the open page.
    pub fn start(trust: TrustList, server_now: i64, shown: RwSignal<Option<Shown>>) {
        // A phone's clock may be wrong; the server's is what the page goes by.
        let ahead_ms = server_now * 1000 - device_ms();
        let trust = StoredValue::new(trust);
        let read = move || {
            if let Some(text) = take_fragment() {
                spawn_local(check(text, trust.get_value(), ahead_ms, shown));
            }
        };
        read();
        // Lives as long as the page does.
        window_event_listener(leptos::ev::hashchange, move |_| read());
    }

    async fn check(text: String, trust: TrustList, ahead_ms: i64, shown: RwSignal<Option<Shown>>) {
        shown.set(Some(Shown::Checking));
        let now = || Timestamp::from_ms(device_ms() + ahead_ms);
        let (verdict, payload) = match authenticate(&text, &trust) {
            Err(verdict) => (verdict, None),
            Ok(authentic) => {
                let answer = match authentic.payload.status {
                    Some(place) => status(place).await.map_or(StatusAnswer::Unknown, StatusAnswer::Fresh),
                    None => StatusAnswer::Fresh(Status::Good),
                };
                let verdict: Verdict = authentic.judge(now().seconds(), None, answer);
                (verdict, Some(authentic.payload))
            }
        };
        shown.set(Some(Shown::Answer { verdict, payload: Box::new(payload), at: now() }));
    }

    /// The text after `#`, which leaves the address at once: no history, no screenshot of the bar, no share
    /// button carries it on.
    fn take_fragment() -> Option<String> {
        let window = window();
        let text = window.location().hash().ok().filter(|hash| hash.len() > 1)?;
        let path = window.location().pathname().ok()?;
        let history = window.history().ok()?;
        // Without it the check goes on; the address merely stays long.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
        Some(["/z/", &text].concat())
    }

    /// Two bits of the public list. `None` when it cannot be had.
    async fn status(place: StatusRef) -> Option<Status> {
        let url = format!("/z/status/{}", place.list());
        let response = JsFuture::from(window().fetch_with_str(&url)).await.ok()?;
        let response: web_sys::Response = response.dyn_into().ok()?;
        if !response.ok() {
            return None;
        }
        let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
        let bytes = js_sys::Uint8Array::new(&buffer);
        if place.index() / 4 >= bytes.length() {
            return None;
        }
        match bytes.get_index(place.index() / 4) >> (place.index() % 4 * 2) & 3 {
            0 => Some(Status::Good),
            1 => Some(Status::Revoked),
            2 => Some(Status::Suspended),
            _ => Some(Status::Superseded),
        }
    }

    fn device_ms() -> i64 {
        js_sys::Date::now() as i64
    }
}
