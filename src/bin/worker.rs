//! The worker's program.

fn main() {
    racecard::page::worker::start();
}
