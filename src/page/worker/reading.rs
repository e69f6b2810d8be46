//! Reads a source: chunks of its file into a scanner, progress at most once a frame, and the cards found so far as
//! long as showing them is cheap.

use super::post::post;
use super::reporting::TakeIn;
use super::sources::Source;
use super::{Shared, part};
use crate::engine::saved::{self, Saved};
use crate::engine::{Progress, Scanner};
use crate::page::browser::clock::now_millis;
use crate::page::browser::stream::{self, Chunks};
use crate::page::browser::words;
use crate::page::present::figures;
use crate::page::present::unread;
use crate::page::protocol::{SoFar, Tell};
use crate::text::unpack::{START_BYTES, Told, is_text};
use js_sys::{Array, Uint8Array};
use std::cell::Cell;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

/// Progress is told at most once a frame.
const FRAME_MILLIS: f64 = 16.0;
/// A report on what was read so far is made at most this often, and after the first one only while the end is further
/// away than this,
const PARTIAL_MILLIS: f64 = 500.0;
/// only while the page can take a list of so many cards in its stride,
const PARTIAL_RECORDS: u64 = 20_000;
/// and so seldom that making them takes a twentieth of the time.
const PARTIAL_SHARE: f64 = 20.0;

/// Larger files are not taken for saved reports.
const MAX_SAVED_BYTES: u64 = 64 << 20;

thread_local! {
    static AT_WORK: Cell<Option<u32>> = const { Cell::new(None) };
}

/// The source whose bytes are being looked at, for the message of a crash.
pub fn at_work() -> Option<u32> {
    AT_WORK.get()
}

/// Starts to read a source from its beginning. A reading of the same source that still runs gives up.
pub fn start(shared: &Shared, id: u32) {
    let shared = shared.clone();
    spawn_local(async move {
        if let Err(reason) = read(&shared, id).await {
            post(0, Tell::Failed { source: id, reason: reason.as_str().into() });
        }
    });
}

async fn read(shared: &Shared, id: u32) -> Result<(), String> {
    let (mut file, name, number, round, stopped) = {
        let mut state = shared.borrow_mut();
        let Some(number) = state.number(id) else { return Ok(()) };
        let Some(source) = state.source_mut(id) else { return Ok(()) };
        source.round += 1;
        source.reading = true;
        source.cancelled = false;
        source.scanner = None;
        (source.file.clone(), source.name.clone(), number, source.round, source.stopped)
    };
    let total = file.size() as u64;
    if let Some(stopped) = stopped {
        file = file.slice_with_f64_and_f64(0.0, stopped as f64).map_err(|error| words(&error))?;
    }
    let scanner = Scanner::numbered(&name, number as u32);
    let head = stream::range(&file, 0, saved::HEAD.max(START_BYTES) as u64).await.unwrap_or_default();
    if saved::looks_like_one(&head) && total <= MAX_SAVED_BYTES {
        let text = stream::range(&file, 0, total).await.unwrap_or_default();
        match (part::reporting().await.saved)(&text) {
            Saved::Report(report) => {
                if let Some(source) = shared.borrow_mut().source_mut(id).filter(|source| source.round == round) {
                    source.saved = Some(*report);
                }
                return end(shared, id, round, End { read: total, total, failed: None }).await;
            }
            Saved::Refused(sentence) => {
                let failed = Some(format!("{name} {sentence}"));
                return end(shared, id, round, End { read: total, total, failed }).await;
            }
            Saved::Log => {}
        }
    }
    let mut unpacking = None;
    if !is_text(head.get(..START_BYTES).unwrap_or(&head)) {
        let intake = (part::reporting().await.intake)();
        unpacking = Some(Unpacking { intake, parts: Array::new() });
    }
    if let Some(source) = shared.borrow_mut().source_mut(id).filter(|source| source.round == round) {
        source.scanner = Some(scanner);
    }
    let size = if unpacking.is_some() { stream::SMALL } else { stream::LARGE };
    let mut chunks = match Chunks::new(file, size) {
        Ok(chunks) => chunks,
        Err(reason) => return end(shared, id, round, End { read: 0, total, failed: Some(reason) }).await,
    };
    let mut buffer = Vec::new();
    let (began, mut read, mut told, mut shown, mut cost) = (now_millis(), 0, 0.0, f64::MIN, 0.0);
    let problem = loop {
        let more = chunks.next(&mut buffer).await;
        let mut state = shared.borrow_mut();
        let source = state.source_mut(id).filter(|source| source.round == round);
        let Some(Source { scanner: Some(scanner), text, cancelled, .. }) = source else {
            chunks.cancel();
            return Ok(());
        };
        AT_WORK.set(Some(id));
        let mut take = |bytes: &[u8]| scanner.push(bytes);
        if !matches!(more, Ok(true)) || *cancelled {
            let problem = more.err().filter(|_| !*cancelled);
            let is_stopped = read < total && (*cancelled || stopped.is_some());
            break if let Some(unpacking) = unpacking.take() {
                let (unpacked, mut told) = unpacking.finish(&mut take);
                *text = unpacked.unwrap_or_else(|| text.clone());
                // A file that was stopped half way is not a damaged one.
                told.remarks.retain(|remark| !is_stopped || remark.kind != "cut");
                scanner.taken_in(&told);
                problem
            } else {
                // The raw log is searched as far as the report reaches.
                if let Some(part) = is_stopped.then(|| text.slice_with_f64_and_f64(0.0, read as f64)) {
                    *text = part.unwrap_or_else(|_| text.clone());
                }
                problem
            };
        }
        read += buffer.len() as u64;
        match &mut unpacking {
            Some(unpacking) => unpacking.push(&buffer, &mut take),
            None => take(&buffer),
        }
        AT_WORK.set(None);
        let found = so_far(scanner.progress());
        let now = now_millis();
        if now - told >= FRAME_MILLIS {
            told = now;
            post(0, Tell::Progress { source: id, bytes: read, total, found });
        }
        // How long the rest will take.
        let left = (now - began) / read as f64 * total.saturating_sub(read) as f64;
        let pause = PARTIAL_MILLIS.max(cost * PARTIAL_SHARE);
        let is_worth_it = left > if shown > f64::MIN { pause } else { 0.0 };
        if let Some(reporting) = part::loaded()
            && (1..PARTIAL_RECORDS).contains(&found.records)
            && is_worth_it
            && now - shown >= pause
        {
            post(0, (reporting.report)(&mut state));
            shown = now_millis();
            cost = shown - now;
        }
    };
    chunks.cancel();
    end(shared, id, round, End { read, total, failed: problem }).await
}

