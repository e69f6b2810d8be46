//! Where the bars and marks of a timeline stand: rows within a lane so that nothing lies over another, labels only
//! where there is room for them. All figures in pixels of the drawing.

use crate::text::order::Order;

/// An event to be placed; `from == to` is an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Event<'a> {
    pub lane: usize,
    pub from_nanos: i64,
    pub to_nanos: i64,
    pub label: &'a str,
    /// How many records it stands for.
    pub count: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Index into the events given.
    pub event: usize,
    /// Row of the whole drawing, from the top.
    pub row: usize,
    pub x: f64,
    pub width: f64,
    pub label: Label,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Label {
    None,
    /// Starts at x, inside the bar.
    Inside(f64),
    /// Starts at x, after the bar.
    After(f64),
    /// Ends at x, before the bar.
    Before(f64),
}

/// The whole drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    pub placed: Vec<Placed>,
    /// What a crowded lane does not show one by one.
    pub crowds: Vec<Crowd>,
    /// First row of each lane, and at the end the number of rows; an empty lane has no row.
    pub first_rows: Vec<usize>,
}

/// Events of a lane that are too many to be drawn one by one: how many begin in each stretch of [`CROWD_STEP`] pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Crowd {
    pub lane: usize,
    pub row: usize,
    pub counts: Vec<u32>,
}

/// A lane with more events than this in sight is crowded; this many of its longest are still drawn one by one.
const CROWDED: usize = 240;
const LONGEST: usize = 40;
pub const CROWD_STEP: f64 = 3.0;

/// Rows a lane may take; what does not fit lies in the last one, without a label.
const MOST_ROWS: usize = 5;
/// Width of a character of the labels, and the room around one.
const CHARACTER: f64 = 6.2;
const PAD: f64 = 6.0;
/// Narrowest bar, and the width of a mark.
pub const LEAST_WIDTH: f64 = 3.0;
pub const MARK_WIDTH: f64 = 11.0;

