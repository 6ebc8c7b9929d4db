//! What each command does when all is well.

use crate::folder::{Folder, article, page};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::time::{Duration, Instant};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn alone_it_says_what_it_is_and_what_to_type() {
    let ran = Folder::new().done(&[]);
    assert!(ran.out.lines().count() < 15, "{}", ran.out);
    assert!(ran.out.contains("rapporteur build articles/"));
    assert_eq!(ran.err, "");
}

#[test]
fn every_command_has_help_with_an_example() {
    let folder = Folder::new();
    for command in [
        "build",
        "report",
        "search",
        "serve",
        "corrections",
        "export",
        "annotate",
        "parse",
    ] {
        let ran = folder.done(&[command, "--help"]);
        assert!(ran.out.contains("Example"), "{command}");
        assert!(
            ran.out.contains(&format!("rapporteur {command}")),
            "{command}"
        );
        assert!(
            ran.out.lines().all(|line| line.chars().count() <= 120),
            "{command}"
        );
    }
    assert!(folder.done(&["--help"]).out.contains("Exit codes"));
    assert!(folder.done(&["--version"]).out.starts_with("rapporteur "));
}

#[test]
fn build_shows_what_it_read_and_what_to_type_next() {
    let folder = Folder::with_articles(5);
    folder.write("articles/p.html", page(77));
    let ran = folder.done(&["build", "articles"]);
    assert!(ran.err.contains("Read 6 articles ("), "{}", ran.err);
    assert!(ran.err.contains("0 refused) in "), "{}", ran.err);
    assert!(ran.err.contains("where accounts differ"), "{}", ran.err);
    assert!(
        ran.err.contains("rapporteur search record.db WORDS"),
        "{}",
        ran.err
    );
    assert!(ran.out.contains("Stories"), "{}", ran.out);
    assert_eq!(folder.record().articles.len(), 6);
}

#[test]
fn a_second_build_reads_nothing_again() {
    let folder = Folder::with_articles(5);
    folder.done(&["build", "articles"]);
    let before = std::fs::read(folder.path("record.db")).unwrap();
    let ran = folder.done(&["build", "articles"]);
    assert!(ran.err.starts_with("0 new, 5 unchanged\n"), "{}", ran.err);
    assert_eq!(folder.record(), {
        folder.write("old.db", before);
        folder.record_of("old.db")
    });
    let again = folder.done(&["build", "articles", "--again"]);
    assert!(again.err.contains("Read 5 articles"), "{}", again.err);
}

#[test]
fn only_what_is_new_or_changed_is_read() {
    let folder = Folder::with_articles(5);
    folder.done(&["build", "articles"]);
    folder.write("articles/0003.txt", article(33));
    folder.write("articles/0009.txt", article(9));
    let told = json(&folder.done(&["build", "articles", "--json"]).out);
    assert_eq!(
        (&told["read"], &told["changed"], &told["unchanged"]),
        (&2.into(), &1.into(), &4.into())
    );
    assert_eq!(told["articles"], 6);
    let fresh = Folder::with_articles(5);
    fresh.write("articles/0003.txt", article(33));
    fresh.write("articles/0009.txt", article(9));
    fresh.done(&["build", "articles"]);
    assert_eq!(
        folder.record(),
        fresh.record(),
        "in steps or at once, the same record"
    );
}

#[test]
fn files_that_are_gone_are_kept_and_said() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles"]);
    std::fs::remove_file(folder.path("articles/0001.txt")).unwrap();
    let ran = folder.done(&["build", "articles"]);
    assert!(
        ran.err
            .contains("1 file is no longer there; what was read is kept"),
        "{}",
        ran.err
    );
    assert_eq!(folder.record().articles.len(), 3);
}

