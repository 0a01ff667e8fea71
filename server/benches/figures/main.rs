//! `make bench`: the figures of the README. Each is a ratio against a yardstick of the same run, or a time with
//! its limit. Nothing here is a test: a slow machine prints worse numbers and fails nothing.
//!
//! `figures [NAME …]` runs some of them: calc, certificate, interest, city (import, home page, verify, backup), rent.

mod backup;
mod centre;
mod city;
mod growth;
mod home;
mod interest;
mod load;
mod micro;
mod process;
mod rent;
#[path = "../../tests/common/sheet.rs"]
mod sheet;
mod table;
mod yardstick;

use table::Table;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let [first, rest @ ..] = args.as_slice()
        && first == "load"
    {
        return load::child(rest).await;
    }
    let wanted = |name: &str| args.is_empty() || args.iter().any(|arg| arg == name);
    let mut table = Table::default();
    if wanted("calc") {
        micro::schedule(&mut table);
    }
    if wanted("certificate") {
        micro::certificate(&mut table)?;
        micro::prints(&mut table)?;
    }
    if wanted("interest") {
        interest::both_engines(&mut table).await?;
    }
    if wanted("city") {
        growth::both_engines(&mut table).await?;
    }
    if wanted("rent") {
        rent::both_engines(&mut table).await?;
    }
    table.print();
    Ok(())
}
