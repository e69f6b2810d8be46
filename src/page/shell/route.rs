//! View state ⇄ the part of the address after `#`: `/races?f=executor&sort=count&card=r-3f9c1a`.

use crate::page::protocol::{Kind, Panel, Sort};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The report, or the cards of one kind.
    #[default]
    Report,
    Overview,
    Notes,
    Compare,
    Rules,
    Decode,
    About,
}

impl View {
    /// The panel that is the view, where it is one.
    pub fn panel(self) -> Option<Panel> {
        match self {
            View::Overview => Some(Panel::Overview),
            View::Notes => Some(Panel::Notes),
            View::Decode => Some(Panel::Decode),
            View::Compare => Some(Panel::Compare),
            View::Rules => Some(Panel::Rules),
            View::About => Some(Panel::About),
            View::Report => None,
        }
    }
}

/// What the address says. Everything else about the page is remembered elsewhere or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    pub view: View,
    /// Only the cards of this kind.
    pub kind: Option<Kind>,
    pub filter: String,
    pub sort: Sort,
    /// Fingerprint of the card that is looked at.
    pub card: Option<String>,
}

const KINDS: [(Kind, &str); 7] = [
    (Kind::Finding, "findings"),
    (Kind::Race, "races"),
    (Kind::Failure, "failures"),
    (Kind::Assertion, "assertions"),
    (Kind::Slow, "slow"),
    (Kind::Timing, "timings"),
    (Kind::Test, "tests"),
];

const VIEWS: [(View, &str); 6] = [
    (View::Overview, "overview"),
    (View::Notes, "notes"),
    (View::Compare, "compare"),
    (View::Rules, "rules"),
    (View::Decode, "decode"),
    (View::About, "about"),
];

impl Route {
    pub fn of_view(view: View) -> Self {
        Self { view, ..Self::default() }
    }

    pub fn of_kind(kind: Option<Kind>) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Reads an address; what is not understood is left out.
    pub fn read(hash: &str) -> Self {
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        let path = path.trim_matches('/');
        let mut route = Self {
            view: VIEWS.iter().find(|(_, name)| *name == path).map_or(View::Report, |(view, _)| *view),
            kind: KINDS.iter().find(|(_, name)| *name == path).map(|(kind, _)| *kind),
            ..Self::default()
        };
        for (name, value) in query.split('&').filter_map(|part| part.split_once('=')) {
            let value = decode(value);
            match name {
                "f" => route.filter = value,
                "sort" => route.sort = Sort::from_name(&value).unwrap_or_default(),
                "card" => route.card = Some(value),
                _ => {}
            }
        }
        route
    }

    /// The address, without `#`.
    pub fn hash(&self) -> String {
        let kind = KINDS.iter().find(|(kind, _)| Some(*kind) == self.kind).map(|(_, name)| *name);
        let view = VIEWS.iter().find(|(view, _)| *view == self.view).map(|(_, name)| *name);
        let mut hash = view.or(kind).map(|name| format!("/{name}")).unwrap_or_default();
        let sort = (self.sort != Sort::default()).then(|| self.sort.name().to_owned());
        let parts = [("f", Some(self.filter.clone())), ("sort", sort), ("card", self.card.clone())];
        let mut mark = '?';
        for (name, value) in parts {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                if hash.is_empty() {
                    hash.push('/');
                }
                hash.push(mark);
                hash += name;
                hash.push('=');
                encode(&value, &mut hash);
                mark = '&';
            }
        }
        hash
    }
}

fn encode(text: &str, into: &mut String) {
    let hex = |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 });
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.:/,~*".contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.push('%');
            into.extend([hex(byte >> 4), hex(byte & 15)]);
        }
    }
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match (first, digits.and_then(|two| u8::from_str_radix(two, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_back() {
        let check = |hash: &str, route: &Route| {
            assert_eq!(Route::read(hash), *route, "{hash}");
            assert_eq!(route.hash(), hash);
        };
        check("", &Route::default());
        check("/decode", &Route::of_view(View::Decode));
        check(
            "/races?f=executor&sort=count&card=r-3f9c1a",
            &Route {
                kind: Some(Kind::Race),
                filter: "executor".into(),
                sort: Sort::Count,
                card: Some("r-3f9c1a".into()),
                ..Route::default()
            },
        );
        check("/?f=dur:%3E10s%20%C3%A4%26", &Route { filter: "dur:>10s ä&".into(), ..Route::default() });
    }

    #[test]
    fn addresses_of_others() {
        assert_eq!(Route::read("/nowhere?x=1&sort=size"), Route::default());
        assert_eq!(Route::read("/?f=100%"), Route { filter: "100%".into(), ..Route::default() });
    }
}
