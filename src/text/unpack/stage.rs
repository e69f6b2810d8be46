//! One layer of a source: looks at its first bytes, then unpacks them for the layer within, decodes them as text, or counts
//! them as something that is not read.

use super::decoding::Decoding;
use super::foreign::{self, Foreign};
use super::outlet::Outlet;
use super::remarks::size;
use super::sniff::{self, START_BYTES};
use super::{gzip, tar, zip, zstd};

/// Layers that are followed: gzip, zip and zstd are two, a tar archive one, so that three packings are, each around a tar.
const MAX_DEPTH: u8 = 7;

/// What went wrong in a layer, with the kind of note it becomes.
pub struct Trouble {
    pub kind: &'static str,
    pub text: String,
}

impl Trouble {
    pub fn new(kind: &'static str, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }
}

/// One layer.
pub struct Stage {
    /// How sentences call it.
    subject: String,
    /// The member of an archive that it is.
    member: Option<String>,
    depth: u8,
    bytes: u64,
    kind: Kind,
    /// Nothing more is read of this layer.
    is_over: bool,
}

enum Kind {
    /// The first bytes, until there are enough.
    Start(Vec<u8>),
    Text(Decoding),
    Gzip(Box<gzip::Members>, Box<Stage>),
    Zstd(Box<zstd::Frames>, Box<Stage>),
    Zip(Box<zip::Archive>),
    Tar(Box<tar::Archive>),
    /// Bytes before what is read.
    Skip(usize, Box<Stage>),
    Hole(u64),
    Foreign(Foreign),
    Empty,
}

impl Stage {
    /// The outermost layer.
    pub fn of_source() -> Self {
        Self::new("This source".into(), None, 0)
    }

    /// A member of an archive at `depth`.
    pub fn of_member(name: &str, depth: u8) -> Self {
        Self::new(format!("{name} in the archive"), Some(name.to_owned()), depth)
    }

    fn new(subject: String, member: Option<String>, depth: u8) -> Self {
        Self { subject, member, depth, bytes: 0, kind: Kind::Start(Vec::new()), is_over: false }
    }

    /// What this layer unpacks to.
    fn within(&self, depth: u8) -> Self {
        let subject =
            if self.depth == 0 { "The unpacked source".into() } else { format!("{} (unpacked)", self.subject) };
        Self::new(subject, self.member.clone(), depth)
    }

    /// How the names of members within this layer begin.
    fn path(&self) -> String {
        self.member.as_ref().map_or(String::new(), |name| format!("{name}/"))
    }

