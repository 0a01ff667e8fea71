//! The bank that debits cards (代扣) as a port.
//!
//! An order carries our own serial. A bank that gets the same serial twice debits once and answers the same,
//! so an answer that was lost is asked for again.

use crate::centre::Centre;
use domain::{BankCard, Fen};
use std::{future::Future, pin::Pin};

/// A debit to be made.
#[derive(Clone, Debug)]
pub struct DebitOrder {
    /// Our serial; another one for the retry.
    pub serial: String,
    /// 1 on the debit day, 2 on the retry day.
    pub tries: u32,
    pub card: BankCard,
    pub amount: Fen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DebitAnswer {
    /// The money has left the card.
    Paid,
    /// 余额不足
    Insufficient,
}

/// The bank did not answer; nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnswer;

pub type Answer = Pin<Box<dyn Future<Output = Result<DebitAnswer, NoAnswer>> + Send>>;

pub trait DebitBank: Send + Sync {
    fn debit(&self, order: DebitOrder) -> Answer;
}

/// The bank of a demo centre. It decides by the last digit of the card, so that a serial always gets the same
/// answer: 1 never covers the amount, 3 covers it on the retry day, the others at once.
pub struct DemoBank;

impl DebitBank for DemoBank {
    fn debit(&self, order: DebitOrder) -> Answer {
        let answer = match order.card.tail().chars().next_back() {
            Some('1') => DebitAnswer::Insufficient,
            Some('3') if order.tries == 1 => DebitAnswer::Insufficient,
            _ => DebitAnswer::Paid,
        };
        Box::pin(async move { Ok(answer) })
    }
}

/// A centre to which no bank is connected: debits wait.
struct NoBank;

impl DebitBank for NoBank {
    fn debit(&self, _: DebitOrder) -> Answer {
        Box::pin(async { Err(NoAnswer) })
    }
}

/// The bank of this centre.
pub fn of(centre: &Centre) -> &'static dyn DebitBank {
    if centre.demo { &DemoBank } else { &NoBank }
}
