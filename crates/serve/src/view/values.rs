//! The review of figures and times: one at a time, in its passage, with its value to accept, put right or reject.

use crate::context::{Context, Reply, Shell, page};
use crate::fault::Fault;
use askama::Template;
use rapporteur_correct::{Anchor, Read, Reading};
use rapporteur_record::json::ArticleObject;
use rapporteur_record::{FigureMod, Quantity, Text, TimeValue};
use rusqlite::params;

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Figures,
    Times,
}

/// One figure or time, as read under what people decided since.
pub(crate) struct Value {
    pub start: usize,
    pub end: usize,
    /// What it comes to, as one writes it in the field; empty where that is open.
    pub written: String,
    /// What a figure counts.
    pub unit: String,
    /// "about", "more than", as the program read it.
    modifier: Option<FigureMod>,
    pub decided: Option<Mark>,
}

/// What a person decided of it.
pub(crate) struct Mark {
    pub sign: &'static str,
    pub word: &'static str,
    pub who: String,
}

struct Card {
    item: String,
    before: String,
    words: String,
    after: String,
    value: Value,
    /// The same value in words.
    told: String,
    outlet: Option<String>,
    headline: String,
    href: String,
    language: Option<String>,
}

#[derive(Template)]
#[template(path = "values.html")]
struct Page {
    shell: Shell,
    figures: bool,
    card: Option<Card>,
    left: String,
    next: String,
    here: String,
    last: Option<String>,
}

/// The figures.
pub(crate) fn figures(c: &Context) -> Result<Reply, Fault> {
    show(c, Kind::Figures)
}

/// The times: first those that the text leaves open.
pub(crate) fn times(c: &Context) -> Result<Reply, Fault> {
    show(c, Kind::Times)
}

fn show(c: &Context, kind: Kind) -> Result<Reply, Fault> {
    let item = match c.param("item") {
        Some(item) => Some(item.to_owned()),
        None => next_item(c, kind)?,
    };
    let card = item
        .as_deref()
        .map(|item| card(c, kind, item))
        .transpose()?;
    let after = match &card {
        Some(card) => Some(after(c, kind, &card.item)?),
        None => None,
    };
    page(&Page {
        shell: c.shell("Review"),
        figures: kind == Kind::Figures,
        left: left(c, kind)?,
        next: c.with(&[("item", None), ("after", after.as_deref())]),
        here: c.with(&[]),
        last: super::review::last(c),
        card,
    })
}

fn left(c: &Context, kind: Kind) -> Result<String, Fault> {
    let (table, decided, one, many) = match kind {
        Kind::Figures => ("figures", c.standing.read_len().0, "figure", "figures"),
        Kind::Times => ("times", c.standing.read_len().1, "time", "times"),
    };
    let all = c.sum(table, |db| {
        db.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| {
            r.get::<_, usize>(0)
        })
    })?;
    Ok(format!(
        "{} of {} looked at",
        rapporteur_web::words::thousands(decided as u64),
        rapporteur_web::words::count(*all, one, many)
    ))
}

/// Whether the value is open, and the id: what comes after it in the queue.
fn after(c: &Context, kind: Kind, item: &str) -> Result<String, Fault> {
    let open: bool = match kind {
        Kind::Figures => false,
        Kind::Times => c.ask(|db| {
            db.prepare_cached("SELECT count(*) > 0 FROM times WHERE id = ?1 AND value IS NULL")?
                .query_row([item], |r| r.get(0))
        })?,
    };
    Ok(format!("{}|{item}", if open { "open" } else { "read" }))
}

/// The next one that nobody decided: open times before all others.
fn next_item(c: &Context, kind: Kind) -> Result<Option<String>, Fault> {
    let (state, id) = c
        .param("after")
        .and_then(|a| a.split_once('|'))
        .unwrap_or(("open", ""));
    let queues: &[(&str, &str)] = match kind {
        Kind::Figures => &[(
            "read",
            "SELECT id, article, start_char, end_char FROM figures WHERE id > ?1 ORDER BY id",
        )],
        Kind::Times => &[
            (
                "open",
                "SELECT id, article, start_char, end_char FROM times WHERE value IS NULL AND id > ?1 ORDER BY article, id",
            ),
            (
                "read",
                "SELECT id, article, start_char, end_char FROM times WHERE value IS NOT NULL AND id > ?1 ORDER BY id",
            ),
        ],
    };
    let begin = queues.iter().position(|(name, _)| *name == state);
    let begin = begin.unwrap_or(0);
    c.ask(|db| {
        for (n, (_, sql)) in queues.iter().enumerate().skip(begin) {
            let from = if n == begin { id } else { "" };
            let mut query = db.prepare_cached(sql)?;
            let mut rows = query.query(params![from])?;
            while let Some(row) = rows.next()? {
                let article: String = row.get(1)?;
                if decided(c, kind, &article, row.get(2)?, row.get(3)?).is_none() {
                    return row.get(0).map(Some);
                }
            }
        }
        Ok(None)
    })
}

