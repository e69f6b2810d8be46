//! Looks at many lines at once and says what stands around them: at the beginning of a source, which is the whole of a
//! small paste, and at later parts in which something begins that nobody could read yet.

use super::anchor::{MAX_PREFIX_BYTES, anchor, is_testing, prefix_of_anchor};
use super::shape::Shape;
use super::{common, known, member, packed, speech};
use crate::text::bytes::contains;
use crate::text::order::Order;
use crate::text::repair::folds::{self, Folds};
use crate::text::repair::{backslashes, endings, indent, links, markup, rows, width};
use std::collections::BTreeSet;
use std::ops::Range;

/// Shapes tried on every line.
const MAX_SHAPES: usize = 16;

/// Lines before and after an anchor of which one must have its prefix; lines of others may stand between.
const NEIGHBOURS: usize = 4;

/// Anchors whose prefix no other line has, after which a survey looks for no more: each costs a look at all lines.
const MAX_FRUITLESS: usize = 256;

/// What was found out about a source.
#[derive(Debug, Default)]
pub struct Plan {
    pub shapes: Vec<Shape>,
    /// `job⇥step⇥time` of `gh run view --log`.
    pub gh_run_view: bool,
    /// The member of JSON objects that holds the program's lines.
    pub member: Option<Vec<u8>>,
    pub damage: Damage,
}

/// What happened to the lines besides prefixes.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // independent observations, each of its own kind of damage
pub struct Damage {
    /// Colours without their escape byte: `[31m`.
    pub bare_colours: bool,
    /// HTML around and inside the lines.
    pub markup: bool,
    /// Links that nobody wrote, around numbers and addresses.
    pub links: bool,
    /// Backslashes before the marks of Markdown.
    pub backslashes: bool,
    /// The column at which a terminal broke the lines, in characters.
    pub width: Option<usize>,
    /// Lines of race reports that are the rest of the one before.
    pub folds: Folds,
    /// Lines of markdown code blocks by indentation (numbers from 1), and the blanks to take off.
    pub indents: Vec<Range<u64>>,
    /// Lines of tables that hold a log (numbers from 1).
    pub rows: Vec<Range<u64>>,
    /// What every line ends with and is no text.
    pub ending: Option<&'static [u8]>,
}

impl Damage {
    /// Whether lines need more than prefixes taken off.
    pub fn is_any(&self) -> bool {
        self.bare_colours
            || self.markup
            || self.links
            || self.backslashes
            || self.width.is_some()
            || self.folds.is_any()
            || !self.indents.is_empty()
            || !self.rows.is_empty()
            || self.ending.is_some()
    }

    /// The damage that concerns the source as a whole, not some of its lines.
    pub fn everywhere(&self) -> Self {
        Self { indents: Vec::new(), rows: Vec::new(), folds: Folds::default(), ..self.clone() }
    }

    /// The damage of a part of a source whose line `before + 1` was the first one looked at, with that of the whole.
    /// Code blocks are left to [`indent::Following`], which also sees those that are longer than the part.
    fn of_part(part: &Self, before: u64, whole: &Self) -> Self {
        Self {
            bare_colours: part.bare_colours || whole.bare_colours,
            markup: part.markup || whole.markup,
            links: part.links || whole.links,
            backslashes: part.backslashes || whole.backslashes,
            width: part.width.or(whole.width),
            folds: part.folds.behind(before),
            indents: Vec::new(),
            rows: part.rows.iter().map(|lines| lines.start + before..lines.end + before).collect(),
            ending: part.ending.or(whole.ending),
        }
    }
}

impl Plan {
    /// Learns the shape of what stands before an anchor.
    fn learn(&mut self, mut shape: Shape) {
        if let Some(known) = self.shapes.iter_mut().find(|known| known.same_but_blanks(&shape)) {
            known.shorten(&shape);
        } else if self.shapes.len() < MAX_SHAPES {
            shape.number = self.shapes.len() as u8;
            self.shapes.push(shape);
        }
    }

    /// `12 | ` before `12 `, and a whole time before its year.
    fn longest_first(&mut self) {
        self.shapes.order_by_key(|shape| std::cmp::Reverse(shape.length()));
    }

    /// Adds what a survey of a later part found: prefixes stay known, damage is that of the part alone (its line
    /// `before + 1` was the first one looked at) and of the source, `whole`.
    pub fn add(&mut self, part: Self, before: u64, whole: &Damage) {
        for shape in part.shapes {
            self.learn(shape);
        }
        self.longest_first();
        self.gh_run_view |= part.gh_run_view;
        self.member = self.member.take().or(part.member);
        self.damage = Damage::of_part(&part.damage, before, whole);
    }

