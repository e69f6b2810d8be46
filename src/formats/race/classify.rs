//! What kind of line of a race report a line is, judged by its content and never by its column: markdown, mail and CI
//! systems change indentation (docs/spec/go-reports.md §1.8 row 11, §1.10).

use super::headers;
use crate::model::AccessKind;
use crate::text::bytes::{Needle, contains};

/// The words every report starts with.
pub const WARNING: &[u8] = b"WARNING: DATA RACE";

/// The same, to look for in lines.
pub const WARNING_IN_LINE: Needle = Needle::new(WARNING, 0);

/// A line of a race report, trimmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class<'a> {
    /// `WARNING: DATA RACE`, with what another process wrote behind it on the same line.
    Warning {
        glued: &'a [u8],
    },
    /// A line of nothing but 16 to 20 `=`; `glued` is what follows on the same line.
    Banner {
        glued: &'a [u8],
    },
    /// `Previous write at 0x00c00bf3f580 by goroutine 7:`.
    Access(Header<'a>),
    /// `goroutine 7:` or `main goroutine:` alone: the rest of a header that was split.
    Actor(Actor<'a>),
    /// `Goroutine 7 (running) created at:`; the state is empty where none stands in the line.
    Creation {
        goroutine: &'a [u8],
        state: &'a [u8],
    },
    /// A header of which cannot be told whose stack follows.
    Damaged,
    /// `[failed to restore the stack]`.
    NoStack,
    /// `Heap block of size …`, `Global var …`: never printed by current runtimes, and nothing of it is kept.
    Location,
    /// A function, without its `()`.
    Function(&'a [u8]),
    Place(Place<'a>),
    /// `--`, `...`, `26 lines omitted`: somebody cut the middle out.
    Gap,
    /// A code fence: the pasted text ends here.
    Fence,
    /// The first line of a goroutine dump, a panic or a fatal error.
    Failure,
    Blank,
    Noise,
}

/// The first line of an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    pub kind: AccessKind,
    pub previous: bool,
    /// Go before 1.7 prints none.
    pub address: Option<&'a [u8]>,
    pub actor: Actor<'a>,
    /// The line ends before its colon: the number of the goroutine may be cut.
    pub open: bool,
    /// What another process wrote behind it on the same line.
    pub glued: &'a [u8],
}

/// Who made an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor<'a> {
    Main,
    Number(&'a [u8]),
    /// The header was split or cut before the name.
    Unknown,
}

/// `FILE:LINE +0xOFFSET`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    pub file: &'a [u8],
    /// None where the digits are cut off.
    pub line: Option<u32>,
    /// Something stands behind the digits, so that none of them is cut off.
    pub line_ends: bool,
    /// `0x324`.
    pub offset: Option<&'a [u8]>,
}

/// Judges a line inside a report; true when list bullets, quote marks or comment signs stood before it. `frame_open`:
/// the line before was a function that still lacks its location; `header_open`: an access header still lacks its
/// goroutine.
pub fn classify(line: &[u8], frame_open: bool, header_open: bool) -> (Class<'_>, bool) {
    let line = line.trim_ascii();
    let class = exact(line, frame_open, header_open);
    if class != Class::Noise {
        return (class, false);
    }
    let marks = line.iter().take_while(|byte| b">|*+-/#` \t".contains(byte)).count();
    // The slash that a path begins with is no mark; two of them begin a comment.
    let path = line.get(..marks).is_some_and(|marks| marks.ends_with(b"/") && !marks.ends_with(b"//"));
    let marks = marks - usize::from(path);
    match line.get(marks..).map(without_closing_marks) {
        Some(rest) if marks > 0 => match exact(rest, frame_open, header_open) {
            Class::Fence | Class::Failure | Class::Gap | Class::Noise => (Class::Noise, false),
            other => (other, true),
        },
        _ => (Class::Noise, false),
    }
}

/// Without the marks of Markdown that end what stands in them: `**…**`, `` `…` ``.
fn without_closing_marks(mut line: &[u8]) -> &[u8] {
    while let [rest @ .., b'*' | b'`'] = line {
        line = rest;
    }
    line
}

fn exact(line: &[u8], frame_open: bool, header_open: bool) -> Class<'_> {
    let Some(first) = line.first() else { return Class::Blank };
    if let Some(glued) = warning(line) {
        return Class::Warning { glued };
    }
    if *first == b'='
        && let Some(glued) = banner(line)
    {
        return Class::Banner { glued };
    }
    match first.to_ascii_lowercase() {
        b'r' | b'w' | b'p' => {
            if let Some(header) = access(line) {
                return Class::Access(header);
            }
        }
        b'g' | b'm' => {
            if let Some(class) = goroutine_line(line, header_open) {
                return class;
            }
        }
        b'`' | b'~' if line.starts_with(b"```") || line.starts_with(b"~~~") => return Class::Fence,
        b'[' | b'(' if is_no_stack(line) => return Class::NoStack,
        b'h' if line.starts_with(b"Heap block of size ") => return Class::Location,
        _ => {}
    }
    if line.starts_with(b"panic: ") || line.starts_with(b"fatal error: ") {
        return Class::Failure;
    }
    if let Some(name) = function(line) {
        return Class::Function(name);
    }
    if let Some(place) = place(line, frame_open) {
        return Class::Place(place);
    }
    if is_gap(line) {
        return Class::Gap;
    }
    if line.ends_with(b":")
        && let Some(header) = mid_line_access(line)
    {
        return Class::Access(header);
    }
    headers::loose(line)
}

