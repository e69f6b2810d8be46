//! A log with more cards than a page can hold at once.

use crate::page::visit;
use serde_json::json;
use std::fs;
use xtask::genlog::{Kind, generate};

/// The slow log's megabytes: some 870 entries.
const MEGABYTES: u64 = 3;

#[test]
fn a_long_list_is_filled_near_the_screen() {
    visit("", |page| async move {
        // Wide enough for the raw log beside the cards.
        let size = json!({ "width": 1440, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        page.browser.chromium("Emulation.setDeviceMetricsOverride", size).await;
        let file = std::env::temp_dir().join(format!("racecard-slow-{}.log", std::process::id()));
        let truth = generate(Kind::Slow, MEGABYTES, 1, &file).expect("a generated log");
        page.drop_file(&file).await;
        page.report().await;
        page.until("pieces", "return document.querySelectorAll('.chunk').length > 20").await;
        let slow = page.texts(".part.of-slow b").await.join("").replace(',', "");
        assert_eq!(slow, truth.slow_queries.to_string(), "entries in the file, and as the page counts them");
        page.until("the first piece", "return document.querySelector('.chunk:first-child article.card') !== null")
            .await;
        let beside = "const card = document.querySelector('.chunk:first-child article.card').getBoundingClientRect();
            const raw = document.getElementById('raw-scroller').getBoundingClientRect();
            return card.width > 600 && raw.left > card.right && raw.top < innerHeight";
        page.until("the cards beside the raw log", beside).await;
        let last = "const last = document.querySelector('.chunk:last-child');";
        let empty = format!("{last} return last.children.length === 0");
        page.until("nothing in the last piece", &empty).await;
        page.browser.script("document.querySelector('.chunk:last-child').scrollIntoView()", vec![]).await;
        page.until(
            "the last piece",
            &format!("{last} last.scrollIntoView(); return last.querySelector('article.card') !== null"),
        )
        .await;
        page.until(
            "the first piece to empty",
            "return document.querySelector('.chunk:first-child').children.length === 0",
        )
        .await;
        // A list that was left for another view and drawn again is filled as before.
        for (link, there) in [("overview", "main:not(.report) h1"), ("report", ".chunk:first-child article.card")] {
            page.browser.script("scrollTo(0, 0); location.hash = '#/' + arguments[0]", vec![json!(link)]).await;
            page.until(link, &format!("return document.querySelector('{there}') !== null")).await;
        }
        page.browser.script("document.querySelector('.chunk:last-child').scrollIntoView()", vec![]).await;
        page.until(
            "the last piece again",
            &format!("{last} last.scrollIntoView(); return last.querySelector('article.card') !== null"),
        )
        .await;
        // The raw log goes with it: its last line is there, and few others.
        let end = "const lines = document.getElementById('raw-scroller'); lines.scrollTop = lines.scrollHeight;
            const last = [...document.querySelectorAll('#raw-rows li')].pop();
            return last?.getAttribute('aria-posinset') === last?.getAttribute('aria-setsize') && last.querySelector('code').textContent !== ''";
        page.until("the end of the raw log", end).await;
        let rows = page.texts("#raw-rows li").await.len();
        assert!(rows < 200, "{rows} lines of the raw log in the document");
        fs::remove_file(&file).ok();
        fs::remove_file(xtask::genlog::truth_path(&file)).ok();
        page.no_console_error().await;
    });
}
