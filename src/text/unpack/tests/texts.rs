//! Texts that are written otherwise than as UTF-8 with line feeds.

use super::*;

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn utf16_is_decoded() {
    let text = "panic: 数据 \u{10a} 🂠\r\nnext\r\n";
    for little in [true, false] {
        let got = check(&utf16(&format!("\u{feff}{text}"), little), text.as_bytes());
        assert_eq!(got.told.repairs, [("UTF-16", 1)]);
        let without = "panic: boom\n\ngoroutine 1 [running]:\n";
        check(&utf16(without, little), without.as_bytes());
    }
    check(&zip(&[member("a.log", &utf16("\u{feff}a\r\n", true))]), b"a\r\n");
}

#[test]
fn what_utf16_lacks_is_said() {
    let cut = &utf16("\u{feff}ab", true)[..5];
    check_said(cut, b"a", &["cut: This source is UTF-16 and ends within a letter."]);
    let lone: Vec<u8> = [0xfeff_u16, 0x61, 0xd83c, 0x62, 0xdca0].iter().flat_map(|unit| unit.to_le_bytes()).collect();
    check_said(
        &lone,
        "a\u{fffd}b\u{fffd}".as_bytes(),
        &["damaged: This source is UTF-16, and 2 letters of it are missing their other half."],
    );
}

#[test]
fn other_text_appended_to_utf16_is_said() {
    let raw = [utf16(&"\u{feff}日志 a line\r\n".repeat(9), true), b"WARNING: DATA RACE\n".repeat(20)].concat();
    let got = take(&raw);
    assert_eq!(
        got.said(),
        "not_read: This source is UTF-16 for the most part, but 380 bytes of it are text of another encoding and could not be read.\n"
    );
    // Letters of Chinese whose two bytes both look like text.
    check(&utf16(&format!("\u{feff}{}", "敬湯楮 ".repeat(20)), true), "敬湯楮 ".repeat(20).as_bytes());
}

#[test]
fn line_breaks_of_carriage_returns_alone() {
    let got = check(b"a\rb\rc", b"a\nb\nc");
    assert_eq!(got.told.repairs, [("carriage returns as line breaks", 1)]);
    check(&utf16("\u{feff}a\rb\r", true), b"a\nb\n");
    // A progress bar longer than what is looked at, and a log behind it: every byte keeps its place.
    let bar = b"10 % of it is there by now, more later\r".repeat(2_000);
    let log = b"panic: boom\r\n\r\ngoroutine 1 [running]:\n";
    let got = check(
        &[&bar[..], log].concat(),
        &[&b"10 % of it is there by now, more later\n".repeat(2_000)[..], log].concat(),
    );
    assert_eq!(got.told.repairs.len(), 1);
    assert!(check(b"a\r\nb\rc\n", b"a\r\nb\rc\n").told.repairs.is_empty());
}

#[test]
fn a_pair_that_the_look_cuts_is_no_lone_return() {
    let text = [&b"a".repeat(START_BYTES - 1)[..], b"\r\nb\r\n"].concat();
    assert!(check(&text, &text).told.repairs.is_empty());
}

#[test]
fn a_hole_before_the_text_is_left_out() {
    for zeros in [100, 40_000, START_BYTES] {
        let got = check(&[&vec![0; zeros][..], b"a log\n"].concat(), b"a log\n");
        assert_eq!(got.told.repairs, [("a hole of NUL bytes before the text", 1)]);
    }
}

#[test]
fn plain_text_passes_as_it_is() {
    for text in [text(), "\u{feff}a\n".into(), b"no line break".to_vec(), b"\xc4\xd6\xdc\n".to_vec()] {
        assert_eq!(check(&text, &text).told, Told::default());
        assert!(is_text(&text[..text.len().min(START_BYTES)]));
    }
}
