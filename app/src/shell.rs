//! The document around every page.

use crate::{routes::Pages, visit::visit};
use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};

/// The whole document. It carries no script: a page with an island adds [`crate::parts::LiveScript`] itself.
#[component]
pub fn Document() -> impl IntoView {
    provide_meta_context();
    let visit = visit();
    let mode = if visit.prefs.elder { "elder" } else { "plain" };
    view! {
        <!DOCTYPE html>
        <html lang=visit.lang().code() data-mode=mode>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content="#0B5D4E"/>
                <meta name="format-detection" content="telephone=no"/>
                <link rel="stylesheet" href=visit.assets.style.clone()/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <MetaTags/>
            </head>
            <body>
                <Pages/>
            </body>
        </html>
    }
}
