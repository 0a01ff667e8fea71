//! Printed certificates: what comes off the paper and out of the picture is what was signed.

use server::print::{Sheet, SheetError, Table, Typefaces};
use service::certificate::symbol::Symbol;
use std::path::PathBuf;

fn typefaces() -> Typefaces {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    Typefaces::new(cache.map(|cache| cache.join("anju/fonts")))
}

fn link() -> String {
    format!("https://gjj.example.gov.cn/z/#1{}", "31415926535897932".repeat(36))
}

fn sheet() -> Sheet {
    let row = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    Sheet {
        language: "zh-CN",
        centre: "泉州市住房公积金".into(),
        title: "住房公积金缴存证明".into(),
        rows: vec![
            row("姓名", "欧阳䶮㛃𬭎"),
            row("单位", "泉州市刺桐纺织品进出口贸易与供应链服务示例有限责任公司第一分公司（本部）缴存专户"),
            row("缴存期间", "2021-08 至 2026-10"),
            row("余额", "¥186,345.12"),
        ],
        number: "证书编号 9QK4-2M7T-XB3D-6R0E8".into(),
        beside: vec!["核验网址 https://gjj.example.gov.cn/z/".into(), "纸面内容以扫码核验结果为准".into()],
        foot: vec!["本证明由住房公积金管理中心电子签发。".into()],
        table: None,
        symbol: Symbol::draw(&link()).unwrap(),
        made: chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap().and_hms_opt(9, 30, 0).unwrap(),
    }
}

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
