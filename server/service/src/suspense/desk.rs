//! The officers' desk of money in suspense (暂收款): what is open, one receipt with what became of it, and the forms in
//! which a first reviewer proposes what becomes of the rest. Deciding is done where every proposal is decided.

use super::{Aged, Proposed, Receipt, Refused, Request, Unusable, Use, propose, rows};
use crate::{
    Ctx, Fault,
    actor::FirstReviewer,
    draft::{self, Form},
    reviewer::{NotReviewed, Reviewer, refuse_anew},
    transfer::desk::amount,
};
use domain::{
    AccountNo, BusinessCode, Fen, FormField, FormState, Month, Problem,
    suspense::{Placing, Reference},
};
use store::staff;

/// Under which what was typed is kept.
const DRAFT: &str = "suspense-desk";

/// What may be proposed, each in a form of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Into an account.
    Account,
    /// Back to the payer.
    Refund,
    /// Given up, because the payer's next file placed it.
    File,
}

impl Way {
    pub const ALL: [Way; 3] = [Way::Account, Way::Refund, Way::File];

    pub const fn code(self) -> &'static str {
        match self {
            Way::Account => "account",
            Way::Refund => "refund",
            Way::File => "file",
        }
    }

    pub fn from_code(code: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.code() == code)
    }

    /// The fields of its form, in the order of the page.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Way::Account => {
                &[Field::Account, Field::Business, Field::Month, Field::UnitPart, Field::PersonalPart]
            }
            Way::Refund => &[Field::Reference, Field::Amount],
            Way::File => &[Field::Batch, Field::BatchAmount],
        }
    }
}

/// All that is typed; the forms stand on one page, so each field has a name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Id of the receipt.
    Receipt,
    /// Which of the forms.
    Way,
    Account,
    Business,
    Month,
    UnitPart,
    PersonalPart,
    /// The bank's serial of the refund.
    Reference,
    Amount,
    /// The file that placed it.
    Batch,
    BatchAmount,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[
        Field::Receipt,
        Field::Way,
        Field::Account,
        Field::Business,
        Field::Month,
        Field::UnitPart,
        Field::PersonalPart,
        Field::Reference,
        Field::Amount,
        Field::Batch,
        Field::BatchAmount,
    ];

    fn name(self) -> &'static str {
        match self {
            Field::Receipt => "receipt",
            Field::Way => "way",
            Field::Account => "account",
            Field::Business => "business",
            Field::Month => "month",
            Field::UnitPart => "unit_part",
            Field::PersonalPart => "personal_part",
            Field::Reference => "reference",
            Field::Amount => "amount",
            Field::Batch => "batch",
            Field::BatchAmount => "batch_amount",
        }
    }
}

/// A receipt as a reviewer sees it.
#[derive(Clone, Debug)]
pub struct Page {
    pub aged: Aged,
    /// Name of who wrote it down, or proposed the correction that it comes from; none of a file's excess.
    pub recorded_by: Option<String>,
    /// What was proposed of it, the oldest first, whatever came of it.
    pub uses: Vec<Proposed>,
    /// For a first reviewer, while something is open.
    pub form: Option<Form<Field>>,
}

/// The page of a receipt; `None` when there is none of this id.
pub async fn page(ctx: &Ctx, reviewer: &Reviewer, id: &str) -> Result<Option<Page>, Fault> {
    let today = ctx.today();
    let mut conn = ctx.store.read().await?;
    let Some(receipt) = rows::receipt_find(&mut conn, id).await? else { return Ok(None) };
    let uses = rows::use_list_of(&mut conn, id).await?;
    let recorded_by = staff::find(&mut conn, &receipt.recorded_by).await?.map(|found| found.name);
    drop(conn);
    let form = match reviewer {
        Reviewer::First(first) if receipt.open > Fen::ZERO => Some(form(ctx, first, &receipt).await?),
        _ => None,
    };
    let days = (today - receipt.received_on).num_days();
    Ok(Some(Page { aged: Aged { receipt, days }, recorded_by, uses, form }))
}

/// The form as it was refused for this receipt; an empty one otherwise.
async fn form(ctx: &Ctx, by: &FirstReviewer, receipt: &Receipt) -> Result<Form<Field>, Fault> {
    let kept = draft::load::<Field>(ctx, Some(by.session()), DRAFT).await?;
    Ok(match kept.state.value(Field::Receipt) == receipt.id {
        true => kept,
        false => Form { request_id: ctx.uuid(ctx.now()), state: FormState::default() },
    })
}

