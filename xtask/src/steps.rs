//! Saying what is done, and running other programs while saying it.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of the checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// One line on standard output, at once (output is a pipe in CI).
pub fn say(text: &str) {
    println!("{text}");
    std::io::stdout().flush().ok();
}

/// The command as one would type it.
fn typed(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// A command that runs in the checkout and asks nothing. Flags of the environment would replace those of
/// `.cargo/config.toml`, and with them the SIMD instructions that the line scanner lives on.
pub fn command<S: AsRef<OsStr>>(program: &str, words: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program);
    command.args(words).current_dir(root()).stdin(Stdio::null());
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    command
}

/// Says and runs a command; the error names it.
pub fn call(command: &mut Command) -> crate::Done {
    let typed = typed(command);
    say(&format!("   $ {typed}"));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{typed}` ended with {status}")),
        Err(error) => Err(format!("`{typed}` could not be started: {error}")),
    }
}

/// Says and runs a command whose output lines are shown and handed to `see`; whether it went well.
pub fn watch(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool, String> {
    let typed = typed(command);
    say(&format!("   $ {typed}"));
    let failed = |error| format!("`{typed}` could not be run: {error}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(failed)?;
    for line in child.stdout.take().into_iter().flat_map(|output| BufReader::new(output).split(b'\n')) {
        let line = line.map_err(failed)?;
        let line = String::from_utf8_lossy(&line);
        say(&line);
        see(&line);
    }
    child.wait().map(|status| status.success()).map_err(failed)
}

/// What a command prints, without ado; `None` where it cannot be run or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// The words of a file error.
pub fn about(path: &Path) -> impl Fn(std::io::Error) -> String + '_ {
    move |error| format!("{}: {error}", path.display())
}
