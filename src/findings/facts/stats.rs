//! The field Stats: which statistics a statement was planned with (docs/spec/tidb-logs.md §3.5).

/// Statistics of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableStats<'a> {
    pub table: &'a str,
    pub pseudo: bool,
    pub rows: Option<i64>,
    pub modified: Option<i64>,
    /// Columns and indexes whose statistics were not (fully) loaded, with the word the log has for it.
    pub columns: Vec<(&'a str, &'a str)>,
    pub indexes: Vec<(&'a str, &'a str)>,
}

/// Reads `t:pseudo`, `t:439478225786634241[105000;5000][col:allEvicted][idx:unInitialized],u:…`.
pub fn read(text: &str) -> Vec<TableStats<'_>> {
    let mut tables = Vec::new();
    let mut depth = 0_i32;
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            b',' if depth <= 0 => {
                tables.extend(text.get(start..at).and_then(read_table));
                start = at + 1;
            }
            _ => {}
        }
    }
    tables.extend(text.get(start..).and_then(read_table));
    tables
}

fn read_table(text: &str) -> Option<TableStats<'_>> {
    let (table, rest) = text.trim().split_once(':')?;
    let mut parts = rest.split('[');
    let mut stats = TableStats { table, pseudo: parts.next()? == "pseudo", ..TableStats::default() };
    for (at, part) in parts.enumerate() {
        let part = part.trim_end_matches([']', ' ']);
        if at == 0 {
            if let Some((rows, modified)) = part.split_once(';') {
                stats.rows = rows.parse().ok();
                stats.modified = modified.parse().ok();
            }
            continue;
        }
        let list = if at == 1 { &mut stats.columns } else { &mut stats.indexes };
        list.extend(part.split(',').filter_map(|item| item.trim().split_once(':')));
    }
    Some(stats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_shape() {
        assert_eq!(read("t:pseudo"), [TableStats { table: "t", pseudo: true, ..TableStats::default() }]);
        let tables =
            read("a:439478225786634241[105000;5000][c:allEvicted,d:missing][i:unInitialized],b:pseudo[10000;0]");
        assert_eq!(
            tables,
            [
                TableStats {
                    table: "a",
                    pseudo: false,
                    rows: Some(105_000),
                    modified: Some(5_000),
                    columns: vec![("c", "allEvicted"), ("d", "missing")],
                    indexes: vec![("i", "unInitialized")],
                },
                TableStats { table: "b", pseudo: true, rows: Some(10_000), modified: Some(0), ..TableStats::default() },
            ]
        );
        assert_eq!(read(""), []);
    }
}
