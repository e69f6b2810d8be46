//! Reads a filter and tries it on records.

use super::value::{self, Relation};
use super::{Compile, Facts, Item, Pattern, texts};
use crate::formats::slow_query::fields::{Unit, lookup};
use crate::model::{Report, Stamp};

/// A filter: alternatives, each of which is a list of conditions that all must hold.
#[derive(Default)]
pub struct Query {
    any: Vec<Vec<Term>>,
}

struct Term {
    not: bool,
    /// None: in any text.
    field: Option<String>,
    /// One of these must hold.
    wants: Vec<Want>,
}

enum Want {
    /// Contains the text.
    Text(String),
    Pattern(Pattern),
    Relation(Relation, String),
}

/// What `kind:` may name.
const KINDS: [&str; 7] = ["finding", "race", "failure", "assertion", "slow", "timing", "test"];

/// Fields that a filter has of its own.
const OWN_FIELDS: [&str; 10] =
    ["kind", "sev", "severity", "dur", "duration", "count", "line", "source", "time", "cop_mvcc_read_amplification"];

impl Query {
    /// Reads a filter; terms that cannot be read are left out, and the first one is told about.
    pub fn read(filter: &str, compile: Compile<'_>) -> (Self, Option<String>) {
        let mut problem = None;
        let mut any = vec![Vec::new()];
        for piece in pieces(filter) {
            if piece == ";" {
                any.push(Vec::new());
                continue;
            }
            match (Term::read(&piece, compile), any.last_mut()) {
                (Ok(term), Some(all)) => all.push(term),
                (Err(reason), _) => drop(problem.get_or_insert(reason)),
                (Ok(_), None) => {}
            }
        }
        any.retain(|all| !all.is_empty());
        (Query { any }, problem)
    }

    /// A field that neither a filter nor any record of the report has, in a sentence: such a filter shows nothing, whatever
    /// the log holds.
    pub fn unknown_field(&self, report: &Report) -> Option<String> {
        let named = self.any.iter().flatten().filter_map(|term| term.field.as_deref());
        let unknown = named.filter(|field| !OWN_FIELDS.contains(field) && !texts::is_field(field)).find(|field| {
            let mut is_it = |name: &str, _: &str| name.eq_ignore_ascii_case(field);
            !super::items(report).any(|item| texts(item, &mut is_it))
        })?;
        Some(format!("{unknown}: neither a field of filters nor one that any record here has."))
    }

    pub fn matches(&self, facts: &Facts<'_>, item: Item<'_>) -> bool {
        self.any.is_empty() || self.any.iter().any(|all| all.iter().all(|term| term.matches(facts, item)))
    }
}

/// Cuts a filter by blanks and by `;`, except inside `"…"` and `/…/`; a `,` before another `field:` cuts too. Blanks
/// between `field:` and its value do not: TiDB's manual writes its rules with them (spec §3.6).
fn pieces(filter: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut closing = None;
    let mut rest = filter.chars();
    while let Some(letter) = rest.next() {
        match closing {
            Some(end) if letter == end => closing = None,
            None if letter == '"' => closing = Some('"'),
            None if letter == '/' && (piece.is_empty() || piece == "-" || piece.ends_with(':')) => closing = Some('/'),
            None if letter.is_ascii_whitespace() && wants_value(&piece) => continue,
            None if letter.is_ascii_whitespace() || letter == ';' || letter == ',' && names_field(rest.as_str()) => {
                pieces.extend(Some(std::mem::take(&mut piece)).filter(|piece| !piece.is_empty()));
                if letter == ';' {
                    pieces.push(";".to_owned());
                }
                continue;
            }
            Some(_) | None => {}
        }
        piece.push(letter);
    }
    pieces.extend(Some(piece).filter(|piece| !piece.is_empty()));
    pieces
}

/// Whether a piece is `field:` and no more.
fn wants_value(piece: &str) -> bool {
    let piece = piece.strip_prefix(['-', '!']).unwrap_or(piece);
    piece.find(':').is_some_and(|colon| colon + 1 == piece.len()) && names_field(piece)
}

