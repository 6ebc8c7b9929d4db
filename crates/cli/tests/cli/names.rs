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

const BRILL: &str = "Harbour Post\n\nBrill opens the lock\n\n6 March 2031\n\nHarbour Minister Ana Brill opened the lock at Ulva on Thursday. “The gates hold,” Brill said.\n";
const AGAIN: &str = "Estmark Echo\n\nBrill opens the lock\n\n6 March 2031\n\nHarbour Minister Ana Brill opened the lock at Ulva on Thursday. Brill said the gates hold.\n";

/// The shared referents that go by a name.
fn called(folder: &Folder, name: &str) -> Vec<serde_json::Value> {
    let record = folder.run(&["export", "record.db", "--format", "json"]);
    let record: serde_json::Value = serde_json::from_str(&record.out).unwrap();
    let all = record["referents"].as_array().unwrap().iter().cloned();
    all.filter(|r| {
        let forms = r["forms"].as_array().unwrap();
        forms.iter().any(|f| f["form"] == name)
    })
    .collect()
}

#[test]
fn what_the_user_tells_apart_stays_apart_until_it_is_taken_back() {
    let folder = Folder::new();
    folder.write("articles/a.txt", VORRA);
    folder.write("articles/b.txt", VORRA.replace("Vorra", "Vora"));
    assert_eq!(folder.run(&["build", "articles"]).code, Some(0));
    let both = |folder: &Folder| called(folder, "Vorra") == called(folder, "Vora");
    assert!(both(&folder));
    folder.write(
        "names.toml",
        "[[different]]\nnames = [\"Vorra\", \"Vora\"]\n",
    );
    for again in [
        &["build", "articles"][..],
        &["build", "articles", "--again"],
    ] {
        assert_eq!(folder.run(again).code, Some(0));
        assert!(!both(&folder), "{again:?}");
    }
    folder.write("names.toml", "");
    assert_eq!(folder.run(&["build", "articles"]).code, Some(0));
    assert!(both(&folder));
}

#[test]
fn sides_and_offices_that_the_user_gives_hold_until_they_are_taken_back() {
    let folder = Folder::new();
    folder.write("articles/a.txt", BRILL);
    folder.write("articles/b.txt", AGAIN);
    folder.write(
        "names.toml",
        "[[side]]\nside = \"north\"\nnames = [\"Ana Brill\"]\n\n[[role]]\nname = \"Ana Brill\"\nrole = \"Harbour Minister\"\nfrom = \"2030-02-01\"\n",
    );
    for again in [
        &["build", "articles"][..],
        &["build", "articles", "--again"],
    ] {
        assert_eq!(folder.run(again).code, Some(0));
        let found = called(&folder, "Ana Brill");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["side"], "north", "{again:?}");
        assert_eq!(found[0]["roles"][0]["role"], "Harbour Minister");
        assert_eq!(found[0]["roles"][0]["from"], "2030-02-01");
    }
    folder.write("names.toml", "");
    assert_eq!(folder.run(&["build", "articles"]).code, Some(0));
    let found = called(&folder, "Ana Brill");
    assert!(found[0]["side"].is_null(), "{found:?}");
    assert!(found[0]["roles"].as_array().is_none_or(Vec::is_empty));
}

#[test]
fn surnames_and_spellings_of_the_example_are_one() {
    let folder = Folder::new();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/grain-terminal");
    folder.run(&["build", example, "-o", "record.db"]);
    for (full, other) in [
        ("Teodor Brancas", "Brancas"),
        ("Jaromil Stenkov", "Jaromil Stenkoff"),
        ("Jaromil Stenkov", "Stenkov"),
    ] {
        let found = called(&folder, full);
        assert_eq!(found.len(), 1, "{full}: {found:?}");
        assert_eq!(found, called(&folder, other), "{full} and {other}");
    }
}
