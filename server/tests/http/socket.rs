//! The accept loop with real sockets: silent, slow and many clients, and the end.

use crate::support::Portal;
use axum::{Router, routing::get};
use server::accept::{Limits, serve};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

/// Long enough for a busy machine; reached only by a test that fails.
const PATIENCE: Duration = Duration::from_secs(20);
const HELLO: &[u8] = b"GET /hello HTTP/1.1\r\nhost: localhost\r\n\r\n";

struct Served {
    address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
    /// Notified when a request to `/slow` has begun; it ends when `go` is notified.
    begun: Arc<Notify>,
    go: Arc<Notify>,
    _portal: Portal,
}

async fn serving(limits: Limits) -> Served {
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (begin, end) = (begun.clone(), go.clone());
    let slow = move || async move {
        begin.notify_one();
        end.notified().await;
        "slow"
    };
    let portal =
        Portal::around(Router::new().route("/hello", get(async || "hello")).route("/slow", get(slow))).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let task = tokio::spawn(serve(listener, portal.router.clone(), limits, stop.clone()));
    Served { address, stop, task, begun, go, _portal: portal }
}

fn limits() -> Limits {
    Limits { head: Duration::from_millis(300), ..Limits::behind(0) }
}

/// Everything the server sends until it closes.
async fn read_to_end(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end too.
    let _ = timeout(PATIENCE, socket.read_to_end(&mut bytes)).await.expect("the server closes");
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn hello(address: SocketAddr) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(b"GET /hello HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    read_to_end(&mut socket).await
}

/// F10: without `header_read_timeout` and its timer both stay open for ever.
#[tokio::test]
async fn silent_and_half_heard_clients_are_let_go() {
    let served = serving(limits()).await;
    let mut silent = TcpStream::connect(served.address).await.unwrap();
    let mut half = TcpStream::connect(served.address).await.unwrap();
    half.write_all(b"GET /hello HTTP/1.1\r\nhost: loc").await.unwrap();
    let mut idle = TcpStream::connect(served.address).await.unwrap();
    idle.write_all(HELLO).await.unwrap();
    let heard = [read_to_end(&mut silent).await, read_to_end(&mut half).await, read_to_end(&mut idle).await];
    assert!(!heard[0].contains("200") && !heard[1].contains("200"), "{heard:?}");
    assert!(heard[2].starts_with("HTTP/1.1 200"), "an idle client was served once: {heard:?}");
    assert!(hello(served.address).await.ends_with("hello"), "others are served");
}

#[tokio::test]
async fn a_head_is_bounded() {
    let served = serving(limits()).await;
    let mut socket = TcpStream::connect(served.address).await.unwrap();
    let many = format!("GET /hello HTTP/1.1\r\nhost: localhost\r\n{}\r\n", "x: y\r\n".repeat(100));
    socket.write_all(many.as_bytes()).await.unwrap();
    assert!(read_to_end(&mut socket).await.starts_with("HTTP/1.1 431"));
    let mut socket = TcpStream::connect(served.address).await.unwrap();
    let long = format!("GET /hello HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "y".repeat(20_000));
    // The server may close before all of it is written.
    let _ = socket.write_all(long.as_bytes()).await;
    assert!(!read_to_end(&mut socket).await.contains("200 OK"));
}

/// Without the count of `Addresses` the third is served.
#[tokio::test]
async fn one_address_holds_so_many_connections() {
    let served = serving(Limits { per_address: Some(2), head: PATIENCE, ..limits() }).await;
    let _first = greeted(served.address).await;
    let second = greeted(served.address).await;
    let mut third = TcpStream::connect(served.address).await.unwrap();
    assert_eq!(read_to_end(&mut third).await, "");
    drop(second);
    // The place comes back when the server has seen the end.
    let again = async {
        while !hello(served.address).await.ends_with("hello") {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, again).await.expect("a place comes back");
}

/// A connection that is certainly accepted: it was answered once.
async fn greeted(address: SocketAddr) -> TcpStream {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(HELLO).await.unwrap();
    let mut byte = [0];
    timeout(PATIENCE, socket.read_exact(&mut byte)).await.unwrap().unwrap();
    socket
}

/// Ending finishes what is under way and takes nothing new. Remove `graceful_shutdown`: the answer is cut off or the
/// end is never reached.
#[tokio::test]
async fn ending_finishes_what_is_under_way() {
    let served = serving(limits()).await;
    let mut socket = TcpStream::connect(served.address).await.unwrap();
    socket.write_all(b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    timeout(PATIENCE, served.begun.notified()).await.unwrap();
    served.stop.cancel();
    served.go.notify_one();
    assert!(read_to_end(&mut socket).await.ends_with("slow"));
    timeout(PATIENCE, served.task).await.expect("the loop ends").unwrap();
    assert!(TcpStream::connect(served.address).await.is_err());
}
