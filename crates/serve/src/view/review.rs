//! The review queue: one statement at a time, in its paragraph, with what was read and the ways to put it right.

use crate::context::{Context, Reply, Shell, page};
use crate::fault::Fault;
use crate::statements::{self, Row};
use askama::Template;
use rapporteur_correct::Decision;
use rapporteur_record::Act;
use rapporteur_record::Text;
use rapporteur_record::json::{ArticleObject, StatementObject};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

/// The card.
struct Card {
    item: String,
    row: Row,
    before: String,
    words: String,
    after: String,
    start: usize,
    end: usize,
    /// Where the words lead when they begin or end one word earlier or later: key, link, label.
    moves: Vec<(&'static str, String, &'static str)>,
    speaker: String,
    said: String,
    acts: Vec<(&'static str, bool)>,
    names: Vec<String>,
    confidence: String,
}

#[derive(Template)]
#[template(path = "review.html")]
struct Page {
    shell: Shell,
    card: Option<Card>,
    /// Where a form goes on to.
    next: String,
    skip: String,
    here: String,
    left: String,
    outlet: String,
    act: String,
    speaker: String,
    outlets: Vec<String>,
    acts: Vec<&'static str>,
    last: Option<String>,
}

/// The words of a statement: from the first to one past the last character of its content.
pub(crate) fn card_range(statement: &StatementObject) -> (usize, usize) {
    let start = statement.content.iter().map(|p| p.start).min().unwrap_or(0);
    let end = statement.content.iter().map(|p| p.end).max().unwrap_or(0);
    (start, end)
}

/// What the edit form shows, which is what an edit is compared with.
pub(crate) struct Fields {
    pub speaker: Option<String>,
    pub said: Option<String>,
    pub acts: Vec<Act>,
    pub start: usize,
    pub end: usize,
}

/// The fields of the statement at these words: as read, under what people decided since.
pub(crate) fn fields(
    c: &Context,
    object: &ArticleObject,
    start: usize,
    end: usize,
) -> Result<Fields, Fault> {
    let here = |s: &&StatementObject| card_range(s) == (start, end);
    let statement = object.statements.iter().find(here);
    let statement = statement.ok_or_else(|| {
        Fault::Missing("There is no statement at these words any more.".to_owned())
    })?;
    let name = statement
        .speaker
        .as_ref()
        .and_then(|id| object.referents.iter().find(|r| r.id == *id));
    let mut fields = Fields {
        speaker: name.map(|r| r.name.clone()),
        said: statement.said.value.as_ref().map(ToString::to_string),
        acts: statement.acts.clone(),
        start,
        end,
    };
    if let Some(decision) = c.standing.at(&object.id.0, start, end) {
        under(&mut fields, decision);
    }
    fields.acts.sort();
    Ok(fields)
}

fn under(fields: &mut Fields, decision: &Decision) {
    if let Some(speaker) = &decision.speaker {
        fields.speaker.clone_from(speaker);
    }
    if let Some(said) = &decision.said {
        fields.said.clone_from(said);
    }
    if let Some(acts) = &decision.acts {
        fields.acts.clone_from(acts);
    }
    if let Some((start, words)) = &decision.content {
        (fields.start, fields.end) = (*start, *start + words.chars().count());
    }
}

/// The page: the statement asked for, or the next that nobody has decided, the least sure first.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let item = match c.param("item") {
        Some(item) => Some(item.to_owned()),
        None => next_item(c)?,
    };
    let card = item.as_deref().map(|item| card(c, item)).transpose()?;
    let after = |card: &Card| format!("{}|{}", card.row.confidence, card.item);
    let onwards = |changes: &[(&str, Option<&str>)]| {
        let mut all = vec![("item", None), ("start", None), ("end", None)];
        all.extend_from_slice(changes);
        c.with(&all)
    };
    let next = match &card {
        Some(card) => onwards(&[("after", Some(after(card).as_str()))]),
        None => onwards(&[("after", None)]),
    };
    page(&Page {
        shell: c.shell("Review"),
        skip: next.clone(),
        next,
        here: c.with(&[]),
        left: left(c)?,
        outlet: c.given("outlet"),
        act: c.given("act"),
        speaker: c.given("speaker"),
        outlets: super::articles::outlets(c)?,
        acts: Act::ALL.map(Act::name).to_vec(),
        last: last(c),
        card,
    })
}

/// The last correction that holds, which can be taken back.
pub(crate) fn last(c: &Context) -> Option<String> {
    let holding = c.log.holding();
    let one = holding.last()?;
    Some(format!("{} ({})", one.id, one.change.word()))
}

fn left(c: &Context) -> Result<String, Fault> {
    let all = c.sum("statements", |db| {
        db.query_row("SELECT count(*) FROM statements", [], |r| {
            r.get::<_, usize>(0)
        })
    })?;
    let decided = rapporteur_web::words::thousands(c.standing.len() as u64);
    Ok(format!(
        "{decided} of {} looked at",
        rapporteur_web::words::count(*all, "statement", "statements")
    ))
}

