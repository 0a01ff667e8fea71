//! The form under a sheet: the one-time code of whoever signs what was shown.

use super::{Kept, NotDone, Signer, sign};
use crate::{
    Ctx, Fault,
    draft::{self, Form},
    second_factor,
};
use chrono::NaiveDate;
use domain::{FormField, FormState};
use store::day_sheet as rows;

/// What is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Code,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[Field::Code];

    fn name(self) -> &'static str {
        "code"
    }

    fn keep(self) -> bool {
        false
    }
}

const DRAFT: &str = "day_end.sign";

/// The form as it was last refused, for this sheet; empty otherwise.
pub async fn form(ctx: &Ctx, by: &Signer, day: NaiveDate) -> Result<FormState<Field>, Fault> {
    let draft = draft::load::<Field>(ctx, Some(by.session()), DRAFT).await?;
    Ok(if draft.request_id == day.to_string() { draft.state } else { FormState::default() })
}

/// Signs the sheet with the hash that was shown. Sent twice, it is signed once.
pub async fn sign_sent(
    ctx: &Ctx,
    by: &Signer,
    day: NaiveDate,
    seen: &str,
    code: &str,
) -> Result<Kept, NotDone> {
    if let Some(kept) = signed_so(ctx, by, day, seen).await? {
        return Ok(kept);
    }
    let done = match second_factor::require(ctx, by.staff_id(), code, ctx.now()).await? {
        Ok(proof) => sign(ctx, by, day, Some(seen), Some(proof)).await,
        Err(problem) => Err(NotDone::Code(problem)),
    };
    match &done {
        Err(NotDone::Code(problem)) => {
            let mut state = FormState::default();
            state.reject(Field::Code, problem.clone());
            draft::save(ctx, by.session(), DRAFT, Form { request_id: day.to_string(), state }).await?;
        }
        _ => draft::forget(ctx, by.session(), DRAFT).await?,
    }
    done
}

/// The sheet, where this very signature stands on it already.
async fn signed_so(ctx: &Ctx, by: &Signer, day: NaiveDate, seen: &str) -> Result<Option<Kept>, Fault> {
    let mut conn = ctx.store.read().await?;
    let kept = rows::find(&mut conn, day).await?.filter(|kept| kept.hash == seen);
    Ok(kept.filter(|kept| {
        let own = kept.of(by.step());
        own.is_some_and(|signature| signature.staff_id == by.staff_id())
    }))
}