#[test]
fn a_file_is_known_by_its_bytes_and_place() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles"]);
    let before = folder.record();
    // By another spelling of its path: nothing to do.
    let ran = folder.done(&["build", "./articles/../articles"]);
    assert!(ran.err.starts_with("0 new, 3 unchanged"), "{}", ran.err);
    assert_eq!(folder.record(), before);
    // Under another name: not read again.
    std::fs::rename(
        folder.path("articles/0001.txt"),
        folder.path("articles/renamed.txt"),
    )
    .unwrap();
    let ran = folder.done(&["build", "articles"]);
    assert!(ran.err.contains("1 file has moved"), "{}", ran.err);
    let sources: Vec<String> = folder
        .record()
        .articles
        .into_iter()
        .map(|a| a.source)
        .collect();
    assert_eq!(
        sources,
        [
            "articles/0000.txt",
            "articles/0002.txt",
            "articles/renamed.txt"
        ]
    );
    // Twice, byte for byte: one article.
    std::fs::copy(
        folder.path("articles/0002.txt"),
        folder.path("articles/twice.txt"),
    )
    .unwrap();
    let ran = folder.done(&["build", "articles"]);
    assert!(
        ran.err.contains("1 file holds the same bytes as another"),
        "{}",
        ran.err
    );
    assert_eq!(folder.record().articles.len(), 3);
}

#[test]
fn the_record_is_the_same_on_one_thread_and_on_many() {
    let folder = Folder::with_articles(24);
    for threads in ["1", "7"] {
        let name = format!("{threads}.db");
        let mut command = folder.command(&["build", "articles", "-o", &name]);
        assert!(
            command
                .env("RAYON_NUM_THREADS", threads)
                .output()
                .unwrap()
                .status
                .success()
        );
    }
    let exported = |name: &str| folder.done(&["export", name, "--format", "json"]).out;
    assert_eq!(exported("1.db"), exported("7.db"));
}

#[test]
fn a_record_inside_the_folder_it_is_made_from_is_no_article() {
    let folder = Folder::with_articles(2);
    for _ in 0..2 {
        folder.done(&["build", "articles", "-o", "articles/record.db"]);
    }
    assert_eq!(folder.record_of("articles/record.db").refused, []);
}

#[test]
fn quiet_means_quiet() {
    let folder = Folder::with_articles(2);
    let ran = folder.done(&["build", "articles", "-q"]);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
}

#[test]
fn report_is_a_digest_or_json() {
    let folder = Folder::with_articles(4);
    folder.done(&["build", "articles"]);
    let before = std::fs::read(folder.path("record.db")).unwrap();
    assert!(
        folder
            .done(&["report", "record.db"])
            .out
            .contains("Stories")
    );
    let digest = json(&folder.done(&["report", "record.db", "--json"]).out);
    assert_eq!(digest["articles"], 4);
    let record = folder.record();
    let statements: usize = record.articles.iter().map(|a| a.statements.len()).sum();
    assert_eq!(digest["statements"], statements);
    assert_eq!(
        std::fs::read(folder.path("record.db")).unwrap(),
        before,
        "reading changes nothing"
    );
}

#[test]
fn report_is_a_page() {
    let folder = Folder::with_articles(4);
    folder.done(&["build", "articles"]);
    let ran = folder.done(&["report", "record.db", "-o", "report.html"]);
    assert_eq!(ran.out, "");
    let page = folder.read("report.html");
    assert!(page.starts_with("<!DOCTYPE html>") || page.starts_with("<!doctype html>"));
    for article in folder.record().articles {
        let headline = article.headline.unwrap().quote;
        assert!(page.contains(&headline), "{headline}");
    }
}

