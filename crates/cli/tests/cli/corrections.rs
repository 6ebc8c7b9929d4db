//! People's corrections outlive the record they were made in.

use crate::folder::{Folder, RAPPORTEUR};
use rapporteur_correct::{Anchor, Change, Entry, Log, file_beside};
use rapporteur_record::{Quantity, TimeValue};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

/// Writes corrections of the statements of the first article: the first rejected, the second given another speaker
/// and day.
pub fn correct(folder: &Folder) -> (Anchor, Anchor) {
    let record = folder.record();
    let article = &record.articles[0];
    let anchor = |n: usize| {
        let content = &article.statements[n].content;
        let (first, last) = (content.first().unwrap(), content.last().unwrap());
        Anchor::in_object(article, first.start, last.end).unwrap()
    };
    let (one, two) = (anchor(0), anchor(1));
    add(folder, Some(one.clone()), Change::Reject);
    let name = Some("Gerda Hull".to_owned());
    add(
        folder,
        Some(two.clone()),
        Change::Speaker { name, kind: None },
    );
    let value = TimeValue::new("2031-06-02");
    add(folder, Some(two.clone()), Change::Said { value });
    (one, two)
}

fn add(folder: &Folder, at: Option<Anchor>, change: Change) {
    let path = file_beside(&folder.path("record.db"));
    let entry = Entry {
        when: "2031-07-01T10:00:00Z".into(),
        who: "Oda".into(),
        why: None,
        at,
        change,
    };
    Log::read(&path).unwrap().add(&path, entry).unwrap();
}

/// Whether a statement of these words is in the record, and by whom.
fn speaker_of(folder: &Folder, at: &Anchor) -> Option<Option<String>> {
    let record = folder.record();
    let article = record.articles.iter().find(|a| a.id.0 == at.article)?;
    let here = |s: &&rapporteur_record::json::StatementObject| {
        let (first, last) = (s.content.first().unwrap(), s.content.last().unwrap());
        (first.start, last.end) == (at.start, at.end())
    };
    let found = article.statements.iter().find(here)?;
    let name = |id: &String| {
        article
            .referents
            .iter()
            .find(|r| r.id == *id)
            .map(|r| r.name.clone())
    };
    Some(found.speaker.as_ref().and_then(name))
}

#[test]
fn a_correction_survives_any_build() {
    let folder = Folder::with_articles(4);
    folder.done(&["build", "articles"]);
    let (rejected, changed) = correct(&folder);
    assert!(speaker_of(&folder, &rejected).is_some(), "not yet taken in");
    let holds = |what: &str| {
        assert_eq!(speaker_of(&folder, &rejected), None, "{what}");
        assert_eq!(
            speaker_of(&folder, &changed),
            Some(Some("Gerda Hull".into())),
            "{what}"
        );
    };
    let ran = folder.done(&["build", "articles"]);
    holds("nothing new to read");
    assert!(ran.err.contains("3 corrections hold"), "{}", ran.err);
    folder.done(&["build", "articles", "--again"]);
    holds("everything read again");
    let first = folder.record();
    std::fs::remove_file(folder.path("record.db")).unwrap();
    folder.done(&["build", "articles"]);
    holds("a new record");
    assert_eq!(folder.record(), first);
    // Another bytes, the same place and words.
    let text = folder.read("articles/0000.txt");
    folder.write(
        "articles/0000.txt",
        text + "\nA new paragraph at the end.\n",
    );
    folder.done(&["build", "articles"]);
    let speakers: Vec<String> = folder
        .record()
        .collated
        .referents
        .iter()
        .map(|r| r.name.clone())
        .collect();
    assert!(speakers.iter().any(|n| n == "Gerda Hull"), "{speakers:?}");
}

