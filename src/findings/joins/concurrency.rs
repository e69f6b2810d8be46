//! Races and the failures they cause without the detector: a fatal map access, a closed channel, a misused WaitGroup
//! (docs/spec/go-reports.md §2.2: linked by function). A failure shows one side only, under numbers of its own.

use crate::decode::symbol::Symbol;
use crate::findings::hints::MAPS;
use crate::model::{Failure, Frame, RaceReport, Role, Text};

/// How the messages of such failures begin, and the functions on top of the races that cause them.
const CAUSES: &[(&str, &[&str])] = &[
    ("concurrent map ", MAPS),
    ("send on closed channel", &["runtime.closechan", "runtime.chansend"]),
    ("close of closed channel", &["runtime.closechan"]),
    ("sync: WaitGroup ", &["sync.(*WaitGroup).", "runtime.racewrite", "runtime.raceread"]),
    ("sync: negative WaitGroup counter", &["sync.(*WaitGroup).", "runtime.racewrite", "runtime.raceread"]),
];

/// The function of the program in which both a race and the failure happened, by the same kind of access.
pub fn shared_function(failure: &Failure, race: &RaceReport) -> Option<Text> {
    let message = failure.message.strip_prefix("fatal error: ").unwrap_or(&failure.message);
    let (_, tops) = CAUSES.iter().find(|(begin, _)| message.starts_with(begin))?;
    let failed = own(&failure.goroutines.first()?.frames)?;
    let base = Symbol::read(&failed.function).base();
    let fits = |frames: &Vec<Frame>| {
        let top = frames.first().is_some_and(|top| tops.iter().any(|start| top.function.starts_with(start)));
        top && own(frames).is_some_and(|frame| Symbol::read(&frame.function).base() == base)
    };
    race.accesses.iter().any(|access| fits(&access.frames)).then(|| failed.function.clone())
}

/// The newest frame that is not the library's.
fn own(frames: &[Frame]) -> Option<&Frame> {
    frames.iter().find(|frame| !matches!(frame.role, Role::Std | Role::Harness))
}
