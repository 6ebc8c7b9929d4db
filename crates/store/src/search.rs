//! Finding statements and paragraphs by their words.
//!
//! A hit is a statement whose content has all the words, or the paragraph of an article where most of them
//! stand. Words match by their stem (Porter's, as FTS5 has it: "deny" is not "denial", "lamps" is "lamp"),
//! without regard to case and accents; `word*` matches beginnings; a word with blanks in it is a phrase. Nothing a person types can be a syntax error.

use crate::error::Result;
use crate::reader::Reader;
use rapporteur_record::json::{ArticleObject, Passage, StatementObject, WhenObject, passage};
use rapporteur_record::{Act, Span, Text};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is looked for. Everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The words; none for everything that the filters let through.
    pub words: Vec<String>,
    /// Who said it: some of the speaker's name, here or in another article, or of the words that name them.
    pub by: Option<String>,
    /// To whom: some of the name.
    pub to: Option<String>,
    /// What the statement does.
    pub act: Option<Act>,
    /// Under which agreement, law or resolution: some of its name. The statement says what somebody owes under it,
    /// or names it; or the article itself says so.
    pub instrument: Option<String>,
    /// Who is said to owe something: some of the name. The statement says so, or the article itself.
    pub debtor: Option<String>,
    /// Who published it: some of the name.
    pub outlet: Option<String>,
    /// Not before this day, ISO. A statement counts by the day it was said, where that is known, anything
    /// else by the day of publication; what has no day at all is left out.
    pub since: Option<String>,
    /// Not after this day.
    pub until: Option<String>,
    /// At most so many hits; nought for all.
    pub limit: usize,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// The article.
    pub article: String,
    /// The statement (`s1`); `None` for a paragraph outside the statements found.
    pub statement: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The day of publication.
    pub published: Option<String>,
    /// The headline, or the source.
    pub headline: String,
    /// Where it was read from.
    pub source: String,
    /// Who said it; `None` for a paragraph and where that is open.
    pub speaker: Option<String>,
    /// To whom.
    pub to: Vec<String>,
    /// When it was said.
    pub said: Option<String>,
    /// The dates of what it speaks of.
    pub when: Vec<WhenObject>,
    /// What it does.
    pub acts: Vec<Act>,
    /// The words, in scalar values.
    pub passages: Vec<Passage>,
    /// What these words say of duties: the register's steps.
    pub register: Vec<Owing>,
}

/// What a hit says of a duty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Owing {
    /// The duty (`D1`).
    pub duty: String,
    /// Its place among what is said of the duty, from 1, and how many there are.
    pub place: (i64, i64),
    /// `undertaking`, `alleged-breach`, `denial` …
    pub step: String,
    /// Who owes: the name across articles.
    pub debtor: String,
    /// Under which agreement or law.
    pub instrument: Option<String>,
    /// What is owed, in the words of the first that tells it.
    pub owed: String,
}

/// The referents of articles that bear a name, by any name they have across articles.
const REFERENTS: &str =
    "SELECT m.referent FROM members m JOIN shared_referents r ON r.id = m.shared_referent
    WHERE r.rowid IN (SELECT rowid FROM shared_referents_fts WHERE shared_referents_fts MATCH ?)";

/// What stands before and behind a match in FTS5's `highlight`.
const MARK: char = '\u{2}';

