//! What of other origin stands below a failure, and when enough of it does.

use crate::formats::More;

/// Lines of other origin in a row after which a failure is taken to have ended.
const MAX_FOREIGN: u32 = 60;
/// The same while its dump is still to come: a message may have paragraphs. Lines of a log are no part of any.
const MAX_WAIT: u32 = 1_000;

/// What was met since the last line that belonged to the failure.
#[derive(Default)]
pub struct Below {
    lines: u32,
    /// Those of them that are some log's.
    logged: u32,
    /// A blank line stood below the first.
    blank: bool,
    /// A line said that the failure is over; otherwise the text ended within it.
    ended: bool,
}

impl Below {
    /// A line that belongs to the failure.
    pub fn ours(&mut self) {
        (self.lines, self.logged) = (0, 0);
    }

    pub fn blank(&mut self) {
        self.blank = true;
    }

    /// A line that may be part of the message: directly below the first, it is.
    pub fn message(&mut self) {
        self.lines += u32::from(self.blank);
    }

    /// A line of others. `waits` where the dump is still to come.
    pub fn foreign(&mut self, text: &[u8], waits: bool) -> More {
        self.lines += 1;
        self.logged += u32::from(is_logged(text));
        let limit = if waits { MAX_WAIT } else { MAX_FOREIGN };
        if self.lines > limit || self.logged > MAX_FOREIGN { More::Before } else { More::Foreign }
    }

    /// Takes note of how the failure ends.
    pub fn ends_with(&mut self, more: More) {
        self.ended |= matches!(more, More::Before | More::End);
    }

    /// Nothing of others.
    pub fn is_none(&self) -> bool {
        self.lines == 0
    }

    /// More than a failure whose dump has begun may have.
    pub fn is_far(&self) -> bool {
        self.lines > MAX_FOREIGN
    }

    /// The text itself ends within the failure.
    pub fn is_end_of_text(&self) -> bool {
        !self.ended && self.lines == 0
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
