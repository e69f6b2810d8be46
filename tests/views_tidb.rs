//! What the worker draws of TiDB logs: the pieces that tell something, and what the switches change.

use racecard::engine::saved;
use racecard::model::Text;
use racecard::page::protocol::{CardId, Kind, Panel, Switches, to_html};
use racecard::page::views::compare::{self, Sides};
use racecard::page::views::{Scene, copied, draw, rules};
use racecard::{Report, Scanner};

fn report(text: &[u8]) -> Report {
    let mut scanner = Scanner::new("log");
    scanner.push(text);
    scanner.finish()
}

fn sample_40823() -> Report {
    let path = format!("{}/tests/fixtures/samples/tidb-40823.txt", env!("CARGO_MANIFEST_DIR"));
    report(&std::fs::read(path).unwrap())
}

/// The panel with these switches, as HTML.
fn drawn(report: &Report, panel: Panel, set: &[(&str, &str)]) -> String {
    let mut switches = Switches::default();
    for (name, value) in set {
        switches.set(name, value);
    }
    let scene = Scene { report, panel, switches: &switches, frame_link: "" };
    to_html(&draw(&scene).expect("the record exists").into_bytes())
}

/// Whether all pieces occur, each behind the one before.
fn check(html: &str, pieces: &[&str]) {
    let mut rest = html;
    for piece in pieces {
        let Some((_, behind)) = rest.split_once(piece) else { panic!("no {piece:?} in\n{rest}") };
        rest = behind;
    }
}

fn card(kind: Kind) -> Panel {
    Panel::Card(CardId { kind, index: 0 })
}

const AA: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const BB: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

/// Three entries of two digests, without plans.
fn entries() -> Report {
    report(entries_text().as_bytes())
}

fn entries_text() -> String {
    let entry = |time: &str, fields: &str, sql: &str| {
        format!("# Time: 2024-05-06T{time}+08:00\n{fields}\n# DB: shop\n{sql};\n")
    };
    let text = [
        entry(
            "10:00:01",
            &format!("# Query_time: 1.5\n# Digest: {AA}\n# Plan_digest: {BB}"),
            "select * from t where a = 1",
        ),
        entry(
            "10:00:09",
            &format!("# Query_time: 7.5\n# Cop_time: 5\n# Process_time: 20\n# Digest: {AA}\n# Plan_digest: {AA}"),
            "select * from t where a = 2",
        ),
        entry("10:00:20", &format!("# Query_time: 9.25\n# Digest: {BB}"), "update u set b = 1"),
    ];
    text.concat()
}

#[test]
fn slow_query_card_of_40823() {
    let report = sample_40823();
    let html = drawn(&report, card(Kind::Slow), &[]);
    check(
        &html,
        &[
            "<span class=\"big\">54.568 s</span>",
            "15:51:12.637 → 15:52:07.216 +08:00",
            "✓ digest verified",
            "Findings about this:",
            "chip of-finding",
            "<div class=\"sql\"><pre><b>select</b>",
            "data-act=\"copy statement\"",
            "<li class=\"b-plan\">",
            "compile<b>2.931 s</b>",
            "coprocessor<b>51.636 s</b><span class=\"quiet\">94.6 %</span>",
            "data-act=\"set plan 1\" aria-pressed=\"false\">binary",
            "both agree",
            "└─</span>",
            "<td class=\"time\"",
            "Time</h4>",
            "<dd>51.636 s</dd>",
        ],
    );
    let plain = html.replace("<b class=\"telling\">", "").replace("</b>", "");
    check(&plain, &["stats:pseudo"]);
    check(&html, &["title=\"54.568269609\n"]);
    assert!(!html.contains("class=\"exec\""));
    let open = drawn(&report, card(Kind::Slow), &[("info", "1"), ("plan", "1")]);
    check(&open, &["data-act=\"set plan 1\" aria-pressed=\"true\"", "<tr class=\"exec\"><td colspan=", "loops:"]);
}

#[test]
fn texts_of_a_slow_query_are_copied() {
    let report = sample_40823();
    let switches = Switches::default();
    let scene = Scene { report: &report, panel: card(Kind::Slow), switches: &switches, frame_link: "" };
    assert_eq!(copied(&scene, "statement"), report.slow_queries[0].sql);
    assert_eq!(copied(&scene, "plan"), report.slow_queries[0].plan.as_ref().map(|plan| plan.text.clone()));
    assert_eq!(copied(&scene, "nothing"), None);
}

