//! Rows about one article, all made from its article object.

use crate::row::{Row, row};
use rapporteur_record::json::{
    ArticleObject, CommitmentObject, FigureObject, MentionObject, Passage, StatementObject,
    TimeObject,
};
use rapporteur_record::{Quantity, TimeValue};
use serde::Serialize;
use std::collections::BTreeSet;

/// How many characters of its content a statement's title has.
const TITLE: usize = 90;

/// Every row about an article, the article's own first.
///
/// `json` is the object itself, as text.
pub fn rows_of_article<'a>(object: &'a ArticleObject, json: &'a str) -> Vec<Row<'a>> {
    let mut rows = Rows {
        article: &object.id.0,
        object,
        done: Vec::new(),
    };
    rows.article(json);
    rows.authors();
    rows.candidates();
    rows.blocks();
    rows.times();
    rows.referents();
    rows.mentions();
    rows.statements();
    rows.figures();
    rows.commitments();
    rows.events();
    rows.warnings();
    rows.done
}

struct Rows<'a> {
    article: &'a str,
    object: &'a ArticleObject,
    done: Vec<Row<'a>>,
}

impl<'a> Rows<'a> {
    fn add(&mut self, row: Row<'a>) {
        self.done.push(row);
    }

    /// The id of a row: article, letter, number from one.
    fn id(&self, letter: &str, index: usize) -> String {
        format!("{}-{letter}{}", self.article, index + 1)
    }

    /// The id of the row of a referent or statement, by its id within the article.
    fn global(&self, local: &str) -> String {
        format!("{}-{local}", self.article)
    }

    fn global_or_none(&self, local: &Option<String>) -> Option<String> {
        local.as_ref().map(|id| self.global(id))
    }

