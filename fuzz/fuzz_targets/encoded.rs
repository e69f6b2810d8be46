//! Base64 and Snappy on arbitrary bytes: what they unfold to stays within its bound.
#![no_main]

use base64::Engine;
use libfuzzer_sys::fuzz_target;
use racecard::decode::binary_plan::read_binary_plan;
use racecard::decode::plan::{Numbers, read_plan};
use racecard::model::Numbering;

fuzz_target!(|input: &[u8]| {
    let snappy = base64::prelude::BASE64_STANDARD.encode(input);
    for encoded in [input, snappy.as_bytes()] {
        let text = read_plan(encoded, Numbers::Use(Numbering::V3));
        assert!(text.text.len() < 256 << 20);
        let _ = read_binary_plan(encoded);
    }
});
