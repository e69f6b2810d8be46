//! Requests of the page, as the list of words that is posted: number of the request, what is asked for, and with what.

use super::{CardId, Panel, Sort, Switches};
use crate::model::Text;

/// What the page posts: `id` is repeated in the answer, 0 where none is awaited.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub id: u32,
    pub ask: Ask,
}

/// What the page asks for. Sources are named by the page's own numbers, which are never used twice.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Link the part that reports. Attachment: its compiled module.
    Link,
    /// Read a source. Attachment: its `File` or `Blob`.
    Add {
        source: u32,
        name: Text,
    },
    /// Stop reading, keep what was found.
    Cancel {
        source: u32,
    },
    Remove {
        source: u32,
    },
    /// The list of cards.
    Heads {
        filter: Text,
        sort: Sort,
    },
    /// A piece of the screen.
    Panel {
        panel: Panel,
        switches: Switches,
    },
    /// A text of a panel, to be copied.
    Copied {
        panel: Panel,
        switches: Switches,
        what: Text,
    },
    /// How panels are drawn from now on: the template of links to the source.
    Settings {
        frame_link: Text,
    },
    /// The rules' lines from now on, as the switches of [`Panel::Rules`].
    Thresholds {
        switches: Switches,
    },
    /// Lines `from` (from 1) to `to` (not included).
    Lines {
        source: u32,
        from: u64,
        to: u64,
    },
    /// Which lines of the source belong to records.
    Marks {
        source: u32,
    },
    /// Lines that hold a text; a regular expression where `regex`.
    Find {
        source: u32,
        pattern: Text,
        regex: bool,
    },
    /// The whole report, or only the cards named, as text.
    Export {
        format: ExportAs,
        cards: Vec<CardId>,
        redact: bool,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportAs {
    #[default]
    Markdown,
    Json,
    Csv,
    Html,
    Text,
}

impl ExportAs {
    pub const ALL: [ExportAs; 5] = [ExportAs::Markdown, ExportAs::Html, ExportAs::Json, ExportAs::Csv, ExportAs::Text];

    fn name(self) -> &'static str {
        match self {
            ExportAs::Markdown => "markdown",
            ExportAs::Json => "json",
            ExportAs::Csv => "csv",
            ExportAs::Html => "html",
            ExportAs::Text => "text",
        }
    }
}

impl Request {
    pub fn to_words(&self) -> Vec<Text> {
        let mut words = Words(Vec::new());
        words.number(self.id.into());
        words.ask(&self.ask);
        words.0
    }

    /// `None` where the words are not those of a request.
    pub fn read(words: &[Text]) -> Option<Self> {
        let mut from = Reader(words);
        Some(Self { id: from.number()?, ask: from.ask()? })
    }
}

struct Words(Vec<Text>);

impl Words {
    #[inline(never)]
    fn text(&mut self, text: &str) {
        self.0.push(text.into());
    }

    #[inline(never)]
    fn number(&mut self, number: u64) {
        self.text(&number.to_string());
    }

    fn yes(&mut self, is: bool) {
        self.number(is.into());
    }

    /// Always the last of a request: as long as there are words.
    fn switches(&mut self, switches: &Switches) {
        for (name, value) in switches.all() {
            self.text(name);
            self.text(value);
        }
    }

    fn ask(&mut self, ask: &Ask) {
        match ask {
            Ask::Link => self.text("link"),
            Ask::Add { source, name } => {
                self.text("add");
                self.number((*source).into());
                self.text(name);
            }
            Ask::Cancel { source } => {
                self.text("cancel");
                self.number((*source).into());
            }
            Ask::Remove { source } => {
                self.text("remove");
                self.number((*source).into());
            }
            Ask::Heads { filter, sort } => {
                self.text("heads");
                self.text(filter);
                self.text(sort.name());
            }
            Ask::Panel { panel, switches } => {
                self.text("panel");
                self.text(&panel.to_text());
                self.switches(switches);
            }
            Ask::Copied { panel, switches, what } => {
                self.text("copied");
                self.text(&panel.to_text());
                self.text(what);
                self.switches(switches);
            }
            Ask::Settings { frame_link } => {
                self.text("settings");
                self.text(frame_link);
            }
            Ask::Thresholds { switches } => {
                self.text("thresholds");
                self.switches(switches);
            }
            Ask::Lines { source, from, to } => {
                self.text("lines");
                self.number((*source).into());
                self.number(*from);
                self.number(*to);
            }
            Ask::Marks { source } => {
                self.text("marks");
                self.number((*source).into());
            }
            Ask::Find { source, pattern, regex } => {
                self.text("find");
                self.number((*source).into());
                self.text(pattern);
                self.yes(*regex);
            }
            Ask::Export { format, cards, redact } => {
                self.text("export");
                self.text(format.name());
                self.yes(*redact);
                for card in cards {
                    self.text(&card.to_text());
                }
            }
        }
    }
}