/// Finds statements first, best first, then paragraphs.
///
/// # Errors
/// The file cannot be read, or is damaged.
pub fn search(reader: &Reader, query: &Query) -> Result<Vec<Hit>> {
    let limit = match query.limit {
        0 => usize::MAX,
        n => n,
    };
    let words = expression(&query.words);
    if words.is_none() && !query.words.is_empty() {
        return Ok(Vec::new()); // only punctuation was typed
    }
    let terms = query.words.iter().filter_map(|w| term(w)).count();
    let rows = reader.ask(|c| matching_statements(c, query, words.as_deref()))?;
    let mut articles = Articles::new(reader);
    let mut hits = Vec::new();
    let mut told: BTreeMap<String, Vec<Passage>> = BTreeMap::new();
    for (article, statement) in rows {
        if let Some(mut hit) = articles.statement(&article, &statement)? {
            hit.register = reader.ask(|c| owing(c, "x.statement = ?1", &statement))?;
            told.entry(article)
                .or_default()
                .extend(hit.passages.iter().cloned());
            hits.push(hit);
        }
        if hits.len() >= limit {
            return Ok(hits);
        }
    }
    // What the article's own voice says of duties has no statement.
    let own_voice = query.instrument.is_some() || query.debtor.is_some();
    if own_voice && query.by.is_none() && query.to.is_none() && query.act.is_none() {
        for (article, commitment) in reader.ask(|c| own_commitments(c, query))? {
            if hits.len() >= limit {
                return Ok(hits);
            }
            let register = reader.ask(|c| owing(c, "x.commitment = ?1", &commitment))?;
            hits.extend(articles.commitment(&article, &commitment, &query.words, register)?);
        }
    }
    let only_statements = query.by.is_some()
        || query.to.is_some()
        || query.act.is_some()
        || query.instrument.is_some()
        || query.debtor.is_some();
    if let (Some(words), false) = (words, only_statements) {
        for (article, marked) in reader.ask(|c| matching_articles(c, query, &words))? {
            let told = told.get(&article).map(Vec::as_slice).unwrap_or_default();
            // Beside a statement with all the words, a paragraph with some of them adds nothing.
            let least = if told.is_empty() { 1 } else { terms };
            hits.extend(articles.paragraph(&article, &marked, told, least)?);
            if hits.len() >= limit {
                break;
            }
        }
    }
    Ok(hits)
}

