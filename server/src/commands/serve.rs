//! `anju serve`: the portal.

use super::Ended;
use crate::{assets, config, router, session_layer::Front, start};
use std::sync::Arc;
use tokio::net::TcpListener;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: config::Books,
    #[command(flatten)]
    web: config::Web,
    /// Apply migrations before serving. Without it a database of another form is refused.
    #[arg(long)]
    migrate: bool,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    if args.migrate {
        ctx.store.migrate().await?;
    }
    let payouts = service::payout::start(&ctx);
    let front =
        Front { ctx: ctx.clone(), assets: Arc::new(assets::read(&args.web.site)), https: args.web.https };
    let listener = TcpListener::bind(args.web.listen).await?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    axum::serve(listener, router::router(front, &args.web)).await?;
    if let Some(payouts) = payouts {
        payouts.stop().await;
    }
    ctx.finish().await;
    Ok(Ended::Well)
}
