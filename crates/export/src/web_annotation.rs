//! Statements as annotations of the W3C Web Annotation Data Model.
//!
//! The target is the words of the statement in its article: selected by the words themselves with those around
//! (`TextQuoteSelector`), which finds them on the page or in an edited copy, and by their place
//! (`TextPositionSelector`), counted in code points, as the Model wants it and as the record has it, in the
//! article's `text` as `rapporteur export --format jsonl` gives it. A statement in several pieces has a target for
//! each. The bodies say what was read: how it is said, who said it (`identifying`), what it does (`tagging`).

use crate::{filled, headline, iri, one_line, referent, word};
use rapporteur_record::json::{ArticleObject, Passage, StatementObject};
use serde_json::{Value, json};

/// How many code points before and after the words help to find them.
const AROUND: usize = 32;

/// What stands before the first annotation.
pub const HEAD: &str = "{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\"type\":\"AnnotationCollection\",\
    \"label\":\"Statements\",\"first\":{\"type\":\"AnnotationPage\",\"startIndex\":0,\"items\":[";

/// What stands after the last.
pub fn tail(count: usize, collection: &str) -> String {
    let page = iri::of_part(collection, "page", "1");
    format!(
        "\n],\"id\":\"{page}\",\"partOf\":\"{collection}\"}},\"last\":\"{page}\",\"id\":\"{collection}\",\
         \"total\":{count}}}\n"
    )
}

/// Every statement of an article that has words.
pub fn annotations(article: &ArticleObject) -> Vec<Value> {
    let text = Points::of(&article.text);
    let statements = article.statements.iter().filter(|s| !s.content.is_empty());
    statements.map(|s| annotation(article, s, &text)).collect()
}

fn annotation(article: &ArticleObject, statement: &StatementObject, text: &Points) -> Value {
    let mut targets: Vec<Value> = statement
        .content
        .iter()
        .map(|words| target(article, words, text))
        .collect();
    let target = match targets.len() {
        1 => targets.pop().unwrap_or_default(),
        _ => Value::Array(targets),
    };
    json!({
        "id": iri::of_part(&article.id.0, "statement", &statement.id),
        "type": "Annotation",
        "motivation": "describing",
        "generator": {"type": "Software", "name": "rapporteur"},
        "body": bodies(article, statement),
        "target": target,
    })
}

fn bodies(article: &ArticleObject, statement: &StatementObject) -> Vec<Value> {
    let body = |purpose: &str, value: String| json!({"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value});
    let (kind, mode) = (word(&statement.kind), word(&statement.mode));
    let mut bodies = vec![body("describing", format!("{kind} {mode}"))];
    let speaker = statement.speaker.as_ref();
    let speaker = speaker.and_then(|id| referent(article, id));
    if let Some(name) = speaker.and_then(|r| one_line(&r.name)) {
        bodies.push(body("identifying", name));
    }
    for act in &statement.acts {
        let denied = if statement.negated { " (denied)" } else { "" };
        bodies.push(body("tagging", format!("{}{denied}", word(act))));
    }
    bodies
}

fn target(article: &ArticleObject, words: &Passage, text: &Points) -> Value {
    json!({
        "type": "SpecificResource",
        "source": filled([
            ("id", iri::of_article(&article.id.0, article.url.as_deref()).into()),
            ("type", "Text".into()),
            ("language", article.language.as_str().into()),
            ("dcterms:identifier", article.id.0.as_str().into()),
            ("dcterms:title", headline(article).into()),
            ("dcterms:publisher", article.outlet.as_deref().into()),
            ("dcterms:issued", article.published.date.as_deref().into()),
        ]),
        "selector": [
            filled([
                ("type", "TextQuoteSelector".into()),
                ("exact", words.quote.as_str().into()),
                ("prefix", text.between(words.start.saturating_sub(AROUND), words.start).into()),
                ("suffix", text.between(words.end, words.end.saturating_add(AROUND)).into()),
            ]),
            {"type": "TextPositionSelector", "start": words.start, "end": words.end},
        ],
    })
}

/// A text by its code points.
struct Points<'a> {
    text: &'a str,
    /// At which byte each begins.
    at: Vec<usize>,
}

impl Points<'_> {
    fn of(text: &str) -> Points<'_> {
        let at = text.char_indices().map(|(byte, _)| byte).collect();
        Points { text, at }
    }

    /// The text from one code point up to another, as far as it goes; nothing where it is empty.
    fn between(&self, start: usize, end: usize) -> Option<&str> {
        let byte = |point: usize| self.at.get(point).copied().unwrap_or(self.text.len());
        let words = self.text.get(byte(start)..byte(end));
        words.filter(|words| !words.is_empty())
    }
}
