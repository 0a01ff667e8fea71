//! The centre (公积金中心) that this portal serves.

use crate::{Ctx, Fault};
use store::setting;

/// Under which the books know their city.
const CITY: &str = "city";

/// Who runs this portal and under which city's rules.
#[derive(Clone, Debug)]
pub struct Centre {
    /// Folder name under `server/policies`: `quanzhou`, `nanjing`, …
    pub city: String,
    pub name_zh: String,
    pub name_en: String,
    /// Six-digit region code (GB/T 2260) of the issuing centre.
    pub org: u32,
    /// The public host that stands in QR codes, lower case, without scheme.
    pub host: String,
    /// Demo people, demo bank, and a clock that may start elsewhere. Never on in production.
    pub demo: bool,
}

/// The city whose books these are; `None` before a portal of one has served them.
pub async fn city_of_books(ctx: &Ctx) -> Result<Option<String>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(setting::find(&mut conn, CITY).await?)
}

/// Writes down whose books these are. Every command compares it, so that nobody settles or serves them under the rules
/// of another city by leaving an option out.
pub async fn keep_city(ctx: &Ctx) -> Result<(), Fault> {
    if city_of_books(ctx).await?.is_some() {
        return Ok(());
    }
    store::write!(ctx.store, "centre.city", |tx| {
        setting::keep(&mut tx, CITY, &ctx.centre.city).await.map_err(Fault::from)
    })
}
