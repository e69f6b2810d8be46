//! Where text goes, and what all layers of a source share.

use super::checksum::Tables;
use super::limit::Limit;
use super::remarks::{Remark, Remarks, Told};

/// What all layers of a source share.
#[derive(Default)]
pub struct Shared {
    pub limit: Limit,
    pub packing: Option<&'static str>,
    pub remarks: Remarks,
    repairs: Vec<(&'static str, u64)>,
    /// Made when the first checksum is.
    tables: Option<Tables>,
    last_byte: u8,
}

impl Shared {
    pub fn told(mut self) -> Told {
        if self.limit.is_reached() {
            self.remarks.add(Remark::new("limit", self.limit.sentence()));
        }
        Told { packing: self.packing, repairs: self.repairs, remarks: self.remarks.into_list() }
    }
}

/// The way out for one call.
pub struct Outlet<'a> {
    pub shared: &'a mut Shared,
    pub each: &'a mut dyn FnMut(&[u8]),
}

impl Outlet<'_> {
    pub fn text(&mut self, bytes: &[u8]) {
        if let Some(last) = bytes.last() {
            self.shared.last_byte = *last;
            (self.each)(bytes);
        }
    }

    /// Ends the line of the member before, so that the next one starts with a line of its own.
    pub fn end_line(&mut self) {
        if !matches!(self.shared.last_byte, 0 | b'\n') {
            self.text(b"\n");
        }
    }

    pub fn remark(&mut self, kind: &'static str, text: String) {
        self.shared.remarks.add(Remark::new(kind, text));
    }

    pub fn repaired(&mut self, kind: &'static str, count: u64) {
        match self.shared.repairs.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, sum)) => *sum += count,
            None => self.shared.repairs.push((kind, count)),
        }
    }

    /// Whether enough was unpacked.
    pub fn is_full(&self) -> bool {
        self.shared.limit.is_reached()
    }

    pub fn tables(&mut self) -> &Tables {
        self.shared.tables.get_or_insert_default()
    }
}
