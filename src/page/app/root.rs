//! The root component: model, worker and listeners.

use super::carry::when;
use super::focus::Focus;
use super::gesture;
use super::intake::{self, Given};
use super::near::Near;
use super::piece::Part;
use super::raw::Place;
use super::tree::draw;
use crate::page::browser::fetched::{First, Rest, fetched};
use crate::page::browser::folder::{self, Found};
use crate::page::browser::host::{Heard, Host, Program};
use crate::page::browser::leave::Guard;
use crate::page::browser::{dom, lock, service_worker, store};
use crate::page::protocol::{Act, Ask, CardId, Panel, Reply, Request, Tell};
use crate::page::shell::keys::{self, Pressed};
use crate::page::shell::screen::{self, Actions, Copy};
use crate::page::shell::{Action, Level, Model, Route, Theme, Trouble, words};
use js_sys::WebAssembly::Module;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, File, FileSystemEntry, HtmlDialogElement, KeyboardEvent, ServiceWorkerRegistration};
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
    /// What was dropped, with a folder among it.
    Folders(Vec<FileSystemEntry>),
    /// What was in the folders.
    Unfolded(Found),
    First(Result<First, String>),
    Rest(Result<Rest, String>),
    Heard(Heard),
    Key(KeyboardEvent),
    Resized,
}

pub struct App {
    pub(super) model: Model,
    pub(super) files: Vec<(u32, Blob)>,
    copy: Copy,
    /// What the elements of the tree on screen do.
    actions: RefCell<Actions>,
    raw: Place,
    near: Near,
    /// Panels of the tree on screen that must be asked for.
    wanted: RefCell<Vec<Panel>>,
    program: Option<Program>,
    /// The worker's second part.
    reporting: Option<Module>,
    host: Option<Host>,
    is_ready: bool,
    /// Requests made before the worker was ready.
    queue: Vec<Request>,
    /// Where the page may be used offline.
    pub(super) offline: Option<ServiceWorkerRegistration>,
    samples: Vec<File>,
    /// A sample asked for before it was there.
    wanted_sample: Option<usize>,
    /// The key before this one, for sequences of two.
    last_key: String,
    pub(super) scroll_to: Option<CardId>,
    focus: Focus,
    /// Asks before the page is left with a log in it.
    guard: Guard,
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
        intake::listen(link);
        let [first, rest] = fetched();
        when(context, first, |all| Msg::First(all.map(|all| First::read(&all))));
        when(context, rest, |all| Msg::Rest(all.map(|all| Rest::read(&all))));
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
            wanted: RefCell::default(),
            program: None,
            reporting: None,
            host: None,
            is_ready: false,
            queue: Vec::new(),
            offline: None,
            samples: Vec::new(),
            wanted_sample: None,
            last_key: String::new(),
            scroll_to: None,
            focus: Focus::default(),
            guard: Guard::new(),
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
            Msg::Folders(entries) => {
                self.act(context, Action::Dragging(None));
                context.link().send_future(async move { Msg::Unfolded(folder::files(entries).await) });
            }
            Msg::Unfolded(found) => self.unfolded(context, found),
            Msg::First(Ok(First { program, offline })) => {
                if let Some(registration) = offline {
                    let link = context.link().clone();
                    let told = move |state| {
                        let update = state == service_worker::Offline::Update;
                        link.send_message(Msg::Do(Action::Offline { update }));
                    };
                    service_worker::watch(&registration, Rc::new(told));
                    self.offline = Some(registration);
                }
                lock::lock();
                self.program = Some(program);
                self.start_worker(context);
            }
            Msg::Rest(Ok(Rest { reporting, samples })) => {
                self.reporting = Some(reporting);
                self.samples = samples;
                self.link(context);
                if let Some(at) = self.wanted_sample.take() {
                    self.sample(context, at);
                }
            }
            Msg::First(Err(text)) | Msg::Rest(Err(text)) => {
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
        self.focus.remember();
        let seen = screen::Seen { lines: self.raw.window(&self.model.raw), near: self.near.filled() };
        let (tree, actions) = screen::page(&self.model, &seen, &self.copy);
        *self.actions.borrow_mut() = actions;
        draw(&tree.into_bytes(), &|name| self.fill(name))
    }

