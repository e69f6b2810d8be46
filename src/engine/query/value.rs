//! Values in filters: numbers with units, and comparisons.

use crate::model::Severity;
use std::cmp::Ordering;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

impl Relation {
    /// Takes a comparison off the front.
    pub fn read(text: &str) -> (Option<Relation>, &str) {
        const SIGNS: [(&str, Relation); 5] = [
            (">=", Relation::AtLeast),
            ("<=", Relation::AtMost),
            (">", Relation::More),
            ("<", Relation::Less),
            ("=", Relation::Equal),
        ];
        let found = SIGNS.iter().find_map(|(sign, relation)| Some((*relation, text.strip_prefix(sign)?)));
        found.map_or((None, text), |(relation, rest)| (Some(relation), rest))
    }

    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Relation::Less => order.is_lt(),
            Relation::AtMost => order.is_le(),
            Relation::Equal => order.is_eq(),
            Relation::AtLeast => order.is_ge(),
            Relation::More => order.is_gt(),
        }
    }
}

/// A number, with a unit of time or size where it has one; seconds and bytes.
pub fn number(text: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 17] = [
        ("ns", 1e-9),
        ("µs", 1e-6),
        ("us", 1e-6),
        ("ms", 1e-3),
        ("s", 1.0),
        ("m", 60.0),
        ("min", 60.0),
        ("h", 3600.0),
        ("b", 1.0),
        ("k", 1024.0),
        ("kb", 1024.0),
        ("kib", 1024.0),
        ("mb", 1_048_576.0),
        ("mib", 1_048_576.0),
        ("gb", 1_073_741_824.0),
        ("gib", 1_073_741_824.0),
        ("", 1.0),
    ];
    let text = text.trim();
    let digits = text.find(|letter: char| !(letter.is_ascii_digit() || ".eE+-".contains(letter))).unwrap_or(text.len());
    // The e of a unit is none of an exponent: there is no unit that starts with one.
    let (figure, unit) = text.split_at_checked(digits)?;
    let figure: f64 = figure.parse().ok()?;
    let unit = unit.trim().to_ascii_lowercase();
    UNITS.iter().find(|(name, _)| *name == unit).map(|(_, size)| figure * size)
}

/// A switch, spelled in any way that Go's `ParseBool` takes (spec §3.6).
pub fn switch(text: &str) -> Option<bool> {
    let is = |names: [&str; 3]| names.iter().any(|name| text.eq_ignore_ascii_case(name));
    if is(["1", "t", "true"]) { Some(true) } else { is(["0", "f", "false"]).then_some(false) }
}

pub fn severity(text: &str) -> Option<Severity> {
    [("note", Severity::Note), ("low", Severity::Low), ("medium", Severity::Medium), ("high", Severity::High)]
        .into_iter()
        .find(|(name, _)| !text.is_empty() && name.starts_with(&text.to_ascii_lowercase()))
        .map(|(_, severity)| severity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units() {
        for (text, value) in
            [("10", 10.0), ("1.5s", 1.5), ("300ms", 0.3), ("2m", 120.0), ("1e-3", 0.001), ("2 KB", 2048.0)]
        {
            assert!((number(text).unwrap() - value).abs() < 1e-12, "{text}");
        }
        assert_eq!((number("x"), number("10 apples"), number("")), (None, None, None));
    }

    #[test]
    fn severities_may_be_short() {
        assert_eq!(
            (severity("high"), severity("med"), severity("")),
            (Some(Severity::High), Some(Severity::Medium), None)
        );
    }
}
