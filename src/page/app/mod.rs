//! The page in Yew.

pub mod cards;
pub mod ui;

/// Draws the page.
pub fn start() {}
