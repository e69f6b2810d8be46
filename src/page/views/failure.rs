//! The failure card: what was printed, what was running, who held which lock, and the goroutine dump in groups.

use super::{Scene, about, dump, frames, ui};
use crate::model::{Failure, FailureKind, LockPlace, Text};
use crate::page::present::figures::plural;
use crate::page::present::{clock, copied as texts};
use crate::page::protocol::{Kind, Node, el, none};
use crate::render::markdown;

pub fn view(failure: &Failure, index: u32, scene: &Scene<'_>) -> Node {
    let message = failure.kind != FailureKind::GoroutineDump && !is_short(&failure.message);
    let nested = failure.nested.iter().map(|text| el("li").add(el("code").text(text)));
    el("div")
        .class("card-body failure")
        .add(meta(failure))
        .add(about::findings_about(scene.report, Kind::Failure, index))
        .add(about::belongs_to(scene.report, Kind::Failure, index))
        .when(message, || ui::log_text(&failure.message))
        .maybe(failure.explanation.as_ref().map(|text| el("p").class("explain").add(ui::prose(text))))
        .when(!failure.nested.is_empty(), || part("While that was handled").add(el("ol").class("nested").each(nested)))
        .when(!failure.running_tests.is_empty(), || running(failure))
        .when(!failure.locks.is_empty(), || {
            part("Locks").each(failure.locks.iter().map(|lock| lock_place(lock, scene)))
        })
        .when(!failure.goroutines.is_empty(), || dump::view(failure, scene))
        .add(el("footer").class("card-foot").add(ui::copy("Copy bug report", "bug report")))
}

/// A text of the card, by its name on the button.
pub fn copied(failure: &Failure, what: &str, scene: &Scene<'_>) -> Option<String> {
    match what {
        "bug report" => Some(markdown::render_failure_issue(failure, scene.report, &texts::failure(failure))),
        _ => dump::copied(failure, what),
    }
}

fn meta(failure: &Failure) -> Node {
    let time = |time| format!("{} {} {}", clock::date(time), clock::time_of_day(time), clock::offset(time));
    let code = |name: &str, text: &str| el("span").text(name).add(el("code").text(text));
    el("p")
        .class("meta")
        .maybe(failure.test.as_ref().map(|test| el("span").text("Test ").add(ui::test_link(test))))
        .maybe(failure.package.as_ref().map(|package| code("package ", package)))
        .maybe(failure.signal.as_ref().map(|signal| code("signal ", signal)))
        .maybe(failure.time.map(|at| el("span").text(&time(at))))
        .when(failure.times() > 1, || el("span").text(&format!("{} times", failure.times())))
        .when(!failure.complete, || ui::badge("incomplete", &sentence(&failure.missing)))
}

/// What is missing, as a sentence.
fn sentence(missing: &[Text]) -> String {
    let text =
        if missing.is_empty() { "not all of this failure's text is there".to_owned() } else { missing.join("; ") };
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

fn part(title: &str) -> Node {
    el("section").class("part").add(el("h4").text(title))
}

/// The tests that were running, with their ages.
fn running(failure: &Failure) -> Node {
    let tests = failure.running_tests.iter().map(|test| match test.rsplit_once(" (") {
        Some((name, age)) => el("li").add(el("span").text(name)).add(el("b").text(age.trim_end_matches(')'))),
        None => el("li").add(el("span").text(test)),
    });
    part(&format!("Running: {}", plural(failure.running_tests.len() as u64, "test")))
        .add(el("ul").class("running").each(tests))
}

/// One place of a go-deadlock report.
fn lock_place(place: &LockPlace, scene: &Scene<'_>) -> Node {
    let by = if place.goroutine.is_empty() { String::new() } else { format!(" · goroutine {}", place.goroutine) };
    let lock = if place.lock.is_empty() { none() } else { el("code").text(&place.lock) };
    el("div")
        .class("lock-place")
        .add(el("h5").text(&place.heading).text(&by).text(if lock.is_empty() { "" } else { " · lock " }).add(lock))
        .add(frames::whole(&place.frames, None, &place.heading, scene))
}

/// The card's title holds the whole of it.
fn is_short(message: &str) -> bool {
    message.len() < 80 && !message.trim_end().contains('\n')
}
