//! Racecard's page in a browser, as a visitor uses it: served under a sub-path, like a project's site on GitHub Pages.

use crate::browser::Browser;
use crate::command;
use serde_json::{Value, json};
use std::fmt::Debug;
use std::future::Future;
use std::path::Path;
use std::time::{Duration, Instant};
use xtask::server::{Running, Server};

/// Longer than anything here should ever take on two busy cores.
const PATIENCE: Duration = Duration::from_secs(30);

/// The page, and the server it came from.
pub struct Page {
    pub browser: Browser,
    /// `None` once it has been taken away.
    pub server: Option<Running>,
    pub url: String,
}

/// Opens the page under `/racecard/` with something behind the address (`?sw`, `#/about`) and hands it to a test.
pub fn visit<F>(behind: &'static str, test: impl FnOnce(Page) -> F + Send + 'static)
where
    F: Future<Output = ()> + Send + 'static,
{
    let dist = xtask::build::dist();
    visit_site(dist, behind, test);
}

/// The same with a site that lies elsewhere.
pub fn visit_site<F>(site: std::path::PathBuf, behind: &'static str, test: impl FnOnce(Page) -> F + Send + 'static)
where
    F: Future<Output = ()> + Send + 'static,
{
    assert!(site.join("index.html").is_file(), "no site in {} (`cargo xtask build` makes it)", site.display());
    crate::browser::run(move |browser| async move {
        let server = Server::bind(0).expect("a free port").start("/racecard/", &site);
        let url = server.url();
        let page = Page { browser, server: Some(server), url };
        page.open(behind).await;
        test(page).await;
    });
}

impl Page {
    /// Loads the page and waits until it takes input.
    pub async fn open(&self, behind: &str) {
        self.browser.client.goto(&format!("{}{behind}", self.url)).await.expect("the page loads");
        self.ready().await;
    }

    /// Waits until the program runs and has closed the lock, which it does before it takes input.
    pub async fn ready(&self) {
        let script = "return document.documentElement.hasAttribute('data-started')
            && [...document.querySelectorAll('meta[http-equiv=Content-Security-Policy]')]
                .some((meta) => meta.content.includes(\"connect-src 'none'\"))";
        self.until("the program and its lock", script).await;
    }

    /// Waits until a script returns something true, and returns that.
    pub async fn until(&self, what: &str, script: &str) -> Value {
        let start = Instant::now();
        loop {
            let value = self.browser.script(script, vec![]).await;
            if ![Value::Null, Value::Bool(false), json!(0), json!("")].contains(&value) {
                return value;
            }
            if start.elapsed() > PATIENCE {
                let text = self.browser.script("return document.body.innerText", vec![]).await;
                let errors = self.browser.console_errors().await;
                panic!(
                    "waited in vain for {what}; console: {errors:?}; the page says:\n{}",
                    text.as_str().unwrap_or("")
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The file as a browser's file dialog or a drag from a file manager would give it.
    pub async fn drop_file(&self, file: &Path) {
        let data = json!({ "items": [], "files": [file.to_str().expect("a plain path")], "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": 300, "y": 300, "data": data });
            self.browser.chromium("Input.dispatchDragEvent", event).await;
        }
    }

    /// Puts a text on the browser's own clipboard and presses the keys for pasting, with nothing focused.
    pub async fn paste(&self, text: &str) {
        let origin = self.url.trim_end_matches("/racecard/");
        let permissions = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": origin });
        self.browser.chromium("Browser.grantPermissions", permissions).await;
        self.browser.script("return navigator.clipboard.writeText(arguments[0])", vec![json!(text)]).await;
        let key = |kind| json!({ "type": kind, "modifiers": 2, "key": "v", "code": "KeyV", "windowsVirtualKeyCode": 86, "commands": ["paste"] });
        self.browser.chromium("Input.dispatchKeyEvent", key("rawKeyDown")).await;
        self.browser
            .chromium("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": "v", "code": "KeyV", "modifiers": 2 }))
            .await;
    }

    /// Clicks one of the three sample buttons.
    pub async fn click_sample(&self, sample: &str) {
        let number = command::SAMPLES.iter().position(|name| *name == sample).expect("one of the samples");
        self.click(".samples button", number).await;
    }

    /// Clicks the one with that number of the elements that a selector finds.
    pub async fn click(&self, selector: &str, number: usize) {
        let script =
            "const found = document.querySelectorAll(arguments[0])[arguments[1]]; found?.click(); return !!found";
        let found = self.browser.script(script, vec![json!(selector), json!(number)]).await;
        assert_eq!(found, json!(true), "nothing to click: number {number} of {selector}");
    }

    /// Waits until the report is complete: all sources read, and what was found (or its absence) shown.
    pub async fn report(&self) {
        let script = "return document.querySelector('.sources .chip.source') !== null
            && document.querySelector('.sources progress') === null
            && document.querySelector('main.report article.card, main.report .nothing') !== null";
        self.until("the report", script).await;
    }

    /// The text of every element that a selector finds, also of folded parts.
    pub async fn texts(&self, selector: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((element) => element.textContent.trim())";
        let texts = self.browser.script(script, vec![json!(selector)]).await;
        serde_json::from_value(texts).expect("a list of texts")
    }

    /// Presses a key, with nothing said about what has the focus.
    pub async fn press(&self, key: &str) {
        let text = if key.chars().count() == 1 {
            key
        } else if key == "Enter" {
            "\r"
        } else {
            ""
        };
        let down = json!({ "type": if text.is_empty() { "rawKeyDown" } else { "keyDown" }, "key": key, "text": text, "code": key });
        self.browser.chromium("Input.dispatchKeyEvent", down).await;
        self.browser.chromium("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key, "code": key })).await;
    }

    /// Nothing went wrong that a visitor would not see.
    pub async fn no_console_error(&self) {
        assert_none("errors on the console", &self.browser.console_errors().await);
    }
}

/// Fails with the list unless it is empty.
pub fn assert_none<T: Debug>(what: &str, list: &[T]) {
    assert!(list.is_empty(), "{what}: {list:#?}");
}

/// Opens the page on a sample's report.
pub fn visit_report<F>(sample: &'static str, test: impl FnOnce(Page) -> F + Send + 'static)
where
    F: Future<Output = ()> + Send + 'static,
{
    assert!(command::SAMPLES.contains(&sample));
    visit("", move |page| async move {
        page.click_sample(sample).await;
        page.report().await;
        test(page).await;
    });
}
