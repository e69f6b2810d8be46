//! Cells of a binary plan's table, as TiDB prints them (docs/spec/tidb-logs.md §4.4).

use super::message::Operator;

/// `Name_7(Build)`.
pub fn id(operator: &Operator) -> String {
    let mut id = operator.name.to_string();
    for label in &operator.labels {
        id.push_str(match label {
            1 => "(Build)",
            2 => "(Probe)",
            3 => "(Seed Part)",
            4 => "(Recursive Part)",
            _ => "",
        });
    }
    id
}

/// Two decimals, as Go writes them.
pub fn float(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned()
    } else {
        format!("{value:.2}")
    }
}

/// `root`, `cop[tikv]`; numbers TiDB does not know print as digits.
pub fn task(operator: &Operator) -> String {
    let number = |number: i32| number.to_string();
    let task = match operator.task {
        0 => return "unknown".to_owned(),
        1 => return "root".to_owned(),
        2 => "cop".to_owned(),
        3 => "batchCop".to_owned(),
        4 => "mpp".to_owned(),
        other => number(other),
    };
    let store = match operator.store {
        0 => "unspecified".to_owned(),
        1 => "tidb".to_owned(),
        2 => "tikv".to_owned(),
        3 => "tiflash".to_owned(),
        other => number(other),
    };
    format!("{task}[{store}]")
}

/// Basic, groups and cop, the non-empty ones.
pub fn execution_info(operator: &Operator) -> String {
    let groups = operator.root_groups.join(", ");
    let parts = [operator.root_basic.as_ref(), groups.as_str(), operator.cop.as_ref()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `171 Bytes`, `1.50 KB`, `N/A` for what was not measured.
pub fn memory(bytes: i64) -> String {
    const KB: i64 = 1 << 10;
    const MB: i64 = 1 << 20;
    const GB: i64 = 1 << 30;
    let (unit, name) = match bytes {
        ..0 => return "N/A".to_owned(),
        0..=KB => return format!("{bytes} Bytes"),
        _ if bytes > GB => (GB, "GB"),
        _ if bytes > MB => (MB, "MB"),
        _ => (KB, "KB"),
    };
    let value = bytes as f64 / unit as f64;
    let decimals = if bytes % unit == 0 {
        0
    } else if value < 10.0 {
        2
    } else {
        1
    };
    format!("{value:.decimals$} {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_at_every_boundary() {
        let check = |bytes, text: &str| assert_eq!(memory(bytes), text);
        check(-1, "N/A");
        check(0, "0 Bytes");
        check(1024, "1024 Bytes");
        check(1025, "1.00 KB");
        check(10 * 1024, "10 KB");
        check(1 << 20, "1024 KB");
        check((1 << 20) + 1, "1.00 MB");
        check(1 << 30, "1024 MB");
        check(5 << 30, "5 GB");
        check(i64::MAX, "8589934592.0 GB");
    }

    #[test]
    fn floats() {
        let check = |value, text: &str| assert_eq!(float(value), text);
        check(3323.333, "3323.33");
        check(f64::INFINITY, "+Inf");
        check(f64::NEG_INFINITY, "-Inf");
        check(f64::NAN, "NaN");
    }
}
