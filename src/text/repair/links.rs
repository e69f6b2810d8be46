//! Links that nobody wrote: GitHub's log view puts them around numbers, so that text copied out of it holds
//! `+0x5[25](https://github.com/…#step:5:26)` where the log says `+0x525`; chats and issue trackers make them of
//! addresses and file names, `[tikv-1:20160](http://tikv-1:20160/)`.

use super::framed;
use crate::text::bytes::contains;

/// What is said of them.
pub const NAME: &str = "links that nobody wrote";

/// Whether a line holds such a link.
pub fn is_linked(line: &[u8]) -> bool {
    (contains(line, b"](") || contains(line, b"<http")) && strip(line).is_some()
}

/// The line with the texts of such links in their places. None where there is none; a link whose address says anything
/// else than its text was written by somebody and stays.
pub fn strip(line: &[u8]) -> Option<Vec<u8>> {
    if let Some((out, NAME)) = framed::undo(line) {
        return Some(out);
    }
    let mut out = Vec::new();
    let mut done = 0;
    for middle in memchr::memmem::find_iter(line, b"](http") {
        let Some((start, text)) = text_before(line, done, middle) else { continue };
        let url = line.get(middle + 2..).unwrap_or_default();
        let Some(length) = same_address(url, text).or_else(|| step(url, text)) else { continue };
        out.extend_from_slice(line.get(done..start).unwrap_or_default());
        out.extend_from_slice(text);
        done = middle + 2 + length + 1;
    }
    (done > 0).then(|| {
        out.extend_from_slice(line.get(done..).unwrap_or_default());
        out
    })
}

/// Where the link begins, and its text.
fn text_before(line: &[u8], from: usize, end: usize) -> Option<(usize, &[u8])> {
    let start = from + memchr::memrchr(b'[', line.get(from..end)?)?;
    Some((start, line.get(start + 1..end)?))
}

/// The length of the address up to the `)` that closes the link, where it is `text` as a browser completes it.
fn same_address(url: &[u8], text: &[u8]) -> Option<usize> {
    let path = url.strip_prefix(b"http://").or_else(|| url.strip_prefix(b"https://"))?;
    let rest = path.strip_prefix(text)?;
    let rest = rest.strip_prefix(b"/").unwrap_or(rest);
    (!text.is_empty() && rest.starts_with(b")")).then(|| url.len() - rest.len())
}

/// The same for a number and the address of a step of a run.
fn step(url: &[u8], text: &[u8]) -> Option<usize> {
    let length = memchr::memchr(b')', url)?;
    let is_number = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    (is_number && contains(url.get(..length)?, b"#step:")).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Option<&str>) {
        assert_eq!(strip(input.as_bytes()).map(|out| String::from_utf8(out).unwrap()).as_deref(), expected, "{input}");
    }

    #[test]
    fn numbers_stay_and_their_links_go() {
        let url = "(https://github.com/a/b/actions/runs/1/job/2?pr=3#step:5:26)";
        check(&format!("  x.go:1[34]{url} +0x5[25]{url}"), Some("  x.go:134 +0x525"));
        check(
            &format!("Read at 0x00c[00]{url}1adc8 by goroutine [16]{url}:"),
            Some("Read at 0x00c001adc8 by goroutine 16:"),
        );
        check("see [the log](https://github.com/a/b/runs/1#step:5:26)", None);
        check("goroutine 7 [25](https://example.com/)", None);
    }

    #[test]
    fn addresses_stay_and_their_links_go() {
        check("addr: [10.0.0.1:20160](http://10.0.0.1:20160/) b", Some("addr: 10.0.0.1:20160 b"));
        check("@ [db-1](http://db-1) [[10.0.0.1](http://10.0.0.1/)]", Some("@ db-1 [10.0.0.1]"));
        check("[x.io/a.(*B).C](http://x.io/a.(*B).C)(0xc0)", Some("x.io/a.(*B).C(0xc0)"));
        check("see [the manual](http://x.io/manual)", None);
        check("[](http://)", None);
        check("[a](http://a", None);
    }
}