#[test]
fn an_entry_among_those_of_its_digest() {
    let html = drawn(&entries(), card(Kind::Slow), &[]);
    check(
        &html,
        &[
            "database <code>shop</code>",
            "Same digest",
            "filter digest:aaa",
            "Entries</dt><dd>2<",
            "2 plans",
            "bbbbbbbbbbbb</td>",
        ],
    );

    let without = entries_text().replace(&format!("# Digest: {AA}\n"), "");
    let html = drawn(&report(without.as_bytes()), card(Kind::Slow), &[]);
    check(&html, &["Same digest</h4>", "Entries</dt><dd>2<"]);
}

#[test]
fn sums_over_requests_are_hatched() {
    let html = drawn(&entries(), Panel::Card(CardId { kind: Kind::Slow, index: 1 }), &[]);
    check(
        &html,
        &[
            "process 20 s · 266.7 %, summed over requests",
            "fill=\"url(#hatch-1)\"",
            "b-cop sub parallel",
            "summed over requests",
        ],
    );
}

#[test]
fn plans_of_3_x_can_be_numbered_either_way() {
    let entry = "# Time: 2019-08-06T10:00:01+08:00\n# Query_time: 1.5\n# Plan: tidb_decode_plan('0\\t31_7\\t0\\t10\\tdata:x\\n1\\t10_6\\t1\\t10\\ttable:t, keep order:false\\n')\nselect 1;\n";
    let report = report(entry.as_bytes());
    assert_eq!(report.slow_queries.len(), 1);
    let html = drawn(&report, card(Kind::Slow), &[]);
    if report.slow_queries[0].plan.as_ref().is_some_and(|plan| !plan.nodes.is_empty()) {
        check(&html, &["Operator numbers", "set numbers 1"]);
    }
}

#[test]
fn timing_card_of_40823() {
    let html = drawn(&sample_40823(), card(Kind::Timing), &[]);
    check(
        &html,
        &[
            "<span class=\"big\">38.456 s</span>",
            "coprocessor request, logged for its processing",
            "process<b>38.455 s</b>",
            "client, no network<b>1.3 ms</b>",
            "Logged because it took 300 ms or more, 128× that.",
            "4.447 s after its timestamp was taken at 15:51:04.218.",
            "<dt>kv_process_ms</dt><dd>38455</dd>",
            "<div title=\"439085606952763392\"><dt>timestamp taken</dt>",
            "Message as printed",
            "Why this may be wrong",
        ],
    );
}

#[test]
fn digests_sort_and_open() {
    let report = entries();
    let order = |set: &[(&str, &str)]| {
        let html = drawn(&report, Panel::Overview, set);
        html.find("update `u`")
            .is_some_and(|update| html.find("select * from `t`").is_some_and(|select| update < select))
    };
    assert_eq!((order(&[("sort:digests", "-1")]), order(&[("sort:digests", "1")])), (false, true));
    let closed = drawn(&report, Panel::Overview, &[]);
    check(
        &closed,
        &[
            "Statements by digest",
            "data-act=\"copy Statements by digest as CSV\"",
            "data-act=\"set digest aaaaaaaaaaaa",
        ],
    );
    assert!(!closed.contains("slow query 2"));
    let open = drawn(&report, Panel::Overview, &[("digest", AA)]);
    check(
        &open,
        &[
            "Digest aaaaaaaaaaaa<span class=\"count\">2 entries</span>",
            "data-act=\"set digest \"",
            "Sum</dt><dd>9 s<",
            "Longest</dt><dd>7.5 s<",
            "First</dt><dd>2024-05-06 10:00:01 +08:00<",
            "2 plans",
            "data-act=\"open slow 1\">slow query 2 · 7.5 s</button>",
            "data-act=\"open slow 0\">slow query 1 · 1.5 s</button>",
        ],
    );
    let switches = Switches::default();
    let scene = Scene { report: &report, panel: Panel::Overview, switches: &switches, frame_link: "" };
    let csv = copied(&scene, "Statements by digest as CSV").unwrap();
    assert!(csv.contains("aaa,2,9.000000000,"), "{csv}");
}

#[test]
fn runs_of_a_test_are_one_row() {
    let log = b"--- FAIL: TestA (0.10s)\n--- PASS: TestA (1.50s)\n";
    let html = drawn(&report(log), Panel::Overview, &[]);
    check(
        &html,
        &[
            "TestA</button></td>",
            "<td class=\"number\">1</td><td class=\"number\">1</td><td class=\"number\">0</td>",
            "1.5 s",
        ],
    );
}

