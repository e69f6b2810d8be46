//! Shapes of slow-query text: what a paste does to it, and what is read all the same.

use racecard::formats::slow_query::fields::{FIELDS, Group, Unit, lookup};
use racecard::{Report, Scanner};

fn report(text: &str) -> Report {
    let mut scanner = Scanner::new("pasted text");
    scanner.push(text.as_bytes());
    scanner.finish()
}

/// Each entry as `name=value|…|sql|what is missing`.
fn check(text: &str, expected: &[&str]) {
    let report = report(text);
    let shown: Vec<String> = report
        .slow_queries
        .iter()
        .map(|query| {
            let fields: Vec<String> = query.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let sql = query.sql.as_deref().unwrap_or("-");
            let missing =
                if query.missing.is_empty() { String::new() } else { format!("|!{}", query.missing.join(", ")) };
            format!("{}|{sql}{missing}", fields.join("|"))
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
}

const HEAD: &str = "# Time: 2023-01-29T15:52:07.216+08:00\n# Txn_start_ts: 439085609928097792\n# Query_time: 1.5\n";
const READ: &str = "Time=2023-01-29T15:52:07.216+08:00|Txn_start_ts=439085609928097792|Query_time=1.5";

#[test]
fn one_entry_after_another() {
    check(
        &format!("{HEAD}# Succ: true\nselect 1;\n{HEAD}use quay;\nselect 2;\n"),
        &[&format!("{READ}|Succ=true|select 1;"), &format!("{READ}|select 2;")],
    );
}

#[test]
fn statements_of_several_lines() {
    check(
        &format!("{HEAD}select a, -- first;\n  'x;\n' # second;\nfrom t;\nselect 9;\n"),
        &[&format!("{READ}|select a, -- first;\n  'x;\n' # second;\nfrom t;")],
    );
    check(&format!("{HEAD}select a\n\nfrom t;\n"), &[&format!("{READ}|select a\n\nfrom t;").replace("\n\n", "\n")]);
    check(&format!("{HEAD}select 1 -- over;\nThat is all.\n"), &[&format!("{READ}|select 1 -- over;")]);
    check(
        &format!("{HEAD}select a\n# Query_time: a remark\nfrom t;\n"),
        &[&format!("{READ}|select a\n# Query_time: a remark\nfrom t;")],
    );
}

#[test]
fn flattened_into_one_line() {
    let flat = HEAD.trim_end().replace('\n', " ");
    check(&format!("{flat} # Succ: true select 1;\nprose\n"), &[&format!("{READ}|Succ=true|select 1;")]);
    check(&format!("what the log says: {flat} # Succ: true select 1;\n"), &[&format!("{READ}|Succ=true|select 1;")]);
    check(&format!("{flat} # Succ: true use quay; select 1;\n"), &[&format!("{READ}|Succ=true|select 1;")]);
    check(
        &format!("{flat} # Plan: tidb_decode_plan('') # Plan_digest: select 1;\n"),
        &[&format!("{READ}|Plan=tidb_decode_plan('')|Plan_digest=|select 1;")],
    );
}

#[test]
fn without_hashes() {
    let bare = HEAD.replace("# ", "");
    check(&format!("{bare}Succ: true\nselect 1;\n"), &[&format!("{READ}|Succ=true|select 1;")]);
}

#[test]
fn escaped_line_breaks_without_the_log_line() {
    let text = r"# Txn_start_ts: 439085609928097792\n# Query_time: 1.5\nselect 'a\\nb';";
    check(text, &["Txn_start_ts=439085609928097792|Query_time=1.5|select 'a\\nb';"]);
}

#[test]
fn unescaped_inside_a_log_line() {
    check(
        "[2023/01/29 15:52:07.216 +08:00] [WARN] [adapter.go:1621] [\"# Txn_start_ts: 439085609928097792\n# Query_time: 1.5\nselect 1;\"]\n",
        &["Txn_start_ts=439085609928097792|Query_time=1.5|select 1;"],
    );
}

#[test]
fn cut() {
    check(HEAD, &[&format!("{READ}|-|!the statement")]);
    check(
        &format!("{HEAD}# Digest: 9d5a0f"),
        &[&format!("{READ}|Digest=9d5a0f|-|!the end of Digest and what follows it, the statement")],
    );
    check(
        &format!("{HEAD}# Plan: tidb_decode_plan('abc"),
        &[&format!("{READ}|Plan=tidb_decode_plan('abc|-|!the end of Plan and what follows it, the statement")],
    );
    check(&format!("{HEAD}# Plan_dig"), &[&format!("{READ}|-|!a field whose name is cut, the statement")]);
    check(&format!("{HEAD}select a from"), &[&format!("{READ}|select a from|!the end of the statement")]);
    check(&format!("{HEAD}select a from\n```\n"), &[&format!("{READ}|select a from")]);
    check(
        &format!("{HEAD}select 'aaa(len:4100);\n"),
        &[&format!("{READ}|select 'aaa(len:4100);|!the end of the statement, cut by TiDB (tidb_query_log_max_len)")],
    );
}

#[test]
fn wrapped_by_a_terminal() {
    let digest = "9d5a0f1a9d5a0f1a9d5a0f1a9d5a0f1a9d5a0f1a9d5a0f1a9d5a0f1a9d5a0f1a";
    let line = format!("# Digest: {digest}");
    let (first, rest) = line.split_at(62);
    check(&format!("{HEAD}{first}\n{rest}\nselect 1;\n"), &[&format!("{READ}|Digest={digest}|select 1;")]);
    let sql = format!("select {} from t;", "column_with_a_long_name, ".repeat(8));
    let pieces: Vec<&str> = sql.as_bytes().chunks(80).map(|piece| std::str::from_utf8(piece).unwrap()).collect();
    check(&format!("{HEAD}{}\n", pieces.join("\n")), &[&format!("{READ}|{sql}")]);
}

#[test]
fn empty_lines_between_all_lines() {
    check(&format!("{HEAD}# Succ: true\nselect 1;\n").replace('\n', "\n\n"), &[&format!("{READ}|Succ=true|select 1;")]);
}

#[test]
fn one_line_entries_up_to_2_1_7() {
    check(
        "2018/12/18 15:11:04.482 adapter.go:391: [warning] [SLOW_QUERY] cost_time:2.5s process_time:1.25s succ:true con:12 user:root@127.0.0.1 \
         txn_start_ts:405888132465033227 database:test table_ids:[31, 32],index_ids:[1],sql:select 1 from t where a = 'x y'\n",
        &[
            "cost_time=2.5s|process_time=1.25s|succ=true|con=12|user=root@127.0.0.1|txn_start_ts=405888132465033227|database=test|\
           table_ids=[31, 32]|index_ids=[1]|select 1 from t where a = 'x y'",
        ],
    );
}

/// pingcap/tidb#9950: a statement of TiDB itself, without user and database.
#[test]
fn internal_one_line_entries() {
    let text = "2019/03/29 03:42:36.971 adapter.go:391: [warning] [SLOW_QUERY] [INTERNAL] cost_time:361.9ms succ:true con:0 user: \
                database: table_ids:[25],sql:select 1\n";
    check(text, &["cost_time=361.9ms|succ=true|con=0|user=|database=|table_ids=[25]|select 1"]);
    assert!(report(text).slow_queries[0].internal);
}

/// pingcap/tidb#6673: the slow-query file of 2.0 has no mark; a paste kept the level of the head alone.
#[test]
fn one_line_entries_without_a_mark() {
    let body =
        "cost_time:582.7ms succ:true connection_id:457 txn_start_ts:39988 database:a table_ids:[] sql:select 1\nfrom t";
    let expected =
        ["cost_time=582.7ms|succ=true|connection_id=457|txn_start_ts=39988|database=a|table_ids=[]|select 1\nfrom t"];
    for head in ["", "[info] ", "2018/05/03 16:06:46.234 adapter.go:353: [info] "] {
        check(&format!("{head}{body}\n"), &expected);
    }
    check("cost_time: 3s\n[info] cost_time:3s elapsed\n", &[]);
}

/// pingcap/tidb#7445: pasted into lines, between the pairs, inside a value, and within the statement.
#[test]
fn one_line_entries_over_several_lines() {
    let expected = ["cost_time=1.6s|succ=true|con=1|table_ids=[31]|select count(c)\n  from t"];
    let head = "2018/08/21 09:59:11.817 adapter.go:363: [warning]";
    let next = "2018/08/21 09:59:12.817 adapter.go:363: [info] x\n";
    for body in [
        "cost_time:1.6s \nsucc:true con:1 \ntable_ids:[31],\nsql:select count(c)\n  from t",
        "cost_time:1.6s succ:tr\nue con:1 table_ids:[31],sql:select count(c)\n  from t",
    ] {
        check(&format!("{head} [SLOW_QUERY] {body}\n{next}"), &expected);
        check(&format!("```\n{head} [SLOW_QUERY] {body}\n```\nprose\n"), &expected);
    }
    check(
        "[SLOW_QUERY] cost_time:1.6s\nsucc:true sql:select 1\nfrom t\nThat is all.\n",
        &["cost_time=1.6s|succ=true|select 1\nfrom t"],
    );
}

/// pingcap/docs: a page's excerpt ends inside a name, behind the last value.
#[test]
fn a_name_that_is_cut_is_no_value() {
    let missing = "a field whose name is cut, the statement";
    check(&format!("{HEAD}# Cop_proc_avg: 0.2 Cop_proc_p9"), &[&format!("{READ}|Cop_proc_avg=0.2|-|!{missing}")]);
    check(
        &format!("{HEAD}# Cop_backoff_txnLock_total_time: 0.2 Cop_backoff_txnLock_"),
        &[&format!("{READ}|Cop_backoff_txnLock_total_time=0.2|-|!{missing}")],
    );
}

/// pingcap/tidb#56445: dots behind a value, and a field line broken by hand, without a mark before its second half.
#[test]
fn a_field_line_broken_by_hand() {
    check(
        &format!(
            "{HEAD}# Prewrite_time: 0.5 Commit_time: 0.1 ....\nSlowest_prewrite_rpc_detail: {{total:0.4s}}\n# DB: test\nselect 1;\n"
        ),
        &[&format!(
            "{READ}|Prewrite_time=0.5|Commit_time=0.1|Slowest_prewrite_rpc_detail={{total:0.4s}}|DB=test|select 1;|!lines left \
             out (dots stand in their place)"
        )],
    );
}

/// What posts of a forum make of a slow log.
#[test]
fn words_before_it_backslashes_in_it_no_blanks() {
    for words in ["The slow log: ", "log: ", "慢日志如下："] {
        check(&format!("{words}{HEAD}select 1;\n"), &[&format!("{READ}|select 1;")]);
    }
    let converted = HEAD.replace('_', "\\_").replace("# ", "\\# ");
    check(&format!("{converted}select a\\_b;\n"), &[&format!("{READ}|select a_b;")]);
    check(&format!("{}select 1;\n", HEAD.replace("# ", "#")), &[&format!("{READ}|select 1;")]);
    check("#Foo: 1\n#Time: never\n", &[]);
}

/// TiDB's own tests hold slow logs in raw strings.
#[test]
fn a_slow_log_in_a_raw_string() {
    check(
        &format!("`{HEAD}# Succ: true\nuse test;\nselect 1;`\n\trequire.NoError(t, err)\n"),
        &[&format!("{READ}|Succ=true|select 1;")],
    );
}

/// pingcap/tidb#23821: a plan that somebody shortened, and a statement that was a comment.
#[test]
fn a_shortened_plan_ends_with_its_dots() {
    check(
        &format!("{HEAD}# Plan: tidb_decode_plan('xesD8DwwCTNfOTIJMAkyLjQ...\n--\n"),
        &[&format!("{READ}|Plan=tidb_decode_plan('xesD8DwwCTNfOTIJMAkyLjQ...|--|!the end of the statement")],
    );
}

#[test]
fn others_are_left_alone() {
    check(
        "# Time: 190806 18:22:40\n# User@Host: root[root] @ localhost []  Id:     8\n# Query_time: 10.2  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 0\nSET timestamp=1566;\nselect sleep(10);\n",
        &[],
    );
    check("# User: root\nstart the server\n", &[]);
    check("Query_time is explained elsewhere; the panic button is red.\n", &[]);
    check("# Time: a heading\n\ntext\n", &[]);
    check("Time: 3 hours\nselect one;\n", &[]);
}

/// The table holds what the releases write, no less, with its unit, its group on the card and a meaning for the help.
#[test]
fn the_table_holds_every_field_of_the_log() {
    let listed: Vec<Vec<&str>> = include_str!("fixtures/slow-log-fields.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(' ').collect())
        .collect();
    assert!(listed.len() > 120, "{}", listed.len());
    for row in &listed {
        let [name, unit, group] = row.as_slice() else { panic!("{row:?}") };
        let field = lookup(name).unwrap_or_else(|| panic!("{name} is not in the table"));
        let (unit, parallel) = unit.strip_suffix('∥').map_or((*unit, false), |unit| (unit, true));
        let units: &[Unit] = match unit {
            "s" => &[Unit::Seconds],
            "B" => &[Unit::Bytes],
            "n" => &[Unit::Count, Unit::Id],
            "b" => &[Unit::Bool],
            "t" => &[Unit::Text],
            "hex" => &[Unit::Hex],
            "time" => &[Unit::Time],
            "TSO" => &[Unit::Tso],
            "list" => &[Unit::List],
            "detail" => &[Unit::Detail],
            "JSON" => &[Unit::Json],
            "stats" => &[Unit::Stats],
            "plan" => &[Unit::Plan],
            "RU" => &[Unit::Units],
            _ => panic!("{unit}"),
        };
        assert!(units.contains(&field.unit), "{name}: {:?}", field.unit);
        assert!(!parallel || field.parallel, "{name} is a sum over parallel requests");
        let letter = match field.group {
            Group::Basic => "B",
            Group::Time => "T",
            Group::Txn => "X",
            Group::Cop => "C",
            Group::Scan => "S",
            Group::Memory => "M",
            Group::Plan => "P",
            Group::Resource => "R",
            Group::Network => "N",
            Group::Other => "O",
        };
        assert_eq!(letter, *group, "{name}");
        assert!(
            !field.meaning.is_empty() && !field.unit.name().is_empty() && Group::ALL.contains(&field.group),
            "{name}"
        );
    }
    // What the table has beyond the list: proposed, or made of several by TiDB's own table.
    let beyond: Vec<&str> = FIELDS
        .iter()
        .map(|field| field.name)
        .filter(|name| !listed.iter().any(|row| row.first() == Some(&name.replace('*', "txnLock").as_str())))
        .collect();
    assert_eq!(beyond, ["Exec_retry_reason", "Backoff_Detail"]);
}

#[test]
fn every_field_of_the_table_is_read() {
    for field in FIELDS {
        let name = field.name.replace('*', "tikvRPC");
        let value = match field.unit {
            Unit::Seconds => "7.748e-06",
            Unit::Bytes | Unit::Count | Unit::Id => "18446744073709551615",
            Unit::Bool => "true",
            Unit::Text => "tikv-1:20160",
            Unit::Hex => "9505cacb7c710ed17125fcc6cb3669e8ddca6c8cd8af6a31f6b3cd64604c3098",
            Unit::Time => "2023-01-29T15:52:07.216+08:00",
            Unit::Tso => "439085609928097792",
            Unit::List => "[tikvRPC regionMiss, x:1]",
            Unit::Detail => "{total:0.003s, region_id: 418, scan_detail: {rocksdb: {block: {}}}}",
            Unit::Json => "[{\"Level\":\"Warning\",\"Message\":\"a # b: c\",\"IsExtra\":true}]",
            Unit::Stats => "t:439478225786634241[105000;5000][col:allEvicted][idx:unInitialized],u:pseudo",
            Unit::Plan => "tidb_decode_plan('')",
            Unit::Units => "1.5",
        };
        // Alone, and where the line allows it before and after others. A time begins an entry.
        let (before, after) = ("Rocksdb_key_skipped_count: 3", "Unknown_new: 4");
        let mut lines = vec![format!("# {name}: {value}")];
        if !field.rest_of_line {
            lines.push(format!("# {before} {name}: {value} {after}"));
        }
        for line in lines.iter().filter(|line| !line.contains(&format!("{before} Rocksdb_key_skipped"))) {
            let head = if name == "Time" { "" } else { "# Time: 2023-01-29T15:52:07.216+08:00\n" };
            let query_time = if name == "Query_time" { "" } else { "# Query_time: 1\n" };
            let report = report(&format!("{head}{line}\n{query_time}select 1;\n"));
            let [query] = report.slow_queries.as_slice() else {
                panic!("{line}: {} entries", report.slow_queries.len())
            };
            assert_eq!(query.fields.get(&name), Some(value), "{line}");
            assert_eq!(query.fields.get("Unknown_new").is_some(), line.contains(after), "{line}");
            assert_eq!(query.sql.as_deref(), Some("select 1;"), "{line}");
            assert!(query.complete, "{line}: {:?}", query.missing);
        }
    }
}

/// Its time and its statement are the least that TiDB's own reader takes for an entry.
#[test]
fn entries_with_a_time_alone() {
    let time = "2022-04-14T10:50:28.185987+08:00";
    check(&format!("# Time: {time}\nselect * from t;\n"), &[&format!("Time={time}|select * from t;|!Query_time")]);
    check(&format!("# Time: {time}\nselect a plan\n"), &[]);
    check("# Time: 2022-04-14 10:50:28\nselect * from t;\n", &[]);
}

/// What log shippers make of an entry: one string, its line breaks escaped, now and then twice.
#[test]
fn entries_held_by_an_object() {
    let entry = "# Time: 2021-05-18T14:34:03.62477988Z\\n# Query_time: 0.5\\nselect \\\"a\\\";";
    let expected = ["Time=2021-05-18T14:34:03.62477988Z|Query_time=0.5|select \"a\";"];
    check(&format!("{{\"stream\":\"stdout\",\"message\":\"{entry}\"}}\n"), &expected);
    check(&format!("{{\n  \"host\": \"h\",\n  \"message\": \"{entry}\",\n  \"n\": 1\n}}\n"), &expected);
    check(&format!("  \"message\": \"{}\",\n", entry.replace('\\', "\\\\").replace('"', "\\\"")), &expected);
    check("{\"message\":\"# Tables: 3\\n# Txn\"}\n", &[]);
}

/// A list ends with its bracket, a store's name with the half name behind it.
#[test]
fn a_name_cut_behind_a_text_or_a_list_is_no_value() {
    let missing = "a field whose name is cut, the statement";
    check(
        &format!("{HEAD}# Cop_proc_avg: 0.1 Cop_proc_addr: 127.0.0.1:20160 Cop_wai"),
        &[&format!("{READ}|Cop_proc_avg=0.1|Cop_proc_addr=127.0.0.1:20160|-|!{missing}")],
    );
    check(
        &format!("{HEAD}# Backoff_types: [txnLock] Resolve_lo"),
        &[&format!("{READ}|Backoff_types=[txnLock]|-|!{missing}")],
    );
    // Inside the list it is a word of it; before a statement nothing was cut; words of a new field stay.
    check(
        &format!("{HEAD}# Backoff_types: [txnLock Res"),
        &[&format!("{READ}|Backoff_types=[txnLock Res|-|!the end of Backoff_types and what follows it, the statement")],
    );
    check(
        &format!("{HEAD}# Cop_proc_addr: store D\nselect 1;\n"),
        &[&format!("{READ}|Cop_proc_addr=store D|select 1;")],
    );
    check(&format!("{HEAD}# New: on a Disk"), &[&format!("{READ}|New=on a Disk|-|!the statement")]);
    check(&format!("{HEAD}# New: [a] b Succ: true\nselect 1;\n"), &[&format!("{READ}|New=[a] b|Succ=true|select 1;")]);
}

#[test]
fn without_hashes_an_empty_value_and_a_new_field() {
    let bare = HEAD.replace("# ", "");
    for (line, read) in [("Cop_proc_addr:", "Cop_proc_addr="), ("New_field: 3", "New_field=3")] {
        check(
            &format!("{bare}{line}\nMem_max: 5\nSucc: true\nselect 1;\n"),
            &[&format!("{READ}|{read}|Mem_max=5|Succ=true|select 1;")],
        );
    }
    check("Time:\nNew_field: 3\nselect 1;\n", &[]);
    // Of one word: a field only where another one or the statement follows.
    check(
        &format!("{bare}Mem_max: 5\nStanding: 3\nSucc: true\nOther: x\nselect 1;\n"),
        &[&format!("{READ}|Mem_max=5|Standing=3|Succ=true|Other=x|select 1;")],
    );
    check(
        &format!("{bare}Succ: true\nResult: it hangs\nand so on\n"),
        &[&format!("{READ}|Succ=true|-|!the statement")],
    );
}

#[test]
fn two_entries_flattened_into_one_line() {
    let flat = HEAD.trim_end().replace('\n', " ");
    check(
        &format!("{flat} # Succ: true commit; {flat} # Succ: false select 2;\n"),
        &[&format!("{READ}|Succ=true|commit;"), &format!("{READ}|Succ=false|select 2;")],
    );
    // The statement of the last one goes on.
    check(
        &format!("{flat} # Succ: true commit; {flat} # Succ: false select 2\nfrom t;\n"),
        &[&format!("{READ}|Succ=true|commit;"), &format!("{READ}|Succ=false|select 2\nfrom t;")],
    );
}

/// The blank is one of the letters after which a terminal breaks a line.
#[test]
fn a_wrapped_row_that_begins_with_a_blank() {
    let line = "# Cop_time: 1.5 Process_time: 6.07 Wait_time: 0.033 Backoff_time: 0.4 Local_latch_wait_time: 0.077 \
                Request_count: 11 Prewrite_time: 0.335 Write_keys: 1311111111 Write_size: 11000 Prewrite_region: 17 \
                Txn_retry: 1 Process_keys: 1001 Total_keys: 10003";
    let read = line.trim_start_matches("# ").replace(": ", "=").replace(' ', "|");
    // The third row of 80 letters; the second of 69, with two more after it.
    for (width, row) in [(80, 2), (69, 1)] {
        let rows: Vec<_> = line.as_bytes().chunks(width).map(String::from_utf8_lossy).collect();
        assert!(rows[row].starts_with(' '), "{rows:?}");
        check(
            &format!("{HEAD}{}\n# Succ: true\nselect 1;\n", rows.join("\n")),
            &[&format!("{READ}|{read}|Succ=true|select 1;")],
        );
    }
}

/// A clock that was set back, or no number at all: the value stays as it is written and tells no start.
#[test]
fn a_query_time_that_is_no_time() {
    let time = "2023-01-29T15:52:07.216+08:00";
    for value in ["-1", "abc"] {
        let text = format!("# Time: {time}\n# Query_time: {value}\nselect 1;\n");
        check(&text, &[&format!("Time={time}|Query_time={value}|select 1;")]);
        assert_eq!(report(&text).slow_queries[0].start, None);
    }
    let text = format!("# Time: {time}\n# Query_time: abc\n");
    check(&text, &[]);
    assert_eq!(report(&text).notes.len(), 1);
}

/// Found by fuzzing: the clock's start lies before 1700, the timestamp's behind 2262.
#[test]
fn times_that_reach_both_ends_of_the_calendar() {
    let text = "# Time: 2025-07-01T10:00:02Z\n# Txn_start_ts: 459102015114969101\n# Query_time: 9223372036\n\
                # Parse_time: -9223372036\nselect 1;\n";
    assert_eq!(report(text).slow_queries.len(), 1);
}

const ROW: &str = "*************************** 1. row ***************************\n";

/// What the mysql client lists of the system table after `\G`.
#[test]
fn rows_of_the_system_table() {
    let row = format!(
        "{ROW}      INSTANCE: 127.0.0.1:10080\n          Time: 2020-09-08 14:49:56.215070\n  Txn_start_ts: 419290486165831681\n\
         \x20   Query_time: 1.5\n   Is_internal: 0\n            DB: \n     Prev_stmt: NULL\n          Plan: \tid         \ttask\testRows\n\
         \tPoint_Get_1\troot\t1\n         Query: select a,\n  b: c\nfrom t;\n"
    );
    let read = "INSTANCE=127.0.0.1:10080|Time=2020-09-08 14:49:56.215070|Txn_start_ts=419290486165831681|Query_time=1.5|\
                Is_internal=false|Plan=\tid         \ttask\testRows\n\tPoint_Get_1\troot\t1|select a,\n  b: c\nfrom t;";
    check(
        &format!("mysql> select * from cluster_slow_query\\G\n{row}{row}2 rows in set (0.01 sec)\nprose\n"),
        &[read, read],
    );
    let found = report(&row);
    let query = &found.slow_queries[0];
    assert_eq!(query.start.unwrap().to_string(), "2020-09-08T14:49:54.715070000");
    assert_eq!(query.plan.as_ref().unwrap().nodes[0].operator.as_ref(), "Point_Get");
    // Chosen columns in other letters; the blanks before the names got lost.
    check(
        &format!("{ROW}query_time: 0.5\nquery: select 1\ndigest: ab\n1 row in set\n"),
        &["Query_time=0.5|Digest=ab|select 1|!Time"],
    );
    // As mycli lists it.
    let row = ROW.replace(" 1. row ", "[ 1. row ]");
    check(
        &format!(
            "{row}Query_time | 0.5\nquery      | select a\n|| b\nTime       | 2024-04-08 17:00:01\n1 row in set\n"
        ),
        &["Query_time=0.5|Time=2024-04-08 17:00:01|select a\n|| b"],
    );
    // Rows of other tables.
    check(&format!("{ROW}     Id: 5\n   User: root\n   Time: 3\n"), &[]);
    let processes = report(&format!("{ROW}INSTANCE: 127.0.0.1:10080\n      ID: 5\n    USER: root\n    TIME: 10\n"));
    assert_eq!(processes.coverage.unread.len(), 1);
    check(&format!("{ROW}start_time: 2020-01-01 00:00:00\nquery_time: 00:00:10.5\nlock_time: 0\n"), &[]);
}

#[test]
fn remarks_are_no_part_of_values() {
    check(
        &format!(
            "{HEAD}# Process_keys: 123 (why?)\n# Cop_time: 1.5 <-- slow! Request_count: 1\n^^^ here\n# Succ: true\nselect 1;\n"
        ),
        &[&format!("{READ}|Process_keys=123|Cop_time=1.5|Request_count=1|Succ=true|select 1;")],
    );
    let report = report(&format!("{HEAD}# Succ: true <-- ok\nselect 1;\n"));
    let notes: Vec<&str> = report.notes.iter().map(|note| &*note.text).collect();
    assert_eq!(notes, ["Words of somebody beside the values were left out of them: \"<-- ok\"."]);
}

#[test]
fn names_of_fields_in_a_statement_are_text() {
    let text = "update t set a = 'x # Succ: false # Query_time: 9 Rows_sent: 1';";
    check(
        &format!("{HEAD}# Succ: true\n# Prev_stmt: {text}\ncommit;\n"),
        &[&format!("{READ}|Succ=true|Prev_stmt={text}|commit;")],
    );
    check(
        &format!("{HEAD}select 1 # Succ: true\n# Time: a remark\nfrom t;\n"),
        &[&format!("{READ}|select 1 # Succ: true\n# Time: a remark\nfrom t;")],
    );
}

#[test]
fn gaps_of_grep_are_no_statement() {
    let missing = "the statement";
    let plain = format!("{HEAD}--\n{HEAD}# DB: a\n");
    let expected = [format!("{READ}|-|!{missing}"), format!("{READ}|DB=a|-|!{missing}")];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(&plain, &expected);
    let numbered: Vec<String> = plain
        .lines()
        .zip(12..)
        .map(|(line, number)| if line == "--" { line.to_owned() } else { format!("{number}-{line}") })
        .collect();
    check(&format!("{}\n", numbered.join("\n")), &expected);
}

/// A value is put together of its pieces, or the entry says that it is not.
#[test]
fn values_broken_at_a_column() {
    check(
        "# Time: 2023-01-29T15:52:07.216+08:00\n# Txn_start_ts: 4390856099280\n97792\n# Query_time:\n1.5\n# Cop_time: 1.2 Req\n\
         uest_count: 1\nProcess_keys: 3\n# Succ: tr\nue\nselect 1;\n",
        &[&format!("{READ}|Cop_time=1.2|Request_count=1|Process_keys=3|Succ=true|select 1;")],
    );
}
