//! What the sample logs must give on the TiDB side (docs/spec/tidb-logs.md §2.5).

use racecard::model::{DigestCheck, Layout, SlowQuery, Timing};
use racecard::{Report, Scanner};

fn report(name: &str) -> Report {
    let path = format!("{}/tests/fixtures/samples/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut scanner = Scanner::new(name);
    scanner.push(&std::fs::read(path).unwrap());
    scanner.finish()
}

#[test]
fn coprocessor_lines_of_40823() {
    let report = report("tidb-40823.txt");
    let shown = |timing: &Timing| {
        format!(
            "{} {} {} {} {}",
            timing.kind,
            timing.duration_nanos.unwrap(),
            timing.time.unwrap(),
            timing.start.unwrap(),
            timing.txn_start.unwrap().time.unwrap(),
        )
    };
    let expected = [
        "cop_process 38456281248 2023-01-29T15:51:47.121+08:00 2023-01-29T15:51:08.664+08:00 2023-01-29T15:51:04.218+08:00",
        "cop_wait 51635934012 2023-01-29T15:52:07.204+08:00 2023-01-29T15:51:15.568+08:00 2023-01-29T15:51:15.568+08:00",
    ];
    assert_eq!(report.timings.iter().map(shown).collect::<Vec<_>>(), expected);
    let fields: Vec<_> = report.timings[0].fields.iter().collect();
    let expected = [
        ("resp_time", "38.456281248s"),
        ("txnStartTS", "439085606952763392"),
        ("region_id", "2"),
        ("store_addr", "store1"),
        ("kv_process_ms", "38455"),
        ("kv_wait_ms", "0"),
        ("kv_read_ms", "0"),
    ];
    assert_eq!(fields, expected);
    assert_eq!(report.timings[0].threshold_nanos, Some(300_000_000));
}

#[test]
fn slow_query_of_40823() {
    let report = report("tidb-40823.txt");
    let [query] = report.slow_queries.as_slice() else { panic!("{} slow queries", report.slow_queries.len()) };
    assert_eq!(query.layout, Layout::Embedded);
    assert_eq!(query.fields.len(), 33);
    assert_eq!(query.digest_check, DigestCheck::Verified);
    assert!(query.complete, "{:?}", query.missing);
    assert_eq!(query.time.unwrap().to_string(), "2023-01-29T15:52:07.216+08:00");
    assert_eq!(query.start.unwrap().to_string(), "2023-01-29T15:51:12.637+08:00");
    assert_eq!(query.txn_start.unwrap().tso.to_string(), "439085609928097792");
    assert_eq!(query.plan.as_ref().unwrap().nodes.len(), 3);
    assert_eq!(query.binary_plan.as_ref().unwrap().nodes.len(), 3);
    let expected = [
        "0 compile 2931214495",
        "1 rewrite 172564",
        "1 optimize 2930534933",
        "0 wait_ts 55985",
        "0 coprocessor 51636181293",
        "0 unexplained 817836",
    ];
    assert_eq!(parts(query), expected);
}

fn parts(query: &SlowQuery) -> Vec<String> {
    query.breakdown.iter().map(|part| format!("{} {} {}", part.level, part.name, part.duration_nanos)).collect()
}
