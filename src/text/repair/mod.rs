//! Undoes paste damage, and counts what it undid.

pub mod backslashes;
pub mod endings;
pub mod entities;
pub mod escapes;
pub mod folds;
pub mod framed;
pub mod indent;
pub mod links;
pub mod markup;
pub mod rows;
pub mod width;

use serde::{Deserialize, Serialize};

/// One kind of damage found in a source and put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    pub kind: String,
    /// Lines or places it was found in.
    pub count: u64,
}

/// Counts of repairs, in the order of their first occurrence.
#[derive(Clone, Debug, Default)]
pub struct Repairs(Vec<(&'static str, u64)>);

impl Repairs {
    pub fn count(&mut self, kind: &'static str) {
        match self.0.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => self.0.push((kind, 1)),
        }
    }

    pub fn list(&self) -> Vec<Repair> {
        self.0.iter().map(|(kind, count)| Repair { kind: (*kind).to_owned(), count: *count }).collect()
    }
}
