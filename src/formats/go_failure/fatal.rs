//! Which `fatal error: ` at the start of a line is one of Go's runtime.
//!
//! Compilers, git and many programs print the same words. A stack below tells for sure; without one only the wordings
//! that the runtime is known by count (`throw(` and `fatal(` in Go's `src/runtime`, the common ones).

/// How messages of the runtime begin.
const BEGINS: [&str; 56] = [
    "all goroutines are asleep",
    "no goroutines (main called runtime.Goexit)",
    "concurrent map ",
    "stack overflow",
    "runtime: ",
    "runtime.",
    "runtime\u{b7}",
    "out of memory",
    "sync: ",
    "checkptr: ",
    "found bad pointer in Go heap",
    "found pointer to free object",
    "invalid pointer found on stack",
    "marking free object",
    "unexpected signal ",
    "unexpected g status",
    "signal ",
    "panic during ",
    "panic holding locks",
    "panic on system stack",
    "malloc during signal",
    "malloc deadlock",
    "mallocgc called ",
    "self deadlock",
    "unlock of unlocked lock",
    "unlock of unlocked rwmutex",
    "thread exhaustion",
    "newosproc",
    "string concatenation too long",
    "too many callback functions",
    "too many writes on closed pipe",
    "too many address space collisions",
    "stack growth ",
    "attempt to execute system stack code",
    "systemstack called ",
    "schedule: ",
    "gc: ",
    "gcBgMarkWorker: ",
    "sweep increased allocation count",
    "mspan.",
    "mheap.",
    "mSpanList.",
    "s.allocCount",
    "s.freeindex",
    "span has no free ",
    "bad span ",
    "bad g ",
    "bad sweepgen ",
    "bad map state",
    "casgstatus: ",
    "corrupted semaphore ticket",
    "markroot: ",
    "scanstack",
    "traceback",
    "failed to allocate ",
    "go of nil func value",
];

/// Whether this is a message of Go's runtime by its words alone.
pub fn is_known(text: &[u8]) -> bool {
    text == b"fault" || BEGINS.iter().any(|begin| text.starts_with(begin.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_the_runtime_and_of_others() {
        for text in [
            "all goroutines are asleep - deadlock!",
            "concurrent map writes",
            "fault",
            "sync: unlock of unlocked mutex",
            "s.allocCount != s.nelems",
            "runtime: cannot allocate memory",
        ] {
            assert!(is_known(text.as_bytes()), "{text}");
        }
        for text in [
            "listen tcp :80: bind: address already in use",
            "could not read from remote",
            "fault in line 3",
            "'stdio.h' file not found",
            "bad request",
            "too many errors emitted, stopping now",
            "",
        ] {
            assert!(!is_known(text.as_bytes()), "{text}");
        }
    }
}