#[test]
fn taking_back_gives_what_the_program_read() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles"]);
    let before = folder.record();
    correct(&folder);
    folder.done(&["corrections", "apply", "record.db"]);
    assert_ne!(folder.record(), before);
    for of in ["c1", "c2", "c3"] {
        add(&folder, None, Change::Undo { of: of.into() });
    }
    folder.done(&["corrections", "apply", "record.db"]);
    assert_eq!(folder.record(), before);
}

/// The sentence holds a figure and two times, one of which tells the day of saying.
const COUNTED: &str = "The Pell Courier\n3 June 2031\n\nBarges counted again\n\nGerda Hull said on Monday that \
    the lock had let 40 barges through in May 2031.\n";

#[test]
fn figures_and_times_hold_through_builds_and_are_listed_when_their_words_go() {
    let folder = Folder::new();
    folder.write("articles/a.txt", COUNTED);
    folder.done(&["build", "articles"]);
    let record = folder.record();
    let article = &record.articles[0];
    let time = |words: &str| {
        article
            .times
            .iter()
            .find(|t| t.quote.contains(words))
            .unwrap()
    };
    let (figure, monday) = (&article.figures[0], time("Monday"));
    assert_eq!((figure.quote.as_str(), article.statements.len()), ("40", 1));
    let at = |start, end| Anchor::in_object(article, start, end);
    let put = Change::Figure {
        value: Some(Quantity::One(44.0)),
        unit: "lighters".into(),
    };
    add(&folder, at(figure.start, figure.end), put);
    let value = TimeValue::new("2031-05-26");
    add(
        &folder,
        at(monday.start, monday.end),
        Change::Time { value },
    );
    let may = time("May");
    add(&folder, at(may.start, may.end), Change::NoTime);
    let holds = || {
        let now = &folder.record().articles[0];
        assert_eq!(now.figures[0].value, Some(Quantity::One(44.0)));
        assert_eq!(now.figures[0].unit.as_deref(), Some("lighters"));
        let said = now.statements[0].said.value.as_ref();
        assert_eq!(said.map(TimeValue::as_str), Some("2031-05-26"));
        assert!(now.times.iter().all(|t| !t.quote.contains("May")));
        assert!(now.statements[0].when.is_empty());
    };
    folder.done(&["corrections", "apply", "record.db"]);
    holds();
    std::fs::remove_file(folder.path("record.db")).unwrap();
    let ran = folder.done(&["build", "articles"]);
    assert!(ran.err.contains("3 corrections hold"), "{}", ran.err);
    holds();
    let listed = folder.done(&["corrections", "list", "record.db"]).out;
    assert!(
        listed.contains("“40” is 44 lighters") && listed.contains("no time"),
        "{listed}"
    );
    let exported = folder.done(&["corrections", "export", "record.db"]).out;
    let examples: Vec<serde_json::Value> = exported
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let shown: Vec<&str> = examples
        .iter()
        .filter(|e| {
            e["figure"]["value"] == 44
                || e["time"]["value"] == "2031-05-26"
                || e["verdict"] == "rejected"
        })
        .map(|e| {
            let place = |key: &str| usize::try_from(e[key].as_u64().unwrap()).unwrap();
            &e["text"].as_str().unwrap()[place("start")..place("end")]
        })
        .collect();
    assert_eq!(shown.len(), 3, "{exported}");
    assert!(shown.contains(&"40"), "{shown:?}");
    folder.write(
        "articles/a.txt",
        COUNTED.replace("40 barges", "some barges"),
    );
    folder.done(&["build", "articles"]);
    let listed = folder.done(&["corrections", "list", "record.db"]).out;
    assert!(listed.contains("ORPHAN"), "{listed}");
    assert!(
        folder.record().articles[0]
            .figures
            .iter()
            .all(|f| f.value != Some(Quantity::One(44.0)))
    );
}

