//! What comes behind the bytes of a member: its end, where that has to be searched for, its checksum and sizes, and bytes that
//! belong to nothing.

use super::super::checksum::Sum;
use super::super::outlet::Outlet;
use super::super::remarks::{count, size};
use super::ending::{self, Ending};
use super::header::{self, LOCAL, LOCAL_BYTES, Late};
use super::{Archive, State};

/// The longest header: behind the first part of a longer one nothing is held.
const MAX_HEADER_BYTES: usize = LOCAL_BYTES + (64 << 10) * 2;

impl Archive {
    pub(super) fn search(&mut self, out: &mut Outlet<'_>, is_all: bool) {
        let is_read = self.member.is_some();
        let before = if is_read { self.sum } else { Sum::of_length(self.used) };
        let tables = is_read.then(|| out.tables());
        match ending::find(self.held.bytes(), before, tables, is_all) {
            Ending::Later(length) => self.pass_over(length, out),
            Ending::Here { body, length } => {
                self.pass_over(body, out);
                self.held.skip(length);
                self.end_member(out);
                self.state = State::Header;
            }
        }
    }

    fn pass_over(&mut self, length: usize, out: &mut Outlet<'_>) {
        if self.member.is_some() {
            self.take(length, out);
        } else {
            self.held.skip(length);
            self.used += length as u64;
        }
    }

    /// Checksum and sizes behind a member whose bytes told their own end.
    pub(super) fn late(&mut self, out: &mut Outlet<'_>, is_all: bool) {
        let bytes = self.held.bytes();
        // The longest form, and the sign of what comes behind it.
        if bytes.len() < 28 && !is_all {
            return;
        }
        let was_read = self.member.is_some();
        let fits = |form: &Late| {
            form.packed == self.used && (!was_read || form.size == self.sum.length && form.sum == self.sum.sum())
        };
        let (told, arrived) = (Late::forms(bytes).find(fits), bytes.len());
        let length = match told {
            Some(form) => form.length,
            None if arrived < 12 => return,
            None => {
                if was_read {
                    self.damaged("its checksum differs", out);
                }
                let bytes = self.held.bytes();
                let is_next = |length: &usize| bytes.get(*length..).is_some_and(|next| next.starts_with(b"PK"));
                [16, 24, 12, 20].into_iter().find(is_next).unwrap_or_default()
            }
        };
        self.held.skip(length);
        self.end_member(out);
        self.state = State::Header;
    }

    /// Looks for the next member, or for the list at the end.
    pub(super) fn find_next(&mut self, bytes: u64, out: &mut Outlet<'_>) {
        let held = self.held.bytes();
        let is_end = |bytes: &[u8]| bytes.starts_with(b"PK\x05\x06");
        let is_next =
            |at: &usize| held.get(*at..).is_some_and(|bytes| header::is_header(bytes) == Some(true) || is_end(bytes));
        if let Some(at) = memchr::memmem::find_iter(held, b"PK").find(is_next) {
            self.held.skip(at);
            self.lost(bytes + at as u64, out);
            self.state = State::Header;
            return;
        }
        // A header that is not whole yet may stand at the end.
        let whole = memchr::memmem::rfind(held, LOCAL).filter(|at| held.len() - at < MAX_HEADER_BYTES);
        let length = whole.unwrap_or(held.len().saturating_sub(3));
        self.held.skip(length);
        self.state = State::Lost(bytes + length as u64);
    }

    pub(super) fn lost(&self, bytes: u64, out: &mut Outlet<'_>) {
        let behind = match self.members {
            0 => String::new(),
            members => format!(" behind {} that were met", count(members, "member")),
        };
        let text = format!("The archive is damaged: {}{behind} belong to no member and were not read.", size(bytes));
        out.remark("damaged", text);
    }
}
