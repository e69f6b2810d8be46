//! Keys of TiKV (docs/spec/tidb-logs.md §4.9), as `tidb_decode_key` without a schema.
//!
//! ```text
//! 7480000000000000135F6980000000000000010405B5DFC4F89C0002038000000000007C02
//! 7480000000000000FF3B5F728000000000FF1DE3F10000000000FA
//! ```
//! `t`, table id, then `_r` and the row's handle or `_i`, index id and typed values. Odd: keys in TiKV's own log stand in
//! memory-comparable groups (second line): eight bytes and a marker. Nothing here fails: what is not known is shown as hex
//! (pingcap/tidb#27434 was a crash).

mod decimal;
mod groups;
mod hex;
mod values;

pub use values::Value;

use std::fmt;

/// What a key says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Key {
    /// Tenant or keyspace before the key itself, as hex.
    pub prefix: Option<String>,
    pub what: What,
    /// Bytes that could not be read, as hex, with half a byte where the text was cut in one; empty where all of the key
    /// was read.
    pub rest: String,
    /// Commit or start timestamp behind a key in groups.
    pub version: Option<u64>,
    /// Whether the key stood in memory-comparable groups.
    pub in_groups: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum What {
    /// Only a table's prefix, or the border of its records or indexes.
    Table {
        table: i64,
        part: Option<&'static str>,
    },
    Row {
        table: i64,
        handle: Vec<Value>,
    },
    Index {
        table: i64,
        index: i64,
        values: Vec<Value>,
    },
    /// `m…`: TiDB's schema.
    Metadata {
        key: Vec<u8>,
        field: Vec<u8>,
    },
    #[default]
    Unknown,
}

/// Reads a key from hexadecimal text (`0x`, blanks and quotes allowed) or from Go's escapes (`t\200\000…`). None where
/// the text is neither.
pub fn read_key(text: &str) -> Option<Key> {
    let (bytes, half) = hex::bytes(text)?;
    let mut key = match groups::undo(&bytes) {
        Some(plain) => {
            let key = decode(&plain.key);
            Key { in_groups: true, version: plain.version, rest: key.rest + &hex::text(plain.rest), ..key }
        }
        None => not_whole_groups(&bytes),
    };
    key.rest.extend(half.map(hex::letter));
    Some(key)
}

/// A key that stands in no groups, or in groups that were cut: then the first marker looks like the end of the table's
/// number, which nothing known follows.
fn not_whole_groups(bytes: &[u8]) -> Key {
    let key = decode(bytes);
    let is_odd = matches!(key.what, What::Table { part: None, .. }) && !key.rest.is_empty();
    match groups::undo_cut(bytes).filter(|_| is_odd) {
        Some(plain) => Key { in_groups: true, ..decode(&plain) },
        None => key,
    }
}

fn decode(bytes: &[u8]) -> Key {
    let (prefix, bytes) = keyspace(bytes);
    let (what, rest) = match bytes.split_first() {
        Some((b't', rest)) => table(rest).unwrap_or((What::Unknown, bytes)),
        Some((b'm', rest)) => metadata(rest).unwrap_or((What::Unknown, bytes)),
        _ => (What::Unknown, bytes),
    };
    Key { prefix: prefix.map(hex::text), what, rest: hex::text(rest), ..Key::default() }
}

/// Keyspaces put four bytes before the key (`x`, or `7A` for a tenant, and a number of three bytes).
fn keyspace(bytes: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match bytes.split_at_checked(4) {
        Some((prefix @ [b'x' | b'r' | 0x7a, ..], key @ [b't' | b'm', ..])) => (Some(prefix), key),
        _ => (None, bytes),
    }
}

fn table(bytes: &[u8]) -> Option<(What, &[u8])> {
    let (table, rest) = values::int(bytes)?;
    Some(match rest {
        [b'_', b'r', handle @ ..] => row(table, handle),
        [b'_', b'i', index @ ..] => match values::int(index) {
            Some((index, rest)) => {
                let (values, rest) = values::read(rest);
                (What::Index { table, index, values }, rest)
            }
            None => (What::Table { table, part: Some("indexes") }, index),
        },
        rest => (What::Table { table, part: None }, rest),
    })
}

/// A row's handle: an integer, or the values of a clustered primary key.
fn row(table: i64, handle: &[u8]) -> (What, &[u8]) {
    if handle.is_empty() {
        return (What::Table { table, part: Some("rows") }, handle);
    }
    let integer = values::int(handle);
    if let Some((integer, [])) = integer {
        return (What::Row { table, handle: vec![Value::Int(integer)] }, &[]);
    }
    let (values, rest) = values::read(handle);
    match integer {
        Some((integer, rest)) if values.is_empty() => (What::Row { table, handle: vec![Value::Int(integer)] }, rest),
        _ if values.is_empty() => (What::Table { table, part: Some("rows") }, rest),
        _ => (What::Row { table, handle: values }, rest),
    }
}

