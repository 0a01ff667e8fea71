//! The day-end sheet (轧账单): drawn from the books, signed by a teller, a first and a second reviewer who are three
//! people. A signed sheet never changes, and nothing is posted on its day any more.

mod draw;
mod form;
mod sign;

pub use draw::{draw, text_and_hash};
pub(crate) use draw::{hash_of, rows_hash};
pub use form::{Field, form, sign_sent};
pub use sign::{NotDone, Signer, sign};
pub use store::day_sheet::{Kept, Signature};

use crate::{Ctx, Fault};
use chrono::NaiveDate;
use domain::day_end::Sheet;
use store::{day_sheet as rows, staff};

/// A sheet and how far its signing is.
#[derive(Clone, Debug)]
pub struct Shown {
    /// As the books say now.
    pub sheet: Sheet,
    pub hash: String,
    /// As it was drawn or signed.
    pub kept: Option<Kept>,
    /// Names of who signed, in the order of the steps.
    pub names: [Option<String>; 3],
    /// Name of who brought the statement that stands, where it came after another one.
    pub replaced_by: Option<String>,
}

/// Draws the sheet of a day anew and keeps it, unless somebody has signed one.
pub async fn show(ctx: &Ctx, day: NaiveDate) -> Result<Shown, Fault> {
    let sheet = draw(ctx, day).await?;
    let (text, hash) = text_and_hash(&sheet)?;
    let now = ctx.now();
    if day < now.day() {
        store::write!(ctx.store, "day_end.draw", |tx| {
            rows::draw(&mut tx, day, &hash, &text, now).await.map_err(Fault::from)
        })?;
    }
    let mut conn = ctx.store.read().await?;
    let kept = rows::find(&mut conn, day).await?;
    let names = names(&mut conn, kept.as_ref()).await?;
    let replaced_by = replaced_by(&mut conn, &sheet).await?;
    Ok(Shown { sheet, hash, kept, names, replaced_by })
}

/// The sheet as it was last drawn or signed: what the page shows, since drawing reads every row of the ledger.
pub async fn kept(ctx: &Ctx, day: NaiveDate) -> Result<Option<Shown>, Fault> {
    let mut conn = ctx.store.read().await?;
    let Some(kept) = rows::find(&mut conn, day).await? else { return Ok(None) };
    let names = names(&mut conn, Some(&kept)).await?;
    let sheet = serde_json::from_str(&kept.body)?;
    let replaced_by = replaced_by(&mut conn, &sheet).await?;
    Ok(Some(Shown { sheet, hash: kept.hash.clone(), kept: Some(kept), names, replaced_by }))
}

async fn replaced_by(conn: &mut store::Conn, sheet: &Sheet) -> Result<Option<String>, Fault> {
    let Some(replaced) = &sheet.replaced else { return Ok(None) };
    Ok(staff::find(conn, &replaced.by).await?.map(|found| found.name))
}

async fn names(conn: &mut store::Conn, kept: Option<&Kept>) -> Result<[Option<String>; 3], Fault> {
    let mut names = [None, None, None];
    let Some(kept) = kept else { return Ok(names) };
    for (name, signature) in names.iter_mut().zip([&kept.teller, &kept.first, &kept.second]) {
        if let Some(signature) = signature {
            *name = staff::find(conn, &signature.staff_id).await?.map(|found| found.name);
        }
    }
    Ok(names)
}
