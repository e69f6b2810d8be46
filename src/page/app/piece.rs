//! A part of the page that is drawn anew only when it has changed: a card of the list, a panel.

use super::tree::draw;
use crate::page::shell::Drawn;
use crate::page::shell::screen::waiting;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is around the panel, with one slot.
    pub around: Vec<u8>,
    /// The panel, as far as the worker has drawn it.
    pub body: Option<Drawn>,
}

pub struct Part;

impl Component for Part {
    type Message = ();
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Props { around, body } = context.props();
        let body = |_: &str| match body {
            Some(drawn) => draw(drawn.bytes(), &|_| Html::default()),
            None => draw(&waiting().into_bytes(), &|_| Html::default()),
        };
        draw(around, &body)
    }
}
