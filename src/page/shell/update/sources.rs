//! Sources that come and go, and what their export is.

use super::Effects;
use crate::page::protocol::{Ask, CardId, ExportAs};
use crate::page::shell::action::Effect;
use crate::page::shell::cards::Cards;
use crate::page::shell::model::{Model, Purpose};
use crate::page::shell::raw::Raw;
use crate::page::shell::route::{Route, View};
use crate::page::shell::sources::{Chip, Reading};
use crate::page::shell::words;

impl Model {
    pub(super) fn given(&mut self, source: u32, name: String, bytes: u64, out: &mut Effects) {
        self.next_source = self.next_source.max(source);
        self.last_action = format!("source of {bytes} bytes added");
        self.said = words::reading(&name);
        self.sources.push(Chip { id: source, name: name.clone(), total_bytes: bytes, ..Chip::default() });
        if !matches!(self.route.view, View::Report | View::Overview | View::Notes) {
            self.go(Route::default(), out);
        }
        self.post(Ask::Add { source, name: name.into() }, out);
    }

    pub(super) fn remove(&mut self, source: u32, out: &mut Effects) {
        // Those after it get other numbers in the report: the worker reads them again.
        let later = self.sources.iter().position(|chip| chip.id == source).unwrap_or(self.sources.len());
        for chip in self.sources.iter_mut().skip(later) {
            chip.reading = Reading::Waiting;
        }
        self.sources.retain(|chip| chip.id != source);
        out.push(Effect::Forget(source));
        self.post(Ask::Remove { source }, out);
        if self.sources.is_empty() {
            self.summary = None;
            self.cards = Cards::default();
            self.raw = Raw::default();
            self.panels.clear();
            self.goal = None;
            self.go(Route::default(), out);
        }
    }

    pub(super) fn export(&mut self, format: ExportAs, cards: Vec<CardId>, purpose: Purpose, out: &mut Effects) {
        self.last_action = "export".into();
        let id = self.post(Ask::Export { format, cards, redact: self.redact }, out);
        self.waiting.export = Some((id, purpose));
    }

    pub(super) fn exported(&mut self, id: u32, text: String, out: &mut Effects) {
        let Some((_, purpose)) = self.waiting.export.take_if(|(wanted, _)| *wanted == id) else { return };
        match purpose {
            Purpose::Copy => out.push(Effect::Copy { what: std::mem::take(&mut self.waiting.copies), text }),
            Purpose::Save(format) => {
                let (ending, mime) = words::file_type(format);
                let stem = self.sources.first().map_or("racecard", |chip| chip.name.as_str());
                let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
                out.push(Effect::Save { name: format!("{stem}-racecard.{ending}"), mime, text });
            }
        }
    }
}
