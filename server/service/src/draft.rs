//! Form drafts: what was typed survives an error, a reload and a sign-in, and is sent once.
//!
//! A draft is sealed: identity and card numbers are typed into forms long before anything is decided.

use crate::{Ctx, Fault, actor::SessionKey, ids};
use domain::{FormField, FormState};
use store::draft;
use zeroize::Zeroizing;

const LIFE_MS: i64 = 30 * 60_000;
const SEALED: &str = "form_draft.body";

/// A form as it is shown: what was typed so far, what is wrong with it, and the id that sending it carries.
#[derive(Clone, Debug)]
pub struct Form<F> {
    /// Minted when the form is first shown; becomes the id of what the form creates.
    pub request_id: String,
    pub state: FormState<F>,
}

/// The draft of this session, or an empty form with a fresh request id. Reading writes nothing.
pub async fn load<F: FormField>(
    ctx: &Ctx,
    session: Option<&SessionKey>,
    form: &'static str,
) -> Result<Form<F>, Fault> {
    // A draft of an older release may not read any more; an empty form is better than a fault.
    if let Some(session) = session
        && let Some((request_id, body)) = kept_text(ctx, session, form).await?
        && let Ok(state) = serde_json::from_str(&body)
    {
        return Ok(Form { request_id, state });
    }
    Ok(Form { request_id: ctx.uuid(ctx.now()), state: FormState::default() })
}

/// The id that a posted form carries; a fresh one where that is none of ours.
pub(crate) fn request_id(ctx: &Ctx, posted: &str) -> String {
    if ids::is_uuid(posted) { posted.to_owned() } else { ctx.uuid(ctx.now()) }
}

/// Keeps a draft, without the values that may not be kept.
pub async fn save<F: FormField>(
    ctx: &Ctx,
    session: &SessionKey,
    form: &'static str,
    draft: Form<F>,
) -> Result<(), Fault> {
    let body = Zeroizing::new(serde_json::to_string(&draft.state.keepable())?);
    keep_text(ctx, session, form, draft.request_id, &body).await
}

/// Forgets a draft that was carried out.
pub async fn forget(ctx: &Ctx, session: &SessionKey, form: &'static str) -> Result<(), Fault> {
    store::write!(ctx.store, "draft.forget", |tx| {
        draft::remove(&mut tx, session.as_str(), form).await.map_err(Fault::from)
    })
}

/// A text kept for a session, with its request id. One that the present key does not open counts as absent.
pub(crate) async fn kept_text(
    ctx: &Ctx,
    session: &SessionKey,
    form: &'static str,
) -> Result<Option<(String, Zeroizing<String>)>, Fault> {
    let mut conn = ctx.store.read().await?;
    let found = draft::find(&mut conn, session.as_str(), form, ctx.now()).await?;
    Ok(found.and_then(|found| Some((found.request_id, ctx.seal.open_sealed(SEALED, &found.body).ok()?))))
}

/// Keeps a text for a session, encrypted.
pub(crate) async fn keep_text(
    ctx: &Ctx,
    session: &SessionKey,
    form: &'static str,
    request_id: String,
    text: &str,
) -> Result<(), Fault> {
    let expires = ctx.now().plus_ms(LIFE_MS);
    let row = draft::Draft { request_id, body: ctx.seal.seal(SEALED, text, ctx.randomness.as_ref())? };
    store::write!(ctx.store, "draft.keep", |tx| {
        draft::save(&mut tx, session.as_str(), form, &row, expires).await.map_err(Fault::from)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{session, sign_in::MemberField, testing::TestCtx};

    #[tokio::test]
    async fn a_draft_keeps_what_may_be_kept_and_shows_nobody() {
        let test = TestCtx::new().await;
        let key = session::open_visitor(&test.ctx).await.unwrap().key;
        let state = FormState::default()
            .with(MemberField::IdNumber, "11010519491231002X")
            .with(MemberField::Password, "river-otter-42");
        let form = Form { request_id: "r1".into(), state };
        save(&test.ctx, &key, "sign-in", form).await.unwrap();
        let mut conn = test.ctx.store.read().await.unwrap();
        let stored = draft::find(&mut conn, key.as_str(), "sign-in", test.ctx.now()).await.unwrap().unwrap();
        drop(conn);
        assert!(stored.body.bytes().all(|b| b.is_ascii_hexdigit()), "sealed");
        let loaded = load::<MemberField>(&test.ctx, Some(&key), "sign-in").await.unwrap();
        assert_eq!(loaded.request_id, "r1");
        assert_eq!(loaded.state.value(MemberField::IdNumber), "11010519491231002X");
        assert_eq!(loaded.state.value(MemberField::Password), "");
        forget(&test.ctx, &key, "sign-in").await.unwrap();
        assert_ne!(load::<MemberField>(&test.ctx, Some(&key), "sign-in").await.unwrap().request_id, "r1");
    }
}
