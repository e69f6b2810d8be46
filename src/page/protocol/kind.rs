//! Kinds of cards and the ways to sort them.

/// A list of the report that has cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    #[default]
    Finding,
    Race,
    Failure,
    Assertion,
    Slow,
    Timing,
    Test,
}

impl Kind {
    pub const ALL: [Kind; 7] =
        [Kind::Finding, Kind::Race, Kind::Failure, Kind::Assertion, Kind::Slow, Kind::Timing, Kind::Test];

    /// The word in routes, filters and CSS classes.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Finding => "finding",
            Kind::Race => "race",
            Kind::Failure => "failure",
            Kind::Assertion => "assertion",
            Kind::Slow => "slow",
            Kind::Timing => "timing",
            Kind::Test => "test",
        }
    }

    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub(super) fn from_number(number: u8) -> Kind {
        Kind::ALL.get(usize::from(number)).copied().unwrap_or_default()
    }

    pub(super) fn number(self) -> u8 {
        self as u8
    }
}

/// A record by its place in the report's list of that kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardId {
    pub kind: Kind,
    pub index: u32,
}

impl CardId {
    /// `race 3`.
    pub fn to_text(self) -> String {
        format!("{} {}", self.kind.name(), self.index)
    }

    pub fn read(text: &str) -> Option<Self> {
        let (kind, index) = text.split_once(' ')?;
        Some(Self { kind: Kind::from_name(kind)?, index: index.parse().ok()? })
    }
}

/// Order of the list of cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Kinds in the order of [`Kind::ALL`], each in the report's own order: the leading ones first.
    #[default]
    Rank,
    Time,
    Duration,
    Count,
    Line,
}

impl Sort {
    pub const ALL: [Sort; 5] = [Sort::Rank, Sort::Time, Sort::Duration, Sort::Count, Sort::Line];

    pub fn name(self) -> &'static str {
        match self {
            Sort::Rank => "rank",
            Sort::Time => "time",
            Sort::Duration => "duration",
            Sort::Count => "count",
            Sort::Line => "line",
        }
    }

    pub fn from_name(name: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|sort| sort.name() == name)
    }
}