#[test]
fn search_finds_words_in_the_articles() {
    let folder = Folder::with_articles(6);
    folder.done(&["build", "articles"]);
    let ran = folder.done(&[
        "search",
        "record.db",
        "LIGHTHOUSE",
        "keepers",
        "--json",
        "--limit",
        "0",
    ]);
    let hits: Vec<Value> = ran.out.lines().map(json).collect();
    let articles: std::collections::BTreeSet<&str> = hits
        .iter()
        .map(|h| h["article"].as_str().unwrap())
        .collect();
    assert_eq!(articles.len(), 6);
    let record = folder.record();
    for hit in &hits {
        let article = record
            .articles
            .iter()
            .find(|a| a.id.0 == hit["article"].as_str().unwrap())
            .unwrap();
        let text: Vec<char> = article.text.chars().collect();
        for passage in hit["passages"].as_array().unwrap() {
            let at = |end: &str| passage[end].as_u64().unwrap() as usize;
            let words: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(words, passage["quote"]);
        }
    }
    let limited = folder.done(&["search", "record.db", "keepers", "--limit", "2"]);
    assert!(limited.err.contains("not shown"), "{}", limited.err);
    let none = folder.done(&["search", "record.db", "zeppelin"]);
    assert_eq!(
        (none.out.as_str(), none.err.as_str()),
        ("", "Nothing found.\n")
    );
}

#[test]
fn search_filters_by_outlet_and_day() {
    let folder = Folder::with_articles(6);
    folder.done(&["build", "articles"]);
    let record = folder.record();
    let outlets = |arguments: &[&str]| -> Vec<Value> {
        let all = [
            &["search", "record.db", "keepers", "--json", "--limit", "0"],
            arguments,
        ]
        .concat();
        folder.done(&all).out.lines().map(json).collect()
    };
    for outlet in record.articles.iter().filter_map(|a| a.outlet.as_deref()) {
        let found = outlets(&["--outlet", outlet]);
        assert!(
            found.iter().all(|h| h["outlet"] == outlet) && !found.is_empty(),
            "{outlet}"
        );
    }
    assert_eq!(outlets(&["--since", "2032"]).len(), 0);
    assert!(outlets(&["--until", "2031-12-31"]).len() >= 6);
}

#[test]
fn acts_are_exported_as_rows_of_event_data_and_duties_are_found_by_who_owes() {
    let folder = Folder::new();
    folder.write(
        "articles/a.txt",
        "Sluice talks fail\n\n4 September 2019\n\nThe council met Estmark and Norrland on Tuesday.\n\nEnvoy \
         Leto Quarles said the Tarn Accord obliges Norrland to share its charts.\n\n“We did not move the \
         stones,” said Siv Orre, the envoy of Norrland. “We will close the bridge if the charge is not withdrawn.”\n",
    );
    folder.done(&["build", "articles"]);
    let rows = folder
        .done(&["export", "record.db", "--format", "plover"])
        .out;
    let mut lines = rows.lines();
    assert_eq!(
        lines.next(),
        Some(
            "date,source,target,category,act,quote,content,outlet,published,article,statement,told_by"
        )
    );
    let threat = lines.find(|l| l.contains(",THREATEN,threaten,We will close,"));
    assert!(
        threat.is_some_and(|l| l.starts_with("2019-09-04,Siv Orre,")),
        "{rows}"
    );
    let found = |arguments: &[&str]| -> Vec<Value> {
        let all = [&["search", "record.db", "--json"], arguments].concat();
        folder.done(&all).out.lines().map(json).collect()
    };
    for filter in [["--debtor", "Norrland"], ["--instrument", "Tarn Accord"]] {
        let hits = found(&filter);
        assert_eq!(hits.len(), 1, "{filter:?}: {hits:?}");
        assert_eq!(hits[0]["speaker"], "Leto Quarles");
    }
    assert!(found(&["--debtor", "Estmark"]).is_empty());
}

/// Two papers on one duty: undertaken, said to be broken, denied, charged back.
fn folder_of_a_duty() -> Folder {
    let folder = Folder::new();
    folder.write(
        "articles/a.txt",
        "Sluice stays shut\n\n4 September 2019\n\nThe Tarn Accord obliges Estmark to keep the sluice open at night.\n\n\
         Norrland said that Estmark had failed to keep the sluice open, as the Tarn Accord requires.\n\nThe \
         government of Estmark attacked Norrland on Monday.\n",
    );
    folder.write(
        "articles/b.txt",
        "Estmark answers\n\n6 September 2019\n\n“We did not close the sluice at night,” said Ada Quill, the foreign \
         minister of Estmark.\n\nEstmark said that Norrland had broken its duty under the Tarn Accord to share its \
         charts.\n",
    );
    folder.done(&["build", "articles"]);
    folder
}