    fn name_of(&self, local: &str) -> Option<&'a str> {
        let found = self.object.referents.iter().find(|r| r.id == local)?;
        Some(found.name.as_str())
    }

    fn names_of(&self, locals: &[String]) -> String {
        let names: Vec<&str> = locals.iter().filter_map(|id| self.name_of(id)).collect();
        names.join("; ")
    }

    fn article(&mut self, json: &'a str) {
        let o = self.object;
        let headline = o.headline.as_ref().map(|p| one_line(&p.quote));
        let headline = headline.filter(|h| !h.is_empty());
        self.add(row!["articles":
            &o.id.0,
            headline.unwrap_or_else(|| o.source.clone()),
            o.outlet.as_ref(),
            o.published.date.as_ref(),
            word(&o.published.how),
            o.published.from.as_ref(),
            o.published.to.as_ref(),
            o.byline.as_ref().map(|p| &p.quote),
            o.url.as_ref(),
            &o.language,
            &o.source,
            &o.text,
            json,
        ]);
    }

    fn authors(&mut self) {
        for (n, name) in self.object.authors.iter().enumerate() {
            self.add(row!["authors": self.id("a", n), self.article, n + 1, name]);
        }
    }

    fn candidates(&mut self) {
        for (n, c) in self.object.candidates.iter().enumerate() {
            self.add(row!["candidates":
                self.id("k", n),
                self.article,
                n + 1,
                word(&c.field),
                &c.value,
                &c.from,
                c.chosen,
            ]);
        }
    }

    fn blocks(&mut self) {
        for (n, b) in self.object.blocks.iter().enumerate() {
            self.add(row!["blocks": self.id("b", n), self.article, word(&b.kind), b.start, b.end]);
        }
    }

    fn times(&mut self) {
        for (n, t) in self.object.times.iter().enumerate() {
            self.time(self.id("t", n), t);
        }
    }

    fn time(&mut self, id: String, t: &'a TimeObject) {
        let (first, last) = days(&t.value);
        let anchor = t.anchor.as_ref();
        self.add(row!["times":
            id,
            self.article,
            &t.quote,
            word(&t.kind),
            t.value.as_ref().map(TimeValue::as_str),
            t.modifier.as_ref().map(word),
            first,
            last,
            anchor.map(|a| word(&a.kind)),
            anchor.and_then(|a| a.at.as_ref()).map(|p| &p.quote),
            t.start,
            t.end,
        ]);
    }

    fn referents(&mut self) {
        for r in &self.object.referents {
            self.add(row!["referents":
                self.global(&r.id),
                self.article,
                &r.name,
                word(&r.kind),
                r.roles.join("; "),
            ]);
        }
    }

    fn mentions(&mut self) {
        for (n, m) in self.object.mentions.iter().enumerate() {
            self.add(row!["mentions":
                self.id("m", n),
                self.article,
                self.global_or_none(&m.referent),
                &m.quote,
                word(&m.form),
                m.start,
                m.end,
            ]);
        }
    }

    fn statements(&mut self) {
        let mut mentions: Vec<&MentionObject> = self.object.mentions.iter().collect();
        mentions.sort_by_key(|m| m.start);
        for s in &self.object.statements {
            self.statement(s, &mentions);
        }
    }

    fn statement(&mut self, s: &'a StatementObject, mentions: &[&'a MentionObject]) {
        let o = self.object;
        let id = self.global(&s.id);
        let speaker_name = s.speaker.as_ref().and_then(|r| self.name_of(r));
        let (source, content) = (joined(&s.source), joined(&s.content));
        let acts: Vec<String> = s.acts.iter().map(word).collect();
        let (first, last) = days(&s.said.value);
        let condition = s.condition.as_ref();
        self.add(row!["statements":
            id.clone(),
            self.article,
            title(speaker_name.unwrap_or(source.as_str()), &content),
            self.global_or_none(&s.speaker),
            speaker_name,
            s.speaker_unknown.as_ref(),
            content,
            source,
            joined(&s.cue),
            word(&s.kind),
            word(&s.mode),
            self.names_of(&s.to),
            self.names_of(&s.about),
            acts.join(", "),
            s.negated,
            self.names_of(&s.aimed_at),
            self.global_or_none(&s.answers),
            s.said.value.as_ref().map(TimeValue::as_str),
            first,
            last,
            o.outlet.as_ref(),
            o.published.date.as_ref(),
            s.medium.as_ref().map(|p| &p.quote),
            s.venue.as_ref().map(|p| &p.quote),
            condition.map(|c| &c.antecedent.quote),
            condition.map(|c| &c.consequent.quote),
            condition.map(|c| word(&c.polarity)),
            condition.and_then(|c| c.otherwise.as_ref()).map(|p| &p.quote),
            self.global_or_none(&s.reported_in),
            decimal(s.confidence),
            s.content.iter().map(|p| p.start).min().unwrap_or_default(),
            s.content.iter().map(|p| p.end).max().unwrap_or_default(),
        ]);
        self.pieces(&id, s);
        self.dates(&id, s);
        self.links(&id, s, mentions);
        for act in each_once(&s.acts) {
            let shown = s.act_evidence.iter().find(|e| e.act == *act);
            self.add(row!["statement_acts":
                id.clone(),
                word(act),
                act.plover(),
                shown.map(|e| &e.quote),
                shown.map(|e| e.start),
                shown.map(|e| e.end),
            ]);
        }
    }

    /// Every part of a statement that has words of its own.
    fn pieces(&mut self, statement: &str, s: &'a StatementObject) {
        let condition = s.condition.as_ref();
        let parts: [(&'static str, Vec<&'a Passage>); 8] = [
            ("source", s.source.iter().collect()),
            ("cue", s.cue.iter().collect()),
            ("content", s.content.iter().collect()),
            ("medium", s.medium.iter().collect()),
            ("venue", s.venue.iter().collect()),
            ("said", s.said.evidence.iter().collect()),
            ("if", condition.iter().map(|c| &c.antecedent).collect()),
            ("then", condition.iter().map(|c| &c.consequent).collect()),
        ];
        for (part, passages) in parts {
            for (n, p) in passages.into_iter().enumerate() {
                self.add(row!["statement_pieces":
                    format!("{statement}-{part}{}", n + 1),
                    statement.to_owned(),
                    part,
                    &p.quote,
                    p.start,
                    p.end,
                ]);
            }
        }
    }

    /// The days of a statement: published, said, and those of what it speaks of.
    fn dates(&mut self, statement: &str, s: &'a StatementObject) {
        let published = &self.object.published;
        if published.from.is_some() {
            self.date(
                format!("{statement}-published"),
                statement,
                Dated {
                    role: "published".to_owned(),
                    value: published.date.as_deref(),
                    days: (published.from.clone(), published.to.clone()),
                    precision: published.date.as_ref().map(|_| "day".to_owned()),
                    modifier: None,
                    shown_by: joined(&published.evidence),
                    words: published.evidence.first().map(place),
                },
            );
        }
        if let Some(value) = &s.said.value {
            self.date(
                format!("{statement}-said"),
                statement,
                Dated {
                    role: "said".to_owned(),
                    value: Some(value.as_str()),
                    days: days(&s.said.value),
                    precision: value.precision().as_ref().map(word),
                    modifier: None,
                    shown_by: joined(&s.cue),
                    words: s.said.evidence.first().map(place),
                },
            );
        }
        for (n, w) in s.when.iter().enumerate() {
            let role = word(&w.role);
            self.date(
                format!("{statement}-{role}{}", n + 1),
                statement,
                Dated {
                    role,
                    value: Some(w.value.as_str()),
                    days: (w.from.clone(), w.to.clone()),
                    precision: w.precision.as_ref().map(word),
                    modifier: w.modifier.as_ref().map(word),
                    shown_by: joined(&w.evidence),
                    words: Some((w.quote.as_str(), w.start, w.end)),
                },
            );
        }
    }

    fn date(&mut self, id: String, statement: &str, d: Dated<'a>) {
        self.add(row!["statement_dates":
            id,
            statement.to_owned(),
            d.role,
            d.value,
            d.days.0,
            d.days.1,
            d.precision,
            d.modifier,
            d.words.map(|(quote, ..)| quote),
            Some(d.shown_by).filter(|words| !words.is_empty()),
            d.words.map(|(_, start, _)| start),
            d.words.map(|(.., end)| end),
        ]);
    }

    fn links(&mut self, statement: &str, s: &'a StatementObject, mentions: &[&'a MentionObject]) {
        for referent in each_once(&s.to) {
            self.add(row!["statement_to": statement.to_owned(), self.global(referent)]);
        }
        for referent in each_once(&s.about) {
            self.add(row!["statement_about": statement.to_owned(), self.global(referent)]);
        }
        for referent in each_once(&s.aimed_at) {
            self.add(row!["statement_aimed_at": statement.to_owned(), self.global(referent)]);
        }
        for referent in each_once(&named_in(s, mentions)) {
            self.add(row!["statement_names": statement.to_owned(), self.global(referent)]);
        }
    }

    fn figures(&mut self) {
        for (n, f) in self.object.figures.iter().enumerate() {
            self.figure(self.id("f", n), f);
        }
    }

    fn figure(&mut self, id: String, f: &'a FigureObject) {
        let (low, high) = match f.value {
            Some(Quantity::One(x)) => (Some(x), Some(x)),
            Some(Quantity::Range(low, high)) => (Some(low), Some(high)),
            None => (None, None),
        };
        self.add(row!["figures":
            id,
            self.article,
            &f.quote,
            low,
            high,
            f.unit.as_ref(),
            f.modifier.as_ref().map(word),
            self.global_or_none(&f.stated_in),
            f.start,
            f.end,
        ]);
    }

    fn commitments(&mut self) {
        for (n, c) in self.object.commitments.iter().enumerate() {
            self.commitment(self.id("c", n), c);
        }
    }

    fn commitment(&mut self, id: String, c: &'a CommitmentObject) {
        self.add(row!["commitments":
            id,
            self.article,
            &c.what.quote,
            self.global(&c.debtor),
            self.global_or_none(&c.creditor),
            self.global_or_none(&c.instrument),
            c.article.as_ref(),
            c.due.as_ref().map(TimeValue::as_str),
            word(&c.status),
            self.global_or_none(&c.said_by),
            c.what.start,
            c.what.end,
        ]);
    }

    fn events(&mut self) {
        for (n, e) in self.object.events.iter().enumerate() {
            let day = e.date.as_ref().and_then(TimeValue::days);
            self.add(row!["events":
                self.id("e", n),
                self.article,
                self.global(&e.source),
                self.global(&e.target),
                &e.category,
                &e.words.quote,
                day.map(|(first, _)| first.to_string()),
                self.global_or_none(&e.stated_in),
                e.words.start,
                e.words.end,
            ]);
        }
    }

    fn warnings(&mut self) {
        for (n, w) in self.object.warnings.iter().enumerate() {
            self.add(row!["warnings":
                self.id("w", n),
                self.article,
                &w.code,
                &w.message,
                w.start,
                w.end,
            ]);
        }
    }
}

