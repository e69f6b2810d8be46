//! The digest table: every slow-log entry is counted here, also those the report does not keep.

use crate::decode::sql_digest::{Style, digest, normalise};
use crate::model::digest::{DigestSummary, MAX_PLANS, PlanSummary};
use crate::model::{SlowQuery, Span, Stamp, Text};
use crate::text::order::Order;
use crate::text::sketch::Sketch;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Durations kept one by one, over all digests; from then on quantiles are rounded.
pub const MAX_EXACT: u64 = 50_000;
/// Digests told apart; entries of further ones are counted together.
pub const MAX_DIGESTS: usize = 20_000;
/// Rows of the report's table.
pub const MAX_ROWS: usize = 1_000;
/// Bytes kept of a sample statement.
const MAX_SAMPLE_BYTES: usize = 4_096;

/// Counts over all entries so far.
#[derive(Clone, Debug, Default)]
pub struct Digests {
    groups: BTreeMap<Text, Group>,
    /// All entries.
    pub count: u64,
    rounded: bool,
}

#[derive(Clone, Debug, Default)]
struct Group {
    count: u64,
    internal: u64,
    sum_nanos: u64,
    max_nanos: u64,
    sketch: Sketch,
    first: Option<Stamp>,
    last: Option<Stamp>,
    sample: Option<Text>,
    whole: bool,
    span: Span,
    plans: BTreeMap<Text, PlanGroup>,
    parts: BTreeMap<Text, u64>,
}

#[derive(Clone, Debug, Default)]
struct PlanGroup {
    count: u64,
    sketch: Sketch,
    first: Option<Stamp>,
    last: Option<Stamp>,
}

impl Digests {
    /// Counts an entry.
    pub fn add(&mut self, query: &SlowQuery) {
        self.count += 1;
        if !self.rounded && self.count > MAX_EXACT {
            self.round();
        }
        let rounded = self.rounded;
        let mut key = digest_of(query);
        if self.groups.len() >= MAX_DIGESTS && !self.groups.contains_key(&*key) {
            key = "".into();
        }
        // Looked for before it is made shared text: nearly all are known.
        if !self.groups.contains_key(&*key) {
            self.groups.insert(Text::from(&*key), Group::default());
        }
        let Some(group) = self.groups.get_mut(&*key) else { return };
        group.count += 1;
        group.internal += u64::from(query.fields.get("Is_internal") == Some("true"));
        extend(&mut group.first, &mut group.last, query.time);
        let nanos = query.nanos("Query_time").filter(|nanos| (0..i64::MAX).contains(nanos)).map(|nanos| nanos as u64);
        if group.count == 1 || nanos.is_some_and(|nanos| nanos > group.max_nanos) {
            group.span = query.span;
            group.whole = query.complete || !query.missing.iter().any(|what| what.contains("statement"));
            group.sample = query.sql.as_deref().map(sample);
        }
        let Some(nanos) = nanos else { return };
        group.sum_nanos = group.sum_nanos.saturating_add(nanos);
        group.max_nanos = group.max_nanos.max(nanos);
        add(&mut group.sketch, nanos, rounded);
        for part in query.breakdown.iter().filter(|part| part.level == 0 && !part.parallel) {
            let nanos = part.duration_nanos.unsigned_abs();
            match group.parts.get_mut(&part.name) {
                Some(sum) => *sum = sum.saturating_add(nanos),
                None => {
                    group.parts.insert(part.name.clone(), nanos);
                }
            }
        }
        let plan = query.fields.get("Plan_digest").unwrap_or_default();
        if group.plans.len() < MAX_PLANS && !group.plans.contains_key(plan) {
            group.plans.insert(plan.into(), PlanGroup::default());
        }
        if let Some(plan) = group.plans.get_mut(plan) {
            plan.count += 1;
            extend(&mut plan.first, &mut plan.last, query.time);
            add(&mut plan.sketch, nanos, rounded);
        }
    }

    /// Adds the counts of another source.
    pub fn absorb(&mut self, other: Digests) {
        self.count += other.count;
        for (key, more) in other.groups {
            let group = self.groups.entry(key).or_default();
            if group.count == 0 || more.max_nanos > group.max_nanos {
                (group.sample, group.whole, group.span) = (more.sample, more.whole, more.span);
            }
            group.count += more.count;
            group.internal += more.internal;
            group.sum_nanos = group.sum_nanos.saturating_add(more.sum_nanos);
            group.max_nanos = group.max_nanos.max(more.max_nanos);
            group.sketch.absorb(more.sketch);
            extend(&mut group.first, &mut group.last, more.first);
            extend(&mut group.first, &mut group.last, more.last);
            for (name, nanos) in more.parts {
                let sum = group.parts.entry(name).or_default();
                *sum = sum.saturating_add(nanos);
            }
            for (digest, more) in more.plans {
                let plan = group.plans.entry(digest).or_default();
                plan.count += more.count;
                plan.sketch.absorb(more.sketch);
                extend(&mut plan.first, &mut plan.last, more.first);
                extend(&mut plan.first, &mut plan.last, more.last);
            }
        }
        if self.rounded || other.rounded || self.count > MAX_EXACT {
            self.round();
        }
    }

    fn round(&mut self) {
        self.rounded = true;
        for group in self.groups.values_mut() {
            group.sketch.round();
            group.plans.values_mut().for_each(|plan| plan.sketch.round());
        }
    }

