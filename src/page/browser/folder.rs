//! Dropped folders, read to their last file. What a drop carries is known only as long as its event lasts; what is in a
//! folder has to be waited for.

use super::outcome;
use js_sys::{Array, Promise};
use wasm_bindgen::JsCast;
use web_sys::{DataTransferItemList, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// Files read of all folders of one drop.
const MAX_FILES: usize = 1_000;

/// What the folders held.
#[derive(Default)]
pub struct Found {
    /// With their paths from the dropped folder on, sorted by them.
    pub files: Vec<(String, File)>,
    /// Folders without a file, and what could not be read.
    pub empty: Vec<String>,
    pub unreadable: Vec<String>,
    /// There were more than [`MAX_FILES`].
    pub more: bool,
}

/// The entries of a drop or paste, if there is a folder among them; plain files need no entries.
pub fn entries(items: &DataTransferItemList) -> Vec<FileSystemEntry> {
    let all = (0..items.length()).filter_map(|at| items.get(at));
    let entries: Vec<_> = all.filter_map(|item| item.webkit_get_as_entry().ok().flatten()).collect();
    if entries.iter().any(FileSystemEntry::is_directory) { entries } else { Vec::new() }
}

/// Reads the folders, and the folders in them.
pub async fn files(entries: Vec<FileSystemEntry>) -> Found {
    let mut found = Found::default();
    for given in entries {
        let before = found.files.len() + found.unreadable.len();
        let name = given.name();
        let mut open = vec![given];
        while let Some(entry) = open.pop() {
            if found.files.len() == MAX_FILES {
                found.more = true;
                break;
            }
            let path = entry.full_path().trim_start_matches('/').to_owned();
            match inside(entry).await {
                Ok(Inside::File(file)) => found.files.push((path, file)),
                Ok(Inside::Folder(entries)) => open.extend(entries),
                Err(_) => found.unreadable.push(path),
            }
        }
        if found.files.len() + found.unreadable.len() == before && !found.more {
            found.empty.push(name);
        }
    }
    found.files.sort_by(|(one, _), (two, _)| one.cmp(two));
    found
}

enum Inside {
    File(File),
    Folder(Vec<FileSystemEntry>),
}

async fn inside(entry: FileSystemEntry) -> Result<Inside, String> {
    if entry.is_file() {
        let entry: FileSystemFileEntry = entry.unchecked_into();
        let file = Promise::new(&mut |take, refuse| entry.file_with_callback_and_callback(&take, &refuse));
        return outcome(file).await.map(|file| Inside::File(file.unchecked_into()));
    }
    let reader = entry.unchecked_into::<FileSystemDirectoryEntry>().create_reader();
    let mut all = Vec::new();
    // Entries come a hundred at a time; an empty list is the end.
    loop {
        let some = Promise::new(&mut |take, refuse| {
            if let Err(error) = reader.read_entries_with_callback_and_callback(&take, &refuse) {
                refuse.call1(&wasm_bindgen::JsValue::UNDEFINED, &error).ok();
            }
        });
        let some = Array::from(&outcome(some).await?);
        if some.length() == 0 || all.len() > MAX_FILES {
            return Ok(Inside::Folder(all));
        }
        all.extend(some.iter().map(|entry| entry.unchecked_into::<FileSystemEntry>()));
    }
}
