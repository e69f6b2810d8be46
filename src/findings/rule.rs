//! What a rule is, and how it says what it found.

use super::facts::{Entry, Facts, Measure};
use super::limit::Limit;
use super::say;
use crate::model::{Evidence, EvidenceKind, Finding, Severity, Span, Text};

/// One anomaly rule of docs/spec/tidb-logs.md §5. The manual's page about it is made from these texts.
pub struct Rule {
    pub id: &'static str,
    pub title: &'static str,
    /// The rule itself, in one or two sentences.
    pub says: &'static str,
    /// Why a finding of this rule may be wrong.
    pub why: &'static str,
    /// The severity it has when nothing lowers or raises it.
    pub severity: Severity,
    pub limits: &'static [&'static Limit],
    pub check: fn(&Facts<'_>) -> Vec<Draft>,
}

/// How sure a finding is of what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    Guess,
    #[default]
    Likely,
    Certain,
}

/// Puts a draft about an entry into words: title, text, figures.
type Words = Box<dyn FnOnce(Draft, &Entry<'_>) -> Draft>;

/// A finding before it is ranked. Most drafts are thrown away: what costs much is done for those that stay.
#[must_use]
#[derive(Default)]
pub struct Draft {
    pub rule: Option<&'static Rule>,
    /// What the rule says of itself is not in it yet.
    pub finding: Finding,
    words: Option<Words>,
    /// Of the time of its records, how much it explains, in nanoseconds; for the ranking.
    pub explains_nanos: i64,
    pub confidence: Confidence,
    /// Number of the statement, where it is about one: such findings are counted together when there are many.
    pub statement: Option<u32>,
    /// Further entries of that statement that it stands for.
    pub others: i64,
    /// Set by a cause: what it explains.
    pub covers: Option<Covers>,
}

/// What a cause explains: findings of these rules within its scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covers {
    pub scope: Scope,
    /// Findings of these rules are taken in: only their names remain.
    pub absorbs: &'static [&'static str],
    /// Findings of these rules stay, as symptoms of this one.
    pub symptoms: &'static [&'static str],
}

/// Which records a cause covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that lie within a time, in nanoseconds since 1970: a stall, which also takes what is to be said about the
    /// reading of its figures and what followed from it.
    Stall(i64, i64),
    /// Those that lie within a time.
    Time(i64, i64),
    /// All of the same statement.
    Statement,
    /// Those it names as evidence.
    Records,
}

impl Rule {
    /// A finding of this rule.
    pub fn found(&'static self, title: impl Into<Text>, text: impl Into<Text>) -> Draft {
        self.draft(title.into(), text.into())
    }

    /// A finding about one statement: it is one step lower for internal statements and system schemas.
    pub fn found_in(&'static self, entry: &Entry<'_>, title: impl Into<Text>, text: impl Into<Text>) -> Draft {
        self.about(entry).says(title, text)
    }

    /// The same without words: they follow with [`Draft::says`], or with [`Draft::words`] where there may be one such
    /// finding for every entry.
    pub fn about(&'static self, entry: &Entry<'_>) -> Draft {
        self.draft(Text::default(), Text::default()).severity_in(self.severity, entry).entry(entry)
    }

    // Once for all rules: inlined it would be a tenth of each.
    #[inline(never)]
    fn draft(&'static self, title: Text, text: Text) -> Draft {
        let finding = Finding { rule: self.id.into(), severity: self.severity, title, text, ..Finding::default() };
        Draft { rule: Some(self), finding, ..Draft::default() }
    }
}

impl Draft {
    pub fn severity(mut self, severity: Severity) -> Self {
        self.finding.severity = severity;
        self
    }

    /// The severity for a statement: one step lower for internal ones and system schemas (spec §5).
    pub fn severity_in(self, severity: Severity, entry: &Entry<'_>) -> Self {
        self.severity(if entry.is_system() { severity.lower() } else { severity })
    }

    pub fn says(mut self, title: impl Into<Text>, text: impl Into<Text>) -> Self {
        self.finding.title = title.into();
        self.finding.text = text.into();
        self
    }

    /// How to say it when it stays, given the first entry that it names.
    pub fn words(mut self, words: impl FnOnce(Draft, &Entry<'_>) -> Draft + 'static) -> Self {
        self.words = Some(Box::new(words));
        self
    }

    /// The draft in words.
    pub fn worded(mut self, facts: &Facts<'_>) -> Self {
        let named = self.finding.evidence.first().and_then(|evidence| facts.entries.get(evidence.index? as usize));
        match (self.words.take(), named) {
            (Some(words), Some(entry)) => words(self, entry),
            _ => self,
        }
    }

    /// The finding, with what its rule says of itself.
    pub fn finished(self) -> Finding {
        let mut finding = self.finding;
        if let Some(rule) = self.rule {
            finding.may_be_wrong = rule.why.into();
            finding.page = format!("docs/rules/{}.md", rule.id).into();
        }
        finding
    }

    /// Shows a figure; one that the log does not have (empty) is left out.
    pub fn figure(mut self, name: &str, value: impl Into<Text>) -> Self {
        self.put(name, value.into());
        self
    }

    #[inline(never)]
    fn put(&mut self, name: &str, value: Text) {
        if !value.is_empty() {
            self.finding.figures.insert(name.into(), value);
        }
    }

    /// Shows a part of a statement's time under its name, with the whole and the share, and says that it explains it.
    pub fn part_of_query(self, name: &str, nanos: i64, query: i64) -> Self {
        self.explains(nanos.min(query))
            .figure(name, say::exact(nanos))
            .figure("query", say::exact(query))
            .figure("share", say::share(nanos, query))
    }

    pub fn explains(mut self, nanos: i64) -> Self {
        self.explains_nanos = nanos;
        self
    }

    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    pub fn chain<T: Into<Text>>(mut self, steps: impl IntoIterator<Item = T>) -> Self {
        self.finding.chain.extend(steps.into_iter().map(Into::into));
        self
    }

    pub fn covers(mut self, covers: Covers) -> Self {
        self.covers = Some(covers);
        self
    }

    pub fn entry(mut self, entry: &Entry<'_>) -> Self {
        self.statement = self.statement.or(entry.statement);
        self.at(EvidenceKind::SlowQuery, entry.index)
    }

    pub fn measure(self, measure: &Measure<'_>) -> Self {
        self.at(EvidenceKind::Timing, measure.index)
    }

    pub fn at(mut self, kind: EvidenceKind, index: u32) -> Self {
        self.add(kind, index);
        self
    }

    /// The same, where a draft is kept in a list meanwhile.
    pub fn add(&mut self, kind: EvidenceKind, index: u32) {
        self.finding.evidence.push(Evidence { kind, index: Some(index), span: None });
    }

    pub fn line(mut self, span: Span) -> Self {
        self.finding.evidence.push(Evidence { kind: EvidenceKind::Line, index: None, span: Some(span) });
        self
    }
}
