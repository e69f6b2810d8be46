//! The lines of an entry as TiDB wrote them, where a terminal or a mail program had broken them at a column.

use super::machine::{MIN_WIDTH, Part};
use super::shape;
use crate::text::bytes::contains;
use crate::text::column::{Break, Joint, Way, letters};
use std::borrow::Cow;

/// The field lines of an entry, put together.
pub struct Folded<'a> {
    pub lines: Vec<Cow<'a, [u8]>>,
    /// How they were broken; None where none was.
    pub way: Option<Way>,
    /// It is not known whether a blank stood at one of the breaks.
    pub unclear: bool,
}

impl<'a> Folded<'a> {
    /// `known`: how entries before this one were broken, for an entry that does not tell itself.
    pub fn of(lines: &[(Part, &'a [u8])], known: Option<Way>) -> Self {
        let way = way(lines, known);
        let mut folded = Self { lines: Vec::new(), way, unclear: false };
        for (at, (part, line)) in lines.iter().enumerate() {
            let goes_on = matches!(lines.get(at + 1), Some((Part::Continued(_), _)));
            match part {
                Part::Field => {
                    // A blank at the break belongs to the text.
                    let line = if goes_on { shape::unquoted(line).trim_ascii_start() } else { shape::bare(line) };
                    folded.lines.push(if folded.lines.is_empty() { shape::from_time(line) } else { line }.into());
                }
                Part::Continued(joint) => {
                    let Some((_, before)) = at.checked_sub(1).and_then(|before| lines.get(before)) else { continue };
                    let at = at_break(before, line, *joint);
                    let gap = way.and_then(|way| way.gap(&at));
                    folded.unclear |= gap.is_none();
                    if let Some(last) = folded.lines.last_mut() {
                        last.to_mut().extend_from_slice(gap.unwrap_or_default().as_bytes());
                        last.to_mut().extend_from_slice(shape::unquoted(line));
                    }
                }
                Part::Perhaps | Part::Elision | Part::Remark | Part::Use | Part::Statement => {}
            }
        }
        folded
    }
}

fn at_break(before: &[u8], line: &[u8], joint: Joint) -> Break {
    Break::new(shape::unquoted(before), shape::unquoted(line), joint)
}

/// How the lines of an entry were broken, as its field lines tell.
fn way(lines: &[(Part, &[u8])], known: Option<Way>) -> Option<Way> {
    let breaks: Vec<Break> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [(_, before), (Part::Continued(joint), line)] => Some(at_break(before, line, *joint)),
            _ => None,
        })
        .collect();
    if breaks.is_empty() {
        return None;
    }
    let widest = |words: bool| {
        let texts = lines.iter().map(|(_, line)| shape::unquoted(line));
        texts.filter(|line| !words || contains(line.trim_ascii(), b" ")).map(letters).max().unwrap_or_default()
    };
    Some(match Way::of(&breaks, widest(false)) {
        // A word may be longer than the column.
        Way::Words(_) => Way::Words(widest(true)),
        Way::Unclear => known.unwrap_or(Way::Unclear),
        way => way,
    })
}

/// The lines of a statement as one text, where they were broken as the fields were. `width` is the length of the first
/// line of the fields that was broken.
pub fn statement(lines: &[Vec<u8>], width: Option<usize>, way: Option<Way>) -> Vec<u8> {
    let way = way.filter(|way| *way != Way::Unclear).filter(|way| match way {
        Way::Letters(column) => lines.iter().all(|line| letters(line) <= *column),
        _ => true,
    });
    let broken = way.is_none() && is_broken(lines, width);
    let mut whole: Vec<u8> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).and_then(|before| lines.get(before)) {
            let at = Break::new(before, line, Joint::Open);
            let gap = way.filter(|way| way.breaks(&at)).and_then(|way| way.gap(&at));
            whole.extend_from_slice(gap.unwrap_or(if broken { "" } else { "\n" }).as_bytes());
        }
        whole.extend_from_slice(line);
    }
    whole
}

/// Whether lines have one width, as a terminal makes them.
fn is_broken(lines: &[Vec<u8>], width: Option<usize>) -> bool {
    let widths: Vec<usize> = lines.iter().map(|line| letters(line)).collect();
    match widths.as_slice() {
        [] | [_] => false,
        [first, last] => Some(*first) == width && last <= first,
        [first, middle @ .., last] => *first >= MIN_WIDTH && middle.iter().all(|width| width == first) && last <= first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], way: Option<Way>, expected: &str) {
        let lines: Vec<Vec<u8>> = lines.iter().map(|line| line.as_bytes().to_vec()).collect();
        assert_eq!(String::from_utf8(statement(&lines, None, way)).unwrap(), expected);
    }

    #[test]
    fn statements_are_broken_as_the_fields_are() {
        let lines = ["select a", "bc, def", "from t;"];
        check(&lines, Some(Way::Letters(8)), "select abc, def\nfrom t;");
        check(&lines, Some(Way::Words(12)), "select a\nbc, def from t;");
        check(&lines, Some(Way::Letters(7)), "select a\nbc, def\nfrom t;");
        check(&lines, None, "select a\nbc, def\nfrom t;");
    }
}
