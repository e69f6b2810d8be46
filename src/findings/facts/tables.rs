//! Which tables a statement names, and which schemas are the system's.

/// Schemas TiDB keeps for itself.
const SYSTEM: [&str; 7] = [
    "mysql",
    "information_schema",
    "performance_schema",
    "metrics_schema",
    "inspection_schema",
    "sys",
    "test_internal",
];

/// Words before a table name.
const BEFORE: [&str; 5] = ["from", "join", "into", "update", "table"];

pub fn is_system_schema(name: &str) -> bool {
    SYSTEM.iter().any(|system| name.trim_matches('`').eq_ignore_ascii_case(system))
}

/// Table names as written, with their schema where given: a look at the words, no SQL parser. At most 16.
pub fn tables_of(sql: &str) -> Vec<&str> {
    let mut tables = Vec::new();
    let mut after_keyword = false;
    for word in sql.split([' ', '\n', '\t', '(', ')']).filter(|word| !word.is_empty()) {
        if after_keyword {
            let name = word.trim_end_matches([',', ';']);
            let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '`' || c == '_');
            if named && !name.eq_ignore_ascii_case("select") && !tables.contains(&name) && tables.len() < 16 {
                tables.push(name);
            }
            // `from a, b`
            after_keyword = word.ends_with(',');
            continue;
        }
        after_keyword = BEFORE.iter().any(|keyword| word.eq_ignore_ascii_case(keyword));
    }
    tables
}

/// True when every table it names lies in a system schema.
pub fn only_system_tables(sql: &str) -> bool {
    // Most statements name no schema at all.
    if !sql.contains('.') {
        return false;
    }
    let tables = tables_of(sql);
    !tables.is_empty()
        && tables.iter().all(|table| table.split_once('.').is_some_and(|(schema, _)| is_system_schema(schema)))
}

/// The name without its schema and backquotes.
pub fn bare(table: &str) -> &str {
    table.rsplit('.').next().unwrap_or(table).trim_matches('`')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_a_statement() {
        for (sql, expected) in [
            ("select a from mysql.t where b;", vec!["mysql.t"]),
            ("SELECT * FROM a, b JOIN `c`.`d` ON 1", vec!["a", "b", "`c`.`d`"]),
            ("insert into t(a) values (1)", vec!["t"]),
            ("update t set x = (select max(y) from u)", vec!["t", "u"]),
            ("commit", vec![]),
        ] {
            assert_eq!(tables_of(sql), expected, "{sql}");
        }
        assert!(only_system_tables("select 1 from mysql.tidb"));
        assert!(!only_system_tables("select 1 from mysql.tidb join t"));
        assert_eq!(bare("`c`.`d`"), "d");
    }
}
