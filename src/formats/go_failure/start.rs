//! What the first line of a failure makes of it.

use super::anchor::Anchor;
use super::fatal;
use crate::model::FailureKind;

/// A failure by its first line.
pub struct Start<'a> {
    pub kind: FailureKind,
    pub message: &'a [u8],
    /// Who recovered the panic.
    pub by: Option<&'static str>,
    /// Without a dump it was none: a header behind other text, a fatal error of somebody else.
    pub needs_dump: bool,
}

impl<'a> Start<'a> {
    /// None where the anchor belongs to another machine.
    pub fn of(anchor: Anchor<'a>) -> Option<Self> {
        let (kind, message): (FailureKind, &[u8]) = match anchor {
            Anchor::Panic(value) if value.starts_with(b"test timed out after ") => (FailureKind::TestTimeout, value),
            Anchor::Panic(value) | Anchor::SuitePanic(value) | Anchor::TestingPanic(value) => {
                (FailureKind::Panic, value)
            }
            Anchor::Fatal(text) if text.ends_with(b"- deadlock!") => (FailureKind::Deadlock, text),
            Anchor::Fatal(text) => (FailureKind::Fatal, text),
            Anchor::Signal(text) | Anchor::SignalAtEnd(text) | Anchor::Runtime(text) | Anchor::RaceRuntime(text) => {
                (FailureKind::Runtime, text)
            }
            Anchor::TestKilled(text) => (FailureKind::TestKilled, text),
            Anchor::Served(text) => (FailureKind::GoroutineDump, text),
            Anchor::Goroutine | Anchor::Folded | Anchor::GoroutineAtEnd => (FailureKind::GoroutineDump, b""),
            Anchor::BazelTimeout(_) | Anchor::LockReport(_) | Anchor::Leak(_) | Anchor::CRace(_) | Anchor::Kcsan(_) => {
                return None;
            }
        };
        let by = match anchor {
            Anchor::SuitePanic(_) => Some("testify"),
            Anchor::TestingPanic(_) => Some("testing"),
            _ => None,
        };
        let needs_dump = match anchor {
            Anchor::Fatal(text) => !fatal::is_known(text),
            Anchor::Panic(value) => value.is_empty(),
            Anchor::Served(_) | Anchor::GoroutineAtEnd | Anchor::SignalAtEnd(_) => true,
            _ => false,
        };
        Some(Self { kind, message, by, needs_dump })
    }
}
