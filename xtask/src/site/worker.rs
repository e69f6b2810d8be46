//! The worker, cut in two: what reads logs, and what reports on them, which arrives while the first already works.
//!
//! cargo builds one program; wasm-split takes everything out of it that only `Reporting` leads to (src/bin/worker.rs has
//! the cut) and leaves a module that stands alone. wasm-bindgen never sees the second one: it has no imports but the
//! first one's memory, table and stack pointer. Trunk cannot do this, nor does it give a worker's files names with a
//! digest (trunk #405), so that a new page could meet an old worker in a cache: both are done here.

use super::digest;
use crate::setup::Tools;
use crate::steps::{about, call, command, target};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_split_cli_support::Options;

/// cargo's profile for it, and where that puts it.
const PROFILE: &str = "release-worker";
const TARGET: &str = "wasm32-unknown-unknown";

/// What the browsers of the last three years have; the same list as in index.html.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-simd",
];

/// Builds the worker's files into the site; their names with a blank between: glue, what reads, what reports.
pub fn build(folder: &Path, tools: &Tools) -> Result<String, String> {
    let flags = ["--locked", "--package=racecard", "--no-default-features", "--features=web", "--bin=worker"];
    let mut cargo = command("cargo", ["rustc", "--target", TARGET, "--profile", PROFILE]);
    // Without relocations nobody could tell which data a function needs.
    call(cargo.args(flags).args(["--", "-C", "link-arg=--emit-relocs"]))?;
    let whole = target().join(TARGET).join(PROFILE).join("worker.wasm");
    let work = target().join("worker-parts");
    let (first, second) = split(&whole, &work)?;

    let mut bindgen = command("wasm-bindgen", ["--target=no-modules", "--no-typescript", "--out-name=worker"]);
    // The second module calls through the first one's table, which wasm-bindgen would otherwise hide.
    bindgen.arg("--keep-lld-exports").arg("--out-dir").arg(&work).arg(&first);
    call(bindgen.envs(tools.settings()))?;
    // Reading is what must be fast; reporting is what there is most of. A second round takes off another kilobyte of each.
    let reading = optimise(&work.join("worker_bg.wasm"), &["-O4", "-O4"], tools)?;
    let reporting = optimise(&second, &["-Oz", "-Oz"], tools)?;

    let mut names = Vec::new();
    for (path, start, end) in
        [(work.join("worker.js"), "worker", ".js"), (reading, "worker", "_bg.wasm"), (reporting, "reporting", ".wasm")]
    {
        let bytes = fs::read(&path).map_err(about(&path))?;
        let name = format!("{start}-{}{end}", digest::short(&bytes));
        fs::write(folder.join(&name), bytes).map_err(about(folder))?;
        names.push(name);
    }
    Ok(names.join(" "))
}

/// Cuts the program; where its two modules are.
fn split(whole: &Path, work: &Path) -> Result<(PathBuf, PathBuf), String> {
    let program = fs::read(whole).map_err(about(whole))?;
    let first = work.join("first.wasm");
    let mut options = Options::new(&program);
    options.output_dir = work;
    options.main_out_path = &first;
    let parts = wasm_split_cli_support::transform(options);
    let mut parts = parts.map_err(|error| format!("{} cannot be cut: {error:#}", whole.display()))?.split_modules;
    match (parts.pop(), parts.is_empty()) {
        (Some(second), true) => Ok((first, second)),
        _ => Err(format!("{} has not exactly one cut", whole.display())),
    }
}

/// Runs wasm-opt over a module.
fn optimise(module: &Path, levels: &[&str], tools: &Tools) -> Result<PathBuf, String> {
    let to = module.with_extension("opt.wasm");
    let mut wasm_opt = command("wasm-opt", levels);
    wasm_opt.args(FEATURES).arg(module).arg("-o").arg(&to);
    call(wasm_opt.envs(tools.settings()))?;
    Ok(to)
}
