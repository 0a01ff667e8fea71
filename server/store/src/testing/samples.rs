//! Rows with which many tests begin. What a test is about it says itself: `NewAccount { kind, ..an_account(..) }`.

use crate::{
    account::{NewAccount, Terms},
    person::Person,
    session::Session,
    withdrawal::Case,
};
use domain::{
    AccountNo, CaseNumber, ContributionRate, Fen, Month, Timestamp, account::AccountKind, id_number::Sex,
    text::hex, withdrawal::CaseState,
};
use sha2::{Digest, Sha256};

/// Saturday, 21 November 2026, 00:00 in China.
pub const NOW: Timestamp = Timestamp::from_ms(1_795_190_400_000);

/// Somebody of whom only the id and the index of the identity number matter.
pub fn a_person(id: &str, id_index: &str) -> Person {
    Person {
        id: id.into(),
        name: "林秀芳".into(),
        id_index: id_index.into(),
        id_sealed: "sealed".into(),
        id_tail: "1234".into(),
        birth_day: NOW.day(),
        sex: Sex::Female,
        mobile_sealed: None,
        created: NOW,
    }
}

/// Terms under which unit and worker pay the same rate, in hundredths of a percent, and the same sum a month.
pub fn terms(base: Fen, rate_bp: u32, monthly: Fen) -> Terms {
    let rate = ContributionRate::from_bp(rate_bp);
    Terms { base, unit_rate: rate, personal_rate: rate, unit_monthly: monthly, personal_monthly: monthly }
}

/// An account at a unit of which nothing is known, opened on the day of [`NOW`].
pub fn an_account<'a>(number: &'a AccountNo, person_id: &'a str, terms: Terms) -> NewAccount<'a> {
    NewAccount { number, person_id, unit_id: None, kind: AccountKind::Unit, opened_on: NOW.day(), terms }
}

/// The session that a token opens, for 400 days.
pub fn a_session(token: &str, role: &str, subject_id: &str, now: Timestamp) -> Session {
    Session {
        token_hash: hex(&Sha256::digest(token)),
        role: role.into(),
        subject_id: Some(subject_id.into()),
        created: now,
        seen: now,
        expires: now.plus_ms(400 * 86_400_000),
    }
}

/// A rent case under first review, of 1,500 yuan for November 2026. `random` makes its number.
pub fn a_case(account: &AccountNo, id: &str, random: u8, now: Timestamp) -> Case {
    Case {
        id: id.into(),
        request_hash: "h".into(),
        number: CaseNumber::mint(Month::of(now.day()), [random; 8]),
        account: account.clone(),
        person_id: "p1".into(),
        maker_index: "maker".into(),
        kind: "rent_market".into(),
        period: "2026-11".into(),
        state: CaseState::FirstReview,
        amount: Fen::from_yuan(1500),
        card_sealed: "sealed".into(),
        card_tail: "6789".into(),
        bank: "cmb".into(),
        decision: "{}".into(),
        rule_version: "quanzhou.rent_market@2".into(),
        submitted: now,
        decide_by: now.day(),
        returned: false,
        first_by: None,
        first_index: None,
        second_by: None,
        second_index: None,
        version: 0,
    }
}
