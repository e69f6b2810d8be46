//! The page in Yew: draws the shell's trees and carries out its effects.

mod carry;
mod focus;
mod gesture;
mod intake;
mod menu;
mod near;
mod piece;
mod raw;
mod root;
mod tree;

use crate::page::browser::dom;

/// Draws the page over the static one.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        let panel = dom::by_id("start-trouble");
        if let Some(panel) = panel {
            let version = env!("CARGO_PKG_VERSION");
            let browser = dom::window().navigator().user_agent().unwrap_or_default();
            panel.set_text_content(Some(&format!(
                "The page has broken: that is a defect of Racecard, not of your log. Reload to go on.\n\nRacecard {version}\n{browser}\n{panic}"
            )));
            panel.remove_attribute("hidden").ok();
        }
    }));
    dom::set_root("data-started", Some(""));
    if let Some(place) = dom::by_id("app") {
        yew::Renderer::<root::App>::with_root(place).render();
    }
}
