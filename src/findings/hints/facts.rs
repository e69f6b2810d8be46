//! A race report as the rules look at it: two sides, each with its stacks and its culprit.

use crate::decode::symbol::Symbol;
use crate::model::race::Relation;
use crate::model::{Access, AccessKind, Creation, Frame, RaceReport, Text};

pub struct Facts<'a> {
    pub sides: [Side<'a>; 2],
    pub relation: Option<&'a Relation>,
    pub address_class: Option<&'a str>,
}

/// One access with what belongs to it.
pub struct Side<'a> {
    pub access: &'a Access,
    /// The stack without left-over frames.
    pub frames: Vec<&'a Frame>,
    pub creation: Option<&'a Creation>,
    /// Its creation stack without left-over frames.
    pub created: Vec<&'a Frame>,
    pub culprit: Option<&'a Frame>,
    pub symbol: Option<Symbol<'a>>,
}

impl<'a> Facts<'a> {
    /// None for a report that lacks a side.
    pub fn of(report: &'a RaceReport) -> Option<Self> {
        let [first, second, ..] = report.accesses.as_slice() else { return None };
        Some(Self {
            sides: [Side::of(report, first), Side::of(report, second)],
            relation: report.relation.as_ref(),
            address_class: report.address_class.as_deref(),
        })
    }

    /// Both orders of the sides.
    pub fn both_ways(&self) -> [(&Side<'a>, &Side<'a>); 2] {
        let [one, two] = &self.sides;
        [(one, two), (two, one)]
    }

    /// The top frames that `test` accepts.
    pub fn tops(&self, test: impl Fn(&Frame) -> bool) -> Vec<Text> {
        self.sides.iter().filter_map(Side::top).filter(|top| test(top)).map(|top| top.function.clone()).collect()
    }

    pub fn culprits(&self) -> Vec<Text> {
        self.sides.iter().filter_map(|side| Some(side.culprit?.function.clone())).collect()
    }
}

impl<'a> Side<'a> {
    fn of(report: &'a RaceReport, access: &'a Access) -> Self {
        let creation = report.goroutines.iter().find(|made| access.goroutine.as_ref() == Some(&made.goroutine));
        let stack = match (access.culprit_from.as_deref(), creation) {
            (Some("creation"), Some(creation)) => &creation.frames,
            _ => &access.frames,
        };
        let culprit = access.culprit.and_then(|at| stack.get(at as usize));
        Self {
            access,
            frames: access.frames.iter().filter(|frame| !frame.ghost).collect(),
            creation,
            created: creation.map_or(Vec::new(), |made| made.frames.iter().filter(|frame| !frame.ghost).collect()),
            culprit,
            symbol: culprit.map(|frame| Symbol::read(&frame.function)),
        }
    }

    pub fn top(&self) -> Option<&'a Frame> {
        self.frames.first().copied()
    }

    /// Whether the top frame's function starts so.
    pub fn top_is(&self, starts: &[&str]) -> bool {
        self.top().is_some_and(|top| starts.iter().any(|start| top.function.starts_with(start)))
    }

    /// The newest frame of the stack whose function starts so.
    pub fn find(&self, starts: &[&str]) -> Option<&'a Frame> {
        find(&self.frames, starts)
    }

    /// The same in the stack that created the goroutine.
    pub fn find_created(&self, starts: &[&str]) -> Option<&'a Frame> {
        find(&self.created, starts)
    }

    pub fn writes(&self) -> bool {
        self.access.kind == AccessKind::Write
    }
}

fn find<'a>(frames: &[&'a Frame], starts: &[&str]) -> Option<&'a Frame> {
    frames.iter().copied().find(|frame| starts.iter().any(|start| frame.function.starts_with(start)))
}
