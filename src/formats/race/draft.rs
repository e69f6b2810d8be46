//! A report while it is being read: names as ranges of one arena, made into shared texts once at the end.

use super::classify::{Actor, Header, Place};
use crate::formats::Records;
use crate::model::{Access, AccessKind, Creation, Frame, RaceReport, Role, Span, Text};
use crate::text::bytes;
use std::ops::Range;

/// Frames kept of one report; a report of a deep recursion has some 1,300.
const MAX_FRAMES: usize = 20_000;

/// What was read so far.
#[derive(Default)]
pub struct Draft {
    arena: Vec<u8>,
    accesses: Vec<DraftAccess>,
    creations: Vec<DraftCreation>,
    section: Section,
    frames: usize,
    /// Damage met, in words, with how often.
    damage: Vec<(&'static str, u64)>,
    /// What is missing, in words.
    missing: Vec<Text>,
    incomplete: bool,
    /// Headers that could not be read, and frames behind them.
    headers_lost: u32,
    frames_lost: u32,
    /// Locations without their functions.
    names_lost: u32,
    /// Frames with an offset.
    offsets: u32,
}

/// Where frames go.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Section {
    #[default]
    None,
    Access,
    Creation,
    /// A location: its frames are not kept.
    Location,
    /// Behind a header that could not be read: whose frames they are is not known.
    Lost,
}

struct DraftAccess {
    kind: AccessKind,
    previous: bool,
    address: Option<Range<usize>>,
    goroutine: Option<Range<usize>>,
    /// Digits of the goroutine may be cut off.
    open: bool,
    stack: Stack,
}

struct DraftCreation {
    goroutine: Range<usize>,
    state: Range<usize>,
    stack: Stack,
}

#[derive(Default)]
struct Stack {
    frames: Vec<DraftFrame>,
    lost: bool,
    /// Lines were cut out behind the newest frame, or a name could not be read: the next location is that of another one.
    cut: bool,
}

struct DraftFrame {
    function: Range<usize>,
    file: Range<usize>,
    line: Option<u32>,
    /// All digits of the line number are there, as far as the line tells.
    line_ends: bool,
    offset: Option<Range<usize>>,
    /// A blank line stood before the function.
    after_blank: bool,
}

impl Draft {
    pub fn access(&mut self, header: Header<'_>) {
        let goroutine = self.actor(header.actor);
        let address = header.address.map(|address| self.keep(address));
        self.section = Section::Access;
        self.accesses.push(DraftAccess {
            kind: header.kind,
            previous: header.previous,
            address,
            goroutine,
            open: header.open,
            stack: Stack::default(),
        });
    }

    /// The rest of a split header.
    pub fn name_actor(&mut self, actor: Actor<'_>) {
        let goroutine = self.actor(actor);
        if let Some(access) = self.accesses.last_mut() {
            access.goroutine = goroutine;
            access.open = false;
        }
    }

    pub fn creation(&mut self, goroutine: &[u8], state: &[u8]) {
        let (goroutine, state) = (self.keep(goroutine), self.keep(state));
        self.section = Section::Creation;
        self.creations.push(DraftCreation { goroutine, state, stack: Stack::default() });
    }

    pub fn location(&mut self) {
        self.section = Section::Location;
    }

    /// A header that cannot be read: the frames behind it belong to nobody.
    pub fn lost_header(&mut self) {
        self.headers_lost += 1;
        self.section = Section::Lost;
    }

    /// Opens a frame; false where no section is open to take it.
    pub fn function(&mut self, name: &[u8], after_blank: bool) -> bool {
        if self.frames >= MAX_FRAMES {
            self.damaged("frames beyond the first 20,000 are not kept");
            self.incomplete = true;
            return self.section != Section::None;
        }
        if self.section == Section::Lost {
            self.frames_lost += 1;
            return true;
        }
        self.frames += 1;
        let function = self.keep(name);
        match self.stack() {
            Some(stack) => {
                stack.cut = false;
                stack.frames.push(DraftFrame {
                    function,
                    file: 0..0,
                    line: None,
                    line_ends: true,
                    offset: None,
                    after_blank,
                });
                true
            }
            None => self.section != Section::None,
        }
    }

    /// Whether the newest frame still lacks its location, and the next one can be it.
    pub fn wants_place(&self) -> bool {
        self.open_stack()
            .is_some_and(|stack| !stack.cut && stack.frames.last().is_some_and(|last| last.file.is_empty()))
    }

