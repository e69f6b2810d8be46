//! What comes from the system's packages: a browser and its driver, valgrind, and npm where it is missing.

use crate::steps::{call, command, output, say};

/// The browser tests need Chromium and its WebDriver.
pub fn browser() -> crate::Done {
    let there = |program| output(&mut command(program, ["--version"])).is_some();
    let (browser, driver) = (there("chromium"), there("chromedriver"));
    if browser && driver {
        say("   chromium and chromedriver: installed");
        return Ok(());
    }
    install(&["chromium", "chromium-driver"])
}

/// The counts of instructions need valgrind.
pub fn valgrind() -> crate::Done {
    match output(&mut command("valgrind", ["--version"])) {
        Some(version) => {
            say(&format!("   {version}: installed"));
            Ok(())
        }
        None => install(&["valgrind"]),
    }
}

/// Installs packages as root on Debian; everywhere else one sentence says what to do.
pub fn install(packages: &[&str]) -> crate::Done {
    let names = packages.join(" ");
    let advice = format!("install {names} (on Debian: sudo apt-get install {names}) and run this again");
    let root = output(&mut command("id", ["-u"])).is_some_and(|id| id == "0");
    if !root || output(&mut command("apt-get", ["--version"])).is_none() {
        return Err(advice);
    }
    say(&format!("   {names}: not there; apt-get installs them"));
    call(&mut command("apt-get", ["update", "--quiet"]))?;
    let words = ["install", "--yes", "--quiet", "--no-install-recommends"];
    let mut install = command("apt-get", words.iter().chain(packages));
    call(install.env("DEBIAN_FRONTEND", "noninteractive")).map_err(|sentence| format!("{sentence}; {advice}"))
}
