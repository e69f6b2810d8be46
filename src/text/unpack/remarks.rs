//! What there is to say about a source besides its text.

/// Remarks listed for one source; the others are counted.
const MAX_REMARKS: usize = 50;
/// Members of archives named in one sentence.
const MAX_NAMES: usize = 20;
/// A longer name is cut.
const MAX_NAME_BYTES: usize = 200;

/// A sentence about a source, with the kind of note it becomes: `not_read` (something was not read at all), `cut` (it ends
/// early), `damaged` (what was read may differ from what was packed), `limit`, or `archive` (which members were read).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub kind: &'static str,
    pub text: String,
}

impl Remark {
    pub fn new(kind: &'static str, text: String) -> Self {
        Self { kind, text }
    }
}

/// All there is to say about a source that was taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What the source was packed with: the outermost layer.
    pub packing: Option<&'static str>,
    /// What was put right on the way to the text.
    pub repairs: Vec<(&'static str, u64)>,
    pub remarks: Vec<Remark>,
}

/// Collects remarks in bounded memory.
#[derive(Default)]
pub struct Remarks {
    list: Vec<Remark>,
    more: u64,
    read: Vec<String>,
    read_count: u64,
}

impl Remarks {
    pub fn add(&mut self, remark: Remark) {
        if self.list.len() < MAX_REMARKS {
            self.list.push(remark);
        } else {
            self.more += 1;
        }
    }

    /// A member of an archive that was read as text.
    pub fn read(&mut self, name: &str) {
        self.read_count += 1;
        if self.read.len() < MAX_NAMES {
            self.read.push(name.to_owned());
        }
    }

    pub fn into_list(self) -> Vec<Remark> {
        let Self { mut list, more, read, read_count } = self;
        if more > 0 {
            list.push(Remark::new("not_read", format!("{} like these.", count(more, "more remark"))));
        }
        if read_count > 0 {
            let others = match read_count - read.len() as u64 {
                0 => String::new(),
                others => format!(" and {others} more"),
            };
            let text = format!("Read of the archive, one after the other: {}{others}.", read.join(", "));
            list.insert(0, Remark::new("archive", text));
        }
        list
    }
}

/// `1 member`, `2 members`.
pub fn count(number: u64, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// A size: `171 bytes`, `11.1 KiB`.
pub fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_024 => return count(bytes, "byte"),
        1_024..1_048_576 => (1_024, "KiB"),
        1_048_576..1_073_741_824 => (1_048_576, "MiB"),
        _ => (1_073_741_824, "GiB"),
    };
    format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit)
}

/// The name of a member as it is shown: one short line of text.
pub fn name(bytes: &[u8]) -> String {
    let shown = String::from_utf8_lossy(bytes.get(..MAX_NAME_BYTES).unwrap_or(bytes));
    shown.chars().map(|letter| if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_counted() {
        let mut remarks = Remarks::default();
        for number in 0..60 {
            remarks.add(Remark::new("not_read", format!("{number}")));
            remarks.read(&format!("m{number}"));
        }
        let list = remarks.into_list();
        assert_eq!(list.len(), MAX_REMARKS + 2);
        assert!(list[0].text.ends_with("m18, m19 and 40 more."), "{}", list[0].text);
        assert_eq!(list[51].text, "10 more remarks like these.");
    }

    #[test]
    fn names_are_one_line_of_text() {
        assert_eq!(name(b"a\n\x1b[31m.log"), "a\u{fffd}\u{fffd}[31m.log");
    }
}
