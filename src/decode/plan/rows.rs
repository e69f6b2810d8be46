//! Lines of a text plan as rows.

use super::operators;
use crate::decode::limits;
use crate::model::{Numbering, Text};
use std::borrow::Cow;

/// Columns kept apart; TiDB writes at most nine fields.
const COLUMNS: usize = 64;

/// One operator.
pub struct Row<'a> {
    /// As drawn; 0 = root.
    pub depth: u32,
    /// Index of the row it hangs under.
    pub parent: Option<usize>,
    pub number: i64,
    /// What follows the number: `7`, `7(Build)`; None in normalised plans.
    pub label: Option<&'a str>,
    /// None where the line ends before it.
    pub task: Option<Task>,
    /// The fields after the task.
    pub cells: Vec<Cow<'a, str>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Task {
    Root,
    /// Without a store: releases before 4.0.1, and normalised plans.
    Cop,
    /// Number of the store's kind.
    CopAt(u8),
}

impl Task {
    pub fn shown(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Cop => "cop",
            Self::CopAt(0) => "cop[tikv]",
            Self::CopAt(1) => "cop[tiflash]",
            Self::CopAt(2) => "cop[tidb]",
            Self::CopAt(_) => "cop[unspecified]",
        }
    }

    fn read(field: &str) -> Option<Self> {
        let mut parts = field.split('_');
        match (parts.next(), parts.next()) {
            (Some("0"), _) => Some(Self::Root),
            (_, None) => Some(Self::Cop),
            (_, Some(store)) => Some(Self::CopAt(store.parse::<i64>().ok()? as u8)),
        }
    }
}

impl Row<'_> {
    /// `TableReader_7(Build)`.
    pub fn name(&self, numbering: Numbering) -> String {
        let operator = operators::name(self.number, numbering);
        match &self.label {
            Some(label) => [&*operator, label].join("_"),
            None => operator.into_owned(),
        }
    }

    /// A row of a normalised plan: only the operator info follows the task.
    pub fn is_normalised(&self) -> bool {
        self.label.is_none() && self.cells.len() <= 1
    }
}

/// What was read of a plan's text.
#[derive(Default)]
pub struct Reading<'a> {
    pub rows: Vec<Row<'a>>,
    /// Why TiDB itself would refuse this text.
    pub error: Option<String>,
    /// Why reading stopped.
    pub cut: Option<String>,
    pub notes: Vec<Text>,
}

/// Reads the lines; the last one counts without its line break only where the text is `whole`.
pub fn read(text: &str, whole: bool) -> Reading<'_> {
    let mut rows = Reading::default();
    let mut open: Vec<Open> = Vec::new();
    let mut indent = 0;
    let complete = if whole { text.len() } else { text.rfind('\n').unwrap_or(0) };
    for line in text.get(..complete).unwrap_or_default().split('\n') {
        // TiDB skips lines without a TAB, the empty one at the end among them.
        if !line.contains('\t') {
            continue;
        }
        let (stated, mut row) = match row(line) {
            Ok(read) => read,
            Err(why) => {
                rows.refuse(line, why);
                continue;
            }
        };
        while open.last().is_some_and(|last| last.stated >= stated) {
            open.pop();
        }
        row.depth = match open.last() {
            Some(parent) if parent.stated + 1 < stated => {
                let sentence = "a parent row is missing: the operator is drawn under the nearest row above it";
                rows.error.get_or_insert_with(|| sentence.to_owned());
                rows.notes.push(format!("row {}: a parent row is missing", rows.rows.len() + 1).into());
                parent.drawn + 1
            }
            Some(parent) => parent.drawn + 1,
            None => stated,
        };
        row.parent = open.last().map(|parent| parent.row);
        indent += 2 * row.depth as usize;
        if rows.rows.len() >= limits::OPERATORS || indent > limits::TREE_CHARS {
            rows.cut = Some("more or deeper operators than can be drawn".to_owned());
            break;
        }
        open.push(Open { stated, drawn: row.depth, row: rows.rows.len() });
        rows.rows.push(row);
    }
    rows
}

/// A row that further rows may hang under.
struct Open {
    stated: u32,
    drawn: u32,
    row: usize,
}

impl Reading<'_> {
    /// Plans before 5.0 may hold real line breaks in the operator info: a line that is no row is put back into the
    /// row above it, as later releases write it.
    fn refuse(&mut self, line: &str, why: &'static str) {
        let short: String = line.chars().take(60).collect();
        self.error.get_or_insert_with(|| format!("{why}: {short:?}"));
        let starts_a_row = line.starts_with(|letter: char| letter.is_ascii_digit());
        if let Some(info) = self.rows.last_mut().and_then(|row| row.cells.last_mut()).filter(|_| !starts_a_row) {
            let info = info.to_mut();
            info.push_str("\\n");
            info.push_str(&line.replace('\t', "\\t"));
        }
    }
}

/// The stated depth and the row; its depth and parent are still open.
fn row(line: &str) -> Result<(u32, Row<'_>), &'static str> {
    let mut fields = line.splitn(COLUMNS, '\t');
    let depth = fields.next().unwrap_or_default();
    let depth = integer(depth).ok_or("a plan row must begin with its depth")?;
    let depth = u32::try_from(depth).map_err(|_| "a plan row has an impossible depth")?;
    if depth > limits::DEPTH {
        return Err("a plan row is deeper than 1000");
    }
    let id = fields.next().unwrap_or_default();
    let mut parts = id.split('_');
    let number = parts.next().and_then(integer).ok_or("a plan row has no operator number")?;
    let label = parts.next();
    if parts.next().is_some() {
        return Err("a plan row has an operator id of more than two parts");
    }
    let task = match fields.next() {
        Some(task) => Some(Task::read(task).ok_or("a plan row has an unreadable task")?),
        None => None,
    };
    Ok((depth, Row { depth, parent: None, number, label, task, cells: fields.map(Cow::Borrowed).collect() }))
}

/// As Go's `strconv.Atoi` reads it: a sign is allowed.
fn integer(text: &str) -> Option<i64> {
    text.parse().ok()
}
