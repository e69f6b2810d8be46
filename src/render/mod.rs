//! A report as text for a person or a program.
//!
//! [`outline`] says what is shown and how much of it; [`text`], [`markdown`] and [`html`] say how. [`json`] is the public contract.
//! All of them pass the text of a log through [`safe`].

pub mod compare;
pub mod csv;
mod figures;
pub mod html;
pub mod json;
pub mod markdown;
pub mod outline;
pub mod redact;
pub mod safe;
pub mod text;
