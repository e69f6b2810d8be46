//! What happens to the site after Trunk has written it and before it becomes `dist/` (Trunk's post_build hook):
//!
//! 1. the worker is built and cut in two, and the page's `<meta name="racecard-worker">` gets the names of its files;
//! 2. inline scripts move into files of their own, so that the page's policy can be `script-src 'self'`;
//! 3. the build gets its id, a digest over all files, and `<meta name="racecard-build">` gets it;
//! 4. `sw.js` gets the id and the list of all files with sizes and digests.

pub mod budgets;
mod digest;
mod page;
mod precache;
mod worker;

use crate::Done;
use crate::setup::{self, Tools};
use crate::steps::{about, say};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// What hosts show for an address that does not exist.
pub const MISSING_PAGE: &str = "404.html";

/// The hook: works on the folder Trunk names.
pub fn post_build() -> Done {
    let folder = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or("post-build is called by Trunk, which says in TRUNK_STAGING_DIR where the site is")?;
    finish(&folder, &setup::tools()?)
}

/// Finishes the site in a folder.
fn finish(folder: &Path, tools: &Tools) -> Done {
    let index = folder.join("index.html");
    let mut html = fs::read_to_string(&index).map_err(about(&index))?;
    let names = worker::build(folder, tools)?;
    html = page::set_meta(&html, "racecard-worker", &names)?;
    html = page::scripts_to_files(&html, |name, text| {
        let path = folder.join(name);
        fs::write(&path, text).map_err(about(&path))
    })?;
    fs::write(&index, &html).map_err(about(&index))?;
    let build = digest::of_folder(folder)?;
    fs::write(&index, page::set_meta(&html, "racecard-build", &build)?).map_err(about(&index))?;
    // GitHub Pages would otherwise drop files that begin with an underscore.
    fs::write(folder.join(".nojekyll"), "").map_err(about(folder))?;
    let count = precache::write(folder, &build)?;
    say(&format!("   site {build}: {count} files for offline use, worker {names}"));
    Ok(())
}
