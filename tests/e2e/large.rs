//! A file that takes seconds to read: the page shows what was found meanwhile, and a stop keeps exactly what was read.

use crate::command::{SAMPLES, report_on};
use crate::page::{Page, visit};
use crate::samples::export_json;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::{env, process};
use xtask::genlog::{Kind, generate, truth_path};

const MEGABYTES: u64 = 200;
/// The source that is read last.
const STOP: &str =
    "const chips = document.querySelectorAll('.chip.source'); chips[chips.length - 1].querySelector('.link').click()";
const READING: &str = "document.querySelector('.sources progress') !== null";

#[test]
fn a_large_file_shows_its_cards_while_it_is_read_and_a_stop_keeps_what_was_read() {
    visit("", |page| async move {
        wide(&page).await;
        let file = large_log("stop");
        page.drop_file(&file).await;
        let cards = format!("return {READING} && document.querySelector('article.card') !== null");
        page.until("cards while the file is read", &cards).await;
        let lines = "[...document.querySelectorAll('#raw-rows code')].some((line) => line.textContent !== '')";
        page.until("lines of the raw log meanwhile", &format!("return {READING} && {lines}")).await;
        let count = "Number(document.querySelector('.part.of-timing b')?.textContent.replaceAll(',', ''))";
        page.until(
            "a count that goes up",
            &format!("window.first ??= {count} || null; return {READING} && {count} > window.first"),
        )
        .await;
        page.browser.script(STOP, vec![]).await;
        page.report().await;

        let mut exported = export_json(&page).await;
        let read = exported["sources"][0]["bytes"].as_u64().expect("a size");
        let whole = fs::metadata(&file).expect("the file").len();
        assert!(0 < read && read < whole, "{read} of {whole} bytes were read");
        let exact = page.browser.script("return document.querySelector('.chip.source .meta').title", vec![]).await;
        assert_eq!(exact, json!(format!("{} of {} bytes", thousands(read), thousands(whole))), "what the chip says");
        let said = page.texts(".panel.unread li").await.join(" ");
        assert!(said.contains(&format!("stopped after {}", thousands(read))), "{said}");

        let mut expected = report_of_first(&file, read);
        for (class, list) in [("slow", "slow_query_count"), ("timing", "timing_count")] {
            let shown = page.texts(&format!(".part.of-{class} b")).await.join("").replace(',', "");
            let records = expected[list].as_u64().unwrap_or_default();
            assert_eq!(shown, records.to_string(), "{class}: in the strip, and as the command counts them");
        }
        let rows =
            page.browser.script("return document.querySelector('#raw-rows li').getAttribute('aria-setsize')", vec![]);
        assert_eq!(rows.await, json!(expected["sources"][0]["lines"].to_string()), "lines of the raw log");
        same_but_the_stop(&mut exported, &mut expected);
        forget(&file);
        page.no_console_error().await;
    });
}

/// Removing a source has those after it read again: one that was stopped ends where it ended.
#[test]
fn a_stopped_source_stays_stopped_when_another_is_removed() {
    visit("", |page| async move {
        page.click_sample(SAMPLES[0]).await;
        page.report().await;
        let file = large_log("again");
        page.drop_file(&file).await;
        let some =
            "const chips = document.querySelectorAll('.chip.source'); return chips[1]?.innerText.includes(' record')";
        page.until("its progress", some).await;
        page.browser.script(STOP, vec![]).await;
        page.report().await;
        let read = export_json(&page).await["sources"][1]["bytes"].as_u64().expect("a size");
        page.click(".chip.source .close", 0).await;
        page.until("one source", "return document.querySelectorAll('.chip.source').length === 1").await;
        page.report().await;
        let mut exported = export_json(&page).await;
        assert_eq!(exported["sources"][0]["bytes"], json!(read));
        same_but_the_stop(&mut exported, &mut report_of_first(&file, read));
        forget(&file);
        page.no_console_error().await;
    });
}

/// The page's report is the command's on the same bytes, but for the sentence that the rest was not read.
fn same_but_the_stop(exported: &mut Value, expected: &mut Value) {
    let notes = exported["notes"].as_array_mut().expect("notes");
    let before = notes.len();
    notes.retain(|note| note["kind"] != "not_read");
    assert_eq!(before - notes.len(), 1, "one note says that reading was stopped");
    let keys: Vec<String> = expected.as_object().expect("a report").keys().cloned().collect();
    for key in keys.iter().filter(|key| *key != "sources") {
        assert!(exported[key] == expected[key], "{key}: the page's JSON differs from the command's");
    }
    for key in ["bytes", "lines"] {
        assert_eq!(exported["sources"][0][key], expected["sources"][0][key]);
    }
}

fn report_of_first(file: &Path, bytes: u64) -> Value {
    let part = file.with_extension("part");
    let mut from = File::open(file).expect("the file").take(bytes);
    io::copy(&mut from, &mut File::create(&part).expect("a file")).expect("copied");
    let report = report_on(&part);
    fs::remove_file(part).ok();
    report
}

fn large_log(name: &str) -> PathBuf {
    let file = env::temp_dir().join(format!("racecard-large-{name}-{}.log", process::id()));
    generate(Kind::Sparse, MEGABYTES, 1, &file).expect("a generated log");
    file
}

fn forget(file: &Path) {
    fs::remove_file(file).ok();
    fs::remove_file(truth_path(file)).ok();
}

/// Wide enough for the raw log beside the cards.
async fn wide(page: &Page) {
    let size = json!({ "width": 1440, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    page.browser.chromium("Emulation.setDeviceMetricsOverride", size).await;
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let first = (digits.len() - 1) % 3 + 1;
    let (head, rest) = digits.split_at(first);
    let rest = rest.as_bytes().chunks(3).map(|three| format!(",{}", String::from_utf8_lossy(three)));
    head.to_string() + &rest.collect::<String>()
}