fn decided<'c>(
    c: &'c Context,
    kind: Kind,
    article: &str,
    start: usize,
    end: usize,
) -> Option<&'c Read> {
    match kind {
        Kind::Figures => c.standing.figure(article, start, end),
        Kind::Times => c.standing.time(article, start, end),
    }
}

/// The figure or time of an article by its number from 1, as read under what people decided since.
pub(crate) fn value(
    c: &Context,
    kind: Kind,
    object: &ArticleObject,
    number: usize,
) -> Option<Value> {
    let at = number.checked_sub(1)?;
    let (start, end, read, unit) = match kind {
        Kind::Figures => {
            let f = object.figures.get(at)?;
            (f.start, f.end, f.value.map(written), f.unit.clone())
        }
        Kind::Times => {
            let t = object.times.get(at)?;
            (
                t.start,
                t.end,
                t.value.as_ref().map(ToString::to_string),
                None,
            )
        }
    };
    let mut value = Value {
        start,
        end,
        written: read.unwrap_or_default(),
        unit: unit.unwrap_or_default(),
        modifier: match kind {
            Kind::Figures => object.figures.get(at).and_then(|f| f.modifier),
            Kind::Times => None,
        },
        decided: None,
    };
    if let Some(read) = decided(c, kind, &object.id.0, start, end) {
        let before = (value.written.clone(), value.unit.clone());
        match &read.is {
            Reading::Figure(quantity, unit) => {
                value.written = quantity.map(written).unwrap_or_default();
                // As in the record once it is built again: another number is as a person has it.
                value.modifier = value.modifier.filter(|_| value.written == before.0);
                value.unit.clone_from(unit);
            }
            Reading::Time(time) => {
                value.written = time.as_ref().map(ToString::to_string).unwrap_or_default();
            }
            Reading::Nothing => {}
        }
        let (sign, word) = match &read.is {
            Reading::Nothing => ("✕", "rejected"),
            _ if before != (value.written.clone(), value.unit.clone()) => ("✎", "corrected"),
            _ => ("✓", "accepted"),
        };
        value.decided = Some(Mark {
            sign,
            word,
            who: read.who.clone(),
        });
    }
    Some(value)
}

/// A value in words.
pub(crate) fn told(kind: Kind, value: &Value) -> String {
    match kind {
        _ if value.written.is_empty() => "left open by the text".to_owned(),
        Kind::Figures => {
            let number = quantity(&value.written).map(rapporteur_web::words::quantity);
            let number = number.unwrap_or_else(|| value.written.clone());
            let modifier = value.modifier.map_or("", rapporteur_web::words::modifier);
            format!("{modifier} {number} {}", value.unit)
                .trim()
                .to_owned()
        }
        Kind::Times => crate::context::day(&value.written),
    }
}

/// The address of its card.
pub(crate) fn href(kind: Kind, article: &str, number: usize) -> String {
    match kind {
        Kind::Figures => format!("/review/figures?item={article}-f{number}"),
        Kind::Times => format!("/review/times?item={article}-t{number}"),
    }
}

/// Article and number of an item: `0f3a…-f3`.
pub(crate) fn place(kind: Kind, item: &str) -> Option<(&str, usize)> {
    let letter = match kind {
        Kind::Figures => 'f',
        Kind::Times => 't',
    };
    let (article, local) = item.rsplit_once('-')?;
    Some((article, local.strip_prefix(letter)?.parse().ok()?))
}

/// Characters of text shown before and behind the words.
const AROUND: usize = 400;

