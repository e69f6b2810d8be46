//! The card of a test or a package.

use super::ui;
use crate::model::{TestResult, TestStatus};
use crate::page::present::figures::{count, duration};
use crate::page::protocol::{Act, Node, el, text};

pub fn view(test: &TestResult) -> Node {
    let status = match test.status {
        TestStatus::Fail => "failed",
        TestStatus::Pass => "passed",
        TestStatus::Skip => "skipped",
    };
    let fact = |name: &str, value: &str| ui::fact(name, text(value));
    let took = test.seconds.map(|seconds| duration((seconds * 1e9) as i64));
    let filter = test.name.as_ref().map(|name| {
        let act = Act::Filter(format!("test:{name}").as_str().into());
        ui::action("Show what belongs to this test", "", &act)
    });
    el("div")
        .class("card-body test")
        .add(
            el("dl")
                .class("facts")
                .add(ui::fact("Result", el("b").class(status).text(status)))
                .maybe(took.map(|took| fact("Took", &took)))
                .maybe(test.package.as_ref().map(|package| ui::fact("Package", el("code").text(package))))
                .maybe(test.detail.as_ref().map(|detail| fact("Detail", detail)))
                .maybe(test.count.map(|many| fact("Counted", &count(many)))),
        )
        .when(!test.output.is_empty(), || ui::log_text(&test.output.join("\n")))
        .maybe(filter)
}
