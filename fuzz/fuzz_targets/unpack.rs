//! Packed sources: any bytes end with text or a sentence, whatever the pieces they come in.
#![no_main]

use libfuzzer_sys::fuzz_target;
use racecard::text::unpack::{Packing, Unpacker};

fuzz_target!(|bytes: &[u8]| {
    for packing in [Packing::Gzip, Packing::Zip, Packing::Zstd] {
        let unpack = |step: usize| {
            let mut out = Vec::new();
            let mut unpacker = Unpacker::new(packing);
            for piece in bytes.chunks(step) {
                unpacker.push(piece, &mut |text| out.extend_from_slice(text));
            }
            let whole = unpacker.finish(&mut |text| out.extend_from_slice(text)).is_none();
            (out, whole)
        };
        let (one, whole) = unpack(bytes.len().max(1));
        let (other, also_whole) = unpack(7);
        assert_eq!(whole, also_whole, "depends on the pieces");
        assert!(!whole || one == other, "depends on the pieces");
    }
});