#[test]
fn the_register_keeps_the_chain_of_a_duty_across_articles() {
    let folder = folder_of_a_duty();
    let chosen = folder.done(&["report", "record.db", "--debtor", "Estmark", "--json"]);
    let chosen = json(&chosen.out);
    let steps: Vec<(&str, &str)> = chosen["owed"][0]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["day"].as_str().unwrap(), s["step"].as_str().unwrap()))
        .collect();
    assert_eq!(
        steps,
        [
            ("2019-09-04", "undertaking"),
            ("2019-09-04", "alleged-breach"),
            ("2019-09-06", "denial"),
            ("2019-09-06", "counter-charge"),
        ],
        "{chosen}"
    );
    let breach = &chosen["owed"][0]["steps"][1];
    assert_eq!(breach["voice"], "Norrland");
    assert_eq!(
        breach["joined_by"],
        serde_json::json!(["keep", "sluice", "open"])
    );
    let told = folder
        .done(&["report", "record.db", "--instrument", "tarn"])
        .out;
    assert!(
        told.contains("said to be broken") && told.contains("charged back"),
        "{told}"
    );
    let digest = folder.done(&["report", "record.db"]).out;
    assert!(digest.contains("Who is said to owe what"), "{digest}");
    let none = folder
        .done(&["report", "record.db", "--debtor", "Nobody"])
        .out;
    assert_eq!(none, "Nothing found.\n");
    folder.done(&["export", "record.db", "--format", "csv", "-o", "tables/"]);
    let register = rows(&folder.read("tables/register.csv"));
    let column = |name: &str| register[0].iter().position(|c| c == name).unwrap();
    let of_one = register[1..]
        .iter()
        .filter(|r| r[column("duty")] == register[1][column("duty")]);
    assert_eq!(of_one.count(), 4, "{register:?}");
    folder.done(&["report", "record.db", "-o", "report.html"]);
    assert!(
        folder
            .read("report.html")
            .contains("Duties through the days")
    );
}

#[test]
fn statements_are_reported_by_act_and_duties_of_the_articles_own_voice_are_found() {
    let folder = folder_of_a_duty();
    let told = json(
        &folder
            .done(&["report", "record.db", "--act", "deny", "--json"])
            .out,
    );
    assert_eq!(told["statements"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!(told["statements"][0]["speaker"], "Ada Quill");
    let wrong = folder.run(&["report", "record.db", "--act", "mumble"]);
    assert_eq!(wrong.code, Some(2));
    let hits = folder
        .done(&["search", "record.db", "--debtor", "Estmark", "--json"])
        .out;
    let hits: Vec<Value> = hits.lines().map(json).collect();
    let own = hits
        .iter()
        .find(|h| h["statement"].is_null())
        .expect("the article's own voice");
    assert_eq!(own["register"][0]["step"], "undertaking");
    let shown = folder
        .done(&["search", "record.db", "--instrument", "Tarn"])
        .out;
    assert!(shown.contains("Tarn Accord), said to be broken"), "{shown}");
}

#[test]
fn exports_go_to_standard_output_or_a_file() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles"]);
    for format in ["json", "jsonl", "csv"] {
        let out = folder
            .done(&["export", "record.db", "--format", format])
            .out;
        folder.done(&["export", "record.db", "--format", format, "-o", "file"]);
        assert_eq!(folder.read("file"), out, "{format}");
    }
    let lines = folder
        .done(&["export", "record.db", "--format", "jsonl"])
        .out;
    let record = folder.record();
    let objects: Vec<_> = lines
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(record.articles, objects);
}

/// Rows of cells, read back by the rules of RFC 4180.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = csv.chars().peekable();
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                row.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {
                chars.next();
                rows.push(vec![String::new()]);
            }
            c => row.last_mut().unwrap().push(c),
        }
    }
    assert_eq!(
        rows.pop(),
        Some(vec![String::new()]),
        "the last line ends too"
    );
    rows
}

