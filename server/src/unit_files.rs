//! `/unit/base/file`: an agent's list of bases as a file.

use crate::{
    layers::refusal::{
        Refusal,
        stopped::{broken, see_other, stopped},
    },
    render,
};
use app::{
    paths::Path,
    text::{Lang, unit as words},
    visit::Visit,
};
use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Multipart, multipart::MultipartError},
    response::Response,
    routing::post,
};
use service::{
    actor::Agent,
    base::NotProposed,
    ids::is_uuid,
    two_people::Refused,
    unit::{self, RefusedFile, Sent},
};

/// Bytes of a list: some hundred thousand workers.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Room for the lines of the form around it.
const FORM_BYTES: usize = MAX_BYTES + 64 * 1024;

pub fn routes() -> Router {
    Router::new()
        .route("/unit/base/file", post(upload).get(render::page))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
}

/// Why no list was read from a form.
enum Unread {
    /// Not a form of ours, or cut off.
    Malformed,
    TooLarge,
    NoFile,
}

async fn upload(Extension(visit): Extension<Visit>, form: Multipart) -> Response {
    let agent = match visit.agent() {
        Ok(agent) => agent,
        Err(stop) => return stopped(&visit, stop),
    };
    let refused = match read(form).await {
        Ok(sent) => match unit::propose(&visit.ctx, &agent, sent).await {
            Ok(batch) => {
                return match unit::forget_refused(&visit.ctx, agent.session()).await {
                    Ok(()) => see_other(&Path::below("/unit/base", &batch.id)),
                    Err(fault) => broken(&fault),
                };
            }
            Err((NotProposed::Refused(Refused::Fault(fault)), _)) => return broken(&fault),
            Err((why, lines)) => {
                let findings = match why {
                    NotProposed::Lines { findings } => findings,
                    _ => lines.len() as u64,
                };
                let lines =
                    lines.iter().map(|(line, column, reason)| (*line, words::finding(*column, reason)));
                RefusedFile { why: words::not_proposed(&why), lines: lines.collect(), findings }
            }
        },
        Err(Unread::Malformed) => return Refusal::Malformed.into_answer(),
        Err(Unread::TooLarge) => whole(words::too_large),
        Err(Unread::NoFile) => whole(words::no_file),
    };
    keep(&visit, &agent, &refused).await
}

fn whole(said: fn(Lang) -> &'static str) -> RefusedFile {
    let why = Some([Lang::Zh, Lang::En].map(|l| said(l).to_owned()));
    RefusedFile { why, ..RefusedFile::default() }
}

/// The page after it says what was wrong.
async fn keep(visit: &Visit, agent: &Agent, refused: &RefusedFile) -> Response {
    match unit::keep_refused(&visit.ctx, agent.session(), refused).await {
        Ok(()) => see_other(&Path::fixed("/unit/base?refused=1#refused")),
        Err(fault) => broken(&fault),
    }
}

/// The three fields of the form, each once and whole.
async fn read(mut form: Multipart) -> Result<Sent, Unread> {
    let (mut request_id, mut year, mut file) = (None, None, None);
    while let Some(field) = form.next_field().await.map_err(broken_off)? {
        let name = field.name().unwrap_or_default().to_owned();
        // A field that breaks off is an error, never a shorter list.
        let bytes = field.bytes().await.map_err(broken_off)?;
        let slot = match name.as_str() {
            "request_id" => &mut request_id,
            "year" => &mut year,
            "file" => &mut file,
            _ => return Err(Unread::Malformed),
        };
        if slot.replace(bytes).is_some() {
            return Err(Unread::Malformed);
        }
    }
    let text = |bytes: Option<axum::body::Bytes>| {
        String::from_utf8(bytes.unwrap_or_default().to_vec()).map_err(|_| Unread::Malformed)
    };
    let (request_id, year) = (text(request_id)?, text(year)?);
    let year = domain::text::half_width(&year).trim().parse().map_err(|_| Unread::Malformed)?;
    if !is_uuid(&request_id) {
        return Err(Unread::Malformed);
    }
    let file = file.filter(|file| !file.is_empty()).ok_or(Unread::NoFile)?;
    if file.len() > MAX_BYTES {
        Err(Unread::TooLarge)
    } else {
        Ok(Sent { request_id, year, file: file.to_vec() })
    }
}

fn broken_off(error: MultipartError) -> Unread {
    match error.status() {
        http::StatusCode::PAYLOAD_TOO_LARGE => Unread::TooLarge,
        _ => Unread::Malformed,
    }
}
