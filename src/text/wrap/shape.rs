//! The shape of a prefix that is known by nothing but its repetition: `[unit-test] `, `api-1     | `,
//! `Jan 06 15:20:26.641748 host kubelet[311]: `. Digit runs match any digit run, runs of blanks any such run.

/// A prefix with its digits replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    parts: Vec<Part>,
    /// Blanks at the end, which must be there unless the line ends before them.
    tail: usize,
    /// The text stands in quotes: it ends at the last such byte of the line.
    quote: Option<u8>,
    pub name: &'static str,
    /// Which of a source's shapes it is, in the order they were learned.
    pub number: u8,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(Vec<u8>),
    Blanks,
    /// True for a number that names a stream (`api-1`, `kubelet[311]`), false for clocks and counters.
    Digits {
        names: bool,
    },
}

/// What a shape took off a line.
pub struct Fit<'a> {
    pub rest: &'a [u8],
    /// A number made of those that name the stream.
    pub key: u64,
    pub quoted: bool,
}

impl Shape {
    /// The shape of a prefix; None for one that is empty or blank.
    pub fn of(prefix: &[u8]) -> Option<Self> {
        let text = prefix.trim_ascii_end();
        let tail = prefix.len() - text.len();
        if text.trim_ascii().is_empty() {
            return None;
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(byte) = rest.first() {
            let class = class_of(*byte);
            let length = rest.iter().take_while(|byte| class_of(**byte) == class).count();
            let (head, after) = rest.split_at_checked(length)?;
            parts.push(match class {
                Kind::Digit => Part::Digits { names: false },
                Kind::Blank => Part::Blanks,
                Kind::Other => Part::Text(head.to_vec()),
            });
            rest = after;
        }
        let quote = text.last().copied().filter(|byte| tail == 0 && matches!(byte, b'"' | b'\'' | b'`'));
        let mut shape = Self { parts, tail, quote, name: label(prefix), number: 0 };
        shape.name_streams();
        Some(shape)
    }

    /// Marks the numbers that are no part of a date or clock.
    fn name_streams(&mut self) {
        let clock: Vec<bool> = (0..self.parts.len()).map(|at| self.is_clock(at)).collect();
        for (part, clock) in self.parts.iter_mut().zip(clock) {
            if let Part::Digits { names } = part {
                *names = !clock;
            }
        }
    }

    /// Whether the number at `at` is joined to another number by a sign that dates and clocks use.
    fn is_clock(&self, at: usize) -> bool {
        let joins = |part: Option<&Part>| match part {
            Some(Part::Text(text)) => matches!(text.as_slice(), [b':' | b'-' | b'/' | b'.' | b',' | b'T' | b't']),
            Some(Part::Blanks) => true,
            _ => false,
        };
        let digits = |at: Option<usize>| at.and_then(|at| self.parts.get(at)).is_some_and(Part::is_digits);
        let before = at.checked_sub(1).is_some_and(|one| joins(self.parts.get(one))) && digits(at.checked_sub(2));
        let after = joins(self.parts.get(at + 1)) && digits(Some(at + 2));
        before || after
    }

    /// A bit of its own, for a set of shapes.
    pub fn bit(&self) -> u32 {
        1 << (self.number & 31)
    }

    /// Quotations stand in one another; any other prefix stands before a line once.
    pub fn is_quote(&self) -> bool {
        self.name == QUOTE
    }

    /// Whether it stands before whatever somebody else printed: a quotation, the name of a container or of a file, the mark
    /// of a list or diff. Any other repeated prefix may be the head of a program's own log.
    pub fn carries_lines(&self) -> bool {
        matches!(self.name, QUOTE | MARKS | GREP | COMPOSE)
    }

    /// How many parts must fit.
    pub fn length(&self) -> usize {
        self.parts.len()
    }

    /// Takes the prefix off a line that has it.
    pub fn strip<'a>(&self, line: &'a [u8]) -> Option<Fit<'a>> {
        // `--- FAIL: ` stands there for itself.
        if self.name == MARKS && line.starts_with(b"--- ") {
            return None;
        }
        let mut rest = line;
        let mut key = 0xcbf2_9ce4_8422_2325_u64;
        for part in &self.parts {
            rest = match part {
                Part::Text(text) => self.strip_text(rest, text)?,
                Part::Blanks | Part::Digits { .. } => {
                    let class = if *part == Part::Blanks { Kind::Blank } else { Kind::Digit };
                    let length = rest.iter().take_while(|byte| class_of(**byte) == class).count();
                    let (head, after) = rest.split_at_checked(length)?;
                    if head.is_empty() {
                        return None;
                    }
                    if *part == (Part::Digits { names: true }) {
                        key =
                            head.iter().fold(key, |key, byte| (key ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
                        key = key.wrapping_mul(0x0100_0000_01b3);
                    }
                    after
                }
            };
        }
        let blanks = rest.iter().take(self.tail).take_while(|byte| byte.is_ascii_whitespace()).count();
        rest = rest.get(blanks..)?;
        if blanks < self.tail && !rest.is_empty() {
            return None;
        }
        if let Some(quote) = self.quote {
            rest = rest.get(..memchr::memrchr(quote, rest)?)?;
        }
        Some(Fit { rest, key, quoted: self.quote.is_some() })
    }

    /// `grep` puts a `-` behind the names and numbers of the lines around a match, where the match has a `:`.
    fn strip_text<'a>(&self, line: &'a [u8], text: &[u8]) -> Option<&'a [u8]> {
        // A blank behind it makes it something else's: `api-1: `.
        if self.name != GREP || self.tail > 0 {
            return line.strip_prefix(text);
        }
        let (head, rest) = line.split_at_checked(text.len())?;
        let same = |one: u8, two: u8| one == two || matches!((one, two), (b':', b'-') | (b'-', b':'));
        head.iter().zip(text).all(|(one, two)| same(*one, *two)).then_some(rest)
    }

    /// The values of the numbers that name streams, in a line that has the prefix.
    pub fn names_of<'a>(&self, line: &'a [u8]) -> Vec<&'a [u8]> {
        let mut rest = line;
        let mut names = Vec::new();
        for part in &self.parts {
            let length = match part {
                Part::Text(text) => text.len(),
                Part::Blanks => rest.iter().take_while(|byte| class_of(**byte) == Kind::Blank).count(),
                Part::Digits { names: named } => {
                    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                    if *named {
                        names.push(rest.get(..length).unwrap_or_default());
                    }
                    length
                }
            };
            rest = rest.get(length..).unwrap_or_default();
        }
        names
    }

    /// Says that the `nth` naming number is a counter.
    pub fn unname(&mut self, nth: usize) {
        let named = self.parts.iter_mut().filter(|part| **part == (Part::Digits { names: true }));
        if let Some(part) = named.into_iter().nth(nth) {
            *part = Part::Digits { names: false };
        }
    }

    /// Whether both differ at most in the blanks at their end.
    pub fn same_but_blanks(&self, other: &Self) -> bool {
        self.parts.len() == other.parts.len()
            && self.parts.iter().zip(&other.parts).all(|(one, two)| one == two || one.is_digits() && two.is_digits())
    }

    pub fn shorten(&mut self, other: &Self) {
        self.tail = self.tail.min(other.tail);
    }

    /// Blanks at the end beyond one may be the text's own indentation.
    pub fn one_blank(&mut self) {
        self.tail = self.tail.min(1);
    }
}

