//! Takes off what stands around a line: escape sequences, time stamps of CI systems, container names, quote marks; and
//! puts together what was taken apart: `go test -json`, partial lines of containers, lines broken by a terminal.
//!
//! Wrappers are inferred from the text (spec/go-reports.md §1.9, spec/tidb-logs.md §1.4), never configured. A line of a
//! plain log costs a look at its first byte and one pass that finds it free of escape sequences.

mod clean;
mod events;
mod known;
mod marks;
mod route;
mod shape;
mod survey;

pub mod json;

use super::repair::{Repair, Repairs, backslashes, escapes, indent, links, markup, rows, width};
use super::{Line, Span};
use route::Route;
use std::borrow::Cow;
use survey::Plan;

/// The beginning of a source that is looked at as a whole before its lines are handed on.
const HEAD_BYTES: usize = 256 << 10;

/// A terminal's line is not put together beyond this.
const MAX_JOINED_BYTES: usize = 1 << 20;

/// What is said of code blocks by indentation.
const CODE: &str = "lines indented as code";

/// What a wrapper said about a line besides its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Label<'a> {
    /// The Go package whose output it is.
    pub package: Option<&'a str>,
    /// The test that was running.
    pub test: Option<&'a str>,
}

/// Where unwrapped lines go.
pub type Each<'e> = dyn FnMut(Line<'_>, Label<'_>) + 'e;

/// The unwrapping state of one source.
#[derive(Debug, Default)]
pub struct Unwrapper {
    head: Head,
    surveyed: bool,
    plan: Plan,
    repairs: Repairs,
    route: Route,
    /// The last line of the head, and the code blocks behind it.
    head_end: u64,
    late: indent::Following,
    /// A line that a terminal broke, as far as it was seen.
    broken: Option<(Vec<u8>, Span)>,
}

#[derive(Debug, Default)]
struct Head {
    text: Vec<u8>,
    lines: Vec<(usize, Span)>,
}

impl Unwrapper {
    /// Takes a physical line, without its line break. `each` is called with the lines that are whole by now, in order;
    /// the beginning of a source is held back until [`HEAD_BYTES`] were seen.
    pub fn line(&mut self, raw: &[u8], span: Span, each: &mut Each<'_>) {
        if self.surveyed {
            self.clean(raw, span, each);
            return;
        }
        self.head.text.extend_from_slice(raw);
        self.head.lines.push((raw.len(), span));
        if self.head.text.len() + self.head.lines.len() >= HEAD_BYTES {
            self.survey(each);
        }
    }

    /// What is still held back at the end of the source.
    pub fn finish(&mut self, each: &mut Each<'_>) {
        if !self.surveyed {
            self.survey(each);
        }
        if let Some((text, span)) = self.broken.take() {
            self.route.line(&mut self.plan, &text, span, each);
        }
        self.route.finish(each);
    }

    /// Names of the wrappers met, in the order of their first occurrence.
    pub fn met(&self) -> &[&'static str] {
        &self.route.met
    }

    /// What was put right.
    pub fn repairs(&self) -> Vec<Repair> {
        self.repairs.list()
    }

    fn survey(&mut self, each: &mut Each<'_>) {
        self.surveyed = true;
        let head = std::mem::take(&mut self.head);
        self.head_end = head.lines.last().map_or(0, |(_, span)| span.line);
        self.plan = {
            let cleaned = cleaned(&head);
            let lines: Vec<&[u8]> = cleaned.iter().map(AsRef::as_ref).collect();
            survey::survey(&lines)
        };
        let mut rest = head.text.as_slice();
        for (length, span) in head.lines {
            let (raw, tail) = rest.split_at_checked(length).unwrap_or((rest, b""));
            rest = tail;
            self.clean(raw, span, each);
        }
    }

    /// Takes out what is no text.
    fn clean(&mut self, raw: &[u8], span: Span, each: &mut Each<'_>) {
        let line = match raw.strip_suffix(b"\r") {
            Some(line) => {
                self.repairs.count("CRLF line breaks");
                line
            }
            None => raw,
        };
        let late = span.line > self.head_end && self.late.line(line, |line| known::strip(line).is_some());
        let line = match line.get(indent::BLANKS..) {
            Some(line) if late => {
                self.repairs.count(CODE);
                line
            }
            _ => line,
        };
        let plain = clean::is_plain(line);
        if plain && line.first() != Some(&b'"') && !self.plan.repairs() {
            self.route.line(&mut self.plan, line, span, each);
            return;
        }
        let mut text = Vec::new();
        if plain {
            text.extend_from_slice(line);
        } else {
            clean::clean(line, &mut text, &mut self.repairs);
        }
        if let Some(string) = whole_string(&text) {
            self.repairs.count("a whole text written as one string");
            let mut offset = 0;
            for part in escaped_lines(string) {
                self.repair(&escapes::unescape(part), span.after(offset), each);
                offset += part.len() + 2;
            }
            return;
        }
        let mut offset = 0;
        for part in text.split(|byte| *byte == b'\n') {
            self.repair(part, span.after(offset), each);
            offset += part.len() + 1;
        }
    }

