//! Nothing of a log acts: every output, over texts that try to, in every place where a text of a log can stand.

use pulldown_cmark::{Event, Options, Parser, Tag};
use racecard::render::safe::acts;
use racecard::{Report, Scanner};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What is tried, by name: control characters, order and visibility of letters, HTML, Markdown, spreadsheets.
const TRIALS: [(&str, &str); 9] = [
    ("escapes", "\u{1b}]0;pwn\u{7}\u{1b}[2J\u{9b}31m\u{90}q\u{7f}\u{8}"),
    ("bidi", "\u{202e}cod.exe\u{202d}\u{2066}x\u{2069}\u{200f}\u{61c}"),
    ("tags", "a\u{e0041}\u{e007f}\u{200b}\u{feff}\u{2028}\u{2029}\u{ad}b"),
    ("script", "<script>alert(1)</script><img/src=x\u{a0}onerror=alert(1)>"),
    ("attribute", "\"onmouseover=alert(1)'x=y><svg/onload=alert(1)>"),
    ("comment", "--><script>x</script><!--</title></style></script>]]>"),
    ("markdown", "![x](//e.example/p.png)[y](https://e.example)<https://e.example>"),
    ("mention", "https://e.example/@name#12,www.e.example,a@b.example,GH-12,&lt;b&gt;`x``y|z"),
    ("formula", "=HYPERLINK(\"https://e.example\",1)"),
];

/// A log with the text in the places of all formats.
const LOG: &str = r#"==================
WARNING: DATA RACE
Write at 0x00c00009e010 by goroutine 7:
  main.{}()
      /home/{}/{}.go:21 +0x11d

Previous read at 0x00c00009e010 by goroutine 8:
  main.(*T).x{}()
      /home/u/m.go:14 +0x37

Goroutine 7 (finished) created at:
  main.c{}()
      /home/u/m.go:19 +0xfc
==================
=== RUN   Test{}
    {}_test.go:50: {}
    ledger_test.go:50: 
        	Error Trace:	/home/{}/l_test.go:50
        	Error:      	Not equal: 
        	            	expected: "{}"
        	            	actual  : "{}x"
        	            	
        	            	Diff:
        	            	--- Expected
        	            	+++ Actual
        	            	@@ -1 +1 @@
        	            	-{}
        	            	+{}x
        	Test:       	Test{}
        	Messages:   	{}
--- FAIL: Test{} (0.00s)
FAIL	{}/pkg	0.002s
panic: {}
	panic: again {}
[signal SIGSEGV: segmentation violation {}]

goroutine 1 [{}]:
main.{}(...)
	/home/{}/main.go:12
created by main.{}
	/home/{}/main.go:13
exit status 2

# Time: 2023-03-02T14:20:33.871000000+08:00
# Txn_start_ts: 439815564665028617
# User: {}@{}
# Conn_ID: 83
# Query_time: 5.19
# DB: {}
# Index_names: [{}:{}]
# Digest: {}
# Stats: {}:1
# Cop_proc_avg: 1 Cop_proc_p90: 2 Cop_proc_max: 4 Cop_proc_addr: {}
# {}: {}
# Prev_stmt: {}
# Succ: true
{};
# Time: 2023-03-02T14:20:34.871000000+08:00
# Query_time: 7
# Digest: =1+1
select * from `{}` where a = '{}';
# Time: 2023-03-02T14:20:35.871000000+08:00
# Query_time: 6
# Digest: =1+1
{}select * from `{}` where a = '{}';
[2023/03/02 14:20:33.871 +01:00] [INFO] [coprocessor.go:1167] ["[TIME_COP_PROCESS] resp_time:3.9s txnStartTS:439815564665028617 region_id:1 store_addr:{} kv_process_ms:1894 kv_wait_ms:3000"]
[2023/03/02 14:20:33.871 +01:00] [WARN] [expensivequery.go:118] [expensive_query] [cost_time=60.01s] [conn_id=1] [user={}] [database={}] [txn_start_ts=1] [sql="{}"]
[2023/03/02 14:20:33.871 +01:00] [ERROR] [{}.go:1] ["{}"] [error="{}"] [{}={}]
"#;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("safe_outputs").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The log of a trial; its name tries the same as far as a file system allows.
fn log(name: &str, trial: &str) -> PathBuf {
    let path = folder(name).join(format!("{}.log", trial.replace('/', "")));
    std::fs::write(&path, LOG.replace("{}", trial)).unwrap();
    path
}