/// Whether a text begins with `field:`.
fn names_field(text: &str) -> bool {
    let name = text.trim_start().split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')).next();
    name.is_some_and(|name| !name.is_empty() && text.trim_start().as_bytes().get(name.len()) == Some(&b':'))
}

impl Term {
    fn read(piece: &str, compile: Compile<'_>) -> Result<Self, String> {
        let (not, piece) = match piece.strip_prefix(['-', '!']).filter(|rest| !rest.is_empty()) {
            Some(rest) => (true, rest),
            None => (false, piece),
        };
        let (field, value) = match piece.split_once(':') {
            Some((field, value)) if names_field(piece) => (Some(field.to_ascii_lowercase()), value),
            _ => (None, piece),
        };
        if value.is_empty() {
            return Err(format!("{piece} wants a value after the colon."));
        }
        let wants = match value.strip_prefix('/') {
            Some(pattern) => vec![Want::Pattern(compile(pattern.strip_suffix('/').unwrap_or(pattern))?)],
            None if field.is_none() => vec![Want::Text(unquote(value))],
            None => value.split(',').filter(|value| !value.is_empty()).map(want).collect(),
        };
        let term = Self { not, field, wants };
        term.check(piece)?;
        Ok(term)
    }

    /// Says at once what can never match.
    fn check(&self, piece: &str) -> Result<(), String> {
        let read = |want: &Want| match (self.field.as_deref(), want) {
            (Some("sev" | "severity"), Want::Text(text) | Want::Relation(_, text)) => value::severity(text).is_some(),
            (Some("kind"), Want::Text(text) | Want::Relation(_, text)) => {
                KINDS.iter().any(|kind| Want::Text(text.clone()).kind(kind))
            }
            (Some("dur" | "duration" | "line" | "count"), Want::Text(text) | Want::Relation(_, text)) => {
                value::number(text).is_some()
            }
            _ => true,
        };
        if self.wants.iter().all(read) {
            return Ok(());
        }
        Err(match self.field.as_deref() {
            Some("sev" | "severity") => format!("{piece}: the severities are high, medium, low and note."),
            Some("kind") => format!("{piece}: the kinds are {}.", KINDS.join(", ")),
            Some("dur" | "duration") => format!("{piece} is no duration such as dur:>10s or dur:300ms."),
            _ => format!("{piece} wants a number."),
        })
    }

    fn matches(&self, facts: &Facts<'_>, item: Item<'_>) -> bool {
        self.not != self.wants.iter().any(|want| self.holds(want, facts, item))
    }

    fn holds(&self, want: &Want, facts: &Facts<'_>, item: Item<'_>) -> bool {
        let Some(field) = self.field.as_deref() else {
            let any = |text: &str| want.text(text);
            return any(facts.title) || any(facts.kind) || texts(item, &mut |_, text| want.text(text));
        };
        match field {
            "kind" => want.kind(facts.kind),
            "sev" | "severity" => match (facts.severity, want) {
                (Some(severity), Want::Text(text)) => value::severity(text) == Some(severity),
                (Some(severity), Want::Relation(relation, text)) => {
                    value::severity(text).is_some_and(|bound| relation.holds(severity.cmp(&bound)))
                }
                _ => false,
            },
            "dur" | "duration" => {
                facts.duration_nanos.is_some_and(|nanos| want.number(nanos as f64 / 1e9, Relation::AtLeast))
            }
            "count" => want.number(facts.count as f64, Relation::AtLeast),
            "line" => want.number(facts.line as f64, Relation::Equal),
            "source" => want.text(facts.source),
            "time" => !facts.time.is_empty() && want.order(facts.time),
            // The multiplication of reads that TiDB knows only as a field of its rules.
            "cop_mvcc_read_amplification" => {
                amplification(item).is_some_and(|times| want.number(times, Relation::AtLeast))
            }
            field => texts(item, &mut |name, text| name.eq_ignore_ascii_case(field) && want.field(name, text)),
        }
    }
}

