//! The signing key: ES256 in a PKCS#8 file outside the database, made at the first start, readable by its
//! owner only. A hardware module takes its place behind the same two functions.

use crate::{Fault, ids::Randomness, seal::secret_file};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::certificate::{
    Payload, TrustedKey,
    cose::Sign1,
    payload::PayloadError,
    scan::{self, Kind},
    trust::{self, Algorithm, KeyUse},
};
use p256::{
    SecretKey,
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding},
};
use sha2::{Digest, Sha256};
use std::path::Path;
use zeroize::Zeroizing;

const FILE: &str = "certificate-es256.pem";

/// Signs certificates.
pub struct Signer {
    key: SigningKey,
    /// Uncompressed point, 65 bytes.
    public: Vec<u8>,
}

/// A signed certificate, ready for its QR code.
pub(crate) struct Signed {
    pub digits: String,
    /// Hex of the SHA-256 of the signed bytes.
    pub payload_hash: String,
}

impl Signer {
    pub fn open(dir: &Path, randomness: &dyn Randomness) -> Result<Signer, Fault> {
        // Made before the file is: a file that is there but empty would stop every later start.
        let fresh = draw(randomness)?.to_pkcs8_pem(LineEnding::LF).map_err(|_| Fault::Key(FILE))?;
        let pem = secret_file(dir, FILE, || fresh)?;
        let key = SecretKey::from_pkcs8_pem(&pem).map_err(|_| Fault::Key(FILE))?;
        Ok(Signer::from_key(SigningKey::from(key)))
    }

    /// A key that is gone when the process ends, for tests.
    pub fn fresh(randomness: &dyn Randomness) -> Result<Signer, Fault> {
        Ok(Signer::from_key(SigningKey::from(draw(randomness)?)))
    }

    fn from_key(key: SigningKey) -> Signer {
        let public = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        Signer { key, public }
    }

    pub fn trusted(&self, org: u32) -> TrustedKey {
        TrustedKey::new(Algorithm::Es256, self.public.clone(), KeyUse::Certificate, vec![org])
    }

    /// Signs what a verifier will accept, and refuses the rest.
    pub(crate) fn sign(&self, payload: &Payload) -> Result<Signed, PayloadError> {
        let bytes = payload.encode()?;
        let payload_hash = hash(&bytes);
        let kid = trust::kid(&self.public);
        let message = Sign1::seal(Kind::Certificate, Algorithm::Es256.cose(), kid, bytes, |to_sign| {
            let signature: Signature = self.key.sign(to_sign);
            signature.to_bytes().into()
        });
        Ok(Signed { digits: scan::write(Kind::Certificate, &message.encode()), payload_hash })
    }

    /// The public key, uncompressed, in hex.
    pub fn public_hex(&self) -> String {
        domain::text::hex(&self.public)
    }

    pub fn jwks(&self) -> String {
        let point = |from: usize| URL_SAFE_NO_PAD.encode(&self.public[from..from + 32]);
        serde_json::json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig",
            "kid": URL_SAFE_NO_PAD.encode(trust::kid(&self.public)), "x": point(1), "y": point(33),
        }] })
        .to_string()
    }
}

/// Hex of the SHA-256.
pub(crate) fn hash(bytes: &[u8]) -> String {
    domain::text::hex(&Sha256::digest(bytes))
}

fn draw(randomness: &dyn Randomness) -> Result<SecretKey, Fault> {
    // One draw in 2³² is not a key; eight in a row never happen with a source that works.
    for _ in 0..8 {
        let mut bytes = Zeroizing::new([0; 32]);
        randomness.fill(bytes.as_mut());
        if let Ok(key) = SecretKey::from_slice(bytes.as_ref()) {
            return Ok(key);
        }
    }
    Err(Fault::Key(FILE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SeededRandomness;

    #[test]
    fn the_key_is_made_once_and_private() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let first = Signer::open(dir.path(), &SeededRandomness::new(1)).unwrap();
        let second = Signer::open(dir.path(), &SeededRandomness::new(2)).unwrap();
        assert_eq!(first.public, second.public);
        let mode = std::fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let jwks: serde_json::Value = serde_json::from_str(&first.jwks()).unwrap();
        assert_eq!(jwks["keys"][0]["x"].as_str().map(str::len), Some(43));
        assert!(jwks["keys"][0].get("d").is_none());
    }
}
