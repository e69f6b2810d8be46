//! Lines that were broken at a column, told by their lengths: a terminal breaks behind so many letters, wherever that is;
//! mail programs and chats break between words and drop the blank.

use super::bytes::{self, contains};

/// Columns below this are not looked for.
pub const MIN_COLUMN: usize = 40;

/// What stood between two pieces of a line, as far as the pieces tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// Nothing: they make one word, or the blank is still there.
    Same,
    /// A blank that was lost.
    Blank,
    /// Either.
    Open,
}

/// A break between two pieces of a line.
#[derive(Clone, Copy, Debug)]
pub struct Break {
    /// Letters of the piece before it.
    pub letters: usize,
    /// Letters of the first word behind it.
    pub word: usize,
    /// The piece before it is one word.
    pub one_word: bool,
    pub joint: Joint,
}

impl Break {
    pub fn new(before: &[u8], after: &[u8], joint: Joint) -> Self {
        let word = after.split(|byte| *byte == b' ').next().unwrap_or_default();
        let kept = before.ends_with(b" ") || after.starts_with(b" ");
        Self {
            letters: letters(before),
            word: letters(word),
            one_word: !contains(before.trim_ascii(), b" "),
            joint: if kept { Joint::Same } else { joint },
        }
    }
}

/// How the lines of a text were broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Behind so many letters.
    Letters(usize),
    /// Between words, so that no line is longer.
    Words(usize),
    /// One break, which may be either.
    Unclear,
}

impl Way {
    /// What the breaks of a text tell whose longest line has `widest` letters.
    pub fn of(breaks: &[Break], widest: usize) -> Self {
        // A blank behind the last letter may have been lost on the way.
        let full = |at: &Break| at.letters == widest || at.letters + 1 == widest && at.joint != Joint::Same;
        let between = |at: &Break| at.joint == Joint::Blank && at.letters == widest;
        let within = |at: &Break| at.joint == Joint::Same && !at.one_word;
        let (all_full, any_between) = (breaks.iter().all(full), breaks.iter().any(between));
        match breaks {
            [one] if one.joint == Joint::Open => Self::Unclear,
            _ if all_full && !any_between && breaks.iter().any(|at| at.letters == widest) => Self::Letters(widest),
            [_] if all_full && breaks.iter().any(within) => Self::Letters(widest),
            _ => Self::Words(widest),
        }
    }

    /// What stood at a break: a blank, or nothing; None where that is not known.
    pub fn gap(self, at: &Break) -> Option<&'static str> {
        match (at.joint, self) {
            (Joint::Same, _) => Some(""),
            (Joint::Blank, _) => Some(" "),
            (Joint::Open, Self::Letters(column)) => Some(if at.letters < column { " " } else { "" }),
            (Joint::Open, Self::Words(column)) => Some(if at.one_word && at.letters >= column { "" } else { " " }),
            (Joint::Open, Self::Unclear) => None,
        }
    }

    /// Whether a line of so many letters, before a line whose first word has `word`, can have been broken.
    pub fn breaks(self, at: &Break) -> bool {
        match self {
            Self::Letters(column) => at.letters == column,
            Self::Words(column) => at.letters + 1 + at.word > column,
            Self::Unclear => false,
        }
    }
}

/// Letters of a line: terminals break after so many, not after bytes.
pub fn letters(text: &[u8]) -> usize {
    text.len() - bytes::continuations(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines put together, `|` where it is not known what stood there.
    fn check(lines: &[&str], expected: &str) {
        let breaks: Vec<Break> =
            lines.windows(2).map(|pair| Break::new(pair[0].as_bytes(), pair[1].as_bytes(), Joint::Open)).collect();
        let widest = lines.iter().map(|line| letters(line.as_bytes())).max().unwrap();
        let way = Way::of(&breaks, widest);
        let gaps = breaks.iter().map(|at| way.gap(at).unwrap_or("|"));
        let joined = lines.iter().zip(gaps.chain([""])).fold(String::new(), |text, (line, gap)| text + line + gap);
        assert_eq!(joined, expected);
    }

    #[test]
    fn behind_so_many_letters() {
        check(&["ab cd e", "f gh ij", "kl"], "ab cd ef gh ijkl");
        check(&["äb cd e", "f gh ij", "kl"], "äb cd ef gh ijkl");
        check(&["ab cd ", "f gh i", "jkl mn", "op"], "ab cd f gh ijkl mnop");
        // A blank behind the last letter got lost.
        check(&["ab cde", "fg hi", "jkl mn", "o"], "ab cdefg hi jkl mno");
    }

    #[test]
    fn between_words() {
        check(&["ab cd", "efg hij", "kl m", "n"], "ab cd efg hij kl m n");
        check(&["ab", "cdefghi", "jklmnop", "qr st uv", "w"], "ab cdefghi jklmnop qr st uv w");
    }

    #[test]
    fn one_break_tells_nothing() {
        check(&["ab cd e", "f gh"], "ab cd e|f gh");
    }
}
