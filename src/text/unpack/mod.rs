//! From the raw bytes of a source to its text: packed sources (gzip, zip, zstd, tar) unpacked as they arrive, UTF-16 and old
//! line breaks decoded, and whatever is no text named and not read.
//!
//! [`Intake`] is the one way in: the command and the page push a source's bytes into it and get text. Each layer is a
//! [`stage`] that looks at its first bytes and hands what it unpacks to the stage within it, so that `x.tar.gz` or a
//! `build.log.gz` in a zip need no code of their own. All of it works in bounded memory ([`limit`]); what was not read, was
//! damaged or ended early is said in words ([`remarks`]), and what came before it counts.

mod checksum;
mod decoding;
mod foreign;
mod gzip;
mod held;
mod inflate;
mod limit;
mod outlet;
mod remarks;
mod sniff;
mod stage;
mod tar;
mod zip;
mod zstd;

pub use remarks::{Remark, Told};
pub use sniff::{START_BYTES, is_text};

use outlet::{Outlet, Shared};
use stage::Stage;

/// Bytes looked at between two looks at the limit, so that a small piece that holds much cannot fill the memory.
const PIECE_BYTES: usize = 4 << 10;

/// Takes the raw bytes of one source and hands on its text. The result does not depend on how the source was cut.
///
/// ```
/// use racecard::text::unpack::Intake;
/// let (mut intake, mut text) = (Intake::default(), Vec::new());
/// intake.push(b"\xff\xfeh\x00i\x00", &mut |bytes| text.extend_from_slice(bytes));
/// let told = intake.finish(&mut |bytes| text.extend_from_slice(bytes));
/// assert_eq!((text.as_slice(), told.repairs), (&b"hi"[..], vec![("UTF-16", 1)]));
/// ```
pub struct Intake {
    stage: Stage,
    shared: Shared,
}

impl Default for Intake {
    fn default() -> Self {
        Self { stage: Stage::of_source(), shared: Shared::default() }
    }
}

impl Intake {
    /// Takes the next raw bytes; `each` gets the text in them.
    pub fn push(&mut self, raw: &[u8], each: &mut dyn FnMut(&[u8])) {
        let mut raw = raw;
        while !raw.is_empty() && !self.shared.limit.is_reached() {
            // Text is handed on whole: nothing in it can grow.
            let length = if self.stage.is_text() { raw.len() } else { raw.len().min(PIECE_BYTES) };
            let Some((piece, rest)) = raw.split_at_checked(length) else { return };
            self.shared.limit.taken(piece.len());
            self.stage.push(piece, &mut Outlet { shared: &mut self.shared, each });
            raw = rest;
        }
    }

    /// Ends the source; gives what there is to say about it.
    pub fn finish(mut self, each: &mut dyn FnMut(&[u8])) -> Told {
        self.stage.finish(&mut Outlet { shared: &mut self.shared, each });
        self.shared.told()
    }
}

#[cfg(test)]
mod tests;
