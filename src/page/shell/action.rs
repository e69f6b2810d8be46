//! What can happen, and what the browser is asked to do.

use super::keys::Command;
use super::route::Route;
use crate::model::Span;
use crate::page::protocol::{Act, CardId, ExportAs, Kind, Panel, Reply, Request, Sort};

#[derive(Clone, Debug)]
pub enum Action {
    /// The page has been opened, or the user went back or forward.
    Routed(Route),
    /// A source was pasted, dropped or chosen; `app` keeps its file.
    Given {
        source: u32,
        name: String,
        bytes: u64,
    },
    /// The worker's message.
    Heard(Box<Reply>),
    /// The worker died.
    Broken(String),
    /// One of the samples is wanted.
    Sample(usize),
    Cancel(u32),
    Remove(u32),
    Go(Route),
    Filter(String),
    /// Puts a term into the filter, or takes it out.
    ToggleTerm(String),
    Sort(Sort),
    Kind(Option<Kind>),
    WantPanel(Panel),
    /// A click in a panel.
    Act(Panel, Act),
    SetOpen {
        card: CardId,
        open: bool,
    },
    SetAll(bool),
    Current(Option<CardId>),
    /// Opens a card and goes to it.
    Open(CardId),
    CopyCard(CardId),
    Copy {
        what: String,
        text: String,
    },
    ShowLines(Span),
    RawSource(u32),
    RawOpen(bool),
    /// Go to a line of the source that is shown.
    RawLine(u64),
    WantLines {
        from: u64,
        to: u64,
    },
    Search {
        pattern: String,
        regex: bool,
    },
    SearchStep(bool),
    Export(ExportAs),
    /// Whether exports and copies are redacted.
    Redact(bool),
    Dialog(Option<Dialog>),
    Command(Command),
    Theme(Theme),
    SingleKeys(bool),
    FrameLink(String),
    Dismiss,
    Lock(Lock),
    TestLock,
    Offline {
        update: bool,
    },
    ApplyUpdate,
    /// Something that changes nothing on screen went well: it is said, and shown for a while.
    Said(String),
    /// The time of the message with that text is over.
    Quiet(String),
    Trouble(Trouble),
    Dragging(Option<u32>),
}

/// What the browser is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Post to the worker; `app` attaches the file of `Ask::Add`.
    Post(Request),
    Hash {
        hash: String,
        push: bool,
    },
    Store {
        name: &'static str,
        value: String,
    },
    Copy {
        what: String,
        text: String,
    },
    CopyLink {
        hash: String,
    },
    Save {
        name: String,
        mime: &'static str,
        text: String,
    },
    ScrollToCard(CardId),
    /// Take the message away after a while.
    QuietLater(String),
    Focus(&'static str),
    Browse,
    Sample(usize),
    Theme(Theme),
    TestLock,
    Restart,
    Forget(u32),
    ApplyUpdate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    Help,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn from_name(name: &str) -> Self {
        [Theme::Light, Theme::Dark].into_iter().find(|theme| theme.name() == name).unwrap_or_default()
    }

    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }
}

/// Whether the page can reach anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lock {
    /// The program is still being fetched.
    #[default]
    Loading,
    Locked,
    /// A test request was made and refused.
    Proven,
    /// A test request went through.
    Open,
}

/// Whether the page works without its server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offline {
    #[default]
    No,
    Ready,
    /// And a newer version waits.
    Update,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A sentence.
    Note,
    /// A file that cannot be read.
    File,
    /// A defect of Racecard.
    Crash,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub level: Level,
    pub title: String,
    pub text: String,
}
