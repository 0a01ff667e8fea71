//! The addresses of the portal. A redirect goes to a [`Path`] and to nothing else, so no request can steer one.

use std::borrow::Cow;

/// A path on this site: fixed, or fixed with one checked segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(Cow<'static, str>);

impl Path {
    pub const HOME: Path = Path::fixed("/");
    pub const SIGN_IN: Path = Path::fixed("/sign-in");
    pub const STAFF_SIGN_IN: Path = Path::fixed("/staff/sign-in");
    pub const AGENT_SIGN_IN: Path = Path::fixed("/unit/sign-in");

    pub const fn fixed(path: &'static str) -> Path {
        Path(Cow::Borrowed(path))
    }

    /// `base` + `/` + `segment`. Only ASCII letters, digits and `-` may stand in a segment; other characters
    /// are left out, so that no line break, slash or scheme can enter a header.
    pub fn below(base: &'static str, segment: &str) -> Path {
        let segment: String = segment.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        Path(Cow::Owned(format!("{base}/{segment}")))
    }

    /// The same page with a mark of ours in its query: it was not done, and the page says why.
    pub fn with_mark(self, mark: &'static str) -> Path {
        Path(Cow::Owned(format!("{}?{mark}=1", self.0)))
    }

    /// The page that a form of ours names as the one it stands on. Anything that is not plainly an address of
    /// this site is the home page: another host, a scheme, a line break, a backslash, the marks
    /// (`__err`, `__path`) with which the framework would carry an error.
    pub fn back(text: &str) -> Path {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./?&=%+".contains(c);
        let local =
            text.starts_with('/') && !text.starts_with("//") && !text.contains("__") && text.len() <= 2_000;
        if local && text.chars().all(plain) { Path(Cow::Owned(text.to_owned())) } else { Path::HOME }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a person wanted to go before signing in: one of our own places, and only its name travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    #[default]
    Home,
    Ledger,
    Months,
    Statements,
    Tasks,
    Messages,
    Me,
    SecondFactor,
    Rent,
    Close,
    Transfer,
    Cases,
    Certificates,
}

impl Destination {
    pub const ALL: [Destination; 13] = [
        Destination::Home,
        Destination::Ledger,
        Destination::Months,
        Destination::Statements,
        Destination::Tasks,
        Destination::Messages,
        Destination::Me,
        Destination::SecondFactor,
        Destination::Rent,
        Destination::Close,
        Destination::Transfer,
        Destination::Cases,
        Destination::Certificates,
    ];

    /// The address, whose words are also the name under which it travels.
    const fn address(self) -> &'static str {
        match self {
            Destination::Home => "/",
            Destination::Ledger => "/ledger",
            Destination::Months => "/months",
            Destination::Statements => "/statements",
            Destination::Tasks => "/tasks",
            Destination::Messages => "/messages",
            Destination::Me => "/me",
            Destination::SecondFactor => "/me/second-factor",
            Destination::Rent => "/rent",
            Destination::Close => "/close",
            Destination::Transfer => "/transfer",
            Destination::Cases => "/cases",
            Destination::Certificates => "/certificates",
        }
    }

    pub const fn path(self) -> Path {
        Path::fixed(self.address())
    }

    /// The name that stands in the address of the sign-in page and in its form.
    pub fn name(self) -> &'static str {
        &self.address()[1..]
    }

    /// Anything unknown is the home page.
    pub fn parse(name: &str) -> Destination {
        Destination::ALL.into_iter().find(|place| place.name() == name).unwrap_or_default()
    }

    /// The place that a page or an action belongs to: `/cases/2611…` and `/do/rent-amount` need no number to be
    /// come back to.
    pub fn of(path: &str) -> Destination {
        let path = path.strip_prefix("/do").unwrap_or(path);
        let belongs = |place: &Destination| {
            path.strip_prefix(place.address())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '-', '.']))
        };
        Destination::ALL
            .into_iter()
            .rev()
            .filter(belongs)
            .max_by_key(|place| place.address().len())
            .unwrap_or_default()
    }

    /// The sign-in page that leads here.
    pub fn sign_in(self) -> Path {
        match self {
            Destination::Home => Path::SIGN_IN,
            place => Path(Cow::Owned(format!("/sign-in?next={}", place.name()))),
        }
    }

    /// The same page after a try that failed.
    pub fn sign_in_again(self) -> Path {
        Path(Cow::Owned(format!("/sign-in?next={}&again=1#errors", self.name())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_the_site() {
        assert_eq!(Path::back("/calc?months=360&rate=2.6").as_str(), "/calc?months=360&rate=2.6");
        for evil in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\r\nb: c",
            "",
            "calc",
            "/?__err=x",
        ] {
            assert_eq!(Path::back(evil), Path::HOME, "{evil}");
        }
    }

    #[test]
    fn a_destination_is_one_of_ours() {
        for place in Destination::ALL {
            assert_eq!(Destination::parse(place.name()), place);
            assert_eq!(Destination::of(place.address()), place);
        }
        for (path, place) in [
            ("/cases/2611-2100", Destination::Cases),
            ("/me/second-factor", Destination::SecondFactor),
            ("/do/rent-amount", Destination::Rent),
            ("/ledger.csv", Destination::Ledger),
            ("/mexico", Destination::Home),
            ("/do/sign-out", Destination::Home),
        ] {
            assert_eq!(Destination::of(path), place, "{path}");
        }
        for name in ["//evil.example", "https://evil.example", "..", "\r\nx: y"] {
            assert_eq!(Destination::parse(name), Destination::Home);
        }
    }

    #[test]
    fn a_segment_cannot_leave_the_site() {
        assert_eq!(Path::below("/cases", "2611-21\r\nSet-Cookie: a").as_str(), "/cases/2611-21Set-Cookiea");
        assert_eq!(Path::below("/cases", "//evil.example").as_str(), "/cases/evilexample");
    }
}
