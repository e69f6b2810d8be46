//! Takes out of a report what must not leave the house: literals of statements, hosts, users.
//!
//! Fields are known by their names. In free text (messages, stacks, notes, output of tests, sentences of findings) go
//! addresses, the hosts that some field of the report names, and the users in paths of home directories; its literals
//! stay, since nothing tells them from words. Encoded plans hold literals and cannot be searched, so they are taken out
//! whole.

mod words;

use crate::model::{Fields, Frame, Plan, Report, Text};
use std::collections::BTreeSet;
use words::{TAKEN, without_addresses, without_homes, without_literals, without_names};

/// What to take out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    /// Numbers and strings of statements, conditions of plans, keys.
    pub literals: bool,
    /// Addresses: IPv4 with or without a port, hosts of store and client fields wherever they are named.
    pub hosts: bool,
    /// User fields, and the users in paths of home directories.
    pub users: bool,
}

/// Hosts that are looked for in free text at most.
const MAX_HOSTS: usize = 500;

/// The report without these.
pub fn redact(mut report: Report, what: Redaction) -> Report {
    let hosts = if what.hosts { hosts_of(&report) } else { Vec::new() };
    let pen = Pen { what, hosts };
    for query in &mut report.slow_queries {
        query.sql.iter_mut().for_each(|sql| pen.statement(sql));
        for plan in query.plan.iter_mut().chain(&mut query.binary_plan) {
            pen.plan(plan);
        }
        pen.fields(&mut query.fields);
        pen.texts(&mut query.plan_differences);
    }
    for digest in &mut report.digests {
        digest.sample.iter_mut().for_each(|sql| pen.statement(sql));
    }
    for timing in &mut report.timings {
        pen.message(&mut timing.message);
        pen.fields(&mut timing.fields);
    }
    pen.go(&mut report);
    for finding in &mut report.findings {
        pen.text(&mut finding.title);
        pen.text(&mut finding.text);
        pen.texts(&mut finding.chain);
        pen.texts(finding.figures.values_mut());
    }
    pen.texts(report.story.iter_mut().map(|sentence| &mut sentence.text));
    for note in &mut report.notes {
        pen.text(&mut note.text);
        note.near_miss.iter_mut().for_each(|near_miss| pen.text(&mut near_miss.reason));
    }
    for source in &mut report.sources {
        pen.texts(source.why.iter_mut());
    }
    for statement in report.log.statements.iter_mut().flat_map(|all| &mut all.listed) {
        pen.message(&mut statement.message);
    }
    for loud in &mut report.log.loudest {
        pen.message(&mut loud.message);
    }
    report
}

/// Fields that hold a statement, something encoded or quoted from the data, a host, a user.
const STATEMENTS: [&str; 4] = ["sql", "Prev_stmt", "SQL", "query"];
const DATA: [&str; 10] = [
    "Plan",
    "Binary_plan",
    "plan",
    "binary_plan",
    "Warnings",
    "scan.range.first",
    "key",
    "primary",
    "startKey",
    "endKey",
];
const HOSTS: [&str; 4] = ["Host", "host", "store_addr", "target"];
const USERS: [&str; 3] = ["User", "User@Host", "user"];

fn holds_host(name: &str) -> bool {
    HOSTS.contains(&name) || name.ends_with("_addr") || name == "remote_host"
}

/// What fields of hosts say, the longest first: with its port before the host alone.
fn hosts_of(report: &Report) -> Vec<String> {
    let fields = report.slow_queries.iter().map(|query| &query.fields);
    let mut hosts = BTreeSet::new();
    for (name, value) in fields.chain(report.timings.iter().map(|timing| &timing.fields)).flat_map(Fields::iter) {
        let value = match name {
            "User@Host" => value.split_once("@ ").map_or("", |(_, host)| host).split(" [").next().unwrap_or_default(),
            "Slowest_prewrite_rpc_detail" | "Commit_primary_rpc_detail" => {
                value.split_once("store: ").map_or("", |(_, rest)| rest).split([',', '}']).next().unwrap_or_default()
            }
            _ if holds_host(name) => value,
            _ => continue,
        };
        let host = value.rsplit_once(':').map_or(value, |(host, _)| host);
        // Short words and plain ones occur everywhere.
        for word in [value, host].iter().filter(|word| word.len() > 3 && **word != "localhost") {
            if hosts.len() < MAX_HOSTS {
                hosts.insert((std::cmp::Reverse(word.len()), (*word).to_owned()));
            }
        }
    }
    hosts.into_iter().map(|(_, host)| host).collect()
}

/// Redacts texts of one report.
struct Pen {
    what: Redaction,
    hosts: Vec<String>,
}

impl Pen {
    fn redacted(&self, text: &str, is_statement: bool) -> Text {
        let mut text = text.to_owned();
        if self.what.literals && is_statement {
            text = without_literals(&text);
        }
        if self.what.hosts {
            text = without_addresses(&without_names(&text, &self.hosts));
        }
        if self.what.users {
            text = without_homes(&text);
        }
        text.into()
    }

    fn text(&self, text: &mut Text) {
        *text = self.redacted(text, false);
    }

