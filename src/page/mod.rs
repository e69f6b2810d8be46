//! Everything that exists for the web page.
