//! What stands before nearly all lines of a text, or before every one, whatever begins behind it.

use super::shape::Shape;

/// Lines with a prefix before it counts as one.
const MIN_LINES: usize = 3;

/// Lines of which one shows the prefix of nearly all.
const FIRST_LINES: usize = 4;

/// The quote mark or the name of a container that stands before nearly all lines: `> `, `api-1  | `. Some lines of
/// `full`, which holds no blank ones, may lack it.
pub fn of_most(full: &[&[u8]]) -> Option<Shape> {
    let prefix = full.iter().take(FIRST_LINES).find_map(|line| container_or_quote(line))?;
    let mut shape = Shape::of(prefix)?;
    shape.one_blank();
    let fitting = full.iter().filter(|line| shape.strip(line).is_some()).count();
    (fitting >= MIN_LINES && fitting * 10 >= full.len() * 9).then_some(shape)
}

fn container_or_quote(line: &[u8]) -> Option<&[u8]> {
    if line.starts_with(b">") {
        return line.get(..line.len().min(2)).filter(|prefix| matches!(*prefix, b">" | b"> "));
    }
    let name = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte)).count();
    let padding = line.get(name..)?.iter().take_while(|byte| **byte == b' ').count();
    let end = name + padding + 1;
    (name > 0 && padding > 0 && line.get(end - 1) == Some(&b'|')).then(|| line.get(..line.len().min(end + 1)))?
}

/// The mark of a list or diff, or the file `grep` found the lines in, where it stands before every line and one of them
/// begins something: `+`, `* `, `ci.log:`. A diff of code has lines without a mark, and none that begins a failure.
pub fn of_all(full: &[&[u8]]) -> Option<Shape> {
    let full = || full.iter().filter(|line| !line.starts_with(b"```"));
    let shape = Shape::of(mark(full().copied()).or_else(|| file(full().next()?))?)?;
    let all = full().all(|line| shape.strip(line).is_some());
    let begins = || full().any(|line| shape.strip(line).is_some_and(|fit| begins_failure(fit.rest.trim_ascii_start())));
    (all && full().take(MIN_LINES).count() == MIN_LINES && begins()).then_some(shape)
}

/// The marks before blocks of lines one of which begins a failure, in a text whose other lines have none: a quotation
/// within a mail, a list or a diff in an issue.
pub fn of_blocks(full: &[&[u8]]) -> Vec<Shape> {
    let blocks = full.chunk_by(|line, next| block_mark(line) == block_mark(next));
    blocks.filter_map(|block| of_block(block, block_mark(block.first()?))).collect()
}

/// The mark of a quotation, a list or a diff that a line begins with; empty where it has none.
fn block_mark<'a>(line: &&'a [u8]) -> &'a [u8] {
    let length = match line {
        [b'+' | b'-' | b'*' | b'>' | b'|', ..] => 1,
        [b'/', b'/', ..] => 2,
        _ => 0,
    };
    line.get(..length).unwrap_or_default()
}

/// What stands before the lines of a block, all of which begin with `sign`, where one of them begins a failure.
fn of_block(block: &[&[u8]], sign: &[u8]) -> Option<Shape> {
    let begins = |line: &&[u8]| begins_failure(line.get(sign.len()..).unwrap_or_default().trim_ascii_start());
    if sign.is_empty() || block.len() < MIN_LINES || !block.iter().any(begins) {
        return None;
    }
    let blanks = |line: &&[u8]| line.iter().skip(sign.len()).take_while(|byte| **byte == b' ').count();
    let indent = block.iter().filter(|line| line.len() > sign.len()).map(blanks).min().unwrap_or_default();
    // A diff's mark has no blank of its own: what all lines are indented by is theirs.
    let own = usize::from(indent == 1 || indent > 1 && sign != b"+" && sign != b"-");
    let longest = block.iter().find(|line| line.len() > sign.len()).or(block.first())?;
    longest.get(..sign.len() + own).and_then(Shape::of)
}

/// The mark all lines begin with, with the blank behind it where that is no line's own.
fn mark<'a>(lines: impl Iterator<Item = &'a [u8]> + Clone) -> Option<&'a [u8]> {
    let first = lines.clone().next()?;
    let sign = first.first().filter(|sign| b"+-*".contains(sign))?;
    let blanks = |line: &[u8]| line.iter().skip(1).take_while(|byte| **byte == b' ').count();
    // A mark alone on its line says nothing of the blanks.
    let indent = lines.filter(|line| line.len() > 1 && line.first() == Some(sign)).map(blanks).min()?;
    let length = if *sign == b'*' && indent > 0 || indent == 1 { 2 } else { 1 };
    first.get(..first.len().min(length)).filter(|mark| *sign != b'*' || *mark != b"*")
}

