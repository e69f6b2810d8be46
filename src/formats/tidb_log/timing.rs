//! From a log record to a timing: by the catalogue, else by the generic rule (docs/spec/tidb-logs.md §2.2).

use super::catalogue::{CATALOGUE, Class, Duration, Reader, WORDS};
use super::cop;
use super::record::Record;
use crate::model::{Fields, Stamp, Timing, Tso, TxnStart};
use crate::text::bytes::{number, text};
use crate::text::duration::{self, MILLI, SECOND};

/// Durations of lines the catalogue does not know are reported from here on: below it a healthy server prints them by
/// the thousand.
pub const MIN_OTHER_NANOS: i64 = 100 * MILLI;

/// Words in the name of a field that holds a duration (spec §2.2) …
const DURATION_NAMES: &[&str] = &["time", "cost", "elapsed", "take", "took", "duration", "latency", "wait", "lag"];
/// … and words that make it a setting or a plan, not a measurement.
const SETTING_NAMES: &[&str] =
    &["timeout", "max", "interval", "limit", "lease", "threshold", "life", "expected", "keepalive", "ttl"];

/// Names of fields that hold the start timestamp of a transaction (spec §4.8).
const START_NAMES: &[&str] = &[
    "txnStartTS",
    "txn_start_ts",
    "startTS",
    "start_ts",
    "startTs",
    "start-ts",
    "txn-start-ts",
    "start_version",
    "req-ts",
    "timestamp",
];

/// What stands before one in the texts of older releases.
const START_WORDS: &[&str] = &["tartTS", "start_ts", "handle Some("];

/// The timing that `record` is; None for lines that name no duration.
pub fn timing(record: &Record<'_>, class: Class) -> Option<Timing> {
    let reader = match class {
        Class::Known(at) => CATALOGUE.get(usize::from(at)),
        Class::MayNameDuration | Class::Plain => None,
    };
    let mut fields = Fields::default();
    if let Some(Reader { duration: Duration::Cop, .. }) = reader {
        fields = cop::read_pairs(&record.message);
        let in_message = record.cut_value && record.fields.is_empty();
        let is_last = |value: &str| !value.ends_with('s') && record.message.ends_with(value.as_bytes());
        if in_message && fields.0.last().is_some_and(|(_, value)| is_last(value)) {
            fields.0.pop();
        }
    }
    let nanos = match reader {
        Some(reader) => match known(reader, record, &fields) {
            // A known line of a release that names no time; one that was cut may have lost it.
            None if matches!(
                reader.duration,
                Duration::Field(..) | Duration::Text | Duration::Behind(_) | Duration::Seconds(_)
            ) && !record.cut =>
            {
                return None;
            }
            nanos => nanos,
        },
        None => Some(generic(record, class).filter(|nanos| *nanos >= MIN_OTHER_NANOS)?),
    };
    for (name, value) in &record.fields {
        fields.push(text(name), text(value));
    }
    let start = nanos.and_then(|nanos| Some(record.time?.plus_nanos(-nanos)));
    Some(Timing {
        kind: reader.map_or("other", |reader| reader.kind).into(),
        message: text(&record.message),
        time: record.time,
        level: (!record.level.is_empty()).then(|| record.level.into()),
        caller: record.caller.as_ref().map(|caller| text(caller)),
        duration_nanos: nanos,
        start,
        txn_start: txn_start(record, &fields),
        fields,
        threshold_nanos: reader.and_then(|reader| match reader.duration {
            Duration::Behind(_) => nanos,
            _ => reader.threshold_nanos,
        }),
        span: record.span,
    })
}

fn known(reader: &Reader, record: &Record<'_>, pairs: &Fields) -> Option<i64> {
    match reader.duration {
        Duration::None => None,
        Duration::Cop => {
            let value = pairs.get("resp_time")?.as_bytes();
            duration::parse(value)
        }
        Duration::Text => in_text(record.whole_message()),
        Duration::Behind(words) => in_text(behind(record.whole_message(), words)?),
        Duration::Seconds(words) => {
            let text = behind(record.whole_message(), words)?;
            duration::read(text).map(|(nanos, _)| nanos).or_else(|| seconds(text))
        }
        Duration::Only(name) => value_nanos(record.measure(name)?, SECOND),
        Duration::Field(names, unit) => names
            .iter()
            .find_map(|name| value_nanos(record.measure(name)?, unit))
            .or_else(|| generic_fields(record))
            .or_else(|| in_text(record.whole_message())),
        Duration::Maybe => generic_fields(record),
        Duration::Between(from, to, measured) => {
            let point = |name| Stamp::parse(record.field(name)?);
            let (Some(from), Some(to)) = (point(from), point(to)) else {
                return duration::parse(record.measure(measured)?);
            };
            to.nanos.checked_sub(from.nanos).filter(|nanos| *nanos >= 0)
        }
        Duration::BetweenTso(from, to) => {
            let point = |words| {
                let (value, _) = number(behind(record.whole_message(), words)?)?;
                tso(&value.to_string(), None)?.time
            };
            point(to)?.nanos.checked_sub(point(from)?.nanos).filter(|nanos| *nanos >= 0)
        }
        Duration::AheadOfLine(name) => {
            let (nanos, rest) = number(record.field(name)?)?;
            let line = record.time.filter(|time| time.offset_minutes.is_some() && rest.is_empty())?;
            i64::try_from(nanos).ok()?.checked_sub(line.nanos).filter(|nanos| (0..3_600 * SECOND).contains(nanos))
        }
    }
}

