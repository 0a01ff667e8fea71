//! What a certificate says: the signed map, in types that prove themselves.
//!
//! Building, encoding and decoding go through the same limits and the same presence table, so the issuer cannot
//! sign what a verifier would refuse. Money is integer fen; the full identity number, telephone and address
//! never enter.

use super::cbor::{self, Value};
use super::number::CertificateId;
use super::schema;
use super::statement_mark::{self, StatementMark};
use crate::{Fen, Month};
use chrono::{Datelike, NaiveDate};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// The four kinds of certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CertificateType {
    /// Contribution certificate (缴存证明).
    Contribution = 1,
    /// Contribution and use certificate for an out-of-town loan (异地贷款职工住房公积金缴存使用证明).
    OutOfTown = 2,
    /// Loan settlement certificate (贷款结清证明).
    Settled = 3,
    /// Personal summary (个人信息表), only as a live presentation.
    Summary = 4,
}

/// State of an account as certificates name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatedState {
    Normal,
    /// Sealed (封存).
    Sealed,
    Closed,
    Other,
}

/// Place of a certificate in the status lists: list number (12 bits) and index (20 bits).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusRef(pub u32);

impl StatusRef {
    pub const fn list(self) -> u32 {
        self.0 >> 20
    }

    pub const fn index(self) -> u32 {
        self.0 & 0xF_FFFF
    }
}

/// Contribution period (缴存期间).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub first: Month,
    pub paid_through: Month,
    /// Months contributed in all.
    pub cumulative: u32,
    /// Months contributed without a gap up to `paid_through`.
    pub consecutive: Option<u32>,
}

/// Housing provident fund loans taken so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loans {
    pub count: u32,
    pub open: u32,
    pub cumulative: Option<Fen>,
    pub outstanding: Option<Fen>,
}

/// The settled loan of a settlement certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledLoan {
    pub contract: String,
    pub amount: Fen,
    pub paid_out: NaiveDate,
    pub settled: NaiveDate,
    pub bank: String,
}

/// A statement such as "at least 12 consecutive months" without the figure behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predicate {
    Holds(u64, bool),
    Count(u64, u64),
}

/// The content of a certificate. Which options must be set depends on `kind`; [`Payload::encode`] checks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    pub kind: CertificateType,
    pub id: CertificateId,
    /// Unix seconds.
    pub issued: i64,
    /// Unix seconds; the last second in which the certificate is valid.
    pub expires: i64,
    pub status: Option<StatusRef>,
    /// Issuing centre, six-digit code of GB/T 2260.
    pub org: u32,
    pub name: String,
    /// Last four characters of the identity number.
    pub id_tail: String,
    /// Kind of identity document; absent means resident identity card.
    pub id_type: Option<u64>,
    pub account: Option<String>,
    pub unit: Option<String>,
    pub period: Option<Period>,
    pub state: Option<StatedState>,
    /// Monthly contribution base (缴存基数).
    pub base: Option<Fen>,
    /// Unit's and person's contribution rates in ‰: 12 % is 120.
    pub rates: Option<(u32, u32)>,
    /// Monthly contribution, both parts.
    pub monthly: Option<Fen>,
    pub balance: Option<Fen>,
    pub loans: Option<Loans>,
    /// The only centre that should accept this certificate.
    pub audience: Option<u32>,
    pub settled_loan: Option<SettledLoan>,
    pub co_borrowers: Vec<String>,
    /// Disclosure level 1 to 3.
    pub level: Option<u8>,
    pub predicates: Vec<Predicate>,
    /// Day of the data when it is not the day of issue.
    pub as_of: Option<NaiveDate>,
    /// `unit` holds the registered short name.
    pub short_unit: bool,
    /// The statement that it comes with (年度对账单).
    pub statement: Option<StatementMark>,
}

/// Why signed bytes are not a payload that this version can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadError {
    Malformed,
    /// A key that must be understood and is not.
    UnknownCriticalKey,
}

/// A live presentation lives at most this long, seconds.
const SUMMARY_LIFE: i64 = 120;
/// The last second of the year 9999.
const TIME_MAX: u64 = 253_402_300_799;

type Read<T> = Result<T, PayloadError>;
const BAD: PayloadError = PayloadError::Malformed;

