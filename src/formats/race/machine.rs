//! The state of an open report: which lines belong to it, and when it has ended (docs/spec/go-reports.md §1.10).

use super::classify::{self, Actor, Class, Header};
use super::draft::Draft;
use super::glued::{self, Own};
use crate::formats::{Machine, More, Nested, Records};
use crate::model::Text;
use crate::text::bytes::contains;
use crate::text::repair::{entities, framed};
use crate::text::{Block, Line, Span};

/// Lines in a row that are not the report's before it is given up; 847 were seen inside a report that went on.
const MAX_NOISE: u64 = 2_000;

/// The same between a ruler and the `WARNING: DATA RACE` it announces.
const MAX_NOISE_BEFORE_WARNING: u64 = 50;

/// An open report.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // independent observations of the line before
pub struct Reading {
    draft: Draft,
    seen: Seen,
    /// Lines in a row that were not the report's, blank ones not counted.
    noise: u64,
    foreign_lines: u64,
    /// The line before was blank.
    after_blank: bool,
    layout: Layout,
    /// The line after the newest one of the report, where it may be the beginning of another: the text may end in it.
    cut: Option<Vec<u8>>,
    /// That line was indented, or stood behind an indentation that was broken off.
    cut_indented: bool,
    /// The line before was indented, not the report's, and no single word.
    phrase_indented: bool,
    /// The newest frame has a name without a package, or text of others stood on its line: only a location makes it a frame.
    tentative: bool,
    /// Texts of other processes that stood on the report's lines.
    glued: Vec<(Vec<u8>, Span)>,
    test_now: Option<Text>,
    process: u64,
}

/// Which of the outer lines were seen.
#[derive(Default)]
struct Seen {
    ruler_before: bool,
    warning: bool,
    end: Ending,
}

/// What ended a report.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Ending {
    /// The end of the text, or of its code fence.
    #[default]
    Text,
    Ruler,
    /// A panic, a goroutine dump, another report, or too many lines that are not the report's.
    Other,
}

/// How blank lines and blanks stand in the report; they carry no information, but what became of them is worth a remark.
#[derive(Default)]
struct Layout {
    headers_after_blank: u32,
    headers: u32,
    frames_after_blank: u32,
    frames: u32,
    places: u32,
    /// Functions at the start of their line.
    bare_frames: u32,
    offsets: u32,
}

impl Reading {
    /// A report that starts with this line; None where it does not.
    pub fn open(line: Line<'_>, records: &Records) -> Option<Self> {
        let (test_now, process) = (records.running(line.stream), records.go.process(line.stream));
        let mut reading = Self { test_now, process, ..Self::default() };
        let trimmed = line.trimmed();
        if let Some(glued) = classify::banner(trimmed) {
            reading.seen.ruler_before = true;
            if let Some(rest) = glued.strip_prefix(classify::WARNING) {
                reading.warning(rest.trim_ascii(), line.span);
                return Some(reading);
            }
            return glued.is_empty().then(|| {
                reading.ruler_blanks(line);
                reading
            });
        }
        if let Some(glued) = classify::warning(trimmed) {
            reading.warning(glued, line.span);
            return Some(reading);
        }
        // The beginning was cut off.
        let header = classify::access(trimmed).filter(|header| is_whole(header, trimmed))?;
        reading.header(header, line.span);
        Some(reading)
    }

    fn ruler_blanks(&mut self, line: Line<'_>) {
        if line.text.len() != line.trimmed().len() {
            self.draft.damaged("blanks around a ruler");
        }
    }

    fn warning(&mut self, glued: &[u8], span: Span) {
        self.seen.warning = true;
        self.glue(glued, span, "another line's text behind WARNING: DATA RACE");
    }

    fn header(&mut self, header: Header<'_>, span: Span) {
        self.layout.headers += u32::from(self.draft.accesses() > 0);
        self.layout.headers_after_blank += u32::from(self.after_blank && self.draft.accesses() > 0);
        self.draft.access(header);
        self.glue(header.glued, span, "an access header split by another line");
    }

    fn glue(&mut self, glued: &[u8], span: Span, damage: &'static str) {
        if !glued.is_empty() {
            self.draft.damaged(damage);
            self.glued.push((glued.to_vec(), span));
        }
    }

