//! The form that checks a receipt, for anyone.

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use leptos::prelude::*;
use service::receipt;

/// Keeps what was pasted with the session and shows what came of it.
#[server(prefix = "/do", endpoint = "receipt-check")]
pub async fn check_receipt(#[server(default)] receipt: String) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let session = visit.session().await?;
        receipt::bring(&visit.ctx, &session, &receipt).await?;
        Ok::<_, Stop>(Path::fixed("/roots/check"))
    })
    .await
}
