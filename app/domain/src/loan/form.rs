//! The calculator's forms: what a person types, read into proven terms. Page and island read through here, so
//! the same keystroke gives the same digits on both sides.

use super::combination::CombinationTerms;
use super::prepay::Running;
use super::terms::{LoanTerms, Months, Principal, RepayMethod, parse_wan};
use crate::form::{FormField, FormState};
use crate::{Fen, Problem, Rate};

/// Fields of all three forms; each form shows those it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoanField {
    /// The fund loan, ten thousands of yuan (万元).
    Amount,
    /// Annual rate of the fund loan, per cent.
    Rate,
    /// The commercial loan of a combination, ten thousands of yuan.
    Commercial,
    CommercialRate,
    /// How long, in the unit of [`LoanField::Unit`].
    Term,
    /// `years` or `months`.
    Unit,
    /// `equal-instalment` or `equal-principal`.
    Method,
    /// Instalments paid before a prepayment.
    After,
    /// The prepayment, ten thousands of yuan.
    Prepay,
}

impl FormField for LoanField {
    const ALL: &'static [LoanField] = &[
        LoanField::Amount,
        LoanField::Rate,
        LoanField::Commercial,
        LoanField::CommercialRate,
        LoanField::Term,
        LoanField::Unit,
        LoanField::Method,
        LoanField::After,
        LoanField::Prepay,
    ];

    fn name(self) -> &'static str {
        match self {
            LoanField::Amount => "amount",
            LoanField::Rate => "rate",
            LoanField::Commercial => "commercial",
            LoanField::CommercialRate => "commercial_rate",
            LoanField::Term => "term",
            LoanField::Unit => "unit",
            LoanField::Method => "method",
            LoanField::After => "after",
            LoanField::Prepay => "prepay",
        }
    }
}

/// What was typed into a calculator.
pub type LoanForm = FormState<LoanField>;

/// One loan. Problems are noted at their fields.
pub fn read_loan(form: &mut LoanForm) -> Option<LoanTerms> {
    let principal = form.check(LoanField::Amount, Principal::parse_wan);
    let rate = form.check(LoanField::Rate, Rate::parse);
    let (months, method) = (term(form), form.check(LoanField::Method, RepayMethod::parse));
    Some(LoanTerms { principal: principal?, months: months?, rate: rate?, method: method? })
}

/// A fund loan and a commercial loan.
pub fn read_combination(form: &mut LoanForm) -> Option<CombinationTerms> {
    let commercial = form.check(LoanField::Commercial, Principal::parse_wan);
    let commercial_rate = form.check(LoanField::CommercialRate, Rate::parse);
    let LoanTerms { principal, months, rate, method } = read_loan(form)?;
    let (commercial, commercial_rate) = (commercial?, commercial_rate?);
    Some(CombinationTerms { fund: principal, fund_rate: rate, commercial, commercial_rate, months, method })
}

/// A running loan and the sum to pay into it.
pub fn read_prepay(form: &mut LoanForm) -> Option<(Running, Fen)> {
    let terms = read_loan(form)?;
    let running = form.check(LoanField::After, |text| Running::parse(terms, text))?;
    let amount = form.check(LoanField::Prepay, |text| running.check(parse_wan(text)))?;
    Some((running, amount))
}

fn term(form: &mut LoanForm) -> Option<Months> {
    match form.value(LoanField::Unit).trim() {
        "months" => form.check(LoanField::Term, Months::parse),
        "years" | "" => form.check(LoanField::Term, Months::parse_years),
        _ => {
            form.reject(LoanField::Unit, Problem::NotAChoice);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(LoanField, &str)]) -> LoanForm {
        let mut form = LoanForm::default();
        for (field, value) in pairs {
            form.set(*field, value);
        }
        form
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let mut form =
            typed(&[(LoanField::Term, "31"), (LoanField::Rate, "99"), (LoanField::Method, "bullet")]);
        assert_eq!(read_combination(&mut form), None);
        let fields: Vec<LoanField> = form.problems().map(|(field, _)| field).collect();
        use LoanField as F;
        assert_eq!(fields, [F::Amount, F::Rate, F::Commercial, F::CommercialRate, F::Term, F::Method]);
    }

    #[test]
    fn years_and_months_mean_the_same() {
        let base =
            [(LoanField::Amount, "８０"), (LoanField::Rate, "2.6%"), (LoanField::Method, "equal-principal")];
        let mut years = typed(&[&base[..], &[(LoanField::Term, "30")]].concat());
        let mut months =
            typed(&[&base[..], &[(LoanField::Term, "360"), (LoanField::Unit, "months")]].concat());
        assert_eq!(read_loan(&mut years), read_loan(&mut months));
        assert!(read_loan(&mut years).is_some());
    }

    #[test]
    fn a_prepayment_is_at_most_what_is_owed() {
        let mut form = typed(&[
            (LoanField::Amount, "60"),
            (LoanField::Rate, "2.6"),
            (LoanField::Method, "equal-instalment"),
            (LoanField::Term, "20"),
            (LoanField::After, "36"),
            (LoanField::Prepay, "52.861515"),
        ]);
        assert!(read_prepay(&mut form).is_none());
        form.clear_problems();
        form.set(LoanField::Prepay, "52.861514");
        assert!(read_prepay(&mut form).is_some());
    }
}
