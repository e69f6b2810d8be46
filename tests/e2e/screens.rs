//! Pictures of the first screen and of each report at three widths in both themes, for people to look at
//! (`target/screens`), and the rule that no view is wider than its window.

use crate::command::SAMPLES;
use crate::page::{Page, visit};
use base64::Engine;
use serde_json::json;
use std::fs;

const WIDTHS: [u32; 3] = [1440, 900, 390];

#[test]
fn views_fit_their_windows() {
    visit("", |page| async move {
        draw(&page, "first").await;
        for (number, sample) in SAMPLES.into_iter().enumerate() {
            if number > 0 {
                page.open("").await;
            }
            page.click_sample(sample).await;
            page.report().await;
            draw(&page, sample.trim_end_matches(".txt")).await;
        }
    });
}

/// The views beside the report, on a log that has something for all of them.
#[test]
fn other_views_fit_their_windows() {
    visit("", |page| async move {
        page.click_sample(SAMPLES[0]).await;
        page.report().await;
        for view in ["overview", "notes", "rules", "decode", "about"] {
            page.browser.script("location.hash = '#/' + arguments[0]", vec![json!(view)]).await;
            page.until(
                "the view",
                "return document.querySelector('main h1') !== null && !document.querySelector('main .loading')",
            )
            .await;
            draw(&page, view).await;
        }
        page.no_console_error().await;
    });
}

/// Two sources: on one axis with what is known of their clocks, a stretch of it marked, and one compared with the other.
#[test]
fn two_sources_fit_their_windows() {
    visit("", |page| async move {
        let folder = std::env::temp_dir().join(format!("racecard-clocks-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        for (name, text) in two_clocks() {
            let file = folder.join(name);
            fs::write(&file, text).expect("written");
            page.drop_file(&file).await;
            page.report().await;
        }
        let clocks = page.texts(".timeline .meta").await.join(" ");
        assert!(clocks.contains("tikv.log is 7.2 s ahead of that of "), "{clocks}");
        draw(&page, "two-sources").await;
        page.browser.script("location.hash = '#/compare'", vec![]).await;
        page.until("the comparison", "return document.querySelector('main table, main .nothing, main .lead') !== null")
            .await;
        draw(&page, "compare-clocks").await;
        fs::remove_dir_all(&folder).ok();
        page.no_console_error().await;
    });
}

#[test]
fn comparisons_fit_their_windows() {
    visit("", |page| async move {
        for sample in [SAMPLES[0], SAMPLES[1]] {
            page.drop_file(&crate::command::sample_path(sample)).await;
            page.report().await;
        }
        page.browser.script("location.hash = '#/compare'", vec![]).await;
        page.until("the comparison", "return document.querySelector('main table') !== null").await;
        draw(&page, "compare").await;
        page.no_console_error().await;
    });
}

/// Requests of a server, and the lines of a store about them, whose clock is seven seconds ahead.
fn two_clocks() -> [(&'static str, String); 2] {
    let start_ts = |at: u64| (1_715_673_600_000 + at * 1_000) << 18;
    let server = |at: u64| {
        format!(
            "[2024/05/14 08:00:{:02}.004 +00:00] [INFO] [coprocessor.go:1205] [\"[TIME_COP_PROCESS] resp_time:2.000118s \
             txnStartTS:{} region_id:{} store_addr:tikv-1:20160 kv_process_ms:1900 kv_wait_ms:2\"] [conn=7{at}]\n",
            at + 2,
            start_ts(at),
            815 + at
        )
    };
    let store = |at: u64| {
        format!(
            "[2024/05/14 08:00:{:02}.190 +00:00] [INFO] [tracker.rs:255] [slow-query] [connection_id=7{at}] [region_id={}] \
             [total_lifetime=1.912s] [wait_time=2ms] [total_process_time=1.9s] [txn_start_ts={}] [tag=select]\n",
            at + 9,
            815 + at,
            start_ts(at)
        )
    };
    [("tidb.log", (0..6).map(server).collect()), ("tikv.log", (0..6).map(store).collect())]
}

/// Takes the pictures of what the page shows, and holds it to the width of its window.
pub async fn draw(page: &Page, view: &str) {
    let folder = xtask::steps::target().join("screens");
    fs::create_dir_all(&folder).expect("target/screens");
    for width in WIDTHS {
        let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        page.browser.chromium("Emulation.setDeviceMetricsOverride", size).await;
        for theme in ["light", "dark"] {
            page.theme(theme).await;
            tokio::time::sleep(std::time::Duration::from_millis(150)).await;
            let picture = page.browser.chromium("Page.captureScreenshot", json!({ "format": "png" })).await;
            let bytes = base64::engine::general_purpose::STANDARD.decode(picture["data"].as_str().unwrap_or_default());
            let file = folder.join(format!("{view}-{width}-{theme}.png"));
            fs::write(&file, bytes.expect("base64")).expect("written");
        }
        let wider = page.browser.script("return document.documentElement.scrollWidth - innerWidth", vec![]).await;
        assert!(wider.as_i64().is_some_and(|pixels| pixels <= 0), "{view} at {width}: {wider} pixels too wide");
    }
    page.browser.chromium("Emulation.clearDeviceMetricsOverride", json!({})).await;
}