/// What follows the words on a line that holds them; None for reports of other tools that also hold them.
pub fn warning(line: &[u8]) -> Option<&[u8]> {
    let at = WARNING_IN_LINE.find(line)?;
    if contains(line, b"ThreadSanitizer:") {
        return None;
    }
    line.get(at + WARNING.len()..).map(<[u8]>::trim_ascii)
}

/// A ruler: nothing but 16 to 20 `=` (bazel draws 20 before a title, other tools 80). Exactly 18 may be followed by
/// text that another process wrote on the same line.
pub fn banner(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let signs = line.iter().take_while(|byte| **byte == b'=').count();
    let glued = line.get(signs..)?;
    let whole = glued.is_empty() && (16..=20).contains(&signs);
    let shared = signs == 18 && glued.first().is_some_and(|byte| !byte.is_ascii_whitespace());
    (whole || shared).then_some(glued)
}

/// Digits of an address, at least: Go fills up with zeros.
const ADDRESS_DIGITS: std::ops::RangeInclusive<usize> = 12..=16;

/// `Read at 0x… by goroutine 7:`, in any case (kolkov/racedetector writes `Previous Write`), or what is left of it.
pub fn access(line: &[u8]) -> Option<Header<'_>> {
    let (previous, rest) = match strip(line, b"previous ") {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let rest = strip(rest, b"atomic ").unwrap_or(rest);
    let (kind, rest) = match strip(rest, b"read ") {
        Some(rest) => (AccessKind::Read, rest),
        None => (AccessKind::Write, strip(rest, b"write ")?),
    };
    if let Some(rest) = strip(rest, b"by ") {
        // Without an address only the whole header is one: "read by" is also prose.
        let (actor, glued) = actor(rest)?;
        let open = !rest.ends_with(b":");
        return glued.is_empty().then_some(Header { kind, previous, address: None, actor, open, glued });
    }
    let rest = strip(rest, b"at ")?.trim_ascii_start();
    let digits = strip(rest, b"0x")?.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let (address, rest) = rest.split_at_checked(digits + 2)?;
    // Too long where two lines were joined, too short where one was cut.
    let whole = digits <= *ADDRESS_DIGITS.end() && (!rest.is_empty() || digits >= *ADDRESS_DIGITS.start());
    let address = Some(address).filter(|_| whole);
    let header = Header { kind, previous, address, actor: Actor::Unknown, open: true, glued: b"" };
    let rest = rest.trim_ascii_start();
    let Some(after) = strip(rest, b"by") else {
        // Cut within the header: `Write at 0x00c0`.
        return (rest.is_empty() || b"by".starts_with(rest)).then_some(header);
    };
    let after = after.trim_ascii();
    if strip(after, b"thread ").is_some() {
        return None; // the C++ detector
    }
    Some(match actor(after) {
        Some((actor, glued)) => Header { actor, open: !contains(after, b":"), glued, ..header },
        None => Header { glued: after, ..header },
    })
}

/// A whole header behind text that another process left on the line.
fn mid_line_access(line: &[u8]) -> Option<Header<'_>> {
    let at = memchr::memmem::find(line, b" at 0x")?;
    let head = line.get(..at)?;
    let start = [&b"Previous read"[..], b"Previous write", b"Read", b"Write"]
        .iter()
        .find_map(|word| head.ends_with(word).then(|| head.len() - word.len()))?;
    access(line.get(start..)?).filter(|header| header.actor != Actor::Unknown)
}

