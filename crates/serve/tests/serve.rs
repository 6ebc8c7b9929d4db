//! The server over a socket: who may ask, what a page may hold, what a correction does.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use rapporteur_record::record::{Collated, Duty, Member, SharedReferent, Step, StepKind};
use rapporteur_record::*;
use rapporteur_serve::{Options, Server, Stop};
use rapporteur_store::{Part, Writer};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

const WORDS: &str = "<script>alert(1)</script> & “mill” of Orsk\n\nThe mill stays shut, said Ana <b>Roa</b>. She \
    said on 5 March 2024 that it would open in June if the river fell. Under Article 4 of the <i>Mill</i> Treaty \
    Orsk <u>Board</u> shall keep 300 sacks.";

const ANA: &str = "Ana <b onclick=alert(5)>Roa</b>";
const TREATY: &str = "<i>Mill</i> Treaty";

/// Who is who, as if the record were collated.
fn collated() -> Collated {
    let kinds = [
        ReferentKind::Person,
        ReferentKind::Agreement,
        ReferentKind::Organisation,
    ];
    let names = [ANA, TREATY, "Orsk <u>Board</u>"];
    let referents = (1..)
        .zip(names.into_iter().zip(kinds))
        .map(|(n, (name, kind))| SharedReferent {
            id: format!("R{n}"),
            name: name.into(),
            kind,
            forms: vec![],
            side: None,
            roles: vec![],
            members: vec![Member {
                article: ArticleId("00000000000000aa".into()),
                referent: format!("r{n}"),
            }],
        });
    Collated {
        referents: referents.collect(),
        duties: vec![duty()],
        ..Collated::default()
    }
}

/// What the board owes under the treaty, as the article tells it in its own voice.
fn duty() -> Duty {
    let what = "keep 300 sacks";
    let start = WORDS.split(what).next().unwrap().chars().count();
    Duty {
        id: "D1".into(),
        debtor: "R3".into(),
        creditor: None,
        instrument: Some("R2".into()),
        what: what.into(),
        steps: vec![Step {
            step: StepKind::Undertaking,
            day: Some("2024-03-06".into()),
            article: ArticleId("00000000000000aa".into()),
            start,
            end: start + what.len(),
            quote: what.into(),
            said_by: None,
            statement: None,
            commitment: Some(0),
            joined_by: vec![],
            answers: None,
            copy_of: None,
        }],
    }
}

