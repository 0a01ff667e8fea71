//! F9: photographs that are too large, cut off, or no form at all. A multipart body is where the framework's own
//! limits did not hold.

use crate::support::{Answer, Portal, ask};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Multipart},
    routing::post,
};
use futures::stream;
use http::{Method, header};
use server::photo::read_form;
use std::io;

const KIND: &str = "multipart/form-data; boundary=b0undary";
const MEGABYTE: usize = 1024 * 1024;

/// A form with one file, whole unless the end is cut off.
fn form(name: &str, photo: &[u8], end: &str) -> Vec<u8> {
    let head = format!(
        "--b0undary\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"a.png\"\r\n\
         content-type: image/png\r\n\r\n"
    );
    [head.as_bytes(), photo, end.as_bytes()].concat()
}

const END: &str = "\r\n--b0undary--\r\n";

async fn upload(portal: &Portal, kind: &str, body: impl Into<Body>) -> Answer {
    let request = ask(Method::POST, "/z/photo").header("sec-fetch-site", "same-origin");
    portal.send(request.header(header::CONTENT_TYPE, kind).body(body.into()).unwrap()).await
}

fn in_chunks(bytes: Vec<u8>) -> Body {
    let chunks: Vec<_> =
        bytes.chunks(64 * 1024).map(|chunk| Ok::<_, io::Error>(Bytes::copy_from_slice(chunk))).collect();
    Body::from_stream(stream::iter(chunks))
}

/// A picture of one pixel with as much behind its end as makes it so large.
fn picture(bytes: usize) -> Vec<u8> {
    let mut png = Vec::new();
    let (grey, encoder) = (image::ExtendedColorType::L8, image::codecs::png::PngEncoder::new(&mut png));
    image::ImageEncoder::write_image(encoder, &[255], 1, 1, grey).unwrap();
    png.resize(bytes, 0);
    png
}

/// Remove `DefaultBodyLimit` from the routes and three megabytes are too many; remove the limits of `bodies` and
/// twelve are not.
#[tokio::test]
async fn a_photo_is_at_most_ten_megabytes() {
    let portal = Portal::new().await;
    let photo = form("photo", &picture(3 * MEGABYTE), END);
    for body in [Body::from(photo.clone()), in_chunks(photo)] {
        let answer = upload(&portal, KIND, body).await;
        assert_eq!(answer.header(header::LOCATION), "/z/photo-unread", "read, and there is no code");
    }
    let large = form("photo", &vec![7; 12 * MEGABYTE], END);
    upload(&portal, KIND, large.clone()).await.is_our_page(413);
    upload(&portal, KIND, in_chunks(large)).await.is_our_page(413);
    let declared = ask(Method::POST, "/z/photo")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, KIND)
        .header(header::CONTENT_LENGTH, (64 * MEGABYTE).to_string());
    portal.send(declared.body(Body::from("--b0undary")).unwrap()).await.is_our_page(413);
}

/// F8: without a boundary the framework's own multipart actions panic; a route of its own answers.
#[tokio::test]
async fn a_form_without_a_boundary_is_refused() {
    let portal = Portal::new().await;
    for kind in ["multipart/form-data", "text/plain", "application/json"] {
        upload(&portal, kind, form("photo", b"x", END)).await.is_our_page(400);
    }
    let empty = upload(&portal, "multipart/form-data; boundary=", form("photo", b"x", END)).await;
    assert_eq!(empty.header(header::LOCATION), "/z/photo-refused");
}

/// A photo that breaks off is never a shorter photo: neither when the connection ends nor when the form does.
#[tokio::test]
async fn a_photo_that_breaks_off_is_not_read() {
    let portal = Portal::new().await;
    let cut = stream::iter([Ok(Bytes::from(form("photo", b"half", ""))), Err(io::Error::other("cut off"))]);
    upload(&portal, KIND, Body::from_stream(cut)).await.is_our_page(400);
    for body in [
        form("photo", b"half", ""),
        form("photo", b"half", "\r\n--b0und"),
        form("other", b"whole", END),
        form("photo", b"", END),
        [form("photo", b"one", "\r\n"), form("photo", b"two", END)].concat(),
        Vec::new(),
    ] {
        let answer = upload(&portal, KIND, body).await;
        assert_eq!(answer.header(header::LOCATION), "/z/photo-refused");
    }
}

/// The same without the layers that read a body whole first: the reader of the form itself takes an error for an
/// error. Treat a field's error as its end in `photo::read_form`.
#[tokio::test]
async fn the_reader_of_photos_takes_an_error_for_an_error() {
    let read = async |form: Multipart| format!("{:?}", read_form(form).await);
    let routes = Router::new().route("/read", post(read)).layer(DefaultBodyLimit::max(MEGABYTE));
    let answer = async |body: Body| {
        let request = ask(Method::POST, "/read").header(header::CONTENT_TYPE, KIND).body(body).unwrap();
        let answer = tower::ServiceExt::oneshot(routes.clone(), request).await.unwrap();
        String::from_utf8(axum::body::to_bytes(answer.into_body(), MEGABYTE).await.unwrap().to_vec()).unwrap()
    };
    let half = form("photo", &[7; 100_000], "");
    let chunks = half.chunks(10_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk)));
    let cut: Vec<_> = chunks.chain([Err(io::Error::other("cut off"))]).collect();
    assert_eq!(answer(Body::from_stream(stream::iter(cut))).await, "Err(Malformed)");
    assert_eq!(answer(Body::from(form("photo", &[7; 2 * MEGABYTE], END))).await, "Err(TooLarge)");
    assert_eq!(answer(Body::from(form("photo", b"whole", END))).await, "Err(NotAPicture)");
}
