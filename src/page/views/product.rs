//! What Racecard is and what it reads, in words that only a worker carries: the page is small without them.

use crate::page::protocol::{Node, all, el};

const ABOUT: &[(&str, &str)] = &[
    (
        "What it reads",
        "Data-race reports of the Go race detector, Go panics, time-outs and failed tests, and what TiDB, TiKV and PD write \
         about time: slow queries, coprocessor lines, plans. Wrapped, quoted, cut and pasted as CI systems and issue \
         trackers leave them.",
    ),
    (
        "Where your log goes",
        "Nowhere. The text is read by a worker inside this page. Before the first byte is read the page forbids itself every \
         request; the browser enforces that, and the lock in the first screen lets you try it. There is no server, no \
         telemetry, no account.",
    ),
    (
        "What the lock does not cover",
        "What no page can forbid to itself: going to another address, looking up the name of a host, and WebRTC. Racecard does \
         none of these by itself. Nor browser extensions, and a host that serves a changed page.",
    ),
    (
        "How sure it is",
        "What is read is shown as it stands; what is inferred says so. Every finding carries why it may be wrong. Notes list \
         what was not understood, repaired or cut.",
    ),
];

const FORMATS: &[&str] = &[
    "Go race detector reports, as printed by go run -race, go test -race, CI systems and issue trackers",
    "Go panics, fatal errors, deadlocks, test and bazel time-outs, goroutine dumps, goleak",
    "testify failures and go test results, plain or -json",
    "TiDB, TiKV and PD log lines: coprocessor times, expensive queries, TSO waits and others",
    "TiDB slow queries, from the slow-log file or inside a log line, with their plans",
];

/// What it is, and what it does with a log.
pub fn about() -> Node {
    all(ABOUT.iter().map(|(title, text)| all([el("h2").text(title), el("p").text(text)])))
}

/// What it reads.
pub fn formats() -> Node {
    el("ul").each(FORMATS.iter().map(|format| el("li").text(format)))
}