/// An article that tries everything.
fn hostile() -> Annotated {
    let text = Text::new(WORDS);
    let find = |words: &str| text.find(words).unwrap();
    let mention = |words: &str, n| Mention {
        span: find(words),
        referent: Some(ReferentId(n)),
        form: Form::Name,
        open: None,
    };
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
        referents: vec![
            Referent {
                name: ANA.into(),
                kind: ReferentKind::Person,
                roles: vec!["<i>mayor</i>".into()],
            },
            Referent {
                name: TREATY.into(),
                kind: ReferentKind::Agreement,
                roles: vec![],
            },
            Referent {
                name: "Orsk <u>Board</u>".into(),
                kind: ReferentKind::Organisation,
                roles: vec![],
            },
        ],
        mentions: vec![
            mention("Ana <b>Roa</b>", 0),
            mention("it would open", 1),
            mention("Orsk <u>Board</u>", 2),
        ],
        statements: vec![
            Statement {
                acts: vec![Act::Accuse],
                aimed_at: vec![ReferentId(2)],
                ..statement("The mill stays shut", 0.4)
            },
            Statement {
                when: vec![When {
                    role: WhenRole::Due,
                    value: TimeValue::new("2024-06").unwrap(),
                    modifier: None,
                    from: None,
                    to: Some(jiff::civil::date(2024, 6, 30)),
                    precision: Some(Precision::Month),
                    span: find("in June"),
                    evidence: vec![],
                }],
                said: Said {
                    value: TimeValue::new("2024-03-05"),
                    evidence: vec![find("5 March 2024")],
                },
                ..statement("it would open in June if the river fell", 0.6)
            },
        ],
        figures: vec![Figure {
            span: find("300"),
            value: Some(Quantity::One(300.0)),
            unit: "sacks".into(),
            modifier: None,
            stated_in: None,
        }],
        events: Vec::new(),
        commitments: vec![Commitment {
            debtor: ReferentId(2),
            creditor: None,
            what: find("keep 300 sacks"),
            instrument: Some(ReferentId(1)),
            article: Some("4".into()),
            due: None,
            said_by: None,
            status: CommitmentStatus::Owed,
        }],
        times: vec![Time {
            span: find("5 March 2024"),
            kind: TimeKind::Date,
            value: TimeValue::new("2024-03-05"),
            modifier: None,
            anchor: None,
            rule: None,
        }],
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
    writer.replace_collated(&collated()).unwrap();
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

const VIEWS: [&str; 31] = [
    "/",
    "/articles",
    "/article/00000000000000aa",
    "/compare",
    "/timeline",
    "/timeline?clock=mentioned",
    "/timeline?clock=published&lane=outlet",
    "/timeline?lane=side",
    "/timeline?lane=agreement",
    "/timeline?clock=due&lane=speaker",
    "/timeline?clock=happened&lane=agreement&since=2024",
    "/speakers",
    "/speaker?name=Ana+%3Cb+onclick%3Dalert(5)%3ERoa%3C%2Fb%3E",
    "/speaker?name=Ana+%3Cb+onclick%3Dalert(5)%3ERoa%3C%2Fb%3E&part=topics",
    "/agreements",
    "/agreement?name=%3Ci%3EMill%3C%2Fi%3E+Treaty",
    "/acts",
    "/names",
    "/search",
    "/search?q=mill",
    "/search?q=mill&in=articles",
    "/gaps",
    "/gaps?gap=outlet",
    "/review",
    "/review?item=00000000000000aa-s2",
    "/review/figures",
    "/review/times",
    "/gaps?gap=said",
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
            "<i>Mill",
            "<u>Board",
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
        "/timeline?since=2024-06&until=2023",
        "/timeline?clock=x&lane=x&whole=1",
        "/review/figures?item=x",
        "/review/figures?item=00000000000000aa-f99",
        "/review/times?after=x%7Cy",
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
        "secret={secret}&item=00000000000000aa-s2&do=edit&speaker=Ben+Ode&said=2024-03-04&acts-shown=1&act=promise\
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
            .post(&form.replace("2024-03-04", "yesterday"), "")
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

#[test]
fn sides_are_defined_in_the_page() {
    let server = start();
    let file = server.folder.path().join("sides.toml");
    let secret = server.secret();
    let send = |form: &str| server.post(&format!("secret={secret}&{form}"), "").status;
    assert_eq!(server.post("do=side-set&side=Quay", "").status, 403);
    assert_eq!(send("do=side-set&side=+"), 400, "a side has a name");
    assert_eq!(send("do=side-undo"), 400, "nothing to take back yet");
    assert!(!file.exists());
    std::fs::write(&file, "# Ours.\n").unwrap();
    let outlet = "Bell%3Cscript%3Ealert(3)%3C%2Fscript%3E";
    assert_eq!(
        send(&format!(
            "do=side-set&side=%3Cb%3EQuay&outlets={outlet}%0D%0A%0D%0A&people=Ana%0AAna%0ABen"
        )),
        303
    );
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.starts_with("# Ours.\n\n[[side]]\nname = \"<b>Quay\"\n"),
        "{text}"
    );
    let page = server.get("/sides").body;
    assert!(
        page.contains("&lt;b&gt;Quay") || page.contains("&#60;b&#62;Quay"),
        "{page}"
    );
    assert!(!page.contains("<b>Quay") && page.contains("Take back the last change"));
    let rows: serde_json::Value =
        serde_json::from_str(&server.get("/sides?format=json").body).unwrap();
    assert_eq!(rows.as_array().map(Vec::len), Some(3), "each name once");
    assert_eq!(send("do=side-set&side=Hill"), 303);
    assert_eq!(send("do=side-put&side=Hill&people=Ben&people=Cid"), 303);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("\"Cid\"") && text.matches("Ben").count() == 1,
        "{text}"
    );
    assert_eq!(server.get("/timeline?lane=side").status, 200);
    assert_eq!(send("do=side-remove&side=Hill"), 303);
    assert_eq!(send("do=side-remove&side=Hill"), 400);
    assert_eq!(send("do=side-undo"), 303);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    // What other hands wrote is never written over unseen.
    std::fs::write(&file, format!("{text}# A note.\n")).unwrap();
    assert_eq!(send("do=side-undo"), 400);
    assert_eq!(send("do=side-set&side=Third"), 400);
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .ends_with("# A note.\n")
    );
}

