//! Signed certificates (电子证明) carried by one QR code, format GJJ-QR/1.
//!
//! `https://<host>/z/#1<digits>`: the digits are a COSE_Sign1 message and its CRC-32 in base 10, so the code opens
//! in any camera, verifies offline and survives a keyboard scanner. Reading goes inwards, and every layer has
//! its own verdict: [`scan`] → [`cose`] → [`trust`] → [`payload`] → [`verify`]. Nothing here panics on any input.

pub mod base10;
pub mod cbor;
pub mod cose;
pub mod number;
pub mod payload;
pub mod scan;
pub mod trust;
pub mod vectors;
pub mod verdict;
pub mod verify;

mod payload_write;
mod schema;
mod statement_mark;

pub use number::CertificateId;
pub use payload::Payload;
pub use statement_mark::StatementMark;
pub use trust::{TrustList, TrustedKey};
pub use verdict::Verdict;
