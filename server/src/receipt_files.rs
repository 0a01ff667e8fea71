//! Receipts as files: `/roots.csv` for everybody, `/ledger/receipt/{seq}/text` for the owner of the entry.

use crate::layers::refusal::stopped::{broken, stopped};
use app::visit::{Stop, Visit};
use axum::{
    Extension,
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use domain::receipt::DayRoot;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use service::receipt;
use std::collections::HashMap;

/// The published values, or the one of `?no=`. The same for everybody.
pub async fn roots(
    Extension(visit): Extension<Visit>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let found = match asked.get("no").map(|no| no.parse()) {
        None => receipt::all_roots(&visit.ctx).await,
        Some(Ok(no)) => receipt::root(&visit.ctx, no).await.map(|day| day.into_iter().collect()),
        Some(Err(_)) => return stopped(&visit, Stop::BadRequest),
    };
    match found {
        Ok(days) => {
            let lines = days.iter().map(|day| day.csv_line() + "\n");
            let text: String = std::iter::once(format!("{}\n", DayRoot::CSV_HEADER)).chain(lines).collect();
            ([(CONTENT_TYPE, "text/csv; charset=utf-8")], text).into_response()
        }
        Err(fault) => broken(&fault),
    }
}

/// The receipt of an own entry, to keep.
pub async fn own(Extension(visit): Extension<Visit>, Path(seq): Path<String>) -> Response {
    let member = match visit.member() {
        Ok(member) => member,
        Err(stop) => return stopped(&visit, stop),
    };
    let Ok(seq) = seq.parse() else { return stopped(&visit, Stop::NotFound) };
    match receipt::of_entry(&visit.ctx, &member, seq).await {
        Ok(Some(own)) => match own.proof {
            Some((receipt, _)) => {
                let name = format!("attachment; filename=\"anju-receipt-{seq}.txt\"");
                let headers =
                    [(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
                (headers, receipt.text()).into_response()
            }
            None => stopped(&visit, Stop::NotFound),
        },
        Ok(None) => stopped(&visit, Stop::NotFound),
        Err(fault) => broken(&fault),
    }
}
