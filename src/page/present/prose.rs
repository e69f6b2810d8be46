//! Sentences with code in them: `text in backquotes` is code.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    pub text: &'a str,
    pub code: bool,
}

/// Cuts a sentence at its backquotes; one without a partner is kept as it stands.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, behind)) = after.split_once('`') else { break };
        pieces.push(Piece { text: before, code: false });
        pieces.push(Piece { text: code, code: true });
        rest = behind;
    }
    pieces.push(Piece { text: rest, code: false });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// The first sentence and the rest: a finding's lead and its explanation.
pub fn lead(text: &str) -> (&str, &str) {
    let end =
        text.match_indices(['.', ':']).find(|(at, _)| text.get(at + 1..).is_some_and(|rest| rest.starts_with(' ')));
    end.map_or((text, ""), |(at, _)| text.split_at(at + 1))
}

/// What a text says beyond its title, where it begins with it.
pub fn beyond<'a>(title: &str, text: &'a str) -> &'a str {
    match text.strip_prefix(title) {
        // What follows a blank or a comma would be half a sentence.
        Some(rest) if rest.is_empty() || rest.starts_with(['.', ':', ';']) => {
            rest.trim_start_matches(['.', ':', ';', ' '])
        }
        _ => text,
    }
}

/// At most `most` characters of one line, with `…` where something was left out.
pub fn shorten(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        None => line,
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default().trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_in_sentences() {
        let show = |text| {
            pieces(text)
                .iter()
                .map(|p| if p.code { format!("<{}>", p.text) } else { p.text.into() })
                .collect::<String>()
        };
        assert_eq!(show("`FailNow` stands between"), "<FailNow> stands between");
        assert_eq!(show("a ` b"), "a ` b");
        assert_eq!((beyond("It took 2 s", "It took 2 s: why."), beyond("It", "Its own")), ("why.", "Its own"));
        assert_eq!(beyond("It took 2 s", "It took 2 s (5 %), of it"), "It took 2 s (5 %), of it", "no half sentence");
        assert_eq!(lead("It stalled. Why: x"), ("It stalled.", " Why: x"));
        assert_eq!(lead("took 2.93 s"), ("took 2.93 s", ""));
        assert_eq!((shorten("select\n  a", 9), shorten("select a, b", 8)), ("select a".into(), "select a…".into()));
    }
}
