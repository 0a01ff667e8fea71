//! The bank (银行) as a port: asks whose card it is, takes payment orders, says how far they are.
//!
//! An order carries our own serial number. A bank that gets the same serial twice pays once; an order whose
//! answer was lost is asked about, never sent blindly again.

use domain::{
    BankCard, Fen, PersonName,
    transfer::{BankAccount, BankNo},
    withdrawal::BankReason,
};
use std::{collections::HashMap, future::Future, pin::Pin, sync::Mutex};

/// A payment order.
#[derive(Clone, Debug)]
pub struct Order {
    /// Our serial number.
    pub serial: String,
    pub payee: Payee,
    pub amount: Fen,
}

/// Whom an order pays.
#[derive(Clone, Debug)]
pub enum Payee {
    /// A person's card.
    Card(BankCard),
    /// The account of a centre (单位结算账户).
    Account { name: String, number: BankAccount, bank: BankNo },
}

impl Payee {
    /// All digits.
    fn number(&self) -> &str {
        match self {
            Payee::Card(card) => card.reveal(),
            Payee::Account { number, .. } => number.reveal(),
        }
    }
}

/// How far an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The bank never got it, or lost it before taking it in.
    NeverSeen,
    Accepted,
    Credited,
    Returned(BankReason),
}

/// The bank did not answer; nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnswer;

pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, NoAnswer>> + Send + 'a>>;

pub trait Bank: Send + Sync {
    /// Is the card in this person's name (账户名核验)?
    fn holds(&self, card: &BankCard, name: &PersonName) -> Answer<'_, bool>;
    /// Hands over an order. Sending the same serial again changes nothing.
    fn send(&self, order: &Order) -> Answer<'_, ()>;
    fn progress(&self, serial: &str) -> Answer<'_, Progress>;
}

/// The bank of a demo centre. It answers with every leg, by the last digit of the number: 2 is returned because
/// the name does not match, 4 because the account is dormant, 9 is somebody else's card; others are credited.
#[derive(Debug, Default)]
pub struct DemoBank {
    orders: Mutex<HashMap<String, Taken>>,
}

#[derive(Clone, Debug)]
struct Taken {
    last: char,
    asked: u32,
}

impl DemoBank {
    fn orders(&self) -> std::sync::MutexGuard<'_, HashMap<String, Taken>> {
        self.orders.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn last_digit(number: &str) -> char {
    number.chars().next_back().unwrap_or('0')
}

impl Bank for DemoBank {
    fn holds(&self, card: &BankCard, _: &PersonName) -> Answer<'_, bool> {
        let own = last_digit(card.reveal()) != '9';
        Box::pin(async move { Ok(own) })
    }

    fn send(&self, order: &Order) -> Answer<'_, ()> {
        let taken = Taken { last: last_digit(order.payee.number()), asked: 0 };
        self.orders().entry(order.serial.clone()).or_insert(taken);
        Box::pin(async { Ok(()) })
    }

    /// Accepted when first asked, settled when asked again.
    fn progress(&self, serial: &str) -> Answer<'_, Progress> {
        let progress = match self.orders().get_mut(serial) {
            None => Progress::NeverSeen,
            Some(taken) => {
                taken.asked += 1;
                match (taken.asked, taken.last) {
                    (1, _) => Progress::Accepted,
                    (_, '2') => Progress::Returned(BankReason::NameMismatch),
                    (_, '4') => Progress::Returned(BankReason::AccountDormant),
                    _ => Progress::Credited,
                }
            }
        };
        Box::pin(async move { Ok(progress) })
    }
}

/// Banks by the first digits of their debit cards (卡BIN); a code, which pages turn into a name.
pub fn code_of(card: &BankCard) -> &'static str {
    const BINS: [(&str, &str); 9] = [
        ("622202", "icbc"),
        ("622848", "abc"),
        ("621661", "boc"),
        ("621700", "ccb"),
        ("622188", "psbc"),
        ("622588", "cmb"),
        ("621483", "cmb"),
        ("622260", "bocom"),
        ("622909", "cib"),
    ];
    BINS.iter().find(|(bin, _)| card.reveal().starts_with(bin)).map_or("other", |(_, code)| code)
}
