//! The record in the formats of other tools, held against what those formats ask for.

use crate::folder::{Folder, article, has, page};
use rapporteur_record::json::ArticleObject;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Articles with words beyond ASCII and beyond the first plane, one without outlet, day or headline.
fn record() -> Folder {
    let folder = Folder::with_articles(5);
    folder.write(
        "articles/faces.txt",
        format!(
            "😀 {}",
            article(7)
                .replace("Ada Quill", "Zoë Quïll")
                .replace("lamps", "🏮 lamps")
        ),
    );
    folder.write("articles/p.html", page(9));
    folder.write(
        "articles/bare.txt",
        "“We will stay,” Ana Roa said. “We will not go.”\n\n“We will stay,” she said again on Monday.\n\n“Nobody \
         asked us,” said Dara Lund, the clerk of Orsk. “The paper is ours.”",
    );
    let terminal = "../../examples/grain-terminal/01-tpa-loading-stops.txt";
    let terminal = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(terminal);
    folder.write("articles/terminal.txt", std::fs::read(terminal).unwrap());
    folder.done(&["build", "articles", "-q"]);
    folder
}

fn export(folder: &Folder, format: &str) -> Value {
    let ran = folder.done(&["export", "record.db", "--format", format]);
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.out))
}

fn articles(folder: &Folder) -> BTreeMap<String, ArticleObject> {
    let all = folder.record().articles.into_iter();
    all.map(|a| (a.id.0.clone(), a)).collect()
}

/// The members of an object are among these, and those marked `!` are there.
#[track_caller]
fn has_only(object: &Value, members: &[&str]) {
    let object = object.as_object().unwrap_or_else(|| panic!("{object}"));
    for name in object.keys() {
        let known = members.iter().any(|m| m.trim_end_matches('!') == name);
        assert!(known, "{name}: {object:?}");
    }
    for name in members.iter().filter_map(|m| m.strip_suffix('!')) {
        assert!(object.contains_key(name), "{name}: {object:?}");
    }
}

#[track_caller]
fn iri(value: &Value) -> &str {
    let iri = value.as_str().unwrap_or_else(|| panic!("{value}"));
    let (scheme, rest) = iri.split_once(':').unwrap_or_else(|| panic!("{iri}"));
    assert!(
        ["urn", "https", "http"].contains(&scheme) && !rest.is_empty(),
        "{iri}"
    );
    assert!(!iri.contains(char::is_whitespace), "{iri}");
    iri
}

/// What the selectors of a target select in a text, as the Web Annotation Data Model (4.2.4, 4.2.5) has it.
#[track_caller]
fn selected(target: &Value, text: &[char]) -> String {
    let selectors = target["selector"].as_array().unwrap();
    let of = |kind: &str| selectors.iter().find(|s| s["type"] == kind).unwrap();
    let (quote, place) = (of("TextQuoteSelector"), of("TextPositionSelector"));
    has_only(quote, &["type!", "exact!", "prefix", "suffix"]);
    has_only(place, &["type!", "start!", "end!"]);
    let (start, end) = (
        place["start"].as_u64().unwrap() as usize,
        place["end"].as_u64().unwrap() as usize,
    );
    let exact: String = text[start..end].iter().collect();
    assert_eq!(quote["exact"], *exact);
    let side = |name: &str| quote[name].as_str().unwrap_or_default().to_owned();
    let (prefix, suffix) = (side("prefix"), side("suffix"));
    let whole: String = text.iter().collect();
    let around = format!("{prefix}{exact}{suffix}");
    let found: Vec<usize> = whole
        .match_indices(&around)
        .map(|(byte, _)| byte + prefix.len())
        .collect();
    let byte: usize = text[..start].iter().map(|c| c.len_utf8()).sum();
    assert!(found.contains(&byte), "{around:?}");
    exact
}

