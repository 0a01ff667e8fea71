//! Everything that a test logs, at the most talkative level.
//!
//! One subscriber for the process and one text a thread: a test runs on a thread of its own, and subscribers that come
//! and go with tests make lines of others disappear.

use std::{
    cell::RefCell,
    io::{self, Write},
    sync::Once,
};

thread_local! {
    /// What was logged since [`listen`]; none where nobody listens.
    static HEARD: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Listens to this thread from now on.
pub fn listen() {
    static START: Once = Once::new();
    START.call_once(|| {
        tracing_subscriber::fmt()
            .with_env_filter(server::commands::log_filter(Some("trace".into())))
            .with_writer(|| Ear)
            .init();
    });
    HEARD.set(Some(Vec::new()));
}

/// What this thread has logged.
pub fn heard() -> String {
    String::from_utf8(HEARD.take().unwrap_or_default()).unwrap()
}

struct Ear;

impl Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        HEARD.with_borrow_mut(|heard| heard.as_mut().map(|heard| heard.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