    /// Whether no prefix is known but those that lines show themselves.
    pub fn takes_nothing_off(&self) -> bool {
        self.shapes.is_empty() && !self.gh_run_view
    }

    /// A line without all prefixes that are known.
    pub fn bare<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        let mut rest = inner(line, self.gh_run_view);
        for _ in 0..self.shapes.len() {
            let Some(fit) = self.shapes.iter().find_map(|shape| shape.strip(rest)) else { break };
            rest = inner(fit.rest, false);
        }
        rest
    }
}

/// Surveys the cleaned lines of a source's beginning, or of a later part.
pub fn survey(lines: &[&[u8]]) -> Plan {
    let gh_lines = |lines: &[&[u8]]| lines.iter().any(|line| gh_run_view(line).is_some());
    let gh = gh_lines(lines);
    let member = member::of(lines);
    // What was packed into one line has its prefixes inside.
    let unpacked = packed::unpacked(lines, member.as_deref(), |line| inner(line, gh));
    let damage = Damage {
        bare_colours: unpacked.iter().any(|line| contains(line, b"[0m") || contains(line, b"[39m")),
        markup: markup::is_markup(lines),
        links: lines.iter().any(|line| links::is_linked(line)),
        backslashes: lines.iter().any(|line| backslashes::is_converted(line)),
        width: width::of(lines),
        folds: Folds::default(),
        indents: indent::code_blocks(lines, |line| known::strip(line).is_some()),
        rows: rows::tables(lines),
        ending: endings::of(lines),
    };
    let physical = lines;
    let lines: &[&[u8]] = &unpacked.iter().map(AsRef::as_ref).collect::<Vec<_>>();
    let mut plan = Plan { gh_run_view: gh || gh_lines(lines), member, damage, ..Plan::default() };
    let mut fruitless = 0;
    for (at, line) in lines.iter().enumerate() {
        if fruitless == MAX_FRUITLESS {
            break;
        }
        let line = inner(line, plan.gh_run_view);
        let found = prefix_of_anchor(line).or_else(|| Some((logged_prefix(line, lines, plan.gh_run_view)?, false)));
        let Some((prefix, weak)) = found.map(|(prefix, weak)| (outermost(prefix), weak)) else { continue };
        let Some(mut shape) = Shape::of(prefix) else { continue };
        if weak {
            shape.one_blank();
        }
        let fit = |line: &&[u8]| shape.strip(inner(line, plan.gh_run_view)).map(|fit| speech::is_dump(fit.rest));
        if weak && speech::may_be_message(line, prefix, &shape) && !lines.iter().any(|line| fit(line) == Some(true)) {
            fruitless += 1;
            continue;
        }
        let fits = |line: &&&[u8]| shape.strip(inner(line, plan.gh_run_view)).is_some();
        let full = |line: &&&[u8]| !line.trim_ascii().is_empty();
        let next = lines.iter().skip(at + 1).filter(full).take(NEIGHBOURS);
        let before = lines.iter().take(at).rev().filter(full).take(NEIGHBOURS);
        let neighbour = next.chain(before).any(|line| fits(&line));
        // A mail's quotation is one also when it is short.
        let enough = if weak && prefix.trim_ascii() != b">" { 8 } else { 3 };
        if neighbour && lines.iter().filter(fits).take(enough).count() >= enough {
            plan.learn(shape);
        } else {
            fruitless += 1;
        }
    }
    let full = |line: &&[u8]| !line.trim_ascii().is_empty();
    let full: Vec<&[u8]> = lines.iter().map(|line| inner(line, plan.gh_run_view)).filter(full).collect();
    let marks = [common::of_most(&full), common::of_all(&full)].into_iter().flatten();
    for shape in marks.chain(common::of_blocks(&full)) {
        plan.learn(shape);
    }
    for shape in &mut plan.shapes {
        drop_counters(shape, lines);
    }
    plan.longest_first();
    plan.damage.folds = folds::of(physical, |line| plan.bare(line));
    plan.damage.width = plan.damage.width.or(plan.damage.folds.width);
    plan
}

