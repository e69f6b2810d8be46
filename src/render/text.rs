//! A report for a terminal. Knows no colours: every piece of text carries a tone, the command paints it. All text passes
//! through [`Page::line`], which makes visible what would act on the terminal.

use super::outline::{self, Card, Part, Room, Section, Tone};
use super::safe::visible;
use crate::model::Report;

/// Text of one tone; line breaks are part of it.
pub struct Piece {
    pub tone: Tone,
    pub text: String,
}

/// The report from top to bottom.
pub fn render_text(report: &Report) -> Vec<Piece> {
    let mut page = Page::default();
    page.line(0, Tone::Strong, &outline::summary(report));
    let mut room = Room::new(MOST_BYTES);
    for section in outline::sections(report) {
        page.section(&section, &mut room);
    }
    if let Some(left) = room.left_out() {
        page.gap();
        page.line(0, Tone::Dim, &left);
    }
    page.0
}

/// Bytes of a report, at most.
pub const MOST_BYTES: usize = 4 << 20;

/// Without colours.
pub fn plain(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

#[derive(Default)]
struct Page(Vec<Piece>);

impl Page {
    fn line(&mut self, indent: usize, tone: Tone, text: &str) {
        let mut line = " ".repeat(indent);
        line.push_str(&visible(text).replace('\t', "    ").replace('\n', " "));
        line.push('\n');
        self.0.push(Piece { tone, text: line });
    }

    fn gap(&mut self) {
        self.line(0, Tone::Plain, "");
    }

    fn section(&mut self, section: &Section, room: &mut Room) {
        self.gap();
        self.line(0, Tone::Strong, &section.title.to_uppercase());
        for card in &section.cards {
            let mut shown = Page::default();
            shown.card(card);
            if room.takes(&plain(&shown.0)) {
                self.0.append(&mut shown.0);
            }
        }
        if let Some(more) = section.more() {
            self.gap();
            self.line(2, Tone::Dim, &more);
        }
    }

    fn card(&mut self, card: &Card) {
        if !card.title.is_empty() {
            self.gap();
            self.line(2, card.tone, &card.title);
        }
        let indent = if card.title.is_empty() { 2 } else { 4 };
        for part in &card.parts {
            match part {
                Part::Sentence(tone, text) => {
                    for line in text.lines().flat_map(|line| wrapped(line, WIDTH - indent)) {
                        self.line(indent, *tone, line);
                    }
                }
                Part::Pairs(pairs) => {
                    let widest = pairs.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
                    for (name, value) in pairs {
                        self.line(indent, Tone::Plain, &format!("{name:widest$}  {value}"));
                    }
                }
                Part::List(items) => {
                    for item in items {
                        self.line(indent, Tone::Plain, &format!("- {item}"));
                    }
                }
                Part::Block { label, lines, .. } => {
                    self.line(indent, Tone::Strong, label);
                    for (tone, line) in lines {
                        self.line(indent + 2, *tone, line);
                    }
                }
            }
        }
    }
}

/// Columns that sentences are wrapped to.
const WIDTH: usize = 110;

/// Breaks a sentence between words.
fn wrapped(text: &str, width: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    loop {
        let Some((limit, _)) = rest.char_indices().nth(width) else {
            lines.push(rest);
            return lines;
        };
        let head = rest.get(..limit).unwrap_or(rest);
        let end = head.rfind(' ').unwrap_or(limit);
        let Some((line, after)) = rest.split_at_checked(end) else {
            lines.push(rest);
            return lines;
        };
        lines.push(line);
        rest = after.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_between_words() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("ones", 2), ["on", "es"]);
        assert_eq!(wrapped("", 8), [""]);
    }
}
