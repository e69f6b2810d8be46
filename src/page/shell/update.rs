//! (Model, Action) → (Model, effects).

use super::action::{Action, Dialog, Effect, Level, Lock, Offline, Trouble};
use super::cards::Cards;
use super::keys::Command;
use super::model::{Model, Purpose, Waiting};
use super::raw::{CHUNK, Raw, Search};
use super::route::{Route, View};
use super::sources::{Chip, Reading};
use super::{filter, words};
use crate::model::Span;
use crate::page::protocol::{Act, Ask, CardId, ExportAs, Found, Heads, Kind, Panel, Reply, Request, Summary, Tell};
use std::rc::Rc;

type Effects = Vec<Effect>;

impl Model {
    /// Takes an action; the effects are to be carried out in their order.
    pub fn update(&mut self, action: Action) -> Effects {
        let mut out = Effects::new();
        match action {
            Action::Routed(route) => self.follow(route, &mut out),
            Action::Go(route) => self.go(route, &mut out),
            Action::Given { source, name, bytes } => self.given(source, name, bytes, &mut out),
            Action::Heard(reply) => self.heard(*reply, &mut out),
            Action::Broken(text) => self.broken(None, &text, &mut out),
            Action::Cancel(source) => {
                if let Some(chip) = self.chip(source) {
                    chip.reading = Reading::Cancelled;
                }
                self.post(Ask::Cancel { source }, &mut out);
            }
            Action::Remove(source) => self.remove(source, &mut out),
            Action::Filter(text) => self.filter(text, &mut out),
            Action::ToggleTerm(term) => self.filter(filter::toggle(&self.route.filter, &term), &mut out),
            Action::Sort(sort) => {
                self.route.sort = sort;
                self.address(false, &mut out);
                self.ask_heads(&mut out);
            }
            Action::Kind(kind) => {
                let route = Route { kind, view: View::Report, card: None, ..self.route.clone() };
                self.go(route, &mut out);
            }
            Action::WantPanel(panel) => {
                if self.panels.is_wanted(panel) {
                    self.ask_panel(panel, &mut out);
                }
            }
            Action::Act(panel, act) => self.act(panel, act, &mut out),
            Action::SetOpen { card, open } => self.set_open(card, open),
            Action::SetAll(open) => self.cards.set_all(open),
            Action::Current(card) => self.cards.current = card,
            Action::Open(card) => self.open(card, &mut out),
            Action::CopyCard(card) => {
                words::kind(card.kind).clone_into(&mut self.waiting.copies);
                self.export(ExportAs::Markdown, vec![card], Purpose::Copy, &mut out);
            }
            Action::Copy { what, text } => out.push(Effect::Copy { what, text }),
            Action::Sample(at) => out.push(Effect::Sample(at)),
            Action::ShowLines(span) => self.show_lines(span, &mut out),
            Action::RawSource(source) => self.raw_source(source, &mut out),
            Action::RawOpen(open) => self.raw.open = open,
            Action::RawLine(line) => self.raw.go(line, line),
            Action::WantLines { from, to } => {
                let source = self.raw.source;
                for piece in self.raw.missing(from, to) {
                    let (from, to) = (piece * CHUNK + 1, (piece + 1) * CHUNK + 1);
                    let id = self.post(Ask::Lines { source, from, to }, &mut out);
                    self.raw.asked(id, piece);
                }
            }
            Action::Search { pattern, regex } => self.search(pattern, regex, &mut out),
            Action::SearchStep(forward) => self.raw.step(forward),
            Action::Export(format) => self.export(format, Vec::new(), Purpose::Save(format), &mut out),
            Action::Redact(redact) => {
                self.redact = redact;
                out.extend(
                    self.update(Action::Said(if redact { words::REDACTED } else { words::NOT_REDACTED }.into())),
                );
            }
            Action::Dialog(dialog) => self.dialog = dialog,
            Action::Command(command) => self.command(command, &mut out),
            Action::Theme(theme) => {
                self.theme = theme;
                out.push(Effect::Store { name: "theme", value: theme.name().into() });
                out.push(Effect::Theme(theme));
            }
            Action::SingleKeys(on) => {
                self.single_keys = on;
                out.push(Effect::Store { name: "keys", value: if on { "on" } else { "off" }.into() });
            }
            Action::FrameLink(template) => {
                self.frame_link.clone_from(&template);
                self.post(Ask::Settings { frame_link: template.as_str().into() }, &mut out);
                out.push(Effect::Store { name: "frame-link", value: template });
                self.panels.new_report();
                self.ask_panels(&mut out);
            }
            Action::Dismiss => self.trouble.clear(),
            Action::Lock(lock) => {
                self.lock = lock;
                let sentence = match lock {
                    Lock::Proven => words::LOCK_PROVEN,
                    Lock::Open => words::LOCK_OPEN,
                    Lock::Loading | Lock::Locked => return out,
                };
                out.extend(self.update(Action::Said(sentence.into())));
            }
            Action::TestLock => out.push(Effect::TestLock),
            Action::Offline { update: true } => self.offline = Offline::Update,
            Action::Offline { update: false } => {
                self.offline = Offline::Ready;
                out.extend(self.update(Action::Said(words::OFFLINE_READY.into())));
            }
            Action::ApplyUpdate => out.push(Effect::ApplyUpdate),
            Action::Said(text) => {
                self.said.clone_from(&text);
                self.toast.clone_from(&text);
                out.push(Effect::QuietLater(text));
            }
            Action::Quiet(text) => {
                if self.toast == text {
                    self.toast.clear();
                }
            }
            Action::Trouble(trouble) => self.trouble.push(trouble),
            Action::Dragging(files) => self.dragging = files,
        }
        out
    }

