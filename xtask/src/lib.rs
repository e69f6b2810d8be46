//! Racecard's own commands, one file each. `cargo xtask` alone lists them.
//!
//! Nothing here knows the engine: the commands drive cargo, Trunk and a browser from outside.

pub mod bench;
pub mod build;
pub mod check;
pub mod fixtures;
pub mod genlog;
pub mod growth;
pub mod options;
pub mod screenshots;
pub mod serve;
pub mod server;
pub mod setup;
pub mod site;
pub mod steps;
pub mod test;

use options::Options;

const HELP: &str = "\
cargo xtask COMMAND

  serve [--port N] [--open]   build the release page and serve it on 127.0.0.1:8080
  build                       build the static site into dist/
  check [--test FILE]         formatting, lints, tests of the engine's modules and rules of the house: the inner loop
  test                        everything that is checked, as CI does it
  bench [--megabytes N] [--rounds N] [--native]
                              measure the command, the worker's wasm in Node and the page in Chromium
  genlog --kind sparse|dense|slow --megabytes N --seed S --out FILE
                              write a log, and beside it FILE.truth.json with what it holds
  growth [--only WORDS]       count instructions on texts of many shapes: none may cost more than its size (valgrind)
  fixtures [--go PATH] [--corpus]
                              provoke race reports with Go anew; read Go's own race tests
  screenshots                 draw the pictures of the README anew
  post-build                  what Trunk calls when it has written the site (not for you)
";

/// What every command answers: nothing, or one sentence that says why it stopped (empty where all is said already).
pub type Done = Result<(), String>;

/// Runs one command with the words after it.
pub fn run(command: &str, words: Vec<String>) -> Done {
    let options = Options::read(words)?;
    match command {
        "serve" => serve::run(options),
        "build" => options.none().and_then(|()| build::run()),
        "check" => check::run(options),
        "test" => options.none().and_then(|()| test::run()),
        "bench" => bench::run(options),
        "genlog" => genlog::run(options),
        "growth" => growth::run(options),
        "fixtures" => fixtures::run(options),
        "screenshots" => options.none().and_then(|()| screenshots::run()),
        "post-build" => options.none().and_then(|()| site::post_build()),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("there is no command \"{other}\"\n\n{HELP}")),
    }
}
