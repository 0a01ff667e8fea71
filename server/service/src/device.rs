//! Devices that have signed in before (已登录过的设备): a signed cookie that lives half a year.
//!
//! Its only use is the throttle: failures of strangers never touch the tries of a known device, so nobody can
//! lock another person out. It opens nothing and names nobody; accounts stand in it as keyed hashes.

use crate::Ctx;
use domain::Timestamp;
use subtle::ConstantTimeEq;

/// Seconds; also the cookie's `Max-Age`.
pub const LIFE_SECONDS: i64 = 180 * 86_400;
/// A family shares a phone; a library's computer must not remember the whole town.
const ACCOUNTS: usize = 5;
const TAG_LEN: usize = 16;

/// A device as its cookie describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    id: String,
    /// Accounts that have signed in here, newest first.
    tags: Vec<String>,
}

impl Device {
    /// A device that was never seen.
    pub fn fresh(ctx: &Ctx) -> Device {
        let mut bytes = [0; 16];
        ctx.randomness.fill(&mut bytes);
        Device { id: domain::text::hex(&bytes), tags: Vec::new() }
    }

    /// Reads a cookie; `None` for one that is foreign, altered or too old.
    pub fn parse(ctx: &Ctx, cookie: &str, now: Timestamp) -> Option<Device> {
        if cookie.len() > 300 {
            return None;
        }
        let (body, mac) = cookie.rsplit_once('.')?;
        let right: bool = mac.as_bytes().ct_eq(sign(ctx, body).as_bytes()).into();
        if !right {
            return None;
        }
        let mut parts = body.splitn(3, '.');
        let issued: i64 = parts.next()?.parse().ok()?;
        let id = parts.next()?.to_owned();
        let tags = parts.next()?.split('-').filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        (now.seconds() < issued + LIFE_SECONDS).then_some(Device { id, tags })
    }

    pub fn to_cookie(&self, ctx: &Ctx, now: Timestamp) -> String {
        let body = format!("{}.{}.{}", now.seconds(), self.id, self.tags.join("-"));
        format!("{body}.{}", sign(ctx, &body))
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// Has this account signed in on this device?
    pub fn knows(&self, ctx: &Ctx, account: &str) -> bool {
        self.tags.contains(&tag(ctx, account))
    }

    /// The same device after `account` has signed in on it.
    pub fn remember(mut self, ctx: &Ctx, account: &str) -> Device {
        let tag = tag(ctx, account);
        self.tags.retain(|known| *known != tag);
        self.tags.insert(0, tag);
        self.tags.truncate(ACCOUNTS);
        self
    }
}

fn sign(ctx: &Ctx, body: &str) -> String {
    ctx.seal.index(&format!("device cookie:{body}"))
}

fn tag(ctx: &Ctx, account: &str) -> String {
    let mut tag = ctx.seal.index(&format!("device account:{account}"));
    tag.truncate(TAG_LEN);
    tag
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCtx;

    #[tokio::test]
    async fn a_cookie_is_believed_only_as_it_was_signed() {
        let test = TestCtx::new().await;
        let now = test.ctx.now();
        let device = Device::fresh(&test.ctx).remember(&test.ctx, "a").remember(&test.ctx, "b");
        let cookie = device.to_cookie(&test.ctx, now);
        assert_eq!(Device::parse(&test.ctx, &cookie, now), Some(device.clone()));
        assert!(device.knows(&test.ctx, "a") && !device.knows(&test.ctx, "c"));
        let stranger = Device::fresh(&test.ctx).remember(&test.ctx, "c").to_cookie(&test.ctx, now);
        let forged =
            format!("{}.{}", stranger.rsplit_once('.').unwrap().0, cookie.rsplit_once('.').unwrap().1);
        for bad in ["", ".", "1.2.3.4", forged.as_str(), &cookie[1..], &"x".repeat(9999)] {
            assert_eq!(Device::parse(&test.ctx, bad, now), None, "{bad}");
        }
        assert_eq!(Device::parse(&test.ctx, &cookie, now.plus_ms(LIFE_SECONDS * 1000)), None, "too old");
    }

    #[tokio::test]
    async fn a_device_remembers_five_accounts() {
        let test = TestCtx::new().await;
        let device =
            (0..7).fold(Device::fresh(&test.ctx), |device, n| device.remember(&test.ctx, &n.to_string()));
        let known: Vec<bool> = (0..7).map(|n| device.knows(&test.ctx, &n.to_string())).collect();
        assert_eq!(known, [false, false, true, true, true, true, true]);
        assert!(device.to_cookie(&test.ctx, test.ctx.now()).len() < 300);
    }
}
