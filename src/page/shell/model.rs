//! Everything the page shows.

use super::action::{Dialog, Lock, Offline, Theme, Trouble};
use super::cards::Cards;
use super::panels::Panels;
use super::raw::Raw;
use super::route::Route;
use super::sources::Chip;
use crate::page::protocol::{Counts, ExportAs, Summary};
use std::rc::Rc;

#[derive(Clone, Debug, Default)]
pub struct Model {
    pub route: Route,
    pub sources: Vec<Chip>,
    pub summary: Option<Rc<Summary>>,
    pub cards: Cards,
    pub raw: Raw,
    pub panels: Panels,
    pub dialog: Option<Dialog>,
    pub trouble: Vec<Trouble>,
    /// The last thing worth saying, for the live region; what is no change on screen is also shown for a while.
    pub said: String,
    pub toast: String,
    pub theme: Theme,
    pub single_keys: bool,
    /// Template of links to the source: `https://…/{path}#L{line}`.
    pub frame_link: String,
    /// Exports and copied cards are redacted.
    pub redact: bool,
    pub lock: Lock,
    pub offline: Offline,
    /// Files that are being dragged over the window.
    pub dragging: Option<u32>,
    /// What the user did last, for the report of a crash.
    pub last_action: String,
    pub(super) waiting: Waiting,
    pub(super) next_request: u32,
    pub(super) next_source: u32,
    /// The card to go to as soon as the list has it.
    pub(super) goal: Option<String>,
}

/// Ids of the requests whose answers are still wanted, 0 where there is none; an answer with another id is dropped.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    pub heads: u32,
    pub marks: u32,
    pub find: u32,
    pub export: Option<(u32, Purpose)>,
    /// What is copied, for the message.
    pub copies: String,
}

/// What an exported text is wanted for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Save(ExportAs),
    /// Copied, and said by this name.
    Copy,
}

impl Model {
    /// A page just opened. Single-letter keys are on unless switched off.
    pub fn new(theme: Theme, single_keys: bool, frame_link: String) -> Self {
        Self { theme, single_keys, frame_link, ..Self::default() }
    }

    /// A number for a new source, never used twice.
    pub fn new_source(&mut self) -> u32 {
        self.next_source += 1;
        self.next_source
    }

    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    pub fn is_busy(&self) -> bool {
        self.sources.iter().any(Chip::is_busy)
    }

    /// Whether a note says that some of the source, or all of it, was not read.
    pub fn is_unread(&self, source: &Chip) -> bool {
        let heads = self.summary.iter().flat_map(|summary| &summary.sources);
        heads.into_iter().any(|head| head.id == source.id && head.unread)
    }

    /// What was found: the last report's counts, and while a source is read what the readers have counted since.
    pub fn counts(&self) -> Counts {
        let mut counts = self.summary.as_ref().map(|summary| summary.counts).unwrap_or_default();
        if self.is_busy() {
            let sum = |of: fn(&Chip) -> u64| self.sources.iter().map(of).sum::<u64>();
            let races = sum(|chip| chip.found.races);
            if races > counts.race_reports {
                // How many groups they make is known with the next report.
                (counts.race_reports, counts.races) = (races, races);
            }
            counts.slow_queries = counts.slow_queries.max(sum(|chip| chip.found.slow_queries));
            counts.timings = counts.timings.max(sum(|chip| chip.found.timings));
        }
        counts
    }
}
