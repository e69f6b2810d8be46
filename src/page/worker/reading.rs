//! Reads a source: chunks of its file into a scanner, progress at most once a frame, and the cards found so far as
//! long as showing them is cheap.

use super::Shared;
use super::post::post;
use super::state::State;
use crate::engine::Scanner;
use crate::page::browser::clock::now_millis;
use crate::page::browser::stream::{self, Chunks};
use crate::page::protocol::Tell;
use js_sys::{Array, Uint8Array};
use std::cell::Cell;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

/// Progress is told at most once a frame.
const FRAME_MILLIS: f64 = 16.0;
/// A report on what was read so far is made at most this often,
const PARTIAL_MILLIS: f64 = 500.0;
/// only while it holds few records,
const PARTIAL_RECORDS: u64 = 5_000;
/// and only while making it took less than this.
const PARTIAL_COST_MILLIS: f64 = 40.0;

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
            post(0, &Tell::Failed { source: id, reason: reason.as_str().into() }, &JsValue::UNDEFINED);
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
        source.scan = None;
        source.lines = Default::default();
        (source.file.clone(), source.name.clone(), number, source.round)
    };
    let total = file.size() as u64;
    let mut scanner = Scanner::numbered(&name, number as u32);
    let gzip = stream::range(&file, 0, 2).await.is_ok_and(|head| head == [0x1f, 0x8b]);
    if gzip {
        scanner.packed("gzip");
    }
    let mut unpacked = gzip.then(Array::new);
    let opened = if gzip { Chunks::gunzip(&file) } else { Chunks::new(file) };
    let mut chunks = match opened {
        Ok(chunks) => chunks,
        Err(reason) => return end(shared, id, round, scanner, Some(reason)),
    };
    let mut buffer = Vec::new();
    let (mut told, mut shown, mut cost) = (0.0, f64::MIN, 0.0);
    loop {
        let more = chunks.next(&mut buffer).await;
        let mut state = shared.borrow_mut();
        let Some(source) = state.source_mut(id).filter(|source| source.round == round) else {
            chunks.cancel();
            return Ok(());
        };
        let stop = source.cancelled;
        match more {
            Ok(true) if !stop => {}
            Ok(_) => {
                drop(state);
                chunks.cancel();
                keep_unpacked(shared, id, unpacked);
                return end(shared, id, round, scanner, None);
            }
            Err(reason) => {
                drop(state);
                keep_unpacked(shared, id, unpacked);
                return end(shared, id, round, scanner, Some(reason));
            }
        }
        AT_WORK.set(Some(id));
        source.lines.push(&buffer);
        scanner.push(&buffer);
        AT_WORK.set(None);
        if let Some(parts) = &mut unpacked {
            parts.push(&Uint8Array::from(buffer.as_slice()));
        }
        let progress = scanner.progress();
        let records = progress.races + progress.failures + progress.slow_queries + progress.timings;
        let now = now_millis();
        if now - told >= FRAME_MILLIS {
            told = now;
            // Of a packed file only the unpacked bytes are known: total 0 means "not known".
            let total = if gzip { 0 } else { total };
            post(0, &Tell::Progress { source: id, bytes: progress.bytes, total, records }, &JsValue::UNDEFINED);
        }
        if records > 0 && records < PARTIAL_RECORDS && now - shown >= PARTIAL_MILLIS && cost < PARTIAL_COST_MILLIS {
            source.scan = Some(scanner.so_far());
            show(&mut state);
            shown = now_millis();
            cost = shown - now;
        }
    }
}

fn keep_unpacked(shared: &Shared, id: u32, parts: Option<Array>) {
    let blob = parts.and_then(|parts| Blob::new_with_u8_array_sequence(&parts).ok());
    if let (Some(blob), Some(source)) = (blob, shared.borrow_mut().source_mut(id)) {
        source.text = blob;
    }
}

fn end(shared: &Shared, id: u32, round: u32, scanner: Scanner, failed: Option<String>) -> Result<(), String> {
    AT_WORK.set(Some(id));
    let scan = scanner.end();
    let mut state = shared.borrow_mut();
    if let Some(source) = state.source_mut(id).filter(|source| source.round == round) {
        source.reading = false;
        source.scan = Some(scan);
        show(&mut state);
    }
    AT_WORK.set(None);
    match failed {
        Some(reason) => Err(reason),
        None => {
            post(0, &Tell::Done { source: id }, &JsValue::UNDEFINED);
            Ok(())
        }
    }
}

/// Makes the report and tells the page.
pub fn show(state: &mut State) {
    state.assemble();
    post(0, &Tell::Report(Box::new(state.summary())), &JsValue::UNDEFINED);
}
