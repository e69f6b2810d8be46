//! Lines as viewers hand them out: a cell of a CSV file, a line behind the name of a container.
//!
//! ```text
//! "2024-06-11 02:00:00.5","[2024/06/11 02:00:03.500 +00:00] [WARN] [pd.go:152] [""get timestamp too slow""]"
//! tidb-0    | [INFO] [coprocessor.go:743] ["[TIME_COP_PROCESS] resp_time:411.204899ms …"]
//! ```
//!
//! Odd: the quotes of the record are doubled in the cell; a record without its time is told by level and caller.

use super::unified;
use crate::model::Stamp;

/// The cell of a CSV line that holds a record, without its doubled quotes.
pub fn csv_cell(line: &[u8]) -> Option<Vec<u8>> {
    let line = line.trim_ascii();
    if !line.starts_with(b"\"") || !line.ends_with(b"\"") {
        return None;
    }
    let start = memchr::memmem::find(line, b"\"[20")?;
    let begins = start == 0 || line.get(start - 1) == Some(&b',');
    let mut rest = line.get(start + 1..).filter(|_| begins)?;
    let mut cell = Vec::with_capacity(rest.len());
    while let Some(at) = memchr::memchr(b'"', rest) {
        let (head, tail) = rest.split_at_checked(at)?;
        cell.extend_from_slice(head);
        match tail {
            [b'"', b'"', after @ ..] => {
                cell.push(b'"');
                rest = after;
            }
            // The end of the cell: the next one or the end of the line follows.
            [b'"', b',', ..] | [b'"'] => return Some(cell),
            _ => return None,
        }
    }
    None
}

/// The record behind `tidb-0    | `.
pub fn behind_name(line: &[u8]) -> Option<&[u8]> {
    let bar = memchr::memchr(b'|', line.get(..line.len().min(MAX_NAME_BYTES))?)?;
    let (name, rest) = line.split_at_checked(bar)?;
    let name = name.trim_ascii();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    let record = rest.strip_prefix(b"| ")?.trim_ascii();
    let named = !name.is_empty() && name.iter().all(is_name);
    (named && record.starts_with(b"[") && unified::header(record, &mut Stamp::parse).is_some()).then_some(record)
}

/// A longer name is a text.
const MAX_NAME_BYTES: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_csv_files() {
        let check = |line: &str, expected: Option<&str>| {
            let cell = csv_cell(line.as_bytes()).map(|cell| String::from_utf8(cell).unwrap());
            assert_eq!(cell.as_deref(), expected, "{line}");
        };
        check(r#""t","[2024/06/11] [""a b""] [c=1]""#, Some(r#"[2024/06/11] ["a b"] [c=1]"#));
        check(r#""[2024/06/11] [""a""]","t""#, Some(r#"[2024/06/11] ["a"]"#));
        check(r#""t","[2024/06/11] ["a"]""#, None);
        check(r#""see "[2024/06/11] [a]""#, None);
        check(r#""t","u""#, None);
    }

    #[test]
    fn behind_the_name_of_a_container() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(behind_name(line.as_bytes()), expected.map(str::as_bytes), "{line}");
        };
        check("tidb-0    | [INFO] [a.go:7] [m]", Some("[INFO] [a.go:7] [m]"));
        check("| tidb | [INFO] [a.go:7] [m]", None);
        check("prose here | [INFO] [a.go:7] [m]", None);
        check("tidb-0 | [INFO] done", None);
    }
}