    /// The table: the digests with the largest sum first, at most [`MAX_ROWS`]; and how many there are.
    pub fn table(self) -> (Vec<DigestSummary>, usize) {
        let digests = self.groups.len();
        let mut groups: Vec<(Text, Group)> = self.groups.into_iter().collect();
        groups.order_by(|(a_key, a), (b_key, b)| {
            b.sum_nanos.cmp(&a.sum_nanos).then(b.count.cmp(&a.count)).then(a.span.cmp(&b.span)).then(a_key.cmp(b_key))
        });
        groups.truncate(MAX_ROWS);
        (groups.into_iter().map(|(key, group)| row(key, group)).collect(), digests)
    }
}

fn row(key: Text, group: Group) -> DigestSummary {
    let [median_nanos, p95_nanos] = group.sketch.quantiles([50, 95]);
    let dominant =
        group.parts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).filter(|(_, nanos)| *nanos > 0);
    let whole = group.sample.as_deref().filter(|sql| group.whole && sql.len() < MAX_SAMPLE_BYTES);
    let mut plans: Vec<PlanSummary> = group
        .plans
        .into_iter()
        .map(|(digest, plan)| PlanSummary {
            digest: (!digest.is_empty()).then_some(digest),
            count: plan.count,
            median_nanos: plan.sketch.quantiles([50])[0],
            first: plan.first,
            last: plan.last,
        })
        .collect();
    plans.order_by(|a, b| b.count.cmp(&a.count).then(a.digest.cmp(&b.digest)));
    plans.truncate(MAX_PLANS);
    DigestSummary {
        digest: (!key.is_empty()).then_some(key),
        normalised: whole.map(|sql| normalise(sql, Style::CURRENT).into()),
        sample: group.sample,
        span: group.span,
        count: group.count,
        sum_nanos: group.sum_nanos,
        median_nanos,
        p95_nanos,
        max_nanos: group.max_nanos,
        spread_nanos: group.sketch.spread(median_nanos),
        exact: group.sketch.is_exact(),
        first: group.first,
        last: group.last,
        plans,
        dominant_share: dominant.as_ref().map_or(0.0, |(_, nanos)| *nanos as f64 / group.sum_nanos.max(1) as f64),
        dominant: dominant.map(|(name, _)| name),
        internal: group.internal == group.count,
    }
}

/// The digest by which an entry is counted: the printed one, else that of the statement, else nothing.
pub fn digest_of(query: &SlowQuery) -> Cow<'_, str> {
    if let Some(printed) = query.fields.get("Digest").filter(|digest| digest.len() == 64) {
        return printed.into();
    }
    query.sql.as_deref().map(|sql| digest(&normalise(sql, Style::CURRENT)).into()).unwrap_or_default()
}

fn sample(sql: &str) -> Text {
    let mut end = sql.len().min(MAX_SAMPLE_BYTES);
    while !sql.is_char_boundary(end) {
        end -= 1;
    }
    sql.get(..end).unwrap_or(sql).into()
}

fn add(sketch: &mut Sketch, nanos: u64, rounded: bool) {
    if rounded {
        sketch.round();
    }
    sketch.add(nanos);
}

fn extend(first: &mut Option<Stamp>, last: &mut Option<Stamp>, time: Option<Stamp>) {
    let Some(time) = time else { return };
    *first = Some(first.map_or(time, |first| first.min(time)));
    *last = Some(last.map_or(time, |last| last.max(time)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TimePart;

    fn entry(sql: &str, seconds: &str, plan: &str) -> SlowQuery {
        let mut query = SlowQuery { sql: Some(sql.into()), complete: true, ..SlowQuery::default() };
        query.fields.push("Query_time", seconds);
        query.fields.push("Plan_digest", plan);
        let nanos = query.nanos("Query_time").unwrap();
        query.breakdown.push(TimePart { name: "coprocessor".into(), duration_nanos: nanos, ..TimePart::default() });
        query
    }

    #[test]
    fn rows_by_sum_with_plans_and_dominant_part() {
        let mut digests = Digests::default();
        for (seconds, plan) in [("1", "a"), ("2", "a"), ("9", "b")] {
            digests.add(&entry("select 1 from t where a = 5;", seconds, plan));
        }
        let mut other = Digests::default();
        other.add(&entry("select 1 from t where a = 7;", "4", "a"));
        other.add(&entry("commit;", "20", ""));
        digests.absorb(other);
        let (rows, count) = digests.table();
        assert_eq!(count, 2);
        assert_eq!(rows[0].normalised.as_deref(), Some("commit"));
        let row = &rows[1];
        assert_eq!(row.normalised.as_deref(), Some("select ? from `t` where `a` = ?"));
        assert_eq!((row.count, row.sum_nanos / 1_000_000_000, row.median_nanos / 1_000_000_000), (4, 16, 2));
        assert_eq!((row.max_nanos, row.spread_nanos), (9_000_000_000, 1_000_000_000));
        assert_eq!(row.sample.as_deref(), Some("select 1 from t where a = 5;"));
        let plans: Vec<_> = row.plans.iter().map(|plan| (plan.digest.as_deref(), plan.count)).collect();
        assert_eq!(plans, [(Some("a"), 3), (Some("b"), 1)]);
        assert_eq!((row.dominant.as_deref(), row.dominant_share), (Some("coprocessor"), 1.0));
    }

    #[test]
    fn many_entries_are_rounded_and_all_counted() {
        let mut digests = Digests::default();
        let query = entry("select 1;", "0.5", "a");
        for _ in 0..=MAX_EXACT {
            digests.add(&query);
        }
        let (rows, _) = digests.table();
        assert_eq!(rows[0].count, MAX_EXACT + 1);
        assert!(!rows[0].exact);
        assert!(rows[0].median_nanos.abs_diff(500_000_000) <= 10_000_000, "{}", rows[0].median_nanos);
    }
}
