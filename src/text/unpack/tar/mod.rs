//! Tar archives as they arrive: each file is a layer of its own. Folders, links and devices hold no text.

mod header;

use super::held::Held;
use super::outlet::Outlet;
use super::remarks::{self, size};
use super::stage::Stage;
use header::{BLOCK_BYTES, Block};

/// A longer name or pax header is passed over.
const MAX_NAME_BYTES: u64 = 64 << 10;

/// One archive.
pub struct Archive {
    /// Where it stands: the names of its members begin so.
    path: String,
    depth: u8,
    held: Held,
    state: State,
    member: Option<(String, Stage)>,
    /// Name and size of the next member, where they did not fit its header.
    next_name: Option<Vec<u8>>,
    next_size: Option<u64>,
    files: u64,
    /// Bytes where a header should have stood.
    lost: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Header,
    /// The bytes of a member, then what fills up its last block.
    Body {
        left: u64,
        filling: u64,
    },
    /// A name or a pax header for the next member.
    Name {
        kind: u8,
        length: u64,
        filling: u64,
    },
    /// Behind the blocks of zeros.
    Ended,
}

/// Whether a tar archive begins so.
pub fn is_header(head: &[u8]) -> bool {
    head.first_chunk().and_then(header::read).is_some()
}

impl Archive {
    pub fn new(path: String, depth: u8) -> Self {
        Self {
            path,
            depth,
            held: Held::default(),
            state: State::Header,
            member: None,
            next_name: None,
            next_size: None,
            files: 0,
            lost: 0,
        }
    }

    pub fn push(&mut self, bytes: &[u8], out: &mut Outlet<'_>) {
        self.held.push(bytes);
        while !out.is_full() {
            let (before, state) = (self.held.len(), self.state);
            match state {
                State::Header | State::Ended => {
                    if let Some(block) = self.held.bytes().first_chunk::<BLOCK_BYTES>().copied() {
                        self.held.skip(BLOCK_BYTES);
                        self.header(&block, out);
                    }
                }
                State::Body { left, filling } => self.body(left, filling, out),
                State::Name { kind, length, filling } => self.name(kind, length, filling),
            }
            if self.held.len() == before && self.state == state {
                return;
            }
        }
    }

    pub fn finish(&mut self, subject: &str, out: &mut Outlet<'_>) {
        if out.is_full() {
            self.end_member(out);
            return;
        }
        self.found_again(out);
        let name = self.end_member(out);
        match (self.state, name) {
            (State::Body { left: 1.., .. }, Some(name)) => {
                out.remark("cut", format!("{subject} ends early, in {name}: what stood before the cut was read."));
            }
            (State::Body { left: 1.., .. } | State::Name { .. }, _) => {
                out.remark("cut", format!("{subject} ends early: what stood before the cut was read."));
            }
            _ if self.held.bytes().iter().any(|byte| *byte != 0) => {
                let text = format!("{subject} ends early, within a header: what stood before the cut was read.");
                out.remark("cut", text);
            }
            _ if self.files == 0 => out.remark("not_read", format!("{subject} holds no files.")),
            _ => {}
        }
    }

    fn header(&mut self, block: &Block, out: &mut Outlet<'_>) {
        let Some(header) = header::read(block) else {
            if block.iter().all(|byte| *byte == 0) {
                self.state = State::Ended;
            } else {
                self.lost += BLOCK_BYTES as u64;
            }
            return;
        };
        self.found_again(out);
        let length =
            self.next_size.take().filter(|_| !matches!(header.kind, b'x' | b'g' | b'L' | b'K')).unwrap_or(header.size);
        let filling = (BLOCK_BYTES as u64 - length % BLOCK_BYTES as u64) % BLOCK_BYTES as u64;
        self.state = match header.kind {
            b'x' | b'L' => State::Name { kind: header.kind, length, filling },
            b'0' | 0 | b'7' | b'S' => {
                let name = self.next_name.take().map_or(header.name, |name| remarks::name(&name));
                let name = format!("{}{name}", self.path);
                self.files += 1;
                // Old archives write folders as files of no size.
                if length > 0 && !name.ends_with('/') {
                    let stage = Stage::of_member(&name, self.depth);
                    self.member = Some((name, stage));
                }
                State::Body { left: length, filling }
            }
            // Links and folders have no bytes, whatever their size says.
            b'1'..=b'6' => {
                self.next_name = None;
                State::Header
            }
            _ => State::Body { left: length, filling },
        };
        if self.state == (State::Body { left: 0, filling: 0 }) {
            self.end_member(out);
            self.state = State::Header;
        }
    }

    fn body(&mut self, left: u64, filling: u64, out: &mut Outlet<'_>) {
        let length = left.min(self.held.len() as u64);
        if let Some((_, member)) = &mut self.member {
            member.push(self.held.bytes().get(..length as usize).unwrap_or_default(), out);
        }
        self.held.skip(length as usize);
        let left = left - length;
        let filled = if left == 0 { filling.min(self.held.len() as u64) } else { 0 };
        self.held.skip(filled as usize);
        let filling = filling - filled;
        self.state = State::Body { left, filling };
        if left == 0 {
            self.end_member(out);
        }
        if left + filling == 0 {
            self.state = State::Header;
        }
    }

    fn name(&mut self, kind: u8, length: u64, filling: u64) {
        if length > MAX_NAME_BYTES {
            self.state = State::Body { left: length, filling };
            return;
        }
        let Some(bytes) = self.held.bytes().get(..length as usize) else { return };
        if kind == b'x' {
            let (name, size) = header::pax(bytes);
            self.next_name = name.or(self.next_name.take());
            self.next_size = size;
        } else {
            self.next_name = Some(header::text(bytes).to_vec());
        }
        self.held.skip(length as usize);
        self.state = State::Body { left: 0, filling };
    }

    fn end_member(&mut self, out: &mut Outlet<'_>) -> Option<String> {
        let (name, mut member) = self.member.take()?;
        member.finish(out);
        Some(name)
    }

    /// Says what stood where no header could be read.
    fn found_again(&mut self, out: &mut Outlet<'_>) {
        let lost = std::mem::take(&mut self.lost);
        if lost > 0 {
            let text = format!("The tar archive is damaged: {} belong to no member and were not read.", size(lost));
            out.remark("damaged", text);
        }
    }
}
