//! Clocks of two sources, as data.

use crate::findings::rules::RULES;
use crate::findings::{Facts, Thresholds, testing};
use crate::model::{Report, Source};

/// Two sources: entries of which each has a start timestamp (a number of milliseconds after 08:00:00 UTC), and timing
/// lines.
fn log(entries: &[String], lines: &[(&str, &str, i64, String)]) -> Report {
    let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
    let mut report = testing::entries(&entries);
    for (kind, time, millis, fields) in lines {
        testing::add_timing(&mut report, kind, time, *millis, fields);
    }
    let named = |name: &str| Source { name: name.into(), ..Source::default() };
    report.sources = vec![named("a.log"), named("b.log")];
    report
}

/// 2024-05-14T08:00:00Z and so many milliseconds, as a timestamp.
fn tso(millis: u64) -> u64 {
    (1_715_673_600_000 + millis) << 18
}

/// What is known of the clocks, and what G7 says of it.
fn known(report: &Report) -> (Vec<String>, Vec<String>) {
    let limits = Thresholds::default();
    let facts = Facts::new(report, &limits);
    let rule = RULES.iter().find(|rule| rule.id == "G7").unwrap();
    let said = (rule.check)(&facts);
    (
        facts.clocks.offsets.iter().map(|offset| offset.text.to_string()).collect(),
        said.iter().map(|draft| format!("{:?}: {}", draft.finding.severity, draft.finding.title)).collect(),
    )
}

/// Five entries of a source, of a second each, whose lines are `time` and so much later.
fn five(source: u32, time: impl Fn(u64) -> String) -> Vec<String> {
    let entry = |at: u64| {
        format!(
            "source: {source}\ntime: {}\nConn_ID: {source}{at}\nTxn_start_ts: {}\nQuery_time: 1",
            time(at),
            tso(at * 1_000)
        )
    };
    (0..5).map(entry).collect()
}

#[test]
fn each_source_against_its_own_timestamps() {
    let right = five(0, |at| format!("2024-05-14T08:00:0{}.004Z", at + 1));
    let ahead = five(1, |at| format!("2024-05-14T08:00:0{}.300Z", at + 3));
    let (clocks, said) = known(&log(&[right.clone(), ahead].concat(), &[]));
    assert_eq!(said, ["Medium: Timestamps are 2.3 s behind b.log's clock"]);
    assert_eq!(
        clocks,
        [
            "The clock of a.log agrees with its start timestamps, ± 0 s by 5 records.",
            "The clock of b.log is 2.3 s ahead of its start timestamps, ± 0 s by 5 records."
        ]
    );
    // At the limit, and too few.
    let at_limit = five(1, |at| format!("2024-05-14T08:00:0{}.000Z", at + 2));
    assert!(known(&log(&[right.clone(), at_limit].concat(), &[])).1.is_empty());
    let few = five(1, |at| format!("2024-05-14T08:00:0{}.300Z", at + 3));
    assert!(known(&log(&[&right, &few[..4]].concat(), &[])).1.is_empty());
}

/// A request of two seconds as the server saw it, and the line of the store about it.
fn request(server: &str, store: &str, more: &str) -> Report {
    let fields = |source: u32, more: &str| format!("source={source} txnStartTS={} region_id=815 {more}", tso(0));
    log(
        &[],
        &[
            ("cop_process", server, 2_000, fields(0, "kv_process_ms=1900")),
            ("tikv_slow_query", store, 1_910, fields(1, more)),
        ],
    )
}

#[test]
fn a_request_bounds_the_clocks_of_server_and_store() {
    let (clocks, said) =
        known(&request("2024-05-14T08:00:02.000Z", "2024-05-14T08:00:09.150Z", "total_process_time=1900ms"));
    assert_eq!(clocks, ["The clock of b.log is 7.2 s ahead of that of a.log, ± 60.0 ms by 1 record."]);
    assert_eq!(said, ["Medium: The clock of b.log is 7.2 s ahead of that of a.log"]);
    let (clocks, said) = known(&request("2024-05-14T08:00:02.000Z", "2024-05-14T08:00:01.960Z", ""));
    assert_eq!(clocks, ["The clocks of b.log and a.log agree, ± 60.0 ms by 1 record."]);
    assert!(said.is_empty());
}

