//! The pieces of the screen that the worker draws: those at hand, those asked for, and what the user has set in them.

use crate::page::protocol::{Panel, Switches};
use std::rc::Rc;

/// So many are kept; others are asked for again when they come into view.
const KEPT: usize = 600;

/// A drawn panel. Two are the same when they are the same in memory.
#[derive(Clone, Debug)]
pub struct Drawn(Rc<[u8]>);

impl Drawn {
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl PartialEq for Drawn {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, Debug, Default)]
pub struct Panels {
    /// By panel; with the round they were drawn in.
    drawn: Vec<(Panel, u32, Drawn)>,
    /// Requests on their way; only the last one for a panel counts.
    asked: Vec<(u32, Panel)>,
    switches: Vec<(Panel, Switches)>,
    /// Raised by every new report: panels of an older one are shown until the new ones come.
    round: u32,
}

impl Panels {
    pub fn new_report(&mut self) {
        self.round += 1;
        self.asked.clear();
    }

    /// Forgets everything but what the user has set.
    pub fn clear(&mut self) {
        self.new_report();
        self.drawn.clear();
    }

    pub fn get(&self, panel: Panel) -> Option<&Drawn> {
        self.place(panel).ok().and_then(|at| self.drawn.get(at)).map(|(.., drawn)| drawn)
    }

    /// Whether a panel must be asked for.
    pub fn is_wanted(&self, panel: Panel) -> bool {
        let now = self.place(panel).ok().and_then(|at| self.drawn.get(at));
        now.is_none_or(|(_, round, _)| *round != self.round) && !self.asked.iter().any(|(_, asked)| *asked == panel)
    }

    pub fn asked(&mut self, request: u32, panel: Panel) {
        self.asked.retain(|(_, asked)| *asked != panel);
        self.asked.push((request, panel));
    }

    /// Takes an answer.
    pub fn came(&mut self, request: u32, tree: Vec<u8>) {
        let Some(at) = self.asked.iter().position(|(asked, _)| *asked == request) else { return };
        let (_, panel) = self.asked.swap_remove(at);
        let new = (panel, self.round, Drawn(tree.into()));
        match self.place(panel) {
            Ok(at) => {
                if let Some(old) = self.drawn.get_mut(at) {
                    *old = new;
                }
            }
            Err(at) => {
                self.drawn.insert(at, new);
                if self.drawn.len() > KEPT {
                    self.drawn.remove(if at == 0 { KEPT } else { 0 });
                }
            }
        }
    }

    pub fn switches(&self, panel: Panel) -> Switches {
        self.switches.iter().find(|(known, _)| *known == panel).map(|(_, it)| it.clone()).unwrap_or_default()
    }

    /// Sets a switch of a panel; false where that changes nothing.
    pub fn set(&mut self, panel: Panel, name: &str, value: &str) -> bool {
        if !self.switches.iter().any(|(known, _)| *known == panel) {
            self.switches.push((panel, Switches::default()));
        }
        self.switches.iter_mut().any(|(known, switches)| *known == panel && switches.set(name, value))
    }

    fn place(&self, panel: Panel) -> Result<usize, usize> {
        self.drawn.binary_search_by_key(&panel, |(known, ..)| *known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::protocol::{CardId, Kind};

    #[test]
    fn only_the_last_answer_counts() {
        let mut panels = Panels::default();
        let card = Panel::Card(CardId { kind: Kind::Race, index: 2 });
        assert!(panels.is_wanted(card));
        panels.asked(1, card);
        panels.asked(2, card);
        assert!(!panels.is_wanted(card));
        panels.came(1, vec![1]);
        assert!(panels.get(card).is_none());
        panels.came(2, vec![2]);
        assert_eq!(panels.get(card).map(Drawn::bytes), Some(&[2][..]));
        panels.new_report();
        assert!(panels.is_wanted(card) && panels.get(card).is_some());
        panels.asked(3, card);
        panels.came(3, Vec::new());
        assert!(!panels.is_wanted(card));
    }

    #[test]
    fn old_panels_make_room() {
        let mut panels = Panels::default();
        for index in 0..KEPT as u32 + 5 {
            let card = Panel::Card(CardId { kind: Kind::Slow, index });
            panels.asked(index + 1, card);
            panels.came(index + 1, Vec::new());
        }
        assert_eq!(panels.drawn.len(), KEPT);
        assert!(panels.get(Panel::Card(CardId { kind: Kind::Slow, index: KEPT as u32 + 4 })).is_some());
    }

    #[test]
    fn switches_belong_to_a_panel() {
        let mut panels = Panels::default();
        assert!(panels.set(Panel::Timeline, "table", "1") && !panels.set(Panel::Timeline, "table", "1"));
        assert!(panels.switches(Panel::Timeline).is_on("table") && !panels.switches(Panel::Overview).is_on("table"));
    }
}
