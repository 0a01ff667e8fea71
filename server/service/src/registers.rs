//! What a decision looks at, gathered: the centre's own books and what other offices' registers answered.

use crate::{Ctx, Fault, policies::Policies};
use chrono::{Datelike, NaiveDate};
use domain::{
    Fen, Month, Timestamp,
    account::{Account, AccountState, PaidMonths},
    policy::{Claim, FactName, Facts, Value, facts::FactKind},
};
use store::{
    Conn,
    account::{self, OwnAccount},
    person,
    register::{self, Record},
    remittance, withdrawal,
};

/// What the registers say about a household; `None` is a register that does not answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Household {
    pub homes_self: Option<u32>,
    pub married: Option<bool>,
    pub homes_spouse: Option<u32>,
    pub children_minor: Option<u32>,
    pub homes_minor_children: Option<u32>,
    pub fund_loan: Option<bool>,
    /// Keyed hash of the spouse's identity number.
    pub spouse_index: Option<String>,
}

impl Household {
    /// Nobody else, no home, no loan: nothing that stands in the way of a rent withdrawal.
    pub const fn single() -> Household {
        Household {
            homes_self: Some(0),
            married: Some(false),
            homes_spouse: Some(0),
            children_minor: Some(0),
            homes_minor_children: Some(0),
            fund_loan: Some(false),
            spouse_index: None,
        }
    }
}

/// Keeps what the registers answered about a person at `fetched`.
pub async fn keep(
    tx: &mut Conn,
    person_id: &str,
    household: &Household,
    fetched: Timestamp,
) -> Result<(), Fault> {
    let count = |count: Option<u32>| count.map(|n| n.to_string());
    let flag = |flag: Option<bool>| flag.map(|flag| flag.to_string());
    let answers = [
        (FactName::HomesSelf, count(household.homes_self)),
        (FactName::Married, flag(household.married)),
        (FactName::HomesSpouse, count(household.homes_spouse)),
        (FactName::ChildrenMinor, count(household.children_minor)),
        (FactName::HomesMinorChildren, count(household.homes_minor_children)),
        (FactName::FundLoan, flag(household.fund_loan)),
    ];
    for (name, value) in answers {
        put(tx, person_id, name.text(), register_code(name), value, fetched).await?;
    }
    put(tx, person_id, register::SPOUSE, "civil_affairs", household.spouse_index.clone(), fetched).await
}

async fn put(
    tx: &mut Conn,
    person_id: &str,
    fact: &str,
    source: &str,
    value: Option<String>,
    fetched: Timestamp,
) -> Result<(), Fault> {
    let record = Record { fact: fact.to_owned(), source: source.to_owned(), value, fetched };
    Ok(register::record_put(tx, person_id, &record).await?)
}

fn register_code(name: FactName) -> &'static str {
    use domain::policy::Register as R;
    match name.register() {
        R::OwnBooks => "own_books",
        R::RealEstate => "real_estate",
        R::CivilAffairs => "civil_affairs",
        R::Health => "health",
        R::Housing => "housing",
        R::FundLoans => "fund_loans",
        R::Statistics => "statistics",
        R::Applicant => "applicant",
    }
}

/// Which paid months count among those in a row that a claim needs (连续缴存); each city says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counting {
    /// Months that were paid back (补缴) count like those paid in time.
    pub back_payments: bool,
}

impl Counting {
    /// As the centre's city says on a day; back payments do not count where it says nothing.
    pub fn of(ctx: &Ctx, today: NaiveDate) -> Counting {
        let policy = Policies::get().contribution(&ctx.centre.city);
        let timing = policy.and_then(|policy| policy.timing_on(today));
        Counting { back_payments: timing.is_some_and(|timing| timing.backpay_counts_as_consecutive) }
    }
}

/// The months of an account that count on a day. Those that were paid ahead count when they have come. The books keep
/// the regular months, whatever a city says; only where that is not the answer are the rows read.
async fn counted(
    conn: &mut Conn,
    account: &Account,
    counting: Counting,
    today: NaiveDate,
) -> Result<PaidMonths, Fault> {
    let present = Month::of(today);
    if !counting.back_payments && account.paid_through.is_none_or(|through| through <= present) {
        return Ok(account.paid_months());
    }
    let mut months = remittance::months_paid(conn, &account.number).await?;
    if counting.back_payments {
        for back in remittance::back_paid_find(conn, &[account.number.as_str()]).await? {
            months.extend(back.from.through(back.back.through));
        }
    }
    months.retain(|month| *month <= present);
    Ok(PaidMonths::count(months))
}