#[test]
fn csv_holds_the_statements() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles"]);
    let rows = rows(&folder.done(&["export", "record.db", "--format", "csv"]).out);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    let record = folder.record();
    let said: usize = record.articles.iter().map(|a| a.statements.len()).sum();
    assert_eq!(rows.len(), said + 1);
    let column = |name: &str| rows[0].iter().position(|c| c == name).unwrap();
    let by_id: BTreeMap<String, String> = record
        .articles
        .iter()
        .flat_map(|a| {
            a.statements
                .iter()
                .map(|s| (format!("{}-{}", a.id, s.id), s))
        })
        .map(|(id, s)| {
            (
                id,
                s.content
                    .iter()
                    .map(|p| p.quote.clone())
                    .collect::<Vec<_>>()
                    .join(" … "),
            )
        })
        .collect();
    for row in &rows[1..] {
        assert_eq!(by_id[&row[column("statement")]], row[column("content")]);
    }
}

#[test]
fn a_folder_gets_every_view_as_csv() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles"]);
    folder.done(&[
        "export",
        "record.db",
        "--format",
        "csv",
        "--excel",
        "-o",
        "tables/",
    ]);
    for name in [
        "statements",
        "conflicts",
        "timeline",
        "speakers",
        "gaps",
        "copies",
    ] {
        let csv = folder.read(&format!("tables/{name}.csv"));
        assert!(csv.starts_with('\u{feff}'), "{name}");
        rows(&csv);
    }
}

#[test]
fn annotate_gives_one_object() {
    let folder = Folder::new();
    folder.write("a.txt", article(1));
    let compact = folder.done(&["annotate", "a.txt"]).out;
    assert_eq!(compact.lines().count(), 1);
    let pretty = folder.done(&["annotate", "a.txt", "--json", "pretty"]).out;
    assert_eq!(json(&compact), json(&pretty));
    let piped = folder.fed(&["annotate"], article(1).as_bytes());
    assert_eq!(json(&piped.out)["text"], json(&compact)["text"]);
    assert_eq!(
        json(&piped.out)["id"],
        json(&compact)["id"],
        "the same bytes, the same id"
    );
}

