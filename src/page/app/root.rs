//! The root component: model, worker and listeners.

use super::cards::Act;
use super::frame::{self, Header};
use super::intake::{self, Given};
use super::views;
use crate::page::browser::host::{Heard, Host, Program};
use crate::page::browser::{dom, lock, network, service_worker, store};
use crate::page::protocol::{Ask, CardId, Heads, Reply, Request, Tell};
use crate::page::shell::keys::{self, Pressed};
use crate::page::shell::{Action, Level, Lock, Model, Route, Theme, Trouble, View, words};
use js_sys::Uint8Array;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, KeyboardEvent, ServiceWorkerRegistration};
use yew::prelude::*;

/// What happens to the page: the shell's actions, and what only the web knows.
pub enum Msg {
    Do(Action),
    Give(Vec<Given>),
    Sample(usize),
    Loaded(Result<Loaded, String>),
    Heard(Heard),
    Key(KeyboardEvent),
    Browse,
}

/// What is fetched before the lock.
pub struct Loaded {
    program: Program,
    samples: Vec<Blob>,
    offline: Option<ServiceWorkerRegistration>,
}

pub struct App {
    pub(super) model: Model,
    pub(super) files: BTreeMap<u32, Blob>,
    /// Made once, so that what gets them does not look changed.
    act: Callback<Action>,
    card_act: Callback<Act>,
    program: Option<Program>,
    host: Option<Host>,
    is_ready: bool,
    /// Requests made before the worker was ready.
    queue: Vec<Request>,
    samples: Vec<Blob>,
    /// A sample asked for before it was there.
    wanted_sample: Option<usize>,
    /// The key before this one, for sequences of two.
    last_key: String,
    pub(super) scroll_to: Option<CardId>,
    pub(super) file_input: NodeRef,
    _listeners: intake::Listeners,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(context: &Context<Self>) -> Self {
        let link = context.link();
        let theme = Theme::from_name(&store::get("theme").unwrap_or_default());
        let singles = store::get("keys").is_none_or(|keys| keys != "off");
        let model = Model::new(theme, singles, store::get("frame-link").unwrap_or_default());
        if let Some(width) = store::get("raw-width") {
            super::columns::set_width(&width);
        }
        link.send_future(async { Msg::Loaded(load().await) });
        link.send_message(Msg::Do(Action::Routed(Route::read(&dom::hash()))));
        App {
            model,
            files: BTreeMap::new(),
            act: link.callback(Msg::Do),
            card_act: link.callback(|asked| Msg::Do(super::list::asked(asked))),
            program: None,
            host: None,
            is_ready: false,
            queue: Vec::new(),
            samples: Vec::new(),
            wanted_sample: None,
            last_key: String::new(),
            scroll_to: None,
            file_input: NodeRef::default(),
            _listeners: intake::listen(link),
        }
    }

    fn update(&mut self, context: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Do(action) => self.act(context, action),
            Msg::Give(given) => {
                self.act(context, Action::Dragging(None));
                for Given { name, file } in given {
                    let source = self.model.new_source();
                    let bytes = file.size() as u64;
                    self.files.insert(source, file);
                    self.act(context, Action::Given { source, name, bytes });
                }
            }
            Msg::Sample(at) => match self.samples.get(at) {
                Some(sample) => {
                    let name = words::SAMPLES.get(at).map(|(name, ..)| (*name).to_owned()).unwrap_or_default();
                    context.link().send_message(Msg::Give(vec![Given { name, file: sample.clone() }]));
                }
                None => self.wanted_sample = Some(at),
            },
            Msg::Loaded(Ok(Loaded { program, samples, offline })) => {
                if let Some(registration) = offline {
                    let link = context.link().clone();
                    let told = move |state| {
                        let update = state == service_worker::Offline::Update;
                        link.send_message(Msg::Do(Action::Offline { update }));
                    };
                    service_worker::watch(&registration, Rc::new(told));
                }
                self.samples = samples;
                lock::lock();
                self.program = Some(program);
                self.start_worker(context);
                if let Some(at) = self.wanted_sample.take() {
                    context.link().send_message(Msg::Sample(at));
                }
            }
            Msg::Loaded(Err(text)) => {
                let title = "The part of Racecard that reads logs could not be loaded.".to_owned();
                self.act(context, Action::Trouble(Trouble { level: Level::Crash, title, text }));
            }
            Msg::Heard(Heard::Reply(reply, attachment)) => self.heard(context, reply, &attachment),
            Msg::Heard(Heard::Broken(text)) => self.act(context, Action::Broken(text)),
            Msg::Key(event) => return self.key(context, &event),
            Msg::Browse => self.browse(),
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let link = context.link();
        let act = self.act.clone();
        let model = &self.model;
        let body = match model.route.view {
            View::Decode => views::decode(model, &act),
            View::About => views::about(model, &act),
            _ if model.is_empty() => intake::first_screen(model, &act, link),
            View::Overview => html! { <>{ frame::strip(model, &act, link) }{ views::overview(model, &act) }</> },
            View::Notes => html! { <>{ frame::strip(model, &act, link) }{ views::notes(model, &act) }</> },
            View::Report => {
                html! { <>{ frame::strip(model, &act, link) }{ super::list::report(model, &act, &self.card_act) }</> }
            }
        };
        html! {
            <>
                <a class="skip" href="#main" onclick={act.reform(|event: MouseEvent| { event.prevent_default(); dom::focus("main"); Action::Said(String::new()) })}>{ "Skip to the report" }</a>
                <Header view={model.route.view} theme={model.theme} lock={model.lock} has_report={!model.is_empty()}
                    notes={model.summary.as_ref().map_or(0, |summary| summary.counts.notes)} act={act.clone()} />
                { frame::troubles(model, &act) }
                { body }
                { frame::drop_overlay(model) }
                { frame::messages(model, &act) }
                if model.dialog.is_some() { <frame::Help single_keys={model.single_keys} frame_link={model.frame_link.clone()} act={act.clone()} /> }
                <input ref={self.file_input.clone()} id="file-input" type="file" multiple=true hidden=true aria-label="Choose files"
                    onchange={link.batch_callback(|event: Event| intake::chosen(&event))} />
            </>
        }
    }

