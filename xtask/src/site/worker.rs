//! Trunk gives the page's files names with a digest, but not the worker's (trunk #405): done here, so that a new page
//! can never meet an old worker in a cache.

use super::digest;
use crate::steps::about;
use std::fs;
use std::path::Path;

const GLUE: &str = "worker.js";
const WASM: &str = "worker_bg.wasm";

/// Renames both files by their contents; their new names, glue first, with a blank between.
pub fn rename(folder: &Path) -> Result<String, String> {
    let mut contents = Vec::new();
    for name in [GLUE, WASM] {
        let path = folder.join(name);
        contents.extend(fs::read(&path).map_err(about(&path))?);
    }
    let hash = digest::short(&contents);
    let names = [format!("worker-{hash}.js"), format!("worker-{hash}_bg.wasm")];
    for (old, new) in [GLUE, WASM].iter().zip(&names) {
        fs::rename(folder.join(old), folder.join(new)).map_err(about(&folder.join(old)))?;
    }
    // Trunk's loader shim (data-loader-shim) only imports the two by their old names; the page does not use it.
    fs::remove_file(folder.join("worker_loader.js")).ok();
    Ok(names.join(" "))
}
