//! The unwrapper alone: no panic, and every line it hands on lies within the source.
#![no_main]

use libfuzzer_sys::fuzz_target;
use racecard::text::lines::Lines;
use racecard::text::wrap::Unwrapper;

fuzz_target!(|input: &[u8]| {
    let (mut unwrapper, mut lines) = (Unwrapper::default(), Lines::new(0));
    let end = input.len() as u64;
    let mut each = |line: racecard::text::Line<'_>, _: racecard::text::wrap::Label<'_>| {
        assert!(line.span.end_byte <= end && line.span.byte <= line.span.end_byte);
    };
    lines.push(input, |raw, span| unwrapper.line(raw, span, &mut each));
    lines.finish(|raw, span| unwrapper.line(raw, span, &mut each));
    unwrapper.finish(&mut each);
});
