//! A report as one HTML file that opens anywhere: no external resource, a few lines of script for filtering and copying.
//! The data stand in it too, as the JSON of the public contract, where they have room. Everything can be read without script.

use super::outline::{self, Card, Part, Room, Tone};
use super::safe::visible;
use super::{json, markdown};
use crate::model::Report;
use std::fmt::Write;

/// Bytes of all cards, and of the data behind them.
const CARD_BYTES: usize = 6 << 20;
const DATA_BYTES: usize = 3 << 20;
/// Bytes of a document, at most.
pub const MOST_BYTES: usize = 10 << 20;

/// The whole document.
pub fn render_html(report: &Report) -> String {
    let mut html = String::with_capacity(64 << 10);
    let summary = outline::summary(report);
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <title>Racecard: {title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>Racecard</h1>\n\
         <p>{title}</p>\n<p class=\"tools\"><input id=\"filter\" type=\"search\" placeholder=\"Filter cards\" \
         aria-label=\"Filter cards\"> <button id=\"open\" type=\"button\">Unfold all</button> \
         <button id=\"close\" type=\"button\">Fold all</button></p>\n</header>\n<main>\n",
        title = escaped(&summary),
    );
    let mut room = Room::new(CARD_BYTES);
    for section in outline::sections(report) {
        let _ = writeln!(html, "<section>\n<h2>{}</h2>", escaped(&section.title));
        for card in &section.cards {
            let mut shown = String::new();
            write_card(&mut shown, card);
            if room.takes(&shown) {
                html.push_str(&shown);
            }
        }
        if let Some(more) = section.more() {
            write_remark(&mut html, &more);
        }
        html.push_str("</section>\n");
    }
    if let Some(left) = room.left_out() {
        write_remark(&mut html, &left);
    }
    match data(report) {
        Some(data) => {
            let _ = write!(html, "</main>\n<script type=\"application/json\" id=\"report\">\n{data}</script>\n");
        }
        None => {
            write_remark(&mut html, "The data of this report are too many to stand in this file: see --format json");
            html.push_str("</main>\n");
        }
    }
    let _ = write!(html, "<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
    html
}

/// The report as JSON. `<` only occurs within its strings, where it may be written as an escape: nothing can end the element.
fn data(report: &Report) -> Option<String> {
    let data = json::json_within(report, DATA_BYTES)?.replace('<', "\\u003c");
    (data.len() <= DATA_BYTES).then_some(data)
}

fn write_remark(html: &mut String, remark: &str) {
    let _ = writeln!(html, "<p class=\"dim\">{}</p>", escaped(remark));
}

fn write_card(html: &mut String, card: &Card) {
    if card.title.is_empty() {
        html.push_str("<div class=\"card\">\n");
        for part in &card.parts {
            write_part(html, part);
        }
        html.push_str("</div>\n");
        return;
    }
    let _ = writeln!(
        html,
        "<details class=\"card\" open>\n<summary class=\"{}\">{}</summary>",
        class(card.tone),
        escaped(&card.title)
    );
    let _ = writeln!(
        html,
        "<button class=\"copy\" type=\"button\" data-text=\"{}\">Copy as Markdown</button>",
        escaped(&markdown::write_card(card))
    );
    for part in &card.parts {
        write_part(html, part);
    }
    html.push_str("</details>\n");
}

fn write_part(html: &mut String, part: &Part) {
    match part {
        Part::Sentence(tone, sentence) => {
            let _ = writeln!(html, "<p class=\"{}\">{}</p>", class(*tone), escaped(sentence));
        }
        Part::Pairs(pairs) => {
            html.push_str("<dl>\n");
            for (name, value) in pairs {
                let _ = writeln!(html, "<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
            }
            html.push_str("</dl>\n");
        }
        Part::List(items) => {
            html.push_str("<ul>\n");
            for item in items {
                let _ = writeln!(html, "<li>{}</li>", escaped(item));
            }
            html.push_str("</ul>\n");
        }
        Part::Block { label, lines, .. } => {
            let _ = write!(html, "<details open>\n<summary>{}</summary>\n<pre>", escaped(label));
            for (tone, line) in lines {
                let line = escaped(line);
                match tone {
                    Tone::Plain => html.push_str(&line),
                    tone => {
                        let _ = write!(html, "<span class=\"{}\">{line}</span>", class(*tone));
                    }
                }
                html.push('\n');
            }
            html.push_str("</pre>\n</details>\n");
        }
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Strong => "strong",
        Tone::Alarm => "alarm",
        Tone::Warning => "warning",
        Tone::Dim => "dim",
    }
}

/// Text as it may stand between tags and in quoted attributes, with what acts made visible.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in visible(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = include_str!("html/report.js");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Note, RaceGroup};

    #[test]
    fn nothing_of_a_log_becomes_markup() {
        let hostile = "</script><img src=x onerror=alert(1)>";
        let report = Report {
            races: vec![RaceGroup { title: hostile.into(), ..RaceGroup::default() }],
            notes: vec![Note { text: hostile.into(), ..Note::default() }],
            ..Report::default()
        };
        let html = render_html(&report);
        assert!(!html.contains("<img"));
        assert_eq!(html.matches("</script>").count(), 2);
        assert!(html.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"));
        assert!(html.contains("\\u003c/script>\\u003cimg src=x onerror=alert(1)>"));
    }
}