/// The next statement that nobody decided, after the one in the address.
fn next_item(c: &Context) -> Result<Option<String>, Fault> {
    let mut condition = vec!["1".to_owned()];
    let mut values: Vec<Value> = Vec::new();
    let mut and = |sql: &str, value: &str| {
        condition.push(sql.to_owned());
        values.push(Value::Text(value.to_owned()));
    };
    if let Some(outlet) = c.param("outlet") {
        and("s.outlet = ?", outlet);
    }
    if let Some(act) = c.param("act") {
        and(
            "EXISTS (SELECT 1 FROM statement_acts x WHERE x.statement = s.id AND x.act = ?)",
            act,
        );
    }
    if c.param("speaker") == Some("open") {
        and("s.speaker IS NULL AND ? <> ''", "open");
    }
    if let Some((confidence, id)) = c.param("after").and_then(|a| a.split_once('|')) {
        let confidence: f64 = confidence.parse().unwrap_or(0.0);
        condition.push("(s.confidence > ? OR (s.confidence = ? AND s.id > ?))".to_owned());
        values.extend([
            Value::Real(confidence),
            Value::Real(confidence),
            Value::Text(id.to_owned()),
        ]);
        // Lets SQLite begin at the right place of the index.
        condition.push("s.confidence >= ?".to_owned());
        values.push(Value::Real(confidence));
    }
    let sql = format!(
        "SELECT s.id, s.article, s.start_char, s.end_char FROM statements s WHERE {}
         ORDER BY s.confidence, s.id",
        condition.join(" AND ")
    );
    c.ask(|db| {
        let mut query = db.prepare_cached(&sql)?;
        let mut rows = query.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            let article: String = row.get(1)?;
            if c.standing.at(&article, row.get(2)?, row.get(3)?).is_none() {
                return row.get(0).map(Some);
            }
        }
        Ok(None)
    })
}

/// Characters of text shown before and behind the words.
const AROUND: usize = 600;

fn card(c: &Context, item: &str) -> Result<Card, Fault> {
    let rows = statements::rows_where(c, "s.id = ?1", &[&item])?;
    let gone = || {
        Fault::Missing(
            "There is no such statement. Statements get new numbers when a record is built again: go to the queue."
                .to_owned(),
        )
    };
    let row = rows.into_iter().next().ok_or_else(gone)?;
    let object = c.reader()?.article(&row.article)?;
    let text = Text::new(object.text.as_str());
    let fields = fields(c, &object, row.start, row.end)?;
    let start = c.number("start").unwrap_or(fields.start);
    let end = c.number("end").unwrap_or(fields.end);
    let words = |from: usize, to: usize| {
        text.span_of_chars(from, to)
            .map(|s| text.quote(s).to_owned())
    };
    let (start, end) = match words(start, end) {
        Some(words) if !words.trim().is_empty() => (start, end),
        _ => (fields.start, fields.end),
    };
    let block = object
        .blocks
        .iter()
        .find(|b| b.start <= start && start < b.end);
    let from = block
        .map_or(0, |b| b.start)
        .max(start.saturating_sub(AROUND));
    let last = object.blocks.iter().find(|b| b.start < end && end <= b.end);
    let to = last
        .map_or(text.char_len(), |b| b.end)
        .min(end + AROUND)
        .max(end);
    let chars: Vec<char> = text.as_str().chars().collect();
    let moved = |start: usize, end: usize| {
        c.with(&[
            ("item", Some(item)),
            ("start", Some(&start.to_string())),
            ("end", Some(&end.to_string())),
        ])
    };
    let acts = fields.acts.clone();
    Ok(Card {
        item: item.to_owned(),
        before: words(from, start).unwrap_or_default(),
        words: words(start, end).unwrap_or_default(),
        after: words(end, to).unwrap_or_default(),
        moves: vec![
            (
                "start-earlier",
                moved(earlier(&chars, start), end),
                "begin a word earlier",
            ),
            (
                "start-later",
                moved(later_start(&chars, start).min(end - 1), end),
                "begin a word later",
            ),
            (
                "end-earlier",
                moved(start, earlier_end(&chars, end).max(start + 1)),
                "end a word earlier",
            ),
            (
                "end-later",
                moved(start, later(&chars, end)),
                "end a word later",
            ),
        ],
        start,
        end,
        speaker: fields.speaker.unwrap_or_default(),
        said: fields.said.unwrap_or_default(),
        acts: Act::ALL
            .map(|act| (act.name(), acts.contains(&act)))
            .to_vec(),
        names: object
            .referents
            .iter()
            .map(|r| r.name.clone())
            .take(200)
            .collect(),
        confidence: format!("{:.0} %", row.confidence * 100.0),
        row,
    })
}

fn blank(chars: &[char], at: usize) -> bool {
    chars.get(at).is_none_or(|c| c.is_whitespace())
}

/// The beginning of the word before a place.
fn earlier(chars: &[char], mut at: usize) -> usize {
    while at > 0 && blank(chars, at - 1) {
        at -= 1;
    }
    while at > 0 && !blank(chars, at - 1) {
        at -= 1;
    }
    at
}

/// The beginning of the word after the one at a place.
fn later_start(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() && !blank(chars, at) {
        at += 1;
    }
    while at < chars.len() && blank(chars, at) {
        at += 1;
    }
    at
}

/// The end of the word after a place.
fn later(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() && blank(chars, at) {
        at += 1;
    }
    while at < chars.len() && !blank(chars, at) {
        at += 1;
    }
    at
}

/// The end of the word before the one that ends at a place.
fn earlier_end(chars: &[char], mut at: usize) -> usize {
    while at > 0 && !blank(chars, at - 1) {
        at -= 1;
    }
    while at > 0 && blank(chars, at - 1) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_in_and_let_go() {
        let chars: Vec<char> = "She said the mill will open.".chars().collect();
        // "the mill" stands at 9..17.
        assert_eq!((earlier(&chars, 9), later_start(&chars, 9)), (4, 13));
        assert_eq!((later(&chars, 17), earlier_end(&chars, 17)), (22, 12));
        assert_eq!(
            (earlier(&chars, 0), later(&chars, chars.len())),
            (0, chars.len())
        );
    }
}
