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

const BUDGETS: [Budget; 3] = [
    Budget { name: "first paint", limit: 20, counts: is_first_paint },
    Budget { name: "page (wasm and glue)", limit: 260, counts: is_program },
    Budget { name: "worker (wasm of both parts, and glue)", limit: 1_126, counts: is_worker },
];

/// What reads, and what reports and arrives while the first already reads.
fn is_worker(file: &str) -> bool {
    file.starts_with("worker-") || file.starts_with("reporting-")
}

/// The page's program.
fn is_program(file: &str) -> bool {
    file.starts_with("app-") && ends_with_one_of(file, &[".js", ".wasm"])
}

/// Everything the first paint needs, before any wasm: the page itself, its styles and what starts it.
fn is_first_paint(file: &str) -> bool {
    file == "index.html"
        || ends_with_one_of(file, &[".css"])
        || file.starts_with("start") && ends_with_one_of(file, &[".js"])
}

/// The build writes all endings in lower case.
fn ends_with_one_of(file: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| file.ends_with(ending))
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
                "layout-4.css",
                "start.js",
                "start-5.js",
                "404.html",
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
        assert_eq!(of(0), ["index.html", "layout-4.css", "start.js", "start-5.js"]);
        assert_eq!(of(1), ["app-1.js", "app-1_bg.wasm"]);
        assert_eq!(of(2), ["worker-2.js", "worker-2_bg.wasm", "reporting-3.wasm"]);
    }

    #[test]
    fn too_much_and_nothing_both_fail() {
        let sizes = |bytes| vec![("app-1_bg.wasm".to_string(), bytes)];
        assert!(within(&BUDGETS[1], &sizes(BUDGETS[1].limit * 1024)).is_ok());
        assert!(within(&BUDGETS[1], &sizes(BUDGETS[1].limit * 1024 + 1)).is_err());
        assert!(within(&BUDGETS[0], &sizes(1)).is_err());
    }
}
