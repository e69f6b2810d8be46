//! Figures for people, the same in every output and on the page.

pub use crate::text::figures::*;
