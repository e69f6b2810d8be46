//! `cargo xtask screenshots`: draws all views (`target/screens`, by the browser tests) and takes the README's from them.

use crate::steps::{about, call, command, root, say, target};
use crate::{build, setup};
use std::fs;

/// The README's pictures: name there, name in `target/screens`.
const PICTURES: [(&str, &str); 2] =
    [("report-light.png", "tidb-40823-1440-light.png"), ("report-dark.png", "tidb-40823-1440-dark.png")];

pub fn run() -> crate::Done {
    build::run()?;
    setup::browser()?;
    call(&mut command("cargo", ["test", "--locked", "--package", "xtask", "--test", "e2e", "screens::"]))?;
    let folder = root().join("docs/images");
    fs::create_dir_all(&folder).map_err(about(&folder))?;
    for (name, screen) in PICTURES {
        let (from, to) = (target().join("screens").join(screen), folder.join(name));
        fs::copy(&from, &to).map_err(about(&from))?;
        say(&format!("   {}", to.display()));
    }
    Ok(())
}
