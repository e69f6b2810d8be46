//! stub
pub mod cards;
