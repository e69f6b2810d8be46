//! Goroutines with their stacks, read line by line (docs/spec/go-reports.md §2.1).
//!
//! Blank lines and indentation carry no information: pastes drop or double them. What a line is follows from its text.

use super::header::{self, Header};
use crate::decode::go_frame;
use crate::model::{Ancestor, Frame, Goroutine, Text};
use crate::text::bytes;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Goroutines listed one by one; from there on, goroutines with equal state and stack are counted in one entry.
const LISTED_SINGLY: usize = 2_000;
/// Different goroutines kept; from there on they are only counted.
const MAX_LISTED: usize = 5_000;

/// A dump as far as it has been read.
#[derive(Default)]
pub struct Dump {
    pub goroutines: Vec<Goroutine>,
    /// Headers met.
    pub count: u64,
    /// Goroutines that were counted and not listed.
    pub unlisted: u64,
    open: Option<Open>,
    /// First listed goroutine per hash of state and stack.
    alike: HashMap<u64, usize>,
    names: HashMap<Box<[u8]>, Text>,
    whole: Whole,
}

/// What of a dump is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    /// A frame has no place, or a goroutine no stack, with others below.
    pub broken: bool,
    /// The same at its end.
    pub cut: bool,
}

impl Whole {
    pub fn is_all(self) -> bool {
        !self.broken && !self.cut
    }
}

/// The goroutine being read.
struct Open {
    goroutine: Goroutine,
    /// Where the next place belongs.
    waits: Waits,
    /// Whose frames these are.
    of: Of,
    /// The runtime said that it has none to show.
    no_stack: bool,
    /// The line above is a function if a place follows: it has no arguments (`runtime.gopark`, as error trackers print
    /// dumps), or no package (`runfinq()`, before Go 1.5).
    maybe: Option<Text>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Waits {
    No,
    Frame,
    Creator,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Goroutine,
    /// The newest of its ancestors.
    Ancestor,
    /// `runtime stack:`: read and not kept.
    Runtime,
}

impl Open {
    /// Where its newest frames belong, and its creator.
    fn stack(&mut self) -> Option<(&mut Vec<Frame>, &mut Option<Frame>)> {
        let goroutine = &mut self.goroutine;
        match self.of {
            Of::Goroutine => Some((&mut goroutine.frames, &mut goroutine.created_by)),
            Of::Ancestor => goroutine.ancestors.last_mut().map(|one| (&mut one.frames, &mut one.created_by)),
            Of::Runtime => None,
        }
    }
}

impl Dump {
    /// Reads a line; false when it does not belong to a dump.
    pub fn line(&mut self, text: &[u8]) -> bool {
        let text = text.trim_ascii();
        if let Some(header) = header::read(text) {
            self.start(header);
            return true;
        }
        if text == b"runtime stack:" {
            self.close();
            self.open = Some(Open {
                goroutine: Goroutine::default(),
                waits: Waits::No,
                of: Of::Runtime,
                no_stack: false,
                maybe: None,
            });
            return true;
        }
        let Some(open) = self.open.as_mut() else { return false };
        let above = open.maybe.take();
        self.creator(text)
            || self.ancestor(text)
            || self.remark(text)
            || self.place(text, above)
            || self.function(text)
            || self.maybe(text)
    }

    /// A goroutine starts here.
    pub fn start(&mut self, header: Header<'_>) {
        self.close();
        self.count += 1;
        let goroutine = Goroutine {
            id: self.name(header.id),
            state: self.name(header.state),
            wait_minutes: header.wait_minutes,
            locked: header.locked,
            labels: header.labels.map(bytes::text),
            count: 1,
            ..Goroutine::default()
        };
        self.open = Some(Open { goroutine, waits: Waits::No, of: Of::Goroutine, no_stack: false, maybe: None });
    }

