//! Statements beside their normalised text.

use super::*;
use crate::model::DigestCheck;

fn check(sql: &str, normalised: &str) {
    assert_eq!(normalise(sql, Style::CURRENT), normalised);
}

#[test]
fn values() {
    check(
        "select * from b where id in (1, 3, '3', x'1f', 0x1F, b'01', 1.5e-3)",
        "select * from `b` where `id` in ( ... )",
    );
    check("select 1 from b where id in (1, a, 4)", "select ? from `b` where `id` in ( ? , `a` , ? )");
    check("select null, \\N, `null`", "select ... , `null`");
    check("select -1 + - 2 + b - c + (-2) from c", "select ? + ? + `b` - `c` + ( ? ) from `c`");
    check("select _utf8mb4'123', N'x', 'it''s', \"a\\\"b\"", "select (_charset) ? , (_charset) ...");
    check("select 9est, 9e9, .5, 0xzz, 0b2", "select `9est` , ... , `0xzz` , `0b2`");
}

#[test]
fn lists() {
    check("insert into t values (1,1), (2,2)", "insert into `t` values ( ... )");
    check("insert into t values (1), (2)", "insert into `t` values ( ... )");
    check("insert into t values (1)", "insert into `t` values ( ? )");
    check("select * from t where (i, j) in ((1,1), (2,2))", "select * from `t` where ( `i` , `j` ) in ( ( ... ) )");
    check(
        "select count(a), b, c from t group by (2, 3)",
        "select count ( `a` ) , `b` , `c` from `t` group by ( 2 , 3 )",
    );
}

#[test]
fn words_and_names() {
    check(
        "SELECT `select`, t.select, COUNT (a), count(a) FROM `a``b`",
        "select `select` , `t` . `select` , `count` ( `a` ) , count ( `a` ) from `a`b`",
    );
    check("select * from 🥳", "select * from `🥳`");
    check("select rank() over (partition by p)", "select `rank` ( ) `over` ( partition by `p` )");
    check("select @a, @@global.x, @`b c` from t", "select @a , @@global.x , @b c from `t`");
    check("select a->'$.b', a->>'$.c'", "select `a`  ? , `a`  ?");
}

#[test]
fn comments_and_hints() {
    check("select /* a */ 1 -- b\n, 2 # c", "select ...");
    check(
        "select /*!40001 sql_no_cache */ * /*T![ttl] from */ /*T![new_thing] x */ t",
        "select sql_no_cache * from `t`",
    );
    check("select /*+ hash_agg() */ a from t use index(a, b)", "select `a` from `t`");
    check("select * from t1 straight_join t2", "select * from `t1` join `t2`");
}

#[test]
fn broken_statements_end_where_they_break() {
    check("select * from `table", "select * from");
    check("select 'open", "select");
    check("select * from t ignore index(", "select * from `t` ignore index");
    check("select /*+ ", "select ");
    check("select ‹1›", "select `‹1›`");
    check("", "");
}

#[test]
fn redacted_text_stays() {
    check("select * from `t` where `a` in ( ... );", "select * from `t` where `a` in ( ... )");
    // Three dots in a string are none.
    check("select '...'", "select ?");
}

#[test]
fn before_5_0() {
    let check = |sql: &str, normalised: &str| assert_eq!(normalise(sql, Style::BEFORE_5_0), normalised);
    check("select A, `b` from t where c is null;", "select a , b from t where c is null");
    check("insert into t values (1,2),(3,4)", "insert into t values ( ... ) , ( ... )");
}

#[test]
fn matching() {
    let check = |sql: &str, normalised: &str, result| assert_eq!(Digests::of(sql).check(&digest(normalised)), result);
    let verified = DigestCheck::Verified;
    check("select 1;", "select ?", verified);
    check("select a from t", "select `a` from `t`", verified);
    check("select a from t", "select a from t", verified);
    check("select a from t;", "select `a` from `t` ;", verified);
    check("insert into t values (1,2),(3,4)", "insert into `t` values ( ... ) , ( ... )", verified);
    check("select * from t where a = ? [arguments: 5];", "select * from `t` where `a` = ?", verified);
    check("select * from `t` where `a` in ( ... )", "select * from `t` where `a` in ( ... )", verified);
    check("select * from t where a in (‹1›, ‹'x'›)", "select * from `t` where `a` in ( ... )", verified);
    // `plan` became a keyword after 5.0.
    check("select plan from t", "select `plan` from `t`", verified);
    check("select plan from t", "something else", DigestCheck::Unknown);
    check("select a from t", "something else", DigestCheck::Differs);
    check("select aaaaaaa(len:4096)", "something else", DigestCheck::Unknown);
    assert_eq!(Digests::of("select 1").check("9505"), DigestCheck::Unknown);
}

/// What is known of a statement answers for each of its entries, in any order.
#[test]
fn entries_of_one_statement() {
    let mut digests = Digests::of("select a from t;");
    for (normalised, result) in [
        ("select a from t ;", DigestCheck::Verified),
        ("something else", DigestCheck::Differs),
        ("select `a` from `t`", DigestCheck::Verified),
    ] {
        assert_eq!(digests.check(&digest(normalised)), result, "{normalised}");
        assert_eq!(digests.now(), Some(digest("select `a` from `t`").as_str()));
    }
    assert_eq!(Digests::of("select ‹1›").now(), Some(digest("select ?").as_str()));
}

/// What the log puts around a statement is no part of what was hashed; where nothing fits, it may be the reason.
#[test]
fn redaction_marks_and_arguments_are_not_hashed() {
    let check = |sql: &str, normalised: &str, result| {
        assert_eq!(Digests::of(sql).check(&digest(normalised)), result, "{sql}");
    };
    let of_a = "select * from `t` where `a` = ?";
    for sql in [
        "‹select * from t where a = 1›;",
        "‹select * from t where a = ?› [arguments: (1, \"b\")];",
        "‹select * from t where a = ? [arguments: ‹(1)›]›;",
        "select * from t where a = ? [arguments 5];",
        "select * from t where a = ? [arguments: (1, \"x ] y; [arguments: z]\")];",
        "select * from t where a = ‹\"x\"› [arguments: ‹1›];",
    ] {
        check(sql, of_a, DigestCheck::Verified);
        check(sql, "something else", DigestCheck::Unknown);
    }
    check("select * from t where a = '[arguments: 5]';", of_a, DigestCheck::Verified);
    check("select * from t where a = 5;", "something else", DigestCheck::Differs);
}
