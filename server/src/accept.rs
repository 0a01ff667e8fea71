//! The accept loop: sockets in, requests to the router.
//!
//! `axum::serve` sets no limit on how long a client may take to send its head, and hyper's automatic builder
//! none before the first byte: silent clients were still connected after 45 s. Here both are gone after five
//! seconds, one address holds so many connections and no more, and a client that stops reading is cut off.

mod stall;

use crate::layers::trace::Peer;
use axum::Router;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use service::throttle::subscriber;
use stall::Stall;
use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::Service;

/// Limits of the accept loop.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub connections: usize,
    /// Connections of one address; none behind a proxy, whose address all of them have.
    pub per_address: Option<u32>,
    /// For the head of a request, also while nothing is sent at all.
    pub head: Duration,
    /// A client that takes nothing of its answer for so long is gone.
    pub stall: Duration,
    /// For requests under way when the process is asked to end.
    pub drain: Duration,
}

impl Limits {
    /// `trusted_hops`: proxies of ours in front.
    pub fn behind(trusted_hops: usize) -> Limits {
        Limits {
            connections: 12_000,
            per_address: (trusted_hops == 0).then_some(64),
            head: Duration::from_secs(5),
            stall: Duration::from_secs(30),
            drain: Duration::from_secs(10),
        }
    }
}

const HEADERS_MAX: usize = 64;
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// Serves until `stop` is cancelled, then lets requests under way end.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let addresses = Addresses::default();
    let connections = TaskTracker::new();
    loop {
        let place = tokio::select! {
            () = stop.cancelled() => break,
            place = places.clone().acquire_owned() => place,
        };
        let Ok(place) = place else { break };
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (socket, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: they come back when connections end.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Some(seat) = addresses.seat(peer.ip(), limits.per_address) else { continue };
        connections.spawn(connection(socket, peer, router.clone(), limits, stop.clone(), (place, seat)));
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(limits.drain, connections.wait()).await.is_err() {
        tracing::warn!(left = connections.len(), "connections were cut off at the end");
    }
}

async fn connection(
    socket: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
    stop: CancellationToken,
    _held: (OwnedSemaphorePermit, Seat),
) {
    // A page is one write; waiting to fill a packet only delays its end.
    let _ = socket.set_nodelay(true);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.clone().call(request)
    });
    let io = TokioIo::new(Stall::new(socket, limits.stall));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(HEADERS_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(io, service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// How many connections each subscriber holds.
#[derive(Clone, Debug, Default)]
struct Addresses(Arc<Mutex<HashMap<IpAddr, u32>>>);

/// One connection's share of its address; given back when it ends.
struct Seat {
    addresses: Addresses,
    address: IpAddr,
}

impl Addresses {
    fn seat(&self, address: IpAddr, limit: Option<u32>) -> Option<Seat> {
        let address = subscriber(address);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(address).or_default();
        if limit.is_some_and(|limit| *count >= limit) {
            return None;
        }
        *count += 1;
        Some(Seat { addresses: self.clone(), address })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut held = self.addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_so_many_and_gets_them_back() {
        let addresses = Addresses::default();
        let [one, other] = [IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2])];
        let seats: Vec<_> = (0..3).map(|_| addresses.seat(one, Some(2))).collect();
        assert_eq!(seats.iter().filter(|seat| seat.is_some()).count(), 2);
        assert!(addresses.seat(other, Some(2)).is_some());
        drop(seats);
        assert!(addresses.seat(one, Some(2)).is_some());
        let near = ["2001:db8:1:2::1", "2001:db8:1:2::2"].map(|text| text.parse().unwrap());
        let _seat = addresses.seat(near[0], Some(1));
        assert!(addresses.seat(near[1], Some(1)).is_none(), "of one subscriber");
        drop(_seat);
        assert!(addresses.0.lock().unwrap().is_empty(), "nothing is kept for those who left");
    }
}
