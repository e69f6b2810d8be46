//! Nothing leaves the page: no request between input and report, and none possible but by the ways that no page can close.

use crate::command::{SAMPLES, sample_text};
use crate::page::{Page, assert_none, visit};
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs, process};
use xtask::server::{Running, Server};

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

/// Whatever a script in the page does, no server hears of it, neither the page's own nor another.
#[test]
fn the_locked_page_can_load_and_send_nothing() {
    visit("", |page| async move {
        page.click_sample(SAMPLES[0]).await;
        page.report().await;
        let other = Server::bind(0).expect("a free port").start("/racecard/", &xtask::build::dist());
        for host in [page.url.clone(), other.url()] {
            attempt_all(&page.browser, &host).await;
        }
        assert_none("ways to the page's own host", &arrived(page.server.as_ref().expect("running")));
        assert_none("ways to another host", &arrived(&other));
    });
}

/// The same ways are ways in a page without the lock: where they are not, the test above shows nothing.
#[test]
fn every_way_leads_out_of_a_page_without_a_lock() {
    crate::browser::run(|browser| async move {
        let site = plain_site();
        let server = Server::bind(0).expect("a free port").start("/", &site);
        browser.client.goto(&server.url()).await.expect("the page loads");
        attempt_all(&browser, &server.url()).await;
        let arrived = arrived(&server);
        let names = WAYS.map(|(name, _)| name.to_string());
        let shut: Vec<_> = names.into_iter().filter(|name| !arrived.contains(name)).collect();
        assert_none("ways that lead nowhere", &shut);
        fs::remove_dir_all(&site).ok();
    });
}

/// What the page says no page can close is open indeed: the day it is not, the sentence can say more.
#[test]
fn going_to_another_address_is_open_and_the_page_says_so() {
    visit("", |page| async move {
        prove(&page).await;
        let limits = page.texts(".privacy p").await.join(" ");
        assert!(limits.contains("going to another address"), "{limits}");
        let other = Server::bind(0).expect("a free port").start("/", &xtask::build::dist());
        let script = "setTimeout(() => { location.href = arguments[0] + 'leak-navigation.txt' })";
        page.browser.script(script, vec![json!(other.url())]).await;
        page.until("the other address", "return location.href.includes('leak-navigation')").await;
        assert_eq!(arrived(&other), ["navigation"]);
    });
}

/// The page's own test of the lock says that it holds, without a network too: it goes by what the browser says, not by
/// requests that fail.
#[test]
fn the_visitor_can_check_the_lock() {
    visit("", |page| async move { prove(&page).await });
}

async fn prove(page: &Page) {
    // The page offers the check once it knows that the lock is closed, a moment after the policy stands.
    page.until("the check", "return document.querySelector('.privacy button:enabled') !== null").await;
    page.click(".privacy button", 0).await;
    page.until("the proof", "return document.querySelector('.privacy.proven') !== null").await;
}

async fn attempt_all(browser: &crate::browser::Browser, host: &str) {
    for (name, way) in WAYS {
        let script = format!("const [to, ws] = arguments; try {{ {way} }} catch {{}}");
        let to = format!("{host}leak-{name}.txt");
        let ws = to.replacen("http", "ws", 1);
        browser.script(&script, vec![json!(to), json!(ws)]).await;
    }
    // Some of them wait for a quiet moment.
    tokio::time::sleep(Duration::from_secs(3)).await;
}

/// The names of the ways by which something reached a server.
fn arrived(server: &Running) -> Vec<String> {
    let requests = server.requests();
    let name = |path: &String| Some(path.split("leak-").nth(1)?.split('.').next()?.to_string());
    requests.iter().filter_map(name).collect()
}

fn plain_site() -> PathBuf {
    let site = env::temp_dir().join(format!("racecard-plain-{}", process::id()));
    fs::create_dir_all(&site).expect("a folder");
    fs::write(site.join("index.html"), "<!doctype html><title>Plain</title><h1>No policy</h1>").expect("written");
    fs::write(site.join("404.html"), "<!doctype html><title>None</title>").expect("written");
    site
}

/// Ways by which a page can make a browser ask for an address. What they wait for never comes: only the server counts.
const WAYS: [(&str, &str); 33] = [
    ("fetch", "fetch(to).catch(() => {})"),
    ("fetch-opaque", "fetch(to, { mode: 'no-cors', keepalive: true }).catch(() => {})"),
    ("xhr", "const x = new XMLHttpRequest(); x.open('GET', to); x.send()"),
    ("beacon", "navigator.sendBeacon(to, 'x')"),
    ("websocket", "new WebSocket(ws)"),
    ("eventsource", "new EventSource(to)"),
    (
        "ping",
        "const a = Object.assign(document.createElement('a'), { href: '#', ping: to }); document.body.append(a); a.click()",
    ),
    ("image", "new Image().src = to"),
    ("image-set", "const i = new Image(); i.srcset = to + ' 1x'"),
    ("image-input", "const i = document.createElement('input'); i.type = 'image'; i.src = to; document.body.append(i)"),
    ("image-svg", "document.body.insertAdjacentHTML('beforeend', `<svg><image href='${to}'/></svg>`)"),
    (
        "background",
        "const d = document.createElement('div'); d.style.backgroundImage = `url(${to})`; d.style.height = '9px'; document.body.append(d)",
    ),
    ("poster", "const v = document.createElement('video'); v.poster = to; document.body.append(v)"),
    ("video", "const v = document.createElement('video'); v.src = to; v.preload = 'auto'; document.body.append(v)"),
    ("audio", "new Audio(to).load()"),
    ("font", "new FontFace('leak', `url(${to})`).load().catch(() => {})"),
    ("style", "const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = to; document.head.append(l)"),
    (
        "style-import",
        "const s = document.createElement('style'); s.textContent = `@import url(${to})`; document.head.append(s)",
    ),
    ("script", "const s = document.createElement('script'); s.src = to; document.head.append(s)"),
    ("import", "import(to).catch(() => {})"),
    ("worker", "new Worker(new URL(new URL(to).pathname, location.origin))"),
    ("worker-script", "const code = URL.createObjectURL(new Blob([`importScripts('${to}')`])); new Worker(code)"),
    ("worker-fetch", "const code = URL.createObjectURL(new Blob([`fetch('${to}')`])); new Worker(code)"),
    ("shared-worker", "new SharedWorker(new URL(new URL(to).pathname, location.origin))"),
    ("frame", "const f = document.createElement('iframe'); f.src = to; document.body.append(f)"),
    (
        "frame-inside",
        "const f = document.createElement('iframe'); f.srcdoc = `<img src='${to}'>`; document.body.append(f)",
    ),
    ("object", "const o = document.createElement('object'); o.data = to; document.body.append(o)"),
    ("embed", "const e = document.createElement('embed'); e.src = to; document.body.append(e)"),
    (
        "form",
        "const f = document.createElement('form'); const i = document.createElement('iframe'); i.name = 'sink'; f.action = to; f.target = 'sink'; document.body.append(i, f); f.submit()",
    ),
    ("prefetch", "const l = document.createElement('link'); l.rel = 'prefetch'; l.href = to; document.head.append(l)"),
    (
        "preload",
        "const l = document.createElement('link'); l.rel = 'preload'; l.as = 'image'; l.href = to; document.head.append(l)",
    ),
    (
        "preload-fetch",
        "const l = document.createElement('link'); l.rel = 'preload'; l.as = 'fetch'; l.href = to; document.head.append(l)",
    ),
    (
        "module-preload",
        "const l = document.createElement('link'); l.rel = 'modulepreload'; l.href = to; document.head.append(l)",
    ),
];
