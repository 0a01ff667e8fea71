//! Lanes: how many requests are served at once. One more is told to come back at once, which is cheaper than
//! letting everybody wait. Staff have a lane of their own, so that a rush of visitors does not stop the desk.
//!
//! A form takes its place in a lane when it has arrived whole. Until then it holds one of the places to arrive in, of
//! which staff have their own, too, and four times as many as they have to be served in.

use super::refusal::Refusal;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::Method;
use std::sync::Arc;
use tokio::sync::Semaphore;

const PUBLIC: usize = 256;
const STAFF: usize = 64;
/// Forms that arrive for the public, and as many for staff, at most 256 KB each.
const ARRIVING: usize = 256;
/// A photograph takes up to 10 MB of memory and a core.
const UPLOADS: usize = 8;

#[derive(Clone, Debug)]
pub struct Lanes {
    public: Arc<Semaphore>,
    staff: Arc<Semaphore>,
    to_public: Arc<Semaphore>,
    to_staff: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
}

impl Lanes {
    pub fn new() -> Lanes {
        let lane = |places| Arc::new(Semaphore::new(places));
        Lanes {
            public: lane(PUBLIC),
            staff: lane(STAFF),
            to_public: lane(ARRIVING),
            to_staff: lane(ARRIVING),
            uploads: lane(UPLOADS),
        }
    }

    /// Where what is sent to `path` arrives.
    fn of_body(&self, path: &str) -> &Arc<Semaphore> {
        match path {
            _ if super::bodies::is_upload(path) => &self.uploads,
            _ if is_of_staff(path) => &self.to_staff,
            _ => &self.to_public,
        }
    }

    /// Where a request to `path` is served.
    fn of(&self, path: &str) -> &Arc<Semaphore> {
        if is_of_staff(path) { &self.staff } else { &self.public }
    }
}

fn is_of_staff(path: &str) -> bool {
    let below =
        |base: &str| path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    below("/desk") || below("/counter") || below("/staff")
}

impl Default for Lanes {
    fn default() -> Self {
        Lanes::new()
    }
}

/// Lets a body arrive where there is a place for it.
pub async fn receive(State(lanes): State<Lanes>, request: Request, next: Next) -> Response {
    if *request.method() != Method::POST {
        return next.run(request).await;
    }
    let lane = lanes.of_body(request.uri().path()).clone();
    within(lane, request, next).await
}

/// Lets a request that is whole be served where there is a place for it.
pub async fn admit(State(lanes): State<Lanes>, request: Request, next: Next) -> Response {
    let lane = lanes.of(request.uri().path()).clone();
    within(lane, request, next).await
}

async fn within(lane: Arc<Semaphore>, request: Request, next: Next) -> Response {
    match lane.try_acquire_owned() {
        Ok(_place) => next.run(request).await,
        Err(_) => Refusal::Busy.into_answer(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_keep_their_lane() {
        let lanes = Lanes::new();
        let same = |path: &str, lane: &Arc<Semaphore>| Arc::ptr_eq(lanes.of(path), lane);
        assert!(
            same("/desk", &lanes.staff)
                && same("/desk/2611", &lanes.staff)
                && same("/staff/sign-in", &lanes.staff)
        );
        assert!(same("/", &lanes.public) && same("/desktop", &lanes.public));
        assert!(same("/z/12", &lanes.public));
        assert!(Arc::ptr_eq(lanes.of_body("/z/photo"), &lanes.uploads));
        assert!(Arc::ptr_eq(lanes.of_body("/do/rent-submit"), &lanes.to_public));
        assert!(Arc::ptr_eq(lanes.of_body("/desk/2611"), &lanes.to_staff));
    }
}
