//! The rules of the house that the compiler does not keep: who may use whom, what a file must have, what the page must
//! not contain. Each rule reads the sources and lists every place that breaks it.

use racecard::formats::{FORMATS, Opened, Records};
use racecard::text::Span;
use racecard::{Scanner, engine, text};
use std::fs;
use std::path::{Path, PathBuf};

/// A source file: path from the checkout with `/`, and text.
struct Source {
    path: String,
    text: String,
}

/// All files with these endings below a folder of the checkout, sorted.
fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut open = vec![root.join(folder)];
    while let Some(next) = open.pop() {
        let entries = fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display()));
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                found.push(Source { path: relative(&path, root), text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "{folder} holds no {endings:?}");
    found
}

fn relative(path: &Path, root: &Path) -> String {
    let parts: PathBuf = path.strip_prefix(root).unwrap().into();
    parts.to_string_lossy().replace('\\', "/")
}

impl Source {
    /// Lines of code with their numbers: no comments, and nothing of a file's tests.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        lines.take_while(|(_, line)| *line != "#[cfg(test)]").filter(|(_, line)| !line.starts_with("//"))
    }

    /// Every place where the code has one of these words.
    fn places(&self, words: &[&str]) -> Vec<String> {
        let has = |line: &str| words.iter().any(|word| line.contains(word));
        let found = self.code().filter(|(_, line)| has(line));
        found.map(|(number, line)| format!("{}:{number}: {line}", self.path)).collect()
    }
}

fn assert_none(rule: &str, places: &[String]) {
    assert!(places.is_empty(), "{rule}:\n{}", places.join("\n"));
}

/// Which modules an area may name, beside itself.
const ARROWS: [(&str, &[&str]); 14] = [
    ("text", &[]),
    ("model", &["text"]),
    ("decode", &["model", "text"]),
    ("formats", &["decode", "model", "text"]),
    ("findings", &["decode", "model", "text"]),
    ("engine", &["findings", "formats", "decode", "model", "text"]),
    ("render", &["engine", "model", "text"]),
    ("page/protocol", &["engine", "render", "model"]),
    ("page/present", &["page/protocol", "model", "text"]),
    (
        "page/views",
        &["page/present", "page/protocol", "engine", "findings", "formats", "render", "decode", "model", "text"],
    ),
    ("page/shell", &["page/present", "page/protocol", "model"]),
    ("page/app", &["page/shell", "page/present", "page/protocol", "page/browser", "model"]),
    ("page/browser", &["page/protocol"]),
    (
        "page/worker",
        &[
            "page/views",
            "page/present",
            "page/protocol",
            "page/browser",
            "findings",
            "engine",
            "formats",
            "render",
            "decode",
            "model",
            "text",
        ],
    ),
];

/// Areas that `use` lines and paths of a line name: `crate::text::Line` is `text`, `crate::page::shell` is `page/shell`.
fn named(line: &str) -> Vec<String> {
    let mut areas = Vec::new();
    for (at, mark) in line.match_indices("crate::") {
        let mut parts = line[at + mark.len()..].split("::").map(first_word);
        let first = parts.next().unwrap_or_default();
        areas.push(match (first, parts.next()) {
            ("page", Some(second)) => format!("page/{second}"),
            _ => first.to_string(),
        });
    }
    areas
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
}

#[test]
fn arrows_point_one_way() {
    let mut broken = Vec::new();
    for (area, may) in ARROWS {
        for source in sources(&format!("src/{area}"), &[".rs"]) {
            for (number, line) in source.code() {
                for name in named(line).iter().filter(|name| *name != area && !may.contains(&name.as_str())) {
                    broken.push(format!("{}:{number}: {area} may not use {name}: {line}", source.path));
                }
            }
        }
    }
    assert_none("use lines against the arrows", &broken);
}

#[test]
fn every_area_is_in_the_arrows() {
    let areas = sources("src", &[".rs"]).into_iter().filter_map(|source| {
        let inside = source.path.strip_prefix("src/")?.rsplit_once('/')?.0.to_string();
        let known = ARROWS.iter().any(|(area, _)| inside == *area || inside.starts_with(&format!("{area}/")));
        (!known && inside != "page" && !inside.starts_with("bin")).then_some(source.path)
    });
    assert_none("files in an area without arrows", &areas.collect::<Vec<_>>());
}

