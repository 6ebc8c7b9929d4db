//! Every export is what the schemas in `schema/` say, and every place in it has the words beside it.

use crate::folder::{Folder, article, page};
use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

struct Contract {
    schemas: Schemas,
    article: SchemaIndex,
    record: SchemaIndex,
}

impl Contract {
    fn new() -> Contract {
        let mut schemas = Schemas::new();
        let mut compiler = Compiler::new();
        let mut ids = Vec::new();
        for name in ["article", "record"] {
            let file = root().join(format!("schema/{name}.schema.json"));
            let schema: Value =
                serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
            ids.push(schema["$id"].as_str().unwrap().to_owned());
            compiler.add_resource(ids.last().unwrap(), schema).unwrap();
        }
        let article = compiler.compile(&ids[0], &mut schemas).unwrap();
        let record = compiler.compile(&ids[1], &mut schemas).unwrap();
        Contract {
            schemas,
            article,
            record,
        }
    }

    #[track_caller]
    fn article(&self, object: &Value) {
        if let Err(error) = self.schemas.validate(object, self.article) {
            panic!("{}: {error}", object["source"]);
        }
        let text = chars(object);
        let checked = places(object, &text);
        assert!(
            checked > 0 || object["language"] != "en",
            "{}",
            object["source"]
        );
    }

    #[track_caller]
    fn record(&self, object: &Value) {
        if let Err(error) = self.schemas.validate(object, self.record) {
            panic!("{error}");
        }
        let articles = object["articles"].as_array().unwrap();
        let texts: BTreeMap<&str, Vec<char>> = articles
            .iter()
            .map(|a| (a["id"].as_str().unwrap(), chars(a)))
            .collect();
        for article in articles {
            places(article, &texts[article["id"].as_str().unwrap()]);
        }
        for collation in object["collations"].as_array().unwrap() {
            for account in collation["accounts"].as_array().unwrap() {
                places(account, &texts[account["article"].as_str().unwrap()]);
            }
        }
        for duty in object["duties"].as_array().unwrap() {
            for step in duty["steps"].as_array().unwrap() {
                places(step, &texts[step["article"].as_str().unwrap()]);
            }
        }
    }
}

fn chars(article: &Value) -> Vec<char> {
    article["text"].as_str().unwrap().chars().collect()
}

/// Checks every place below a value; gives their number.
#[track_caller]
fn places(value: &Value, text: &[char]) -> usize {
    let below: usize = match value {
        Value::Array(items) => items.iter().map(|v| places(v, text)).sum(),
        Value::Object(fields) => fields.values().map(|v| places(v, text)).sum(),
        _ => 0,
    };
    let (Some(start), Some(end)) = (value["start"].as_u64(), value["end"].as_u64()) else {
        return below;
    };
    let words: String = text[start as usize..end as usize].iter().collect();
    if let Some(quote) = value["quote"].as_str() {
        assert_eq!(words, quote);
    }
    below + 1
}

/// Articles with all that makes offsets hard.
fn set() -> Folder {
    let folder = Folder::with_articles(6);
    for n in 0..3 {
        folder.write(&format!("articles/page{n}.html"), page(n + 40));
    }
    folder.write("articles/bom.txt", format!("\u{feff}{}", article(21)));
    folder.write("articles/crlf.txt", article(22).replace('\n', "\r\n"));
    let odd = article(23)
        .replace("lamps", "lamps 😀 e\u{301} שלום")
        .replace("Pell", "Çıldır");
    folder.write("articles/odd.txt", odd);
    folder.write("articles/same.txt", article(2));
    folder.write("articles/short.txt", "No.");
    folder.write("articles/empty.txt", "");
    folder.write(
        "articles/fr.txt",
        "Les gardiens du phare ont refusé mardi l’offre du bureau du port, a déclaré leur chef. "
            .repeat(5),
    );
    folder
}

#[test]
fn every_export_keeps_the_contract() {
    let contract = Contract::new();
    let examples = root().join("examples");
    for (folder, sources) in [
        (set(), "articles"),
        (Folder::new(), examples.to_str().unwrap()),
    ] {
        let built = folder.run(&["build", sources]);
        assert!(matches!(built.code, Some(0 | 1)), "{}", built.err);
        let json = folder
            .done(&["export", "record.db", "--format", "json"])
            .out;
        contract.record(&serde_json::from_str(&json).unwrap());
        for line in folder
            .done(&["export", "record.db", "--format", "jsonl"])
            .out
            .lines()
        {
            contract.article(&serde_json::from_str(line).unwrap());
        }
    }
}

