//! One request, one answer.

use super::post::post;
use super::sources::Source;
use super::state::State;
use super::{Shared, export, heads, raw, reading};
use crate::page::protocol::{Ask, Heads, Panel, Request, Switches, Tell};
use crate::page::views::{self, Scene};
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
        Ask::Heads { filter, sort } => {
            let state = shared.borrow();
            let (rows, problem) = heads::select(&state.report, &state.heads, &filter, sort);
            let rows = rows.into_iter().filter_map(|at| state.heads.get(at).cloned()).collect::<Vec<_>>();
            let rows = Heads::encode(rows.into_iter(), state.heads.len() as u32);
            say(Tell::Heads { problem: problem.map(|text| text.as_str().into()), rows });
        }
        Ask::Panel { panel, switches } => {
            let state = shared.borrow();
            let drawn = match panel {
                Panel::Compare => Some(state.sides(|sides| views::compare::view(sides, &switches))),
                _ => views::draw(&scene(&state, panel, &switches)),
            };
            say(Tell::Panel { tree: drawn.unwrap_or_default().into_bytes() });
        }
        Ask::Copied { panel, switches, what } => {
            let state = shared.borrow();
            let text = match panel {
                Panel::Compare => state.sides(|sides| views::compare::copied(sides, &switches, &what)),
                _ => views::copied(&scene(&state, panel, &switches), &what),
            };
            say(Tell::Export { text: text.unwrap_or_default() });
        }
        Ask::Thresholds { switches } => {
            let mut state = shared.borrow_mut();
            state.thresholds = views::rules::thresholds(&switches);
            reading::show(&mut state);
        }
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
        Ask::Export { format, cards, redact } => {
            let text = export::export(&shared.borrow(), format, &cards, redact);
            say(Tell::Export { text: text.as_str().into() });
        }
    }
}

fn scene<'a>(state: &'a State, panel: Panel, switches: &'a Switches) -> Scene<'a> {
    Scene { report: &state.report, panel, switches, frame_link: &state.frame_link }
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