fn so_far(Progress { races, failures, slow_queries, timings, .. }: Progress) -> SoFar {
    SoFar { records: races + failures + slow_queries + timings, races, slow_queries, timings }
}

/// How a reading ended: after so many bytes of the file, and why if it was not the file's end or the user.
struct End {
    read: u64,
    total: u64,
    failed: Option<String>,
}

/// A source that is no plain text: what comes out of it is kept as a file of its own, for the raw log.
struct Unpacking {
    intake: Box<dyn TakeIn>,
    parts: Array,
}

impl Unpacking {
    fn push(&mut self, packed: &[u8], take: &mut dyn FnMut(&[u8])) {
        let parts = &self.parts;
        self.intake.push(packed, &mut |bytes| {
            parts.push(&Uint8Array::from(bytes));
            take(bytes);
        });
    }

    /// The unpacked file, and what there is to say about the packed one.
    fn finish(self, take: &mut dyn FnMut(&[u8])) -> (Option<Blob>, Told) {
        let parts = self.parts;
        let told = self.intake.finish(&mut |bytes| {
            parts.push(&Uint8Array::from(bytes));
            take(bytes);
        });
        (Blob::new_with_u8_array_sequence(&parts).ok(), told)
    }
}

async fn end(shared: &Shared, id: u32, round: u32, End { read, total, failed }: End) -> Result<(), String> {
    let reporting = part::reporting().await;
    AT_WORK.set(Some(id));
    let mut state = shared.borrow_mut();
    let Some(source) = state.source_mut(id).filter(|source| source.round == round) else { return Ok(()) };
    source.reading = false;
    let stopped = (failed.is_none() && read < total).then_some(read);
    source.stopped = stopped;
    if let Some(scanner) = &mut source.scanner {
        if let Some(sentence) = left_out(read, total, failed.as_deref()) {
            scanner.note(unread::KIND, &sentence);
        }
        scanner.close();
        post(0, Tell::Progress { source: id, bytes: read, total, found: so_far(scanner.progress()) });
    }
    post(0, (reporting.report)(&mut state));
    AT_WORK.set(None);
    if let Some(reason) = failed {
        return Err(reason);
    }
    post(0, Tell::Done { source: id, stopped });
    Ok(())
}

/// What of the file is not in the report, and why: an export says it as well as the page.
fn left_out(read: u64, total: u64, failed: Option<&str>) -> Option<String> {
    let place = format!("after {} of {} bytes", figures::count(read), figures::count(total));
    (read < total).then(|| match failed {
        Some(reason) => format!("Reading ended {place}: {reason}"),
        None => format!("Reading was stopped {place}; what follows was not read."),
    })
}

/// Makes the report and tells the page.
pub async fn show(shared: &Shared) {
    let reporting = part::reporting().await;
    post(0, (reporting.report)(&mut shared.borrow_mut()));
}
