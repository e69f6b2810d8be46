//! H14 to H16, H20: the beginning and the end of something that others still use.

use super::Found;
use super::facts::{Facts, Side};
use crate::decode::symbol::Symbol;
use crate::model::{Frame, Role, Text};

const ENDS: &[&str] =
    &["close", "stop", "shutdown", "reset", "clear", "cleanup", "done", "invalidate", "teardown", "destroy", "release"];

/// H14: one side clears away, by its name or because it is deferred.
pub fn teardown(facts: &Facts<'_>) -> Option<Found> {
    let evidence: Vec<Text> = facts.sides.iter().filter_map(end_of).collect();
    (!evidence.is_empty()).then_some(())?;
    Found::new("Something may be torn down while another goroutine still uses it.", evidence)
}

fn end_of(side: &Side<'_>) -> Option<Text> {
    let named = side.symbol.as_ref().is_some_and(|symbol| {
        let name = symbol.function.as_str();
        // A whole word: `Closest` closes nothing.
        ENDS.iter().any(|end| {
            let (word, rest) = name.split_at_checked(end.len()).unwrap_or_default();
            word.eq_ignore_ascii_case(end) && !rest.starts_with(|letter: char| letter.is_ascii_lowercase())
        })
    });
    if named {
        return side.culprit.map(|frame| frame.function.clone());
    }
    let deferred = ["runtime.deferreturn", "runtime.deferCall", "testing.(*common).Cleanup", "runtime.Goexit"];
    side.find(&deferred).map(|frame| frame.function.clone())
}

/// H15: a failed assertion ends the test, and what it deferred runs while its goroutines still work.
pub fn after_failure(facts: &Facts<'_>) -> Option<Found> {
    let evidence = facts.sides.iter().find_map(|side| {
        let at = side.frames.iter().position(|frame| ends_test(frame))?;
        let before = side.frames.iter().take(at).any(|frame| matches!(frame.role, Role::App | Role::Helper));
        // A panic and an ordinary return run what was deferred as well.
        let panics = side.frames.iter().take(at).any(|frame| &*frame.function == "runtime.gopanic");
        let deferred = !panics && side.frames.iter().take(at + 1).any(|frame| runs_deferred(frame));
        let test = side.frames.iter().skip(at).find(|frame| Symbol::read(&frame.function).is_test())?;
        (before && deferred)
            .then(|| side.frames.get(at).map(|frame| vec![frame.function.clone(), test.function.clone()]))?
    })?;
    Found::new(
        "The test had already failed: the race may be a consequence of its deferred clean-up while its goroutines still run.",
        evidence,
    )
}

/// Code that require.NotPanics calls has no deferred call above it.
fn runs_deferred(frame: &Frame) -> bool {
    ["runtime.deferCall", "runtime.Goexit"].iter().any(|name| frame.function.starts_with(name))
}

fn ends_test(frame: &Frame) -> bool {
    let symbol = Symbol::read(&frame.function);
    &*frame.function == "runtime.Goexit" || symbol.function == "FailNow" || symbol.package_name() == "require"
}

/// H16: a timer's callback.
pub fn timer(facts: &Facts<'_>) -> Option<Found> {
    let evidence = facts.sides.iter().find_map(|side| {
        let only = side.created.len() == 1 && side.find_created(&["time.goFunc"]).is_some();
        let frame = if only {
            side.created.first().copied()
        } else {
            side.find_created(&["time.AfterFunc", "context.AfterFunc"])
        };
        frame.map(|frame| frame.function.clone())
    })?;
    Found::new("One side may be a timer's callback; Stop does not wait for a callback that has started.", [evidence])
}

/// H20: something is set up while others already use it.
pub fn initialisation(facts: &Facts<'_>) -> Option<Found> {
    let evidence: Vec<Text> = facts
        .sides
        .iter()
        .filter_map(|side| {
            let symbol = side.symbol.as_ref()?;
            let name = symbol.function.as_str();
            // A function that a package variable holds runs at any time; below init it is what makes the variable.
            let in_init = || side.frames.iter().any(|frame| Symbol::read(&frame.function).function == "init");
            let found = name == "init"
                || name == "glob" && in_init()
                || name == "TestMain"
                || name.starts_with("SetUp")
                || name.starts_with("Setup");
            found.then(|| side.culprit.map(|frame| frame.function.clone()))?
        })
        .collect();
    (!evidence.is_empty()).then_some(())?;
    Found::new("The initialisation may not be ordered before the goroutine that uses it.", evidence)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_with};

    #[test]
    fn ends() {
        check("H14", "a.(*T).ClearAlloc a.go:1", "a.Use a.go:2", true);
        check("H14", "a.f a.go:1, runtime.deferreturn panic.go:1, a.g a.go:3", "a.Use a.go:2", true);
        check("H14", "a.f a.go:1", "a.Use a.go:2", false);
        check("H14", "a.Closest a.go:1", "a.Use a.go:2", false);
        check("H14", "a.close a.go:1", "a.Use a.go:2", true);
    }

    #[test]
    fn after_a_failed_assertion() {
        let deferred = "a.TestX.func1 a_test.go:8, runtime.deferCallSave panic.go:1";
        check("H15", &format!("{deferred}, m/require.NoError r.go:1, a.TestX a_test.go:9"), "a.g a.go:2", true);
        check("H15", &format!("{deferred}, a.TestX a_test.go:9"), "a.g a.go:2", false);
        let called =
            "a.TestX.func1 a_test.go:8, m/assert.didPanic a.go:1, m/require.NotPanics r.go:1, a.TestX a_test.go:9";
        check("H15", called, "a.g a.go:2", false);
        let returned = "a.TestX.func1.1 a_test.go:8, runtime.deferreturn panic.go:1, a.TestX.func1 a_test.go:7, m/require.Eventually r.go:1, a.TestX a_test.go:9";
        check("H15", returned, "a.g a.go:2", false);
        let panicked = "a.TestX.func1.1 a_test.go:8, runtime.deferCallSave panic.go:1, runtime.gopanic panic.go:2, a.TestX.func1 a_test.go:7, m/require.Panics r.go:1, a.TestX a_test.go:9";
        check("H15", panicked, "a.g a.go:2", false);
        check("H15", "m/require.NoError r.go:1, a.TestX a_test.go:9", "a.g a.go:2", false);
    }

    #[test]
    fn timers_and_initialisation() {
        check_with("H16", ("a.f a.go:1", "a.g a.go:1"), ("time.goFunc sleep.go:1", "a.start a.go:1"), "running", true);
        check_with("H16", ("a.f a.go:1", "a.g a.go:1"), ("time.Sleep sleep.go:1", "a.start a.go:1"), "running", false);
        check("H20", "a.init.0 a.go:1", "a.g a.go:2", true);
        check("H20", "a.initialise a.go:1", "a.g a.go:2", false);
        check("H20", "a.glob..func1 a.go:1, a.init a.go:1", "a.g a.go:2", true);
        check("H20", "a.glob..func1 a.go:1, a.h a.go:1", "a.g a.go:2", false);
    }
}
