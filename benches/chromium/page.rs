//! Times the built page in Chromium: from the drop of a file to the last result, and a plain `stream()` read of the same
//! file in the same page, in turn. Called by `cargo xtask bench`, with ROUNDS and FILE; prints one JSON object.

#[path = "../../tests/e2e/browser.rs"]
#[allow(dead_code)]
mod browser;
#[path = "../../tests/e2e/command.rs"]
#[allow(dead_code)]
mod command;
#[path = "../../tests/e2e/page.rs"]
#[allow(dead_code)]
mod page;

use serde_json::json;
use std::path::PathBuf;

/// Keeps the dropped file, and the time from its drop until the report is complete and painted.
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
        let (mut scans, mut reads) = (Vec::new(), Vec::new());
        for round in 0..=rounds {
            page.open("").await;
            page.browser.script(WATCH, vec![]).await;
            page.drop_file(&file).await;
            let scan = page.until("the last result", "return window.measured").await;
            let read = page.browser.script(READ, vec![]).await;
            // The first round warms the file and the browser's code cache.
            if round > 0 {
                scans.push(scan);
                reads.push(read);
            }
        }
        println!("{}", json!({ "scan_millis": scans, "read_millis": reads }));
    });
}
