//! A card as it stands in the list: heading, actions, and the place of its body while it is open.

use super::yes;
use crate::model::Span;
use crate::page::present::figures;
use crate::page::protocol::{Act, CardId, Head, Kind, Node, el, slot};
use crate::page::shell::words;

pub fn element_id(card: CardId) -> String {
    format!("card-{}-{}", card.kind.name(), card.index)
}

/// The button that opens the card.
pub fn heading_id(card: CardId) -> String {
    format!("title-{}-{}", card.kind.name(), card.index)
}

/// How a card stands in the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub open: bool,
    /// Keys work on it.
    pub current: bool,
}

/// The card; its body is the slot `body`.
pub fn row(head: &Head, Row { open, current }: Row) -> Node {
    let card = head.card;
    let kind = card.kind.name();
    let body_id = format!("body-{kind}-{}", card.index);
    let title = if head.title.is_empty() { words::untitled(card.kind) } else { &head.title };
    let mut toggle = button("", &Act::Fold(card)).attr("id", &heading_id(card)).attr("aria-expanded", yes(open));
    if open {
        toggle = toggle.attr("aria-controls", &body_id);
    }
    let mut header = el("header").add(el("span").class("kind").text(words::kind(card.kind)));
    if let Some(severity) = head.severity {
        let word = words::severity(severity);
        header = header.add(el("span").class(&format!("severity {word}")).text(word));
    }
    let code = if card.kind == Kind::Slow { "code" } else { "" };
    header = header.add(el("h3").class(code).add(toggle.text(title)));
    if head.count > 1 {
        header = header.add(el("span").class("badge count").text(&format!("×{}", figures::count(head.count))));
    }
    if !open && !head.subtitle.is_empty() {
        header = header.add(el("span").class("meta subtitle").text(&head.subtitle));
    }
    if let Some(nanos) = head.duration_nanos {
        header = header.add(el("span").class("duration").text(&figures::duration(nanos)));
    }
    if let Some(time) = time_of_day(&head.time) {
        header = header.add(el("time").class("meta").title(&head.time).text(time));
    }
    let state = [("open", open), ("current", current)].map(|(word, is)| if is { word } else { "" });
    el("article")
        .attr("id", &element_id(card))
        .class(&format!("card of-{kind} {}", state.join(" ")))
        .attr("aria-labelledby", &heading_id(card))
        .attr("data-fingerprint", &head.fingerprint)
        .attr("data-panel", &card.to_text())
        .add(header.add(actions(head)))
        .when(open, || el("div").attr("id", &body_id).class("card-slot").add(slot("body")))
}

/// A body that has not come yet.
pub fn waiting() -> Node {
    el("p").class("meta loading").text("…")
}

fn actions(head: &Head) -> Node {
    let card = head.card;
    let copy = button("action", &Act::CopyCard(card)).title("Copy as Markdown (c)").text("copy");
    let link = button("action", &Act::CopyLink(card)).title("Copy a link to this card").text("link");
    let span = Span { source: head.source, line: head.line, end_line: head.line, ..Span::default() };
    let line = (head.line > 0).then(|| {
        let show = button("action", &Act::ShowLines(span)).title("Show in the raw log (r)");
        show.text(&format!("line {}", head.line))
    });
    el("span").class("actions").add(copy).maybe(line).add(link)
}

fn button(class: &str, act: &Act) -> Node {
    el("button").attr("type", "button").class(class).act(act)
}

/// `2023-01-29T15:51:12.637+08:00` → `15:51:12.637`.
fn time_of_day(time: &str) -> Option<&str> {
    let clock = time.get(11..)?;
    let end = clock.find(|c: char| !matches!(c, '0'..='9' | ':' | '.')).unwrap_or(clock.len());
    clock.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;
    use crate::page::protocol::to_html;

    #[test]
    fn a_card_folded_and_open() {
        let card = CardId { kind: Kind::Slow, index: 3 };
        let head = Head {
            card,
            title: "select 1".into(),
            subtitle: "test".into(),
            time: "2023-01-29T15:51:12.637+08:00".into(),
            severity: Some(Severity::High),
            duration_nanos: Some(54_568_269_609),
            line: 48,
            count: 1,
            ..Head::default()
        };
        let folded = to_html(&row(&head, Row::default()).into_bytes());
        for part in [
            "select 1",
            ">test<",
            ">15:51:12.637<",
            ">54.568 s<",
            "lines 0 48 48",
            "severity high",
            "aria-expanded=\"false\"",
        ] {
            assert!(folded.contains(part), "{part} in {folded}");
        }
        assert!(!folded.contains("<!--body-->"));
        let open = to_html(&row(&head, Row { open: true, current: true }).into_bytes());
        assert!(open.contains("<!--body-->") && open.contains("card of-slow open current") && !open.contains(">test<"));
    }
}
