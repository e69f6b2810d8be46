//! How records are shown, as plain data: names cut short, runs of frames folded, two stacks put on common rows, bars and
//! axes measured. Knows the model, nothing of the web: `page::app::cards` draws what is decided here.

pub mod axis;
pub mod bar;
pub mod clock;
pub mod columns;
pub mod copied;
pub mod diff;
pub mod dump;
pub mod fields;
pub mod figures;
pub mod fold;
pub mod lanes;
pub mod name;
pub mod plan_rows;
pub mod prose;
pub mod spent;
pub mod sql;
