//! The form in which a first reviewer writes down the contact letter (联系函) of another centre.

use super::{IncomingLetter, receive};
use crate::{
    Ctx, Failure, Fault,
    actor::FirstReviewer,
    draft::{self, Form},
};
use domain::{
    AccountNo, CaseNumber, FormField, FormState, IdNumber, PersonName, Problem,
    transfer::{BankAccount, BankNo, NotTransferable, other_account, other_centre},
};

/// Under which what was typed is kept.
const DRAFT: &str = "transfer-letter";
/// Characters of the letter's number and of the payee.
const LINE_MAX: u32 = 64;

/// What stands in a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Letter,
    Centre,
    OtherAccount,
    Account,
    Name,
    IdNumber,
    Payee,
    PayeeAccount,
    PayeeBank,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[
        Field::Letter,
        Field::Centre,
        Field::OtherAccount,
        Field::Account,
        Field::Name,
        Field::IdNumber,
        Field::Payee,
        Field::PayeeAccount,
        Field::PayeeBank,
    ];

    fn name(self) -> &'static str {
        match self {
            Field::Letter => "letter",
            Field::Centre => "centre",
            Field::OtherAccount => "other_account",
            Field::Account => "account",
            Field::Name => "name",
            Field::IdNumber => "id_number",
            Field::Payee => "payee",
            Field::PayeeAccount => "payee_account",
            Field::PayeeBank => "payee_bank",
        }
    }
}

/// The form as it was left.
pub async fn form(ctx: &Ctx, by: &FirstReviewer) -> Result<Form<Field>, Fault> {
    draft::load(ctx, Some(by.session()), DRAFT).await
}

/// Writes the letter down, or keeps what was typed with what is wrong. Sent twice, it is one transfer.
pub async fn write_down(
    ctx: &Ctx,
    by: &FirstReviewer,
    request_id: &str,
    mut form: FormState<Field>,
) -> Result<CaseNumber, Failure<Field>> {
    let id = draft::request_id(ctx, request_id);
    let Some(letter) = read(&id, &mut form).filter(|_| form.is_sound()) else {
        return keep(ctx, by, id, form).await;
    };
    match receive(ctx, by, letter).await {
        Ok(transfer) => {
            draft::forget(ctx, by.session(), DRAFT).await?;
            Ok(transfer.number)
        }
        Err(refused) => {
            let problem = refused.problem()?;
            form.reject(place_of(&problem), problem);
            keep(ctx, by, id, form).await
        }
    }
}

async fn keep(
    ctx: &Ctx,
    by: &FirstReviewer,
    request_id: String,
    form: FormState<Field>,
) -> Result<CaseNumber, Failure<Field>> {
    draft::save(ctx, by.session(), DRAFT, Form { request_id, state: form.clone() }).await?;
    Err(Failure::Rejected(form))
}

/// Reads every field, so that everything that is wrong is said at once.
fn read(id: &str, form: &mut FormState<Field>) -> Option<IncomingLetter> {
    let letter = form.check(Field::Letter, line);
    let centre = form.check(Field::Centre, other_centre);
    let there = form.check(Field::OtherAccount, other_account);
    let account = form.check(Field::Account, |text| {
        typed(text, |text| AccountNo::parse(text).map_err(|_| Problem::NoSuchAccount))
    });
    let name = form.check(Field::Name, |text| {
        typed(text, |text| PersonName::parse(text).map_err(|_| Problem::NotAName))
    });
    let id_number =
        form.check(Field::IdNumber, |text| typed(text, |text| IdNumber::parse(text).map_err(Problem::from)));
    let payee = form.check(Field::Payee, line);
    let payee_account = form.check(Field::PayeeAccount, |text| {
        typed(text, |text| BankAccount::parse(text).map_err(|_| Problem::NotDigits { min: 6, max: 32 }))
    });
    let payee_bank = form.check(Field::PayeeBank, |text| {
        typed(text, |text| BankNo::parse(text).map_err(|_| Problem::NotDigits { min: 12, max: 12 }))
    });
    Some(IncomingLetter {
        id: id.to_owned(),
        account: account?,
        name: name?,
        id_number: id_number?,
        centre: centre?,
        other_account: there?,
        letter: letter?,
        payee: payee?,
        payee_account: payee_account?,
        payee_bank: payee_bank?,
    })
}

fn typed<T>(text: &str, parse: impl FnOnce(&str) -> Result<T, Problem>) -> Result<T, Problem> {
    if text.trim().is_empty() { Err(Problem::Missing) } else { parse(text) }
}

fn line(text: &str) -> Result<String, Problem> {
    domain::text::short_line(text, LINE_MAX)?.ok_or(Problem::Missing)
}

/// The field that a refusal belongs to.
fn place_of(problem: &Problem) -> Field {
    match problem {
        Problem::NotTransferable { why: NotTransferable::NoAccount } | Problem::Conflict { .. } => {
            Field::Account
        }
        Problem::NotTransferable { why: NotTransferable::OtherPerson } => Field::Name,
        _ => Field::Letter,
    }
}