/// `ci.log:` or `ci.log:12:`: a name with an ending.
fn file(line: &[u8]) -> Option<&[u8]> {
    let name = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(byte)).count();
    let (path, rest) = line.split_at_checked(name)?;
    let rest = rest.strip_prefix(b":").filter(|_| path.contains(&b'.'))?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = if digits > 0 && rest.get(digits) == Some(&b':') { digits + 1 } else { 0 };
    line.get(..name + 1 + number)
}

/// Whether a failure begins or ends with the line: of a test, a package, a comparison of testify, a leak.
fn begins_failure(text: &[u8]) -> bool {
    text.starts_with(b"--- FAIL: ")
        || text.starts_with(b"FAIL\t")
        || text.starts_with(b"Error Trace:")
        || text.starts_with(b"[Goroutine ") && text.get(11).is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&[&str]>) {
        let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
        let got = of_all(&lines).map(|shape| {
            let rest = |line: &&[u8]| String::from_utf8(shape.strip(line).unwrap().rest.to_vec()).unwrap();
            lines.iter().map(rest).collect::<Vec<_>>()
        });
        assert_eq!(got, expected.map(|lines| lines.iter().map(|line| (*line).to_owned()).collect()), "{text}");
    }

    #[test]
    fn diff_and_list_marks_before_a_failure_without_a_dump() {
        let build = ["# q/u [q/u.test]", "u/u_test.go:9:2: undefined: foo", "FAIL\tq/u [build failed]"];
        let testify =
            ["    u_test.go:9: ", "        \tError Trace:\tu_test.go:9", "        \tError:      \tShould be true"];
        let leak =
            ["    leaks.go:78: found unexpected goroutines:", "        [Goroutine 7 in state select:", "        q.f()"];
        for lines in [build, testify, leak] {
            for mark in ["+", "-", "* ", "ci.log:", "logs/ci.log:12:"] {
                let text = lines.map(|line| format!("{mark}{line}\n")).concat();
                check(&text, Some(&lines));
            }
        }
        let text = build.map(|line| format!("- {line}\n")).concat();
        check(&text, Some(&build));
    }

    #[test]
    fn marks_before_a_block_only() {
        let block =
            ["    u_test.go:9:", "        \tError Trace:\tu_test.go:9", "        \tError:      \tShould be true"];
        for mark in ["> ", "| ", "+", "- ", "* ", "// ", ">", "|"] {
            let marked = block.map(|line| format!("{mark}{line}\n")).concat();
            let text = format!("We saw this today.\n{marked}Any idea?\n- no\n");
            let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
            let shapes = of_blocks(&lines);
            let [shape] = shapes.as_slice() else { panic!("{mark}: {shapes:?}") };
            let got: Vec<_> = lines.iter().skip(1).take(3).map(|line| shape.strip(line).unwrap().rest).collect();
            let text = |line: &[u8]| String::from_utf8_lossy(line.trim_ascii_start()).into_owned();
            assert_eq!(got.into_iter().map(text).collect::<Vec<_>>(), block.map(str::trim_start), "{mark}");
        }
        for text in [
            "+a\n+b\n+c\n",
            "--- FAIL: TestA (0.1s)\n--- FAIL: TestB (0.1s)\n--- FAIL: TestC (0.1s)\n",
            "+--- FAIL: T (0.1s)\nx\n",
        ] {
            assert_eq!(of_blocks(&text.lines().map(str::as_bytes).collect::<Vec<_>>()), [], "{text}");
        }
    }

    #[test]
    fn a_diff_of_code_is_no_log() {
        check("+func TestA(t *testing.T) {\n+\tt.Log(\"--- FAIL: TestA\")\n+}\n", None);
        check("+a\n context\n+--- FAIL: TestA (0.1s)\n+FAIL\tq/u 0.1s\n", None);
        check("--- FAIL: TestA (0.1s)\n--- FAIL: TestB (0.1s)\n--- FAIL: TestC (0.1s)\n", None);
        check("x.go:1:2: a\nx.go:2:2: b\nFAIL\tq/u [build failed]\n", None);
    }
}
