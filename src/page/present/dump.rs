//! A goroutine dump grouped by state and stack, longest waiters first.

use super::name::short_name;
use crate::model::{Frame, Goroutine, Role, Text};
use crate::text::order::Order;
use std::cmp::{Ordering, Reverse};

/// Creators followed; a damaged dump may name a goroutine as its own.
const MOST_CREATORS: usize = 6;

/// Goroutines in the same state with the same stack.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Index of the first of them.
    pub first: usize,
    pub ids: Vec<Text>,
    pub count: u64,
    /// Longest wait in minutes.
    pub longest: Option<u64>,
}

/// Groups those of `goroutines` that match `filter`: words that all stand in the state, a function, a file or the id.
pub fn groups(goroutines: &[Goroutine], filter: &str) -> Vec<Group> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_ascii_lowercase).collect();
    let mut order: Vec<usize> = (0..goroutines.len())
        .filter(|at| goroutines.get(*at).is_some_and(|one| words.iter().all(|word| matches(one, word))))
        .collect();
    // Sorting brings equal ones together, in input order within a group.
    order.order_by(|one, two| match (goroutines.get(*one), goroutines.get(*two)) {
        (Some(one), Some(two)) => alike(one, two),
        _ => Ordering::Equal,
    });
    let mut groups: Vec<Group> = Vec::new();
    let mut before: Option<&Goroutine> = None;
    for at in order {
        let Some(one) = goroutines.get(at) else { continue };
        if before.is_none_or(|before| alike(before, one) != Ordering::Equal) {
            groups.push(Group { first: at, ids: Vec::new(), count: 0, longest: None });
        }
        if let Some(group) = groups.last_mut() {
            group.ids.push(one.id.clone());
            group.count += one.count.max(1);
            group.longest = group.longest.max(one.wait_minutes);
            group.first = group.first.min(at);
        }
        before = Some(one);
    }
    groups.order_by_key(|group| (Reverse(group.longest), Reverse(group.count), group.first));
    groups
}

/// Equal where the states and the stacks are.
fn alike(one: &Goroutine, two: &Goroutine) -> Ordering {
    let by_stack = || stack(one).cmp(stack(two));
    (&one.state, one.locked).cmp(&(&two.state, two.locked)).then_with(by_stack)
}

fn stack(one: &Goroutine) -> impl Iterator<Item = (&str, Option<u32>)> {
    one.all_frames().map(|frame| (&*frame.function, frame.line))
}

/// Goroutines by their ids, to look up who created whom.
pub struct Ids<'a>(Vec<&'a Goroutine>);

impl<'a> Ids<'a> {
    pub fn of(goroutines: &'a [Goroutine]) -> Self {
        let mut ids: Vec<&Goroutine> = goroutines.iter().collect();
        ids.order_by(|one, two| one.id.cmp(&two.id));
        Self(ids)
    }

    /// The goroutine that created this one, the one that created that, and so on, as far as the dump holds them.
    pub fn creators(&self, one: &Goroutine) -> Vec<&'a Goroutine> {
        let mut found: Vec<&Goroutine> = Vec::new();
        let mut next = one.parent.as_ref();
        while let Some(parent) = next.filter(|_| found.len() < MOST_CREATORS) {
            let at = self.0.partition_point(|other| other.id < *parent);
            let Some(creator) = self.0.get(at).filter(|other| other.id == *parent) else { break };
            found.push(creator);
            next = creator.parent.as_ref();
        }
        found
    }
}

fn matches(one: &Goroutine, word: &str) -> bool {
    let holds = |text: &str| text.to_ascii_lowercase().contains(word);
    holds(&one.state) || *one.id == *word || one.all_frames().any(|frame| holds(&frame.function) || holds(&frame.file))
}

/// How many goroutines are in each state, most frequent first.
pub fn states(goroutines: &[Goroutine]) -> Vec<(Text, u64)> {
    let mut states: Vec<(Text, u64)> = Vec::new();
    for one in goroutines {
        match states.iter_mut().find(|(state, _)| *state == one.state) {
            Some((_, count)) => *count += one.count.max(1),
            None => states.push((one.state.clone(), one.count.max(1))),
        }
    }
    states.order_by_key(|(_, count)| Reverse(*count));
    states
}

/// Where a goroutine stands, in a word: the newest frame of the application, else the top one.
pub fn stands_at(one: &Goroutine) -> Option<usize> {
    let own = |frame: &Frame| {
        let package = short_name(&frame.function).package;
        frame.role == Role::App && !matches!(package, "" | "runtime" | "sync" | "poll" | "syscall" | "debug")
    };
    one.frames.iter().position(own).or(if one.frames.is_empty() { None } else { Some(0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::present::fold::tests::frames;

    fn goroutine(id: &str, state: &str, wait_minutes: Option<u64>, words: &str) -> Goroutine {
        Goroutine {
            id: id.into(),
            state: state.into(),
            wait_minutes,
            frames: frames(words),
            count: 1,
            ..Goroutine::default()
        }
    }

    #[test]
    fn equal_stacks_are_one_group_and_the_longest_wait_comes_first() {
        let dump = [
            goroutine("1", "running", None, "main.main"),
            goroutine("7", "chan receive", Some(9), "a.b c.d"),
            goroutine("8", "select", Some(12), "a.b"),
            goroutine("9", "chan receive", Some(3), "a.b c.d"),
        ];
        let shown =
            |filter| groups(&dump, filter).iter().map(|g| (g.ids.join(","), g.count, g.longest)).collect::<Vec<_>>();
        assert_eq!(shown(""), [("8".into(), 1, Some(12)), ("7,9".into(), 2, Some(9)), ("1".into(), 1, None)]);
        assert_eq!(shown("CHAN c.d"), [("7,9".into(), 2, Some(9))]);
        assert_eq!(shown("nothing"), []);
        assert_eq!(states(&dump)[0], ("chan receive".into(), 2));
    }

    #[test]
    fn creators_as_far_as_they_are_there() {
        let child =
            |id: &str, parent: &str| Goroutine { parent: Some(parent.into()), ..goroutine(id, "select", None, "a.b") };
        let dump = [child("9", "7"), child("7", "1"), child("4", "3"), goroutine("1", "running", None, "main.main")];
        let shown = |at: usize| Ids::of(&dump).creators(&dump[at]).iter().map(|one| &*one.id).collect::<Vec<_>>();
        assert_eq!((shown(0), shown(2)), (vec!["7", "1"], vec![]));
        let own = [child("2", "2")];
        assert_eq!(Ids::of(&own).creators(&own[0]).len(), MOST_CREATORS);
    }
}