    /// Whether the newest frame's location lacks its offset: it may be another's line that looks like one.
    pub fn has_loose_place(&self) -> bool {
        let loose = |frame: &DraftFrame| !frame.file.is_empty() && frame.offset.is_none();
        self.open_stack().is_some_and(|stack| !stack.cut && stack.frames.last().is_some_and(loose))
    }

    /// A location for which there is no function.
    pub fn lacks_name(&mut self) {
        let after_gap = self.open_stack().is_none_or(|stack| stack.cut);
        self.names_lost += u32::from(!after_gap);
    }

    /// A function that cannot be read: the next location is its own, not that of the frame before.
    pub fn unreadable_name(&mut self) {
        let Some(stack) = self.stack() else { return };
        if !stack.cut {
            stack.cut = true;
            self.names_lost += 1;
        }
    }

    /// The beginning of a location of which the end is cut: no other one can be that of the newest frame.
    pub fn cut_place(&mut self, file: &[u8]) {
        self.place(Place { file, line: None, line_ends: false, offset: None });
        if let Some(stack) = self.stack() {
            stack.cut = true;
        }
    }

    /// Digits of the newest line number may be cut off.
    pub fn cut_line(&mut self) {
        if let Some(frame) = self.stack().and_then(|stack| stack.frames.last_mut()).filter(|frame| !frame.line_ends) {
            frame.line = None;
        }
    }

    /// Whether the newest access still lacks its goroutine, and no stack of it was seen yet.
    pub fn wants_actor(&self) -> bool {
        self.section == Section::Access
            && self.accesses.last().is_some_and(|access| access.goroutine.is_none() && access.stack.is_empty())
    }

    /// Gives the newest frame its location.
    pub fn place(&mut self, place: Place<'_>) {
        let (file, offset) = (self.keep(place.file), place.offset.map(|offset| self.keep(offset)));
        self.offsets += u32::from(offset.is_some());
        if let Some(frame) = self.stack().and_then(|stack| stack.frames.last_mut()) {
            (frame.file, frame.line, frame.offset) = (file, place.line, offset);
            frame.line_ends = place.line_ends;
        }
    }

    /// Gives the newest frame the offset that its location lacks; false where there is none.
    pub fn offset(&mut self, offset: &[u8]) -> bool {
        let wanted = |frame: &DraftFrame| frame.line.is_some() && frame.offset.is_none();
        if !self.open_stack().is_some_and(|stack| !stack.cut && stack.frames.last().is_some_and(wanted)) {
            return false;
        }
        let offset = Some(self.keep(offset));
        self.offsets += 1;
        if let Some(frame) = self.stack().and_then(|stack| stack.frames.last_mut()) {
            frame.offset = offset;
        }
        true
    }

    /// A name that turned out to be none: a C name without a location.
    pub fn drop_frame(&mut self) {
        if let Some(stack) = self.stack() {
            stack.frames.pop();
        }
    }

    pub fn no_stack(&mut self) {
        if let Some(stack) = self.stack() {
            stack.lost = true;
        }
    }

    /// Lines were cut out here (docs/spec/go-reports.md §1.8 row 17). Whether a header was among them cannot be known.
    pub fn gap(&mut self) {
        const WHAT: &str = "lines cut out of the middle";
        if self.damage.iter().all(|(known, _)| *known != WHAT) {
            self.lacks(WHAT, true);
        }
        self.damaged(WHAT);
        if let Some(stack) = self.stack() {
            stack.cut = true;
        }
    }

    /// A line that was broken, of which neither part can be used (docs/spec/go-reports.md §1.8).
    pub fn broken(&mut self) {
        const WHAT: &str = "lines broken at a column that could not be put together";
        if self.damage.iter().all(|(known, _)| *known != WHAT) {
            self.lacks(WHAT, true);
        }
        self.damaged(WHAT);
    }

    /// Counts a kind of damage.
    pub fn damaged(&mut self, what: &'static str) {
        match self.damage.iter_mut().find(|(known, _)| *known == what) {
            Some((_, count)) => *count += 1,
            None => self.damage.push((what, 1)),
        }
    }