impl Part {
    fn is_digits(&self) -> bool {
        matches!(self, Part::Digits { .. })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digit,
    Blank,
    Other,
}

fn class_of(byte: u8) -> Kind {
    match byte {
        b'0'..=b'9' => Kind::Digit,
        b' ' | b'\t' => Kind::Blank,
        _ => Kind::Other,
    }
}

const GREP: &str = "grep";
const QUOTE: &str = "quote";
const MARKS: &str = "list or diff marks";
const COMPOSE: &str = "compose";

/// What a prefix is called in the report.
fn label(prefix: &[u8]) -> &'static str {
    let text = prefix.trim_ascii();
    let months = [
        &b"Jan "[..],
        b"Feb ",
        b"Mar ",
        b"Apr ",
        b"May ",
        b"Jun ",
        b"Jul ",
        b"Aug ",
        b"Sep ",
        b"Oct ",
        b"Nov ",
        b"Dec ",
    ];
    let clock = text.len() >= 8 && text.get(2) == Some(&b':') && text.get(5) == Some(&b':');
    let number_last = text.strip_suffix(b":").or_else(|| text.strip_suffix(b"-")).and_then(<[u8]>::last);
    match text.first() {
        Some(b'>') => QUOTE,
        _ if prefix.first().is_some_and(u8::is_ascii_whitespace)
            && text.ends_with(b":")
            && text.windows(4).any(|four| four == b".go:") =>
        {
            "test log"
        }
        Some(b'+' | b'-' | b'*') => MARKS,
        _ if text.ends_with(b"|") => COMPOSE,
        _ if months.iter().any(|month| text.starts_with(month)) => "syslog",
        _ if clock => "jenkins-timestamper",
        _ if number_last.is_some_and(u8::is_ascii_digit) && !prefix.ends_with(b" ") => GREP,
        _ if text.ends_with(b"]") && text.starts_with(b"[") => "stage names",
        _ if text.ends_with(b"\"") => "quoted lines",
        _ => "line prefix",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(prefix: &str, line: &str, expected: Option<&str>) {
        let shape = Shape::of(prefix.as_bytes()).unwrap();
        let got = shape.strip(line.as_bytes()).map(|fit| std::str::from_utf8(fit.rest).unwrap());
        assert_eq!(got, expected, "{prefix:?} {line:?}");
    }

    #[test]
    fn digits_and_blanks_vary_and_the_rest_does_not() {
        check("15:07:07  ", "16:08:09    x()", Some("  x()"));
        check("api-1     | ", "api-1     |", Some(""));
        check("api-1     | ", "worker-1  | x", None);
        check("Jan 06 15:20:26.641748 host kubelet[311]: ", "Jan  7 01:02:03.1 host kubelet[9]: x", Some("x"));
        check("file.log:123:", "file.log:9:  x", Some("  x"));
        check("a-b.log:123:", "a-b.log-9-x", Some("x"));
        check("123:", "124-# x: y", Some("# x: y"));
        check("api-1: ", "api:1: x", None);
        check("  \"", "  \"main.f()\",", Some("main.f()"));
    }

    #[test]
    fn numbers_that_name_a_stream() {
        let shape = Shape::of(b"2020-01-02 03:04:05 api-1 | ").unwrap();
        assert_eq!(shape.names_of(b"2020-01-02 03:04:05 api-7 | x"), [b"7"]);
        let key = |line: &[u8]| shape.strip(line).unwrap().key;
        assert_eq!(key(b"2020-01-02 03:04:05 api-1 | a"), key(b"2021-11-12 13:14:15 api-1 | b"));
        assert_ne!(key(b"2020-01-02 03:04:05 api-1 | a"), key(b"2020-01-02 03:04:05 api-2 | a"));
    }

    #[test]
    fn blank_prefixes_are_none() {
        assert_eq!(Shape::of(b"    "), None);
        assert_eq!(Shape::of(b""), None);
    }
}
