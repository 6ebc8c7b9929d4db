//! Rows about one article, all made from its article object.

use rapporteur_record::json::{
    ArticleObject, CommitmentObject, FigureObject, Passage, StatementObject, TimeObject,
};
use rapporteur_record::{Quantity, TimeValue};
use rusqlite::{Connection, Result, ToSql, params};
use serde::Serialize;

/// How many characters of its content a statement's title has.
const TITLE: usize = 90;

/// Writes every row about an article, which must not be stored yet.
///
/// `json` is the object itself, as text.
pub(crate) fn insert(connection: &Connection, o: &ArticleObject, json: &str) -> Result<()> {
    let rows = Rows {
        connection,
        article: &o.id.0,
        object: o,
    };
    rows.article(json)?;
    rows.authors()?;
    rows.candidates()?;
    rows.blocks()?;
    rows.times()?;
    rows.referents()?;
    rows.mentions()?;
    rows.statements()?;
    rows.figures()?;
    rows.commitments()?;
    rows.events()?;
    rows.warnings()
}

struct Rows<'a> {
    connection: &'a Connection,
    article: &'a str,
    object: &'a ArticleObject,
}

impl Rows<'_> {
    fn add(&self, sql: &str, values: &[&dyn ToSql]) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
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

    fn name_of(&self, local: &str) -> Option<&str> {
        let found = self.object.referents.iter().find(|r| r.id == local)?;
        Some(found.name.as_str())
    }

    fn names_of(&self, locals: &[String]) -> String {
        let names: Vec<&str> = locals.iter().filter_map(|id| self.name_of(id)).collect();
        names.join("; ")
    }

    fn article(&self, json: &str) -> Result<()> {
        let o = self.object;
        let headline = o.headline.as_ref().map(|p| one_line(&p.quote));
        self.add(
            "INSERT INTO articles (id, title, outlet, published, published_how, published_first_day,
                 published_last_day, byline, url, language, source, text, object)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            params![
                o.id.0,
                headline.filter(|h| !h.is_empty()).as_ref().unwrap_or(&o.source),
                o.outlet,
                o.published.date,
                word(&o.published.how),
                o.published.from,
                o.published.to,
                o.byline.as_ref().map(|p| &p.quote),
                o.url,
                o.language,
                o.source,
                o.text,
                json
            ],
        )
    }

    fn authors(&self) -> Result<()> {
        for (n, name) in self.object.authors.iter().enumerate() {
            self.add(
                "INSERT INTO authors (id, article, number, name) VALUES (?1, ?2, ?3, ?4)",
                params![self.id("a", n), self.article, int(n + 1), name],
            )?;
        }
        Ok(())
    }

    fn candidates(&self) -> Result<()> {
        for (n, c) in self.object.candidates.iter().enumerate() {
            self.add(
                "INSERT INTO candidates (id, article, number, field, value, place, chosen)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    self.id("k", n),
                    self.article,
                    int(n + 1),
                    word(&c.field),
                    c.value,
                    c.from,
                    c.chosen
                ],
            )?;
        }
        Ok(())
    }

    fn blocks(&self) -> Result<()> {
        for (n, b) in self.object.blocks.iter().enumerate() {
            self.add(
                "INSERT INTO blocks (id, article, kind, start_char, end_char) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![self.id("b", n), self.article, word(&b.kind), int(b.start), int(b.end)],
            )?;
        }
        Ok(())
    }

    fn times(&self) -> Result<()> {
        for (n, t) in self.object.times.iter().enumerate() {
            self.time(&self.id("t", n), t)?;
        }
        Ok(())
    }

    fn time(&self, id: &str, t: &TimeObject) -> Result<()> {
        let (first, last) = days(&t.value);
        self.add(
            "INSERT INTO times (id, article, quote, type, value, mod, first_day, last_day, anchor, anchor_words,
                 start_char, end_char)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                id,
                self.article,
                t.quote,
                word(&t.kind),
                t.value.as_ref().map(TimeValue::as_str),
                t.modifier.as_ref().map(word),
                first,
                last,
                t.anchor.as_ref().map(|a| word(&a.kind)),
                t.anchor.as_ref().and_then(|a| a.at.as_ref()).map(|p| &p.quote),
                int(t.start),
                int(t.end)
            ],
        )
    }

    fn referents(&self) -> Result<()> {
        for r in &self.object.referents {
            self.add(
                "INSERT INTO referents (id, article, name, type, roles) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![self.global(&r.id), self.article, r.name, word(&r.kind), r.roles.join("; ")],
            )?;
        }
        Ok(())
    }

    fn mentions(&self) -> Result<()> {
        for (n, m) in self.object.mentions.iter().enumerate() {
            self.add(
                "INSERT INTO mentions (id, article, referent, quote, form, start_char, end_char)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    self.id("m", n),
                    self.article,
                    self.global_or_none(&m.referent),
                    m.quote,
                    word(&m.form),
                    int(m.start),
                    int(m.end)
                ],
            )?;
        }
        Ok(())
    }

    fn statements(&self) -> Result<()> {
        for s in &self.object.statements {
            self.statement(s)?;
        }
        // A statement may be reported in one that comes after it, so these links are made last.
        for s in &self.object.statements {
            if let Some(outer) = &s.reported_in {
                self.add(
                    "UPDATE statements SET reported_in = ?2 WHERE id = ?1",
                    params![self.global(&s.id), self.global(outer)],
                )?;
            }
            if let Some(answered) = &s.answers {
                self.add(
                    "UPDATE statements SET answers = ?2 WHERE id = ?1",
                    params![self.global(&s.id), self.global(answered)],
                )?;
            }
        }
        Ok(())
    }

    fn statement(&self, s: &StatementObject) -> Result<()> {
        let o = self.object;
        let id = self.global(&s.id);
        let speaker_name = s.speaker.as_ref().and_then(|r| self.name_of(r));
        let (source, cue, content) = (joined(&s.source), joined(&s.cue), joined(&s.content));
        let acts: Vec<String> = s.acts.iter().map(word).collect();
        let (first, last) = days(&s.said.value);
        self.add(
            "INSERT INTO statements (id, article, title, speaker, speaker_name, speaker_unknown, content, source,
                 cue, kind, mode, to_names, about_names, acts, negated, said, said_first_day, said_last_day,
                 outlet, published, medium, venue, condition_if, condition_then, confidence, start_char, end_char,
                 aimed_at_names, condition_polarity, condition_otherwise)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                 ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)",
            params![
                id,
                self.article,
                title(speaker_name.unwrap_or(source.as_str()), &content),
                self.global_or_none(&s.speaker),
                speaker_name,
                s.speaker_unknown,
                content,
                source,
                cue,
                word(&s.kind),
                word(&s.mode),
                self.names_of(&s.to),
                self.names_of(&s.about),
                acts.join(", "),
                s.negated,
                s.said.value.as_ref().map(TimeValue::as_str),
                first,
                last,
                o.outlet,
                o.published.date,
                s.medium.as_ref().map(|p| &p.quote),
                s.venue.as_ref().map(|p| &p.quote),
                s.condition.as_ref().map(|c| &c.antecedent.quote),
                s.condition.as_ref().map(|c| &c.consequent.quote),
                decimal(s.confidence),
                int(s.content.iter().map(|p| p.start).min().unwrap_or_default()),
                int(s.content.iter().map(|p| p.end).max().unwrap_or_default()),
                self.names_of(&s.aimed_at),
                s.condition.as_ref().map(|c| word(&c.polarity)),
                s.condition.as_ref().and_then(|c| c.otherwise.as_ref()).map(|p| &p.quote),
            ],
        )?;
        self.pieces(&id, s)?;
        self.dates(&id, s)?;
        self.links(&id, s)?;
        for act in &s.acts {
            let shown = s.act_evidence.iter().find(|e| e.act == *act);
            self.add(
                "INSERT OR IGNORE INTO statement_acts (statement, act, plover, words, start_char, end_char)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    id,
                    word(act),
                    act.plover(),
                    shown.map(|e| &e.quote),
                    shown.map(|e| int(e.start)),
                    shown.map(|e| int(e.end))
                ],
            )?;
        }
        Ok(())
    }

    /// Every part of a statement that has words of its own.
    fn pieces(&self, statement: &str, s: &StatementObject) -> Result<()> {
        let condition = s.condition.as_ref();
        let parts: [(&str, Vec<&Passage>); 8] = [
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
                self.add(
                    "INSERT INTO statement_pieces (id, statement, part, quote, start_char, end_char)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![
                        format!("{statement}-{part}{}", n + 1),
                        statement,
                        part,
                        p.quote,
                        int(p.start),
                        int(p.end)
                    ],
                )?;
            }
        }
        Ok(())
    }

    /// The days of a statement: published, said, and those of what it speaks of.
    fn dates(&self, statement: &str, s: &StatementObject) -> Result<()> {
        let published = &self.object.published;
        if published.from.is_some() {
            self.date(
                &format!("{statement}-published"),
                statement,
                &Dated {
                    role: "published",
                    value: published.date.as_deref(),
                    days: (published.from.as_deref(), published.to.as_deref()),
                    precision: published.date.as_ref().map(|_| "day".to_owned()),
                    modifier: None,
                    shown_by: joined(&published.evidence),
                    words: published.evidence.first(),
                },
            )?;
        }
        if let Some(value) = &s.said.value {
            let (first, last) = days(&s.said.value);
            self.date(
                &format!("{statement}-said"),
                statement,
                &Dated {
                    role: "said",
                    value: Some(value.as_str()),
                    days: (first.as_deref(), last.as_deref()),
                    precision: value.precision().as_ref().map(word),
                    modifier: None,
                    shown_by: joined(&s.cue),
                    words: s.said.evidence.first(),
                },
            )?;
        }
        for (n, w) in s.when.iter().enumerate() {
            let words = Passage {
                start: w.start,
                end: w.end,
                quote: w.quote.clone(),
                source_bytes: None,
            };
            let role = word(&w.role);
            self.date(
                &format!("{statement}-{role}{}", n + 1),
                statement,
                &Dated {
                    role: &role,
                    value: Some(w.value.as_str()),
                    days: (w.from.as_deref(), w.to.as_deref()),
                    precision: w.precision.as_ref().map(word),
                    modifier: w.modifier.as_ref().map(word),
                    shown_by: joined(&w.evidence),
                    words: Some(&words),
                },
            )?;
        }
        Ok(())
    }

    fn date(&self, id: &str, statement: &str, d: &Dated<'_>) -> Result<()> {
        self.add(
            "INSERT INTO statement_dates (id, statement, role, value, first_day, last_day, precision, mod, words,
                 shown_by, start_char, end_char)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                id,
                statement,
                d.role,
                d.value,
                d.days.0,
                d.days.1,
                d.precision,
                d.modifier,
                d.words.map(|p| &p.quote),
                Some(&d.shown_by).filter(|words| !words.is_empty()),
                d.words.map(|p| int(p.start)),
                d.words.map(|p| int(p.end)),
            ],
        )
    }

    fn links(&self, statement: &str, s: &StatementObject) -> Result<()> {
        for referent in &s.to {
            self.add(
                "INSERT OR IGNORE INTO statement_to (statement, referent) VALUES (?1, ?2)",
                params![statement, self.global(referent)],
            )?;
        }
        for referent in &s.about {
            self.add(
                "INSERT OR IGNORE INTO statement_about (statement, referent) VALUES (?1, ?2)",
                params![statement, self.global(referent)],
            )?;
        }
        Ok(())
    }

    fn figures(&self) -> Result<()> {
        for (n, f) in self.object.figures.iter().enumerate() {
            self.figure(&self.id("f", n), f)?;
        }
        Ok(())
    }

    fn figure(&self, id: &str, f: &FigureObject) -> Result<()> {
        let (low, high) = match f.value {
            Some(Quantity::One(x)) => (Some(x), Some(x)),
            Some(Quantity::Range(low, high)) => (Some(low), Some(high)),
            None => (None, None),
        };
        self.add(
            "INSERT INTO figures (id, article, quote, low, high, unit, mod, stated_in, start_char, end_char)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                id,
                self.article,
                f.quote,
                low,
                high,
                f.unit,
                f.modifier.as_ref().map(word),
                self.global_or_none(&f.stated_in),
                int(f.start),
                int(f.end)
            ],
        )
    }

    fn commitments(&self) -> Result<()> {
        for (n, c) in self.object.commitments.iter().enumerate() {
            self.commitment(&self.id("c", n), c)?;
        }
        Ok(())
    }

    fn commitment(&self, id: &str, c: &CommitmentObject) -> Result<()> {
        self.add(
            "INSERT INTO commitments (id, article, what, debtor, creditor, instrument, due, status, said_by,
                 start_char, end_char, article_number)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                id,
                self.article,
                c.what.quote,
                self.global(&c.debtor),
                self.global_or_none(&c.creditor),
                self.global_or_none(&c.instrument),
                c.due.as_ref().map(TimeValue::as_str),
                word(&c.status),
                self.global_or_none(&c.said_by),
                int(c.what.start),
                int(c.what.end),
                c.article
            ],
        )
    }

    fn events(&self) -> Result<()> {
        for (n, e) in self.object.events.iter().enumerate() {
            let day = e.date.as_ref().and_then(TimeValue::days);
            self.add(
                "INSERT INTO events (id, article, source, target, category, words, day, stated_in, start_char, end_char)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    self.id("e", n),
                    self.article,
                    self.global(&e.source),
                    self.global(&e.target),
                    e.category,
                    e.words.quote,
                    day.map(|(first, _)| first.to_string()),
                    self.global_or_none(&e.stated_in),
                    int(e.words.start),
                    int(e.words.end)
                ],
            )?;
        }
        Ok(())
    }

    fn warnings(&self) -> Result<()> {
        for (n, w) in self.object.warnings.iter().enumerate() {
            self.add(
                "INSERT INTO warnings (id, article, code, message, start_char, end_char)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    self.id("w", n),
                    self.article,
                    w.code,
                    w.message,
                    w.start.map(int),
                    w.end.map(int)
                ],
            )?;
        }
        Ok(())
    }
}

/// A day of a statement.
struct Dated<'a> {
    role: &'a str,
    value: Option<&'a str>,
    days: (Option<&'a str>, Option<&'a str>),
    precision: Option<String>,
    modifier: Option<String>,
    shown_by: String,
    words: Option<&'a Passage>,
}

/// The word that JSON uses for a value of one of the vocabulary's lists.
pub(crate) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// SQLite's integers are signed.
pub(crate) fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
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
