//! The bar that shows where a statement's time went (docs/spec/tidb-logs.md §3.5): parts beside each other, their own
//! parts under them, sums over parallel requests on rows of their own, never added.

use crate::model::slow_query::TimePart;

/// A rectangle of the bar; `x` and `width` as shares of the whole, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Index into the parts.
    pub part: usize,
    pub row: usize,
    pub x: f64,
    pub width: f64,
    /// Longer than what it is a part of (a sum over parallel requests, or a stale figure): cut at its end.
    pub cut: bool,
}

/// Lays out `parts` of `total_nanos`.
pub fn pieces(parts: &[TimePart], total_nanos: i64) -> Vec<Piece> {
    let total = total_nanos.max(1) as f64;
    let mut pieces: Vec<Piece> = Vec::new();
    // Per level: where its last part began, its width, and where its next one begins.
    let mut open: Vec<(f64, f64, f64)> = vec![(0.0, 1.0, 0.0)];
    for (at, part) in parts.iter().enumerate() {
        open.truncate(part.level as usize + 1);
        let Some((begin, room, next)) = open.last_mut() else { continue };
        let length = part.duration_nanos.max(0) as f64 / total;
        let x = if part.parallel { *begin } else { *next };
        let width = length.min((*begin + *room - x).max(0.0));
        if !part.parallel {
            *next = x + width;
        }
        let cut = length > width + 0.000_5;
        let mut row = part.level as usize;
        while pieces.iter().any(|other| other.row == row && overlaps(other, x, width)) {
            row += 1;
        }
        pieces.push(Piece { part: at, row, x, width, cut });
        open.push((x, width, x));
    }
    pieces
}

fn overlaps(other: &Piece, x: f64, width: f64) -> bool {
    const LEAST: f64 = 0.000_001;
    x < other.x + other.width - LEAST && other.x < x + width.max(LEAST * 2.0) - LEAST
}

/// Words for a part: `wait_ts` → `wait for timestamp`.
pub fn part_name(name: &str) -> String {
    match name {
        "wait_ts" => "wait for timestamp".to_owned(),
        "write_response" => "write response".to_owned(),
        "preproc_subqueries" => "sub-queries while planning".to_owned(),
        _ => name.replace('_', " "),
    }
}

/// The colour class of a part; the same part has the same colour on every card.
pub fn part_class(name: &str) -> &'static str {
    // A sum over requests has the colour of what it is a sum of.
    let name = name.strip_prefix("cop_").unwrap_or(name);
    match name.strip_suffix("_summed").unwrap_or(name) {
        "parse" | "compile" | "rewrite" | "optimize" | "preproc_subqueries" => "b-plan",
        "coprocessor" | "process" | "handler" => "b-cop",
        "wait" | "wait_ts" | "lock" | "backoff" | "retry" | "queue" | "local_latch" | "resolve_lock" => "b-wait",
        "prewrite" | "commit" | "get_commit_ts" => "b-txn",
        "write_response" | "network" | "network and client" | "client, no network" | "outside the store" => "b-net",
        "unexplained" | "not shown" => "b-rest",
        _ if name.starts_with("opt") => "b-plan",
        _ => "b-else",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parts: &[(u32, i64, bool)], expected: &[(usize, f64, f64, bool)]) {
        let parts: Vec<TimePart> = parts
            .iter()
            .map(|(level, duration_nanos, parallel)| TimePart {
                name: "x".into(),
                level: *level,
                duration_nanos: *duration_nanos,
                parallel: *parallel,
            })
            .collect();
        let shown: Vec<_> =
            pieces(&parts, 100).iter().map(|piece| (piece.row, piece.x, piece.width, piece.cut)).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn nested_parts_stand_under_theirs() {
        check(
            &[(0, 25, false), (1, 25, false), (0, 50, false), (0, 25, false)],
            &[(0, 0.0, 0.25, false), (1, 0.0, 0.25, false), (0, 0.25, 0.5, false), (0, 0.75, 0.25, false)],
        );
    }

    #[test]
    fn parallel_sums_are_cut_and_never_added() {
        check(
            &[(0, 50, false), (1, 400, true), (1, 25, true), (0, 50, false)],
            &[(0, 0.0, 0.5, false), (1, 0.0, 0.5, true), (2, 0.0, 0.25, false), (0, 0.5, 0.5, false)],
        );
    }

    #[test]
    fn a_part_longer_than_the_whole_is_cut() {
        check(&[(0, 150, false), (0, 10, false)], &[(0, 0.0, 1.0, true), (0, 1.0, 0.0, true)]);
    }
}
