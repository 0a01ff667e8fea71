//! Signing a sheet: three steps by three people. Each signs what the books say in that moment, or nothing.

use super::{draw, text_and_hash};
use crate::{
    Ctx, Fault,
    actor::{Clerk, FirstReviewer, SecondReviewer, SessionKey},
    second_factor::Proof,
    two_people::index_of,
};
use chrono::NaiveDate;
use domain::{
    Problem,
    day_end::{Ending, NotSigned, Signing, Step},
};
use store::{
    Tx, audit,
    day_sheet::{self as rows, Kept, Signature},
    day_signature as signatures, reconcile, remittance,
};

/// Who signs: the role says which step.
#[derive(Clone, Debug)]
pub enum Signer {
    Teller(Clerk),
    First(FirstReviewer),
    Second(SecondReviewer),
}

impl Signer {
    pub const fn step(&self) -> Step {
        match self {
            Signer::Teller(_) => Step::Teller,
            Signer::First(_) => Step::First,
            Signer::Second(_) => Step::Second,
        }
    }

    pub fn staff_id(&self) -> &str {
        match self {
            Signer::Teller(clerk) => clerk.staff_id(),
            Signer::First(reviewer) => reviewer.staff_id(),
            Signer::Second(reviewer) => reviewer.staff_id(),
        }
    }

    pub fn session(&self) -> &SessionKey {
        match self {
            Signer::Teller(clerk) => clerk.session(),
            Signer::First(reviewer) => reviewer.session(),
            Signer::Second(reviewer) => reviewer.session(),
        }
    }
}

/// Why a sheet is not signed; nothing has changed.
#[derive(Debug)]
pub enum NotDone {
    Refused(NotSigned),
    /// The one-time code.
    Code(Problem),
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for NotDone {
    fn from(error: E) -> Self {
        NotDone::Fault(error.into())
    }
}

impl store::MaybeTransient for NotDone {
    fn is_transient(&self) -> bool {
        matches!(self, NotDone::Fault(fault) if fault.is_transient())
    }
}

/// Signs the sheet of a day at the step of whoever signs. `seen` is the hash of the sheet that was shown, where one
/// was; `proof` is the one-time code, where the sign-in itself did not just spend one.
pub async fn sign(
    ctx: &Ctx,
    by: &Signer,
    day: NaiveDate,
    seen: Option<&str>,
    proof: Option<Proof>,
) -> Result<Kept, NotDone> {
    let now = ctx.now();
    let no = |why| Err(NotDone::Refused(why));
    if day >= now.day() {
        return no(NotSigned::NotOver);
    }
    let mut conn = ctx.store.read().await?;
    let mark = rows::row_mark(&mut conn, day).await?;
    drop(conn);
    let sheet = draw(ctx, day).await?;
    let obstacles = sheet.obstacles();
    if !obstacles.is_empty() {
        return no(NotSigned::Obstacles(obstacles));
    }
    let (text, hash) = text_and_hash(&sheet)?;
    if seen.is_some_and(|seen| seen != hash) {
        return no(NotSigned::Changed);
    }
    let drawn = Drawn { day, mark, statement: sheet.statement, text, hash };
    let (ctx2, by) = (ctx.clone(), by.clone());
    ctx.detached("day_end.sign", async move {
        store::write!(ctx2.store, "day_end.sign", |tx| {
            carry_out(&mut tx, &by, &drawn, proof.as_ref(), now).await
        })
    })
    .await
}

struct Drawn {
    day: NaiveDate,
    /// Count and last number of the day's rows when it was drawn.
    mark: (i64, i64),
    /// Hash of the bank's file and over its lines.
    statement: Option<(String, String)>,
    text: String,
    hash: String,
}

async fn carry_out(
    tx: &mut Tx,
    by: &Signer,
    drawn: &Drawn,
    proof: Option<&Proof>,
    now: domain::Timestamp,
) -> Result<Kept, NotDone> {
    let no = |why| Err(NotDone::Refused(why));
    // A file may post on a past day, or replace its statement; from here on it waits, and then finds the day signed.
    remittance::lock(tx, "").await?;
    let statement = reconcile::file_mark(tx, drawn.day).await?;
    let (hashes, replacement) = statement.map_or((None, None), |(hashes, by)| (Some(hashes), by));
    if rows::row_mark(tx, drawn.day).await? != drawn.mark || hashes != drawn.statement {
        return no(NotSigned::Changed);
    }
    let kept = rows::find(tx, drawn.day).await?;
    let state = kept.as_ref().map_or(Signing::Drawn, |kept| kept.state);
    let id_index = index_of(tx, by.staff_id()).await?;
    let has_changed = kept.as_ref().is_some_and(|kept| kept.hash != drawn.hash);
    if !by.step().may_sign(state, has_changed) {
        return no(NotSigned::NotTheTurn(state));
    }
    if by.step() != Step::Teller {
        let kept = kept.ok_or(Fault::Invariant("a signed sheet is kept"))?;
        if signed_by(&kept, &id_index) {
            return no(NotSigned::SamePerson);
        }
        if let Some(replacement) = replacement
            && index_of(tx, &replacement.by).await? == id_index
        {
            return no(NotSigned::OwnReplacement);
        }
        if has_changed {
            return no(NotSigned::Changed);
        }
    }
    let signature = Signature { staff_id: by.staff_id().to_owned(), id_index, at: now };
    let done = match by.step() {
        Step::Teller => rows::sign_teller(tx, drawn.day, &drawn.hash, &drawn.text, &signature).await?,
        Step::First => rows::sign_first(tx, drawn.day, &drawn.hash, &signature).await?,
        Step::Second => rows::sign_second(tx, drawn.day, &drawn.hash, &signature).await?,
    };
    if !done {
        return no(NotSigned::Changed);
    }
    keep(tx, drawn, by.step(), &signature).await?;
    if let Some(proof) = proof
        && let Err(problem) = proof.spend(tx).await?
    {
        return Err(NotDone::Code(problem));
    }
    let (subject, state) = (drawn.day.to_string(), by.step().leads_to().code());
    let detail = format!("{state} {}", drawn.hash);
    let event = audit::Event {
        at: now,
        actor: by.staff_id(),
        action: "day_end.sign",
        subject: &subject,
        detail: &detail,
    };
    audit::append(tx, &event).await?;
    Ok(rows::find(tx, drawn.day).await?.ok_or(Fault::Invariant("a signed sheet is kept"))?)
}

/// Keeps the signature itself. Where the teller has signed a sheet that was drawn anew, those under the old one end.
async fn keep(tx: &mut Tx, drawn: &Drawn, step: Step, signature: &Signature) -> Result<(), Fault> {
    if step == Step::Teller {
        for given in signatures::list(tx, drawn.day).await?.iter().filter(|given| given.ended.is_none()) {
            signatures::end(tx, drawn.day, given.no, &Ending::DrawnAnew, signature).await?;
        }
    }
    let sheet = (drawn.hash.as_str(), drawn.text.as_str());
    Ok(signatures::append(tx, drawn.day, step, sheet, signature).await?)
}

/// Whether this person has signed before, under whatever login.
fn signed_by(kept: &Kept, id_index: &str) -> bool {
    [&kept.teller, &kept.first, &kept.second]
        .into_iter()
        .flatten()
        .any(|signature| signature.id_index == id_index)
}
