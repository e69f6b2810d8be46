//! Times the built page in Chromium: from the drop of a file to the last result, in a page that was just opened and once
//! more when the first report was taken away again, and a plain `stream()` read of the same file in the same page, in turn.
//! Called by `cargo xtask bench`, with ROUNDS and FILE; prints one JSON object.

#[path = "../../tests/e2e/browser.rs"]
#[allow(dead_code)]
mod browser;
#[path = "../../tests/e2e/command.rs"]
#[allow(dead_code)]
mod command;
#[path = "../../tests/e2e/page.rs"]
#[allow(dead_code)]
mod page;

use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Keeps the dropped file, and the time from its drop until the report is complete and in the page.
const WATCH: &str = "window.measured = null;
    addEventListener('drop', (event) => {
        const start = performance.now();
        window.file = event.dataTransfer.files[0];
        const look = () => {
            const done = document.querySelector('.sources .chip.source') && !document.querySelector('.sources progress')
                && document.querySelector('main.report article.card');
            if (done) window.measured = performance.now() - start; else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    }, { capture: true, once: true });";

const READ: &str = "return (async () => {
    const start = performance.now();
    const reader = window.file.stream().getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read());
    return performance.now() - start;
})()";

fn main() {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let rounds: usize = words.next().and_then(|word| word.parse().ok()).expect("rounds");
    let file = PathBuf::from(words.next().expect("a file"));
    page::visit("", move |page| async move {
        let (mut cold, mut warm, mut reads) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..=rounds {
            page.open("").await;
            let first = scan(&page, &file).await;
            page.click(".sources .chip.source .close", 0).await;
            page.until("the first screen", "return !document.querySelector('.sources .chip.source')").await;
            let second = scan(&page, &file).await;
            let read = page.browser.script(READ, vec![]).await;
            // The first round warms the file and the browser's code cache.
            if round > 0 {
                cold.push(first);
                warm.push(second);
                reads.push(read);
            }
        }
        println!("{}", json!({ "cold_millis": cold, "scan_millis": warm, "read_millis": reads }));
    });
}

/// Milliseconds from a drop to the last result.
async fn scan(page: &page::Page, file: &Path) -> Value {
    page.browser.script(WATCH, vec![]).await;
    page.drop_file(file).await;
    page.until("the last result", "return window.measured").await
}
