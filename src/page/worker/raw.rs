//! The raw log: windows of lines and the search in them, read anew from the file.

use super::{Shared, marks, part};
use crate::engine::Scanner;
use crate::page::browser::stream::{self, Chunks};
use crate::page::protocol::{Found, RawLine, RawWindow};
use crate::text::lines::Lines;

/// Longer lines are cut on screen.
const MAX_SHOWN_BYTES: usize = 8_000;
/// Lines of one window.
const MAX_LINES: u64 = 2_000;

pub async fn window(shared: &Shared, id: u32, from: u64, to: u64) -> RawWindow {
    let from = from.max(1);
    let to = to.min(from + MAX_LINES);
    let mut window = RawWindow { source: id, from, lines: Vec::new() };
    let (text, start, first, end) = {
        let state = shared.borrow();
        let Some(source) = state.source(id) else { return window };
        let Some(lines) = source.scanner.as_ref().map(Scanner::lines) else { return window };
        let (start, first) = lines.start_before(from);
        (source.text.clone(), start, first, lines.start_after(to.saturating_sub(1)))
    };
    let Ok(bytes) = stream::range(&text, start, end).await else { return window };
    let state = shared.borrow();
    let none = Vec::new();
    let marks = state.number(id).and_then(|number| state.marks.get(number)).unwrap_or(&none);
    for (number, line) in (first..to).zip(bytes.split(|byte| *byte == b'\n')) {
        if number >= from {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let shown = line.get(..MAX_SHOWN_BYTES).unwrap_or(line);
            window.lines.push(RawLine {
                text: String::from_utf8_lossy(shown).as_ref().into(),
                cut_bytes: (line.len() - shown.len()) as u64,
                card: marks::at(marks, number),
            });
        }
    }
    window
}

pub async fn find(shared: &Shared, id: u32, pattern: &str, regex: bool) -> Found {
    let mut found = Found { source: id, ..Found::default() };
    let matches = match (part::reporting().await.pattern)(pattern, regex) {
        Ok(matches) => matches,
        Err(error) => {
            found.error = Some(error.as_str().into());
            return found;
        }
    };
    let (text, search) = {
        let mut state = shared.borrow_mut();
        state.searches += 1;
        (state.source(id).map(|source| source.text.clone()), state.searches)
    };
    let Some(mut chunks) = text.and_then(|text| Chunks::new(text, stream::LARGE).ok()) else { return found };
    let (mut buffer, mut lines) = (Vec::new(), Lines::new(0));
    let mut look = |line: &[u8], number: u64| {
        if matches(line) {
            found.total += 1;
            if found.lines.len() < Found::MAX {
                found.lines.push(number);
            }
        }
    };
    while let Ok(true) = chunks.next(&mut buffer).await {
        // Nobody waits for an older search.
        if shared.borrow().searches != search {
            chunks.cancel();
            return Found { source: id, ..Found::default() };
        }
        lines.push(&buffer, |line, span| look(line, span.line));
    }
    lines.finish(|line, span| look(line, span.line));
    found
}
