//! How much of a report people are shown: a panic may say 20 MB and a race may have 10,000 frames, and nobody reads that on a
//! terminal or opens it in a browser. What is left out is counted, and it is said where it stands.

use super::{Card, Part, Section, Tone};
use crate::render::figures::{bytes, plural};
use crate::text::order::Order;

/// Characters of one line of text, of one value, of one sentence.
pub const LINE_CHARS: usize = 4_000;
/// Characters of a title.
const TITLE_CHARS: usize = 400;
/// Lines of one block of text and items of one list.
pub const BLOCK_LINES: usize = 400;
/// Blocks, lists and sentences of one card.
pub const CARD_PARTS: usize = 100;
/// Bytes of one card.
pub const CARD_BYTES: usize = 64 << 10;
/// Bytes of all cards.
pub const REPORT_BYTES: usize = 2 << 20;

/// Cuts every card to its bounds, and the sections to a share of [`REPORT_BYTES`]: small ones stay whole, large ones share
/// what is left, so that no section of many cards costs another its place.
pub fn fit_all(sections: &mut [Section]) {
    for card in sections.iter_mut().flat_map(|section| &mut section.cards) {
        fit(card);
    }
    let mut left = REPORT_BYTES;
    let mut sizes: Vec<(usize, &mut Section)> = sections.iter_mut().map(|section| (size(section), section)).collect();
    sizes.order_by_key(|(size, _)| *size);
    let mut waiting = sizes.len();
    for (size, section) in sizes {
        let share = left / waiting.max(1);
        waiting -= 1;
        if size > share {
            shorten(section, share);
        }
        left = left.saturating_sub(size.min(share));
    }
}

fn size(section: &Section) -> usize {
    section.cards.iter().map(Card::bytes).sum()
}

/// Keeps the first cards that have room.
fn shorten(section: &mut Section, room: usize) {
    let mut taken = 0;
    let keep = section.cards.iter().take_while(|card| {
        taken += card.bytes();
        taken <= room
    });
    let keep = keep.count().max(1);
    section.left += section.cards.len().saturating_sub(keep) as u64;
    section.cards.truncate(keep);
}

/// Cuts one card to its bounds.
pub fn fit(card: &mut Card) {
    shorten_text(&mut card.title, TITLE_CHARS);
    let place = card.place.map(|span| format!("; see {} of the log", super::place(&span))).unwrap_or_default();
    let (mut room, mut parts, mut lines) = (CARD_BYTES, 0, 0);
    for (number, part) in card.parts.iter_mut().enumerate() {
        if part.is_empty() {
            continue;
        }
        part.shorten(&place);
        if number >= CARD_PARTS || part.bytes() > room {
            // What no longer fits is counted from here on; of a block the lines that fit stay.
            lines += part.keep(if number >= CARD_PARTS { 0 } else { room });
            room = 0;
        }
        room = room.saturating_sub(part.bytes());
        if part.is_empty() {
            parts += 1;
        }
    }
    if parts + lines > 0 {
        card.parts.retain(|part| !part.is_empty());
        card.remark(format!("Left out of this card: {}{place}.", left_out(parts, lines)));
    }
}

fn left_out(parts: usize, lines: usize) -> String {
    match (parts, lines) {
        (0, lines) => plural(lines as u64, "line"),
        (parts, 0) => plural(parts as u64, "part"),
        (parts, lines) => format!("{} and {}", plural(parts as u64, "part"), plural(lines as u64, "line")),
    }
}

/// At most so many characters; the rest is counted.
pub fn shorten_text(text: &mut String, most: usize) {
    if let Some((at, _)) = text.char_indices().nth(most) {
        let left = text.get(at..).map_or(0, |rest| rest.chars().count());
        text.truncate(at);
        text.push_str(&format!("… ({} more)", plural(left as u64, "character")));
    }
}

/// The first lines and the last ones: a text and a stack are known by both ends.
fn shorten_list<T>(items: &mut Vec<T>, line: impl Fn(String) -> T, place: &str) {
    let left = items.len().saturating_sub(BLOCK_LINES);
    if left > 1 {
        let head = BLOCK_LINES * 3 / 4;
        let between = line(format!("… {} left out here{place}", plural(left as u64, "line")));
        items.splice(head..head + left, [between]);
    }
}

/// What an output may still hold. Bounds of cards are bounds of their text; escaped, text may become ten times as long.
pub struct Room {
    most: usize,
    left: usize,
    left_out: u64,
}

impl Room {
    pub fn new(bytes: usize) -> Self {
        Self { most: bytes, left: bytes, left_out: 0 }
    }

    /// Whether this card has room; it is counted where it has none.
    pub fn takes(&mut self, card: &str) -> bool {
        let left = self.left.checked_sub(card.len());
        self.left = left.unwrap_or(self.left);
        self.left_out += u64::from(left.is_none());
        left.is_some()
    }

    /// What had no room, in words.
    pub fn left_out(&self) -> Option<String> {
        let cards = (self.left_out > 0).then(|| plural(self.left_out, "card"))?;
        Some(format!("{cards} left out here, beyond {}: see --format json", bytes(self.most as u64)))
    }
}

impl Card {
    fn bytes(&self) -> usize {
        self.title.len() + self.parts.iter().map(Part::bytes).sum::<usize>()
    }
}

impl Part {
    fn bytes(&self) -> usize {
        match self {
            Part::Sentence(_, text) => text.len(),
            Part::Pairs(pairs) => pairs.iter().map(|(name, value)| name.len() + value.len()).sum(),
            Part::List(items) => items.iter().map(|item| item.len() + 1).sum(),
            Part::Block { label, lines, .. } if lines.is_empty() => label.len(),
            Part::Block { label, lines, .. } => {
                label.len() + lines.iter().map(|(_, line)| line.len() + 1).sum::<usize>()
            }
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Part::Sentence(_, text) => text.is_empty(),
            Part::Pairs(pairs) => pairs.is_empty(),
            Part::List(items) => items.is_empty(),
            Part::Block { lines, .. } => lines.is_empty(),
        }
    }

