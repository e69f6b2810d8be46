//! Takes off what stands around a line: escape sequences, time stamps of CI systems, container names, quote marks; and
//! puts together what was taken apart: `go test -json`, partial lines of containers, lines broken by a terminal.
//!
//! Wrappers are inferred from the text (docs/spec/go-reports.md §1.9, docs/spec/tidb-logs.md §1.4), never configured.
//! A line of a plain log costs a look at its first byte and one pass that finds it free of escape sequences.

mod anchor;
mod clean;
mod common;
mod events;
mod known;
mod marks;
mod member;
mod opening;
mod packed;
mod route;
mod shape;
mod speech;
mod survey;
mod window;

pub mod json;
pub mod service;

use super::repair::{Repair, Repairs, backslashes, escapes, indent, links, markup, rows, width};
use super::{Line, Span};
use packed::{escaped_lines, quoted, whole_string};
use route::Route;
use std::borrow::Cow;
use survey::{Damage, Plan};
use window::Window;

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
    window: Window,
    plan: Plan,
    /// What happened to the source as a whole, as its beginning shows it.
    whole: Damage,
    repairs: Repairs,
    route: Route,
    /// The last line of the beginning, once that was surveyed, and the code blocks behind it.
    head_end: Option<u64>,
    late: indent::Following,
    /// A line that a terminal broke, as far as it was seen.
    broken: Option<(Vec<u8>, Span)>,
    /// Nothing is known that stands around lines or happened to them.
    calm: bool,
}

impl Unwrapper {
    /// Takes a physical line, without its line break. `each` is called with the lines that are whole by now, in order;
    /// lines are held back until the window they stand in is full; where nothing is known that stands around lines, those
    /// before the first one that is worth a look are not.
    pub fn line(&mut self, raw: &[u8], span: Span, each: &mut Each<'_>) {
        if self.calm && self.window.is_empty() && self.pass(raw, span, each) {
            return;
        }
        let news = self.head_end.is_some() && opening::is_news(raw, &self.plan);
        self.window.push(raw, span, news);
        let full = if self.head_end.is_some() { self.window.is_full() } else { self.window.is_full_head() };
        if full {
            self.release(each);
        }
    }

    /// What is still held back at the end of the source.
    pub fn finish(&mut self, each: &mut Each<'_>) {
        self.release(each);
        self.flush_broken(each);
        self.route.finish(&self.plan, each);
    }

    fn flush_broken(&mut self, each: &mut Each<'_>) {
        if let Some((text, span)) = self.broken.take() {
            self.route.line(&self.plan, &text, span, each);
        }
    }

    /// Names of the wrappers met, in the order of their first occurrence.
    pub fn met(&self) -> &[&'static str] {
        &self.route.met
    }

    /// What was put right.
    pub fn repairs(&self) -> Vec<Repair> {
        self.repairs.list()
    }

    /// Surveys the window where that is due, and hands its lines on.
    fn release(&mut self, each: &mut Each<'_>) {
        let mut window = std::mem::take(&mut self.window);
        let is_behind = self.head_end.is_some();
        if !is_behind {
            self.head_end = Some(window.last_line());
            self.plan = window.survey();
            self.whole = self.plan.damage.everywhere();
        } else if window.has_news() {
            self.plan.add(window.survey(), window.lines_before(), &self.whole);
        } else {
            self.plan.damage = self.whole.clone();
        }
        // The rest of a broken line is looked for only where lines are broken.
        if self.plan.damage.width.is_none() {
            self.flush_broken(each);
        }
        let calm = self.plan.takes_nothing_off() && !self.plan.damage.is_any();
        window.lines().for_each(|(raw, span)| {
            if !(calm && is_behind && self.pass(raw, span, each)) {
                self.clean(raw, span, each);
            }
        });
        window.clear();
        self.window = window;
        self.calm = calm;
    }

