//! Test vectors: files of codes with the verdict that every implementation of the format must reach.

use super::cose::Sign1;
use super::scan;
use super::trust::{Algorithm, KeyState, KeyUse, TrustList, TrustedKey};
use super::verify::{Status, StatusAnswer, verify};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// Suites that the format defines and this build does not verify: Ed25519, SM2 with SM3.
const OTHER_SUITES: [(i64, &str); 2] = [(-8, "EdDSA"), (-65_537, "SM2-with-SM3")];

/// A whole file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VectorFile {
    pub keys: BTreeMap<String, VectorKey>,
    pub vectors: Vec<Vector>,
}

/// A public key; `pub` and `kid` in hex.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VectorKey {
    pub alg: i64,
    #[serde(rename = "pub")]
    pub public: String,
    #[serde(rename = "use")]
    pub usage: KeyUseName,
    pub state: KeyState,
    pub kid: String,
}

/// The names of key uses in vector files.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyUseName {
    Cert,
    Live,
}

/// One code and what must come out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Vector {
    pub name: String,
    pub text: String,
    /// Unix seconds.
    pub now: i64,
    /// Code of a verdict.
    pub expect: String,
    /// Value in the status list; `null` means that there is no list. Absent means 0, good.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub status_value: Option<Option<u8>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifier_aud: Option<u32>,
    /// Keys to use instead of the file's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys_override: Option<BTreeMap<String, VectorKey>>,
}

fn present<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<u8>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// How one vector ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VectorResult {
    Passed,
    /// The verdict that was reached instead.
    Failed(&'static str),
    /// Signed with a suite that this build does not verify.
    Skipped(&'static str),
}

/// Runs every vector of a file, in order.
pub fn run(file: &VectorFile) -> impl Iterator<Item = (&Vector, VectorResult)> {
    file.vectors.iter().map(|vector| (vector, run_one(vector, &file.keys)))
}

fn run_one(vector: &Vector, keys: &BTreeMap<String, VectorKey>) -> VectorResult {
    let keys = vector.keys_override.as_ref().unwrap_or(keys);
    let trust = TrustList { keys: keys.values().filter_map(trusted).collect(), made: None };
    let status = |_| match vector.status_value.unwrap_or(Some(0)) {
        Some(0) => StatusAnswer::Fresh(Status::Good),
        Some(1) => StatusAnswer::Fresh(Status::Revoked),
        Some(2) => StatusAnswer::Fresh(Status::Suspended),
        Some(3) => StatusAnswer::Fresh(Status::Superseded),
        _ => StatusAnswer::Unknown,
    };
    let verdict = verify(&vector.text, &trust, vector.now, vector.verifier_aud, status).verdict;
    if verdict.code() == vector.expect {
        return VectorResult::Passed;
    }
    match other_suite(&vector.text) {
        Some(suite) => VectorResult::Skipped(suite),
        None => VectorResult::Failed(verdict.code()),
    }
}

/// `None` for a key of a suite that this build lacks.
fn trusted(key: &VectorKey) -> Option<TrustedKey> {
    let usage = match key.usage {
        KeyUseName::Cert => KeyUse::Certificate,
        KeyUseName::Live => KeyUse::Live,
    };
    let kid = bytes(&key.kid)?.try_into().ok()?;
    let known = TrustedKey::new(Algorithm::from_cose(key.alg)?, bytes(&key.public)?, usage, Vec::new());
    Some(TrustedKey { kid, state: key.state, ..known })
}

fn other_suite(text: &str) -> Option<&'static str> {
    let message = Sign1::parse(&scan::read(text).ok()?.bytes).ok()?;
    OTHER_SUITES.iter().find(|(number, _)| *number == message.algorithm).map(|(_, name)| *name)
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..hex.len()).step_by(2).map(pair).collect()
}
