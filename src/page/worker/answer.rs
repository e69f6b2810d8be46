//! One request, one answer.

use super::post::{post, post_bytes};
use super::sources::Source;
use super::{Shared, cards, decode, export, fields, heads, overview, raw, reading, timeline};
use crate::page::protocol::{Ask, Heads, Notes, Request, Tell};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

pub fn answer(shared: &Shared, request: Request, attachment: &JsValue) {
    let id = request.id;
    let say = |tell: &Tell| post(id, tell, &JsValue::UNDEFINED);
    match request.ask {
        Ask::Add { source, name } => match attachment.clone().dyn_into() {
            Ok(file) => {
                shared.borrow_mut().sources.push(Source::new(source, name, file));
                reading::start(shared, source);
            }
            Err(_) => say(&Tell::Failed { source, reason: "it is no file".into() }),
        },
        Ask::Cancel { source } => {
            if let Some(source) = shared.borrow_mut().source_mut(source) {
                source.cancelled = true;
            }
        }
        Ask::Remove { source } => remove(shared, source),
        Ask::Heads { filter, sort } => {
            let state = shared.borrow();
            let (rows, problem) = heads::select(&state.report, &state.heads, &filter, sort);
            let rows = rows.into_iter().filter_map(|at| state.heads.get(at).cloned()).collect::<Vec<_>>();
            let bytes = Heads::encode(rows.into_iter(), state.heads.len() as u32);
            post_bytes(id, Tell::Heads { problem: problem.map(|text| text.as_str().into()) }, &bytes);
        }
        Ask::Card(card) => say(&cards::card(&shared.borrow().report, card)),
        Ask::Marks { source } => {
            let state = shared.borrow();
            let marks = state.number(source).and_then(|number| state.marks.get(number)).cloned().unwrap_or_default();
            say(&Tell::Marks { source, marks });
        }
        Ask::Lines { source, from, to } => {
            let shared = shared.clone();
            spawn_local(async move {
                let window = raw::window(&shared, source, from, to).await;
                post(id, &Tell::Lines(window), &JsValue::UNDEFINED);
            });
        }
        Ask::Find { source, pattern, regex } => {
            let shared = shared.clone();
            spawn_local(async move {
                let found = raw::find(&shared, source, &pattern, regex).await;
                post(id, &Tell::Found(found), &JsValue::UNDEFINED);
            });
        }
        Ask::Export { format, cards } => say(&Tell::Export { text: export::export(&shared.borrow(), format, &cards) }),
        Ask::Decode { text } => say(&Tell::Decode(decode::decode(&text))),
        Ask::Notes => {
            let report = &shared.borrow().report;
            let (notes, coverage, sources) = (report.notes.clone(), report.coverage.clone(), report.sources.clone());
            say(&Tell::Notes(Box::new(Notes { notes, coverage, sources })));
        }
        Ask::Overview => say(&Tell::Overview(Box::new(overview::overview(&shared.borrow().report)))),
        Ask::Fields => say(&Tell::Fields(fields::fields())),
        Ask::Timeline => say(&Tell::Timeline(Box::new(timeline::timeline(&shared.borrow().report)))),
    }
}

/// Takes a source out. Those after it get other numbers, which their records carry: they are read again.
fn remove(shared: &Shared, id: u32) {
    let later = {
        let mut state = shared.borrow_mut();
        let Some(number) = state.number(id) else { return };
        state.sources.remove(number);
        let later: Vec<_> = state.sources.iter().skip(number).map(|source| source.id).collect();
        if later.is_empty() {
            reading::show(&mut state);
        }
        later
    };
    for source in later {
        reading::start(shared, source);
    }
}
