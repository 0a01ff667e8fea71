//! A certificate to print: what the tests look at and the benchmarks draw.

use server::print::{Sheet, Typefaces};
use service::certificate::symbol::Symbol;
use std::path::PathBuf;

/// With the folder of typefaces that the portal keeps.
pub fn typefaces() -> Typefaces {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    Typefaces::new(cache.map(|cache| cache.join("anju/fonts")))
}

/// The link in its symbol, of 640 digits.
pub fn link() -> String {
    format!("https://gjj.example.gov.cn/z/#1{}", "31415926535897932".repeat(36))
}

/// Rare characters, a long name, every part but the table.
pub fn sheet() -> Sheet {
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
        symbol: Symbol::draw(&link()).expect("a symbol"),
        made: "2026-11-21T09:30:00".parse().expect("a moment"),
    }
}
