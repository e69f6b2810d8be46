//! The most frequent messages, digits masked; and what each message is, decided once.

use crate::formats::tidb_log::catalogue::{Class, classify};
use crate::model::log::Loud;
use crate::model::{Span, Text};
use crate::text::bytes::{digit_at, text};
use crate::text::hash::{WordHasher, Words};
use crate::text::order::Order;
use std::collections::HashMap;
use std::hash::Hasher;

/// Different messages told apart; further ones are not counted.
const MAX_MESSAGES: usize = 4_096;
/// Messages listed.
const MAX_LISTED: usize = 50;
/// Longer messages are texts of their own: neither counted nor remembered.
const MAX_LENGTH: usize = 200;

/// Counts per masked message.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    seen: Vec<Seen>,
    /// Places by the hash of the masked message.
    places: HashMap<u64, u32, Words>,
}

#[derive(Clone, Debug)]
struct Seen {
    masked: Text,
    count: u64,
    class: Class,
    span: Span,
}

impl Messages {
    /// Counts a message and says what it is.
    pub fn add(&mut self, message: &[u8], span: Span) -> Class {
        if message.len() > MAX_LENGTH {
            // A slow query is none of the catalogue's, and long.
            let is_slow_query = message.starts_with(b"# Time:") || message.starts_with(b"# Txn_start_ts:");
            return if is_slow_query { Class::Plain } else { classify(message) };
        }
        let hash = hash(message);
        if let Some(seen) = self.places.get(&hash).and_then(|place| self.seen.get_mut(*place as usize)) {
            seen.count += 1;
            return seen.class;
        }
        let class = classify(message);
        if self.seen.len() < MAX_MESSAGES {
            self.places.insert(hash, self.seen.len() as u32);
            self.seen.push(Seen { masked: text(&mask(message)), count: 1, class, span });
        }
        class
    }

    /// The place of a message like one that was counted before, where it is a plain one.
    pub fn plain(&self, message: &[u8]) -> Option<u32> {
        let place = *self.places.get(&hash(message))?;
        self.seen.get(place as usize).filter(|seen| seen.class == Class::Plain).map(|_| place)
    }

    /// Counts the message at this place once more.
    pub fn again(&mut self, place: u32) {
        if let Some(seen) = self.seen.get_mut(place as usize) {
            seen.count += 1;
        }
    }

    /// Adds the counts of the most frequent ones to those of other sources.
    pub fn add_to(self, loudest: &mut Vec<Loud>) {
        let mut seen: Vec<Seen> = self.seen.into_iter().filter(|seen| !seen.masked.is_empty()).collect();
        seen.order_by(|a, b| b.count.cmp(&a.count).then(a.span.cmp(&b.span)).then(a.masked.cmp(&b.masked)));
        seen.truncate(MAX_LISTED * 10);
        for seen in seen {
            match loudest.iter_mut().find(|loud| loud.message == seen.masked) {
                Some(loud) => {
                    loud.count += seen.count;
                    loud.span = loud.span.min(seen.span);
                }
                None => loudest.push(Loud { message: seen.masked, count: seen.count, span: seen.span }),
            }
        }
        loudest.order_by(|a, b| b.count.cmp(&a.count).then(a.span.cmp(&b.span)).then(a.message.cmp(&b.message)));
        loudest.truncate(MAX_LISTED);
    }
}

/// Every run of digits is one `#`.
fn masked(message: &[u8]) -> impl Iterator<Item = u8> {
    let mut digit = false;
    message.iter().filter_map(move |byte| {
        let again = digit;
        digit = byte.is_ascii_digit();
        match (digit, again) {
            (true, true) => None,
            (true, false) => Some(b'#'),
            _ => Some(*byte),
        }
    })
}

fn mask(message: &[u8]) -> Vec<u8> {
    masked(message).collect()
}

/// The hash of the masked message: of what stands between its runs of digits.
fn hash(message: &[u8]) -> u64 {
    let (mut hash, mut rest) = (WordHasher::default(), message);
    loop {
        let text = digit_at(rest).unwrap_or(rest.len());
        let (text, number) = rest.split_at_checked(text).unwrap_or((rest, b""));
        hash.write(text);
        if number.is_empty() {
            return hash.finish();
        }
        let digits = number.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(number.len());
        rest = number.get(digits..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_differ_by_more_than_numbers() {
        let mut messages = Messages::default();
        for message in ["region 12 split", "region 3 split", "other", "region 9 split", "get timestamp too slow"] {
            messages.add(message.as_bytes(), Span::default());
        }
        let mut loudest = Vec::new();
        messages.add_to(&mut loudest);
        assert_eq!((loudest[0].message.as_ref(), loudest[0].count), ("region # split", 3));
        assert_eq!(loudest.len(), 3);
    }
}