/// Places `events` on an axis from `from_nanos` to `to_nanos` that is `width` pixels wide.
pub fn place(events: &[Event<'_>], lanes: usize, from_nanos: i64, to_nanos: i64, width: f64) -> Drawing {
    let length = to_nanos.saturating_sub(from_nanos).max(1) as f64;
    let x_of = |nanos: i64| (nanos.saturating_sub(from_nanos) as f64 / length * width).clamp(0.0, width);
    let mut drawing = Drawing::default();
    let mut row = 0;
    for lane in 0..lanes {
        drawing.first_rows.push(row);
        let mut order: Vec<usize> = (0..events.len())
            .filter(|at| {
                events.get(*at).is_some_and(|e| e.lane == lane && e.to_nanos >= from_nanos && e.from_nanos <= to_nanos)
            })
            .collect();
        let crowd = (order.len() > CROWDED).then(|| {
            order.order_by_key(|at| events.get(*at).map(|event| event.from_nanos.saturating_sub(event.to_nanos)));
            let mut counts = vec![0_u32; (width / CROWD_STEP) as usize + 1];
            for event in order.split_off(LONGEST).into_iter().filter_map(|at| events.get(at)) {
                if let Some(count) = counts.get_mut((x_of(event.from_nanos) / CROWD_STEP) as usize) {
                    *count += event.count;
                }
            }
            counts
        });
        order.order_by_key(|at| events.get(*at).map(|event| (event.from_nanos, event.to_nanos)));
        // Right end of what stands in each row, bars and labels.
        let mut ends: Vec<f64> = Vec::new();
        for at in order {
            let Some(event) = events.get(at) else { continue };
            let mut x = x_of(event.from_nanos);
            let mut bar = (x_of(event.to_nanos) - x).max(LEAST_WIDTH);
            if event.from_nanos == event.to_nanos {
                (x, bar) = ((x - MARK_WIDTH / 2.0).clamp(0.0, (width - MARK_WIDTH).max(0.0)), MARK_WIDTH);
            } else {
                x = x.min(width - bar);
            }
            let text = event.label.chars().count() as f64 * CHARACTER;
            let inside = text + 2.0 * PAD <= bar && event.from_nanos != event.to_nanos;
            let after = !inside && x + bar + PAD + text <= width;
            let before = !inside && !after && x - PAD - text >= 0.0;
            let (left, right, label) = if text == 0.0 {
                (x, x + bar, Label::None)
            } else if inside {
                (x, x + bar, Label::Inside(x + PAD))
            } else if after {
                (x, x + bar + PAD + text, Label::After(x + bar + PAD / 2.0))
            } else if before {
                (x - PAD - text, x + bar, Label::Before(x - PAD / 2.0))
            } else {
                (x, x + bar, Label::None)
            };
            let free = |ends: &[f64], left: f64| ends.iter().position(|end| *end + 2.0 <= left);
            // The last row is kept for bars without labels: they may lie over each other, but over no text.
            let labelled = ends.get(..MOST_ROWS - 1).unwrap_or(&ends);
            let slot = free(labelled, left).or_else(|| (ends.len() < MOST_ROWS - 1).then_some(ends.len()));
            // No room with the label: without it, and at last over another bar.
            let (slot, right, label) = match slot {
                Some(slot) => (slot, right, label),
                None => (free(&ends, x).unwrap_or(MOST_ROWS - 1), x + bar, Label::None),
            };
            match ends.get_mut(slot) {
                Some(end) => *end = end.max(right),
                None => ends.push(right),
            }
            drawing.placed.push(Placed { event: at, row: row + slot, x, width: bar, label });
        }
        row += ends.len();
        if let Some(counts) = crowd {
            drawing.crowds.push(Crowd { lane, row, counts });
            row += 1;
        }
    }
    drawing.first_rows.push(row);
    drawing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(lane: usize, from: i64, to: i64, label: &str) -> Event<'_> {
        Event { lane, from_nanos: from, to_nanos: to, label, count: 1 }
    }

    fn check(events: &[Event<'_>], expected: &[(usize, usize, Label)]) {
        let drawing = place(events, 2, 0, 1_000, 500.0);
        let shown: Vec<_> = drawing.placed.iter().map(|placed| (placed.event, placed.row, placed.label)).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn labels_stand_where_there_is_room() {
        check(&[event(0, 0, 500, "54.568 s")], &[(0, 0, Label::Inside(6.0))]);
        check(&[event(0, 0, 20, "54.568 s")], &[(0, 0, Label::After(13.0))]);
        check(&[event(0, 990, 990, "timeout")], &[(0, 0, Label::Before(486.0))]);
    }

    #[test]
    fn labels_and_bars_do_not_collide() {
        check(
            &[event(0, 0, 20, "first one"), event(0, 60, 400, "second")],
            &[(0, 0, Label::After(13.0)), (1, 1, Label::Inside(36.0))],
        );
        check(
            &[event(0, 0, 100, ""), event(0, 200, 300, ""), event(1, 0, 9, "")],
            &[(0, 0, Label::None), (1, 0, Label::None), (2, 1, Label::None)],
        );
    }

    #[test]
    fn a_full_lane_keeps_its_height() {
        let crowd: Vec<Event<'_>> = (0..1_000).map(|at| event(0, at, at, "x")).collect();
        let drawing = place(&crowd, 1, 0, 1_000, 500.0);
        let counted: u32 = drawing.crowds[0].counts.iter().sum();
        assert_eq!((drawing.placed.len(), counted as usize), (LONGEST, 1_000 - LONGEST));
        assert!(drawing.placed.iter().all(|placed| placed.row < MOST_ROWS - 1 || placed.label == Label::None));
        let many: Vec<Event<'_>> = (0..40).map(|_| event(0, 0, 1_000, "x")).collect();
        assert_eq!(place(&many, 1, 0, 1_000, 500.0).first_rows, [0, MOST_ROWS]);
    }
}
