//! The frame that names a side of a race (docs/spec/go-reports.md §5.3).

use crate::model::{Access, Creation, Frame, RaceReport, Role};

/// Chooses the culprits of both sides.
pub fn choose(report: &mut RaceReport) {
    let RaceReport { accesses, goroutines, .. } = report;
    for access in accesses {
        let creation = goroutines.iter().find(|made| access.goroutine.as_ref() == Some(&made.goroutine));
        let (culprit, from) = of(access, creation);
        access.culprit = culprit;
        access.culprit_from = culprit.map(|_| from.into());
    }
}

/// The first frame of the application, else of its helpers, else of a dependency; else the same in the stack that
/// created the goroutine, since the only application frame may be missing (golang/go#78463); else the top frame.
fn of(access: &Access, creation: Option<&Creation>) -> (Option<u32>, &'static str) {
    if let Some(at) = first(&access.frames) {
        return (Some(at), "access");
    }
    if let Some(at) = creation.and_then(|creation| first(&creation.frames)) {
        return (Some(at), "creation");
    }
    ((!access.frames.is_empty()).then_some(0), "access")
}

fn first(frames: &[Frame]) -> Option<u32> {
    let of_role = |role| frames.iter().position(|frame| frame.role == role && !frame.ghost);
    let at = [Role::App, Role::Helper, Role::Dependency].into_iter().find_map(of_role)?;
    Some(at as u32)
}

/// The culprit's frame.
pub fn frame<'a>(report: &'a RaceReport, access: &'a Access) -> Option<&'a Frame> {
    let at = access.culprit? as usize;
    if access.culprit_from.as_deref() == Some("creation") {
        let creation = report.goroutines.iter().find(|made| access.goroutine.as_ref() == Some(&made.goroutine))?;
        return creation.frames.get(at);
    }
    access.frames.get(at)
}