#[test]
fn figures_and_times_are_put_right_at_their_words() {
    let server = start();
    let secret = server.secret();
    let send = |form: &str| server.post(&format!("secret={secret}&{form}"), "").status;
    let figure = "figure=00000000000000aa-f1";
    assert!(
        server
            .get("/review/figures")
            .body
            .contains("read as 300 sacks")
    );
    assert_eq!(send(&format!("{figure}&do=edit&value=many")), 400);
    assert_eq!(send("figure=00000000000000aa-f9&do=accept"), 404);
    assert_eq!(
        send(&format!(
            "{figure}&do=edit&value=1,200+to+1,300&unit=bags&why=recount"
        )),
        303
    );
    let article = server.get("/article/00000000000000aa").body;
    assert!(article.contains("1,200 to 1,300 bags") && article.contains("corrected by"));
    assert!(
        server
            .get("/review/figures")
            .body
            .contains("Nothing is left")
    );
    let time = "time=00000000000000aa-t1";
    assert_eq!(send(&format!("{time}&do=edit&value=yesterday")), 400);
    assert_eq!(send(&format!("{time}&do=edit&value=2024-03-04")), 303);
    assert!(
        server
            .get("/article/00000000000000aa")
            .body
            .contains("4 March 2024")
    );
    assert_eq!(send("do=undo"), 303);
    assert_eq!(send(&format!("{time}&do=reject")), 303);
    let log =
        std::fs::read_to_string(server.folder.path().join("record.corrections.jsonl")).unwrap();
    assert!(
        log.contains(r#""change":{"figure":{"value":[1200,1300],"unit":"bags"}}"#),
        "{log}"
    );
    assert!(log.contains(r#""change":"no-time""#) && log.contains(r#""quote":"5 March 2024""#));
    let shown = server.get("/corrections").body;
    assert!(shown.contains("is 1,200 to 1,300 bags") && shown.contains("no time"));
    // A figure's words are no statement's, and the other way round.
    assert!(
        server
            .get("/review")
            .body
            .contains("0 of 2 statements looked at")
    );
}

#[test]
fn the_timeline_tells_days_of_saying_from_days_spoken_of() {
    let server = start();
    let rows = |path: &str| -> Vec<serde_json::Value> {
        serde_json::from_str(&server.get(path).body).unwrap()
    };
    let due = rows("/timeline?clock=due&format=json");
    assert_eq!(due.len(), 1);
    assert_eq!(
        (&due[0]["last"], &due[0]["open"]),
        (&"2024-06-30".into(), &"beginning".into())
    );
    assert!(
        server
            .get("/timeline?clock=due")
            .body
            .contains("by 30 June 2024")
    );
    assert_eq!(rows("/timeline?format=json")[0]["first"], "2024-03-05");
    assert_eq!(
        rows("/timeline?clock=due&lane=agreement&format=json")[0]["lane"],
        TREATY
    );
    // Its entries are found by that day, not by the day of saying.
    let found = |query: &str| rows(&format!("/search?{query}&format=json")).len();
    assert_eq!(found("clock=due&since=2024-06-30&until=2024-06-30"), 1);
    assert_eq!(found("since=2024-06-30&until=2024-06-30"), 0);
    for (days, n) in [
        ("since=2024-06", 1),
        ("since=2024-07", 0),
        ("until=2024-06", 1),
        ("until=2024-05", 0),
    ] {
        assert_eq!(found(&format!("clock=due&{days}")), n, "{days}");
        let drawn = rows(&format!("/timeline?clock=due&{days}&format=json"));
        assert_eq!(drawn.len(), n, "{days}: the timeline and its lists agree");
    }
}

#[test]
fn a_cell_of_the_matrix_holds_whom_the_act_is_aimed_at() {
    let server = start();
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(&server.get("/acts?format=json").body).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (&rows[0]["towards"], &rows[0]["statements"]),
        (&"Orsk <u>Board</u>".into(), &1.into())
    );
    let page = server.get("/acts?act=report").body;
    assert!(
        page.contains("1 statement in which nobody was seen"),
        "{page}"
    );
    let listed = server.get("/search?act=report&aim=open&format=json").body;
    assert_eq!(listed.matches("\"statement\"").count(), 1);
}

#[test]
fn an_agreement_is_shown_clause_by_clause() {
    let server = start();
    let page = server
        .get("/agreement?name=%3Ci%3EMill%3C%2Fi%3E+Treaty")
        .body;
    assert!(
        page.contains("Article 4</h2>") && page.contains("keep 300 sacks"),
        "{page}"
    );
    let none = server
        .get("/agreement?name=%3Ci%3EMill%3C%2Fi%3E+Treaty&status=denied")
        .body;
    assert!(none.contains("Nothing of that kind was read"));
}
