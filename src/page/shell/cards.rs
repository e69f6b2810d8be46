//! The list of cards: rows, and which of them are open.

use crate::page::protocol::{CardId, Heads, Kind};
use std::rc::Rc;

/// Up to so many cards are open to begin with.
const OPEN_AT_FIRST: usize = 40;

#[derive(Clone, Debug, Default)]
pub struct Cards {
    pub heads: Rc<Heads>,
    /// What of the filter the worker did not understand.
    pub problem: Option<String>,
    /// What the user has said about all cards.
    all_open: Option<bool>,
    /// Cards that are not as the rule says, by fingerprint.
    flipped: Vec<String>,
    /// The card that keys work on.
    pub current: Option<CardId>,
}

impl Cards {
    fn is_open_by_rule(&self, kind: Kind) -> bool {
        self.all_open.unwrap_or_else(|| kind != Kind::Test && self.heads.len() <= OPEN_AT_FIRST)
    }

    pub fn is_open(&self, kind: Kind, fingerprint: &str) -> bool {
        self.is_open_by_rule(kind) != self.flipped.iter().any(|print| print == fingerprint)
    }

    pub fn set_open(&mut self, kind: Kind, fingerprint: &str, open: bool) {
        self.flipped.retain(|print| print != fingerprint);
        if open != self.is_open_by_rule(kind) {
            self.flipped.push(fingerprint.to_owned());
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
