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

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_cannot_leave_the_site() {
        assert_eq!(Path::below("/cases", "2611-21\r\nSet-Cookie: a").as_str(), "/cases/2611-21Set-Cookiea");
        assert_eq!(Path::below("/cases", "//evil.example").as_str(), "/cases/evilexample");
    }
}
