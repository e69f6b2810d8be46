//! `cargo xtask serve`: the release page on this machine.

use crate::options::Options;
use crate::steps::{command, say};
use crate::{build, server::Server};

pub fn run(mut options: Options) -> crate::Done {
    let port = options.value("--port")?.unwrap_or(8080);
    let open = options.flag("--open");
    options.none()?;
    // Before the build, so that a taken port is said at once and not after minutes.
    let server = Server::bind(port).map_err(|error| format!("port {port} cannot be used ({error}); try --port"))?;
    build::run()?;
    let running = server.start("/", &build::dist());
    say(&format!("Racecard is at {} (stop with Ctrl+C)", running.url()));
    if open {
        open_browser(&running.url());
    }
    running.wait();
    Ok(())
}

fn open_browser(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    if command(program, [url]).spawn().is_err() {
        say("   no browser could be opened from here; open the address yourself");
    }
}
