//! Flexible employment (灵活就业): a person without an account joins, signs and pays for the first time.
//!
//! Three forms are kept as encrypted drafts of a visitor's session; nothing is stored under the person's name
//! before the agreement is signed. [`submit`] then makes everything in one transaction.

mod applicant;
mod drafts;
mod own;
mod submit;

pub use applicant::{Applicant, may_join};
pub use drafts::{
    IdentityPage, Missing, Terms, agreement_form, identity_form, identity_page, is_signed, password_is_set,
    product_form, save_agreement, save_identity, save_product, terms,
};
pub use own::{Done, Own, done, own};
pub(crate) use submit::{ONLINE_BRANCH, SEALED_CARD};
pub use submit::{Submitted, submit};

use crate::Ctx;
use domain::flex::{FlexPolicy, FlexVersion};
use std::sync::LazyLock;

/// The files of `server/policies`, compiled in like all rules.
const CITIES: [&str; 5] = [
    include_str!("../../policies/quanzhou/flex.toml"),
    include_str!("../../policies/taizhou/flex.toml"),
    include_str!("../../policies/huzhou/flex.toml"),
    include_str!("../../policies/nanjing/flex.toml"),
    include_str!("../../policies/shenzhen/flex.toml"),
];

static POLICIES: LazyLock<Vec<FlexPolicy>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the files are part of the binary, and a test reads them all")]
    read().expect("the embedded policy files are sound")
});

fn read() -> Result<Vec<FlexPolicy>, toml::de::Error> {
    CITIES.iter().map(|text| toml::from_str(text)).collect()
}

/// The rules of a city that are in force, with the name they are stored under.
#[derive(Clone, Debug)]
pub struct Rules {
    /// `quanzhou.flex@1`.
    pub name: String,
    pub version: &'static FlexVersion,
}

/// The rules of this centre today; `None` before the city opened the scheme.
pub fn rules(ctx: &Ctx) -> Option<Rules> {
    let policy = POLICIES.iter().find(|policy| policy.city == ctx.centre.city)?;
    let version = policy.on(ctx.today())?;
    Some(Rules { name: policy.version_name(version), version })
}

/// The rules under which an agreement was signed.
pub(crate) fn rules_named(name: &str) -> Option<&'static FlexVersion> {
    POLICIES
        .iter()
        .find_map(|policy| policy.version.iter().find(|version| policy.version_name(version) == name))
}

/// The words of the agreement as they are on the screen: what the person signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// [`domain::flex::agreement::hash`] over the paragraphs.
    pub hash: String,
    /// `zh-CN` or `en`.
    pub lang: &'static str,
}

#[cfg(test)]
pub(crate) mod tests;
