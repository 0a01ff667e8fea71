//! What the books say about forms that were sent: each acknowledged one is there once, any other at most once.

use crate::crowd::Tenant;
use service::Ctx;
use store::{testing::rows_of_case, withdrawal};

/// A form that was sent, and what its sender heard.
#[derive(Clone, Debug)]
pub struct Sent {
    pub tenant: Tenant,
    /// Where an acknowledgement led: the address of the case.
    pub acknowledged: Option<String>,
    /// The answer, for the message of a test that fails.
    pub heard: String,
}

/// Every contradiction between what was heard and what stands in the books, and whatever `verify` finds.
pub async fn contradictions(ctx: &Ctx, sent: &[Sent]) -> Vec<String> {
    let mut found = of_forms(ctx, sent).await;
    service::verify::run(ctx, &mut |finding| found.push(finding.to_string())).await.unwrap();
    found
}

/// The part of it that asks after each form.
pub async fn of_forms(ctx: &Ctx, sent: &[Sent]) -> Vec<String> {
    let mut found = Vec::new();
    for one in sent {
        let id = &one.tenant.request_id;
        let mut conn = ctx.store.read().await.unwrap();
        let case = withdrawal::case_find(&mut conn, id).await.unwrap();
        drop(conn);
        let rows = rows_of_case(&ctx.store, id).await;
        let expected = if case.is_some() { (1, 1) } else { (0, 0) };
        match (&one.acknowledged, &case) {
            (Some(address), None) => found.push(format!("lost: {id} was acknowledged by {address}")),
            (Some(address), Some(case)) if !address.ends_with(case.number.as_str()) => {
                found.push(format!("{id} was acknowledged by {address} and is {}", case.number.as_str()));
            }
            _ => {}
        }
        if rows != expected {
            found.push(format!("{id} has {rows:?} rows in the ledger instead of {expected:?}"));
        }
    }
    found
}
