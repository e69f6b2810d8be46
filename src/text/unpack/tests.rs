//! Sources packed here and unpacked again, whole, cut and hostile.

use super::*;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use std::io::Write;

fn text() -> Vec<u8> {
    (0..20_000).flat_map(|number| format!("line {number} of a log\n").into_bytes()).collect()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// One member of an archive; with `late` its sizes follow the bytes, as streaming writers do.
fn member(name: &str, text: &[u8], stored: bool, late: bool) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    let packed = if stored { text.to_vec() } else { encoder.finish().unwrap() };
    let size = if late { 0 } else { packed.len() as u32 };
    let mut out = b"PK\x03\x04\x14\x00".to_vec();
    out.extend([u8::from(late) * 8, 0, u8::from(!stored) * 8, 0]);
    out.extend([0; 8]);
    out.extend(size.to_le_bytes());
    out.extend((text.len() as u32).to_le_bytes());
    out.extend((name.len() as u16).to_le_bytes());
    out.extend([0, 0]);
    out.extend(name.bytes());
    out.extend(packed);
    if late {
        out.extend(b"PK\x07\x08");
        out.extend([0; 12]);
    }
    out
}

/// Unpacks in pieces of `step` bytes: text, files, problem.
fn unpack(packed: &[u8], step: usize) -> (Vec<u8>, Vec<String>, Option<String>) {
    let mut out = Vec::new();
    let mut unpacker = Unpacker::new(Packing::of(packed).unwrap());
    for piece in packed.chunks(step) {
        unpacker.push(piece, &mut |bytes| out.extend_from_slice(bytes));
    }
    let files = unpacker.files.clone();
    let problem = unpacker.finish(&mut |bytes| out.extend_from_slice(bytes));
    (out, files, problem)
}

fn check(packed: &[u8], expected: &[u8], files: &[&str]) {
    for step in [1, 7, 5_000, usize::MAX] {
        // A byte at a time is slow for large sources.
        if step == 1 && packed.len() > 20_000 {
            continue;
        }
        let (out, found, problem) = unpack(packed, step);
        assert_eq!(problem, None);
        assert!(out == expected, "{} bytes, not {}", out.len(), expected.len());
        assert_eq!(found, files);
    }
}

#[test]
fn gzip_of_one_and_of_several_members() {
    check(&gzip(b"a\n"), b"a\n", &[]);
    check(&[gzip(b"a\n"), gzip(b"b\n")].concat(), b"a\nb\n", &[]);
    check(&gzip(&text()), &text(), &[]);
}

#[test]
fn zip_members_follow_one_another() {
    let archive = [
        member("a.log", b"no line break", false, false),
        member("dir/", b"", true, false),
        member("b.log", &text(), false, true),
        member("c.log", b"stored\n", true, false),
        b"PK\x01\x02 central directory".to_vec(),
    ];
    let expected = [b"no line break\n", text().as_slice(), b"stored\n"].concat();
    check(&archive.concat(), &expected, &["a.log", "dir/", "b.log", "c.log"]);
}

#[test]
fn zstd_frames() {
    check(&compress_to_vec(&b"a\n"[..], CompressionLevel::Fastest), b"a\n", &[]);
    let frames = [
        compress_to_vec(text().as_slice(), CompressionLevel::Fastest),
        b"\x50\x2a\x4d\x18\x03\x00\x00\x00xyz".to_vec(),
        compress_to_vec(&b"b\n"[..], CompressionLevel::Fastest),
    ];
    check(&frames.concat(), &[text(), b"b\n".to_vec()].concat(), &[]);
}

#[test]
fn what_a_cut_source_holds_is_read() {
    for packed in [
        gzip(&text()),
        member("a", &text(), false, true),
        compress_to_vec(text().as_slice(), CompressionLevel::Fastest),
    ] {
        let (out, _, problem) = unpack(&packed[..packed.len() * 9 / 10], 1_000);
        assert!(text().starts_with(&out) && problem.is_some(), "{} bytes, {problem:?}", out.len());
    }
}

#[test]
fn damage_and_endless_sources_end_with_a_sentence() {
    let mut broken = gzip(&text());
    let middle = broken.len() / 2;
    broken[middle..middle + 50].fill(0xff);
    assert!(unpack(&broken, 1_000).2.is_some());
    let mut summed = gzip(b"a\n");
    let at = summed.len() - 8;
    summed[at] ^= 1;
    assert_eq!(unpack(&summed, 1_000).2.as_deref(), Some("the packed source is damaged: its checksum differs"));
    let limit = Limit { packed: 10, unpacked: FREE_BYTES };
    let refused = { limit }.pass(&[0; 100], &mut |_| {}).unwrap_err();
    assert_eq!(refused.to_string(), "the packed source holds too much; it was read up to the limit");
}

#[test]
fn text_is_not_packed() {
    for text in [&b"PK"[..], b"# Time: 2023", b"", b"\x1f\x8b"] {
        assert_eq!(Packing::of(text), None);
    }
}
