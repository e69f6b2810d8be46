//! Racecard's engine: reads Go race reports and failures, TiDB log lines, slow queries and plans out of mangled logs,
//! and says what happened.
//!
//! # Map
//!
//! | module | what it is |
//! | --- | --- |
//! | [`text`] | bytes and positions: lines over chunks, wrappers, paste damage; knows no format |
//! | [`model`] | plain data: the report, serialisable (the public JSON contract) |
//! | [`decode`] | plans, digests, keys: small decoders that formats and the command share |
//! | [`formats`] | one folder per recogniser behind one small trait; no format imports another |
//! | [`engine`] | drives it all: scanner, groups, coverage |
//! | [`findings`] | anomaly rules and race hints |
//! | [`render`] | a report as text, Markdown, CSV, HTML |
//! | [`page`] | what exists for the web page |
//!
//! Arrows (`a ← b`: b may use a): `text ← model ← decode ← formats ← engine ← render`, `model ← findings ← engine`.
//!
//! # Invariants
//!
//! * Parsing never fails: values plus notes. Nothing here returns an error or panics because of input.
//! * The result does not depend on how the input was cut into chunks.
//! * Memory does not grow with the input beyond stated bounds; where a bound was reached the report says so.
//! * No clock, randomness, locale or hash-map order: the same bytes give the same report.

#![forbid(unsafe_code)]
// Input never ends a scan: what can panic is an error here; tests may.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::unimplemented,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

pub mod decode;
pub mod engine;
pub mod findings;
pub mod formats;
pub mod model;
pub mod page;
pub mod render;
pub mod text;

pub use engine::Scanner;
pub use findings::Thresholds;
pub use model::Report;
