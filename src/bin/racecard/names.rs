//! What files are called in a report: the last part of the path, and so much more that two files can be told apart.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// One name per file, in their order. `-` is standard input.
pub fn of(files: &[PathBuf]) -> Vec<String> {
    let mut names: Vec<String> = files.iter().map(|file| tail(file, 1)).collect();
    let mut depth = 1;
    loop {
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            places.entry(name).or_default().push(at);
        }
        depth += 1;
        // A file that is named twice is the same twice.
        let twins = places.into_values().filter(|places| places.iter().any(|at| files[*at] != files[places[0]]));
        let longer: Vec<(usize, String)> =
            twins.flatten().map(|at| (at, tail(&files[at], depth))).filter(|(at, name)| *name != names[*at]).collect();
        if longer.is_empty() {
            return names;
        }
        for (at, name) in longer {
            names[at] = name;
        }
    }
}

/// The last parts of a path.
fn tail(file: &Path, parts: usize) -> String {
    if file.as_os_str() == "-" {
        return "standard input".to_owned();
    }
    let all: Vec<Component<'_>> = file.components().collect();
    let from = all.len().saturating_sub(parts);
    let tail: PathBuf = all[from..].iter().collect();
    tail.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[&str], expected: &[&str]) {
        assert_eq!(of(&files.iter().map(PathBuf::from).collect::<Vec<_>>()), expected);
    }

    #[test]
    fn two_files_of_one_name_can_be_told_apart() {
        check(&["a/x.log", "b/y.log"], &["x.log", "y.log"]);
        check(&["a/x.log", "b/x.log", "y.log"], &["a/x.log", "b/x.log", "y.log"]);
        check(&["a/c/x.log", "b/c/x.log", "c/x.log"], &["a/c/x.log", "b/c/x.log", "c/x.log"]);
        check(&["x.log", "x.log", "-"], &["x.log", "x.log", "standard input"]);
        check(&["x.log", "/tmp/x.log", ".."], &["x.log", "tmp/x.log", ".."]);
    }
}