#[test]
fn jsonl_comes_back_in_order_with_id_and_text_as_given() {
    let folder = Folder::new();
    let mut input = String::new();
    for n in 0..300 {
        let text = format!("  {}\r\n\n", article(n));
        let line = serde_json::json!({"id": format!("é-{n}"), "text": text, "published": "2031-06-09", "outlet": "Pell"});
        input.push_str(&format!("{line}\n"));
    }
    let ran = folder.fed(&["annotate", "--jsonl", "-"], input.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let objects: Vec<Value> = ran.out.lines().map(json).collect();
    assert_eq!(objects.len(), 300);
    for (n, object) in objects.iter().enumerate() {
        assert_eq!(object["id"], format!("é-{n}"));
        assert_eq!(object["text"], format!("  {}\r\n\n", article(n)));
        assert_eq!(object["published"]["date"], "2031-06-09");
        assert_eq!(object["outlet"], "Pell");
    }
    folder.write("in.jsonl", &input);
    let mut one = folder.command(&["annotate", "--jsonl", "in.jsonl"]);
    let one = one.env("RAYON_NUM_THREADS", "1").output().unwrap();
    assert_eq!(
        String::from_utf8(one.stdout).unwrap(),
        ran.out,
        "on one thread too"
    );
}

#[test]
fn a_line_that_cannot_be_used_is_answered() {
    let folder = Folder::new();
    let long = "x".repeat(3000);
    let input = format!(
        "{{\"id\":\"a\",\"text\":\"Ada Quill said no.\"}}\nnot json\n\n[1]\n{{\"text\":\"no id\"}}\n{{\"id\":7,\"text\":\"x\"}}\n\
         {{\"id\":\"b\",\"text\":\" \"}}\n{{\"id\":\"l\",\"text\":\"{long}\"}}\n{{\"id\":\"c\",\"text\":\"Last one.\",\"more\":1}}"
    );
    let mut input = input.into_bytes();
    input.splice(0..0, *b"\xff\xfe\n");
    let ran = folder.fed(&["annotate", "--jsonl", "--max-size", "2k"], &input);
    assert_eq!(ran.code, Some(1));
    let answers: Vec<Value> = ran.out.lines().map(json).collect();
    let ids: Vec<&Value> = answers.iter().map(|a| &a["id"]).collect();
    let null = Value::Null;
    let (a, b, c, seven) = (
        Value::from("a"),
        Value::from("b"),
        Value::from("c"),
        Value::from(7),
    );
    assert_eq!(ids, [&null, &a, &null, &null, &null, &seven, &b, &null, &c]);
    let failed: Vec<bool> = answers.iter().map(|a| a["error"].is_string()).collect();
    assert_eq!(
        failed,
        [true, false, true, true, true, true, true, true, false]
    );
    assert!(
        ran.out.starts_with("{\"id\":null,\"error\":"),
        "{}",
        ran.out
    );
}

#[test]
fn a_caller_who_waits_for_an_answer_gets_it() {
    let folder = Folder::new();
    let mut child = folder.piped(&["annotate", "--jsonl"]);
    let mut to = child.stdin.take().unwrap();
    let mut from = BufReader::new(child.stdout.take().unwrap());
    for n in 0..3 {
        writeln!(
            to,
            "{}",
            serde_json::json!({"id": n.to_string(), "text": article(n)})
        )
        .unwrap();
        let mut answer = String::new();
        from.read_line(&mut answer).unwrap();
        assert_eq!(json(&answer)["id"], n.to_string());
    }
    drop(to);
    assert!(child.wait().unwrap().success());
}

#[test]
fn an_endless_pipe_is_taken_in_bounded_batches() {
    // Nobody reads the output, so a program that held its input would swallow all of it.
    let folder = Folder::new();
    let mut child = folder.piped(&["annotate", "--jsonl"]);
    let mut to = child.stdin.take().unwrap();
    let (sender, taken) = std::sync::mpsc::channel();
    let text = "длинное слово ".repeat(4000);
    let feeder = std::thread::spawn(move || {
        for n in 0..100_000 {
            let line = serde_json::json!({"id": n.to_string(), "text": text});
            if writeln!(to, "{line}").is_err() || sender.send(()).is_err() {
                return;
            }
        }
    });
    let begun = Instant::now();
    let mut lines = 0;
    while begun.elapsed() < Duration::from_secs(120) {
        match taken.recv_timeout(Duration::from_secs(3)) {
            Ok(()) => lines += 1,
            Err(_) => break,
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    feeder.join().unwrap();
    assert!(lines > 0 && lines < 1000, "{lines} lines were taken");
}

#[test]
fn a_pipe_a_device_or_a_link_as_output_stays_what_it_is() {
    use std::os::unix::fs::FileTypeExt;
    let folder = Folder::with_articles(2);
    folder.done(&["build", "articles", "--quiet"]);
    let export = |to: &str| ["export", "record.db", "--format", "json", "-o", to].map(String::from);
    let words = |to: &str| folder.done(&export(to).each_ref().map(String::as_str));
    words("plain.json");
    let plain = folder.read("plain.json");
    // A pipe: whoever reads it gets the whole of it.
    let pipe = folder.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    words("pipe");
    assert!(pipe.metadata().unwrap().file_type().is_fifo());
    assert_eq!(reader.join().unwrap(), plain);
    // A device, by a link to it: nothing may be made beside it.
    std::os::unix::fs::symlink("/dev/null", folder.path("null")).unwrap();
    words("null");
    let null = folder.path("null").metadata().unwrap();
    assert!(null.file_type().is_char_device());
    // Links to a file, and to one that is not there yet.
    folder.write("far/old.json", "old");
    for name in ["old.json", "new.json"] {
        let link = folder.path(name);
        std::os::unix::fs::symlink(format!("far/{name}"), &link).unwrap();
        words(name);
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(folder.read(&format!("far/{name}")), plain);
    }
    let left: Vec<_> = std::fs::read_dir(folder.path("far")).unwrap().collect();
    assert_eq!(left.len(), 2, "nothing unfinished is left");
}

#[test]
fn again_and_another_version_collate_anew() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles"]);
    let whole = folder.record();
    assert!(!whole.collated.stories.is_empty());
    // What a collation of other days gave.
    let spoil = |and: &str| {
        let record = rusqlite::Connection::open(folder.path("record.db")).unwrap();
        record.execute_batch("DELETE FROM stories").unwrap();
        record.execute_batch(and).unwrap();
    };
    spoil("");
    folder.done(&["build", "articles"]);
    assert!(folder.record().collated.stories.is_empty(), "left as it is");
    folder.done(&["build", "articles", "--again"]);
    assert_eq!(folder.record(), whole);
    spoil("UPDATE meta SET value = 'older' WHERE key = 'collated_by'");
    folder.done(&["build", "articles"]);
    assert_eq!(folder.record(), whole);
}

#[test]
fn a_build_of_nothing_answers_in_json_too() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("empty")).unwrap();
    for source in ["nowhere", "empty"] {
        let ran = folder.run(&["build", source, "--json"]);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        let told = json(&ran.out);
        assert_eq!(told["read"], 0);
        assert_eq!(told["refused"][0]["source"], source);
        assert_eq!(told["refused"].as_array().unwrap().len(), 1);
        assert!(!folder.path("record.db").exists());
    }
}

