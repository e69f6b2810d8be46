//! Hands lines to the recognisers: first to the open blocks, newest first, then to all formats in the order of the table.

use crate::formats::records::Enclosing;
use crate::formats::tidb_log::tail;
use crate::formats::{FORMATS, Format, Machine, More, Opened, Records};
use crate::text::repair::framed;
use crate::text::{Block, Line};

/// How deep texts inside texts are followed.
pub const MAX_DEPTH: u32 = 4;

/// The recognisers' state for one stream of lines.
#[derive(Default)]
pub struct Reader {
    open: Vec<Open>,
    depth: u32,
    /// Memory of the last block, for the next one.
    spare: Block,
    /// The format that claimed the last line; None where nobody did, or where it only adjoins a log record.
    claimed_by: Option<&'static str>,
}

struct Open {
    format: &'static dyn Format,
    machine: Box<dyn Machine>,
    block: Block,
}

impl Reader {
    /// Offers a line to everybody; true when somebody claimed it.
    pub fn line(&mut self, line: Line<'_>, records: &mut Records) -> bool {
        self.claimed_by = None;
        let claimed =
            self.offer_to_open(line, records) || self.offer_to_all(line, records) || tail::goes_on(line, records);
        self.read_nested(records);
        claimed
    }

    /// The format that claimed the last line, if one did.
    pub fn claimed_by(&self) -> Option<&'static str> {
        self.claimed_by
    }

    /// Whether no block is open.
    pub fn is_idle(&self) -> bool {
        self.open.is_empty()
    }

    /// Reads the blocks that are still open.
    pub fn finish(&mut self, records: &mut Records) {
        while !self.open.is_empty() {
            self.close(0, records);
        }
        self.read_nested(records);
    }

    fn offer_to_open(&mut self, line: Line<'_>, records: &mut Records) -> bool {
        let mut at = self.open.len();
        while at > 0 {
            at -= 1;
            let Some(open) = self.open.get_mut(at) else { break };
            match open.machine.more(line) {
                More::Mine => {
                    self.claimed_by = Some(open.format.name());
                    open.block.push(line);
                    return true;
                }
                More::End => {
                    self.claimed_by = Some(open.format.name());
                    open.block.push(line);
                    self.close(at, records);
                    return true;
                }
                More::Foreign => {}
                More::Before => self.close(at, records),
            }
        }
        false
    }

    fn offer_to_all(&mut self, line: Line<'_>, records: &mut Records) -> bool {
        for format in FORMATS {
            // By name: the formats are of size zero and may all have one address.
            if self.open.iter().any(|open| open.format.name() == format.name()) {
                continue;
            }
            match format.open(line, records) {
                Opened::No => {}
                Opened::Done => {
                    self.claimed_by = Some(format.name());
                    return true;
                }
                Opened::Block(machine) => {
                    let mut block = std::mem::take(&mut self.spare);
                    block.start(line, machine.needs_lines());
                    self.claimed_by = Some(format.name());
                    self.open.push(Open { format: *format, machine, block });
                    return true;
                }
            }
        }
        false
    }

    fn close(&mut self, at: usize, records: &mut Records) {
        let open = self.open.remove(at);
        open.machine.read(&open.block, records);
        self.spare = open.block.spare();
    }

    /// Reads the texts that records held. Their lines have spans within that of the record: an
    /// escaped text is never shorter than what it stands for.
    fn read_nested(&mut self, records: &mut Records) {
        if records.nested.is_empty() {
            return;
        }
        for nested in std::mem::take(&mut records.nested) {
            if self.depth >= MAX_DEPTH {
                continue;
            }
            let mut inner = Reader { depth: self.depth + 1, ..Self::default() };
            let enclosing = records.enclosing.replace(Enclosing { time: nested.time });
            let mut offset = 0;
            for text in nested.text.split(|byte| *byte == b'\n') {
                // What was done to the lines of a source is undone before they come here; these stood inside one.
                let undone = framed::undo(text).map(|(undone, _)| undone);
                let line = undone.as_deref().unwrap_or(text);
                // Their order must not get lost, as it would with equal spans.
                inner.line(Line { text: line, span: nested.span.after(offset), stream: 0 }, records);
                offset += text.len() + 1;
            }
            inner.finish(records);
            records.enclosing = enclosing;
        }
    }
}