    fn rendered(&mut self, _context: &Context<Self>, _first: bool) {
        if let Some(card) = self.scroll_to.take()
            && let Some(element) = dom::by_id(&super::list::element_id(card))
        {
            dom::scroll_to(&element, true);
            dom::focus(&super::list::heading_id(card));
        }
    }
}

impl App {
    pub(super) fn act(&mut self, context: &Context<Self>, action: Action) {
        for effect in self.model.update(action) {
            self.carry_out(context, effect);
        }
    }

    pub(super) fn post(&mut self, context: &Context<Self>, request: Request) {
        if !self.is_ready {
            self.queue.push(request);
            return;
        }
        let attachment = match &request.ask {
            Ask::Add { source, .. } => self.files.get(source).map(JsValue::from).unwrap_or_default(),
            _ => JsValue::UNDEFINED,
        };
        let posted = self.host.as_ref().map(|host| host.post(&request, &attachment));
        if let Some(Err(text)) = posted {
            self.act(context, Action::Broken(text));
        }
    }

    pub(super) fn start_worker(&mut self, context: &Context<Self>) {
        self.is_ready = false;
        self.host = None;
        let Some(program) = &self.program else { return };
        let link = context.link().clone();
        match Host::start(program, Rc::new(move |heard| link.send_message(Msg::Heard(heard)))) {
            Ok(host) => self.host = Some(host),
            Err(text) => {
                let title = "The part of Racecard that reads logs could not be started.".to_owned();
                self.act(context, Action::Trouble(Trouble { level: Level::Crash, title, text }));
            }
        }
    }

    fn heard(&mut self, context: &Context<Self>, reply: Box<Reply>, attachment: &JsValue) {
        let is_ready = reply.tell == Tell::Ready;
        let heads = attachment.is_object().then(|| Heads::new(Uint8Array::new(attachment).to_vec()));
        self.act(context, Action::Heard(reply, heads));
        if is_ready {
            self.is_ready = true;
            for request in std::mem::take(&mut self.queue) {
                self.post(context, request);
            }
        }
    }

    fn key(&mut self, context: &Context<Self>, event: &KeyboardEvent) -> bool {
        let key = event.key();
        let pressed = Pressed {
            key: &key,
            control: event.ctrl_key() || event.meta_key(),
            alt: event.alt_key(),
            typing: dom::is_typing(),
        };
        let command = keys::command(pressed, &self.last_key, self.model.single_keys);
        // Enter belongs to the button or link that has the focus.
        let taken =
            key == "Enter" && !dom::by_id("main").is_some_and(|main| Some(main) == dom::document().active_element());
        self.last_key = if command.is_none() && !pressed.typing { key.clone() } else { String::new() };
        let Some(command) = command.filter(|_| !taken) else { return false };
        if command == keys::Command::Close && pressed.typing {
            dom::focus("main");
        }
        if key != "Escape" {
            event.prevent_default();
        }
        self.act(context, Action::Command(command));
        true
    }
}

/// Fetches all that will ever be fetched: the worker's program and the samples.
async fn load() -> Result<Loaded, String> {
    let program = Program::load().await?;
    let mut samples = Vec::new();
    for (name, ..) in words::SAMPLES {
        samples.push(network::blob(&format!("samples/{name}")).await?);
    }
    let offline = service_worker::settle().await;
    Ok(Loaded { program, samples, offline })
}

/// Makes a live request and says what came of it.
pub async fn test_lock() -> Msg {
    Msg::Do(Action::Lock(if lock::is_locked().await { Lock::Proven } else { Lock::Open }))
}
