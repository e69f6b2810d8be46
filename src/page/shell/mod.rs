//! The page's brain without the web: what is shown, what an action changes, and what the browser is then asked to do.
//!
//! [`Model::update`] takes an [`Action`] and gives [`Effect`]s; `page::app` draws the model and carries the effects
//! out. Nothing here knows the web, so all of it is tested natively.

mod action;
mod cards;
mod filter;
pub mod keys;
mod model;
mod panels;
mod raw;
mod route;
pub mod screen;
mod sources;
mod update;
pub mod words;

pub use action::{Action, Dialog, Effect, Level, Lock, Offline, Theme, Trouble};
pub use cards::Cards;
pub use filter::{Term, terms, toggle};
pub use model::Model;
pub use panels::{Drawn, Panels};
pub use raw::{CHUNK, Raw, Search};
pub use route::{Route, View};
pub use sources::{Chip, Reading};
