//! Zip archives read from front to back (PKWARE APPNOTE 4.3), since the end of a source that is pushed is not there yet. Each
//! member is a layer of its own; one that is damaged, encrypted or packed in a way that is not read is named, and the next
//! one is read. The list at the end is held against what was met.

mod behind;
mod ending;
mod header;
mod list;

use super::checksum::Sum;
use super::held::Held;
use super::inflate::{self, Inflate};
use super::outlet::Outlet;
use super::remarks::size;
use super::stage::Stage;
pub use header::begins_within;
use header::{Local, method_name};
use list::{List, Step};

/// One archive.
pub struct Archive {
    /// Where it stands: the names of its members begin so.
    path: String,
    depth: u8,
    held: Held,
    state: State,
    inflate: Inflate,
    local: Local,
    member: Option<Stage>,
    /// Checksum and length of what the member unpacks to.
    sum: Sum,
    /// Packed bytes of the member that are used.
    used: u64,
    members: u64,
    list: List,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Header,
    Stored,
    Inflate,
    /// The rest of a member that is not read, of a known length.
    Skip(u64),
    /// A member whose length follows: stored and read, or not read.
    Search,
    /// Checksum and sizes behind a member.
    Late,
    List,
    /// Bytes that belong to nothing.
    Lost(u64),
}

impl Archive {
    pub fn new(path: String, depth: u8) -> Self {
        Self {
            path,
            depth,
            held: Held::default(),
            state: State::Header,
            inflate: Inflate::default(),
            local: Local::default(),
            member: None,
            sum: Sum::default(),
            used: 0,
            members: 0,
            list: List::default(),
        }
    }

    pub fn push(&mut self, packed: &[u8], out: &mut Outlet<'_>) {
        self.held.push(packed);
        self.work(out, false);
    }

    pub fn finish(&mut self, subject: &str, out: &mut Outlet<'_>) {
        self.work(out, true);
        if out.is_full() {
            self.end_member(out);
            return;
        }
        if self.member.is_some() {
            self.end_member(out);
            let name = &self.local.name;
            out.remark("cut", format!("{subject} ends early, in {name}: what was unpacked before the cut was read."));
            return;
        }
        let problem = match self.state {
            State::List => self.list.problem(self.members),
            State::Lost(bytes) => {
                self.lost(bytes + self.held.len() as u64, out);
                None
            }
            _ => Some((
                "cut",
                "ends early: its list of members is missing, and what was met before the cut was read".into(),
            )),
        };
        if let Some((kind, text)) = problem {
            out.remark(kind, format!("{subject} {text}."));
        }
    }

    fn work(&mut self, out: &mut Outlet<'_>, is_all: bool) {
        while !out.is_full() {
            let (before, state) = (self.held.len(), self.state);
            match state {
                State::Header => self.header(out),
                State::Stored => self.stored(out),
                State::Inflate => self.inflate(out),
                State::Skip(left) => {
                    let length = left.min(self.held.len() as u64);
                    self.held.skip(length as usize);
                    self.state = if left == length { self.behind() } else { State::Skip(left - length) };
                }
                State::Search => self.search(out, is_all),
                State::Late => self.late(out, is_all),
                State::List => match self.list.step(self.held.bytes()) {
                    Step::Taken(length) => self.held.skip(length),
                    Step::Hungry => {}
                },
                State::Lost(bytes) => self.find_next(bytes, out),
            }
            if self.held.len() == before && self.state == state {
                return;
            }
        }
    }

    /// What comes behind the bytes of a member.
    fn behind(&self) -> State {
        if self.local.is_late { State::Late } else { State::Header }
    }

    fn header(&mut self, out: &mut Outlet<'_>) {
        let bytes = self.held.bytes();
        let [b'P', b'K', a, b, ..] = bytes else {
            // The signs of all headers begin with the same letters.
            if bytes.iter().zip(b"PK").any(|(byte, sign)| byte != sign) {
                self.state = State::Lost(0);
            }
            return;
        };
        match [*a, *b] {
            [3, 4] => {
                let Some(mut local) = Local::read(bytes) else { return };
                self.held.skip(local.length);
                local.name.insert_str(0, &self.path);
                self.begin(local, out);
            }
            [1, 2] | [5, 5 | 6] | [6, 6..=8] => self.state = State::List,
            // An archive that was made to be split begins with a sign of its own.
            [7, 8] | [b'0', b'0'] if self.members == 0 => self.held.skip(4),
            _ => self.state = State::Lost(0),
        }
    }

