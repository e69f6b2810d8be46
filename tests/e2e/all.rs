//! The built site in a real browser: headless Chromium, driven through WebDriver.
//!
//! `cargo xtask test` builds the site and the command and runs these. By hand, with both built:
//! `cargo test -p xtask --test e2e`. A missing site, command, browser or driver is a failure, never a skip.

mod accessibility;
mod browser;
mod command;
mod given;
mod keyboard;
mod large;
mod leaving;
mod lists;
mod offline;
mod page;
mod panels;
mod private;
mod samples;
mod screens;
