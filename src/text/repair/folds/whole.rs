//! The lines of a race report as Go prints them, told whole from broken: what a line that was put together of pieces must
//! look like (docs/spec/go-reports.md §1.3). Stricter than the reader of reports, which takes what it gets.

use crate::text::bytes::{contains, number};

/// Whether a line is a whole header, function, location or lost stack, whatever its indentation.
pub fn is_whole(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    is_header(line) || is_function(line) || is_place(line) || line == b"[failed to restore the stack]"
}

/// `Previous read at 0x00c0 by goroutine 7:`, `Goroutine 7 (running) created at:`.
pub fn is_header(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.ends_with(b":") && (is_access(line).is_some() || is_creation(line).is_some())
}

/// Whether a line begins as a header does, whole or not.
pub fn begins_header(line: &[u8]) -> bool {
    let goroutine = line.strip_prefix(b"Goroutine ").and_then(|rest| rest.first());
    goroutine.is_some_and(u8::is_ascii_digit) || after_kind(line).is_some_and(|rest| rest.starts_with(b"at 0x"))
}

/// What follows `Previous read `.
fn after_kind(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_prefix(b"Previous ").unwrap_or(line);
    let line = line.strip_prefix(b"atomic ").or_else(|| line.strip_prefix(b"Atomic ")).unwrap_or(line);
    [&b"Read "[..], b"Write ", b"read ", b"write "].iter().find_map(|word| line.strip_prefix(*word))
}

fn is_access(line: &[u8]) -> Option<()> {
    let rest = after_kind(line)?.strip_prefix(b"at 0x")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let actor = rest.get(digits..)?.strip_prefix(b" by ")?;
    if actor == b"main goroutine:" {
        return Some(());
    }
    let (_, end) = number(actor.strip_prefix(b"goroutine ")?)?;
    (end == b":").then_some(())
}

fn is_creation(line: &[u8]) -> Option<()> {
    let (_, state) = number(line.strip_prefix(b"Goroutine ")?)?;
    let state = state.strip_suffix(b" created at:")?;
    if state.is_empty() {
        return Some(());
    }
    let state = state.strip_prefix(b" (")?.strip_suffix(b")")?;
    state.iter().all(u8::is_ascii_lowercase).then_some(())
}

/// The same for all lines of a stack, also those of a dump: `a/b.F(0xc000012345, {0x1?, 0x2})`, a location with its registers,
/// `goroutine 7 [running]:`, `created by a/b.F in goroutine 7`.
pub fn is_of_stack(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    is_whole(line)
        || is_call(line)
        || is_dump_header(line)
        || is_creator(line)
        || without_registers(line).is_some_and(is_place)
}

/// A location without ` fp=0x… sp=0x… pc=0x…`; None where it has none, or where they are cut.
fn without_registers(line: &[u8]) -> Option<&[u8]> {
    let at = memchr::memmem::find(line, b" fp=0x")?;
    let (head, tail) = line.split_at_checked(at)?;
    let words = tail.get(1..)?.split(|byte| *byte == b' ');
    let names: [&[u8]; 3] = [b"fp=0x", b"sp=0x", b"pc=0x"];
    let hex = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    let whole =
        words.clone().count() == 3 && words.zip(names).all(|(word, name)| word.strip_prefix(name).is_some_and(hex));
    whole.then_some(head)
}

/// `a/b.F(0xc000012345, {0x1?, 0x2})`: the arguments are words in hexadecimal, never text.
pub fn is_call(line: &[u8]) -> bool {
    let Some((name, arguments)) = memchr::memrchr(b'(', line).and_then(|at| line.split_at_checked(at)) else {
        return false;
    };
    let Some(arguments) = arguments.get(1..).and_then(|rest| rest.strip_suffix(b")")) else { return false };
    let starts: [&[u8]; 4] = [b"0x", b"{", b"...", b"_"];
    let printed = |byte: &u8| byte.is_ascii_hexdigit() || b"x{},.?_ -".contains(byte);
    let name = if name == b"panic" { b"runtime.panic".as_slice() } else { name };
    starts.iter().any(|start| arguments.starts_with(start))
        && arguments.iter().all(printed)
        && is_function(&[name, b"()"].concat())
}

/// `goroutine 7 [chan receive, 3 minutes]:`
fn is_dump_header(line: &[u8]) -> bool {
    let Some((_, rest)) = line.strip_prefix(b"goroutine ").and_then(number) else { return false };
    rest.starts_with(b" ") && contains(rest, b"[") && rest.ends_with(b"]:")
}

