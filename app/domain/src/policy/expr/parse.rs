//! Tokens into a tree by recursive descent; depth is counted, so no text can exhaust the stack.

use super::lex::{Token, tokens};
use super::{Compare, Cond, DEPTH_MAX, Kind, Num, ParseError, ParseProblem, Vocabulary};

pub(super) struct Parser<'a> {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
    vocabulary: &'a Vocabulary,
}

/// Parses all of `text` by one rule of the grammar.
pub(super) fn whole<'a, T>(
    text: &str,
    vocabulary: &'a Vocabulary,
    rule: fn(&mut Parser<'a>) -> Result<T, ParseError>,
) -> Result<T, ParseError> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0, vocabulary };
    let tree = rule(&mut parser)?;
    if *parser.peek() == Token::End { Ok(tree) } else { Err(parser.unexpected("the end")) }
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(_, token)| token)
    }

    fn position(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(1, |(at, _)| *at)
    }

    fn error(&self, what: ParseProblem) -> ParseError {
        ParseError { at: self.position(), what }
    }

    fn unexpected(&self, expected: &'static str) -> ParseError {
        self.error(ParseProblem::Unexpected { expected, found: self.peek().to_string() })
    }

    fn sign(&mut self, sign: &'static str) -> bool {
        let here = matches!(self.peek(), Token::Sign(found) if *found == sign);
        self.next += usize::from(here);
        here
    }

    fn need(&mut self, sign: &'static str) -> Result<(), ParseError> {
        if self.sign(sign) { Ok(()) } else { Err(self.unexpected(sign)) }
    }

    fn word(&mut self, word: &str) -> bool {
        let here = matches!(self.peek(), Token::Name(found) if found == word);
        self.next += usize::from(here);
        here
    }

    fn nested<T>(&mut self, rule: impl FnOnce(&mut Self) -> Result<T, ParseError>) -> Result<T, ParseError> {
        if self.depth >= DEPTH_MAX {
            return Err(self.error(ParseProblem::TooDeep));
        }
        self.depth += 1;
        let tree = rule(self);
        self.depth -= 1;
        tree
    }

    pub(super) fn amount(&mut self) -> Result<Num, ParseError> {
        self.nested(|p| {
            if p.word("if") {
                return p.choice();
            }
            let mut sum = p.term()?;
            loop {
                if p.sign("+") {
                    sum = Num::Add(vec![sum, p.term()?]);
                } else if p.sign("-") {
                    sum = Num::Sub(Box::new(sum), Box::new(p.term()?));
                } else {
                    return Ok(sum);
                }
            }
        })
    }

    fn choice(&mut self) -> Result<Num, ParseError> {
        let cond = self.condition()?;
        if !self.word("then") {
            return Err(self.unexpected("then"));
        }
        let yes = self.amount()?;
        if !self.word("else") {
            return Err(self.unexpected("else"));
        }
        Ok(Num::If(Box::new(cond), Box::new(yes), Box::new(self.amount()?)))
    }

    fn term(&mut self) -> Result<Num, ParseError> {
        let mut product = self.factor()?;
        while self.sign("*") {
            product = Num::Mul(Box::new(product), Box::new(self.factor()?));
        }
        Ok(product)
    }

    fn factor(&mut self) -> Result<Num, ParseError> {
        if self.sign("(") {
            let inner = self.amount()?;
            self.need(")")?;
            return Ok(inner);
        }
        match self.peek().clone() {
            Token::Number(value) => {
                self.next += 1;
                Ok(Num::Literal(value))
            }
            Token::Name(name) => self.named(&name),
            _ => Err(self.unexpected("an amount")),
        }
    }

    fn named(&mut self, name: &str) -> Result<Num, ParseError> {
        let at = self.position();
        self.next += 1;
        let wrong = |name, takes| ParseError { at, what: ParseProblem::Arguments { name, takes } };
        match name {
            "inf" => Ok(Num::Infinite),
            "min" => Ok(Num::Min(self.arguments()?)),
            "max" => Ok(Num::Max(self.arguments()?)),
            "add" => Ok(Num::Add(self.arguments()?)),
            "sub" => {
                let [a, b] = self.arguments()?.try_into().map_err(|_| wrong("sub", "two amounts"))?;
                Ok(Num::Sub(Box::new(a), Box::new(b)))
            }
            "mul" => {
                let [a, b] = self.arguments()?.try_into().map_err(|_| wrong("mul", "two amounts"))?;
                Ok(Num::Mul(Box::new(a), Box::new(b)))
            }
            "pct" => {
                let [a, b]: [Num; 2] =
                    self.arguments()?.try_into().map_err(|_| wrong("pct", "two amounts"))?;
                let Num::Literal(bp) = b else {
                    return Err(wrong("pct", "an amount and a number of basis points"));
                };
                Ok(Num::Pct(Box::new(a), bp))
            }
            "step" => self.step(),
            fact => match (self.vocabulary)(fact) {
                Some(kind @ (Kind::Money | Kind::Count)) => Ok(Num::Fact(fact.to_owned(), kind)),
                _ => Err(ParseError { at, what: ParseProblem::UnknownName(fact.to_owned()) }),
            },
        }
    }

    fn arguments(&mut self) -> Result<Vec<Num>, ParseError> {
        self.need("(")?;
        let mut all = vec![self.amount()?];
        while self.sign(",") {
            all.push(self.amount()?);
        }
        self.need(")")?;
        Ok(all)
    }

    fn step(&mut self) -> Result<Num, ParseError> {
        self.need("(")?;
        let of = self.amount()?;
        self.need(",")?;
        self.need("[")?;
        let mut steps: Vec<(i128, Num)> = Vec::new();
        loop {
            self.need("(")?;
            if self.word("else") {
                self.need(",")?;
                let rest = self.amount()?;
                self.need(")")?;
                self.need("]")?;
                self.need(")")?;
                return Ok(Num::Step(Box::new(of), steps, Box::new(rest)));
            }
            self.need("<=")?;
            let Token::Number(bound) = *self.peek() else { return Err(self.unexpected("a number")) };
            if steps.last().is_some_and(|(last, _)| *last >= bound) {
                return Err(self.error(ParseProblem::StepOrder));
            }
            self.next += 1;
            self.need(",")?;
            steps.push((bound, self.amount()?));
            self.need(")")?;
            self.need(",")?;
        }
    }

    pub(super) fn condition(&mut self) -> Result<Cond, ParseError> {
        self.nested(|p| {
            let mut any = vec![p.all()?];
            while p.word("or") {
                any.push(p.all()?);
            }
            Ok(if any.len() == 1 { any.remove(0) } else { Cond::Any(any) })
        })
    }

    fn all(&mut self) -> Result<Cond, ParseError> {
        let mut all = vec![self.one()?];
        while self.word("and") {
            all.push(self.one()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Cond::All(all) })
    }

    fn one(&mut self) -> Result<Cond, ParseError> {
        if self.word("not") {
            return self.nested(|p| Ok(Cond::Not(Box::new(p.one()?))));
        }
        if self.word("true") {
            return Ok(Cond::Known(true));
        }
        if self.word("false") {
            return Ok(Cond::Known(false));
        }
        if let Token::Name(name) = self.peek().clone() {
            match (self.vocabulary)(&name) {
                Some(Kind::Flag) => {
                    self.next += 1;
                    return Ok(Cond::Flag(name));
                }
                Some(Kind::Word(words)) => {
                    self.next += 1;
                    return self.word_is(name, words);
                }
                _ => {}
            }
        }
        self.group_or_comparison()
    }

    /// A bracket opens either a condition or the left amount of a comparison: try the first, fall back.
    fn group_or_comparison(&mut self) -> Result<Cond, ParseError> {
        let start = self.next;
        if self.sign("(") {
            let inner = self.condition();
            if inner.is_ok() && self.sign(")") && self.compare_sign().is_none() && !self.at_operator() {
                return inner;
            }
            self.next = start;
        }
        let left = self.amount()?;
        let Some(compare) = self.compare_sign() else { return Err(self.unexpected("a comparison")) };
        self.next += 1;
        Ok(Cond::Compare(compare, left, self.amount()?))
    }

    fn at_operator(&self) -> bool {
        matches!(self.peek(), Token::Sign("+" | "-" | "*"))
    }

    fn compare_sign(&self) -> Option<Compare> {
        match self.peek() {
            Token::Sign("==") => Some(Compare::Equal),
            Token::Sign("!=") => Some(Compare::NotEqual),
            Token::Sign("<") => Some(Compare::Less),
            Token::Sign("<=") => Some(Compare::AtMost),
            Token::Sign(">") => Some(Compare::More),
            Token::Sign(">=") => Some(Compare::AtLeast),
            _ => None,
        }
    }

    fn word_is(&mut self, fact: String, words: &[&str]) -> Result<Cond, ParseError> {
        let same = self.sign("==");
        if !same {
            self.need("!=")?;
        }
        let Token::Name(word) = self.peek().clone() else { return Err(self.unexpected("a word")) };
        if !words.contains(&word.as_str()) {
            return Err(self.error(ParseProblem::UnknownWord { fact, word }));
        }
        self.next += 1;
        Ok(Cond::Word(fact, word, same))
    }
}
