//! Expected and actual of a failed assertion as the lines of a diff.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Both,
    Expected,
    Actual,
    /// `@@ -1,3 +1,4 @@`, `--- Expected`: of a diff the log already holds.
    Head,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    pub side: Side,
    pub text: String,
    /// Byte range that differs from the line it is paired with; empty where there is none.
    pub changed: (usize, usize),
}

/// Beyond this many line pairs the two texts are shown one after the other.
const MOST_PAIRS: usize = 250_000;

/// The diff of two texts, by lines.
pub fn diff(expected: &str, actual: &str) -> Vec<DiffLine> {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old.iter().skip(head).rev().zip(new.iter().skip(head).rev()).take_while(|(a, b)| a == b).count();
    let (old_mid, new_mid) = (middle(&old, head, tail), middle(&new, head, tail));
    let mut out: Vec<DiffLine> = old.iter().take(head).map(|text| line(Side::Both, text)).collect();
    if old_mid.len() * new_mid.len() <= MOST_PAIRS {
        align(old_mid, new_mid, &mut out);
    } else {
        out.extend(old_mid.iter().map(|text| line(Side::Expected, text)));
        out.extend(new_mid.iter().map(|text| line(Side::Actual, text)));
    }
    out.extend(old.iter().skip(old.len() - tail).map(|text| line(Side::Both, text)));
    mark_changes(&mut out);
    out
}

/// A unified diff as printed in the log.
pub fn printed(text: &str) -> Vec<DiffLine> {
    let mut lines: Vec<DiffLine> = text
        .lines()
        .map(|text| match text.as_bytes() {
            [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] | [b'@', b'@', ..] => line(Side::Head, text),
            [b'-', ..] => line(Side::Expected, text.get(1..).unwrap_or_default()),
            [b'+', ..] => line(Side::Actual, text.get(1..).unwrap_or_default()),
            [b' ', ..] => line(Side::Both, text.get(1..).unwrap_or_default()),
            _ => line(Side::Both, text),
        })
        .collect();
    mark_changes(&mut lines);
    lines
}

fn middle<'a, 'b>(lines: &'b [&'a str], head: usize, tail: usize) -> &'b [&'a str] {
    lines.get(head..lines.len().saturating_sub(tail)).unwrap_or_default()
}

fn line(side: Side, text: &str) -> DiffLine {
    DiffLine { side, text: text.to_owned(), changed: (0, 0) }
}

/// Longest common subsequence by the usual table, filled from the end.
fn align(old: &[&str], new: &[&str], out: &mut Vec<DiffLine>) {
    let width = new.len() + 1;
    let mut table = vec![0_u32; (old.len() + 1) * width];
    let cell = |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let best = if a == b {
                cell(&table, i + 1, j + 1) + 1
            } else {
                cell(&table, i + 1, j).max(cell(&table, i, j + 1))
            };
            if let Some(slot) = table.get_mut(i * width + j) {
                *slot = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b => {
                out.push(line(Side::Both, a));
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), b) if b.is_none() || cell(&table, i + 1, j) >= cell(&table, i, j + 1) => {
                out.push(line(Side::Expected, a));
                i += 1;
            }
            (_, Some(b)) => {
                out.push(line(Side::Actual, b));
                j += 1;
            }
            _ => break,
        }
    }
}

/// Pairs the lines of each run of changes and marks where the two of a pair differ.
fn mark_changes(lines: &mut [DiffLine]) {
    let mut at = 0;
    while at < lines.len() {
        let run = |from: usize, side: Side| lines.iter().skip(from).take_while(|line| line.side == side).count();
        let gone = run(at, Side::Expected);
        let came = run(at + gone, Side::Actual);
        for pair in 0..if gone == came { gone } else { 0 } {
            let (a, b) = (at + pair, at + gone + pair);
            let Some((first, second)) = lines.get(a).zip(lines.get(b)) else { break };
            let (head, tail) = common_ends(&first.text, &second.text);
            let ends = [first.text.len() - tail, second.text.len() - tail];
            for (at, end) in [a, b].into_iter().zip(ends) {
                if let Some(line) = lines.get_mut(at) {
                    line.changed = (head, end);
                }
            }
        }
        at += (gone + came).max(1);
    }
}

/// Lengths in bytes of the common start and the common end that do not overlap.
fn common_ends(a: &str, b: &str) -> (usize, usize) {
    let head: usize = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(c, _)| c.len_utf8()).sum();
    let rest = |text: &str| text.len() - head;
    let most = rest(a).min(rest(b));
    let mut tail = 0;
    for (x, y) in a.chars().rev().zip(b.chars().rev()) {
        if x != y || tail + x.len_utf8() > most {
            break;
        }
        tail += x.len_utf8();
    }
    (head, tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[DiffLine], expected: &[&str]) {
        let shown: Vec<String> = lines
            .iter()
            .map(|line| {
                let sign = match line.side {
                    Side::Both => ' ',
                    Side::Expected => '-',
                    Side::Actual => '+',
                    Side::Head => '@',
                };
                let (from, to) = line.changed;
                let text = if from < to {
                    format!("{}<{}>{}", &line.text[..from], &line.text[from..to], &line.text[to..])
                } else {
                    line.text.clone()
                };
                format!("{sign}{text}")
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn by_lines_and_within_a_line() {
        check(&diff("a\nb\nc", "a\nx\nc"), &[" a", "-<b>", "+<x>", " c"]);
        check(&diff("[1 2 3]", "[1 7 3]"), &["-[1 <2> 3]", "+[1 <7> 3]"]);
        check(&diff("a", "a\nb"), &[" a", "+b"]);
        check(&diff("aa", "a"), &["-a<a>", "+a"]);
        check(&diff("", "é"), &["+é"]);
    }

    #[test]
    fn as_printed() {
        let text = "--- Expected\n+++ Actual\n@@ -1 +1 @@\n-(string) \"x\"\n+(string) \"y\"";
        check(
            &printed(text),
            &["@--- Expected", "@+++ Actual", "@@@ -1 +1 @@", "-(string) \"<x>\"", "+(string) \"<y>\""],
        );
    }
}
