//! Going away and coming back: a report is not lost without a question, and an address that leads into one says so.

use crate::command::SAMPLES;
use crate::page::{visit, visit_report};
use serde_json::json;

/// Whether the page would ask before it is left.
const ASKS: &str = "const event = new Event('beforeunload', { cancelable: true });
    return !(window.dispatchEvent(event) && !event.defaultPrevented)";

#[test]
fn leaving_asks_while_a_log_is_open_and_only_then() {
    visit("", |page| async move {
        assert_eq!(page.browser.script(ASKS, vec![]).await, json!(false), "the first screen");
        page.click_sample(SAMPLES[0]).await;
        page.report().await;
        page.until("the question", ASKS).await;
        page.click(".chip.source .close", 0).await;
        page.until("the first screen", "return document.querySelector('main.first') !== null").await;
        assert_eq!(page.browser.script(ASKS, vec![]).await, json!(false), "no log left");
        page.no_console_error().await;
    });
}

#[test]
fn an_address_into_a_report_says_that_it_waits_for_its_log() {
    visit_report(SAMPLES[0], |page| async move {
        let card = "return document.querySelector('article.of-race').dataset.fingerprint";
        let card = page.browser.script(card, vec![]).await;
        let card = card.as_str().expect("a fingerprint").to_string();
        // Another page, as a colleague would open it.
        page.browser.client.goto("about:blank").await.expect("away");
        page.open(&format!("#/races?card={card}")).await;
        // Chromium says there that it did not ask a user who had touched nothing.
        page.browser.console_errors().await;
        let waits = page.texts(".waiting").await.join(" ");
        assert!(waits.contains("leads into a report"), "{waits}");
        page.click_sample(SAMPLES[0]).await;
        page.report().await;
        let there = format!("return document.querySelector('article.card.current')?.dataset.fingerprint === '{card}'");
        page.until("the card", &there).await;
        page.no_console_error().await;
    });
}

#[test]
fn a_card_that_the_log_does_not_hold_is_said() {
    visit("#/races?card=r-0000000", |page| async move {
        page.click_sample(SAMPLES[0]).await;
        page.report().await;
        let said = "return document.querySelector('.messages')?.innerText.includes('is not in this report')";
        page.until("the sentence", said).await;
        page.no_console_error().await;
    });
}
