//! One shared copy of texts that repeat: function names and files of thousands of reports.

use super::hash::Words;
use std::collections::HashSet;
use std::sync::Arc;

/// Distinct texts held; beyond that the store starts anew, and texts made before stay as they are.
const MAX_TEXTS: usize = 1 << 18;

/// Gives the same shared text for the same bytes. Its order is never looked at.
#[derive(Debug, Default)]
pub struct Interner(HashSet<Arc<str>, Words>);

impl Interner {
    /// Bytes as text; what is not UTF-8 is replaced.
    pub fn text(&mut self, bytes: &[u8]) -> Arc<str> {
        let Ok(text) = std::str::from_utf8(bytes) else { return super::bytes::text(bytes) };
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        if self.0.len() >= MAX_TEXTS {
            self.0.clear();
        }
        let made: Arc<str> = Arc::from(text);
        self.0.insert(made.clone());
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_one() {
        let mut interner = Interner::default();
        let first = interner.text(b"main.main");
        assert!(Arc::ptr_eq(&first, &interner.text(b"main.main")));
        assert_eq!(&*interner.text(b"\xff"), "\u{fffd}");
    }
}