/// `goroutine 7:` or `main goroutine:` at the start, and what follows the colon.
pub fn actor(text: &[u8]) -> Option<(Actor<'_>, &[u8])> {
    let (actor, rest) = if let Some(rest) = strip(text, b"main goroutine") {
        (Actor::Main, rest)
    } else {
        let rest = strip(text, b"goroutine ")?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = rest.split_at_checked(digits)?;
        (!number.is_empty()).then_some((Actor::Number(number), rest))?
    };
    let rest = rest.trim_ascii();
    match rest.strip_prefix(b":") {
        Some(glued) => Some((actor, glued.trim_ascii())),
        None => rest.is_empty().then_some((actor, rest)),
    }
}

/// `Goroutine 7 (running) created at:`, the rest of a split header, or the header of a goroutine dump.
fn goroutine_line(line: &[u8], header_open: bool) -> Option<Class<'_>> {
    if line.starts_with(b"Global var ") {
        return Some(Class::Location);
    }
    if header_open
        && let Some((actor, glued)) = actor(line)
        && glued.is_empty()
        && line.ends_with(b":")
    {
        return Some(Class::Actor(actor));
    }
    if let Some((goroutine, state)) = headers::creation(line) {
        return Some(Class::Creation { goroutine, state });
    }
    let rest = strip(line, b"goroutine ")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (goroutine, rest) = rest.split_at_checked(digits)?;
    if goroutine.is_empty() {
        return None;
    }
    // Also `goroutine 7 gp=0x… m=0 mp=0x… [running]:`.
    let dump = line.starts_with(b"g") && rest.first() == Some(&b' ') && contains(rest, b"[") && line.ends_with(b":");
    dump.then_some(Class::Failure)
}

fn is_no_stack(line: &[u8]) -> bool {
    contains(line, b"failed to restore the stack") || contains(line, b"no stack trace available")
}

/// The symbol of a line that is a function and empty parentheses, and nothing else.
pub fn function(line: &[u8]) -> Option<&[u8]> {
    let name = line.strip_suffix(b"()")?;
    let (mut depth, mut round, mut blank, mut dot) = (0_u32, 0_u32, false, false);
    for byte in name {
        match byte {
            b'(' => round += 1,
            // The rest of a name that was broken: `tle).Open()`.
            b')' => round = round.checked_sub(1)?,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            // A blank, or what a link left there.
            b' ' | b'\t' | b'<' | b'>' | b'`' | b'\\' | b'|' => blank |= depth == 0,
            b'.' => dot = true,
            _ => {}
        }
    }
    let symbol = dot || name == b"??" || is_c_name(name);
    let first =
        name.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_%?\"".contains(byte) || *byte >= 0x80);
    (!blank && symbol && first && !contains(name, b"](") && !contains(name, b"://")).then_some(name)
}

/// A function and its location on one line, between which a page lost the line break.
pub fn frame(line: &[u8]) -> Option<(&[u8], Place<'_>)> {
    const CALL: Needle = Needle::new(b"()", 0);
    let (name, rest) = line.split_at_checked(CALL.find(line)? + 2)?;
    rest.first().filter(|byte| byte.is_ascii_whitespace())?;
    let place = place(rest.trim_ascii(), true).filter(|place| place.offset.is_some() && is_file(place.file))?;
    Some((function(name)?, place))
}

/// A C function of a cgo program has no package.
fn is_c_name(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// `FILE:LINE +0xOFFSET`; each part may be missing, but not all.
pub fn place(line: &[u8], frame_open: bool) -> Option<Place<'_>> {
    let (rest, offset) = split_offset(line);
    let line_ends = rest.len() < line.len();
    let at = memchr::memrchr(b':', rest);
    let split = at.and_then(|at| Some((rest.get(..at)?, rest.get(at + 1..)?)));
    let (file, line_number) = match split {
        Some((file, digits)) if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            (file, std::str::from_utf8(digits).ok().and_then(|text| text.parse().ok()))
        }
        Some((file, digits)) if digits.is_empty() && has_extension(file) => (file, None),
        // `+0x33` alone: `<autogenerated>:1` was taken for an HTML tag.
        _ if offset.is_some() && frame_open => (rest, None),
        _ => return None,
    };
    let file = without_marks(file.trim_ascii());
    if offset.is_none() && !(is_file(file) && frame_open) || is_several(file) {
        return None;
    }
    if file.is_empty() {
        let line = line_number.or(Some(1));
        return frame_open.then_some(Place { file: b"<autogenerated>", line, line_ends, offset });
    }
    Some(Place { file, line: line_number, line_ends, offset })
}

