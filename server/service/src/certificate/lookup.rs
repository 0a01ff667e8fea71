//! Look-up by number, name and last four characters, for those who cannot scan. The answer is the least there
//! is (L0), and the same whether the number is unknown or the name is wrong.

use super::check::{Channel, look, status};
use crate::{Ctx, Failure, Fault, throttle::subscriber};
use domain::{
    FormField, FormState, Problem, Timestamp,
    certificate::{CertificateId, Verdict, verify::Status},
    text,
};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use store::{certificate, person, throttle};
use subtle::ConstantTimeEq;

/// So many tries from one address in a quarter of an hour.
const TRIES: i64 = 10;
const WINDOW_MS: i64 = 15 * 60_000;

/// The fields of the look-up form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookupField {
    Number,
    Name,
    IdTail,
}

impl FormField for LookupField {
    const ALL: &'static [Self] = &[LookupField::Number, LookupField::Name, LookupField::IdTail];

    fn name(self) -> &'static str {
        match self {
            LookupField::Number => "number",
            LookupField::Name => "name",
            LookupField::IdTail => "id_tail",
        }
    }
}

/// What anyone may learn from a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub id: CertificateId,
    pub verdict: Verdict,
    pub issued: Timestamp,
    pub expires: Timestamp,
    pub at: Timestamp,
}

/// Looks a certificate up. Tries are counted per address and per number.
pub async fn look_up(
    ctx: &Ctx,
    mut form: FormState<LookupField>,
    from: IpAddr,
) -> Result<Found, Failure<LookupField>> {
    let id = form.check(LookupField::Number, number);
    let name = form.check(LookupField::Name, name);
    let tail = form.check(LookupField::IdTail, id_tail);
    let (Some(id), Some(name), Some(tail)) = (id, name, tail) else { return Err(Failure::Rejected(form)) };
    let now = ctx.now();
    if let Some(wait_seconds) = wait(ctx, from, &id, now).await? {
        form.reject(LookupField::Number, Problem::TooManyTries { wait_seconds });
        return Err(Failure::Rejected(form));
    }
    let mut conn = ctx.store.read().await?;
    let row = certificate::find(&mut conn, &id).await?;
    let holder = match &row {
        Some(row) => person::find(&mut conn, &row.person_id).await?,
        None => None,
    };
    drop(conn);
    // Compared even when there is nobody, so that the time taken does not tell the two apart.
    let (real_name, real_tail) = holder.map_or_else(Default::default, |holder| (holder.name, holder.id_tail));
    let same = real_name.as_bytes().ct_eq(name.as_bytes()) & real_tail.as_bytes().ct_eq(tail.as_bytes());
    let (Some(row), true) = (row, bool::from(same)) else {
        form.reject(LookupField::Number, Problem::NoSuchCertificate);
        return Err(Failure::Rejected(form));
    };
    let verdict = verdict(status(row.status), row.expires, now);
    look(ctx, id, Channel::Number, None, verdict, now).await?;
    Ok(Found { id, verdict, issued: row.issued, expires: row.expires, at: now })
}

fn verdict(status: Status, expires: Timestamp, now: Timestamp) -> Verdict {
    if now.seconds() > expires.seconds() {
        return Verdict::Expired;
    }
    match status {
        Status::Good => Verdict::Valid,
        Status::Revoked => Verdict::Revoked,
        Status::Suspended => Verdict::Suspended,
        Status::Superseded => Verdict::Superseded,
    }
}

/// Counts this try; seconds to wait when there were too many.
async fn wait(ctx: &Ctx, from: IpAddr, id: &CertificateId, now: Timestamp) -> Result<Option<u32>, Fault> {
    let quiet = now.plus_ms(-WINDOW_MS);
    let keys = [
        format!("certificate.from:{}", ctx.seal.index(&subscriber(from).to_string())),
        format!("certificate.id:{}", id.hex()),
    ];
    let counts = store::write!(ctx.store, "certificate.try", |tx| {
        let mut most = 0;
        for key in &keys {
            most = most.max(throttle::count(&mut tx, key, now, quiet).await?.tries);
        }
        Ok::<_, Fault>(most)
    })?;
    Ok((counts > TRIES).then_some((WINDOW_MS / 1000) as u32))
}

fn number(text: &str) -> Result<CertificateId, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Missing);
    }
    text.parse().map_err(|_| Problem::NotACertificateNumber)
}

fn name(typed: &str) -> Result<String, Problem> {
    match text::one_line(typed) {
        Some(name) if name.is_empty() => Err(Problem::Missing),
        Some(name) if name.chars().count() <= 60 => Ok(name),
        _ => Err(Problem::NotAName),
    }
}

fn id_tail(typed: &str) -> Result<String, Problem> {
    let tail = text::half_width(typed).trim().to_ascii_uppercase();
    match tail.len() {
        0 => Err(Problem::Missing),
        4 if tail.bytes().all(|c| c.is_ascii_alphanumeric()) => Ok(tail),
        _ => Err(Problem::NotAnIdTail),
    }
}

/// The answer of a look-up as it travels in the address of its result, sealed.
#[derive(Debug)]
pub enum Outcome {
    Found(Found),
    Rejected(FormState<LookupField>),
}

const COLUMN: &str = "certificate.outcome";
const OUTCOME_LIFE_MS: i64 = 30 * 60_000;

/// The sealed form: when, and what.
#[derive(Serialize, Deserialize)]
struct Sealed {
    at: Timestamp,
    #[serde(default)]
    found: Option<(String, String, Timestamp, Timestamp)>,
    #[serde(default)]
    rejected: Option<FormState<LookupField>>,
}

/// Hex that only this centre can read: what was typed stays out of addresses, histories and logs.
pub fn seal_outcome(ctx: &Ctx, outcome: &Outcome) -> Result<String, Fault> {
    let at = ctx.now();
    let sealed = match outcome {
        Outcome::Found(found) => {
            let found = (found.id.hex(), found.verdict.code().to_owned(), found.issued, found.expires);
            Sealed { at, found: Some(found), rejected: None }
        }
        Outcome::Rejected(form) => Sealed { at, found: None, rejected: Some(form.clone()) },
    };
    ctx.seal.seal(COLUMN, &serde_json::to_string(&sealed)?, ctx.randomness.as_ref())
}

/// `None` when it is not ours or too old.
pub fn open_outcome(ctx: &Ctx, text: &str) -> Option<Outcome> {
    let json = ctx.seal.open_sealed(COLUMN, text).ok()?;
    let sealed: Sealed = serde_json::from_str(&json).ok()?;
    if ctx.now() > sealed.at.plus_ms(OUTCOME_LIFE_MS) {
        return None;
    }
    if let Some(form) = sealed.rejected {
        return Some(Outcome::Rejected(form));
    }
    let (id, code, issued, expires) = sealed.found?;
    let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.code() == code)?;
    Some(Outcome::Found(Found { id: CertificateId::from_hex(&id)?, verdict, issued, expires, at: sealed.at }))
}
