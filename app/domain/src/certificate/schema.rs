//! Which keys a certificate of each type must, may and must not hold.

use super::payload::CertificateType;

/// Presence of one key in one type of certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
    Forbidden,
}

/// Keys below this must be understood by whoever verifies; the others may be ignored.
pub const FIRST_IGNORABLE: u64 = 64;

/// Set when the unit's registered short name stands in key 11.
pub const SHORT_UNIT: u64 = 30;

use Need::{Forbidden as F, Optional as O, Required as R};

/// One row per key: contribution, out-of-town loan, loan settled, personal summary.
const TABLE: [(u64, [Need; 4]); 29] = [
    (1, [R, R, R, R]),
    (2, [R, R, R, R]),
    (3, [R, R, R, R]),
    (4, [R, R, R, R]),
    (5, [R, R, R, F]),
    (6, [R, R, R, R]),
    (7, [R, R, R, R]),
    (8, [R, R, R, R]),
    (9, [O, O, O, O]),
    (10, [R, R, F, O]),
    (11, [R, R, F, O]),
    (12, [R, R, F, R]),
    (13, [R, R, F, R]),
    (14, [O, R, F, O]),
    (15, [O, R, F, O]),
    (16, [O, R, F, R]),
    (17, [O, R, F, R]),
    (18, [F, R, F, R]),
    (19, [O, R, O, O]),
    (20, [F, F, R, F]),
    (21, [F, F, R, F]),
    (22, [F, F, R, F]),
    (23, [F, F, R, F]),
    (24, [F, F, R, F]),
    (25, [F, F, O, F]),
    (26, [O, O, O, R]),
    (27, [O, O, O, O]),
    (28, [O, O, O, O]),
    (SHORT_UNIT, [O, O, F, O]),
];

/// True when this version knows what the key means.
pub fn is_known(key: u64) -> bool {
    TABLE.iter().any(|(known, _)| *known == key)
}

/// True when exactly the required and none of the forbidden keys are present.
pub fn admits(kind: CertificateType, present: impl Fn(u64) -> bool) -> bool {
    let column = usize::from(kind as u8 - 1);
    TABLE.iter().all(|(key, needs)| match needs[column] {
        R => present(*key),
        F => !present(*key),
        O => true,
    })
}
