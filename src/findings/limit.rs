//! Thresholds: named figures with their source that the user can change. A rule holds them as constants; what is in
//! force for one report is [`Thresholds`].

use super::rules::RULES;
use std::collections::BTreeMap;

/// A threshold of a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// `Q3.compile`: the rule, then what is compared.
    pub name: &'static str,
    pub unit: Unit,
    /// In the unit: seconds, percent, times, a count, MiB.
    pub default: f64,
    pub source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Seconds,
    Percent,
    Times,
    Count,
    Mebibytes,
}

/// Who set a threshold (the column "src" of docs/spec/tidb-logs.md §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// TiDB's documentation.
    Documentation,
    /// A threshold in TiDB's own code.
    Code,
    /// A rule of TiDB Dashboard.
    Dashboard,
    /// A public issue.
    Issue,
    /// Our own choice.
    Choice,
}

impl Source {
    pub fn text(self) -> &'static str {
        match self {
            Source::Documentation => "TiDB documentation",
            Source::Code => "threshold in TiDB's code",
            Source::Dashboard => "rule of TiDB Dashboard",
            Source::Issue => "public issue",
            Source::Choice => "our choice",
        }
    }
}

impl Unit {
    /// The unit as written after a figure; empty for a bare count.
    pub fn text(self) -> &'static str {
        match self {
            Unit::Seconds => "s",
            Unit::Percent => "%",
            Unit::Times => "×",
            Unit::Count => "",
            Unit::Mebibytes => "MiB",
        }
    }

    /// Reads a figure in this unit: bare, or with the unit (`200 ms` for seconds, `1 GiB` for MiB).
    fn read(self, text: &str) -> Option<f64> {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (figure, unit) = text.split_at_checked(end)?;
        let factor = match (self, unit.trim()) {
            (_, "")
            | (Unit::Seconds, "s")
            | (Unit::Percent, "%")
            | (Unit::Times, "×" | "x")
            | (Unit::Mebibytes, "MiB") => 1.0,
            (Unit::Seconds, "ms") => 1e-3,
            (Unit::Seconds, "min") => 60.0,
            (Unit::Mebibytes, "GiB") => 1024.0,
            _ => return None,
        };
        figure.parse::<f64>().ok().map(|figure| figure * factor)
    }
}

impl Limit {
    pub const fn seconds(name: &'static str, default: f64, source: Source) -> Self {
        Self { name, unit: Unit::Seconds, default, source }
    }

    pub const fn percent(name: &'static str, default: f64, source: Source) -> Self {
        Self { name, unit: Unit::Percent, default, source }
    }

    pub const fn times(name: &'static str, default: f64, source: Source) -> Self {
        Self { name, unit: Unit::Times, default, source }
    }

    pub const fn count(name: &'static str, default: f64, source: Source) -> Self {
        Self { name, unit: Unit::Count, default, source }
    }

    pub const fn mebibytes(name: &'static str, default: f64, source: Source) -> Self {
        Self { name, unit: Unit::Mebibytes, default, source }
    }
}

/// The thresholds in force: the defaults, but for those the user changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thresholds(BTreeMap<&'static str, f64>);

impl Thresholds {
    /// The figure in the limit's own unit.
    pub fn get(&self, limit: &Limit) -> f64 {
        self.0.get(limit.name).copied().unwrap_or(limit.default)
    }

    /// A limit in seconds, as nanoseconds.
    pub fn nanos(&self, limit: &Limit) -> i64 {
        (self.get(limit) * 1e9).round() as i64
    }

    /// A limit in percent, as a share of 1.
    pub fn share(&self, limit: &Limit) -> f64 {
        self.get(limit) / 100.0
    }

    /// A limit in MiB, as bytes.
    pub fn bytes(&self, limit: &Limit) -> i64 {
        (self.get(limit) * 1_048_576.0) as i64
    }

    /// Changes one threshold. Fails with a sentence where there is none of that name or the figure cannot be read.
    pub fn set(&mut self, name: &str, figure: &str) -> Result<(), String> {
        let limit = RULES
            .iter()
            .flat_map(|rule| rule.limits)
            .find(|limit| limit.name == name)
            .ok_or_else(|| format!("there is no threshold \"{name}\""))?;
        let value = limit
            .unit
            .read(figure.trim())
            .ok_or_else(|| format!("\"{figure}\" is no figure for {name} (unit {})", limit.unit.text()))?;
        self.0.insert(limit.name, value);
        Ok(())
    }

    /// Reads lines `name = figure`; `#` begins a comment. Fails with a sentence that names the line.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut thresholds = Self::default();
        for (at, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let (name, figure) =
                line.split_once('=').ok_or_else(|| format!("line {}: expected \"name = figure\"", at + 1))?;
            thresholds.set(name.trim(), figure.trim()).map_err(|sentence| format!("line {}: {sentence}", at + 1))?;
        }
        Ok(thresholds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPILE: Limit = Limit::seconds("Q3.compile", 0.1, Source::Choice);

    #[test]
    fn a_file_changes_what_is_in_force() {
        let thresholds = Thresholds::read("# planning\nQ3.compile = 250 ms # slower machine\n\n").unwrap();
        assert_eq!(thresholds.nanos(&COMPILE), 250_000_000);
        assert_eq!(Thresholds::default().nanos(&COMPILE), 100_000_000);
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let check = |text, expected| assert_eq!(Thresholds::read(text).unwrap_err(), expected);
        check("Q3.compile 1", "line 1: expected \"name = figure\"");
        check("\nQ3.nothing = 1", "line 2: there is no threshold \"Q3.nothing\"");
        check("Q3.compile = fast", "line 1: \"fast\" is no figure for Q3.compile (unit s)");
    }
}
