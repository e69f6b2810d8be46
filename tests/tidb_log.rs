//! Log lines of TiDB, TiKV and PD in the layouts and the states of damage they are pasted in.

use racecard::{Report, Scanner};

fn report(text: &str) -> Report {
    let mut scanner = Scanner::new("pasted text");
    scanner.push(text.as_bytes());
    scanner.finish()
}

/// Each timing as `kind nanoseconds|message|name=value|…`, then the levels.
fn check(text: &str, expected: &[&str], levels: &str) {
    let report = report(text);
    let shown: Vec<String> = report
        .timings
        .iter()
        .map(|timing| {
            let nanos = timing.duration_nanos.map_or("-".into(), |nanos| nanos.to_string());
            let fields: Vec<String> = timing.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{} {nanos}|{}|{}", timing.kind, timing.message, fields.join("|"))
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
    let counted: Vec<String> = report.log.levels.iter().map(|(level, count)| format!("{level} {count}")).collect();
    assert_eq!(counted.join(", "), levels, "{text}");
}

const HEAD: &str = "[2024/05/20 09:15:02.118 +02:00] [WARN] [a.go:152]";

#[test]
fn wrapped_between_and_inside_brackets() {
    let expected = ["tso_slow 41204118|get timestamp too slow|conn=7|cost time=41.204118ms|n=1"];
    check(
        &format!("{HEAD} [\"get timestamp too slow\"] [conn=7]\n [\"cost time\"=41.204118ms] [n=1]\n"),
        &expected,
        "WARN 1",
    );
    check(
        &format!("{HEAD} [\"get timestamp too slow\"] [conn=7] [\"cost t\nime\"=41.204118ms] [n=1]\n"),
        &expected,
        "WARN 1",
    );
    check(
        &format!("{HEAD} [\"get timestamp too slow\"] [conn=7]\n[\"cost time\"=41.204118ms]\n[n=1]\n"),
        &expected,
        "WARN 1",
    );
}

#[test]
fn a_wrapped_row_keeps_the_blank_it_ends_with() {
    check(
        &format!("{HEAD} [expensive_query] [cost_time=61.5s] [sql=\"select a from \ntbl where b = 1\"]\n"),
        &["expensive_query 61500000000|expensive_query|cost_time=61.5s|sql=select a from tbl where b = 1"],
        "WARN 1",
    );
    check(
        &format!("{HEAD} [\"[TIME_COP_WAIT] resp_time:1.5s \nregion_id:2\"]\n"),
        &["cop_wait 1500000000|[TIME_COP_WAIT] resp_time:1.5s region_id:2|resp_time=1.5s|region_id=2"],
        "WARN 1",
    );
}

#[test]
fn rust_options_and_lines_without_a_time() {
    check(&format!("{HEAD} [m] [elapsed=Some(1.5s)]\n"), &["other 1500000000|m|elapsed=Some(1.5s)"], "WARN 1");
    check(
        &format!("{HEAD} [\"slow prewrite request\"] [attempts=19]\n"),
        &["slow_prewrite -|slow prewrite request|attempts=19"],
        "WARN 1",
    );
}

#[test]
fn cut_then_something_else() {
    check(
        &format!("{HEAD} [\"slow operations\"] [takeTimes=1.2s] [msg=\"half\n{HEAD} [\"x\"]\n"),
        &["ddl_slow 1200000000|slow operations|takeTimes=1.2s|msg=half"],
        "WARN 2",
    );
    check(
        &format!("{HEAD} [\"slow operations\"] [takeTimes=1.2s] [msg=\"half\n```\nand prose\n"),
        &["ddl_slow 1200000000|slow operations|takeTimes=1.2s|msg=half"],
        "WARN 1",
    );
}

#[test]
fn json_variant() {
    check(
        r#"{"level":"INFO","time":"2024/05/20 09:15:02.118 +02:00","caller":"a.go:1","message":"loading schema takes a long time","take time":"23.5s","ver":5}"#,
        &["schema_load 23500000000|loading schema takes a long time|take time=23.5s|ver=5"],
        "INFO 1",
    );
}

#[test]
fn lines_of_tikv_and_the_client() {
    check(
        "[2024/05/20 09:15:02.118 +02:00] [INFO] [tracker.rs:255] [slow-query] [connection_id=5] [total_lifetime=1.804118ms] \
         [scan.range.first=\"Some(start: 74 end: 75)\"] [thread_id=0x5]\n",
        &[
            "tikv_slow_query 1804118|slow-query|connection_id=5|total_lifetime=1.804118ms|scan.range.first=Some(start: 74 end: 75)|\
           thread_id=0x5",
        ],
        "INFO 1",
    );
    check(
        "[2024/05/20 09:15:02.118 +02:00] [INFO] [scheduler.rs:517] [\"[region 8] scheduler handle command: prewrite, ts: 4\"] [takes=1204]\n",
        &["other 1204000000|[region 8] scheduler handle command: prewrite, ts: 4|takes=1204"],
        "INFO 1",
    );
    check(
        &format!(
            "{HEAD} [\"context deadline exceeded\"] [current-round-stats=\"{{time: 30.1s, backoff: 0s, timeout: 30s, retry-times: 0}}\"]\n"
        ),
        &[
            "other 30100000000|context deadline exceeded|current-round-stats={time: 30.1s, backoff: 0s, timeout: 30s, retry-times: 0}",
        ],
        "WARN 1",
    );
}

#[test]
fn a_record_with_a_prefix_of_its_own() {
    // As a log service of a cloud hands it out.
    let service =
        format!("2024-05-20 15:15:02 | 2024-05-20T07:15:02.118416529Z;{}.pier-2.internal;tidb ", "a".repeat(110));
    for prefix in [
        "tidb.log:4120:",
        "Feb  6 07:51:51 pier-2 tidb-server[4120]: ",
        "> ",
        "    kit_test.go:33: ",
        "4120-",
        &service,
    ] {
        check(
            &format!("{prefix}{HEAD} [\"get timestamp too slow\"] [\"cost time\"=44.1ms]\n"),
            &["tso_slow 44100000|get timestamp too slow|cost time=44.1ms"],
            "WARN 1",
        );
    }
}

#[test]
fn others_are_left_alone() {
    for text in [
        "[11:20:47] [INFO] build finished in 41 s",
        "24/03/04 11:20:42 WARN TaskSetManager: Lost task 3.0 (TID 881): took 4120 ms",
        "2024/03/04 11:20:42 main.go:12: listening took 3s",
        r#"{"level":"info","ts":"2024-03-04T11:20:45.118Z","msg":"trace","duration":"1.204118207s"}"#,
        "time=\"2024-03-04T11:20:46+01:00\" level=warning msg=\"request took too long\" duration=3.2s",
        "[INFO] [exec:exec] took 3s",
    ] {
        check(text, &[], "");
    }
}

#[test]
fn long_logs_are_summed_up() {
    let mut text = String::new();
    for second in 0..50 {
        let second = if second > 30 { second + 9 } else { second };
        text += &format!("[2024/05/20 09:15:{second:02}.000 +00:00] [INFO] [a.go:1] [\"region {second} split\"]\n");
    }
    let log = report(&text).log;
    assert_eq!((log.loudest[0].message.as_ref(), log.loudest[0].count), ("region # split", 50));
    assert_eq!((log.gaps[0].duration_nanos, log.gaps[0].span.line), (10_000_000_000, 32));
    let volume = log.volume.unwrap();
    assert_eq!((volume.counts.len(), volume.counts.iter().sum::<u32>()), (59, 50));
}

/// What a cut left of a number is none: `36.03` may be milliseconds, `2m` the beginning of `2m3.5s`.
#[test]
fn durations_that_are_cut() {
    for (tail, nanos) in [("36.03", "-"), ("2m", "-"), ("36.0302m", "-"), ("36.03s", "36030000000")] {
        check(
            &format!("{HEAD} [\"get timestamp too slow\"] [\"cost time\"={tail}"),
            &[&format!(
                "tso_slow {nanos}|get timestamp too slow|{}",
                if nanos == "-" { "" } else { "cost time=36.03s" }
            )],
            "WARN 1",
        );
    }
    check(&format!("{HEAD} [\"[TIME_COP_WAIT] resp_time:2m"), &["cop_wait -|[TIME_COP_WAIT] resp_time:2m|"], "WARN 1");
    check(
        &format!("{HEAD} [\"get timestamp too slow\"] [\"cost time\"=36ms] [con"),
        &["tso_slow 36000000|get timestamp too slow|cost time=36ms"],
        "WARN 1",
    );
}

/// pingcap/tidb#4875: TiKV of 2017.
#[test]
fn durations_as_rust_printed_them() {
    let message =
        "[region 4555] scheduler handle command: commit, ts: 395 [takes Duration { secs: 1, nanos: 901000000 }]";
    check(
        &format!("2017/10/23 19:08:03.628 scheduler.rs:224: [WARN] {message}\n"),
        &[&format!("other 1901000000|{message}|")],
        "WARN 1",
    );
}

/// A page lost the line breaks between records.
#[test]
fn several_records_on_one_line() {
    let one = "[\"get timestamp too slow\"] [\"cost time\"=41ms]";
    let timing = "tso_slow 41000000|get timestamp too slow|cost time=41ms";
    check(&format!("{HEAD} {one} {HEAD} [x] [n=1] {HEAD} {one}\n"), &[timing, timing], "WARN 3");
    check(
        &format!(
            "{HEAD} [\"slow operations\"] [takeTimes=1s] [at=2024/05/20 09:15:02.118 +02:00] [msg=\"{HEAD} [x]\"]\n"
        ),
        &[&format!(
            "ddl_slow 1000000000|slow operations|takeTimes=1s|at=2024/05/20 09:15:02.118 +02:00|msg={HEAD} [x]"
        )],
        "WARN 1",
    );
    check(&format!("{HEAD} {one} {HEAD} [\"half\nprose\n\n{HEAD} [x]\n"), &[timing], "WARN 3");
}

/// The manual's examples: a record without time and level, a name printed in bold.
#[test]
fn records_of_a_manual() {
    check(
        "[expensivequery.go:145] [expensive_query] [cost_time=60.02s] [**txn_start_ts**=442916790435840001]\n",
        &["expensive_query 60020000000|expensive_query|cost_time=60.02s|txn_start_ts=442916790435840001"],
        "",
    );
}

/// docs/troubleshoot-stale-read: the second of two lines names no gap.
#[test]
fn a_known_line_without_its_time_is_no_timing() {
    check(&format!("{HEAD} [\"the max gap of follower resolved-ts is large; it's the same region\"]\n"), &[], "WARN 1");
}

/// Chats and issue trackers make links of addresses.
#[test]
fn links_made_of_addresses() {
    let pairs = "resp_time:1.5s region_id:2 store_addr:";
    check(
        &format!("{HEAD} [\"[TIME_COP_WAIT] {pairs}[tikv-1:20160](http://tikv-1:20160/) kv_wait_ms:0\"]\n"),
        &[&format!(
            "cop_wait 1500000000|[TIME_COP_WAIT] {pairs}tikv-1:20160 kv_wait_ms:0|resp_time=1.5s|region_id=2|store_addr=tikv-1:20160|kv_wait_ms=0"
        )],
        "WARN 1",
    );
}

/// pingcap/docs-cn#20121: a record in JSON, printed over several lines.
#[test]
fn json_over_several_lines() {
    let object = "{\n  \"level\": \"WARN\",\n  \"time\": \"2025/03/14 08:19:41.635 +01:00\",\n  \"message\": \"get timestamp too \
                  slow\",\n  \"cost time\": \"41ms\"\n}";
    let timing = "tso_slow 41000000|get timestamp too slow|cost time=41ms";
    check(&format!("```json\n{object}\n```\n"), &[timing], "WARN 1");
    check(&format!("{object},\n{object}\n"), &[timing, timing], "WARN 2");
    let line = format!("{HEAD} [\"get timestamp too slow\"] [\"cost time\"=41ms]\n");
    check(&format!("{{\n{line}"), &[timing], "WARN 1");
    check(&format!("{{\n  \"level\": \"WARN\",\n\n{line}"), &[timing], "WARN 1");
}

#[test]
fn brackets_pointed_out_in_bold() {
    check(
        &format!("> {HEAD} [m] [split=1s] **[checksum=1h57m24.6s]** [`**`n`**`=3] **[total-take=11m43.8s]** [x=2]\n"),
        &["other 703800000000|m|split=1s|checksum=1h57m24.6s|n=3|total-take=11m43.8s|x=2"],
        "WARN 1",
    );
}

#[test]
fn a_statement_without_a_time_of_its_own_takes_no_other() {
    check(
        &format!("{HEAD} [expensive_query] [process_max_time=2s] [conn=1]\n"),
        &["expensive_query -|expensive_query|process_max_time=2s|conn=1"],
        "WARN 1",
    );
}

#[test]
fn statements_and_reads_of_the_first_releases() {
    let query = "[12][TIME_QUERY] 1.200142797s select sleep(1) where a = '3s'";
    check(
        &format!("2017/03/02 10:27:02 adapter.go:244: [warning] {query}\n"),
        &[&format!("query 1200142797|{query}|")],
        "WARN 1",
    );
    let ranges = "[gc worker] 59691ea2f100004 finish re-delete 0 ranges, cost time: 180ns";
    check(
        &format!("2018/09/05 04:08:03.705 gc_worker.go:423: [info] {ranges}\n"),
        &[&format!("gc 180|{ranges}|")],
        "INFO 1",
    );
    let read = "[region 240] handle Some(397533763437068289) [select] takes 2.346 [keys: 1118421, hit: 1118419]";
    check(
        &format!("2018/01/21 01:56:02.762 endpoint.rs:412: [INFO] {read}\n"),
        &[&format!("tikv_slow_query 2346000000|{read}|")],
        "INFO 1",
    );
}

/// Rows of information_schema.cluster_log, as the client draws them.
#[test]
fn rows_of_the_log_table() {
    let message = "[TIME_COP_PROCESS] resp_time:1.7s txnStartTS:412134239937495042 region_id:124";
    check(
        &format!(
            "| tidb | 10.9.120.251:10080 | INFO  | [coprocessor.go:725] [\"{message}\"]     |\n\
             | tikv | 10.9.82.29:20180   | WARN  | [tracker.rs:150] [slow-query] [total_process_time=1.001s] [n=1] |\n"
        ),
        &[
            &format!("cop_process 1700000000|{message}|resp_time=1.7s|txnStartTS=412134239937495042|region_id=124"),
            "tikv_slow_query 1001000000|slow-query|total_process_time=1.001s|n=1",
        ],
        "INFO 1, WARN 1",
    );
    // Messages that a query cut: the next row is no rest of them.
    let row = "| 2020/05/18 21:37:55.381 | 127.0.0.1:4000 | [a.go:763] [\"slow operations\"] [takeTimes=1.2s] [job=\"ID:80, |\n";
    let timing = "ddl_slow 1200000000|slow operations|takeTimes=1.2s|job=ID:80,";
    check(&format!("{row}{row}+------+\n"), &[timing, timing], "");
}

/// A DDL step that waited for the other servers, as each release words it; the wait is shown however short.
#[test]
fn waits_for_the_schema() {
    let job = "[job=\"ID:4520, Type:create table, State:done, start time: 2019-11-13 20:01:34.053 +0800 CST\"]";
    let read = "ver=2260|take time=56.3507ms|job=ID:4520, Type:create table, State:done, \
                start time: 2019-11-13 20:01:34.053 +0800 CST";
    for message in [
        "[ddl] wait latest schema version changed",
        "wait latest schema version changed(get the metadata lock if tidb_enable_metadata_lock is true)",
    ] {
        check(
            &format!("{HEAD} [\"{message}\"] [ver=2260] [\"take time\"=56.3507ms] {job}\n"),
            &[&format!("schema_sync 56350700|{message}|{read}")],
            "WARN 1",
        );
    }
    let old = "[ddl-worker 3, tp general] wait latest schema version 2260 changed, take time 56.3507ms, job ID:4520";
    check(
        &format!("2018/11/13 20:01:34.216 ddl_worker.go:667: [info] {old}\n"),
        &[&format!("schema_sync 56350700|{old}|")],
        "INFO 1",
    );
    check(&format!("{HEAD} [\"wait latest schema version encounter error\"] [ver=705]\n"), &[], "WARN 1");
}

/// Lines of the older layouts that were quoted without their time.
#[test]
fn old_lines_without_their_time() {
    let cop = "[TIME_COP_PROCESS] resp_time:1.9s txn_start_ts:401449940753055943 region_id:2";
    let read = format!("cop_process 1900000000|{cop}|resp_time=1.9s|txn_start_ts=401449940753055943|region_id=2");
    check(&format!("coprocessor.go:689: [info] {cop}\n"), &[&read], "INFO 1");
    check(&format!("  [info] {cop}\n"), &[&read], "INFO 1");
    check(&format!("{cop}\n"), &[&read], "");
    let clock = "clock offset: 4.63034429s,prev: 2019-04-26 08:33:38.675474225 +0000 CST m=+15776264.977596228";
    check(&format!("[warning] {clock}\n"), &[&format!("clock_offset 4630344290|{clock}|")], "WARN 1");
    for other in [
        "[INFO] Total time: 3.2 s",
        "[warning] the disk is too slow: 3.2s",
        "disk.go:12: [warning] the disk is too slow: 3.2s",
        "[warning] clock offset",
        "    wait_test.go:12: [info] done, takes 3.2s",
        "[TIME_COP_PROCESS] is the tag of slow reads",
    ] {
        check(&format!("{other}\n"), &[], "");
    }
    let query = "cost_time:2.53s succ:true con:1 user:a@b txn_start_ts:405043163388706817 database:d sql:commit";
    let line = format!("adapter.go:391: [warning] [SLOW_QUERY] {query}\n");
    let found = report(&format!("{line}{line}[warning] [SLOW_QUERY] {query}\n"));
    let statements: Vec<&str> = found.slow_queries.iter().filter_map(|query| query.sql.as_deref()).collect();
    assert_eq!(statements, ["commit", "commit", "commit"]);
}

/// First and last line of each.
type Places = Vec<(u64, u64)>;

/// The places of unread text, and of the timings.
fn places(text: &str) -> (Places, Places) {
    let report = report(text);
    let lines = |span: &racecard::model::Span| (span.line, span.end_line);
    (
        report.coverage.unread.iter().map(lines).collect(),
        report.timings.iter().map(|timing| lines(&timing.span)).collect(),
    )
}

#[test]
fn errors_of_used_up_retries_stand_on_lines_of_their_own() {
    let old = "2018/08/21 10:02:17.400";
    let errors = "tikvRPC backoffer.maxSleep 20000ms is exceeded, errors:\nsend request error: EOF, ctx: region 4;\nnot leader: region 4";
    let shown = format!("backoff_exhausted 20000000000|{errors}|");
    check(&format!("{old} backoff.go:297: [warning] {errors}\n{old} b.go:1: [info] x\n"), &[&shown], "INFO 1, WARN 1");
    check(&format!("backoff.go:297: [warning] {errors}\n\nprose\n"), &[&shown], "WARN 1");
    // Somebody took the escapes of a record off.
    check(&format!("{HEAD} [\"{errors}\"] [conn=1]\n"), &[&format!("{shown}conn=1")], "WARN 1");
    let race = "WARNING: DATA RACE\n";
    let (_, timings) = places(&format!("{old} backoff.go:297: [warning] {errors}\n{race}"));
    assert_eq!(timings, [(1, 3)]);
}

#[test]
fn lines_behind_a_record_belong_to_it() {
    let record = format!("{HEAD} [\"slow operations\"] [takeTimes=1.2s]\n");
    assert_eq!(places(&format!("{record}main.go:7 +0x1d\n\tmore\n{record}")), (vec![], vec![(1, 3), (4, 4)]));
    assert_eq!(places("2018/08/21 10:02:17.400 a.go:1: [error] dispatch error:\nerrors.AddStack\n").0, []);
    // Neither behind an empty line, nor what begins something else, nor another program's line, nor without a record.
    for text in ["\nprose\n", "```\nprose\n", "2018-08-21 10:02:17 INFO x\n"] {
        let (unread, timings) = places(&format!("{record}{text}"));
        assert_eq!((unread.len(), timings), (1, vec![(1, 1)]), "{text}");
    }
    assert_eq!(places("prose\n").0, [(1, 1)]);
    // What other formats claim is theirs.
    let test = "--- FAIL: TestA (0.00s)\n";
    assert_eq!(places(&format!("{record}{test}")), (vec![], vec![(1, 1)]));
    // Bounded.
    let many = "more\n".repeat(1_001);
    assert_eq!(places(&format!("{record}{many}")), (vec![(1_002, 1_002)], vec![(1, 1_001)]));
}

#[test]
fn two_records_as_one_string() {
    let record = format!("{HEAD} [\\\"slow operations\\\"] [takeTimes=1.2s]");
    let one = "ddl_slow 1200000000|slow operations|takeTimes=1.2s";
    check(&format!("\"{record}\\n{record}\\n\"\n"), &[one, one], "WARN 2");
}

#[test]
fn statements_of_2017() {
    check(
        "{\"costTime\":1000142797,\"file\":\"adapter.go\",\"level\":\"info\",\"line\":274,\"msg\":\"query\",\"sql\":\"select 1\",\
         \"time\":\"2017/09/27 14:20:47.209\"}\n",
        &["query 1000142797|query|costTime=1000142797|sql=select 1"],
        "INFO 1",
    );
    check(
        "2017/09/27 14:27:02.535 adapter.go:274: [info] query costTime=1.0001397s sql=select sleep(1) connectionId=1\n",
        &["query 1000139700|query costTime=1.0001397s sql=select sleep(1) connectionId=1|"],
        "INFO 1",
    );
}

/// A wrap right behind a bracket leaves a record that looks whole, and its rest is broken again.
#[test]
fn a_record_that_looks_whole_goes_on() {
    check(
        &format!(
            "{HEAD} [expensive_query] [cost_time=60.02s]\n[total_keys=88204118\n] [process_keys=882] [sql=\"select 1\"]\n{HEAD} [next]\n"
        ),
        &[
            "expensive_query 60020000000|expensive_query|cost_time=60.02s|total_keys=88204118|process_keys=882|sql=select 1",
        ],
        "WARN 2",
    );
}

/// Collectors, viewers and containers put more around a line than its prefix.
#[test]
fn lines_in_objects_cells_and_behind_names() {
    let record =
        r#"[2024/06/11 02:00:05.900 +00:00] [WARN] [pd.go:152] ["get timestamp too slow"] ["cost time"=61.2ms]"#;
    let expected = ["tso_slow 61200000|get timestamp too slow|cost time=61.2ms"];
    let escaped = record.replace('"', "\\\"");
    for text in [
        format!(r#"{{"log":"{escaped}\n","stream":"stdout","time":"t","kubernetes":{{"pod_name":"a"}}}}"#),
        format!(r#""Time","Line"{}"t","{}""#, '\n', record.replace('"', "\"\"")),
        format!("tidb-0    | {record}"),
    ] {
        check(&format!("{text}\n"), &expected, "WARN 1");
    }
}