#[test]
fn every_annotation_keeps_the_contract() {
    let contract = Contract::new();
    let folder = set();
    let mut lines = String::new();
    for file in std::fs::read_dir(folder.path("articles")).unwrap() {
        let path = file.unwrap().path();
        let ran = folder.run(&["annotate", path.to_str().unwrap()]);
        if !ran.out.is_empty() {
            contract.article(&serde_json::from_str(&ran.out).unwrap());
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let given = serde_json::json!({"id": path.display().to_string(), "text": text});
        lines.push_str(&format!("{given}\n"));
    }
    let ran = folder.fed(&["annotate", "--jsonl"], lines.as_bytes());
    for line in ran.out.lines() {
        let answer: Value = serde_json::from_str(line).unwrap();
        if answer["error"].is_null() {
            contract.article(&answer);
        }
    }
}

#[test]
fn a_trace_names_the_bytes_of_the_words() {
    let contract = Contract::new();
    let folder = Folder::new();
    let saved = page(41).replace("“", "&ldquo;").replace("”", "&#8221;");
    folder.write("page.html", &saved);
    let ran = folder.done(&["annotate", "page.html", "--trace"]);
    let object: Value = serde_json::from_str(&ran.out).unwrap();
    contract.article(&object);
    let contents = object["statements"].as_array().unwrap().iter();
    let traced: Vec<&Value> = contents
        .flat_map(|s| s["content"].as_array().unwrap())
        .chain(object["times"].as_array().unwrap())
        .collect();
    assert!(traced.len() > 20, "{}", traced.len());
    for passage in traced {
        let ranges = passage["source_bytes"].as_array().unwrap();
        let bytes: Vec<u8> = ranges
            .iter()
            .map(|r| r[0].as_u64().unwrap() as usize..r[1].as_u64().unwrap() as usize)
            .flat_map(|range| saved.as_bytes()[range].to_vec())
            .collect();
        let words = String::from_utf8(bytes)
            .unwrap()
            .replace("&ldquo;", "“")
            .replace("&#8221;", "”");
        let without_space = |s: &str| s.split_whitespace().collect::<String>();
        assert_eq!(
            without_space(&words),
            without_space(passage["quote"].as_str().unwrap())
        );
    }
}

#[test]
fn a_field_too_many_or_too_few_breaks_the_contract() {
    let contract = Contract::new();
    let folder = Folder::new();
    folder.write("a.txt", article(1));
    let good: Value = serde_json::from_str(&folder.done(&["annotate", "a.txt"]).out).unwrap();
    contract.article(&good);
    let mut more = good.clone();
    more["mood"] = "grim".into();
    let mut fewer = good.clone();
    fewer.as_object_mut().unwrap().remove("blocks");
    let mut wrong = good;
    wrong["published"]["how"] = "guessed".into();
    for broken in [more, fewer, wrong] {
        assert!(
            contract
                .schemas
                .validate(&broken, contract.article)
                .is_err()
        );
    }
}

/// The name of every field in the schemas, wherever it stands.
fn fields(schema: &Value, found: &mut Vec<String>) {
    if let Some(properties) = schema["properties"].as_object() {
        found.extend(properties.keys().cloned());
    }
    match schema {
        Value::Array(items) => items.iter().for_each(|v| fields(v, found)),
        Value::Object(members) => members.values().for_each(|v| fields(v, found)),
        _ => {}
    }
}

#[test]
fn every_field_view_and_act_is_described_for_users() {
    let docs = std::fs::read_to_string(root().join("docs/formats.md")).unwrap();
    let mut names = Vec::new();
    for name in ["article", "record"] {
        let file = root().join(format!("schema/{name}.schema.json"));
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        fields(&schema, &mut names);
        for list in ["act", "referent-type"] {
            let words = schema["$defs"][list]["enum"].as_array();
            names.extend(
                words
                    .into_iter()
                    .flatten()
                    .map(|w| w.as_str().unwrap().to_owned()),
            );
        }
    }
    let folder = Folder::with_articles(1);
    folder.done(&["build", "articles"]);
    let reader = rapporteur_store::Reader::open(&folder.path("record.db")).unwrap();
    names.extend(reader.views().unwrap().into_iter().map(|(view, _)| view));
    assert!(names.len() > 100, "{}", names.len());
    let missing: Vec<&String> = names
        .iter()
        .filter(|n| !docs.contains(&format!("`{n}`")))
        .collect();
    assert_eq!(missing, Vec::<&String>::new());
}
