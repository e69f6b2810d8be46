//! What is no text and is not read: named by its first bytes, with what to do about it.

/// A kind of file that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// As it goes on behind "it is".
    pub what: &'static str,
    /// What to do; empty where there is nothing.
    pub advice: &'static str,
}

const fn packed(what: &'static str, advice: &'static str) -> Foreign {
    Foreign { what, advice }
}

const fn other(what: &'static str) -> Foreign {
    Foreign { what, advice: "" }
}

/// Recognised by the bytes at the very start. Those of letters only are long enough that no log begins with them.
const STARTS: &[(&[u8], Foreign)] = &[
    (b"\xfd7zXZ\0", packed("packed with xz", "unpack it with `xz -d` first")),
    (b"\x04\x22\x4d\x18", packed("packed with lz4", "unpack it with `lz4 -d` first")),
    (b"\x02\x21\x4c\x18", packed("packed with lz4 (old frame)", "unpack it with `lz4 -d` first")),
    (b"7z\xbc\xaf\x27\x1c", packed("a 7z archive", "unpack it with `7z x` first")),
    (b"Rar!\x1a\x07", packed("a RAR archive", "unpack it with `unrar x` first")),
    (b"LZIP\x00", packed("packed with lzip", "unpack it with `lzip -d` first")),
    (b"LZIP\x01", packed("packed with lzip", "unpack it with `lzip -d` first")),
    (b"\x5d\x00\x00", packed("packed with lzma", "unpack it with `xz -d` first")),
    (b"\x89LZO\x00\r\n\x1a\n", packed("packed with lzop", "unpack it with `lzop -d` first")),
    (b"\x1f\x9d", packed("packed with compress (.Z)", "unpack it with `gzip -d` first")),
    (b"\x1f\xa0", packed("packed with compress (.Z)", "unpack it with `gzip -d` first")),
    (b"\x1f\x1e", packed("packed with pack (.z)", "unpack it with `gzip -d` first")),
    (b"\xff\x06\x00\x00sNaPpY", packed("packed with Snappy", "unpack it first")),
    (b"MSCF\0\0\0\0", packed("a Windows cabinet", "unpack it with `expand` or `7z x` first")),
    (b"xar!\0", packed("a xar archive", "unpack it first")),
    (b"!<arch>\n", packed("an ar archive (a library or a Debian package)", "unpack it with `ar x` first")),
    (b"\xed\xab\xee\xdb", packed("an RPM package", "unpack it first")),
    (b"070701", packed("a cpio archive", "unpack it with `cpio -i` first")),
    (b"070702", packed("a cpio archive", "unpack it with `cpio -i` first")),
    (b"070707", packed("a cpio archive", "unpack it with `cpio -i` first")),
    (b"\x7fELF", other("a program, a library or a core dump (ELF)")),
    (b"\0asm", other("a WebAssembly module")),
    (b"\xfe\xed\xfa\xce", other("a program (Mach-O)")),
    (b"\xfe\xed\xfa\xcf", other("a program (Mach-O)")),
    (b"\xce\xfa\xed\xfe", other("a program (Mach-O)")),
    (b"\xcf\xfa\xed\xfe", other("a program (Mach-O)")),
    (b"\x89PNG\r\n\x1a\n", other("a picture (PNG)")),
    (b"\xff\xd8\xff", other("a picture (JPEG)")),
    (b"GIF87a", other("a picture (GIF)")),
    (b"GIF89a", other("a picture (GIF)")),
    (b"%PDF-", packed("a PDF document", "copy the text out of it")),
    (b"SQLite format 3\0", other("an SQLite database")),
    (b"LPKSHHRH", packed("a binary journal of systemd", "write it as text with `journalctl --file FILE` first")),
    (b"ElfFile\0", other("an event log of Windows")),
    (b"PAR1", other("a Parquet file")),
    (b"\xd4\xc3\xb2\xa1", other("a network capture (pcap)")),
    (b"\xa1\xb2\xc3\xd4", other("a network capture (pcap)")),
    (b"\x0a\x0d\x0d\x0a", other("a network capture (pcapng)")),
    (b"MDMP", other("a Windows minidump")),
    (b"\x00\x05\x16\x07", other("a file of macOS attributes (AppleDouble)")),
    (b"\xff\xfe\0\0", packed("text in UTF-32", "write it as UTF-8 with `iconv -f UTF-32 -t UTF-8` first")),
    (b"\0\0\xfe\xff", packed("text in UTF-32", "write it as UTF-8 with `iconv -f UTF-32 -t UTF-8` first")),
];

/// Those of [`STARTS`] that a text could begin with are believed only beside a zero byte.
const LETTERS: &[&[u8]] =
    &[b"GIF87a", b"GIF89a", b"PAR1", b"MDMP", b"070701", b"070702", b"070707", b"\x0a\x0d\x0d\x0a"];

/// What the first bytes of a file say that it is, where it is nothing that is read.
pub fn by_start(head: &[u8]) -> Option<Foreign> {
    let has_zero = || head.contains(&0);
    let known = STARTS.iter().find(|(start, _)| head.starts_with(start));
    if let Some((start, what)) = known {
        return (!LETTERS.contains(start) || has_zero()).then_some(*what);
    }
    match head {
        [b'B', b'Z', b'h', b'1'..=b'9', block @ ..]
            if block.starts_with(b"1AY&SY") || block.starts_with(b"\x17rE8P\x90") =>
        {
            Some(packed("packed with bzip2", "unpack it with `bzip2 -d` first"))
        }
        [b'M', b'Z', ..] if has_zero() => Some(other("a program for Windows, or an archive that unpacks itself")),
        // A class has a version of 45 and more where a program for several machines has how many they are.
        [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, ..45, ..] => Some(other("a program (Mach-O)")),
        [0xca, 0xfe, 0xba, 0xbe, ..] => Some(other("a Java class")),
        [b'g', b'o', b' ', b'1', b'.', rest @ ..] if rest.get(..11).is_some_and(is_trace) => {
            Some(packed("a Go execution trace", "open it with `go tool trace`"))
        }
        // profile.proto: the first sample type, a message of two numbers.
        [0x0a, 2..=16, 0x08, _, 0x10 | 0x80.., ..] => {
            Some(packed("a profile of pprof", "open it with `go tool pprof`"))
        }
        _ => None,
    }
}

fn is_trace(rest: &[u8]) -> bool {
    rest.contains(&0) && memchr::memmem::find(rest, b" trace").is_some()
}

/// What is no text by its content.
pub const BINARY: Foreign = other("no text");
/// Another layer of packing than is followed.
pub const TOO_DEEP: Foreign = packed("packed more than three times over", "unpack the outer layers first");
/// TiDB's own packages, the usual kind.
pub const ENCRYPTED_DIAG: Foreign =
    packed("a TiDB diag package, encrypted for PingCAP's Clinic", "read the folder that it was made from");
