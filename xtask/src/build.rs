//! `cargo xtask build`: the static site in `dist/`.

use crate::setup;
use crate::steps::{call, command, root, say};
use std::path::PathBuf;

/// Where Trunk leaves the site.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Sets up the tools and builds the release site.
pub fn run() -> crate::Done {
    let tools = setup::tools()?;
    site(&tools)?;
    say(&format!("The site is in {}", dist().display()));
    Ok(())
}

/// Builds the release site with tools already found.
pub fn site(tools: &setup::Tools) -> crate::Done {
    say("Page (release, both wasm files; the first build takes some minutes)");
    // Trunk's --offline holds for cargo too, so the crates come first.
    call(&mut command("cargo", ["fetch", "--locked"]))?;
    let mut words = vec!["build", "--release", "--locked"];
    if tools.complete {
        words.push("--offline");
    }
    // Trunk takes NO_COLOR for a yes or no and refuses the usual "1".
    let mut trunk = command("trunk", words);
    trunk.envs(tools.settings()).env("NO_COLOR", "true").env(FLAGS, flags());
    call(&mut trunk)
}

/// Cargo adds these to the flags of `.cargo/config.toml`; the variables without a target replace them.
const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// The site names no folder of the machine that built it: panic messages would, with every file of every crate.
fn flags() -> String {
    let home = std::env::var("CARGO_HOME").map(PathBuf::from).ok();
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))).unwrap_or_default();
    let prefixes = [(home.join("registry/src"), "crates"), (root().to_path_buf(), "racecard")];
    let flags = prefixes.map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()));
    // Flags are separated by blanks: a folder with one cannot be named.
    flags.into_iter().filter(|flag| !flag.contains(char::is_whitespace)).collect::<Vec<_>>().join(" ")
}
