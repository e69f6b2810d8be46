//! One record, as the model has it.

use crate::model::Report;
use crate::page::protocol::{CardId, Kind, Tell};

pub fn card(report: &Report, card: CardId) -> Tell {
    let at = card.index as usize;
    let found = match card.kind {
        Kind::Finding => report.findings.get(at).map(|it| Tell::Finding(Box::new(it.clone()))),
        Kind::Race => report.races.get(at).map(|it| Tell::Race(Box::new(it.clone()))),
        Kind::Failure => report.failures.get(at).map(|it| Tell::Failure(Box::new(it.clone()))),
        Kind::Assertion => report.assertions.get(at).map(|it| Tell::Assertion(Box::new(it.clone()))),
        Kind::Slow => report.slow_queries.get(at).map(|it| Tell::Slow(Box::new(it.clone()))),
        Kind::Timing => report.timings.get(at).map(|it| Tell::Timing(Box::new(it.clone()))),
        Kind::Test => report.tests.get(at).map(|it| Tell::Test(Box::new(it.clone()))),
    };
    found.unwrap_or(Tell::NoCard)
}
