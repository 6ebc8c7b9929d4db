//! Corrections as training examples and as test cases.

use crate::apply::apply;
use crate::log::{Change, Correction, Log};
use rapporteur_record::json::{ArticleObject, StatementObject};
use rapporteur_record::{Annotated, Text};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What people decided of the statements of an article, a JSON object each: the paragraph, the statement as it
/// is after all corrections (`null` for one rejected), and as the program read it.
///
/// `annotated` is the article as the program read it. Places count Unicode scalar values in the paragraph.
pub fn examples(log: &Log, annotated: &Annotated) -> Vec<Value> {
    let statements = decided(log, annotated).into_iter().map(|d| d.json());
    statements.chain(values(log, annotated)).collect()
}

/// The figures and times that people decided of, in the same form: `figure` or `time` instead of `statement`,
/// `null` where the words are none.
fn values(log: &Log, annotated: &Annotated) -> Vec<Value> {
    let text = &annotated.article.text;
    let mut last: BTreeMap<(bool, usize, usize), Value> = BTreeMap::new();
    for one in log.holding() {
        let Some(at) = one.at.as_ref().filter(|at| at.is_in(&annotated.article)) else {
            continue;
        };
        let (name, value) = match &one.change {
            Change::Figure { value, unit } => ("figure", json!({"value": value, "unit": unit})),
            Change::Time { value } => ("time", json!({"value": value})),
            Change::NoFigure => ("figure", Value::Null),
            Change::NoTime => ("time", Value::Null),
            _ => continue,
        };
        let Some(place) = at.find(text).map(|span| text.chars_of(span)) else {
            continue;
        };
        let Some((offset, paragraph)) = paragraph(text, place.start, place.end) else {
            continue;
        };
        let example = json!({
            "text": paragraph,
            "article": at.article,
            "source": at.source,
            "was": at.quote,
            "start": place.start.checked_sub(offset),
            "end": place.end.checked_sub(offset),
            "verdict": if value.is_null() { "rejected" } else { "accepted" },
            name: value,
            "correction": one.id,
            "who": one.who,
            "when": one.when,
            "why": one.why,
        });
        last.insert((name == "figure", place.start, place.end), example);
    }
    last.into_values().collect()
}

/// The same as cases for `tests/reading`, in Markdown. What was rejected cannot be told there and is left out.
pub fn markdown(log: &Log, annotated: &Annotated) -> String {
    decided(log, annotated)
        .iter()
        .filter_map(Decided::case)
        .collect()
}

struct Decided<'l> {
    correction: &'l Correction,
    /// The paragraph and its first character.
    paragraph: (usize, String),
    /// After all corrections; `None` where it was rejected.
    now: Option<StatementObject>,
    speaker: Option<String>,
}

fn decided<'l>(log: &'l Log, annotated: &Annotated) -> Vec<Decided<'l>> {
    let holding = log.holding();
    let corrected = apply(&holding, annotated.clone()).annotated;
    let object = ArticleObject::from(&corrected);
    let text = &corrected.article.text;
    let mut all: Vec<Decided> = Vec::new();
    for one in holding {
        let place = match (&one.at, &one.change) {
            (_, Change::Unsure) | (None, _) => continue,
            (_, change) if !change.is_of_statement() => continue,
            (Some(_), Change::Content { to }) => to,
            (Some(at), _) => at,
        };
        let Some(span) = place.find(text).filter(|_| place.is_in(&corrected.article)) else {
            continue;
        };
        let chars = text.chars_of(span);
        let stands = |s: &&StatementObject| {
            let start = s.content.iter().map(|p| p.start).min();
            let end = s.content.iter().map(|p| p.end).max();
            start.is_some_and(|s| s < chars.end) && end.is_some_and(|e| e > chars.start)
        };
        let exact = |s: &&StatementObject| {
            s.content.first().map(|p| p.start) == Some(chars.start)
                && s.content.last().map(|p| p.end) == Some(chars.end)
        };
        let rejected = matches!(one.change, Change::Reject);
        let statements = &object.statements;
        let now = statements
            .iter()
            .find(exact)
            .or_else(|| statements.iter().find(stands));
        let now = now.filter(|_| !rejected).cloned();
        let speaker = now
            .as_ref()
            .and_then(|s| s.speaker.as_ref())
            .and_then(|id| {
                object
                    .referents
                    .iter()
                    .find(|r| r.id == *id)
                    .map(|r| r.name.clone())
            });
        let Some(paragraph) = paragraph(text, chars.start, chars.end) else {
            continue;
        };
        // Several corrections of one statement are one example, the last.
        all.retain(|d| {
            now.is_none() || d.now.as_ref().map(|s| &s.id) != now.as_ref().map(|s| &s.id)
        });
        all.push(Decided {
            correction: one,
            paragraph,
            now,
            speaker,
        });
    }
    all
}

/// The lines of the text in which a place lies.
fn paragraph(text: &Text, start: usize, end: usize) -> Option<(usize, String)> {
    let span = text.span_of_chars(start, end)?;
    let words = text.as_str();
    let from = words
        .get(..span.start())?
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let to = words
        .get(span.end()..)?
        .find('\n')
        .map_or(words.len(), |at| span.end() + at);
    let whole = text.trim(text.span(from, to)?);
    Some((text.chars_of(whole).start, text.quote(whole).to_owned()))
}

impl Decided<'_> {
    fn json(&self) -> Value {
        let (offset, words) = &self.paragraph;
        let moved = |passages: &[rapporteur_record::json::Passage]| -> Vec<Value> {
            let inside = passages.iter().filter(|p| p.start >= *offset);
            inside
                .map(
                    |p| json!({"start": p.start - offset, "end": p.end - offset, "quote": p.quote}),
                )
                .collect()
        };
        let statement = self.now.as_ref().map(|s| {
            json!({
                "kind": s.kind, "mode": s.mode, "source": moved(&s.source), "cue": moved(&s.cue),
                "content": moved(&s.content), "speaker": self.speaker, "said": s.said.value, "acts": s.acts,
            })
        });
        let at = self.correction.at.as_ref();
        json!({
            "text": words,
            "article": at.map(|a| &a.article),
            "source": at.map(|a| &a.source),
            "was": at.map(|a| &a.quote),
            "verdict": if self.now.is_some() { "accepted" } else { "rejected" },
            "statement": statement,
            "correction": self.correction.id,
            "who": self.correction.who,
            "when": self.correction.when,
            "why": self.correction.why,
        })
    }

    fn case(&self) -> Option<String> {
        let s = self.now.as_ref()?;
        let join = |passages: &[rapporteur_record::json::Passage]| -> String {
            let words: Vec<String> = passages.iter().map(|p| one_line(&p.quote)).collect();
            if words.is_empty() {
                "-".to_owned()
            } else {
                words.join(" + ")
            }
        };
        let mut fact = format!("- says: {}", join(&s.source));
        if !s.cue.is_empty() {
            fact.push_str(&format!(" | cue: {}", join(&s.cue)));
        }
        fact.push_str(&format!(" | content: {}", join(&s.content)));
        let (_, words) = &self.paragraph;
        // A name that does not stand in the paragraph cannot be checked there.
        if let Some(name) = self.speaker.as_ref().filter(|n| words.contains(n.as_str())) {
            fact.push_str(&format!(" | speaker: {name}"));
        }
        let id = &self.correction.id;
        Some(format!(
            "## Correction {id}\n\n```text\n{}\n```\n\n{fact}\n\n",
            one_line(words)
        ))
    }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
