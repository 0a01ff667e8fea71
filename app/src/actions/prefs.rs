//! What a person chose for this device: language, hidden amounts, large type. Kept in cookies, so that it works
//! before signing in and on a page without a script.

use crate::{
    paths::Path,
    text::Lang,
    visit::{ApiError, Stop, finish},
};
use http::{HeaderValue, header::SET_COOKIE};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// Sets what the pressed button sent and goes back to the page it stood on; what was not sent stays.
#[server(prefix = "/do", endpoint = "prefs")]
pub async fn set_prefs(
    #[server(default)] lang: String,
    #[server(default)] mask: String,
    #[server(default)] mode: String,
    #[server(default)] back: String,
) -> Result<(), ApiError> {
    let options = expect_context::<ResponseOptions>();
    finish(async move {
        for cookie in cookies(&lang, &mask, &mode) {
            options.append_header(SET_COOKIE, HeaderValue::from_static(cookie));
        }
        Ok::<Path, Stop>(Path::back(&back))
    })
    .await
}

/// Whole cookies as constants: nothing that was sent enters a header.
fn cookies(lang: &str, mask: &str, mode: &str) -> Vec<&'static str> {
    let lang = (!lang.is_empty()).then(|| match Lang::parse(lang) {
        Lang::Zh => "lang=zh-CN; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        Lang::En => "lang=en; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
    });
    let mask = match mask {
        "1" => Some("mask=1; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"),
        "0" => Some("mask=0; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"),
        _ => None,
    };
    let mode = match mode {
        "elder" => Some("mode=elder; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"),
        "plain" => Some("mode=plain; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"),
        _ => None,
    };
    [lang, mask, mode].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_sent_is_set() {
        assert_eq!(cookies("", "", "elder").len(), 1);
        assert_eq!(cookies("en", "1", "").len(), 2);
        assert!(cookies("", "x\r\nSet-Cookie: a", "?").is_empty());
    }
}
