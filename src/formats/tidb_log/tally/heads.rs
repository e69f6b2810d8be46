//! Heads of records that were read before: level, caller and message of one statement of a program, which prints them
//! again and again. A line that begins with a known one needs no look at them.

use crate::text::hash::WordHasher;
use std::hash::Hasher;

/// Heads remembered, each where its hash puts it.
const SLOTS: usize = 256;
/// What the hash is made of: mostly all of level and caller.
const HASHED_BYTES: usize = 24;

#[derive(Clone, Debug, Default)]
pub struct Heads {
    slots: Vec<Option<Head>>,
}

/// `[INFO] [domain.go:2654] ["loadSchemaInLoop exited."]`.
#[derive(Clone, Debug)]
struct Head {
    text: Vec<u8>,
    known: Known,
}

/// What is known of a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its level's place among the levels.
    pub level: usize,
    /// Its message's place among the messages.
    pub message: u32,
}

impl Heads {
    /// What is known of the head that a line has behind its time, and what follows it.
    pub fn find<'a>(&self, behind_time: &'a [u8]) -> Option<(Known, &'a [u8])> {
        let head = self.slots.get(slot(behind_time)?)?.as_ref()?;
        let (start, rest) = behind_time.split_at_checked(head.text.len())?;
        is_same(start, &head.text).then_some((head.known, rest))
    }

    /// Remembers a head in the place of another.
    pub fn learn(&mut self, text: &[u8], known: Known) {
        let Some(slot) = slot(text) else { return };
        if self.slots.is_empty() {
            self.slots.resize(SLOTS, None);
        }
        if let Some(place) = self.slots.get_mut(slot) {
            let head = place.get_or_insert_with(|| Head { text: Vec::new(), known });
            head.text.clear();
            head.text.extend_from_slice(text);
            head.known = known;
        }
    }
}

fn slot(text: &[u8]) -> Option<usize> {
    let mut hash = WordHasher::default();
    hash.write(text.get(..HASHED_BYTES)?);
    Some(hash.finish() as usize % SLOTS)
}

/// Whether two texts of one length are the same, eight bytes at a step: in a build for size the library compares byte by
/// byte.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let ((words, rest), (others, other_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    words.iter().zip(others).all(|(word, other)| u64::from_le_bytes(*word) == u64::from_le_bytes(*other))
        && rest.iter().zip(other_rest).all(|(byte, other)| byte == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_known_again_whatever_follows() {
        let mut heads = Heads::default();
        let head = b"[INFO] [domain.go:2654] [\"exited.\"]";
        let known = Known { level: 1, message: 7 };
        assert_eq!(heads.find(head), None);
        heads.learn(head, known);
        assert_eq!(heads.find(head), Some((known, &b""[..])));
        assert_eq!(heads.find(&[head, &b" [a=1]"[..]].concat()), Some((known, &b" [a=1]"[..])));
        for other in
            ["[INFO] [domain.go:2654] [\"exited!\"]", "[INFO] [domain.go:2655] [\"exited.\"]", "[INFO] [domain.go:26"]
        {
            assert_eq!(heads.find(other.as_bytes()), None, "{other}");
        }
    }
}
