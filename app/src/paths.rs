//! The addresses of the portal. A redirect goes to a [`Path`] and to nothing else, so no request can steer one.

use std::borrow::Cow;

/// A path on this site: fixed, or fixed with one checked segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(Cow<'static, str>);

impl Path {
    pub const HOME: Path = Path::fixed("/");
    pub const SIGN_IN: Path = Path::fixed("/sign-in");
    pub const STAFF_SIGN_IN: Path = Path::fixed("/staff/sign-in");

    pub const fn fixed(path: &'static str) -> Path {
        Path(Cow::Borrowed(path))
    }

    /// `base` + `/` + `segment`. Only ASCII letters, digits and `-` may stand in a segment; other characters
    /// are left out, so that no line break, slash or scheme can enter a header.
    pub fn below(base: &'static str, segment: &str) -> Path {
        let segment: String = segment.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        Path(Cow::Owned(format!("{base}/{segment}")))
    }

    /// The page that a form of ours names as the one it stands on. Anything that is not plainly an address of
    /// this site is the home page: another host, a scheme, a line break, a backslash.
    pub fn back(text: &str) -> Path {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./?&=%+".contains(c);
        let local = text.starts_with('/') && !text.starts_with("//") && text.len() <= 2_000;
        if local && text.chars().all(plain) { Path(Cow::Owned(text.to_owned())) } else { Path::HOME }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_the_site() {
        assert_eq!(Path::back("/calc?months=360&rate=2.6").as_str(), "/calc?months=360&rate=2.6");
        for evil in ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb: c", "", "calc"] {
            assert_eq!(Path::back(evil), Path::HOME, "{evil}");
        }
    }

    #[test]
    fn a_segment_cannot_leave_the_site() {
        assert_eq!(Path::below("/cases", "2611-21\r\nSet-Cookie: a").as_str(), "/cases/2611-21Set-Cookiea");
        assert_eq!(Path::below("/cases", "//evil.example").as_str(), "/cases/evilexample");
    }
}