#[test]
fn notes_lead_to_their_lines() {
    let html = drawn(&report(b"prose\n# Time: 2024-05-06T10:00:01+08:00\n# Query_time: 1.5\n"), Panel::Notes, &[]);
    check(
        &html,
        &[
            "bytes understood",
            "<h2>Sources</h2>",
            "<b>log</b>",
            "Lines that belong to no record",
            "data-act=\"lines 0 1 1\"",
        ],
    );
}

#[test]
fn pasted_texts_are_recognised() {
    let decoded = |text: &str| drawn(&Report::default(), Panel::Decode, &[("text", text)]);
    check(&decoded("439085609928097792"), &["Timestamp (TSO)", "2023-01-29T07:51:15.568Z"]);
    check(&decoded("7480000000000000385f728000000000000001"), &["Key of TiKV", "table"]);
    check(&decoded("select 1"), &["SQL statement", "select ?", "Digest before 5.0"]);
    check(&decoded("hello there"), &["problem", "Nothing known"]);
    check(&drawn(&Report::default(), Panel::Decode, &[]), &["appears here"]);
    let report = sample_40823();
    let plan = report.slow_queries[0].fields.get("Plan").unwrap();
    check(
        &decoded(plan),
        &["Execution plan", "<pre tabindex=\"0\">", "TableReader", "copy decoded text", "Factors and times"],
    );
}

#[test]
fn timeline_of_40823() {
    let report = sample_40823();
    let whole = drawn(&report, Panel::Timeline, &[("width", "900")]);
    check(
        &whole,
        &[
            "<div class=\"stage\" tabindex=\"0\" role=\"group\"",
            "data-range=\"",
            " 86\" data-keys=\"\" data-key-ArrowRight=\"set chosen 0\"",
            "data-key-End=\"set chosen ",
            "<svg width=\"900.0\"",
            "<g class=\"tick\">",
            ">statements</text>",
            ">coprocessor</text>",
            "<g class=\"event of-slow\" data-act=\"open slow 0\"><title>select",
            "54.568 s · 15:51:12.637 → 15:52:07.2",
            "<rect class=\"brush\"",
            "Point at an event, or drag to mark a stretch",
            "data-act=\"set range ",
            "aria-expanded=\"false\">Table</button>",
        ],
    );
    assert!(!whole.contains("Whole time") && !whole.contains("data-key-Enter") && !whole.contains("<table"));
    assert!(!drawn(&report, Panel::Timeline, &[]).contains("<svg"), "nothing is drawn before the width is known");

    // The second coprocessor request alone: 15:52:06 to 15:52:10.
    let last = "1674978726000000000 1674978730000000000";
    let zoomed = drawn(&report, Panel::Timeline, &[("width", "900"), ("range", last), ("table", "1")]);
    check(
        &zoomed,
        &["data-range=\"1674978726000000000 ", "set chosen 1", "Whole time", "<td>coprocessor</td>", "open timing 1"],
    );
    assert!(!zoomed.contains("open timing 0"), "{zoomed}");

    let brush = "1674978700000000000 1674978710500000000";
    let marked = drawn(&report, Panel::Timeline, &[("width", "900"), ("brush", brush)]);
    check(
        &marked,
        &[
            "data-key-Escape=\"set brush \"",
            "<b>10.5 s</b> 15:51:40.000 → 15:51:50.500 +08:00",
            "data-act=\"set range 1674978700000000000 1674978710500000000\">Zoom in<",
            "filter time:>=2023-01-29T15:51:40.000+08:00 time:&lt;=2023-01-29T15:51:50.500+08:00",
        ],
    );

    let chosen = drawn(&report, Panel::Timeline, &[("width", "900"), ("chosen", "0")]);
    check(
        &chosen,
        &[
            "data-key-ArrowRight=\"set chosen 1\"",
            "data-key-Enter=\"open timing 0\"",
            "data-key-Escape=\"set chosen \"",
            "<g class=\"event of-timing chosen\" data-act=\"open timing 0\">",
            "<p class=\"readout\" aria-live=\"polite\"><b>cop_process</b> <span>38.456 s · ",
        ],
    );
}

