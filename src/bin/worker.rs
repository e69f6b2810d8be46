//! The worker's program. `cargo xtask` cuts it in two: what reads, and what reports on it and arrives a little later.

use racecard::page::worker;
use racecard::page::worker::reporting::{REPORTING, Reporting};

// The flag stands in .cargo/config.toml; variables of the environment can silently replace it.
#[cfg(all(target_arch = "wasm32", not(target_feature = "simd128")))]
compile_error!("the line scanner lives on SIMD: build with `-C target-feature=+simd128`");

/// The cut: wasm-split puts everything that only the exported function leads to into a module of its own, and leads the
/// imported one to it. It knows the two by their names: part, and 32 digits that are the same in both.
#[allow(unsafe_code, improper_ctypes, improper_ctypes_definitions)] // both sides are this program
mod cut {
    use super::{REPORTING, Reporting};

    #[link(wasm_import_module = "__wasm_split_placeholder__")]
    unsafe extern "C" {
        #[link_name = "__wasm_split_00reporting00_import_00000000000000000000000000000001"]
        pub safe fn reporting() -> &'static Reporting;
    }

    #[unsafe(export_name = "__wasm_split_00reporting00_export_00000000000000000000000000000001")]
    extern "C" fn here() -> &'static Reporting {
        &REPORTING
    }
}

fn main() {
    worker::start(|| cut::reporting());
}
