//! The whole engine on arbitrary bytes: it must neither panic nor depend on how the source was cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use racecard::Scanner;

fuzz_target!(|input: &[u8]| {
    let mut whole = Scanner::new("fuzz");
    whole.push(input);
    let mut pieces = Scanner::new("fuzz");
    for piece in input.chunks(13) {
        pieces.push(piece);
    }
    assert_eq!(whole.finish(), pieces.finish());
});