/// What follows these words.
fn behind<'a>(message: &'a [u8], words: &str) -> Option<&'a [u8]> {
    let at = memchr::memmem::find(message, words.as_bytes())?;
    message.get(at + words.len()..)
}

/// The bare number at the start of a text, as seconds.
fn seconds(text: &[u8]) -> Option<i64> {
    let end = text.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    duration::decimal(text.get(..end)?, SECOND)
}

/// What Rust prints inside `Some(…)`.
fn unwrapped(value: &[u8]) -> &[u8] {
    value.strip_prefix(b"Some(").and_then(|inner| inner.strip_suffix(b")")).unwrap_or(value)
}

/// A Go or Rust duration, or a bare number of `unit` nanoseconds.
fn value_nanos(value: &[u8], unit: i64) -> Option<i64> {
    let value = unwrapped(value);
    duration::parse(value).or_else(|| duration::decimal(value, unit)).or_else(|| spaced(value).map(|(nanos, _)| nanos))
}

/// The longest duration that a field or, for `MayNameDuration`, the message names.
fn generic(record: &Record<'_>, class: Class) -> Option<i64> {
    let named = (class == Class::MayNameDuration).then(|| after_words(record.whole_message())).flatten();
    generic_fields(record).max(named)
}

fn generic_fields(record: &Record<'_>) -> Option<i64> {
    let in_store = record.caller.as_ref().is_some_and(|caller| memchr::memmem::find(caller, b".rs:").is_some());
    let nanos = |(name, value): (&[u8], &[u8])| {
        if !names(name, DURATION_NAMES) || names(name, SETTING_NAMES) {
            return None;
        }
        let value = unwrapped(value);
        let bare = if in_store && name == b"takes" || name.ends_with(b"_ms") || name.ends_with(b"-ms") {
            duration::decimal(value, MILLI)
        } else {
            None
        };
        bare.or_else(|| duration::parse(value))
    };
    record.measures().filter_map(nanos).max().or_else(|| round_time(record))
}

/// The `time` of `{time: 1.2s, backoff: 0s, …}`, which the client adds to requests that failed.
fn round_time(record: &Record<'_>) -> Option<i64> {
    let stats = record.field("current-round-stats")?;
    let at = memchr::memmem::find(stats, b"time: ")?;
    duration::read(stats.get(at + 6..)?).map(|(nanos, _)| nanos)
}

/// Whether one of `words` occurs in `name`, whatever the case.
fn names(name: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| name.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes())))
}

/// The first duration in a text.
fn in_text(message: &[u8]) -> Option<i64> {
    let mut before = b' ';
    for (at, byte) in message.iter().enumerate() {
        if byte.is_ascii_digit()
            && !before.is_ascii_alphanumeric()
            && !b"._/-".contains(&before)
            && let Some(tail) = message.get(at..)
            && let Some((nanos, _)) = duration::read(tail)
        {
            return Some(nanos);
        }
        before = *byte;
    }
    None
}

/// The longest duration after `take time`, `takes`, `cost` and the like. `takes 1204 ms` and `take(s): 1.2` count as
/// well.
fn after_words(message: &[u8]) -> Option<i64> {
    let mut longest = None;
    for word in WORDS {
        for at in memchr::memmem::find_iter(message, word.as_bytes()) {
            if at > 0 && message.get(at - 1).is_some_and(u8::is_ascii_alphabetic) {
                continue;
            }
            let Some(mut tail) = message.get(at + word.len()..) else { continue };
            if let Some(number) = tail.strip_prefix(b"(s): ") {
                longest = longest.max(seconds(number));
                continue;
            }
            // The end of the word (`takes`), and at most three more (`take time: `, `cost a total of `).
            for _ in 0..4 {
                let end = tail.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                tail = tail.get(end..).unwrap_or_default();
                let gap = tail.iter().take_while(|byte| b" :=,([".contains(byte)).count();
                tail = tail.get(gap..).unwrap_or_default();
                if tail.first().is_some_and(u8::is_ascii_digit) {
                    let found = duration::read(tail).map(|(nanos, _)| nanos).or_else(|| Some(spaced(tail)?.0));
                    longest = longest.max(found);
                    break;
                }
                if tail.starts_with(b"{") {
                    longest = longest.max(rust_struct(tail));
                    break;
                }
            }
        }
    }
    longest
}