/// Whether what stands before the line number is more than a file: what another process left on the line before it, or a
/// whole location. A path may hold single blanks where it is absolute.
fn is_several(file: &[u8]) -> bool {
    let absolute = file.starts_with(b"/") || file.get(1) == Some(&b':');
    contains(file, b" +0x")
        || contains(file, b"  ")
        || file.contains(&b'\t')
        || contains(file, b"://")
        || contains(file, b"](")
        || contains(file, b": ")
        || file.iter().any(|byte| b"\"{}".contains(byte))
        || !absolute && file.contains(&b' ')
}

/// A file without a quote mark or list bullet before it, which an offset would let pass as a part of its name.
fn without_marks(file: &[u8]) -> &[u8] {
    match file {
        [b'>' | b'*' | b'+' | b'|', b' ' | b'\t', rest @ ..] => without_mark(rest.trim_ascii()),
        _ => file,
    }
}

/// A second mark, as of a quoted list.
fn without_mark(file: &[u8]) -> &[u8] {
    match file {
        [b'>' | b'*' | b'+' | b'|', b' ' | b'\t', rest @ ..] => rest.trim_ascii(),
        _ => file,
    }
}

/// Cuts ` +0x324` off the end; of a cut line also ` +` and ` +0x`.
fn split_offset(line: &[u8]) -> (&[u8], Option<&[u8]>) {
    let Some(at) = memchr::memrchr(b'+', line) else { return (line, None) };
    let (Some(head), Some(offset)) = (line.get(..at), line.get(at + 1..)) else { return (line, None) };
    if !head.is_empty() && !head.ends_with(b" ") && !head.ends_with(b"\t") {
        return (line, None);
    }
    let head = head.trim_ascii_end();
    match offset.strip_prefix(b"0x") {
        Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => (head, (!digits.is_empty()).then_some(offset)),
        None if offset.is_empty() || offset == b"0" => (head, None),
        _ => (line, None),
    }
}

/// `0x324`.
pub fn is_offset(text: &[u8]) -> bool {
    text.strip_prefix(b"0x").is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit))
}

pub fn is_file(file: &[u8]) -> bool {
    let absolute = file.starts_with(b"/") || file.get(1) == Some(&b':');
    let plain = absolute || !file.iter().any(u8::is_ascii_whitespace);
    plain && (file == b"<autogenerated>" || file == b"??" || file == b"-" || file.is_empty() || has_extension(file))
}

fn has_extension(file: &[u8]) -> bool {
    let start = memchr::memrchr2(b'/', b'\\', file).map_or(0, |at| at + 1);
    let name = file.get(start..).unwrap_or_default();
    memchr::memrchr(b'.', name)
        .and_then(|at| name.get(at + 1..))
        .is_some_and(|extension| (1..=8).contains(&extension.len()) && extension.iter().all(u8::is_ascii_alphanumeric))
}

/// `--` of grep, `...`, `[…]`, `[26 lines omitted]`.
fn is_gap(line: &[u8]) -> bool {
    let inner = line.strip_prefix(b"[").and_then(|line| line.strip_suffix(b"]")).unwrap_or(line);
    let dots = inner.iter().all(|byte| *byte == b'.') && inner.len() >= 2 || inner == "…".as_bytes();
    let words = [&b"lines omitted"[..], b"more lines", b"lines skipped", b"lines truncated", b"snip"];
    dots || line == b"--" || line.len() < 60 && words.iter().any(|word| contains(line, word))
}

