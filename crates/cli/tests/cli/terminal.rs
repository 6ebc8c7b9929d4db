//! Pipes and terminals.

use crate::folder::{Folder, Ran, article, has, ran};
use std::io::{BufRead, BufReader};
use std::process::Command;

#[test]
fn a_reader_that_goes_away_is_success() {
    let folder = Folder::with_articles(40);
    folder.done(&["build", "articles"]);
    let mut input = String::new();
    for n in 0..200 {
        input.push_str(&format!(
            "{}\n",
            serde_json::json!({"id": n.to_string(), "text": article(n)})
        ));
    }
    folder.write("in.jsonl", input);
    for arguments in [
        &["export", "record.db", "--format", "json"][..],
        &["export", "record.db", "--format", "jsonl"],
        &["export", "record.db", "--format", "csv"],
        &["search", "record.db", "keepers", "--limit", "0", "--json"],
        &["annotate", "--jsonl", "in.jsonl"],
    ] {
        let mut child = folder.piped(arguments);
        let mut line = Vec::new();
        let mut out = BufReader::with_capacity(64, child.stdout.take().unwrap());
        out.read_until(b'{', &mut line).unwrap();
        drop(out);
        let ran = ran(child.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.err);
        assert!(!ran.err.contains("pipe"), "{}", ran.err);
    }
    // Nobody listens to the talk either.
    let mut child = folder.piped(&["build", "articles", "--again"]);
    drop(child.stderr.take());
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// Runs on a terminal (of util-linux's `script`); both outputs come as one.
fn on_a_terminal(folder: &Folder, line: &str, environment: &[(&str, &str)]) -> Option<Ran> {
    if !has("script", "what is shown on a terminal") {
        return None;
    }
    let mut command = Command::new("script");
    let line = line.replace("rapporteur", crate::folder::RAPPORTEUR);
    command.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    command
        .env("TERM", "xterm")
        .envs(environment.iter().copied());
    let mut command = folder.settle(command);
    command.envs(environment.iter().copied());
    Some(ran(command.output().unwrap()))
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles"]);
    let escape = '\u{1b}';
    assert!(
        !folder.done(&["report", "record.db"]).out.contains(escape),
        "not in a pipe"
    );
    let mut forced = folder.command(&["report", "record.db"]);
    let forced = forced.env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(
        String::from_utf8(forced.stdout).unwrap().contains(escape),
        "but when forced"
    );
    let Some(shown) = on_a_terminal(&folder, "rapporteur report record.db", &[]) else {
        return;
    };
    assert!(shown.out.contains(escape), "{}", shown.out);
    for outranked in [
        &[("NO_COLOR", "1")][..],
        &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")],
    ] {
        let plain = on_a_terminal(&folder, "rapporteur report record.db", outranked).unwrap();
        assert!(!plain.out.contains(escape), "{}", plain.out);
        assert!(plain.out.contains("Stories"), "{}", plain.out);
    }
}

#[test]
fn a_bar_shows_on_a_terminal_when_work_takes_long() {
    let folder = Folder::with_articles(120);
    let Some(shown) = on_a_terminal(&folder, "rapporteur build articles", &[]) else {
        return;
    };
    assert_eq!(shown.code, Some(0), "{}", shown.out);
    let seconds = shown
        .out
        .split(" refused) in ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap();
    if seconds.parse::<f64>().unwrap() > 2.0 {
        assert!(shown.out.contains("Reading ["), "{}", shown.out);
    }
    let quiet = on_a_terminal(&folder, "rapporteur build articles --again -q", &[]).unwrap();
    assert_eq!(quiet.out.trim(), "", "{}", quiet.out);
    let piped = folder.done(&["build", "articles", "--again"]);
    assert!(!piped.err.contains("Reading ["), "{}", piped.err);
}

#[test]
fn lines_fit_a_terminal() {
    let folder = Folder::with_articles(8);
    folder.done(&["build", "articles"]);
    for columns in [48, 72] {
        let line = format!(
            "stty rows 24 cols {columns}; rapporteur report record.db; rapporteur search record.db keepers 2> /dev/null"
        );
        let Some(shown) = on_a_terminal(&folder, &line, &[("NO_COLOR", "1")]) else {
            return;
        };
        let long: Vec<&str> = shown
            .out
            .lines()
            .map(str::trim_end)
            .filter(|l| l.chars().count() > columns)
            .collect();
        assert_eq!(long, Vec::<&str>::new());
    }
}

#[test]
fn words_of_an_article_cannot_steer_a_terminal() {
    let folder = Folder::new();
    let evil = article(1)
        .replace(
            "Keepers of Pell",
            "Keepers \u{1b}]0;owned\u{7} \u{1b}[2J of Pell",
        )
        .replace("lamps", "lamps \u{9b}31m \u{202e}");
    folder.write("articles/evil.txt", evil);
    let built = folder.run(&["build", "articles"]);
    assert_eq!(built.code, Some(0), "{}", built.err);
    let shown = [
        built.out,
        folder.done(&["report", "record.db"]).out,
        folder.done(&["search", "record.db", "keepers"]).out,
        folder.done(&["search", "record.db", "lamps"]).out,
    ];
    for text in shown {
        let steering: Vec<char> = text
            .chars()
            .filter(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}')
            .collect();
        assert!(steering.is_empty(), "{steering:?} in {text:?}");
    }
}
