//! Race reports of one fingerprint are one group (docs/spec/go-reports.md §5).

mod culprit;
mod ghost;
mod group;
mod key;
mod origin;
mod relation;
mod role;
mod sister;
#[cfg(test)]
mod testing;

pub use group::Groups;
pub use origin::version_of;
pub use role::role as role_of;

use crate::model::RaceReport;
use role::Roles;

/// Adds to a report what decides about its group: roles, ghosts, culprits.
fn judge(report: &mut RaceReport, roles: &mut Roles) {
    role::assign(report, roles);
    ghost::mark(report);
    culprit::choose(report);
}

/// Adds to a judged report what else follows from its stacks: relation, test, memory, version.
fn describe(report: &mut RaceReport) {
    sister::suggest(report);
    report.relation = relation::of(report);
    report.test = origin::test(report);
    report.address_class = origin::address_class(report).map(Into::into);
    report.toolchain = origin::toolchain(report);
    let same = match (&report.reported_in, &report.test) {
        (Some(running), Some(test)) => origin::is_same_test(running, test),
        _ => false,
    };
    if same {
        report.reported_in = None;
    }
}
