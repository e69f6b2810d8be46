//! Layers in layers, and what is no text.

use super::*;

#[test]
fn gzip_of_one_and_of_several_members() {
    assert_eq!(check(&gzip(b"a\n"), b"a\n").told.packing, Some("gzip"));
    check(&[gzip(b"a\n"), gzip(b"b\n")].concat(), b"a\nb\n");
    check(&gzip(&text()), &text());
}

#[test]
fn zeros_behind_gzip_are_what_fills_up_a_tape() {
    check(&[gzip(b"a\n"), vec![0; 700]].concat(), b"a\n");
}

#[test]
fn other_bytes_behind_gzip_are_named() {
    check_said(
        &[&gzip(b"a\n")[..], b"a line that somebody appended\n"].concat(),
        b"a\n",
        &["not_read: This source has 30 bytes behind its gzip data that are none of it and were not read."],
    );
    check_said(
        &[&gzip(b"a\n")[..], b"x"].concat(),
        b"a\n",
        &["not_read: This source has 1 byte behind its gzip data that are none of it and were not read."],
    );
}

#[test]
fn zstd_frames_and_frames_to_be_skipped() {
    assert_eq!(check(&zstd(b"a\n"), b"a\n").told.packing, Some("zstd"));
    check(&[zstd(&text()), skippable(b"xyz"), zstd(b"b\n")].concat(), &[text(), b"b\n".to_vec()].concat());
    check(&[skippable(b""), skippable(&vec![7; 300_000]), zstd(b"b\n"), skippable(b"x")].concat(), b"b\n");
}

#[test]
fn zstd_says_what_it_cannot_read() {
    let dictionary = b"\x28\xb5\x2f\xfd\x01\x58\x07rest of it";
    check_said(
        dictionary,
        b"",
        &[
            "not_read: This source is packed with zstd and a dictionary that is not in it, and was not read; unpack it with `zstd -d -D DICTIONARY` first.",
        ],
    );
    let window = b"\x28\xb5\x2f\xfd\x00\xb0rest of it";
    check_said(
        window,
        b"",
        &[
            "not_read: This source is packed with zstd and a window of 4.0 GiB, more than the 128.0 MiB that are held in memory, and was not read; unpack it with `zstd -d --long=31` first.",
        ],
    );
}

#[test]
fn layers_are_looked_into() {
    check(&gzip(&gzip(b"a\n")), b"a\n");
    check(&zstd(&gzip(b"a\n")), b"a\n");
    check(&gzip(&tar(&[entry("a", b'0', b"a\n")])), b"a\n");
    check(&zip(&[member("a.gz", &gzip(b"a\n"))]), b"a\n");
    let inner = zip(&[member("b.log", b"b\n").stored(), member("c.log", b"c\n")]);
    let outer = zip(&[member("a.log", b"a"), member("in.zip", &inner).stored(), member("d.log", b"d\n")]);
    let got = check(&outer, b"a\nb\nc\nd\n");
    assert_eq!(
        got.said(),
        "archive: Read of the archive, one after the other: a.log, in.zip/b.log, in.zip/c.log, d.log.\n"
    );
    check(&gzip(&tar(&[entry("logs.zip", b'0', &zip(&[member("a.gz", &gzip(b"a\n"))]))])), b"a\n");
}

#[test]
fn a_fourth_layer_is_named() {
    check(&gzip(&gzip(&gzip(b"a\n"))), b"a\n");
    check_said(
        &gzip(&gzip(&gzip(&gzip(b"a\n")))),
        b"",
        &[
            "not_read: The unpacked source (unpacked) (unpacked) is packed more than three times over (22 bytes) and was not read; unpack the outer layers first.",
        ],
    );
}

#[test]
fn a_diag_package_is_read_unless_it_is_encrypted() {
    let content = zstd(&tar(&[entry("meta.yaml", b'0', b"a: b\n")]));
    check(&[b"D1ag\x12\0\0\x02{}", content.as_slice()].concat(), b"a: b\n");
    check_said(
        &[b"D1ag\x1a\0\0\x02{}", content.as_slice()].concat(),
        b"",
        &[&format!(
            "not_read: This source is a TiDB diag package, encrypted for PingCAP's Clinic ({} bytes) and was not read; read the folder that it was made from.",
            content.len() + 10
        )],
    );
}

#[test]
fn what_is_no_text_is_named_with_its_size_and_never_read() {
    let xz = [b"\xfd7zXZ\0\0\x04".as_slice(), b"WARNING: DATA RACE\n".repeat(100).as_slice()].concat();
    check_said(
        &xz,
        b"",
        &["not_read: This source is packed with xz (1.8 KiB) and was not read; unpack it with `xz -d` first."],
    );
    check_said(
        &zip(&[member("a.png", b"\x89PNG\r\n\x1a\n"), member("b.log", b"b\n")]),
        b"b\n",
        &[
            "archive: Read of the archive, one after the other: b.log.",
            "not_read: a.png in the archive is a picture (PNG) (8 bytes) and was not read.",
        ],
    );
    check_said(
        &gzip(b"\x0a\x04\x08\x01\x10\x02\x0a\x04\x08\x03\x10\x04"),
        b"",
        &[
            "not_read: The unpacked source is a profile of pprof (12 bytes) and was not read; open it with `go tool pprof`.",
        ],
    );
    check_said(b"", b"", &["empty: This source is empty."]);
    check_said(&gzip(b""), b"", &["empty: The unpacked source is empty."]);
    check_said(&vec![0; 70_000], b"", &["not_read: This source holds nothing but NUL bytes (68.3 KiB)."]);
}

#[test]
fn an_archive_behind_the_program_that_unpacks_it_is_read() {
    let stub = b"#!/bin/sh\nexec unzip \"$0\"\n".repeat(20);
    check_said(
        &[stub, zip(&[member("a.log", b"a\n")])].concat(),
        b"a\n",
        &[
            "archive: Read of the archive, one after the other: a.log.",
            "not_read: This source is a zip archive behind 520 bytes of something else, which were not read.",
        ],
    );
}

#[test]
fn endless_sources_are_not_read_to_their_end() {
    let once = gzip(&vec![b'a'; 8 << 20]);
    let twice = gzip(&once);
    for packed in [once, twice] {
        let (mut length, mut intake) = (0, Intake::default());
        intake.shared.limit.free = 1 << 20;
        intake.push(&packed, &mut |bytes| length += bytes.len() as u64);
        let told = intake.finish(&mut |_| ());
        assert!(length <= 3 << 20, "{length}");
        assert!(told.remarks[0].text.starts_with("Reading ended after "), "{told:?}");
        assert_eq!((told.remarks.len(), told.remarks[0].kind), (1, "limit"));
    }
}
