//! Access objects of a binary plan, as TiDB prints them (docs/spec/tidb-logs.md §4.4).

use super::wire::{Broken, Fields};
use crate::model::Text;
use crate::text::bytes::text;

/// The access objects of one operator.
#[derive(Default)]
pub struct Access {
    printed: String,
    /// Partitions of one table only (or of none) stand for all of it.
    alone: bool,
}

impl Access {
    pub fn printed(&self) -> &str {
        &self.printed
    }

    /// Reads one `AccessObject` and adds it.
    pub fn read(&mut self, message: &[u8]) -> Result<(), Broken> {
        let mut fields = Fields::of(message);
        let mut object = None;
        while let Some((number, value)) = fields.next()? {
            match number {
                1 => object = Some((scan(value.bytes()?)?, false)),
                2 => object = Some(partitions_of_tables(value.bytes()?)?),
                3 => object = Some((text(value.bytes()?).to_string(), false)),
                _ => value.skip()?,
            }
        }
        match object {
            Some((printed, alone)) if alone && !self.alone => *self = Self { printed, alone },
            Some((printed, _)) if !self.alone => self.printed.push_str(&printed),
            _ => {}
        }
        Ok(())
    }
}

/// `ScanAccessObject`: `table:t, partition:p0,p1, index:i(a, b)`.
fn scan(message: &[u8]) -> Result<String, Broken> {
    let mut fields = Fields::of(message);
    let (mut table, mut indexes, mut partitions) = (Text::default(), String::new(), Vec::new());
    while let Some((number, value)) = fields.next()? {
        match number {
            2 => table = text(value.bytes()?),
            3 => indexes.push_str(&index(value.bytes()?)?),
            4 => partitions.push(text(value.bytes()?)),
            1 => drop(value.bytes()?),
            _ => value.skip()?,
        }
    }
    let mut printed = String::new();
    if !table.is_empty() {
        printed.push_str("table:");
        printed.push_str(&table);
    }
    if !partitions.is_empty() {
        printed.push_str(", partition:");
        printed.push_str(&partitions.join(","));
    }
    printed.push_str(&indexes);
    Ok(printed)
}

/// `IndexAccess`.
fn index(message: &[u8]) -> Result<String, Broken> {
    let mut fields = Fields::of(message);
    let (mut name, mut columns, mut clustered) = (Text::default(), Vec::new(), false);
    while let Some((number, value)) = fields.next()? {
        match number {
            1 => name = text(value.bytes()?),
            2 => columns.push(text(value.bytes()?)),
            3 => clustered = value.varint()? != 0,
            _ => value.skip()?,
        }
    }
    let kind = if clustered { "clustered index" } else { "index" };
    Ok(format!(", {kind}:{name}({})", columns.join(", ")))
}

/// `DynamicPartitionAccessObjects`, and whether it stands alone.
fn partitions_of_tables(message: &[u8]) -> Result<(String, bool), Broken> {
    let mut fields = Fields::of(message);
    let mut tables = Vec::new();
    while let Some((number, value)) = fields.next()? {
        match number {
            1 => tables.push(partitions_of_table(value.bytes()?)?),
            _ => value.skip()?,
        }
    }
    match &tables[..] {
        [] => Ok((String::new(), true)),
        [(_, partitions)] => Ok((partitions.clone(), true)),
        several => {
            let named: Vec<String> =
                several.iter().map(|(table, partitions)| format!("{partitions} of {table}")).collect();
            Ok((named.join(", "), false))
        }
    }
}

/// Table, and `partition:…`.
fn partitions_of_table(message: &[u8]) -> Result<(Text, String), Broken> {
    let mut fields = Fields::of(message);
    let (mut table, mut all, mut partitions) = (Text::default(), false, Vec::new());
    while let Some((number, value)) = fields.next()? {
        match number {
            2 => table = text(value.bytes()?),
            3 => all = value.varint()? != 0,
            4 => partitions.push(text(value.bytes()?)),
            1 => drop(value.bytes()?),
            _ => value.skip()?,
        }
    }
    let printed = match (all, partitions.is_empty()) {
        (true, _) => "all".to_owned(),
        (false, true) => "dual".to_owned(),
        (false, false) => partitions.join(","),
    };
    Ok((table, format!("partition:{printed}")))
}
