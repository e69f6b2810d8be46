//! H5 to H8, H21, H25: channels, atomics, locks and waiting.

use super::Found;
use super::facts::{Facts, Side, is_mark};
use crate::model::{Frame, Role};

/// Frames above which a guard may stand.
const NEAR_FRAMES: usize = 6;

/// Whether this is a frame of package sync itself.
fn is_sync(frame: &Frame) -> bool {
    frame.function.starts_with("sync.") || frame.function.starts_with("internal/sync.")
}

/// H5: a channel is closed on one side and sent to on the other.
pub fn close_and_send(facts: &Facts<'_>) -> Option<Found> {
    let found = facts
        .both_ways()
        .iter()
        .any(|(one, two)| one.top_is(&["runtime.closechan"]) && two.top_is(&["runtime.chansend"]));
    found.then_some(())?;
    Found::new(
        "A channel may be closed while another goroutine sends to it, which would panic with \"send on closed channel\".",
        facts.tops(|_| true),
    )
}

/// H6: an atomic access on one side, a plain one on the other.
pub fn atomic_and_plain(facts: &Facts<'_>) -> Option<Found> {
    let found = facts.both_ways().iter().any(|(one, two)| {
        let lock = one.frames.get(1).is_some_and(|frame| is_sync(frame));
        one.top_is(&["sync/atomic."])
            && !lock
            && two.top().is_some_and(|top| top.role != Role::Std && top.role != Role::Harness)
    });
    found.then_some(())?;
    Found::new("An atomic access may be mixed with a plain one; both sides have to be atomic.", facts.tops(|_| true))
}

/// H7: the annotation inside `sync.WaitGroup`: Wait marks a write and Add a read, and the detector sees both. Locks mark
/// their own reads in the same way, but never a write.
pub fn wait_group(facts: &Facts<'_>) -> Option<Found> {
    let group = |side: &Side<'_>| side.marked().is_some_and(|frame| frame.function.starts_with("sync.(*WaitGroup)."));
    let others = |side: &Side<'_>| side.marked().is_some_and(is_sync) && !group(side);
    let [one, two] = &facts.sides;
    let marks = one.top().is_some_and(is_mark) && two.top().is_some_and(is_mark) && (one.writes() || two.writes());
    (!others(one) && !others(two) && (marks || group(one) || group(two))).then_some(())?;
    let tops = facts.tops(|top| is_mark(top) || top.function.starts_with("sync.(*WaitGroup)."));
    Found::new(
        "WaitGroup.Add may race with Wait: Add has to happen before the goroutine starts (sync marks this on purpose).",
        tops,
    )
}

/// H8: a lock is taken while the memory it lies in is written.
pub fn mutex_copied(facts: &Facts<'_>) -> Option<Found> {
    let locks = ["sync.(*Mutex).", "sync.(*RWMutex).", "internal/sync.(*Mutex)."];
    let is_lock = |frame: &&Frame| locks.iter().any(|start| frame.function.starts_with(start));
    // The lock's own atomic operation, or its mark, may stand above it; one alone may be anybody's.
    let locked = |side: &Side<'_>| {
        let skip = usize::from(side.top_is(&["sync/atomic."]) || side.top().is_some_and(is_mark));
        side.frames.get(skip).is_some_and(is_lock)
    };
    let found = facts
        .both_ways()
        .iter()
        .any(|(one, two)| locked(one) && two.writes() && two.top().is_some_and(|top| top.role != Role::Std));
    found.then_some(())?;
    Found::new(
        "A mutex, or the struct that holds it, may be overwritten or copied while it is in use.",
        facts.tops(|_| true),
    )
}

/// H21: the creator uses what its finished goroutine wrote, or the other way round, without having waited for it.
pub fn no_join(facts: &Facts<'_>) -> Option<Found> {
    let [now, before] = &facts.sides;
    let finished = before.access.previous && before.creation.is_some_and(|made| &*made.state == "finished");
    let parent = facts.relation?.parent.as_ref()?;
    (finished && now.access.goroutine.as_ref() == Some(parent)).then_some(())?;
    Found::new(
        "The creator may use a result of its goroutine without joining it (no Wait, no receive).",
        facts.culprits(),
    )
}

