//! What the build needs beside cargo, found or installed. Every version is written here and nowhere else
//! (wasm-bindgen's is read from Cargo.lock, because tool and library must be the same).

mod debian;
mod tools;

pub use debian::browser;
pub use tools::{Tools, node_modules, tools};

/// Newest Trunk that builds with the Rust release this project asks for.
const TRUNK: &str = "0.21.14";
/// The npm package `binaryen`, whose number is wasm-opt's version. Debian's 108 refuses what Rust emits today.
const BINARYEN: &str = "132";
const WASM_TARGET: &str = "wasm32-unknown-unknown";