#[test]
fn a_crowd_is_drawn_together_and_counted() {
    let line = |at: u32| {
        format!(
            "[2023/01/29 15:51:{:02}.{:03} +08:00] [INFO] [coprocessor.go:1205] [\"[TIME_COP_WAIT] resp_time:301ms txnStartTS:439085606952763392 region_id:{at} store_addr:store1\"]\n",
            at / 1_000,
            at % 1_000
        )
    };
    let log: String = (0..5_000).map(line).collect();
    let html = drawn(&report(log.as_bytes()), Panel::Timeline, &[("width", "700"), ("table", "1")]);
    check(&html, &["class=\"crowd of-timing\"", "zoom in to see them one by one", "more: zoom in to have them here"]);
    assert!(html.matches("<g class=\"event").count() < 300, "{}", html.matches("<g class=\"event").count());
}

#[test]
fn two_logs_are_compared() {
    let slower = |text: &str| text.replace("Query_time: 1.5", "Query_time: 6").replace("update u", "delete from u");
    let names: [Text; 2] = ["monday.log".into(), "tuesday.log".into()];
    let texts = [entries_text(), slower(&entries_text())];
    let report_on = |at: usize| texts.get(at).map(|text| report(text.as_bytes()));
    let sides = Sides { names: &names, report_on: &report_on };
    let mut switches = Switches::default();
    let html = |switches: &Switches| to_html(&compare::view(&sides, switches).into_bytes());
    check(
        &html(&switches),
        &[
            "data-act=\"set base 0\" aria-pressed=\"true\">monday.log</button>",
            "data-act=\"set with 1\" aria-pressed=\"true\">tuesday.log</button>",
            "Statements: 2 still there.",
            "copy comparison",
            "<h2>Statements<span class=\"count\">2</span>",
            "<td>still there</td><td class=\"number\">2</td><td class=\"number\">2</td><td class=\"number\">1.5 s</td><td class=\"number\">6 s</td><td class=\"number\">×4.0</td>",
        ],
    );
    let text = compare::copied(&sides, &switches, "comparison").unwrap();
    assert!(text.starts_with("# monday.log → tuesday.log\n"), "{text}");
    switches.set("base", "1");
    check(&html(&switches), &["÷4.0"]);
    assert!(!html(&switches).contains("Nothing differs."));
    let one = Sides { names: &names[..1], report_on: &report_on };
    check(&to_html(&compare::view(&one, &switches).into_bytes()), &["Add a second log"]);
}

#[test]
fn a_saved_report_compares_as_the_log_does() {
    for name in ["tidb-40823.txt", "tidb-46282.txt", "tidb-54395.txt"] {
        let path = format!("{}/tests/fixtures/samples/{name}", env!("CARGO_MANIFEST_DIR"));
        let report = report(&std::fs::read(path).unwrap());
        let json = racecard::render::json::json(&report);
        assert!(saved::looks_like_one(json.as_bytes()));
        let saved::Saved::Report(read) = saved::read(json.as_bytes(), false) else { panic!("not read as a report") };
        let same = |before: &Report, after: &Report| {
            let found = racecard::engine::compare(before, after);
            found.is_empty() && found == racecard::engine::compare(after, before)
        };
        assert!(same(&report, &read), "{name}");
    }
}

#[test]
fn thresholds_are_changed_by_switches() {
    let report = sample_40823();
    let html = drawn(&report, Panel::Rules, &[("Q3.optimize", "5")]);
    check(
        &html,
        &[
            "<h1>Rules</h1>",
            "Thresholds<span class=\"count\">1 changed</span>",
            "<b>Q3</b>",
            "<tr class=\"changed\"><td title=\"Q3.optimize\">",
            "<input type=\"number\" min=\"0\" step=\"any\" aria-label=\"Q3.optimize in s\" data-set=\"Q3.optimize\" value=\"5\">",
            "data-act=\"set Q3.optimize \"",
        ],
    );
    let mut switches = Switches::default();
    switches.set("Q3.optimize", "5");
    let found = |limits: &racecard::Thresholds| {
        let mut again = report.clone();
        racecard::findings::add_with(&mut again, limits);
        again.findings.iter().any(|finding| &*finding.rule == "Q3")
    };
    assert_eq!((found(&racecard::Thresholds::default()), found(&rules::thresholds(&switches))), (true, false));
    check(&drawn(&report, Panel::Rules, &[("Q3.optimize", "x")]), &["aria-invalid=\"true\""]);
}