/// H25: an object of a pool or a value guarded by a Once, used outside of it.
pub fn once_or_pool(facts: &Facts<'_>) -> Option<Found> {
    let guards = ["sync.(*Once).", "sync.(*Pool)."];
    let [one, two] = &facts.sides;
    let ((Some(frame), None) | (None, Some(frame))) = (one.find(&guards), two.find(&guards)) else { return None };
    // What a program did long before it came to the access says nothing.
    let near = |side: &Side<'_>| side.frames.iter().take(NEAR_FRAMES).any(|near| near.function == frame.function);
    (near(one) || near(two)).then_some(())?;
    Found::new(
        "An object may be used after it was put back into a pool, or outside of the Once that makes it.",
        [frame.function.clone()],
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_with};

    #[test]
    fn channels_atomics_locks() {
        check("H5", "runtime.closechan c.go:1, a.Close a.go:1", "runtime.chansend1 c.go:2, a.Send a.go:2", true);
        check("H5", "runtime.closechan c.go:1, a.Close a.go:1", "runtime.chanrecv1 c.go:2, a.Recv a.go:2", false);
        check("H6", "sync/atomic.AddInt64 asm.s:1, a.Inc a.go:1", "a.Get a.go:2", true);
        check("H6", "sync/atomic.AddInt64 asm.s:1, a.Inc a.go:1", "sync/atomic.LoadInt64 asm.s:3, a.Get a.go:2", false);
        check("H6", "sync/atomic.AddInt32 asm.s:1, sync.(*Mutex).Unlock m.go:1, a.f a.go:1", "a.Reset a.go:2", false);
        let read = "runtime.raceread <autogenerated>:1, a.g a.go:2";
        check("H7", "runtime.racewrite <autogenerated>:1, a.f a.go:1", read, true);
        check("H7", "sync.(*WaitGroup).Add w.go:1, a.f a.go:1", "a.g a.go:2", true);
        check("H7", "runtime.racewrite <autogenerated>:1, a.f a.go:1", "a.g a.go:2", false);
        check("H7", "runtime.racewrite r.go:1, a.f a.go:1", "a.g a.go:2", false);
        check(
            "H8",
            "a.Reset a.go:1",
            "sync/atomic.CompareAndSwapInt32 asm.s:1, sync.(*Mutex).Lock m.go:1, a.Use a.go:2",
            true,
        );
        check("H8", "sync.(*Mutex).Lock m.go:1, a.f a.go:1", "a.g a.go:2", false);
        check("H8", "a.Reset a.go:1", "sync/atomic.CompareAndSwapInt32 asm.s:1, a.Use a.go:2", false);
        check("H25", "a.f a.go:1, sync.(*Once).Do o.go:1", "a.g a.go:2", true);
        check("H25", "a.f a.go:1, sync.(*Once).Do o.go:1", "a.g a.go:2, sync.(*Once).Do o.go:1", false);
    }

    /// A lock reads its own state, and tells the detector so: whoever takes it does nothing wrong.
    #[test]
    fn the_own_read_of_a_lock_is_no_misuse_of_a_wait_group() {
        let reads = "runtime.raceread <autogenerated>:1, sync.(*RWMutex).RLock rw.go:1, a.Get a.go:2";
        check("H7", "a.Reset a.go:1", reads, false);
        check("H7", "runtime.racewrite <autogenerated>:1, sync.(*RWMutex).Lock rw.go:1, a.Set a.go:1", reads, false);
        check("H7", "a.Reset a.go:1", "runtime.raceread <autogenerated>:1, a.Get a.go:2", false);
        check("H8", "a.Reset a.go:1", reads, true);
    }

    #[test]
    fn a_guard_far_below_the_access_says_nothing() {
        let deep = "a.f a.go:1, a.g a.go:1, a.h a.go:1, a.i a.go:1, a.j a.go:1, a.k a.go:1, sync.(*Once).Do o.go:1";
        check("H25", deep, "a.use a.go:2", false);
    }

    #[test]
    fn a_result_used_without_a_join() {
        let creation = "a.main a.go:3";
        check_with("H21", ("a.main a.go:9", "a.main.func1 a.go:4"), ("x.y x.go:1", creation), "finished", true);
        check_with("H21", ("a.main a.go:9", "a.main.func1 a.go:4"), ("x.y x.go:1", creation), "running", false);
    }
}
