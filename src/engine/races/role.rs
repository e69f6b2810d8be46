//! Whose code a frame is (docs/spec/go-reports.md §5.2).

use crate::decode::std_packages::is_std;
use crate::decode::symbol::Symbol;
use crate::model::{Frame, RaceReport, Role, Text};
use crate::text::hash::Words;
use std::collections::HashMap;

/// Path elements of code that serves tests or wraps goroutines: it shows where a race is, seldom why.
pub const HELPERS: &[&str] = &[
    "testkit",
    "testutil",
    "testutils",
    "testfork",
    "testdata",
    "mock",
    "mocks",
    "fake",
    "require",
    "assert",
    "suite",
    "leaktest",
    "failpoint",
    "goleak",
    "errgroup",
];

/// Names whose role is remembered; beyond that they are judged anew.
const MAX_KNOWN: usize = 1 << 18;

/// Roles by function and by file: the same names stand in thousands of reports.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    functions: HashMap<Text, Role, Words>,
    files: HashMap<Text, Role, Words>,
}

impl Roles {
    fn of(&mut self, frame: &Frame) -> Role {
        let function = known(&mut self.functions, &frame.function, by_function);
        function.max(known(&mut self.files, &frame.file, by_file))
    }
}

fn known(roles: &mut HashMap<Text, Role, Words>, name: &Text, judge: fn(&str) -> Role) -> Role {
    if let Some(role) = roles.get(name) {
        return *role;
    }
    if roles.len() >= MAX_KNOWN {
        roles.clear();
    }
    let role = judge(name);
    roles.insert(name.clone(), role);
    role
}

/// Gives every frame of a report its role.
pub fn assign(report: &mut RaceReport, roles: &mut Roles) {
    for frame in frames_mut(report) {
        frame.role = roles.of(frame);
    }
    let Some(owner) = owner(report) else { return };
    for frame in frames_mut(report).filter(|frame| frame.role == Role::App) {
        if repository(&frame.function).is_some_and(|repository| repository != owner) {
            frame.role = Role::Dependency;
        }
    }
}

/// The role of a frame by itself: what its function or its file says, whichever is further from the application.
pub fn role(frame: &Frame) -> Role {
    by_function(&frame.function).max(by_file(&frame.file))
}

fn by_function(name: &str) -> Role {
    let symbol = Symbol::read(name);
    let package = &*symbol.package;
    if package == "testing" || package.starts_with("testing/") && is_std(package) {
        Role::Harness
    } else if is_std(package) || name == "??" || package.starts_with("_cgo") {
        Role::Std
    } else if is_helper(&symbol) {
        Role::Helper
    } else {
        Role::App
    }
}

fn is_helper(symbol: &Symbol<'_>) -> bool {
    if symbol.package.split('/').any(|element| HELPERS.contains(&element)) {
        return true;
    }
    let wrapper = symbol
        .receiver
        .as_deref()
        .is_some_and(|receiver| receiver.starts_with("WaitGroup") && receiver.ends_with("Wrapper"));
    match symbol.package_name() {
        "util" => {
            wrapper && symbol.function.starts_with("Run")
                || matches!(&*symbol.function, "RunWithRetry" | "WithRecovery")
        }
        "terror" => symbol.function == "Call",
        _ => false,
    }
}

fn by_file(file: &str) -> Role {
    if file.ends_with("_testmain.go") {
        return Role::Harness;
    }
    if file.starts_with("GOROOT/src/") {
        return Role::Std;
    }
    let directory = file.rsplit_once('/').map_or("", |(directory, _)| directory);
    // Of an absolute path only the last directories speak of the code.
    if directory.rsplit('/').take(2).any(|element| HELPERS.contains(&element)) {
        return Role::Helper;
    }
    let foreign = ["/pkg/mod/", "@v", "/vendor/", "/external/"].iter().any(|part| file.contains(part));
    if foreign || file.starts_with("external/") || file.starts_with("vendor/") {
        return Role::Dependency;
    }
    Role::App
}

/// `host/owner/repo`; None for a path without a host.
fn repository(function: &str) -> Option<&str> {
    let mut slashes = memchr::memchr_iter(b'/', function.as_bytes());
    let host = function.get(..slashes.next()?)?;
    if !host.contains('.') {
        return None;
    }
    let (second, third) = (slashes.next(), slashes.next());
    match (second, third) {
        (_, Some(end)) => function.get(..end),
        // The repository's root package: `github.com/a/b.F`.
        (Some(slash), None) => {
            let dot = function.get(slash..)?.find('.')?;
            function.get(..slash + dot)
        }
        _ => None,
    }
}

/// The repository that most of the frames outside the standard library belong to, found by voting: the only one that can
/// have most of them is left over when each cancels out one of another.
fn owner(report: &RaceReport) -> Option<String> {
    let repositories = || {
        frames(report)
            .filter(|frame| matches!(frame.role, Role::App | Role::Helper))
            .map(|frame| repository(&frame.function))
    };
    let (mut owner, mut votes) = (None, 0_u32);
    for repository in repositories() {
        if votes == 0 {
            owner = repository;
        }
        votes = if repository == owner { votes + 1 } else { votes - 1 };
    }
    let owner = owner?;
    let (all, count) =
        repositories().fold((0, 0), |(all, count), repository| (all + 1, count + u32::from(repository == Some(owner))));
    (count * 2 > all).then(|| owner.to_owned())
}

pub fn frames(report: &RaceReport) -> impl Iterator<Item = &Frame> {
    let creations = report.goroutines.iter().chain(&report.ancestors).flat_map(|creation| &creation.frames);
    report.accesses.iter().flat_map(|access| &access.frames).chain(creations)
}

fn frames_mut(report: &mut RaceReport) -> impl Iterator<Item = &mut Frame> {
    let creations = report.goroutines.iter_mut().chain(&mut report.ancestors).flat_map(|creation| &mut creation.frames);
    report.accesses.iter_mut().flat_map(|access| &mut access.frames).chain(creations)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(function: &str, file: &str, expected: Role) {
        let frame = Frame {
            function: function.into(),
            file: file.into(),
            line: Some(1),
            offset: None,
            role: Role::App,
            ghost: false,
        };
        assert_eq!(role(&frame), expected, "{function} {file}");
    }

    #[test]
    fn roles() {
        check("runtime.mapassign_faststr", "internal/runtime/maps/runtime_faststr.go", Role::Std);
        check("testing.tRunner", "GOROOT/src/testing/testing.go", Role::Harness);
        check("main.main", "_testmain.go", Role::Harness);
        check("sessiontxn/sessiontxn_test_test.TestX", "sessiontxn/txn_test.go", Role::App);
        check("github.com/stretchr/testify/require.NoError", "external/x/require/require.go", Role::Helper);
        check("github.com/a/b.F", "/go/pkg/mod/github.com/a/b@v1.2.3/x.go", Role::Dependency);
        check("github.com/pingcap/tidb/util.(*WaitGroupWrapper).Run.func1", "util/wait_group_wrapper.go", Role::Helper);
        check("github.com/pingcap/tidb/session.runStmt", "session/session.go", Role::App);
    }
}
