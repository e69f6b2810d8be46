//! The page's brain without the web.