fn racecard(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_racecard")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn said(arguments: &[&str]) -> String {
    let output = racecard(arguments);
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    assert!(!text.is_empty(), "{arguments:?}");
    String::from_utf8(text).unwrap()
}

/// Nothing but line breaks and TABs acts.
fn assert_seen(text: &str, what: &str) {
    if let Some(at) = text.find(|letter: char| !matches!(letter, '\n' | '\t') && acts(letter)) {
        let line = text[..at].lines().count();
        panic!("{what}: {:?} in line {line}", text[at..].chars().next().unwrap());
    }
}

#[test]
fn no_output_acts_on_a_terminal() {
    let plain = log("plain", "hello");
    for (name, trial) in TRIALS {
        let file = log(name, trial);
        let (file, plain) = (file.to_str().unwrap(), plain.to_str().unwrap());
        for format in ["text", "json", "markdown", "html"] {
            assert_seen(&said(&["scan", "--format", format, file]), &format!("{name} as {format}"));
        }
        // Rows of CSV end in CR and LF.
        assert_seen(&said(&["scan", "--format", "csv", file]).replace("\r\n", "\n"), &format!("{name} as csv"));
        for format in ["text", "json", "markdown"] {
            for files in [[file, plain], [plain, file]] {
                let text = said(&["compare", "--format", format, files[0], files[1]]);
                assert_seen(&text, &format!("comparison of {name} as {format}"));
            }
        }
        assert_seen(&said(&["decode", "auto", &LOG.replace("{}", trial)]), &format!("{name} decoded"));
    }
}

#[test]
fn no_error_sentence_acts_on_a_terminal() {
    for (name, trial) in TRIALS {
        let trial = trial.replace('\0', "");
        for arguments in [
            vec!["scan", &format!("/nowhere/{trial}\n")],
            vec!["scan", "--filter", &format!("/{trial}(/")],
            vec!["scan", "--rules", &format!("/nowhere/{trial}")],
            vec!["scan", "--format", &trial],
            vec!["scan", &format!("--{trial}")],
            vec![&trial],
            vec!["compare", &trial, &trial],
            vec!["decode", "tso", &trial],
            vec!["decode", "key", &trial],
            vec!["decode", "plan", &format!("tidb_decode_plan('{trial}')")],
            vec!["decode", "auto", &format!("\u{0}{trial}").replace('\0', "")],
        ] {
            let output = racecard(&arguments);
            assert_seen(&String::from_utf8(output.stderr).unwrap(), &format!("{name}: {arguments:?}"));
        }
    }
    let rules = folder("rules").join("limits");
    std::fs::write(&rules, "a\u{1b}[2J = \u{202e}\n").unwrap();
    let output = racecard(&["scan", "--rules", rules.to_str().unwrap()]);
    assert_seen(&String::from_utf8(output.stderr).unwrap(), "thresholds");
    let sentence = racecard(&["scan", "/nowhere/a\nb"]).stderr;
    assert_eq!(String::from_utf8(sentence).unwrap().lines().count(), 1);
}

#[test]
fn what_was_made_visible_is_told_apart_from_what_stood_there() {
    let text = said(&["scan", log("acting", "\u{202e}x").to_str().unwrap()]);
    let literal = said(&["scan", log("literal", "\\u{202e}x").to_str().unwrap()]);
    assert!(text.contains("The program panicked: \\u{202e}x."), "{text}");
    assert!(literal.contains("The program panicked: \\u{5c}u{202e}x."), "{literal}");
}

#[test]
fn json_keeps_the_values() {
    for (name, trial) in TRIALS {
        let file = log(name, trial);
        let json = said(&["scan", "--format", "json", file.to_str().unwrap()]);
        let mut scanner = Scanner::new(file.file_name().unwrap().to_str().unwrap());
        scanner.push(LOG.replace("{}", trial).as_bytes());
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), scanner.finish(), "{name}");
    }
}

/// Markup that is Racecard's own: a comment that keeps letters apart, and folded plans.
const OWN_HTML: [&str; 1] = ["<!-- -->"];