/// `{ secs: 1, nanos: 901000000 }`, which Rust printed after `Duration ` until 2018.
fn rust_struct(text: &[u8]) -> Option<i64> {
    let (seconds, rest) = number(text.strip_prefix(b"{ secs: ")?)?;
    let (nanos, rest) = number(rest.strip_prefix(b", nanos: ")?)?;
    let seconds = i64::try_from(seconds).ok().filter(|_| rest.starts_with(b" }"))?;
    seconds.checked_mul(SECOND)?.checked_add(i64::try_from(nanos).ok()?)
}

/// `1204 ms`, `3 seconds`.
fn spaced(text: &[u8]) -> Option<(i64, &[u8])> {
    let end = text.iter().position(|byte| *byte == b' ')?;
    let (number, tail) = text.split_at_checked(end)?;
    let tail = tail.get(1..)?;
    let end = tail.iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte >= 0x80).count();
    let (name, rest) = tail.split_at_checked(end)?;
    let unit = match name {
        b"ns" => 1,
        b"us" => 1_000,
        b"ms" | b"millis" | b"milliseconds" => MILLI,
        b"s" | b"sec" | b"secs" | b"second" | b"seconds" => SECOND,
        _ => return None,
    };
    Some((duration::decimal(number, unit)?, rest))
}

/// The start timestamp that a line names, in a field or, for older texts, in the message.
fn txn_start(record: &Record<'_>, fields: &Fields) -> Option<TxnStart> {
    let offset = record.time.and_then(|time| time.offset_minutes);
    let named = START_NAMES.iter().find_map(|name| tso(fields.get(name)?, offset));
    named.or_else(|| {
        let tail = START_WORDS.iter().find_map(|words| behind(&record.message, words))?;
        let gap = tail.iter().take_while(|byte| b" :=".contains(byte)).count();
        let (value, _) = number(tail.get(gap..)?)?;
        tso(&value.to_string(), offset)
    })
}