/// One paste of both logs holds two clocks.
#[test]
fn store_lines_in_the_log_of_the_server() {
    let mut report = request("2024-05-14T08:00:02.000Z", "2024-05-14T08:00:09.150Z", "");
    report.timings[1].span.source = 0;
    report.sources.pop();
    assert_eq!(
        known(&report).1,
        ["Medium: The clock of the store lines of this log is 7.2 s ahead of that of this log"]
    );
}

/// The bound itself has to lie beyond the limit, not its middle.
#[test]
fn a_request_at_the_limit() {
    let at = |store| known(&request("2024-05-14T08:00:02.000Z", store, "")).1.len();
    assert_eq!((at("2024-05-14T08:00:03.015Z"), at("2024-05-14T08:00:03.016Z")), (0, 1));
}

#[test]
fn another_request_of_the_region_bounds_nothing() {
    let other = request("2024-05-14T08:00:02.000Z", "2024-05-14T08:00:09.150Z", "total_process_time=1500ms");
    assert_eq!(known(&other), (vec![], vec![]));
}

#[test]
fn the_lines_are_joined_all_the_same() {
    let report = request("2024-05-14T08:00:02.000Z", "2024-05-14T08:00:09.150Z", "");
    let limits = Thresholds::default();
    assert_eq!(Facts::new(&report, &limits).joins.all.len(), 1);
}

#[test]
fn a_zone_that_is_not_printed() {
    let right = five(0, |at| format!("2024-05-14T08:00:0{}.004Z", at + 1));
    let bare = five(1, |at| format!("2024-05-14T13:45:0{}.004", at + 1));
    let (clocks, said) = known(&log(&[right.clone(), bare].concat(), &[]));
    assert_eq!(said, ["Note: b.log prints no time zone"]);
    assert_eq!(clocks[1], "b.log prints no time zone; the time in its start timestamps says +05:45, by 5 records.");
    let wrong = five(1, |at| format!("2024-05-14T16:00:0{}.004Z", at + 1));
    let (_, said) = known(&log(&[right, wrong].concat(), &[]));
    assert_eq!(said, ["Medium: The clock of b.log is 8 h ahead of its start timestamps"]);
}

/// Transactions of different ages that happen to be hours old are no zone.
#[test]
fn old_transactions_are_no_zone() {
    let old = five(1, |at| format!("2024-05-14T1{at}:00:0{}.004Z", at + 1));
    assert_eq!(known(&log(&old, &[])), (vec![], vec![]));
}

#[test]
fn one_statement_in_two_sources() {
    let twice = |time: &str| {
        let entry = |source, time| {
            format!("source: {source}\ntime: {time}\nConn_ID: 7\nDigest: d\nTxn_start_ts: 0\nQuery_time: 1.204118377")
        };
        log(&[entry(0, "2024-05-14T08:00:01Z"), entry(1, time)], &[])
    };
    assert_eq!(known(&twice("2024-05-14T16:00:01.002+08:00")).1, [""; 0]);
    assert_eq!(
        known(&twice("2024-05-14T16:00:01.002Z")).1,
        ["Medium: The clock of b.log is 8 h ahead of that of a.log"]
    );
    assert_eq!(known(&twice("2024-05-14T16:00:01.002")).1, ["Note: b.log prints no time zone"]);
    assert_eq!(
        known(&twice("2024-05-14T08:00:03.3Z")).1,
        ["Medium: The clock of b.log is 2.3 s ahead of that of a.log"]
    );
    assert_eq!(known(&twice("2024-05-14T08:00:02.01Z")).1, [""; 0]);
}

/// So many sources that each wrote down the same transaction: an entry and a request of it, by a clock of its own.
fn sharing(sources: u32, ahead: impl Fn(u32) -> i64) -> Report {
    let stamp =
        |millis: i64| crate::model::Stamp::from_unix_nanos((1_715_673_600_000 + millis) * 1_000_000, Some(0), 3);
    let mut report = testing::entries(&[]);
    for source in 0..sources {
        let end = stamp(2_004 + ahead(source));
        testing::add_entry(
            &mut report,
            &format!("source: {source}\ntime: {end}\nTxn_start_ts: {}\nQuery_time: 2\nConn_ID: 7", tso(0)),
        );
        let fields = format!("source={source} txnStartTS={} region_id=815 conn=7", tso(0));
        testing::add_timing(&mut report, "cop_wait", &stamp(2_000 + ahead(source)).to_string(), 1_990, &fields);
        report.sources.push(Source { name: format!("{source}.log").into(), ..Source::default() });
    }
    report
}

