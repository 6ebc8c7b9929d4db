//! Web archives and what is packed: every page that can be had is had, and what is lost costs one sentence.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use flate2::Compression;
use flate2::write::GzEncoder;
use rapporteur_read::{Refusal, Settings, Skip, read, read_bytes};
use rapporteur_record::Article;
use rapporteur_record::article::Field;
use std::io::Write;

/// What a source gave: articles, refusals, and what was passed over.
struct Got {
    articles: Vec<Article>,
    refused: Vec<String>,
    skipped: Vec<(Skip, u64)>,
}

impl Got {
    fn sources(&self) -> Vec<&str> {
        self.articles.iter().map(|a| a.source.as_str()).collect()
    }
}

fn got(found: Result<rapporteur_read::Articles, Refusal>) -> Got {
    let mut got = Got {
        articles: Vec::new(),
        refused: Vec::new(),
        skipped: Vec::new(),
    };
    match found {
        Err(refusal) => got.refused.push(refusal.to_string()),
        Ok(mut found) => {
            for article in &mut found {
                match article {
                    Ok(article) => got.articles.push(article),
                    Err(refusal) => got.refused.push(refusal.to_string()),
                }
            }
            got.skipped = found.tally().skipped().into_iter().collect();
        }
    }
    got
}

fn bytes(bytes: &[u8]) -> Got {
    got(read_bytes(bytes, "in", &Settings::default()))
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

const TEXT: &str = "Bridge closed\n\nThe bridge at Orrin was closed on Monday, the mayor said.\n";

fn page(n: usize) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>Bridge {n} closed</title></head><body><article>\
         <h1>Bridge {n} closed</h1><p>The bridge {n} at Orrin was closed on Monday, the mayor said.</p>\
         </article></body></html>"
    )
}

/// A record with these fields; its date is its second.
fn record(kind: &str, url: &str, second: usize, more: &str, body: &[u8]) -> Vec<u8> {
    let mut record = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n\
         WARC-Date: 2031-05-03T10:00:{second:02}Z\r\nWARC-Record-ID: <urn:uuid:{second}>\r\n\
         {more}Content-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    record.extend_from_slice(body);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

/// A capture of a server's response.
fn response(url: &str, second: usize, status: &str, fields: &str, payload: &[u8]) -> Vec<u8> {
    let mut body = format!("HTTP/1.1 {status}\r\n{fields}\r\n").into_bytes();
    body.extend_from_slice(payload);
    let http = "Content-Type: application/http;msgtype=response\r\n";
    record("response", url, second, http, &body)
}

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";

fn good(n: usize) -> Vec<u8> {
    let url = format!("https://orrin.example/{n}");
    response(&url, n, "200 OK", HTML, page(n).as_bytes())
}

/// The captures of a small crawl.
fn crawl() -> Vec<Vec<u8>> {
    let at = |path: &str| format!("https://orrin.example/{path}");
    vec![
        record("warcinfo", "", 0, "", b"software: none\r\n"),
        record("request", &at("1"), 1, "", b"GET /1 HTTP/1.1\r\n\r\n"),
        good(1),
        record("metadata", &at("1"), 1, "", b"via: nothing\r\n"),
        response(&at("old"), 2, "301 Moved", "Location: /1\r\n", b""),
        response(&at("gone"), 3, "404 Not Found", HTML, page(3).as_bytes()),
        response(&at("broken"), 3, "503 Busy", HTML, b""),
        response(
            &at("a.png"),
            4,
            "200 OK",
            "Content-Type: image/png\r\n",
            b"\x89PNG\r\n\x1a\n",
        ),
        response(
            &at("a.js"),
            4,
            "200 OK",
            "Content-Type: text/javascript\r\n",
            b"let a = 1;",
        ),
        response(
            &at("robots.txt"),
            4,
            "200 OK",
            "Content-Type: text/plain\r\n",
            b"User-agent: *",
        ),
        response(&at("data"), 4, "200 OK", HTML, b"{\"a\": 1}"),
        response(
            &at("frame"),
            4,
            "200 OK",
            HTML,
            b"<html><body></body></html>",
        ),
        record("revisit", &at("1"), 5, "", b"HTTP/1.1 200 OK\r\n\r\n"),
        response(
            &at("note"),
            6,
            "200 OK",
            "Content-Type: text/plain\r\n",
            TEXT.as_bytes(),
        ),
        response(
            "dns:orrin.example",
            6,
            "200 OK",
            "Content-Type: text/plain\r\n",
            b"1.2.3.4",
        ),
        record(
            "resource",
            "urn:text:x",
            7,
            "Content-Type: text/html\r\n",
            page(7).as_bytes(),
        ),
        record(
            "resource",
            &at("resource"),
            8,
            "Content-Type: text/html\r\n",
            page(8).as_bytes(),
        ),
        record(
            "conversion",
            &at("conversion"),
            9,
            "Content-Type: text/plain\r\n",
            TEXT.as_bytes(),
        ),
        response(&at("1"), 10, "200 OK", HTML, page(10).as_bytes()),
    ]
}

#[test]
fn a_web_archive_gives_its_pages_and_counts_the_rest() {
    let got = bytes(&crawl().concat());
    assert_eq!(got.refused, Vec::<String>::new());
    assert_eq!(
        got.sources(),
        [
            "in#20310503100001/https://orrin.example/1",
            "in#20310503100006/https://orrin.example/note",
            "in#20310503100008/https://orrin.example/resource",
            "in#20310503100009/https://orrin.example/conversion",
            "in#20310503100010/https://orrin.example/1",
        ]
    );
    assert_eq!(
        got.skipped,
        [
            (Skip::Redirect, 1),
            (Skip::Error, 2),
            (Skip::NotPage, 6),
            (Skip::Repeat, 1),
            (Skip::Empty, 1)
        ]
    );
    let first = &got.articles[0];
    assert_eq!(first.url.as_deref(), Some("https://orrin.example/1"));
    assert_eq!(first.text.quote(first.headline.unwrap()), "Bridge 1 closed");
}

#[test]
fn a_pdf_file_in_a_web_archive_is_read() {
    let words = "BT /F1 12 Tf 20 100 Td (The bridge at Orrin was closed on Monday.) Tj ET";
    let pdf = format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
         2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
         3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n\
         4 0 obj\n<< /Length {} >>\nstream\n{words}\nendstream\nendobj\n\
         5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n\
         trailer\n<< /Root 1 0 R /Size 6 >>\nstartxref\n0\n%%EOF\n",
        words.len()
    );
    let url = "https://orrin.example/a.pdf";
    let fields = "Content-Type: application/pdf\r\n";
    let got = bytes(&response(url, 1, "200 OK", fields, pdf.as_bytes()));
    assert_eq!(got.refused, Vec::<String>::new());
    assert_eq!(got.articles[0].url.as_deref(), Some(url));
    assert_eq!(
        got.articles[0].text.as_str(),
        "The bridge at Orrin was closed on Monday."
    );
}

