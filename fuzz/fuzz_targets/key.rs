//! The key decoder, execution info, timestamps and the guess what a text is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use racecard::decode::{detect, execution_info, key, tso};

fuzz_target!(|input: &[u8]| {
    let hex: String = input.iter().map(|byte| format!("{byte:02X}")).collect();
    let key = key::read_key(&hex).expect("this is hexadecimal");
    let _ = key.to_string();
    let text = String::from_utf8_lossy(input);
    let _ = key::read_key(&text).map(|key| key.to_string());
    let _ = detect::detect(&text);
    let _ = tso::describe(&text, Some(-480));
    let _ = execution_info::read_execution_info(&text);
});
