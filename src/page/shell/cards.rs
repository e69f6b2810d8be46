//! The list of cards: rows, which of them are open, and the records that have come for them.

use crate::model::{Assertion, Failure, Finding, RaceGroup, SlowQuery, TestResult, Timing};
use crate::page::protocol::{CardId, Heads, Kind, Tell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Up to so many cards are open to begin with.
const OPEN_AT_FIRST: usize = 40;
/// So many records are kept; more are asked for again when they come into view.
const KEPT: usize = 600;

/// A record as the worker sent it.
#[derive(Clone, Debug)]
pub enum Record {
    Finding(Rc<Finding>),
    Race(Rc<RaceGroup>),
    Failure(Rc<Failure>),
    Assertion(Rc<Assertion>),
    Slow(Rc<SlowQuery>),
    Timing(Rc<Timing>),
    Test(Rc<TestResult>),
}

impl Record {
    /// The record in an answer to `Ask::Card`.
    pub fn from_answer(tell: Tell) -> Option<Record> {
        Some(match tell {
            Tell::Finding(it) => Record::Finding(Rc::from(it)),
            Tell::Race(it) => Record::Race(Rc::from(it)),
            Tell::Failure(it) => Record::Failure(Rc::from(it)),
            Tell::Assertion(it) => Record::Assertion(Rc::from(it)),
            Tell::Slow(it) => Record::Slow(Rc::from(it)),
            Tell::Timing(it) => Record::Timing(Rc::from(it)),
            Tell::Test(it) => Record::Test(Rc::from(it)),
            _ => return None,
        })
    }

    /// The same record in memory: what decides whether a card is drawn anew.
    pub fn same(&self, other: &Record) -> bool {
        match (self, other) {
            (Record::Finding(one), Record::Finding(two)) => Rc::ptr_eq(one, two),
            (Record::Race(one), Record::Race(two)) => Rc::ptr_eq(one, two),
            (Record::Failure(one), Record::Failure(two)) => Rc::ptr_eq(one, two),
            (Record::Assertion(one), Record::Assertion(two)) => Rc::ptr_eq(one, two),
            (Record::Slow(one), Record::Slow(two)) => Rc::ptr_eq(one, two),
            (Record::Timing(one), Record::Timing(two)) => Rc::ptr_eq(one, two),
            (Record::Test(one), Record::Test(two)) => Rc::ptr_eq(one, two),
            _ => false,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Cards {
    pub heads: Rc<Heads>,
    /// What of the filter the worker did not understand.
    pub problem: Option<String>,
    records: BTreeMap<CardId, (u32, Record)>,
    asked: BTreeMap<u32, (CardId, u32)>,
    /// Raised by every new report: records of an older one are shown until the new ones come.
    round: u32,
    /// What the user has said about all cards.
    all_open: Option<bool>,
    /// Cards that are not as the rule says, by fingerprint.
    flipped: BTreeSet<String>,
    /// The card that keys work on.
    pub current: Option<CardId>,
}

impl Cards {
    pub fn new_report(&mut self) {
        self.round += 1;
        self.asked.clear();
    }

    pub fn record(&self, card: CardId) -> Option<&Record> {
        self.records.get(&card).map(|(_, record)| record)
    }

    /// Whether a record must be asked for.
    pub fn is_wanted(&self, card: CardId) -> bool {
        self.records.get(&card).is_none_or(|(round, _)| *round != self.round)
            && !self.asked.values().any(|asked| *asked == (card, self.round))
    }

    pub fn asked(&mut self, request: u32, card: CardId) {
        self.asked.insert(request, (card, self.round));
    }

    /// Takes an answer; false when nobody waits for it any more.
    pub fn came(&mut self, request: u32, record: Option<Record>) -> bool {
        let Some((card, round)) = self.asked.remove(&request) else { return false };
        match record {
            Some(record) => {
                if self.records.len() >= KEPT {
                    self.records.pop_first();
                }
                self.records.insert(card, (round, record));
            }
            None => {
                self.records.remove(&card);
            }
        }
        true
    }

    fn is_open_by_rule(&self, kind: Kind) -> bool {
        self.all_open.unwrap_or_else(|| kind != Kind::Test && self.heads.len() <= OPEN_AT_FIRST)
    }

    pub fn is_open(&self, kind: Kind, fingerprint: &str) -> bool {
        self.is_open_by_rule(kind) != self.flipped.contains(fingerprint)
    }

    pub fn set_open(&mut self, kind: Kind, fingerprint: &str, open: bool) {
        if open == self.is_open_by_rule(kind) {
            self.flipped.remove(fingerprint);
        } else {
            self.flipped.insert(fingerprint.to_owned());
        }
    }

    pub fn set_all(&mut self, open: bool) {
        self.all_open = Some(open);
        self.flipped.clear();
    }

    /// Whether folding is what the button for all cards does.
    pub fn is_any_open(&self) -> bool {
        self.all_open.unwrap_or(self.heads.len() <= OPEN_AT_FIRST)
    }

    /// The card before or after the current one.
    pub fn step(&self, forward: bool) -> Option<CardId> {
        let last = self.heads.len().checked_sub(1)?;
        let at = match (self.current.and_then(|card| self.heads.position(card)), forward) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), true) => (at + 1).min(last),
            (Some(at), false) => at.saturating_sub(1),
        };
        Some(self.heads.card(at))
    }
}
