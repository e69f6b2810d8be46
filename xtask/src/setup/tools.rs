//! The wasm target, Trunk, wasm-bindgen and wasm-opt: from PATH in the right version, else from this project's cache
//! outside the checkout, else installed there from the registries, else left to Trunk.

use super::debian;
use super::versions::Versions;
use crate::steps::{about, call, command, output, say};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// How to call the tools: folders to put before PATH, and whether Trunk has all it needs.
pub struct Tools {
    folders: Vec<PathBuf>,
    /// Trunk need not (and must not) download anything.
    pub complete: bool,
}

impl Tools {
    /// PATH with the tools' folders before it.
    pub fn path(&self) -> OsString {
        let before = env::var_os("PATH").unwrap_or_default();
        let all = self.folders.iter().cloned().chain(env::split_paths(&before));
        env::join_paths(all).unwrap_or(before)
    }

    /// The settings Trunk takes from the environment.
    pub fn settings(&self) -> [(&'static str, OsString); 2] {
        [("PATH", self.path()), ("TRUNK_SKIP_VERSION_CHECK", "true".into())]
    }
}

/// Finds or installs all tools of the page's build.
pub fn tools() -> Result<Tools, String> {
    say("Tools");
    wasm_target()?;
    let versions = Versions::read()?;
    let mut folders = Vec::new();
    folders.extend(cargo_tool("trunk", "trunk", &versions.trunk)?);
    folders.extend(cargo_tool("wasm-bindgen", "wasm-bindgen-cli", &versions.wasm_bindgen)?);
    let complete = match wasm_opt(&versions.binaryen)? {
        Found::OnPath => true,
        Found::In(folder) => {
            folders.push(folder);
            true
        }
        Found::Nowhere => {
            folders.extend(trunks_own(&versions.binaryen));
            false
        }
    };
    Ok(Tools { folders, complete })
}

/// The standard library for wasm.
fn wasm_target() -> crate::Done {
    let installed = output(&mut command("rustup", ["target", "list", "--installed"]));
    if let Some(list) = &installed
        && list.lines().any(|line| line == WASM_TARGET)
    {
        say(&format!("   {WASM_TARGET}: installed"));
        return Ok(());
    }
    if installed.is_some() {
        say(&format!("   {WASM_TARGET}: adding it"));
        return call(&mut command("rustup", ["target", "add", WASM_TARGET]));
    }
    let there = output(&mut command("rustc", ["--print", "target-libdir", "--target", WASM_TARGET]));
    if there.is_some_and(|folder| Path::new(&folder).is_dir()) {
        say(&format!("   {WASM_TARGET}: comes with this rustc"));
        return Ok(());
    }
    Err(format!("rustup is not there, and this rustc has no {WASM_TARGET}: install rustup, or that target's std"))
}

/// Whether `program --version` names this version.
fn is_version(program: &Path, version: &str) -> bool {
    let told = output(std::process::Command::new(program).arg("--version"));
    told.is_some_and(|told| told.split(|c: char| c.is_whitespace() || c == '_').any(|word| word == version))
}

/// Where this project keeps its tools, outside every checkout.
fn cache() -> Result<PathBuf, String> {
    let from = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = from("XDG_CACHE_HOME")
        .or_else(|| from("HOME").map(|home| home.join(".cache")))
        .or_else(|| from("LOCALAPPDATA"))
        .ok_or("neither XDG_CACHE_HOME nor HOME says where a cache may be")?;
    Ok(base.join("racecard").join("tools"))
}

/// A tool that cargo installs; the folder to put on PATH unless it is there already.
fn cargo_tool(program: &str, package: &str, version: &str) -> Result<Option<PathBuf>, String> {
    if is_version(Path::new(program), version) {
        say(&format!("   {program} {version}: on PATH"));
        return Ok(None);
    }
    let folder = cache()?.join(format!("{program}-{version}"));
    let bin = folder.join("bin");
    let file = bin.join(format!("{program}{}", env::consts::EXE_SUFFIX));
    if is_version(&file, version) {
        say(&format!("   {program} {version}: in {}", bin.display()));
        return Ok(Some(bin));
    }
    say(&format!("   {program} {version}: not there; cargo builds it once, which takes some minutes"));
    fs::create_dir_all(&folder).map_err(about(&folder))?;
    // Outside the checkout, so that its .cargo/config.toml and target folder play no part.
    let mut install = command("cargo", ["install", package, "--version", version, "--locked", "--root"]);
    call(install.arg(&folder).current_dir(&folder).env_remove("CARGO_TARGET_DIR"))?;
    Ok(Some(bin))
}

/// Where Trunk puts the wasm-opt it downloads: the worker needs it after the page.
fn trunks_own(version: &str) -> Option<PathBuf> {
    let from = |name: &str, rest: &str| env::var_os(name).map(|base| PathBuf::from(base).join(rest));
    let cache = match env::consts::OS {
        "windows" => from("LOCALAPPDATA", "trunkrs/trunk/cache"),
        "macos" => from("HOME", "Library/Caches/dev.trunkrs.trunk"),
        _ => from("XDG_CACHE_HOME", "trunk").or_else(|| from("HOME", ".cache/trunk")),
    };
    Some(cache?.join(format!("wasm-opt-version_{version}")).join("bin"))
}

enum Found {
    OnPath,
    In(PathBuf),
    Nowhere,
}

/// wasm-opt, from npm's package of Binaryen. Without npm the page is still built: Trunk fetches wasm-opt itself.
fn wasm_opt(version: &str) -> Result<Found, String> {
    if is_version(Path::new("wasm-opt"), version) {
        say(&format!("   wasm-opt {version}: on PATH"));
        return Ok(Found::OnPath);
    }
    let folder = cache()?.join(format!("binaryen-{version}"));
    let bin = folder.join("node_modules").join(".bin");
    let file = bin.join(if cfg!(windows) { "wasm-opt.cmd" } else { "wasm-opt" });
    if is_version(&file, version) {
        say(&format!("   wasm-opt {version}: in {}", bin.display()));
        return Ok(Found::In(bin));
    }
    if !npm() {
        say(&format!("   wasm-opt {version}: npm is not there, so Trunk downloads it"));
        return Ok(Found::Nowhere);
    }
    say(&format!("   wasm-opt {version}: not there; npm installs it once"));
    fs::create_dir_all(&folder).map_err(about(&folder))?;
    let package = format!("binaryen@{version}.0.0");
    let mut install = command(NPM, ["install", "--no-audit", "--no-fund", "--prefix"]);
    match call(install.arg(&folder).arg(package).current_dir(&folder)) {
        Ok(()) if is_version(&file, version) => Ok(Found::In(bin)),
        Ok(()) => Err(format!("npm installed binaryen, but {} is not version {version}", file.display())),
        Err(sentence) => {
            say(&format!("   {sentence}; Trunk downloads wasm-opt instead"));
            Ok(Found::Nowhere)
        }
    }
}

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Whether npm can be used; as root on Debian it is installed.
fn npm() -> bool {
    let there = || output(&mut command(NPM, ["--version"])).is_some();
    there() || (debian::install(&["nodejs", "npm"]).is_ok() && there())
}

/// The folder `node_modules` of the locked JavaScript test dependencies in `folder`, installed where it is missing.
pub fn node_modules(folder: &Path) -> Result<PathBuf, String> {
    let modules = folder.join("node_modules");
    let stamp = modules.join(".package-lock.json");
    let age = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    if age(&stamp).is_some() && age(&stamp) >= age(&folder.join("package-lock.json")) {
        return Ok(modules);
    }
    if !npm() {
        return Err("the accessibility tests need npm: install it (on Debian: apt-get install npm)".into());
    }
    call(command(NPM, ["ci", "--no-audit", "--no-fund"]).current_dir(folder))?;
    Ok(modules)
}
