//! The worker's program.

// The flag stands in .cargo/config.toml; variables of the environment can silently replace it.
#[cfg(all(target_arch = "wasm32", not(target_feature = "simd128")))]
compile_error!("the line scanner lives on SIMD: build with `-C target-feature=+simd128`");

fn main() {
    racecard::page::worker::start();
}
