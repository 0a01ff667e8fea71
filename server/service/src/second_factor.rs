//! The second factor (双因素): one-time codes by RFC 6238, six digits every 30 seconds, SHA-1, as every
//! authenticator app computes them.
//!
//! A code is heard in two steps. [`require`] checks it before the transaction and counts the try: a try that
//! is counted inside a transaction would be forgotten with its rollback. [`Proof::spend`] spends its step
//! inside the transaction of the act, so that one code carries one act.

use crate::{Ctx, Fault, throttle::Tries};
use domain::{Problem, Timestamp};
use store::{Conn, credential};
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

pub mod enrol;

const SEALED: &str = "credential.totp";
const STEP_SECONDS: u64 = 30;

/// The shared secret of one authenticator, 160 bits as RFC 4226 recommends.
pub struct Secret(Zeroizing<[u8; 20]>);

impl Secret {
    pub fn mint(ctx: &Ctx) -> Secret {
        let mut bytes = Zeroizing::new([0; 20]);
        ctx.randomness.fill(bytes.as_mut());
        Secret(bytes)
    }

    /// A repeatable one, for the people of a demo centre.
    pub(crate) fn draw(dice: &crate::demo::Dice) -> Secret {
        let mut bytes = Zeroizing::new([0; 20]);
        dice.fill(bytes.as_mut());
        Secret(bytes)
    }

    /// As it is typed into an authenticator.
    pub fn base32(&self) -> Zeroizing<String> {
        Zeroizing::new(totp_rs::Secret::from(self.0.to_vec()).to_base32())
    }

    pub fn from_base32(text: &str) -> Option<Secret> {
        let secret = totp_rs::Secret::try_from_base32(text).ok()?;
        Some(Secret(Zeroizing::new(secret.as_bytes().try_into().ok()?)))
    }

    /// The code that an authenticator shows at `now`; for tests and for the people of a demo centre.
    pub fn code_at(&self, now: Timestamp) -> String {
        self.totp().generate(now.seconds().unsigned_abs()).to_string()
    }

    /// Encrypted, as the credential keeps it.
    pub fn seal(&self, ctx: &Ctx) -> Result<String, Fault> {
        ctx.seal.seal(SEALED, &self.base32(), ctx.randomness.as_ref())
    }

    fn open(ctx: &Ctx, sealed: &str) -> Result<Secret, Fault> {
        let text = ctx.seal.open_sealed(SEALED, sealed)?;
        Secret::from_base32(&text).ok_or(Fault::Invariant("a stored one-time-code secret is one"))
    }

    /// The step whose code this is: the present one, the one before or the one after.
    fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let step = self.totp().check(code, now.seconds().unsigned_abs())?;
        i64::try_from(step).ok()
    }

    fn totp(&self) -> Totp {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(STEP_SECONDS)
            .with_secret(self.0.to_vec())
            .build_noncompliant()
    }
}

/// A right code that is not spent yet; made by [`require`] only.
#[derive(Debug)]
#[must_use = "a code that is not spent can be used again"]
pub struct Proof {
    subject_id: String,
    step: i64,
    tries: Tries,
}

impl Proof {
    /// Spends the code and forgets the wrong ones before it, inside the transaction of the act that it allows:
    /// one wait for the disk instead of two. Answers the problem of a code that was spent meanwhile; roll back
    /// then.
    pub async fn spend(&self, tx: &mut Conn) -> Result<Result<(), Problem>, Fault> {
        self.tries.succeeded(tx).await?;
        let fresh = credential::spend_totp_step(tx, &self.subject_id, self.step).await?;
        Ok(if fresh { Ok(()) } else { Err(Problem::WrongOneTimeCode) })
    }
}

/// Checks the code of someone who has signed in, before a transaction that will [`Proof::spend`] it. Wrong
/// codes are counted, and too many of them make the next ones wait.
///
/// A form that may be sent twice must look for what its first sending made before it asks here: a code is
/// right once.
pub async fn require(
    ctx: &Ctx,
    subject_id: &str,
    code: &str,
    now: Timestamp,
) -> Result<Result<Proof, Problem>, Fault> {
    let code = match read_code(code) {
        Ok(code) => code,
        Err(problem) => return Ok(Err(problem)),
    };
    let mut conn = ctx.store.read().await?;
    let found = credential::find(&mut conn, subject_id).await?;
    drop(conn);
    let Some((sealed, last_step)) =
        found.and_then(|c| c.totp_sealed.map(|sealed| (sealed, c.totp_last_step)))
    else {
        return Ok(Err(Problem::NoSecondFactor));
    };
    let tries = Tries::code(ctx, subject_id);
    if let Err(wait_seconds) = tries.take(ctx, now).await? {
        return Ok(Err(Problem::TooManyTries { wait_seconds }));
    }
    let Some(step) = Secret::open(ctx, &sealed)?.step_of(&code, now).filter(|step| *step > last_step) else {
        return Ok(Err(Problem::WrongOneTimeCode));
    };
    Ok(Ok(Proof { subject_id: subject_id.to_owned(), step, tries }))
}

/// Has this person or member of staff a second factor?
pub async fn is_set(ctx: &Ctx, subject_id: &str) -> Result<bool, Fault> {
    let mut conn = ctx.store.read().await?;
    let found = credential::find(&mut conn, subject_id).await?;
    Ok(found.is_some_and(|credential| credential.totp_sealed.is_some()))
}

/// The code of a stored secret, without counting; sign-in counts by itself.
pub(crate) fn step_of(
    ctx: &Ctx,
    stored: &credential::Credential,
    code: &str,
    now: Timestamp,
) -> Result<Option<i64>, Fault> {
    let (Some(sealed), Ok(code)) = (&stored.totp_sealed, read_code(code)) else { return Ok(None) };
    Ok(Secret::open(ctx, sealed)?.step_of(&code, now).filter(|step| *step > stored.totp_last_step))
}

/// Six digits, as apps show them in two groups and keyboards write them in full width.
fn read_code(text: &str) -> Result<String, Problem> {
    let code: String = domain::text::half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    match code.len() {
        0 => Err(Problem::Missing),
        6 if code.bytes().all(|b| b.is_ascii_digit()) => Ok(code),
        _ => Err(Problem::WrongOneTimeCode),
    }
}

#[cfg(test)]
mod tests;
