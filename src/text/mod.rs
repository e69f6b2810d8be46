//! Bytes and positions. Knows no log format.
//!
//! A source arrives in chunks; [`lines`] cuts it into physical lines, [`wrap`] takes off what a CI system, a container
//! runtime or a chat put around each line, and [`repair`] undoes paste damage. What comes out is a [`Line`].

pub mod block;
pub mod bytes;
pub mod clock;
pub mod column;
pub mod duration;
pub mod escape;
pub mod hash;
pub mod intern;
pub mod line;
pub mod lines;
pub mod order;
pub mod repair;
pub mod sketch;
pub mod span;
pub mod unpack;
pub mod wrap;

pub use block::Block;
pub use line::Line;
pub use span::Span;

/// Text that many records share (function names, files): cheap to clone.
pub type Text = std::sync::Arc<str>;
