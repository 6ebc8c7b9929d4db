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
    rows.blocks()?;
    rows.times()?;
    rows.referents()?;
    rows.mentions()?;
    rows.statements()?;
    rows.figures()?;
    rows.commitments()?;
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
            "INSERT INTO articles (id, title, outlet, published, published_how, byline, url, language,
                 source, text, object)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                o.id.0,
                headline.filter(|h| !h.is_empty()).as_ref().unwrap_or(&o.source),
                o.outlet,
                o.published.date,
                word(&o.published.how),
                o.byline.as_ref().map(|p| &p.quote),
                o.url,
                o.language,
                o.source,
                o.text,
                json
            ],
        )
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
            "INSERT INTO times (id, article, quote, type, value, mod, first_day, last_day, start_char, end_char)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                id,
                self.article,
                t.quote,
                word(&t.kind),
                t.value.as_ref().map(TimeValue::as_str),
                t.modifier.as_ref().map(word),
                first,
                last,
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
