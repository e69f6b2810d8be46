//! docs/rules is what the rules say of themselves. `RACECARD_WRITE=1 cargo test --test rule_pages` writes it.

use racecard::findings::{manual, rules::RULES};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn pages_are_what_the_rules_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let pages = manual::pages();
    if std::env::var_os("RACECARD_WRITE").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &pages {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    for (name, text) in &pages {
        let written = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert_eq!(&written, text, "docs/rules/{name} is old: RACECARD_WRITE=1 cargo test --test rule_pages");
    }
}

#[test]
fn names_are_unique_and_thresholds_bear_their_rule() {
    let mut ids = BTreeSet::new();
    let mut names = BTreeSet::new();
    for rule in RULES {
        assert!(ids.insert(rule.id), "{} twice", rule.id);
        for limit in rule.limits {
            assert!(limit.name.starts_with(&format!("{}.", rule.id)), "{} of {}", limit.name, rule.id);
            assert!(names.insert(limit.name), "{} twice", limit.name);
        }
    }
}

/// Every rule of spec §5 is in the table.
#[test]
fn the_table_is_whole() {
    let has = |id: &str| RULES.iter().any(|rule| rule.id == id);
    for (letter, last) in [("S", 7), ("Q", 31), ("G", 13)] {
        for number in 1..=last {
            assert!(has(&format!("{letter}{number}")), "{letter}{number} is missing");
        }
    }
}
