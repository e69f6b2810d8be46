//! Takes out of a line what is no text: escape sequences, control bytes, invisible characters.

use crate::text::repair::Repairs;

const ESCAPE: u8 = 0x1b;
const BELL: u8 = 0x07;

/// Whether a line holds nothing to take out: printable ASCII and tabs only.
pub fn is_plain(line: &[u8]) -> bool {
    // By hand: the worker is compiled for size, where no vector loop is made of a plain one.
    let (pairs, rest) = line.as_chunks::<16>();
    pairs.iter().all(|pair| are_printable(u128::from_le_bytes(*pair)) || pair.iter().all(|byte| is_plain_byte(*byte)))
        && rest.iter().all(|byte| is_plain_byte(*byte))
}

fn is_plain_byte(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t')
}

/// Whether sixteen bytes are from blank to tilde. Two halves, as no machine here adds more at a time.
fn are_printable(bytes: u128) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = ONES << 7;
    let (one, other) = (bytes as u64, (bytes >> 64) as u64);
    // The upper bit is set where a byte is not below a blank, and where it is above a tilde. Only a byte whose own upper bit
    // is set reaches into the next one, and that is enough to say no.
    let from_blank = |word: u64| word.wrapping_add(ONES * (0x80 - 0x20));
    let above = |word: u64| word | word.wrapping_add(ONES);
    (above(one) | above(other) | !(from_blank(one) & from_blank(other))) & HIGH == 0
}

/// Writes the cleaned line into `out`. A carriage return within the line becomes a line break.
pub fn clean(line: &[u8], out: &mut Vec<u8>, repairs: &mut Repairs) {
    out.clear();
    let mut rest = line;
    while let Some(byte) = rest.first() {
        let length = match *byte {
            ESCAPE => {
                repairs.count("escape sequences");
                sequence(rest)
            }
            b'\r' => {
                if rest.len() > 1 && !out.ends_with(b"\n") && !out.is_empty() {
                    repairs.count("carriage returns within a line");
                    out.push(b'\n');
                }
                1
            }
            b'\t' | b' '..=b'~' => {
                out.push(*byte);
                1
            }
            0..=0x1f | 0x7f => {
                repairs.count("control characters");
                1
            }
            _ => wide(rest, out, repairs),
        };
        rest = rest.get(length.max(1)..).unwrap_or_default();
    }
    if out.ends_with(b"\n") {
        out.pop();
    }
}

/// The length of the escape sequence at the start.
fn sequence(rest: &[u8]) -> usize {
    match rest.get(1) {
        // CSI: parameters and intermediates up to a letter or sign.
        Some(b'[') => {
            let body = rest.get(2..).unwrap_or_default();
            let parameters = body.iter().take_while(|byte| matches!(byte, 0x20..=0x3f)).count();
            let ended = matches!(body.get(parameters), Some(0x40..=0x7e));
            2 + parameters + usize::from(ended)
        }
        // OSC, APC (Buildkite's time stamps), DCS, PM, SOS: up to BEL or ESC \.
        Some(b']' | b'_' | b'P' | b'^' | b'X') => {
            let body = rest.get(2..).unwrap_or_default();
            let end = body.iter().position(|byte| *byte == BELL || *byte == ESCAPE);
            match end {
                Some(end) if body.get(end) == Some(&BELL) => 2 + end + 1,
                Some(end) => 2 + end + 2,
                None => 2,
            }
        }
        Some(b'(' | b')' | b'#') => 3,
        // go test escapes its own control bytes with ESC (docs/spec/go-reports.md §1.9): the byte after it is text.
        Some(0x16 | 0x0e | 0x0f | 0x1b | b'=' | b'>' | b'7' | b'8' | b'c' | b'D' | b'M') => 2,
        _ => 1,
    }
}

