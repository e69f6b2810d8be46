//! The page's brain without the web.

pub mod present;
