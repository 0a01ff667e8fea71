//! The form in which a first reviewer books money that the bank credited and nobody could place (暂收款登记).

use super::{Incoming, Receipt, Refused, Unusable, desk::reference, receive};
use crate::{
    Ctx, Fault,
    actor::FirstReviewer,
    draft::{self, Form},
    reviewer::{NotReviewed, refuse_anew},
    transfer::desk::amount,
};
use chrono::NaiveDate;
use domain::{FormField, FormState, Problem, text::note};

/// Under which what was typed is kept.
const DRAFT: &str = "suspense-receive";

/// What the bank's advice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The bank's serial.
    Reference,
    Amount,
    /// The bank's day.
    ReceivedOn,
    Payer,
    Note,
}

impl FormField for Field {
    const ALL: &'static [Field] =
        &[Field::Reference, Field::Amount, Field::ReceivedOn, Field::Payer, Field::Note];

    fn name(self) -> &'static str {
        match self {
            Field::Reference => "reference",
            Field::Amount => "amount",
            Field::ReceivedOn => "received_on",
            Field::Payer => "payer",
            Field::Note => "note",
        }
    }
}

/// The form as it was last refused, or an empty one.
pub async fn form(ctx: &Ctx, by: &FirstReviewer) -> Result<Form<Field>, Fault> {
    draft::load::<Field>(ctx, Some(by.session()), DRAFT).await
}

/// Books the money, or keeps what was typed with what is wrong. Sent twice, it is booked once: under the bank's serial.
pub async fn send(
    ctx: &Ctx,
    by: &FirstReviewer,
    request_id: &str,
    mut form: FormState<Field>,
) -> Result<Receipt, NotReviewed<Field>> {
    let id = draft::request_id(ctx, request_id);
    let Some(incoming) = read(id, &mut form) else {
        return refuse_anew(ctx, by, DRAFT, form).await;
    };
    match receive(ctx, by, incoming).await {
        Ok(receipt) => {
            draft::forget(ctx, by.session(), DRAFT).await?;
            Ok(receipt)
        }
        Err(refused) => {
            form.reject(field_of(&refused), refused.problem()?);
            refuse_anew(ctx, by, DRAFT, form).await
        }
    }
}

/// Everything that is wrong at once.
fn read(id: String, form: &mut FormState<Field>) -> Option<Incoming> {
    let reference = form.check(Field::Reference, reference);
    let amount = form.check(Field::Amount, amount);
    let received_on = form.check(Field::ReceivedOn, day);
    let payer = form.check(Field::Payer, |text| note(text)?.ok_or(Problem::Missing));
    let note = form.check(Field::Note, note);
    Some(Incoming {
        id,
        reference: reference?,
        payer: payer?,
        amount: amount?,
        received_on: received_on?,
        note: note?.unwrap_or_default(),
    })
}

fn day(text: &str) -> Result<NaiveDate, Problem> {
    match domain::text::half_width(text).trim() {
        "" => Err(Problem::Missing),
        text => text.parse().map_err(|_| Problem::NotADate),
    }
}

/// The field at which a refusal stands.
fn field_of(refused: &Refused) -> Field {
    match refused {
        Refused::Unusable(Unusable::AmountZero) => Field::Amount,
        Refused::Unusable(Unusable::DayInFuture) => Field::ReceivedOn,
        _ => Field::Reference,
    }
}
