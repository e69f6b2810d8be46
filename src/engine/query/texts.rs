//! Every text of a record, with the name under which a filter finds it.

use crate::formats::slow_query;
use crate::model::{
    Assertion, Failure, Fields, Finding, Frame, Goroutine, Place, Plan, RaceGroup, Report, SlowQuery, TestResult,
    Timing,
};

/// A record of any kind.
#[derive(Clone, Copy)]
pub enum Item<'a> {
    Finding(&'a Finding),
    Race(&'a RaceGroup),
    Failure(&'a Failure),
    Assertion(&'a Assertion),
    Slow(&'a SlowQuery),
    Timing(&'a Timing),
    Test(&'a TestResult),
}

/// All records of a report.
pub fn items(report: &Report) -> impl Iterator<Item = Item<'_>> {
    let findings = report.findings.iter().map(Item::Finding);
    let of_go = report.races.iter().map(Item::Race).chain(report.failures.iter().map(Item::Failure));
    let tested = report.assertions.iter().map(Item::Assertion).chain(report.tests.iter().map(Item::Test));
    let timed = report.slow_queries.iter().map(Item::Slow).chain(report.timings.iter().map(Item::Timing));
    findings.chain(of_go).chain(tested).chain(timed)
}

/// Whether records of some kind have a field of that name, whatever the report holds.
pub fn is_field(name: &str) -> bool {
    const NAMES: [&str; 19] = [
        "rule",
        "title",
        "text",
        "test",
        "address",
        "goroutine",
        "id",
        "access",
        "message",
        "package",
        "sql",
        "timing",
        "level",
        "file",
        "function",
        "state",
        "operator",
        "host",
        "store_addr",
    ];
    NAMES.contains(&name) || slow_query::fields::is_known(name)
}

/// Calls `each` with name and text until it says true; whether it did.
pub fn texts(item: Item<'_>, each: &mut dyn FnMut(&str, &str) -> bool) -> bool {
    match item {
        Item::Finding(it) => {
            [("rule", &it.rule), ("title", &it.title), ("text", &it.text)].iter().any(|(name, text)| each(name, text))
                || it.chain.iter().any(|step| each("text", step))
                || it.figures.iter().any(|(name, figure)| each(name, figure))
        }
        Item::Race(it) => {
            let run = |each: &mut dyn FnMut(&str, &str) -> bool| {
                it.reports.iter().any(|run| {
                    let stacks = run.accesses.iter().map(|access| &access.frames);
                    let stacks = stacks.chain(run.goroutines.iter().chain(&run.ancestors).map(|made| &made.frames));
                    run.test.iter().any(|test| each("test", test))
                        || run.accesses.iter().any(|access| {
                            access.address.iter().any(|text| each("address", text))
                                || access.goroutine.iter().any(|text| each("goroutine", text))
                        })
                        || stacks.flatten().any(|frame| in_frame(frame, each))
                })
            };
            each("title", &it.title)
                || each("id", &it.id)
                || it.kinds.iter().any(|text| each("access", text))
                || it.hints.iter().any(|hint| each("rule", &hint.rule) || each("text", &hint.text))
                || run(each)
        }
        Item::Failure(it) => {
            each("message", &it.message)
                || it.nested.iter().any(|text| each("message", text))
                || it.test.iter().any(|text| each("test", text))
                || it.package.iter().any(|text| each("package", text))
                || it.running_tests.iter().any(|text| each("test", text))
                || it.goroutines.iter().any(|one| in_goroutine(one, each))
        }
        Item::Assertion(it) => {
            each("message", &it.error)
                || it.test_name().iter().any(|text| each("test", text))
                || it.messages.iter().any(|text| each("message", text))
                || it.trace.iter().chain(&it.at).any(|place| in_place(place, each))
                || it.stack.iter().any(|frame| in_frame(frame, each))
                || [&it.expected, &it.actual].into_iter().flatten().any(|text| each("message", text))
        }
        Item::Slow(it) => {
            it.sql.iter().any(|text| each("sql", text))
                || in_fields(&it.fields, each)
                || it.plan.iter().chain(&it.binary_plan).any(|plan| in_plan(plan, each))
        }
        Item::Timing(it) => {
            each("timing", &it.kind)
                || each("message", &it.message)
                || it.level.iter().any(|text| each("level", text))
                || it.caller.iter().any(|text| each("file", text))
                || in_fields(&it.fields, each)
        }
        Item::Test(it) => {
            it.name.iter().any(|text| each("test", text))
                || it.package.iter().any(|text| each("package", text))
                || it.detail.iter().chain(&it.output).any(|text| each("message", text))
        }
    }
}

fn in_frame(frame: &Frame, each: &mut dyn FnMut(&str, &str) -> bool) -> bool {
    each("function", &frame.function) || each("file", &frame.file)
}

fn in_place(place: &Place, each: &mut dyn FnMut(&str, &str) -> bool) -> bool {
    each("file", &place.file)
}

fn in_goroutine(one: &Goroutine, each: &mut dyn FnMut(&str, &str) -> bool) -> bool {
    each("goroutine", &one.id) || each("state", &one.state) || one.all_frames().any(|frame| in_frame(frame, each))
}

fn in_fields(fields: &Fields, each: &mut dyn FnMut(&str, &str) -> bool) -> bool {
    fields.iter().any(|(name, value)| each(name, value))
}

fn in_plan(plan: &Plan, each: &mut dyn FnMut(&str, &str) -> bool) -> bool {
    plan.nodes.iter().any(|node| {
        let cells = [&node.access_object, &node.operator_info, &node.execution_info];
        each("operator", &node.id) || cells.into_iter().flatten().any(|cell| each("operator", cell))
    })
}
