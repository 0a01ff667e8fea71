//! From sending a rent withdrawal to its decision, over HTTP, sixteen at a time.

use crate::{centre, city::City, home, table::Table, yardstick};
use anyhow::ensure;
use domain::policy::Outcome;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use service::{
    Ctx,
    rent::{self, Step},
    second_factor::Secret,
};
use std::{net::SocketAddr, time::Instant};
use store::{Engine, credential};
use tokio::net::TcpStream;

/// Of these about one in fourteen is granted a withdrawal at once: enough cases for a second or two.
const ACCOUNTS: u32 = 16_000;
const MONTHS: u32 = 24;
const CONNECTIONS: usize = 16;
/// Bank cards of the demo bank that pass its check digit and are credited.
const CARD: &str = "6222020000000000000";

/// A form that is ready to be sent, and who sends it.
struct Ready {
    token: String,
    form: String,
    /// Of the one-time code, which would be too old if it were made beforehand.
    secret: Secret,
}

/// SQLite, and PostgreSQL when `ANJU_TEST_POSTGRES` names a cluster.
pub async fn both_engines(table: &mut Table) -> anyhow::Result<()> {
    one_engine(table, Engine::Sqlite).await?;
    if std::env::var("ANJU_TEST_POSTGRES").is_ok() {
        one_engine(table, Engine::Postgres).await?;
    }
    Ok(())
}

async fn one_engine(table: &mut Table, engine: Engine) -> anyhow::Result<()> {
    let city = City::founded(engine, ACCOUNTS).await?;
    let ctx = centre::open(&city.books(), ACCOUNTS, MONTHS).await?;
    let mut ready = Vec::new();
    for visitor in centre::sign_in(&ctx, ACCOUNTS, 1).await? {
        ready.extend(prepare(&ctx, visitor).await?);
    }
    ensure!(ready.len() >= CONNECTIONS * 10, "only {} members may withdraw", ready.len());
    let addr = centre::serve(home::portal(&ctx, city.dir.path())).await?;
    let mut lanes: Vec<Vec<Ready>> = (0..CONNECTIONS).map(|_| Vec::new()).collect();
    for (turn, one) in ready.into_iter().enumerate() {
        lanes[turn % CONNECTIONS].push(one);
    }
    let started = Instant::now();
    let tasks: Vec<_> =
        lanes.into_iter().map(|lane| tokio::spawn(send_all(ctx.clone(), addr, lane))).collect();
    let mut millis = Vec::new();
    for task in tasks {
        millis.extend(task.await??);
    }
    let per_second = millis.len() as f64 / started.elapsed().as_secs_f64();
    ctx.store.close().await;
    tell(table, engine, millis);
    compare(table, &city, per_second)
}

fn tell(table: &mut Table, engine: Engine, mut millis: Vec<f64>) {
    millis.sort_by(f64::total_cmp);
    let at = |share: f64| millis[((millis.len() - 1) as f64 * share) as usize];
    let (p50, p99) = (at(0.5), at(0.99));
    table.row(
        &format!(
            "rent withdrawal sent to decided, {} cases, {CONNECTIONS} connections, {engine:?}",
            millis.len()
        ),
        format!("p50 {p50:.1} ms, p99 {p99:.1} ms"),
        "p99 ≤ 100 ms",
        p99 <= 100.0,
    );
}

/// Durable acknowledgements a second, against what the engine's own tool reaches on the same disk.
fn compare(table: &mut Table, city: &City, per_second: f64) -> anyhow::Result<()> {
    let against: &[(&str, f64)] = match city.engine {
        Engine::Sqlite => &[
            ("the sqlite3 shell, one row a commit", yardstick::sqlite_shell(city.dir.path())?),
            ("the sqlite3 shell, the same statements", yardstick::sqlite_shell_withdrawals(city)?),
        ],
        Engine::Postgres => &[("pgbench, the same statements", yardstick::pgbench(city)?)],
    };
    for (name, bare) in against {
        let times = bare / per_second;
        table.row(
            &format!("the same, acknowledged, {:?}, against {name}", city.engine),
            format!("{per_second:.0}/s; {bare:.0}/s, {times:.1} × as many"),
            "≤ 2 ×",
            times <= 2.0,
        );
    }
    Ok(())
}

/// Fills in the form up to its last page; `None` for a member whom the rules do not grant it.
async fn prepare(ctx: &Ctx, visitor: centre::Visitor) -> anyhow::Result<Option<Ready>> {
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
    let (sealed, now) = (secret.seal(ctx)?, ctx.now());
    store::write!(ctx.store, "figures.factor", |tx| {
        // No password is asked for here.
        credential::set_password(&mut tx, member.person_id(), "-", now).await?;
        credential::set_totp(&mut tx, member.person_id(), &sealed, 0, now).await
    })?;
    let Step::Here(page) = rent::check(ctx, member).await? else { return Ok(None) };
    let form = format!("request_id={}&amount={amount}&declaration=yes", page.form.request_id);
    Ok(Some(Ready { token: visitor.token, form, secret }))
}

async fn send_all(ctx: Ctx, addr: SocketAddr, lane: Vec<Ready>) -> anyhow::Result<Vec<f64>> {
    let stream = TcpStream::connect(addr).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut millis = Vec::new();
    for one in lane {
        let body = format!("{}&code={}", one.form, one.secret.code_at(ctx.now()));
        let request = http::Request::post("/do/rent-submit")
            .header("host", "localhost")
            .header("cookie", format!("session={}", one.token))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::new(Bytes::from(body)))?;
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