    /// Names something that is missing; `essential` when the report is not complete without it.
    pub fn lacks(&mut self, what: impl Into<Text>, essential: bool) {
        self.missing.push(what.into());
        self.incomplete |= essential;
    }

    pub fn accesses(&self) -> usize {
        self.accesses.len()
    }

    pub fn creations(&self) -> usize {
        self.creations.len()
    }

    pub fn has_frames(&self) -> bool {
        self.frames > 0 || self.accesses.iter().any(|access| access.stack.lost)
    }

    /// The report. `span` is that of its lines.
    pub fn finish(mut self, span: Span, foreign_lines: u64, records: &mut Records) -> RaceReport {
        self.drop_what_may_be_cut();
        self.drop_behind_lost_headers();
        self.name_missing();
        let Self { arena, accesses, creations, damage, missing, incomplete, .. } = self;
        let mut text = |range: Range<usize>| records.intern.text(arena.get(range).unwrap_or_default());
        // Addresses hardly ever repeat.
        let address = |range: Range<usize>| bytes::text(arena.get(range).unwrap_or_default());
        let accesses: Vec<Access> = accesses
            .into_iter()
            .map(|access| Access {
                kind: access.kind,
                previous: access.previous,
                address: access.address.map(address),
                goroutine: access.goroutine.map(&mut text),
                restored: !access.stack.lost,
                frames: access.stack.into_frames(&mut text),
                culprit: None,
                culprit_from: None,
            })
            .collect();
        let creations = creations.into_iter().map(|creation| Creation {
            goroutine: text(creation.goroutine),
            state: text(creation.state),
            frames: creation.stack.into_frames(&mut text),
        });
        let (goroutines, ancestors) = creations.partition(|made: &Creation| {
            accesses.iter().any(|access| access.goroutine.as_ref() == Some(&made.goroutine))
        });
        let damage = damage
            .into_iter()
            .map(|(what, count)| if count == 1 { what.into() } else { format!("{what} ({count}×)").into() })
            .collect();
        RaceReport {
            span,
            complete: !incomplete,
            missing,
            accesses,
            goroutines,
            ancestors,
            foreign_lines,
            damage,
            ..RaceReport::default()
        }
    }

    /// Numbers of which digits may be missing are not given as if they were whole.
    fn drop_what_may_be_cut(&mut self) {
        let Self { arena, accesses, creations, .. } = self;
        for access in accesses.iter_mut().filter(|access| access.open) {
            let number = access.goroutine.clone().and_then(|range| arena.get(range));
            let made = |creation: &DraftCreation| arena.get(creation.goroutine.clone()) == number;
            if number.is_some_and(|number| number != b"main") && !creations.iter().any(made) {
                access.goroutine = None;
            }
        }
        // Where the others have offsets, one was cut off, and who knows what else.
        if self.offsets == 0 {
            return;
        }
        for frame in self.stacks_mut().flat_map(|stack| &mut stack.frames) {
            if frame.offset.is_none() && !frame.line_ends {
                frame.line = None;
            }
        }
    }

    /// Where a section is missing and a stack goes on behind a blank line, the header was lost there: what follows belongs
    /// to nobody.
    fn drop_behind_lost_headers(&mut self) {
        let made = |number: &[u8]| number == b"main" || number == b"0" || self.creation_of(number).is_some();
        let number = |access: &DraftAccess| access.goroutine.clone().and_then(|range| self.arena.get(range));
        let is_whole = self.accesses.len() >= 2 && self.accesses.iter().all(|access| number(access).is_some_and(made));
        // Where a blank line follows many a frame, it says nothing.
        let stacks = || self.stacks().flat_map(|stack| stack.frames.iter().skip(1));
        let (all, behind) = (stacks().count(), stacks().filter(|frame| frame.after_blank).count());
        if is_whole || behind == 0 || behind > 3 || behind * 2 > all + 1 {
            return;
        }
        let mut lost = 0;
        for stack in self.stacks_mut() {
            let Some(at) = stack.frames.iter().skip(1).position(|frame| frame.after_blank) else { continue };
            lost += stack.frames.drain(at + 1..).len() as u32;
        }
        self.headers_lost += 1;
        self.frames_lost += lost;
    }

