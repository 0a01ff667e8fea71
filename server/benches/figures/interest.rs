//! A year's interest for a city, through the command a centre uses. `ANJU_BENCH_ACCOUNTS` sets the size; the limit
//! is that of a million accounts with 24 entries each, scaled down with it.

use crate::{
    process::{anju, watched},
    table::Table,
};
use anyhow::{Context as _, ensure};
use domain::{AccountNo, Fen, Month, Timestamp, chart::BANK_DEPOSIT, id_number::Sex};
use store::{
    Engine, Store,
    person::Person,
    remittance::{self, Line, NewUnit, OpenedAccount},
    testing::TestStore,
};

const ACCOUNTS: u32 = 20_000;
const ENTRIES: u32 = 24;
/// Accounts per transaction while the books are filled.
const PIECE: u32 = 1_000;
const NOW: Timestamp = Timestamp::from_ms(1_782_900_000_000);

/// SQLite, and PostgreSQL when `ANJU_TEST_POSTGRES` names a cluster.
pub async fn both_engines(table: &mut Table) -> anyhow::Result<()> {
    let accounts = std::env::var("ANJU_BENCH_ACCOUNTS").ok().and_then(|text| text.parse().ok());
    let accounts: u32 = accounts.unwrap_or(ACCOUNTS);
    one_engine(table, Engine::Sqlite, accounts).await?;
    if std::env::var("ANJU_TEST_POSTGRES").is_ok() {
        one_engine(table, Engine::Postgres, accounts).await?;
    }
    Ok(())
}

/// Seconds that the year of so many accounts may take.
pub fn limit(engine: Engine, accounts: u32) -> f64 {
    seconds_a_million(engine) * f64::from(accounts) / 1e6
}

fn seconds_a_million(engine: Engine) -> f64 {
    match engine {
        Engine::Sqlite => 120.0,
        Engine::Postgres => 300.0,
    }
}

async fn one_engine(table: &mut Table, engine: Engine, accounts: u32) -> anyhow::Result<()> {
    let db = TestStore::new(engine).await;
    fill(&db.store, accounts).await?;
    let (seconds, rss) = settle(&db.url, accounts)?;
    let limit = limit(engine, accounts);
    table.row(
        &format!("interest of {accounts} accounts × {ENTRIES} entries, {engine:?}"),
        format!("{seconds:.2} s, {:.0} accounts/s, {rss} MB", f64::from(accounts) / seconds),
        &format!("≤ {limit:.1} s ({:.0} s a million), ≤ 500 MB", seconds_a_million(engine)),
        seconds <= limit && rss <= 500,
    );
    Ok(())
}

/// Runs the command; seconds, and the most memory it took in MB.
fn settle(url: &str, accounts: u32) -> anyhow::Result<(f64, u64)> {
    let keys = tempfile::tempdir()?;
    let mut command = anju();
    command.args(["settle-interest", "--year", "2026", "--json"]);
    command.env("ANJU_DATABASE", url).env("ANJU_KEYS", keys.path());
    let ran = watched(command)?;
    let told: serde_json::Value = serde_json::from_str(&ran.said).context("the settlement's answer")?;
    ensure!(told["entries"].as_u64() == Some(u64::from(accounts)), "the settlement answers {told}");
    Ok((ran.seconds, ran.peak_mb))
}

/// Accounts with two contributions in each month of the year, written month by month as in a year.
async fn fill(store: &Store, accounts: u32) -> anyhow::Result<()> {
    let unit = NewUnit { id: "u".into(), number: "100001".into(), name: "u".into(), credit_code: None };
    store::write!(store, "figures.unit", |tx| remittance::units_insert(
        &mut tx,
        std::slice::from_ref(&unit),
        NOW
    )
    .await)?;
    for first in (1..=accounts).step_by(PIECE as usize) {
        let serials: Vec<u32> = (first..(first + PIECE).min(accounts + 1)).collect();
        let people: Vec<Person> = serials.iter().map(|serial| person(*serial)).collect();
        let opened = serials.iter().map(|serial| opened(*serial)).collect::<anyhow::Result<Vec<_>>>()?;
        store::write!(store, "figures.accounts", |tx| {
            remittance::people_insert(&mut tx, &people).await?;
            remittance::accounts_insert(&mut tx, &opened).await
        })?;
    }
    for entry in 0..ENTRIES {
        for first in (1..=accounts).step_by(PIECE as usize) {
            contribute(store, entry, first..(first + PIECE).min(accounts + 1)).await?;
        }
    }
    Ok(())
}

async fn contribute(store: &Store, entry: u32, serials: std::ops::Range<u32>) -> anyhow::Result<()> {
    let month = Month::new(2025, 7)?.plus((entry / 2) as i32);
    let day = month.first_day() + chrono::Days::new(u64::from(9 + entry % 2 * 10));
    let share = Fen::from_yuan(600);
    let lines = serials
        .map(|serial| {
            Ok(Line {
                line_no: u64::from(serial),
                account: number(serial)?,
                business_code: domain::BusinessCode::BackPayment.code(),
                month,
                unit_part: share,
                personal_part: share,
                total: Fen::from_yuan(1200),
                posted_on: day,
                replaces: None,
            })
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let credits: Vec<(AccountNo, Fen)> =
        lines.iter().map(|line| (line.account.clone(), line.total)).collect();
    let batch = format!("figures-{entry}");
    store::write!(store, "figures.lines", |tx| {
        remittance::lines_insert(&mut tx, BANK_DEPOSIT.id, &batch, NOW, &lines).await?;
        remittance::totals_add(&mut tx, BANK_DEPOSIT.id, &credits).await
    })?;
    Ok(())
}

fn number(serial: u32) -> anyhow::Result<AccountNo> {
    AccountNo::of(1, serial).context("an account number")
}

fn opened(serial: u32) -> anyhow::Result<OpenedAccount> {
    Ok(OpenedAccount {
        number: number(serial)?,
        person_id: format!("p{serial}"),
        unit_id: "u".into(),
        opened_on: NOW.day(),
    })
}

fn person(serial: u32) -> Person {
    Person {
        id: format!("p{serial}"),
        name: "林秀芳".into(),
        id_index: format!("index-{serial}"),
        id_sealed: "sealed".into(),
        id_tail: "1234".into(),
        birth_day: NOW.day(),
        sex: Sex::Female,
        mobile_sealed: None,
        created: NOW,
    }
}
