//! The server over a socket: who may ask, what a page may hold, what a correction does.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use rapporteur_record::*;
use rapporteur_serve::{Options, Server, Stop};
use rapporteur_store::{Part, Writer};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

const WORDS: &str = "<script>alert(1)</script> & “mill” of Orsk\n\nThe mill stays shut, said Ana <b>Roa</b>. She \
    said on 5 March 2024 that it would open in June if the river fell.";

/// An article that tries everything.
fn hostile() -> Annotated {
    let text = Text::new(WORDS);
    let find = |words: &str| text.find(words).unwrap();
    let statement = |content: &str, confidence| Statement {
        kind: StatementKind::Indirect,
        mode: Mode::Speech,
        source: vec![find("Ana <b>Roa</b>")],
        cue: vec![find("said")],
        content: vec![find(content)],
        speaker: Speaker::Known(ReferentId(0)),
        to: vec![],
        about: vec![],
        medium: None,
        venue: None,
        said: Said::default(),
        reported_in: None,
        acts: vec![Act::Report],
        act_evidence: vec![],
        aimed_at: vec![],
        answers: None,
        negated: false,
        condition: None,
        when: vec![],
        confidence,
    };
    Annotated {
        article: Article {
            id: ArticleId("00000000000000aa".into()),
            source: "set/\"><script>alert(2)</script>.txt".into(),
            outlet: Some("Bell<script>alert(3)</script>".into()),
            url: Some("javascript:alert(4)".into()),
            headline: Some(find("<script>alert(1)</script> & “mill” of Orsk")),
            language: "en".into(),
            published: Published {
                date: Some(jiff::civil::date(2024, 3, 6)),
                how: How::Printed,
                ..Published::default()
            },
            blocks: vec![],
            text: text.clone(),
            ..Article::default()
        },
        referents: vec![Referent {
            name: "Ana <b onclick=alert(5)>Roa</b>".into(),
            kind: ReferentKind::Person,
            roles: vec!["<i>mayor</i>".into()],
        }],
        mentions: vec![Mention {
            span: find("Ana <b>Roa</b>"),
            referent: Some(ReferentId(0)),
            form: Form::Name,
            open: None,
        }],
        statements: vec![
            statement("The mill stays shut", 0.4),
            statement("it would open in June if the river fell", 0.6),
        ],
        times: vec![Time {
            span: find("5 March 2024"),
            kind: TimeKind::Date,
            value: TimeValue::new("2024-03-05"),
            modifier: None,
            anchor: None,
            rule: None,
        }],
        ..Annotated::default()
    }
}