/// n clocks have n − 1 offsets; all pairs of 300 were 44,850 rows.
#[test]
fn many_sources_have_one_chain_of_offsets() {
    let rows = |sources: u32| {
        let report = sharing(sources, |_| 0);
        let limits = Thresholds::default();
        let facts = Facts::new(&report, &limits);
        (facts.clocks.offsets.len(), facts.clocks.compared, facts.joins.compared)
    };
    // Each with each, as long as they are few.
    assert_eq!(rows(8).0, 28);
    assert_eq!(rows(9).0, 8);
    let (rows_300, pairs_300, joins_300) = rows(300);
    let (rows_600, pairs_600, joins_600) = rows(600);
    assert_eq!((rows_300, rows_600), (299, 599));
    assert!(pairs_600 <= pairs_300 * 2 + 20, "{pairs_300} {pairs_600}");
    assert!(joins_600 <= joins_300 * 2 + 20, "{joins_300} {joins_600}");
}

/// A clock that is off is found among many as among few, and what lies between two others follows.
#[test]
fn one_wrong_clock_among_many() {
    let report = sharing(40, |source| if source == 17 { 7_000 } else { 0 });
    let (_, said) = known(&report);
    assert_eq!(said, ["Medium: The clock of 17.log is 7.0 s ahead of that of 0.log"]);
    let limits = Thresholds::default();
    let facts = Facts::new(&report, &limits);
    let clock = |source| crate::model::Clock { source, stores: false };
    let seconds = |one, other| facts.clocks.between(clock(one), clock(other)) / 1_000_000_000;
    assert_eq!((seconds(17, 30), seconds(30, 17), seconds(30, 31)), (7, -7, 0));
}

/// Records that contradict one another by hours say nothing of a clock: neither their middle nor the worst of them.
#[test]
fn an_offset_known_within_hours_is_not_said() {
    let hours = [1, 3, 6, 9, 14, 20];
    let entry = |at: usize| {
        let end = format!("2024-05-14T08:00:0{at}Z");
        format!("time: {end}\nTxn_start_ts: {}\nQuery_time: 1", tso(hours[at] * 3_600_000))
    };
    let texts: Vec<String> = (0..6).map(entry).collect();
    assert_eq!(known(&log(&texts, &[])), (vec![], vec![]));
}

/// A statement of an hour and one line within it place two clocks nowhere.
#[test]
fn a_bound_of_half_an_hour_is_not_said() {
    let entry = format!("time: 2024-05-14T09:00:00Z\nTxn_start_ts: {}\nQuery_time: 3600\nIsExplicitTxn: false", tso(0));
    let fields = format!("source=1 txnStartTS={}", tso(0));
    let lines = [("cop_wait", "2024-05-14T08:40:00Z", 400, fields)];
    assert_eq!(known(&log(&[entry], &lines)), (vec![], vec![]));
}

/// Before release 5.4 entries do not say that a transaction is explicit: what differs from one to the next is the age of
/// transactions, and no clock.
#[test]
fn ages_of_transactions_are_no_offset() {
    let ages = [3, 6, 9, 14, 20, 31];
    let aged = |spread: u64| {
        let entry = |at: usize| {
            let end = format!("2024-05-14T08:01:0{at}Z");
            let start = 60_000 + at as u64 * 1_000 - 4_000 - ages[at] * spread;
            format!("time: {end}\nTxn_start_ts: {}\nQuery_time: 1", tso(start))
        };
        known(&log(&(0..6).map(entry).collect::<Vec<_>>(), &[])).1
    };
    assert_eq!(aged(1_000), [""; 0]);
    assert_eq!(aged(10), ["Medium: Timestamps are 3.1 s behind a.log's clock"]);
}
