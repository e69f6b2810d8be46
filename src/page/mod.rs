//! Everything that exists for the web page.
//!
//! Arrows: `engine, render, model ← protocol, views ← worker`, `model, protocol ← shell ← app`, `browser ← app, worker`.
//! What a report looks like is in [`views`]: the worker draws it as trees of [`protocol::Node`], which the page puts on
//! the screen without knowing what they show. `shell` and `app` carry no parser and no card.

#[cfg(feature = "web")]
pub mod app;
#[cfg(feature = "web")]
pub mod browser;
pub mod present;
pub mod protocol;
pub mod shell;
pub mod views;
#[cfg(feature = "web")]
pub mod worker;
