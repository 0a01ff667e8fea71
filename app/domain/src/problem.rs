//! What a person can put right. Codes and numbers, never sentences: pages turn a problem into words, so that
//! nothing a stranger wrote can travel through an error.

use crate::{
    Fen, Month, closing::NotClosable, correction::Irreversible, indicator::PlanProblem, suspense::Unusable,
    transfer::NotTransferable, two_people::Conflict,
};
use serde::{Deserialize, Serialize};

/// A problem with one field of a form, or with the form as a whole.
///
/// The match that turns it into Chinese and English is exhaustive: a new problem does not compile until it
/// has both sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Problem {
    /// Nothing was typed or chosen.
    Missing,
    /// More characters than the field holds.
    TooLong {
        max: u32,
    },
    /// Characters that no name, number or address holds: controls, direction overrides, markup.
    ForbiddenCharacter,
    /// Not one of the choices on the page.
    NotAChoice,
    /// Not an amount in yuan with at most two decimals.
    NotAnAmount,
    /// Not a whole number.
    NotANumber,
    /// Not a percentage with at most three decimals.
    NotARate,
    NotAMonth,
    NotADate,
    AmountOutOfRange {
        min: Fen,
        max: Fen,
    },
    NumberOutOfRange {
        min: i64,
        max: i64,
    },
    /// In thousandths of a per cent: 2.6 % is 2600.
    RateOutOfRange {
        min: i64,
        max: i64,
    },
    MonthOutOfRange {
        min: Month,
        max: Month,
    },
    /// Resident identity number (GB 11643): not 18 characters, an impossible date or a wrong check character.
    NotAnIdNumber,
    /// Bank card number: not 13–19 digits or a wrong Luhn digit.
    NotABankCard,
    /// The bank says that the card is not in this person's name.
    NotOwnCard,
    /// Certificate number: not 17 characters or a wrong check character.
    NotACertificateNumber,
    /// Not the last four characters of an identity number.
    NotAnIdTail,
    /// Unknown number, other name or other identity number; one sentence for all.
    NoSuchCertificate,
    NotAMobile,
    NotAName,
    /// Must be ticked to go on.
    NotAccepted,
    /// Password shorter than the rule asks.
    TooShort {
        min: u32,
    },
    /// A new password that guessing programs try first, or one made of the person's own numbers.
    EasyToGuess,
    /// The act asks for a second factor and none is set up.
    NoSecondFactor,
    /// Unknown name or wrong password; one sentence for both.
    WrongCredentials,
    /// The same for staff: which of login, password and code was wrong is not said.
    WrongStaffCredentials,
    /// One-time code wrong, used before, or of another minute.
    WrongOneTimeCode,
    /// Too many tries; the next one is heard after so many seconds.
    TooManyTries {
        wait_seconds: u32,
    },
    /// The same form was sent before with other content.
    RequestReused,
    /// One of the kind is under way or in force.
    AlreadyThere,
    /// Someone changed the thing after this page was shown.
    ChangedMeanwhile,
    /// Not enough available money.
    NotEnough {
        available: Fen,
    },
    /// Younger than a rule asks, in completed years.
    UnderAge {
        min: u32,
    },
    /// Has reached the statutory retirement age (法定退休年龄).
    PastRetirementAge,
    /// The second typing of a new password differs from the first.
    PasswordsDiffer,
    /// No new account can be opened here for this identity number. Says no more to a stranger.
    CannotOpenAccount,
    /// Not a number of so many digits: a bank account, the number of a bank.
    NotDigits {
        min: u32,
        max: u32,
    },
    /// No account of this number is open here.
    NoSuchAccount,
    /// A transfer between cities is not made, or not moved so.
    NotTransferable {
        why: NotTransferable,
    },
    /// Money in suspense is not received or used so.
    Unusable {
        why: Unusable,
    },
    /// An account is not closed.
    NotClosable {
        why: NotClosable,
    },
    /// An entry is not taken back.
    Irreversible {
        why: Irreversible,
    },
    /// Somebody else has to do it.
    Conflict {
        why: Conflict,
    },
    /// A yearly plan is not made so.
    NoPlan {
        why: PlanProblem,
    },
}
