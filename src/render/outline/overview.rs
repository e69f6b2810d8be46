//! What stands around the cards: summary, story, tests, notes.

use super::{Card, Part, Section, Tone, place, shorten_text, shortened};
use crate::model::{Report, TestResult, TestStatus};
use crate::render::figures::{bytes, count, duration, plural};

/// Failed tests and notes listed.
const LISTED: usize = 100;

/// Sources named in the summary.
const SOURCES: usize = 20;

/// `tidb.log (168 lines, 10.8 KiB): 1 race, 1 slow query, 10 findings`.
pub fn summary(report: &Report) -> String {
    let size = |lines, size| format!("{}, {}", plural(lines, "line"), bytes(size));
    let named = report.sources.iter().take(SOURCES);
    let mut sources: Vec<String> = named
        .map(|source| {
            let mut name = source.name.to_string();
            shorten_text(&mut name, 200);
            format!("{name} ({})", size(source.lines, source.bytes))
        })
        .collect();
    if let [_, ..] = report.sources.get(SOURCES..).unwrap_or_default() {
        let further = || report.sources.iter().skip(SOURCES);
        let (lines, all) = (further().map(|it| it.lines).sum(), further().map(|it| it.bytes).sum());
        sources.push(format!("{} more ({})", further().count(), size(lines, all)));
    }
    // Results without a name are those of packages, or only counted.
    let failed = report.tests.iter().filter(|test| test.status == TestStatus::Fail);
    let failed = failed.map(|test| test.count.unwrap_or(u64::from(test.name.is_some()))).sum();
    let counts = [
        (report.race_count.max(report.races.len() as u64), "race"),
        (report.failure_count.max(report.failures.len() as u64), "failure"),
        (failed, "failed test"),
        (report.assertion_count.max(report.assertions.len() as u64), "failed assertion"),
        (report.slow_query_count.max(report.slow_queries.len() as u64), "slow query"),
        (report.timing_count.max(report.timings.len() as u64), "timing line"),
        (report.findings.len() as u64, "finding"),
    ];
    let counts: Vec<String> =
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| plural(count, what)).collect();
    let what = if counts.is_empty() {
        super::missed::nothing_found(report)
    } else {
        counts.join(", ") + &super::missed::but(report)
    };
    format!("{}: {what}", sources.join(", "))
}

pub fn story(report: &Report) -> Section {
    let mut card = Card::default();
    for sentence in &report.story {
        let tone = if sentence.certain { Tone::Plain } else { Tone::Dim };
        card.parts.push(Part::Sentence(tone, sentence.text.to_string()));
    }
    one_card("What happened", card)
}

/// How the clocks of the sources stand to each other.
pub fn clocks(report: &Report) -> Section {
    let mut card = Card::default();
    for clock in &report.clocks {
        let tone = if clock.apart { Tone::Warning } else { Tone::Plain };
        card.parts.push(Part::Sentence(tone, clock.text.to_string()));
    }
    if !report.clocks.is_empty() {
        card.remark("Times are shown as printed, not moved.");
    }
    one_card("Clocks", card)
}

/// Statements listed.
const STATEMENTS: usize = 20;

/// The statements that took most time together; nothing where no statement occurs twice.
pub fn statements(report: &Report) -> Section {
    let mut card = Card::default();
    if report.digests.iter().any(|digest| digest.count > 1) {
        let mut lines =
            vec![(Tone::Dim, format!("{:>10}  {:>7}  {:>10}  {:>10}  statement", "sum", "count", "median", "max"))];
        for digest in report.digests.iter().take(STATEMENTS) {
            let statement = digest.normalised.as_deref().or(digest.sample.as_deref()).unwrap_or("unknown");
            let time = |nanos: u64| duration(i64::try_from(nanos).unwrap_or(i64::MAX));
            let (sum, median, max) = (time(digest.sum_nanos), time(digest.median_nanos), time(digest.max_nanos));
            let statement = shortened(statement, 100);
            lines.push((Tone::Plain, format!("{sum:>10}  {:>7}  {median:>10}  {max:>10}  {statement}", digest.count)));
        }
        card.block("By the sum of their time", "", lines);
    }
    one_card("Statements", card)
}

/// Failed tests by name; the others are counted.
pub fn tests(report: &Report) -> Section {
    let mut card = Card::default();
    let failed: Vec<&TestResult> = report.tests.iter().filter(|test| test.status == TestStatus::Fail).collect();
    let mut lines: Vec<String> = failed.iter().take(LISTED).map(|test| failed_test(test)).collect();
    // Results that are only counted stand last.
    lines.truncate(lines.len() - failed.iter().take(LISTED).filter(|test| test.count.is_some()).count());
    let more = failed.iter().map(|test| test.count.unwrap_or(1)).sum::<u64>() - lines.len() as u64;
    if more > 0 {
        lines.push(format!("{} more", count(more)));
    }
    if !lines.is_empty() {
        card.parts.push(Part::List(lines));
    }
    let count = |status| -> u64 {
        report.tests.iter().filter(|test| test.status == status).map(|test| test.count.unwrap_or(1)).sum()
    };
    let (passed, skipped) = (count(TestStatus::Pass), count(TestStatus::Skip));
    if passed + skipped > 0 {
        card.remark(format!("{passed} passed, {skipped} skipped"));
    }
    one_card("Tests", card)
}

/// Name and time, and the first line it logged.
fn failed_test(test: &TestResult) -> String {
    let name = match (&test.name, &test.package) {
        (Some(name), _) => name.to_string(),
        (None, Some(package)) => format!("package {package}"),
        (None, None) => "a package".to_owned(),
    };
    let seconds = test.seconds.map_or_else(String::new, |seconds| format!(" ({seconds:.2} s)"));
    let detail = test.detail.as_ref().map_or_else(String::new, |detail| format!(" [{detail}]"));
    let said = test.output.first().and_then(|message| message.lines().next());
    let said = said.map_or_else(String::new, |said| format!(": {}", shortened(said, 160)));
    format!("failed: {name}{seconds}{detail}{said}")
}

pub fn notes(report: &Report) -> Section {
    let line = |note: &crate::model::Note| match &note.span {
        Some(span) if span.line > 0 => format!("{}: {}", place(span), note.text),
        // About a source as a whole.
        Some(span) if report.sources.len() > 1 => {
            let name = report.sources.get(span.source as usize).map_or("", |source| &*source.name);
            format!("{name}: {}", note.text)
        }
        _ => note.text.to_string(),
    };
    let mut lines: Vec<String> = report.notes.iter().take(LISTED).map(line).collect();
    if report.notes.len() > LISTED {
        lines.push(format!("{} more", count((report.notes.len() - LISTED) as u64)));
    }
    let mut card = Card::default();
    if !lines.is_empty() {
        card.parts.push(Part::List(lines));
    }
    one_card("Notes", card)
}

fn one_card(title: &str, card: Card) -> Section {
    let cards = if card.parts.is_empty() { Vec::new() } else { vec![card] };
    Section { title: title.to_owned(), cards, left: 0 }
}
