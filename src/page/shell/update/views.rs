//! Views, their addresses and their panels.

use super::Effects;
use crate::page::protocol::{Act, Ask, Panel};
use crate::page::shell::action::{Action, Effect};
use crate::page::shell::filter;
use crate::page::shell::model::{Model, Purpose};
use crate::page::shell::route::{Route, View};

impl Model {
    /// Goes somewhere: a new entry of the history.
    pub(super) fn go(&mut self, route: Route, out: &mut Effects) {
        if route == self.route {
            return;
        }
        self.follow(route, out);
        self.address(true, out);
    }

    /// Shows what an address says.
    pub(super) fn follow(&mut self, route: Route, out: &mut Effects) {
        let heads = (route.kind, &route.filter, route.sort) != (self.route.kind, &self.route.filter, self.route.sort);
        self.goal.clone_from(&route.card);
        self.route = route;
        self.dialog = None;
        if heads {
            self.ask_heads(out);
        } else {
            self.reach_goal(out);
        }
        self.ask_panels(out);
    }

    pub(super) fn address(&self, push: bool, out: &mut Effects) {
        out.push(Effect::Hash { hash: self.route.hash(), push });
    }

    /// The panels of the view that is shown; cards ask for themselves when they come into view.
    pub(super) fn ask_panels(&mut self, out: &mut Effects) {
        if let Some(panel) = self.route.view.panel() {
            self.ask_panel(panel, out);
        }
        let Some(summary) = self.summary.clone().filter(|_| self.route.view == View::Report) else { return };
        for (panel, has) in [(Panel::Story, summary.has_story), (Panel::Timeline, summary.has_timeline)] {
            if has && self.panels.is_wanted(panel) {
                self.ask_panel(panel, out);
            }
        }
    }

    pub(super) fn ask_panel(&mut self, panel: Panel, out: &mut Effects) {
        let switches = self.panels.switches(panel);
        let id = self.post(Ask::Panel { panel, switches }, out);
        self.panels.asked(id, panel);
    }

    /// A click in a panel.
    pub(super) fn act(&mut self, panel: Panel, act: Act, out: &mut Effects) {
        match act {
            Act::ShowLines(span) => self.show_lines(span, out),
            Act::Open(card) => self.open(card, out),
            Act::OpenFingerprint(print) => self.open_fingerprint(print.to_string(), out),
            Act::Filter(term) => self.filter(filter::toggle(&self.route.filter, &term), out),
            Act::Copy(what) => {
                self.waiting.copies = what.to_string();
                let switches = self.panels.switches(panel);
                let id = self.post(Ask::Copied { panel, switches, what }, out);
                self.waiting.export = Some((id, Purpose::Copy));
            }
            Act::Set(name, value) => {
                if self.panels.set(panel, &name, &value) {
                    if panel == Panel::Rules {
                        let switches = self.panels.switches(panel);
                        self.post(Ask::Thresholds { switches }, out);
                    }
                    self.ask_panel(panel, out);
                }
            }
            Act::Fold(card) => {
                let open = self.fingerprint(card).is_some_and(|print| self.cards.is_open(card.kind, &print));
                self.set_open(card, !open);
            }
            Act::CopyCard(card) => out.extend(self.update(Action::CopyCard(card))),
            Act::CopyLink(card) => {
                let hash = Route { card: self.fingerprint(card), kind: Some(card.kind), ..Route::default() }.hash();
                out.push(Effect::CopyLink { hash });
            }
            Act::Go(address) => self.go(Route::read(&address), out),
        }
    }
}
