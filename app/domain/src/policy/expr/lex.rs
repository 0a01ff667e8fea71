//! Characters into tokens, each with its position.

use super::{LENGTH_MAX, LITERAL_MAX, ParseError, ParseProblem};
use core::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Number(i128),
    Name(String),
    /// One of `( ) [ ] , + - * == != < <= > >=`.
    Sign(&'static str),
    End,
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Number(n) => write!(f, "`{n}`"),
            Token::Name(name) => write!(f, "`{name}`"),
            Token::Sign(sign) => write!(f, "`{sign}`"),
            Token::End => f.write_str("the end"),
        }
    }
}

/// Longer signs first, so that `<=` is not read as `<`.
const SIGNS: [&str; 14] = ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ",", "+", "-", "*"];

/// The tokens with their positions (characters from 1); the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, ParseError> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > LENGTH_MAX {
        return Err(ParseError { at: LENGTH_MAX + 1, what: ParseProblem::TooLong });
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let start = at;
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let token = if c.is_ascii_digit() {
            let run = run(&chars, &mut at, |c| c.is_ascii_digit() || c == '_');
            number(&run).ok_or(ParseError { at: start + 1, what: ParseProblem::NumberTooLarge })?
        } else if c.is_ascii_lowercase() {
            Token::Name(run(&chars, &mut at, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
        } else {
            let sign =
                SIGNS.iter().find(|sign| sign.chars().eq(chars.iter().skip(at).take(sign.len()).copied()));
            let sign = sign.ok_or(ParseError { at: start + 1, what: ParseProblem::Character(c) })?;
            at += sign.len();
            Token::Sign(sign)
        };
        found.push((start + 1, token));
    }
    found.push((chars.len() + 1, Token::End));
    Ok(found)
}

fn run(chars: &[char], at: &mut usize, belongs: impl Fn(char) -> bool) -> String {
    let text: String = chars.iter().skip(*at).take_while(|c| belongs(**c)).collect();
    *at += text.chars().count();
    text
}

fn number(digits: &str) -> Option<Token> {
    let value: i128 = digits.replace('_', "").parse().ok()?;
    (value <= LITERAL_MAX).then_some(Token::Number(value))
}
