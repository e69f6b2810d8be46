//! Zip and tar archives of all kinds of writers.

use super::*;

#[test]
fn zip_members_follow_one_another() {
    let archive = zip(&[
        member("a.log", b"no line break"),
        member("dir/", b"").stored(),
        member("b.log", &text()).late(),
        member("empty.log", b"").stored(),
        member("c.log", b"stored\n").stored(),
    ]);
    let got = check(&archive, &[b"no line break\n", text().as_slice(), b"stored\n"].concat());
    assert_eq!(got.said(), "archive: Read of the archive, one after the other: a.log, b.log, c.log.\n");
    assert_eq!(got.told.packing, Some("zip"));
}

#[test]
fn zip64_sizes_are_read_wherever_they_stand() {
    for stored in [false, true] {
        for late in [false, true] {
            for signed in [false, true] {
                let make = |name, text| {
                    let mut one = member(name, text).wide();
                    one = if stored { one.stored() } else { one };
                    one = if late { one.late() } else { one };
                    if signed { one } else { one.unsigned() }
                };
                let archive = zip(&[make("a.log", b"PK in a log\n"), make("b.log", &text())]);
                check(&archive, &[b"PK in a log\n", text().as_slice()].concat());
            }
        }
    }
}

#[test]
fn a_stored_member_ends_where_its_size_says_so_and_not_at_a_header_in_it() {
    let inner = zip(&[member("x", b"x\n").stored().late(), member("y", b"y\n").late()]);
    let log = [b"a line\n".as_slice(), &inner, b"PK\x07\x08PK\x03\x04PK\x01\x02 at the end\n"].concat();
    // Bytes of an archive in a log are control characters in a text: it stays one.
    let log = [text(), log].concat();
    for one in [member("a.log", &log).stored().late(), member("a.log", &log).stored().late().unsigned()] {
        check(&zip(&[one, member("b.log", b"b\n")]), &[log.as_slice(), b"b\n"].concat());
    }
}

#[test]
fn members_that_are_not_read_are_named_and_the_next_ones_are_read() {
    let secret = text();
    for one in [member("s.log", &secret), member("s.log", &secret).stored(), member("s.log", &secret).method(12)] {
        for one in [one, one.late(), one.late().unsigned(), one.late().wide()] {
            let one = if one.method == 12 { one } else { one.encrypted() };
            let got = take(&zip(&[one, member("b.log", b"b\n")]));
            assert_eq!(got.text, b"b\n", "{}", got.said());
            let said = got.said();
            assert_eq!(said.lines().count(), 2, "{said}");
            assert!(
                said.contains("not_read: s.log in the archive is ") && said.contains("and was not read."),
                "{said}"
            );
        }
    }
}

#[test]
fn an_altered_member_is_said_by_name_and_the_next_ones_are_read() {
    for one in [member("a.log", b"deposit\n").stored(), member("a.log", b"deposit\n").stored().wide()] {
        let mut archive = zip(&[one, member("b.log", b"b\n")]);
        let at = archive.windows(7).position(|bytes| bytes == b"deposit").unwrap();
        archive[at + 2] = b'q';
        check_said(
            &archive,
            b"deqosit\nb\n",
            &[
                "archive: Read of the archive, one after the other: a.log, b.log.",
                "damaged: a.log in the archive is damaged: its checksum differs, so what was read of it may be altered or incomplete.",
            ],
        );
    }
}

#[test]
fn a_broken_member_does_not_take_the_next_ones_with_it() {
    for one in [member("a.log", &text()), member("a.log", &text()).late(), member("a.log", &text()).late().wide()] {
        let mut archive = zip(&[one, member("b.log", b"b\n"), member("c.log", b"c\n").late()]);
        let middle = one.bytes().len() / 2;
        archive[middle..middle + 40].fill(0xff);
        let got = take(&archive);
        assert!(got.text.ends_with(b"b\nc\n"), "{}", got.said());
        assert!(got.said().contains("damaged: a.log in the archive is damaged"), "{}", got.said());
    }
}