/// Takes what [`Words`] puts; `None` where a word is missing or not what it must be.
struct Reader<'a>(&'a [Text]);

impl Reader<'_> {
    fn text(&mut self) -> Option<Text> {
        let (text, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(text.clone())
    }

    fn number<T: std::str::FromStr>(&mut self) -> Option<T> {
        self.text()?.parse().ok()
    }

    fn yes(&mut self) -> Option<bool> {
        self.number::<u8>().map(|number| number != 0)
    }

    fn panel(&mut self) -> Option<Panel> {
        Panel::read(&self.text()?)
    }

    fn switches(&mut self) -> Option<Switches> {
        let mut switches = Switches::default();
        while !self.0.is_empty() {
            switches.set(&self.text()?, &self.text()?);
        }
        Some(switches)
    }

    fn cards(&mut self) -> Option<Vec<CardId>> {
        let cards = self.0.iter().map(|text| CardId::read(text)).collect();
        self.0 = &[];
        cards
    }

    fn ask(&mut self) -> Option<Ask> {
        Some(match &*self.text()? {
            "link" => Ask::Link,
            "add" => Ask::Add { source: self.number()?, name: self.text()? },
            "cancel" => Ask::Cancel { source: self.number()? },
            "remove" => Ask::Remove { source: self.number()? },
            "heads" => Ask::Heads { filter: self.text()?, sort: Sort::from_name(&self.text()?)? },
            "panel" => Ask::Panel { panel: self.panel()?, switches: self.switches()? },
            "copied" => Ask::Copied { panel: self.panel()?, what: self.text()?, switches: self.switches()? },
            "settings" => Ask::Settings { frame_link: self.text()? },
            "thresholds" => Ask::Thresholds { switches: self.switches()? },
            "lines" => Ask::Lines { source: self.number()?, from: self.number()?, to: self.number()? },
            "marks" => Ask::Marks { source: self.number()? },
            "find" => Ask::Find { source: self.number()?, pattern: self.text()?, regex: self.yes()? },
            "export" => {
                let name = self.text()?;
                let format = ExportAs::ALL.into_iter().find(|format| format.name() == &*name)?;
                Ask::Export { format, redact: self.yes()?, cards: self.cards()? }
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::protocol::Kind;

    #[test]
    fn requests_survive_their_words() {
        let card = CardId { kind: Kind::Slow, index: 7 };
        let mut switches = Switches::default();
        switches.set("text", "select 'größer'");
        switches.set("fold", "1");
        let asks = [
            Ask::Link,
            Ask::Add { source: 1, name: "a b.log".into() },
            Ask::Cancel { source: 1 },
            Ask::Remove { source: u32::MAX },
            Ask::Heads { filter: "".into(), sort: Sort::Count },
            Ask::Panel { panel: Panel::Card(card), switches: switches.clone() },
            Ask::Panel { panel: Panel::Overview, switches: Switches::default() },
            Ask::Copied { panel: Panel::Story, switches: switches.clone(), what: "stacks".into() },
            Ask::Settings { frame_link: "https://h/{path}#L{line}".into() },
            Ask::Thresholds { switches },
            Ask::Lines { source: 1, from: 1, to: u64::MAX },
            Ask::Marks { source: 1 },
            Ask::Find { source: 1, pattern: "a.*b".into(), regex: true },
            Ask::Export { format: ExportAs::Csv, cards: vec![card, CardId::default()], redact: false },
        ];
        for ask in asks {
            let request = Request { id: 5, ask };
            assert_eq!(Request::read(&request.to_words()), Some(request));
        }
        assert_eq!(Request::read(&["5".into(), "lines".into(), "1".into()]), None);
        assert_eq!(Request::read(&["x".into()]), None);
    }
}
