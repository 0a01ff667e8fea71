//! A receipt that somebody brings to be checked: kept with the session, so that no address carries it.

use crate::{Ctx, Fault, actor::SessionKey, draft};

const FORM: &str = "receipt";
/// Characters that are kept. A receipt of a day with a billion rows has some three thousand.
const MOST: usize = 8_000;

/// Keeps what was brought.
pub async fn bring(ctx: &Ctx, session: &SessionKey, text: &str) -> Result<(), Fault> {
    let text: String = text.chars().take(MOST).collect();
    draft::keep_text(ctx, session, FORM, ctx.uuid(ctx.now()), &text).await
}

/// What this session brought last; empty when nothing.
pub async fn brought(ctx: &Ctx, session: Option<&SessionKey>) -> Result<String, Fault> {
    let Some(session) = session else { return Ok(String::new()) };
    let kept = draft::kept_text(ctx, session, FORM).await?;
    Ok(kept.map(|(_, text)| text.as_str().to_owned()).unwrap_or_default())
}
