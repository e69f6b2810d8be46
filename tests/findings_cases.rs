//! The labelled logs: every rule that must fire does, none that must not; healthy logs give nothing above a note.

use racecard::model::{Evidence, EvidenceKind, Finding, Report, Severity};
use racecard::{Scanner, engine};
use serde_json::Value;
use std::fmt::Write;

fn report(text: &[u8]) -> Report {
    let mut scanner = Scanner::new("case");
    scanner.push(text);
    engine::report(vec![scanner.end()])
}

/// Lines a piece of evidence covers.
fn lines(report: &Report, evidence: &Evidence) -> Option<(u64, u64)> {
    let index = evidence.index.map(|index| index as usize);
    let span = match (evidence.span, index, evidence.kind) {
        (Some(span), ..) => span,
        (None, Some(index), EvidenceKind::SlowQuery) => report.slow_queries.get(index)?.span,
        (None, Some(index), EvidenceKind::Timing) => report.timings.get(index)?.span,
        (None, Some(index), EvidenceKind::Race) => report.races.get(index)?.reports.first()?.span,
        (None, Some(index), EvidenceKind::Assertion) => report.assertions.get(index)?.span,
        (None, Some(index), EvidenceKind::Failure) => report.failures.get(index)?.span,
        _ => return None,
    };
    Some((span.line, span.end_line))
}

fn is_at(report: &Report, finding: &Finding, line: &Value) -> bool {
    line.as_u64().is_none_or(|line| {
        finding
            .evidence
            .iter()
            .filter_map(|evidence| lines(report, evidence))
            .any(|(from, to)| (from..=to).contains(&line))
    })
}

#[test]
fn labelled_logs() {
    let folder = format!("{}/tests/fixtures/cases/findings-own", env!("CARGO_MANIFEST_DIR"));
    let labels = std::fs::read_to_string(format!("{folder}/labels.json")).unwrap();
    let labels: Value = serde_json::from_str(&labels).unwrap();
    let cases = labels["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let file = case["file"].as_str().unwrap();
        let report = report(&std::fs::read(format!("{folder}/{file}")).unwrap());
        for must in case["must"].as_array().unwrap() {
            let rule = must["rule"].as_str().unwrap();
            let fired = report.findings.iter().any(|finding| {
                &*finding.rule == rule && is_at(&report, finding, &must["line"])
                    || finding.absorbed.iter().any(|absorbed| &**absorbed == rule)
            });
            assert!(fired, "{file}: {rule} at line {} did not fire", must["line"]);
        }
        for must_not in case["must_not"].as_array().unwrap() {
            let rule = must_not["rule"].as_str().unwrap();
            let most = if must_not["max_severity"] == "L" { Severity::Low } else { Severity::Note };
            let fired = report.findings.iter().find(|finding| {
                &*finding.rule == rule && finding.severity > most && is_at(&report, finding, &must_not["line"])
            });
            assert!(fired.is_none(), "{file}: {rule} must not fire: {}", fired.unwrap().text);
        }
        if case["only_notes"] == true {
            assert_quiet(file, &report);
        }
    }
}

fn assert_quiet(name: &str, report: &Report) {
    let loud: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Note)
        .map(|finding| format!("{} {:?}: {}", finding.rule, finding.severity, finding.text))
        .collect();
    assert!(loud.is_empty(), "{name}:\n{}", loud.join("\n"));
}

