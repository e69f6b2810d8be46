//! The page's program.

fn main() {
    racecard::page::app::start();
}
