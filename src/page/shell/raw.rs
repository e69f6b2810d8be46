//! The raw log: which source, the lines at hand, and the search in it.

use crate::page::protocol::{Mark, RawLine, RawWindow};
use std::rc::Rc;

/// Lines are asked for in pieces of this many.
pub const CHUNK: u64 = 256;
/// Pieces kept.
const KEPT: usize = 24;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Raw {
    /// Shown as a sheet where the screen is narrow.
    pub open: bool,
    pub source: u32,
    pub lines: u64,
    /// The line that was jumped to, and the last one of its record; `jump` is raised with every jump.
    pub target: Option<(u64, u64)>,
    pub jump: u32,
    pub marks: Rc<Vec<Mark>>,
    pub search: Search,
    /// By piece.
    chunks: Vec<(u64, Rc<RawWindow>)>,
    /// Requests on their way, with their piece.
    asked: Vec<(u32, u64)>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    pub pattern: String,
    pub regex: bool,
    pub found: Rc<Vec<u64>>,
    pub total: u64,
    /// Which of `found` is shown.
    pub at: usize,
    pub error: Option<String>,
    pub running: bool,
}

impl Raw {
    /// Goes to another source, or forgets the lines of this one.
    pub fn reset(&mut self, source: u32, lines: u64) {
        if self.source != source {
            self.search =
                Search { pattern: self.search.pattern.clone(), regex: self.search.regex, ..Search::default() };
            self.target = None;
        }
        self.source = source;
        self.lines = lines;
        self.marks = Rc::default();
        self.chunks.clear();
        self.asked.clear();
    }

    pub fn line(&self, number: u64) -> Option<&RawLine> {
        let chunk = (number - 1) / CHUNK;
        let (_, window) = self.chunks.iter().find(|(piece, _)| *piece == chunk)?;
        window.lines.get((number - 1 - chunk * CHUNK) as usize)
    }

    /// Pieces that are missing for these lines.
    pub fn missing(&self, from: u64, to: u64) -> Vec<u64> {
        let (first, last) = (from.max(1) - 1, to.min(self.lines + 1).max(2) - 2);
        let pieces = first / CHUNK..=last / CHUNK;
        let at_hand = |piece: &u64| {
            self.chunks.iter().any(|(known, _)| known == piece) || self.asked.iter().any(|(_, asked)| asked == piece)
        };
        pieces.filter(|piece| self.lines > 0 && !at_hand(piece)).collect()
    }

    pub fn asked(&mut self, request: u32, piece: u64) {
        self.asked.push((request, piece));
    }

    /// Takes lines; false when nobody waits for them any more.
    pub fn came(&mut self, request: u32, window: RawWindow) -> bool {
        let Some(at) = self.asked.iter().position(|(asked, _)| *asked == request) else { return false };
        let (_, piece) = self.asked.swap_remove(at);
        if self.chunks.len() >= KEPT {
            // The piece farthest from the new one goes.
            let far = (0..KEPT).max_by_key(|at| self.chunks.get(*at).map_or(0, |(old, _)| old.abs_diff(piece)));
            far.map(|far| self.chunks.swap_remove(far));
        }
        self.chunks.push((piece, Rc::new(window)));
        true
    }

    pub fn go(&mut self, line: u64, end_line: u64) {
        self.target = Some((line, end_line.max(line)));
        self.jump += 1;
    }

    /// The next or previous place found.
    pub fn step(&mut self, forward: bool) {
        let count = self.search.found.len();
        if count == 0 {
            return;
        }
        self.search.at = if forward { self.search.at + 1 } else { self.search.at + count - 1 } % count;
        if let Some(line) = self.search.found.get(self.search.at).copied() {
            self.go(line, line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_asked_for_once() {
        let mut raw = Raw::default();
        raw.reset(1, 1_000);
        assert_eq!(raw.missing(250, 300), [0, 1]);
        raw.asked(7, 0);
        assert_eq!(raw.missing(250, 300), [1]);
        let lines =
            (0..CHUNK).map(|at| RawLine { text: at.to_string().as_str().into(), ..RawLine::default() }).collect();
        assert!(raw.came(7, RawWindow { source: 1, from: 1, lines }));
        assert_eq!(raw.line(256).map(|line| line.text.to_string()), Some("255".into()));
        assert_eq!(raw.line(257), None);
        assert!(!raw.came(7, RawWindow::default()));
        assert_eq!(raw.missing(990, 5_000), [3]);
    }

    #[test]
    fn search_goes_round() {
        let mut raw = Raw { search: Search { found: Rc::new(vec![3, 9]), ..Search::default() }, ..Raw::default() };
        raw.step(false);
        assert_eq!(raw.target, Some((9, 9)));
        raw.step(true);
        assert_eq!(raw.target, Some((3, 3)));
    }
}
