//! A load of HTTP/1.1 keep-alive connections, driven from a second process so that its memory and its garbage
//! are not counted as the server's.

use anyhow::{Context as _, ensure};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use std::{
    net::SocketAddr,
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use tokio::net::TcpStream;

/// What came of a load.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    pub requests_per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
}

/// Asks `path` over `connections` for `seconds`, each request as one of the sessions in turn.
pub async fn drive(
    addr: SocketAddr,
    path: &str,
    connections: usize,
    seconds: u64,
    tokens: &[String],
) -> anyhow::Result<Outcome> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), tokens.join("\n"))?;
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg("load")
        .args([addr.to_string(), path.into(), connections.to_string(), seconds.to_string()])
        .arg(file.path())
        .stdout(Stdio::piped());
    let output = tokio::task::spawn_blocking(move || command.output()).await??;
    ensure!(output.status.success(), "the load did not run");
    let text = String::from_utf8(output.stdout)?;
    let numbers: Vec<f64> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [requests_per_second, p50_ms, p99_ms] = numbers[..] else {
        anyhow::bail!("the load answered {text:?}")
    };
    Ok(Outcome { requests_per_second, p50_ms, p99_ms })
}

/// The second process: prints requests a second, median and 99th percentile in milliseconds.
pub async fn child(args: &[String]) -> anyhow::Result<()> {
    let [addr, path, connections, seconds, tokens] = args else { anyhow::bail!("five arguments") };
    let addr: SocketAddr = addr.parse()?;
    let tokens: Vec<String> = std::fs::read_to_string(tokens)?.lines().map(str::to_owned).collect();
    let connections: usize = connections.parse()?;
    let seconds: u64 = seconds.parse()?;
    one_load(addr, path, connections, 1, &tokens).await.context("warming up")?;
    let start = Instant::now();
    let mut micros = one_load(addr, path, connections, seconds, &tokens).await?;
    let elapsed = start.elapsed().as_secs_f64();
    micros.sort_unstable();
    let at = |share: f64| f64::from(micros[((micros.len() - 1) as f64 * share) as usize]) / 1000.0;
    println!("{} {} {}", micros.len() as f64 / elapsed, at(0.5), at(0.99));
    Ok(())
}

async fn one_load(
    addr: SocketAddr,
    path: &str,
    connections: usize,
    seconds: u64,
    tokens: &[String],
) -> anyhow::Result<Vec<u32>> {
    let until = Instant::now() + Duration::from_secs(seconds);
    let tasks: Vec<_> = (0..connections)
        .map(|first| {
            let (path, tokens) = (path.to_owned(), tokens.to_vec());
            tokio::spawn(async move { connection(addr, &path, first, connections, until, &tokens).await })
        })
        .collect();
    let mut micros = Vec::new();
    for task in tasks {
        micros.extend(task.await??);
    }
    Ok(micros)
}

async fn connection(
    addr: SocketAddr,
    path: &str,
    first: usize,
    step: usize,
    until: Instant,
    tokens: &[String],
) -> anyhow::Result<Vec<u32>> {
    let stream = TcpStream::connect(addr).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut micros = Vec::new();
    let mut turn = first;
    while Instant::now() < until {
        let token = &tokens[turn % tokens.len()];
        turn += step;
        let request = http::Request::get(path)
            .header("host", "localhost")
            .header("cookie", format!("session={token}"))
            .header("accept-encoding", "br, gzip")
            .body(Empty::<Bytes>::new())?;
        let start = Instant::now();
        let response = sender.send_request(request).await?;
        ensure!(response.status() == 200, "{path} answers {}", response.status());
        response.into_body().collect().await?;
        micros.push(start.elapsed().as_micros() as u32);
    }
    Ok(micros)
}