impl Payload {
    /// A payload with the fields every type has, and nothing else set.
    pub fn new(kind: CertificateType, id: CertificateId, issued: i64, expires: i64, org: u32) -> Payload {
        Payload {
            kind,
            id,
            issued,
            expires,
            org,
            status: None,
            name: String::new(),
            id_tail: String::new(),
            id_type: None,
            account: None,
            unit: None,
            period: None,
            state: None,
            base: None,
            rates: None,
            monthly: None,
            balance: None,
            loans: None,
            audience: None,
            settled_loan: None,
            co_borrowers: Vec::new(),
            level: None,
            predicates: Vec::new(),
            as_of: None,
            short_unit: false,
            statement: None,
        }
    }

    /// Deterministic CBOR, or an error when a field breaks a limit or the type's presence rules.
    pub fn encode(&self) -> Read<Vec<u8>> {
        let bytes = Value::Map(super::payload_write::entries(self)).encode();
        // What a verifier would refuse is never signed.
        if Payload::decode(&bytes)? == *self { Ok(bytes) } else { Err(BAD) }
    }

    /// Reads signed bytes. Call it after the signature is proved.
    pub fn decode(bytes: &[u8]) -> Read<Payload> {
        let Ok(Value::Map(entries)) = cbor::decode(bytes) else { return Err(BAD) };
        let mut keys = Vec::with_capacity(entries.len());
        for (key, _) in &entries {
            keys.push(key.as_uint().ok_or(BAD)?);
        }
        if keys.iter().any(|key| *key < schema::FIRST_IGNORABLE && !schema::is_known(*key)) {
            return Err(PayloadError::UnknownCriticalKey);
        }
        let fields = Fields { entries: &entries };
        let payload = fields.payload()?;
        let lives = payload.expires - payload.issued;
        let brief = payload.kind != CertificateType::Summary || lives <= SUMMARY_LIFE;
        if !schema::admits(payload.kind, |key| keys.contains(&key)) || lives < 0 || !brief {
            return Err(BAD);
        }
        Ok(payload)
    }
}

/// The entries of a map whose keys are known to be unsigned integers.
struct Fields<'a> {
    entries: &'a [(Value, Value)],
}

impl<'a> Fields<'a> {
    fn get(&self, key: u64) -> Option<&'a Value> {
        self.entries.iter().find(|(k, _)| k.as_uint() == Some(key)).map(|(_, value)| value)
    }

    fn opt<T>(&self, key: u64, read: impl FnOnce(&'a Value) -> Option<T>) -> Read<Option<T>> {
        self.get(key).map(|value| read(value).ok_or(BAD)).transpose()
    }

    fn req<T>(&self, key: u64, read: impl FnOnce(&'a Value) -> Option<T>) -> Read<T> {
        self.opt(key, read)?.ok_or(BAD)
    }

    fn payload(&self) -> Read<Payload> {
        let kind = self.req(1, certificate_type)?;
        let id = self.req(2, |v| v.as_bytes()?.try_into().ok().map(CertificateId::new))?;
        let mut payload =
            Payload::new(kind, id, self.req(3, seconds)?, self.req(4, seconds)?, self.req(6, org)?);
        payload.status = self.opt(5, |v| u32_of(v).map(StatusRef))?;
        payload.name = self.req(7, |v| text(v, 90))?;
        payload.id_tail = self.req(8, id_tail)?;
        payload.id_type = self.opt(9, Value::as_uint)?;
        payload.account = self.opt(10, account)?;
        payload.unit = self.opt(11, |v| text(v, 120))?;
        payload.period = self.opt(12, period)?;
        payload.state = self.opt(13, state)?;
        payload.base = self.opt(14, fen)?;
        payload.rates = self.opt(15, rates)?;
        payload.monthly = self.opt(16, fen)?;
        payload.balance = self.opt(17, fen)?;
        payload.loans = self.opt(18, loans)?;
        payload.audience = self.opt(19, org)?;
        payload.settled_loan = self.settled_loan()?;
        payload.co_borrowers = self.opt(25, co_borrowers)?.unwrap_or_default();
        payload.level =
            self.opt(26, |v| u8::try_from(v.as_uint()?).ok().filter(|level| (1..=3).contains(level)))?;
        payload.predicates = self.opt(27, predicates)?.unwrap_or_default();
        payload.as_of = self.opt(28, day)?;
        payload.short_unit =
            self.opt(schema::SHORT_UNIT, |v| (v.as_uint() == Some(1)).then_some(()))?.is_some();
        payload.statement = self.get(statement_mark::KEY).and_then(StatementMark::read);
        Ok(payload)
    }

    fn settled_loan(&self) -> Read<Option<SettledLoan>> {
        if (20..=24).all(|key| self.get(key).is_none()) {
            return Ok(None);
        }
        Ok(Some(SettledLoan {
            contract: self.req(20, |v| text(v, 24))?,
            amount: self.req(21, fen)?,
            paid_out: self.req(22, day)?,
            settled: self.req(23, day)?,
            bank: self.req(24, |v| text(v, 60))?,
        }))
    }
}

fn certificate_type(value: &Value) -> Option<CertificateType> {
    use CertificateType::{Contribution, OutOfTown, Settled, Summary};
    [Contribution, OutOfTown, Settled, Summary].into_iter().find(|kind| value.as_uint() == Some(*kind as u64))
}

fn seconds(value: &Value) -> Option<i64> {
    value.as_uint().filter(|s| *s <= TIME_MAX).map(|s| s as i64)
}

fn u32_of(value: &Value) -> Option<u32> {
    u32::try_from(value.as_uint()?).ok()
}

fn org(value: &Value) -> Option<u32> {
    u32_of(value).filter(|org| (100_000..=999_999).contains(org))
}

/// One line in NFC of at most `max` bytes that shows as it is stored.
///
/// Text is refused when only composing it whole could tell (loose combining marks): the tables for that weigh
/// more in the browser than all of verification, and no name in Chinese or precomposed Latin needs them.
fn text(value: &Value, max: usize) -> Option<String> {
    let text = value.as_text()?;
    let sound = !text.is_empty()
        && text.len() <= max
        && is_nfc_quick(text.chars()) == IsNormalized::Yes
        && !text.chars().any(crate::text::is_forbidden);
    sound.then(|| text.to_owned())
}

fn id_tail(value: &Value) -> Option<String> {
    text(value, 4).filter(|t| t.len() == 4 && t.bytes().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()))
}