#[test]
fn a_file_by_two_paths_is_taken_once() {
    let folder = Folder::with_articles(2);
    std::os::unix::fs::symlink("articles", folder.path("again")).unwrap();
    let file = "articles/0001.txt";
    let dotted = "./articles/../articles/0001.txt";
    let told = folder.done(&["build", file, dotted, "again", "--json"]);
    let told = json(&told.out);
    assert_eq!((&told["read"], &told["repeated"]), (&2.into(), &0.into()));
    let sources: Vec<String> = folder
        .record()
        .articles
        .into_iter()
        .map(|a| a.source)
        .collect();
    assert_eq!(sources, ["again/0000.txt", file]);
}

#[test]
fn the_days_of_a_statement_are_kept_apart_wherever_it_is_shown() {
    let folder = Folder::new();
    folder.write(
        "pier.txt",
        "Saltmere Echo\n\nPier shut\n\nBy Edda Strand\n6 June 2031\n\n\
         The harbour office said on Tuesday that the pier must be cleared by 1 July 2031.\n",
    );
    folder.done(&["build", "pier.txt"]);
    let connection = rusqlite::Connection::open(folder.path("record.db")).unwrap();
    let mut rows = connection
        .prepare("SELECT role, first_day, last_day, shown_by FROM v_dates ORDER BY role")
        .unwrap();
    let rows = rows
        .query_map([], |row| {
            let cell = |n| {
                row.get::<_, Option<String>>(n)
                    .map(Option::unwrap_or_default)
            };
            Ok([cell(0)?, cell(1)?, cell(2)?, cell(3)?])
        })
        .unwrap();
    let rows: Vec<[String; 4]> = rows.map(Result::unwrap).collect();
    let day = "2031-06-06".to_owned();
    let said = "2031-06-03".to_owned();
    assert_eq!(
        rows,
        [
            [
                "due".into(),
                String::new(),
                "2031-07-01".into(),
                "by".into()
            ],
            ["published".into(), day.clone(), day, "6 June 2031".into()],
            ["said".into(), said.clone(), said, "said".into()],
        ]
    );
    let found = folder.done(&["search", "record.db", "pier"]).out;
    assert!(
        found.contains("said 2031-06-03 · due by 2031-07-01"),
        "{found}"
    );
    let csv = folder.done(&["export", "record.db", "--format", "csv"]).out;
    assert!(csv.contains("|2031-07-01"), "{csv}");
    folder.done(&["report", "record.db", "-o", "page.html"]);
    let page = folder.read("page.html");
    assert!(page.contains("by 1 July 2031"), "the page shows the day");
}