/// A time of day `seconds` after 10:00:00 UTC.
fn clock(seconds: u64, millis: u64) -> String {
    format!("{:02}:{:02}:{:02}.{millis:03}", 10 + seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The start timestamp of 2024-05-14, `millis` after 10:00:00 UTC.
fn tso(millis: u64) -> u64 {
    (1_715_680_800_000 + millis) << 18
}

/// An afternoon of an ordinary slow log: three statements whose times vary by a fifth, and commits.
#[test]
fn an_ordinary_slow_log_is_quiet() {
    let mut log = String::new();
    for at in 0..60_u64 {
        let vary = at * 37 % 100;
        let end = 60 + at * 47;
        let (micros, digest) = (400_000 + vary * 900 + at % 3 * 50_000, at % 3);
        let query = format!("0.{micros:06}");
        let start = tso(end * 1000 + 118 - micros / 1000);
        let _ = write!(
            log,
            "# Time: 2024-05-14T{}Z\n# Txn_start_ts: {start}\n# User@Host: app[app] @ 10.0.0.3 [10.0.0.3]\n# Conn_ID: {}\n\
             # Query_time: {query}\n# Parse_time: 0.00007\n# Compile_time: 0.0004\n# Rewrite_time: 0.0001\n# Optimize_time: 0.0002\n\
             # Wait_TS: 0.00002\n",
            clock(end, 118),
            7 + at % 4
        );
        if digest == 2 {
            let half = micros / 2 - 2_000;
            let _ = writeln!(
                log,
                "# Prewrite_time: 0.{half:06} Commit_time: 0.{half:06} Get_commit_ts_time: 0.0003 Write_keys: 12 Write_size: 900 Prewrite_region: 2"
            );
        } else {
            let _ = writeln!(
                log,
                "# Cop_time: 0.{:06} Process_time: 0.9 Wait_time: 0.004 Request_count: 4 Process_keys: 80000 Total_keys: 91000 \
                 Rocksdb_block_cache_hit_count: 9000 Rocksdb_block_read_count: 40",
                micros - 3_000
            );
        }
        let _ = write!(
            log,
            "# DB: shop\n# Is_internal: false\n# Digest: {digest}{}\n# Stats: orders:446733654774251521[48000;{}]\n",
            "0".repeat(63),
            vary
        );
        if digest != 2 {
            let _ = write!(
                log,
                "# Num_cop_tasks: 4\n# Cop_proc_avg: 0.22 Cop_proc_p90: 0.3 Cop_proc_max: 0.31 Cop_proc_addr: tikv-{}:20160\n\
                 # Cop_wait_avg: 0.001 Cop_wait_p90: 0.002 Cop_wait_max: 0.002 Cop_wait_addr: tikv-1:20160\n",
                at % 3 + 1
            );
        }
        let _ = write!(
            log,
            "# Mem_max: 90000\n# Has_more_results: false\n# KV_total: 0.9\n# PD_total: 0.0002\n# Backoff_total: 0.002\n\
             # Write_sql_response_total: 0.0001\n# Result_rows: 12\n# Succ: true\n# IsExplicitTxn: false\n# IsSyncStatsFailed: false\n"
        );
        log += ["select a from orders where b = 1;\n", "select c from orders;\n", "insert into orders values (1);\n"]
            [digest as usize];
    }
    let report = report(log.as_bytes());
    assert_eq!(report.slow_queries.len(), 60);
    assert_quiet("slow log", &report);
}

/// A server at work: schema loads, garbage collection, a few requests just above the line TiDB draws.
#[test]
fn a_server_at_work_is_quiet() {
    let mut log = String::new();
    for at in 0..240_u64 {
        let time = clock(at * 15, at * 7 % 1000);
        let line = match at % 6 {
            0 => "[INFO] [domain.go:285] [\"diff load InfoSchema success\"] [currentSchemaVersion=58] [neededSchemaVersion=59] [\"elapsed time\"=2.41ms]".to_owned(),
            1 => "[INFO] [gc_worker.go:790] [\"[gc worker] finish delete ranges\"] [uuid=6] [\"num of ranges\"=0] [\"cost time\"=612ns]".to_owned(),
            2 => format!(
                "[INFO] [coprocessor.go:1286] [\"[TIME_COP_PROCESS] resp_time:{}ms txnStartTS:{} region_id:{} store_addr:tikv-{}:20160 kv_process_ms:{} kv_wait_ms:1 kv_read_ms:4 processed_versions:90411 total_versions:90500 rocksdb_cache_hit_count:4000 rocksdb_read_count:3\"] [conn=11]",
                320 + at % 40, tso(at * 15_000 + at * 7 % 1000 - 320 - at % 40), 100 + at, at % 3 + 1, 300 + at % 40
            ),
            3 => "[INFO] [server.go:612] [\"new connection\"] [conn=11] [remoteAddr=10.0.0.3:51022]".to_owned(),
            4 => "[WARN] [pd.go:152] [\"get timestamp too slow\"] [\"cost time\"=31.4ms]".to_owned(),
            _ => "[INFO] [range_task.go:137] [\"range task completed\"] [name=resolve-locks-runner] [startKey=] [endKey=] [\"cost time\"=3.2s]".to_owned(),
        };
        let _ = writeln!(log, "[2024/05/14 {time} +00:00] {line}");
    }
    let report = report(log.as_bytes());
    assert_eq!(report.log.levels.values().sum::<u64>(), 240);
    assert!(!report.timings.is_empty());
    assert_quiet("server", &report);
}

/// A passing test with the mock store: internal statements without statistics, requests just above 300 ms.
#[test]
fn a_passing_test_is_quiet() {
    let mut log = "=== RUN   TestClaim\n".to_owned();
    for at in 0..8_u64 {
        let end = at * 4_000 + 900;
        let start = tso(end - 330);
        let time = |millis: u64| clock(millis / 1000, millis % 1000);
        let _ = writeln!(
            log,
            "[2024/05/14 {} +00:00] [INFO] [coprocessor.go:1286] [\"[TIME_COP_PROCESS] resp_time:329.5ms txnStartTS:{start} region_id:2 store_addr:store1 kv_process_ms:329 kv_wait_ms:0 kv_read_ms:0\"]",
            time(end)
        );
        let _ = writeln!(
            log,
            "[2024/05/14 {} +00:00] [WARN] [adapter.go:1690] [\"# Txn_start_ts: {start}\\n# Query_time: 0.3321\\n# Parse_time: 0\\n# Compile_time: 0.0021\\n# Rewrite_time: 0.0001\\n# Optimize_time: 0.0019\\n# Wait_TS: 0.00001\\n# Cop_time: 0.3298 Request_count: 1\\n# Is_internal: true\\n# Digest: {}\\n# Stats: tidb_mdl_info:pseudo[10000;0]\\n# Num_cop_tasks: 1\\n# Cop_proc_avg: 0 Cop_proc_addr: store1\\n# Cop_wait_avg: 0 Cop_wait_addr: store1\\n# Mem_max: 181\\n# KV_total: 0\\n# Succ: true\\n# IsExplicitTxn: false\\nselect job_id from mysql.tidb_mdl_info where version <= {at};\"]",
            time(end + 3),
            "a".repeat(64)
        );
    }
    log += "--- PASS: TestClaim (33.10s)\nPASS\nok  \texample.org/quay\t33.2s\n";
    let report = report(log.as_bytes());
    assert_eq!(report.slow_queries.len(), 8);
    assert_quiet("passing test", &report);
}

/// Three long reports at the same time, all waiting for the coprocessor: a busy hour, no stall.
#[test]
fn long_reports_side_by_side_are_no_stall() {
    let mut log = String::new();
    for at in 0..3_u64 {
        let _ = write!(
            log,
            "# Time: 2024-05-14T{}Z\n# Txn_start_ts: {}\n# Query_time: 8.{at}\n# Parse_time: 0.0001\n# Compile_time: 0.002\n# Optimize_time: 0.001\n\
             # Cop_time: 8.09{at} Process_time: 4.9 Wait_time: 0.05 Request_count: 40 Process_keys: 9000000 Total_keys: 9100000\n# DB: shop\n\
             # Digest: {at}{}\n# Num_cop_tasks: 40\n# Cop_proc_avg: 0.122 Cop_proc_p90: 0.31 Cop_proc_max: 0.4 Cop_proc_addr: tikv-{at}:20160\n\
             # Mem_max: 9000000\n# Succ: true\n# IsExplicitTxn: false\nselect count(*) from t{at};\n",
            clock(60 + at, 0),
            tso(60_000 + at * 1000 - 8_000 - at * 100),
            "b".repeat(63)
        );
    }
    let report = report(log.as_bytes());
    assert_eq!(report.slow_queries.len(), 3);
    assert_quiet("reports", &report);
}
