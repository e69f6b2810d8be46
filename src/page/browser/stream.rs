//! Reads a `Blob` in chunks, as fast as the browser gives it.
//!
//! A reader with its own buffer (BYOB) is the fastest way, and stalls for good now and then (4 of 35 runs of 1 GB,
//! Chromium 156): where nothing comes for [`STALL_MILLIS`], the rest of the file is opened again. Browsers without
//! such readers get the default one.

use super::turns::Turns;
use super::{clock, words};
use js_sys::{ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamByobReader, ReadableStreamDefaultReader};

/// The recycled buffer, where a piece is no more work than its bytes.
pub const LARGE: u32 = 4 << 20;
/// And where a piece may hold a thousand times as many: it is unpacked in one go, and nobody is heard meanwhile.
pub const SMALL: u32 = 64 << 10;
/// The first read is small, so that the first card comes early.
const FIRST_BYTES: u32 = 128 << 10;
const STALL_MILLIS: i32 = 250;
/// How often in a row a stalled file is opened again before the read fails.
const MAX_STALLS: u32 = 40;

/// The chunks of a file. Between two of them the worker hears its messages.
pub struct Chunks {
    way: Way,
    turns: Turns,
}

enum Way {
    Own { blob: Blob, at: f64, size: u32, buffer: Option<ArrayBuffer>, reader: ReadableStreamByobReader, stalls: u32 },
    Default(ReadableStreamDefaultReader),
}

enum Read {
    Chunk(Uint8Array),
    End,
    Stalled,
}

impl Chunks {
    /// From the file's beginning, in chunks of at most `size` bytes.
    pub fn new(blob: Blob, size: u32) -> Result<Self, String> {
        let way = match ReadableStreamByobReader::new(&blob.stream()) {
            Ok(reader) => Way::Own { blob, at: 0.0, size, buffer: None, reader, stalls: 0 },
            Err(_) => Way::Default(ReadableStreamDefaultReader::new(&blob.stream()).map_err(|error| words(&error))?),
        };
        Ok(Self { way, turns: Turns::new() })
    }

    /// Fills `into` with the next bytes; false at the end.
    pub async fn next(&mut self, into: &mut Vec<u8>) -> Result<bool, String> {
        into.clear();
        self.turns.pass().await;
        match &mut self.way {
            Way::Default(reader) => match result(JsFuture::from(reader.read()).await)? {
                Read::Chunk(chunk) => {
                    copy(&chunk, into);
                    Ok(true)
                }
                _ => Ok(false),
            },
            Way::Own { blob, at, size, buffer, reader, stalls } => loop {
                let own = buffer.take().unwrap_or_else(|| ArrayBuffer::new(*size));
                let length = if *at > 0.0 { *size } else { FIRST_BYTES.min(*size) };
                let view = Uint8Array::new_with_byte_offset_and_length(&own, 0, length);
                let read = reader.read_with_array_buffer_view(view.unchecked_ref::<Object>());
                let race = Promise::race(&js_sys::Array::of2(&read, &clock::after_millis(STALL_MILLIS)));
                match result(JsFuture::from(race).await)? {
                    Read::Chunk(chunk) => {
                        copy(&chunk, into);
                        *at += f64::from(chunk.length());
                        *stalls = 0;
                        *buffer = Some(chunk.buffer());
                        return Ok(true);
                    }
                    Read::End => return Ok(false),
                    Read::Stalled => {
                        *stalls += 1;
                        if *stalls > MAX_STALLS {
                            return Err("the browser stopped handing out the file".into());
                        }
                        drop(reader.cancel());
                        let rest = blob.slice_with_f64(*at).map_err(|error| words(&error))?;
                        *reader = ReadableStreamByobReader::new(&rest.stream()).map_err(|error| words(&error))?;
                    }
                }
            },
        }
    }

    /// Gives the file back.
    pub fn cancel(self) {
        drop(match &self.way {
            Way::Own { reader, .. } => reader.cancel(),
            Way::Default(reader) => reader.cancel(),
        });
    }
}

/// Bytes `from` to `to` of a file.
pub async fn range(blob: &Blob, from: u64, to: u64) -> Result<Vec<u8>, String> {
    let part = blob.slice_with_f64_and_f64(from as f64, to as f64).map_err(|error| words(&error))?;
    let bytes = JsFuture::from(part.array_buffer()).await.map_err(|error| words(&error))?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

fn result(read: Result<JsValue, JsValue>) -> Result<Read, String> {
    let read = read.map_err(|error| unreadable(&words(&error)))?;
    if read.is_undefined() {
        return Ok(Read::Stalled);
    }
    let done = Reflect::get(&read, &"done".into()).is_ok_and(|done| done.is_truthy());
    match Reflect::get(&read, &"value".into()).ok().and_then(|value| value.dyn_into::<Uint8Array>().ok()) {
        Some(chunk) if !done => Ok(Read::Chunk(chunk)),
        _ => Ok(Read::End),
    }
}

/// Why a file cannot be read, in words that are true. Chromium calls it a "network error", whatever it was.
fn unreadable(error: &str) -> String {
    let said = if error == "network error" { String::new() } else { format!(" ({error})") };
    format!("The browser cannot read it{said}: it was moved or changed after it was given, or it may not be read.")
}

fn copy(chunk: &Uint8Array, into: &mut Vec<u8>) {
    into.resize(chunk.length() as usize, 0);
    chunk.copy_to(into);
}
