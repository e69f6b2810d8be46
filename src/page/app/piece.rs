//! A part of the page that is drawn anew only when it has changed: a card of the list, a panel.

use super::tree::draw;
use crate::page::protocol::Panel;
use crate::page::shell::screen::waiting;
use crate::page::shell::{Action, Drawn};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is around the panel, with the slot `body`.
    pub around: Vec<u8>,
    /// The panel, as far as the worker has drawn it.
    pub body: Option<Drawn>,
    /// The panel must be asked for.
    pub wanted: Option<Panel>,
    /// Always leads to the same place.
    pub act: Callback<Action>,
}

pub struct Part;

impl Component for Part {
    type Message = ();
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Props { around, body, .. } = context.props();
        let body = |_: &str| match body {
            Some(drawn) => draw(drawn.bytes(), &|_| Html::default()),
            None => draw(&waiting().into_bytes(), &|_| Html::default()),
        };
        draw(around, &body)
    }

    fn rendered(&mut self, context: &Context<Self>, _first: bool) {
        let Props { wanted, act, .. } = context.props();
        if let Some(panel) = wanted {
            act.emit(Action::WantPanel(*panel));
        }
    }
}
