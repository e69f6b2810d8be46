//! Each sample, by each of the three ways in, gives what the command gives.

use crate::command::{SAMPLES, report, sample_path, sample_text};
use crate::page::{Page, visit};
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, Instant};

#[derive(Clone, Copy)]
enum Way {
    Button,
    Paste,
    Drop,
}

#[test]
fn by_button() {
    check(Way::Button);
}

#[test]
fn by_paste() {
    check(Way::Paste);
}

#[test]
fn by_drop() {
    check(Way::Drop);
}

fn check(way: Way) {
    visit("", move |page| async move {
        for (number, sample) in SAMPLES.into_iter().enumerate() {
            if number > 0 {
                page.browser.client.refresh().await.expect("the page loads again");
                page.ready().await;
            }
            match way {
                Way::Button => page.click_sample(sample).await,
                Way::Paste => page.paste(&sample_text(sample)).await,
                Way::Drop => page.drop_file(&sample_path(sample)).await,
            }
            page.report().await;
            let expected = report(sample);
            same_cards(&page, sample, &expected).await;
            same_bytes(&page, sample, expected).await;
        }
        page.no_console_error().await;
    });
}

/// The lists of the report and the class of their cards.
const KINDS: [(&str, &str); 6] = [
    ("findings", "finding"),
    ("races", "race"),
    ("failures", "failure"),
    ("assertions", "assertion"),
    ("slow_queries", "slow"),
    ("timings", "timing"),
];

/// As many cards of every kind as records, with the titles and the values that make them what they are.
async fn same_cards(page: &Page, sample: &str, report: &Value) {
    open_all(page).await;
    for (list, kind) in KINDS {
        let records = report[list].as_array().expect("a list");
        let cards = page.texts(&format!("article.of-{kind}")).await;
        assert_eq!(cards.len(), records.len(), "{sample}: cards of {list}: {cards:#?}");
        for (record, card) in records.iter().zip(&cards) {
            for value in key_values(list, record) {
                assert!(has(card, &value), "{sample}: the card of {list} does not show {value:?}:\n{card}");
            }
        }
    }
}

/// Unfolds every card and waits for what is in them.
async fn open_all(page: &Page) {
    let script = "const folded = document.querySelectorAll('article.card [aria-expanded=false]');
        for (const button of folded) if (button.closest('header')) button.click();
        return document.querySelectorAll('article.card .loading').length === 0
            && document.querySelectorAll('article.card').length === document.querySelectorAll('article.card .card-body').length";
    page.until("all cards open", script).await;
}

/// Blanks apart: a card may break a name where it likes.
fn has(card: &str, value: &str) -> bool {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    squeezed(card).contains(&squeezed(value))
}

/// What a card must show of its record.
fn key_values(list: &str, record: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_string);
    let mut values = Vec::new();
    match list {
        "races" => {
            values.extend(text(&record["title"]));
            for race in record["reports"].as_array().into_iter().flatten() {
                for access in race["accesses"].as_array().into_iter().flatten() {
                    values.extend(text(&access["address"]));
                    values.extend(text(&access["goroutine"]));
                    let first = &access["frames"][0];
                    let file = first["file"].as_str().and_then(|file| file.rsplit('/').next());
                    values.push(format!("{}:{}", file.unwrap_or_default(), first["line"]));
                }
            }
        }
        "slow_queries" => {
            values.extend(text(&record["sql"]));
            // The two plans are shown as a tree, not by the names of their fields.
            let fields = record["fields"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
            values.extend(fields.filter(|name| !["Plan", "Binary_plan"].contains(&name.as_str())));
            let nodes = record["plan"]["nodes"].as_array().into_iter().flatten();
            values.extend(nodes.filter_map(|node| text(&node["id"])));
        }
        "failures" => values.extend(text(&record["message"]).and_then(|text| Some(text.lines().next()?.to_string()))),
        "assertions" => values.extend(text(&record["test"])),
        "findings" => values.extend(text(&record["title"])),
        _ => {}
    }
    values
}

/// "Export JSON" gives the command's report: all of it, but for the name of a pasted source.
async fn same_bytes(page: &Page, sample: &str, mut expected: Value) {
    let mut exported = export_json(page).await;
    for report in [&mut exported, &mut expected] {
        report["sources"][0]["name"] = Value::Null;
    }
    assert_eq!(exported, expected, "{sample}: the page's JSON and the command's");
}

/// The report as the page exports it.
pub async fn export_json(page: &Page) -> Value {
    serde_json::from_str(&export(page, "JSON", "json").await).expect("the export is JSON")
}

/// Presses the button of the export menu that says so and returns the file that is saved, known by its ending.
pub async fn export(page: &Page, label: &str, ending: &str) -> String {
    let folder =
        std::env::temp_dir().join(format!("racecard-export-{}-{:?}", std::process::id(), std::thread::current().id()));
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).expect("a folder for the download");
    let to = json!({ "behavior": "allow", "downloadPath": folder });
    page.browser.chromium("Browser.setDownloadBehavior", to).await;
    let script = "const button = [...document.querySelectorAll('.menu button')].find((one) => one.textContent.includes(arguments[0]));
        button.click()";
    page.browser.script(script, vec![json!(label)]).await;
    let start = Instant::now();
    let text = loop {
        let files = fs::read_dir(&folder).expect("the folder").map(|entry| entry.expect("an entry").path());
        let mut done = files.filter(|file| file.extension().is_some_and(|end| end == ending));
        if let Some(text) = done.next().and_then(|file| fs::read_to_string(file).ok())
            && !text.is_empty()
        {
            break text;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "no file was saved");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    fs::remove_dir_all(&folder).ok();
    text
}
