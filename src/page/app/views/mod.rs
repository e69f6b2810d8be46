//! The views beside the report.

mod about;
mod decode;
mod notes;
mod overview;
mod table;

pub use about::about;
pub use decode::decode;
pub use notes::notes;
pub use overview::overview;
