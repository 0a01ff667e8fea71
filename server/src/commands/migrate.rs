//! `anju migrate`: brings the database to the form this release needs. Forward only.

use super::Ended;
use crate::config::Books;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let store = store::Store::open(&args.books.database).await?;
    store.migrate().await?;
    store.close().await;
    Ok(Ended::Well)
}