    /// Cuts long lines, and lists of many lines in their middle.
    fn shorten(&mut self, place: &str) {
        match self {
            Part::Sentence(_, text) => shorten_text(text, LINE_CHARS),
            Part::Pairs(pairs) => {
                for (name, value) in pairs.iter_mut() {
                    shorten_text(name, TITLE_CHARS);
                    shorten_text(value, LINE_CHARS);
                }
            }
            Part::List(items) => {
                for item in items.iter_mut() {
                    shorten_text(item, LINE_CHARS);
                }
                shorten_list(items, |text| text, place);
            }
            Part::Block { label, lines, .. } => {
                shorten_text(label, TITLE_CHARS);
                for (_, line) in lines.iter_mut() {
                    shorten_text(line, LINE_CHARS);
                }
                shorten_list(lines, |text| (Tone::Dim, text), place);
            }
        }
    }

    /// Keeps the first lines that have room; gives the number of those that have none. Anything without lines is dropped.
    fn keep(&mut self, mut room: usize) -> usize {
        let mut fits = |bytes: usize| {
            let has_room = bytes < room;
            room = room.saturating_sub(bytes + 1);
            has_room
        };
        let (all, kept) = match self {
            Part::Sentence(_, text) => {
                text.clear();
                (0, 0)
            }
            Part::Pairs(pairs) => {
                let kept = pairs.iter().take_while(|(name, value)| fits(name.len() + value.len())).count();
                let all = pairs.len();
                pairs.truncate(kept);
                (all, kept)
            }
            Part::List(items) => {
                let kept = items.iter().take_while(|item| fits(item.len())).count();
                let all = items.len();
                items.truncate(kept);
                (all, kept)
            }
            Part::Block { lines, .. } => {
                let kept = lines.iter().take_while(|(_, line)| fits(line.len())).count();
                let all = lines.len();
                lines.truncate(kept);
                (all, kept)
            }
        };
        // A part that is dropped whole is counted as a part.
        if kept == 0 { 0 } else { all - kept }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn lines(number: usize, length: usize) -> Part {
        let line = |at: usize| (Tone::Plain, format!("{at} {}", "x".repeat(length)));
        Part::Block { label: "Stack".to_owned(), language: "", lines: (0..number).map(line).collect() }
    }

    fn card(parts: Vec<Part>) -> Card {
        let mut card =
            Card { parts, place: Some(Span { line: 3, end_line: 9_000, ..Span::default() }), ..Card::default() };
        fit(&mut card);
        card
    }

    fn shown(card: &Card) -> Vec<&str> {
        let lines = card.parts.iter().flat_map(|part| match part {
            Part::Sentence(_, text) => vec![text.as_str()],
            Part::Block { lines, .. } => lines.iter().map(|(_, line)| line.as_str()).collect(),
            _ => Vec::new(),
        });
        lines.collect()
    }

    #[test]
    fn what_fits_stays_whole() {
        let whole = card(vec![lines(BLOCK_LINES, 10), Part::Sentence(Tone::Plain, "end".to_owned())]);
        assert_eq!(shown(&whole).len(), BLOCK_LINES + 1);
    }

    #[test]
    fn a_long_block_keeps_both_ends() {
        let card = card(vec![lines(10_000, 1)]);
        let shown = shown(&card);
        assert_eq!(shown.len(), BLOCK_LINES + 1);
        assert_eq!((shown[0], shown[BLOCK_LINES]), ("0 x", "9999 x"));
        assert_eq!(shown[300], "… 9,600 lines left out here; see lines 3 to 9000 of the log");
    }

    #[test]
    fn a_long_line_is_cut_and_its_rest_counted() {
        let card = card(vec![Part::Sentence(Tone::Plain, "ä".repeat(LINE_CHARS + 7))]);
        assert!(shown(&card)[0].ends_with("ä… (7 characters more)"));
        assert_eq!(shown(&card)[0].chars().filter(|letter| *letter == 'ä').count(), LINE_CHARS);
    }

    #[test]
    fn a_card_is_bounded_and_says_what_it_lacks() {
        let parts = (0..500).map(|_| lines(100, 20)).collect();
        let card = card(parts);
        assert!(card.bytes() < CARD_BYTES + 200);
        let last = shown(&card).pop().unwrap_or_default();
        assert!(
            last.starts_with("Left out of this card: ") && last.ends_with("; see lines 3 to 9000 of the log."),
            "{last}"
        );
    }

    #[test]
    fn large_sections_share_what_small_ones_leave() {
        let section = |cards: usize, blocks: usize| {
            let card = || Card { parts: (0..blocks).map(|_| lines(BLOCK_LINES, 20)).collect(), ..Card::default() };
            Section { title: String::new(), cards: std::iter::repeat_with(card).take(cards).collect(), left: 0 }
        };
        let mut sections = [section(50, 5), section(1, 1), section(50, 5)];
        fit_all(&mut sections);
        let [first, small, last] = &sections;
        assert_eq!((small.cards.len(), small.left), (1, 0));
        assert_eq!(first.cards.len(), last.cards.len());
        assert!((1..50).contains(&first.cards.len()), "{}", first.cards.len());
        assert_eq!(first.cards.len() as u64 + first.left, 50);
        assert!(sections.iter().map(size).sum::<usize>() <= REPORT_BYTES);
    }
}
