//! A line that names a duration, as a card.

use super::{Card, Tone, place, shortened};
use crate::model::Timing;
use crate::render::figures::duration;

pub fn timing(timing: &Timing) -> Card {
    let message = shortened(&timing.message, 120);
    let mut card = Card::new(match timing.duration_nanos {
        Some(nanos) => format!("{}  {}  {message}", duration(nanos), timing.kind),
        None => format!("{}  {message}", timing.kind),
    });
    card.tone = Tone::Plain;
    let mut about = vec![place(&timing.span)];
    about.extend(timing.time.map(|time| time.to_string()));
    about.extend(timing.start.map(|start| format!("began {start}")));
    about.extend(timing.threshold_nanos.map(|nanos| format!("written from {} on", duration(nanos))));
    card.remark(about.join(", "));
    card
}