/// All facts about an account's owner for one kind of withdrawal, on `today`.
pub async fn facts(
    conn: &mut Conn,
    own: &OwnAccount,
    kind: &str,
    counting: Counting,
    today: NaiveDate,
) -> Result<Facts, Fault> {
    let mut facts = Facts::default();
    let records = register::record_list(conn, &own.person_id).await?;
    for record in &records {
        let Some(name) = FactName::named(&record.fact) else { continue };
        let value = record.value.as_deref().and_then(|text| read(name.kind(), text));
        facts
            .set(name, value, Some(record.fetched))
            .map_err(|_| Fault::Invariant("a register's answer fits"))?;
    }
    let last_credit = withdrawal::last_credit_day(conn, &own.account.number).await?;
    let months = counted(conn, &own.account, counting, today).await?;
    for (name, value) in books(own, months, last_credit) {
        facts.set(name, value, None).map_err(|_| Fault::Invariant("an account's figures fit"))?;
    }
    let year = Timestamp::start_of(NaiveDate::from_ymd_opt(today.year() - 1, 1, 1).unwrap_or(today));
    facts.claims = claims(conn, &own.account.number, kind, year, false).await?;
    if let Some(spouse) = spouse(conn, &records).await? {
        facts.claims.extend(claims(conn, &spouse.account.number, kind, year, true).await?);
    }
    Ok(facts)
}

/// What the centre's own books say.
fn books(
    own: &OwnAccount,
    months: PaidMonths,
    last_credit: Option<NaiveDate>,
) -> Vec<(FactName, Option<Value>)> {
    let account = &own.account;
    let monthly = account.unit_monthly.checked_add(account.personal_monthly);
    vec![
        (FactName::AccountState, Some(Value::Word(state_word(account.state).into()))),
        (FactName::Balance, Some(Value::Money(account.available()))),
        (FactName::MonthContribution, monthly.map(Value::Money)),
        (FactName::ConsecutiveMonths, Some(Value::Count(months.consecutive.into()))),
        (FactName::PaidThrough, months.through.map(Value::Month)),
        (FactName::LastCredit, last_credit.map(Value::Day)),
    ]
}

const fn state_word(state: AccountState) -> &'static str {
    match state {
        AccountState::Normal => "normal",
        AccountState::Sealed => "sealed",
        AccountState::ClosedMerged => "closed_merged",
        AccountState::ClosedTransferred => "closed_transferred",
        AccountState::ClosedWithdrawn => "closed_withdrawn",
        AccountState::Frozen => "frozen",
        AccountState::Other => "other",
    }
}

/// The account of a person's spouse, by the marriage register.
pub(crate) async fn spouse_account(
    conn: &mut Conn,
    person_id: &str,
) -> Result<Option<domain::AccountNo>, Fault> {
    let records = register::record_list(conn, person_id).await?;
    Ok(spouse(conn, &records).await?.map(|own| own.account.number))
}

/// The keyed hash of a person's spouse, by the marriage register.
pub(crate) async fn spouse_index(conn: &mut Conn, person_id: &str) -> Result<Option<String>, Fault> {
    let records = register::record_list(conn, person_id).await?;
    Ok(records.into_iter().find(|record| record.fact == register::SPOUSE).and_then(|record| record.value))
}

async fn spouse(conn: &mut Conn, records: &[Record]) -> Result<Option<OwnAccount>, Fault> {
    let index =
        records.iter().find(|record| record.fact == register::SPOUSE).and_then(|r| r.value.as_deref());
    let Some(index) = index else { return Ok(None) };
    let Some(person) = person::find_by_index(conn, index).await? else { return Ok(None) };
    Ok(account::find_of_person(conn, &person.id).await?)
}

async fn claims(
    conn: &mut Conn,
    account: &domain::AccountNo,
    kind: &str,
    since: Timestamp,
    spouse: bool,
) -> Result<Vec<Claim>, Fault> {
    let list = withdrawal::claim_list(conn, account, kind, since).await?;
    Ok(list.into_iter().map(|(at, amount)| Claim { day: at.day(), amount, spouse }).collect())
}

fn read(kind: FactKind, text: &str) -> Option<Value> {
    match kind {
        FactKind::Money => Fen::parse(text).ok().map(Value::Money),
        FactKind::Count => text.parse().ok().map(Value::Count),
        FactKind::Flag => text.parse().ok().map(Value::Flag),
        FactKind::Word(words) => words.contains(&text).then(|| Value::Word(text.to_owned())),
        FactKind::Day => text.parse().ok().map(Value::Day),
        FactKind::Month => Month::parse(text).ok().map(Value::Month),
    }
}

/// Keeps the answers in a transaction of its own.
pub async fn record(ctx: &Ctx, person_id: &str, household: &Household) -> Result<(), Fault> {
    let now = ctx.now();
    store::write!(ctx.store, "registers.record", |tx| keep(&mut tx, person_id, household, now).await)
}
