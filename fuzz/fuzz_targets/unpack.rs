//! Raw sources: any bytes end with text or a sentence, whatever the pieces they come in.
#![no_main]

use libfuzzer_sys::fuzz_target;
use racecard::text::unpack::Intake;

fuzz_target!(|bytes: &[u8]| {
    let take_in = |step: usize| {
        let mut text = Vec::new();
        let mut intake = Intake::default();
        for piece in bytes.chunks(step) {
            intake.push(piece, &mut |bytes| text.extend_from_slice(bytes));
        }
        let told = intake.finish(&mut |bytes| text.extend_from_slice(bytes));
        (text, told)
    };
    assert_eq!(take_in(bytes.len().max(1)), take_in(7), "depends on the pieces");
});