#[test]
fn a_correction_without_its_words_is_listed_and_put_nowhere() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles"]);
    correct(&folder);
    folder.write(
        "articles/0000.txt",
        "The Pell Courier\n\nNothing here any more\n\nOther words altogether.\n",
    );
    let ran = folder.done(&["build", "articles"]);
    assert!(
        ran.err
            .contains("0 corrections hold; 3 no longer at their words"),
        "{}",
        ran.err
    );
    let listed = folder.done(&["corrections", "list", "record.db"]).out;
    assert_eq!(listed.matches("ORPHAN").count(), 3, "{listed}");
    assert!(
        !folder
            .record()
            .collated
            .referents
            .iter()
            .any(|r| r.name == "Gerda Hull")
    );
}

#[test]
fn names_are_merged_and_split() {
    let folder = Folder::with_articles(4);
    folder.done(&["build", "articles"]);
    let names = |folder: &Folder| -> Vec<String> {
        folder
            .record()
            .collated
            .referents
            .iter()
            .map(|r| r.name.clone())
            .collect()
    };
    let before = names(&folder);
    assert!(before.iter().any(|n| n == "Ada Quill") && before.iter().any(|n| n == "Dov Harker"));
    let (into, name) = ("Ada Quill".to_owned(), "Dov Harker".to_owned());
    add(&folder, None, Change::Merge { into, name });
    folder.done(&["build", "articles"]);
    assert!(!names(&folder).iter().any(|n| n == "Dov Harker"));
    add(&folder, None, Change::Undo { of: "c1".into() });
    folder.done(&["build", "articles"]);
    assert_eq!(names(&folder), before);
}

#[test]
fn corrections_are_exported_as_examples_and_cases() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles"]);
    let (_, changed) = correct(&folder);
    let lines = folder.done(&["corrections", "export", "record.db"]).out;
    let lines: Vec<serde_json::Value> = lines
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let verdicts: Vec<&str> = lines
        .iter()
        .map(|l| l["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, ["rejected", "accepted"]);
    let (text, content) = (
        lines[1]["text"].as_str().unwrap(),
        &lines[1]["statement"]["content"][0],
    );
    let (start, end) = (
        content["start"].as_u64().unwrap(),
        content["end"].as_u64().unwrap(),
    );
    let words: String = text
        .chars()
        .skip(start as usize)
        .take((end - start) as usize)
        .collect();
    assert!(changed.quote.starts_with(&words) && lines[1]["statement"]["speaker"] == "Gerda Hull");
    let cases = folder
        .done(&["corrections", "export", "record.db", "--format", "cases"])
        .out;
    assert!(
        cases.contains("```text\n") && cases.contains("- says: "),
        "{cases}"
    );
}

#[test]
fn a_broken_line_stops_the_build_before_anything_is_lost() {
    let folder = Folder::with_articles(2);
    folder.done(&["build", "articles"]);
    folder.write("record.corrections.jsonl", "not JSON\n");
    let ran = folder.run(&["build", "articles"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .contains("record.corrections.jsonl:1: expected a correction"),
        "{}",
        ran.err
    );
}

#[test]
fn the_server_says_its_address_and_stops_on_ctrl_c() {
    let folder = Folder::with_articles(2);
    folder.done(&["build", "articles"]);
    let mut child = folder
        .settle(Command::new(RAPPORTEUR))
        .args(["serve", "record.db"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    let address = line.split_whitespace().nth(1).unwrap().to_owned();
    let host = address
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    assert!(host.starts_with("127.0.0.1:"), "{line}");
    let mut socket = std::net::TcpStream::connect(&host).unwrap();
    write!(
        socket,
        "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut page = String::new();
    socket.read_to_string(&mut page).unwrap();
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("2 articles"),
        "{page}"
    );
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(kill.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn another_address_without_a_token_is_refused() {
    let folder = Folder::with_articles(1);
    folder.done(&["build", "articles"]);
    let ran = folder.run(&["serve", "record.db", "--host", "0.0.0.0"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--token"), "{}", ran.err);
    let ran = folder.run(&["serve", "none.db"]);
    assert_eq!(ran.code, Some(2));
}
