//! Short names of Go functions and files (docs/spec/go-reports.md §1.5): what a reader needs on one line, in parts
//! that are drawn with different weight. The whole text stays on hover and in what is copied.

/// A function name in parts; joined they read `variable.SessionVars.SetAlloc.func1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortName<'a> {
    /// Last element of the package path, `variable`; empty where none is printed.
    pub package: &'a str,
    /// Receiver type without `(*…)`, `SessionVars`; empty for plain functions.
    pub receiver: &'a str,
    /// `SetAlloc`.
    pub method: &'a str,
    /// What the compiler appended: `.func1.1`, `.gowrap2`, `[...]`; with its leading point.
    pub suffix: &'a str,
}

/// Splits a function as printed, e.g. `github.com/pingcap/tidb/sessionctx/variable.(*SessionVars).SetAlloc`.
pub fn short_name(function: &str) -> ShortName<'_> {
    // Type arguments hold package paths of their own: look for the last slash before them.
    let bracket = function.find('[').unwrap_or(function.len());
    let path_end = function.get(..bracket).and_then(|head| head.rfind('/')).map_or(0, |slash| slash + 1);
    let local = function.get(path_end..).unwrap_or(function);
    let (package, rest) = local.split_once('.').unwrap_or(("", local));
    let (first, after) = cut_piece(rest);
    let receiver = first.strip_prefix("(*").or_else(|| first.strip_prefix('(')).and_then(|name| name.strip_suffix(')'));
    let next = after.strip_prefix('.').map(cut_piece);
    match (receiver, next) {
        (Some(receiver), Some((method, suffix))) => {
            ShortName { package, receiver: bare(receiver), method: bare(method), suffix: tail(method, suffix) }
        }
        (None, Some((method, suffix))) if !is_closure(method) => {
            ShortName { package, receiver: bare(first), method: bare(method), suffix: tail(method, suffix) }
        }
        _ => ShortName { package, receiver: "", method: bare(first), suffix: tail(first, after) },
    }
}

/// The next piece of a dotted name; points inside brackets and parentheses do not cut.
fn cut_piece(text: &str) -> (&str, &str) {
    let mut depth = 0_i32;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'.' if depth <= 0 && at > 0 => return text.split_at(at),
            _ => {}
        }
    }
    (text, "")
}

/// A name without its type arguments.
fn bare(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

/// What follows `name`: type arguments left out when there are further pieces.
fn tail<'a>(name: &str, suffix: &'a str) -> &'a str {
    if suffix.is_empty() { name.find('[').and_then(|at| name.get(at..)).map_or("", |_| "[…]") } else { suffix }
}

/// `func1`, `gowrap2`, `deferwrap1`, `1`: names of closures, not of methods.
fn is_closure(piece: &str) -> bool {
    let stem = piece.trim_end_matches(|c: char| c.is_ascii_digit());
    stem.len() < piece.len() && matches!(stem, "" | "func" | "gowrap" | "deferwrap" | "glob..func")
        || piece.ends_with("-fm")
}

/// The last element of a path as printed, `/` or `\` between them.
pub fn short_file(path: &str) -> &str {
    path.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(path)
}

/// `session.go:1400`; `?` where the location is missing.
pub fn place(file: &str, line: Option<u32>) -> String {
    match (short_file(file), line) {
        ("", _) => "?".to_owned(),
        (name, None) => name.to_owned(),
        (name, Some(line)) => format!("{name}:{line}"),
    }
}

/// `SessionVars.SetAlloc`, `newBaseExecutor`, `TestX.func1`: receiver and method, for labels.
pub fn label(function: &str) -> String {
    let name = short_name(function);
    let receiver = if name.receiver.is_empty() { String::new() } else { format!("{}.", name.receiver) };
    format!("{receiver}{}{}", name.method, name.suffix)
}

/// A frame's address at a source host, from a template such as `https://github.com/pingcap/tidb/blob/{ref}/{path}#L{line}`.
/// None unless the template is an http address, since a click must never run anything else.
pub fn source_link(template: &str, file: &str, line: Option<u32>) -> Option<String> {
    if !(template.starts_with("https://") || template.starts_with("http://")) || file.is_empty() {
        return None;
    }
    let path = file.trim_start_matches('/').replace('\\', "/");
    Some(template.replace("{path}", &path).replace("{line}", &line.map_or(String::new(), |line| line.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(function: &str, expected: [&str; 4]) {
        let name = short_name(function);
        assert_eq!([name.package, name.receiver, name.method, name.suffix], expected, "{function}");
    }

    #[test]
    fn names_of_the_samples_and_of_the_grammar() {
        check(
            "github.com/pingcap/tidb/sessionctx/variable.(*SessionVars).SetAlloc",
            ["variable", "SessionVars", "SetAlloc", ""],
        );
        check("github.com/pingcap/tidb/executor.newBaseExecutor", ["executor", "", "newBaseExecutor", ""]);
        check("sessiontxn/sessiontxn_test_test.TestX.func1.1", ["sessiontxn_test_test", "", "TestX", ".func1.1"]);
        check("main.(*Cache[...]).Set", ["main", "Cache", "Set", ""]);
        check("main.Map[go.shape.int,github.com/x/y.T].Get.func2", ["main", "Map", "Get", ".func2"]);
        check("main.Keys[...]", ["main", "", "Keys", "[…]"]);
        check("gopkg.in/yaml%2ev2.unmarshal", ["yaml%2ev2", "", "unmarshal", ""]);
        check("runtime.goexit", ["runtime", "", "goexit", ""]);
        check("a/b.T.Value", ["b", "T", "Value", ""]);
        check("main.work.gowrap1", ["main", "", "work", ".gowrap1"]);
        check("main.Start.(*T).run.func2", ["main", "Start", "(*T)", ".run.func2"]);
        check("??", ["", "", "??", ""]);
        check("", ["", "", "", ""]);
    }

    #[test]
    fn files() {
        assert_eq!(place("sessionctx/variable/session.go", Some(1400)), "session.go:1400");
        assert_eq!(place(r"C:\w\a b\x.go", Some(3)), "x.go:3");
        assert_eq!(place("", None), "?");
        assert_eq!(place("<autogenerated>", Some(1)), "<autogenerated>:1");
    }

    #[test]
    fn a_link_is_an_http_address_or_nothing() {
        let link = source_link("https://host/{path}#L{line}", "a/b.go", Some(7));
        assert_eq!(link.as_deref(), Some("https://host/a/b.go#L7"));
        assert_eq!(source_link("javascript:alert({line})", "a.go", Some(7)), None);
    }
}
