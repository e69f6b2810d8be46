//! The plan decoders against texts that TiDB itself printed.

use super::*;
use crate::model::Numbering;

const DETECT: Numbers = Numbers::Detect { otherwise: Numbering::Current };

/// Rows as `inner` gives them, printed with the header; the error and the cut.
fn check(inner: &str, rows: &[&str], error: Option<&str>) {
    let plan = plan(rows::read(inner, true), DETECT, true, None);
    let printed: Vec<&str> = plan.text.split('\n').skip(1).collect();
    assert_eq!(printed, rows);
    assert_eq!(plan.error.as_deref(), error);
}

#[test]
fn a_cell_with_micro_is_one_blank_short() {
    check(
        "0\t31_7\t0\t1\ta\t0\ttime:1s\tN/A\tN/A\n1\t43_5\t1_0\t1\tb\t0\ttime:879.61234µs\tN/A\tN/A\n",
        &[
            "\tTableReader_7    \troot     \t1      \ta            \t0      \ttime:1s          \tN/A   \tN/A",
            "\t└─TableFullScan_5\tcop[tikv]\t1      \tb            \t0      \ttime:879.61234µs\tN/A   \tN/A",
        ],
        None,
    );
}

#[test]
fn a_missing_parent_hangs_the_row_under_the_nearest_one() {
    check(
        "0\t31_1\t0\t1\ta\n2\t43_2\t1_0\t1\tb\n2\t43_3\t1_0\t1\tc\n",
        &[
            "\tTableReader_1    \troot     \t1      \ta",
            "\t├─TableFullScan_2\tcop[tikv]\t1      \tb",
            "\t└─TableFullScan_3\tcop[tikv]\t1      \tc",
        ],
        Some("a parent row is missing: the operator is drawn under the nearest row above it"),
    );
}

#[test]
fn a_real_line_break_in_an_old_operator_info() {
    check(
        "0\t1_1\t0\t1\teq(a, \"x\ny\tz\")\n1\t25_2\t0\t1\trows:0\n",
        &["\tSelection_1  \troot\t1      \teq(a, \"x\\ny\\tz\")", "\t└─TableDual_2\troot\t1      \trows:0"],
        Some("a plan row must begin with its depth: \"y\\tz\\\")\""),
    );
}

#[test]
fn unreadable_rows() {
    check(
        "0\t31_1_2\t0\t1\ta",
        &[],
        Some("a plan row has an operator id of more than two parts: \"0\\t31_1_2\\t0\\t1\\ta\""),
    );
    check("-1\t31_1\t0\t1\ta", &[], Some("a plan row has an impossible depth: \"-1\\t31_1\\t0\\t1\\ta\""));
    check("0\t31_1\t1_x\t1\ta", &[], Some("a plan row has an unreadable task: \"0\\t31_1\\t1_x\\t1\\ta\""));
    check("server.port=4000\nno plan at all\n", &[], None);
}

#[test]
fn numbering() {
    let check = |inner: &str, numbering| {
        assert_eq!(DETECT.of(&rows::read(inner, true).rows), numbering);
    };
    check("0\t32_1\t0\t1\tdata:TableScan_2\n1\t10_2\t1\t1\ttable:t\n", Numbering::V3);
    check("0\t31_1\t0\t1\tdata:TableScan_2\n1\t10_2\t1\t1\ttable:t\n", Numbering::Current);
    check("0\t33_1\t0\t1\tindex:IndexScan_2\n", Numbering::V3);
    check("0\t32_1\t0\t1\tindex:IndexScan_2\n", Numbering::Current);
    check("0\t17_1\t0\t1\tinner join, inner:TableReader_2\n1\t26_2\t0\t0\trows:0\n", Numbering::V3);
    check("0\t37_1\t0\t1\ttable:t, handle:1\n", Numbering::V3);
    check("0\t36_1\t0\t1\ttable:t, handle:1\n", Numbering::Current);
    check("0\t31_1\t0\t1\t\n1\t13_2\t1\t1\ttable:t, index:a\n1\t10_3\t1\t1\ttable:t\n", Numbering::V3);
    check("0\t30_1\t0\t1\t\n1\t13_2\t1\t1\ttable:t, index:a\n1\t10_3\t1\t1\ttable:t\n", Numbering::Current);
    // A store in the task: 4.0.1 or later.
    check("0\t32_1\t0\t1\tdata:TableScan_2\n1\t10_2\t1_0\t1\ttable:t\n", Numbering::Current);
    // Normalised plans are younger.
    check("0\t32\t0\tdata:TableScan\n", Numbering::Current);
}

#[test]
fn special_inputs() {
    let check = |encoded: &str, text: &str, error: Option<&str>| {
        let plan = read_plan(encoded.as_bytes(), DETECT);
        assert_eq!((plan.text.as_ref(), plan.error.as_deref()), (text, error));
    };
    check("", "", None);
    check("tidb_decode_plan('')", "", None);
    check("[discard]", "(plan discarded because too long)", None);
    check("tidb_decode_plan('[discard]')", "(plan discarded because too long)", None);
    check("not a plan", "", Some("the Snappy block copies from before its beginning"));
    check("0\t25\t0\trows:?\n", "\tTableDual\troot\trows:?", None);
}

#[test]
fn cut_in_the_log() {
    // The last row has no line break any more: it may be cut too.
    let text = "0\t31_7\t0\t1\ta\n1\t43_5\t1_0\t1\ttab";
    let plan = plan(rows::read(text, false), DETECT, true, Some("the base64 text ends early".into()));
    assert_eq!(plan.cut_after, Some(1));
    assert_eq!(plan.notes[0].as_ref(), "plan cut after 1 operators: the base64 text ends early");
    assert_eq!(plan.nodes[0].id.as_ref(), "TableReader_7");
}

#[test]
fn operators_whose_names_hold_underscores() {
    let check = |name: &str, expected: &str| assert_eq!(super::operator_of(name), expected, "{name}");
    check("TableReader_7", "TableReader");
    check("TableReader_7(Build)", "TableReader");
    check("Batch_Point_Get_5", "Batch_Point_Get");
    check("Point_Get", "Point_Get");
    check("Selection", "Selection");
}
