//! Digests of files and of the whole site.

use crate::steps::about;
use base64::Engine;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The first 16 hexadecimal digits of the SHA-256: enough for a name.
pub fn short(bytes: &[u8]) -> String {
    hexadecimal(Sha256::new_with_prefix(bytes))
}

fn hexadecimal(digest: Sha256) -> String {
    let first = digest.finalize().into_iter().take(8);
    format!("{:016x}", first.fold(0, |number, byte| (number << 8) | u64::from(byte)))
}

/// The digest as `integrity` attributes and `fetch` options write it.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(bytes)))
}

/// All files under a folder as (path with `/` relative to the folder, path), sorted.
pub fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).map_err(about(&next))? {
            let path = entry.map_err(about(&next))?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let relative = path.strip_prefix(folder).map_err(|error| error.to_string())?;
                found.push((relative.to_string_lossy().replace('\\', "/"), path));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// One id for everything in the folder: the same files give the same id.
pub fn of_folder(folder: &Path) -> Result<String, String> {
    let mut all = Sha256::new();
    for (name, path) in files(folder)? {
        let bytes = fs::read(&path).map_err(about(&path))?;
        all.update(format!("{name} {}\n", integrity(&bytes)));
    }
    Ok(hexadecimal(all))
}
