//! The `key:value` pairs of `[TIME_COP_PROCESS]` and `[TIME_COP_WAIT]` (docs/spec/tidb-logs.md §2.1).

use crate::model::Fields;
use crate::text::bytes::text;

/// Reads the pairs. An unfinished key at the end of a cut line is no field.
///
/// Values run to the next blank, except: braces and brackets are read whole (`stats:Cop:{num_rpc:1, total_time:1.2s}`),
/// a store address may hold a blank (`store 1:20160`), and a region error is free text up to the next ` kv_` key.
pub fn read_pairs(message: &[u8]) -> Fields {
    let mut fields = Fields::default();
    let mut rest = message.trim_ascii();
    if let Some(end) = memchr::memchr(b']', rest).filter(|_| rest.starts_with(b"[")) {
        rest = rest.get(end + 1..).unwrap_or_default().trim_ascii_start();
    }
    while let Some((name, after)) = key(rest) {
        let length = match name {
            b"region_err" => memchr::memmem::find(after, b" kv_").unwrap_or(after.len()),
            b"store_addr" => store_length(after),
            b"stats" => stats_length(after),
            _ => token_length(after),
        };
        let (value, tail) = after.split_at_checked(length).unwrap_or((after, b""));
        fields.push(text(name), text(value.trim_ascii()));
        rest = tail.trim_ascii_start();
        // Words that belong to no key: step over them.
        while !rest.is_empty() && key(rest).is_none() {
            let step = token_length(rest);
            rest = rest.get(step..).unwrap_or_default().trim_ascii_start();
        }
    }
    fields
}

/// A name and the text after its colon.
fn key(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let (name, rest) = text.split_at_checked(length)?;
    let rest = rest.strip_prefix(b":")?;
    name.first().is_some_and(u8::is_ascii_alphabetic).then_some((name, rest))
}

/// Up to the next blank outside brackets and braces.
fn token_length(text: &[u8]) -> usize {
    let mut depth = 0u32;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b' ' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

/// `Cop:{…}`, and further `, rpc_errors:{…}`.
fn stats_length(text: &[u8]) -> usize {
    let mut length = token_length(text);
    while text.get(..length).is_some_and(|value| value.ends_with(b",")) {
        let Some(rest) = text.get(length + 1..).filter(|rest| !rest.is_empty()) else { break };
        length += 1 + token_length(rest);
    }
    length
}

/// One word, or two when the first has no port.
fn store_length(text: &[u8]) -> usize {
    let first = token_length(text);
    let (head, tail) = text.split_at_checked(first).unwrap_or((text, b""));
    let next = tail.strip_prefix(b" ").unwrap_or_default();
    if !head.contains(&b':') && next.first().is_some_and(u8::is_ascii_digit) {
        return first + 1 + token_length(next);
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, expected: &[(&str, &str)]) {
        let fields = read_pairs(message.as_bytes());
        assert_eq!(fields.iter().collect::<Vec<_>>(), expected, "{message}");
    }

    #[test]
    fn values_with_blanks() {
        check(
            "[TIME_COP_WAIT] resp_time:1.5s region_id:2 store_addr:store 1:20160 stats:Cop:{num_rpc:1, total_time:1.2s}, \
             rpc_errors:{region_not_found:1} backoff_ms:120 backoff_types:[a,b] region_err:peer is not leader, leader may \
             None kv_process_ms:3 kv_wait_ms:0",
            &[
                ("resp_time", "1.5s"),
                ("region_id", "2"),
                ("store_addr", "store 1:20160"),
                ("stats", "Cop:{num_rpc:1, total_time:1.2s}, rpc_errors:{region_not_found:1}"),
                ("backoff_ms", "120"),
                ("backoff_types", "[a,b]"),
                ("region_err", "peer is not leader, leader may None"),
                ("kv_process_ms", "3"),
                ("kv_wait_ms", "0"),
            ],
        );
    }

    #[test]
    fn a_cut_key_is_no_field() {
        check(
            "[TIME_COP_PROCESS] resp_time:3s total_versions:6022 rocksdb_delete_ski",
            &[("resp_time", "3s"), ("total_versions", "6022")],
        );
        check(
            "[TIME_COP_PROCESS] resp_time:3s store_addr:tikv-1:20160 kv_pro",
            &[("resp_time", "3s"), ("store_addr", "tikv-1:20160")],
        );
    }
}
