//! What Go's tools print: race reports, lines of a test run.

use super::Log;
use std::fmt::Write as _;
use std::io::{self, Write};

const PACKAGES: [&str; 8] =
    ["session", "executor", "domain", "planner/core", "store/copr", "ddl", "statistics", "infoschema"];
const TYPES: [&str; 10] =
    ["session", "Domain", "ExecStmt", "worker", "Handle", "SessionVars", "builder", "cache", "pool", "task"];
const METHODS: [&str; 12] = [
    "Run",
    "reset",
    "Close",
    "loadOnce",
    "buildPlan",
    "Next",
    "setState",
    "flush",
    "notify",
    "Update",
    "acquire",
    "handleMsg",
];

/// One race report by the runtime's own layout, blank lines included.
pub fn race(log: &mut Log<impl Write>) -> io::Result<()> {
    let [first, second] = [0; 2].map(|_| 1_000 + log.random.below(500_000));
    let address = 0xc0_0000_0000 + log.random.below(1 << 24) * 8;
    let (kind, previous) = *log.random.pick(&[("Write", "read"), ("Read", "write"), ("Write", "write")]);
    let mut text =
        format!("==================\nWARNING: DATA RACE\n{kind} at 0x{address:012x} by goroutine {first}:\n");
    stack(log, &mut text);
    let _ = writeln!(text, "\nPrevious {previous} at 0x{address:012x} by goroutine {second}:");
    stack(log, &mut text);
    for goroutine in [first, second] {
        let state = *log.random.pick(&["running", "finished"]);
        let _ = writeln!(text, "\nGoroutine {goroutine} ({state}) created at:");
        stack(log, &mut text);
    }
    text += "==================\n";
    log.truth.races += 1;
    log.put(&text)
}

fn stack(log: &mut Log<impl Write>, text: &mut String) {
    let random = &mut log.random;
    for _ in 0..4 + random.below(14) {
        let (package, name, method) = (random.pick(&PACKAGES), random.pick(&TYPES), random.pick(&METHODS));
        let (line, offset) = (10 + random.below(3_000), 16 + random.below(4_000));
        let _ = writeln!(text, "  github.com/pingcap/tidb/{package}.(*{name}).{method}()");
        let _ = writeln!(text, "      {package}/{}.go:{line} +0x{offset:x}", name.to_ascii_lowercase());
    }
}

/// Start and end of a test that passes.
pub fn test(log: &mut Log<impl Write>) -> io::Result<()> {
    let name = format!("Test{}{}", log.random.pick(&TYPES), log.random.pick(&METHODS));
    let (seconds, hundredths) = (log.random.below(9), log.random.below(100));
    log.put(&format!("=== RUN   {name}\n--- PASS: {name} ({seconds}.{hundredths:02}s)\n"))
}
