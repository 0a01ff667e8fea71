//! Configuration. One clap struct; its doc comments are the manual (`anju serve --help`). Every option can
//! also be set by its environment variable.

use chrono::DateTime;
use clap::Args;
use domain::Timestamp;
use std::{net::SocketAddr, path::PathBuf};

/// What every command needs that touches the books.
#[derive(Args, Clone, Debug)]
pub struct Books {
    /// Database: `sqlite://FILE` or `postgres://…`.
    #[arg(long, env = "ANJU_DATABASE", default_value = "sqlite://data/anju.db", hide_env_values = true)]
    pub database: String,

    /// Directory of the keys: sealing of identity numbers, signing of certificates. Made with fresh keys when
    /// it is empty. Back it up apart from the database: without it, sealed columns cannot be read.
    #[arg(long, env = "ANJU_KEYS", default_value = "data/keys")]
    pub keys: PathBuf,

    /// City whose rules apply: a folder of `server/policies`. Books that were served once refuse another one.
    #[arg(long, env = "ANJU_CITY", default_value = "quanzhou")]
    pub city: String,

    /// Demo centre: demo people and a demo bank. Never on in production.
    #[arg(long, env = "ANJU_DEMO")]
    pub demo: bool,

    /// Public host name, as it stands in QR codes and in the address bar, without scheme and port.
    #[arg(long, env = "ANJU_HOST", default_value = "localhost")]
    pub host: String,

    /// Where the clock starts, in demo mode only: `2026-06-30T23:00:00+08:00`.
    #[arg(long, env = "ANJU_CLOCK", value_parser = parse_instant)]
    pub clock: Option<Timestamp>,
}

/// What `anju serve` needs besides.
#[derive(Args, Clone, Debug)]
pub struct Web {
    /// Address to listen on.
    #[arg(long, env = "ANJU_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,

    /// Directory of the browser's files, made by the build.
    #[arg(long, env = "ANJU_SITE", default_value = "target/site")]
    pub site: PathBuf,

    /// Folder with `NotoSansSC_400Regular.ttf` for printed certificates; without it the fonts of the system.
    #[arg(long, env = "ANJU_FONT_DIR")]
    pub fonts: Option<PathBuf>,

    /// Host names that are answered besides `--host`, `localhost` and `127.0.0.1`; others get 421.
    #[arg(long, env = "ANJU_ALLOWED_HOSTS", value_delimiter = ',')]
    pub allowed_hosts: Vec<String>,

    /// Proxies of ours in front: so many entries at the end of `X-Forwarded-For` are believed. 0 believes none.
    #[arg(long, env = "ANJU_TRUSTED_HOPS", default_value_t = 0)]
    pub trusted_hops: usize,

    /// The portal is reached by https (through a proxy): cookies are `__Host-` and Secure, HSTS is sent.
    #[arg(long, env = "ANJU_HTTPS")]
    pub https: bool,
}

fn parse_instant(text: &str) -> Result<Timestamp, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|t| Timestamp::from_ms(t.timestamp_millis()))
        .map_err(|_| "expected a time such as 2026-06-30T23:00:00+08:00".into())
}
