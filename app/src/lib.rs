//! What people see: pages, words, forms, and the few live islands.
//!
//! Built twice. With `ssr` it is a library of the server and renders every page; with `hydrate` it is the WASM
//! module that brings the islands alive, and sees only [`islands`], [`text`] and the `domain` crate.
//!
//! **Invariants.** Pages and actions contain no rule and no SQL. No sentence is written outside [`text`].
//! Every form is plain HTML and works without a script.
#![recursion_limit = "1024"]

pub mod calc;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod islands;
pub mod picture;
pub mod text;
pub mod verdict_view;

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod cookies;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod paths;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod visit;

/// Brings the islands of the page alive; called by the loader when a page carries one.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
