//! Both plan readers behind their coding, on what libFuzzer makes of the content.
#![no_main]

use base64::Engine;
use libfuzzer_sys::fuzz_target;
use racecard::decode::binary_plan::read_binary_plan;
use racecard::decode::compare::compare;
use racecard::decode::plan::{Numbers, read_plan};
use racecard::model::Numbering;

fuzz_target!(|content: &[u8]| {
    // One Snappy literal around the content: the readers see it unchanged.
    let length = content.len().min(0xffff);
    let content = &content[..length];
    let mut packed = vec![length as u8 | 0x80, (length >> 7) as u8 | 0x80, (length >> 14) as u8];
    if length > 0 {
        packed.extend([61 << 2, (length - 1) as u8, ((length - 1) >> 8) as u8]);
        packed.extend(content);
    }
    let encoded = base64::prelude::BASE64_STANDARD.encode(&packed);
    let text = read_plan(encoded.as_bytes(), Numbers::Detect { otherwise: Numbering::Current });
    let binary = read_binary_plan(encoded.as_bytes());
    assert!(text.nodes.len() <= content.len() && binary.nodes.len() <= content.len());
    let _ = compare(&text, &binary);
});