    fn wait_for_warning(&mut self, line: Line<'_>) -> More {
        let trimmed = line.trimmed();
        if let Some(glued) = classify::warning(trimmed) {
            self.warning(glued, line.span);
            return More::Mine;
        }
        if classify::banner(trimmed) == Some(b"") {
            self.noise = 0;
            return More::Mine;
        }
        match classify::access(trimmed) {
            // The warning itself was lost.
            Some(header) if is_whole(&header, trimmed) => {
                self.header(header, line.span);
                return More::Mine;
            }
            _ => {}
        }
        self.noise += 1;
        let over = self.noise > MAX_NOISE_BEFORE_WARNING || matches!(trimmed.get(..3), Some(b"```" | b"~~~"));
        if over { More::Before } else { More::Foreign }
    }

    /// A line inside the report, as it was or with its entities decoded.
    fn inside(&mut self, trimmed: &[u8], line: Line<'_>) -> More {
        if let Some((function, place)) = classify::frame(trimmed) {
            if std::mem::take(&mut self.tentative) {
                self.draft.drop_frame();
            }
            if !self.draft.function(function, self.after_blank) {
                return self.noise(trimmed, line);
            }
            self.draft.place(place);
            self.draft.damaged("line breaks lost between functions and locations");
            return self.mine();
        }
        let (class, marked) = classify::classify(trimmed, self.draft.wants_place(), self.draft.wants_actor());
        if self.tentative && !matches!(class, Class::Place(_) | Class::Blank | Class::Noise) {
            self.draft.drop_frame();
            self.tentative = false;
        }
        if !matches!(class, Class::Blank | Class::Noise | Class::Place(_) | Class::Fence) {
            self.take_cut_location();
        }
        let more = match class {
            Class::Blank => {
                self.after_blank = true;
                return More::Foreign;
            }
            Class::Noise if self.take_offset(trimmed) => More::Mine,
            Class::Noise => match self.shared(trimmed, line) {
                Some(more) => more,
                None => return self.noise(trimmed, line),
            },
            Class::Function(_) if self.is_anothers(line) => return self.noise(trimmed, line),
            Class::Function(_) if self.is_rest(line) => {
                self.draft.broken();
                return self.noise(trimmed, line);
            }
            Class::Place(_) if self.is_rest(line) && self.draft.wants_place() => {
                self.draft.broken();
                self.take_cut_location();
                More::Mine
            }
            Class::Warning { .. } | Class::Failure => {
                self.seen.end = Ending::Other;
                More::Before
            }
            Class::Fence => More::Before,
            Class::Banner { glued } => {
                self.seen.end = Ending::Ruler;
                self.ruler_blanks(line);
                self.glue(glued, line.span, "another line's text behind the closing ruler");
                More::End
            }
            Class::Access(header) if self.starts_another(header) => More::Before,
            Class::Access(header) => {
                self.header(header, line.span);
                More::Mine
            }
            Class::Actor(actor) => {
                self.draft.name_actor(actor);
                self.draft.damaged("an access header split by another line");
                More::Mine
            }
            Class::Creation { goroutine, state } => {
                self.layout.headers += 1;
                self.layout.headers_after_blank += u32::from(self.after_blank);
                self.draft.creation(goroutine, state);
                More::Mine
            }
            Class::Damaged => {
                self.draft.lost_header();
                More::Mine
            }
            Class::NoStack => {
                self.draft.no_stack();
                More::Mine
            }
            Class::Location => {
                self.draft.location();
                More::Mine
            }
            Class::Gap => {
                self.draft.gap();
                More::Mine
            }
            Class::Function(name) => {
                if !self.draft.function(name, self.after_blank) {
                    return self.noise(trimmed, line);
                }
                self.tentative = !name.contains(&b'.');
                self.layout.frames += 1;
                self.layout.frames_after_blank += u32::from(self.after_blank);
                self.layout.bare_frames += u32::from(!line.text.first().is_some_and(u8::is_ascii_whitespace));
                More::Mine
            }
            Class::Place(place) => {
                let replaces = place.offset.is_some() && place.line.is_some() && self.draft.has_loose_place();
                if self.draft.wants_place() || replaces {
                    self.draft.place(place);
                    self.tentative = false;
                    self.layout.places += 1;
                    self.layout.offsets += u32::from(place.offset.is_some());
                    if trimmed.starts_with(b":") || trimmed.starts_with(b"+") {
                        self.draft.damaged("a file taken for an HTML tag");
                    }
                } else if place.line.is_some() && classify::is_file(place.file) {
                    self.draft.lacks_name();
                }
                More::Mine
            }
        };
        if more == More::Mine || more == More::End {
            if marked {
                self.draft.damaged("marks before the lines");
            }
            self.mine();
        }
        more
    }