/// FTS5's way of writing "all of these words"; `None` where no word has a letter or digit.
///
/// ```
/// use rapporteur_store::search::expression;
/// let words = ["close*".to_owned(), "the harbour".to_owned()];
/// assert_eq!(expression(&words).unwrap(), "\"close\" * AND \"the harbour\"");
/// ```
pub fn expression(words: &[String]) -> Option<String> {
    let terms: Vec<String> = words.iter().filter_map(|w| term(w)).collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

fn term(word: &str) -> Option<String> {
    let (word, star) = match word.strip_suffix('*') {
        Some(start) => (start, " *"),
        None => (word, ""),
    };
    // FTS5 reads an expression up to a NUL; a phrase without letters or digits would match nothing.
    let word = word.replace('\0', " ").replace('"', "\"\"");
    word.chars()
        .any(char::is_alphanumeric)
        .then(|| format!("\"{word}\"{star}"))
}

/// All words of a name, in any order.
fn name_expression(name: &str) -> Option<String> {
    let words: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
    expression(&words)
}

/// A condition and the values of its question marks.
struct Where {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Where {
    fn new() -> Where {
        Where {
            sql: Vec::new(),
            values: Vec::new(),
        }
    }

    fn and(&mut self, sql: &str, values: &[&str]) {
        self.sql.push(format!("({sql})"));
        self.values
            .extend(values.iter().map(|v| Value::Text((*v).to_owned())));
    }

    fn sql(&self) -> String {
        match self.sql.is_empty() {
            true => "1".to_owned(),
            false => self.sql.join(" AND "),
        }
    }
}

/// Article and statement ids, best first; without words in the order of the record.
fn matching_statements(
    connection: &Connection,
    query: &Query,
    words: Option<&str>,
) -> rusqlite::Result<Vec<(String, String)>> {
    let mut filter = Where::new();
    let order = match words {
        Some(words) => {
            filter.and(
                "statements_fts MATCH ?",
                &[&format!("{{content}} : ({words})")],
            );
            "rank, a.published, a.source, s.start_char"
        }
        None => "a.published, a.source, s.start_char",
    };
    let from = match words {
        Some(_) => "statements_fts x JOIN statements s ON s.rowid = x.rowid",
        None => "statements s",
    };
    if let Some(by) = &query.by {
        let name = name_expression(by).unwrap_or_else(|| "\"\"".to_owned());
        filter.and(
            "s.rowid IN (SELECT rowid FROM statements_fts WHERE statements_fts MATCH ?)
             OR s.speaker IN (SELECT m.referent FROM members m JOIN shared_referents r ON r.id = m.shared_referent
                 WHERE r.rowid IN (SELECT rowid FROM shared_referents_fts WHERE shared_referents_fts MATCH ?))",
            &[&format!("{{speaker_name source}} : ({name})"), &name],
        );
    }
    if let Some(to) = &query.to {
        let name = name_expression(to).unwrap_or_else(|| "\"\"".to_owned());
        filter.and(
            "s.rowid IN (SELECT rowid FROM statements_fts WHERE statements_fts MATCH ?)
             OR s.id IN (SELECT t.statement FROM statement_to t JOIN members m ON m.referent = t.referent
                 JOIN shared_referents r ON r.id = m.shared_referent
                 WHERE r.rowid IN (SELECT rowid FROM shared_referents_fts WHERE shared_referents_fts MATCH ?))",
            &[&format!("{{to_names}} : ({name})"), &name],
        );
    }
    if let Some(act) = query.act {
        let word = crate::derive::word(&act);
        filter.and(
            "s.id IN (SELECT statement FROM statement_acts WHERE act = ?)",
            &[&word],
        );
    }
    if let Some(instrument) = &query.instrument {
        let name = name_expression(instrument).unwrap_or_else(|| "\"\"".to_owned());
        filter.and(
            &format!(
                "s.id IN (SELECT c.said_by FROM commitments c WHERE c.instrument IN ({REFERENTS}))
                 OR EXISTS (SELECT 1 FROM mentions n WHERE n.article = s.article AND n.start_char >= s.start_char
                     AND n.end_char <= s.end_char AND n.referent IN ({REFERENTS}))"
            ),
            &[&name, &name],
        );
    }
    if let Some(debtor) = &query.debtor {
        let name = name_expression(debtor).unwrap_or_else(|| "\"\"".to_owned());
        filter.and(
            &format!(
                "s.id IN (SELECT c.said_by FROM commitments c WHERE c.debtor IN ({REFERENTS}))"
            ),
            &[&name],
        );
    }
    article_filter(&mut filter, query);
    if let Some(since) = &query.since {
        filter.and("coalesce(s.said_last_day, a.published) >= ?", &[since]);
    }
    if let Some(until) = &query.until {
        filter.and("coalesce(s.said_first_day, a.published) <= ?", &[until]);
    }
    let sql = format!(
        "SELECT s.article, s.id FROM {from} JOIN articles a ON a.id = s.article WHERE {} ORDER BY {order}",
        filter.sql()
    );
    pairs(connection, &sql, &filter.values)
}

/// Article ids and their texts with the matches marked, best first.
fn matching_articles(
    connection: &Connection,
    query: &Query,
    words: &str,
) -> rusqlite::Result<Vec<(String, String)>> {
    let mut filter = Where::new();
    filter.and("articles_fts MATCH ?", &[&format!("{{text}} : ({words})")]);
    article_filter(&mut filter, query);
    if let Some(since) = &query.since {
        filter.and("a.published >= ?", &[since]);
    }
    if let Some(until) = &query.until {
        filter.and("a.published <= ?", &[until]);
    }
    let sql = format!(
        "SELECT a.id, highlight(articles_fts, 2, char({mark}), char({mark}))
         FROM articles_fts JOIN articles a ON a.rowid = articles_fts.rowid
         WHERE {} ORDER BY rank, a.published, a.source",
        filter.sql(),
        mark = u32::from(MARK),
    );
    pairs(connection, &sql, &filter.values)
}

/// What a row of the register says, by a condition on it.
fn owing(connection: &Connection, which: &str, value: &str) -> rusqlite::Result<Vec<Owing>> {
    let sql = format!(
        "SELECT d.id, x.position, (SELECT count(*) FROM duty_steps y WHERE y.duty = d.id), x.step, rd.name, ri.name, d.title
         FROM duty_steps x JOIN duties d ON d.id = x.duty JOIN shared_referents rd ON rd.id = d.debtor
         LEFT JOIN shared_referents ri ON ri.id = d.instrument
         WHERE {which} ORDER BY d.position, x.position"
    );
    connection
        .prepare_cached(&sql)?
        .query_map([value], |row| {
            Ok(Owing {
                duty: row.get(0)?,
                place: (row.get(1)?, row.get(2)?),
                step: row.get(3)?,
                debtor: row.get(4)?,
                instrument: row.get(5)?,
                owed: row.get(6)?,
            })
        })?
        .collect()
}

/// Articles and ids of commitments that the articles tell in their own voice, by instrument and debtor.
fn own_commitments(
    connection: &Connection,
    query: &Query,
) -> rusqlite::Result<Vec<(String, String)>> {
    let mut filter = Where::new();
    filter.and("c.said_by IS NULL", &[]);
    for (column, name) in [("instrument", &query.instrument), ("debtor", &query.debtor)] {
        if let Some(name) = name {
            let name = name_expression(name).unwrap_or_else(|| "\"\"".to_owned());
            filter.and(&format!("c.{column} IN ({REFERENTS})"), &[&name]);
        }
    }
    article_filter(&mut filter, query);
    if let Some(since) = &query.since {
        filter.and("a.published >= ?", &[since]);
    }
    if let Some(until) = &query.until {
        filter.and("a.published <= ?", &[until]);
    }
    let sql = format!(
        "SELECT a.id, c.id FROM commitments c JOIN articles a ON a.id = c.article WHERE {}
         ORDER BY a.published, a.source, c.start_char",
        filter.sql()
    );
    pairs(connection, &sql, &filter.values)
}

fn article_filter(filter: &mut Where, query: &Query) {
    if let Some(outlet) = &query.outlet {
        let name = name_expression(outlet).unwrap_or_else(|| "\"\"".to_owned());
        filter.and(
            "a.rowid IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)",
            &[&format!("{{outlet}} : ({name})")],
        );
    }
}

fn pairs(
    connection: &Connection,
    sql: &str,
    values: &[Value],
) -> rusqlite::Result<Vec<(String, String)>> {
    connection
        .prepare(sql)?
        .query_map(params_from_iter(values), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect()
}

/// Articles looked at so far, so that one with many hits is read once.
struct Articles<'a> {
    reader: &'a Reader,
    seen: BTreeMap<String, ArticleObject>,
}

impl Articles<'_> {
    fn new(reader: &Reader) -> Articles<'_> {
        Articles {
            reader,
            seen: BTreeMap::new(),
        }
    }

    fn get(&mut self, id: &str) -> Result<&ArticleObject> {
        if !self.seen.contains_key(id) {
            let object = self.reader.article(id)?;
            self.seen.insert(id.to_owned(), object);
        }
        match self.seen.get(id) {
            Some(object) => Ok(object),
            None => Err(crate::Error::damaged(
                self.reader.path(),
                "an article went missing",
            )),
        }
    }

    fn statement(&mut self, article: &str, row: &str) -> Result<Option<Hit>> {
        let object = self.get(article)?;
        let local = row.rsplit('-').next().unwrap_or_default();
        let found = object.statements.iter().find(|s| s.id == local);
        Ok(found.map(|s| statement_hit(object, s)))
    }

    /// The paragraph in which the article itself tells a duty, where it has all the words.
    fn commitment(
        &mut self,
        article: &str,
        row: &str,
        words: &[String],
        register: Vec<Owing>,
    ) -> Result<Option<Hit>> {
        let object = self.get(article)?;
        let number = row.rsplit("-c").next().and_then(|n| n.parse().ok());
        let found = number.and_then(|n: usize| object.commitments.get(n.checked_sub(1)?));
        let Some(commitment) = found else {
            return Ok(None);
        };
        let text = Text::new(object.text.as_str());
        let what = commitment.what.start;
        let around = object
            .blocks
            .iter()
            .find(|b| b.start <= what && what < b.end);
        let place = around.and_then(|b| text.span_of_chars(b.start, b.end));
        let Some(place) = place else {
            return Ok(None);
        };
        let lower = text.quote(place).to_lowercase();
        let stands = |w: &String| lower.contains(w.trim_end_matches('*').to_lowercase().as_str());
        let told = words.iter().all(stands);
        Ok(told.then(|| Hit {
            passages: vec![passage(&text, text.trim(place))],
            register,
            ..hit(object)
        }))
    }

    fn paragraph(
        &mut self,
        article: &str,
        marked: &str,
        told: &[Passage],
        least: usize,
    ) -> Result<Option<Hit>> {
        let object = self.get(article)?;
        let text = Text::new(object.text.as_str());
        let matches = matches(&text, marked);
        let best =
            best_paragraph(object, &text, &matches, told).filter(|(words, _)| *words >= least);
        Ok(best.map(|(_, place)| Hit {
            passages: vec![passage(&text, place)],
            ..hit(object)
        }))
    }
}

