//! A report as text for a person or a program.
//!
//! [`outline`] says what is shown; [`text`] and [`markdown`] say how. [`json`] is the public contract.

pub mod csv;
mod figures;
pub mod json;
pub mod markdown;
pub mod outline;
pub mod text;
