//! What a signal that Go's runtime printed means, by its code and address (`man sigaction`, `runtime/signal_unix.go`).
//!
//! ```text
//! [signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x47c5b2]
//! SIGABRT: abort
//! PC=0x45fb61 m=0 sigcode=0
//! ```
//!
//! Odd: `code` decides what `addr` is. Where the kernel raised the signal by itself (`code=0x80`, SI_KERNEL) it names no
//! address and `addr=0x0` says nothing. Codes of SIGFPE and SIGILL differ between systems and are not told.

/// The first page of memory: Go takes a fault there for the use of a nil pointer.
const NIL_PAGE_BYTES: u64 = 0x1000;
/// Linux raised it for a reason of its own.
const SI_KERNEL: u64 = 0x80;
/// No memory is mapped at the address; of SIGBUS, the address is not aligned.
const NOT_MAPPED: u64 = 1;
/// The memory must not be used so; of SIGBUS, nothing stands behind the mapped address.
const NOT_ALLOWED: u64 = 2;
/// What Go's runtime writes for an address that macOS does not name.
const STAND_IN: u64 = 0x0b01_dfac_edeb_ac1e;
/// `tgkill`, as the process itself sends it in `abort`.
const SI_TKILL: &str = "18446744073709551610";

const NIL: &str = "A nil pointer was dereferenced: the address lies in the first page of memory.";
const NIL_OUTSIDE: &str = "The address lies in the first page of memory, as with a nil (NULL) pointer, but it was used in C code or \
    within Go's runtime, where no panic can be made of it.";
const NOT_CANONICAL: &str = "The processor refused the address as such (code=0x80, SI_KERNEL: mostly an address that is not canonical), so \
    the kernel names none and addr=0x0 says nothing. This is not the use of a nil pointer: mostly a pointer was overwritten, or \
    made by unsafe or C code.";
const NOT_CANONICAL_MAC: &str = "The processor refused the address as such (it is not canonical). macOS does not name it; \
    0xb01dfacedebac1e is what Go writes in its place. Mostly a pointer was overwritten, or made by unsafe or C code.";
const UNMAPPED: &str = "Memory was used at an address where none is mapped, and which is not that of a nil pointer: mostly a pointer was \
    overwritten, made by unsafe or C code, or its memory had been unmapped.";
const FORBIDDEN: &str = "Memory was used in a way that it does not allow, such as a write to read-only memory.";
const UNALIGNED: &str = "Memory was used at an address that is not aligned as this access needs it.";
const NOTHING_BEHIND: &str = "The address is mapped, but nothing stands behind it: mostly a file in memory (mmap) that was cut short, or whose \
    disk or file system failed.";
const CLEAR_JUMP: &str =
    "The program jumped to address 0: a function was called through a pointer that was nil, outside of Go's own calls.";
const ILLEGAL: &str = "The processor does not know an instruction: mostly a program built for a newer processor, an instruction that means \
    to crash, or code that was overwritten.";
const ARITHMETIC: &str = "The processor refused a calculation, mostly a division of integers by zero.";
const ABORTED_BY_ITSELF: &str = "The process aborted itself: C code called abort(), or a thread was sent SIGABRT.";
const ABORTED: &str = "The process was sent SIGABRT, as kill -ABRT or a watchdog does it.";
const QUIT: &str = "The process was asked from outside to print its goroutines and to end: Ctrl-\\ at the terminal, kill -QUIT, or what \
    supervises it.";
const SENT: &str = "The signal did not come from what the code did: a process sent it (sigcode=0 on Linux).";

/// What is said of `SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47c5b2`, the content of a `[signal …]` line.
/// `in_go` where Go's runtime made a panic of it.
pub fn fault(signal: &str, in_go: bool) -> Option<&'static str> {
    let name = signal.split([':', ' ']).next()?;
    let (code, address) = (value(signal, "code=0x"), value(signal, "addr=0x"));
    match name {
        "SIGSEGV" | "SIGBUS" if address == Some(STAND_IN) => Some(NOT_CANONICAL_MAC),
        "SIGSEGV" | "SIGBUS" if code == Some(SI_KERNEL) => Some(NOT_CANONICAL),
        "SIGSEGV" | "SIGBUS" if address.is_some_and(|address| address < NIL_PAGE_BYTES) => {
            let jumped = value(signal, "pc=0x") == Some(0) && address == Some(0);
            Some(if in_go {
                NIL
            } else if jumped {
                CLEAR_JUMP
            } else {
                NIL_OUTSIDE
            })
        }
        "SIGSEGV" if code == Some(NOT_MAPPED) => Some(UNMAPPED),
        "SIGSEGV" if code == Some(NOT_ALLOWED) => Some(FORBIDDEN),
        "SIGBUS" if code == Some(NOT_MAPPED) => Some(UNALIGNED),
        "SIGBUS" if code == Some(NOT_ALLOWED) => Some(NOTHING_BEHIND),
        "SIGILL" => Some(ILLEGAL),
        "SIGFPE" => Some(ARITHMETIC),
        // An access violation of Windows, with what was done (0 read, 1 write, 8 execute) as its code.
        "0xc0000005" => Some(if address? < NIL_PAGE_BYTES { NIL } else { UNMAPPED }),
        _ => None,
    }
}