#[test]
fn it_is_the_same_however_it_is_packed() {
    let records = crawl();
    let plain = bytes(&records.concat());
    let by_record: Vec<u8> = records.iter().flat_map(|r| gz(r)).collect();
    let frames: Vec<u8> = records.iter().flat_map(|r| zst(r)).collect();
    let padded = [by_record.clone(), vec![0; 3000]].concat();
    let whole = records.concat();
    for packed in [
        by_record,
        gz(&whole),
        padded,
        frames,
        zst(&whole),
        gz(&zst(&gz(&whole))),
    ] {
        let got = bytes(&packed);
        assert_eq!(got.refused, Vec::<String>::new());
        assert_eq!(got.articles, plain.articles);
        assert_eq!(got.skipped, plain.skipped);
    }
    let deep = bytes(&gz(&gz(&gz(&gz(&whole)))));
    assert_eq!(
        deep.refused,
        ["in: expected at most 3 layers of packing, but found more; unpack it first"]
    );
}

#[test]
fn anything_may_be_packed() {
    for packed in [
        gz(TEXT.as_bytes()),
        zst(TEXT.as_bytes()),
        gz(page(1).as_bytes()),
    ] {
        let got = bytes(&packed);
        assert_eq!((got.articles.len(), got.refused.len()), (1, 0));
        assert_eq!(got.sources(), ["in"]);
    }
    let skippable = [&b"\x50\x2a\x4d\x18\x03\0\0\0abc"[..], &zst(TEXT.as_bytes())].concat();
    assert_eq!(bytes(&skippable).articles.len(), 1);
    assert!(bytes(&gz(b"")).refused[0].contains("no text"));
    assert!(bytes(&gz(b"%PDF-1.7")).refused[0].contains("a PDF file"));
}

