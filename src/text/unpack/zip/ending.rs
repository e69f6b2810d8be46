//! Where a member ends whose size only follows its bytes: at the first place where what follows says so. The sizes told
//! there must be those of the bytes before, and their checksum too where the bytes were stored, so that headers within
//! the bytes of a member (an archive in an archive) do not end it. A member that is not read is encrypted, packed or
//! broken: in such bytes the next header cannot stand by chance, and ends it.

use super::super::checksum::{Sum, Tables};
use super::header::{DESCRIPTOR, ENTRY, LOCAL, Late, is_header};
use memchr::memmem;

/// What was found in the bytes that have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The member goes on for so many bytes at least.
    Later(usize),
    /// It ends behind so many bytes, and what follows it is so long.
    Here { body: usize, length: usize },
}

/// The longest form of what follows, and the longest without its signature.
const LATE_BYTES: usize = 24;
const UNSIGNED_BYTES: usize = 20;

/// Looks for the end in `held`, behind the bytes that `before` counts. `tables` are given for stored members, whose
/// checksum can be compared. `is_all`: nothing more will arrive.
pub fn find(held: &[u8], before: Sum, tables: Option<&Tables>, is_all: bool) -> Ending {
    for at in memmem::find_iter(held, b"PK") {
        let Some(sign) = held.get(at..at + 4) else { break };
        let starts: &[usize] = match sign {
            _ if sign == DESCRIPTOR => &[0],
            // Without a signature: before the next header.
            _ if sign == LOCAL || sign == ENTRY => &[12, 20],
            _ => continue,
        };
        if sign == DESCRIPTOR && held.len() < at + LATE_BYTES && !is_all {
            // What follows is not whole yet.
            return Ending::Later(at.saturating_sub(UNSIGNED_BYTES));
        }
        if tables.is_none() && sign != DESCRIPTOR {
            match is_header(held.get(at..).unwrap_or_default()) {
                None if !is_all => return Ending::Later(at.saturating_sub(UNSIGNED_BYTES)),
                Some(true) => return Ending::Here { body: at, length: 0 },
                _ => continue,
            }
        }
        for back in starts {
            let Some(body) = at.checked_sub(*back) else { continue };
            let late = held.get(body..).unwrap_or_default();
            let is_end = |form: &Late| {
                let length_fits = *back == 0 || form.length == *back;
                length_fits && form.packed == before.length + body as u64 && is_sum(held, body, before, tables, form)
            };
            if let Some(form) = Late::forms(late).find(is_end) {
                return Ending::Here { body, length: form.length };
            }
        }
    }
    let near = held.len().saturating_sub(LATE_BYTES);
    if !is_all {
        return Ending::Later(near);
    }
    // The beginning of what follows is none of the member's bytes, where the archive is cut there.
    let tail = held.get(near..).unwrap_or_default();
    let is_sign =
        |at: &usize| tail.get(*at..).is_some_and(|rest| rest.iter().zip(DESCRIPTOR).all(|(byte, sign)| byte == sign));
    Ending::Later((0..tail.len()).find(is_sign).map_or(held.len(), |at| near + at))
}

fn is_sum(held: &[u8], body: usize, before: Sum, tables: Option<&Tables>, form: &Late) -> bool {
    let Some(tables) = tables else { return true };
    let mut sum = before;
    sum.add(tables, held.get(..body).unwrap_or_default());
    form.size == form.packed && sum.sum() == form.sum
}
