//! Says what a pasted text is, and what it means.

use crate::model::Tso;
use crate::page::protocol::Decoded;

pub fn decode(text: &str) -> Decoded {
    let text = text.trim();
    if let Some(start) = Tso::start(text, None) {
        let time = start.time.map_or_else(|| "none: a special value".to_owned(), |time| time.to_string());
        return Decoded {
            what: "Timestamp (TSO)".into(),
            rows: vec![
                ("Physical time, UTC".into(), time.as_str().into()),
                ("Logical counter".into(), start.tso.counter().to_string().as_str().into()),
            ],
            ..Decoded::default()
        };
    }
    Decoded {
        error: Some("Nothing known: paste a plan, a TSO, a key, a digest or a statement.".into()),
        ..Decoded::default()
    }
}
