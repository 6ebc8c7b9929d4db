//! Who accuses whom of what, in the order of the days.

use super::Limits;
use crate::index::Index;
use crate::part::{Locator, Merged, More, Places, Quote, speaker};
use crate::words;
use askama::Template;
use jiff::civil::Date;
use rapporteur_record::Act;

/// Characters of the words that are printed.
const WORDS: usize = 220;

/// The section.
#[derive(Debug, Template)]
#[template(path = "section/accused.html")]
pub struct Accused {
    /// Accusations, by their days.
    pub rows: Vec<Row>,
    /// Accusations left out.
    pub more: Option<More>,
}

/// One accusation.
#[derive(Debug)]
pub struct Row {
    /// The day it was made, else the day it was published, in words.
    pub day: String,
    /// Who accuses.
    pub accuser: String,
    /// Whom.
    pub accused: String,
    /// The statement on this page.
    pub href: Option<String>,
    /// Its words.
    pub words: Quote,
    /// Where.
    pub at: Places,
}

/// Every statement that accuses somebody who is known; what was denied to be an accusation is none.
pub fn accused(index: &Index, limits: &Limits) -> Accused {
    let mut merged = Merged::new();
    for (n, article) in index.articles() {
        for (s, statement) in article.object.statements.iter().enumerate() {
            let accuses = statement.acts.contains(&Act::Accuse) && !statement.negated;
            let aims = statement
                .aimed_at
                .iter()
                .filter_map(|id| index.name_of(n, id));
            let aims: Vec<&str> = aims.collect();
            if !accuses || aims.is_empty() {
                continue;
            }
            let content: Vec<&str> = statement.content.iter().map(|c| c.quote.as_str()).collect();
            let content = content.join(" … ");
            let Some(at) = Locator::of(index, n, &statement.content) else {
                continue;
            };
            let said = statement.said.value.as_ref().and_then(|v| v.days());
            let day: Option<Date> = said.map(|(first, _)| first).or(article.date);
            merged.push(index, n, &content, at, || {
                (day, n, s, aims.join(", "), content.clone())
            });
        }
    }
    let mut rows = merged.into_rows();
    rows.sort_by_key(|((day, n, s, ..), _)| (day.is_none(), *day, *n, *s));
    let left = rows.len().saturating_sub(limits.rows);
    rows.truncate(limits.rows);
    Accused {
        rows: rows
            .into_iter()
            .map(|((day, n, s, accused, content), at)| Row {
                day: day.map_or_else(|| "day not known".to_owned(), words::day),
                accuser: speaker(index, n, s),
                accused,
                href: index.statement_href(n, s),
                words: Quote::short(index, n, &content, WORDS, true),
                at,
            })
            .collect(),
        more: More::new(left, "accusation", "accusations"),
    }
}
