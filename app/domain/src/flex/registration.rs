//! What a person sends to join (灵活就业登记): three short forms, each read whole, all problems at once.
//!
//! The password is not read here: it is proven and hashed where passwords are (`service`).

use super::policy::{FlexVersion, Product};
use crate::fen::AmountError;
use crate::retirement::Line;
use crate::{BankCard, Fen, FormField, FormState, IdNumber, Mobile, PersonName, Problem, text};
use chrono::NaiveDate;

/// Page 1: who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityField {
    Name,
    IdNumber,
    Mobile,
    Occupation,
    Password,
    PasswordAgain,
}

impl FormField for IdentityField {
    const ALL: &'static [Self] = &[
        IdentityField::Name,
        IdentityField::IdNumber,
        IdentityField::Mobile,
        IdentityField::Occupation,
        IdentityField::Password,
        IdentityField::PasswordAgain,
    ];

    fn name(self) -> &'static str {
        match self {
            IdentityField::Name => "name",
            IdentityField::IdNumber => "id_number",
            IdentityField::Mobile => "mobile",
            IdentityField::Occupation => "occupation",
            IdentityField::Password => "password",
            IdentityField::PasswordAgain => "password_again",
        }
    }

    fn keep(self) -> bool {
        !matches!(self, IdentityField::Password | IdentityField::PasswordAgain)
    }
}

/// Page 2: what is paid, when, from which card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductField {
    Product,
    Amount,
    DebitDay,
    Card,
}

impl FormField for ProductField {
    const ALL: &'static [Self] =
        &[ProductField::Product, ProductField::Amount, ProductField::DebitDay, ProductField::Card];

    fn name(self) -> &'static str {
        match self {
            ProductField::Product => "product",
            ProductField::Amount => "amount",
            ProductField::DebitDay => "debit_day",
            ProductField::Card => "card",
        }
    }
}

/// Page 3: what is declared and signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreementField {
    /// 目前没有单位为我缴存
    NotPaidByUnit,
    /// 扣款卡是本人的一类卡，授权扣款
    OwnCard,
    /// 已读并同意协议
    Accept,
    /// The hash of the words that were on the screen.
    Shown,
}

impl FormField for AgreementField {
    const ALL: &'static [Self] = &[
        AgreementField::NotPaidByUnit,
        AgreementField::OwnCard,
        AgreementField::Accept,
        AgreementField::Shown,
    ];

    fn name(self) -> &'static str {
        match self {
            AgreementField::NotPaidByUnit => "not_paid_by_unit",
            AgreementField::OwnCard => "own_card",
            AgreementField::Accept => "accept",
            AgreementField::Shown => "shown",
        }
    }
}

/// Kind of work (从业类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occupation {
    /// 个体经营
    OwnBusiness,
    /// 非全日制
    PartTime,
    /// 新就业形态: platforms.
    Platform,
    /// 其他
    Other,
}

impl Occupation {
    pub const ALL: [Occupation; 4] =
        [Occupation::OwnBusiness, Occupation::PartTime, Occupation::Platform, Occupation::Other];

