//! Bounds on what hostile input can make us build.

/// Bytes an encoded plan may unfold to.
pub const DECODED_BYTES: usize = 16 << 20;
/// Operators of one plan.
pub const OPERATORS: usize = 200_000;
/// Levels of one plan.
pub const DEPTH: u32 = 1000;
/// Tree characters of one plan: deep plans with many operators stop here.
pub const TREE_CHARS: usize = 16 << 20;
/// Bytes of a table; a larger one is printed without padding.
pub const TABLE_BYTES: usize = 64 << 20;
