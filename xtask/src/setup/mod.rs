//! What the build needs beside cargo, found or installed. The versions stand where Trunk reads them too: its own and
//! wasm-opt's in Trunk.toml, wasm-bindgen's in Cargo.lock (tool and library must be the same).

mod debian;
mod tools;
mod versions;

pub use debian::{browser, valgrind};
pub use tools::{Tools, node_modules, tools};
