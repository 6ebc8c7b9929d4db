//! Bad input of every kind: one clear sentence that names the file, the rest goes on, the exit code tells.

use crate::folder::{Folder, Ran, article, has, is_root, page, ran};
use rapporteur_record::record::Record;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A build of `articles/`, in which one file is bad and two are good.
struct Mixed {
    folder: Folder,
}

impl Mixed {
    fn new() -> Mixed {
        Mixed {
            folder: Folder::with_articles(2),
        }
    }

    /// Builds; the bad file is refused in one sentence and the good ones are there.
    #[track_caller]
    fn refused(&self, file: &str, because: &str, arguments: &[&str]) -> Record {
        let ran = self
            .folder
            .run(&[&["build", "articles"], arguments].concat());
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        let lines: Vec<&str> = ran.err.lines().filter(|l| l.contains(file)).collect();
        assert_eq!(lines.len(), 1, "{}", ran.err);
        assert!(lines[0].contains(because), "{}", ran.err);
        assert!(
            ran.err.contains("Read 2 articles (0 copies, 1 refused)"),
            "{}",
            ran.err
        );
        let record = self.folder.record();
        assert_eq!(record.articles.len(), 2);
        assert_eq!(record.refused.len(), 1);
        assert!(
            record.refused[0].source.contains(file),
            "{:?}",
            record.refused
        );
        record
    }

