//! The pieces of the screen that the worker draws, and what the user has set in them.

use super::CardId;
use crate::model::Text;

/// A piece of the screen that the worker draws as a [`super::Node`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Panel {
    Card(CardId),
    Story,
    Timeline,
    Overview,
    Notes,
    Decode,
    Compare,
    Rules,
    About,
    /// What Racecard reads.
    Formats,
}

/// Panels that there is one of, by their names in `data-panel`.
const NAMES: [(Panel, &str); 9] = [
    (Panel::Story, "story"),
    (Panel::Timeline, "timeline"),
    (Panel::Overview, "overview"),
    (Panel::Notes, "notes"),
    (Panel::Decode, "decode"),
    (Panel::Compare, "compare"),
    (Panel::Rules, "rules"),
    (Panel::About, "about"),
    (Panel::Formats, "formats"),
];

impl Panel {
    /// The panel as the text of an attribute: `timeline`, `race 3`.
    pub fn to_text(self) -> String {
        match self {
            Panel::Card(card) => card.to_text(),
            panel => NAMES.iter().find(|(known, _)| *known == panel).map_or("", |(_, name)| *name).to_owned(),
        }
    }

    pub fn read(text: &str) -> Option<Self> {
        let named = NAMES.iter().find(|(_, name)| *name == text).map(|(panel, _)| *panel);
        named.or_else(|| CardId::read(text).map(Panel::Card))
    }
}

/// What the user has set in a panel, by name: which stacks are open, how a table is sorted. A name without a value is
/// not in the list. The worker keeps none of it: a panel is a function of the report and its switches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Switches(Vec<(Text, Text)>);

impl Switches {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| **known == *name).map(|(_, value)| &**value)
    }

    /// Names and values.
    pub(super) fn all(&self) -> &[(Text, Text)] {
        &self.0
    }

    pub fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// What follows a prefix in the names of the switches that are on: of `fold:` the folds that are open.
    pub fn named<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter_map(move |(name, _)| name.strip_prefix(prefix))
    }

    /// A switch whose value is a number.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }

    /// Sets a switch; an empty value takes it away. False where that changes nothing.
    pub fn set(&mut self, name: &str, value: &str) -> bool {
        if self.get(name).unwrap_or_default() == value {
            return false;
        }
        self.0.retain(|(known, _)| **known != *name);
        if !value.is_empty() {
            self.0.push((name.into(), value.into()));
        }
        true
    }

    /// The act that turns a switch over.
    pub fn toggle(&self, name: &str) -> super::Act {
        super::Act::Set(name.into(), if self.is_on(name) { "" } else { "1" }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::protocol::Act;

    #[test]
    fn panels_survive_their_text() {
        let card = Panel::Card(CardId { kind: crate::page::protocol::Kind::Slow, index: 12 });
        for panel in NAMES.iter().map(|(panel, _)| *panel).chain([card]) {
            assert_eq!(Panel::read(&panel.to_text()), Some(panel));
        }
        assert_eq!(Panel::read("kitchen"), None);
    }

    #[test]
    fn switches_are_set_and_taken_away() {
        let mut switches = Switches::default();
        assert!(switches.set("table", "1") && !switches.set("table", "1"));
        assert_eq!(
            (switches.number("table"), switches.toggle("table")),
            (Some(1), Act::Set("table".into(), "".into()))
        );
        assert!(switches.set("table", "") && !switches.is_on("table"));
        assert!(!switches.set("none", ""));
    }

    #[test]
    fn switches_of_one_kind() {
        let mut switches = Switches::default();
        for name in ["fold:0.3", "report", "fold:2.14", "fold:0.3"] {
            switches.set(name, "1");
        }
        assert_eq!(switches.named("fold:").collect::<Vec<_>>(), ["0.3", "2.14"]);
    }
}
