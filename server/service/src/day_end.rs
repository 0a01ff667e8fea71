//! The day-end sheet (轧账单): drawn from the books, signed by a teller, a first and a second reviewer who are three
//! people. A signed sheet never changes, and nothing is posted on its day any more; before that the last signature can be
//! taken back with a reason.

mod draw;
mod form;
mod sign;
pub mod take_back;

pub use draw::{draw, text_and_hash};
pub(crate) use draw::{hash_of, rows_hash};
pub use form::{Field, form, sign_sent};
pub use sign::{NotDone, Signer, sign};
pub use store::{
    day_sheet::{Kept, Signature},
    day_signature::{Ended, Given},
};

use crate::{Ctx, Fault};
use chrono::NaiveDate;
use domain::day_end::{Sheet, Step};
use store::{day_sheet as rows, day_signature as signatures, staff};

/// A sheet and how far its signing is.
#[derive(Clone, Debug)]
pub struct Shown {
    /// As the books say now.
    pub sheet: Sheet,
    pub hash: String,
    /// As it was drawn or signed.
    pub kept: Option<Kept>,
    /// All signatures that were given to it, in that order, those that stand no more among them.
    pub signatures: Vec<Given>,
    /// Name of who brought the statement that stands, where it came after another one.
    pub replaced_by: Option<String>,
}

impl Shown {
    /// The signature of a step that stands.
    pub fn standing(&self, step: Step) -> Option<&Given> {
        self.signatures.iter().find(|given| given.step == step && given.ended.is_none())
    }

    /// Those that stand no more, with why.
    pub fn ended(&self) -> impl Iterator<Item = (&Given, &Ended)> {
        self.signatures.iter().filter_map(|given| Some((given, given.ended.as_ref()?)))
    }
}

/// All signatures that were given to the sheet of a day, the first one first.
pub async fn history(ctx: &Ctx, day: NaiveDate) -> Result<Vec<Given>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(signatures::list(&mut conn, day).await?)
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
    let signatures = signatures::list(&mut conn, day).await?;
    let replaced_by = replaced_by(&mut conn, &sheet).await?;
    Ok(Shown { sheet, hash, kept, signatures, replaced_by })
}

/// The sheet as it was last drawn or signed: what the page shows, since drawing reads every row of the ledger.
pub async fn kept(ctx: &Ctx, day: NaiveDate) -> Result<Option<Shown>, Fault> {
    let mut conn = ctx.store.read().await?;
    let Some(kept) = rows::find(&mut conn, day).await? else { return Ok(None) };
    let signatures = signatures::list(&mut conn, day).await?;
    let sheet = serde_json::from_str(&kept.body)?;
    let replaced_by = replaced_by(&mut conn, &sheet).await?;
    Ok(Some(Shown { sheet, hash: kept.hash.clone(), kept: Some(kept), signatures, replaced_by }))
}

async fn replaced_by(conn: &mut store::Conn, sheet: &Sheet) -> Result<Option<String>, Fault> {
    let Some(replaced) = &sheet.replaced else { return Ok(None) };
    Ok(staff::find(conn, &replaced.by).await?.map(|found| found.name))
}
