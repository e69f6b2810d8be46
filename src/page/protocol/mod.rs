//! The messages between the page and its worker. Plain data; knows neither the web nor the engine.
//!
//! A request is a list of words (`request.rs`), which `serde-wasm-bindgen` carries, with at most one attachment beside it:
//! the `File` of a source. A reply is one transferred buffer (`wire.rs`). Every request carries an
//! id that its answer repeats; an answer whose id is not awaited any more is dropped.

mod act;
mod heads;
mod kind;
mod message;
mod panel;
mod request;
mod tree;
mod views;
mod wire;

pub use act::Act;
pub use heads::{Head, Heads};
pub use kind::{CardId, Kind, Sort};
pub use message::{Counts, Reply, SoFar, Tell};
pub use panel::{Panel, Switches};
pub use request::{Ask, ExportAs, Request};
pub use tree::{Node, Piece, Pieces, all, el, none, slot, text, to_html};
pub use views::{Found, Mark, RawLine, RawWindow, SourceHead, Summary, Understood};
