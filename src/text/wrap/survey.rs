//! Looks at the beginning of a source as a whole and says what stands around its lines. Small pastes are seen whole;
//! of a long log the beginning speaks for the rest.

use super::known;
use super::shape::Shape;
use crate::text::bytes::contains;
use crate::text::order::Order;
use crate::text::repair::{backslashes, endings, indent, links, markup, rows, width};
use std::collections::BTreeSet;
use std::ops::Range;

/// Shapes tried on every line.
const MAX_SHAPES: usize = 16;

/// A prefix longer than this is text.
const MAX_PREFIX_BYTES: usize = 200;

/// Lines before and after an anchor of which one must have its prefix; lines of others may stand between.
const NEIGHBOURS: usize = 4;

/// What was found out about a source.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // independent observations, each of its own kind of damage
pub struct Plan {
    pub shapes: Vec<Shape>,
    /// `job⇥step⇥time` of `gh run view --log`.
    pub gh_run_view: bool,
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
    /// Lines of markdown code blocks by indentation (numbers from 1), and the blanks to take off.
    pub indents: Vec<Range<u64>>,
    /// Lines of tables that hold a log (numbers from 1).
    pub rows: Vec<Range<u64>>,
    /// What every line ends with and is no text.
    pub ending: Option<&'static [u8]>,
    /// The member of JSON objects that holds the program's lines.
    pub member: Option<Vec<u8>>,
}

impl Plan {
    /// Whether lines need more than prefixes taken off.
    pub fn repairs(&self) -> bool {
        self.bare_colours
            || self.markup
            || self.links
            || self.backslashes
            || self.width.is_some()
            || !self.indents.is_empty()
            || !self.rows.is_empty()
            || self.ending.is_some()
    }

    /// Learns the shape of what stands before an anchor.
    pub fn learn(&mut self, shape: Shape) {
        if let Some(known) = self.shapes.iter_mut().find(|known| known.same_but_blanks(&shape)) {
            known.shorten(&shape);
        } else if self.shapes.len() < MAX_SHAPES {
            self.shapes.push(shape);
        }
    }
}

/// Surveys the cleaned first lines of a source.
pub fn survey(lines: &[&[u8]]) -> Plan {
    let mut plan = Plan {
        gh_run_view: lines.iter().any(|line| gh_run_view(line).is_some()),
        bare_colours: lines.iter().any(|line| contains(line, b"[0m") || contains(line, b"[39m")),
        markup: markup::is_markup(lines),
        links: lines.iter().any(|line| links::is_linked(line)),
        backslashes: lines.iter().any(|line| backslashes::is_converted(line)),
        width: width::of(lines),
        indents: indent::code_blocks(lines, |line| known::strip(line).is_some()),
        rows: rows::tables(lines),
        ending: endings::of(lines),
        member: lines.iter().find_map(|line| line_member(line)),
        ..Plan::default()
    };
    for (at, line) in lines.iter().enumerate() {
        let line = inner(line, plan.gh_run_view);
        let found = prefix_of_anchor(line).or_else(|| Some((logged_prefix(line, lines, plan.gh_run_view)?, false)));
        let Some((prefix, weak)) = found else { continue };
        let Some(mut shape) = Shape::of(prefix) else { continue };
        if weak {
            shape.one_blank();
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
        }
    }
    if let Some(shape) = common_prefix(lines, plan.gh_run_view) {
        plan.learn(shape);
    }
    for shape in &mut plan.shapes {
        drop_counters(shape, lines);
    }
    // `12 | ` before `12 `, and a whole time before its year.
    plan.shapes.order_by_key(|shape| std::cmp::Reverse(shape.length()));
    plan
}

/// The quote mark or the name of a container that stands before nearly all lines: `> `, `api-1  | `.
fn common_prefix(lines: &[&[u8]], gh: bool) -> Option<Shape> {
    let full = || lines.iter().map(|line| inner(line, gh)).filter(|line| !line.trim_ascii().is_empty());
    let prefix = full().take(NEIGHBOURS).find_map(container_or_quote)?;
    let mut shape = Shape::of(prefix)?;
    shape.one_blank();
    let fitting = full().filter(|line| shape.strip(line).is_some()).count();
    (fitting >= 3 && fitting * 10 >= full().count() * 9).then_some(shape)
}

fn container_or_quote(line: &[u8]) -> Option<&[u8]> {
    if line.starts_with(b">") {
        return line.get(..line.len().min(2)).filter(|prefix| matches!(*prefix, b">" | b"> "));
    }
    let name = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte)).count();
    let padding = line.get(name..)?.iter().take_while(|byte| **byte == b' ').count();
    let end = name + padding + 1;
    (name > 0 && padding > 0 && line.get(end - 1) == Some(&b'|')).then(|| line.get(..line.len().min(end + 1)))?
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

