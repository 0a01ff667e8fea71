//! Verification in two steps: [`authenticate`] proves who signed what, [`Authentic::judge`] says whether it
//! counts now, here, and for this reader. First reason wins, in the order of [`Verdict`].

use super::cose::Sign1;
use super::payload::{CertificateType, Payload, PayloadError, StatusRef};
use super::scan::{self, Kind, ScanFailure};
use super::trust::{KeyState, KeyUse, TrustList};
use super::verdict::Verdict;

/// A clock of the signer may run ahead of the verifier's by so much, seconds.
const SKEW: i64 = 300;
/// A live presentation dies fast, so its clocks must agree better.
const LIVE_SKEW: i64 = 60;

/// What a status list says about one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Good,
    Revoked,
    Suspended,
    Superseded,
}

/// How much the verifier knows about revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusAnswer {
    /// Asked just now.
    Fresh(Status),
    /// From a list kept on the device.
    Kept(Status),
    /// No list, a broken list, or an index outside it.
    Unknown,
}

/// A message whose signature by a trusted, allowed key is proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentic {
    pub payload: Payload,
    kind: Kind,
    trust_made: Option<i64>,
}

/// A verdict, with the signed fields whenever the signature was good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub verdict: Verdict,
    pub payload: Option<Payload>,
}

/// Everything in one call. `status` is asked only for a certificate that has a place in a status list.
///
/// `now` is in Unix seconds; `audience` is the centre that verifies, when it is one.
pub fn verify(
    text: &str,
    trust: &TrustList,
    now: i64,
    audience: Option<u32>,
    status: impl FnOnce(StatusRef) -> StatusAnswer,
) -> Outcome {
    match authenticate(text, trust) {
        Err(verdict) => Outcome { verdict, payload: None },
        Ok(authentic) => {
            let answer = authentic.payload.status.map_or(StatusAnswer::Fresh(Status::Good), status);
            Outcome { verdict: authentic.judge(now, audience, answer), payload: Some(authentic.payload) }
        }
    }
}

/// Scan, shape, key, signature, content.
pub fn authenticate(text: &str, trust: &TrustList) -> Result<Authentic, Verdict> {
    let scan = scan::read(text).map_err(|failure| match failure {
        ScanFailure::Incomplete => Verdict::ScanIncomplete,
        ScanFailure::NotOurs => Verdict::NotOurs,
        ScanFailure::UnsupportedVersion => Verdict::UnsupportedVersion,
    })?;
    let usage = match scan.kind {
        Kind::Certificate => KeyUse::Certificate,
        Kind::Live => KeyUse::Live,
        // Only a counter's own service can redeem a token.
        Kind::Token => return Err(Verdict::UnsupportedVersion),
    };
    let message = Sign1::parse(&scan.bytes).map_err(|_| Verdict::Malformed)?;
    // The key identifier is a hint: every key that carries it is tried.
    let named = || trust.keys.iter().filter(|key| key.kid == message.kid && key.usage == usage);
    if named().next().is_none() {
        return Err(Verdict::UnknownKey);
    }
    let signers: Vec<_> = named().filter(|key| key.signed(&message, scan.kind)).collect();
    let key = *signers.first().ok_or(Verdict::SignatureInvalid)?;
    // A key listed twice is as good as its worst entry.
    if signers.iter().any(|key| key.state == KeyState::Compromised) {
        return Err(Verdict::KeyCompromised);
    }
    let payload = Payload::decode(&message.payload).map_err(|error| match error {
        PayloadError::Malformed => Verdict::Malformed,
        PayloadError::UnknownCriticalKey => Verdict::UnsupportedVersion,
    })?;
    if (payload.kind == CertificateType::Summary) != (scan.kind == Kind::Live) {
        return Err(Verdict::Malformed);
    }
    if !key.may_speak(payload.org, payload.issued, SKEW) {
        return Err(Verdict::UnknownKey);
    }
    Ok(Authentic { payload, kind: scan.kind, trust_made: trust.made })
}

impl Authentic {
    /// Clock, dates, revocation, audience.
    pub fn judge(&self, now: i64, audience: Option<u32>, status: StatusAnswer) -> Verdict {
        let (early, late) = if self.kind == Kind::Live { (LIVE_SKEW, LIVE_SKEW) } else { (SKEW, 0) };
        if self.trust_made.is_some_and(|made| now < made) {
            return Verdict::ClockSuspect;
        }
        if now < self.payload.issued - early {
            return Verdict::NotYetValid;
        }
        if now > self.payload.expires + late {
            return Verdict::Expired;
        }
        let good = match status {
            StatusAnswer::Unknown => return Verdict::StatusUnknown,
            StatusAnswer::Fresh(Status::Revoked) | StatusAnswer::Kept(Status::Revoked) => {
                return Verdict::Revoked;
            }
            StatusAnswer::Fresh(Status::Suspended) | StatusAnswer::Kept(Status::Suspended) => {
                return Verdict::Suspended;
            }
            StatusAnswer::Fresh(Status::Superseded) | StatusAnswer::Kept(Status::Superseded) => {
                return Verdict::Superseded;
            }
            StatusAnswer::Fresh(Status::Good) => Verdict::Valid,
            StatusAnswer::Kept(Status::Good) => Verdict::ValidOffline,
        };
        match (audience, self.payload.audience) {
            (Some(reader), Some(meant)) if reader != meant => Verdict::AudienceMismatch,
            _ => good,
        }
    }
}