#[test]
fn annotate_names_its_rules_on_request() {
    let folder = Folder::new();
    let path = folder.write("pier.txt", "The pier of Pell was shut on 1 July 2031.\n");
    let path = path.to_str().unwrap();
    let plain = json(&folder.done(&["annotate", path]).out);
    assert_eq!(plain["times"][0].get("rule"), None);
    let explained = json(&folder.done(&["annotate", path, "--explain"]).out);
    assert_eq!(explained["times"][0]["rule"], "day-month-year");
    assert_eq!(explained["times"][0]["anchor"]["kind"], "itself");
}

/// The words of every content with how sure it is, by article.
fn sure(ran: &str) -> BTreeMap<String, f64> {
    let object = json(ran);
    let statements = object["statements"].as_array().unwrap().iter();
    let each = statements.map(|s| {
        let words = s["content"][0]["quote"].as_str().unwrap().to_owned();
        (words, s["confidence"].as_f64().unwrap())
    });
    each.collect()
}

#[test]
fn a_higher_cut_leaves_out_what_is_less_sure() {
    let folder = Folder::new();
    let text = "“We will sail by June,” Mira Toll, the company's director, told reporters on Monday. She said that the \
                dock was ready. The harbour office doubts it and has warned of delays, and the union urged the owners \
                to wait.\n\nCalls for an inquiry went unanswered.\n";
    folder.write("a.txt", text);
    let at = |cut: &str| {
        sure(
            &folder
                .done(&["annotate", "a.txt", "--min-confidence", cut])
                .out,
        )
    };
    let (open, usual, strict) = (at("0"), at("0.14"), at("0.9"));
    assert_eq!(
        usual,
        sure(&folder.done(&["annotate", "a.txt"]).out),
        "the usual cut is 0.14"
    );
    assert!(usual.contains_key("We will sail by June,"), "{usual:?}");
    for (less, more) in [(&open, &usual), (&usual, &strict)] {
        assert!(more.iter().all(|one| less.get(one.0) == Some(one.1)));
    }
    assert!(strict.values().all(|p| *p >= 0.9));
    assert!(
        !strict.is_empty() && strict.len() < usual.len(),
        "{usual:?} {strict:?}"
    );
    let wrong = folder.run(&["annotate", "a.txt", "--min-confidence", "2"]);
    assert!(
        wrong.err.contains("expected a number from 0 to 1"),
        "{}",
        wrong.err
    );
}

#[test]
fn statements_come_as_annotators_mark_them_on_request() {
    let folder = Folder::new();
    folder.write("a.txt", "Mira Toll has said that the dock was ready.\n");
    let of = |arguments: &[&str]| {
        let object = json(&folder.done(arguments).out);
        let one = &object["statements"][0];
        [&one["cue"][0]["quote"], &one["content"][0]["quote"]]
            .map(|q| q.as_str().unwrap().to_owned())
    };
    assert_eq!(of(&["annotate", "a.txt"]), ["said", "the dock was ready"]);
    assert_eq!(
        of(&["annotate", "a.txt", "--quotes-as-annotated"]),
        ["has said", "that the dock was ready"]
    );
}