    /// A line that the report shares with another process, whose text is handed on.
    fn shared(&mut self, trimmed: &[u8], line: Line<'_>) -> Option<More> {
        // The line with its indentation, as long as that is not changed.
        let text = if line.trimmed() == trimmed { line.text } else { trimmed };
        let (own, other) = glued::split(text)?;
        let more = match own {
            // A function whose location has not come yet keeps waiting for it: both are written at once.
            Own::Function(name) if !self.draft.wants_place() && self.draft.function(name, self.after_blank) => {
                self.tentative = true;
                self.layout.frames += 1;
                More::Mine
            }
            Own::Place(place) if self.draft.wants_place() || self.draft.has_loose_place() => {
                self.draft.place(place);
                self.tentative = false;
                self.layout.places += 1;
                self.layout.offsets += 1;
                More::Mine
            }
            Own::Creation { goroutine, state } => {
                self.layout.headers += 1;
                self.draft.creation(goroutine, state);
                More::Mine
            }
            Own::Ruler if self.draft.accesses() >= 2 && !self.draft.wants_place() => {
                self.seen.end = Ending::Ruler;
                More::End
            }
            Own::Function(_) | Own::Place(_) | Own::Ruler => return None,
        };
        self.glue(other, line.span, "another line's text on a line of the report");
        Some(more)
    }

    /// Whether this function stands between another one and its location, which are written at once: a call that another
    /// process speaks of, at the start of its line.
    fn is_anothers(&self, line: Line<'_>) -> bool {
        let indented = line.text.first().is_some_and(u8::is_ascii_whitespace);
        !indented && self.layout.frames > 0 && self.layout.bare_frames == 0 && self.draft.wants_place()
    }

    fn mine(&mut self) -> More {
        self.foreign_lines += std::mem::take(&mut self.noise);
        self.after_blank = false;
        self.cut = None;
        self.phrase_indented = false;
        More::Mine
    }

    /// A third access, or a first one after creations, starts another report whose warning was lost.
    fn starts_another(&self, header: Header<'_>) -> bool {
        let whole = header.address.is_some() && header.actor != Actor::Unknown;
        whole && (self.draft.creations() > 0 || self.draft.accesses() >= 2 && !header.previous)
    }

    /// An offset that was broken off its location, which is the line before.
    fn take_offset(&mut self, trimmed: &[u8]) -> bool {
        let offset = trimmed.strip_prefix(b"+").filter(|offset| classify::is_offset(offset));
        let taken = self.noise == 0 && offset.is_some_and(|offset| self.draft.offset(offset));
        if taken {
            self.draft.damaged("offsets broken off their lines");
            self.layout.offsets += 1;
        }
        taken
    }

    /// Whether the line before was the first part of this one, and nothing could put them together: it is a word that is
    /// indented, and this one is not.
    fn is_rest(&self, line: Line<'_>) -> bool {
        let indented = line.text.first().is_some_and(u8::is_ascii_whitespace);
        let begun = self.cut.as_ref().is_some_and(|text| text.contains(&b'.') || text.contains(&b'/'));
        let shared = self.phrase_indented && self.layout.frames > 0 && self.layout.bare_frames == 0;
        (self.cut_indented && begun || shared) && !indented
    }

    fn noise(&mut self, trimmed: &[u8], line: Line<'_>) -> More {
        let word = !trimmed.iter().any(u8::is_ascii_whitespace);
        if self.cut.is_some() && word && trimmed.ends_with(b"()") {
            self.draft.broken();
        }
        // A location of which the end is cut, before a name of which the same is true.
        if word && self.cut_indented && self.cut.is_some() {
            self.take_cut_location();
            if self.draft.wants_place() && line.text.starts_with(b"  ") {
                self.draft.unreadable_name();
            }
        }
        if is_like_function(trimmed) {
            self.draft.unreadable_name();
        }
        let indented = line.text.starts_with(b"  ") || line.text.starts_with(b"\t");
        self.phrase_indented = !word && indented && trimmed.iter().any(|byte| b"/.".contains(byte));
        self.cut_indented = indented || self.after_blank;
        let may_be_cut = self.noise == 0 && word;
        self.cut = may_be_cut.then(|| trimmed.to_vec());
        self.noise += 1;
        if self.noise <= MAX_NOISE {
            return More::Foreign;
        }
        self.seen.end = Ending::Other;
        More::Before
    }

