//! What keys do.

use super::Effects;
use crate::model::Span;
use crate::page::protocol::{ExportAs, Kind};
use crate::page::shell::action::{Action, Dialog, Effect};
use crate::page::shell::keys::Command;
use crate::page::shell::model::Model;
use crate::page::shell::route::{Route, View};

impl Model {
    pub(super) fn command(&mut self, command: Command, out: &mut Effects) {
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
