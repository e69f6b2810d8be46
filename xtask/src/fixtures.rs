//! `cargo xtask fixtures`: provokes real race reports with the Go toolchain that is present, keeps them under
//! tests/fixtures/go-live-own, and reads Go's own race tests through the command.

use crate::Done;
use crate::options::Options;
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

/// The programs under tests/go, with the arguments for the go command.
const PROGRAMS: &[(&str, &[&str])] = &[
    ("field", &["run", "-race", "./field"]),
    ("maps", &["run", "-race", "./maps"]),
    ("generics", &["run", "-race", "./generics"]),
    ("chatter", &["run", "-race", "./chatter"]),
    ("ghost", &["test", "-race", "-v", "-count=1", "./ghost"]),
    ("attribution", &["test", "-race", "-v", "-count=1", "./attribution"]),
    ("attribution-json", &["test", "-race", "-json", "-count=1", "./attribution"]),
];

/// `--go PATH` names the go command (otherwise the one on the search path); `--corpus` also runs Go's own race tests.
pub fn run(mut options: Options) -> Done {
    let go = options.value::<String>("--go")?.unwrap_or_else(|| "go".to_owned());
    let corpus = options.flag("--corpus");
    options.none()?;
    // The command runs in other folders than this one.
    let go = if go.contains('/') {
        std::path::absolute(&go).map_err(|error| error.to_string())?.display().to_string()
    } else {
        go
    };
    fixtures(&go)?;
    if corpus { read_go_tests(&go) } else { Ok(()) }
}

/// Writes the output of every program, with the paths of this machine replaced.
fn fixtures(go: &str) -> Done {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().map_err(|error| error.to_string())?;
    let (programs, kept) = (root.join("tests/go"), root.join("tests/fixtures/go-live-own"));
    let goroot = go_root(go)?;
    for (name, arguments) in PROGRAMS {
        let text = provoked(name, arguments, go, &programs)?
            .replace(&programs.display().to_string(), "/home/user/project")
            .replace(&goroot, "/usr/local/go");
        let path = kept.join(format!("{name}.txt"));
        fs::write(&path, &text).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        println!("{name}: {} reports", text.matches("WARNING: DATA RACE").count());
    }
    Ok(())
}

/// The output of a program that raced; of `chatter`, one where others wrote into a report, which is left to chance.
fn provoked(name: &str, arguments: &[&str], go: &str, programs: &Path) -> Result<String, String> {
    let mut text = String::new();
    for _ in 0..10 {
        let mut program = command(go, programs);
        program.args(arguments);
        text = together(program).map_err(|error| cannot_run(go, &error))?.1;
        let mut reports =
            text.split("WARNING: DATA RACE").skip(1).map(|rest| rest.split("=====").next().unwrap_or(rest));
        if reports.any(|report| name != "chatter" || report.contains(" says something ")) {
            return Ok(text);
        }
    }
    Err(format!("{name} was run and printed no such race report, so the kept one stays; it printed:\n{text}"))
}

/// Builds and runs `runtime/race/testdata` and counts what the command makes of its output.
fn read_go_tests(go: &str) -> Done {
    let goroot = PathBuf::from(go_root(go)?);
    let work = std::env::temp_dir().join("racecard-go-tests");
    fs::create_dir_all(&work).map_err(|error| error.to_string())?;
    let (program, log) = (work.join("race.test"), work.join("race.log"));
    let here = goroot.join("src/runtime/race");
    let mut tests: Vec<String> = fs::read_dir(here.join("testdata"))
        .map_err(|error| error.to_string())?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with("_test.go"))
        .map(|name| format!("./testdata/{name}"))
        .collect();
    tests.sort();
    let mut build = command(go, &here);
    build.args(["test", "-race", "-c", "-o"]).arg(&program).args(&tests);
    let (built, text) = together(build).map_err(|error| cannot_run(go, &error))?;
    if !built.success() {
        return Err(format!("Go's race tests do not build:\n{text}"));
    }
    let mut race = Command::new(&program);
    race.current_dir(here.join("testdata")).arg("-test.v").env("GOMAXPROCS", "1");
    race.env("GORACE", "suppress_equal_stacks=0 suppress_equal_addresses=0");
    let (_, text) = together(race).map_err(|error| cannot_run("race.test", &error))?;
    fs::write(&log, &text).map_err(|error| error.to_string())?;
    count_reports(&log, text.matches("WARNING: DATA RACE").count())
}

/// Reads the log with the command; an error where a report is lost or not complete.
fn count_reports(log: &Path, printed: usize) -> Done {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--package", "racecard", "--bin", "racecard", "--", "scan", "--format", "json"]);
    let output = cargo.arg(log).output().map_err(|error| cannot_run("cargo", &error))?;
    if !output.status.success() {
        return Err(format!("the command failed:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    let report: Value = serde_json::from_slice(&output.stdout).map_err(|error| format!("not JSON: {error}"))?;
    let groups = list(&report["races"]);
    let found: u64 = groups.iter().filter_map(|group| group["count"].as_u64()).sum();
    let reports: Vec<&Value> = groups.iter().flat_map(|group| list(&group["reports"])).collect();
    let pairs = reports.iter().filter(|race| list(&race["accesses"]).len() == 2).count();
    let incomplete = reports.iter().filter(|race| race["complete"] != true).count();
    let stacks = reports.iter().flat_map(|race| ["accesses", "goroutines", "ancestors"].map(|part| list(&race[part])));
    let frames: usize = stacks.flatten().map(|stack| list(&stack["frames"]).len()).sum();
    println!(
        "{}: {printed} lines WARNING: DATA RACE, {found} reports in {} groups; of {} kept: {pairs} with two accesses, \
         {incomplete} not complete, {frames} frames",
        log.display(),
        groups.len(),
        reports.len()
    );
    if found == printed as u64 && pairs == reports.len() && incomplete == 0 {
        Ok(())
    } else {
        Err("reports were lost or read in part".into())
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn command(go: &str, folder: &Path) -> Command {
    let mut command = Command::new(go);
    // No other toolchain and no module is fetched.
    command.current_dir(folder).env("GOTOOLCHAIN", "local").env("GOPROXY", "off").env("GOFLAGS", "");
    command.env("GORACE", "suppress_equal_stacks=0 suppress_equal_addresses=0");
    command
}

fn go_root(go: &str) -> Result<String, String> {
    let output = Command::new(go).args(["env", "GOROOT"]).output().map_err(|error| cannot_run(go, &error))?;
    if !output.status.success() {
        return Err(format!("{go} env GOROOT failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a command with standard output and standard error in one pipe, as a CI system does: reports and other output
/// stand among one another.
fn together(mut command: Command) -> std::io::Result<(ExitStatus, String)> {
    let (mut reader, writer) = std::io::pipe()?;
    let mut child = command.stdout(writer.try_clone()?).stderr(writer).spawn()?;
    // It holds the writing ends, and the reader waits for all of them.
    drop(command);
    let mut text = Vec::new();
    reader.read_to_end(&mut text)?;
    Ok((child.wait()?, String::from_utf8_lossy(&text).into_owned()))
}

fn cannot_run(program: &str, error: &std::io::Error) -> String {
    format!("cannot run {program}: {error}; this command needs Go with the race detector (cgo, a C compiler)")
}
