//! The expression language of policy files (政策表达式): total, without loops, evaluated in whole fen.
//!
//! Amounts are integers in fen; facts are named; every name and every word is checked against a
//! [`Vocabulary`] when the file is read, so a policy with a misspelt fact never goes into force.
//!
//! ```text
//! amount := if COND then amount else amount | term (+|- term)*          term := factor (* factor)*
//! factor := 150_000 | inf | fact | ( amount ) | min(a, …) | max(a, …) | add(a, …) | mul(a, b) | sub(a, b)
//!         | pct(a, BASIS_POINTS) | step(a, [(<= n, b), …, (else, c)])
//! COND   := all (or all)*      all := one (and one)*
//! one    := not one | ( COND ) | true | false | flag | a (==|!=|<|<=|>|>=) b | fact (==|!=) word
//! ```

mod eval;
mod lex;
mod parse;
mod show;

pub use eval::{Eval, EvalError, Rounding, Scope};
pub use show::Unit;

use std::collections::BTreeSet;

/// What a name in an expression stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Fen.
    Money,
    Count,
    Flag,
    /// One of a closed list of words.
    Word(&'static [&'static str]),
}

/// The facts an expression may name.
pub type Vocabulary = dyn Fn(&str) -> Option<Kind>;

/// A whole number: money in fen or a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Num {
    Literal(i128),
    /// "No cap"; larger than any fund, and the result is clamped to the available balance anyway.
    Infinite,
    Fact(String, Kind),
    Min(Vec<Num>),
    Max(Vec<Num>),
    Add(Vec<Num>),
    Sub(Box<Num>, Box<Num>),
    Mul(Box<Num>, Box<Num>),
    /// Second part in basis points, 10,000 = the whole.
    Pct(Box<Num>, i128),
    Step(Box<Num>, Vec<(i128, Num)>, Box<Num>),
    If(Box<Cond>, Box<Num>, Box<Num>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cond {
    Known(bool),
    Flag(String),
    Compare(Compare, Num, Num),
    /// The fact's name, the word, and whether they must be the same.
    Word(String, String, bool),
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
}

/// Where and why a text is not an expression. `at` counts characters from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("character {at}: {what}")]
pub struct ParseError {
    pub at: usize,
    pub what: ParseProblem,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseProblem {
    #[error("longer than {LENGTH_MAX} characters")]
    TooLong,
    #[error("nested deeper than {DEPTH_MAX}")]
    TooDeep,
    #[error("unexpected character `{0}`")]
    Character(char),
    #[error("number too large")]
    NumberTooLarge,
    #[error("expected {expected}, found {found}")]
    Unexpected { expected: &'static str, found: String },
    #[error("unknown name `{0}`")]
    UnknownName(String),
    #[error("`{word}` is not a value of `{fact}`")]
    UnknownWord { fact: String, word: String },
    #[error("`{name}` takes {takes}")]
    Arguments { name: &'static str, takes: &'static str },
    #[error("steps must rise")]
    StepOrder,
}

/// The most characters of one expression.
pub const LENGTH_MAX: usize = 1_000;
/// The deepest nesting; recursion in parser and evaluator is bounded by it.
pub const DEPTH_MAX: usize = 32;
/// The largest literal, in fen: 10¹⁵ yuan.
pub const LITERAL_MAX: i128 = 100_000_000_000_000_000;

impl Num {
    pub fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Num, ParseError> {
        parse::whole(text, vocabulary, parse::Parser::amount)
    }

    /// The facts named, in alphabetical order.
    pub fn facts(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.collect(&mut names);
        names
    }

    fn collect<'a>(&'a self, names: &mut BTreeSet<&'a str>) {
        match self {
            Num::Literal(_) | Num::Infinite => {}
            Num::Fact(name, _) => {
                names.insert(name);
            }
            Num::Min(all) | Num::Max(all) | Num::Add(all) => all.iter().for_each(|one| one.collect(names)),
            Num::Sub(a, b) | Num::Mul(a, b) => {
                a.collect(names);
                b.collect(names);
            }
            Num::Pct(a, _) => a.collect(names),
            Num::Step(a, steps, rest) => {
                a.collect(names);
                steps.iter().for_each(|(_, one)| one.collect(names));
                rest.collect(names);
            }
            Num::If(cond, a, b) => {
                cond.collect(names);
                a.collect(names);
                b.collect(names);
            }
        }
    }
}

impl Cond {
    pub fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Cond, ParseError> {
        parse::whole(text, vocabulary, parse::Parser::condition)
    }

    /// The facts named, in alphabetical order.
    pub fn facts(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.collect(&mut names);
        names
    }

    fn collect<'a>(&'a self, names: &mut BTreeSet<&'a str>) {
        match self {
            Cond::Known(_) => {}
            Cond::Flag(name) | Cond::Word(name, _, _) => {
                names.insert(name);
            }
            Cond::Compare(_, a, b) => {
                a.collect(names);
                b.collect(names);
            }
            Cond::Not(one) => one.collect(names),
            Cond::All(all) | Cond::Any(all) => all.iter().for_each(|one| one.collect(names)),
        }
    }
}

#[cfg(test)]
mod tests;
