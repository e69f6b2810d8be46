//! What a report shows, before it is decided how: sections of cards, made once for text, Markdown and HTML.

mod bounds;
mod failure;
mod finding;
mod frames;
mod issue;
mod missed;
mod overview;
mod plan;
mod race;
mod slow_query;
mod timing;

pub(super) use bounds::shorten_text;
pub use bounds::{Room, fit};
pub use failure::{assertion, failure};
pub use finding::finding;
pub use issue::{failure_issue, race_issue};
pub use missed::nothing_found;
pub use race::race;
pub use slow_query::slow_query;
pub use timing::timing;

use crate::model::{Report, Source, Span};
use crate::text::figures::count;

/// Cards of one kind.
pub struct Section {
    pub title: String,
    pub cards: Vec<Card>,
    /// Cards that are left out.
    pub left: u64,
}

impl Section {
    /// What is left out, in words.
    pub fn more(&self) -> Option<String> {
        (self.left > 0).then(|| format!("{} more: see --format json", count(self.left)))
    }
}

/// One record, or a group of them.
#[derive(Default)]
pub struct Card {
    pub title: String,
    pub tone: Tone,
    /// Where the record stands, for what is left out of the card.
    pub place: Option<Span>,
    pub parts: Vec<Part>,
}

pub enum Part {
    Sentence(Tone, String),
    /// Names and values.
    Pairs(Vec<(String, String)>),
    List(Vec<String>),
    /// Text that keeps its line breaks and its columns.
    Block {
        label: String,
        /// Language of the text, for a highlighter: empty, `sql`.
        language: &'static str,
        lines: Vec<(Tone, String)>,
    },
}

/// How important a piece of text is; a renderer may colour it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    /// Headings and titles.
    Strong,
    /// What is most likely at fault.
    Alarm,
    Warning,
    /// What can be skipped.
    Dim,
}

impl Card {
    fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), tone: Tone::Strong, ..Self::default() }
    }

    fn say(&mut self, sentence: impl Into<String>) {
        self.parts.push(Part::Sentence(Tone::Plain, sentence.into()));
    }

    fn remark(&mut self, sentence: impl Into<String>) {
        self.parts.push(Part::Sentence(Tone::Dim, sentence.into()));
    }

    fn block(&mut self, label: impl Into<String>, language: &'static str, lines: Vec<(Tone, String)>) {
        if !lines.is_empty() {
            self.parts.push(Part::Block { label: label.into(), language, lines });
        }
    }

    fn text(&mut self, label: impl Into<String>, language: &'static str, text: &str) {
        self.block(label, language, text.trim_end().lines().map(|line| (Tone::Plain, line.to_owned())).collect());
    }

    fn pairs(&mut self, pairs: Vec<(String, String)>) {
        if !pairs.is_empty() {
            self.parts.push(Part::Pairs(pairs));
        }
    }
}

/// Cards of a section; a longer list is cut, since nobody reads it and JSON has it all.
const CARDS: usize = 50;

/// One line on what the report holds.
pub use overview::summary;

/// All sections that hold something, in the order they are read.
pub fn sections(report: &Report) -> Vec<Section> {
    let records = Records { sources: &report.sources };
    let sections = [
        overview::story(report),
        overview::clocks(report),
        listed("Findings", finding::findings(report, CARDS), report.findings.len() as u64),
        records.section("Races", &report.races, report.race_count, |it| {
            (race(it), it.reports.first().map(|race| race.span))
        }),
        records.section("Failures", &report.failures, report.failure_count, |it| (failure(it), Some(it.span))),
        records.section("Failed assertions", &report.assertions, report.assertion_count, |it| {
            (assertion(it), Some(it.span))
        }),
        overview::statements(report),
        records.section("Slow queries", &report.slow_queries, report.slow_query_count, |it| {
            (slow_query(it), Some(it.span))
        }),
        records.section("Timings", &report.timings, report.timing_count, |it| (timing(it), Some(it.span))),
        overview::tests(report),
        overview::notes(report),
    ];
    let mut sections: Vec<Section> = sections.into_iter().filter(|section| !section.cards.is_empty()).collect();
    bounds::fit_all(&mut sections);
    sections
}

/// Makes the cards of records, which say where they stand: of several sources in which.
struct Records<'a> {
    sources: &'a [Source],
}

impl Records<'_> {
    fn section<T>(&self, title: &str, records: &[T], met: u64, card: fn(&T) -> (Card, Option<Span>)) -> Section {
        let cards = records.iter().take(CARDS).map(|record| {
            let (mut card, span) = card(record);
            if let Some(name) = span.and_then(|span| self.name(span)) {
                card.title = format!("{} · {name}", card.title);
            }
            card
        });
        listed(title, cards.collect(), met.max(records.len() as u64))
    }

    /// The source of a place, where there are several.
    fn name(&self, span: Span) -> Option<&str> {
        let source = self.sources.get(span.source as usize).filter(|_| self.sources.len() > 1);
        source.map(|source| &*source.name)
    }
}

/// A section of the first of `met` cards.
fn listed(title: &str, cards: Vec<Card>, met: u64) -> Section {
    let left = met.saturating_sub(cards.len() as u64);
    Section { title: title.to_owned(), cards, left }
}

/// `lines 12 to 40`, `line 7`.
fn place(span: &Span) -> String {
    if span.end_line > span.line {
        format!("lines {} to {}", span.line, span.end_line)
    } else {
        format!("line {}", span.line)
    }
}

/// The first line, at most that many characters.
fn shortened(text: &str, most: usize) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    match line.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or(line)),
        None => line.to_owned(),
    }
}
