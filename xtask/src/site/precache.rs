//! The list in `sw.js` of every file of the build, from the files really written.

use super::digest::{files, integrity};
use crate::steps::about;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const SERVICE_WORKER: &str = "sw.js";
/// The two lines of www/sw.js that stand for a build without a list.
const BUILD_LINE: &str = "const BUILD = \"\";";
const FILES_LINE: &str = "const FILES = [];";

/// Writes id and list into `sw.js`; how many files the list has.
pub fn write(folder: &Path, build: &str) -> Result<usize, String> {
    let path = folder.join(SERVICE_WORKER);
    let script = fs::read_to_string(&path).map_err(about(&path))?;
    let mut list = Vec::new();
    for (name, file) in files(folder)? {
        if is_wanted_offline(&name) {
            let bytes = fs::read(&file).map_err(about(&file))?;
            list.push(json!([name, bytes.len(), integrity(&bytes)]));
        }
    }
    for line in [BUILD_LINE, FILES_LINE] {
        if !script.contains(line) {
            return Err(format!("{SERVICE_WORKER} has no line `{line}`"));
        }
    }
    let count = list.len();
    let script = script
        .replace(BUILD_LINE, &format!("const BUILD = {};", Value::from(build)))
        .replace(FILES_LINE, &format!("const FILES = {};", Value::from(list)));
    fs::write(&path, script).map_err(about(&path))?;
    Ok(count)
}

/// Everything but the service worker itself (the browser keeps that) and what only the host looks at.
fn is_wanted_offline(name: &str) -> bool {
    name != SERVICE_WORKER && name != super::MISSING_PAGE && !name.starts_with('.')
}
