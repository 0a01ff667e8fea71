//! The trust list (信任列表): whose signatures count, for what, and until when. The algorithm belongs to the key
//! and is never taken from the message.

use super::cose::{Kid, Sign1};
use super::scan::Kind;
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A signature suite. A suite that this build lacks has no entry here, so its keys cannot be loaded and its
/// messages find no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// ECDSA over P-256 with SHA-256.
    Es256,
}

impl Algorithm {
    /// Number in the COSE registry.
    pub const fn cose(self) -> i64 {
        match self {
            Algorithm::Es256 => -7,
        }
    }

    pub fn from_cose(number: i64) -> Option<Algorithm> {
        [Algorithm::Es256].into_iter().find(|algorithm| algorithm.cose() == number)
    }
}

/// What a key may sign. Never two things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyUse {
    Certificate,
    Live,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    Active,
    /// Signs no more; what it signed before `sign_until` stays good.
    Retired,
    /// In strange hands: nothing it signed counts, since a thief can backdate.
    Compromised,
}

/// A public key and everything that limits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedKey {
    /// As published; several keys may share one.
    pub kid: Kid,
    pub algorithm: Algorithm,
    /// P-256: uncompressed SEC1 point, 65 bytes.
    pub public: Vec<u8>,
    pub usage: KeyUse,
    pub state: KeyState,
    /// Issuing centres it may speak for; empty means any.
    pub orgs: Vec<u32>,
    /// First second of issue it may sign, Unix seconds.
    pub not_before: Option<i64>,
    /// Last second of issue it may sign, Unix seconds.
    pub sign_until: Option<i64>,
}

impl TrustedKey {
    /// An active key without limits in time.
    pub fn new(algorithm: Algorithm, public: Vec<u8>, usage: KeyUse, orgs: Vec<u32>) -> TrustedKey {
        let state = KeyState::Active;
        TrustedKey {
            kid: kid(&public),
            algorithm,
            public,
            usage,
            state,
            orgs,
            not_before: None,
            sign_until: None,
        }
    }

    /// True when `message` carries this key's signature made with this key's algorithm for `kind`.
    pub fn signed(&self, message: &Sign1, kind: Kind) -> bool {
        message.algorithm == self.algorithm.cose()
            && match self.algorithm {
                Algorithm::Es256 => es256(&self.public, &message.signed_bytes(kind), &message.signature),
            }
    }

    /// True when the key was allowed to sign for this centre at this second. `skew` is the seconds that the
    /// clocks of signer and publisher may differ.
    pub fn may_speak(&self, org: u32, issued: i64, skew: i64) -> bool {
        (self.orgs.is_empty() || self.orgs.contains(&org))
            && self.not_before.is_none_or(|first| issued >= first.saturating_sub(skew))
            && self.sign_until.is_none_or(|last| issued <= last.saturating_add(skew))
    }
}

/// All keys a verifier trusts, and when it learned them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustList {
    pub keys: Vec<TrustedKey>,
    /// When the list was made, Unix seconds. A clock that shows an earlier time is wrong.
    pub made: Option<i64>,
}

/// The identifier of a public key.
pub fn kid(public: &[u8]) -> Kid {
    let digest: [u8; 32] = Sha256::digest(public).into();
    [digest[0], digest[1], digest[2], digest[3]]
}

fn es256(public: &[u8], message: &[u8], signature: &[u8; 64]) -> bool {
    let (Ok(key), Ok(signature)) = (VerifyingKey::from_sec1_bytes(public), Signature::from_slice(signature))
    else {
        return false;
    };
    key.verify(message, &signature).is_ok()
}
