//! Why a line is not taken in: a closed list of reasons, each with a stable code for the reject file.

use super::Column;
use crate::{Fen, Month, Problem, contribution::ContributionRate};

/// One finding in one line; a line may have several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// `None` when the line as a whole is at fault.
    pub column: Option<Column>,
    pub reason: Reason,
}

/// The reasons. The words for them, in two languages, are kept with the other words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Half a line, or one with a comma too many.
    FieldCount {
        expected: usize,
        found: usize,
    },
    /// A quote that is not closed.
    BrokenQuote,
    /// Bytes that are not text in the encoding of the file.
    Encoding,
    LineTooLong,
    Missing,
    NotAUnitNo,
    NotAUnitName,
    NotACreditCode,
    NotAnAccountNo,
    NotAName,
    /// Only resident identity cards (`01`) are taken from files.
    IdTypeUnsupported,
    /// Not 17 digits and a digit or X.
    IdShape,
    IdBirthDate,
    IdCheckDigit,
    NotAMonth,
    /// Later than the month of posting.
    MonthInFuture {
        last: Month,
    },
    /// The month is paid: nobody has missed it, or it was paid back.
    MonthPaid,
    /// Several months, backwards or in a regular remittance.
    MonthRange,
    /// Not one of the reasons for a back payment, or one given for a regular remittance.
    BackReasonUnsupported,
    /// Money for a deferral without one that was granted for the account and these months.
    NotDeferred,
    /// The mark of an advance is `1`, on a regular remittance that does not seal the account.
    AdvanceUnsupported,
    /// Marked as an advance, and its month is no later than the one of posting.
    MonthNotAhead {
        first: Month,
    },
    /// An advance for a later month than the city allows.
    MonthTooFarAhead {
        last: Month,
    },
    NotADate,
    DateInFuture,
    /// The day-end sheet of the day is signed: nothing is posted on it any more.
    DaySigned,
    BusinessTypeUnsupported,
    StateUnsupported,
    /// Not plain yuan with at most two decimals: no sign, no exponent, no third decimal.
    NotAnAmount,
    AmountTooLarge,
    /// Nothing was paid.
    AmountZero,
    BaseBelowFloor {
        floor: Fen,
    },
    BaseOverCeiling {
        ceiling: Fen,
    },
    /// Outside the limits of the contribution year, of a base to be adjusted.
    BaseOutside {
        floor: Fen,
        ceiling: Fen,
    },
    NotARate,
    RateOutOfRange {
        min: ContributionRate,
        max: ContributionRate,
    },
    /// Not base × rate under the rounding in force.
    AmountMismatch {
        expected: Fen,
    },
    /// The same account and month stand in an earlier line of this file.
    DuplicateLine {
        first_line: u64,
    },
    /// Another file already posted this account and month with other amounts.
    AlreadyPosted,
    /// The account belongs to another identity number.
    AccountOfAnother,
    /// The centre gives numbers of this branch or above this serial out itself.
    NumberReserved,
    /// The person already has another account (one account each, Regulation article 13).
    HasOtherAccount,
    /// The name differs from the one on record for this identity number.
    NameDiffers,
    /// The unit number stands for a unit with another credit code.
    UnitOfAnother,
    AccountClosed,
    /// The books have no account of this number.
    NoSuchAccount,
    /// Another unit pays into the account.
    AccountOfAnotherUnit,
    /// The account stands in an earlier line of this file.
    AccountRepeated {
        first_line: u64,
    },
}

impl Reason {
    /// Stable, for machines.
    pub const fn code(self) -> &'static str {
        match self {
            Reason::FieldCount { .. } => "field_count",
            Reason::BrokenQuote => "broken_quote",
            Reason::Encoding => "encoding",
            Reason::LineTooLong => "line_too_long",
            Reason::Missing => "missing",
            Reason::NotAUnitNo => "unit_no",
            Reason::NotAUnitName => "unit_name",
            Reason::NotACreditCode => "credit_code",
            Reason::NotAnAccountNo => "account_no",
            Reason::NotAName => "name",
            Reason::IdTypeUnsupported => "id_type",
            Reason::IdShape => "id_shape",
            Reason::IdBirthDate => "id_birth_date",
            Reason::IdCheckDigit => "id_check_digit",
            Reason::NotAMonth => "month",
            Reason::MonthInFuture { .. } => "month_in_future",
            Reason::NotDeferred => "not_deferred",
            Reason::AdvanceUnsupported => "advance_unsupported",
            Reason::MonthNotAhead { .. } => "month_not_ahead",
            Reason::MonthTooFarAhead { .. } => "month_too_far_ahead",
            Reason::NotADate => "date",
            Reason::DateInFuture => "date_in_future",
            Reason::DaySigned => "day_signed",
            Reason::BusinessTypeUnsupported => "business_type",
            Reason::StateUnsupported => "state",
            Reason::NotAnAmount => "amount",
            Reason::AmountTooLarge => "amount_too_large",
            Reason::AmountZero => "amount_zero",
            Reason::BaseBelowFloor { .. } => "base_below_floor",
            Reason::BaseOverCeiling { .. } => "base_over_ceiling",
            Reason::BaseOutside { .. } => "base_outside_limits",
            Reason::NotARate => "rate",
            Reason::RateOutOfRange { .. } => "rate_out_of_range",
            Reason::AmountMismatch { .. } => "amount_mismatch",
            Reason::MonthPaid => "month_paid",
            Reason::MonthRange => "month_range",
            Reason::BackReasonUnsupported => "back_reason_unsupported",
            Reason::DuplicateLine { .. } => "duplicate_line",
            Reason::AlreadyPosted => "already_posted",
            Reason::AccountOfAnother => "account_of_another",
            Reason::NumberReserved => "number_reserved",
            Reason::HasOtherAccount => "has_other_account",
            Reason::NameDiffers => "name_differs",
            Reason::UnitOfAnother => "unit_of_another",
            Reason::AccountClosed => "account_closed",
            Reason::NoSuchAccount => "no_such_account",
            Reason::AccountOfAnotherUnit => "account_of_another_unit",
            Reason::AccountRepeated { .. } => "account_repeated",
        }
    }

    pub const fn at(self, column: Column) -> Reject {
        Reject { column: Some(column), reason: self }
    }

    pub const fn of_line(self) -> Reject {
        Reject { column: None, reason: self }
    }
}

impl From<crate::fen::AmountError> for Reason {
    fn from(error: crate::fen::AmountError) -> Reason {
        match error {
            crate::fen::AmountError::Empty => Reason::Missing,
            crate::fen::AmountError::NotAnAmount => Reason::NotAnAmount,
            crate::fen::AmountError::TooLarge => Reason::AmountTooLarge,
        }
    }
}

impl From<crate::id_number::IdNumberError> for Reason {
    fn from(error: crate::id_number::IdNumberError) -> Reason {
        use crate::id_number::IdNumberError;
        match error {
            IdNumberError::Empty => Reason::Missing,
            IdNumberError::Shape => Reason::IdShape,
            IdNumberError::BirthDate => Reason::IdBirthDate,
            IdNumberError::CheckDigit => Reason::IdCheckDigit,
        }
    }
}

/// Of a name: everything but its absence is one reason.
pub(super) fn name_reason(problem: Problem) -> Reason {
    if problem == Problem::Missing { Reason::Missing } else { Reason::NotAName }
}
