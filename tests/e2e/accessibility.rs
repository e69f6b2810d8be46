//! axe-core over the first screen and the report, in both themes: no violation.

use crate::command::SAMPLES;
use crate::page::{Page, assert_none, visit};
use serde_json::{Value, json};
use std::fs;

#[test]
fn no_violation_in_either_theme() {
    visit("", |page| async move {
        for theme in ["light", "dark"] {
            page.theme(theme).await;
            no_violation(&page, &format!("first screen, {theme}")).await;
        }
        page.click_sample(SAMPLES[0]).await;
        page.report().await;
        for theme in ["light", "dark"] {
            page.theme(theme).await;
            no_violation(&page, &format!("report, {theme}")).await;
        }
    });
}

async fn no_violation(page: &Page, view: &str) {
    let axe = xtask::steps::root().join("tests/e2e/node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(&axe).unwrap_or_else(|error| {
        panic!("{}: {error} (`npm ci` in tests/e2e, or `cargo xtask test`, installs it)", axe.display())
    });
    // The page's policy forbids foreign scripts in the page; the driver's world is not under it.
    page.browser.script(&axe, vec![]).await;
    let script = "return axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations.map(
        (one) => ({ rule: one.id, help: one.help, at: one.nodes.slice(0, 5).map((node) => [node.html.slice(0, 200), node.failureSummary]) })))";
    let violations: Vec<Value> = serde_json::from_value(page.browser.script(script, vec![]).await).expect("a list");
    assert_none(&format!("violations: {view}"), &violations);
}

impl Page {
    /// Shows the page as someone with this preference sees it.
    pub async fn theme(&self, theme: &str) {
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": theme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.browser.chromium("Emulation.setEmulatedMedia", features).await;
    }
}
