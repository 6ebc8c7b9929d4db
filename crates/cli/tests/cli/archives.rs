//! Web archives, packed files and standard input, as people have them.

use crate::folder::{Folder, article, page};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A capture of what a server gave.
fn capture(path: &str, second: usize, status: &str, kind: &str, payload: &str) -> Vec<u8> {
    let body = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{payload}");
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://pell.example/{path}\r\n\
         WARC-Date: 2031-06-03T10:{:02}:{:02}Z\r\nContent-Type: application/http\r\n\
         Content-Length: {}\r\n\r\n{body}\r\n\r\n",
        second / 60,
        second % 60,
        body.len()
    )
    .into_bytes()
}

fn good(n: usize) -> Vec<u8> {
    capture(&n.to_string(), n, "200 OK", "text/html", &page(n))
}

/// So many pages, and between them what crawlers take along.
fn crawl(pages: usize) -> Vec<u8> {
    let mut file = Vec::new();
    for n in 0..pages {
        file.extend(good(n));
        file.extend(capture("old", n, "302 Found", "text/html", ""));
        file.extend(capture(
            "gone",
            n,
            "404 Not Found",
            "text/html",
            "<p>No</p>",
        ));
        file.extend(capture("a.css", n, "200 OK", "text/css", "p {}"));
    }
    file
}

#[test]
fn a_web_archive_is_built_from_a_file_and_from_a_pipe() {
    let folder = Folder::new();
    folder.write("crawl.warc.gz", gz(&crawl(3)));
    let ran = folder.done(&["build", "crawl.warc.gz"]);
    assert!(
        ran.err.contains("Read 3 articles (0 copies, 0 refused)"),
        "{}",
        ran.err
    );
    let skipped = "Skipped 9 captures in web archives: 3 no page, 3 redirects, 3 errors";
    assert!(ran.err.contains(skipped), "{}", ran.err);
    let record = folder.record();
    let sources: Vec<&str> = record.articles.iter().map(|a| a.source.as_str()).collect();
    assert!(
        sources.contains(&"crawl.warc.gz#20310603100001/https://pell.example/1"),
        "{sources:?}"
    );
    let again = folder.done(&["build", "crawl.warc.gz", "--json"]);
    assert!(again.out.contains("\"unchanged\":1"), "{}", again.out);
    // The same through a pipe, told apart by its name alone.
    let piped = folder.fed(&["build", "-", "-o", "piped.db", "--json"], &gz(&crawl(3)));
    assert_eq!(piped.code, Some(0), "{}", piped.err);
    let told: serde_json::Value = serde_json::from_str(&piped.out).unwrap();
    assert_eq!(told["read"], 3);
    assert_eq!(
        told["skipped"],
        serde_json::json!({"not-a-page": 3, "redirect": 3, "error": 3, "repeat": 0, "empty": 0})
    );
    let piped = folder.record_of("piped.db").articles;
    assert!(
        piped.iter().all(|a| a.source.starts_with("-#2031")),
        "{:?}",
        piped[0].source
    );
    let texts = |articles: &[rapporteur_record::json::ArticleObject]| {
        let mut texts: Vec<String> = articles.iter().map(|a| a.text.clone()).collect();
        texts.sort();
        texts
    };
    assert_eq!(texts(&piped), texts(&record.articles));
    let annotated = folder.fed(&["annotate", "-"], &gz(&crawl(2)));
    assert_eq!(annotated.code, Some(0), "{}", annotated.err);
    assert_eq!(annotated.out.lines().count(), 2);
    assert!(
        annotated.err.contains("Skipped 6 captures"),
        "{}",
        annotated.err
    );
}

#[test]
fn what_comes_through_a_pipe_again_is_kept_once() {
    let folder = Folder::new();
    for (n, articles) in [(1, 1), (1, 1), (2, 2)] {
        let ran = folder.fed(&["build", "-"], article(n).as_bytes());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert_eq!(folder.record().articles.len(), articles);
    }
    let ran = folder.fed(&["build", "-"], b"");
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.starts_with("-: expected an article"), "{}", ran.err);
    assert_eq!(folder.record().articles.len(), 2);
}

#[test]
fn a_truncated_gzip_and_a_wrong_length_cost_one_sentence_each() {
    let folder = Folder::with_articles(1);
    let members: Vec<u8> = (0..6).flat_map(|n| gz(&good(n))).collect();
    folder.write("articles/cut.warc.gz", &members[..members.len() * 2 / 3]);
    let long = String::from_utf8(good(10)).unwrap();
    let wrong = long.replacen("Content-Length: ", "Content-Length: 9", 1);
    let file = [wrong.into_bytes(), good(11)].concat();
    folder.write("articles/wrong.warc", file);
    let ran = folder.run(&["build", "articles"]);
    assert_eq!(ran.code, Some(1));
    let of = |name: &str| ran.err.lines().filter(|l| l.contains(name)).count();
    assert_eq!((of("cut.warc.gz"), of("wrong.warc")), (1, 1), "{}", ran.err);
    assert!(
        ran.err
            .contains("expected whole gzip data, but found that they break off")
    );
    assert!(
        ran.err
            .contains("https://pell.example/10: expected a record of 9")
    );
    let record = folder.record();
    assert!(
        (4..=6).contains(&record.articles.len()),
        "{}",
        record.articles.len()
    );
    assert!(
        record
            .articles
            .iter()
            .any(|a| a.source.ends_with("pell.example/11"))
    );
}

