//! The root component: model, worker and listeners.

use super::intake::{self, Given};
use super::near::Near;
use super::piece::Part;
use super::raw::Place;
use super::tree::draw;
use super::{gesture, list};
use crate::page::browser::host::{Heard, Host, Program};
use crate::page::browser::{dom, lock, network, service_worker, store};
use crate::page::protocol::{Act, Ask, CardId, Panel, Reply, Request, Tell, slot};
use crate::page::shell::keys::{self, Pressed};
use crate::page::shell::screen::{self, Actions, Copy};
use crate::page::shell::{Action, Level, Lock, Model, Route, Theme, Trouble, words};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlDialogElement, KeyboardEvent, ServiceWorkerRegistration};
use yew::prelude::*;

/// What happens to the page: the shell's actions, and what only the web knows.
pub enum Msg {
    Do(Action),
    /// The element with that action.
    Number(usize),
    /// The raw log was scrolled or resized.
    Look,
    /// Pieces of a long list that came near the screen, or went away.
    Near(Vec<(usize, bool)>),
    /// A text to look for in the raw log.
    Search(String),
    /// A place on the map of the raw log, from 0 to 1.
    Map(f64),
    Give(Vec<Given>),
    Loaded(Result<Loaded, String>),
    Heard(Heard),
    Key(KeyboardEvent),
    Resized,
}

/// What is fetched before the lock.
pub struct Loaded {
    program: Program,
    samples: Vec<Blob>,
    offline: Option<ServiceWorkerRegistration>,
}

pub struct App {
    pub(super) model: Model,
    pub(super) files: Vec<(u32, Blob)>,
    copy: Copy,
    /// What the elements of the tree on screen do.
    actions: RefCell<Actions>,
    raw: Place,
    near: Near,
    /// Made once, so that what gets it does not look changed.
    act: Callback<Action>,
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
        gesture::set_remembered_width();
        link.send_future(async { Msg::Loaded(load().await) });
        link.send_message(Msg::Do(Action::Routed(Route::read(&dom::hash()))));
        let copy = Copy {
            build: dom::meta("racecard-build").unwrap_or_default(),
            browser: dom::window().navigator().user_agent().unwrap_or_default(),
        };
        App {
            model,
            files: Vec::new(),
            copy,
            actions: RefCell::default(),
            raw: Place::new(link),
            near: Near::new(link),
            act: link.callback(Msg::Do),
            program: None,
            host: None,
            is_ready: false,
            queue: Vec::new(),
            samples: Vec::new(),
            wanted_sample: None,
            last_key: String::new(),
            scroll_to: None,
            _listeners: intake::listen(link),
        }
    }

    fn update(&mut self, context: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Do(action) => self.act(context, action),
            Msg::Number(number) => {
                let action = self.actions.borrow().get(number).cloned();
                if let Some(action) = action {
                    self.act(context, action);
                }
            }
            Msg::Look => return self.raw.look(&self.model.raw),
            Msg::Near(moved) => self.near.moved(moved),
            Msg::Search(pattern) => {
                let regex = self.model.raw.search.regex;
                self.act(context, Action::Search { pattern, regex });
            }
            Msg::Map(share) => {
                let line = (share * self.model.raw.lines as f64) as u64 + 1;
                self.act(context, Action::RawLine(line));
            }
            Msg::Give(given) => {
                self.act(context, Action::Dragging(None));
                for Given { name, file } in given {
                    let source = self.model.new_source();
                    let bytes = file.size() as u64;
                    self.files.push((source, file));
                    self.act(context, Action::Given { source, name, bytes });
                }
            }
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
                    self.sample(context, at);
                }
            }
            Msg::Loaded(Err(text)) => {
                let title = "The part of Racecard that reads logs could not be loaded.".to_owned();
                self.act(context, Action::Trouble(Trouble { level: Level::Crash, title, text }));
            }
            Msg::Heard(Heard::Reply(reply)) => self.heard(context, reply),
            Msg::Heard(Heard::Broken(text)) => self.act(context, Action::Broken(text)),
            Msg::Key(event) => return self.key(context, &event),
            Msg::Resized => {
                self.measure(context);
                return false;
            }
        }
        true
    }

    fn view(&self, _context: &Context<Self>) -> Html {
        let (tree, actions) = screen::page(&self.model, self.raw.window(&self.model.raw), &self.copy);
        *self.actions.borrow_mut() = actions;
        draw(&tree.into_bytes(), &|name| self.fill(name))
    }

    fn rendered(&mut self, context: &Context<Self>, _first: bool) {
        if let Some(dialog) = dom::by_id("help").and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok())
            && !dialog.open()
        {
            dialog.show_modal().ok();
        }
        if let Some(card) = self.scroll_to.take()
            && let Some(element) = dom::by_id(&screen::element_id(card))
        {
            dom::scroll_to(&element, true);
            dom::focus(&screen::heading_id(card));
        }
        self.measure(context);
        if self.raw.put(&self.model.raw) {
            context.link().send_message(Msg::Look);
        }
        self.near.watch();
        let screen::Window { from, to, .. } = self.raw.window(&self.model.raw);
        if !self.model.raw.missing(from, to).is_empty() {
            context.link().send_message(Msg::Do(Action::WantLines { from, to }));
        }
    }
}

impl App {
    /// What stands in a slot of the page's tree.
    fn fill(&self, name: &str) -> Html {
        if name == "cards" {
            return list::list(&self.model, &self.near, &self.act);
        }
        let panel = name.strip_prefix("panel ").and_then(Panel::read);
        let body = panel.and_then(|panel| self.model.panels.get(panel)).cloned();
        html! { <Part around={slot("body").into_bytes()} {body} wanted={None::<Panel>} act={self.act.clone()} /> }
    }

    /// The timeline is drawn for the width it has.
    fn measure(&self, context: &Context<Self>) {
        let Ok(Some(stage)) = dom::document().query_selector(".stage") else { return };
        let width = stage.client_width().to_string();
        if width != "0" && self.model.panels.switches(Panel::Timeline).get("width") != Some(&width) {
            let set = Act::Set("width".into(), width.as_str().into());
            context.link().send_message(Msg::Do(Action::Act(Panel::Timeline, set)));
        }
    }

    pub(super) fn sample(&mut self, context: &Context<Self>, at: usize) {
        match self.samples.get(at) {
            Some(sample) => {
                let name = words::SAMPLES.get(at).map(|(name, ..)| (*name).to_owned()).unwrap_or_default();
                context.link().send_message(Msg::Give(vec![Given { name, file: sample.clone() }]));
            }
            None => self.wanted_sample = Some(at),
        }
    }

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
            Ask::Add { source, .. } => {
                self.files.iter().find(|(id, _)| id == source).map(|(_, file)| JsValue::from(file)).unwrap_or_default()
            }
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

    fn heard(&mut self, context: &Context<Self>, reply: Box<Reply>) {
        let is_ready = reply.tell == Tell::Ready;
        self.act(context, Action::Heard(reply));
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
