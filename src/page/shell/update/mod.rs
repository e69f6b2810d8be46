//! (Model, Action) → (Model, effects).

mod cards;
mod commands;
mod heard;
mod lines;
mod sources;
mod views;

use crate::page::protocol::{Ask, ExportAs, Request};
use crate::page::shell::action::{Action, Effect, Lock, Offline};
use crate::page::shell::model::{Model, Purpose};
use crate::page::shell::raw::CHUNK;
use crate::page::shell::route::{Route, View};
use crate::page::shell::sources::{Chip, Reading};
use crate::page::shell::{filter, words};

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
                if let Some(chip) = self.chip(source).filter(|chip| chip.is_busy()) {
                    chip.reading = Reading::Stopping;
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::protocol::{Act, CardId, Head, Heads, Kind, Panel, Reply, Sort, SourceHead, Summary, Tell};
    use crate::page::shell::action::Level;
    use crate::page::shell::keys::Command;
    use crate::page::shell::sources::Reading;
    use std::rc::Rc;

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
        let summary = Summary { sources: vec![SourceHead { id: 1, lines: 700, unread: false }], ..Summary::default() };
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
        told(&mut model, 0, Tell::Done { source: 1, stopped: None });
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