/// The marks of a quotation alone, where the prefix behind them is known by its form: lines may lack the latter.
fn outermost(prefix: &[u8]) -> &[u8] {
    let mut marks = 0;
    while let Some(b"> ") = prefix.get(marks..marks + 2) {
        marks += 2;
    }
    let quoted = marks > 0 && prefix.get(marks..).is_some_and(|rest| known::strip(rest).is_some());
    prefix.get(..marks).filter(|_| quoted).unwrap_or(prefix)
}

/// A line without the prefixes that are known by their form.
fn inner(line: &[u8], gh: bool) -> &[u8] {
    let mut rest = gh_run_view(line).filter(|_| gh).map_or(line, |(_, rest)| rest);
    for _ in 0..3 {
        match known::strip(rest) {
            Some(taken) => rest = taken.rest,
            None => break,
        }
    }
    rest
}

/// A number that changes with nearly every line is no name of a stream.
fn drop_counters(shape: &mut Shape, lines: &[&[u8]]) {
    let mut seen: Vec<BTreeSet<&[u8]>> = Vec::new();
    let mut fitting = 0;
    for line in lines.iter().filter(|line| shape.strip(line).is_some()) {
        fitting += 1;
        let names = shape.names_of(line);
        seen.resize(names.len(), BTreeSet::new());
        for (set, name) in seen.iter_mut().zip(names) {
            set.insert(name);
        }
    }
    for nth in (0..seen.len()).rev() {
        if seen.get(nth).is_some_and(|set| set.len() * 3 > fitting) {
            shape.unname(nth);
        }
    }
}

/// testing's prefix, where a test logs the output of another program line by line: the very same stands before several
/// lines, one of which is no test's own.
fn logged_prefix<'a>(line: &'a [u8], lines: &[&[u8]], gh: bool) -> Option<&'a [u8]> {
    let (at, weak) = anchor(line)?;
    let prefix = line.get(..at).filter(|prefix| !weak && is_testing(prefix) && prefix.ends_with(b": "))?;
    let same = lines.iter().filter(|line| inner(line, gh).starts_with(prefix)).take(NEIGHBOURS).count();
    (prefix.len() <= MAX_PREFIX_BYTES && same >= NEIGHBOURS).then_some(prefix)
}

/// `job⇥step⇥2023-10-08T08:44:19.5480100Z text`: the job, and the text from the time on.
pub fn gh_run_view(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let head = line.get(..line.len().min(MAX_PREFIX_BYTES))?;
    let job = memchr::memchr(b'\t', head)?;
    let step = job + 1 + memchr::memchr(b'\t', head.get(job + 1..)?)?;
    let rest = line.get(step + 1..)?;
    // The first line of a step may carry a byte-order mark, which is gone here.
    known::rfc3339(rest)?;
    Some((line.get(..job)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(text: &str) -> Vec<&'static str> {
        let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
        survey(&lines).shapes.iter().map(|shape| shape.name).collect()
    }

    #[test]
    fn a_prefix_is_one_when_the_lines_around_have_it() {
        assert_eq!(shapes("[unit] ==================\n[unit] WARNING: DATA RACE\n[unit] Read at\n"), ["stage names"]);
        assert_eq!(shapes("api-1  | x\napi-1  | panic: y\n"), Vec::<&str>::new());
        assert_eq!(shapes("7:# Query_time: 1\n8-# DB: a\n9-# Succ: true\n"), ["grep"]);
        assert_eq!(shapes("api-1  | x\napi-1  |   y\napi-1  |\n"), ["compose"]);
        assert_eq!(shapes("> x\n>\n>  y\n> z\n"), ["quote"]);
        assert_eq!(shapes("TableReader | 1\nSelection | 2\nTableScan | 3\n"), Vec::<&str>::new());
        assert_eq!(shapes("I saw WARNING: DATA RACE\nI saw it\nand left\n"), Vec::<&str>::new());
        let logged = "    x_test.go:9: WARNING: DATA RACE\n    x_test.go:9: Read at 0x1 by goroutine 7:\n";
        assert_eq!(shapes(&logged.repeat(2)), ["test log"]);
        assert_eq!(shapes(logged), Vec::<&str>::new());
        assert_eq!(shapes("x: [2023/01/29 15:51:47.1 +08:00] [INFO]\nx: b\nx: c\n"), ["line prefix"]);
    }

    #[test]
    fn lists_in_prose_are_no_prefix() {
        assert_eq!(shapes(&"1. panic: x\n2. panic: y\n".repeat(6)), Vec::<&str>::new());
    }
}
