//! Drives the recognisers over a source and makes the report. Knows neither web nor command line.

mod assemble;
pub mod compare;
pub mod digests;
mod join_go;
pub mod keep;
mod keep_go;
mod nearly;
pub mod query;
mod races;
mod reader;
pub mod saved;
mod scanner;
pub mod timeline;
mod trust;

pub use assemble::report;
pub use compare::compare;
pub use races::version_of;
pub use scanner::{Progress, Scan, Scanner};
