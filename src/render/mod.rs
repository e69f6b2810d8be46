//! A report as text for a person or a program.

pub mod json;