fn hit(object: &ArticleObject) -> Hit {
    let headline = object
        .headline
        .as_ref()
        .map(|p| crate::derive::one_line(&p.quote));
    Hit {
        article: object.id.0.clone(),
        statement: None,
        outlet: object.outlet.clone(),
        published: object.published.date.clone(),
        headline: headline.unwrap_or_else(|| object.source.clone()),
        source: object.source.clone(),
        speaker: None,
        to: Vec::new(),
        said: None,
        when: Vec::new(),
        acts: Vec::new(),
        passages: Vec::new(),
        register: Vec::new(),
    }
}

fn statement_hit(object: &ArticleObject, s: &StatementObject) -> Hit {
    let name = |id: &String| {
        let found = object.referents.iter().find(|r| r.id == *id)?;
        Some(found.name.clone())
    };
    Hit {
        statement: Some(s.id.clone()),
        speaker: s.speaker.as_ref().and_then(name),
        to: s.to.iter().filter_map(name).collect(),
        said: s.said.value.as_ref().map(|v| v.to_string()),
        when: s.when.clone(),
        acts: s.acts.clone(),
        passages: s.content.clone(),
        ..hit(object)
    }
}

/// Where the matches stand, told from the marks around them.
///
/// The marked text is the text with a mark before and behind each match. Marks that the text itself holds
/// are told apart by walking along both.
fn matches(text: &Text, marked: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    let mut own = text.as_str().chars().peekable();
    for c in marked.chars() {
        if own.peek() == Some(&c) {
            at += c.len_utf8();
            own.next();
            continue;
        }
        match open.take() {
            Some(start) => found.extend(text.span(start, at)),
            None => open = Some(at),
        }
    }
    found
}

