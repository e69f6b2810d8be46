//! Figures for people, the same on the page and in every output.

pub use crate::text::figures::*;
