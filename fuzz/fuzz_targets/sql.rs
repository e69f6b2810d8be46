//! The SQL normaliser in all styles.
#![no_main]

use libfuzzer_sys::fuzz_target;
use racecard::decode::sql_digest::{Digests, Style, digest, normalise};

fuzz_target!(|sql: &str| {
    let _ = normalise(sql, Style::BEFORE_5_0);
    let normalised = normalise(sql, Style::CURRENT);
    let _ = Digests::of(sql).check(&digest(&normalised));
});