/// `line` without `word`, compared without regard to ASCII case.
pub fn strip<'a>(line: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let (head, rest) = line.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, frame_open: bool, expected: &str) {
        let class = match classify(line.as_bytes(), frame_open, true).0 {
            Class::Warning { glued } => format!("warning {}", show(glued)),
            Class::Banner { glued } => format!("banner {}", show(glued)),
            Class::Access(header) => format!(
                "{:?}{} {} {} {}",
                header.kind,
                if header.previous { " previous" } else { "" },
                header.address.map_or("-".into(), show),
                name(header.actor),
                show(header.glued)
            ),
            Class::Actor(actor) => format!("actor {}", name(actor)),
            Class::Creation { goroutine, state } => format!("creation {} {}", show(goroutine), show(state)),
            Class::Function(function) => format!("function {}", show(function)),
            Class::Damaged => "damaged".into(),
            Class::Place(place) => {
                format!("place {} {:?} {}", show(place.file), place.line, place.offset.map_or("-".into(), show))
            }
            other => format!("{other:?}"),
        };
        assert_eq!(class.trim_end(), expected, "{line}");
    }

    fn show(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).into_owned()
    }

    fn name(actor: Actor<'_>) -> String {
        match actor {
            Actor::Main => "main".into(),
            Actor::Number(number) => show(number),
            Actor::Unknown => "?".into(),
        }
    }

    #[test]
    fn headers() {
        check("Write at 0x00c00bf3f580 by goroutine 216448:", false, "Write 0x00c00bf3f580 216448");
        check("  Previous read at 0x000000609218 by main goroutine:", false, "Read previous 0x000000609218 main");
        check("Previous Write at 0x000000c0000160a8 by goroutine 4:", false, "Write previous 0x000000c0000160a8 4");
        check("Read by goroutine 185:", false, "Read - 185");
        check("Read at 0x00c0 by [2023/01/29 15:51:47] [INFO]", false, "Read 0x00c0 ? [2023/01/29 15:51:47] [INFO]");
        check("Write at 0x00c000012340", false, "Write 0x00c000012340 ?");
        check("Write at 0x00c000", false, "Write - ?");
        check("Write at 0x00c00001234000c000012340 by goroutine 7:", false, "Write - 7");
        check("> Read at 0x00c000012345 by goroutine 7:", false, "Read 0x00c000012345 7");
        check("noise Write at 0x00c000012345 by goroutine 7:", false, "Write 0x00c000012345 7");
        check("goroutine 244:", false, "actor 244");
        check("main goroutine:", false, "actor main");
        check("Goroutine 244 (finished) created at:", false, "creation 244 finished");
    }

    #[test]
    fn what_looks_like_a_header_and_is_none() {
        check("Read by everybody: the manual", false, "Noise");
        check("Write of size 4 at 0x7b04 by thread T1:", false, "Noise");
        check("goroutine 7 [running]:", false, "Failure");
        check("goroutine 7 gp=0xc000002380 m=0 mp=0x5 [running]:", false, "Failure");
        check("WARNING: ThreadSanitizer: data race (pid=123)", false, "Noise");
    }

    #[test]
    fn banners() {
        check("================== ", false, "banner");
        check("==================ok  \tpkg\t1s", false, "banner ok  \tpkg\t1s");
        check("==================== Test output for //x:y (shard 3 of 10):", false, "Noise");
        check("================================================================", false, "Noise");
        check("WARNING: DATA RACE[INFO] x", false, "warning [INFO] x");
    }

    #[test]
    fn functions() {
        check(
            "  a/b.(*T[go.shape.struct { x int },go.shape.[]int]).Set()",
            false,
            "function a/b.(*T[go.shape.struct { x int },go.shape.[]int]).Set",
        );
        check("main.main.func·001()", false, "function main.main.func·001");
        check("??()", false, "function ??");
        check("call foo.bar()", false, "Noise");
        check("tle).Open()", false, "Noise");
        check("  runtime.goexit", false, "Noise");
    }

    #[test]
    fn places() {
        check("C:/Program Files/go/src/a b.go:12 +0x3f", true, "place C:/Program Files/go/src/a b.go Some(12) 0x3f");
        check("sessionctx/variable/session.go:1400", true, "place sessionctx/variable/session.go Some(1400) -");
        check(":1 +0x33", true, "place <autogenerated> Some(1) 0x33");
        check("+0x33", true, "place <autogenerated> Some(1) 0x33");
        check("> >   a/b.go:7 +0x33", true, "place a/b.go Some(7) 0x33");
        check("go:7 +0x33", true, "place go Some(7) 0x33");
        check("-:0 +0x47de04", true, "place - Some(0) 0x47de04");
        check("a/b.go:", true, "place a/b.go None -");
        check("a/b.go:12 +", true, "place a/b.go Some(12) -");
        check("util/wait_group", true, "Noise");
        check("took: 12", true, "Noise");
        check("x_test.go:12", false, "Noise");
    }
}
