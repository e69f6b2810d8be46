//! One request, one answer.

use super::post::post;
use super::sources::Source;
use super::{Shared, part, raw, reading};
use crate::page::protocol::{Ask, Request, Tell};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

pub fn answer(shared: &Shared, request: Request, attachment: &JsValue) {
    let id = request.id;
    let say = |tell: Tell| post(id, tell);
    match request.ask {
        Ask::Add { source, name } => match attachment.clone().dyn_into() {
            Ok(file) => {
                shared.borrow_mut().sources.push(Source::new(source, name, file));
                reading::start(shared, source);
            }
            Err(_) => say(Tell::Failed { source, reason: "it is no file".into() }),
        },
        Ask::Cancel { source } => {
            if let Some(source) = shared.borrow_mut().source_mut(source) {
                source.cancelled = true;
            }
        }
        Ask::Remove { source } => remove(shared, source),
        Ask::Settings { frame_link } => shared.borrow_mut().frame_link = frame_link,
        Ask::Marks { source } => {
            let state = shared.borrow();
            let marks = state.number(source).and_then(|number| state.marks.get(number)).cloned().unwrap_or_default();
            say(Tell::Marks { source, marks });
        }
        Ask::Lines { source, from, to } => {
            let shared = shared.clone();
            spawn_local(async move {
                let window = raw::window(&shared, source, from, to).await;
                post(id, Tell::Lines(window));
            });
        }
        Ask::Find { source, pattern, regex } => {
            let shared = shared.clone();
            spawn_local(async move {
                let found = raw::find(&shared, source, &pattern, regex).await;
                post(id, Tell::Found(found));
            });
        }
        ask => {
            let shared = shared.clone();
            spawn_local(async move {
                let reporting = part::reporting().await;
                let tell = (reporting.answer)(&mut shared.borrow_mut(), &ask);
                post(id, tell);
            });
        }
    }
}

/// Takes a source out. Those after it get other numbers, which their records carry: they are read again.
fn remove(shared: &Shared, id: u32) {
    let later = {
        let mut state = shared.borrow_mut();
        let Some(number) = state.number(id) else { return };
        state.sources.remove(number);
        let later: Vec<_> = state.sources.iter().skip(number).map(|source| source.id).collect();
        later
    };
    if later.is_empty() {
        let shared = shared.clone();
        spawn_local(async move { reading::show(&shared).await });
    }
    for source in later {
        reading::start(shared, source);
    }
}
