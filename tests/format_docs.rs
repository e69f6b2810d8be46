//! The tables of docs/formats that are made from the code are current. `RACECARD_WRITE=1` writes them.

use racecard::formats::slow_query::fields::{FIELDS, Group};
use racecard::formats::tidb_log::{CATALOGUE, Message};
use std::fs;

/// The table between the comment that begins with `mark` and the end mark.
fn check(file: &str, mark: &str, table: &str) {
    let path = format!("{}/docs/formats/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap();
    let (head, rest) = text.split_once(&format!("<!-- {mark}:")).unwrap();
    let (comment, rest) = rest.split_once("-->\n").unwrap();
    let (found, tail) = rest.split_once("<!-- end -->").unwrap();
    if std::env::var_os("RACECARD_WRITE").is_some() {
        fs::write(&path, format!("{head}<!-- {mark}:{comment}-->\n{table}<!-- end -->{tail}")).unwrap();
    } else {
        assert!(found == table, "docs/formats/{file} is out of date: RACECARD_WRITE=1 cargo test --test format_docs");
    }
}

#[test]
fn slow_query_fields() {
    let mut table = String::new();
    for group in Group::ALL {
        let fields: Vec<_> = FIELDS.iter().filter(|field| field.group == group).collect();
        if fields.is_empty() {
            continue;
        }
        table += &format!("\n### {}\n\n| field | since | unit | meaning |\n| --- | --- | --- | --- |\n", group.title());
        for field in fields {
            let parallel = if field.parallel { " ∥" } else { "" };
            let trap = if field.trap.is_empty() { String::new() } else { format!(" *{}*", field.trap) };
            let unit = field.unit.name();
            table += &format!("| `{}` | {} | {unit}{parallel} | {}{trap} |\n", field.name, field.since, field.meaning);
        }
    }
    check("slow-query.md", "fields", &table);
}

#[test]
fn timings() {
    let mut table =
        String::from("\n| kind | writer | message | threshold | meaning |\n| --- | --- | --- | --- | --- |\n");
    for reader in CATALOGUE {
        let message = match reader.message {
            Message::Is(text) => format!("`{text}`"),
            Message::Starts(text) => format!("`{text}`…"),
            Message::Contains(text) => format!("…`{text}`…"),
        };
        let limit = match reader.threshold_nanos {
            Some(nanos) if nanos % 1_000_000_000 == 0 => format!("{} s: ", nanos / 1_000_000_000),
            Some(nanos) => format!("{} ms: ", nanos / 1_000_000),
            None => String::new(),
        };
        table += &format!(
            "| `{}` | {} | {message} | {limit}{} | {} |\n",
            reader.kind, reader.writer, reader.threshold, reader.meaning
        );
    }
    check("tidb-log.md", "timings", &table);
}
