//! The real binary as a process of its own, and people who send forms to it.

use crate::{crowd::Tenant, ledger_check::Sent};
use clap::Parser;
use domain::Timestamp;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper::{body::Bytes, client::conn::http1::SendRequest};
use hyper_util::rt::TokioIo;
use server::{config::Books, start};
use service::Ctx;
use std::{
    collections::VecDeque,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Saturday, 21 November 2026, 10:00 in China: where the clock of every process starts.
const CLOCK: &str = "2026-11-21T10:00:00+08:00";

#[derive(Parser)]
struct Options {
    #[command(flatten)]
    books: Books,
}

/// The options of a centre whose keys lie in `folder`.
pub fn books(folder: &Path, database: &str) -> Books {
    let keys = folder.join("keys").display().to_string();
    Options::parse_from(["anju", "--database", database, "--keys", &keys, "--demo", "--clock", CLOCK]).books
}

/// The database file of a folder.
pub fn sqlite(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("anju.db").display())
}

/// The same books from this process.
pub async fn open(books: &Books) -> Ctx {
    start::migrated(books).await.unwrap()
}

/// A running `anju serve`. It is killed when this value goes.
pub struct Portal {
    child: Child,
    pub addr: SocketAddr,
    /// From the start of the process to its first page.
    pub ready: Duration,
    started: Instant,
    log: Arc<Mutex<VecDeque<String>>>,
}

impl Portal {
    pub async fn start(books: &Books) -> Portal {
        Portal::run(serve(Command::new(env!("CARGO_BIN_EXE_anju")), books)).await
    }

    /// `command` serves, and says `address=` and where on its standard error.
    pub async fn run(mut command: Command) -> Portal {
        let started = Instant::now();
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the portal starts");
        let log = Arc::new(Mutex::new(VecDeque::new()));
        let (found, address) = mpsc::channel();
        let (lines, kept) = (BufReader::new(child.stderr.take().unwrap()).lines(), log.clone());
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some((_, addr)) = line.split_once("address=") {
                    let _ = found.send(addr.trim().parse());
                }
                let mut kept = kept.lock().unwrap();
                kept.push_back(line);
                if kept.len() > 40 {
                    kept.pop_front();
                }
            }
        });
        let address = tokio::task::spawn_blocking(move || address.recv_timeout(Duration::from_secs(30)));
        let Ok(Ok(addr)) = address.await.unwrap() else { panic!("no portal: {:?}", log.lock().unwrap()) };
        let mut portal = Portal { child, addr, ready: Duration::ZERO, started, log };
        while portal.status("/").await != Some(200) {
            assert!(started.elapsed() < Duration::from_secs(30), "no page: {}", portal.log());
        }
        portal.ready = started.elapsed();
        portal
    }

    /// The time by the portal's own clock.
    pub fn now(&self) -> Timestamp {
        let start = chrono::DateTime::parse_from_rfc3339(CLOCK).unwrap().timestamp_millis();
        Timestamp::from_ms(start + i64::try_from(self.started.elapsed().as_millis()).unwrap())
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// As the kernel's out-of-memory killer does it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn log(&self) -> String {
        self.log.lock().unwrap().iter().cloned().collect::<Vec<_>>().join("\n")
    }

    /// The status of a page; `None` when nobody answers.
    pub async fn status(&self, path: &str) -> Option<u16> {
        self.status_for(path, "").await
    }

    /// The same for somebody who has signed in.
    pub async fn status_for(&self, path: &str, token: &str) -> Option<u16> {
        let mut line = connect(self.addr).await?;
        let request = Request::get(path)
            .header("host", "localhost")
            .header("cookie", format!("session={token}"))
            .body(Full::default())
            .unwrap();
        let answer = line.send_request(request).await.ok()?;
        let status = answer.status().as_u16();
        answer.into_body().collect().await.ok()?;
        Some(status)
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Adds to a command that ends with the binary what the binary is told.
pub fn serve(mut command: Command, books: &Books) -> Command {
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--demo", "--clock", CLOCK, "--site", "/nonexistent"])
        .env("ANJU_DATABASE", &books.database)
        .env("ANJU_KEYS", &books.keys)
        .env("NO_COLOR", "1")
        .env_remove("RUST_LOG");
    command
}

type Line = SendRequest<Full<Bytes>>;

/// Sends the form of `tenant` and hangs up after `patience`, as a phone does that leaves the network: the connection is
/// reset, not closed. Answers the address of the case when the answer came first.
pub async fn send_and_vanish(
    addr: SocketAddr,
    tenant: &Tenant,
    form: &str,
    patience: Duration,
) -> Option<String> {
    let mut stream = TcpStream::connect(addr).await.ok()?;
    stream.set_zero_linger().ok()?;
    let head = format!(
        "POST /do/rent-submit HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n\
         cookie: session={}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        tenant.token,
        form.len()
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(form.as_bytes()).await.ok()?;
    let mut answer = vec![0; 4096];
    let read = tokio::time::timeout(patience, stream.read(&mut answer)).await.ok()?.ok()?;
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    let to = answer.split_once("location: ")?.1.lines().next()?.to_owned();
    to.starts_with("/cases/").then_some(to)
}

async fn connect(addr: SocketAddr) -> Option<Line> {
    let stream = TcpStream::connect(addr).await.ok()?;
    stream.set_nodelay(true).ok()?;
    let (line, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(connection);
    Some(line)
}

/// The request with which a browser sends the form of `tenant`.
pub fn request(tenant: &Tenant, form: String) -> Request<Full<Bytes>> {
    Request::post("/do/rent-submit")
        .header("host", "localhost")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", format!("session={}", tenant.token))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Full::new(Bytes::from(form)))
        .unwrap()
}

/// Sends forms one after the other over one connection, until all are answered or nobody answers any more.
pub async fn send(addr: SocketAddr, forms: Vec<(Tenant, String)>) -> Vec<Sent> {
    let mut line = connect(addr).await;
    let mut sent = Vec::new();
    for (tenant, form) in forms {
        let (mut acknowledged, mut heard) = (None, String::from("nothing"));
        if let Some(open) = &mut line {
            match open.send_request(request(&tenant, form)).await {
                Ok(answer) => {
                    let to = answer.headers().get("location").and_then(|to| to.to_str().ok());
                    heard = format!("{} {}", answer.status(), to.unwrap_or_default());
                    acknowledged = to.filter(|to| to.starts_with("/cases/")).map(str::to_owned);
                    if answer.into_body().collect().await.is_err() {
                        line = None;
                    }
                }
                Err(_) => line = None,
            }
        }
        sent.push(Sent { tenant, acknowledged, heard });
    }
    sent
}

/// The same over `lanes` connections at once.
pub async fn send_at_once(addr: SocketAddr, lanes: usize, forms: Vec<(Tenant, String)>) -> Vec<Sent> {
    let mut of_lane: Vec<Vec<(Tenant, String)>> = vec![Vec::new(); lanes];
    for (turn, form) in forms.into_iter().enumerate() {
        of_lane[turn % lanes].push(form);
    }
    let tasks: Vec<_> = of_lane.into_iter().map(|forms| tokio::spawn(send(addr, forms))).collect();
    let mut sent = Vec::new();
    for task in tasks {
        sent.extend(task.await.unwrap());
    }
    sent
}
