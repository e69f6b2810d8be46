//! The three reports on the three samples, whole: what changes in them is read before it is accepted
//! (`cargo insta review`, or `INSTA_UPDATE=always cargo test --test snapshots` and the diff).

use racecard::render::{json, markdown, text};
use racecard::{Report, Scanner};

fn read(name: &str) -> Report {
    let path = format!("{}/tests/fixtures/samples/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut scanner = Scanner::new(name);
    scanner.push(&std::fs::read(path).unwrap());
    scanner.finish()
}

fn check(sample: &str) {
    let report = read(&format!("{sample}.txt"));
    insta::assert_snapshot!(format!("{sample}.json"), json::json(&report));
    insta::assert_snapshot!(format!("{sample}.md"), markdown::render_markdown(&report));
    insta::assert_snapshot!(format!("{sample}.txt"), text::plain(&text::render_text(&report)));
}

#[test]
fn stall_timeout_and_race() {
    check("tidb-40823");
}

#[test]
fn two_workers_cut_off() {
    check("tidb-46282");
}

#[test]
fn race_and_bazel_timeout() {
    check("tidb-54395");
}
