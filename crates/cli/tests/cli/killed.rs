//! A build that is stopped: by Ctrl-C, and by force at any moment.

use crate::folder::{Folder, article};
use rapporteur_record::json::ArticleObject;
use rapporteur_record::record::Record;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ARTICLES: usize = 120;

/// On one thread, so that there is time to interrupt it on any machine.
fn start(folder: &Folder) -> Child {
    let mut command = folder.command(&["build", "articles"]);
    command.env("RAYON_NUM_THREADS", "1");
    command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What anybody finds in the file after the process is gone: SQLite's own check, and every article whole.
fn check(folder: &Folder, whole: &BTreeMap<String, ArticleObject>) -> usize {
    let path = folder.path("record.db");
    if !path.exists() {
        return 0;
    }
    let sql = rusqlite::Connection::open(&path).unwrap();
    let tables: i64 = sql
        .query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get(0))
        .unwrap();
    if tables == 0 {
        return 0; // killed before the tables were made
    }
    let verdict: String = sql
        .query_row("PRAGMA integrity_check", [], |r| r.get(0))
        .unwrap();
    assert_eq!(verdict, "ok");
    let broken: i64 = sql
        .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| {
            r.get(0)
        })
        .unwrap();
    assert_eq!(broken, 0);
    for (table, list) in [
        ("statements", "statements"),
        ("times", "times"),
        ("mentions", "mentions"),
        ("blocks", "blocks"),
        ("authors", "authors"),
        ("candidates", "candidates"),
    ] {
        let unequal: i64 = sql
            .query_row(
                &format!(
                    "SELECT count(*) FROM articles a WHERE json_array_length(a.object, '$.{list}')
                     <> (SELECT count(*) FROM {table} t WHERE t.article = a.id)"
                ),
                [],
                |r| r.get(0),
            )
            .unwrap();
        assert_eq!(unequal, 0, "{table}");
    }
    drop(sql);
    let record = folder.record();
    for article in &record.articles {
        assert_eq!(
            Some(article),
            whole.get(&article.id.0),
            "a committed article is whole"
        );
    }
    record.articles.len()
}

fn undisturbed() -> (Record, BTreeMap<String, ArticleObject>) {
    let folder = Folder::with_articles(ARTICLES);
    folder.done(&["build", "articles", "-q"]);
    let record = folder.record();
    let articles = record
        .articles
        .iter()
        .map(|a| (a.id.0.clone(), a.clone()))
        .collect();
    (record, articles)
}

#[test]
fn killed_at_any_moment_it_loses_nothing_that_was_stored() {
    let (record, whole) = undisturbed();
    let folder = Folder::with_articles(ARTICLES);
    let mut stored = 0;
    let mut kills = 0;
    // Longer and longer, so that each run gets further and the moments of death differ.
    for round in 1.. {
        let mut child = start(&folder);
        let wait = Duration::from_millis(17 * round * round);
        let begun = Instant::now();
        let ended = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            if begun.elapsed() > wait {
                break None;
            }
            std::thread::sleep(Duration::from_millis(3));
        };
        if let Some(status) = ended {
            assert!(status.success());
            break;
        }
        child.kill().unwrap(); // SIGKILL
        child.wait().unwrap();
        kills += 1;
        let now = check(&folder, &whole);
        assert!(now >= stored, "{now} articles after {stored}");
        stored = now;
    }
    println!("killed {kills} times");
    assert!(kills >= 5, "killed {kills} times");
    check(&folder, &whole);
    assert_eq!(folder.record(), record, "the same as without any death");
    let leftovers: Vec<_> = std::fs::read_dir(folder.path(""))
        .unwrap()
        .map(|f| f.unwrap().file_name())
        .filter(|name| Path::new(name).extension().is_none_or(|e| e != "db") && name != "articles")
        .collect();
    assert!(leftovers.is_empty(), "{leftovers:?}");
}

#[test]
fn killed_while_changed_files_are_read_again() {
    let (_, mut whole) = undisturbed();
    let folder = Folder::with_articles(ARTICLES);
    folder.done(&["build", "articles", "-q"]);
    for n in 0..ARTICLES {
        folder.write(&format!("articles/{n:04}.txt"), article(n + 1000));
    }
    let fresh = Folder::new();
    for n in 0..ARTICLES {
        fresh.write(&format!("articles/{n:04}.txt"), article(n + 1000));
    }
    fresh.done(&["build", "articles", "-q"]);
    let record = fresh.record();
    whole.extend(record.articles.iter().map(|a| (a.id.0.clone(), a.clone())));
    for wait in [30, 250, 700, 1500] {
        let mut child = start(&folder);
        std::thread::sleep(Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
        assert_eq!(
            check(&folder, &whole),
            ARTICLES,
            "an old article goes when the new one comes"
        );
    }
    folder.done(&["build", "articles", "-q"]);
    assert_eq!(folder.record(), record);
}

#[test]
fn ctrl_c_once_stores_what_is_under_way_and_says_how_to_go_on() {
    let folder = Folder::with_articles(ARTICLES);
    let child = start(&folder);
    // It listens once the record is there.
    let begun = Instant::now();
    while !folder.path("record.db").exists() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(100));
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{err}");
    assert!(
        err.contains("Stopping: the articles under way are finished"),
        "{err}"
    );
    assert!(err.contains("The same command goes on from here."), "{err}");
    let (record, whole) = undisturbed();
    let stored = check(&folder, &whole);
    assert!(stored < ARTICLES, "stopped too late to show anything");
    let told = folder.done(&["build", "articles", "--json"]).out;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["unchanged"], stored);
    assert_eq!(told["read"], ARTICLES - stored);
    assert_eq!(folder.record(), record);
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}
