//! The pinned versions, read where they are pinned.

use crate::steps::{about, root};
use std::fs;

pub struct Versions {
    pub trunk: String,
    pub wasm_bindgen: String,
    /// The number of a Binaryen release, which is also the npm package's.
    pub binaryen: String,
}

impl Versions {
    pub fn read() -> Result<Self, String> {
        Ok(Self {
            trunk: after("Trunk.toml", "trunk-version = \"^")?,
            binaryen: after("Trunk.toml", "wasm_opt = \"version_")?,
            wasm_bindgen: after("Cargo.lock", "name = \"wasm-bindgen\"\nversion = \"")?,
        })
    }
}

/// What stands between `mark` and the next quotation mark in a file of the checkout.
fn after(file: &str, mark: &str) -> Result<String, String> {
    let path = root().join(file);
    let text = fs::read_to_string(&path).map_err(about(&path))?;
    let rest = text.split_once(mark).map(|(_, rest)| rest);
    let value = rest.and_then(|rest| rest.split('"').next());
    value.map(str::to_string).ok_or_else(|| format!("{file} has no `{mark}`"))
}
