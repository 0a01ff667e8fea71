//! Puts the context together: store, keys, clock, centre.

use crate::config::Books;
use anyhow::{Context as _, bail};
use service::{
    Ctx, Setup,
    centre::{self, Centre},
    certificate::Signer,
    clock::{Clock, SystemClock},
    ids::OsRandomness,
    seal::Seal,
};
use std::sync::Arc;
use store::{Form, Store};

/// Opens the books as configured, which have the form of this release.
pub async fn open(books: &Books) -> anyhow::Result<Ctx> {
    let ctx = connect(books).await?;
    match ctx.store.form().await? {
        Form::Ours => with_city(ctx).await,
        Form::Older => bail!("the database is empty, or of an older release; `anju migrate` brings it up"),
        Form::Newer => bail!("the database is of a newer release; install that one"),
    }
}

/// The same of any form, after bringing them to that of this release.
pub async fn migrated(books: &Books) -> anyhow::Result<Ctx> {
    let ctx = connect(books).await?;
    ctx.store.migrate().await.context("the database cannot be brought to the form of this release")?;
    with_city(ctx).await
}

async fn connect(books: &Books) -> anyhow::Result<Ctx> {
    let store = Store::open(&books.database).await.context("the database does not open")?;
    with_store(books, store)
}

/// Under the rules of another city the same books would say something else.
async fn with_city(ctx: Ctx) -> anyhow::Result<Ctx> {
    match centre::city_of_books(&ctx).await? {
        Some(city) if city != ctx.centre.city => {
            bail!(
                "these are the books of “{city}”, not of “{}”; say so with --city or ANJU_CITY",
                ctx.centre.city
            )
        }
        _ => Ok(ctx),
    }
}

/// A context on a store that is open already.
pub fn with_store(books: &Books, store: Store) -> anyhow::Result<Ctx> {
    let clock: Arc<dyn Clock> = match books.clock {
        Some(_) if !books.demo => bail!("--clock moves the clock of a demo centre only; add --demo"),
        Some(start) => Arc::new(SystemClock::starting_at(start)),
        None => Arc::new(SystemClock::new()),
    };
    let randomness = Arc::new(OsRandomness);
    let seal = Seal::open(&books.keys, randomness.as_ref()).context("the keys cannot be read")?;
    let signer = Signer::open(&books.keys, randomness.as_ref()).context("the signing key cannot be read")?;
    Ok(Ctx::new(Setup { store, clock, randomness, seal, signer, centre: of_city(books)? }))
}

fn of_city(books: &Books) -> anyhow::Result<Centre> {
    let (name_zh, name_en, org) = match books.city.as_str() {
        "quanzhou" => ("泉州市住房公积金", "Quanzhou Housing Provident Fund", 350_500),
        "taizhou" => ("泰州市住房公积金", "Taizhou Housing Provident Fund", 321_200),
        "huzhou" => ("湖州市住房公积金", "Huzhou Housing Provident Fund", 330_500),
        "nanjing" => ("南京市住房公积金", "Nanjing Housing Provident Fund", 320_100),
        "shenzhen" => ("深圳市住房公积金", "Shenzhen Housing Provident Fund", 440_300),
        other => bail!("no rules are encoded for the city “{other}”"),
    };
    Ok(Centre {
        city: books.city.clone(),
        name_zh: name_zh.into(),
        name_en: name_en.into(),
        org,
        host: books.host.clone(),
        demo: books.demo,
    })
}