    fn texts<'a>(&self, texts: impl IntoIterator<Item = &'a mut Text>) {
        texts.into_iter().for_each(|text| self.text(text));
    }

    fn statement(&self, text: &mut Text) {
        *text = self.redacted(text, true);
    }

    /// Old releases print statements in messages.
    fn message(&self, text: &mut Text) {
        *text = self.redacted(text, text.contains("_QUERY] ") || text.contains("][sql]"));
    }

    fn frames<'f>(&self, frames: impl IntoIterator<Item = &'f mut Frame>) {
        self.texts(frames.into_iter().map(|frame| &mut frame.file));
    }

    fn plan(&self, plan: &mut Plan) {
        for node in &mut plan.nodes {
            for cell in [&mut node.operator_info, &mut node.access_object].into_iter().flatten() {
                self.statement(cell);
            }
            node.execution_info.iter_mut().for_each(|info| self.text(info));
        }
        if self.what.literals {
            plan.text = Text::default();
        } else {
            self.text(&mut plan.text);
        }
    }

    /// Races, failures, tests and assertions.
    fn go(&self, report: &mut Report) {
        for race in report.races.iter_mut().flat_map(|group| &mut group.reports) {
            race.accesses.iter_mut().for_each(|access| self.frames(&mut access.frames));
            race.goroutines
                .iter_mut()
                .chain(&mut race.ancestors)
                .for_each(|goroutine| self.frames(&mut goroutine.frames));
        }
        for failure in &mut report.failures {
            self.text(&mut failure.message);
            self.texts(&mut failure.nested);
            self.texts(&mut failure.explanation);
            for goroutine in &mut failure.goroutines {
                self.frames(goroutine.all_frames_mut());
                self.texts(&mut goroutine.labels);
            }
            failure.locks.iter_mut().for_each(|lock| self.frames(&mut lock.frames));
        }
        for test in &mut report.tests {
            self.texts(&mut test.detail);
            self.texts(&mut test.output);
        }
        for assertion in &mut report.assertions {
            self.text(&mut assertion.error);
            let parts = [&mut assertion.messages, &mut assertion.expected, &mut assertion.actual, &mut assertion.diff];
            self.texts(parts.into_iter().flatten());
            self.texts(assertion.at.iter_mut().chain(&mut assertion.trace).map(|place| &mut place.file));
            self.frames(&mut assertion.stack);
        }
    }

    fn fields(&self, fields: &mut Fields) {
        for (name, value) in &mut fields.0 {
            let is = |names: &[&str]| names.contains(&name.as_ref());
            let taken = self.what.literals && is(&DATA) || self.what.hosts && holds_host(name);
            *value = match name.as_ref() {
                _ if taken => TAKEN.into(),
                // `root[root] @ 10.0.0.1 [10.0.0.1]`: the user before, the host behind the sign.
                "User@Host" if self.what.users || self.what.hosts => {
                    let (user, host) = value.split_once('@').unwrap_or((value, ""));
                    let user = if self.what.users { TAKEN } else { user.trim() };
                    let host = if self.what.hosts { TAKEN } else { host.trim() };
                    format!("{user} @ {host}").into()
                }
                _ if self.what.users && is(&USERS) => TAKEN.into(),
                _ => self.redacted(value, is(&STATEMENTS)),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SlowQuery;

    #[test]
    fn encoded_plans_users_and_hosts() {
        let mut fields = Fields::default();
        fields.push("User@Host", "root[root] @ db-1 [10.0.0.1]");
        fields.push("Cop_proc_addr", "tikv-7:20160");
        fields.push("Plan", "tidb_decode_plan('x')");
        let report = Report { slow_queries: vec![SlowQuery { fields, ..SlowQuery::default() }], ..Report::default() };
        let all = Redaction { literals: true, hosts: true, users: true };
        let query = redact(report, all).slow_queries.remove(0);
        let values: Vec<&str> = query.fields.iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["‹redacted› @ ‹redacted›", TAKEN, TAKEN]);
    }

    /// Every text of the report that may hold one names the host and the user's directory.
    #[test]
    fn hosts_and_users_wherever_they_stand() {
        let text = concat!(
            "[2024/05/20 09:15:02.118 +02:00] [WARN] [a.go:1] [\"slow prewrite request\"] [duration=61s] [store_addr=kv-7.quay:20160]\n",
            "[2024/05/20 09:15:03.118 +02:00] [WARN] [a.go:1] [\"request to kv-7.quay:20160 failed\"] [\"cost time\"=61s]\n",
            "# Time: 2024-05-20T09:15:02.118+02:00\n# Query_time: 9\n# Num_cop_tasks: 90\n# Cop_proc_avg: 0.01 Cop_proc_max: 7 \
             Cop_proc_addr: kv-7.quay:20160\nselect 1;\n",
            "--- FAIL: TestA (0.01s)\n    a_test.go:3: dial kv-7.quay:20160: /home/alice/x: refused\nFAIL\n",
            "panic: dial kv-7.quay:20160\n\ngoroutine 7 [running]:\nmain.a()\n\t/home/alice/go/a.go:3 +0x1d\n",
        );
        let mut scanner = crate::Scanner::new("a.log");
        scanner.push(text.as_bytes());
        let shown = |report: &Report| serde_json::to_string(report).unwrap();
        let report = scanner.finish();
        for secret in ["kv-7.quay", "alice"] {
            assert!(shown(&report).contains(secret), "{secret}");
        }
        let report = redact(report, Redaction { hosts: true, users: true, literals: false });
        for secret in ["kv-7.quay", "alice"] {
            assert!(!shown(&report).contains(secret), "{secret} in {}", shown(&report));
        }
    }
}