#[test]
fn web_annotations_select_the_words_of_every_statement() {
    let folder = record();
    let articles = articles(&folder);
    let collection = export(&folder, "web-annotation");
    has_only(
        &collection,
        &[
            "@context!",
            "id!",
            "type!",
            "label",
            "first!",
            "last!",
            "total!",
        ],
    );
    assert_eq!(collection["@context"], "http://www.w3.org/ns/anno.jsonld");
    assert_eq!(collection["type"], "AnnotationCollection");
    let page = &collection["first"];
    has_only(page, &["id!", "type!", "partOf!", "startIndex!", "items!"]);
    assert_eq!(page["type"], "AnnotationPage");
    assert_eq!(iri(&page["partOf"]), iri(&collection["id"]));
    assert_eq!(iri(&page["id"]), iri(&collection["last"]));
    let items = page["items"].as_array().unwrap();
    assert_eq!(collection["total"], items.len());
    let mut ids = BTreeSet::new();
    let mut selected_words = BTreeMap::<(String, Vec<String>), usize>::new();
    for item in items {
        has_only(
            item,
            &[
                "id!",
                "type!",
                "motivation!",
                "generator",
                "body!",
                "target!",
            ],
        );
        assert_eq!(
            (&item["type"], &item["motivation"]),
            (&json!("Annotation"), &json!("describing"))
        );
        assert!(ids.insert(iri(&item["id"]).to_owned()), "{item}");
        for body in item["body"].as_array().unwrap() {
            has_only(body, &["type!", "purpose!", "format!", "value!"]);
            assert!(
                ["describing", "identifying", "tagging"]
                    .contains(&body["purpose"].as_str().unwrap())
            );
        }
        let targets = match &item["target"] {
            Value::Array(all) => all.clone(),
            one => vec![one.clone()],
        };
        let mut words = Vec::new();
        let mut of = String::new();
        for target in &targets {
            has_only(target, &["type!", "source!", "selector!"]);
            let source = &target["source"];
            iri(&source["id"]);
            of = source["dcterms:identifier"].as_str().unwrap().to_owned();
            let text: Vec<char> = articles[&of].text.chars().collect();
            words.push(selected(target, &text));
        }
        *selected_words.entry((of, words)).or_default() += 1;
    }
    let mut stated = BTreeMap::<(String, Vec<String>), usize>::new();
    for statement in articles
        .values()
        .flat_map(|a| a.statements.iter().map(move |s| (a, s)))
    {
        let words = statement
            .1
            .content
            .iter()
            .map(|p| p.quote.clone())
            .collect();
        *stated.entry((statement.0.id.0.clone(), words)).or_default() += 1;
    }
    assert!(items.len() > 20, "{}", items.len());
    assert_eq!(selected_words, stated);
}

/// The terms of schema.org that are written, each with the types it may be said of and what it may hold, as
/// <https://schema.org/version/latest/schemaorg-current-https.jsonld> defines them (inherited ones included).
const TERMS: [(&str, &[&str], &[&str]); 14] = [
    ("text", &["Quotation"], &["Text"]),
    ("inLanguage", &["Quotation"], &["Text"]),
    (
        "spokenByCharacter",
        &["Quotation"],
        &["Person", "Organization"],
    ),
    (
        "isBasedOn",
        &["Quotation"],
        &["CreativeWork", "Legislation"],
    ),
    ("dateCreated", &["Quotation"], &["Text"]),
    ("isPartOf", &["Quotation"], &["NewsArticle"]),
    ("identifier", &["NewsArticle"], &["Text"]),
    ("headline", &["NewsArticle"], &["Text"]),
    ("url", &["NewsArticle"], &["Text"]),
    ("datePublished", &["NewsArticle"], &["Text"]),
    ("author", &["NewsArticle"], &["Person"]),
    ("publisher", &["NewsArticle"], &["Organization"]),
    (
        "name",
        &["Person", "Organization", "CreativeWork", "Legislation"],
        &["Text"],
    ),
    ("@id", &["Quotation", "NewsArticle"], &["Text"]),
];

#[track_caller]
fn vocabulary(thing: &Value) {
    let kind = thing["@type"].as_str().unwrap_or_else(|| panic!("{thing}"));
    for (name, value) in thing
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| *name != "@type")
    {
        let term = TERMS.iter().find(|(term, ..)| term == name);
        let (_, of, holds) = term.unwrap_or_else(|| panic!("{name}"));
        assert!(of.contains(&kind), "{name} of {kind}");
        let values = value
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![value.clone()]);
        for value in values {
            match value.is_string() {
                true => assert!(holds.contains(&"Text"), "{name}: {value}"),
                false => {
                    assert!(
                        holds.contains(&value["@type"].as_str().unwrap()),
                        "{name}: {value}"
                    );
                    vocabulary(&value);
                }
            }
        }
    }
}

