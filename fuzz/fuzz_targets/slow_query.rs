//! Slow-log entries: the parts of the time breakdown add up, and the digest table counts every entry.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut text = b"# Time: 2023-01-29T15:52:07.216+08:00\n# Query_time: 1.5\n# ".to_vec();
    text.extend_from_slice(bytes);
    let report = racecard_fuzz::scan(&text);
    assert_eq!(report.digests.iter().map(|row| row.count).sum::<u64>(), report.slow_query_count);
    for query in &report.slow_queries {
        let parts = query.breakdown.iter().filter(|part| part.level == 0 && !part.parallel);
        let sum: i64 = parts.map(|part| part.duration_nanos).sum();
        assert!(query.breakdown.is_empty() || Some(sum) == query.nanos("Query_time"), "the parts do not add up");
        assert_eq!(query.complete, query.missing.is_empty());
    }
});
