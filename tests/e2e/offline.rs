//! The service worker: one visit is enough, a newer build arrives, and it can be turned off.

use crate::command::SAMPLES;
use crate::page::{Page, assert_none, visit, visit_site};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// Waits until the service worker has everything and answers for this page. (On localhost it is registered for `?sw`.)
async fn installed(page: &Page) {
    let script = "return navigator.serviceWorker.getRegistration().then((one) => one?.active?.state === 'activated')";
    page.until("the service worker", script).await;
    page.until("its control", "return navigator.serviceWorker.controller !== null").await;
}

#[test]
fn works_without_a_server_after_one_visit() {
    visit("?sw", |mut page| async move {
        installed(&page).await;
        page.server = None;
        page.open("?sw").await;
        page.click_sample(SAMPLES[0]).await;
        page.report().await;
        page.no_console_error().await;
    });
}

#[test]
fn a_second_visit_asks_only_for_the_page_itself() {
    visit("?sw", |page| async move {
        installed(&page).await;
        let server = page.server.as_ref().expect("running");
        let before = server.requests().len();
        page.open("?sw").await;
        let asked = server.requests().split_off(before);
        let others: Vec<_> =
            asked.iter().filter(|path| !["/racecard/?sw", "/racecard/sw.js"].contains(&path.as_str())).collect();
        assert_none("files asked for again", &others);
    });
}

#[test]
fn what_is_not_in_its_list_is_refused() {
    visit("?sw", |page| async move {
        installed(&page).await;
        // A frame without the page's policy, so that only the service worker stands in the way.
        let script = "const frame = document.createElement('iframe'); return fetch('unknown.txt').then(() => 'answered', () => 'refused')";
        assert_eq!(page.browser.script(script, vec![]).await, json!("refused"));
    });
}

#[test]
fn a_newer_build_is_shown_at_the_next_visit() {
    let site = copy_of_the_site("newer");
    visit_site(site.clone(), "?sw", move |page| async move {
        installed(&page).await;
        newer_build(&site);
        page.open("?sw").await;
        page.until("the newer page", "return document.title === 'Racecard, newer'").await;
        page.click_sample(SAMPLES[1]).await;
        page.report().await;
        page.no_console_error().await;
        fs::remove_dir_all(&site).ok();
    });
}

#[test]
fn it_can_be_turned_off() {
    visit("?sw", |page| async move {
        installed(&page).await;
        page.open("?nosw").await;
        let gone = "return navigator.serviceWorker.getRegistration().then((one) => one === undefined)";
        page.until("its removal", gone).await;
        let flag = "return caches.has('racecard-off /racecard/')";
        assert_eq!(page.browser.script(flag, vec![]).await, json!(true), "the flag that survives");
    });
}

#[test]
fn a_missing_part_of_the_worker_is_said() {
    let site = copy_of_the_site("incomplete");
    let names = fs::read_dir(&site).expect("the site").map(|entry| entry.expect("an entry").path());
    let is_second =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("reporting-"));
    let second = names.into_iter().find(is_second).expect("the part that reports");
    fs::remove_file(second).expect("removed");
    visit_site(site.clone(), "", move |page| async move {
        let said = "return [...document.querySelectorAll('.trouble')].some((box) => box.innerText.includes('could not be loaded'))";
        page.until("the sentence", said).await;
        fs::remove_dir_all(&site).ok();
    });
}

fn copy_of_the_site(name: &str) -> PathBuf {
    let to = env::temp_dir().join(format!("racecard-site-{name}-{}", process::id()));
    fs::remove_dir_all(&to).ok();
    copy(&xtask::build::dist(), &to);
    to
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).map(drop).expect("a copy");
        }
    }
}

/// What a new deployment does: other scripts under other names, another page, another list.
fn newer_build(site: &Path) {
    let edit = |name: &str, change: &dyn Fn(&str) -> String| {
        let path = site.join(name);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        fs::write(&path, change(&text)).expect("written");
    };
    let names = fs::read_dir(site).expect("the site").map(|entry| entry.expect("an entry").file_name());
    let mut names = names.map(|name| name.to_string_lossy().into_owned());
    let start = names.find(|name| name.starts_with("start-")).expect("the start script that post-build wrote");
    fs::rename(site.join(&start), site.join("start-newer.js")).expect("renamed");
    edit("index.html", &|text| {
        text.replace(&start, "start-newer.js").replace("<title>Racecard", "<title>Racecard, newer")
    });
    // Its digests are those of the build before: the newer worker cannot be installed, the page must work all the same.
    edit("sw.js", &|text| text.replace("const BUILD = \"", "const BUILD = \"newer-"));
}
