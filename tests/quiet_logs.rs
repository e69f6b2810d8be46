//! Logs in which nothing is wrong, or in which what is wrong has its own reason: no rule may accuse a process, a store or a
//! clock. Each stands beside the same log with the one thing more that makes it an accusation.

use racecard::model::{Report, Severity};
use racecard::{Scanner, engine};

fn report(texts: &[&str]) -> Report {
    let scanned = texts.iter().zip(0..).map(|(text, number)| {
        let mut scanner = Scanner::numbered(&format!("tidb-{number}.log"), number);
        scanner.push(text.as_bytes());
        scanner.end()
    });
    engine::report(scanned.collect())
}

/// The rules that speak above a note.
fn loud(texts: &[&str]) -> Vec<String> {
    let report = report(texts);
    let loud = report.findings.iter().filter(|finding| finding.severity > Severity::Note);
    loud.map(|finding| format!("{} {:?}", finding.rule, finding.severity)).collect()
}

fn clock(millis: u64) -> String {
    let seconds = millis / 1000;
    format!("{:02}:{:02}:{:02}.{:03}", 10 + seconds / 3600, seconds / 60 % 60, seconds % 60, millis % 1000)
}

/// The start timestamp of 2024-05-14, `millis` after 10:00:00 UTC.
fn tso(millis: u64) -> u64 {
    (1_715_680_800_000 + millis) << 18
}

fn line(millis: u64, rest: &str) -> String {
    format!("[2024/05/14 {} +00:00] {rest}\n", clock(millis))
}

/// So many lines, so far apart.
fn steady(count: u64, apart: u64) -> String {
    let job = |at| line(at * apart, &format!("[INFO] [server.go:612] [\"new connection\"] [conn={at}]"));
    (0..count).map(job).collect()
}

/// A line that a timer prints after a minute, a minute after everything else.
#[test]
fn a_quiet_server_with_a_long_statement() {
    let expensive = "[WARN] [expensivequery.go:145] [expensive_query] [cost_time=60.004s] [process_time=0.1s] [conn=11] \
                     [txn_start_ts=448169982033920000] [sql=\"select sum(a) from t\"]";
    assert_eq!(loud(&[&(steady(4, 200) + &line(61_000, expensive))]), [""; 0]);
    assert_eq!(loud(&[&(steady(100, 200) + &line(80_000, expensive))]), [""; 0]);
}

/// A server that says something every half minute.
#[test]
fn an_idle_server() {
    let slow = "[WARN] [pd.go:152] [\"get timestamp too slow\"] [\"cost time\"=20s]";
    let idle = steady(60, 30_000);
    assert_eq!(loud(&[&idle]), [""; 0]);
    assert_eq!(loud(&[&(idle + &line(1_860_000, slow))]), [""; 0]);
    // In bursts, and silent for a minute again and again.
    let bursts: String = (0..60)
        .map(|at| line(at / 10 * 60_000 + at % 10 * 50, "[INFO] [domain.go:285] [\"diff load InfoSchema success\"]"))
        .collect();
    assert_eq!(loud(&[&(bursts + &line(360_100, slow))]), [""; 0]);
    // One that never was silent, and then was.
    let silent = steady(60, 300) + &line(60 * 300 + 20_000, slow);
    assert_eq!(loud(&[&silent]), ["G6 Medium"]);
}

/// Of a silence, only what nothing else accounts for is a witness.
#[test]
fn a_silence_that_a_store_explains() {
    let request = |process, wait| {
        let text = format!(
            "[INFO] [coprocessor.go:1286] [\"[TIME_COP_PROCESS] resp_time:20s txnStartTS:{} region_id:7 store_addr:tikv-1:20160 \
             kv_process_ms:{process} kv_wait_ms:{wait} processed_versions:9000000 total_versions:9000000\"] [conn=11]",
            tso(18_000)
        );
        loud(&[&(steady(60, 300) + &line(38_000, &text))])
    };
    assert_eq!(request(19_900, 0), [""; 0]);
    assert_eq!(request(200, 19_700), [""; 0]);
    assert_eq!(request(150, 0), ["G6 Medium"]);
}

#[test]
fn only_expensive_queries() {
    let text = |at: u64| {
        let text = format!(
            "[WARN] [expensivequery.go:145] [expensive_query] [cost_time={}s] [process_time=58s] [wait_time=0.1s] [conn={}] \
             [txn_start_ts={}] [mem_max=\"1234567 Bytes (1.18 MB)\"] [sql=\"select sum(a) from t\"]",
            60 * (1 + at / 3),
            at % 3,
            tso(at % 3 * 1000)
        );
        line(60_000 * (1 + at / 3) + at % 3 * 1000, &text)
    };
    let log: String = (0..30).map(text).collect();
    assert_eq!(loud(&[&log]), [""; 0]);
}

