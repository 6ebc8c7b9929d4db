//! What could not be read or decided.

use super::Limits;
use crate::index::Index;
use crate::part::{Context, Locator, Merged, More, Places};
use askama::Template;
use rapporteur_record::TimeKind;
use rapporteur_record::record::Refused;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Most statements linked for one reason.
const LINKS: usize = 24;

/// The section.
#[derive(Debug, Template)]
#[template(path = "section/open.html")]
pub struct Open {
    /// Inputs that were not taken.
    pub refused: Vec<Refused>,
    /// Inputs left out.
    pub refused_more: Option<More>,
    /// Articles kept and searchable, but not analysed: their language is not English.
    pub unread: Vec<(Locator, String)>,
    /// Articles left out.
    pub unread_more: Option<More>,
    /// Why speakers are open.
    pub speakers: Vec<Reason>,
    /// Reasons left out.
    pub speakers_more: Option<More>,
    /// Articles without a day of publication.
    pub undated: Vec<Locator>,
    /// Articles left out.
    pub undated_more: Option<More>,
    /// Dates that the text leaves open.
    pub dates: Vec<(Context, Places)>,
    /// Dates left out.
    pub dates_more: Option<More>,
    /// How many things are open, left out or not.
    pub count: usize,
}

/// One reason and the statements it holds for.
#[derive(Debug)]
pub struct Reason {
    /// A sentence.
    pub why: String,
    /// How many statements.
    pub count: usize,
    /// Their ids, sources and links.
    pub statements: Vec<Link>,
}

/// A statement, by its id and the number of its article.
#[derive(Debug)]
pub struct Link {
    /// Its id in the article.
    pub id: String,
    /// The number of the article.
    pub number: usize,
    /// Where it stands on the page, if it does.
    pub href: Option<String>,
}

/// Everything that is open.
pub fn open(index: &Index, limits: &Limits) -> Open {
    let mut count = 0;
    let (refused, refused_more) = capped(
        index.record.refused.clone(),
        limits,
        &mut count,
        "file",
        "files",
    );
    let articles = index.articles();
    let unread = articles
        .filter(|(_, a)| a.object.language != "en")
        .filter_map(|(n, a)| Some((Locator::new(index, n, None)?, a.object.language.clone())));
    let (unread, unread_more) = capped(unread.collect(), limits, &mut count, "article", "articles");
    let undated = index.articles().filter(|(_, a)| a.date.is_none());
    let undated = undated
        .filter_map(|(n, _)| Locator::new(index, n, None))
        .collect();
    let (undated, undated_more) = capped(undated, limits, &mut count, "article", "articles");
    let (dates, dates_more) = capped(dates(index), limits, &mut count, "date", "dates");
    let speakers = speakers(index);
    count += speakers.iter().map(|r| r.count).sum::<usize>();
    let mut reasons = 0;
    let (speakers, speakers_more) = capped(speakers, limits, &mut reasons, "reason", "reasons");
    Open {
        refused,
        refused_more,
        unread,
        unread_more,
        speakers,
        speakers_more,
        undated,
        undated_more,
        dates,
        dates_more,
        count,
    }
}

/// The first rows and how many more there are; all of them are added to `count`.
fn capped<T>(
    mut rows: Vec<T>,
    limits: &Limits,
    count: &mut usize,
    one: &str,
    many: &str,
) -> (Vec<T>, Option<More>) {
    *count += rows.len();
    let left = rows.len().saturating_sub(limits.open);
    rows.truncate(limits.open);
    (rows, More::new(left, one, many))
}

fn speakers(index: &Index) -> Vec<Reason> {
    let mut reasons: BTreeMap<&str, Reason> = BTreeMap::new();
    for (n, article) in index.articles() {
        let statements = article.object.statements.iter().enumerate();
        for (s, statement) in statements.filter(|(_, s)| s.speaker.is_none()) {
            let why = statement
                .speaker_unknown
                .as_deref()
                .unwrap_or_default()
                .trim();
            let why = if why.is_empty() {
                "no reason is recorded"
            } else {
                why
            };
            let reason = reasons.entry(why).or_insert_with(|| Reason {
                why: why.to_owned(),
                count: 0,
                statements: Vec::new(),
            });
            reason.count += 1;
            if reason.statements.len() < LINKS {
                let href = index.statement_href(n, s);
                reason.statements.push(Link {
                    id: statement.id.clone(),
                    number: n + 1,
                    href,
                });
            }
        }
    }
    let mut reasons: Vec<Reason> = reasons.into_values().collect();
    reasons.sort_by_key(|r| Reverse(r.count));
    reasons
}

fn dates(index: &Index) -> Vec<(Context, Places)> {
    let mut merged = Merged::new();
    for (n, article) in index.articles() {
        let times = article.object.times.iter();
        for time in times.filter(|t| t.kind == TimeKind::Date && t.value.is_none()) {
            let range = (time.start, time.end);
            let Some(context) = Context::new(index, n, range, "date") else {
                continue;
            };
            let Some(at) = Locator::new(index, n, Some(range)) else {
                continue;
            };
            merged.push(index, n, &context.key(), at, || context.clone());
        }
    }
    merged.into_rows()
}
