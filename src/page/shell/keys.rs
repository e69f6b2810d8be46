//! The one table of keys: it binds them, and the help dialog is made from it.

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    Filter,
    Open,
    Save,
    Next,
    Previous,
    Toggle,
    CollapseAll,
    Copy,
    Raw,
    GoRaces,
    GoSlow,
    GoTiming,
    GoFailures,
    GoFindings,
    GoReport,
    GoNotes,
    Close,
}

pub struct Key {
    /// As shown: keys one after another with a blank between; `Ctrl+` also stands for `⌘`.
    pub keys: &'static str,
    /// Other keys with the same effect.
    pub also: &'static [&'static str],
    pub what: &'static str,
    pub command: Command,
}

const fn key(keys: &'static str, what: &'static str, command: Command) -> Key {
    Key { keys, also: &[], what, command }
}

pub const KEYS: &[Key] = &[
    key("?", "This help", Command::Help),
    key("/", "Filter the cards", Command::Filter),
    key("Ctrl+O", "Open files", Command::Open),
    key("Ctrl+S", "Save the report", Command::Save),
    key("j", "Next card", Command::Next),
    key("k", "Previous card", Command::Previous),
    Key { keys: "Enter", also: &["o"], what: "Expand or fold the card", command: Command::Toggle },
    key("x", "Fold all cards", Command::CollapseAll),
    key("c", "Copy the card as Markdown", Command::Copy),
    key("r", "Show the card in the raw log", Command::Raw),
    key("g a", "Go to the whole report", Command::GoReport),
    key("g i", "Go to the findings", Command::GoFindings),
    key("g r", "Go to the races", Command::GoRaces),
    key("g f", "Go to the failures", Command::GoFailures),
    key("g s", "Go to the slow queries", Command::GoSlow),
    key("g t", "Go to the timings", Command::GoTiming),
    key("g n", "Go to the notes", Command::GoNotes),
    Key { keys: "Escape", also: &[], what: "Close what is on top", command: Command::Close },
];

/// A key as the browser names it.
#[derive(Clone, Copy, Debug)]
pub struct Pressed<'a> {
    pub key: &'a str,
    /// Ctrl, or ⌘ on a Mac.
    pub control: bool,
    pub alt: bool,
    /// The focus is in something that takes keys itself.
    pub typing: bool,
}

/// The command of a key. `before` is the key pressed just before it; `singles` says whether keys without Ctrl are on.
pub fn command(pressed: Pressed<'_>, before: &str, singles: bool) -> Option<Command> {
    let is = |keys: &str| match keys.split_once(' ') {
        Some((first, second)) => before == first && pressed.key == second && !pressed.control,
        None => match keys.strip_prefix("Ctrl+") {
            Some(letter) => pressed.control && pressed.key.eq_ignore_ascii_case(letter),
            None => !pressed.control && pressed.key == keys,
        },
    };
    let allowed = |key: &Key| {
        let always = key.keys.starts_with("Ctrl+") || key.keys == "Escape";
        always || (!pressed.typing && singles)
    };
    if pressed.alt {
        return None;
    }
    let found = |two: bool| {
        KEYS.iter().find(|key| {
            key.keys.contains(' ') == two && allowed(key) && (is(key.keys) || key.also.iter().any(|also| is(also)))
        })
    };
    found(true).or_else(|| found(false).filter(|_| before != "g" || pressed.control)).map(|key| key.command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_sequences() {
        let press = |key, before, control, typing| command(Pressed { key, control, alt: false, typing }, before, true);
        assert_eq!(press("r", "", false, false), Some(Command::Raw));
        assert_eq!(press("r", "g", false, false), Some(Command::GoRaces));
        assert_eq!(press("o", "", false, false), Some(Command::Toggle));
        assert_eq!(press("o", "", true, true), Some(Command::Open));
        assert_eq!(press("j", "", false, true), None);
        assert_eq!(press("Escape", "", false, true), Some(Command::Close));
        assert_eq!(press("x", "g", false, false), None);
    }

    #[test]
    fn single_letters_can_be_switched_off() {
        let pressed = Pressed { key: "j", control: false, alt: false, typing: false };
        assert_eq!(command(pressed, "", false), None);
    }

    #[test]
    fn no_key_is_bound_twice() {
        let mut all: Vec<_> = KEYS.iter().flat_map(|key| key.also.iter().chain([&key.keys])).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
