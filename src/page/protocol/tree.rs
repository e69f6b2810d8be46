//! A piece of the screen as flat bytes: built in the worker, drawn by the page.
//!
//! The page draws whatever comes, so that it needs none of the code that knows what a race or a plan looks like, and a
//! card can be tested natively. Layout: one byte for what follows, then its texts, each a length (u32, little endian)
//! and UTF-8. What would act on whoever looks at a text is made visible when it is put in, as in every other output.

use crate::render::safe::visible;

const OPEN: u8 = 1;
const ATTRIBUTE: u8 = 2;
const TEXT: u8 = 3;
const CLOSE: u8 = 4;
const SLOT: u8 = 5;

/// An element, or any number of nodes beside each other. Boxed, because a chain of calls that hand on one pointer is
/// half as much code as one that hands on a struct.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node(Box<Inner>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Inner {
    bytes: Vec<u8>,
    is_element: bool,
}

/// An element without attributes and children.
#[inline(never)]
pub fn el(tag: &str) -> Node {
    let mut node = Node::default();
    node.0.is_element = true;
    node.put(OPEN, tag);
    node
}

/// A text.
pub fn text(text: &str) -> Node {
    Node::default().text(text)
}

/// Nothing.
pub fn none() -> Node {
    Node::default()
}

/// A place that whoever draws the tree fills.
pub fn slot(name: &str) -> Node {
    let mut node = Node::default();
    node.put(SLOT, name);
    node
}

/// Nodes beside each other.
pub fn all(nodes: impl IntoIterator<Item = Node>) -> Node {
    Node::default().each(nodes)
}

impl Node {
    #[must_use]
    #[inline(never)]
    pub fn attr(mut self, name: &str, value: &str) -> Self {
        self.put(ATTRIBUTE, name);
        // What is read or heard is shown as text is; other values are for programs (what a click means, an address).
        if matches!(name, "title" | "aria-label" | "placeholder") {
            self.put_text(&visible(value));
        } else {
            self.put_text(value);
        }
        self
    }

    /// Adds classes; an empty text adds none.
    #[must_use]
    #[inline(never)]
    pub fn class(self, class: &str) -> Self {
        let class = class.trim();
        if class.is_empty() { self } else { self.attr("class", class) }
    }

    /// Adds a hover text; an empty one adds none.
    #[must_use]
    #[inline(never)]
    pub fn title(self, title: &str) -> Self {
        if title.is_empty() { self } else { self.attr("title", title) }
    }

    /// What a click on the element does.
    #[must_use]
    #[inline(never)]
    pub fn act(self, act: &super::Act) -> Self {
        self.attr("data-act", &act.to_text())
    }

    #[must_use]
    #[inline(never)]
    pub fn text(mut self, text: &str) -> Self {
        if !text.is_empty() {
            self.put(TEXT, &visible(text));
        }
        self
    }

    /// Adds a child.
    #[must_use]
    #[inline(never)]
    // `add` is the word of this vocabulary, and a node that has been added is gone.
    #[allow(clippy::should_implement_trait, clippy::needless_pass_by_value)]
    pub fn add(mut self, child: Node) -> Self {
        self.0.bytes.extend_from_slice(&child.0.bytes);
        if child.0.is_element {
            self.0.bytes.push(CLOSE);
        }
        self
    }

    /// Adds children.
    #[must_use]
    pub fn each(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        for child in children {
            self = self.add(child);
        }
        self
    }

    /// Adds a child where there is one.
    #[must_use]
    pub fn maybe(self, child: Option<Node>) -> Self {
        match child {
            Some(child) => self.add(child),
            None => self,
        }
    }

    /// Adds what is only made when it is wanted.
    #[must_use]
    pub fn when(self, wanted: bool, child: impl FnOnce() -> Node) -> Self {
        if wanted { self.add(child()) } else { self }
    }

    pub fn is_empty(&self) -> bool {
        self.0.bytes.is_empty()
    }

    /// The bytes that [`Pieces`] reads.
    pub fn into_bytes(self) -> Vec<u8> {
        Node::default().add(self).0.bytes
    }

