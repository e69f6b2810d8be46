//! Whether a failure was read to its end, and if not, what is known to be missing.

use super::dump::Whole;
use crate::model::Text;

/// How the text of a failure ended.
pub struct Ending {
    /// The text itself ends there, not only the failure.
    pub here: bool,
    /// The runtime prints goroutines below such a failure.
    pub needs_dump: bool,
    pub goroutines: u64,
    pub whole: Whole,
}

impl Ending {
    /// What is missing, one clause each.
    pub fn missing(&self) -> Vec<Text> {
        const END: &str = "the text ends before the failure does";
        let mut missing: Vec<Text> = Vec::new();
        if self.goroutines == 0 && self.needs_dump {
            missing.push(if self.here { END } else { "no goroutine follows it" }.into());
        }
        if self.whole.broken {
            missing.push("frames of its goroutines are missing".into());
        }
        if self.whole.cut {
            missing.push(if self.here { END } else { "its last goroutine is not whole" }.into());
        }
        missing
    }
}

/// A line of somebody's log: it starts with a date or clock, with `time=`, a level, or is an object. No part of a message,
/// and no reason to wait for a dump any longer.
pub fn is_logged(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"[").unwrap_or(text);
    let shaped = |shape: &[u8]| {
        text.get(..shape.len()).is_some_and(|head| {
            head.iter().zip(shape).all(|(byte, sign)| match sign {
                b'0' => byte.is_ascii_digit(),
                b'/' => matches!(byte, b'/' | b'-'),
                _ => byte == sign,
            })
        })
    };
    let starts: [&[u8]; 4] = [b"time=", b"level=", b"ts=", b"{\""];
    shaped(b"0000/00/00")
        || shaped(b"00:00:00")
        || starts.iter().any(|start| text.starts_with(start))
        || has_level(text)
}

/// `INFO: `, `[WARN] `, `E0201 10:00:00.1`.
fn has_level(text: &[u8]) -> bool {
    const LEVELS: [&[u8]; 8] = [b"TRACE", b"DEBUG", b"INFO", b"WARN", b"WARNING", b"ERROR", b"FATAL", b"CRITICAL"];
    let word = text.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let (level, rest) = text.split_at_checked(word).unwrap_or_default();
    if matches!(level, b"I" | b"W" | b"E" | b"F") {
        return rest.get(..4).is_some_and(|date| date.iter().all(u8::is_ascii_digit)) && rest.get(4) == Some(&b' ');
    }
    LEVELS.contains(&level) && matches!(rest.first(), None | Some(b' ' | b':' | b']' | b'\t' | b'['))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(here: bool, goroutines: u64, whole: Whole, expected: &[&str]) {
        let ending = Ending { here, needs_dump: true, goroutines, whole };
        assert_eq!(ending.missing().iter().map(|text| &**text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn that_the_text_ends_is_said_only_where_it_does() {
        let (whole, cut) = (Whole::default(), Whole { cut: true, broken: false });
        check(true, 0, whole, &["the text ends before the failure does"]);
        check(false, 0, whole, &["no goroutine follows it"]);
        check(true, 3, cut, &["the text ends before the failure does"]);
        check(false, 3, cut, &["its last goroutine is not whole"]);
        check(true, 3, whole, &[]);
    }

    #[test]
    fn lines_of_logs() {
        for line in [
            "2015/11/16 16:32:48 [DEBUG] root",
            "[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1]",
            "10:00:01 x",
            "time=2026 level=INFO",
            "{\"level\":\"info\"}",
            "INFO: started",
            "[WARN] slow",
            "E0201 10:00:01.000000       1 main.go:31] x",
        ] {
            assert!(is_logged(line.as_bytes()), "{line}");
        }
        for line in ["long line of a message", "INFORMATION is power", "E = mc2", "level of water", "12 items"] {
            assert!(!is_logged(line.as_bytes()), "{line}");
        }
    }
}
