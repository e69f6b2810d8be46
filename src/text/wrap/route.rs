//! Takes the prefixes off and sends every line to its stream.

use super::events::{self, Held};
use super::marks::emit;
use super::shape::Shape;
use super::survey::{self, Plan};
use super::{Each, Label, known};
use crate::text::repair::escapes;
use crate::text::{Line, Span};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Wrappers around one another that are taken off.
const MAX_LAYERS: usize = 8;

/// Events within events that are taken apart.
const MAX_EVENTS: u32 = 2;

/// Streams of one source that are kept apart; further ones share the last.
const MAX_STREAMS: usize = 4_096;

/// The routing state of one source.
#[derive(Debug, Default)]
pub struct Route {
    pub met: Vec<&'static str>,
    /// Keys of the streams. The first one shares number 0 with the lines that name no stream.
    streams: BTreeMap<u64, u32>,
    /// Lines of the streams whose rest is still to come, and those of the output of events.
    held: BTreeMap<u32, Held>,
    outputs: BTreeMap<u32, Held>,
    /// Streams of events whose first inner stream is known; it is the same one.
    nested: BTreeSet<u32>,
    /// Events around the one that is taken apart.
    depth: u32,
    /// Package and newest test of the streams of `go test -json`.
    packages: BTreeMap<u32, (String, Option<String>)>,
}

/// What the prefixes of a line said.
#[derive(Clone)]
struct Inner<'a> {
    rest: Cow<'a, [u8]>,
    key: u64,
    keyed: bool,
    partial: bool,
}

impl Route {
    pub fn line(&mut self, plan: &Plan, text: &[u8], span: Span, each: &mut Each<'_>) {
        let inner = self.unwrap(plan, text);
        let rest: &[u8] = &inner.rest;
        if let Some(event) = events::event(rest, plan.member.as_deref()) {
            self.event(plan, &event, &inner, span, each);
            return;
        }
        if is_section_mark(rest) {
            emit(Line { text: b"", span, stream: 0 }, Label::default(), each);
            return;
        }
        let stream = if inner.keyed { self.stream(inner.key) } else { 0 };
        self.whole(&inner, span, stream, Label::default(), each);
    }

    /// Whether no line waits for its rest.
    pub fn is_calm(&self) -> bool {
        self.held.is_empty()
    }

    /// Hands on the lines that never came to their end.
    pub fn finish(&mut self, plan: &Plan, each: &mut Each<'_>) {
        let packages = std::mem::take(&mut self.packages);
        let label = |stream: u32| {
            let known = packages.get(&stream);
            let package = known.map(|(package, _)| package.as_str());
            Label { package, test: known.and_then(|(_, test)| test.as_deref()) }
        };
        for (stream, mut held) in std::mem::take(&mut self.outputs) {
            held.flush(|text, span| self.inside(plan, text, span, stream, label(stream), each));
        }
        for (stream, held) in &mut self.held {
            held.flush(|text, span| emit(Line { text, span, stream: *stream }, label(*stream), each));
        }
    }

