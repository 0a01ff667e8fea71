//! 消息: what came into the account and what did not.

use super::home::notice_row;
use crate::{
    parts::{Page, Tab},
    text::home as words,
    visit::{loaded, visit},
};
use leptos::prelude::*;
use service::home;

/// `/messages`
#[component]
pub fn Messages() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        let (l, masked) = (visit.lang(), visit.prefs.masked);
        let messages = home::messages(&visit.ctx, &member).await?;
        let rows = messages.iter().map(|message| notice_row(l, message, masked)).collect_view();
        let list = if messages.is_empty() {
            view! { <section class="card"><p class="muted">{words::no_messages(l)}</p></section> }.into_any()
        } else {
            view! {
                <section class="card">
                    <h2 class="label">{words::account_group(l)}</h2>
                    <ul class="list">{rows}</ul>
                </section>
            }
            .into_any()
        };
        Ok(view! {
            <Page title=words::messages_title(l) tab=Tab::Messages>
                <header class="head"><h1>{words::messages_title(l)}</h1></header>
                {list}
            </Page>
        }
        .into_any())
    })
}