    /// Whether bytes are handed on as they come.
    pub fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text(_))
    }

    pub fn push(&mut self, bytes: &[u8], out: &mut Outlet<'_>) {
        self.bytes += bytes.len() as u64;
        if self.depth > 0 && !out.shared.limit.passed(bytes.len()) || self.is_over {
            return;
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = match &mut self.kind {
                Kind::Start(head) => {
                    let length = rest.len().min(START_BYTES - head.len());
                    let (taken, left) = rest.split_at_checked(length).unwrap_or((rest, b""));
                    head.extend_from_slice(taken);
                    if head.len() == START_BYTES {
                        self.settle(out);
                    }
                    left
                }
                Kind::Hole(length) => {
                    let zeros = rest.iter().take_while(|byte| **byte == 0).count();
                    *length += zeros as u64;
                    let left = rest.get(zeros..).unwrap_or_default();
                    if !left.is_empty() {
                        out.repaired("a hole of NUL bytes before the text", 1);
                        self.kind = Kind::Start(Vec::new());
                    }
                    left
                }
                Kind::Skip(left, inner) => {
                    let skipped = rest.len().min(*left);
                    *left -= skipped;
                    inner.push(rest.get(skipped..).unwrap_or_default(), out);
                    b""
                }
                _ => {
                    self.feed(rest, out);
                    b""
                }
            };
        }
    }

    fn feed(&mut self, bytes: &[u8], out: &mut Outlet<'_>) {
        let done = match &mut self.kind {
            Kind::Text(decoding) => {
                decoding.push(bytes, out);
                Ok(())
            }
            Kind::Gzip(members, inner) => members.push(bytes, inner, out),
            Kind::Zstd(frames, inner) => frames.push(bytes, inner, out),
            Kind::Zip(archive) => {
                archive.push(bytes, out);
                Ok(())
            }
            Kind::Tar(archive) => {
                archive.push(bytes, out);
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(trouble) = done {
            self.say(&trouble, out);
            self.is_over = true;
        }
    }

    /// Ends the layer and those within it.
    pub fn finish(&mut self, out: &mut Outlet<'_>) {
        // What follows a hole is looked at anew.
        while matches!(self.kind, Kind::Start(_)) {
            self.settle(out);
        }
        let (is_over, subject) = (self.is_over || out.is_full(), self.subject.as_str());
        let bytes = size(self.bytes);
        let trouble = match &mut self.kind {
            Kind::Start(_) | Kind::Empty => None,
            Kind::Text(decoding) => {
                decoding.finish(subject, out);
                None
            }
            Kind::Gzip(members, inner) => {
                let trouble = (!is_over).then(|| members.finish()).and_then(Result::err);
                inner.finish_within(is_over || trouble.is_some(), out);
                trouble
            }
            Kind::Zstd(frames, inner) => {
                let trouble = (!is_over).then(|| frames.finish(inner, out)).and_then(Result::err);
                inner.finish_within(is_over || trouble.is_some(), out);
                trouble
            }
            Kind::Zip(archive) => {
                archive.finish(subject, out);
                None
            }
            Kind::Tar(archive) => {
                archive.finish(subject, out);
                None
            }
            Kind::Skip(_, inner) => {
                inner.finish(out);
                None
            }
            Kind::Hole(_) => {
                out.remark("not_read", format!("{subject} holds nothing but NUL bytes ({bytes})."));
                None
            }
            Kind::Foreign(foreign) => {
                let advice = if foreign.advice.is_empty() { String::new() } else { format!("; {}", foreign.advice) };
                out.remark("not_read", format!("{subject} is {} ({bytes}) and was not read{advice}.", foreign.what));
                None
            }
        };
        if let Some(trouble) = trouble {
            self.say(&trouble, out);
        }
    }

    /// Ends what another layer unpacked to; where that one is in trouble, nothing is no news.
    fn finish_within(&mut self, is_trouble: bool, out: &mut Outlet<'_>) {
        let is_nothing = matches!(&self.kind, Kind::Start(head) if head.is_empty());
        if !(is_trouble && is_nothing) {
            self.finish(out);
        }
    }

    fn say(&self, trouble: &Trouble, out: &mut Outlet<'_>) {
        out.remark(trouble.kind, format!("{} {}.", self.subject, trouble.text));
    }

    /// Decides what the layer is and takes in the bytes it was decided by.
    fn settle(&mut self, out: &mut Outlet<'_>) {
        let Kind::Start(head) = &mut self.kind else { return };
        let head = std::mem::take(head);
        let kind = sniff::kind(&head);
        let steps = match kind {
            sniff::Kind::Gzip | sniff::Kind::Zip(_) | sniff::Kind::Zstd => 2,
            sniff::Kind::Tar | sniff::Kind::Diag(_) => 1,
            _ => 0,
        };
        let depth = self.depth + steps;
        let name = match kind {
            sniff::Kind::Gzip => Some("gzip"),
            sniff::Kind::Zip(_) => Some("zip"),
            sniff::Kind::Zstd => Some("zstd"),
            sniff::Kind::Tar => Some("tar"),
            sniff::Kind::Diag(_) => Some("diag"),
            _ => None,
        };
        if depth > MAX_DEPTH {
            self.kind = Kind::Foreign(foreign::TOO_DEEP);
            return;
        }
        out.shared.packing = out.shared.packing.or(name);
        self.kind = match kind {
            sniff::Kind::Empty => {
                if self.member.is_none() {
                    out.remark("empty", format!("{} is empty.", self.subject));
                }
                Kind::Empty
            }
            sniff::Kind::Text(encoding) => {
                out.end_line();
                if let Some(member) = &self.member {
                    out.shared.remarks.read(member);
                }
                Kind::Text(Decoding::new(encoding))
            }
            sniff::Kind::Gzip => Kind::Gzip(Box::default(), Box::new(self.within(depth))),
            sniff::Kind::Zstd => Kind::Zstd(Box::default(), Box::new(self.within(depth))),
            sniff::Kind::Zip(0) => Kind::Zip(Box::new(zip::Archive::new(self.path(), depth))),
            sniff::Kind::Zip(prefix) => {
                let text = format!(
                    "{} is a zip archive behind {} of something else, which were not read.",
                    self.subject,
                    size(prefix as u64)
                );
                out.remark("not_read", text);
                Kind::Skip(prefix, Box::new(self.within(self.depth)))
            }
            sniff::Kind::Tar => Kind::Tar(Box::new(tar::Archive::new(self.path(), depth))),
            sniff::Kind::Diag(start) => Kind::Skip(start, Box::new(self.within(depth))),
            sniff::Kind::Hole => Kind::Hole(0),
            sniff::Kind::Foreign(foreign) => Kind::Foreign(foreign),
        };
        self.take(&head, out);
    }

    /// Bytes that were counted already.
    fn take(&mut self, head: &[u8], out: &mut Outlet<'_>) {
        match &mut self.kind {
            Kind::Skip(left, inner) => {
                let skipped = head.len().min(*left);
                *left -= skipped;
                inner.push(head.get(skipped..).unwrap_or_default(), out);
            }
            Kind::Hole(length) => {
                let zeros = head.iter().take_while(|byte| **byte == 0).count();
                *length += zeros as u64;
                let left = head.get(zeros..).unwrap_or_default();
                if !left.is_empty() {
                    out.repaired("a hole of NUL bytes before the text", 1);
                    self.kind = Kind::Start(left.to_vec());
                }
            }
            _ => self.feed(head, out),
        }
    }
}
