//! A photo of a certificate that someone sent: read here when the browser cannot.

use axum::{
    body::Bytes,
    extract::{Multipart, multipart::MultipartError},
};
use image::{ImageFormat, ImageReader, Limits, imageops::FilterType};
use std::{
    io::Cursor,
    sync::{Arc, LazyLock},
};
use tokio::sync::Semaphore;

/// Bytes of a photo.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// Pixels a side, and bytes that decoding may take: a small file can claim to be a huge picture.
const MAX_SIDE: u32 = 9_000;
const MAX_MEMORY: u64 = 160 * 1024 * 1024;
/// Larger pictures are made smaller first; a code of 65 modules then still has many pixels a module.
const READ_SIDE: u32 = 2_400;

/// Photos are decoded one at a time: each may take the memory above.
static ONE_AT_A_TIME: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));

/// Why no text was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The form held no photo, or something else, or was cut off.
    Malformed,
    TooLarge,
    /// Neither PNG nor JPEG.
    NotAPicture,
    /// A picture in which no code was found.
    NoCode,
}

/// The text of the code in the form's one file. Any irregular field refuses the whole form.
pub async fn read_form(mut form: Multipart) -> Result<String, Unread> {
    let mut photo = None;
    while let Some(field) = form.next_field().await.map_err(broken_off)? {
        if field.name() != Some("photo") || photo.is_some() {
            return Err(Unread::Malformed);
        }
        // A field that breaks off is an error, never a shorter photo.
        photo = Some(field.bytes().await.map_err(broken_off)?);
    }
    let photo = photo.filter(|photo| !photo.is_empty()).ok_or(Unread::Malformed)?;
    if photo.len() > MAX_BYTES {
        return Err(Unread::TooLarge);
    }
    in_turn(photo).await
}

/// The permit goes with the work: whoever hangs up while a photo is decoded does not let the next one begin.
async fn in_turn(photo: Bytes) -> Result<String, Unread> {
    let Ok(permit) = ONE_AT_A_TIME.clone().acquire_owned().await else { return Err(Unread::Malformed) };
    let work = move || {
        let _held = permit;
        read(&photo)
    };
    // A panic inside a decoder is an unreadable picture, not a broken server.
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(Unread::NotAPicture))
}

fn broken_off(error: MultipartError) -> Unread {
    match error.status() {
        http::StatusCode::PAYLOAD_TOO_LARGE => Unread::TooLarge,
        _ => Unread::Malformed,
    }
}

/// The text of the code in a PNG or JPEG.
fn read(photo: &[u8]) -> Result<String, Unread> {
    let mut reader =
        ImageReader::new(Cursor::new(photo)).with_guessed_format().map_err(|_| Unread::NotAPicture)?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg)) {
        return Err(Unread::NotAPicture);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => Unread::TooLarge,
        _ => Unread::NotAPicture,
    })?;
    let grey = picture.into_luma8();
    let find = |grey: &image::GrayImage| scanner::read(grey, grey.width(), grey.height());
    if grey.width().max(grey.height()) <= READ_SIDE {
        return find(&grey).ok_or(Unread::NoCode);
    }
    let scale = |side: u32| {
        (u64::from(side) * u64::from(READ_SIDE) / u64::from(grey.width().max(grey.height()))) as u32
    };
    let small = image::imageops::resize(
        &grey,
        scale(grey.width()).max(1),
        scale(grey.height()).max(1),
        FilterType::Triangle,
    );
    // A small code in a large photo survives only at full size.
    find(&small).or_else(|| find(&grey)).ok_or(Unread::NoCode)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, ImageEncoder, codecs::png::PngEncoder};
    use service::certificate::symbol::Symbol;

    fn png(width: u32, height: u32, pixel: impl Fn(u32, u32) -> u8) -> Vec<u8> {
        let picture = GrayImage::from_fn(width, height, |x, y| image::Luma([pixel(x, y)]));
        let mut png = Vec::new();
        let grey = image::ExtendedColorType::L8;
        PngEncoder::new(&mut png).write_image(&picture, width, height, grey).unwrap();
        png
    }

    #[test]
    fn reads_a_large_photo_and_refuses_the_rest() {
        let text = format!("https://gjj.example.gov.cn/z/#1{}", "31415926535897932".repeat(36));
        let symbol = Symbol::draw(&text).unwrap();
        let module = |at: u32| (at / 40).wrapping_sub(8) as usize;
        let photo = png(3200, 3200, |x, y| if symbol.is_dark(module(x), module(y)) { 60 } else { 200 });
        assert_eq!(read(&photo), Ok(text));
        assert_eq!(read(&png(60, 60, |_, _| 255)), Err(Unread::NoCode));
        assert_eq!(read(b"GIF89a"), Err(Unread::NotAPicture));
        assert_eq!(read(&photo[..photo.len() / 2]), Err(Unread::NotAPicture), "cut off");
    }

    /// Hold the permit in the request instead, and it is free while the photo is still being decoded.
    #[tokio::test]
    async fn who_hangs_up_does_not_let_the_next_photo_begin() {
        let photo = Bytes::from(png(3_000, 3_000, |x, y| (x ^ y) as u8));
        let left = tokio::time::timeout(std::time::Duration::ZERO, in_turn(photo)).await;
        assert!(left.is_err(), "it is being decoded");
        assert_eq!(ONE_AT_A_TIME.available_permits(), 0);
        let _next = ONE_AT_A_TIME.acquire().await.unwrap();
    }

    /// A few bytes that claim to be 60,000 × 60,000 pixels.
    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let mut bomb = png(8, 8, |_, _| 0);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        // The header's checksum is over "IHDR" and its 13 bytes.
        let mut crc = u32::MAX;
        for byte in &bomb[12..29] {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = crc >> 1 ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 };
            }
        }
        bomb[29..33].copy_from_slice(&(!crc).to_be_bytes());
        assert_eq!(read(&bomb), Err(Unread::TooLarge));
    }
}