/// `created by a/b.F in goroutine 7`
fn is_creator(line: &[u8]) -> bool {
    let Some(name) = line.strip_prefix(b"created by ") else { return false };
    let at = memchr::memmem::find(name, b" in goroutine ");
    let (name, number_of) = at.and_then(|at| name.split_at_checked(at)).unwrap_or((name, b""));
    let digits = number_of.strip_prefix(b" in goroutine ").unwrap_or(b"0");
    is_function(&[name, b"()"].concat()) && !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// `a/b.(*T[go.shape.struct { x int }]).Set()`.
pub fn is_function(line: &[u8]) -> bool {
    let Some(name) = line.trim_ascii().strip_suffix(b"()") else { return false };
    if name == b"??" {
        return true;
    }
    // The depths of () and of [] and {}.
    let (mut round, mut square, mut dot) = (0_i32, 0_i32, false);
    for byte in name {
        match byte {
            b'(' => round += 1,
            b')' => round -= 1,
            b'[' | b'{' => square += 1,
            b']' | b'}' => square -= 1,
            b'.' => dot = true,
            b' ' | b'\t' | b'"' | b'\'' | b'=' if square == 0 => return false,
            _ => {}
        }
        if round < 0 || square < 0 {
            return false;
        }
    }
    // Of the package's path and the name: a location that stands before a name is none.
    let first = name.first().is_some_and(|byte| !b"./+-:<".contains(byte));
    dot && first && round == 0 && square == 0 && !contains(name, b".go:") && !contains(name, b"()")
}

/// `a/b.go:12 +0x3f`; the offset may be missing.
pub fn is_place(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let place = without_offset(line).unwrap_or(line);
    let digits = place.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let Some(file) = place.get(..place.len() - digits).and_then(|head| head.strip_suffix(b":")) else { return false };
    let absolute = file.starts_with(b"/") || file.get(1) == Some(&b':');
    let blank = file.iter().any(u8::is_ascii_whitespace) && !absolute;
    digits > 0 && !blank && !contains(file, b"()") && !contains(file, b" +0x") && is_file(file)
}

/// A location without ` +0x3f`; None where it has none.
pub fn without_offset(line: &[u8]) -> Option<&[u8]> {
    let digits = line.iter().rev().take_while(|byte| byte.is_ascii_hexdigit()).count();
    line.get(..line.len() - digits).filter(|_| digits > 0)?.strip_suffix(b" +0x")
}

fn is_file(file: &[u8]) -> bool {
    let name = file.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or_default();
    let extension = name.rsplit(|byte| *byte == b'.').next().filter(|extension| extension.len() < name.len());
    matches!(file, b"??" | b"-")
        || name.ends_with(b"<autogenerated>")
        || extension.is_some_and(|extension| {
            (1..=4).contains(&extension.len()) && extension.iter().all(u8::is_ascii_alphanumeric)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: bool) {
        assert_eq!(is_whole(line.as_bytes()), expected, "{line}");
    }

    #[test]
    fn whole_lines() {
        check("Write at 0x00c00bf3f580 by goroutine 216448:", true);
        check("Previous read at 0x000000609218 by main goroutine:", true);
        check("Goroutine 244 (finished) created at:", true);
        check("  a/b.(*T[go.shape.struct { x int },go.shape.[]int]).Set()", true);
        check("  main.main.func1.gowrap2()", true);
        check("  ??()", true);
        check("      C:/Program Files/go/src/a b.go:12 +0x3f", true);
        check("      <autogenerated>:1 +0x46", true);
        check("      a/b.go:12", true);
        check("      -:0 +0x47de04", true);
    }

    #[test]
    fn lines_of_a_dump() {
        for line in [
            "a/b.(*T).F(0xc000012345, {0x1?, 0x2})",
            "panic({0x51a5c8?, 0x486f80?})",
            "a/b.F[...](...)",
            "\t/a/b.go:12 +0x3f fp=0xc000064f88 sp=0xc000064f40 pc=0x47c5b2",
            "goroutine 7 gp=0xc000002380 m=nil [chan receive, 3 minutes]:",
            "created by a/b.(*T).F in goroutine 17",
            "created by a/b.F",
        ] {
            assert!(is_of_stack(line.as_bytes()), "{line}");
        }
        for line in [
            "a/b.(*T).F(0xc000012345, {0x1?",
            "\t/a/b.go:12 +0x3f fp=0xc000064f88 sp=0xc000064f40",
            "os.Exit(0)",
            "created by a/b.F in gorou",
            "created by me",
        ] {
            assert!(!is_of_stack(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn pieces() {
        check("Write at 0x00c00bf3f580 by gorou", false);
        check("Write at 0x00c00bf3f580 by goroutine 216", false);
        check("Goroutine 244 (finished) crea", false);
        check("  a/b.(*T).Set", false);
        check("  a/b.(*T).Set(", false);
        check("ject).ReadLock()", false);
        check(".func1()", false);
        check("      a/b.go:12 +0x", false);
        check("      a/b.go:", false);
        check("      a/b", false);
        check("3 +0x1c4", false);
        check("a/b.C()a/b.go:12 +0x3f", false);
        check("a/b.go:12 +0x3fa/b.C()", false);
    }
}
