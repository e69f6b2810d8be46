//! How figures, times, names, statements, stacks and plans are told to people: pure functions, no markup.

pub mod axis;
pub mod bar;
pub mod clock;
pub mod columns;
pub mod copied;
pub mod diff;
pub mod dump;
pub mod figures;
pub mod fold;
pub mod lanes;
pub mod name;
pub mod plan_rows;
pub mod prose;
pub mod races;
pub mod spent;
pub mod sql;
pub mod titles;
pub mod understood;
pub mod unread;