fn place(p: &Passage) -> (&str, usize, usize) {
    (p.quote.as_str(), p.start, p.end)
}

/// The first of each that is the same.
pub(crate) fn each_once<T: Ord>(all: &[T]) -> impl Iterator<Item = &T> {
    let mut seen = BTreeSet::new();
    all.iter().filter(move |one| seen.insert(*one))
}

/// Those to whom words of the content refer, by mentions in the order of the text.
fn named_in(s: &StatementObject, mentions: &[&MentionObject]) -> Vec<String> {
    let mut named = Vec::new();
    for piece in &s.content {
        let first = mentions.partition_point(|m| m.start < piece.start);
        let inside = mentions
            .iter()
            .skip(first)
            .take_while(|m| m.start < piece.end);
        let whole = inside.filter(|m| m.end <= piece.end);
        named.extend(whole.filter_map(|m| m.referent.clone()));
    }
    named
}

/// A day of a statement.
struct Dated<'a> {
    role: String,
    value: Option<&'a str>,
    days: (Option<String>, Option<String>),
    precision: Option<String>,
    modifier: Option<String>,
    shown_by: String,
    words: Option<(&'a str, usize, usize)>,
}

/// The word that JSON uses for a value of one of the vocabulary's lists.
pub(crate) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn joined(passages: &[Passage]) -> String {
    let quotes: Vec<&str> = passages.iter().map(|p| p.quote.as_str()).collect();
    quotes.join(" … ")
}

