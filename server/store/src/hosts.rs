//! A PostgreSQL that moves (主备切换): the hosts of one cluster, and which of them takes writes now.
//!
//! The URL names them as libpq does, `postgres://anju@one:5432,two:5432/anju`. One host takes writes, the others are
//! streaming standbys. When the primary is lost and a standby promoted, the pool is pointed to it; nobody restarts a
//! portal. Which standby is promoted, and that the old primary stays down, is the operator's: `server/RUNBOOK.md`.

use crate::{Conn, Db, Error};
use sqlx::{
    AnyConnection, Connection as _, Pool, Row as _,
    any::{AnyConnectOptions, AnyPoolOptions},
};
use std::{str::FromStr, time::Duration};
use tokio::time::timeout;

/// How often the primary is asked whether it still is one.
const WATCH: Duration = Duration::from_millis(500);
/// A host that says nothing for so long is taken for lost: one that was cut off never answers.
const PATIENCE: Duration = Duration::from_secs(2);

/// The hosts of a URL, in its order; never none.
pub(crate) struct Hosts {
    options: Vec<AnyConnectOptions>,
    /// Which one takes writes, as far as is known.
    at: usize,
}

impl Hosts {
    pub(crate) fn parse(url: &str) -> Result<Hosts, Error> {
        let options: Result<_, _> = each(url).iter().map(|url| AnyConnectOptions::from_str(url)).collect();
        Ok(Hosts { options: options?, at: 0 })
    }

    /// A single host is taken as it is: there is no other to look for.
    pub(crate) fn are_several(&self) -> bool {
        self.options.len() > 1
    }

    pub(crate) fn primary(&self) -> AnyConnectOptions {
        self.options[self.at].clone()
    }

    /// Looks for the host that takes writes, beginning with the one that did. Answers whether one was found.
    pub(crate) async fn find_primary(&mut self) -> bool {
        let count = self.options.len();
        for at in (0..count).map(|step| (self.at + step) % count) {
            if probe(&self.options[at]).await.is_some() {
                self.at = at;
                return true;
            }
        }
        false
    }

    /// Points the pool to the primary whenever it moves, until the pool is closed.
    pub(crate) async fn follow(mut self, pool: Pool<Db>) {
        let closing = pool.close_event();
        tokio::pin!(closing);
        let mut line: Option<AnyConnection> = None;
        loop {
            tokio::select! {
                () = &mut closing => return,
                () = tokio::time::sleep(WATCH) => {}
            }
            if let Some(open) = &mut line
                && takes_writes(open).await
            {
                continue;
            }
            line = probe(&self.options[self.at]).await;
            if line.is_none() {
                self.look_for(&pool).await;
            }
        }
    }

    /// The host that took writes does not any more.
    async fn look_for(&mut self, pool: &Pool<Db>) {
        let before = self.at;
        if !self.find_primary().await {
            tracing::warn!("no host of the database takes writes");
        } else if self.at != before {
            tracing::warn!(from = before + 1, to = self.at + 1, "the database moved to another host");
            pool.set_connect_options(self.primary());
        }
    }
}

/// Before a connection is lent: does its host still take writes? A primary that was made a standby keeps its
/// connections open.
pub(crate) fn only_primary(pool: AnyPoolOptions) -> AnyPoolOptions {
    pool.test_before_acquire(false)
        .before_acquire(|conn, _| Box::pin(async move { Ok(takes_writes(conn).await) }))
}

/// A connection to a host that takes writes; `None` of a standby, and of one that does not answer.
async fn probe(options: &AnyConnectOptions) -> Option<AnyConnection> {
    let mut conn = timeout(PATIENCE, AnyConnection::connect_with(options)).await.ok()?.ok()?;
    takes_writes(&mut conn).await.then_some(conn)
}

async fn takes_writes(conn: &mut Conn) -> bool {
    let question = sqlx::query("select cast(pg_is_in_recovery() as text) as standby").fetch_one(conn);
    let answer = timeout(PATIENCE, question).await;
    matches!(answer, Ok(Ok(row)) if row.try_get::<String, _>("standby").is_ok_and(|standby| standby == "false"))
}

/// One URL for each host of the list.
fn each(url: &str) -> Vec<String> {
    let Some((scheme, rest)) = url.split_once("://") else { return vec![url.to_owned()] };
    let (authority, path) = rest.find(['/', '?']).map_or((rest, ""), |at| rest.split_at(at));
    let (user, hosts) = authority.rsplit_once('@').map_or(("", authority), |(user, hosts)| (user, hosts));
    let at = if user.is_empty() { "" } else { "@" };
    hosts.split(',').map(|host| format!("{scheme}://{user}{at}{host}{path}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_host_has_its_url() {
        let urls = each("postgres://anju:a,b@one:5432,[::1]:5433/anju?sslmode=verify-full");
        let one = "postgres://anju:a,b@one:5432/anju?sslmode=verify-full";
        assert_eq!(urls, [one, "postgres://anju:a,b@[::1]:5433/anju?sslmode=verify-full"]);
        assert_eq!(each("postgres://one,two"), ["postgres://one", "postgres://two"]);
        assert_eq!(each("postgres://one/anju"), ["postgres://one/anju"]);
        assert!(Hosts::parse("postgres://one:5432,two:5432/anju").unwrap().are_several());
        assert!(!Hosts::parse("postgres://one:5432/anju").unwrap().are_several());
        assert!(Hosts::parse("postgres://one:x,two/anju").is_err());
    }
}
