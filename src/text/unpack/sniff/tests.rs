//! Beginnings of texts and of everything else.

use super::*;

fn plain() -> Kind {
    Kind::Text(Encoding::default())
}

#[test]
fn logs_are_text() {
    let latin = "Größe überschritten\n".chars().map(|letter| letter as u8).collect::<Vec<u8>>();
    for text in [
        &b"PK"[..],
        b"# Time: 2023",
        b"BZh9 is three letters and a digit\n",
        b"LZIP\n",
        b"MZ\n",
        b"D1agnosis\n",
        b"GIF89a\n",
        b"070707 lines\n",
        b"\x16=== RUN   TestA\n\x16--- PASS: TestA (0.00s)\n",
        b"\x1b[31mred\x1b[0m\x07\n",
        b"\xef\xbb\xbfa log\n",
        "数据\n".as_bytes(),
        b"\xca\xfd\xbe\xdd in GBK\n",
        b"\x01\0\0\0\0\0\0\x03a\n\n\x02\0\0\0\0\0\0\x02b\n",
        &latin,
        b"zeros in a rotated log\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0and on\n",
    ] {
        assert_eq!(kind(text), plain(), "{}", text.escape_ascii());
    }
}

#[test]
fn what_is_no_text_is_named() {
    for (start, what) in [
        (&b"\xfd7zXZ\0\0\x04"[..], "packed with xz"),
        (b"BZh91AY&SY\x01", "packed with bzip2"),
        (b"BZh9\x17rE8P\x90\0\0\0\0", "packed with bzip2"),
        (b"\x04\x22\x4d\x18d@", "packed with lz4"),
        (b"\x02\x21\x4c\x18d@", "packed with lz4 (old frame)"),
        (b"\x50\x2a\x4d\x18\x01\0\0\0x\x04\x22\x4d\x18", "packed with lz4"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "a 7z archive"),
        (b"Rar!\x1a\x07\x01\0", "a RAR archive"),
        (b"LZIP\x01\x0c", "packed with lzip"),
        (b"\x5d\0\0\x80\0", "packed with lzma"),
        (b"\x1f\x9d\x90", "packed with compress (.Z)"),
        (b"\x7fELF\x02\x01", "a program, a library or a core dump (ELF)"),
        (b"MZ\x90\0\x03", "a program for Windows, or an archive that unpacks itself"),
        (b"\xcf\xfa\xed\xfe\x0c", "a program (Mach-O)"),
        (b"\xca\xfe\xba\xbe\0\0\0\x02", "a program (Mach-O)"),
        (b"\xca\xfe\xba\xbe\0\0\0\x3d", "a Java class"),
        (b"\0asm\x01\0\0\0", "a WebAssembly module"),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0", "a picture (JPEG)"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"go 1.23 trace\0\0\0", "a Go execution trace"),
        (b"\x0a\x04\x08\x01\x10\x02\x0a\x04\x08\x03\x10\x04", "a profile of pprof"),
        (b"D1ag\x1a\0\0\0", "a TiDB diag package, encrypted for PingCAP's Clinic"),
        (b"\xff\xfe\0\0a\0\0\0", "text in UTF-32"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08", "no text"),
    ] {
        match kind(start) {
            Kind::Foreign(foreign) => assert_eq!(foreign.what, what),
            other => panic!("{what}: {other:?}"),
        }
    }
}

/// A multiplicative generator: all bytes, evenly.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn noise_is_no_text() {
    for seed in 1..200 {
        for length in [200, 4_000, START_BYTES] {
            let bytes = noise(seed, length);
            assert!(!is_text(&bytes), "seed {seed}, {length} bytes");
        }
    }
}

#[test]
fn utf16_is_told_by_its_mark_or_its_zeros() {
    for (text, marked) in [("panic: 数据\nb", true), ("panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n", false)]
    {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mark = if marked { vec![0xfeff] } else { vec![] };
        for (endian, bytes) in [
            (
                Endian::Little,
                [mark.clone(), units.clone()].concat().iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>(),
            ),
            (Endian::Big, [mark.clone(), units.clone()].concat().iter().flat_map(|unit| unit.to_be_bytes()).collect()),
        ] {
            assert_eq!(kind(&bytes), Kind::Text(Encoding { utf16: Some(endian), returns: false }), "{text}");
        }
    }
}

#[test]
fn lone_carriage_returns_are_line_breaks_where_there_are_no_others() {
    assert_eq!(kind(b"a\rb\r"), Kind::Text(Encoding { utf16: None, returns: true }));
    for text in [&b"a\r\nb\rc"[..], b"a\nb", b"a"] {
        assert_eq!(kind(text), plain());
    }
}