/// The block with the most different words found, the first of equals, leaving out what lies inside
/// passages already told; with the number of words.
fn best_paragraph(
    object: &ArticleObject,
    text: &Text,
    matches: &[Span],
    told: &[Passage],
) -> Option<(usize, Span)> {
    let told: Vec<Span> = told
        .iter()
        .filter_map(|p| text.span_of_chars(p.start, p.end))
        .collect();
    let new = |m: &&Span| !told.iter().any(|t| t.contains(**m));
    let mut best: Option<(usize, Span)> = None;
    for block in &object.blocks {
        let Some(place) = text.span_of_chars(block.start, block.end) else {
            continue;
        };
        let from = matches.partition_point(|m| m.start() < place.start());
        let inside = matches
            .iter()
            .skip(from)
            .take_while(|m| m.end() <= place.end());
        let words: BTreeSet<String> = inside
            .filter(new)
            .map(|m| text.quote(*m).to_lowercase())
            .collect();
        if !words.is_empty() && best.is_none_or(|(count, _)| words.len() > count) {
            best = Some((words.len(), place));
        }
    }
    best.map(|(count, place)| (count, text.trim(place)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_types_becomes_terms() {
        let e = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
            expression(&words).unwrap_or_default()
        };
        assert_eq!(e(&["close", "harbour"]), "\"close\" AND \"harbour\"");
        assert_eq!(e(&["close the harbour"]), "\"close the harbour\"");
        assert_eq!(e(&["cease*"]), "\"cease\" *");
        assert_eq!(
            e(&["\"OR", "NEAR(", "-", "a\0b"]),
            "\"\"\"OR\" AND \"NEAR(\" AND \"a b\""
        );
        assert_eq!(e(&["*", "\"", ""]), "");
    }

    #[test]
    fn marks_in_the_text_itself_do_no_harm() {
        let text = Text::new("one \u{2}two\u{2} é three");
        let marked = "one \u{2}\u{2}two\u{2}\u{2} é \u{2}three\u{2}";
        let words: Vec<&str> = matches(&text, marked)
            .iter()
            .map(|m| text.quote(*m))
            .collect();
        assert_eq!(words, ["two\u{2}", "three"]);
    }
}
