//! Drives the recognisers over a source and makes the report. Knows neither web nor command line.

mod assemble;
mod join_go;
mod reader;
mod scanner;

pub use assemble::report;
pub use scanner::{Progress, Scan, Scanner};
