//! Form state (表单状态): what was typed and what is wrong with it, keyed by an enum of fields.

use crate::Problem;
use core::fmt::Debug;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The fields of one form. `name` is the HTML field name and the key under which a draft keeps the value.
pub trait FormField: Copy + Eq + Debug + 'static {
    const ALL: &'static [Self];
    fn name(self) -> &'static str;
    /// Passwords and one-time codes are never kept.
    fn keep(self) -> bool {
        true
    }
}

/// What a person typed so far and the problems found, one per field. Serialises by field name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormState<F> {
    values: BTreeMap<String, String>,
    problems: Vec<(String, Problem)>,
    #[serde(skip)]
    field: core::marker::PhantomData<F>,
}

impl<F> Default for FormState<F> {
    fn default() -> Self {
        FormState { values: BTreeMap::new(), problems: Vec::new(), field: core::marker::PhantomData }
    }
}

impl<F: FormField> FormState<F> {
    /// The most characters a kept value may have; a longer one is cut, since its field will refuse it anyway.
    pub const VALUE_MAX: usize = 2_000;

    pub fn set(&mut self, field: F, value: &str) {
        let value: String = value.chars().take(Self::VALUE_MAX).collect();
        self.values.insert(field.name().to_owned(), value);
    }

    pub fn with(mut self, field: F, value: &str) -> Self {
        self.set(field, value);
        self
    }

    /// What was typed, or the empty text.
    pub fn value(&self, field: F) -> &str {
        self.values.get(field.name()).map_or("", String::as_str)
    }

    pub fn reject(&mut self, field: F, problem: Problem) {
        if self.problem(field).is_none() {
            self.problems.push((field.name().to_owned(), problem));
        }
    }

    /// Runs a parser on a field; on failure notes the problem and answers `None`, so that a form reports
    /// everything that is wrong at once.
    pub fn check<T>(&mut self, field: F, parse: impl FnOnce(&str) -> Result<T, Problem>) -> Option<T> {
        match parse(self.value(field)) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.reject(field, problem);
                None
            }
        }
    }

    pub fn problem(&self, field: F) -> Option<&Problem> {
        self.problems.iter().find(|(name, _)| name == field.name()).map(|(_, problem)| problem)
    }

    /// Problems in the order of the fields on the page.
    pub fn problems(&self) -> impl Iterator<Item = (F, &Problem)> {
        F::ALL.iter().filter_map(|field| self.problem(*field).map(|problem| (*field, problem)))
    }

    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    pub fn clear_problems(&mut self) {
        self.problems.clear();
    }

    /// The same state without the values that may not be kept.
    pub fn keepable(mut self) -> Self {
        for field in F::ALL.iter().filter(|field| !field.keep()) {
            self.values.remove(field.name());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Field {
        Name,
        Password,
    }

    impl FormField for Field {
        const ALL: &'static [Field] = &[Field::Name, Field::Password];
        fn name(self) -> &'static str {
            match self {
                Field::Name => "name",
                Field::Password => "password",
            }
        }
        fn keep(self) -> bool {
            self != Field::Password
        }
    }

    #[test]
    fn keeps_values_and_forgets_secrets() {
        let mut state = FormState::<Field>::default().with(Field::Name, "林").with(Field::Password, "x");
        assert_eq!(
            state.check(Field::Name, |v| if v.len() > 9 { Ok(1) } else { Err(Problem::Missing) }),
            None
        );
        let state = state.keepable();
        assert_eq!((state.value(Field::Name), state.value(Field::Password)), ("林", ""));
        assert_eq!(state.problems().collect::<Vec<_>>(), [(Field::Name, &Problem::Missing)]);
    }
}
