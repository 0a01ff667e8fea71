//! Every sentence of the portal, Chinese first, English complete. One file per area.
//!
//! A sentence is a function of [`Lang`]; both versions stand side by side, so that neither is forgotten.

#[cfg(feature = "ssr")]
pub mod base;
pub mod books;
pub mod calc;
pub mod certificate;
#[cfg(feature = "ssr")]
pub mod close;
#[cfg(feature = "ssr")]
pub mod complaint;
#[cfg(feature = "ssr")]
pub mod day_end;
pub mod deferral;
pub mod demo;
#[cfg(feature = "ssr")]
pub mod desk_closing;
#[cfg(feature = "ssr")]
pub mod desk_correction;
#[cfg(feature = "ssr")]
pub mod desk_plan;
#[cfg(feature = "ssr")]
pub mod desk_suspense;
#[cfg(feature = "ssr")]
pub mod desk_transfer;
pub mod flex;
pub mod format;
pub mod home;
pub mod indicator;
#[cfg(feature = "ssr")]
pub mod interest;
pub mod ledger;
pub mod limit;
pub mod me;
pub mod messages;
pub mod months;
pub mod parts;
pub mod problem;
#[cfg(feature = "ssr")]
pub mod proposals;
pub mod receipt;
pub mod remittance;
pub mod rent;
pub mod review;
pub mod rules;
pub mod shell;
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod statements;
pub mod tasks;
pub mod transfer;
#[cfg(feature = "ssr")]
pub mod unit;

use serde::{Deserialize, Serialize};

/// The two languages of the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    /// `zh-CN` or `en`, for `<html lang>` and the preference cookie.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// Reads a cookie or the first language of an `Accept-Language` header; anything else is Chinese.
    pub fn parse(text: &str) -> Lang {
        if text.trim_start().get(..2).is_some_and(|two| two.eq_ignore_ascii_case("en")) {
            Lang::En
        } else {
            Lang::Zh
        }
    }

    /// The sentence in this language.
    pub const fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}
