//! What is taken out of one text: literals of SQL, addresses, names of hosts and users.

/// Stands for what was taken out.
pub const TAKEN: &str = "‹redacted›";

/// Strings in quotes and numbers become `?`; names keep their digits.
pub fn without_literals(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut in_name = false;
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '"' => {
                while let Some(inner) = letters.next() {
                    if inner == '\\' {
                        letters.next();
                    } else if inner == letter && letters.next_if_eq(&letter).is_none() {
                        break;
                    }
                }
                kept.push('?');
                in_name = false;
            }
            '`' => {
                kept.push(letter);
                kept.extend(std::iter::from_fn(|| letters.next_if(|inner| *inner != '`')));
                kept.extend(letters.next());
                in_name = true;
            }
            '0'..='9' if !in_name => {
                while letters.next_if(|next| next.is_ascii_alphanumeric() || *next == '.').is_some() {}
                kept.push('?');
            }
            _ => {
                in_name = letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$' | '@') || !letter.is_ascii();
                kept.push(letter);
            }
        }
    }
    kept
}

/// `10.0.0.1:20160` becomes `‹redacted›`.
pub fn without_addresses(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let end = from.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(from.len());
        let (run, after) = from.split_at_checked(end).unwrap_or((from, ""));
        kept.push_str(before);
        rest = after;
        if is_ipv4(run.trim_end_matches('.')) {
            kept.push_str(TAKEN);
            if let Some(port) = after.strip_prefix(':').filter(|port| port.starts_with(|l: char| l.is_ascii_digit())) {
                rest = port.trim_start_matches(|letter: char| letter.is_ascii_digit());
            }
        } else {
            kept.push_str(run);
        }
    }
    kept.push_str(rest);
    kept
}

fn is_ipv4(text: &str) -> bool {
    let mut parts = text.split('.');
    parts.clone().count() == 4 && parts.all(|part| part.len() <= 3 && part.parse::<u8>().is_ok())
}

/// `/home/alice/x.go` becomes `/home/‹redacted›/x.go`: the path of a home directory names its user.
pub fn without_homes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, home)) = HOMES.iter().filter_map(|home| Some((rest.find(home)?, home))).min() {
        let (before, from) = rest.split_at_checked(at + home.len()).unwrap_or((rest, ""));
        let end = from.find(['/', '\\']).unwrap_or(from.len());
        kept.push_str(before);
        let (user, after) = from.split_at_checked(end).unwrap_or((from, ""));
        // Without a further part it is no path of a user's file.
        kept.push_str(if after.is_empty() || user.contains(char::is_whitespace) { user } else { TAKEN });
        rest = after;
    }
    kept.push_str(rest);
    kept
}

const HOMES: [&str; 3] = ["/home/", "/Users/", "\\Users\\"];

/// The text without the names of these hosts.
pub fn without_names(text: &str, names: &[String]) -> String {
    let mut text = text.to_owned();
    for name in names {
        if text.contains(name.as_str()) {
            text = text.replace(name.as_str(), TAKEN);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals() {
        let check = |text: &str, expected: &str| assert_eq!(without_literals(text), expected);
        check(
            "select a1 from t2 where b = 12.5 and c in ('x''y', \"z\\\"\")",
            "select a1 from t2 where b = ? and c in (?, ?)",
        );
        check("select `1a` from `t`", "select `1a` from `t`");
        check("ge(db.t.a, 2023-01-01 00:00:00), keep order:false", "ge(db.t.a, ?-?-? ?:?:?), keep order:false");
        check("'open", "?");
    }

    #[test]
    fn addresses() {
        let check = |text: &str, expected: &str| assert_eq!(without_addresses(text), expected);
        check("to 10.0.0.1:20160, v8.5.3", "to ‹redacted›, v8.5.3");
        check("1.2.3.4.5 and 127.0.0.1.", "1.2.3.4.5 and ‹redacted›");
        check("999.0.0.1", "999.0.0.1");
    }

    #[test]
    fn homes() {
        let check = |text: &str, expected: &str| assert_eq!(without_homes(text), expected);
        check("/home/alice/go/x.go:3 +0x1", "/home/‹redacted›/go/x.go:3 +0x1");
        check("C:\\Users\\bob\\x.go and /Users/eve/y.go", "C:\\Users\\‹redacted›\\x.go and /Users/‹redacted›/y.go");
        check("all under /home/ or /home/x", "all under /home/ or /home/x");
    }
}