fn assert_no_markup(markdown: &str, what: &str) {
    let mut in_code = false;
    for event in Parser::new_ext(markdown, Options::all()) {
        match &event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::BlockQuote(_) | Tag::Table(_)) => {
                panic!("{what}: {event:?}")
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                assert!(OWN_HTML.contains(&html.trim()), "{what}: {html:?}");
            }
            // What GitHub makes of text afterwards: links of addresses, mentions, numbers of issues.
            Event::Text(text) if !in_code => {
                let lower = text.to_ascii_lowercase();
                for mark in ["://", "www.", "gh-1"] {
                    assert!(!lower.contains(mark), "{what}: {mark} in {text:?}");
                }
                for mark in ['@', '#'] {
                    let mut after = text.split(mark).skip(1);
                    assert!(after.all(str::is_empty), "{what}: {mark} in {text:?}");
                }
            }
            _ => {}
        }
    }
}

#[test]
fn no_markdown_has_markup_of_a_log() {
    let plain = log("plain", "hello");
    for (name, trial) in TRIALS {
        let file = log(name, trial);
        let (file, plain) = (file.to_str().unwrap(), plain.to_str().unwrap());
        assert_no_markup(&said(&["scan", "--format", "markdown", file]), name);
        for files in [[file, plain], [plain, file]] {
            assert_no_markup(&said(&["compare", "--format", "markdown", files[0], files[1]]), name);
        }
    }
}

/// Tags of a document with their attributes' names, scripts and styles left out.
fn tags(html: &str) -> Vec<(String, Vec<String>)> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find(|letter: char| letter.is_ascii_whitespace() || letter == '>').unwrap();
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break;
            }
            let end = rest.find(|letter: char| letter.is_ascii_whitespace() || letter == '=' || letter == '>').unwrap();
            attributes.push(rest[..end].to_owned());
            rest = &rest[end..];
            if let Some(value) = rest.strip_prefix("=\"") {
                rest = &value[value.find('"').unwrap() + 1..];
            }
        }
        if name == "script" || name == "style" {
            rest = &rest[rest.find(&format!("</{name}>")).unwrap()..];
        }
        tags.push((name, attributes));
    }
    tags.sort();
    tags.dedup();
    tags
}

#[test]
fn html_has_no_element_and_no_attribute_of_a_log() {
    let page = |file: &Path| said(&["scan", "--format", "html", file.to_str().unwrap()]);
    let own = [
        "!doctype", "/body", "/button", "/dd", "/details", "/div", "/dl", "/dt", "/h1", "/h2", "/head", "/header",
        "/html", "/li", "/main", "/p", "/pre", "/script", "/section", "/span", "/style", "/summary", "/title", "/ul",
        "body", "button", "dd", "details", "div", "dl", "dt", "h1", "h2", "head", "header", "html", "input", "li",
        "main", "meta", "p", "pre", "script", "section", "span", "style", "summary", "title", "ul",
    ];
    let known = [
        "aria-label",
        "charset",
        "class",
        "content",
        "data-text",
        "html",
        "http-equiv",
        "id",
        "lang",
        "name",
        "open",
        "placeholder",
        "type",
    ];
    for (name, trial) in TRIALS {
        for (tag, attributes) in tags(&page(&log(name, trial))) {
            assert!(own.contains(&tag.as_str()), "{name}: <{tag}>");
            for attribute in attributes {
                assert!(known.contains(&attribute.as_str()), "{name}: <{tag} {attribute}>");
            }
        }
    }
}

#[test]
fn no_cell_of_a_table_is_a_formula() {
    for (name, trial) in TRIALS {
        let csv = said(&["scan", "--format", "csv", log(name, trial).to_str().unwrap()]);
        for cell in csv.split(['\n', ',']) {
            let start = cell.trim_start_matches(['"', ' ', '\r']);
            assert!(!start.starts_with(['=', '+', '@', '\t']), "{name}: {cell:?}");
        }
    }
}

#[test]
fn decoded_texts_are_exact_for_a_program() {
    let statement = "select \"\u{1b}[2J\" from `\u{202e}x\u{9b}`";
    let normalised = said(&["digest", statement]);
    assert!(normalised.starts_with("select ? from `\u{202e}x\u{9b}`\n"), "{normalised:?}");
}
