//! The user's file of names: given, remembered, beside the record, taken back.

use crate::folder::Folder;

const VORRA: &str = "Harbour Post\n\nBoats wait off Vorra\n\n6 March 2031\n\nThree boats waited off Vorra on Thursday. Nobody landed on Vorra.\n";
const OSK: &str = "Estmark Echo\n\nBoats wait off Saint Osk\n\n6 March 2031\n\nThree boats waited off Saint Osk on Thursday. Nobody landed in Saint Osk.\n";
const SAME: &str = "[[same]]\nnames = [\"Vorra\", \"Saint Osk\"]\n";

/// Whether the record has both names under one referent.
fn joined(folder: &Folder) -> bool {
    let record = folder.run(&["export", "record.db", "--format", "json"]);
    let record: serde_json::Value = serde_json::from_str(&record.out).unwrap();
    record["referents"].as_array().unwrap().iter().any(|r| {
        let forms: Vec<&str> = r["forms"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["form"].as_str().unwrap())
            .collect();
        forms.contains(&"Vorra") && forms.contains(&"Saint Osk")
    })
}

#[test]
fn what_the_user_says_of_names_holds_until_it_is_taken_back() {
    let folder = Folder::new();
    folder.write("articles/a.txt", VORRA);
    folder.write("articles/b.txt", OSK);
    assert_eq!(folder.run(&["build", "articles"]).code, Some(0));
    assert!(!joined(&folder));
    folder.write("mine.toml", SAME);
    assert_eq!(
        folder
            .run(&["build", "articles", "--names", "mine.toml"])
            .code,
        Some(0)
    );
    assert!(joined(&folder));
    // Remembered, also when everything is read again.
    assert_eq!(folder.run(&["build", "articles", "--again"]).code, Some(0));
    assert!(joined(&folder));
    // Undone by taking it out.
    folder.write("mine.toml", "");
    assert_eq!(folder.run(&["build", "articles"]).code, Some(0));
    assert!(!joined(&folder));
}

#[test]
fn a_file_beside_the_record_is_found() {
    let folder = Folder::new();
    folder.write("articles/a.txt", VORRA);
    folder.write("articles/b.txt", OSK);
    folder.write("names.toml", SAME);
    assert_eq!(folder.run(&["build", "articles"]).code, Some(0));
    assert!(joined(&folder));
    std::fs::remove_file(folder.path("names.toml")).unwrap();
    assert_eq!(folder.run(&["build", "articles"]).code, Some(0));
    assert!(!joined(&folder));
}

#[test]
fn a_file_that_says_nothing_lawful_is_refused_and_nothing_is_lost() {
    let folder = Folder::new();
    folder.write("articles/a.txt", VORRA);
    folder.write("names.toml", "[[same]]\nnames = [\"Vorra\"]\n");
    let ran = folder.run(&["build", "articles"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .contains("names.toml: expected two names or more in [[same]], but found 1"),
        "{}",
        ran.err
    );
    folder.write("names.toml", "");
    assert_eq!(folder.run(&["build", "articles"]).code, Some(0));
}
