//! What a visitor downloads, compressed as hosts compress it, against what it may be.

use super::digest::files;
use crate::steps::{about, say};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::Path;

/// A size that is kept, in KB after gzip.
struct Budget {
    name: &'static str,
    limit: usize,
    /// Which files count.
    counts: fn(&str) -> bool,
}

const BUDGETS: [Budget; 4] = [
    Budget { name: "page wasm", limit: 110, counts: |file| is_page(file) && is_wasm(file) },
    Budget { name: "worker (wasm and glue)", limit: 320, counts: is_worker },
    Budget { name: "worker's part that reports", limit: 490, counts: is_reporting },
    Budget { name: "first paint", limit: 140, counts: is_page },
];

fn is_wasm(file: &str) -> bool {
    file.ends_with("_bg.wasm")
}

fn is_worker(file: &str) -> bool {
    file.starts_with("worker")
}

/// Arrives while the worker already reads.
fn is_reporting(file: &str) -> bool {
    file.starts_with("reporting-")
}

/// Everything the first paint needs: the page itself, its scripts and styles, its wasm.
fn is_page(file: &str) -> bool {
    let is_loaded = [".html", ".js", ".css", ".wasm"].iter().any(|end| file.ends_with(end));
    is_loaded
        && !is_worker(file)
        && !is_reporting(file)
        && !["sw.js", super::MISSING_PAGE].contains(&file)
        && !file.starts_with("samples/")
}

/// Measures a built site; a sentence for every budget that is exceeded, or that no file counts for.
pub fn check(folder: &Path) -> Vec<(String, crate::Done)> {
    let sizes = match sizes(folder) {
        Ok(sizes) => sizes,
        Err(sentence) => return vec![("sizes".into(), Err(sentence))],
    };
    say("\nSizes after gzip");
    for (file, bytes) in &sizes {
        say(&format!("{bytes:>10} B  {file}"));
    }
    BUDGETS.iter().map(|budget| (format!("size: {}", budget.name), within(budget, &sizes))).collect()
}

fn within(budget: &Budget, sizes: &[(String, usize)]) -> crate::Done {
    let counted: Vec<usize> = sizes.iter().filter(|(file, _)| (budget.counts)(file)).map(|(_, bytes)| *bytes).collect();
    let sum: usize = counted.iter().sum();
    let kilobytes = sum as f64 / 1024.0;
    if counted.is_empty() {
        return Err("no file of the site counts for it".into());
    }
    let limit = budget.limit;
    say(&format!("{}: {kilobytes:.1} KB of {limit} KB", budget.name));
    if sum > limit * 1024 { Err(format!("{kilobytes:.1} KB are more than {limit} KB")) } else { Ok(()) }
}

/// Every file of the site with its size after gzip.
fn sizes(folder: &Path) -> Result<Vec<(String, usize)>, String> {
    let mut sizes = Vec::new();
    for (name, path) in files(folder)? {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&fs::read(&path).map_err(about(&path))?).map_err(about(&path))?;
        sizes.push((name, packed.finish().map_err(about(&path))?.len()));
    }
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_count_where_they_belong() {
        let of = |index: usize| {
            let all = [
                "index.html",
                "app-1.js",
                "app-1_bg.wasm",
                "worker-2.js",
                "worker-2_bg.wasm",
                "reporting-3.wasm",
                "sw.js",
                "samples/a.txt",
            ];
            all.into_iter().filter(|file| (BUDGETS[index].counts)(file)).collect::<Vec<_>>()
        };
        assert_eq!(of(0), ["app-1_bg.wasm"]);
        assert_eq!(of(1), ["worker-2.js", "worker-2_bg.wasm"]);
        assert_eq!(of(2), ["reporting-3.wasm"]);
        assert_eq!(of(3), ["index.html", "app-1.js", "app-1_bg.wasm"]);
    }

    #[test]
    fn too_much_and_nothing_both_fail() {
        let sizes = |bytes| vec![("app_bg.wasm".to_string(), bytes)];
        assert!(within(&BUDGETS[0], &sizes(BUDGETS[0].limit * 1024)).is_ok());
        assert!(within(&BUDGETS[0], &sizes(BUDGETS[0].limit * 1024 + 1)).is_err());
        assert!(within(&BUDGETS[1], &sizes(1)).is_err());
    }
}
