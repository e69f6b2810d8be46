//! The card of a test or a package.

use super::{Act, Context};
use crate::model::{TestResult, TestStatus};
use crate::page::app::ui;
use crate::page::present::figures::{count, duration};
use yew::prelude::*;

pub fn view(test: &TestResult, context: &Context) -> Html {
    let status = match test.status {
        TestStatus::Fail => "failed",
        TestStatus::Pass => "passed",
        TestStatus::Skip => "skipped",
    };
    let filter = test.name.as_ref().map(|name| {
        let term = format!("test:{name}");
        let onclick = context.act.reform(move |_: MouseEvent| Act::Filter(term.clone()));
        ui::action("Show what belongs to this test", "", onclick)
    });
    html! {
        <div class="card-body test">
            <dl class="facts">
                { ui::fact("Result", html! { <b class={status}>{ status }</b> }) }
                if let Some(seconds) = test.seconds { { ui::fact("Took", html! { { duration((seconds * 1e9) as i64) } }) } }
                if let Some(package) = &test.package { { ui::fact("Package", html! { <code>{ package.to_string() }</code> }) } }
                if let Some(detail) = &test.detail { { ui::fact("Detail", html! { { detail.to_string() } }) } }
                if let Some(many) = test.count { { ui::fact("Counted", html! { { count(many) } }) } }
            </dl>
            { filter }
        </div>
    }
}