    fn begin(&mut self, local: Local, out: &mut Outlet<'_>) {
        self.members += 1;
        (self.sum, self.used) = (Sum::default(), 0);
        let why = match local.method {
            _ if local.is_nothing => None,
            _ if local.is_encrypted => Some("is encrypted".to_owned()),
            0 | 8 => None,
            method => Some(format!("is packed with {}", method_name(method))),
        };
        if let Some(why) = &why {
            let length = local.packed.map_or(String::new(), |bytes| format!(" ({})", size(bytes)));
            out.remark("not_read", format!("{} in the archive {why}{length} and was not read.", local.name));
        }
        let is_read = why.is_none() && !local.is_nothing;
        self.member = is_read.then(|| Stage::of_member(&local.name, self.depth));
        self.state = match local.packed {
            Some(0) if local.method == 0 && !local.is_late => State::Header,
            None if local.method == 0 || !is_read => State::Search,
            Some(bytes) if !is_read => {
                self.used = bytes;
                State::Skip(bytes)
            }
            _ if local.method == 0 => State::Stored,
            _ => {
                self.inflate.reset();
                State::Inflate
            }
        };
        self.local = local;
        if self.state == State::Header {
            self.end_member(out);
        }
    }

    fn stored(&mut self, out: &mut Outlet<'_>) {
        let left = self.local.packed.unwrap_or_default() - self.used;
        let length = left.min(self.held.len() as u64) as usize;
        self.take(length, out);
        if self.used == self.local.packed.unwrap_or_default() {
            self.whole(out);
        }
    }

    /// Hands on stored bytes.
    fn take(&mut self, length: usize, out: &mut Outlet<'_>) {
        let bytes = self.held.bytes().get(..length).unwrap_or_default();
        self.sum.add(out.tables(), bytes);
        if let Some(member) = &mut self.member {
            member.push(bytes, out);
        }
        self.held.skip(length);
        self.used += length as u64;
    }

    fn inflate(&mut self, out: &mut Outlet<'_>) {
        let all = self.held.bytes();
        let left = self.local.packed.map_or(u64::MAX, |packed| packed - self.used);
        let bytes = all.get(..usize::try_from(left).unwrap_or(usize::MAX)).unwrap_or(all);
        let is_last = bytes.len() as u64 == left;
        let (sum, member) = (&mut self.sum, &mut self.member);
        let step = self.inflate.push(bytes, |bytes| {
            sum.add(out.tables(), bytes);
            if let Some(member) = member {
                member.push(bytes, out);
            }
            !out.is_full()
        });
        if out.is_full() {
            return;
        }
        match step.state {
            inflate::State::Ended if self.local.packed.is_none() || step.used as u64 == left => {
                self.held.skip(step.used);
                self.used += step.used as u64;
                self.whole(out);
            }
            inflate::State::Hungry if !is_last => {
                self.held.skip(step.used);
                self.used += step.used as u64;
            }
            // The bytes of this piece may be those of what follows.
            _ => {
                self.damaged("its packed data is broken", out);
                self.used += if self.local.packed.is_some() { left } else { 0 };
                self.state = if self.local.packed.is_some() { State::Skip(left) } else { State::Search };
            }
        }
    }

    /// All bytes of a member are there: does it hold what it should?
    fn whole(&mut self, out: &mut Outlet<'_>) {
        if self.local.is_late {
            self.state = State::Late;
            return;
        }
        if self.sum.sum() != self.local.sum || self.local.size.is_some_and(|size| size != self.sum.length) {
            self.damaged("its checksum differs", out);
        }
        self.end_member(out);
        self.state = State::Header;
    }

    fn damaged(&mut self, why: &str, out: &mut Outlet<'_>) {
        let text = format!(
            "{} in the archive is damaged: {why}, so what was read of it may be altered or incomplete.",
            self.local.name
        );
        self.end_member(out);
        out.remark("damaged", text);
    }

    fn end_member(&mut self, out: &mut Outlet<'_>) {
        if let Some(mut member) = self.member.take() {
            member.finish(out);
        }
    }
}
