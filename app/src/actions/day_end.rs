//! What the forms under a day-end sheet are sent to.

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use chrono::NaiveDate;
use domain::reconcile::Explanation;
use leptos::prelude::*;
use service::{
    day_end::{
        self, NotDone,
        take_back::{self, NotTaken, Sent},
    },
    reconcile::{self, Explaining, NotExplained},
};

/// Signs at the step of whoever is signed in.
#[server(prefix = "/do", endpoint = "day-sign")]
pub async fn sign_day(
    #[server(default)] day: String,
    #[server(default)] seen: String,
    #[server(default)] code: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let by = visit.signer()?;
        let day: NaiveDate = day.parse().map_err(|_| Stop::BadRequest)?;
        let page = Path::below("/desk/day", &day.to_string());
        match day_end::sign_sent(&visit.ctx, &by, day, &seen, &code).await {
            Ok(_) | Err(NotDone::Code(_)) => Ok(page),
            Err(NotDone::Refused(why)) => Ok(page.with_mark(why.code())),
            Err(NotDone::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    })
    .await
}

/// Takes the last signature back.
#[server(prefix = "/do", endpoint = "day-take-back")]
pub async fn revoke_signature(
    #[server(default)] day: String,
    #[server(default)] no: String,
    #[server(default)] back_reason: String,
    #[server(default)] back_code: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let by = visit.signer()?;
        let day: NaiveDate = day.parse().map_err(|_| Stop::BadRequest)?;
        let no = no.parse().map_err(|_| Stop::BadRequest)?;
        let page = Path::below("/desk/day", &day.to_string());
        let sent = Sent { no, reason: back_reason, code: back_code };
        match take_back::take_back_sent(&visit.ctx, &by, day, &sent).await {
            Ok(_) | Err(NotTaken::Code(_) | NotTaken::Reason(_)) => Ok(page),
            Err(NotTaken::Refused(why)) => Ok(page.with_mark(why.code())),
            Err(NotTaken::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    })
    .await
}

/// Says why a break is open, or that it is over.
#[server(prefix = "/do", endpoint = "day-explain")]
pub async fn decide_break(
    #[server(default)] day: String,
    #[server(default)] id: String,
    #[server(default)] reason: String,
    #[server(default)] note: String,
    #[server(default)] verdict: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let by = visit.first_reviewer()?;
        let day: NaiveDate = day.parse().map_err(|_| Stop::BadRequest)?;
        let explanation = Explanation::from_code(&reason).ok_or(Stop::BadRequest)?;
        let said = Explaining { explanation, note, closes: verdict == "close" };
        // The sheet is drawn anew: what was explained stands on it.
        let page = Path::below("/desk/day", &day.to_string());
        match reconcile::explain(&visit.ctx, &by, &id, &said).await {
            Ok(_) | Err(NotExplained::Over) => Ok(page.with_mark("fresh")),
            Err(NotExplained::Note(_)) => Ok(page.with_mark("note")),
            Err(NotExplained::NotFound) => Err(Stop::NotFound),
            Err(NotExplained::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    })
    .await
}