#[test]
fn no_format_imports_another() {
    let mut broken = Vec::new();
    for source in sources("src/formats", &[".rs"]) {
        let parts: Vec<&str> = source.path.split('/').collect();
        let ["src", "formats", format, _, ..] = parts[..] else { continue };
        let others = FOLDERS.iter().filter(|folder| **folder != format);
        let marks: Vec<String> =
            others.flat_map(|other| [format!("formats::{other}::"), format!("super::super::{other}::")]).collect();
        broken.extend(source.places(&marks.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    assert_none("a format that knows another", &broken);
}

/// The folders of src/formats.
const FOLDERS: [&str; 6] = ["race", "go_failure", "testify", "go_test", "tidb_log", "slow_query"];

#[test]
fn all_format_folders_are_known_here() {
    let mut folders: Vec<String> = sources("src/formats", &["/mod.rs"])
        .into_iter()
        .filter_map(|source| Some(source.path.strip_prefix("src/formats/")?.strip_suffix("/mod.rs")?.to_string()))
        .filter(|folder| !folder.contains('/'))
        .collect();
    let mut known = FOLDERS.map(str::to_string);
    folders.sort();
    known.sort();
    assert_eq!(folders, known);
}

#[test]
fn the_engine_knows_neither_web_nor_command_line_nor_clock() {
    let words = [
        "web_sys",
        "js_sys",
        "wasm_bindgen",
        "yew::",
        "gloo",
        "clap",
        "anstream",
        "std::env",
        "std::fs",
        "std::net",
        "std::process",
        "std::thread",
        "SystemTime",
        "Instant",
        "thread_rng",
    ];
    let areas = ["text", "model", "decode", "formats", "engine", "findings", "render", "page/protocol", "page/shell"];
    let places: Vec<_> = areas
        .iter()
        .flat_map(|area| sources(&format!("src/{area}"), &[".rs"]))
        .flat_map(|file| file.places(&words))
        .collect();
    assert_none("what would make a report depend on more than its input", &places);
}

#[test]
fn regular_expressions_stay_out_of_the_page() {
    let files = sources("src", &[".rs"]).into_iter();
    let others =
        files.filter(|file| !file.path.starts_with("src/page/worker/") && !file.path.starts_with("src/bin/racecard/"));
    let places: Vec<_> = others.flat_map(|file| file.places(&["regex::", "use regex"])).collect();
    assert_none("`regex` belongs to the worker's search and the command", &places);
}

#[test]
fn no_style_attribute() {
    let files = sources("src/page", &[".rs"]).into_iter();
    let places: Vec<_> = files.flat_map(|file| file.places(&["style=", "\"style\""])).collect();
    assert_none("the page's policy ignores style attributes; use a class or a geometry attribute", &places);
}

#[test]
fn colours_are_named_in_tokens_css_only() {
    let mut broken = Vec::new();
    for source in sources("www/css", &[".css"]).into_iter().filter(|file| !file.path.ends_with("/tokens.css")) {
        for (number, line) in source.text.lines().enumerate() {
            // A literal stands in a value, after the colon; what is before may be an id.
            let value = line.split_once(':').map_or("", |(_, value)| value);
            let functions = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab(", "lab(", "lch(", "hwb("];
            if functions.iter().any(|function| value.contains(function)) || has_hex_colour(value) {
                broken.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    assert_none("colour literals outside tokens.css", &broken);
}

fn has_hex_colour(value: &str) -> bool {
    value.split('#').skip(1).any(|rest| {
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        let ends =
            rest.chars().nth(digits).is_none_or(|next| !next.is_ascii_alphanumeric() && next != '-' && next != '_');
        ends && [3, 4, 6, 8].contains(&digits)
    })
}

#[test]
fn every_file_says_what_it_is_for() {
    let files = ["src", "xtask/src", "tests"].into_iter().flat_map(|folder| sources(folder, &[".rs"]));
    let silent: Vec<_> = files.filter(|file| !file.text.starts_with("//! ")).map(|file| file.path).collect();
    assert_none("files without a header", &silent);
}

#[test]
fn nothing_points_outside_the_checkout() {
    let folders = ["src", "xtask/src", "tests", "www", "docs", ".github"];
    let endings = [".rs", ".md", ".yml", ".js", ".json", ".css", ".html", ".toml"];
    let files = folders.into_iter().flat_map(|folder| sources(folder, &endings));
    let own = files.filter(|file| !file.path.starts_with("tests/fixtures/") && file.path != "tests/house.rs");
    let places: Vec<_> = own.flat_map(|file| file.places(&["../shared", "/work/"])).collect();
    assert_none("paths of one machine", &places);
}

#[test]
fn formats_read_their_samples_whole() {
    let mut broken = Vec::new();
    for format in FORMATS {
        assert!(!format.samples().is_empty(), "{} has no samples", format.name());
        for sample in format.samples() {
            let mut scanner = Scanner::numbered("sample", 0);
            scanner.push(sample.as_bytes());
            let coverage = engine::report(vec![scanner.end()]).coverage;
            if !coverage.unread.is_empty() {
                broken.push(format!("{}: {:?} of\n{sample}", format.name(), coverage.unread));
            }
        }
    }
    assert_none("lines of its own samples that a format leaves", &broken);
}

#[test]
fn formats_leave_the_samples_of_others() {
    let mut broken = Vec::new();
    for format in FORMATS {
        for other in FORMATS.iter().filter(|other| other.name() != format.name()) {
            for sample in other.samples() {
                let first = sample.lines().next().unwrap_or_default();
                let line = text::Line { text: first.as_bytes(), span: Span::default(), stream: 0 };
                if !matches!(format.open(line, &mut Records::default()), Opened::No) {
                    broken.push(format!("{} opens a sample of {}: {first}", format.name(), other.name()));
                }
            }
        }
    }
    assert_none("samples claimed by the wrong format", &broken);
}
