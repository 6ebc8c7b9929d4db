//! The page as its readers get it: parsed back, section by section.

// Tests may fail loudly; clippy knows only `#[test]` functions as tests.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod fixture;
mod html;

use fixture::{Draft, record};
use html::Page;
use rapporteur_record::json::ArticleObject;
use rapporteur_record::record::*;
use rapporteur_record::*;
use rapporteur_web::report;
use serde_json::{Value, json};

fn page(record: &Record) -> Page {
    let page = Page::read(&report(record).unwrap());
    page.check();
    page
}

/// The text of a section must hold all of these, in this order.
fn in_order(page: &Page, section: &str, facts: &[&str]) {
    let text = page
        .text_of(section)
        .unwrap_or_else(|| panic!("no section {section:?}"));
    let mut rest = text.as_str();
    for fact in facts {
        let at = rest
            .find(fact)
            .unwrap_or_else(|| panic!("expected {fact:?}, but found: {rest}"));
        rest = &rest[at + fact.len()..];
    }
}

#[test]
fn the_head_says_what_was_read() {
    let page = page(&record());
    let head = &page.named("header").next().unwrap().text;
    for fact in [
        "What 6 outlets say",
        "6 articles by 6 outlets, published 5 to 7 May 2031",
    ] {
        assert!(head.contains(fact), "{fact}");
    }
    let counts: Vec<String> = page
        .named("ul")
        .find(|ul| ul.attributes.get("class").is_some_and(|c| c == "counts"))
        .map(|ul| {
            ul.text
                .lines()
                .filter(|l| !l.is_empty())
                .map(str::to_owned)
                .collect()
        })
        .unwrap();
    insta::assert_debug_snapshot!(counts, @r#"
    [
        "22 statements",
        "2 unattributed",
        "3 points where accounts differ",
        "1 point where they agree",
    ]
    "#);
}

#[test]
fn points_stand_in_the_order_of_accounts_against_each_other() {
    let page = page(&record());
    // Two against two, then three apart, then one against one.
    in_order(
        &page,
        "differ",
        &[
            "who fired first",
            "how many workers left",
            "the night on which",
        ],
    );
    insta::assert_snapshot!(page.lines_of("c-c2").unwrap(), @r#"
    ≠ Accounts differ on who did what
    who fired first
    4 reports, 3 independent · lined up by: first or only doer
    Version A Selt 2 independent accounts
    “[account: We were fired upon, and we did not answer,]” Brandauer told reporters on Monday.
    Ilse Brandauer
    source [2] Northline Agency, 6 May 2031 · northline.txt, characters 303–345 Same words in source [4] Harbour Sheet, 6 May 2031 · harbour-sheet.txt, characters 303–345 copy
    [account: Armed men from across the Sound opened fire] on the crew of the Old Pump, Governor Brandauer said yesterday.
    Ilse Brandauer
    source [5] The Orvane Courier, 7 May 2031 · orvane-courier.html, characters 88–131
    Version B Orvane’s guards 2 independent accounts
    Commissioner Petrus Vael of Selt said that [account: Orvane’s guards had fired first].
    Petrus Vael
    source [2] Northline Agency, 6 May 2031 · northline.txt, characters 427–458 Same words in source [4] Harbour Sheet, 6 May 2031 · harbour-sheet.txt, characters 427–458 copy
    [account: Guards of the Orvane Salt Board shot first] on the night of 3 May, the Selt Commission said in a statement on Tuesday, 6 May 2031.
    Selt Commission
    source [3] Selt Herald, 6 May 2031 · herald-0607.txt, characters 79–121
    – Silent on this: source [6] Kellin Review, date not known · review.txt
    "#);
    insta::assert_snapshot!(page.lines_of("c-c1").unwrap(), @r#"
    ≠ Accounts differ on when
    the night on which shots were fired at the pumping station
    3 reports, 2 independent · lined up by: dates of one event
    Version A 4 May 2031, night 1 independent account
    Talks on the Tarnsey salt works broke off on Monday after shots were fired at a pumping station during [account: the night of 4 May].
    the outlet’s own words
    source [2] Northline Agency, 6 May 2031 · northline.txt, characters 209–227 Same words in source [4] Harbour Sheet, 6 May 2031 · harbour-sheet.txt, characters 209–227 copy
    Version B 3 May 2031, night 1 independent account
    Guards of the Orvane Salt Board shot first on [account: the night of 3 May], the Selt Commission said in a statement on Tuesday, 6 May 2031.
    Selt Commission
    source [3] Selt Herald, 6 May 2031 · herald-0607.txt, characters 125–143
    – Silent on this: source [5] The Orvane Courier, 7 May 2031 · orvane-courier.html; source [6] Kellin Review, date not known · review.txt
    "#);
}

#[test]
fn what_is_agreed_is_shorter() {
    let page = page(&record());
    in_order(
        &page,
        "agree",
        &[
            "the year of the accord",
            "11 March 2027",
            "Northline",
            "2027",
            "Kellin Review",
            "2 reports",
        ],
    );
    assert!(
        !page
            .text_of("differ")
            .unwrap()
            .contains("the year of the accord")
    );
}

#[test]
fn statements_stand_under_their_speakers() {
    let page = page(&record());
    // By number of statements; the open ones last.
    in_order(
        &page,
        "said",
        &[
            "5 statements, 2 thoughts",
            "Petrus Vael 3 statements, 1 thought",
            "Speaker not decided 1 statement",
        ],
    );
    insta::assert_snapshot!(page.lines_of("speaker-1").unwrap(), @r#"
    Ilse Brandauer 5 statements, 2 thoughts
    called Governor of Orvane; Governor
    said 5 May 2031 published 6 May 2031
    We were fired upon, and we did not answer,
    direct quotation accuse deny
    source: Brandauer
    cue: told
    day read from: on Monday.
    link to statement s2 · source [2] Northline Agency, 6 May 2031 · northline.txt, characters 303–345 Same words in source [4] Harbour Sheet, 6 May 2031 · harbour-sheet.txt, characters 303–345 copy
    said: no day given published 6 May 2031
    About 300 workers left the site
    indirect report
    source: Governor Ilse Brandauer of Orvane
    cue: said
    link to statement s1 · source [2] Northline Agency, 6 May 2031 · northline.txt, characters 229–260 Same words in source [4] Harbour Sheet, 6 May 2031 · harbour-sheet.txt, characters 229–260 copy
    said 6 May 2031 published 7 May 2031
    Armed men from across the Sound opened fire on the crew of the Old Pump
    indirect accuse
    source: Governor Brandauer
    cue: said
    day read from: yesterday
    link to statement s1 · source [5] The Orvane Courier, 7 May 2031 · orvane-courier.html, characters 88–159
    said: no day given published 7 May 2031
    They have broken the Kellin Treaty twice, […] 412 workers had fled
    partly quoted accuse
    source: she
    cue: told
    link to statement s4 · source [5] The Orvane Courier, 7 May 2031 · orvane-courier.html, characters 278–378
    said: no day given published 7 May 2031
    the sluices were open “at all hours”
    partly quoted promise
    source: Brandauer
    cue: had assured
    reported by: Anselm Roe
    link to statement s6 · source [5] The Orvane Courier, 7 May 2031 · orvane-courier.html, characters 434–470
    Held to think, want or intend – not reported as said
    thought: no day given published 7 May 2031
    the accord honoured
    indirect demand
    source: She
    cue: wants
    link to statement s2 · source [5] The Orvane Courier, 7 May 2031 · orvane-courier.html, characters 206–225
    thought: no day given published 7 May 2031
    the Selt commission is divided
    indirect
    source: She
    cue: believes
    about: Selt
    link to statement s3 · source [5] The Orvane Courier, 7 May 2031 · orvane-courier.html, characters 244–274
    "#);
    insta::assert_snapshot!(page.lines_of("a-1111222233334444-s4").unwrap(), @r#"
    said: no day given published 6 May 2031
    If the pumps are switched off, Selt will leave the Kellin Accord
    If the pumps are switched off then Selt will leave the Kellin Accord
    indirect threaten warn
    source: he
    cue: warned
    to: Orvane
    link to statement s4 · source [2] Northline Agency, 6 May 2031 · northline.txt, characters 460–524 Same words in source [4] Harbour Sheet, 6 May 2031 · harbour-sheet.txt, characters 460–524 copy
    "#);
    insta::assert_snapshot!(page.lines_of("a-1111222233334444-s5").unwrap(), @r#"
    said: no day given published 6 May 2031
    the works would stay shut
    indirect announce uncertain reading (0.40)
    source: Officials
    cue: said
    speaker open: “officials” names nobody, and no person of the article is meant by it
    link to statement s5 · source [2] Northline Agency, 6 May 2031 · northline.txt, characters 650–675 Same words in source [4] Harbour Sheet, 6 May 2031 · harbour-sheet.txt, characters 650–675 copy
    "#);
    insta::assert_snapshot!(page.lines_of("a-5e1f5e1f5e1f5e1f-s3").unwrap(), @r#"
    said: no day given published 6 May 2031
    He did not threaten to leave it
    indirect denied: threaten
    source: his office
    cue: said later
    link to statement s3 · source [3] Selt Herald, 6 May 2031 · herald-0607.txt, characters 350–381
    "#);
}

#[test]
fn thought_is_kept_apart_from_speech() {
    let page = page(&record());
    let text = page.text_of("speaker-1").unwrap();
    let (speech, thought) = text.split_once("Held to think, want or intend").unwrap();
    assert!(thought.contains("the Selt commission is divided"));
    assert!(!speech.contains("the Selt commission is divided"));
    assert!(speech.contains("reported by: Anselm Roe"));
}

#[test]
fn the_timeline_runs_forward_and_says_what_each_day_is_the_day_of() {
    insta::assert_snapshot!(page(&record()).lines_of("timeline").unwrap(), @r#"
    Timeline
    Published is the day an article came out, said the day on which somebody is reported to have spoken, happened, due and in force a day that a statement gives to what it speaks of, mentioned any other day in the text. A stretch of days is as near as the text comes.
    2027 a stretch of days
    mentioned The accord of [date: 2027] obliges Orvane to keep three sluices open.
    source [6] Kellin Review, date not known · review.txt, characters 55–59
    11 March 2027
    mentioned Under the accord of [date: 11 March 2027], Orvane must keep the sluices open until the end of 2032.
    source [2] Northline Agency, 6 May 2031 · northline.txt, characters 557–570 Same words in source [4] Harbour Sheet, 6 May 2031 · harbour-sheet.txt, characters 557–570 copy
    March 2031 a stretch of days
    mentioned “Orvane closed the sluices [date: in March],” Commissioner Vael said.
    source [3] Selt Herald, 6 May 2031 · herald-0607.txt, characters 276–284
    3 May 2031
    mentioned Guards of the Orvane Salt Board shot first on [date: the night of 3 May], the Selt Commission said in a statement on Tuesday, 6 May 2031.
    source [3] Selt Herald, 6 May 2031 · herald-0607.txt, characters 125–143
    4 May 2031
    mentioned Talks on the Tarnsey salt works broke off on Monday after shots were fired at a pumping station during [date: the night of 4 May].
    source [2] Northline Agency, 6 May 2031 · northline.txt, characters 209–227 Same words in source [4] Harbour Sheet, 6 May 2031 · harbour-sheet.txt, characters 209–227 copy
    5 May 2031
    published Nuit de tirs aux salines de Tarnsey
    source [1] La Rive, 5 May 2031 · la-rive.html
    said Ilse Brandauer: We were fired upon, and we did not answer,
    source [2] Northline Agency, 6 May 2031 · northline.txt, characters 303–345 Same words in source [4] Harbour Sheet, 6 May 2031 · harbour-sheet.txt, characters 303–345 copy
    6 May 2031
    published Talks on Tarnsey salt works break off after night of shots
    source [2] Northline Agency, 6 May 2031 · northline.txt
    published Commission: Orvane guards shot first at Tarnsea works
    source [3] Selt Herald, 6 May 2031 · herald-0607.txt
    published Talks on Tarnsey salt works break off after night of shots
    source [4] Harbour Sheet, 6 May 2031 · harbour-sheet.txt copy
    said Selt Commission: Guards of the Orvane Salt Board shot first on the night of 3 May
    source [3] Selt Herald, 6 May 2031 · herald-0607.txt, characters 79–143
    said Ilse Brandauer: Armed men from across the Sound opened fire on the crew of the Old Pump
    source [5] The Orvane Courier, 7 May 2031 · orvane-courier.html, characters 88–159
    7 May 2031
    published Selt gunmen open fire on Orvane pumping crew
    source [5] The Orvane Courier, 7 May 2031 · orvane-courier.html
    mentioned Orvane Courier, [date: 7 May 2031].
    source [5] The Orvane Courier, 7 May 2031 · orvane-courier.html, characters 76–86
    June to August 2031 a stretch of days
    mentioned Vael hopes for talks [date: in the summer].
    source [3] Selt Herald, 6 May 2031 · herald-0607.txt, characters 427–440
    2032 a stretch of days
    mentioned Under the accord of 11 March 2027, Orvane must keep the sluices open until [date: the end of 2032].
    source [2] Northline Agency, 6 May 2031 · northline.txt, characters 612–627 Same words in source [4] Harbour Sheet, 6 May 2031 · harbour-sheet.txt, characters 612–627 copy
    "#);
}

#[test]
fn commitments_names_and_figures_have_their_voices() {
    let page = page(&record());
    in_order(
        &page,
        "commitments",
        &[
            "Kellin Accord",
            "Orvane to Selt",
            "keep the sluices open",
            "due 31 December 2032",
            "owed",
            "the outlet’s own words",
            "said to be breached Petrus Vael",
            "said to be fulfilled Anselm Roe",
        ],
    );
    in_order(
        &page,
        "names",
        &[
            "Kellin Accord agreement",
            "Kellin Treaty",
            "The Orvane Courier 1",
        ],
    );
    in_order(
        &page,
        "names",
        &["Called by one form only: Selt Commission, Orvane."],
    );
    in_order(
        &page,
        "figures",
        &[
            "3 sluices",
            "200 to 250 workers",
            "about 300 workers",
            "412 workers",
        ],
    );
}

#[test]
fn sources_show_what_else_the_page_says_of_its_day() {
    let mut record = record();
    let article = &mut record.articles[0];
    article.authors = vec!["Ana Roa".to_owned(), "Tor Lund".to_owned()];
    let candidate = |value: &str, from: &str, chosen| rapporteur_record::json::CandidateObject {
        field: Field::Published,
        value: value.to_owned(),
        from: from.to_owned(),
        chosen,
    };
    article.candidates = vec![
        candidate("2031-05-05T09:00:00Z", "json-ld datePublished", true),
        candidate("2031-05-04", "meta date", false),
    ];
    let shown = page(&record).lines_of("sources").unwrap();
    for line in [
        "by: Ana Roa, Tor Lund",
        "(from json-ld datePublished); other candidates: 2031-05-04 from meta date",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
}

#[test]
fn sources_say_how_their_day_is_known() {
    insta::assert_snapshot!(page(&record()).lines_of("sources").unwrap(), @r#"
    Sources
    In the order of publication. The number in brackets stands beside every passage read from the article.
    Source [1]
    Nuit de tirs aux salines de Tarnsey
    La Rive, 5 May 2031
    date: from the page’s metadata or the caller
    file: pile/la-rive.html
    id: facefeedfacefeed
    read: 0 statements, 101 characters; language fr, not analysed
    Source [2]
    Talks on Tarnsey salt works break off after night of shots
    Northline Agency, 6 May 2031 · By Odile Marrack
    date: printed in the text: “6 May 2031”
    file: pile/northline.txt
    id: 1111222233334444
    read: 5 statements, 676 characters
    Source [3]
    Commission: Orvane guards shot first at Tarnsea works
    Selt Herald, 6 May 2031 · Mirela Dunne and staff
    date: worked out from other dates in the text: “Tuesday, 6 May 2031”
    file: pile/selt/herald-0607.txt
    id: 5e1f5e1f5e1f5e1f
    read: 4 statements, 441 characters
    Source [4]
    Talks on Tarnsey salt works break off after night of shots
    Harbour Sheet, 6 May 2031 · By Odile Marrack
    copy of source [2] Northline Agency, 6 May 2031 · northline.txt; 97 % of the text in common
    date: printed in the text: “6 May 2031”
    file: pile/harbour-sheet.txt
    id: 9999888877776666
    read: 5 statements, 676 characters
    Source [5]
    Selt gunmen open fire on Orvane pumping crew
    The Orvane Courier, 7 May 2031 · Jonah Petrie
    date: from the page’s metadata or the caller
    address: https://courier.example/2031/05/07/salt?ref=front&page=1
    file: pile/orvane-courier.html
    id: 77aa01bb02cc03dd
    read: 6 statements, 550 characters
    Source [6]
    What the Kellin Accord says about water
    Kellin Review, date not known
    date: not known
    file: pile/review.txt
    id: 0badc0de0badc0de
    read: 2 statements, 212 characters
    ! note: Nothing in the article fixes the day on which it was published (no-date)
    "#);
}

#[test]
fn what_stays_open_is_listed() {
    insta::assert_snapshot!(page(&record()).lines_of("open").unwrap(), @r#"
    What could not be read or decided
    Files that were not taken
    Files that were not taken and why
    FileWhy
    pile/minutes.binexpected text or HTML, but found a binary file
    Articles kept but not analysed
    Only English is analysed so far. These articles are kept whole and can be searched.
    source [1] La Rive, 5 May 2031 · la-rive.html language fr
    Speakers that stayed open
    Why speakers stayed open, and in which statements
    WhyStatementsWhich
    “officials” names nobody, and no person of the article is meant by it2s5 in [2], s5 in [4]
    Articles without a day of publication
    source [6] Kellin Review, date not known · review.txt
    Dates that the text leaves open
    He did not threaten to leave it, his office said [date: later].source [3] Selt Herald, 6 May 2031 · herald-0607.txt, characters 399–404
    "#);
}

#[test]
fn the_order_of_the_articles_does_not_matter() {
    let mut turned = record();
    turned.articles.reverse();
    assert_eq!(report(&turned).unwrap(), report(&record()).unwrap());
}

#[test]
fn a_record_of_little_makes_a_page_too() {
    let nothing = Record::new(vec![], Collated::default(), vec![]);
    let empty = page(&nothing);
    assert!(empty.text_of("open").unwrap().contains("Nothing"));
    assert_eq!(empty.text_of("differ"), None);

    let mut record = record();
    let bare = ArticleObject {
        statements: vec![],
        commitments: vec![],
        events: vec![],
        figures: vec![],
        ..record.articles.remove(0)
    };
    let one = page(&Record::new(vec![bare], Collated::default(), vec![]));
    in_order(&one, "differ", &["No point was found"]);
    in_order(&one, "said", &["No statement was read"]);
    in_order(&one, "sources", &["[1]", "The Orvane Courier"]);
    assert_eq!(one.text_of("commitments"), None);
    assert!(
        one.named("h1")
            .next()
            .unwrap()
            .text
            .contains("What one article says")
    );

    let unknown = Draft::new("", "", None, &[(BlockKind::Body, "x")]).object();
    page(&Record::new(
        vec![unknown.clone(), unknown],
        Collated::default(),
        vec![],
    ));
}

const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)> </style></title>--> \
    javascript:alert(1) &lt;b&gt; \u{202e}abc\u{202d} \u{0}\u{1b}[31m\u{7f}\u{fffe} {{ 7*7 }}";

/// Replaces every string that an article or a file could have brought in. Ids, days and labels stay.
fn poison(value: &mut Value, key: &str) {
    const OURS: &[&str] = &[
        "id",
        "kind",
        "type",
        "mode",
        "how",
        "status",
        "verdict",
        "acts",
        "act",
        "aimed_at",
        "answers",
        "polarity",
        "mod",
        "date",
        "value",
        "language",
        "speaker",
        "to",
        "about",
        "in",
        "debtor",
        "creditor",
        "instrument",
        "said_by",
        "article",
        "articles",
        "original",
        "copy_of",
        "silent",
        "story",
        "referent",
        "due",
    ];
    match value {
        Value::String(words) if !OURS.contains(&key) => *words = HOSTILE.to_owned(),
        Value::Array(list) => list.iter_mut().for_each(|v| poison(v, key)),
        Value::Object(map) => {
            // A mention's form is a label, a referent's is a name.
            map.iter_mut()
                .filter(|(k, _)| *k != "mentions")
                .for_each(|(k, v)| poison(v, k));
            if key == "outlets" {
                *map = map
                    .iter()
                    .map(|(k, v)| (format!("{k}{HOSTILE}"), v.clone()))
                    .collect();
            }
        }
        _ => {}
    }
}

fn harmless(record: &Record) -> Page {
    let html = report(record).unwrap();
    for c in [
        '\u{0}', '\u{1b}', '\u{7f}', '\u{202d}', '\u{202e}', '\u{fffe}',
    ] {
        assert!(!html.contains(c), "{c:?} stands in the page");
    }
    // What was put in can be read, as text.
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    let page = Page::read(&html);
    page.check();
    page
}

#[test]
fn what_articles_say_cannot_act() {
    let mut value = serde_json::to_value(record()).unwrap();
    poison(&mut value, "");
    let poisoned: Record = serde_json::from_value(value).unwrap();
    let page = harmless(&poisoned);
    for section in [
        "differ",
        "said",
        "timeline",
        "commitments",
        "names",
        "figures",
        "sources",
        "open",
    ] {
        let text = page.text_of(section).unwrap_or_default();
        assert!(
            section == "figures" || text.contains("<script>alert(1)"),
            "{section}: {text}"
        );
    }
}

#[test]
fn words_in_their_sentence_cannot_act_either() {
    let words = format!("{HOSTILE} 412 {HOSTILE} yesterday {HOSTILE} then {HOSTILE}");
    let mut draft = Draft::new("1", "a.txt", None, &[(BlockKind::Body, &words)]);
    draft.figure("412", Quantity::One(412.0), HOSTILE, None);
    draft.time("yesterday", Some("2031-05-05"));
    draft.time("then", None);
    draft.0.article.url = Some("https://a.example/\"onclick='a()'<script>".to_owned());
    draft.0.article.language = "x\" onload=\"".to_owned();
    let mut object = draft.object();
    let mut script = object.clone();
    script.url = Some(" JavaScript:alert(1)".to_owned());
    script.id = ArticleId(HOSTILE.to_owned());
    object.published.date = Some("</time>".to_owned());
    let page = harmless(&Record::new(
        vec![object, script],
        Collated::default(),
        vec![],
    ));
    assert_eq!(page.named("mark").count(), 3 * 2);
}

#[test]
fn a_record_whose_ids_lead_nowhere_makes_a_page() {
    let mut value = serde_json::to_value(record()).unwrap();
    let articles = value["articles"].as_array_mut().unwrap();
    for article in articles {
        for statement in article["statements"].as_array_mut().unwrap() {
            statement["speaker"] = json!("r99");
            statement["to"] = json!(["", "r0"]);
            // Each reports itself.
            statement["in"] = statement["id"].clone();
        }
        for commitment in article["commitments"].as_array_mut().unwrap() {
            (commitment["debtor"], commitment["said_by"]) = (json!("nobody"), json!("s99"));
        }
        for figure in article["figures"].as_array_mut().unwrap() {
            (figure["start"], figure["end"]) = (json!(9_000_000), json!(1));
        }
        for block in article["blocks"].as_array_mut().unwrap() {
            block["end"] = json!(0);
        }
    }
    for collation in value["collations"].as_array_mut().unwrap() {
        collation["silent"] = json!(["none", "none"]);
        for account in collation["accounts"].as_array_mut().unwrap() {
            (account["article"], account["said_by"]) = (json!("none"), json!("R99"));
        }
    }
    value["copies"][0]["original"] = json!("none");
    value["copies"][0]["shared"] = json!(1e300);
    page(&serde_json::from_value(value).unwrap());
}

/// Twenty thousand statements by two hundred speakers in five hundred articles.
fn large() -> Record {
    let article = |n: usize| {
        let sentences: Vec<String> = (0..40)
            .map(|s| {
                format!(
                    "Speaker {} said that well {n} gave {s} casks.",
                    (n + s) % 200
                )
            })
            .collect();
        let words = sentences.join(" ");
        let day = format!("2031-{:02}-{:02}", n % 12 + 1, n % 28 + 1);
        let mut draft = Draft::new(
            &format!("{n:016x}"),
            &format!("pile/{n}.txt"),
            Some("Large"),
            &[(BlockKind::Body, &words)],
        )
        .published(&day, How::Metadata, "");
        for (s, sentence) in sentences.iter().enumerate() {
            let name = format!("Speaker {}", (n + s) % 200);
            let speaker = draft.referent(ReferentKind::Person, &name, &[]);
            let content = sentence.split_once("that ").unwrap().1;
            draft.say(
                Speaker::Known(speaker),
                StatementKind::Indirect,
                ["", ""],
                &[content],
                &[Act::Report],
            );
        }
        draft.object()
    };
    let articles: Vec<ArticleObject> = (0..500).map(article).collect();
    let mut collated = Collated::default();
    for n in 0..200 {
        let members = articles.iter().flat_map(|a| {
            let here = a
                .referents
                .iter()
                .filter(move |r| r.name == format!("Speaker {n}"));
            here.map(|r| Member {
                article: a.id.clone(),
                referent: r.id.clone(),
            })
        });
        collated.referents.push(SharedReferent {
            id: format!("R{}", n + 1),
            name: format!("Speaker {n}"),
            kind: ReferentKind::Person,
            forms: vec![],
            members: members.collect(),
            side: None,
            roles: vec![],
        });
    }
    Record::new(articles, collated, vec![])
}

#[test]
fn a_large_record_makes_a_page_that_opens() {
    let record = large();
    let statements: usize = record.articles.iter().map(|a| a.statements.len()).sum();
    assert_eq!(statements, 20_000);
    let html = report(&record).unwrap();
    assert!(html.len() < 3_000_000, "{} bytes", html.len());
    let page = Page::read(&html);
    page.check();
    // What is left out is counted to the last statement.
    let rows = page
        .elements
        .iter()
        .filter(|e| e.name == "li" && e.attributes.get("id").is_some_and(|id| id.contains("-s")));
    let said = page.text_of("said").unwrap();
    let left: usize = said
        .split("… and ")
        .skip(1)
        .filter_map(|rest| {
            rest.split(' ')
                .next()?
                .replace(',', "")
                .parse::<usize>()
                .ok()
        })
        .sum();
    assert_eq!(rows.count() + left, statements);
    assert!(said.contains("see rapporteur export"));
}

#[test]
fn a_version_that_only_copies_tell_says_so_and_names_its_story() {
    let mut record = record();
    let mut other = record.collated.collations[0].clone();
    let copy = other.accounts.remove(0);
    assert!(copy.copy_of.is_some());
    other.accounts[0].value = json!("2031-05-09");
    other.accounts.push(Account {
        value: json!("2031-05-10"),
        ..copy
    });
    other.id = "C9".to_owned();
    other.story = "S2".to_owned();
    record.collated.stories.push(Story {
        id: "S2".to_owned(),
        title: "Another matter".to_owned(),
        articles: vec![],
    });
    record.collated.collations.push(other);
    let page = page(&record);
    in_order(
        &page,
        "c-c9",
        &["story: Another matter", "10 May 2031 in copies only"],
    );
}