#[test]
fn quotations_are_the_direct_speech_of_the_record() {
    let folder = record();
    let articles = articles(&folder);
    let document = export(&folder, "quotation");
    has_only(&document, &["@context!", "@graph!"]);
    assert_eq!(document["@context"], "https://schema.org");
    let quotations = document["@graph"].as_array().unwrap();
    let mut ids = BTreeSet::new();
    let mut found = Vec::new();
    for quotation in quotations {
        assert_eq!(quotation["@type"], "Quotation");
        assert!(ids.insert(iri(&quotation["@id"]).to_owned()));
        vocabulary(quotation);
        let article = &articles[quotation["isPartOf"]["identifier"].as_str().unwrap()];
        assert_eq!(
            quotation["isPartOf"]["datePublished"].as_str(),
            article.published.date.as_deref()
        );
        let outlet = &quotation["isPartOf"]["publisher"]["name"];
        assert_eq!(outlet.as_str(), article.outlet.as_deref());
        let text = quotation["text"].as_str().unwrap();
        for piece in text.split(" … ") {
            assert!(article.text.contains(piece), "{piece}");
        }
        let speaker = quotation["spokenByCharacter"]["name"]
            .as_str()
            .map(str::to_owned);
        found.push((article.id.0.clone(), text.to_owned(), speaker));
    }
    let mut said = Vec::new();
    for article in articles.values() {
        for s in article
            .statements
            .iter()
            .filter(|s| s.kind == rapporteur_record::StatementKind::Direct)
        {
            let pieces: Vec<&str> = s.content.iter().map(|p| p.quote.as_str()).collect();
            let speaker = article
                .referents
                .iter()
                .find(|r| Some(&r.id) == s.speaker.as_ref());
            said.push((
                article.id.0.clone(),
                pieces.join(" … "),
                speaker.map(|r| r.name.clone()),
            ));
        }
    }
    found.sort();
    said.sort();
    assert!(!said.is_empty());
    assert_eq!(found, said);
}

#[test]
fn every_article_is_an_item_of_csl() {
    let folder = record();
    let articles = articles(&folder);
    let items = export(&folder, "csl");
    let items = items.as_array().unwrap();
    assert_eq!(items.len(), articles.len());
    for item in items {
        // The names that CSL 1.0.2 gives to these, each with the shape it asks for.
        has_only(
            item,
            &[
                "id!",
                "type!",
                "title",
                "author",
                "container-title",
                "issued",
                "URL",
                "language",
            ],
        );
        assert_eq!(item["type"], "article-newspaper");
        let article = &articles[item["id"].as_str().unwrap()];
        assert_eq!(item["container-title"].as_str(), article.outlet.as_deref());
        for (author, name) in item["author"]
            .as_array()
            .into_iter()
            .flatten()
            .zip(&article.authors)
        {
            has_only(author, &["literal!"]);
            assert_eq!(author["literal"], **name);
        }
        let day = item.get("issued").map(|issued| {
            has_only(issued, &["date-parts!"]);
            let parts: Vec<u64> = issued["date-parts"][0]
                .as_array()
                .unwrap()
                .iter()
                .map(|n| n.as_u64().unwrap())
                .collect();
            format!("{:04}-{:02}-{:02}", parts[0], parts[1], parts[2])
        });
        assert_eq!(day, article.published.date);
    }
    assert!(
        items.iter().any(|i| i.get("issued").is_none())
            && items.iter().any(|i| i.get("issued").is_some())
    );
}

#[test]
fn pandoc_takes_the_articles_and_cites_them() {
    if !has("pandoc", "CSL-JSON with a citation processor") {
        return;
    }
    let folder = record();
    folder.done(&[
        "export",
        "record.db",
        "--format",
        "csl",
        "-o",
        "articles.json",
    ]);
    let pandoc = |words: &[&str]| {
        let mut command = Command::new("pandoc");
        command.args(words);
        let done = folder.settle(command).output().unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        String::from_utf8(done.stdout).unwrap()
    };
    let there: Value = serde_json::from_str(&pandoc(&[
        "-f",
        "csljson",
        "-t",
        "csljson",
        "articles.json",
    ]))
    .unwrap();
    let by_id = |items: &Value| -> BTreeMap<String, Value> {
        let items = items.as_array().unwrap().iter().cloned();
        items
            .map(|i| (i["id"].as_str().unwrap().to_owned(), i))
            .collect()
    };
    let (given, there) = (by_id(&export(&folder, "csl")), by_id(&there));
    assert_eq!(
        given.keys().collect::<Vec<_>>(),
        there.keys().collect::<Vec<_>>()
    );
    for (id, item) in &given {
        for name in ["type", "container-title", "author", "issued", "URL"] {
            assert_eq!(item.get(name), there[id].get(name), "{name} of {id}");
        }
    }
    let listed = pandoc(&[
        "-f",
        "csljson",
        "--citeproc",
        "-t",
        "plain",
        "--wrap=none",
        "articles.json",
    ]);
    assert!(
        listed.contains("Edda Strand") && listed.contains("The Pell Courier"),
        "{listed}"
    );
}
