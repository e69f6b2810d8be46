//! The list of cards: filtered, folded, gone to.

use super::Effects;
use crate::page::protocol::{Ask, CardId};
use crate::page::shell::action::{Action, Effect};
use crate::page::shell::model::Model;
use crate::page::shell::route::{Route, View};
use crate::page::shell::words;

impl Model {
    pub(super) fn filter(&mut self, text: String, out: &mut Effects) {
        self.last_action = "filter changed".into();
        self.route.filter = text;
        self.address(false, out);
        self.ask_heads(out);
    }

    pub(super) fn ask_heads(&mut self, out: &mut Effects) {
        if self.summary.is_none() {
            return;
        }
        let kind = self.route.kind.map(|kind| format!("kind:{} ", kind.name())).unwrap_or_default();
        let filter = format!("{kind}{}", self.route.filter).into();
        self.waiting.heads = self.post(Ask::Heads { filter, sort: self.route.sort }, out);
    }

    /// The card's name in addresses.
    pub fn fingerprint(&self, card: CardId) -> Option<String> {
        let at = self.cards.heads.position(card)?;
        Some(self.cards.heads.fingerprint(at).to_owned())
    }

    pub(super) fn set_open(&mut self, card: CardId, open: bool) {
        if let Some(print) = self.fingerprint(card) {
            self.cards.set_open(card.kind, &print, open);
        }
        self.cards.current = Some(card);
    }

    /// Opens a card and goes there, out of a filter that hides it.
    pub(super) fn open(&mut self, card: CardId, out: &mut Effects) {
        self.last_action = format!("{} card opened", card.kind.name());
        if let Some(print) = self.fingerprint(card) {
            self.route.view = View::Report;
            self.route.card = Some(print.clone());
            self.address(true, out);
            self.goal = Some(print);
            self.reach_goal(out);
        } else {
            self.route = Route::default();
            self.address(true, out);
            self.cards.current = Some(card);
            self.goal = Some(String::new());
            self.ask_heads(out);
        }
    }

    pub(super) fn open_fingerprint(&mut self, print: String, out: &mut Effects) {
        match self.cards.heads.find(&print).or_else(|| self.cards.heads.find(&format!("r-{print}"))) {
            Some(at) => self.open(self.cards.heads.card(at), out),
            None if self.route.view == View::Report && self.route.filter.is_empty() && self.route.kind.is_none() => {
                out.extend(self.update(Action::Said(words::NO_CARD.into())));
            }
            None => self.go(Route { card: Some(print), ..Route::default() }, out),
        }
    }

    /// Opens the card that the address names, as soon as the list has it.
    pub(super) fn reach_goal(&mut self, out: &mut Effects) {
        let Some(goal) = &self.goal else { return };
        let at = if goal.is_empty() {
            self.cards.current.and_then(|card| self.cards.heads.position(card))
        } else {
            self.cards.heads.find(goal)
        };
        let Some(at) = at else {
            // A card that no source has is said once; one behind a filter may still come.
            let is_whole = self.route.filter.is_empty() && !self.is_busy() && self.waiting.heads == 0;
            if is_whole && self.summary.as_ref().is_some_and(|summary| summary.complete) {
                self.goal = None;
                out.extend(self.update(Action::Said(words::NO_CARD.into())));
            }
            return;
        };
        let card = self.cards.heads.card(at);
        self.set_open(card, true);
        self.goal = None;
        out.push(Effect::ScrollToCard(card));
    }
}