/// A timestamp that is one: with a date, or the special value "latest".
fn tso(value: &str, offset: Option<i16>) -> Option<TxnStart> {
    let value = value.strip_prefix("TimeStamp(").and_then(|inner| inner.strip_suffix(')')).unwrap_or(value);
    Tso::start(value, offset).filter(|start| start.time.is_some() || start.tso.0 == u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::classify;
    use super::*;
    use std::borrow::Cow;

    fn check(message: &str, fields: &[(&str, &str)], expected: Option<(&str, i64)>) {
        let record = Record {
            level: "INFO",
            message: Cow::Borrowed(message.as_bytes()),
            fields: fields
                .iter()
                .map(|(name, value)| (Cow::Borrowed(name.as_bytes()), Cow::Borrowed(value.as_bytes())))
                .collect(),
            caller: Some(Cow::Borrowed(b"a.rs:1")),
            ..Record::default()
        };
        let found = timing(&record, classify(message.as_bytes()));
        let shown = found.as_ref().map(|timing| (timing.kind.as_ref(), timing.duration_nanos.unwrap_or(-1)));
        assert_eq!(shown, expected, "{message} {fields:?}");
    }

    #[test]
    fn the_catalogue() {
        check("get timestamp too slow", &[("cost time", "41.204118ms")], Some(("tso_slow", 41_204_118)));
        check(
            "clock offset",
            &[("jet-lag", "2m31.2s"), ("update-physical-interval", "50ms")],
            Some(("clock_offset", 151_200_000_000)),
        );
        check("clock offset: 188.204118ms, prev: 2018", &[], Some(("clock_offset", 188_204_118)));
        check("[TIME_TABLE_SCAN] 88.204118ms", &[], Some(("table_scan", 88_204_118)));
        check(
            "tikvRPC backoffer.maxSleep 20000ms is exceeded, errors:\nx",
            &[],
            Some(("backoff_exhausted", 20_000_000_000)),
        );
        // The budget, whatever the errors before and behind it say.
        check(
            "send request error: timeout after 3s: backoffer.maxSleep 15000ms is exceeded, errors: not leader, time: 14291ms",
            &[],
            Some(("backoff_exhausted", 15_000_000_000)),
        );
        check(
            "ttlManager live up to its lifetime",
            &[("uptime", "3600001")],
            Some(("txn_lifetime", 3_600_001_000_000)),
        );
        check("slow log skipped due to rate limiting", &[], Some(("slow_log_limit", -1)));
        // What the measured interval of PD's lease is where a release prints no second time.
        check(
            "the interval between keeping alive lease is too long",
            &[("tick-interval", "8.75s")],
            Some(("lease_interval", 8_750_000_000)),
        );
        // The first release that wrote it gave no time of the whole.
        check("expensive_query", &[("process_max_time", "2s"), ("conn", "1")], Some(("expensive_query", -1)));
        check(
            "[region 8] [slow-query] execute takes 153.012, wait takes Some(89.189), start_ts: 402820419243212810",
            &[],
            Some(("tikv_slow_query", 153_012_000_000)),
        );
        check(
            "[region 240] handle Some(397533763437068289) [select] takes 2.3640000000000003 [keys: 3]",
            &[],
            Some(("tikv_slow_query", 2_364_000_000)),
        );
    }

    #[test]
    fn known_lines_without_a_time_are_kept() {
        for (message, kind) in [
            ("slow prewrite request", "slow_prewrite"),
            ("slow commit request", "slow_commit"),
            ("[pipelined dml] slow pipelined flush request", "slow_flush"),
            ("sync stats timeout", "stats_sync"),
            ("sync load stats timeout", "stats_sync"),
            ("sync load took too long to return", "stats_sync"),
        ] {
            check(message, &[("startTS", "449569000000000000"), ("attempts", "19")], Some((kind, -1)));
            check(message, &[("elapsed", "61s")], Some((kind, 61_000_000_000)));
        }
        check("operator finish", &[("region-id", "4")], None);
        for message in [
            "switch region peer to next due to send request fail",
            "switch region peer to next due to NotLeader with NULL leader",
            "switch region leader to specific leader due to kv return NotLeader",
            "tikv reports `NotLeader` retry later",
            "mark store's regions need be refill",
        ] {
            check(message, &[("region", "4"), ("needReload", "false")], Some(("region_change", -1)));
        }
    }

    #[test]
    fn the_difference_of_two_timestamps() {
        check(
            "txn takes too much time, txnStartTS: 449569000000000000, comm: 449569200000000000",
            &[],
            Some(("txn_too_long", 762_940_000_000)),
        );
        check("txn takes too much time, txnStartTS: 449569000000000000, comm: 4", &[], Some(("txn_too_long", -1)));
    }

    #[test]
    fn the_threshold_of_the_statistics_cache_is_no_fixed_one() {
        for (message, threshold) in
            [("Update stats cache is too slow", None), ("Sweeping session list is too slow", Some(20_000_000_000))]
        {
            let record = Record {
                message: Cow::Borrowed(message.as_bytes()),
                fields: vec![(Cow::Borrowed(b"duration"), Cow::Borrowed(b"16s"))],
                ..Record::default()
            };
            let timing = timing(&record, classify(message.as_bytes())).unwrap();
            assert_eq!((&*timing.kind, timing.threshold_nanos), ("stats_slow", threshold), "{message}");
        }
    }

    #[test]
    fn the_generic_rule() {
        check("m", &[("elapsed", "Some(1.5s)"), ("wait", "None")], Some(("other", 1_500_000_000)));
        check("x", &[("took", "1.2s"), ("expected-duration", "100ms")], Some(("other", 1_200_000_000)));
        check("x", &[("takes", "1204")], Some(("other", 1_204_000_000)));
        check("x", &[("elapsed", "99ms")], None);
        check("x", &[("waitTimeout", "28800s"), ("gc life time", "10m0s")], None);
        check("[exec slow log take 315.61724ms][sql]", &[], Some(("other", 315_617_240)));
        check("etcdserver: [apply entries took too long [120.4ms for 1 entries]]", &[], Some(("other", 120_400_000)));
        check(
            "etcdserver: read-only range request took too long (153ms) to execute",
            &[],
            Some(("other", 153_000_000)),
        );
        check("the disk is too slow", &[("cost", "1s")], Some(("other", 1_000_000_000)));
        check("coprocessor[index] takes 1.204s, keys 20411", &[], Some(("other", 1_204_000_000)));
        check("912 handle 3 peer messages takes 1204 ms", &[], Some(("other", 1_204_000_000)));
        check("handle command [takes Duration { secs: 1, nanos: 901000000 }]", &[], Some(("other", 1_901_000_000)));
        check("handle command [takes Duration { secs: 1, na", &[], None);
        check("Full backup summary: total take(s): 11.75, total kv: 20000", &[], Some(("other", 11_750_000_000)));
        check("mistake 3s", &[], None);
        check("took place on 2024/01/01", &[], None);
    }
}
