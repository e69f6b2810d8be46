//! One headless Chromium with a driver and a profile of its own, ended whatever the test does.

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use std::future::Future;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, panic, process};

/// What headless Chromium needs as root, and what keeps it from talking to anyone on its own account.
const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
];

/// A browser in the hand of one test.
#[derive(Clone)]
pub struct Browser {
    pub client: Client,
}

/// Runs a test in a browser of its own and closes that, also after a panic.
pub fn run<F>(test: impl FnOnce(Browser) -> F + Send + 'static)
where
    F: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let outcome = runtime.block_on(async {
        let driver = Driver::start();
        let client = driver.session().await;
        let outcome = tokio::spawn(test(Browser { client: client.clone() })).await;
        client.close().await.ok();
        outcome
    });
    if let Err(failure) = outcome {
        panic::resume_unwind(failure.into_panic());
    }
}

/// chromedriver on a free port, and the profile folder of its browser.
struct Driver {
    process: Child,
    port: u16,
    profile: PathBuf,
}

impl Driver {
    fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let profile = env::temp_dir().join(format!("racecard-e2e-{}-{number}", process::id()));
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("chromedriver starts (`cargo xtask test` says how to install it)");
        let output = BufReader::new(process.stdout.take().expect("piped"));
        let mark = "started successfully on port ";
        let port = output
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.split(mark).nth(1).and_then(|rest| rest.trim_end_matches('.').parse().ok()))
            .expect("chromedriver says its port");
        Self { process, port, profile }
    }

    async fn session(&self) -> Client {
        let profile = format!("--user-data-dir={}", self.profile.display());
        let flags: Vec<&str> = FLAGS.into_iter().chain([profile.as_str()]).collect();
        let capabilities = json!({
            "goog:chromeOptions": { "args": flags, "binary": chromium() },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        });
        ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities.as_object().expect("an object").clone())
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .expect("Chromium starts")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
        fs::remove_dir_all(&self.profile).ok();
    }
}

/// The browser's file on PATH; chromedriver would look for Chrome.
fn chromium() -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).map(|folder| folder.join("chromium")).find(|file| file.is_file()).expect("chromium on PATH")
}

impl Browser {
    /// A command of Chromium's own protocol.
    pub async fn chromium(&self, command: &'static str, parameters: Value) -> Value {
        let post = Post { path: "goog/cdp/execute", body: json!({ "cmd": command, "params": parameters }) };
        self.client.issue_cmd(post).await.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Runs a script in the page; what it returns.
    pub async fn script(&self, text: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(text, arguments).await.unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// What the browser logged since it was last asked.
    async fn log(&self, kind: &'static str) -> Vec<Value> {
        let post = Post { path: "se/log", body: json!({ "type": kind }) };
        let entries = self.client.issue_cmd(post).await.expect("the driver's log");
        entries.as_array().cloned().unwrap_or_default()
    }

    /// Errors on the console since it was last asked.
    pub async fn console_errors(&self) -> Vec<String> {
        let entries = self.log("browser").await;
        let errors = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        let messages = errors.map(|entry| entry["message"].as_str().unwrap_or_default().to_string());
        // A test leaves a page with an open log without ever having clicked in it, which no visitor can.
        messages.filter(|text| !text.contains("Blocked attempt to show a 'beforeunload' confirmation")).collect()
    }

    /// Addresses asked for over the network since it was last asked, by the page or its worker, to any host.
    pub async fn requests(&self) -> Vec<String> {
        let mut addresses = Vec::new();
        for entry in self.log("performance").await {
            let message: Value = serde_json::from_str(entry["message"].as_str().unwrap_or_default()).expect("JSON");
            let event = &message["message"];
            if event["method"] == "Network.requestWillBeSent" {
                addresses.push(event["params"]["request"]["url"].as_str().unwrap_or_default().to_string());
            }
        }
        addresses.retain(|address| !["blob:", "data:"].iter().any(|local| address.starts_with(local)));
        addresses
    }
}

/// A POST of the driver's own.
#[derive(Debug)]
struct Post {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
