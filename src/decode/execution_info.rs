//! Execution info of a plan's operator as named values (docs/spec/tidb-logs.md §4.6).
//!
//! ```text
//! time:51.6s, loops:1, cop_task: {num: 1, max: 51.6s, rpc_num: 1}, backoff{regionMiss: 22ms}
//! time:10.93ms, loops:2, rpc num: 1, rpc time:10.88ms, proc keys:25007
//! ```
//! Odd: a blank after the colon or none, lists with and without a colon before them, names with blanks, empty items left
//! by old bugs (`loops:6, , lock_keys: {`).

use crate::text::duration;

/// One name and its value, or the beginning of a list; a flat tree, so that deep nesting costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// 0 = top; the items of a list are one deeper than its name and follow it.
    pub depth: u32,
    pub name: &'a str,
    /// Empty for a list.
    pub value: &'a str,
}

impl Item<'_> {
    /// The value as a duration.
    pub fn nanos(&self) -> Option<i64> {
        duration::parse(self.value.as_bytes())
    }
}

/// All items in the order of the text.
pub fn read_execution_info(info: &str) -> Items<'_> {
    Items { rest: info, depth: 0 }
}

/// Reads items from left to right.
pub struct Items<'a> {
    rest: &'a str,
    depth: u32,
}

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        loop {
            self.rest = self.rest.trim_start_matches([' ', ',']);
            let Some(after) = self.rest.strip_prefix('}') else { break };
            self.depth = self.depth.saturating_sub(1);
            self.rest = after;
        }
        if self.rest.is_empty() {
            return None;
        }
        let (name, after) = cut(self.rest, |byte| matches!(byte, b':' | b'{' | b',' | b'}'));
        let (value, after) = match after.strip_prefix(':') {
            Some(after) => match after.trim_ascii_start() {
                list if list.starts_with('{') => ("", list),
                after => value(after),
            },
            None => ("", after),
        };
        let item = Item { depth: self.depth, name: name.trim_ascii(), value: value.trim_ascii() };
        self.rest = after;
        if let Some(list) = after.strip_prefix('{') {
            self.depth = self.depth.saturating_add(1);
            self.rest = list;
        }
        Some(item)
    }
}

/// The value under a path of names: `["cop_task", "num"]`.
pub fn find<'i, 'a>(items: &'i [Item<'a>], path: &[&str]) -> Option<&'i Item<'a>> {
    let (first, deeper) = path.split_first()?;
    let mut level = items;
    let mut found = take(&mut level, 0, first)?;
    for (name, depth) in deeper.iter().zip(1..) {
        // The items of the list are all that stands deeper than its name.
        let end = level.iter().position(|item| item.depth < depth).unwrap_or(level.len());
        level = level.get(..end)?;
        found = take(&mut level, depth, name)?;
    }
    Some(found)
}

/// The first item of that depth and name; `level` becomes what follows it.
fn take<'i, 'a>(level: &mut &'i [Item<'a>], depth: u32, name: &str) -> Option<&'i Item<'a>> {
    let at = level.iter().position(|item| item.depth == depth && item.name == name)?;
    let (item, rest) = level.get(at..)?.split_first()?;
    *level = rest;
    Some(item)
}

/// A value ends at a comma or brace outside of square brackets: `types:[a,b]`.
fn value(text: &str) -> (&str, &str) {
    match text.strip_prefix('[').and_then(|list| list.find(']')) {
        Some(at) => text.split_at_checked(at + 2).unwrap_or((text, "")),
        None => cut(text, |byte| matches!(byte, b',' | b'{' | b'}' | b'\n')),
    }
}

/// Up to the first byte that `ends`, which are ASCII.
fn cut(text: &str, ends: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(ends).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items as `depth name=value`.
    fn check(info: &str, expected: &[&str]) {
        let items: Vec<Item<'_>> = read_execution_info(info).collect();
        let shown: Vec<String> =
            items.iter().map(|item| format!("{} {}={}", item.depth, item.name, item.value)).collect();
        assert_eq!(shown, expected, "{info}");
    }

    #[test]
    fn lists_and_values() {
        check(
            "time:51.6s, loops:1, cop_task: {num: 1, max: 51.6s, copr_cache: disabled}, backoff{regionMiss: 22ms}",
            &[
                "0 time=51.6s",
                "0 loops=1",
                "0 cop_task=",
                "1 num=1",
                "1 max=51.6s",
                "1 copr_cache=disabled",
                "0 backoff=",
                "1 regionMiss=22ms",
            ],
        );
        check(
            "rpc_info:{Cop:{num_rpc:1, total_time:1.2s}, rpc_errors:{x:1}}, tikv_task:{proc max:2ms, iters:3}",
            &[
                "0 rpc_info=",
                "1 Cop=",
                "2 num_rpc=1",
                "2 total_time=1.2s",
                "1 rpc_errors=",
                "2 x=1",
                "0 tikv_task=",
                "1 proc max=2ms",
                "1 iters=3",
            ],
        );
    }

    #[test]
    fn odd_ones() {
        check("loops:6, , lock_keys: {time:1ms}", &["0 loops=6", "0 lock_keys=", "1 time=1ms"]);
        check("rpc num: 1, rpc time:10.88ms", &["0 rpc num=1", "0 rpc time=10.88ms"]);
        check("backoff: {types: [a,b], time: 1s}", &["0 backoff=", "1 types=[a,b]", "1 time=1s"]);
        check("region_id: 312, store: tikv:20160}, time:1s", &["0 region_id=312", "0 store=tikv:20160", "0 time=1s"]);
        check("a:{b", &["0 a=", "1 b="]);
        check("", &[]);
    }

    #[test]
    fn paths() {
        let items: Vec<Item<'_>> = read_execution_info("a:{time:1s}, tikv_task:{time:2ms}, time:3s").collect();
        let nanos = |path: &[&str]| find(&items, path).and_then(Item::nanos);
        assert_eq!(nanos(&["time"]), Some(3_000_000_000));
        assert_eq!(nanos(&["tikv_task", "time"]), Some(2_000_000));
        assert_eq!(nanos(&["a", "loops"]), None);
    }
}