    /// What the outer lines and the blank ones say about the state of the text.
    fn judge_surroundings(&mut self) {
        let seen = &self.seen;
        let seen_end = seen.end;
        if !seen.warning {
            self.draft.lacks("the line WARNING: DATA RACE", false);
        }
        if !seen.ruler_before {
            self.draft.lacks("the opening ruler", false);
        }
        if seen.end != Ending::Ruler {
            self.draft.lacks("the closing ruler", false);
        }
        let layout = &self.layout;
        if layout.headers > 0 && layout.headers_after_blank == 0 {
            self.draft.damaged("blank lines removed");
        } else if layout.places > 3 && layout.frames_after_blank * 2 > layout.places {
            self.draft.damaged("a blank line after every line");
        }
        if layout.places > 1 && layout.bare_frames * 2 > layout.places {
            self.draft.damaged("indentation removed");
        }
        if layout.places > 1 && layout.offsets == 0 {
            self.draft.damaged("offsets removed");
        }
        if self.tentative {
            self.draft.drop_frame();
        }
        // The only location there is, at the end of the text: whether offsets were printed is not known.
        if seen_end == Ending::Text && self.layout.places == 1 && self.layout.offsets == 0 {
            self.draft.cut_line();
        }
        self.take_cut();
    }

    /// The line between a function and the report's next line, where it is the beginning of a location: a journal or a
    /// terminal cuts all its lines at one column.
    fn take_cut_location(&mut self) {
        if !self.draft.wants_place() {
            return;
        }
        let Some(text) = self.cut.take_if(|text| text.starts_with(b"/") && may_be_path(text)) else { return };
        self.draft.cut_place(&text);
        self.draft.damaged("lines cut at their end");
        self.noise = 0;
    }

    /// Only the very last line of a text can be cut in its middle. The beginning of a location is kept, that of a name is
    /// only told.
    fn take_cut(&mut self) {
        let Some(text) = self.cut.take() else { return };
        if self.seen.end != Ending::Text || self.noise != 1 {
            return;
        }
        if self.draft.wants_place() && may_be_path(&text) {
            self.draft.cut_place(&text);
            self.draft.lacks("the end: the text is cut within the last frame", true);
            self.noise = 0;
        } else if text.contains(&b'/') || text.contains(&b'.') {
            let text = String::from_utf8_lossy(&text);
            self.draft.lacks(format!("the end: the text is cut within the name {text}"), true);
            self.noise = 0;
        }
    }
}

/// Whether a word can be the beginning of a location.
fn may_be_path(word: &[u8]) -> bool {
    b"<autogenerated>".starts_with(word) || !word.iter().any(|byte| b"`[]<>|\"".contains(byte))
}

/// Whether a line that is no function was one before something happened to it: a link around it, marks of code, half of its
/// brackets. A call in a message has words before it.
fn is_like_function(line: &[u8]) -> bool {
    let blank = line.iter().any(u8::is_ascii_whitespace);
    let ends = line.ends_with(b"()") || contains(line, b"()](") || contains(line, b"()>") || line.ends_with(b"()`");
    let linked = contains(line, b"](http") || contains(line, b"](<http");
    !blank && (ends || linked && line.ends_with(b")"))
}

/// A header that starts a report by itself: who made the access is known, and where. Before Go 1.7 there was no address:
/// without its colon such a header would be prose.
fn is_whole(header: &Header<'_>, line: &[u8]) -> bool {
    header.actor != Actor::Unknown && (header.address.is_some() || line.ends_with(b":"))
}

impl Machine for Reading {
    fn more(&mut self, line: Line<'_>) -> More {
        let trimmed = line.trimmed();
        if !self.seen.warning && self.draft.accesses() == 0 {
            return if trimmed.is_empty() { More::Foreign } else { self.wait_for_warning(line) };
        }
        let decoded = entities::decode(trimmed).map(|decoded| (decoded, "HTML entities"));
        match decoded.or_else(|| framed::undo(trimmed)) {
            Some((undone, damage)) => {
                let more = self.inside(&undone, line);
                if more == More::Mine {
                    self.draft.damaged(damage);
                }
                more
            }
            None => self.inside(trimmed, line),
        }
    }

    fn needs_lines(&self) -> bool {
        false
    }

    fn read(mut self: Box<Self>, block: &Block, records: &mut Records) {
        for (text, span) in std::mem::take(&mut self.glued) {
            records.nested.push(Nested { text, span, time: None });
        }
        self.judge_surroundings();
        // Behind the warning a header alone is the beginning of a report that was cut; without it, prose may look like one.
        if self.draft.accesses() == 0 || !self.seen.warning && !self.draft.has_frames() {
            if self.seen.warning {
                let text = "WARNING: DATA RACE without a report behind it";
                records.near_miss(block.span(), text, "race", "no access with a stack follows");
            }
            return;
        }
        let Self { draft, foreign_lines, test_now, process, .. } = *self;
        let mut report = draft.finish(block.span(), foreign_lines, records);
        (report.reported_in, report.process) = (test_now, process);
        records.race_starts.push(report.span.byte);
        records.races.push(report);
    }
}
