//! Names of Go functions as the linker writes them (docs/spec/go-reports.md §1.5, §5.1).
//!
//! ```text
//! github.com/pingcap/tidb/session.(*session).doCommitWithRetry.func1
//! main.(*box[go.shape.int]).set
//! ```

use std::borrow::Cow;

/// A function name in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol<'a> {
    /// Import path, percent-decoded.
    pub package: Cow<'a, str>,
    /// The receiver's type without pointer sign and type arguments.
    pub receiver: Option<String>,
    /// Whether the receiver is a pointer.
    pub pointer: bool,
    /// The function or method without type arguments and without what names closures and wrappers.
    pub function: String,
    /// What was cut off: `.func1`, `.gowrap2`, `-fm`.
    pub closure: &'a str,
}

impl<'a> Symbol<'a> {
    pub fn read(name: &'a str) -> Self {
        let split = package_end(name);
        let (package, rest) = name.split_at_checked(split).unwrap_or((name, ""));
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        let base = without_suffixes(rest);
        let closure = rest.get(base.len()..).unwrap_or_default();
        let plain = without_brackets(base);
        let (receiver, pointer, function) = match plain.strip_prefix("(*").and_then(|inner| inner.split_once(')')) {
            Some((receiver, function)) => {
                (Some(receiver.to_owned()), true, function.trim_start_matches('.').to_owned())
            }
            None => match plain.split_once('.') {
                Some((receiver, function)) if !receiver.is_empty() && receiver != "init" && receiver != "glob" => {
                    (Some(receiver.to_owned()), false, function.to_owned())
                }
                _ => (None, false, plain.trim_end_matches('.').to_owned()),
            },
        };
        Self { package: decode_percent(package), receiver, pointer, function, closure }
    }

    /// The last element of the package path.
    pub fn package_name(&self) -> &str {
        self.package.rsplit('/').next().unwrap_or_default()
    }

    /// `SessionVars.SetAlloc`, `executor.newBaseExecutor`, `main.main.func1`.
    pub fn short(&self) -> String {
        let owner = self.receiver.as_deref().unwrap_or_else(|| self.package_name());
        format!("{owner}.{}", self.function)
    }

    /// The name by which functions are compared across builds: without closure suffix, type arguments, pointer sign,
    /// module version and a leading `pkg/` of the repository.
    pub fn base(&self) -> String {
        let receiver = self.receiver.as_deref().map_or(String::new(), |receiver| format!("{receiver}."));
        format!("{}.{receiver}{}", stable_path(&self.package), self.function)
    }

    /// `Test…`, `Benchmark…`, `Fuzz…`, `Example…`, and then no small letter.
    pub fn is_test(&self) -> bool {
        ["Test", "Benchmark", "Fuzz", "Example"].iter().any(|word| {
            self.function
                .strip_prefix(word)
                .is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_ascii_lowercase()))
        })
    }
}

/// The import path without what moves when a repository is reorganised: `/v2`, and `pkg/` at its root.
fn stable_path(package: &str) -> String {
    let hosted = package.split('/').next().is_some_and(|host| host.contains('.'));
    let root = if hosted { 3 } else { 0 };
    let elements = package.split('/').enumerate().filter(|(at, element)| {
        let version = *at == root && hosted && element.strip_prefix('v').is_some_and(is_number);
        let moved = *element == "pkg" && *at == root;
        !version && !moved
    });
    let mut path = String::with_capacity(package.len());
    for (_, element) in elements {
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(element);
    }
    path
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where the package ends: the first dot after the last slash, both outside of brackets.
fn package_end(name: &str) -> usize {
    let (mut depth, mut slash) = (0_u32, 0);
    for (at, byte) in name.bytes().enumerate() {
        match byte {
            b'[' | b'{' | b'(' => depth += 1,
            b']' | b'}' | b')' => depth = depth.saturating_sub(1),
            b'/' if depth == 0 => slash = at,
            _ => {}
        }
    }
    let tail = name.get(slash..).unwrap_or_default();
    memchr::memchr2(b'.', b'[', tail.as_bytes()).map_or(name.len(), |at| slash + at)
}

/// The name without `.func1`, `.1`, `.gowrap2`, `.deferwrap1`, `-range1`, `-fm`, `·dwrap·21`, `·001`.
fn without_suffixes(name: &str) -> &str {
    let mut rest = name;
    loop {
        let digits = rest.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let shorter = if digits.len() < rest.len() {
            let words = [".func", ".gowrap", ".deferwrap", "-range", "·dwrap·", "·", "."];
            words.iter().find_map(|word| digits.strip_suffix(word))
        } else {
            rest.strip_suffix("-fm")
        };
        match shorter {
            Some(shorter) if !shorter.is_empty() => rest = shorter,
            _ => return rest,
        }
    }
}

fn without_brackets(name: &str) -> String {
    let (mut depth, mut plain) = (0_u32, String::with_capacity(name.len()));
    for letter in name.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    plain
}

/// `gopkg.in/yaml%2ev2` is how the linker writes a dot in the last element.
fn decode_percent(package: &str) -> Cow<'_, str> {
    if !package.contains('%') {
        return Cow::Borrowed(package);
    }
    let (mut out, mut rest) = (String::with_capacity(package.len()), package);
    while let Some((head, tail)) = rest.split_once('%') {
        out.push_str(head);
        let byte = tail.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(u8::is_ascii);
        out.push(byte.map_or('%', char::from));
        rest = if byte.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, package: &str, receiver: Option<&str>, function: &str, closure: &str) {
        let symbol = Symbol::read(name);
        let got = (&*symbol.package, symbol.receiver.as_deref(), symbol.function.as_str(), symbol.closure);
        assert_eq!(got, (package, receiver, function, closure), "{name}");
    }

    #[test]
    fn parts() {
        check("github.com/a/b/session.(*LazyTxn).Valid", "github.com/a/b/session", Some("LazyTxn"), "Valid", "");
        check("gopkg.in/yaml%2ev2.handleErr", "gopkg.in/yaml.v2", None, "handleErr", "");
        check("main.main.func1.gowrap2", "main", None, "main", ".func1.gowrap2");
        check("main.T.M-fm", "main", Some("T"), "M", "-fm");
        check("main.(*box[go.shape.int,a/b.T]).set", "main", Some("box"), "set", "");
        check("main.fill[go.shape.string,a/b.c[x.y]]", "main", None, "fill", "");
        check("testing.(*T).Run·dwrap·21", "testing", Some("T"), "Run", "·dwrap·21");
        check("main.F.func1-range1.1", "main", None, "F", ".func1-range1.1");
        check("main.init.0", "main", None, "init", ".0");
        check("main.glob..func1", "main", None, "glob", ".func1");
        check(
            "sessiontxn/sessiontxn_test_test.TestX.func1",
            "sessiontxn/sessiontxn_test_test",
            None,
            "TestX",
            ".func1",
        );
        check("_cgoexp_0a1b_goCallback", "_cgoexp_0a1b_goCallback", None, "", "");
        check("??", "??", None, "", "");
    }

    #[test]
    fn the_base_survives_moves_of_the_repository() {
        let base = |name| Symbol::read(name).base();
        assert_eq!(base("github.com/pingcap/tidb/pkg/session.(*S).F.func2"), "github.com/pingcap/tidb/session.S.F");
        assert_eq!(base("github.com/pingcap/tidb/session.(*S).F"), "github.com/pingcap/tidb/session.S.F");
        assert_eq!(base("github.com/a/b/v2/x.F[...]"), "github.com/a/b/x.F");
    }
}
