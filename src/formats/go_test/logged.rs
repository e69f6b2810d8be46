//! What a test says of itself with `t.Error` and `t.Log`: a place, and a text whose further lines are indented deeper.
//!
//! ```text
//!     pool_test.go:17: got 2, want 3
//!         of 5
//! ```

use crate::decode::go_frame;
use crate::formats::{Machine, More, Records};
use crate::model::Text;
use crate::text::{Block, Line, bytes};

/// Lines of one message that are kept.
const MAX_LINES: usize = 60;
/// Bytes of one line: more than a whole message may have, so that the cut of the message shows.
const MAX_LINE: usize = 128 << 10;

/// Further lines are indented by at least so many columns more, by testing itself.
const DEEPER_COLUMNS: usize = 4;

pub struct Logged {
    test: Option<Text>,
    stream: u32,
    column: usize,
    message: String,
    lines: usize,
}

impl Logged {
    /// A message of a test: indented, as a log line of a program is not.
    pub fn open(line: Line<'_>, test: Option<Text>) -> Option<Self> {
        let column = column(line.text);
        let indented = line.text.starts_with(b"    ") || line.text.starts_with(b"\t");
        (indented && go_frame::log_prefix(line.text).is_some()).then(|| Self {
            test,
            stream: line.stream,
            column,
            message: bytes::text(short(line.trimmed())).to_string(),
            lines: 1,
        })
    }
}

impl Machine for Logged {
    /// Further lines are kept and handed on: a test also logs the panics and reports of the programs it ran.
    fn more(&mut self, line: Line<'_>) -> More {
        if line.is_blank() {
            return More::Foreign;
        }
        let indent = self.column + DEEPER_COLUMNS;
        let deeper = column(line.text) >= indent;
        if !deeper || line.trimmed().starts_with(b"--- ") || self.lines >= MAX_LINES {
            return More::Before;
        }
        self.lines += 1;
        self.message.push('\n');
        self.message.push_str(&bytes::text(short(without_indent(line.text, indent).trim_ascii_end())));
        More::Foreign
    }

    fn read(self: Box<Self>, _block: &Block, records: &mut Records) {
        let Records { go, tests, .. } = records;
        go.log(self.stream, self.test.as_ref(), self.column, self.message.into(), tests);
    }
}

/// Longer lines are cut here; that something is left out is said where the whole message is cut.
fn short(line: &[u8]) -> &[u8] {
    line.get(..MAX_LINE).unwrap_or(line)
}

/// Column of the first character that is no white space; tabs go to the next multiple of eight.
pub fn column(line: &[u8]) -> usize {
    let blanks = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
    blanks.fold(0, |column, byte| if *byte == b'\t' { (column / 8 + 1) * 8 } else { column + 1 })
}

/// The line from the given column on.
fn without_indent(line: &[u8], indent: usize) -> &[u8] {
    let (mut at, mut reached) = (0, 0);
    for byte in line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')) {
        if reached >= indent {
            break;
        }
        reached = if *byte == b'\t' { (reached / 8 + 1) * 8 } else { reached + 1 };
        at += 1;
    }
    line.get(at..).unwrap_or_default()
}
