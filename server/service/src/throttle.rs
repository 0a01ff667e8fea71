//! The throttle of sign-in (登录限速): who fails too often waits, and nobody else does. Opening an account counts
//! with it.
//!
//! A try on an account from a device that account has used before counts on that device alone. Every other
//! try counts on the pair of account and address, on the address, and on all strangers to the account taken
//! together. So whoever guesses slows himself; the person whose account it is goes on signing in on the phone
//! used yesterday, whatever strangers do.
//!
//! All strangers together have 50 tries at an account before they wait 15 minutes between two: about 150
//! tries a day however many addresses take part, against a password of at least ten characters.

use crate::{Ctx, Fault, device::Device};
use domain::Timestamp;
use std::net::IpAddr;
use store::{Conn, throttle};

const DAY_MS: i64 = 86_400_000;

/// So many tries are free, then each waits twice as long as the one before, up to the longest wait.
#[derive(Clone, Copy, Debug)]
struct Limit {
    free: i64,
    first_wait_s: i64,
    longest_wait_s: i64,
}

const DEVICE: Limit = Limit { free: 5, first_wait_s: 30, longest_wait_s: 900 };
const PAIR: Limit = Limit { free: 5, first_wait_s: 30, longest_wait_s: 3600 };
/// An address may be a whole company's or village's.
const ADDRESS: Limit = Limit { free: 40, first_wait_s: 15, longest_wait_s: 900 };
const STRANGERS: Limit = Limit { free: 50, first_wait_s: 60, longest_wait_s: 900 };
/// Six digits of which three codes are right at a time: few tries, long waits.
const CODE: Limit = Limit { free: 5, first_wait_s: 60, longest_wait_s: 3600 };

/// What a try counts on.
#[derive(Clone, Debug)]
pub(crate) struct Tries {
    /// In the order of their keys, which is the order in which the rows are locked.
    keys: Vec<(String, Limit, AtSuccess)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AtSuccess {
    /// The key is the person's own: a success forgets its failures.
    Forget,
    /// The key is shared with strangers: a success takes back itself only.
    Refund,
}

impl Tries {
    /// A try on `account` from `address` with the device that the browser shows.
    pub(crate) fn sign_in(ctx: &Ctx, account: &str, address: IpAddr, device: Option<&Device>) -> Tries {
        if let Some(device) = device.filter(|device| device.knows(ctx, account)) {
            return Tries::of(
                [("device", format!("{}:{account}", device.id()), DEVICE, AtSuccess::Forget)],
                ctx,
            );
        }
        let address = subscriber(address).to_string();
        Tries::of(
            [
                ("address", address.clone(), ADDRESS, AtSuccess::Refund),
                ("pair", format!("{account}:{address}"), PAIR, AtSuccess::Forget),
                ("strangers", account.to_owned(), STRANGERS, AtSuccess::Refund),
            ],
            ctx,
        )
    }

    /// A try to open an account from `address`. A refusal tells that somebody is known here, so it counts like a
    /// wrong password from that address: asking for number after number soon takes as long.
    pub(crate) fn join(ctx: &Ctx, address: IpAddr) -> Tries {
        Tries::of([("address", subscriber(address).to_string(), ADDRESS, AtSuccess::Refund)], ctx)
    }

    /// A try at the one-time code or the password of someone who has signed in already.
    pub(crate) fn code(ctx: &Ctx, subject_id: &str) -> Tries {
        Tries::of([("code", subject_id.to_owned(), CODE, AtSuccess::Forget)], ctx)
    }

    fn of<const N: usize>(keys: [(&str, String, Limit, AtSuccess); N], ctx: &Ctx) -> Tries {
        // Hashed, so that the table holds no addresses.
        let hashed =
            |kind: &str, key: &str| format!("{kind}:{}", &ctx.seal.index(&format!("{kind}:{key}"))[..32]);
        let mut keys: Vec<_> =
            keys.into_iter().map(|(kind, key, limit, at)| (hashed(kind, &key), limit, at)).collect();
        keys.sort_by(|a, b| a.0.cmp(&b.0));
        Tries { keys }
    }

    /// Counts the try as failed before it is heard. Answers the seconds to wait when it may not be heard yet;
    /// then nothing was counted, so that impatience does not prolong the wait.
    pub(crate) async fn take(&self, ctx: &Ctx, now: Timestamp) -> Result<Result<(), u32>, Fault> {
        let done = store::write!(ctx.store, "throttle.take", |tx| {
            for (key, limit, _) in &self.keys {
                let count = throttle::count(&mut tx, key, now, now.plus_ms(-DAY_MS)).await?;
                if count.until > now {
                    return Err(Stop::Wait(seconds_between(now, count.until)));
                }
                if let Some(wait_s) = limit.wait_after(count.tries) {
                    throttle::hold(&mut tx, key, now.plus_ms(wait_s * 1000)).await?;
                }
            }
            Ok::<_, Stop>(())
        });
        match done {
            Ok(()) => Ok(Ok(())),
            Err(Stop::Wait(seconds)) => Ok(Err(seconds)),
            Err(Stop::Fault(fault)) => Err(fault),
        }
    }

    /// The try was right.
    pub(crate) async fn succeeded(&self, conn: &mut Conn) -> Result<(), store::Error> {
        for (key, _, at_success) in &self.keys {
            match at_success {
                AtSuccess::Forget => throttle::remove(conn, key).await?,
                AtSuccess::Refund => throttle::refund(conn, key).await?,
            }
        }
        Ok(())
    }
}

impl Limit {
    /// Seconds to wait after so many tries.
    fn wait_after(self, tries: i64) -> Option<i64> {
        let beyond = tries.checked_sub(self.free).filter(|beyond| *beyond >= 0)?;
        // Twenty doublings of a second are twelve days, beyond every longest wait.
        Some((self.first_wait_s << beyond.min(20)).min(self.longest_wait_s))
    }
}

/// Why counting stopped; an error, so that what was counted is rolled back.
enum Stop {
    Wait(u32),
    Fault(Fault),
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Stop {
        Stop::Fault(error.into())
    }
}

impl store::MaybeTransient for Stop {
    fn is_transient(&self) -> bool {
        matches!(self, Stop::Fault(fault) if fault.is_transient())
    }
}

/// Rounded up: a person who waits as long as told is heard.
fn seconds_between(now: Timestamp, until: Timestamp) -> u32 {
    u32::try_from((until.ms() - now.ms() + 999) / 1000).unwrap_or(u32::MAX)
}

/// One subscriber of IPv6 holds at least a /64; IPv4 inside IPv6 is IPv4.
pub fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            [a, b, c, d, 0, 0, 0, 0].into()
        }
        v4 => v4,
    }
}

/// Forgets keys that were quiet for a day; called with the sweep of sessions.
pub(crate) async fn sweep(conn: &mut Conn, now: Timestamp) -> Result<(), store::Error> {
    throttle::remove_quiet(conn, now.plus_ms(-DAY_MS)).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let waits: Vec<_> = (1..13).map(|tries| DEVICE.wait_after(tries)).collect();
        let seconds = [30, 60, 120, 240, 480, 900, 900, 900].map(Some);
        assert_eq!(waits[..4], [None; 4]);
        assert_eq!(waits[4..], seconds);
        assert_eq!(DEVICE.wait_after(i64::MAX), Some(900));
    }

    #[test]
    fn one_subscriber_is_one_address() {
        let key = |text: &str| subscriber(text.parse().unwrap());
        assert_eq!(key("::ffff:192.0.2.7"), key("192.0.2.7"));
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
    }
}
