//! What can be done with a report: look closer at a time, unfold, filter by it, compare, move the rules' lines, redact.

use crate::command::{SAMPLES, report, sample_path};
use crate::page::{Page, visit, visit_report};
use crate::samples::{export, export_json};
use crate::screens::draw;
use serde_json::{Value, json};
use std::fs;

#[test]
fn the_timeline_by_pointer_and_keyboard() {
    visit_report(SAMPLES[0], |page| async move {
        page.until("the drawing", "return document.querySelector('.stage svg') !== null").await;
        page.browser.script("document.querySelector('.stage').focus()", vec![]).await;
        page.press("ArrowRight").await;
        page.until("an event chosen", "return document.querySelector('.timeline .readout b') !== null").await;
        page.press("Enter").await;
        page.until("its card", "return location.hash.includes('card=')").await;
        let stage = page.browser.script(
            "document.querySelector('.stage').scrollIntoView({ block: 'center' }); const box = document.querySelector('.stage').getBoundingClientRect(); return [box.left, box.top, box.width]",
            vec![],
        );
        let stage: [f64; 3] = serde_json::from_value(stage.await).expect("three numbers");
        let [left, top, width] = stage;
        for (kind, share) in [("mousePressed", 0.3), ("mouseMoved", 0.5), ("mouseReleased", 0.7)] {
            let event = json!({ "type": kind, "x": left + width * share, "y": top + 30.0, "button": "left", "buttons": 1, "clickCount": 1 });
            page.browser.chromium("Input.dispatchMouseEvent", event).await;
        }
        page.until(
            "a marked stretch",
            "return Number(document.querySelector('rect.brush')?.getAttribute('width')) > 50",
        )
        .await;
        draw(&page, "brush").await;
        let filter = "const button = [...document.querySelectorAll('.timeline button')].find((one) => one.textContent === 'Filter cards');
            button?.click(); return button !== undefined";
        page.until("the offer to filter", filter).await;
        page.until("the filter", "return document.getElementById('filter').value.includes('time:>=')").await;
        page.no_console_error().await;
    });
}

#[test]
fn folded_frames_open() {
    visit_report(SAMPLES[0], |page| async move {
        let frames = "return document.querySelectorAll('.of-race .stack li.frame').length";
        let before = page.until("the race card", frames).await.as_u64().expect("a number");
        page.click(".of-race .stack li.fold button", 0).await;
        let more = format!("{frames} > {before}");
        page.until("more frames", &more).await;
        page.no_console_error().await;
    });
}

#[test]
fn two_logs_are_compared() {
    visit("", |page| async move {
        for sample in [SAMPLES[0], SAMPLES[1]] {
            page.drop_file(&sample_path(sample)).await;
            page.report().await;
        }
        go_to(&page, "Compare").await;
        page.until("the comparison", "return document.querySelector('main table') !== null").await;
        let rows = page.texts("main table tbody tr").await;
        let title = |sample| report(sample)["races"][0]["title"].as_str().expect("a title").to_string();
        for (sample, state) in [(SAMPLES[0], "gone"), (SAMPLES[1], "new")] {
            let title: String = title(sample).chars().take(40).collect();
            assert!(
                rows.iter().any(|row| row.contains(&title) && row.contains(state)),
                "{title} is not {state}: {rows:#?}"
            );
        }
        page.no_console_error().await;
    });
}

#[test]
fn a_saved_report_is_compared_with_its_log() {
    visit_report(SAMPLES[0], |page| async move {
        let saved = export(&page, "JSON", "json").await;
        let file = std::env::temp_dir().join(format!("racecard-saved-{}.json", std::process::id()));
        fs::write(&file, saved).expect("written");
        page.drop_file(&file).await;
        page.until("both sources", "return document.querySelectorAll('.sources .chip.source').length === 2 && document.querySelector('.sources progress') === null").await;
        // It is there to be compared with: what it holds is not counted again.
        assert_eq!(page.texts(".part.of-race b").await, ["1"]);
        go_to(&page, "Compare").await;
        page.until(
            "the comparison",
            "return document.querySelector('main table') !== null || document.querySelector('main .lead') !== null",
        )
        .await;
        let text = page.texts("main").await.join(" ");
        assert!(text.contains("Nothing differs"), "{text}");
        draw(&page, "compare-saved").await;
        fs::remove_file(&file).ok();
        page.no_console_error().await;
    });
}

#[test]
fn a_moved_threshold_counts_at_once() {
    visit_report(SAMPLES[0], |page| async move {
        let findings = "return document.querySelector('.part.of-finding b')?.textContent ?? '0'";
        let before = page.browser.script(findings, vec![]).await;
        go_to(&page, "Rules").await;
        page.until("the rules", "return document.querySelector('main input[data-set]') !== null").await;
        let all_far = "for (const input of document.querySelectorAll('main input[data-set]')) {
            input.value = '1000000000000'; input.dispatchEvent(new Event('change', { bubbles: true }));
        } return true";
        page.browser.script(all_far, vec![]).await;
        let changed = format!("return (document.querySelector('.part.of-finding b')?.textContent ?? '0') !== {before}");
        page.until("other findings", &changed).await;
        page.no_console_error().await;
    });
}

#[test]
fn a_redacted_export_holds_no_literal() {
    visit_report(SAMPLES[0], |page| async move {
        let plain = export_json(&page).await;
        let redact = "const button = [...document.querySelectorAll('.menu button')].find((one) => one.textContent.startsWith('Redact'));
            button.click(); return button.getAttribute('aria-pressed')";
        page.browser.script(redact, vec![]).await;
        page.until("redaction", "return document.querySelector('.menu [aria-pressed=true]') !== null").await;
        let redacted = export_json(&page).await;
        let sql = |report: &Value| report["slow_queries"][0]["sql"].as_str().unwrap_or_default().to_string();
        assert_ne!(sql(&plain), sql(&redacted));
        assert!(sql(&redacted).contains('?'), "{}", sql(&redacted));
        page.no_console_error().await;
    });
}

#[test]
fn what_is_typed_is_decoded() {
    visit("#/decode", |page| async move {
        let typed = "const area = document.querySelector('textarea'); area.value = '439085609928097792';
            area.dispatchEvent(new InputEvent('input', { bubbles: true })); return true";
        page.until("the text box", "return document.querySelector('textarea') !== null").await;
        page.browser.script(typed, vec![]).await;
        page.until("the time", "return document.querySelector('.decode-result').textContent.includes('2023-01-')")
            .await;
        page.no_console_error().await;
    });
}

async fn go_to(page: &Page, view: &str) {
    let script =
        "const link = [...document.querySelectorAll('nav a')].find((one) => one.textContent.startsWith(arguments[0]));
        link?.click(); return link !== undefined";
    assert_eq!(page.browser.script(script, vec![json!(view)]).await, json!(true), "no way to {view}");
}

#[test]
fn every_format_is_exported() {
    visit_report(SAMPLES[0], |page| async move {
        let telling = "SetAlloc";
        for (label, ending, begins) in [
            ("Markdown", "md", "tidb-40823.txt"),
            ("HTML", "html", "<!doctype html>"),
            ("CSV", "csv", "kind,title"),
            ("Plain text", "txt", "tidb-40823.txt"),
        ] {
            let text = export(&page, label, ending).await;
            assert!(text.to_lowercase().starts_with(begins), "{label} begins with {:?}", text.get(..60));
            assert!(text.contains(telling), "{label} says nothing of {telling}");
        }
        page.no_console_error().await;
    });
}
