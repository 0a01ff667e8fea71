//! What the calculator shows, from terms to words and pictures. Server and island call the same functions, so
//! neither digits nor sentences can differ.

pub mod chart;
pub mod table;
pub mod view;

pub use view::LoanView;

use domain::Fen;
use domain::form::FormField;
use domain::loan::{LoanField, LoanForm, LoanTerms};

/// An amount as the calculator's fields write it: ten thousands of yuan, no needless zeros (`80`, `12.5`).
pub fn wan(amount: Fen) -> String {
    let (whole, rest) = (amount.get() / 1_000_000, amount.get() % 1_000_000);
    let text = format!("{whole}.{rest:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The address of a calculator page with a loan filled in. All values are digits, dots and our own codes.
pub fn address(path: &str, terms: &LoanTerms) -> String {
    let (amount, months) = (wan(terms.principal.get()), terms.months.get());
    let (term, unit) = if months.is_multiple_of(12) { (months / 12, "years") } else { (months, "months") };
    let (rate, method) = (terms.rate, terms.method.code());
    format!("{path}?amount={amount}&term={term}&unit={unit}&rate={rate}&method={method}")
}

/// A form with `default` for every field that was not sent at all; a field sent empty stays empty.
pub fn filled(sent: impl Fn(&str) -> Option<String>, defaults: &[(LoanField, &str)]) -> LoanForm {
    defaults.iter().fold(LoanForm::default(), |form, (field, default)| {
        form.with(*field, &sent(field.name()).unwrap_or_else(|| (*default).to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_ten_thousands_read_back() {
        for (fen, text) in
            [(80_000_000, "80"), (12_500_000, "12.5"), (1, "0.000001"), (123_456_789, "123.456789")]
        {
            assert_eq!(wan(Fen::new(fen)), text);
            assert_eq!(domain::loan::terms::parse_wan(text), Some(Fen::new(fen)));
        }
    }
}