    /// Undoes what happened to the source as a whole.
    fn repair(&mut self, line: &[u8], span: Span, each: &mut Each<'_>) {
        let mut text = Cow::Borrowed(line);
        if self.plan.bare_colours {
            let mut out = Vec::new();
            if clean::drop_bare_colours(&text, &mut out) {
                self.repairs.count("colours without their escape byte");
                text = out.into();
            }
        }
        if self.plan.rows.iter().any(|lines| lines.contains(&span.line))
            && let Some(row) = rows::strip(&text)
        {
            self.repairs.count("rows of a table");
            text = row.to_vec().into();
        }
        if let Some(ending) = self.plan.ending
            && let Some(body) = text.strip_suffix(ending)
        {
            self.repairs.count("line breaks written at the ends of lines");
            text = body.to_vec().into();
        }
        if self.plan.indents.iter().any(|lines| lines.contains(&span.line)) && text.starts_with(b"    ") {
            self.repairs.count(CODE);
            text = text.get(indent::BLANKS..).unwrap_or_default().to_vec().into();
        }
        if self.plan.backslashes
            && let Some(out) = backslashes::strip(&text)
        {
            self.repairs.count("backslashes of Markdown");
            text = out.into();
        }
        if self.plan.links
            && let Some(out) = links::strip(&text)
        {
            self.repairs.count("links that nobody wrote");
            text = out.into();
        }
        if self.plan.markup
            && let Some(out) = markup::strip(&text)
        {
            self.repairs.count("HTML markup");
            text = out.into();
        }
        let mut offset = 0;
        for part in text.split(|byte| *byte == b'\n') {
            self.join(part.strip_suffix(b"\r").unwrap_or(part), span.after(offset), each);
            offset += part.len() + 1;
        }
    }

    /// Puts lines together that a terminal broke.
    fn join(&mut self, part: &[u8], span: Span, each: &mut Each<'_>) {
        let Some(width) = self.plan.width else {
            self.route.line(&mut self.plan, part, span, each);
            return;
        };
        let full = width::length(part) == width;
        if let Some((mut text, start)) = self.broken.take() {
            if width::goes_on(&text, part) && text.len() < MAX_JOINED_BYTES {
                self.repairs.count("lines broken at a column");
                text.extend_from_slice(part);
                let span = start.to(span);
                if full && width::is_broken(&text) {
                    self.broken = Some((text, span));
                } else {
                    self.route.line(&mut self.plan, &text, span, each);
                }
                return;
            }
            self.route.line(&mut self.plan, &text, start, each);
        }
        if full && width::is_broken(part) {
            self.broken = Some((part.to_vec(), span));
        } else {
            self.route.line(&mut self.plan, part, span, each);
        }
    }
}

/// The lines of the head without escape sequences.
fn cleaned(head: &Head) -> Vec<Cow<'_, [u8]>> {
    let (mut rest, mut ignored) = (head.text.as_slice(), Repairs::default());
    let mut lines = Vec::with_capacity(head.lines.len());
    for (length, _) in &head.lines {
        let (raw, tail) = rest.split_at_checked(*length).unwrap_or((rest, b""));
        rest = tail;
        if clean::is_plain(raw) {
            lines.push(raw.into());
            continue;
        }
        let mut out = Vec::new();
        clean::clean(raw, &mut out, &mut ignored);
        lines.push(out.into());
    }
    lines
}

/// The inside of a line that is one string with at least three escaped line breaks: a log in JSON.
fn whole_string(line: &[u8]) -> Option<&[u8]> {
    let inner = line.trim_ascii().strip_prefix(b"\"")?;
    let inner = inner.strip_suffix(b",").unwrap_or(inner);
    let inner = inner.strip_suffix(b"\"").unwrap_or(inner);
    (escaped_lines(inner).take(4).count() >= 4).then_some(inner)
}

/// The parts of a string between its escaped line breaks.
fn escaped_lines(string: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(string);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut at = 0;
        while let Some(step) = memchr::memchr(b'\\', text.get(at..).unwrap_or_default()) {
            at += step;
            if text.get(at + 1) == Some(&b'n') {
                rest = text.get(at + 2..);
                return text.get(..at);
            }
            at += 2;
        }
        rest = None;
        Some(text)
    })
}

#[cfg(test)]
mod tests;