    fn post(&mut self, ask: Ask, out: &mut Effects) -> u32 {
        self.next_request += 1;
        let id = self.next_request;
        out.push(Effect::Post(Request { id, ask }));
        id
    }

    fn chip(&mut self, id: u32) -> Option<&mut Chip> {
        self.sources.iter_mut().find(|chip| chip.id == id)
    }

    // ----- sources -----

    fn given(&mut self, source: u32, name: String, bytes: u64, out: &mut Effects) {
        self.next_source = self.next_source.max(source);
        self.last_action = format!("source of {bytes} bytes added");
        self.said = words::reading(&name);
        self.sources.push(Chip { id: source, name: name.clone(), total_bytes: bytes, ..Chip::default() });
        if !matches!(self.route.view, View::Report | View::Overview | View::Notes) {
            self.go(Route::default(), out);
        }
        self.post(Ask::Add { source, name: name.into() }, out);
    }

    fn remove(&mut self, source: u32, out: &mut Effects) {
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

    // ----- the worker's messages -----

    fn heard(&mut self, reply: Reply, out: &mut Effects) {
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
            Tell::Progress { source, bytes, total, records } => {
                if let Some(chip) = self.chip(source).filter(|chip| chip.is_busy()) {
                    chip.reading = Reading::Running;
                    (chip.bytes, chip.records) = (bytes, records);
                    chip.total_bytes = total;
                }
            }
            Tell::Done { source } => {
                if let Some(chip) = self.chip(source)
                    && chip.reading != Reading::Cancelled
                {
                    chip.reading = Reading::Done;
                }
                if !self.is_busy()
                    && let Some(summary) = &self.summary
                {
                    self.said = words::found(&summary.counts);
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
            Tell::Panel { tree } => self.panels.came(id, Some(tree)),
            Tell::NoPanel => self.panels.came(id, None),
            Tell::Crashed { source, text } => self.broken(source, &text, out),
            // Late answers, to questions that nobody asks any more.
            Tell::Heads { .. } | Tell::Marks { .. } | Tell::Found(_) => {}
        }
    }

    fn report(&mut self, summary: Rc<Summary>, out: &mut Effects) {
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
    fn broken(&mut self, source: Option<u32>, text: &str, out: &mut Effects) {
        let at_fault = source.or_else(|| self.sources.iter().find(|chip| chip.is_busy()).map(|chip| chip.id));
        let name = at_fault.and_then(|id| self.chip(id)).map(|chip| {
            chip.reading = Reading::Failed(words::CRASHED.into());
            chip.name.clone()
        });
        self.trouble.push(Trouble {
            level: Level::Crash,
            title: words::crash(name.as_deref()),
            text: format!("{text}\nLast action: {}", self.last_action),
        });
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

    // ----- views and addresses -----

    /// Goes somewhere: a new entry of the history.
    fn go(&mut self, route: Route, out: &mut Effects) {
        if route == self.route {
            return;
        }
        self.follow(route, out);
        self.address(true, out);
    }

    /// Shows what an address says.
    fn follow(&mut self, route: Route, out: &mut Effects) {
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

    fn address(&self, push: bool, out: &mut Effects) {
        out.push(Effect::Hash { hash: self.route.hash(), push });
    }

    // ----- panels -----

    /// The panels of the view that is shown; cards ask for themselves when they come into view.
    fn ask_panels(&mut self, out: &mut Effects) {
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

    fn ask_panel(&mut self, panel: Panel, out: &mut Effects) {
        let switches = self.panels.switches(panel);
        let id = self.post(Ask::Panel { panel, switches }, out);
        self.panels.asked(id, panel);
    }

    /// A click in a panel.
    fn act(&mut self, panel: Panel, act: Act, out: &mut Effects) {
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

    // ----- cards -----

    fn filter(&mut self, text: String, out: &mut Effects) {
        self.last_action = "filter changed".into();
        self.route.filter = text;
        self.address(false, out);
        self.ask_heads(out);
    }

    fn ask_heads(&mut self, out: &mut Effects) {
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

    fn set_open(&mut self, card: CardId, open: bool) {
        if let Some(print) = self.fingerprint(card) {
            self.cards.set_open(card.kind, &print, open);
        }
        self.cards.current = Some(card);
    }

    /// Opens a card and goes there, out of a filter that hides it.
    fn open(&mut self, card: CardId, out: &mut Effects) {
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

    fn open_fingerprint(&mut self, print: String, out: &mut Effects) {
        match self.cards.heads.find(&print).or_else(|| self.cards.heads.find(&format!("r-{print}"))) {
            Some(at) => self.open(self.cards.heads.card(at), out),
            None if self.route.view == View::Report && self.route.filter.is_empty() && self.route.kind.is_none() => {
                out.extend(self.update(Action::Said(words::NO_CARD.into())));
            }
            None => self.go(Route { card: Some(print), ..Route::default() }, out),
        }
    }

    /// Opens the card that the address names, as soon as the list has it.
    fn reach_goal(&mut self, out: &mut Effects) {
        let Some(goal) = &self.goal else { return };
        let at = if goal.is_empty() {
            self.cards.current.and_then(|card| self.cards.heads.position(card))
        } else {
            self.cards.heads.find(goal)
        };
        let Some(at) = at else { return };
        let card = self.cards.heads.card(at);
        self.set_open(card, true);
        self.goal = None;
        out.push(Effect::ScrollToCard(card));
    }

    // ----- raw log -----

    fn show_lines(&mut self, span: Span, out: &mut Effects) {
        let source = self.summary.as_ref().and_then(|summary| summary.sources.get(span.source as usize));
        let Some(id) = source.map(|source| source.id) else { return };
        if id != self.raw.source {
            self.raw_source(id, out);
        }
        self.raw.open = true;
        self.raw.go(span.line, span.end_line);
        if self.route.view != View::Report {
            self.go(Route::default(), out);
        }
    }

    fn raw_source(&mut self, source: u32, out: &mut Effects) {
        let Some(summary) = &self.summary else { return };
        let lines = summary.sources.iter().find(|head| head.id == source).map_or(0, |head| head.lines);
        self.raw.reset(source, lines);
        self.waiting.marks = self.post(Ask::Marks { source }, out);
    }

    fn search(&mut self, pattern: String, regex: bool, out: &mut Effects) {
        self.raw.search = Search { running: !pattern.is_empty(), pattern: pattern.clone(), regex, ..Search::default() };
        let source = self.raw.source;
        self.waiting.find =
            if pattern.is_empty() { 0 } else { self.post(Ask::Find { source, pattern: pattern.into(), regex }, out) };
    }

    fn found(&mut self, found: Found) {
        let search = &mut self.raw.search;
        search.running = false;
        search.error = found.error.map(|text| text.to_string());
        search.total = found.total;
        search.found = Rc::new(found.lines);
        search.at = 0;
        if let Some(line) = search.found.first().copied() {
            self.raw.go(line, line);
        }
    }

    // ----- export and copy -----

    fn export(&mut self, format: ExportAs, cards: Vec<CardId>, purpose: Purpose, out: &mut Effects) {
        self.last_action = "export".into();
        let id = self.post(Ask::Export { format, cards, redact: self.redact }, out);
        self.waiting.export = Some((id, purpose));
    }

    fn exported(&mut self, id: u32, text: String, out: &mut Effects) {
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

    // ----- keys -----

    fn command(&mut self, command: Command, out: &mut Effects) {
        let kind = |kind| Action::Kind(Some(kind));
        let next = match command {
            Command::Help => Action::Dialog(Some(Dialog::Help)),
            Command::Filter => {
                out.push(Effect::Focus("filter"));
                return;
            }
            Command::Open => {
                out.push(Effect::Browse);
                return;
            }
            Command::Save => Action::Export(ExportAs::Markdown),
            Command::Next | Command::Previous => {
                if let Some(card) = self.cards.step(command == Command::Next) {
                    self.cards.current = Some(card);
                    out.push(Effect::ScrollToCard(card));
                }
                return;
            }
            Command::Toggle => {
                let Some(card) = self.cards.current else { return };
                let open = self.fingerprint(card).is_some_and(|print| self.cards.is_open(card.kind, &print));
                Action::SetOpen { card, open: !open }
            }
            Command::CollapseAll => Action::SetAll(!self.cards.is_any_open()),
            Command::Copy => match self.cards.current {
                Some(card) => Action::CopyCard(card),
                None => return,
            },
            Command::Raw => {
                let at = self.cards.current.and_then(|card| self.cards.heads.position(card));
                match at.and_then(|at| self.cards.heads.get(at)) {
                    Some(head) if head.line > 0 => {
                        let span =
                            Span { source: head.source, line: head.line, end_line: head.line, byte: 0, end_byte: 0 };
                        Action::ShowLines(span)
                    }
                    _ => Action::RawOpen(!self.raw.open),
                }
            }
            Command::GoReport => Action::Go(Route::default()),
            Command::GoFindings => kind(Kind::Finding),
            Command::GoRaces => kind(Kind::Race),
            Command::GoFailures => kind(Kind::Failure),
            Command::GoSlow => kind(Kind::Slow),
            Command::GoTiming => kind(Kind::Timing),
            Command::GoNotes => Action::Go(Route::of_view(View::Notes)),
            Command::Close => {
                if self.dialog.is_some() {
                    self.dialog = None;
                } else if self.raw.open {
                    self.raw.open = false;
                } else {
                    self.trouble.clear();
                    self.toast.clear();
                }
                return;
            }
        };
        out.extend(self.update(next));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::protocol::{Head, Sort, SourceHead};

    fn told(model: &mut Model, id: u32, tell: Tell) -> Effects {
        model.update(Action::Heard(Box::new(Reply { id, tell })))
    }

    fn asked(effects: &Effects) -> Vec<(u32, Ask)> {
        let post = |effect: &Effect| match effect {
            Effect::Post(request) => Some((request.id, request.ask.clone())),
            _ => None,
        };
        effects.iter().filter_map(post).collect()
    }

    /// A model with one source read and two cards in the list.
    fn with_report() -> Model {
        let mut model = Model::default();
        model.update(Action::Given { source: 1, name: "a.log".into(), bytes: 10 });
        let summary = Summary { sources: vec![SourceHead { id: 1, lines: 700 }], ..Summary::default() };
        let effects = told(&mut model, 0, Tell::Report(summary));
        let heads = asked(&effects).into_iter().find(|(_, ask)| matches!(ask, Ask::Heads { .. })).unwrap().0;
        answer_heads(&mut model, heads);
        model
    }

    fn answer_heads(model: &mut Model, id: u32) -> Effects {
        let row = |kind, index, print: &str| Head {
            card: CardId { kind, index },
            fingerprint: print.into(),
            line: 5,
            ..Head::default()
        };
        let rows = vec![row(Kind::Race, 0, "r-1"), row(Kind::Slow, 0, "s-1")];
        let rows = Heads::encode(rows.into_iter(), 2);
        told(model, id, Tell::Heads { problem: None, rows })
    }

    #[test]
    fn late_answers_are_dropped() {
        let mut model = with_report();
        let first = asked(&model.update(Action::Filter("a".into())))[0].0;
        let second = asked(&model.update(Action::Filter("ab".into())))[0].0;
        model.cards.heads = Rc::default();
        answer_heads(&mut model, first);
        assert_eq!(model.cards.heads.len(), 0);
        answer_heads(&mut model, second);
        assert_eq!(model.cards.heads.len(), 2);
    }

    #[test]
    fn filters_replace_and_views_push() {
        let mut model = with_report();
        let hash = |effects: Effects| {
            effects.into_iter().find_map(|effect| match effect {
                Effect::Hash { hash, push } => Some((hash, push)),
                _ => None,
            })
        };
        assert_eq!(hash(model.update(Action::Filter("x".into()))), Some(("/?f=x".into(), false)));
        assert_eq!(hash(model.update(Action::Kind(Some(Kind::Race)))), Some(("/races?f=x".into(), true)));
        assert_eq!(hash(model.update(Action::Sort(Sort::Count))), Some(("/races?f=x&sort=count".into(), false)));
    }

    #[test]
    fn the_card_of_an_address_is_opened_when_the_list_comes() {
        let mut model = with_report();
        let effects = model.update(Action::Routed(Route::read("/slow?card=s-1")));
        let heads = asked(&effects)[0].0;
        let effects = answer_heads(&mut model, heads);
        let card = CardId { kind: Kind::Slow, index: 0 };
        assert!(effects.contains(&Effect::ScrollToCard(card)));
        assert_eq!(model.cards.current, Some(card));
    }

    #[test]
    fn a_crash_ends_its_source_and_no_other() {
        let mut model = with_report();
        told(&mut model, 0, Tell::Done { source: 1 });
        model.update(Action::Given { source: 2, name: "b.log".into(), bytes: 10 });
        let effects = told(&mut model, 0, Tell::Crashed { source: Some(2), text: "index out of bounds".into() });
        assert_eq!(effects.first(), Some(&Effect::Restart));
        let again: Vec<_> = asked(&effects).into_iter().map(|(_, ask)| ask).collect();
        assert_eq!(again, [Ask::Add { source: 1, name: "a.log".into() }]);
        assert!(matches!(model.sources[1].reading, Reading::Failed(_)));
        assert_eq!(model.trouble[0].level, Level::Crash);
    }

    #[test]
    fn panels_are_asked_for_once_and_again_when_a_switch_is_set() {
        let mut model = with_report();
        let panel = Panel::Card(CardId { kind: Kind::Race, index: 0 });
        let asks = asked(&model.update(Action::WantPanel(panel)));
        assert_eq!(asks.len(), 1);
        assert!(asked(&model.update(Action::WantPanel(panel))).is_empty());
        told(&mut model, asks[0].0, Tell::Panel { tree: vec![1] });
        assert!(model.panels.get(panel).is_some());
        assert!(asked(&model.update(Action::WantPanel(panel))).is_empty());
        let set = Action::Act(panel, Act::Set("report".into(), "1".into()));
        let [(_, Ask::Panel { switches, .. })] = &asked(&model.update(set.clone()))[..] else { panic!("one question") };
        assert_eq!(switches.get("report"), Some("1"));
        assert!(asked(&model.update(set)).is_empty());
    }

    #[test]
    fn what_a_panel_copies_is_asked_for() {
        let mut model = with_report();
        let panel = Panel::Card(CardId { kind: Kind::Race, index: 0 });
        let asks = asked(&model.update(Action::Act(panel, Act::Copy("stacks".into()))));
        let effects = told(&mut model, asks[0].0, Tell::Export { text: "a".into() });
        assert_eq!(effects, [Effect::Copy { what: "stacks".into(), text: "a".into() }]);
    }

    #[test]
    fn lines_of_a_card_are_shown() {
        let mut model = with_report();
        model.update(Action::Current(Some(CardId { kind: Kind::Slow, index: 0 })));
        model.update(Action::Command(Command::Raw));
        assert_eq!((model.raw.open, model.raw.target), (true, Some((5, 5))));
        model.update(Action::Command(Command::Close));
        assert!(!model.raw.open);
    }

    #[test]
    fn the_last_source_leaves_the_first_screen() {
        let mut model = with_report();
        let effects = model.update(Action::Remove(1));
        assert!(effects.contains(&Effect::Forget(1)));
        assert!(model.is_empty() && model.summary.is_none());
    }
}