    /// Builds; the odd file is read like the others.
    #[track_caller]
    fn taken(&self, file: &str) -> rapporteur_record::json::ArticleObject {
        let ran = self.folder.run(&["build", "articles"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let articles = self.folder.record().articles;
        assert_eq!(articles.len(), 3);
        articles
            .into_iter()
            .find(|a| a.source.contains(file))
            .unwrap()
    }
}

/// Nothing was done, and one sentence says why.
#[track_caller]
fn not_done(ran: &Ran, words: &[&str]) {
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert_eq!(ran.out, "");
    for word in words {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
}

#[test]
fn wrong_use() {
    let folder = Folder::new();
    not_done(&folder.run(&["build"]), &["SOURCE", "--help"]);
    not_done(&folder.run(&["bild", "x"]), &["build"]);
    not_done(
        &folder.run(&["build", "x", "--max-size", "many"]),
        &["expected a size such as", "many"],
    );
    not_done(
        &folder.run(&["search", "record.db"]),
        &["expected words to look for"],
    );
    not_done(
        &folder.run(&["search", "record.db", "x", "--act", "shout"]),
        &["expected accuse"],
    );
    not_done(
        &folder.run(&["search", "record.db", "x", "--since", "soon"]),
        &["expected a day"],
    );
    not_done(&folder.run(&["export", "record.db"]), &["--format"]);
    not_done(
        &folder.run(&["export", "record.db", "--format", "json", "--excel"]),
        &["--format csv"],
    );
}

#[test]
fn a_path_that_is_not_there() {
    let folder = Folder::with_articles(2);
    let ran = folder.run(&["build", "nowhere"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        ran.err,
        "nowhere: expected a file or folder, but found nothing; check the path\n"
    );
    assert!(
        !folder.path("record.db").exists(),
        "nothing read, no record made"
    );
    let ran = folder.run(&["build", "nowhere", "articles"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.contains("Read 2 articles (0 copies, 1 refused)"),
        "{}",
        ran.err
    );
    // A wrong name of yesterday is no part of the record for ever.
    folder.done(&["build", "articles"]);
    assert_eq!(folder.record().refused, []);
}

#[test]
fn an_empty_folder() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("empty")).unwrap();
    let ran = folder.run(&["build", "empty"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.err.lines().count(), 1);
    assert!(
        ran.err.starts_with("empty: expected files in this folder"),
        "{}",
        ran.err
    );
    folder.write("full/a.txt", article(1));
    assert_eq!(folder.run(&["build", "empty", "full"]).code, Some(1));
    assert_eq!(folder.record().refused.len(), 1);
    folder.write("empty/b.txt", article(2));
    folder.done(&["build", "empty", "full"]);
    assert_eq!(folder.record().refused, [], "no longer a trouble");
}

#[test]
fn an_empty_file() {
    let mixed = Mixed::new();
    mixed.folder.write("articles/empty.txt", "");
    mixed.refused("empty.txt", "no text", &[]);
    mixed.folder.write("articles/empty.txt", " \r\n\t\u{a0}\n");
    let ran = mixed.folder.run(&["build", "articles"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.contains("0 new, 2 unchanged, 1 refused"),
        "tried again: {}",
        ran.err
    );
}

#[test]
fn a_binary_file() {
    let mixed = Mixed::new();
    let bytes: Vec<u8> = (0..5000u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    mixed.folder.write("articles/noise.txt", bytes);
    mixed.refused("noise.txt", "expected text or a web page", &[]);
}

#[test]
fn a_refused_file_that_is_mended_is_read() {
    let mixed = Mixed::new();
    mixed.folder.write("articles/late.txt", [0u8; 400]);
    mixed.refused("late.txt", "expected text", &[]);
    mixed.folder.write("articles/late.txt", article(50));
    mixed.taken("late.txt");
    assert_eq!(mixed.folder.record().refused, []);
}

#[test]
fn bytes_that_are_not_utf_8() {
    let mixed = Mixed::new();
    let bytes: Vec<u8> = article(7)
        .replace("Chiara", "Zoë")
        .chars()
        .map(|c| match c {
            '“' => 0x93,
            '”' => 0x94,
            '—' => 0x97,
            c => u8::try_from(u32::from(c)).unwrap(),
        })
        .collect();
    assert!(std::str::from_utf8(&bytes).is_err());
    mixed.folder.write("articles/old.txt", bytes);
    let read = mixed.taken("old.txt");
    assert!(read.text.contains("“We have counted"), "{}", read.text);
}

#[test]
fn utf_16() {
    let mixed = Mixed::new();
    let units = std::iter::once(0xfeff).chain(article(7).encode_utf16().collect::<Vec<_>>());
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    mixed.folder.write("articles/wide.txt", bytes);
    let read = mixed.taken("wide.txt");
    assert!(read.text.contains("“We have counted"), "{}", read.text);
}

#[test]
fn a_file_over_the_limit() {
    let mixed = Mixed::new();
    let huge = File::create(mixed.folder.path("articles/huge.txt")).unwrap();
    huge.set_len(200 * 1024 * 1024).unwrap();
    mixed.refused("huge.txt", "--max-size", &[]);
    // The limit is a flag's: a small one refuses what a large one takes.
    let folder = Folder::with_articles(2);
    let ran = folder.run(&["build", "articles", "--max-size", "100"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("at most 100 bytes"), "{}", ran.err);
    folder.done(&["build", "articles", "--max-size", "1M"]);
    assert_eq!(folder.record().articles.len(), 2);
}

#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_articles(2);
    folder.open_to_all();
    let secret = folder.write("articles/secret.txt", article(3));
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o000)).unwrap();
    let Some(command) = without_privileges(&folder, &["build", "articles"]) else {
        return;
    };
    let ran = ran(command);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let line = ran.err.lines().find(|l| l.contains("secret.txt")).unwrap();
    assert!(line.contains("permission"), "{line}");
    assert_eq!(folder.record().articles.len(), 2);
}

/// Runs as somebody whom permissions hold back; `None`, and a line why, where that cannot be done.
fn without_privileges(folder: &Folder, arguments: &[&str]) -> Option<std::process::Output> {
    if !is_root() {
        return Some(folder.command(arguments).output().unwrap());
    }
    if !has(
        "setpriv",
        "what happens without permission, as the superuser has all",
    ) {
        return None;
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    command.arg(crate::folder::RAPPORTEUR).args(arguments);
    let output = folder.settle(command).output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.code() == Some(127) || err.contains("setpriv:") {
        println!("skipped: what happens without permission: {err}");
        return None;
    }
    Some(output)
}

#[test]
fn a_loop_of_links() {
    let folder = Folder::with_articles(2);
    std::os::unix::fs::symlink("..", folder.path("articles/up")).unwrap();
    std::os::unix::fs::symlink("itself", folder.path("articles/itself")).unwrap();
    let ran = folder.run(&["build", "articles"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("articles/up"), "{}", ran.err);
    assert!(ran.err.contains("articles/itself"), "{}", ran.err);
    assert_eq!(folder.record().articles.len(), 2);
}

#[test]
fn a_page_cut_off_in_the_middle() {
    let whole = page(5);
    let text = whole.find("lamps").unwrap();
    for end in [text + 300, whole.len() - 20] {
        let mixed = Mixed::new();
        mixed
            .folder
            .write("articles/cut.html", &whole.as_bytes()[..end]);
        let read = mixed.taken("cut.html");
        assert!(read.text.contains("lamps"), "{}", read.text);
    }
    let mixed = Mixed::new();
    mixed
        .folder
        .write("articles/cut.html", "<!DOCTYPE html><html><head><title");
    mixed.refused("cut.html", "no text", &[]);
}

#[test]
fn a_text_that_is_not_english_is_kept_and_searchable() {
    let mixed = Mixed::new();
    let german = "Wärter lehnen Angebot ab\n\nDie Wärter des Leuchtturms von Pell haben das Angebot des Hafenamts am \
                  Dienstag abgelehnt. „Wir haben die Lampen gezählt, und wir werden sie wieder zählen“, sagte der \
                  Oberwärter den Reportern. Das Amt bestritt, dass es jemals ein anderes Angebot gegeben habe.\n";
    mixed.folder.write("articles/de.txt", german);
    let read = mixed.taken("de.txt");
    assert_eq!(read.language, "de");
    assert!(
        read.warnings.iter().any(|w| w.code == "not-english"),
        "{:?}",
        read.warnings
    );
    assert!(read.statements.is_empty());
    let found = mixed.folder.done(&["search", "record.db", "leuchtturms"]);
    assert!(found.out.contains("Leuchtturms"), "{}", found.out);
}

#[test]
fn a_pipe_or_a_device_is_not_waited_for() {
    let folder = Folder::with_articles(2);
    let ran = folder.run(&["build", "/dev/zero", "articles"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("/dev/zero: "), "{}", ran.err);
    assert_eq!(folder.record().articles.len(), 2);
}

#[test]
fn names_that_no_terminal_should_see() {
    let folder = Folder::with_articles(1);
    folder.write("articles/\u{1b}[31mred\n.txt", "");
    let ran = folder.run(&["build", "articles"]);
    assert_eq!(ran.code, Some(1));
    assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
}

#[test]
fn ten_refused_files_are_listed_and_the_rest_on_request() {
    let folder = Folder::with_articles(1);
    for n in 0..15 {
        folder.write(&format!("articles/empty{n}.txt"), "");
    }
    let ran = folder.run(&["build", "articles"]);
    assert_eq!(ran.err.matches("articles/empty").count(), 10, "{}", ran.err);
    assert!(ran.err.contains("and 5 more"), "{}", ran.err);
    let ran = folder.run(&["build", "articles", "--verbose"]);
    assert_eq!(ran.err.matches("articles/empty").count(), 15, "{}", ran.err);
}

/// Every command that opens a record says the same and leaves the file alone.
#[track_caller]
fn no_record(folder: &Folder, words: &[&str]) {
    let before = std::fs::read(folder.path("record.db")).ok();
    for arguments in [
        &["report", "record.db"][..],
        &["search", "record.db", "x"],
        &["export", "record.db", "--format", "json"],
        &["build", "articles"],
    ] {
        if arguments[0] == "build" && before.is_none() {
            continue;
        }
        let ran = folder.run(arguments);
        not_done(&ran, &[words, &["record.db"]].concat());
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    }
    assert_eq!(std::fs::read(folder.path("record.db")).ok(), before);
}

#[test]
fn a_record_that_is_none() {
    let folder = Folder::with_articles(1);
    no_record(&folder, &["no such file"]);
    folder.write("record.db", article(1));
    no_record(&folder, &["not SQLite"]);
    folder.write("record.db", vec![b'S'; 8192]);
    no_record(&folder, &["not SQLite"]);
    std::fs::remove_file(folder.path("record.db")).unwrap();
    std::fs::create_dir(folder.path("record.db")).unwrap();
    let ran = folder.run(&["report", "record.db"]);
    not_done(&ran, &["a folder"]);
}

#[test]
fn a_record_of_a_newer_schema() {
    let folder = Folder::with_articles(1);
    folder.done(&["build", "articles"]);
    // The version is the big-endian number at byte 60 of an SQLite file.
    let mut bytes = std::fs::read(folder.path("record.db")).unwrap();
    assert_eq!(bytes[60..64], [0, 0, 0, 3]);
    bytes[63] = 9;
    folder.write("record.db", bytes);
    no_record(&folder, &["schema 3 or lower", "found 9"]);
}

#[test]
fn a_record_cut_short() {
    let folder = Folder::with_articles(20);
    folder.done(&["build", "articles"]);
    let bytes = std::fs::read(folder.path("record.db")).unwrap();
    folder.write("record.db", &bytes[..bytes.len() / 2 + 100]);
    for arguments in [
        &["report", "record.db"][..],
        &["export", "record.db", "--format", "json"],
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(
            ran.err.contains("record.db") && ran.err.contains("damaged"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_record_that_is_being_written() {
    let folder = Folder::with_articles(2);
    folder.done(&["build", "articles"]);
    folder.write("articles/new.txt", article(9));
    let lock = rusqlite::Connection::open(folder.path("record.db")).unwrap();
    lock.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let ran = folder.run(&["build", "articles"]);
    not_done(&ran, &["record.db", "locked by another program"]);
}

#[test]
fn a_folder_that_may_not_be_written_to() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_articles(1);
    folder.done(&["build", "articles"]);
    folder.open_to_all();
    std::fs::create_dir(folder.path("closed")).unwrap();
    std::fs::copy(folder.path("record.db"), folder.path("closed/record.db")).unwrap();
    std::fs::set_permissions(
        folder.path("closed"),
        std::fs::Permissions::from_mode(0o555),
    )
    .unwrap();
    std::fs::set_permissions(
        folder.path("closed/record.db"),
        std::fs::Permissions::from_mode(0o444),
    )
    .unwrap();
    let run = |arguments: &[&str]| without_privileges(&folder, arguments).map(ran);
    let Some(new) = run(&["build", "articles", "-o", "closed/new.db"]) else {
        return;
    };
    not_done(&new, &["closed/new.db"]);
    let old = run(&["build", "articles", "-o", "closed/record.db"]).unwrap();
    not_done(&old, &["closed/record.db", "read-only"]);
    let export = run(&[
        "export",
        "record.db",
        "--format",
        "json",
        "-o",
        "closed/x.json",
    ])
    .unwrap();
    not_done(&export, &["closed/x.json"]);
    // Reading from there is no trouble.
    let report = run(&["report", "closed/record.db"]).unwrap();
    assert_eq!(report.code, Some(0), "{}", report.err);
    std::fs::set_permissions(
        folder.path("closed"),
        std::fs::Permissions::from_mode(0o755),
    )
    .unwrap();
}

#[test]
fn no_folder_to_write_in() {
    let folder = Folder::with_articles(1);
    not_done(
        &folder.run(&["build", "articles", "-o", "no/such/record.db"]),
        &["no/such"],
    );
    folder.done(&["build", "articles"]);
    let export = folder.run(&[
        "export",
        "record.db",
        "--format",
        "json",
        "-o",
        "no/such/x.json",
    ]);
    not_done(&export, &["no/such/x.json"]);
}

/// A small file system in memory, as long as this lives.
struct SmallDisk {
    at: PathBuf,
}

impl SmallDisk {
    fn new(at: &Path, size: &str) -> Option<SmallDisk> {
        if !is_root() || !has("mount", "a full disk") {
            println!("skipped: a full disk: only the superuser may make a small one");
            return None;
        }
        std::fs::create_dir(at).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(at)
            .output()
            .unwrap();
        if !mount.status.success() {
            println!(
                "skipped: a full disk: {}",
                String::from_utf8_lossy(&mount.stderr)
            );
            return None;
        }
        Some(SmallDisk { at: at.to_owned() })
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.at).status();
    }
}

#[test]
fn a_full_disk() {
    let folder = Folder::with_articles(150);
    let at = folder.path("small");
    let Some(disk) = SmallDisk::new(&at, "2m") else {
        return;
    };
    let ran = folder.run(&["build", "articles", "-o", "small/record.db"]);
    not_done(&ran, &["small/record.db", "full"]);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    // What was committed is whole and can be read once there is room, and the next build goes on.
    std::fs::copy(at.join("record.db"), folder.path("record.db")).unwrap();
    if at.join("record.db-wal").exists() {
        std::fs::copy(at.join("record.db-wal"), folder.path("record.db-wal")).unwrap();
    }
    drop(disk);
    folder.done(&["build", "articles"]);
    folder.done(&["build", "articles", "-o", "whole.db"]);
    assert_eq!(folder.record(), folder.record_of("whole.db"));
}

#[test]
fn a_full_disk_for_an_export() {
    let folder = Folder::with_articles(40);
    folder.done(&["build", "articles"]);
    let at = folder.path("small");
    let Some(_disk) = SmallDisk::new(&at, "64k") else {
        return;
    };
    folder.write("small/x.json", "the old one");
    let ran = folder.run(&[
        "export",
        "record.db",
        "--format",
        "json",
        "-o",
        "small/x.json",
    ]);
    not_done(&ran, &["small/x.json", "No space"]);
    assert_eq!(
        folder.read("small/x.json"),
        "the old one",
        "not lost for a new one that does not fit"
    );
    assert_eq!(
        std::fs::read_dir(&at).unwrap().count(),
        1,
        "nothing half-written is left"
    );
}

#[test]
fn annotate_says_what_it_cannot_read() {
    let folder = Folder::new();
    for (arguments, words) in [
        (&["annotate", "nowhere.txt"][..], "nowhere.txt: "),
        (&["annotate", "--jsonl", "nowhere.jsonl"], "nowhere.jsonl: "),
        (&["annotate", "."], "folder"),
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert_eq!(ran.out, "");
        assert!(ran.err.contains(words), "{}", ran.err);
        assert_eq!(ran.err.lines().count(), 1);
    }
    let empty = folder.fed(&["annotate", "-"], b"");
    assert_eq!(empty.code, Some(1));
    assert!(empty.err.starts_with("-: "), "{}", empty.err);
    let large = folder.fed(
        &["annotate", "-", "--max-size", "10"],
        b"more than ten bytes",
    );
    assert_eq!(large.code, Some(1));
    assert!(large.err.contains("at most 10 bytes"), "{}", large.err);
    let none = folder.fed(&["annotate", "--jsonl"], b"");
    assert_eq!((none.code, none.out.as_str()), (Some(0), ""));
}

#[test]
fn the_record_is_not_written_over() {
    let folder = Folder::with_articles(2);
    folder.done(&["build", "articles"]);
    let before = std::fs::read(folder.path("record.db")).unwrap();
    std::os::unix::fs::symlink("record.db", folder.path("link.db")).unwrap();
    for output in [
        "record.db",
        "articles/../record.db",
        "link.db",
        "record.db-wal",
        "record.db-shm",
    ] {
        for arguments in [
            &["report", "record.db", "-o", output][..],
            &["report", "link.db", "-o", output],
            &["export", "record.db", "--format", "json", "-o", output],
            &["export", "record.db", "--format", "csv", "-o", output],
        ] {
            let ran = folder.run(arguments);
            not_done(&ran, &[output, "the record itself"]);
            assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        }
    }
    assert_eq!(std::fs::read(folder.path("record.db")).unwrap(), before);
    folder.write("tables/statements.csv", before);
    not_done(
        &folder.run(&[
            "export",
            "tables/statements.csv",
            "-f",
            "csv",
            "-o",
            "tables/",
        ]),
        &["statements.csv", "the record itself"],
    );
}

#[test]
fn a_record_that_is_a_pipe_or_a_device() {
    let folder = Folder::with_articles(1);
    let made = Command::new("mkfifo").arg(folder.path("pipe")).status();
    assert!(made.unwrap().success());
    for record in ["pipe", "/dev/zero"] {
        for arguments in [
            &["report", record][..],
            &["search", record, "lamps"],
            &["export", record, "--format", "json"],
            &["build", "articles", "-o", record],
        ] {
            not_done(&folder.run(arguments), &[record, "a pipe or a device"]);
        }
    }
}

#[test]
fn names_that_are_not_utf_8_are_two_files() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::with_articles(0);
    std::fs::create_dir(folder.path("articles")).unwrap();
    for (n, name) in [&b"a\xE8.txt"[..], b"a\xE9.txt"].into_iter().enumerate() {
        let path = folder
            .path("articles")
            .join(std::ffi::OsStr::from_bytes(name));
        if std::fs::write(path, article(n)).is_err() {
            println!("skipped: this file system takes no such name");
            return;
        }
    }
    folder.done(&["build", "articles"]);
    let record = folder.record();
    let sources: Vec<&str> = record.articles.iter().map(|a| a.source.as_str()).collect();
    assert_eq!(sources, ["articles/a\\xE8.txt", "articles/a\\xE9.txt"]);
    let ran = folder.done(&["build", "articles"]);
    assert!(ran.err.starts_with("0 new, 2 unchanged\n"), "{}", ran.err);
    assert_eq!(folder.record(), record);
}

#[test]
fn a_record_that_lacks_a_table() {
    let folder = Folder::with_articles(2);
    folder.done(&["build", "articles"]);
    let record = rusqlite::Connection::open(folder.path("record.db")).unwrap();
    record
        .execute_batch("PRAGMA foreign_keys = off; DROP TABLE stories")
        .unwrap();
    drop(record);
    for arguments in [
        &["report", "record.db"][..],
        &["export", "record.db", "--format", "json"],
        &["build", "articles"],
    ] {
        not_done(
            &folder.run(arguments),
            &["record.db", "damaged", "no such table", "stories"],
        );
    }
}

/// Builds; of one odd file so many articles are read, and each of the sentences is said.
#[track_caller]
fn partly(name: &str, bytes: impl AsRef<[u8]>, read: usize, said: &[&str]) -> Vec<String> {
    let mixed = Mixed::new();
    mixed.folder.write(&format!("articles/{name}"), bytes);
    let ran = mixed.folder.run(&["build", "articles"]);
    assert_eq!(ran.code, Some(i32::from(!said.is_empty())), "{}", ran.err);
    for words in said {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
    let record = mixed.folder.record();
    assert_eq!(record.articles.len(), 2 + read, "{}", ran.err);
    assert_eq!(record.refused.len(), said.len(), "{}", ran.err);
    let sources = record.articles.into_iter().map(|a| a.source);
    sources.filter(|source| source.contains(name)).collect()
}

#[test]
fn json_lines_with_a_bad_line() {
    let line = |n: usize| {
        let value = serde_json::json!({"id": n, "title": "A title", "text": article(n)});
        format!("{value}\n")
    };
    let lines = [
        line(10),
        "{\"id\": 11, \"text\": \"cut o\n".to_owned(),
        line(12),
    ]
    .concat();
    let said = "articles/dump.jsonl, line 2: expected JSON";
    let sources = partly("dump.jsonl", lines, 2, &[said]);
    assert_eq!(
        sources,
        ["articles/dump.jsonl#10", "articles/dump.jsonl#12"]
    );
}

#[test]
fn a_table_of_ten_thousand_columns_and_one_without_text() {
    let names: Vec<String> = (0..10_000).map(|n| format!("column_{n}")).collect();
    let row = vec!["x"; 10_000].join(",");
    let quoted = article(20).replace('"', "\"\"");
    let rows = format!("{},text\n{row},\"{quoted}\"\nx,y\n", names.join(","));
    let said = "articles/wide.csv, line";
    partly("wide.csv", rows, 1, &[said]);
    let rows = "url,title,date\nhttps://e.example/1,Bridge closed,2031-05-03\n";
    partly(
        "none.csv",
        rows,
        0,
        &["found 3 columns: url, title, date; name it with --map text=COLUMN"],
    );
}

#[test]
fn columns_named_on_the_command_line() {
    let folder = Folder::new();
    let quoted = article(20).replace('"', "\"\"");
    folder.write(
        "dump.csv",
        format!("nr;verhaal;krant\n7;\"{quoted}\";Elvo Tribune\n"),
    );
    folder.done(&[
        "build",
        "dump.csv",
        "--map",
        "text=verhaal,outlet=krant,id=nr",
    ]);
    let read = folder.record().articles.remove(0);
    assert_eq!(
        (read.source.as_str(), read.outlet.as_deref()),
        ("dump.csv#7", Some("Elvo Tribune"))
    );
    not_done(
        &folder.run(&["build", "dump.csv", "--map", "words=verhaal"]),
        &["expected one of text, headline"],
    );
    let line = serde_json::json!({"key": 5, "doc": {"body": article(20)}});
    let ran = folder.fed(
        &["annotate", "--jsonl", "--map", "id=key,text=doc.body"],
        format!("{line}\n").as_bytes(),
    );
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("\"id\":\"5\""), "{}", ran.out);
}

#[test]
fn a_feed_that_breaks_off() {
    let item = |n: usize| {
        format!(
            "<item><guid>g{n}</guid><title>A title</title><description><![CDATA[{}]]></description></item>\n",
            article(n)
        )
    };
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>Elvo Tribune</title>\n{}{}<item><title>Cut",
        item(30),
        item(31)
    );
    let said = "articles/feed.xml, line";
    let sources = partly("feed.xml", feed, 2, &[said]);
    assert_eq!(sources, ["articles/feed.xml#g30", "articles/feed.xml#g31"]);
}

#[test]
fn a_box_of_mails_with_attachments() {
    let mail = |n: usize| {
        format!(
            "From ana@torvane.example Sat May  3 10:00:00 2031\nFrom: Ana Roa <ana@torvane.example>\nSubject: Mail {n}\n\
             Message-ID: <m{n}@torvane.example>\nDate: Sat, 3 May 2031 10:00:00 +0000\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\n{}\n\
             --x\nContent-Type: image/png; name=map.png\nContent-Disposition: attachment; filename=map.png\n\n\u{1}PNG\n\
             --x\nContent-Type: text/plain; name=note.txt; charset=utf-8\nContent-Disposition: attachment; filename=note.txt\n\n{}\n--x--\n\n",
            article(n),
            article(n + 1)
        )
    };
    let sources = partly("all.mbox", mail(40) + &mail(42), 4, &[]);
    assert_eq!(
        sources,
        [
            "articles/all.mbox#m40@torvane.example",
            "articles/all.mbox#m40@torvane.example/note.txt",
            "articles/all.mbox#m42@torvane.example",
            "articles/all.mbox#m42@torvane.example/note.txt"
        ]
    );
}

#[test]
fn an_encrypted_pdf_a_broken_one_and_one_of_pictures() {
    let key = "0123456789abcdef".repeat(4);
    let objects = "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n\
                   3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>\nendobj\n";
    let file = |more: &str| {
        format!("%PDF-1.7\n{objects}trailer\n<< /Size 4 /Root 1 0 R {more} >>\n%%EOF\n")
    };
    let lock = format!(
        "/ID [<{key}> <{key}>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>"
    );
    partly(
        "locked.pdf",
        file(&lock),
        0,
        &["locked.pdf: expected a PDF file that opens without a password"],
    );
    partly(
        "scan.pdf",
        file(""),
        0,
        &["scan.pdf: expected a PDF file with text, but found no text layer"],
    );
    partly(
        "cut.pdf",
        "%PDF-1.7\n1 0 obj",
        0,
        &["cut.pdf: expected a PDF file, but found one that is broken"],
    );
}
