//! Records without their level, as other tools hand them out: the log search of the dashboard, cluster_log of
//! information_schema, examples of the manual.
//!
//! ```text
//! 2023-06-16 19:36:00 (UTC+08:00)TiDB tidb-4:4000[scheduler.go:344] ["scheduler error"] [cost=1.2s]
//! MESSAGE  | [expensivequery.go:167] [expensive_query] [cost_time=60.085949605s]
//! | 2020/03/08 01:47:35.846 | tikv | 10.9.82.29:20180 | WARN | [tracker.rs:150] [slow-query] [wait_time=1ms]      |
//! [expensivequery.go:145] [expensive_query] [cost_time=60.021998785s]
//! ```
//!
//! Odd: the dashboard's times have whole seconds.

use super::MAX_PREFIX_BYTES;
use super::unified::{Groups, Header, is_caller, level};
use crate::model::Stamp;

/// The head of such a record: everything up to the caller's bracket. The level is unknown, which is an empty one.
pub fn header(line: &[u8]) -> Option<Header<'_>> {
    let at = memchr::memchr(b'[', line.get(..line.len().min(MAX_PREFIX_BYTES))?)?;
    let (prefix, mut rest) = line.split_at_checked(at)?;
    let (caller, tail) = rest.get(1..)?.split_at_checked(memchr::memchr(b']', rest)?.checked_sub(1)?)?;
    if !is_caller(caller) || !tail.starts_with(b"] [") {
        return None;
    }
    let prefix = prefix.trim_ascii();
    let (time, level) = match prefix {
        b"" | b"MESSAGE  |" | b"MESSAGE |" => (None, ""),
        [b'|', ..] => {
            let row = rest.trim_ascii_end();
            rest = row.strip_suffix(b"|").unwrap_or(row).trim_ascii_end();
            cells(prefix)?
        }
        _ => (Some(searched(prefix)?), ""),
    };
    // A level, or a message and a field behind it, tell the line from a list of places.
    let fields = Groups::new(rest).filter(|group| group.key.is_some()).count();
    (fields > 0 || !level.is_empty()).then_some(Header { time, level, rest })
}

/// Time and level among the cells of a table's row; a query need not have asked for both.
fn cells(prefix: &[u8]) -> Option<(Option<Stamp>, &'static str)> {
    let cells = || prefix.split(|byte| *byte == b'|').map(<[u8]>::trim_ascii);
    let time = cells().filter(|cell| cell.first().is_some_and(u8::is_ascii_digit)).find_map(Stamp::parse);
    let level = cells().find_map(level);
    (time.is_some() || level.is_some()).then(|| (time, level.unwrap_or_default()))
}

/// The time of `2023-06-16 19:36:00 (UTC+08:00)TiDB tidb-4:4000`.
fn searched(prefix: &[u8]) -> Option<Stamp> {
    let at = memchr::memmem::find(prefix, b" (UTC")?;
    let (time, zone) = prefix.split_at_checked(at)?;
    let zone = zone.strip_prefix(b" (UTC")?;
    let zone = zone.get(..memchr::memchr(b')', zone)?)?;
    let (day, clock) = time.split_at_checked(memchr::memchr(b' ', time)?)?;
    let zone = if zone.is_empty() { &b"Z"[..] } else { zone };
    Stamp::parse(&[day, b"T", clock.trim_ascii(), zone].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The time and the level, and what follows the prefix.
    fn check(line: &str, expected: Option<(&str, &str)>) {
        let shown = header(line.as_bytes()).map(|header| {
            let time = header.time.map_or(String::new(), |time| time.to_string());
            (time + header.level, String::from_utf8_lossy(header.rest).into_owned())
        });
        assert_eq!(shown, expected.map(|(time, rest)| (time.to_owned(), rest.to_owned())), "{line}");
    }

    #[test]
    fn what_stands_before_the_caller() {
        let rest = "[a.go:344] [\"scheduler error\"] [cost=1.2s]";
        check(
            &format!("2023-06-16 19:36:00 (UTC+08:00)TiDB tidb-4.x.svc:4000{rest}"),
            Some(("2023-06-16T19:36:00+08:00", rest)),
        );
        check(&format!("MESSAGE  | {rest}"), Some(("", rest)));
        check(rest, Some(("", rest)));
        check(&format!("| tikv | 10.9.82.29:20180       | WARN  | {rest}"), Some(("WARN", rest)));
        check(&format!("| 2020/03/08 01:47:35.846 | Error | {rest}"), Some(("2020-03-08T01:47:35.846ERROR", rest)));
        check(
            &format!("| 2020/05/18 21:37:55.327 | 127.0.0.1:4000 | {rest}  |"),
            Some(("2020-05-18T21:37:55.327", rest)),
        );
        check(&format!("| tikv | {rest}"), None);
        check(&format!("prose {rest}"), None);
        check("[a.go:344] [b.go:12]", None);
        check("[a.go:344] failed", None);
        check("2023-06-16 19:36:00 (UTC+08:00)", None);
    }
}
