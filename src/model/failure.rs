//! Panics, fatal errors, time-outs, leaks and goroutine dumps (docs/spec/go-reports.md §2).

use super::{Frame, Span, Stamp, Text};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    #[default]
    Panic,
    Fatal,
    Deadlock,
    TestTimeout,
    TestKilled,
    BazelTimeout,
    GoroutineLeak,
    LockReport,
    Runtime,
    /// A dump with no failure above it.
    GoroutineDump,
    /// A C or C++ ThreadSanitizer report; not decoded.
    CRace,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    pub kind: FailureKind,
    /// The value of the panic or the text of the error, without `panic: `; may hold several lines.
    pub message: Text,
    pub span: Span,
    pub complete: bool,
    /// Why it is not complete, one clause each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Text>,
    /// A panic that somebody recovered, so that the program went on, and who did.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recovered: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Text>,
    /// How often the same failure stands in the text, where that is more than once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Where it stands again, the first of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<Span>,
    /// Panics of deferred calls, `[recovered]` ones.
    pub nested: Vec<Text>,
    /// `SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x…` of the `[signal …]` line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<Text>,
    /// One sentence on what this usually means, where that is certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<Text>,
    /// As printed, with their ages: `TestX/sub (9m58s)`.
    pub running_tests: Vec<Text>,
    /// End of a bazel time-out; otherwise the time of the line where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Stamp>,
    pub goroutines: Vec<Goroutine>,
    pub goroutine_count: u64,
    /// Who held which lock where; of a lock report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<LockPlace>,
}

impl Failure {
    /// How often it stands in the text.
    pub fn times(&self) -> u64 {
        self.count.unwrap_or(1).max(1)
    }

    /// The tool of the Go toolchain that failed, where the first stack is one of its own: a crash of the compiler is no
    /// failure of the program it compiled.
    pub fn tool(&self) -> Option<&'static str> {
        const TOOLS: [(&str, &str); 7] = [
            ("cmd/compile/", "compiler"),
            ("cmd/link/", "linker"),
            ("cmd/asm/", "assembler"),
            ("cmd/vet", "vet tool"),
            ("cmd/cgo", "cgo tool"),
            ("cmd/cover", "cover tool"),
            ("cmd/go/", "go command"),
        ];
        let frames = self.goroutines.first()?.frames.iter();
        let tool_of =
            |frame: &Frame| TOOLS.iter().find(|(begin, _)| frame.function.starts_with(begin)).map(|(_, name)| *name);
        frames.rev().find_map(tool_of)
    }
}

/// One place of a go-deadlock report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LockPlace {
    /// What the report says about it: `Previous place where the lock was grabbed`.
    pub heading: Text,
    pub goroutine: Text,
    /// Address of the lock: `0xc000149250`.
    pub lock: Text,
    /// Innermost first.
    pub frames: Vec<Frame>,
}

/// Goroutines with the same state and stack are one entry with a count when a dump is too large to list them singly.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Goroutine {
    pub id: Text,
    pub state: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_minutes: Option<u64>,
    pub locked: bool,
    pub frames: Vec<Frame>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Frame>,
    /// Id of the goroutine that created it (Go ≥ 1.21).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Text>,
    /// Goroutines that led to it, nearest first, with `GODEBUG=tracebackancestors=N`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ancestors: Vec<Ancestor>,
    /// `{k: v}` labels as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<Text>,
    /// Frames left out by the runtime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elided: Option<u64>,
    pub count: u64,
}

/// Where a goroutine stood when it created the one below it: `[originating from goroutine 9]:` of a dump.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ancestor {
    pub goroutine: Text,
    pub frames: Vec<Frame>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Frame>,
    /// Frames left out by the runtime; 0 where it does not say how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elided: Option<u64>,
}

impl Goroutine {
    /// All frames printed of it: its stack, its creator, and those of the goroutines that led to it.
    pub fn all_frames(&self) -> impl Iterator<Item = &Frame> {
        let led = self.ancestors.iter().flat_map(|one| one.frames.iter().chain(&one.created_by));
        self.frames.iter().chain(&self.created_by).chain(led)
    }

    /// The same, to be changed.
    pub fn all_frames_mut(&mut self) -> impl Iterator<Item = &mut Frame> {
        let led = self.ancestors.iter_mut().flat_map(|one| one.frames.iter_mut().chain(&mut one.created_by));
        self.frames.iter_mut().chain(&mut self.created_by).chain(led)
    }
}
