//! H10 to H13: closures, workers and methods of one type.

use super::Found;
use super::facts::{Facts, Side};

/// Lines between two statements that still are one place.
const NEAR_LINES: u32 = 3;

/// H10: a closure and the function around it.
pub fn captured(facts: &Facts<'_>) -> Option<Found> {
    let found = facts.both_ways().iter().any(|(closure, around)| {
        let (Some(inner), Some(outer)) = (&closure.symbol, &around.symbol) else { return false };
        let created_there = closure
            .created
            .first()
            .is_some_and(|frame| crate::decode::symbol::Symbol::read(&frame.function).base() == outer.base());
        inner.base() == outer.base() && inner.closure.contains("func") && outer.closure.is_empty() && created_there
    });
    found.then_some(())?;
    Found::new(
        "A variable may be captured by reference in the closure: err, a named result, a loop variable (Go up to 1.21).",
        facts.culprits(),
    )
}

/// H11: two goroutines started at one place run the same line.
pub fn workers(facts: &Facts<'_>) -> Option<Found> {
    are_workers(facts).then_some(())?;
    Found::new(
        "Several goroutines may run the same code on shared state: an unsynchronised counter, lazy initialisation or cache.",
        facts.culprits(),
    )
}

/// H12: the same in a method with a value receiver.
pub fn value_receiver(facts: &Facts<'_>) -> Option<Found> {
    let [one, _] = &facts.sides;
    let symbol = one.symbol.as_ref()?;
    (are_workers(facts) && symbol.receiver.is_some() && !symbol.pointer).then_some(())?;
    Found::new("The method works on a copy of its receiver: a mutex in it may protect nothing.", facts.culprits())
}

/// H13: two methods of one type, or one method at any two places.
pub fn same_type(facts: &Facts<'_>) -> Option<Found> {
    let [one, two] = &facts.sides;
    let (one, two) = (one.symbol.as_ref()?, two.symbol.as_ref()?);
    let same = one.receiver.is_some() && one.receiver == two.receiver && one.package == two.package;
    // A closure shares the variables of its method, not its receiver only.
    let one_method = one.closure.is_empty() && two.closure.is_empty();
    (same && (one.function != two.function || one_method)).then_some(())?;
    Found::new("Locking may be missing or partial in the methods of this type.", facts.culprits())
}

fn are_workers(facts: &Facts<'_>) -> bool {
    let [one, two] = &facts.sides;
    if one.symbol.is_none() || two.symbol.is_none() {
        return false;
    }
    let same_code = match (one.culprit, two.culprit) {
        (Some(one), Some(two)) => {
            let near = one.line.zip(two.line).is_some_and(|(one, two)| one.abs_diff(two) <= NEAR_LINES);
            one.function == two.function && near
        }
        _ => false,
    };
    same_code && place_of_birth(one).is_some() && place_of_birth(one) == place_of_birth(two)
}

fn place_of_birth<'a>(side: &Side<'a>) -> Option<(&'a str, Option<u32>)> {
    side.created.first().map(|frame| (&*frame.function, frame.line))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_with};

    #[test]
    fn closures() {
        check_with("H10", ("a.Run a.go:9", "a.Run.func1 a.go:4"), ("x.y x.go:1", "a.Run a.go:3"), "running", true);
        check_with("H10", ("a.Run a.go:9", "a.Run.func1 a.go:4"), ("x.y x.go:1", "a.Other a.go:3"), "running", false);
        check_with(
            "H10",
            ("a.Run.func2 a.go:9", "a.Run.func1 a.go:4"),
            ("x.y x.go:1", "a.Run a.go:3"),
            "running",
            false,
        );
    }

    /// A side of which only the runtime's frames are known: the place of the `go` statement is no evidence of what it did.
    #[test]
    fn a_side_without_a_frame_of_its_own_says_nothing() {
        let map = "runtime.mapiternext m.go:1, runtime.mapiterinit m.go:2";
        check_with(
            "H10",
            (map, "a.TestX.func1 a_test.go:4"),
            ("a.TestX a_test.go:9", "a.TestX a_test.go:3"),
            "running",
            false,
        );
        check_with(
            "H10",
            ("a.TestX.func1 a_test.go:4", map),
            ("a.TestX a_test.go:3", "a.TestX a_test.go:9"),
            "running",
            false,
        );
        check_with("H11", (map, map), ("a.T.work a.go:9", "a.T.work a.go:9"), "running", false);
        check_with("H12", (map, map), ("a.T.work a.go:9", "a.T.work a.go:9"), "running", false);
        check_with("H13", (map, "a.(*T).Set a.go:1"), ("a.(*T).Run a.go:9", "a.f a.go:1"), "running", false);
        check_with("H14", (map, "a.Use a.go:1"), ("a.(*T).Close a.go:9", "a.f a.go:1"), "running", false);
        check_with("H20", (map, "a.Use a.go:1"), ("a.init.0 a.go:9", "a.f a.go:1"), "running", false);
    }

    #[test]
    fn workers() {
        let born = ("a.Start a.go:1", "a.Start a.go:1");
        check_with("H11", ("a.T.work a.go:9", "a.T.work a.go:8"), born, "running", true);
        check_with("H12", ("a.T.work a.go:9", "a.T.work a.go:8"), born, "running", true);
        check_with("H12", ("a.(*T).work a.go:9", "a.(*T).work a.go:8"), born, "running", false);
        check_with(
            "H11",
            ("a.T.work a.go:9", "a.T.work a.go:8"),
            ("a.Start a.go:1", "a.Start a.go:2"),
            "running",
            false,
        );
        check_with("H11", ("a.T.work a.go:9", "a.T.work a.go:19"), born, "running", false);
    }

    #[test]
    fn methods_of_one_type() {
        check("H13", "a.(*T).Set a.go:1", "a.(*T).Get a.go:2", true);
        check("H13", "a.(*T).Inc a.go:30", "a.(*T).Inc a.go:90", true);
        check("H13", "a.(*T).Inc a.go:30", "a.(*T).Inc.func1 a.go:90", false);
        check("H13", "a.(*T).Set a.go:1", "b.(*T).Get a.go:2", false);
        check("H13", "a.Set a.go:1", "a.Get a.go:2", false);
    }
}