    /// Hands a line on as it stands where nothing has to be looked for; false where it has to be looked at.
    fn pass(&mut self, raw: &[u8], span: Span, each: &mut Each<'_>) -> bool {
        let untouched = self.broken.is_none() && self.route.is_calm() && is_untouched(raw);
        if untouched {
            self.late.pass_text();
            each(Line { text: raw, span, stream: 0 }, Label::default());
        }
        untouched
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
        let late = self.head_end.is_some_and(|end| span.line > end)
            && self.late.line(line, |line| known::strip(line).is_some());
        let line = match line.get(indent::BLANKS..) {
            Some(line) if late => {
                self.repairs.count(CODE);
                line
            }
            _ => line,
        };
        let plain = clean::is_plain(line);
        if plain && !quoted(line) && !self.plan.damage.is_any() {
            self.route.line(&self.plan, line, span, each);
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
                self.repair(&window::cleaned(&escapes::unescape(part)), span.after(offset), each);
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
        if self.plan.damage.bare_colours {
            let mut out = Vec::new();
            if clean::drop_bare_colours(&text, &mut out) {
                self.repairs.count("colours without their escape byte");
                text = out.into();
            }
        }
        if self.plan.damage.rows.iter().any(|lines| lines.contains(&span.line))
            && let Some(row) = rows::strip(&text)
        {
            self.repairs.count("rows of a table");
            text = row.to_vec().into();
        }
        if let Some(ending) = self.plan.damage.ending
            && let Some(body) = text.strip_suffix(ending)
        {
            self.repairs.count("line breaks written at the ends of lines");
            text = body.to_vec().into();
        }
        if self.plan.damage.indents.iter().any(|lines| lines.contains(&span.line)) && text.starts_with(b"    ") {
            self.repairs.count(CODE);
            text = text.get(indent::BLANKS..).unwrap_or_default().to_vec().into();
        }
        if self.plan.damage.backslashes
            && let Some(out) = backslashes::strip(&text)
        {
            self.repairs.count("backslashes of Markdown");
            text = out.into();
        }
        if self.plan.damage.links
            && let Some(out) = links::strip(&text)
        {
            self.repairs.count(links::NAME);
            text = out.into();
        }
        if self.plan.damage.markup
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
        let folds = &self.plan.damage.folds;
        let goes_on = folds.before(span.line + 1).is_some();
        if let Some(blank) = folds.before(span.line)
            && let Some((mut text, start)) = self.broken.take()
        {
            self.repairs.count("lines broken at a column");
            text.extend_from_slice(blank.as_bytes());
            text.extend_from_slice(self.plan.bare(part));
            let span = start.to(span);
            if goes_on {
                self.broken = Some((text, span));
            } else {
                self.route.line(&self.plan, &text, span, each);
            }
            return;
        }
        if goes_on {
            self.flush_broken(each);
            self.broken = Some((part.to_vec(), span));
            return;
        }
        let Some(width) = self.plan.damage.width.filter(|_| !folds.covers(span.line)) else {
            self.flush_broken(each);
            self.route.line(&self.plan, part, span, each);
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
                    self.route.line(&self.plan, &text, span, each);
                }
                return;
            }
            self.route.line(&self.plan, &text, start, each);
        }
        if full && width::is_broken(part) {
            self.broken = Some((part.to_vec(), span));
        } else {
            self.route.line(&self.plan, part, span, each);
        }
    }
}

/// Whether a line is of a kind that most lines of most logs are, a record of TiDB's or the start or result of a test, in
/// which no wrapper is looked for and nothing has to be taken out.
fn is_untouched(raw: &[u8]) -> bool {
    let usual = match raw {
        [b'[', b'2', b'0', _, _, b'/', .., b']'] => true,
        [b'=', b'=', b'=', b' ', b'R' | b'C' | b'P' | b'N', ..] | [b'-', b'-', b'-', b' ', b'P' | b'F' | b'S', ..] => {
            raw.last().is_some_and(|last| last.is_ascii_alphanumeric() || *last == b')')
        }
        _ => false,
    };
    usual && clean::is_plain(raw)
}

#[cfg(test)]
mod tests;