/// A slow-log entry of a digest of its own.
fn entry(end: u64, digest: u32, seconds: u64, parts: &str) -> String {
    format!(
        "# Time: 2024-05-14T{}Z\n# Txn_start_ts: {}\n# Conn_ID: {digest}\n# Query_time: {seconds}\n# Parse_time: 0.0001\n{parts}\n\
         # Is_internal: false\n# Digest: {digest:064}\n# Succ: true\nselect {digest};\n",
        clock(end),
        tso(end - seconds * 1000)
    )
}

/// Each server has one statement that waits for a reason of its own; in one server it would be a stall.
#[test]
fn three_files_of_three_servers() {
    let parts = [
        "# Compile_time: 8.9",
        "# Compile_time: 0.0001\n# Wait_TS: 8.8",
        "# Compile_time: 0.0001\n# Cop_time: 8.9 Process_time: 0.01 Request_count: 1 Process_keys: 3",
    ];
    let logs: Vec<String> = (0..3).map(|at| entry(20_000, at, 9, parts[at as usize])).collect();
    let of = |rules: Vec<String>| rules.iter().any(|rule| rule.starts_with("G4"));
    let texts: Vec<&str> = logs.iter().map(String::as_str).collect();
    assert!(!of(loud(&texts)));
    assert!(of(loud(&[&logs.concat()])));
}

/// A log and the slow log of one server are one process where a line and an entry are about one statement: then a request of
/// the one and statements of the other may have the process in common.
#[test]
fn two_files_of_one_server() {
    let outside = "# Compile_time: 0.0001\n# Cop_time: 8.9 Process_time: 0.01 Request_count: 1 Process_keys: 3";
    let slow = entry(20_000, 1, 9, "# Compile_time: 8.9")
        + &entry(20_001, 2, 9, "# Compile_time: 0.0001\n# Wait_TS: 8.8")
        + &entry(90_000, 3, 9, outside);
    let request = |start: u64, end: u64| {
        let text = format!(
            "[INFO] [coprocessor.go:1286] [\"[TIME_COP_WAIT] resp_time:8.9s txnStartTS:{} region_id:7 store_addr:tikv-1:20160 \
             kv_process_ms:10 kv_wait_ms:0\"]",
            tso(start)
        );
        line(end, &text)
    };
    let stalls = |server: &str| loud(&[&slow, server]).iter().filter(|rule| rule.starts_with("G4")).count();
    let of_another_statement = request(11_090, 19_990);
    assert_eq!(stalls(&of_another_statement), 0);
    assert_eq!(stalls(&(of_another_statement + &request(81_000, 89_990))), 1);
}

/// Three lines of an entry, with dots where the rest was.
#[test]
fn an_elided_entry() {
    let elided = "# Query_time: 7.904118843\n...\n# Parse_time: 0.0001\n# Digest: 42\n";
    assert_eq!(loud(&[elided]), [""; 0]);
    let report = report(&[elided]);
    let parts: Vec<_> = report.slow_queries[0].breakdown.iter().map(|part| &*part.name).collect();
    assert_eq!(parts, ["parse", "not shown"]);
}

/// Some columns of a row: what was not asked for is not missing from the time.
#[test]
fn some_columns_of_a_row() {
    let row = "*************************** 1. row ***************************\n          Time: 2024-03-05 10:00:03.600000\n    \
               Query_time: 3.5\n  Compile_time: 0.0003\n            DB: sky\n         Query: select star from plate;\n1 row in set (0.05 sec)\n";
    assert_eq!(report(&[row]).slow_queries.len(), 1);
    assert_eq!(loud(&[row]), [""; 0]);
}

/// Five slow timestamps of one server, and a statement of another that planned for long.
#[test]
fn timestamps_of_one_server_and_planning_of_another() {
    let timestamps: String = (0..6)
        .map(|at| line(at * 5_000, "[WARN] [pd.go:152] [\"get timestamp too slow\"] [\"cost time\"=90ms]"))
        .collect();
    let planning = entry(20_000, 1, 1, "# Compile_time: 0.9");
    let starved = |rules: Vec<String>| rules.iter().any(|rule| rule.starts_with("G11"));
    assert!(!starved(loud(&[&timestamps, &planning])));
    assert!(starved(loud(&[&(timestamps + &planning)])));
}

/// An impossible figure is told as impossible, not as the cause.
#[test]
fn an_impossible_wait_for_memory() {
    let log = entry(
        20_000,
        1,
        2,
        "# Compile_time: 0.0001\n# Cop_time: 1.9 Process_time: 1.8 Request_count: 3\n# Mem_arbitration: 86400.5",
    );
    assert_eq!(loud(&[&log]), [""; 0]);
    let report = report(&[&log]);
    assert!(report.findings.iter().any(|finding| &*finding.title == "Mem_arbitration is larger than the whole query"));
}