#[test]
fn a_zip_bomb_is_refused_over_limits_that_flags_change() {
    let folder = Folder::with_articles(1);
    folder.write("articles/large.gz", gz(&vec![b' '; 300_000_000]));
    folder.write(
        "articles/many.warc.gz",
        gz(&capture("x", 1, "200 OK", "image/png", "").repeat(40_000)),
    );
    let ran = folder.run(&["build", "articles", "--max-size", "1M"]);
    assert_eq!(ran.code, Some(1));
    let line = |name: &str| {
        ran.err
            .lines()
            .find(|l| l.contains(name))
            .unwrap_or_default()
            .to_owned()
    };
    assert!(
        line("large.gz").contains("raise the limit with --max-size"),
        "{}",
        ran.err
    );
    assert!(
        line("many.warc.gz").contains("raise the limit with --max-ratio"),
        "{}",
        ran.err
    );
    folder.done(&[
        "build",
        "articles/many.warc.gz",
        "--max-size",
        "1M",
        "--max-ratio",
        "2000",
    ]);
}

#[test]
fn words_in_a_web_archive_cannot_steer_a_terminal() {
    let folder = Folder::new();
    let evil = page(1)
        .replace(
            "Keepers refuse",
            "Keepers \u{1b}]0;owned\u{7}\u{1b}[2J&#27;[31m&#x9b;2J refuse",
        )
        .replace("lamps", "lamps \u{1b}[8m\u{202e}");
    let broken = String::from_utf8(capture("\u{1b}[31m", 2, "200 OK", "text/html", "x")).unwrap();
    let broken = broken.replace("Content-Length: ", "Content-Length: 99");
    let file = [
        capture("a\u{1b}[31m", 1, "200 OK", "text/html", &evil),
        broken.into_bytes(),
    ];
    folder.write("evil.warc", file.concat());
    let built = folder.run(&["build", "evil.warc"]);
    assert_eq!(built.code, Some(1), "{}", built.err);
    let shown = [
        built.out,
        built.err,
        folder.done(&["report", "record.db"]).out,
        folder.done(&["search", "record.db", "lamps"]).out,
        folder.done(&["search", "record.db", "keepers"]).out,
    ];
    for text in shown {
        let steering = |c: &char| c.is_control() && *c != '\n' || *c == '\u{202e}';
        let steering: Vec<char> = text.chars().filter(steering).collect();
        assert!(steering.is_empty(), "{steering:?} in {text:?}");
    }
}

#[test]
fn ctrl_c_inside_a_web_archive_doubles_and_loses_nothing() {
    const PAGES: usize = 300;
    let folder = Folder::new();
    folder.write("crawl.warc", crawl(PAGES));
    folder.done(&["build", "crawl.warc", "-q", "-o", "whole.db"]);
    let mut command = folder.command(&["build", "crawl.warc"]);
    command.env("RAYON_NUM_THREADS", "1");
    let child = command
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // Once the first batch is stored, the file is being read.
    let begun = Instant::now();
    let stored = || {
        let record = rapporteur_store::Reader::open(&folder.path("record.db")).ok()?;
        Some(record.record().ok()?.articles.len())
    };
    while stored().unwrap_or_default() == 0 && begun.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(130), "{err}");
    assert!(err.contains("1 file is left"), "{err}");
    let before = folder.record().articles.len();
    assert!((1..PAGES).contains(&before), "{before}");
    let told = folder.done(&["build", "crawl.warc", "--json"]).out;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        told["read"],
        PAGES - before,
        "what was stored is not analysed again"
    );
    assert_eq!(folder.record(), folder.record_of("whole.db"));
}

#[test]
fn a_page_with_pictures_inside_is_read_as_quickly_as_one_without() {
    let folder = Folder::new();
    let picture = "iVBORw0KGgo".repeat(20 * 1024 * 1024 / 11);
    let image = format!("<p>Before.</p><img src=\"data:image/png;base64,{picture}\"><p>lamps");
    let single = page(1).replacen("<p>", &format!("{image} after.</p><p>"), 1);
    folder.write("single.html", single);
    let begun = Instant::now();
    folder.done(&["build", "single.html"]);
    let text = &folder.record().articles[0].text;
    assert!(
        text.len() < 10_000 && !text.contains("iVBORw0KGgo"),
        "{}",
        text.len()
    );
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_deeply_nested_page_and_a_false_charset_are_read() {
    let folder = Folder::new();
    let deep = format!("{}{}", "<div>".repeat(200_000), page(1));
    folder.write("deep.html", deep);
    let liar = page(2).replace("<head>", "<head><meta charset=\"iso-8859-1\">");
    folder.write("liar.html", liar);
    folder.done(&["build", "deep.html", "liar.html"]);
    let articles = folder.record().articles;
    assert_eq!(articles.len(), 2);
    assert!(articles.iter().all(|a| a.text.contains("“We have counted")));
}
