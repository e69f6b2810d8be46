//! Every flip of a bit and every cut of a source: what is altered is never passed on without a word.

use super::*;
use proptest::prelude::*;

fn log() -> Vec<u8> {
    (0..12).flat_map(|number| format!("WARNING: DATA RACE {number}\n").into_bytes()).collect()
}

/// Sources of all kinds, with the text in them.
fn sources() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    let (a, both) = (log(), [log(), b"b\n".to_vec()].concat());
    let files = |one: Member<'_>, other: Member<'_>| zip(&[one, other]);
    vec![
        ("gzip", gzip(&a), a.clone()),
        ("gzip in gzip", gzip(&gzip(&a)), a.clone()),
        ("zstd", zstd(&a), a.clone()),
        ("zip", files(member("a.log", &a), member("b.log", b"b\n")), both.clone()),
        ("zip, stored", files(member("a.log", &a).stored(), member("b.log", b"b\n").stored()), both.clone()),
        ("zip, late", files(member("a.log", &a).late(), member("b.log", b"b\n").late()), both.clone()),
        (
            "zip, stored and late",
            files(member("a.log", &a).stored().late(), member("b.log", b"b\n").stored().late()),
            both.clone(),
        ),
        ("zip64", files(member("a.log", &a).wide(), member("b.log", b"b\n").stored().wide()), both.clone()),
        (
            "zip64, late, unsigned",
            files(member("a.log", &a).wide().late(), member("b.log", b"b\n").stored().wide().late().unsigned()),
            both,
        ),
        ("tar in gzip", gzip(&tar(&[entry("a.log", b'0', &a)])), a),
    ]
}

#[test]
fn no_cut_passes_unsaid() {
    for (name, packed, text) in sources() {
        // The first letters of a sign alone are a text.
        for length in 4..packed.len() {
            let got = take_in(&packed[..length], usize::MAX);
            assert!(got.is_warned(), "{name}, {length} of {}", packed.len());
            // Without a signature, what follows a stored member looks like its bytes until it is whole; of a tar archive cut
            // within its first header no more than a name has arrived.
            let is_known = text.starts_with(&got.text)
                || name.ends_with("unsigned")
                || name.starts_with("tar") && got.text.len() < 512;
            assert!(is_known, "{name}, {length}: {:?}", String::from_utf8_lossy(&got.text));
        }
    }
}

#[test]
fn no_flipped_bit_passes_unsaid() {
    for (name, packed, text) in sources() {
        assert_eq!(take_in(&packed, usize::MAX).text, text, "{name}");
        for bit in 0..packed.len() * 8 {
            let mut flipped = packed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let got = take_in(&flipped, usize::MAX);
            assert!(got.is_warned() || got.text == text, "{name}, bit {bit}: {:?}", String::from_utf8_lossy(&got.text));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Damage of any kind neither panics nor depends on how the source was cut.
    #[test]
    fn damaged_sources_are_the_same_in_pieces(
        source in 0..10_usize,
        places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        step in 1..200_usize,
    ) {
        let (_, mut packed, _) = sources().swap_remove(source);
        for (place, byte) in places {
            let at = place.index(packed.len());
            packed[at] = byte;
        }
        prop_assert_eq!(take_in(&packed, step), take_in(&packed, usize::MAX));
    }

    /// Nor does noise behind any beginning.
    #[test]
    fn noise_behind_a_sign_is_the_same_in_pieces(
        sign in proptest::sample::select(vec![
            &b"\x1f\x8b\x08\0"[..], b"PK\x03\x04", b"PK\x05\x06", b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18", b"D1ag\x12", b"\xff\xfe", b"\0", b"\r",
        ]),
        noise in proptest::collection::vec(any::<u8>(), 0..300),
        step in 1..200_usize,
    ) {
        let raw = [sign, &noise].concat();
        prop_assert_eq!(take_in(&raw, step), take_in(&raw, usize::MAX));
    }
}