struct Running {
    folder: tempfile::TempDir,
    address: String,
    stop: Stop,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

fn record(folder: &Path) -> PathBuf {
    let path = folder.join("record.db");
    let mut writer = Writer::open(&path, "test").unwrap();
    let annotated = hostile();
    writer
        .put(&[Part {
            path: "set/a.txt",
            fingerprint: Some("f"),
            articles: std::slice::from_ref(&annotated),
            refused: &[],
            last: true,
        }])
        .unwrap();
    writer.close().unwrap();
    path
}

fn options(record: PathBuf) -> Options {
    Options {
        record,
        port: Some(0),
        host: None,
        token: None,
        who: "Oda".into(),
        sides: None,
    }
}

fn start() -> Running {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::bind(options(record(folder.path()))).unwrap();
    let address = server
        .url()
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let stop = server.stopper();
    let thread = std::thread::spawn(move || server.run().unwrap());
    Running {
        folder,
        address,
        stop,
        thread: Some(thread),
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Running {
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        let host = match headers.contains("Host:") {
            true => String::new(),
            false => format!("Host: {}\r\n", self.address),
        };
        let length = body.len();
        write!(
            socket,
            "{method} {path} HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        )
        .unwrap();
        let mut all = String::new();
        socket.read_to_string(&mut all).unwrap();
        let (head, body) = all.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "", "")
    }

    fn post(&self, form: &str, headers: &str) -> Answer {
        let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
        self.ask("POST", "/correct", &format!("{kind}{headers}"), form)
    }

    fn secret(&self) -> String {
        let page = self.get("/review").body;
        let (_, rest) = page.split_once("name=\"secret\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

const VIEWS: [&str; 24] = [
    "/",
    "/articles",
    "/article/00000000000000aa",
    "/compare",
    "/timeline",
    "/timeline?clock=mentioned",
    "/timeline?clock=published&lane=outlet",
    "/timeline?lane=side",
    "/timeline?lane=agreement",
    "/speakers",
    "/speaker?name=Ana+%3Cb+onclick%3Dalert(5)%3ERoa%3C%2Fb%3E",
    "/agreements",
    "/acts",
    "/names",
    "/search",
    "/search?q=mill",
    "/search?q=mill&in=articles",
    "/gaps",
    "/gaps?gap=outlet",
    "/review",
    "/review?item=00000000000000aa-s2",
    "/corrections",
    "/sides",
    "/help",
];

#[test]
fn every_view_shows_and_nothing_of_an_article_acts() {
    let server = start();
    for path in VIEWS {
        let page = server.get(path);
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        for harm in [
            "<script>alert",
            "onclick=alert(5)>",
            "href=\"javascript:",
            "<b>Roa",
            "<i>mayor",
        ] {
            assert!(!page.body.contains(harm), "{path} lets {harm} through");
        }
        assert!(page.body.contains("<h1"), "{path}");
    }
    let article = server.get("/article/00000000000000aa").body;
    for shown in [
        "&lt;script&gt;alert(1)",
        "javascript:alert(4)",
        "alert(2)",
        "Bell&lt;script&gt;alert(3)",
    ] {
        assert!(article.contains(shown), "{shown} is shown as it stands");
    }
}

#[test]
fn what_a_person_types_is_harmless_too() {
    let server = start();
    let typed = "%22%3E%3Cscript%3Ealert(9)%3C%2Fscript%3E";
    for path in [
        "/search?q=",
        "/search?by=",
        "/speaker?name=",
        "/names?q=",
        "/articles?since=",
        "/gaps?gap=",
        "/nope/",
    ] {
        let page = server.get(&format!("{path}{typed}"));
        assert!(!page.body.contains("<script>alert(9)"), "{path}");
        assert!([200, 404].contains(&page.status), "{path} {}", page.status);
    }
    for odd in [
        "/search?q=%00%22*",
        "/search?page=999999",
        "/acts?row=99999",
        "/review?item=x",
        "/review?item=00000000000000aa-s1&start=9999&end=1",
        "/compare?column=99",
        "/article/..%2f..%2fetc",
        "/timeline?since=x",
    ] {
        assert!(server.get(odd).status < 500, "{odd}");
    }
}

#[test]
fn rows_come_as_csv_and_json_too() {
    let server = start();
    for path in VIEWS
        .iter()
        .filter(|p| !p.starts_with("/review") && **p != "/help")
    {
        let with = |format| {
            format!(
                "{path}{}format={format}",
                if path.contains('?') { '&' } else { '?' }
            )
        };
        let json = server.get(&with("json"));
        assert!(
            json.head.contains("content-type: application/json"),
            "{path}"
        );
        let rows: Vec<serde_json::Value> = serde_json::from_str(&json.body).unwrap();
        let csv = server.get(&with("csv"));
        assert!(csv.head.contains("text/csv"), "{path}");
        assert!(
            csv.body.lines().count() > rows.len(),
            "{path}: a line a row, and the header"
        );
    }
    let found = server.get("/search?q=river&format=json").body;
    let found: Vec<serde_json::Value> = serde_json::from_str(&found).unwrap();
    assert_eq!(
        found[0]["content"],
        "it would open in June if the river fell"
    );
}

#[test]
fn only_this_machine_and_only_our_pages() {
    let server = start();
    let head = server.get("/").head;
    for header in [
        "content-security-policy: default-src 'none'; style-src 'self'; script-src 'self'",
        "x-content-type-options: nosniff",
        "referrer-policy: same-origin",
    ] {
        assert!(head.contains(header), "{header}\n{head}");
    }
    let rebound = server.ask("GET", "/", "Host: evil.example\r\n", "");
    assert_eq!(rebound.status, 421);
    let other_port = server.ask("GET", "/", "Host: 127.0.0.1:1\r\n", "");
    assert_eq!(other_port.status, 421);
    let secret = server.secret();
    let form = format!("secret={secret}&item=00000000000000aa-s1&do=accept");
    assert_eq!(
        server.post(&form, "Sec-Fetch-Site: cross-site\r\n").status,
        403
    );
    assert_eq!(
        server
            .post(&form, "Origin: https://evil.example\r\n")
            .status,
        403
    );
    assert_eq!(
        server.post("item=00000000000000aa-s1&do=accept", "").status,
        403
    );
    assert_eq!(server.ask("DELETE", "/", "", "").status, 405);
    assert!(
        !server
            .folder
            .path()
            .join("record.corrections.jsonl")
            .exists()
    );
    assert_eq!(
        server.post(&form, "Sec-Fetch-Site: same-origin\r\n").status,
        303
    );
}

#[test]
fn another_address_needs_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let everywhere = |token: Option<&str>| Options {
        host: Some("0.0.0.0".parse().unwrap()),
        token: token.map(str::to_owned),
        ..options(record(folder.path()))
    };
    assert!(Server::bind(everywhere(None)).is_err());
    assert!(Server::bind(everywhere(Some("short"))).is_err());
    let server = Server::bind(everywhere(Some("a long secret"))).unwrap();
    assert!(
        server.url().ends_with("/?token=a+long+secret"),
        "{}",
        server.url()
    );
    let port = server
        .url()
        .split(':')
        .nth(2)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    let stop = server.stopper();
    let thread = std::thread::spawn(move || server.run().unwrap());
    let running = Running {
        folder: tempfile::tempdir().unwrap(),
        address: format!("127.0.0.1:{port}"),
        stop,
        thread: Some(thread),
    };
    assert_eq!(running.get("/").status, 401);
    assert_eq!(running.get("/?token=wrong").status, 401);
    let let_in = running.get("/?token=a+long+secret");
    assert_eq!(let_in.status, 303);
    let cookie = let_in
        .head
        .split("set-cookie: ")
        .nth(1)
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(
        running
            .ask("GET", "/", &format!("Cookie: {cookie}\r\n"), "")
            .status,
        200
    );
}

#[test]
fn a_correction_is_shown_at_once_and_can_be_taken_back() {
    let server = start();
    let secret = server.secret();
    let form = format!(
        "secret={secret}&item=00000000000000aa-s2&do=edit&speaker=Ben+Ode&said=2024-03-05&acts-shown=1&act=promise\
         &start=0&end=0&why=it+says+so&next=%2Freview"
    );
    assert_eq!(
        server.post(&form.replace("&start=0&end=0", ""), "").status,
        303
    );
    let row = server.get("/search?q=river").body;
    assert!(
        row.contains("Ben Ode") && row.contains("corrected by") && row.contains("promise"),
        "{row}"
    );
    let log =
        std::fs::read_to_string(server.folder.path().join("record.corrections.jsonl")).unwrap();
    assert_eq!(log.lines().count(), 3);
    assert!(log.contains("\"why\":\"it says so\"") && log.contains("\"who\":\"Oda\""));
    assert!(log.contains("\"prefix\":") && log.contains("the river fell"));
    // The record itself is as it was.
    let stored = rapporteur_store::Reader::open(&server.folder.path().join("record.db")).unwrap();
    assert!(
        !serde_json::to_string(&stored.record().unwrap())
            .unwrap()
            .contains("Ben Ode")
    );
    let reject = format!("secret={secret}&item=00000000000000aa-s1&do=reject");
    assert_eq!(server.post(&reject, "").status, 303);
    assert!(
        server
            .get("/article/00000000000000aa")
            .body
            .contains("rejected by")
    );
    assert_eq!(
        server.post(&format!("secret={secret}&do=undo"), "").status,
        303
    );
    assert!(
        !server
            .get("/article/00000000000000aa")
            .body
            .contains("rejected by")
    );
    assert_eq!(
        server
            .post(&form.replace("2024-03-05", "yesterday"), "")
            .status,
        400
    );
    let to = server
        .post(&format!("{reject}&next=%2F%2Fevil.example"), "")
        .head;
    assert!(to.contains("location: /review"), "{to}");
}

#[test]
fn a_record_built_anew_is_seen_without_starting_again() {
    let server = start();
    let path = server.folder.path().join("record.db");
    assert!(server.get("/").body.contains("1 article by"));
    std::fs::remove_file(&path).unwrap();
    let mut writer = Writer::open(&path, "test").unwrap();
    for n in 0..2 {
        let mut annotated = hostile();
        annotated.article.id = ArticleId(format!("{n:016x}"));
        let path = format!("set/{n}.txt");
        let part = Part {
            path: &path,
            fingerprint: Some("f"),
            articles: std::slice::from_ref(&annotated),
            refused: &[],
            last: true,
        };
        writer.put(&[part]).unwrap();
    }
    writer.close().unwrap();
    assert!(server.get("/").body.contains("2 articles by"));
}
