//! Verifies certificates and receipts in the browser, for `public/verify.js`.
//!
//! A module of its own: the calculators do not carry elliptic curves, and whoever scans a certificate with a
//! phone does not load the framework. The rules are those of [`domain::certificate`], the words those of
//! [`app::text`]; the script only moves them into the page, as text.

use app::{
    text::{Lang, certificate as words, receipt as receipt_words},
    verdict_view::{class, drawing},
};
use domain::{
    Timestamp,
    certificate::{
        TrustList, TrustedKey, Verdict,
        trust::{Algorithm, KeyUse},
        verify::{Authentic, Status, StatusAnswer, authenticate},
    },
    receipt::{DayRoot, Receipt},
    text::unhex,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// A scanned text whose signature was looked at.
#[wasm_bindgen]
pub struct Scanned {
    outcome: Result<Authentic, Verdict>,
    lang: Lang,
}

/// What stands on the page.
#[wasm_bindgen(getter_with_clone)]
pub struct Answer {
    /// Stable name, for tests and machines.
    pub code: String,
    pub class: String,
    /// Path of the icon.
    pub drawing: String,
    pub title: String,
    pub help: String,
    /// When it was checked.
    pub note: String,
    /// Kind of certificate, and what to compare; empty when there is nothing to show.
    pub kind: String,
    pub compare: String,
    /// Label, value, label, value, …
    pub rows: Vec<String>,
}

#[wasm_bindgen]
impl Scanned {
    /// `keys`: public keys in hex, one a word. `org`: the centre they speak for.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, keys: &str, org: u32, lang: &str) -> Scanned {
        let key = |hex| Some(TrustedKey::new(Algorithm::Es256, unhex(hex)?, KeyUse::Certificate, vec![org]));
        let trust = TrustList { keys: keys.split_whitespace().filter_map(key).collect(), made: None };
        Scanned { outcome: authenticate(text, &trust), lang: Lang::parse(lang) }
    }

    /// The status list to ask, or 0 when none can change the answer.
    pub fn list(&self) -> u32 {
        self.place().map_or(0, |place| place >> 20)
    }

    /// The place in that list.
    pub fn index(&self) -> u32 {
        self.place().map_or(0, |place| place & 0xF_FFFF)
    }

    fn place(&self) -> Option<u32> {
        self.outcome.as_ref().ok()?.payload.status.map(|status| status.0)
    }

    /// `status`: the two bits of the list, or anything else when it could not be had. `now` in milliseconds.
    pub fn answer(&self, status: u32, now: i64) -> Answer {
        let now = Timestamp::from_ms(now);
        let status = match status {
            0 => StatusAnswer::Fresh(Status::Good),
            1 => StatusAnswer::Fresh(Status::Revoked),
            2 => StatusAnswer::Fresh(Status::Suspended),
            3 => StatusAnswer::Fresh(Status::Superseded),
            _ => StatusAnswer::Unknown,
        };
        let (verdict, payload) = match &self.outcome {
            Ok(authentic) => (authentic.judge(now.seconds(), None, status), Some(&authentic.payload)),
            Err(verdict) => (*verdict, None),
        };
        let l = self.lang;
        let (title, help) = words::verdict(l, verdict);
        let rows = payload.map(|payload| words::rows(l, payload)).unwrap_or_default();
        Answer {
            code: verdict.code().to_owned(),
            class: class(verdict.tone(true)).to_owned(),
            drawing: drawing(verdict.tone(true)).to_owned(),
            title: title.to_owned(),
            help: help.to_owned(),
            note: words::checked_at(l, now),
            kind: payload.map(|payload| words::title(l, payload).to_owned()).unwrap_or_default(),
            compare: payload.map(|_| words::compare(l).to_owned()).unwrap_or_default(),
            rows: rows.into_iter().flat_map(|(label, value)| [label.to_owned(), value]).collect(),
        }
    }
}

/// A receipt against the published list of roots (CSV, as it is served). `now` in milliseconds.
#[wasm_bindgen]
pub fn receipt(text: &str, published: &str, lang: &str, now: i64) -> Answer {
    let (l, read) = (Lang::parse(lang), Receipt::parse(text));
    let found = read.as_ref().ok().and_then(|receipt| {
        published.lines().filter_map(DayRoot::parse_csv).find(|day| day.no == receipt.day_no)
    });
    let outcome = read.as_ref().map_err(|refused| *refused).and_then(|receipt| receipt.check(found.as_ref()));
    let (tone, code, title, help) = receipt_words::verdict(l, outcome);
    let proven = outcome.is_ok().then_some(read.ok()).flatten().zip(found);
    let rows = proven.map(|(receipt, day)| receipt_words::rows(l, &receipt, &day)).unwrap_or_default();
    Answer {
        code: code.to_owned(),
        class: class(tone).to_owned(),
        drawing: drawing(tone).to_owned(),
        title: title.to_owned(),
        help: help.to_owned(),
        note: receipt_words::by_browser(l, Timestamp::from_ms(now)),
        kind: receipt_words::what(l).to_owned(),
        compare: receipt_words::compare(l).to_owned(),
        rows: rows.into_iter().flat_map(|(label, value)| [label.to_owned(), value]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "046ff03b949241ce1dadd43519e6960e0a85b41a69a05c328103aa2bce1594ca163c4f753a55bf01dc53f6c0b0c7eee78b40c6ff7d25a96e2282b989cef71c144a";

    #[test]
    fn says_the_same_as_the_rules() {
        for (text, code) in [("https://qr.example.com/abc", "NOT_OURS"), ("1372", "SCAN_INCOMPLETE")] {
            let scanned = Scanned::new(text, KEY, 350_500, "zh-CN");
            assert_eq!(scanned.list(), 0);
            let answer = scanned.answer(0, 0);
            assert_eq!(answer.code, code);
            assert!(answer.rows.is_empty() && !answer.title.is_empty());
        }
    }

    #[test]
    fn a_receipt_is_told_in_full() {
        for (text, code) in [("", "UNREADABLE"), ("anju-receipt 1", "UNREADABLE")] {
            let answer = receipt(text, DayRoot::CSV_HEADER, "zh-CN", 0);
            assert_eq!(answer.code, code);
            assert!(answer.rows.is_empty() && !answer.title.is_empty());
        }
    }
}