fn days(value: &Option<TimeValue>) -> (Option<String>, Option<String>) {
    match value.as_ref().and_then(TimeValue::days) {
        Some((first, last)) => (Some(first.to_string()), Some(last.to_string())),
        None => (None, None),
    }
}

/// A statement in one line: who, and how it begins.
fn title(who: &str, content: &str) -> String {
    let mut line = String::new();
    if !who.is_empty() {
        line.push_str(&one_line(who));
        line.push_str(": ");
    }
    let content = one_line(content);
    line.extend(content.chars().take(TITLE));
    if content.chars().nth(TITLE).is_some() {
        line.push('…');
    }
    line
}

/// Any run of white space as one blank.
pub(crate) fn one_line(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ")
}

/// The decimal number that a confidence is written as: 0.7, not the 0.699999988 nearest to it in the longer
/// format.
fn decimal(confidence: f32) -> f64 {
    confidence
        .to_string()
        .parse()
        .unwrap_or_else(|_| f64::from(confidence))
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_title_is_one_short_line() {
        assert_eq!(title("Ana  Roa", "We\nstay."), "Ana Roa: We stay.");
        assert_eq!(title("", "We stay."), "We stay.");
        let long = title("Ana", &"é".repeat(200));
        assert_eq!(long, format!("Ana: {}…", "é".repeat(90)));
    }
}
