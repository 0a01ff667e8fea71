//! A demo centre to measure on, with sessions for its members and a server in this process.

use crate::process::anju;
use anyhow::{Context as _, ensure};
use domain::{AccountNo, text::hex};
use server::{config::Books, start};
use service::{
    Ctx,
    actor::{Actor, Member},
};
use sha2::{Digest, Sha256};
use std::{net::SocketAddr, path::Path, process::Stdio};
use store::session::Session;
use tokio::net::TcpListener;

/// A member and the token that signs this member in.
pub struct Visitor {
    pub token: String,
    pub member: Member,
}

/// Makes a centre of `accounts` × `months` by the command, as a centre is made.
pub async fn open(books: &Books, accounts: u32, months: u32) -> anyhow::Result<Ctx> {
    let status = anju()
        .args(["demo", "--accounts", &accounts.to_string(), "--months", &months.to_string()])
        .arg("--files")
        .arg(books.keys.with_file_name("files"))
        .env("ANJU_DATABASE", &books.database)
        .env("ANJU_KEYS", &books.keys)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    ensure!(status.success(), "the demo centre could not be made");
    start::open(books).await
}

pub fn books(dir: &Path) -> Books {
    Books {
        database: format!("sqlite://{}", dir.join("anju.db").display()),
        keys: dir.join("keys"),
        city: "quanzhou".into(),
        demo: true,
        host: "localhost".into(),
        clock: None,
    }
}

/// Signs in the owners of every `step`-th account.
pub async fn sign_in(ctx: &Ctx, accounts: u32, step: usize) -> anyhow::Result<Vec<Visitor>> {
    let now = ctx.now();
    let mut visitors = Vec::new();
    for serial in (1..=accounts).step_by(step) {
        let number = AccountNo::of(1, serial).context("an account number")?;
        let mut conn = ctx.store.read().await?;
        let Some(own) = store::account::find(&mut conn, &number).await? else { continue };
        drop(conn);
        let token = hex(&Sha256::digest(serial.to_be_bytes()));
        let session = Session {
            token_hash: hex(&Sha256::digest(token.as_bytes())),
            role: "member".into(),
            subject_id: Some(own.person_id),
            created: now,
            seen: now,
            expires: now.plus_ms(3_600_000),
        };
        store::write!(ctx.store, "figures.session", |tx| store::session::insert(&mut tx, &session).await)?;
        let Actor::Member(member) = service::session::resolve(ctx, Some(&token)).await? else { continue };
        visitors.push(Visitor { token, member });
    }
    Ok(visitors)
}

/// Serves a router of this process on a free port, with the accept loop's TCP_NODELAY.
pub async fn serve(router: axum::Router) -> anyhow::Result<SocketAddr> {
    use axum::serve::ListenerExt as _;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let addr = listener.local_addr()?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(addr)
}
