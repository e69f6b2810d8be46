//! The messages between the page and its worker. Plain data; knows neither the web nor the engine.
//!
//! A message is one object of `serde-wasm-bindgen` (64-bit numbers as `BigInt`, identifiers as text) and at most one
//! attachment beside it: the `File` of a source, the pasted string, or a transferred buffer of [`Heads`].
//! Every request carries an id that its answer repeats; an answer whose id is not awaited any more is dropped.

mod heads;
mod kind;
mod message;
mod timeline;
mod views;

pub use heads::{Head, Heads};
pub use kind::{CardId, Kind, Sort};
pub use message::{Ask, Counts, ExportAs, Reply, Request, Tell};
pub use timeline::{Event, Lane, Timeline};
pub use views::{Decoded, DigestRow, FieldHelp, Found, Mark, Notes, Overview, RawLine, RawWindow, Summary, TestRow};
