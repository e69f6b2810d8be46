//! What is given to the page and is no log: folders, empty files; and texts that would act in another program.

use crate::page::visit;
use crate::samples::export;
use std::path::PathBuf;
use std::{env, fs, process};

const RACE: &str = "==================\nWARNING: DATA RACE\nRead at 0x00c000014118 by goroutine 7:\n  main.main.func1()\n      /tmp/a.go:9 +0x3c\n\n\
                    Previous write at 0x00c000014118 by main goroutine:\n  main.main()\n      /tmp/a.go:11 +0x88\n==================\n";

fn folder(name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("racecard-{name}-{}", process::id()));
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn a_dropped_folder_is_read_to_its_last_file() {
    visit("", |page| async move {
        let logs = folder("logs");
        fs::create_dir_all(logs.join("deep/deeper")).expect("folders");
        fs::write(logs.join("b.log"), "nothing\n").expect("written");
        fs::write(logs.join("deep/deeper/a.log"), RACE).expect("written");
        page.drop_file(&logs).await;
        page.report().await;
        let name = logs.file_name().expect("a name").to_string_lossy().into_owned();
        let names = page.texts(".chip.source b").await;
        assert_eq!(names, [format!("{name}/b.log"), format!("{name}/deep/deeper/a.log")]);
        assert_eq!(page.texts(".part.of-race b").await, ["1"]);
        fs::remove_dir_all(&logs).ok();
        page.no_console_error().await;
    });
}

#[test]
fn a_folder_without_files_and_an_empty_file_are_called_so() {
    visit("", |page| async move {
        let logs = folder("hollow");
        fs::create_dir_all(logs.join("inside")).expect("a folder");
        page.drop_file(&logs).await;
        let said = "return document.querySelector('.trouble')?.innerText.includes('is a folder without a file in it')";
        page.until("the sentence", said).await;
        let file = logs.join("empty.log");
        fs::write(&file, "").expect("written");
        page.drop_file(&file).await;
        page.report().await;
        let text = page.texts(".nothing").await.join(" ");
        assert!(text.contains("empty.log is empty: it holds no bytes."), "{text}");
        assert!(!text.contains("in this text"), "{text}");
        fs::remove_dir_all(&logs).ok();
        page.no_console_error().await;
    });
}

#[test]
fn no_cell_of_the_table_of_cards_is_a_formula() {
    visit("", |page| async move {
        let panic = "panic: =HYPERLINK(\"http://x\",\"y\")\n\ngoroutine 1 [running]:\nmain.main()\n\t/tmp/a.go:3 +0x1d\nexit status 2\n";
        page.paste(panic).await;
        page.report().await;
        let table = export(&page, "CSV", "csv").await;
        assert!(table.contains("\"'=HYPERLINK("), "{table}");
        assert!(!table.contains(",=") && !table.contains(",\"="), "{table}");
        page.no_console_error().await;
    });
}