#[test]
fn bytes_that_belong_to_no_member_are_said() {
    let archive = [member("a.log", b"a\n").bytes(), vec![1; 100], zip(&[member("b.log", b"b\n")])].concat();
    check_said(
        &archive,
        b"a\nb\n",
        &[
            "archive: Read of the archive, one after the other: a.log, b.log.",
            "damaged: The archive is damaged: 100 bytes behind 1 member that were met belong to no member and were not read.",
            "damaged: This source lists 1 members, of which 2 were met; what was met before it was read.",
        ],
    );
}

#[test]
fn a_cut_archive_gives_what_was_read_and_says_so() {
    let archive = zip(&[member("a.log", b"a\n"), member("b.log", &text())]);
    let a = member("a.log", b"").bytes().len();
    for length in [a + 20, archive.len() / 2, archive.len() - 100, archive.len() - 30, archive.len() - 1] {
        let got = take(&archive[..length]);
        assert!([b"a\n", text().as_slice()].concat().starts_with(&got.text), "{length}");
        assert!(got.said().contains("cut: This source ends early"), "{length}: {}", got.said());
    }
}

#[test]
fn an_archive_without_files_is_not_read() {
    check_said(&zip(&[]), b"", &["not_read: This source holds no files."]);
}

#[test]
fn many_small_members_are_read_in_one_pass() {
    let names: Vec<String> = (0..20_000).map(|number| format!("{number}")).collect();
    let members: Vec<Member<'_>> = names.iter().map(|name| member(name, b"a\n")).collect();
    let mut members = members;
    members.truncate(20_000);
    let got = take_in(&zip(&members), 1 << 16);
    assert_eq!(got.text.len(), 40_000);
    assert!(!got.is_warned() && got.said().ends_with("18, 19 and 19980 more.\n"), "{}", got.said());
}

#[test]
fn tar_files_follow_one_another() {
    let long = "folder/".repeat(30) + "a.log";
    let archive = tar(&[
        entry("dir/", b'5', b""),
        entry("a.log", b'0', b"a"),
        entry("link", b'2', b""),
        entry("././@LongLink", b'L', format!("{long}\0").as_bytes()),
        entry("cut", b'0', &text()),
        entry("pax", b'x', b"17 path=b/b.log\n\n"),
        entry("b.log", 0, b"b\n"),
        entry("empty", b'0', b""),
    ]);
    let got = check(&archive, &[b"a\n", text().as_slice(), b"b\n"].concat());
    assert_eq!(got.told.packing, Some("tar"));
    assert!(got.said().contains(&format!("a.log, {}", &long[..180])), "{}", got.said());
    assert!(got.said().contains("b/b.log"), "{}", got.said());
}

#[test]
fn a_cut_tar_says_where() {
    let archive = tar(&[entry("a.log", b'0', b"a\n"), entry("b.log", b'0', b"bcd\n")]);
    check_said(
        &archive[..512 * 3 + 2],
        b"a\nbc",
        &[
            "archive: Read of the archive, one after the other: a.log, b.log.",
            "cut: This source ends early, in b.log: what stood before the cut was read.",
        ],
    );
}

#[test]
fn a_damaged_header_of_tar_is_said_and_the_next_one_is_found() {
    let mut archive = tar(&[entry("a.log", b'0', b"a\n"), entry("b.log", b'0', b"b\n"), entry("c.log", b'0', b"c\n")]);
    archive[1_024 + 3] ^= 1;
    check_said(
        &archive,
        b"a\nc\n",
        &[
            "archive: Read of the archive, one after the other: a.log, c.log.",
            "damaged: The tar archive is damaged: 1.0 KiB belong to no member and were not read.",
        ],
    );
}

#[test]
fn sizes_that_no_file_has_end_with_a_sentence() {
    // Base 256 of a tar header; the longest parts of a list.
    let mut block = entry("a.log", b'0', b"");
    block[124..136].copy_from_slice(b"\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff");
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    block.extend(b"a line");
    assert!(take(&block).said().contains("ends early, in a.log"));
    let one = member("a.log", b"a\n").bytes();
    for part in [
        &b"PK\x06\x08\xff\xff\xff\xff"[..],
        b"PK\x06\x06\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    ] {
        let got = take(&[&one[..], part].concat());
        assert!(got.text == b"a\n" && got.said().contains("damaged list of members"), "{}", got.said());
    }
    take(b"\x50\x2a\x4d\x18\xf8\xff\xff\xff");
}
