//! Reads a source: chunks of its file into a scanner, progress at most once a frame, and the cards found so far as
//! long as showing them is cheap.

use super::post::post;
use super::reporting::Unpack;
use super::sources::Source;
use super::{Shared, part};
use crate::engine::Scanner;
use crate::engine::saved::{self, Saved};
use crate::page::browser::clock::now_millis;
use crate::page::browser::stream::{self, Chunks};
use crate::page::protocol::Tell;
use crate::text::unpack::{MAGIC_BYTES, Packing};
use js_sys::{Array, Uint8Array};
use std::cell::Cell;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

/// Progress is told at most once a frame.
const FRAME_MILLIS: f64 = 16.0;
/// A report on what was read so far is made at most this often, and after the first one only while the end is further
/// away than this,
const PARTIAL_MILLIS: f64 = 500.0;
/// only while it holds few records,
const PARTIAL_RECORDS: u64 = 5_000;
/// and only while making it took less than this.
const PARTIAL_COST_MILLIS: f64 = 40.0;

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
    let (file, name, number, round) = {
        let mut state = shared.borrow_mut();
        let Some(number) = state.number(id) else { return Ok(()) };
        let Some(source) = state.source_mut(id) else { return Ok(()) };
        source.round += 1;
        source.reading = true;
        source.scanner = None;
        (source.file.clone(), source.name.clone(), number, source.round)
    };
    let total = file.size() as u64;
    let mut scanner = Scanner::numbered(&name, number as u32);
    let head = stream::range(&file, 0, saved::HEAD.max(MAGIC_BYTES) as u64).await.unwrap_or_default();
    if saved::looks_like_one(&head) && total <= MAX_SAVED_BYTES {
        let text = stream::range(&file, 0, total).await.unwrap_or_default();
        match (part::reporting().await.saved)(&text) {
            Saved::Report(report) => {
                if let Some(source) = shared.borrow_mut().source_mut(id).filter(|source| source.round == round) {
                    source.saved = Some(*report);
                }
                return end(shared, id, round, None).await;
            }
            Saved::Refused(sentence) => return end(shared, id, round, Some(format!("{name} {sentence}"))).await,
            Saved::Log => {}
        }
    }
    let mut unpacking = None;
    if let Some(packing) = Packing::of(&head) {
        scanner.packed(packing.name());
        let unpacker = (part::reporting().await.unpacker)(packing);
        unpacking = Some(Unpacking { unpacker, parts: Array::new() });
    }
    if let Some(source) = shared.borrow_mut().source_mut(id).filter(|source| source.round == round) {
        source.scanner = Some(scanner);
    }
    let mut chunks = match Chunks::new(file) {
        Ok(chunks) => chunks,
        Err(reason) => return end(shared, id, round, Some(reason)).await,
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
            break match unpacking.take() {
                Some(unpacking) => {
                    let (unpacked, left) = unpacking.finish(&mut take);
                    *text = unpacked.unwrap_or_else(|| text.clone());
                    // A file that was stopped half way is not a damaged one.
                    problem.or(left.filter(|_| !*cancelled))
                }
                None => problem,
            };
        }
        read += buffer.len() as u64;
        match &mut unpacking {
            Some(unpacking) => unpacking.push(&buffer, &mut take),
            None => take(&buffer),
        }
        AT_WORK.set(None);
        let progress = scanner.progress();
        let records = progress.races + progress.failures + progress.slow_queries + progress.timings;
        let now = now_millis();
        if now - told >= FRAME_MILLIS {
            told = now;
            post(0, Tell::Progress { source: id, bytes: read, total, records });
        }
        // How long the rest will take.
        let left = (now - began) / read as f64 * total.saturating_sub(read) as f64;
        let is_worth_it = left > if shown > f64::MIN { PARTIAL_MILLIS } else { 0.0 };
        let is_cheap = records > 0 && records < PARTIAL_RECORDS && cost < PARTIAL_COST_MILLIS;
        if let Some(reporting) = part::loaded()
            && is_cheap
            && is_worth_it
            && now - shown >= PARTIAL_MILLIS
        {
            post(0, (reporting.report)(&mut state));
            shown = now_millis();
            cost = shown - now;
        }
    };
    chunks.cancel();
    end(shared, id, round, problem).await
}

/// A packed source: what comes out of it is kept as a file of its own, for the raw log.
struct Unpacking {
    unpacker: Box<dyn Unpack>,
    parts: Array,
}

impl Unpacking {
    fn push(&mut self, packed: &[u8], take: &mut dyn FnMut(&[u8])) {
        let parts = &self.parts;
        self.unpacker.push(packed, &mut |bytes| {
            parts.push(&Uint8Array::from(bytes));
            take(bytes);
        });
    }

    /// The unpacked file, and what was wrong with the packed one.
    fn finish(self, take: &mut dyn FnMut(&[u8])) -> (Option<Blob>, Option<String>) {
        let parts = self.parts;
        let problem = self.unpacker.finish(&mut |bytes| {
            parts.push(&Uint8Array::from(bytes));
            take(bytes);
        });
        (Blob::new_with_u8_array_sequence(&parts).ok(), problem)
    }
}

async fn end(shared: &Shared, id: u32, round: u32, failed: Option<String>) -> Result<(), String> {
    let reporting = part::reporting().await;
    AT_WORK.set(Some(id));
    let mut state = shared.borrow_mut();
    if let Some(source) = state.source_mut(id).filter(|source| source.round == round) {
        source.reading = false;
        if let Some(scanner) = &mut source.scanner {
            scanner.close();
        }
        post(0, (reporting.report)(&mut state));
    }
    AT_WORK.set(None);
    if let Some(reason) = failed {
        return Err(reason);
    }
    post(0, Tell::Done { source: id });
    Ok(())
}

/// Makes the report and tells the page.
pub async fn show(shared: &Shared) {
    let reporting = part::reporting().await;
    post(0, (reporting.report)(&mut shared.borrow_mut()));
}
