//! The envelope: an untagged COSE_Sign1 (RFC 9052) of which exactly one shape is accepted.

use super::cbor::{self, Malformed, Value};
use super::scan::Kind;

const HEADER_ALGORITHM: u64 = 1;
const HEADER_KEY_ID: u64 = 4;

/// First four bytes of the SHA-256 of a public key: a hint where to look, never a proof.
pub type Kid = [u8; 4];

/// `[protected {1: alg, 4: kid}, {}, payload, signature]`, parsed but not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign1 {
    /// COSE algorithm number as the message claims it; must equal the one bound to the key.
    pub algorithm: i64,
    pub kid: Kid,
    pub payload: Vec<u8>,
    /// `r ‖ s`. Not an identifier: a second signature that verifies can be made without the key.
    pub signature: [u8; 64],
}

impl Sign1 {
    /// Accepts the one allowed shape; anything in the unprotected header is refused.
    pub fn parse(bytes: &[u8]) -> Result<Sign1, Malformed> {
        let outer = cbor::decode(bytes)?;
        let [
            Value::Bytes(protected),
            Value::Map(unprotected),
            Value::Bytes(payload),
            Value::Bytes(signature),
        ] = outer.as_array().ok_or(Malformed)?
        else {
            return Err(Malformed);
        };
        let Value::Map(header) = cbor::decode(protected)? else { return Err(Malformed) };
        let [(Value::Uint(HEADER_ALGORITHM), algorithm), (Value::Uint(HEADER_KEY_ID), kid)] =
            header.as_slice()
        else {
            return Err(Malformed);
        };
        if !unprotected.is_empty() {
            return Err(Malformed);
        }
        Ok(Sign1 {
            algorithm: algorithm.as_int().ok_or(Malformed)?,
            kid: kid.as_bytes().and_then(|kid| kid.try_into().ok()).ok_or(Malformed)?,
            payload: payload.clone(),
            signature: signature.as_slice().try_into().map_err(|_| Malformed)?,
        })
    }

    /// Signs `payload` with the key that `sign` holds; it gets the bytes to sign and answers `r ‖ s`.
    pub fn seal(
        kind: Kind,
        algorithm: i64,
        kid: Kid,
        payload: Vec<u8>,
        sign: impl FnOnce(&[u8]) -> [u8; 64],
    ) -> Sign1 {
        let signature = sign(&to_sign(kind, algorithm, kid, &payload));
        Sign1 { algorithm, kid, payload, signature }
    }

    /// The message as bytes; the inverse of [`Sign1::parse`].
    pub fn encode(&self) -> Vec<u8> {
        let parts = [
            Value::Bytes(protected(self.algorithm, self.kid)),
            Value::Map(Vec::new()),
            Value::Bytes(self.payload.clone()),
            Value::Bytes(self.signature.to_vec()),
        ];
        Value::Array(parts.to_vec()).encode()
    }

    /// The bytes that the signature covers.
    pub fn signed_bytes(&self, kind: Kind) -> Vec<u8> {
        to_sign(kind, self.algorithm, self.kid, &self.payload)
    }
}

/// Sig_structure of RFC 9052 §4.4. The kind of the code is part of it, so a live presentation cannot be passed
/// off as a certificate.
fn to_sign(kind: Kind, algorithm: i64, kid: Kid, payload: &[u8]) -> Vec<u8> {
    let context = ["GJJQR1:", core::str::from_utf8(&[kind.digit()]).unwrap_or_default()].concat();
    let parts = [
        Value::Text("Signature1".to_owned()),
        Value::Bytes(protected(algorithm, kid)),
        Value::Bytes(context.into_bytes()),
        Value::Bytes(payload.to_vec()),
    ];
    Value::Array(parts.to_vec()).encode()
}

fn protected(algorithm: i64, kid: Kid) -> Vec<u8> {
    let algorithm = (Value::Uint(HEADER_ALGORITHM), Value::int(algorithm));
    let kid = (Value::Uint(HEADER_KEY_ID), Value::Bytes(kid.to_vec()));
    Value::Map(vec![algorithm, kid]).encode()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Sign1 {
        Sign1 { algorithm: -7, kid: [1, 2, 3, 4], payload: vec![0xa0], signature: [9; 64] }
    }

    #[test]
    fn comes_back_whole() {
        assert_eq!(Sign1::parse(&message().encode()), Ok(message()));
    }

    #[test]
    fn refuses_other_shapes() {
        let good = message().encode();
        let tagged = [&[0xd2][..], &good].concat();
        let trailing = [&good[..], &[0]].concat();
        let mut five = good.clone();
        five[0] = 0x85;
        five.push(0);
        for bad in [tagged, trailing, five, good[..good.len() - 1].to_vec()] {
            assert_eq!(Sign1::parse(&bad), Err(Malformed));
        }
    }

    #[test]
    fn the_kind_is_signed() {
        let message = message();
        assert_ne!(message.signed_bytes(Kind::Certificate), message.signed_bytes(Kind::Live));
    }
}