/// What is said of a signal that ended the process with nothing but its name, `SIGABRT: abort`, and the code it came with.
pub fn ended_by(name: &str, sigcode: Option<&str>) -> Option<&'static str> {
    match (name.split(':').next()?, sigcode) {
        ("SIGQUIT", _) => Some(QUIT),
        ("SIGABRT", Some(SI_TKILL | "-6")) => Some(ABORTED_BY_ITSELF),
        ("SIGABRT", Some("0")) => Some(ABORTED),
        ("SIGSEGV" | "SIGBUS" | "SIGFPE" | "SIGILL" | "SIGTRAP" | "SIGSYS", Some("0")) => Some(SENT),
        ("SIGILL", Some(_)) => Some(ILLEGAL),
        ("SIGFPE", Some(_)) => Some(ARITHMETIC),
        _ => None,
    }
}

/// The hexadecimal number behind a name.
fn value(signal: &str, name: &str) -> Option<u64> {
    let (_, rest) = signal.split_once(name)?;
    let digits = rest.split(|c: char| !c.is_ascii_hexdigit()).next()?;
    u64::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, addr: &str, expected: Option<&str>) {
        let signal = format!("SIGSEGV: segmentation violation code={code} addr={addr} pc=0x47");
        assert_eq!(fault(&signal, true), expected, "{signal}");
    }

    #[test]
    fn an_address_that_is_not_canonical_is_no_nil_pointer() {
        check("0x80", "0x0", Some(NOT_CANONICAL));
        check("0x1", "0xb01dfacedebac1e", Some(NOT_CANONICAL_MAC));
        assert!(!NOT_CANONICAL.contains("nil pointer was"));
    }

    #[test]
    fn only_the_first_page_is_nil() {
        for code in ["0x1", "0x2", "0x0"] {
            check(code, "0x0", Some(NIL));
            check(code, "0xfff", Some(NIL));
        }
        check("0x1", "0x1000", Some(UNMAPPED));
        check("0x2", "0xc000012345", Some(FORBIDDEN));
        check("0x5", "0xc000012345", None);
        assert_eq!(fault("0xc0000005 code=0x1 addr=0x18 pc=0x47", true), Some(NIL));
        assert_eq!(fault("0xc0000005 code=0x0 addr=0xffffffffffffffff pc=0x47", true), Some(UNMAPPED));
    }

    #[test]
    fn a_fault_outside_of_go() {
        let of = |rest: &str| fault(&format!("SIGSEGV: segmentation violation {rest}"), false);
        assert_eq!(of("code=0x1 addr=0x0 pc=0x7f01"), Some(NIL_OUTSIDE));
        assert_eq!(of("code=0x1 addr=0x0 pc=0x0"), Some(CLEAR_JUMP));
    }

    #[test]
    fn codes_of_a_bus_error() {
        assert_eq!(fault("SIGBUS: bus error code=0x2 addr=0x7f00 pc=0x4", false), Some(NOTHING_BEHIND));
        assert_eq!(fault("SIGBUS: bus error code=0x1 addr=0x7f01 pc=0x4", false), Some(UNALIGNED));
        assert_eq!(fault("SIGBUS: bus error code=0x3 addr=0x7f01 pc=0x4", false), None);
    }

    #[test]
    fn who_sent_a_signal() {
        assert_eq!(ended_by("SIGABRT: abort", Some("0")), Some(ABORTED));
        assert_eq!(ended_by("SIGABRT: abort", Some(SI_TKILL)), Some(ABORTED_BY_ITSELF));
        assert_eq!(ended_by("SIGABRT: abort", None), None);
        assert_eq!(ended_by("SIGQUIT: quit", Some("0")), Some(QUIT));
        assert_eq!(ended_by("SIGSEGV: segmentation violation", Some("0")), Some(SENT));
        assert_eq!(ended_by("SIGSEGV: segmentation violation", Some("1")), None);
    }
}
