//! Undoes paste damage, and counts what it undid.

pub mod entities;
pub mod escapes;

use serde::{Deserialize, Serialize};

/// One kind of damage found in a source and put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    pub kind: String,
    pub count: u64,
}