    /// Looks for what a whole report has (docs/spec/go-reports.md §1.10, last paragraph).
    fn name_missing(&mut self) {
        let mut missing: Vec<Text> = Vec::new();
        match self.accesses.len() {
            0 => missing.push("both accesses".into()),
            1 => missing.push("the other access".into()),
            _ => {}
        }
        for (number, access) in self.accesses.iter().enumerate() {
            let name = ["first", "second"].get(number).copied().unwrap_or("further");
            let actor = access.goroutine.clone().map(|range| self.arena.get(range).unwrap_or_default());
            match actor {
                None => missing.push(format!("which goroutine made the {name} access").into()),
                // The oldest detectors call main goroutine 0, and print no creation of it either.
                Some(b"main" | b"0") => {}
                Some(goroutine) if self.creation_of(goroutine).is_none() => {
                    let goroutine = String::from_utf8_lossy(goroutine);
                    missing.push(format!("where goroutine {goroutine} was created").into());
                }
                Some(_) => {}
            }
            if access.stack.frames.is_empty() && !access.stack.lost {
                missing.push(format!("the stack of the {name} access").into());
            }
        }
        for creation in &self.creations {
            if creation.stack.frames.is_empty() && !creation.stack.lost {
                let goroutine = String::from_utf8_lossy(self.arena.get(creation.goroutine.clone()).unwrap_or_default());
                missing.push(format!("the stack that created goroutine {goroutine}").into());
            }
        }
        for (count, one, many) in [
            (self.headers_lost, "a header that cannot be read", "headers that cannot be read"),
            (self.frames_lost, "which goroutine a frame belongs to", "which goroutine frames belong to"),
            (self.names_lost, "the function of a frame", "the functions of frames"),
        ] {
            match count {
                0 => {}
                1 => missing.push(one.into()),
                _ => missing.push(format!("{many} ({count})").into()),
            }
        }
        let bare = self.stacks().flat_map(|stack| &stack.frames).filter(|frame| frame.line.is_none()).count();
        if bare > 0 {
            missing.push(format!("the location of {bare} {}", if bare == 1 { "frame" } else { "frames" }).into());
        }
        self.incomplete |= !missing.is_empty();
        for access in &self.accesses {
            if access.stack.lost {
                missing.push("a stack that the detector failed to restore".into());
            }
        }
        self.missing.append(&mut missing);
    }

    fn stacks(&self) -> impl Iterator<Item = &Stack> {
        let accesses = self.accesses.iter().map(|access| &access.stack);
        accesses.chain(self.creations.iter().map(|creation| &creation.stack))
    }

    fn stacks_mut(&mut self) -> impl Iterator<Item = &mut Stack> {
        let accesses = self.accesses.iter_mut().map(|access| &mut access.stack);
        accesses.chain(self.creations.iter_mut().map(|creation| &mut creation.stack))
    }

    fn creation_of(&self, goroutine: &[u8]) -> Option<&DraftCreation> {
        self.creations.iter().find(|creation| self.arena.get(creation.goroutine.clone()) == Some(goroutine))
    }

    fn actor(&mut self, actor: Actor<'_>) -> Option<Range<usize>> {
        match actor {
            Actor::Main => Some(self.keep(b"main")),
            Actor::Number(number) => Some(self.keep(number)),
            Actor::Unknown => None,
        }
    }

    fn keep(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.arena.len();
        self.arena.extend_from_slice(bytes);
        start..self.arena.len()
    }

    fn stack(&mut self) -> Option<&mut Stack> {
        match self.section {
            Section::Access => self.accesses.last_mut().map(|access| &mut access.stack),
            Section::Creation => self.creations.last_mut().map(|creation| &mut creation.stack),
            Section::None | Section::Location | Section::Lost => None,
        }
    }

    fn open_stack(&self) -> Option<&Stack> {
        match self.section {
            Section::Access => self.accesses.last().map(|access| &access.stack),
            Section::Creation => self.creations.last().map(|creation| &creation.stack),
            Section::None | Section::Location | Section::Lost => None,
        }
    }
}

impl Stack {
    fn is_empty(&self) -> bool {
        self.frames.is_empty() && !self.lost
    }

    fn into_frames(self, text: &mut impl FnMut(Range<usize>) -> Text) -> Vec<Frame> {
        let frames = self.frames.into_iter().map(|frame| Frame {
            function: text(frame.function),
            file: text(frame.file),
            line: frame.line,
            offset: frame.offset.map(&mut *text),
            role: Role::App,
            ghost: false,
        });
        frames.collect()
    }
}