fn want(text: &str) -> Want {
    match Relation::read(text) {
        (Some(relation), bound) => Want::Relation(relation, bound.to_owned()),
        (None, text) => Want::Text(unquote(text)),
    }
}

fn unquote(text: &str) -> String {
    text.replace('"', "")
}

impl Want {
    fn text(&self, text: &str) -> bool {
        match self {
            Want::Text(wanted) => contains(text, wanted),
            Want::Pattern(pattern) => pattern(text.as_bytes()),
            Want::Relation(..) => self.order(text),
        }
    }

    /// `slow` and `slow_query`, `races` and `race` are the same.
    fn kind(&self, kind: &str) -> bool {
        match self {
            Want::Text(wanted) => {
                let wanted = wanted.to_ascii_lowercase();
                !wanted.is_empty() && (wanted.starts_with(kind) || kind.starts_with(&wanted))
            }
            _ => self.text(kind),
        }
    }

    fn number(&self, number: f64, bare: Relation) -> bool {
        let (relation, bound) = match self {
            Want::Text(bound) => (bare, bound),
            Want::Relation(relation, bound) => (*relation, bound),
            Want::Pattern(_) => return false,
        };
        value::number(bound).is_some_and(|bound| relation.holds(number.total_cmp(&bound)))
    }

    /// Two points in time, whatever their zones; else texts in the order of their letters, which is right for the beginning
    /// of a time.
    fn order(&self, text: &str) -> bool {
        match self {
            Want::Relation(relation, bound) => {
                let point = |text: &str| Stamp::parse(text.as_bytes()).filter(|time| time.offset_minutes.is_some());
                if let (Some(time), Some(bound)) = (point(text), point(bound)) {
                    return relation.holds(time.nanos.cmp(&bound.nanos));
                }
                // The whole of a day is "at most" and "equal to" that day.
                let whole = matches!(relation, Relation::AtMost | Relation::Equal);
                let text = if whole { text.get(..bound.len()).unwrap_or(text) } else { text };
                relation.holds(text.cmp(bound))
            }
            _ => self.text(text),
        }
    }

    /// A field of the log: numbers are compared as numbers, a bare one means "at least" (`tidb_slow_log_rules`),
    /// except where it names something.
    fn field(&self, name: &str, text: &str) -> bool {
        let bound = match self {
            Want::Text(bound) | Want::Relation(_, bound) => bound,
            Want::Pattern(pattern) => return pattern(text.as_bytes()),
        };
        // Names, switches and databases are equal or not: 64-bit numbers do not fit a double (spec §3.6).
        if let (Want::Text(wanted), true) = (self, is_compared_whole(name)) {
            let switches = value::switch(text).filter(|_| unit(name) == Some(Unit::Bool));
            return text.eq_ignore_ascii_case(wanted) || switches.is_some_and(|on| value::switch(wanted) == Some(on));
        }
        let lower = name.to_ascii_lowercase();
        let is_name = lower.contains("id") || lower.contains("digest") || lower.contains("_ts");
        match (text.trim().parse::<f64>(), value::number(bound)) {
            (Ok(number), Some(_)) if !is_name => self.number(number, Relation::AtLeast),
            _ => self.order(text),
        }
    }
}

fn is_compared_whole(name: &str) -> bool {
    matches!(unit(name), Some(Unit::Id | Unit::Tso | Unit::Bool)) || matches!(name, "DB" | "Resource_group")
}

fn unit(name: &str) -> Option<Unit> {
    lookup(name).map(|field| field.unit)
}

fn amplification(item: Item<'_>) -> Option<f64> {
    let Item::Slow(query) = item else { return None };
    let field = |name: &str| query.fields.get(name)?.parse::<f64>().ok();
    Some(field("Total_keys")? / field("Process_keys").filter(|keys| *keys > 0.0)?)
}

