//! Where the time of a timing line was (docs/spec/tidb-logs.md §2.1, §2.5): parts of a coprocessor request, and how
//! its start relates to the timestamp it runs at.

use super::{clock, figures};
use crate::model::slow_query::TimePart;
use crate::model::{Stamp, Timing, store};

const MILLI: i64 = 1_000_000;

/// Handler, queue and the rest of a coprocessor request; empty for lines without such fields.
pub fn parts(timing: &Timing) -> Vec<TimePart> {
    let Some(total) = timing.duration_nanos else { return Vec::new() };
    let millis = |names: [&str; 2]| {
        names
            .iter()
            .find_map(|name| timing.fields.get(name))
            .and_then(|text| text.parse::<i64>().ok())
            .map(|value| value.saturating_mul(MILLI))
            // The store's work lies within the request; a longer one is damaged. Stores print whole milliseconds.
            .filter(|nanos| (0..=total.saturating_add(2 * MILLI)).contains(nanos))
    };
    let process = millis(["kv_process_ms", "kv_process"]);
    let wait = millis(["kv_wait_ms", "kv_wait"]);
    if process.is_none() && wait.is_none() {
        return Vec::new();
    }
    // Of a line that is cut in between, the rest is not only what passed outside the store.
    let known = process.is_some() && wait.is_some();
    let outside = if known { store::outside(timing.fields.get("store_addr").unwrap_or_default()) } else { "not shown" };
    let part = |name: &str, duration_nanos| TimePart { name: name.into(), level: 0, duration_nanos, parallel: false };
    let (process, wait) = (process.unwrap_or(0), wait.unwrap_or(0));
    let rest = (total - process - wait).max(0);
    [part("process", process), part("wait", wait), part(outside, rest)]
        .into_iter()
        .filter(|part| part.duration_nanos > 0)
        .collect()
}

/// When it began, to the nanosecond: the line's time less the duration.
pub fn start(timing: &Timing) -> Option<Stamp> {
    let (time, nanos) = (timing.time?, timing.duration_nanos?);
    Some(Stamp { digits: 9, ..time.plus_nanos(-nanos) })
}

/// How the start of the request and its timestamp stand to each other; None where one is not known or the difference
/// is beyond a day (then the two clocks have nothing to do with each other).
pub fn start_against_timestamp(timing: &Timing) -> Option<String> {
    let start = start(timing)?;
    let stamp = timing.txn_start?.time?;
    let late = start.nanos.saturating_sub(stamp.nanos);
    if start.offset_minutes.is_none() || late.abs() > 86_400_000 * MILLI {
        return None;
    }
    // A timestamp has whole milliseconds.
    Some(if late.abs() < 2 * MILLI {
        format!("Began at {}, when its timestamp was taken.", clock::brief(start))
    } else if late > 0 {
        format!(
            "Began at {}, {} after its timestamp was taken at {}.",
            clock::brief(start),
            figures::duration(late),
            clock::brief(stamp)
        )
    } else {
        format!(
            "Began at {}, {} before its timestamp was taken at {}: the clocks differ, or the timestamp is not its own.",
            clock::brief(start),
            figures::duration(-late),
            clock::brief(stamp)
        )
    })
}

/// Words for a kind of line: `cop_wait` → `Coprocessor request`.
pub fn kind_name(kind: &str) -> String {
    match kind {
        "cop_process" => "coprocessor request, logged for its processing".to_owned(),
        "cop_wait" => "coprocessor request, logged for its waiting".to_owned(),
        "tso_slow" => "wait for a timestamp".to_owned(),
        "tikv_slow_query" => "TiKV slow query".to_owned(),
        "expensive_query" => "running statement".to_owned(),
        "other" => String::new(),
        _ => kind.replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fields, Tso};

    fn timing(duration_nanos: i64, time: &str, tso: &str, fields: &[(&str, &str)]) -> Timing {
        let mut named = Fields::default();
        for (name, value) in fields {
            named.push(*name, *value);
        }
        Timing {
            duration_nanos: Some(duration_nanos),
            time: Stamp::parse(time.as_bytes()),
            txn_start: Tso::start(tso, Some(480)),
            fields: named,
            ..Timing::default()
        }
    }

    /// Beside a finding that the store runs in the same process, no bar may speak of a network.
    #[test]
    fn a_mock_store_has_no_network() {
        let rest = |fields: &[(&str, &str)]| {
            let timing = timing(2_000 * MILLI, "2023-01-29T15:51:47.121+08:00", "439085606952763392", fields);
            parts(&timing).last().map(|part| part.name.to_string())
        };
        let asked = |store| rest(&[("kv_process_ms", "0"), ("kv_wait_ms", "0"), ("store_addr", store)]);
        assert_eq!(asked("store1").as_deref(), Some("client, no network"));
        assert_eq!(asked("tikv-1:20160").as_deref(), Some("network and client"));
        assert_eq!(rest(&[("kv_process_ms", "1"), ("kv_wait_ms", "0")]).as_deref(), Some("outside the store"));
        assert_eq!(rest(&[("kv_process_ms", "1"), ("store_addr", "store1")]).as_deref(), Some("not shown"));
        assert_eq!(rest(&[("kv_process_ms", "9000"), ("kv_wait_ms", "1")]).as_deref(), Some("not shown"));
    }

    #[test]
    fn both_requests_of_sample_40823() {
        let fields = [("kv_process_ms", "38455"), ("kv_wait_ms", "0"), ("store_addr", "store1")];
        let a = timing(38_456_281_248, "2023-01-29T15:51:47.121+08:00", "439085606952763392", &fields);
        let shown: Vec<_> = parts(&a).iter().map(|part| (part.name.to_string(), part.duration_nanos)).collect();
        assert_eq!(shown, [("process".into(), 38_455 * MILLI), ("client, no network".into(), 1_281_248)]);
        assert_eq!(
            start_against_timestamp(&a).unwrap(),
            "Began at 15:51:08.665, 4.447 s after its timestamp was taken at 15:51:04.218."
        );
        let b = timing(51_635_934_012, "2023-01-29T15:52:07.204+08:00", "439085609928097792", &[]);
        assert_eq!(start_against_timestamp(&b).unwrap(), "Began at 15:51:15.568, when its timestamp was taken.");
        assert_eq!(parts(&b), []);
    }
}
