//! The messages between the page and its worker. Plain data; knows neither the web nor the engine.
//!
//! A message is one object of `serde-wasm-bindgen` (64-bit numbers as `BigInt`, identifiers as text) and at most one
//! attachment beside it: the `File` of a source, the pasted string, or a transferred buffer of [`Heads`].
//! Every request carries an id that its answer repeats; an answer whose id is not awaited any more is dropped.

mod act;
mod heads;
mod kind;
mod message;
mod panel;
mod timeline;
mod tree;
mod views;

pub use act::Act;
pub use heads::{Head, Heads};
pub use kind::{CardId, Kind, Sort};
pub use message::{Ask, Counts, ExportAs, Reply, Request, Tell};
pub use panel::{Panel, Switches};
pub use timeline::{Event, Lane, Timeline};
pub use tree::{Node, Piece, Pieces, all, el, none, text, to_html};
pub use views::{Decoded, DigestRow, FieldHelp, Found, Mark, Notes, Overview, RawLine, RawWindow, Summary, TestRow};
