//! What stands around the views: header, strip of sources, troubles, messages.

use super::{Actions, Copy, meta, panel_slot, yes};
use crate::page::present::figures;
use crate::page::protocol::{ExportAs, Node, Panel, el};
use crate::page::shell::keys::Command;
use crate::page::shell::{
    Action, Chip, Dialog, Level, Lock, Model, Offline, Reading, Route, Theme, Trouble, View, words,
};

pub fn header(model: &Model, to: &mut Actions) -> Node {
    let home = to.on(el("a").class("logo").attr("href", "#"), Action::Go(Route::default()));
    let home = home.text("Race").add(el("span").text("card"));
    let mut views = el("ul");
    if !model.is_empty() {
        let notes = model.summary.as_ref().map_or(0, |summary| summary.counts.notes);
        views = views
            .add(link(model, View::Report, "Report", 0, to))
            .add(link(model, View::Overview, "Overview", 0, to))
            .add(link(model, View::Notes, "Notes", notes, to));
        if model.sources.len() > 1 {
            views = views.add(link(model, View::Compare, "Compare", 0, to));
        }
        views = views.add(link(model, View::Rules, "Rules", 0, to));
    }
    views = views.add(link(model, View::Decode, "Decode", 0, to)).add(link(model, View::About, "About", 0, to));
    let next = model.theme.next();
    let theme_label = format!("Theme: {}. Switch to {}", model.theme.name(), next.name());
    let theme = to.button("icon", "", Action::Theme(next));
    let theme = theme.title(&theme_label).attr("aria-label", &theme_label).add(theme_icon(model.theme));
    let help = to.button("icon", "?", Action::Dialog(Some(Dialog::Help)));
    let help = help.attr("id", "help-button").title("Keys and settings (?)").attr("aria-label", "Keys and settings");
    el("header")
        .class("top")
        .add(home)
        .add(lock_badge(model.lock, to))
        .add(el("nav").attr("aria-label", "Views").add(views))
        .add(theme)
        .add(help)
}

fn link(model: &Model, view: View, label: &str, count: u64, to: &mut Actions) -> Node {
    let route = Route::of_view(view);
    let mut link = el("a").attr("href", &format!("#{}", route.hash()));
    if model.route.view == view {
        link = link.attr("aria-current", "page");
    }
    let link = to.on(link, Action::Go(route)).text(label);
    el("li").add(link.when(count > 0, || el("span").class("count").text(&figures::count(count))))
}

fn lock_badge(lock: Lock, to: &mut Actions) -> Node {
    let (class, words) = match lock {
        Lock::Loading => ("lock", "starting"),
        Lock::Locked => ("lock closed", "locked: every request is refused"),
        Lock::Proven => ("lock closed", "locked: test requests refused"),
        Lock::Open => ("lock broken", "not locked"),
    };
    let badge = to.button(class, "", Action::TestLock);
    let badge = if lock == Lock::Loading {
        badge.title("The lock closes as soon as the program is here").attr("disabled", "")
    } else {
        badge.title("Make a test request now")
    };
    badge.add(lock_icon()).add(el("span").text(words))
}

fn glyph() -> Node {
    el("svg").class("glyph").attr("viewBox", "0 0 16 16").attr("aria-hidden", "true")
}

pub fn lock_icon() -> Node {
    let body = el("rect").attr("x", "3").attr("y", "7").attr("width", "10").attr("height", "7").attr("rx", "1.5");
    let bow = el("path").attr("d", "M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2").attr("fill", "none");
    glyph().add(body.attr("fill", "currentColor")).add(bow.attr("stroke", "currentColor").attr("stroke-width", "1.6"))
}

fn theme_icon(theme: Theme) -> Node {
    let shape = match theme {
        Theme::System => "M8 2.5a5.5 5.5 0 0 0 0 11z",
        Theme::Light => "",
        Theme::Dark => "M8 2.5a5.5 5.5 0 0 0 0 11 5.5 5.5 0 0 0 0-11z",
    };
    let ring = el("circle").attr("cx", "8").attr("cy", "8").attr("r", "5.5").attr("fill", "none");
    glyph()
        .add(ring.attr("stroke", "currentColor").attr("stroke-width", "1.4"))
        .add(el("path").attr("d", shape).attr("fill", "currentColor"))
}

/// Sources on the left, what was found and the export on the right.
pub fn strip(model: &Model, to: &mut Actions) -> Node {
    let chips = model.sources.iter().map(|source| chip(source, model.is_unread(source), to)).collect::<Vec<_>>();
    let add = to.button("chip add", "+ add", Action::Command(Command::Open));
    let sources = el("ul").class("sources").attr("aria-label", "Sources").each(chips).add(el("li").add(add));
    let mut strip = el("section").class("strip").attr("aria-label", "Sources").add(sources).add(summary(model, to));
    if model.summary.is_some() {
        strip = strip.add(export_menu(model, to));
    }
    strip
}

fn chip(source: &Chip, is_unread: bool, to: &mut Actions) -> Node {
    let size = source.total_bytes.max(source.bytes);
    let (class, state) = match &source.reading {
        Reading::Waiting | Reading::Running | Reading::Stopping => ("chip source busy", busy(source, to)),
        Reading::Done if is_unread => ("chip source unread", meta(&words::not_read(size))),
        Reading::Done => ("chip source", meta(&figures::bytes(size))),
        Reading::Cancelled => {
            let exact = format!("{} of {} bytes", figures::count(source.bytes), figures::count(size));
            ("chip source", meta(&words::stopped(source.bytes, size)).title(&exact))
        }
        Reading::Failed(reason) => ("chip source failed", meta(reason)),
    };
    let close = to.button("close", "×", Action::Remove(source.id));
    let close = close.attr("aria-label", &format!("Remove {}", source.name));
    el("li").class(class).add(el("b").text(&source.name)).add(state).add(close)
}

