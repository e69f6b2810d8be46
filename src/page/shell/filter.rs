//! The filter as the page handles it: words and `field:value` terms. What they match is the worker's business.

/// One term of a filter, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term(pub String);

/// Cuts a filter into its terms: by blanks, except inside `"…"` and `/…/`.
pub fn terms(filter: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut term = String::new();
    let mut closing = None;
    for letter in filter.chars() {
        match closing {
            Some(end) if letter == end => closing = None,
            None if letter == '"' => closing = Some('"'),
            None if letter == '/' && (term.is_empty() || term.ends_with(':')) => closing = Some('/'),
            None if letter.is_ascii_whitespace() => {
                if !term.is_empty() {
                    terms.push(Term(std::mem::take(&mut term)));
                }
                continue;
            }
            _ => {}
        }
        term.push(letter);
    }
    if !term.is_empty() {
        terms.push(Term(term));
    }
    terms
}

/// The filter with a term added, or taken out where it is in already.
pub fn toggle(filter: &str, term: &str) -> String {
    let mut all = terms(filter);
    let before = all.len();
    all.retain(|old| old.0 != term);
    if all.len() == before {
        all.push(Term(term.to_owned()));
    }
    all.iter().map(|term| term.0.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_keep_quotes_and_patterns_together() {
        let check = |filter: &str, expected: &[&str]| {
            let found: Vec<_> = terms(filter).into_iter().map(|term| term.0).collect();
            assert_eq!(found, expected, "{filter}");
        };
        check("", &[]);
        check("race  kind:slow dur:>10s", &["race", "kind:slow", "dur:>10s"]);
        check(r#"sql:"select 1" /a b/ file:/x y/"#, &[r#"sql:"select 1""#, "/a b/", "file:/x y/"]);
        check("a/b \"open end", &["a/b", "\"open end"]);
    }

    #[test]
    fn a_term_is_added_and_taken_out() {
        assert_eq!(toggle("executor", "sev:high"), "executor sev:high");
        assert_eq!(toggle("executor sev:high", "sev:high"), "executor");
    }
}
