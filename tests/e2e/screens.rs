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

async fn draw(page: &Page, view: &str) {
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