fn busy(source: &Chip, to: &mut Actions) -> Node {
    let mut bar = el("progress")
        .attr("max", &source.total_bytes.max(1).to_string())
        .attr("aria-label", &format!("Reading {}", source.name));
    if source.total_bytes > 0 {
        bar = bar.attr("value", &source.bytes.to_string());
    }
    if source.reading == Reading::Stopping {
        return Node::default().add(bar).add(meta("stopping…"));
    }
    let stop = to.button("link", "stop", Action::Cancel(source.id));
    let progress = words::progress(source.bytes, source.total_bytes, source.found.records);
    Node::default().add(bar).add(meta(&progress)).add(stop)
}

fn summary(model: &Model, to: &mut Actions) -> Node {
    let Some(summary) = &model.summary else { return Node::default() };
    let parts = words::parts(&model.counts()).into_iter().map(|(kind, figure, noun)| {
        let chosen = model.route.kind == Some(kind) && model.route.view == View::Report;
        let next = if chosen { None } else { Some(kind) };
        let part = to.button(&format!("part of-{}", kind.name()), "", Action::Kind(next));
        el("li").add(part.attr("aria-pressed", yes(chosen)).add(el("b").text(&figure)).text(" ").text(&noun))
    });
    let parts = el("ul").class("parts").attr("aria-label", "Found").each(parts);
    let bar = |class: &str, width: &str| el("rect").class(class).attr("width", width).attr("height", "6");
    let gauge = el("svg")
        .class("gauge")
        .attr("viewBox", "0 0 100 6")
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .add(bar("ground", "100"))
        .add(bar("share", &summary.understood.percent.to_string()));
    let coverage = to.button("coverage", "", Action::Go(Route::of_view(View::Notes)));
    let coverage = coverage.title(&summary.understood.exact).add(gauge).text(&summary.understood.short);
    el("div").class("summary").add(parts).add(coverage)
}

fn export_menu(model: &Model, to: &mut Actions) -> Node {
    let entries = ExportAs::ALL
        .into_iter()
        .map(|format| el("li").add(to.button("", words::export_name(format), Action::Export(format))));
    let entries = el("ul").each(entries);
    let redact = to.button("", words::REDACT, Action::Redact(!model.redact)).attr("aria-pressed", yes(model.redact));
    el("details")
        .class("menu")
        .add(el("summary").class("button").text("Export"))
        .add(entries.add(el("li").class("setting").add(redact.title(words::REDACT_EXPLAINED))))
}

/// Files that cannot be read, and defects.
pub fn troubles(model: &Model, copy: &Copy, to: &mut Actions) -> Node {
    if model.trouble.is_empty() {
        return Node::default();
    }
    let troubles = model.trouble.iter().map(|one| trouble(one, model, copy, to)).collect::<Vec<_>>();
    el("section").class("troubles").attr("role", "alert").attr("aria-label", "Troubles").each(troubles).add(to.button(
        "link",
        "Dismiss",
        Action::Dismiss,
    ))
}

fn trouble(trouble: &Trouble, model: &Model, copy: &Copy, to: &mut Actions) -> Node {
    let title = el("b").text(&trouble.title);
    let fold = |name: &str, body: Node| el("details").add(el("summary").text(name)).add(body);
    match trouble.level {
        Level::Note => el("p").class("trouble").add(title).text(" ").text(&trouble.text),
        Level::File => el("div")
            .class("trouble file")
            .add(el("p").add(title).text(" ").text(&trouble.text))
            .add(fold("What Racecard reads", panel_slot(Panel::Formats))),
        Level::Crash => {
            let details = format!(
                "Racecard {}, build {}\n{}\n{}\n{}\nLast action: {}",
                env!("CARGO_PKG_VERSION"),
                copy.build,
                copy.browser,
                trouble.title,
                trouble.text,
                model.last_action
            );
            let copied = Action::Copy { what: "details of the defect".into(), text: details.clone() };
            el("div")
                .class("trouble crash")
                .add(el("p").add(title))
                .add(fold("Details", el("pre").text(&details)))
                .add(to.button("", "Copy details", copied))
                .add(meta("They hold nothing of your log."))
        }
    }
}

/// What a drop would do, over the whole window.
pub fn drop_overlay(model: &Model) -> Node {
    let Some(files) = model.dragging else { return Node::default() };
    el("div").class("drop-overlay").add(el("p").text(&words::drop_here(files, !model.is_empty())))
}

/// The live region, and the bar for a newer version.
pub fn messages(model: &Model, to: &mut Actions) -> Node {
    let mut section = el("section").class("messages").attr("aria-label", "Messages");
    if model.offline == Offline::Update {
        let reload = to.button("link", "Reload with it", Action::ApplyUpdate);
        section = section.add(el("p").class("message").text(words::UPDATE).text(" ").add(reload));
    }
    if !model.toast.is_empty() {
        let close = to.button("close", "×", Action::Quiet(model.toast.clone())).attr("aria-label", "Dismiss");
        section = section.add(el("p").class("message").text(&model.toast).add(close));
    }
    section.add(el("p").class("hidden").attr("role", "status").text(&model.said))
}