    #[inline(never)]
    fn put(&mut self, what: u8, text: &str) {
        self.0.bytes.push(what);
        self.put_text(text);
    }

    fn put_text(&mut self, text: &str) {
        self.0.bytes.extend_from_slice(&(text.len() as u32).to_le_bytes());
        self.0.bytes.extend_from_slice(text.as_bytes());
    }
}

/// A step of drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Open(&'a str),
    Attribute(&'a str, &'a str),
    Text(&'a str),
    Close,
    Slot(&'a str),
}

/// The pieces of a tree in their order; ends at the first byte that is none.
#[derive(Clone, Debug)]
pub struct Pieces<'a>(pub &'a [u8]);

impl<'a> Pieces<'a> {
    fn take_text(&mut self) -> Option<&'a str> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let (what, rest) = self.0.split_first()?;
        self.0 = rest;
        match *what {
            OPEN => self.take_text().map(Piece::Open),
            ATTRIBUTE => Some(Piece::Attribute(self.take_text()?, self.take_text()?)),
            TEXT => self.take_text().map(Piece::Text),
            CLOSE => Some(Piece::Close),
            SLOT => self.take_text().map(Piece::Slot),
            _ => None,
        }
    }
}

/// The tree as HTML, for tests to read.
pub fn to_html(bytes: &[u8]) -> String {
    let (mut out, mut open, mut in_tag) = (String::new(), Vec::new(), false);
    for piece in Pieces(bytes) {
        if in_tag && !matches!(piece, Piece::Attribute(..)) {
            out.push('>');
            in_tag = false;
        }
        match piece {
            Piece::Open(tag) => {
                out.push('<');
                out.push_str(tag);
                open.push(tag);
                in_tag = true;
            }
            Piece::Attribute(name, value) => {
                out.push(' ');
                out.push_str(name);
                out.push_str("=\"");
                escape(&mut out, value);
                out.push('"');
            }
            Piece::Text(text) => escape(&mut out, text),
            Piece::Close => {
                out.push_str("</");
                out.push_str(open.pop().unwrap_or_default());
                out.push('>');
            }
            Piece::Slot(name) => {
                out.push_str("<!--");
                escape(&mut out, name);
                out.push_str("-->");
            }
        }
    }
    out
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_survives_its_bytes() {
        let row = |name: &str| el("li").text(name);
        let tree = el("ul").class("rows").each(["a", "<b>"].map(row)).add(none()).maybe(Some(text("end")));
        let bytes = tree.into_bytes();
        assert_eq!(to_html(&bytes), r#"<ul class="rows"><li>a</li><li>&lt;b></li>end</ul>"#);
        assert_eq!(to_html(&el("p").add(slot("body")).text("x").into_bytes()), "<p><!--body-->x</p>");
        assert_eq!(to_html(&all([el("i"), text("x"), el("b")]).into_bytes()), "<i></i>x<b></b>");
    }

    #[test]
    fn what_acts_is_seen_in_a_tree() {
        let act = crate::page::protocol::Act::Filter("a\u{202e}b".into());
        let tree = el("b").title("x\u{1b}\u{e0041}").act(&act).text("y\u{202e}\u{200b}\\u{1b}\n\t");
        let html = to_html(&tree.into_bytes());
        assert!(html.starts_with("<b title=\"x\\u{1b}\\u{e0041}\" data-act="), "{html}");
        assert!(html.contains("a\u{202e}b"), "what a click means is no text: {html}");
        assert!(html.ends_with(">y\\u{202e}\\u{200b}\\u{5c}u{1b}\n\t</b>"), "{html}");
    }

    #[test]
    fn damaged_bytes_end_the_tree() {
        let bytes = el("p").text("whole").into_bytes();
        for cut in 0..bytes.len() {
            assert!(Pieces(&bytes[..cut]).count() < 3);
        }
        assert_eq!(Pieces(&[9, 1, 2]).count(), 0);
        assert_eq!(Pieces(&[OPEN, 255, 255, 255, 255]).count(), 0);
    }
}