/// Proposes what becomes of a receipt, and answers the id of the proposal; or keeps what was typed with what is wrong.
/// Sent twice, it is one proposal.
pub async fn send(
    ctx: &Ctx,
    by: &FirstReviewer,
    request_id: &str,
    mut form: FormState<Field>,
) -> Result<String, NotReviewed<Field>> {
    let Some(way) = Way::from_code(form.value(Field::Way)) else { return Err(NotReviewed::NotFound) };
    let Some((what, amount)) = read(way, &mut form) else {
        return refuse_anew(ctx, by, DRAFT, form).await;
    };
    let id = draft::request_id(ctx, request_id);
    let request = Request { id, receipt_id: form.value(Field::Receipt).to_owned(), what, amount };
    match propose(ctx, by, request).await {
        Ok(proposed) => {
            draft::forget(ctx, by.session(), DRAFT).await?;
            Ok(proposed.id)
        }
        Err(Refused::Unusable(Unusable::NotFound)) => Err(NotReviewed::NotFound),
        Err(refused) => {
            form.reject(field_of(way, &refused), refused.problem()?);
            refuse_anew(ctx, by, DRAFT, form).await
        }
    }
}

/// What is proposed; everything that is wrong at once.
fn read(way: Way, form: &mut FormState<Field>) -> Option<(Use, Fen)> {
    match way {
        Way::Account => {
            let account = form.check(Field::Account, account);
            let business = form.check(Field::Business, business);
            let month = form.check(Field::Month, month);
            let unit_part = form.check(Field::UnitPart, amount);
            let personal_part = form.check(Field::PersonalPart, amount);
            let placing = Placing {
                account: account?,
                business: business?,
                month: month?,
                unit_part: unit_part?,
                personal_part: personal_part?,
            };
            Some((Use::Account(placing), Fen::ZERO))
        }
        Way::Refund => {
            let reference = form.check(Field::Reference, reference);
            let amount = form.check(Field::Amount, amount);
            Some((Use::Refund { reference: reference? }, amount?))
        }
        Way::File => {
            let batch = form.check(Field::Batch, reference);
            let amount = form.check(Field::BatchAmount, amount);
            Some((Use::File { batch: batch?.as_str().to_owned() }, amount?))
        }
    }
}

fn account(text: &str) -> Result<AccountNo, Problem> {
    match text.trim() {
        "" => Err(Problem::Missing),
        text => AccountNo::parse(text).map_err(|_| Problem::NoSuchAccount),
    }
}

fn business(code: &str) -> Result<BusinessCode, Problem> {
    match BusinessCode::from_code(code) {
        Some(known @ (BusinessCode::RegularRemittance | BusinessCode::BackPayment)) => Ok(known),
        None if code.is_empty() => Err(Problem::Missing),
        _ => Err(Problem::NotAChoice),
    }
}

fn month(text: &str) -> Result<Month, Problem> {
    match text.trim() {
        "" => Err(Problem::Missing),
        text => Month::parse(text).map_err(|_| Problem::NotAMonth),
    }
}

/// A serial of the bank, or the number of a file's batch: one line either way.
pub(super) fn reference(text: &str) -> Result<Reference, Problem> {
    match text.trim() {
        "" => Err(Problem::Missing),
        text => Reference::parse(text).map_err(|why| Problem::Unusable { why }),
    }
}

/// The field at which a refusal stands.
fn field_of(way: Way, refused: &Refused) -> Field {
    match (way, refused) {
        (Way::Account, Refused::Unusable(Unusable::NotAContribution)) => Field::Business,
        (Way::Account, Refused::Unusable(Unusable::MonthPaid | Unusable::MonthInFuture)) => Field::Month,
        (Way::Account, Refused::Unusable(Unusable::AmountZero | Unusable::MoreThanOpen { .. })) => {
            Field::UnitPart
        }
        (Way::Account, _) => Field::Account,
        (Way::Refund, Refused::Unusable(Unusable::AmountZero | Unusable::MoreThanOpen { .. })) => {
            Field::Amount
        }
        (Way::Refund, _) => Field::Reference,
        (Way::File, Refused::Unusable(Unusable::AmountZero | Unusable::MoreThanOpen { .. })) => {
            Field::BatchAmount
        }
        (Way::File, _) => Field::Batch,
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
