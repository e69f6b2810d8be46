//! The fields of a slow-query entry in groups, with units for people (spec/tidb-logs.md §3.5). What a field means comes
//! from the engine's table through the worker; without it the name tells the unit.

use super::figures;
use crate::model::{Fields, Text};

/// A line of the engine's table of fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldHelp {
    pub name: Text,
    pub group: Text,
    pub unit: Text,
    pub meaning: Text,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    /// For people: `51.636 s`.
    pub shown: String,
    /// Exactly as printed.
    pub exact: String,
    pub meaning: Text,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub title: &'static str,
    pub rows: Vec<Row>,
    /// Names of fields that are zero, false or empty.
    pub quiet: Vec<Row>,
}

const GROUPS: [(&str, &str); 10] = [
    ("T", "Time"),
    ("C", "Coprocessor"),
    ("S", "Storage"),
    ("X", "Transaction"),
    ("M", "Memory and disk"),
    ("P", "Plan and statistics"),
    ("R", "Resource control"),
    ("N", "Network"),
    ("B", "Statement"),
    ("O", "Other"),
];

/// The groups that have fields, in reading order, without the fields (name, value) that the card shows elsewhere.
pub fn groups(fields: &Fields, help: &[FieldHelp], is_elsewhere: impl Fn(&str, &str) -> bool) -> Vec<Group> {
    let mut groups: Vec<Group> = GROUPS.iter().map(|(_, title)| Group { title, ..Group::default() }).collect();
    for (name, exact) in fields.iter().filter(|(name, exact)| !is_elsewhere(name, exact)) {
        let known = help.iter().find(|line| is_named(name, &line.name));
        let (letter, unit) = match known {
            Some(line) => (line.group.as_ref(), line.unit.as_ref()),
            None => guess(name),
        };
        let at = GROUPS.iter().position(|(group, _)| *group == letter).unwrap_or(GROUPS.len() - 1);
        let row = Row {
            name: name.to_owned(),
            shown: human(exact, unit),
            exact: exact.to_owned(),
            meaning: known.map(|line| line.meaning.clone()).unwrap_or_default(),
        };
        if let Some(group) = groups.get_mut(at) {
            if is_quiet(exact) { group.quiet.push(row) } else { group.rows.push(row) }
        }
    }
    groups.retain(|group| !group.rows.is_empty() || !group.quiet.is_empty());
    groups
}

/// A `*` in the table stands for any kind of back-off.
fn is_named(name: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        Some((head, tail)) => name.len() > head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail),
        None => name == pattern,
    }
}

fn is_quiet(value: &str) -> bool {
    let value = value.trim();
    matches!(value, "" | "false" | "''" | "\"\"" | "[]" | "{}" | "N/A")
        || value.parse::<f64>().is_ok_and(|number| number == 0.0)
}

/// A value with its unit; as printed where it is no number.
pub fn human(exact: &str, unit: &str) -> String {
    let value = exact.trim();
    let shown = match unit {
        "s" | "s ∥" => nanos_of_seconds(value).map(figures::duration),
        "B" => value.parse().ok().map(figures::bytes),
        "n" | "count" => value.parse().ok().map(figures::count),
        "RU" => Some(format!("{value} RU")),
        _ => None,
    };
    shown.unwrap_or_else(|| value.to_owned())
}

/// `2.931214495` → nanoseconds, digit by digit: a double would lose some.
pub fn nanos_of_seconds(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse::<f64>().ok().map(|seconds| (seconds * 1e9) as i64);
    }
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = format!("{part:0<9}").get(..9)?.parse().ok()?;
    whole.checked_mul(1_000_000_000)?.checked_add(part)
}

/// Group and unit by the shape of a name.
fn guess(name: &str) -> (&'static str, &'static str) {
    let ends = |suffix: &str| name.ends_with(suffix);
    let starts = |prefix: &str| name.starts_with(prefix);
    let unit = if ends("_time")
        || ends("_total") && !ends("_cross_zone_total") && !starts("Unpacked")
        || ends("_avg")
        || ends("_p90")
        || ends("_max") && starts("Cop")
        || name == "Wait_TS"
        || starts("Opt_")
    {
        "s"
    } else if ends("_bytes")
        || ends("_byte")
        || ends("_size")
        || name == "Mem_max"
        || name == "Disk_max"
        || starts("Unpacked")
    {
        "B"
    } else if ends("_count") || ends("_keys") || ends("_rows") || starts("Num_") || ends("_region") {
        "n"
    } else {
        ""
    };
    let group = if starts("Cop_")
        || name.contains("rocess_")
        || matches!(name, "Num_cop_tasks" | "Request_count" | "Wait_time" | "Backoff_time" | "Total_keys")
    {
        "C"
    } else if starts("Rocksdb") || starts("Get_snapshot") {
        "S"
    } else if name.contains("rewrite_")
        || name.contains("ommit")
        || name.contains("Txn")
        || name.contains("txn")
        || starts("Lock")
    {
        "X"
    } else if starts("Mem_") || starts("Disk_") {
        "M"
    } else if starts("Plan") || starts("Stats") || starts("Index") || name == "Prepared" || starts("IsSync") {
        "P"
    } else if starts("Request_unit") || starts("Resource") || ends("cpu_time") {
        "R"
    } else if starts("Unpacked") {
        "N"
    } else if unit == "s" {
        "T"
    } else {
        "B"
    };
    (group, unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_in_groups() {
        let mut fields = Fields::default();
        for (name, value) in [
            ("Query_time", "54.568269609"),
            ("Parse_time", "0"),
            ("Compile_time", "2.931214495"),
            ("Mem_max", "171"),
            ("Plan", "tidb_decode_plan('x')"),
            ("Odd", "x y"),
        ] {
            fields.push(name, value);
        }
        assert!(
            is_named("Cop_backoff_tikvRPC_total_time", "Cop_backoff_*_total_time")
                && !is_named("Cop_time", "Cop_backoff_*")
        );
        let help = [FieldHelp { name: "Odd".into(), group: "N".into(), unit: "t".into(), meaning: "A word.".into() }];
        let shown: Vec<String> = groups(&fields, &help, |name, _| name == "Plan")
            .iter()
            .map(|group| {
                let rows: Vec<String> = group.rows.iter().map(|row| format!("{}={}", row.name, row.shown)).collect();
                format!("{}: {} ({} quiet)", group.title, rows.join(" "), group.quiet.len())
            })
            .collect();
        assert_eq!(
            shown,
            [
                "Time: Query_time=54.568 s Compile_time=2.931 s (1 quiet)",
                "Memory and disk: Mem_max=171 B (0 quiet)",
                "Network: Odd=x y (0 quiet)",
            ]
        );
    }

    #[test]
    fn seconds_keep_their_digits() {
        assert_eq!(nanos_of_seconds("54.568269609"), Some(54_568_269_609));
        assert_eq!(nanos_of_seconds("9223372036.854776"), None);
        assert_eq!(nanos_of_seconds("3"), Some(3_000_000_000));
        assert_eq!(nanos_of_seconds("1.5e-05"), Some(15_000));
        assert_eq!(nanos_of_seconds("x"), None);
    }
}
