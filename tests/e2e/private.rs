//! Nothing leaves the page: no request between input and report, and none possible.

use crate::command::{SAMPLES, sample_text};
use crate::page::{assert_none, visit};
use serde_json::json;

#[test]
fn no_request_between_input_and_report() {
    visit("", |page| async move {
        let before = page.server.as_ref().expect("running").requests();
        page.browser.requests().await;
        page.paste(&sample_text(SAMPLES[0])).await;
        page.report().await;
        assert_none("requests after the input, seen by the browser", &page.browser.requests().await);
        let after = page.server.as_ref().expect("running").requests();
        assert_none("requests after the input, seen by the server", &after[before.len()..]);
        page.no_console_error().await;
    });
}

#[test]
fn the_locked_page_can_reach_nothing() {
    visit("", |page| async move {
        page.click_sample(SAMPLES[0]).await;
        page.report().await;
        for attempt in ATTEMPTS {
            let outcome = page.browser.script(attempt, vec![]).await;
            assert_eq!(outcome, json!("refused"), "{attempt}");
        }
        let server = page.server.as_ref().expect("running");
        let leaked: Vec<_> = server.requests().into_iter().filter(|path| path.contains("leak")).collect();
        assert_none("requests that reached the server", &leaked);
    });
}

/// The page's own test of the lock says that it holds.
#[test]
fn the_visitor_can_check_the_lock() {
    visit("", |page| async move {
        // The page offers the check once it knows that the lock is closed, a moment after the policy stands.
        page.until("the check", "return document.querySelector('.privacy button:enabled') !== null").await;
        page.click(".privacy button", 0).await;
        page.until("the proof", "return document.querySelector('.privacy.proven') !== null").await;
    });
}

/// Ways by which a page could send something away; each ends with \"refused\" or \"answered\". A beacon tells its page
/// nothing: whether it got away, the server knows.
const ATTEMPTS: [&str; 6] = [
    "return fetch('index.html?leak').then(() => 'answered', () => 'refused')",
    "return fetch('https://example.org/leak', { mode: 'no-cors' }).then(() => 'answered', () => 'refused')",
    "navigator.sendBeacon('leak'); return new Promise((done) => setTimeout(() => done('refused'), 300))",
    "return new Promise((done) => { const image = new Image(); image.onload = () => done('answered'); \
     image.onerror = () => done('refused'); image.src = 'https://example.org/leak.png'; })",
    "return new Promise((done) => { const socket = new WebSocket('ws://127.0.0.1:9/leak'); \
     socket.onopen = () => done('answered'); socket.onerror = () => done('refused'); })",
    "return new Promise((done) => { try { const worker = new Worker('start.js?leak'); worker.onerror = () => done('refused'); \
     setTimeout(() => done('answered'), 500); } catch { done('refused'); } })",
];