fn account(value: &Value) -> Option<String> {
    text(value, 20).filter(|t| t.bytes().all(|c| c.is_ascii_digit()))
}

fn fen(value: &Value) -> Option<Fen> {
    i64::try_from(value.as_uint()?).ok().map(Fen::new)
}

fn month(value: &Value) -> Option<Month> {
    let compact = u32_of(value)?;
    Month::new((compact / 100) as i32, compact % 100).ok()
}

fn day(value: &Value) -> Option<NaiveDate> {
    let compact = u32_of(value)?;
    let day = NaiveDate::from_ymd_opt((compact / 10_000) as i32, compact / 100 % 100, compact % 100)?;
    (1900..2200).contains(&day.year()).then_some(day)
}

fn period(value: &Value) -> Option<Period> {
    let (first, rest) = value.as_array()?.split_first()?;
    let (paid_through, cumulative, consecutive) = match rest {
        [paid_through, cumulative] => (paid_through, cumulative, None),
        [paid_through, cumulative, consecutive] => (paid_through, cumulative, Some(u32_of(consecutive)?)),
        _ => return None,
    };
    Some(Period {
        first: month(first)?,
        paid_through: month(paid_through)?,
        cumulative: u32_of(cumulative)?,
        consecutive,
    })
}

fn state(value: &Value) -> Option<StatedState> {
    match value.as_uint()? {
        1 => Some(StatedState::Normal),
        2 => Some(StatedState::Sealed),
        3 => Some(StatedState::Closed),
        9 => Some(StatedState::Other),
        _ => None,
    }
}

fn rates(value: &Value) -> Option<(u32, u32)> {
    let [unit, person] = value.as_array()? else { return None };
    let permille = |v| u32_of(v).filter(|rate| *rate <= 1000);
    Some((permille(unit)?, permille(person)?))
}

fn loans(value: &Value) -> Option<Loans> {
    let items = value.as_array()?;
    if !(2..=4).contains(&items.len()) {
        return None;
    }
    let amount = |place: usize| items.get(place).map(|v| fen(v).ok_or(())).transpose().ok();
    let (cumulative, outstanding) = (amount(2)?, amount(3)?);
    Some(Loans { count: u32_of(&items[0])?, open: u32_of(&items[1])?, cumulative, outstanding })
}

fn co_borrowers(value: &Value) -> Option<Vec<String>> {
    let names = value.as_array()?;
    if !(1..=3).contains(&names.len()) {
        return None;
    }
    names.iter().map(|name| text(name, 90)).collect()
}

fn predicates(value: &Value) -> Option<Vec<Predicate>> {
    let items = value.as_array()?;
    let read = |item: &Value| match item.as_array()? {
        [Value::Uint(id), Value::Bool(holds)] => Some(Predicate::Holds(*id, *holds)),
        [Value::Uint(id), Value::Uint(count)] => Some(Predicate::Count(*id, *count)),
        _ => None,
    };
    if items.is_empty() { None } else { items.iter().map(read).collect() }
}
