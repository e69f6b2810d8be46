//! Draws the trees of [`Node`](crate::page::protocol::Node) as Yew's elements.

use crate::page::protocol::{Piece, Pieces};
use yew::Html;
use yew::virtual_dom::{VNode, VTag};

/// The attributes that trees may have: what is not listed is not drawn, so that nothing in a log can become a script or a
/// style.
const ATTRIBUTES: &[&str] = &[
    "aria-controls",
    "aria-current",
    "aria-describedby",
    "aria-expanded",
    "aria-hidden",
    "aria-invalid",
    "aria-label",
    "aria-labelledby",
    "aria-live",
    "aria-orientation",
    "aria-posinset",
    "aria-pressed",
    "aria-setsize",
    "aria-sort",
    "autocomplete",
    "class",
    "colspan",
    "cx",
    "cy",
    "d",
    "data-act",
    "data-chunk",
    "data-close",
    "data-fingerprint",
    "data-focus",
    "data-in",
    "data-key-ArrowDown",
    "data-key-ArrowLeft",
    "data-key-ArrowRight",
    "data-key-ArrowUp",
    "data-key-End",
    "data-key-Enter",
    "data-key-Escape",
    "data-key-Home",
    "data-key-o",
    "data-keys",
    "data-n",
    "data-panel",
    "data-range",
    "data-set",
    "disabled",
    "fill",
    "height",
    "hidden",
    "href",
    "id",
    "max",
    "min",
    "multiple",
    "open",
    "patternTransform",
    "patternUnits",
    "placeholder",
    "pointer-events",
    "preserveAspectRatio",
    "r",
    "rel",
    "role",
    "rows",
    "rowspan",
    "rx",
    "scope",
    "selected",
    "spellcheck",
    "step",
    "stroke",
    "stroke-width",
    "tabindex",
    "target",
    "text-anchor",
    "title",
    "type",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];

/// Elements that trees may have beside the usual ones of text would be too many to list: these are never drawn.
const FORBIDDEN: &[&str] = &["script", "iframe", "object", "embed", "link", "meta", "base", "form"];

/// The tree; `fill` draws its slots.
pub fn draw(bytes: &[u8], fill: &dyn Fn(&str) -> Html) -> Html {
    let mut open: Vec<VTag> = Vec::new();
    let mut top: Vec<VNode> = Vec::new();
    for piece in Pieces(bytes) {
        let made: Option<VNode> = match piece {
            Piece::Open(tag) => {
                let tag = if FORBIDDEN.contains(&tag) { "span" } else { tag };
                open.push(VTag::new(tag.to_owned()));
                None
            }
            Piece::Attribute(name, value) => {
                if let Some(tag) = open.last_mut() {
                    set(tag, name, value);
                }
                None
            }
            Piece::Text(text) => Some(yew::virtual_dom::VText::new(text.to_owned()).into()),
            Piece::Slot(name) => Some(fill(name)),
            Piece::Close => open.pop().map(VNode::from),
        };
        if let Some(node) = made {
            match open.last_mut() {
                Some(parent) => parent.add_child(node),
                None => top.push(node),
            }
        }
    }
    // A tree that ends early is drawn as far as it goes.
    while let Some(tag) = open.pop() {
        match open.last_mut() {
            Some(parent) => parent.add_child(tag.into()),
            None => top.push(tag.into()),
        }
    }
    top.into_iter().collect()
}

fn set(tag: &mut VTag, name: &str, value: &str) {
    match (name, tag.tag()) {
        ("value", "input" | "textarea") => tag.set_value(Some(yew::AttrValue::from(value.to_owned()))),
        ("value", _) => tag.add_attribute("value", value.to_owned()),
        ("checked", _) => tag.set_checked(true),
        ("href", _) if !(value.starts_with('#') || value.starts_with("https://")) => {}
        _ => {
            if let Some(known) = ATTRIBUTES.iter().find(|known| **known == name) {
                tag.add_attribute(known, value.to_owned());
            }
        }
    }
}