/// The text before something that always stands at the start of its line, and whether that something is also prose.
pub fn prefix_of_anchor(line: &[u8]) -> Option<(&[u8], bool)> {
    let (at, weak) = anchor(line)?;
    let prefix = line.get(..at)?;
    let text = prefix.trim_ascii();
    let own_time = text.starts_with(b"[20") && text.get(5) == Some(&b'/');
    // testing's own `    x_test.go:12: ` belongs to the text.
    let testing = is_testing(prefix);
    let marks = weak && text.iter().all(|byte| b"-*+#>".contains(byte) || byte.is_ascii_digit() || *byte == b'.');
    // The members of an object are read as such.
    let unusable = text.is_empty()
        || text.starts_with(b"{\"")
        || at > MAX_PREFIX_BYTES
        || own_time
        || testing
        || marks && text != b">";
    (!unusable).then_some((prefix, weak))
}

fn is_testing(prefix: &[u8]) -> bool {
    prefix.first().is_some_and(u8::is_ascii_whitespace) && contains(prefix, b".go:")
}

/// testing's prefix, where a test logs the output of another program line by line: the very same stands before several
/// lines, one of which is no test's own.
fn logged_prefix<'a>(line: &'a [u8], lines: &[&[u8]], gh: bool) -> Option<&'a [u8]> {
    let (at, weak) = anchor(line)?;
    let prefix = line.get(..at).filter(|prefix| !weak && is_testing(prefix) && prefix.ends_with(b": "))?;
    let same = lines.iter().filter(|line| inner(line, gh).starts_with(prefix)).take(NEIGHBOURS).count();
    (prefix.len() <= MAX_PREFIX_BYTES && same >= NEIGHBOURS).then_some(prefix)
}

fn anchor(line: &[u8]) -> Option<(usize, bool)> {
    // Of a quoted line the quote, and the comma of a list.
    let line = line.trim_ascii_end();
    let line = line.strip_suffix(b",").unwrap_or(line);
    let line = line.strip_suffix(b"\"").unwrap_or(line);
    let find = |word: &[u8]| memchr::memmem::find(line, word);
    let words: [&[u8]; 6] = [
        b"WARNING: DATA RACE",
        b"=== RUN   ",
        b"# Time: 20",
        b"# Txn_start_ts: ",
        b"# Query_time: ",
        b"# Plan_digest: ",
    ];
    if let Some(at) = words.iter().find_map(|word| find(word)) {
        return Some((at, false));
    }
    if line.ends_with(b"==================") {
        let signs = line.iter().rev().take_while(|byte| **byte == b'=').count();
        return (signs == 18).then_some((line.len() - signs, false));
    }
    if line.ends_with(b"]:")
        && let Some(at) = find(b"goroutine ")
        && line.get(at + 10).is_some_and(u8::is_ascii_digit)
    {
        return Some((at, false));
    }
    if let Some(at) = find(b"[20").filter(|at| line.get(*at..).is_some_and(is_unified_time)) {
        return Some((at, false));
    }
    if let Some(at) = find(b"{\"Time\":\"").or_else(|| find(b"{\"Action\":\"")) {
        return Some((at, false));
    }
    let weak = [&b"--- FAIL: "[..], b"panic: ", b"fatal error: ", b"FAIL\t"].iter().find_map(|word| find(word));
    // Of a block the first line is enough; its indentation is its own.
    let weak = weak.or_else(|| (line.first() == Some(&b'>')).then(|| find(b"Error Trace:").map(|_| 2)).flatten())?;
    Some((weak, true))
}

/// `[2023/01/29 15:51:47`.
fn is_unified_time(text: &[u8]) -> bool {
    let shape = b"[0000/00/00 00:00:00";
    text.len() >= shape.len()
        && text.iter().zip(shape).all(|(byte, sign)| if *sign == b'0' { byte.is_ascii_digit() } else { byte == sign })
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

/// The member whose whole value is a line that always stands alone.
fn line_member(line: &[u8]) -> Option<Vec<u8>> {
    const STARTS: [&[u8]; 5] =
        [b"\"WARNING: DATA RACE", b"\"==================", b"\"=== RUN   ", b"\"--- FAIL: ", b"\"goroutine "];
    if line.first() != Some(&b'{') || !STARTS.iter().any(|start| contains(line, start)) {
        return None;
    }
    let mut found = None;
    super::json::members(line, |name, value| {
        let text = super::json::inside(value).unwrap_or_default();
        if stands_alone(text.strip_suffix(b"\\n").unwrap_or(text)) {
            found = Some(name.to_vec());
        }
    });
    found.filter(|name| !matches!(name.as_slice(), b"Output" | b"log"))
}

fn stands_alone(text: &[u8]) -> bool {
    matches!(text, b"WARNING: DATA RACE" | b"==================")
        || !contains(text, b"\\n") && (text.starts_with(b"=== RUN   ") || text.starts_with(b"--- FAIL: "))
        || text.starts_with(b"goroutine ") && text.ends_with(b"]:")
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