#[test]
fn gzip_that_breaks_off_gives_what_was_good_and_one_sentence() {
    let words: String = (0..20_000)
        .map(|n| format!("Line {n} was read out at Orrin. "))
        .collect();
    let text = format!("{TEXT}\n{words}\n");
    for packed in [gz(text.as_bytes()), zst(text.as_bytes())] {
        let got = bytes(&packed[..packed.len() * 3 / 4]);
        assert_eq!(got.articles.len(), 1, "{:?}", got.refused);
        assert!(text.starts_with(&got.articles[0].text.as_str()[..5000]));
        assert_eq!(got.refused.len(), 1, "{:?}", got.refused);
        let why = "found that they break off; what could be unpacked is read";
        assert!(got.refused[0].contains(why), "{:?}", got.refused);
    }
    let got = bytes(&gz(text.as_bytes())[..9]);
    assert_eq!(got.articles.len(), 0);
    assert_eq!(
        got.refused,
        [
            "in: expected whole gzip data, but found that they break off; what could be unpacked is read; \
          fetch it again"
        ]
    );
    // A web archive that breaks off in its fourth page.
    let file: Vec<u8> = (0..6).flat_map(|n| gz(&good(n))).collect();
    let got = bytes(&file[..file.len() * 7 / 12]);
    assert_eq!(got.articles.len(), 3);
    assert_eq!(got.refused.len(), 1, "{:?}", got.refused);
    assert!(got.refused[0].contains("break off"));
    // Other bytes after the end.
    let got = bytes(&[gz(TEXT.as_bytes()), b"and more".to_vec()].concat());
    assert_eq!((got.articles.len(), got.refused.len()), (1, 1));
    assert!(
        got.refused[0].contains("but found damage"),
        "{:?}",
        got.refused
    );
}

#[test]
fn damage_in_one_record_of_a_packed_archive_costs_that_record() {
    let mut members: Vec<Vec<u8>> = (0..6).map(|n| gz(&good(n))).collect();
    let middle = members[2].len() / 2;
    for byte in &mut members[2][middle..middle + 20] {
        *byte ^= 0xff;
    }
    let got = bytes(&members.concat());
    let numbers: Vec<&str> = got.sources().iter().map(|s| &s[s.len() - 1..]).collect();
    assert_eq!(numbers, ["0", "1", "3", "4", "5"], "{:?}", got.refused);
    assert!(
        got.refused
            .iter()
            .any(|r| r.contains("expected whole gzip data"))
    );
    assert!(got.refused.len() <= 2, "{:?}", got.refused);
}

#[test]
fn a_small_file_that_would_fill_the_machine_is_refused_over_limits_that_settings_change() {
    let zeros = vec![b' '; 3_000_000];
    let small = Settings {
        max_bytes: 1_000_000,
        ..Settings::default()
    };
    for bomb in [gz(&zeros), gz(&gz(&zeros)), zst(&zeros)] {
        let refused = got(read_bytes(&bomb, "in", &small)).refused;
        assert_eq!(refused.len(), 1);
        assert!(refused[0].contains("--max-size"), "{refused:?}");
    }
    // Many records, each small.
    let records: Vec<u8> = good(1).repeat(3_000);
    let tight = |max_ratio| Settings {
        max_bytes: 1_000_000,
        max_ratio,
        ..Settings::default()
    };
    let bomb = gz(&records);
    let refused = got(read_bytes(&bomb, "in", &tight(20)));
    assert!(
        refused.refused[0].contains("--max-ratio"),
        "{:?}",
        refused.refused
    );
    assert!((1..3_000).contains(&refused.articles.len()));
    let taken = got(read_bytes(&bomb, "in", &tight(1000)));
    assert_eq!((taken.articles.len(), taken.refused.len()), (3_000, 0));
    // One record that claims more than the limit is not held.
    let large = response("https://orrin.example/x", 1, "200 OK", HTML, &zeros);
    let refused = got(read_bytes(&[large, good(2)].concat(), "in", &small));
    assert!(refused.refused[0].contains("https://orrin.example/x: expected at most 1000000 bytes"));
    assert_eq!(refused.articles.len(), 1);
    // A payload that unpacks to more.
    let fields = format!("{HTML}Content-Encoding: gzip\r\n");
    let packed = response("https://orrin.example/y", 1, "200 OK", &fields, &gz(&zeros));
    let refused = got(read_bytes(&[packed, good(2)].concat(), "in", &small));
    assert!(refused.refused[0].contains("https://orrin.example/y: expected at most"));
    assert_eq!(refused.articles.len(), 1);
}

