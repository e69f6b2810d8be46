//! Takes out of a report what must not leave the house: literals of statements, hosts, users.
//!
//! Only what is known to hold such things is touched: statements and what is made of them, addresses, the user fields.
//! Encoded plans hold literals and cannot be searched, so they are taken out whole.

use crate::model::{Fields, Plan, Report, Text};

/// What to take out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    /// Numbers and strings of statements, conditions of plans.
    pub literals: bool,
    /// Addresses: IPv4 with or without a port, hosts of store and client fields.
    pub hosts: bool,
    pub users: bool,
}

/// The report without these.
pub fn redact(mut report: Report, what: Redaction) -> Report {
    let text = |text: &mut Text, is_statement: bool| {
        *text = redacted(text, what, is_statement).into();
    };
    for query in &mut report.slow_queries {
        query.sql.iter_mut().for_each(|sql| text(sql, true));
        for plan in query.plan.iter_mut().chain(&mut query.binary_plan) {
            redact_plan(plan, what);
        }
        redact_fields(&mut query.fields, what);
    }
    for digest in &mut report.digests {
        digest.sample.iter_mut().for_each(|sql| text(sql, true));
    }
    for timing in &mut report.timings {
        text(&mut timing.message, false);
        redact_fields(&mut timing.fields, what);
    }
    for failure in &mut report.failures {
        text(&mut failure.message, false);
    }
    for assertion in &mut report.assertions {
        let texts = [&mut assertion.messages, &mut assertion.expected, &mut assertion.actual, &mut assertion.diff];
        texts.into_iter().flatten().for_each(|part| text(part, false));
        text(&mut assertion.error, false);
    }
    for finding in &mut report.findings {
        text(&mut finding.title, false);
        text(&mut finding.text, false);
        finding.figures.values_mut().for_each(|figure| text(figure, false));
    }
    for sentence in &mut report.story {
        text(&mut sentence.text, false);
    }
    for loud in &mut report.log.loudest {
        text(&mut loud.message, false);
    }
    report
}

fn redact_plan(plan: &mut Plan, what: Redaction) {
    for node in &mut plan.nodes {
        for cell in [&mut node.operator_info, &mut node.access_object].into_iter().flatten() {
            *cell = redacted(cell, what, true).into();
        }
        if let Some(info) = &mut node.execution_info {
            *info = redacted(info, what, false).into();
        }
    }
    if what.literals {
        plan.text = Text::default();
    }
}

/// Fields that hold a statement, an encoded plan, a host, a user.
const STATEMENTS: [&str; 4] = ["sql", "Prev_stmt", "SQL", "query"];
const PLANS: [&str; 4] = ["Plan", "Binary_plan", "plan", "binary_plan"];
const HOSTS: [&str; 4] = ["Host", "host", "store_addr", "target"];
const USERS: [&str; 3] = ["User", "User@Host", "user"];

fn redact_fields(fields: &mut Fields, what: Redaction) {
    for (name, value) in &mut fields.0 {
        let is = |names: &[&str]| names.contains(&name.as_ref());
        let taken = what.literals && is(&PLANS) || what.hosts && (is(&HOSTS) || name.ends_with("_addr"));
        *value = match name.as_ref() {
            _ if taken => TAKEN.into(),
            // `root[root] @ 10.0.0.1 [10.0.0.1]`: the user before, the host behind the sign.
            "User@Host" if what.users || what.hosts => {
                let (user, host) = value.split_once('@').unwrap_or((value, ""));
                let user = if what.users { TAKEN } else { user.trim() };
                let host = if what.hosts { TAKEN } else { host.trim() };
                format!("{user} @ {host}").into()
            }
            _ if what.users && is(&USERS) => TAKEN.into(),
            _ => redacted(value, what, is(&STATEMENTS)).into(),
        };
    }
}

/// Stands for what was taken out.
const TAKEN: &str = "‹redacted›";

fn redacted(text: &str, what: Redaction, is_statement: bool) -> String {
    let text = if what.literals && is_statement { without_literals(text) } else { text.to_owned() };
    if what.hosts { without_addresses(&text) } else { text }
}

/// Strings in quotes and numbers become `?`; names keep their digits.
fn without_literals(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut in_name = false;
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '"' => {
                while let Some(inner) = letters.next() {
                    if inner == '\\' {
                        letters.next();
                    } else if inner == letter && letters.next_if_eq(&letter).is_none() {
                        break;
                    }
                }
                kept.push('?');
                in_name = false;
            }
            '`' => {
                kept.push(letter);
                kept.extend(std::iter::from_fn(|| letters.next_if(|inner| *inner != '`')));
                kept.extend(letters.next());
                in_name = true;
            }
            '0'..='9' if !in_name => {
                while letters.next_if(|next| next.is_ascii_alphanumeric() || *next == '.').is_some() {}
                kept.push('?');
            }
            _ => {
                in_name = letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$' | '@') || !letter.is_ascii();
                kept.push(letter);
            }
        }
    }
    kept
}

/// `10.0.0.1:20160` becomes `‹redacted›`.
fn without_addresses(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let end = from.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(from.len());
        let (run, after) = from.split_at_checked(end).unwrap_or((from, ""));
        kept.push_str(before);
        rest = after;
        if is_ipv4(run.trim_end_matches('.')) {
            kept.push_str(TAKEN);
            if let Some(port) = after.strip_prefix(':').filter(|port| port.starts_with(|l: char| l.is_ascii_digit())) {
                rest = port.trim_start_matches(|letter: char| letter.is_ascii_digit());
            }
        } else {
            kept.push_str(run);
        }
    }
    kept.push_str(rest);
    kept
}

fn is_ipv4(text: &str) -> bool {
    let mut parts = text.split('.');
    parts.clone().count() == 4 && parts.all(|part| part.len() <= 3 && part.parse::<u8>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SlowQuery;

    #[test]
    fn literals() {
        let check = |text: &str, expected: &str| assert_eq!(without_literals(text), expected);
        check(
            "select a1 from t2 where b = 12.5 and c in ('x''y', \"z\\\"\")",
            "select a1 from t2 where b = ? and c in (?, ?)",
        );
        check("select `1a` from `t`", "select `1a` from `t`");
        check("ge(db.t.a, 2023-01-01 00:00:00), keep order:false", "ge(db.t.a, ?-?-? ?:?:?), keep order:false");
        check("'open", "?");
    }

    #[test]
    fn addresses() {
        let check = |text: &str, expected: &str| assert_eq!(without_addresses(text), expected);
        check("to 10.0.0.1:20160, v8.5.3", "to ‹redacted›, v8.5.3");
        check("1.2.3.4.5 and 127.0.0.1.", "1.2.3.4.5 and ‹redacted›");
        check("999.0.0.1", "999.0.0.1");
    }

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
}