    pub const fn code(self) -> &'static str {
        match self {
            Occupation::OwnBusiness => "own_business",
            Occupation::PartTime => "part_time",
            Occupation::Platform => "platform",
            Occupation::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Occupation> {
        Occupation::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A person who may join by age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub name: PersonName,
    pub id: IdNumber,
    pub mobile: Mobile,
    pub occupation: Occupation,
}

impl Identity {
    pub fn read(
        form: &mut FormState<IdentityField>,
        rules: &FlexVersion,
        today: NaiveDate,
    ) -> Option<Identity> {
        use IdentityField as F;
        let name = form.check(F::Name, PersonName::parse);
        let id = form.check(F::IdNumber, |text| {
            let id = IdNumber::parse(text)?;
            of_age(&id, rules, today)?;
            Ok(id)
        });
        let mobile = form.check(F::Mobile, Mobile::parse);
        let occupation = form.check(F::Occupation, |text| one_of(text, Occupation::from_code));
        Some(Identity { name: name?, id: id?, mobile: mobile?, occupation: occupation? })
    }
}

/// Old enough for the city, younger than the person's own retirement age.
fn of_age(id: &IdNumber, rules: &FlexVersion, today: NaiveDate) -> Result<(), Problem> {
    if id.age_on(today) < i32::try_from(rules.min_age).unwrap_or(i32::MAX) {
        return Err(Problem::UnderAge { min: rules.min_age });
    }
    if today >= Line::without_employer(id.sex()).reached_on(id.birth()) {
        return Err(Problem::PastRetirementAge);
    }
    Ok(())
}

/// What is paid and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub product: Product,
    /// Of one debit; within the limits of the product.
    pub amount: Fen,
    /// Day of the month of later debits; only the monthly product has them.
    pub debit_day: Option<u32>,
    pub card: BankCard,
}

impl Plan {
    pub fn read(form: &mut FormState<ProductField>, rules: &FlexVersion) -> Option<Plan> {
        use ProductField as F;
        let rule = form.check(F::Product, |text| {
            one_of(text, Product::from_code).and_then(|p| rules.product(p).ok_or(Problem::NotAChoice))
        });
        // Without a product the amount is still read, so that a slip in it is shown at once.
        let limits = rule.map(|rule| rule.amount.range());
        let amount = form.check(F::Amount, |text| amount(text, limits));
        let monthly = rule.is_some_and(|rule| rule.product == Product::Monthly);
        let day = match monthly {
            true => form.check(F::DebitDay, |text| debit_day(text, rules)).map(Some),
            false => Some(None),
        };
        let card = form.check(F::Card, |text| Ok(BankCard::parse(text)?));
        Some(Plan { product: rule?.product, amount: amount?, debit_day: day?, card: card? })
    }
}

/// True when everything is ticked and the words are those of `shown`. Other words than the ones on the screen
/// (the plan was changed in another tab) ask for a second reading.
pub fn read_agreement(form: &mut FormState<AgreementField>, shown: &str) -> bool {
    use AgreementField as F;
    for tick in [F::NotPaidByUnit, F::OwnCard, F::Accept] {
        form.check(tick, |text| if text == "yes" { Ok(()) } else { Err(Problem::NotAccepted) });
    }
    if form.value(F::Shown) != shown {
        form.reject(F::Accept, Problem::ChangedMeanwhile);
    }
    form.is_sound()
}

fn one_of<T>(code: &str, from_code: impl Fn(&str) -> Option<T>) -> Result<T, Problem> {
    if code.is_empty() { Err(Problem::Missing) } else { from_code(code).ok_or(Problem::NotAChoice) }
}

/// Yuan within the limits, when they are known.
pub fn amount(text: &str, limits: Option<(Fen, Fen)>) -> Result<Fen, Problem> {
    let range = limits.map(|(min, max)| Problem::AmountOutOfRange { min, max });
    match Fen::parse(text) {
        Ok(amount) if limits.is_none_or(|(min, max)| (min..=max).contains(&amount)) => Ok(amount),
        Ok(_) | Err(AmountError::TooLarge) => Err(range.unwrap_or(Problem::NotAnAmount)),
        Err(AmountError::Empty) => Err(Problem::Missing),
        Err(AmountError::NotAnAmount) => Err(Problem::NotAnAmount),
    }
}

fn debit_day(text: &str, rules: &FlexVersion) -> Result<u32, Problem> {
    let (first, last) = (rules.debit.first_day, rules.debit.last_day);
    let text = text::half_width(text);
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    let digits = text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    let day = if digits { text.parse().ok() } else { None };
    day.filter(|day| (first..=last).contains(day))
        .ok_or(Problem::NumberOutOfRange { min: i64::from(first), max: i64::from(last) })
}