#[test]
fn a_record_with_a_wrong_length_costs_itself() {
    let wrong = |claimed: &str| {
        let record = String::from_utf8(good(1)).unwrap();
        let at = record.find("Content-Length: ").unwrap() + 16;
        let end = at + record[at..].find('\r').unwrap();
        [&record[..at], claimed, &record[end..]]
            .concat()
            .into_bytes()
    };
    let true_length = page(1).len() + HTML.len() + "HTTP/1.1 200 OK\r\n\r\n".len();
    let near = [5, 6, 8, 12, 13, 14, 15, 16, 20, 30].map(|more| (true_length + more).to_string());
    let far = ["5", "100", "5000", "99999999", "99999999999999"].map(str::to_owned);
    for claimed in near.iter().chain(&far) {
        let file = [good(0), wrong(claimed), good(2), good(3)].concat();
        let got = bytes(&file);
        let numbers: Vec<&str> = got.sources().iter().map(|s| &s[s.len() - 1..]).collect();
        assert_eq!(numbers, ["0", "2", "3"], "{claimed}: {:?}", got.refused);
        let why = format!(
            "in#20310503100001/https://orrin.example/1: expected a record of {claimed} bytes"
        );
        assert_eq!(got.refused.len(), 1);
        assert!(got.refused[0].starts_with(&why), "{:?}", got.refused);
    }
    for claimed in ["", "-1", "many", "99999999999999999999999"] {
        let got = bytes(&[good(0), wrong(claimed), good(2)].concat());
        assert_eq!((got.articles.len(), got.refused.len()), (2, 1), "{claimed}");
    }
    let cut = good(1);
    let got = bytes(&[good(0), cut[..cut.len() - 50].to_vec()].concat());
    assert_eq!(got.articles.len(), 1);
    assert!(
        got.refused[0].contains("but found the end"),
        "{:?}",
        got.refused
    );
}

#[test]
fn codings_of_the_transfer_and_the_content_are_undone() {
    let page = page(1);
    let mut deflated = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
    deflated.write_all(page.as_bytes()).unwrap();
    let chunked = |payload: &[u8]| {
        let mut all = Vec::new();
        for chunk in payload.chunks(100) {
            all.extend(format!("{:x}\r\n", chunk.len()).bytes());
            all.extend(chunk);
            all.extend(b"\r\n");
        }
        [all, b"0\r\n\r\n".to_vec()].concat()
    };
    let gzipped = gz(page.as_bytes());
    for (fields, payload) in [
        ("Transfer-Encoding: chunked\r\n", chunked(page.as_bytes())),
        ("Content-Encoding: gzip\r\n", gzipped.clone()),
        ("Content-Encoding: deflate\r\n", deflated.finish().unwrap()),
        ("Content-Encoding: zstd\r\n", zst(page.as_bytes())),
        (
            "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
            chunked(&gzipped),
        ),
        (
            "Content-Encoding: br\r\nTransfer-Encoding: chunked\r\n",
            page.clone().into_bytes(),
        ),
    ] {
        let url = "https://orrin.example/1";
        let fields = format!("{HTML}{fields}");
        let got = bytes(&response(url, 1, "200 OK", &fields, &payload));
        assert_eq!(got.refused, Vec::<String>::new(), "{fields}");
        assert!(
            got.articles[0]
                .text
                .as_str()
                .contains("at Orrin was closed"),
            "{fields}"
        );
    }
    let fields = format!("{HTML}Content-Encoding: gzip\r\n");
    let long = page.replace(
        "</article>",
        &(0..999)
            .map(|n| format!("<p>Line {n}.</p>"))
            .collect::<String>(),
    );
    let broken = &gz(long.as_bytes())[..1500];
    let got = bytes(
        &[
            response("https://orrin.example/1", 1, "200 OK", &fields, broken),
            good(2),
        ]
        .concat(),
    );
    assert_eq!(got.articles.len(), 2, "what was good is read");
    assert!(
        got.refused[0].contains("expected whole gzip data"),
        "{:?}",
        got.refused
    );
    assert_eq!(got.refused.len(), 1);
}

#[test]
fn two_captures_never_have_one_name() {
    let got = bytes(&[good(1), good(1), good(1)].concat());
    let name = "in#20310503100001/https://orrin.example/1";
    assert_eq!(
        got.sources(),
        [name, &format!("{name}~2"), &format!("{name}~3")]
    );
}

