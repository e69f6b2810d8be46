//! The list of cards: one row per record, filtered and sorted.

use crate::engine::query::{Facts, Item, Query, place};
use crate::model::{Report, Span, Stamp};
use crate::page::present::titles;
use crate::page::protocol::{CardId, Head, Kind, Sort};
use crate::text::order::Order;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Longer titles are cut; the card has the whole text.
const MAX_TITLE_CHARS: usize = 240;

/// All records in the order of rank: kinds in the order of [`Kind::ALL`], each in the report's own order.
pub fn all(report: &Report) -> Vec<Head> {
    let mut rows = Rows::default();
    for (at, it) in report.findings.iter().enumerate() {
        let head = Head { severity: Some(it.severity), subtitle: it.rule.to_string(), ..Head::default() };
        rows.add(Kind::Finding, at, &it.title, place(report, it).span, None, head, "");
    }
    for (at, it) in report.races.iter().enumerate() {
        let first = it.reports.first();
        let test = first.and_then(|run| run.test.as_deref()).unwrap_or_default();
        let head = Head { subtitle: test.to_owned(), count: it.count, ..Head::default() };
        rows.add(Kind::Race, at, &it.title, first.map(|run| run.span), None, head, &it.id);
    }
    for (at, it) in report.failures.iter().enumerate() {
        let head = Head { subtitle: it.test.as_deref().unwrap_or_default().to_owned(), ..Head::default() };
        rows.add(Kind::Failure, at, &it.message, Some(it.span), it.time, head, "");
    }
    for (at, it) in report.assertions.iter().enumerate() {
        let head = Head { subtitle: it.test_name().map(ToString::to_string).unwrap_or_default(), ..Head::default() };
        rows.add(Kind::Assertion, at, &titles::assertion(it), Some(it.span), None, head, "");
    }
    for (at, it) in report.slow_queries.iter().enumerate() {
        let subtitle = it.fields.get("DB").unwrap_or_default().to_owned();
        let head = Head { duration_nanos: it.nanos("Query_time"), subtitle, ..Head::default() };
        rows.add(Kind::Slow, at, it.sql.as_deref().unwrap_or_default(), Some(it.span), it.time, head, "");
    }
    for (at, it) in report.timings.iter().enumerate() {
        let head = Head { duration_nanos: it.duration_nanos, subtitle: it.kind.to_string(), ..Head::default() };
        rows.add(Kind::Timing, at, &titles::timing(it), Some(it.span), it.time, head, "");
    }
    for (at, it) in report.tests.iter().enumerate() {
        let head = Head {
            subtitle: format!("{:?}", it.status).to_ascii_lowercase(),
            duration_nanos: it.seconds.map(|seconds| (seconds * 1e9) as i64),
            count: it.count.unwrap_or(1),
            ..Head::default()
        };
        rows.add(Kind::Test, at, &titles::test(it), it.span, None, head, "");
    }
    rows.list
}

/// Rows that pass the filter, in the order asked for, and what of the filter was not understood.
pub fn select(report: &Report, heads: &[Head], filter: &str, sort: Sort) -> (Vec<usize>, Option<String>) {
    let (query, problem) = Query::read(filter, &|pattern| {
        let regex = super::reporting::compile(pattern, true)?;
        Ok(Box::new(move |text: &[u8]| regex.is_match(text)))
    });
    let passes = |head: &Head| {
        let source = report.sources.get(head.source as usize).map_or("", |source| &source.name);
        // A finding has no time of its own, but is looked for by that of the record it points at.
        let about = report.findings.get(head.card.index as usize).filter(|_| head.card.kind == Kind::Finding);
        let about = about.map(|finding| place(report, finding));
        let time = about.map(|place| place.time.map(|time| time.to_string()).unwrap_or_default());
        let facts = Facts {
            kind: head.card.kind.name(),
            severity: head.severity,
            duration_nanos: about.map_or(head.duration_nanos, |place| place.duration_nanos),
            count: head.count,
            line: head.line,
            source,
            time: time.as_ref().unwrap_or(&head.time),
            title: &head.title,
        };
        item(report, head.card).is_some_and(|item| query.matches(&facts, item))
    };
    let mut rows: Vec<usize> = heads.iter().enumerate().filter(|(_, head)| passes(head)).map(|(at, _)| at).collect();
    let of = |at: &usize| heads.get(*at);
    match sort {
        Sort::Rank => {}
        Sort::Time => rows.order_by_key(|at| of(at).map(|head| (head.time.is_empty(), &head.time))),
        Sort::Duration => rows.order_by_key(|at| Reverse(of(at).and_then(|head| head.duration_nanos))),
        Sort::Count => rows.order_by_key(|at| Reverse(of(at).map(|head| head.count))),
        Sort::Line => rows.order_by_key(|at| of(at).map(|head| (head.source, head.line))),
    }
    (rows, problem)
}

fn item(report: &Report, card: CardId) -> Option<Item<'_>> {
    let at = card.index as usize;
    match card.kind {
        Kind::Finding => report.findings.get(at).map(Item::Finding),
        Kind::Race => report.races.get(at).map(Item::Race),
        Kind::Failure => report.failures.get(at).map(Item::Failure),
        Kind::Assertion => report.assertions.get(at).map(Item::Assertion),
        Kind::Slow => report.slow_queries.get(at).map(Item::Slow),
        Kind::Timing => report.timings.get(at).map(Item::Timing),
        Kind::Test => report.tests.get(at).map(Item::Test),
    }
}

#[derive(Default)]
struct Rows {
    list: Vec<Head>,
    /// How often a fingerprint has occurred, by its hash.
    seen: BTreeMap<u64, u32>,
}

impl Rows {
    #[allow(clippy::too_many_arguments)]
    fn add(
        &mut self,
        kind: Kind,
        at: usize,
        title: &str,
        span: Option<Span>,
        time: Option<Stamp>,
        head: Head,
        id: &str,
    ) {
        let span = span.unwrap_or_default();
        let title = one_line(title);
        let time = time.map(|time| time.to_string()).unwrap_or_default();
        let fingerprint = self.fingerprint(kind, id, &[&title, &head.subtitle, &time]);
        let card = CardId { kind, index: at as u32 };
        let (source, line, count) = (span.source, span.line, head.count.max(1));
        self.list.push(Head { card, title, time, fingerprint, source, line, count, ..head });
    }

    /// `r-3f9c1a`: a hash of the content, so that the same log gives the same link on every machine.
    fn fingerprint(&mut self, kind: Kind, id: &str, texts: &[&str]) -> String {
        let letter = kind.name().get(..1).unwrap_or_default();
        let mut print = match id.strip_prefix("r-").unwrap_or(id) {
            "" => format!("{letter}-{:08x}", fold(fnv(texts))),
            id => format!("{letter}-{id}"),
        };
        let seen = self.seen.entry(fnv(&[&print])).or_default();
        *seen += 1;
        if *seen > 1 {
            print += &format!("-{seen}");
        }
        print
    }
}

/// Short and good enough for names.
fn fold(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
}

/// Fowler, Noll and Vo's hash (FNV-1a, 64 bits).
fn fnv(texts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for text in texts {
        text.bytes().for_each(&mut add);
        add(0);
    }
    hash
}

/// The first lines as one, blanks run together, cut where it is too long.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_ascii_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        if line.len() + word.len() > MAX_TITLE_CHARS {
            line.extend(word.chars().take(MAX_TITLE_CHARS.saturating_sub(line.len())));
            line.push('…');
            break;
        }
        line.push_str(word);
    }
    line
}