fn metadata(bytes: &[u8]) -> Option<(What, &[u8])> {
    let (key, rest) = groups::bytes(bytes)?;
    let (_kind, after) = rest.split_at_checked(8).unwrap_or((rest, &[]));
    let (field, rest) = groups::bytes(after).unwrap_or((Vec::new(), after));
    Some((What::Metadata { key, field }, rest))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(prefix) = &self.prefix {
            write!(f, "prefix {prefix}, ")?;
        }
        match &self.what {
            What::Table { table, part: None } => write!(f, "table {table}")?,
            What::Table { table, part: Some(part) } => write!(f, "table {table}, {part}")?,
            What::Row { table, handle } => match &handle[..] {
                [Value::Int(handle)] => write!(f, "table {table}, row {handle}")?,
                handle => write!(f, "table {table}, row ({})", values::list(handle))?,
            },
            What::Index { table, index, values } if values.is_empty() => write!(f, "table {table}, index {index}")?,
            What::Index { table, index, values } => {
                write!(f, "table {table}, index {index}, {}", values::list(values))?;
            }
            What::Metadata { key, field } => {
                write!(f, "metadata {}", values::shown(key))?;
                if !field.is_empty() {
                    write!(f, ", field {}", values::shown(field))?;
                }
            }
            What::Unknown => f.write_str("no key of a table")?,
        }
        if !self.rest.is_empty() {
            write!(f, ", rest {}", self.rest)?;
        }
        match self.version {
            Some(version) => write!(f, ", version {version}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(read_key(text).map(|key| key.to_string()).as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn the_two_examples() {
        check(
            "7480000000000000135F6980000000000000010405B5DFC4F89C0002038000000000007C02",
            "table 19, index 1, uint 411480978051825666, int 31746",
        );
        check("7480000000000000FF3B5F728000000000FF1DE3F10000000000FA", "table 59, row 1958897");
    }

    #[test]
    fn borders_and_short_keys() {
        check("748000000000000013", "table 19");
        check("7480000000000000135F72", "table 19, rows");
        check("7480000000000000135F69", "table 19, indexes");
        check("7480000000000000FF1300000000000000F8", "table 19");
        // A table id that ends with FF looks like a group.
        check("7480000000000000FF5F728000000000000001", "table 255, row 1");
        check("74800000", "no key of a table, rest 74800000");
        check("", "no key of a table");
    }

    #[test]
    fn every_type() {
        let check = |values: &str, expected: &str| {
            check(
                &format!("7480000000000000135F698000000000000001{values}"),
                &format!("table 19, index 1, {expected}"),
            );
        };
        check("00", "null");
        check("016162630000000000FA", "bytes \"abc\"");
        check("0206616263", "bytes \"abc\"");
        check("037FFFFFFFFFFFFFFF", "int -1");
        check("04FFFFFFFFFFFFFFFF", "uint 18446744073709551615");
        check("05BFF8000000000000", "float 1.5");
        check("054007FFFFFFFFFFFF", "float -1.5");
        check("060402800C", "decimal 0.12");
        check("0780000000000F4240", "duration 1000000 ns");
        check("0801", "int -1");
        check("09AC02", "uint 300");
        check("FA", "maximum");
        check("0A0103", "json, rest 0103");
        check("14000000", "vector, rest 000000");
        check("0380", "rest 0380");
        check("63AB", "rest 63AB");
    }

    #[test]
    fn clustered_handles_prefixes_and_versions() {
        check("7480000000000000135F72016162630000000000FA038000000000000007", "table 19, row (bytes \"abc\", int 7)");
        check("780000017480000000000000135F728000000000000005", "prefix 78000001, table 19, row 5");
        check(
            "7480000000000000FF3B5F728000000000FF1DE3F10000000000FAF9E7FFFFFFFFFFFF",
            "table 59, row 1958897, version 439100963668623360",
        );
        check("t\\200\\000\\000\\000\\000\\000\\000\\023_r", "table 19, rows");
        // As pd-ctl prints it.
        check(
            r"t\\x80\\x00\\x00\\x00\\x00\\x02e\\xff5_r\\x80\\x00\\x00\\x00\\x00\\xff^\\x0fM\\x00\\x00\\x00\\x00\\x00\\xfa",
            "table 156981, row 6164301",
        );
    }

    #[test]
    fn cut_anywhere() {
        check("748", "no key of a table, rest 748");
        check("7480000000000000135F698", "table 19, indexes, rest 8");
        check("7480000000000000135F72800000000000000", "table 19, rows, rest 800000000000000");
        // Within the second group, and within the timestamp behind the last.
        check("7480000000000000FF3B5F7", "table 59, rest 5F7");
        check("7480000000000000FF3B5F728000000000FF1DE3F", "table 59, rows, rest 80000000001DE3F");
        check("7480000000000000FF3B5F728000000000FF1DE3F10000000000FAF9E", "table 59, row 1958897, rest F9E");
    }

    #[test]
    fn what_is_no_key() {
        assert_eq!(read_key("select 1"), None);
    }
}