    fn rendered(&mut self, context: &Context<Self>, _first: bool) {
        if let Some(dialog) = dom::by_id("help").map(JsCast::unchecked_into::<HtmlDialogElement>)
            && !dialog.open()
        {
            self.focus.opening();
            dialog.show_modal().ok();
        }
        if let Some(card) = self.scroll_to.take()
            && let Some(element) = dom::by_id(&screen::element_id(card))
        {
            dom::scroll_to(&element, true);
            dom::focus(&screen::heading_id(card));
        }
        self.focus.restore(self.model.dialog.is_some());
        self.guard.set(!self.model.is_empty());
        self.measure(context);
        if self.raw.put(&self.model.raw) {
            context.link().send_message(Msg::Look);
        }
        self.near.watch();
        let screen::Window { from, to, .. } = self.raw.window(&self.model.raw);
        if !self.model.raw.missing(from, to).is_empty() {
            context.link().send_message(Msg::Do(Action::WantLines { from, to }));
        }
        for panel in self.wanted.take() {
            context.link().send_message(Msg::Do(Action::WantPanel(panel)));
        }
    }
}

impl App {
    /// What stands in a slot of the page's tree.
    fn fill(&self, name: &str) -> Html {
        let Some(screen::Part { panel, around, open }) = screen::Part::of_slot(&self.model, name) else {
            return Html::default();
        };
        if open && self.model.panels.is_wanted(panel) {
            self.wanted.borrow_mut().push(panel);
        }
        let body = self.model.panels.get(panel).filter(|_| open).cloned();
        html! { <Part key={panel.to_text()} around={around.into_bytes()} {body} /> }
    }

    /// The timeline is drawn for the width it has.
    fn measure(&self, context: &Context<Self>) {
        let Ok(Some(stage)) = dom::document().query_selector(".stage") else { return };
        let width = i64::from(stage.client_width()).to_string();
        if width != "0" && self.model.panels.switches(Panel::Timeline).get("width") != Some(&width) {
            let set = Act::Set("width".into(), width.as_str().into());
            context.link().send_message(Msg::Do(Action::Act(Panel::Timeline, set)));
        }
    }

    pub(super) fn sample(&mut self, context: &Context<Self>, at: usize) {
        match self.samples.get(at) {
            Some(sample) => {
                let given = Given { name: sample.name(), file: sample.clone().into() };
                context.link().send_message(Msg::Give(vec![given]));
            }
            None => self.wanted_sample = Some(at),
        }
    }

    /// The files of folders are sources like others; what could not be read is said.
    fn unfolded(&mut self, context: &Context<Self>, found: Found) {
        let said = found.empty.iter().map(|name| words::empty_folder(name));
        let said = said.chain(found.unreadable.iter().map(|name| words::unreadable_in_folder(name)));
        let said = said.chain(found.more.then(|| words::too_many_files(found.files.len())));
        for (title, text) in said.collect::<Vec<_>>() {
            self.act(context, Action::Trouble(Trouble { level: Level::Note, title, text: text.to_owned() }));
        }
        let given = found.files.into_iter().map(|(name, file)| Given { name, file: file.into() });
        let given: Vec<_> = given.collect();
        context.link().send_message(Msg::Give(given));
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
            Ask::Link => self.reporting.as_ref().map(JsValue::from).unwrap_or_default(),
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

    /// Hands the worker its second part, as soon as both are there.
    fn link(&mut self, context: &Context<Self>) {
        if self.is_ready && self.reporting.is_some() {
            self.post(context, Request { id: 0, ask: Ask::Link });
        }
    }

    fn heard(&mut self, context: &Context<Self>, reply: Box<Reply>) {
        let is_ready = reply.tell == Tell::Ready;
        self.act(context, Action::Heard(reply));
        if is_ready {
            self.is_ready = true;
            self.link(context);
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
