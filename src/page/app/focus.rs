//! The focus stays where it was when the screen is drawn anew. An element that is taken away or made again loses it to the
//! document's body, from where neither keys nor screen readers find back.

use crate::page::browser::dom;
use std::cell::RefCell;

/// What has the focus when its element has gone.
const INSTEAD: &str = "main";

#[derive(Default)]
pub struct Focus {
    /// The id of what had the focus before drawing, empty where it has none; nothing where nobody had it.
    before: RefCell<Option<String>>,
    /// The same of what had it before a dialog opened.
    opener: RefCell<Option<String>>,
}

impl Focus {
    /// Before the screen is drawn.
    pub fn remember(&self) {
        let mut before = self.before.borrow_mut();
        // Drawn twice before it was seen: the first one knows.
        if before.is_none() {
            *before = dom::focused();
        }
    }

    /// A dialog takes the focus next.
    pub fn opening(&self) {
        *self.opener.borrow_mut() = dom::focused().or_else(|| Some(String::new()));
    }

    /// After the screen was drawn; `dialog` says whether one is open.
    pub fn restore(&self, dialog: bool) {
        let before = self.before.borrow_mut().take();
        let opener = if dialog { None } else { self.opener.borrow_mut().take() };
        if dom::focused().is_some() {
            return;
        }
        if let Some(id) = opener.or(before)
            && (id.is_empty() || !dom::focus_in_place(&id))
        {
            dom::focus_in_place(INSTEAD);
        }
    }
}