/// Upper and lower case of ASCII letters are the same.
fn contains(text: &str, wanted: &str) -> bool {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    wanted.is_empty() || text.windows(wanted.len()).any(|window| window.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fields, Severity, SlowQuery};

    fn compile(pattern: &str) -> Result<Pattern, String> {
        let pattern = pattern.to_owned();
        match pattern.as_str() {
            "(" => Err("open group".into()),
            _ => Ok(Box::new(move |text: &[u8]| text.ends_with(pattern.as_bytes()))),
        }
    }

    fn check(filter: &str, expected: bool) {
        let mut fields = Fields::default();
        for (name, value) in
            [("Query_time", "54.5"), ("DB", "test"), ("Conn_ID", "10"), ("Total_keys", "60"), ("Process_keys", "6")]
                .into_iter()
                .chain([("Is_internal", "false"), ("Prepared", "true")])
        {
            fields.push(name, value);
        }
        let query = SlowQuery { sql: Some("select job_id FROM t".into()), fields, ..SlowQuery::default() };
        let facts = Facts {
            kind: "slow",
            severity: Some(Severity::Medium),
            duration_nanos: Some(54_500_000_000),
            count: 1,
            line: 50,
            time: "2023-01-29T15:52:07+08:00",
            source: "a.log",
            title: "select job_id FROM t",
        };
        let (read, problem) = Query::read(filter, &compile);
        assert_eq!(problem, None, "{filter}");
        assert_eq!(read.matches(&facts, Item::Slow(&query)), expected, "{filter}");
    }

    #[test]
    fn terms() {
        for filter in [
            "",
            "JOB_ID",
            "kind:slow",
            "kind:race,slow",
            "kind:slow_query",
            "sev:med",
            "sev:>=low",
            "dur:>10s",
            "dur:54",
            "-race",
            "/FROM t/",
            "sql:/FROM t/",
            "-/nope/",
            "\"job_id from\"",
            "line:50",
            "time:>2023-01-29",
            "time:<=2023-01-29T07:52:07Z",
            "time:>2023-01-29T07:52:06.999Z",
            "time:2023-01",
            "source:a",
        ] {
            check(filter, true);
        }
        for filter in [
            "race",
            "kind:race",
            "sev:high",
            "dur:<10s",
            "-select",
            "/nope/",
            "\"from job_id\"",
            "time:<2023",
            "time:<2023-01-29T07:52:07Z",
            "line:5",
        ] {
            check(filter, false);
        }
    }

    #[test]
    fn rules_of_tidb() {
        check("Query_time:10,DB:TEST", true);
        check("Query_time:60", false);
        check("Query_time:60;Conn_ID:10", true);
        check("Query_time:10,DB:other;Succ:true", false);
        check("Conn_ID:1", false);
        check("DB:tes", false);
        check("cop_mvcc_read_amplification:10", true);
        check("Total_keys:<60", false);
    }

    #[test]
    fn rules_with_blanks_as_the_manual_prints_them() {
        check("Query_time: 0.5, Is_internal: false", true);
        check("Query_time: 60, Is_internal: false", false);
        check("Query_time:  60 ; -DB: other", true);
        check("sql: /FROM t/", true);
    }

    #[test]
    fn switches_as_go_reads_them() {
        for filter in ["Is_internal:0", "Is_internal:f", "Is_internal:FALSE", "Prepared:1", "Prepared:t"] {
            check(filter, true);
        }
        for filter in ["Is_internal:1", "Is_internal:t", "Prepared:0", "Prepared:F", "Prepared:2"] {
            check(filter, false);
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let problem = |filter: &str| Query::read(filter, &compile).1.unwrap();
        assert_eq!(problem("a dur:long"), "dur:long is no duration such as dur:>10s or dur:300ms.");
        assert_eq!(problem("sev:bad"), "sev:bad: the severities are high, medium, low and note.");
        assert_eq!(problem("/(/"), "open group");
        assert_eq!(problem("file:"), "file: wants a value after the colon.");
        assert_eq!(problem("file: ;a"), "file: wants a value after the colon.");
    }
}
