//! `make bench`: the figures of the README. Each is a ratio against a yardstick of the same run, or a time with
//! its limit. Nothing here is a test: a slow machine prints worse numbers and fails nothing.
//!
//! `figures [NAME …]` runs some of them: calc, certificate, import, interest, home (with verify), rent.

mod books;
mod centre;
mod home;
mod import;
mod interest;
mod load;
mod micro;
mod rent;
mod table;

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
    if wanted("import") {
        import::both_engines(&mut table)?;
    }
    if wanted("interest") {
        interest::both_engines(&mut table).await?;
    }
    if wanted("home") {
        let city = home::of_a_city(&mut table).await?;
        books::verified(&mut table, city.path())?;
    }
    if wanted("rent") {
        rent::decisions(&mut table).await?;
    }
    table.print();
    Ok(())
}
