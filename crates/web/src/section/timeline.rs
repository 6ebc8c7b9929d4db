//! The timeline: what is dated, in the order of the days.

use super::Limits;
use crate::index::Index;
use crate::part::{self, Context, Locator, Merged, More, Places, Quote};
use crate::words;
use askama::Template;
use jiff::civil::Date;
use rapporteur_record::json::Passage;
use rapporteur_record::{TimeKind, WhenRole};
use std::collections::{BTreeMap, BTreeSet};

/// The section.
#[derive(Debug, Template)]
#[template(path = "section/timeline.html")]
pub struct Timeline {
    /// Days and stretches of days, by their first day.
    pub days: Vec<Day>,
    /// Entries left out.
    pub more: Option<More>,
}

/// A day, or a stretch of days that the text does not tell apart.
#[derive(Debug)]
pub struct Day {
    /// In words.
    pub heading: String,
    /// The first day, for programs.
    pub first: String,
    /// Whether it is a stretch.
    pub stretch: bool,
    /// What is dated so.
    pub entries: Vec<Entry>,
    /// Entries left out here.
    pub more: Option<More>,
}

/// Something dated.
#[derive(Debug)]
pub struct Entry {
    /// What happened on that day.
    pub what: What,
    /// Where that stands.
    pub at: Places,
}

/// What a date is the date of.
#[derive(Debug)]
pub enum What {
    /// An article came out.
    Published {
        /// Its headline.
        headline: Option<Quote>,
    },
    /// Somebody said something.
    Said {
        /// Who.
        speaker: String,
        /// The words, shortened.
        words: Quote,
        /// "said" or "thought".
        mode: &'static str,
        /// A link to the statement, where the page prints it.
        href: Option<String>,
    },
    /// The text gives a date to something else.
    Mentioned {
        /// What the date is to it, as a statement has it; "mentioned" where nothing says.
        role: &'static str,
        /// The sentence, with the date marked.
        context: Context,
    },
}

/// Which entry is meant: article, and place in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pick {
    Published,
    Said(usize),
    Mentioned(usize, Option<WhenRole>),
}

/// All that is dated. Of a long record every day keeps its first entries, so that the whole span of
/// time stays in sight.
pub fn timeline(index: &Index, limits: &Limits) -> Timeline {
    let mut days: BTreeMap<(Date, Date), Vec<(usize, Pick)>> = BTreeMap::new();
    for (n, _) in index.articles() {
        for (stretch, pick) in dated(index, n) {
            days.entry(stretch).or_default().push((n, pick));
        }
    }
    let per_day = (limits.entries / days.len().max(1)).max(4);
    let mut room = limits.entries;
    let mut left_out = 0;
    let mut rows = Vec::new();
    for ((first, last), mut picks) in days {
        picks.sort_by_key(|(n, pick)| (*pick != Pick::Published, *n, *pick));
        if room == 0 {
            left_out += picks.len();
            continue;
        }
        let mut entries = entries(index, &picks);
        let left = entries.len().saturating_sub(per_day);
        entries.truncate(per_day);
        room = room.saturating_sub(entries.len());
        if entries.is_empty() {
            continue;
        }
        rows.push(Day {
            heading: words::days(first, last),
            first: first.to_string(),
            stretch: first != last,
            entries,
            more: More::new(left, "entry of these days", "entries of these days"),
        });
    }
    Timeline {
        days: rows,
        more: More::new(left_out, "entry", "entries"),
    }
}

/// What article `n` dates.
fn dated(index: &Index, n: usize) -> Vec<((Date, Date), Pick)> {
    let Some(article) = index.article(n) else {
        return Vec::new();
    };
    let object = article.object;
    let mut evidence: Vec<&Passage> = object.published.evidence.iter().collect();
    let mut found: Vec<((Date, Date), Pick)> = Vec::new();
    found.extend(article.date.map(|day| ((day, day), Pick::Published)));
    let mut roles: BTreeMap<usize, (usize, WhenRole)> = BTreeMap::new();
    for (s, statement) in object.statements.iter().enumerate() {
        let dates = statement.when.iter();
        roles.extend(dates.map(|w| (w.start, (w.end, w.role))));
        evidence.extend(&statement.said.evidence);
        let days = statement.said.value.as_ref().and_then(|v| v.days());
        found.extend(days.map(|days| (days, Pick::Said(s))));
    }
    // Words that only say when something was said or published date that, not an event.
    let taken: BTreeMap<usize, usize> = evidence.iter().map(|p| (p.start, p.end)).collect();
    for (t, time) in object.times.iter().enumerate() {
        let dates = matches!(time.kind, TimeKind::Date | TimeKind::Time);
        let is_taken = taken
            .range(..time.end)
            .next_back()
            .is_some_and(|(_, end)| *end > time.start);
        if !dates || is_taken || article.block_of_story(time.start).is_none() {
            continue;
        }
        let days = time.value.as_ref().and_then(|v| v.days());
        let role = roles.range(..=time.start).next_back();
        let role = role.filter(|(_, (end, _))| time.end <= *end);
        let role = role.map(|(_, (_, role))| *role);
        found.extend(days.map(|days| (days, Pick::Mentioned(t, role))));
    }
    found
}

fn entries(index: &Index, picks: &[(usize, Pick)]) -> Vec<Entry> {
    let mut merged = Merged::new();
    let mut sentences = BTreeSet::new();
    for (n, pick) in picks {
        if let Some((key, at, what)) = entry(index, *n, *pick) {
            // "At 9 on 4 May" is one mention of the day, not two.
            if let What::Mentioned { context, .. } = &what
                && !sentences.insert((*n, context.sentence()))
            {
                continue;
            }
            merged.push(index, *n, &key, at, || what);
        }
    }
    merged
        .into_rows()
        .into_iter()
        .map(|(what, at)| Entry { what, at })
        .collect()
}

fn entry(index: &Index, n: usize, pick: Pick) -> Option<(String, Locator, What)> {
    let object = index.article(n)?.object;
    match pick {
        Pick::Published => {
            let headline = object.headline.as_ref();
            let headline = headline.map(|h| Quote::short(index, n, &h.quote, 200, false));
            // Each publication is an event of its own, also that of a copy.
            let at = Locator::new(index, n, None)?;
            Some((format!("published {n}"), at, What::Published { headline }))
        }
        Pick::Said(s) => {
            let statement = index.statement(n, s)?;
            let words: Vec<&str> = statement.content.iter().map(|p| p.quote.as_str()).collect();
            let words = words.join(" … ");
            let marks = statement.kind == rapporteur_record::StatementKind::Direct;
            let what = What::Said {
                speaker: part::speaker(index, n, s),
                words: Quote::short(index, n, &words, 220, marks),
                mode: words::mode(statement.mode),
                href: index.statement_href(n, s),
            };
            Some((words, Locator::of(index, n, &statement.content)?, what))
        }
        Pick::Mentioned(t, role) => {
            let time = object.times.get(t)?;
            let range = (time.start, time.end);
            let context = Context::new(index, n, range, "date")?;
            let at = Locator::new(index, n, Some(range))?;
            let role = role.map_or("mentioned", words::role);
            Some((context.key(), at, What::Mentioned { role, context }))
        }
    }
}
