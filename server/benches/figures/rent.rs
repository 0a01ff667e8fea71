//! From sending a rent withdrawal to its decision, over HTTP, sixteen at a time.

use crate::{centre, home, table::Table};
use anyhow::{Context as _, ensure};
use domain::policy::Outcome;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use service::{
    Ctx, people,
    rent::{self, Step},
    second_factor::Secret,
};
use std::{net::SocketAddr, time::Instant};
use tokio::net::TcpStream;

const ACCOUNTS: u32 = 2_000;
const CONNECTIONS: usize = 16;
/// Bank cards of the demo bank that pass its check digit and are credited.
const CARD: &str = "6222020000000000000";

/// A form that is ready to be sent, and who sends it.
struct Ready {
    token: String,
    body: String,
}

pub async fn decisions(table: &mut Table) -> anyhow::Result<()> {
    let dir = tempfile::tempdir()?;
    let ctx = centre::open(dir.path(), ACCOUNTS, 24).await?;
    let mut ready = Vec::new();
    for visitor in centre::sign_in(&ctx, ACCOUNTS, 7).await? {
        if let Some(body) = prepare(&ctx, &visitor).await? {
            ready.push(Ready { token: visitor.token, body });
        }
    }
    ensure!(ready.len() >= CONNECTIONS * 4, "only {} members may withdraw", ready.len());
    let addr = centre::serve(home::portal(&ctx, dir.path())).await?;
    let mut lanes: Vec<Vec<Ready>> = (0..CONNECTIONS).map(|_| Vec::new()).collect();
    for (turn, one) in ready.into_iter().enumerate() {
        lanes[turn % CONNECTIONS].push(one);
    }
    let tasks: Vec<_> = lanes.into_iter().map(|lane| tokio::spawn(send_all(addr, lane))).collect();
    let mut millis = Vec::new();
    for task in tasks {
        millis.extend(task.await??);
    }
    millis.sort_by(f64::total_cmp);
    let at = |share: f64| millis[((millis.len() - 1) as f64 * share) as usize];
    let (p50, p99) = (at(0.5), at(0.99));
    table.row(
        &format!(
            "rent withdrawal sent to decided, {} cases, {CONNECTIONS} connections, SQLite",
            millis.len()
        ),
        format!("p50 {p50:.1} ms, p99 {p99:.1} ms"),
        "p99 ≤ 100 ms",
        p99 <= 100.0,
    );
    Ok(())
}

/// Fills in the form up to its last page; `None` for a member whom the rules do not grant it.
async fn prepare(ctx: &Ctx, visitor: &centre::Visitor) -> anyhow::Result<Option<String>> {
    let member = &visitor.member;
    let Some(eligibility) = rent::eligibility(ctx, member).await? else { return Ok(None) };
    if eligibility.decision.outcome != Outcome::Approved {
        return Ok(None);
    }
    let amount = eligibility.decision.amount.plain();
    let (Ok(Step::Card), Ok(Step::Here(()))) =
        (rent::save_amount(ctx, member, &amount).await, rent::save_card(ctx, member, CARD).await)
    else {
        return Ok(None);
    };
    let secret = Secret::mint(ctx);
    people::set_password(ctx, member.person_id(), "figures-only-password-1", &[])
        .await
        .ok()
        .context("a password")?;
    let (sealed, now) = (secret.seal(ctx)?, ctx.now());
    store::write!(ctx.store, "figures.factor", |tx| {
        store::credential::set_totp(&mut tx, member.person_id(), &sealed, 0, now).await
    })?;
    let Step::Here(page) = rent::check(ctx, member).await? else { return Ok(None) };
    let code = secret.code_at(ctx.now());
    Ok(Some(format!("request_id={}&amount={amount}&declaration=yes&code={code}", page.form.request_id)))
}

async fn send_all(addr: SocketAddr, lane: Vec<Ready>) -> anyhow::Result<Vec<f64>> {
    let stream = TcpStream::connect(addr).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut millis = Vec::new();
    for one in lane {
        let request = http::Request::post("/do/rent-submit")
            .header("host", "localhost")
            .header("cookie", format!("session={}", one.token))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::new(Bytes::from(one.body)))?;
        let start = Instant::now();
        let response = sender.send_request(request).await?;
        let to =
            response.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
        response.into_body().collect().await?;
        millis.push(start.elapsed().as_secs_f64() * 1000.0);
        ensure!(to.starts_with("/cases/"), "the withdrawal led to {to}");
    }
    Ok(millis)
}
