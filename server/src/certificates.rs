//! What certificates need besides pages: their files, uploads, the public keys and the status lists.

use crate::{
    config::Web,
    layers::refusal::stopped::{broken, see_other, stopped},
    photo::{self, Unread},
    print::{Sheet, SheetError, Typefaces},
    render,
    year_statement::sheet,
};
use app::{
    actions::certificate::segment,
    paths::Path,
    text::{Lang, certificate as words, statements as statement_words},
    visit::Visit,
};
use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Multipart, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::certificate::CertificateId;
use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
};
use service::{
    certificate::{self, Channel, Owned},
    year_statement::{self, YearPage},
};
use std::{path::PathBuf, sync::Arc};

/// Room for the photo and the lines around it.
const UPLOAD_MAX: usize = photo::MAX_BYTES + 64 * 1024;

pub fn routes() -> Router {
    Router::new()
        .route("/z/photo", post(photo_for_anyone).get(render::page))
        .route("/counter/photo", post(photo_at_counter).get(render::page))
        .layer(DefaultBodyLimit::max(UPLOAD_MAX))
        .route("/z/", get(render::page))
        .route("/z/status/{list}", get(status_list))
        .route("/.well-known/jwks.json", get(public_keys))
}

/// The typefaces, from the configured folder or from where the set-up keeps them.
pub fn typefaces(web: &Web) -> Arc<Typefaces> {
    let cache = || {
        let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
        std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home).map(|dir| dir.join("anju/fonts"))
    };
    Arc::new(Typefaces::new(web.fonts.clone().or_else(cache)))
}

/// `/certificates/{number}.png` and `.pdf`; every other address goes on to its page.
pub async fn files(State(typefaces): State<Arc<Typefaces>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let name = path.strip_prefix("/certificates/").and_then(|name| name.rsplit_once('.'));
    let visit = request.extensions().get::<Visit>().cloned();
    let (Some((number, kind @ ("png" | "pdf"))), Some(visit)) = (name, visit) else {
        return next.run(request).await;
    };
    let member = match visit.member() {
        Ok(member) => member,
        Err(stop) => return stopped(&visit, stop),
    };
    let Ok(id) = number.parse::<CertificateId>() else { return next.run(request).await };
    match certificate::find_own(&visit.ctx, &member, &id).await {
        Ok(Some((own, _))) => match year_statement::signed(&visit.ctx, &member, &own.payload).await {
            Ok(statement) => file(&visit, typefaces, (own, statement), kind == "pdf").await,
            Err(fault) => broken(&fault),
        },
        Ok(None) => next.run(request).await,
        Err(fault) => broken(&fault),
    }
}

/// Drawing takes some milliseconds of pure arithmetic, so it leaves the threads that answer requests.
async fn file(
    visit: &Visit,
    typefaces: Arc<Typefaces>,
    (own, statement): (Owned, Option<YearPage>),
    pdf: bool,
) -> Response {
    let sheet = sheet(visit, &own, statement.as_ref());
    let draw = move || if pdf { sheet.pdf(&typefaces) } else { sheet.png(&typefaces) };
    let name = format!("attachment; filename=\"{}.{}\"", own.id, if pdf { "pdf" } else { "png" });
    match tokio::task::spawn_blocking(draw).await {
        Ok(Ok(bytes)) => {
            let kind = if pdf { "application/pdf" } else { "image/png" };
            let headers = [
                (CONTENT_TYPE, HeaderValue::from_static(kind)),
                (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
            ];
            let mut response = (headers, bytes).into_response();
            if let Ok(name) = HeaderValue::from_str(&name) {
                response.headers_mut().insert(CONTENT_DISPOSITION, name);
            }
            response
        }
        Ok(Err(SheetError::MissingGlyph(missing))) => {
            tracing::error!(certificate = %own.id, %missing, "a certificate was not printed");
            see_other(&Path::fixed("/certificates/not-made/rare-character"))
        }
        Ok(Err(error)) => broken(&error),
        Err(error) => broken(&error),
    }
}

fn sheet(visit: &Visit, own: &Owned, statement: Option<&YearPage>) -> Sheet {
    let l = visit.lang();
    let centre = match l {
        Lang::Zh => &visit.ctx.centre.name_zh,
        Lang::En => &visit.ctx.centre.name_en,
    };
    let rows = words::rows(l, &own.payload);
    Sheet {
        language: l.code(),
        centre: centre.clone(),
        title: words::title(l, &own.payload).to_owned(),
        rows: rows.into_iter().map(|(label, value)| (label.to_owned(), value)).collect(),
        number: format!("{} {}", words::number(l), own.id),
        beside: vec![
            format!("{} https://{}/z/", words::verify_at(l), visit.ctx.centre.host),
            words::scan_decides(l).to_owned(),
        ],
        foot: foot(l, own),
        symbol: own.symbol.clone(),
        table: statement.map(|page| sheet::table(l, page)),
        made: own.issued.local(),
    }
}

fn foot(l: Lang, own: &Owned) -> Vec<String> {
    let note = own.payload.statement.map(|mark| statement_words::paper_note(l, &mark.number()));
    note.into_iter().chain([words::any_phone(l).to_owned()]).collect()
}

async fn photo_for_anyone(form: Multipart) -> Response {
    match photo::read_form(form).await {
        Ok(text) => see_other(&Path::below("/z", &segment(&text))),
        Err(unread) => see_other(&Path::below("/z", why(unread))),
    }
}

async fn photo_at_counter(Extension(visit): Extension<Visit>, form: Multipart) -> Response {
    let clerk = match visit.clerk() {
        Ok(clerk) => clerk,
        Err(stop) => return stopped(&visit, stop),
    };
    let text = match photo::read_form(form).await {
        Ok(text) => text,
        Err(unread) => return see_other(&Path::below("/counter", why(unread))),
    };
    match certificate::check_at_counter(&visit.ctx, &clerk, &text, Channel::Photo).await {
        Ok(_) => see_other(&Path::below("/counter", &segment(&text))),
        Err(fault) => broken(&fault),
    }
}

fn why(unread: Unread) -> &'static str {
    match unread {
        Unread::NoCode => "photo-unread",
        Unread::Malformed | Unread::TooLarge | Unread::NotAPicture => "photo-refused",
    }
}

async fn status_list(
    Extension(visit): Extension<Visit>,
    axum::extract::Path(list): axum::extract::Path<String>,
) -> Response {
    let Ok(list) = list.parse() else { return StatusCode::NOT_FOUND.into_response() };
    match certificate::status_list(&visit.ctx, list).await {
        Ok(Some(bytes)) => {
            let headers = [
                (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
                (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            ];
            (headers, bytes).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => broken(&fault),
    }
}

async fn public_keys(Extension(visit): Extension<Visit>) -> Response {
    let headers: [(HeaderName, HeaderValue); 2] = [
        (CONTENT_TYPE, HeaderValue::from_static("application/jwk-set+json")),
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (headers, visit.ctx.signer.jwks()).into_response()
}