/// A ZIP archive of files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    use zip::write::SimpleFileOptions;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let stored =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(*name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_title_in_a_list_of_pages_stands_in_where_a_page_has_no_headline() {
    let prose = "<p>The council of Torvane closed the old bridge on Friday, the mayor said.</p>";
    let page = |n, head: &str| {
        let page = format!("<html><body>{head}{prose}{prose}</body></html>");
        let url = format!("https://orrin.example/{n}");
        response(
            &url,
            n,
            "200 OK",
            "Content-Type: text/html\r\n",
            page.as_bytes(),
        )
    };
    let bare = |n| page(n, "");
    let headed = page(1, "<h1>Bridge closed</h1>");
    let lists = "{\"url\": \"https://orrin.example/1\", \"title\": \"Old bridge closed | Elvo Daily\"}\n\
        {\"url\": \"https://orrin.example/2\", \"title\": \"Bridge  shut\"}\n\
        {\"url\": \"https://orrin.example/3\", \"title\": \" \"}\n\
        {\"url\": \"https://orrin.example/4\", \"title\": \"https://orrin.example/4\"}\n";
    let got = bytes(&zip(&[
        ("pages/pages.jsonl", lists.as_bytes()),
        (
            "archive/a.warc",
            &[headed, bare(2), bare(3), bare(4)].concat(),
        ),
    ]));
    let headlines: Vec<Option<&str>> = got
        .articles
        .iter()
        .map(|a| a.headline.map(|span| a.text.quote(span)))
        .collect();
    assert_eq!(
        headlines,
        [Some("Bridge closed"), Some("Bridge shut"), None, None]
    );
    let told: Vec<(&str, bool)> = got.articles[0]
        .candidates
        .iter()
        .filter(|c| c.from == "container" && c.field == Field::Headline)
        .map(|c| (c.value.as_str(), c.chosen))
        .collect();
    assert_eq!(told, [("Old bridge closed | Elvo Daily", false)]);
    assert!(!got.articles[0].text.as_str().contains("Old bridge closed"));
}

#[test]
fn a_wacz_is_a_web_archive() {
    let second = [good(4), gz(b"")].concat();
    let wacz = zip(
        &[
            ("datapackage.json", b"{}"),
            (
                "pages/pages.jsonl",
                b"{\"format\": \"json-pages-1.0\"}\n{\"url\": \"https://orrin.example/1\", \"title\": \"Bridge\"}\n",
            ),
            ("archive/b.warc", &second[..second.len() - gz(b"").len()]),
            ("archive/a.warc.gz", &gz(&[good(1), good(2)].concat())),
            ("archive/not.warc", TEXT.as_bytes()),
            ("archive/../../climbs.warc", &good(5)),
            ("/absolute.txt", b"x"),
        ],
    );
    let from_memory = bytes(&wacz);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wacz");
    std::fs::write(&path, &wacz).unwrap();
    let from_file = got(read(&path, &Settings::default()));
    let texts = |got: &Got| {
        got.articles
            .iter()
            .map(|a| a.text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(texts(&from_memory), texts(&from_file));
    assert_eq!(
        from_memory.sources(),
        [
            "in#20310503100001/https://orrin.example/1",
            "in#20310503100002/https://orrin.example/2",
            "in#20310503100004/https://orrin.example/4",
        ]
    );
    let refused = from_memory.refused;
    assert_eq!(refused.len(), 3, "{refused:?}");
    assert!(refused[0].starts_with("in#archive/../../climbs.warc: expected a file inside"));
    assert!(refused[1].starts_with("in#/absolute.txt: expected a file inside"));
    assert!(refused[2].starts_with("in#archive/not.warc: expected a web archive"));
    // Through a pipe it is held, up to the limit; as a file it may be of any size.
    let small = Settings {
        max_bytes: 1000,
        ..Settings::default()
    };
    let piped = got(read_bytes(&wacz, "in", &small)).refused;
    assert!(piped[0].contains("save it as a file"), "{piped:?}");
    assert_eq!(got(read(&path, &small)).articles.len(), 3);
    for end in [wacz.len() - 5, wacz.len() / 2, 40] {
        let cut = bytes(&wacz[..end]).refused;
        assert!(cut[0].contains("expected a whole ZIP archive"), "{cut:?}");
    }
    let other = zip(&[("word/document.xml", b"<x/>")]);
    let refused = bytes(&other).refused;
    assert!(
        refused[0].contains("a ZIP archive (or an office document)"),
        "{refused:?}"
    );
}