/// A character outside ASCII at the start: kept, made a blank, or dropped. Gives its length.
fn wide(rest: &[u8], out: &mut Vec<u8>, repairs: &mut Repairs) -> usize {
    match rest {
        [0xc2, 0xa0, ..] => {
            repairs.count("no-break spaces");
            out.push(b' ');
            2
        }
        [0xe2, 0x80, 0xaf, ..] => {
            repairs.count("no-break spaces");
            out.push(b' ');
            3
        }
        [0xe2, 0x80, 0x8b..=0x8f, ..] | [0xe2, 0x81, 0xa0, ..] | [0xef, 0xbb, 0xbf, ..] => {
            repairs.count("invisible characters");
            3
        }
        [0xe2, 0x80, 0xa8 | 0xa9, ..] => {
            repairs.count("carriage returns within a line");
            out.push(b'\n');
            3
        }
        // A replacement character where the escape byte was: `�[31m`.
        [0xef, 0xbf, 0xbd, b'[', tail @ ..] if bare_colour(tail).is_some() => {
            repairs.count("escape sequences");
            4 + bare_colour(tail).unwrap_or(0)
        }
        [byte, ..] => {
            out.push(*byte);
            1
        }
        [] => 1,
    }
}

/// Takes out colours whose escape byte was lost: `[31;1m`, `[0m`. True when there were any.
pub fn drop_bare_colours(line: &[u8], out: &mut Vec<u8>) -> bool {
    out.clear();
    let (mut rest, mut found) = (line, false);
    while let Some(at) = memchr::memchr(b'[', rest) {
        let (head, tail) = rest.split_at_checked(at).unwrap_or((rest, b""));
        out.extend_from_slice(head);
        let body = tail.get(1..).unwrap_or_default();
        if let Some(length) = bare_colour(body) {
            found = true;
            if out.ends_with(b"^[") {
                out.truncate(out.len() - 2);
            }
            rest = body.get(length..).unwrap_or_default();
        } else {
            out.push(b'[');
            rest = body;
        }
    }
    out.extend_from_slice(rest);
    found
}

/// `31;1m`, `m`, `0K`: the length, where it is a colour.
fn bare_colour(body: &[u8]) -> Option<usize> {
    let parameters = body.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
    let sane = (1..=12).contains(&parameters);
    (sane && matches!(body.get(parameters), Some(b'm' | b'K'))).then_some(parameters + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        let mut out = Vec::new();
        clean(input.as_bytes(), &mut out, &mut Repairs::default());
        assert_eq!(String::from_utf8(out).unwrap(), expected, "{input:?}");
    }

    #[test]
    fn plain_bytes() {
        for byte in 0..=255_u8 {
            let line = [b"fifteen bytes \t".as_slice(), &[byte]].concat();
            assert_eq!(is_plain(&line), is_plain_byte(byte), "{byte:#x}");
            assert_eq!(is_plain(&[byte]), is_plain_byte(byte), "{byte:#x}");
        }
    }

    #[test]
    fn escape_sequences_go() {
        check("\x1b[31;1mWARNING: DATA RACE\x1b[0m", "WARNING: DATA RACE");
        check("\x1b_bk;t=1700000000000\x07text", "text");
        check("\x1b]8;;https://x\x1b\\link\x1b]8;;\x1b\\", "link");
        check("section_start:1:x\r\x1b[0Ktext", "section_start:1:x\ntext");
        check("\u{fffd}[31mx", "x");
    }

    #[test]
    fn control_bytes_of_go_test_go_and_the_text_stays() {
        check("\x16=== RUN   TestA", "=== RUN   TestA");
        check("a_test.go:1: \x0foh\x1b\x0e\x0e", "a_test.go:1: oh");
    }

    #[test]
    fn invisible_characters() {
        check("\u{a0}\u{a0}main.main()\u{200b}", "  main.main()");
        check("\u{feff}x", "x");
        check("10%\r20%\r", "10%\n20%");
        check("é 数 ·", "é 数 ·");
    }

    #[test]
    fn colours_without_their_escape_byte() {
        let mut out = Vec::new();
        assert!(drop_bare_colours(b"^[[31;1mWARNING[0m [3] [running]", &mut out));
        assert_eq!(out, b"WARNING [3] [running]");
    }
}
