//! The page in Yew.

pub mod cards;

/// Draws the page.
pub fn start() {}
