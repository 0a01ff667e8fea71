//! Printed certificates: what comes off the paper and out of the picture is what was signed.

#[path = "common/sheet.rs"]
mod sheet;

use server::print::{Sheet, SheetError, Table};
use sheet::{link, sheet, typefaces};
use std::path::PathBuf;

#[test]
fn the_picture_scans() {
    let png = sheet().png(&typefaces()).unwrap();
    assert!(png.len() < 200 * 1024, "{} bytes", png.len());
    let picture = image::load_from_memory(&png).unwrap().into_luma8();
    assert_eq!(scanner::read(&picture, picture.width(), picture.height()), Some(link()));
    // Something is written below the symbol.
    let text = picture.rows().skip(730).flatten().filter(|pixel| pixel.0[0] < 128).count();
    assert!(text > 2_000, "{text} dark pixels");
}

#[test]
fn the_paper_is_small_and_holds_its_words() {
    let pdf = sheet().pdf(&typefaces()).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() < 120 * 1024, "{} bytes", pdf.len());
    let holds = |words: &[u8]| pdf.windows(words.len()).any(|window| window == words);
    assert!(holds(b"pdfaid:part") && holds(b"zh-CN"), "PDF/A with a language");
    if let Some(dir) = std::env::var_os("ANJU_KEEP_PRINTS") {
        std::fs::write(PathBuf::from(&dir).join("certificate.pdf"), &pdf).unwrap();
        std::fs::write(PathBuf::from(&dir).join("certificate.png"), sheet().png(&typefaces()).unwrap())
            .unwrap();
    }
}

/// A year of entries follows on pages of its own; the picture stays one.
#[test]
fn a_table_takes_as_many_pages_as_it_needs() {
    let cells =
        |text: &str| ["2026-06-30", text, "1,200.00 / 800.00", "+2,000.00", "86,412.37"].map(str::to_owned);
    let table = |rows: usize| Table {
        title: "2026 年度账单".into(),
        head: ["日期", "事项", "单位 / 个人", "金额", "余额"].map(str::to_owned),
        rows: vec![cells("汇缴 2026-06"); rows],
    };
    let pages = |table: Option<Table>| {
        let pdf = Sheet { table, ..sheet() }.pdf(&typefaces()).unwrap();
        if let Some(dir) = std::env::var_os("ANJU_KEEP_PRINTS") {
            std::fs::write(PathBuf::from(&dir).join("statement.pdf"), &pdf).unwrap();
        }
        let mark = b"/Type/Page/";
        let spaced = b"/Type /Page\n";
        pdf.windows(mark.len()).filter(|w| w == mark).count()
            + pdf.windows(spaced.len()).filter(|w| w == spaced).count()
    };
    let counts = [None, Some(table(1)), Some(table(90))].map(pages);
    assert_eq!(counts, [1, 2, 4]);
    let plain = sheet().png(&typefaces()).unwrap();
    assert_eq!(Sheet { table: Some(table(90)), ..sheet() }.png(&typefaces()).unwrap(), plain);
}

/// A box instead of a character would be a certificate of someone else.
#[test]
fn a_character_that_no_typeface_has_stops_the_print() {
    let mut sheet = sheet();
    sheet.rows[0].1 = "欧阳\u{E123}".into();
    let stopped = sheet.pdf(&typefaces());
    assert!(matches!(stopped, Err(SheetError::MissingGlyph(missing)) if missing.0 == '\u{E123}'));
}
