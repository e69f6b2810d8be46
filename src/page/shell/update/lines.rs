//! The raw log: gone to, searched.

use super::Effects;
use crate::model::Span;
use crate::page::protocol::{Ask, Found};
use crate::page::shell::model::Model;
use crate::page::shell::raw::Search;
use crate::page::shell::route::{Route, View};
use std::rc::Rc;

impl Model {
    pub(super) fn show_lines(&mut self, span: Span, out: &mut Effects) {
        let source = self.summary.as_ref().and_then(|summary| summary.sources.get(span.source as usize));
        let Some(id) = source.map(|source| source.id) else { return };
        if id != self.raw.source {
            self.raw_source(id, out);
        }
        self.raw.open = true;
        self.raw.go(span.line, span.end_line);
        if self.route.view != View::Report {
            self.go(Route::default(), out);
        }
    }

    pub(super) fn raw_source(&mut self, source: u32, out: &mut Effects) {
        let Some(summary) = &self.summary else { return };
        let lines = summary.sources.iter().find(|head| head.id == source).map_or(0, |head| head.lines);
        self.raw.reset(source, lines);
        self.waiting.marks = self.post(Ask::Marks { source }, out);
    }

    pub(super) fn search(&mut self, pattern: String, regex: bool, out: &mut Effects) {
        self.raw.search = Search { running: !pattern.is_empty(), pattern: pattern.clone(), regex, ..Search::default() };
        let source = self.raw.source;
        self.waiting.find =
            if pattern.is_empty() { 0 } else { self.post(Ask::Find { source, pattern: pattern.into(), regex }, out) };
    }

    pub(super) fn found(&mut self, found: Found) {
        let search = &mut self.raw.search;
        search.running = false;
        search.error = found.error.map(|text| text.to_string());
        search.total = found.total;
        search.found = Rc::new(found.lines);
        search.at = 0;
        if let Some(line) = search.found.first().copied() {
            self.raw.go(line, line);
        }
    }
}
