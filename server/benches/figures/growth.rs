//! The same books at three sizes, so that a slope shows: what holds for a city must hold for a larger one.
//!
//! The smallest has 10,000 accounts; `ANJU_BENCH_ACCOUNTS` sets the largest (100,000; a million takes half an hour
//! and 14 GB on SQLite), and the third lies between them.

use crate::{
    backup,
    city::{CONNECTIONS, City, MONTHS, Measured},
    interest,
    table::Table,
};
use store::Engine;

const SMALLEST: u32 = 10_000;
const LARGEST: u32 = 100_000;

struct Limits {
    lines_per_second: f64,
    verified_per_second: f64,
    home_p99_ms: f64,
}

/// SQLite, and PostgreSQL when `ANJU_TEST_POSTGRES` names a cluster.
pub async fn both_engines(table: &mut Table) -> anyhow::Result<()> {
    let sqlite = Limits { lines_per_second: 30_000.0, verified_per_second: 300_000.0, home_p99_ms: 25.0 };
    one_engine(table, Engine::Sqlite, &sqlite).await?;
    if std::env::var("ANJU_TEST_POSTGRES").is_ok() {
        let postgres =
            Limits { lines_per_second: 10_000.0, verified_per_second: 150_000.0, home_p99_ms: 60.0 };
        one_engine(table, Engine::Postgres, &postgres).await?;
    }
    Ok(())
}

async fn one_engine(table: &mut Table, engine: Engine, limits: &Limits) -> anyhow::Result<()> {
    let largest = std::env::var("ANJU_BENCH_ACCOUNTS").ok().and_then(|text| text.parse().ok());
    let largest: u32 = largest.unwrap_or(LARGEST).max(SMALLEST);
    let between = (u64::from(SMALLEST) * u64::from(largest)).isqrt() as u32;
    let small = City::founded(engine, SMALLEST).await?.measured().await?;
    let middle = City::founded(engine, between).await?.measured().await?;
    let city = City::founded(engine, largest).await?;
    let large = city.measured().await?;
    tell(table, engine, &[&small, &middle, &large], limits);
    backup::while_serving(table, &city, &large.tokens).await
}

/// One row for each work; the limit is that of the largest city.
fn tell(table: &mut Table, engine: Engine, cities: &[&Measured; 3], limits: &Limits) {
    let [smallest, _, largest] = cities;
    let all = |figure: &dyn Fn(&Measured) -> String| -> String {
        cities.iter().map(|city| figure(city)).collect::<Vec<_>>().join(" / ")
    };
    let sizes = all(&|city| city.accounts.to_string());
    table.row(
        &format!("import of {sizes} accounts × {MONTHS} months, {engine:?}"),
        format!("{} lines/s, {} MB", all(&|city| format!("{:.0}", city.lines_per_second)), largest.import_mb),
        &format!("≥ {:.0} lines/s, ≤ 200 MB", limits.lines_per_second),
        largest.lines_per_second >= limits.lines_per_second && largest.import_mb <= 200,
    );
    let interest_limit = interest::limit(engine, largest.accounts);
    table.row(
        &format!("annual interest of {sizes} accounts × 12 entries, {engine:?}"),
        format!("{} s, {} MB", all(&|city| format!("{:.2}", city.interest_seconds)), largest.interest_mb),
        &format!("≤ {interest_limit:.1} s, ≤ 500 MB"),
        largest.interest_seconds <= interest_limit && largest.interest_mb <= 500,
    );
    table.row(
        &format!("anju verify over {} rows, {engine:?}", all(&|city| city.verified_rows.to_string())),
        format!(
            "{} rows/s, {} MB",
            all(&|city| format!("{:.0}", city.verified_per_second)),
            largest.verify_mb
        ),
        &format!("≥ {:.0} rows/s", limits.verified_per_second),
        largest.verified_per_second >= limits.verified_per_second,
    );
    let slope = largest.home.p99_ms / smallest.home.p99_ms;
    table.row(
        &format!("home page of random accounts of {sizes}, {CONNECTIONS} connections, {engine:?}: p99"),
        format!(
            "{} ms, {slope:.2} × from smallest to largest; p50 {:.1} ms",
            all(&|city| format!("{:.1}", city.home.p99_ms)),
            largest.home.p50_ms
        ),
        &format!("≤ {:.0} ms, ≤ 1.3 ×", limits.home_p99_ms),
        largest.home.p99_ms <= limits.home_p99_ms && slope <= 1.3,
    );
    let share = largest.home.requests_per_second / largest.bare.requests_per_second * 100.0;
    table.row(
        &format!("the same, {} accounts", largest.accounts),
        format!(
            "{:.0}/s, {share:.0} % of a bare handler's {:.0}/s with the same store calls",
            largest.home.requests_per_second, largest.bare.requests_per_second
        ),
        "≥ 60 %",
        share >= 60.0,
    );
    table.row(
        "the same, memory of the process",
        format!("{} MB", largest.serving_mb),
        "≤ 150 MB",
        largest.serving_mb <= 150,
    );
}
