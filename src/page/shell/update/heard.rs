//! The worker's messages.

use super::Effects;
use crate::page::protocol::{Ask, Heads, Reply, Summary, Tell};
use crate::page::shell::action::{Effect, Level, Lock, Trouble};
use crate::page::shell::model::{Model, Waiting};
use crate::page::shell::sources::Reading;
use crate::page::shell::words;
use std::rc::Rc;

impl Model {
    pub(super) fn heard(&mut self, reply: Reply, out: &mut Effects) {
        let id = reply.id;
        match reply.tell {
            Tell::Ready => {
                if self.lock == Lock::Loading {
                    self.lock = Lock::Locked;
                }
                if !self.frame_link.is_empty() {
                    self.post(Ask::Settings { frame_link: self.frame_link.as_str().into() }, out);
                }
            }
            Tell::Progress { source, bytes, total, found } => {
                if let Some(chip) = self.chip(source).filter(|chip| chip.is_busy()) {
                    if chip.reading == Reading::Waiting {
                        chip.reading = Reading::Running;
                    }
                    (chip.bytes, chip.found, chip.total_bytes) = (bytes, found, total);
                }
            }
            Tell::Done { source, stopped } => {
                if let Some(chip) = self.chip(source) {
                    // A stop that came too late has stopped nothing.
                    chip.reading = if stopped.is_some() { Reading::Cancelled } else { Reading::Done };
                    chip.bytes = stopped.unwrap_or(chip.bytes);
                }
                if !self.is_busy()
                    && let Some(summary) = &self.summary
                {
                    self.said = words::found(summary);
                }
            }
            Tell::Failed { source, reason } => {
                let name = self.chip(source).map(|chip| {
                    chip.reading = Reading::Failed(reason.to_string());
                    chip.name.clone()
                });
                let title = words::cannot_read(name.as_deref().unwrap_or_default());
                self.trouble.push(Trouble { level: Level::File, title, text: reason.to_string() });
            }
            Tell::Report(summary) => {
                self.report(Rc::new(summary), out);
            }
            Tell::Heads { problem, rows } if id == self.waiting.heads => {
                self.waiting.heads = 0;
                self.cards.heads = Rc::new(Heads::new(rows));
                self.cards.problem = problem.map(|text| text.to_string());
                self.reach_goal(out);
            }
            Tell::Lines(window) => drop(self.raw.came(id, window)),
            Tell::Marks { source, marks } if id == self.waiting.marks && source == self.raw.source => {
                self.raw.marks = Rc::new(marks);
            }
            Tell::Found(found) if id == self.waiting.find => self.found(found),
            Tell::Export { text } => self.exported(id, text.to_string(), out),
            Tell::Panel { tree } => self.panels.came(id, tree),
            Tell::Crashed { source, text } => self.broken(source, &text, out),
            // Late answers, to questions that nobody asks any more.
            Tell::Heads { .. } | Tell::Marks { .. } | Tell::Found(_) => {}
        }
    }

    pub(super) fn report(&mut self, summary: Rc<Summary>, out: &mut Effects) {
        self.panels.new_report();
        self.summary = Some(summary);
        self.ask_heads(out);
        let source = if self.sources.iter().any(|chip| chip.id == self.raw.source) {
            self.raw.source
        } else {
            self.sources.first().map_or(0, |chip| chip.id)
        };
        self.raw_source(source, out);
        self.ask_panels(out);
    }

    /// A defect: the worker is started again, and reads what it had, except the source it broke on.
    pub(super) fn broken(&mut self, source: Option<u32>, text: &str, out: &mut Effects) {
        let at_fault = source.or_else(|| self.sources.iter().find(|chip| chip.is_busy()).map(|chip| chip.id));
        let name = at_fault.and_then(|id| self.chip(id)).map(|chip| {
            chip.reading = Reading::Failed(words::CRASHED.into());
            chip.name.clone()
        });
        self.trouble.push(Trouble { level: Level::Crash, title: words::crash(name.as_deref()), text: text.to_owned() });
        out.push(Effect::Restart);
        self.waiting = Waiting::default();
        self.panels.new_report();
        let again: Vec<_> = self
            .sources
            .iter_mut()
            .filter(|chip| Some(chip.id) != at_fault && !matches!(chip.reading, Reading::Failed(_)))
            .map(|chip| {
                chip.reading = Reading::Waiting;
                (chip.id, chip.name.clone())
            })
            .collect();
        for (source, name) in again {
            self.post(Ask::Add { source, name: name.into() }, out);
        }
    }
}
