//! `cargo xtask growth`: no text costs more than its size. Every shape is read at two sizes by the command under
//! valgrind's cachegrind, which counts instructions, so that the result is the same on a busy machine; four times the
//! text may cost four times the instructions, and a little for sorting.

mod shapes;

use crate::options::Options;
use crate::setup;
use crate::steps::{about, call, command, say, target};
use shapes::{Shape, shapes};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;

/// The sizes at which a shape is read. A survey of a source looks at 256 KB at once (`src/text/wrap/window.rs`), and what
/// is quadratic within it shows below that size.
const SMALL: usize = 48 << 10;
const TIMES: usize = 4;

/// What four times the text may cost, in parts of the smaller one, beyond [`FREE`].
const MOST: f64 = 4.8;

/// Instructions that say nothing yet: tables grow, buffers are filled.
const FREE: u64 = 6_000_000;

/// The processes that count at the same time.
const WORKERS: usize = 2;

/// What a shape cost at both sizes.
struct Cost {
    name: String,
    small: u64,
    large: u64,
}

impl Cost {
    fn ratio(&self) -> f64 {
        self.large as f64 / self.small.max(1) as f64
    }

    fn is_too_much(&self) -> bool {
        self.large as f64 > self.small as f64 * MOST + FREE as f64
    }
}

/// All shapes, or those whose name holds `--only`.
pub fn run(mut options: Options) -> crate::Done {
    let only: Option<String> = options.value("--only")?;
    options.none()?;
    check(only.as_deref().unwrap_or_default())
}

/// Builds the command and reads all shapes whose name holds `only`.
pub fn check(only: &str) -> crate::Done {
    setup::valgrind()?;
    let words = ["build", "--locked", "--profile", "quick", "--package", "racecard", "--bin", "racecard"];
    call(&mut command("cargo", words))?;
    let empty = instructions(&Shape::scan("nothing", |_| Vec::new()), 0)?;
    let chosen: Vec<Shape> = shapes()?.into_iter().filter(|shape| shape.name.contains(only)).collect();
    if chosen.is_empty() {
        return Err(format!("no shape is named \"{only}\""));
    }
    let costs = measure(chosen, empty)?;
    let bad: Vec<String> = costs.iter().filter(|cost| cost.is_too_much()).map(|cost| cost.name.clone()).collect();
    say(&format!("{} shapes, {} of them grow faster than their text", costs.len(), bad.len()));
    if bad.is_empty() { Ok(()) } else { Err(format!("these grow faster than their text: {}", bad.join(", "))) }
}

fn measure(shapes: Vec<Shape>, empty: u64) -> Result<Vec<Cost>, String> {
    let waiting = Mutex::new(shapes.into_iter());
    let next = || waiting.lock().ok().and_then(|mut shapes| shapes.next());
    let work = || -> Result<Vec<Cost>, String> {
        let mut costs = Vec::new();
        while let Some(shape) = next() {
            let small = instructions(&shape, SMALL)?.saturating_sub(empty);
            let large = instructions(&shape, SMALL * TIMES)?.saturating_sub(empty);
            let cost = Cost { name: shape.name, small, large };
            let mark = if cost.is_too_much() { "  TOO MUCH" } else { "" };
            say(&format!("   {:<44} {:>13} {:>14}  {:.2}{mark}", cost.name, small, large, cost.ratio()));
            costs.push(cost);
        }
        Ok(costs)
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.join().map_err(|_| "a count ended early".to_owned())??);
        }
        Ok(all)
    })
}

/// Instructions of the command on `bytes` bytes of the shape: one text on standard input, several as files.
fn instructions(shape: &Shape, bytes: usize) -> Result<u64, String> {
    let program = target().join("quick").join(format!("racecard{}", std::env::consts::EXE_SUFFIX));
    let mut count = command("valgrind", ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]);
    count.arg(program).args(&shape.words);
    let texts = (shape.texts)(bytes);
    let said = match texts.as_slice() {
        [text] => told(&mut count, text)?,
        texts => {
            let files = Files::write(&shape.name, texts)?;
            told(count.args(&files.paths), &[])?
        }
    };
    let figure =
        said.lines().find_map(|line| line.split_once("refs:")).map(|(_, figure)| figure.trim().replace(',', ""));
    figure.and_then(|figure| figure.parse().ok()).ok_or_else(|| format!("cachegrind says no figure: {said}"))
}

/// What a command says on standard error about a text on its standard input.
fn told(count: &mut Command, text: &[u8]) -> Result<String, String> {
    let failed = |error| format!("valgrind could not be run: {error}");
    let pipes = count.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = pipes.spawn().map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        // A command that needs no more closes its end.
        input.write_all(text).ok();
    }
    let output = child.wait_with_output().map_err(failed)?;
    Ok(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The files of one shape, removed again with this value.
struct Files {
    folder: PathBuf,
    paths: Vec<PathBuf>,
}

impl Files {
    fn write(name: &str, texts: &[Vec<u8>]) -> Result<Self, String> {
        let folder = target().join("growth").join(name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"));
        fs::create_dir_all(&folder).map_err(about(&folder))?;
        let paths = (0..texts.len()).map(|number| folder.join(format!("{number}.log"))).collect();
        let files = Self { folder, paths };
        for (path, text) in files.paths.iter().zip(texts) {
            fs::write(path, text).map_err(about(path))?;
        }
        Ok(files)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}
