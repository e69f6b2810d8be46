//! The keyboard alone is enough, and addresses lead where they say.

use crate::command::SAMPLES;
use crate::page::{visit, visit_report};
use serde_json::json;

#[test]
fn everything_by_keyboard() {
    visit("", |page| async move {
        // Tab reaches the first sample; Enter opens it.
        let focused = "return document.activeElement?.closest('.samples') !== null && document.activeElement?.tagName === 'BUTTON'";
        for _ in 0..40 {
            page.press("Tab").await;
            if page.browser.script(focused, vec![]).await == json!(true) {
                break;
            }
        }
        assert_eq!(page.browser.script(focused, vec![]).await, json!(true), "Tab reaches the samples");
        page.press("Enter").await;
        page.report().await;
        // j and k walk the cards, Enter folds and unfolds.
        page.press("j").await;
        page.until("a current card", "return document.querySelectorAll('article.card.current').length === 1").await;
        page.press("x").await;
        page.until("all folded", "return document.querySelector('article.card.open') === null").await;
        page.press("o").await;
        page.until("one open", "return document.querySelectorAll('article.card.open').length === 1").await;
        // ? shows the keys, Escape closes them.
        page.press("?").await;
        page.until("the help", "return document.querySelector('dialog[open]') !== null").await;
        page.press("Escape").await;
        page.until("no help", "return document.querySelector('dialog[open]') === null").await;
        // / goes to the filter, where letters are letters.
        page.press("/").await;
        page.until("the filter", "return document.activeElement?.id === 'filter'").await;
        page.press("x").await;
        page.until("a letter", "return document.getElementById('filter').value === 'x'").await;
        page.no_console_error().await;
    });
}

#[test]
fn keys_and_back_change_the_address() {
    visit_report(SAMPLES[0], |page| async move {
        for key in ["g", "r"] {
            page.press(key).await;
        }
        page.until("the races", "return location.hash === '#/races'").await;
        page.until("only races", "return document.querySelector('article.card:not(.of-race)') === null").await;
        page.browser.client.back().await.expect("back");
        page.until("the report again", "return document.querySelector('article.card.of-slow') !== null").await;
        page.no_console_error().await;
    });
}

#[test]
fn an_address_opens_its_view() {
    visit("#/about", |page| async move {
        page.until("the view", "return document.querySelector('h1')?.textContent.startsWith('About')").await;
        page.no_console_error().await;
    });
}

/// The focus is never lost to the document's body, from where keys lead nowhere.
#[test]
fn the_focus_stays_when_the_screen_is_drawn_anew() {
    visit("", |page| async move {
        let focused = "return document.activeElement?.id ?? ''";
        page.browser.script("document.querySelector('.samples button').focus()", vec![]).await;
        page.press("Enter").await;
        page.report().await;
        page.until("the report to have it", "return document.activeElement?.id === 'main'").await;
        page.press("j").await;
        page.until("a card to have it", "return document.activeElement?.closest('article.card.current') !== null")
            .await;
        let card = page.browser.script(focused, vec![]).await;
        for key in ["o", "o", "r"] {
            page.press(key).await;
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            assert_eq!(page.browser.script(focused, vec![]).await, card, "after {key}");
        }
        page.press("?").await;
        page.until("the help", "return document.querySelector('dialog[open]') !== null").await;
        page.press("Escape").await;
        page.until("no help", "return document.querySelector('dialog[open]') === null").await;
        assert_eq!(page.browser.script(focused, vec![]).await, card, "after the help");
        page.no_console_error().await;
    });
}

#[test]
fn the_export_menu_closes_after_a_choice_a_click_elsewhere_and_escape() {
    visit_report(SAMPLES[0], |page| async move {
        let closed = "return document.querySelector('.menu').open === false";
        for way in ["choice", "elsewhere", "escape"] {
            page.click(".menu summary", 0).await;
            page.until("the open menu", "return document.querySelector('.menu').open").await;
            match way {
                "choice" => page.click(".menu li:not(.setting) button", 0).await,
                "elsewhere" => page.click("main h1, main", 0).await,
                _ => page.press("Escape").await,
            }
            page.until(way, closed).await;
        }
        page.until("its button to have the focus", "return document.activeElement?.closest('.menu') !== null").await;
        page.no_console_error().await;
    });
}
