//! G2: one run far from the others of the same statement.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::statistics::{Spread, median_nanos};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SAMPLE: Limit = Limit::count("G2.sample", 8.0, Source::Choice);
/// Iglewicz and Hoaglin.
const Z: Limit = Limit::count("G2.robust_z", 3.5, Source::Choice);
/// A tight series has a large z for a difference nobody minds.
const RATIO: Limit = Limit::times("G2.ratio", 2.0, Source::Choice);
const SMALL_RATIO: Limit = Limit::times("G2.ratio_of_small_sample", 10.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "G2",
    title: "One run far from the others",
    says: "Of at least eight runs of one digest, one has a robust z above 3.5 (of the logarithm of Query_time) and at least \
           twice the median; of fewer, more than ten times the median.",
    why: "Statements of one digest differ in their parameters; some read more rows than others.",
    severity: Severity::Medium,
    limits: &[&SAMPLE, &Z, &RATIO, &SMALL_RATIO],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let limit = |limit| facts.limits.get(limit);
    let mut found = Vec::new();
    for statement in &facts.statements {
        let entries = facts.entries_of(statement);
        let runs: Vec<_> =
            entries.iter().filter_map(|entry| Some((entry, entry.query.filter(|query| *query > 0)?))).collect();
        let times: Vec<i64> = runs.iter().map(|(_, query)| *query).collect();
        let logs: Vec<f64> = times.iter().map(|query| (*query as f64).log10()).collect();
        let (Some(mut median), Some(mut spread)) = (median_nanos(&times), Spread::of(&logs)) else { continue };
        let mut count = runs.len() as u64;
        // The entries kept are the slowest: the usual time is that of all.
        if let Some(all) = statement.summary {
            (median, count) = (all.median_nanos as i64, all.count);
            spread = Spread::of_quantiles((median as f64).log10(), (all.p95_nanos as f64).log10());
        }
        if count < 2 {
            continue;
        }
        for (entry, query) in runs.iter().copied() {
            let ratio = query as f64 / median.max(1) as f64;
            let z = spread.z((query as f64).log10());
            let unusual = if (count as f64) < limit(&SAMPLE) {
                ratio > limit(&SMALL_RATIO)
            } else {
                z.is_some_and(|z| z > limit(&Z)) && ratio >= limit(&RATIO)
            };
            if !unusual {
                continue;
            }
            let about = if ratio >= 10.0 { format!("{ratio:.0}") } else { format!("{ratio:.1}") };
            let title = format!("{about} × the usual time of this statement");
            let text = format!(
                "{title}: {} against a median of {} over {} runs.",
                say::time(query),
                say::time(median),
                say::count(count as i64)
            );
            let mut draft = RULE
                .found_in(entry, title, text)
                .explains(query - median)
                .confidence(Confidence::Certain)
                .figure("query", say::exact(query))
                .figure("median", say::exact(median))
                .figure("ratio", say::times(ratio))
                .figure("runs", count.to_string());
            if let Some(z) = z {
                draft = draft.figure("robust z", format!("{z:.1}"));
            }
            found.push(draft);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    fn titles(times: &[&str]) -> Vec<String> {
        let texts: Vec<String> = times.iter().map(|time| format!("Digest: d\nQuery_time: {time}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = testing::findings(&RULE, &testing::entries(&texts));
        found.iter().map(|finding| finding.title.to_string()).collect()
    }

    #[test]
    fn eight_runs_by_spread_fewer_by_ratio() {
        let usual = ["0.40", "0.41", "0.42", "0.43", "0.40", "0.41", "0.42"];
        let with = |time| titles(&[&usual[..], &[time]].concat());
        assert_eq!(with("4.7"), ["11 × the usual time of this statement"]);
        assert_eq!(with("0.9"), ["2.2 × the usual time of this statement"]);
        assert!(with("0.8").is_empty());
        assert!(with("0.01").is_empty());
        assert_eq!(titles(&["1", "1", "10.1"]), ["10 × the usual time of this statement"]);
        assert!(titles(&["1", "1", "10"]).is_empty());
        assert!(titles(&["10"]).is_empty());
        assert!(titles(&["0.4", "0.4", "9223372036.854776"]).is_empty());
    }
}