    /// Whether a goroutine is being read whose id is this.
    pub fn reads(&self, id: &[u8]) -> bool {
        self.open.as_ref().is_some_and(|open| open.goroutine.id.as_bytes() == id && open.goroutine.frames.is_empty())
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Ends the last goroutine, and says what of the dump is missing.
    pub fn finish(&mut self) -> Whole {
        let before = std::mem::take(&mut self.whole.broken);
        self.close();
        Whole { broken: before, cut: self.whole.broken }
    }

    fn close(&mut self) {
        let Some(Open { goroutine, of, no_stack, .. }) = self.open.take() else { return };
        if of == Of::Runtime {
            return;
        }
        let stackless = goroutine.all_frames().next().is_none() && !no_stack;
        self.whole.broken |= stackless || goroutine.all_frames().any(|frame| frame.file.is_empty());
        if self.goroutines.len() < LISTED_SINGLY {
            self.goroutines.push(goroutine);
            return;
        }
        self.index();
        let key = likeness(&goroutine);
        let listed = self.goroutines.len();
        let first = self.alike.get(&key).and_then(|at| self.goroutines.get_mut(*at));
        if let Some(first) = first.filter(|first| same_stack(first, &goroutine)) {
            first.count += 1;
        } else if listed < MAX_LISTED {
            self.alike.insert(key, listed);
            self.goroutines.push(goroutine);
        } else {
            self.unlisted += 1;
        }
    }

    /// Makes the goroutines listed so far findable.
    fn index(&mut self) {
        if self.alike.is_empty() {
            for (at, goroutine) in self.goroutines.iter().enumerate() {
                self.alike.entry(likeness(goroutine)).or_insert(at);
            }
        }
    }

    /// `created by F in goroutine 7`.
    fn creator(&mut self, text: &[u8]) -> bool {
        let Some(rest) = text.strip_prefix(b"created by ") else { return false };
        let at = memchr::memmem::rfind(rest, b" in goroutine ");
        let (function, parent) = match at.and_then(|at| rest.split_at_checked(at)) {
            Some((function, tail)) => (function, tail.strip_prefix(b" in goroutine ")),
            None => (rest, None),
        };
        // The text may be cut within ` in goroutine 7`.
        let cut: [&[u8]; 3] = [b" in goroutine", b" in", b" i"];
        let function = cut.iter().find_map(|cut| function.strip_suffix(*cut)).unwrap_or(function);
        let function = self.name(function.strip_suffix(b"()").unwrap_or(function).trim_ascii());
        let parent = parent.map(|id| self.name(id.trim_ascii()));
        let Some(open) = self.open.as_mut() else { return true };
        if open.of == Of::Goroutine {
            open.goroutine.parent = parent;
        }
        if let Some((_, creator)) = open.stack() {
            *creator = Some(go_frame::frame(function));
            open.waits = Waits::Creator;
        }
        true
    }

    /// `[originating from goroutine 9]:`, above the stack of an ancestor.
    fn ancestor(&mut self, text: &[u8]) -> bool {
        let Some(rest) = text.strip_prefix(b"[originating from goroutine ") else { return false };
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let id = self.name(rest.get(..digits).unwrap_or_default());
        if let Some(open) = self.open.as_mut().filter(|open| open.of != Of::Runtime) {
            open.goroutine.ancestors.push(Ancestor { goroutine: id, ..Ancestor::default() });
            (open.of, open.waits) = (Of::Ancestor, Waits::No);
        }
        true
    }

    /// Lines that are neither function nor place.
    fn remark(&mut self, text: &[u8]) -> bool {
        let Some(open) = self.open.as_mut() else { return false };
        if let Some(rest) = text.strip_prefix(b"...").filter(|rest| bytes::contains(rest, b"frames elided")) {
            let count = Some(bytes::number(rest).map_or(0, |(count, _)| count));
            match open.goroutine.ancestors.last_mut() {
                Some(ancestor) => ancestor.elided = count,
                None => open.goroutine.elided = count,
            }
            return true;
        }
        if text.starts_with(b"goroutine running on other thread") {
            open.no_stack = true;
            return true;
        }
        is_register(text)
            || text.starts_with(b"PC=0x")
            || text.starts_with(b"instruction bytes:")
            || is_memory(text)
            || text.starts_with(b"runtime: g ") && bytes::contains(text, b": unexpected return pc for ")
    }

    /// `above` is what may be the function, where nothing surer is.
    fn place(&mut self, text: &[u8], above: Option<Text>) -> bool {
        let Some(at) = go_frame::place(text) else { return false };
        let Some(open) = self.open.as_mut() else { return false };
        if open.waits == Waits::No
            && let Some(function) = above
            && let Some((frames, _)) = open.stack()
        {
            frames.push(go_frame::frame(function));
            open.waits = Waits::Frame;
        }
        let waits = open.waits;
        if waits == Waits::No {
            // The function above it was lost; nothing is made up for it.
            return at.offset.is_some();
        }
        let (file, offset) = (self.name(at.file), at.offset.map(|offset| self.name(offset)));
        let Some(open) = self.open.as_mut() else { return false };
        let frame = open.stack().and_then(|(frames, creator)| match waits {
            Waits::Creator => creator.as_mut(),
            _ => frames.last_mut(),
        });
        if let Some(frame) = frame {
            (frame.file, frame.line, frame.offset) = (file, Some(at.line), offset);
        }
        open.waits = Waits::No;
        true
    }

    fn function(&mut self, text: &[u8]) -> bool {
        let Some(function) = go_frame::function(text) else { return false };
        let function = self.name(function);
        let Some(open) = self.open.as_mut() else { return false };
        if let Some((frames, _)) = open.stack() {
            frames.push(go_frame::frame(function));
        }
        open.waits = Waits::Frame;
        true
    }

    /// A line that is a function only if a place follows it.
    fn maybe(&mut self, text: &[u8]) -> bool {
        let call = text.strip_suffix(b"()").unwrap_or(text);
        let name = if call.len() < text.len() || go_frame::is_dotted(text) { call } else { b"" };
        let name = (!name.is_empty() && name.iter().all(|byte| is_name(*byte))).then(|| self.name(name));
        let Some(open) = self.open.as_mut() else { return false };
        if open.waits == Waits::No {
            open.maybe = name;
        }
        open.waits == Waits::No && open.maybe.is_some()
    }

    /// The text, shared by all frames that have it.
    fn name(&mut self, name: &[u8]) -> Text {
        if let Some(text) = self.names.get(name) {
            return text.clone();
        }
        let text = bytes::text(name);
        self.names.insert(name.into(), text.clone());
        text
    }
}

/// What a name of a function without arguments is made of.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-/*()[]%~".contains(&byte)
}

/// `00007ffc3a320ee0:  00007ffc3a320f50  000000000042e53c <runtime.dopanic_m+540>`: words of a stack that the runtime
/// could not walk.
fn is_memory(text: &[u8]) -> bool {
    if text.starts_with(b"stack: frame={sp:0x") {
        return true;
    }
    let Some((address, words)) = memchr::memchr(b':', text).and_then(|at| text.split_at_checked(at)) else {
        return false;
    };
    let hex = |word: &[u8]| {
        let digits = word.strip_prefix(b"0x").unwrap_or(word);
        digits.len() >= 8 && digits.iter().all(u8::is_ascii_hexdigit)
    };
    let mut words = words.get(1..).unwrap_or_default().split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    hex(address) && words.next().is_some_and(hex)
}

/// `rax    0x0`: a register of a crashed thread.
fn is_register(text: &[u8]) -> bool {
    let name = text.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let Some((_, value)) = text.split_at_checked(name).filter(|_| (1..=8).contains(&name)) else { return false };
    let value = value.trim_ascii();
    value.len() + name < text.len()
        && value.strip_prefix(b"0x").is_some_and(|hex| !hex.is_empty() && hex.iter().all(u8::is_ascii_hexdigit))
}

fn likeness(goroutine: &Goroutine) -> u64 {
    let mut hasher = DefaultHasher::new();
    goroutine.state.hash(&mut hasher);
    for frame in goroutine.all_frames() {
        (&frame.function, frame.line).hash(&mut hasher);
    }
    hasher.finish()
}

fn same_stack(a: &Goroutine, b: &Goroutine) -> bool {
    a.state == b.state && a.created_by == b.created_by && a.all_frames().eq(b.all_frames())
}