fn card(c: &Context, kind: Kind, item: &str) -> Result<Card, Fault> {
    let gone = || {
        Fault::Missing(
            "There is no such figure or time. They get new numbers when a record is built again: go to the queue."
                .to_owned(),
        )
    };
    let (article, number) = place(kind, item).ok_or_else(gone)?;
    let object = c.reader()?.article(article)?;
    let value = value(c, kind, &object, number).ok_or_else(gone)?;
    let text = Text::new(object.text.as_str());
    let (start, end) = (value.start, value.end);
    let block = object
        .blocks
        .iter()
        .find(|b| b.start <= start && end <= b.end);
    let from = block
        .map_or(0, |b| b.start)
        .max(start.saturating_sub(AROUND));
    let to = block.map_or(text.char_len(), |b| b.end).min(end + AROUND);
    let words = |from: usize, to: usize| {
        text.span_of_chars(from, to)
            .map(|s| text.quote(s).to_owned())
            .unwrap_or_default()
    };
    Ok(Card {
        item: item.to_owned(),
        before: words(from, start),
        words: words(start, end),
        after: words(end, to),
        told: told(kind, &value),
        outlet: object.outlet.clone(),
        headline: object
            .headline
            .as_ref()
            .map_or_else(|| object.source.clone(), |h| h.quote.clone()),
        href: format!("/article/{article}"),
        language: crate::statements::foreign(&object.language),
        value,
    })
}

/// Where the words of an item stand.
pub(crate) fn anchor(object: &ArticleObject, value: &Value) -> Option<Anchor> {
    Anchor::in_object(object, value.start, value.end)
}

/// A quantity as one writes it in the field.
fn written(value: Quantity) -> String {
    match value {
        Quantity::One(x) => x.to_string(),
        Quantity::Range(x, y) => format!("{x} to {y}"),
    }
}

/// What a person wrote: `300`, `1,200`, `2.5`, `200 to 300`, `200–300`.
pub(crate) fn quantity(words: &str) -> Option<Quantity> {
    let number = |part: &str| {
        let digits: String = part.trim().chars().filter(|c| *c != ',').collect();
        digits
            .replace('−', "-")
            .parse::<f64>()
            .ok()
            .filter(|x| x.is_finite())
    };
    if let Some(one) = number(words) {
        return Some(Quantity::One(one));
    }
    let (low, high) = words
        .split_once(" to ")
        .or_else(|| words.split_once('–'))
        .or_else(|| words.split_once('-'))?;
    let (low, high) = (number(low)?, number(high)?);
    (low <= high).then_some(Quantity::Range(low, high))
}

/// A TIMEX3 value as a person wrote it: days of the calendar, a length, or one of the three that name none.
pub(crate) fn time(words: &str) -> Option<TimeValue> {
    let known = |v: &TimeValue| {
        let length = || v.as_str().strip_prefix('P').is_some_and(is_length);
        let by_none = ["PAST_REF", "PRESENT_REF", "FUTURE_REF"].contains(&v.as_str());
        v.days().is_some() || length() || by_none
    };
    TimeValue::new(words).filter(known)
}

/// `3D`, `1Y6M`, `T24H`, `2W`; `X` for a number that the text leaves open.
fn is_length(rest: &str) -> bool {
    let pieces = rest
        .chars()
        .all(|c| c.is_ascii_digit() || "TYMWDHSX.".contains(c));
    pieces && rest.ends_with(['Y', 'M', 'W', 'D', 'H', 'S'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_times_are_read_as_people_write_them() {
        for (words, value) in [
            ("300", Quantity::One(300.0)),
            ("1,200.5", Quantity::One(1200.5)),
            ("-4", Quantity::One(-4.0)),
            ("200 to 300", Quantity::Range(200.0, 300.0)),
            ("200–1,300", Quantity::Range(200.0, 1300.0)),
            ("200-300", Quantity::Range(200.0, 300.0)),
        ] {
            assert_eq!(quantity(words), Some(value), "{words}");
            assert_eq!(quantity(&written(value)), Some(value), "{words}");
        }
        for none in ["", "many", "3 to", "300 to 200", "inf", "NaN"] {
            assert_eq!(quantity(none), None, "{none}");
        }
        for lawful in [
            "2024-03-05",
            "2024-03",
            "199",
            "P3D",
            "PT24H",
            "P1Y6M",
            "PAST_REF",
        ] {
            assert!(time(lawful).is_some(), "{lawful}");
        }
        for none in ["yesterday", "2024-13", "P", "3D", "PARIS", ""] {
            assert!(time(none).is_none(), "{none}");
        }
    }
}
