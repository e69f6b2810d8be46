//! Everything that exists for the web page.
//!
//! Arrows: `engine, render, model ← protocol ← worker`, `model, protocol ← shell ← app`, `browser ← app, worker`.
//! `shell` and `app` carry no parser: they see the report only through the messages of [`protocol`].

#[cfg(feature = "web")]
pub mod app;
#[cfg(feature = "web")]
pub mod browser;
pub mod protocol;
pub mod shell;
#[cfg(feature = "web")]
pub mod worker;
