//! The cookies that open something, as they are written. Preferences are plain cookies of their own.
//!
//! `__Host-` binds a cookie to this host, to `/` and to https, so that no sibling host can plant one. A browser
//! refuses the prefix over plain http, which is served on localhost only; there the plain name stands.

use http::HeaderValue;
use service::device::LIFE_SECONDS;

/// How cookies are written on this portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cookies {
    pub https: bool,
}

impl Cookies {
    pub const fn session_name(self) -> &'static str {
        if self.https { "__Host-session" } else { "session" }
    }

    pub const fn device_name(self) -> &'static str {
        if self.https { "__Host-device" } else { "device" }
    }

    /// Without `Max-Age`: it goes when the browser closes, and on the server earlier.
    pub fn session(self, token: &str) -> HeaderValue {
        self.write(self.session_name(), token, "")
    }

    pub fn no_session(self) -> HeaderValue {
        self.write(self.session_name(), "", "; Max-Age=0")
    }

    pub fn device(self, value: &str) -> HeaderValue {
        self.write(self.device_name(), value, &format!("; Max-Age={LIFE_SECONDS}"))
    }

    fn write(self, name: &str, value: &str, life: &str) -> HeaderValue {
        let secure = if self.https { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}");
        // Values are hex, digits, dots and hyphens, which every header holds.
        HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static("session=; Path=/; Max-Age=0"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_bound_to_the_host_under_https() {
        let bound = Cookies { https: true }.session("a1");
        assert_eq!(bound, "__Host-session=a1; Path=/; HttpOnly; SameSite=Lax; Secure");
        let plain = Cookies { https: false }.no_session();
        assert_eq!(plain, "session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