    fn unwrap<'a>(&mut self, plan: &Plan, text: &'a [u8]) -> Inner<'a> {
        let mut inner = Inner { rest: Cow::Borrowed(text), key: 0, keyed: false, partial: false };
        if plan.gh_run_view
            && let Some((job, rest)) = survey::gh_run_view(text)
        {
            self.meet("gh run view");
            inner = Inner { rest: Cow::Borrowed(rest), key: hash(0, job), keyed: true, partial: false };
        }
        let mut worn = 0_u32;
        for _ in 0..MAX_LAYERS {
            let Cow::Borrowed(rest) = inner.rest else { break };
            if let Some(taken) = known::strip(rest) {
                self.meet(taken.name);
                inner.rest = Cow::Borrowed(taken.rest);
                inner.partial |= taken.partial;
                if !taken.key.is_empty() {
                    inner.key = hash(inner.key, taken.key);
                    inner.keyed = true;
                }
                continue;
            }
            let free = |shape: &&Shape| worn & shape.bit() == 0 || shape.is_quote();
            let fit = plan.shapes.iter().filter(free).find_map(|shape| Some((shape, shape.strip(rest)?)));
            let Some((shape, fit)) = fit else { break };
            worn |= shape.bit();
            self.meet(shape.name);
            inner.key = hash(inner.key ^ fit.key, &[shape.number]);
            inner.keyed = true;
            inner.rest = if fit.quoted && fit.rest.contains(&b'\\') {
                Cow::Owned(escapes::unescape(fit.rest))
            } else {
                Cow::Borrowed(fit.rest)
            };
        }
        inner
    }

    fn event(&mut self, plan: &Plan, event: &events::Event<'_>, inner: &Inner<'_>, span: Span, each: &mut Each<'_>) {
        self.meet(event.wrapper);
        if event.wrapper == "teamcity" {
            // Number 0 stays with the lines that are no test's.
            self.stream(0);
        }
        let stream = self.stream(hash(inner.key, event.key.as_bytes()));
        let label = Label { package: event.is_package.then_some(&event.key), test: event.test.as_deref() };
        if event.is_package {
            let known = self.packages.entry(stream).or_default();
            if known.0 != event.key {
                known.0 = event.key.clone().into_owned();
            }
            known.1 = event.test.as_deref().map(str::to_owned);
        }
        // An event that prints nothing still is a line somebody understood; the result of a test is handed on as it is.
        let Some(output) = &event.output else {
            let text: &[u8] = if event.is_result { &inner.rest } else { b"" };
            emit(Line { text, span, stream }, label, each);
            return;
        };
        let mut cleaned = Vec::new();
        let output = if output.iter().any(|byte| *byte == 0x1b || *byte == b'\r' || *byte >= 0x80) {
            clean_lines(output, &mut cleaned);
            &cleaned
        } else {
            output
        };
        let mut held = self.outputs.remove(&stream).unwrap_or_default();
        held.push(output, span, event.frame, |text, span| self.inside(plan, text, span, stream, label, each));
        self.outputs.insert(stream, held);
    }

    /// A line out of an event of `stream`, which may have prefixes of its own.
    fn inside(&mut self, plan: &Plan, text: &[u8], span: Span, stream: u32, label: Label<'_>, each: &mut Each<'_>) {
        let inner = self.unwrap(plan, text);
        // `go test -json` in a container whose log is JSON as well.
        if self.depth < MAX_EVENTS
            && let Some(event) = events::event(&inner.rest, plan.member.as_deref())
        {
            self.depth += 1;
            let key = hash(hash(inner.key, b"event"), &stream.to_le_bytes());
            self.event(plan, &event, &Inner { key, ..inner.clone() }, span, each);
            self.depth -= 1;
            return;
        }
        let mut own = stream;
        if inner.keyed {
            let key = hash(hash(inner.key, b"event"), &stream.to_le_bytes());
            if self.nested.insert(stream) {
                self.streams.insert(key, stream);
            }
            own = self.stream(key);
        }
        self.whole(&inner, span, own, label, each);
    }

    /// Hands a line on, once it has its end.
    fn whole(&mut self, inner: &Inner<'_>, span: Span, stream: u32, label: Label<'_>, each: &mut Each<'_>) {
        if inner.partial || self.held.get(&stream).is_some_and(|held| !held.is_empty()) {
            let held = self.held.entry(stream).or_default();
            held.push(&inner.rest, span, false, |_, _| {});
            if !inner.partial {
                held.flush(|text, span| emit(Line { text, span, stream }, label, each));
            }
            return;
        }
        emit(Line { text: &inner.rest, span, stream }, label, each);
    }

    fn stream(&mut self, key: u64) -> u32 {
        let count = self.streams.len();
        if let Some(stream) = self.streams.get(&key) {
            return *stream;
        }
        let stream = count.min(MAX_STREAMS - 1) as u32;
        if count < MAX_STREAMS * 16 {
            self.streams.insert(key, stream);
        }
        stream
    }

    fn meet(&mut self, name: &'static str) {
        if !self.met.contains(&name) {
            self.met.push(name);
        }
    }
}

/// Text of an event without escape sequences, its line breaks kept.
fn clean_lines(output: &[u8], cleaned: &mut Vec<u8>) {
    let (mut ignored, mut line) = (crate::text::repair::Repairs::default(), Vec::new());
    for part in output.split_inclusive(|byte| *byte == b'\n') {
        let body = part.strip_suffix(b"\n").unwrap_or(part);
        super::clean::clean(body, &mut line, &mut ignored);
        cleaned.extend_from_slice(&line);
        if body.len() < part.len() {
            cleaned.push(b'\n');
        }
    }
}

/// `section_start:1560896352:name` of GitLab: markup around the log.
fn is_section_mark(text: &[u8]) -> bool {
    text.first() == Some(&b's') && (text.starts_with(b"section_start:") || text.starts_with(b"section_end:"))
}

/// FNV-1a: keys need no more than to differ.
fn hash(start: u64, bytes: &[u8]) -> u64 {
    let start = start ^ 0xcbf2_9ce4_8422_2325;
    bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
