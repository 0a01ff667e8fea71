//! `anju serve`: the portal.

use super::Ended;
use crate::{
    accept::{self, Limits},
    assets, config, router,
    session_layer::Front,
    start,
};
use service::{
    Ctx, base, centre, complaint,
    receipt::{self, Close},
    session,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

const UPKEEP: Duration = Duration::from_secs(600);

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: config::Books,
    #[command(flatten)]
    web: config::Web,
    /// Bring an empty or older database to the form of this release before serving. Without it, it is refused.
    #[arg(long)]
    migrate: bool,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    log_panics();
    let ctx =
        if args.migrate { start::migrated(&args.books).await? } else { start::open(&args.books).await? };
    centre::keep_city(&ctx).await?;
    let payouts = service::payout::start(&ctx);
    let debits = service::debit::start(&ctx);
    let front =
        Front { ctx: ctx.clone(), assets: Arc::new(assets::read(&args.web.site)), https: args.web.https };
    let listener = TcpListener::bind(args.web.listen).await?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    let stop = CancellationToken::new();
    let upkeep = tokio::spawn(upkeep(ctx.clone(), stop.clone()));
    tokio::spawn(stop_on_signal(stop.clone()));
    let router = router::router(front, &args.web);
    accept::serve(listener, router, Limits::behind(args.web.trusted_hops), stop).await;
    upkeep.await?;
    debits.stop().await;
    if let Some(payouts) = payouts {
        payouts.stop().await;
    }
    // A command that moves money runs on after its connection is gone; it is waited for.
    ctx.finish().await;
    ctx.store.close().await;
    tracing::info!("ended");
    Ok(Ended::Well)
}

/// The first SIGTERM or Ctrl-C ends gently, the second at once.
async fn stop_on_signal(stop: CancellationToken) {
    let (Ok(mut term), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return tracing::error!("signals cannot be heard; the process ends only by force");
    };
    for gently in [true, false] {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
        if gently {
            tracing::info!("ending; requests under way are finished");
            stop.cancel();
        } else {
            std::process::exit(1);
        }
    }
}

/// Now and then: removes what is expired, lets adjustments of bases take effect whose month has come, settles
/// complaints whose months have come, and closes yesterday when it is not closed yet.
async fn upkeep(ctx: Ctx, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(UPKEEP) => {}
        }
        if let Err(fault) = session::sweep(&ctx).await {
            tracing::warn!(error = %fault, "expired sessions could not be removed");
        }
        match base::apply_due(&ctx, base::PIECE).await {
            Ok(applied) if applied != base::Applied::default() => tracing::info!(?applied, "bases adjusted"),
            Ok(_) => {}
            Err(fault) => tracing::error!(error = %fault, "bases could not be adjusted; tried again soon"),
        }
        match complaint::upkeep(&ctx).await {
            Ok(kept) if kept == complaint::Kept::default() => {}
            Ok(kept) => tracing::info!(settled = kept.settled, late = kept.late, "complaints were looked at"),
            Err(fault) => {
                tracing::warn!(error = %fault, "complaints could not be looked at; tried again soon")
            }
        }
        match receipt::close(&ctx, ctx.today().pred_opt().unwrap_or_default()).await {
            Ok(Close::Closed(day)) => tracing::info!(day = %day.day, rows = day.rows, "a day is closed"),
            Ok(Close::NotOver | Close::Before | Close::NothingNew) => {}
            Err(fault) => tracing::error!(error = %fault, "the day could not be closed; tried again soon"),
        }
    }
}

/// A panic is logged by its place. What it said may hold what a person typed, and stays out of the log.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let backtrace = std::backtrace::Backtrace::capture();
        tracing::error!(%place, %backtrace, "a request panicked");
    }));
}
