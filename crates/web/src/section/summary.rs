//! The head of the page: what was read.

use crate::index::Index;
use crate::part::More;
use crate::words;
use askama::Template;
use rapporteur_record::record::Verdict;
use std::collections::BTreeSet;

/// Most stories named at the head of the page.
const STORIES: usize = 8;

/// The head.
#[derive(Debug, Template)]
#[template(path = "section/summary.html")]
pub struct Summary {
    /// "What 5 outlets say": the page's heading.
    pub heading: String,
    /// "6 articles, published 5 to 9 March 2024"
    pub read: String,
    /// The counts, each with what it counts.
    pub counts: Vec<(String, &'static str)>,
    /// The stories, each by one of its headlines, with how many articles tell it.
    pub stories: Vec<(String, String)>,
    /// Stories left out.
    pub more: Option<More>,
    /// Copies, refused files and the like, in one sentence each.
    pub notes: Vec<String>,
}

/// What was read.
pub fn summary(index: &Index) -> Summary {
    let record = index.record;
    let outlets = outlets(index);
    Summary {
        heading: heading(record.articles.len(), outlets),
        read: read(index, outlets),
        counts: counts(index),
        more: More::new(
            record.collated.stories.len().saturating_sub(STORIES),
            "story",
            "stories",
        ),
        stories: stories(index),
        notes: notes(index),
    }
}

/// How many outlets are named.
fn outlets(index: &Index) -> usize {
    let named: BTreeSet<&str> = index
        .articles()
        .filter_map(|(_, a)| a.object.outlet.as_deref())
        .collect();
    named.len()
}

fn heading(articles: usize, outlets: usize) -> String {
    match (articles, outlets) {
        (0, _) => "No article was read".to_owned(),
        (1, _) => "What one article says".to_owned(),
        (n, 0 | 1) => format!("What {} say", words::count(n, "article", "articles")),
        (_, n) => format!("What {} say", words::count(n, "outlet", "outlets")),
    }
}

fn read(index: &Index, outlets: usize) -> String {
    let articles = words::count(index.record.articles.len(), "article", "articles");
    let outlets = match outlets {
        0 => String::new(),
        n => format!(" by {}", words::count(n, "outlet", "outlets")),
    };
    let dates: Vec<_> = index.articles().filter_map(|(_, a)| a.date).collect();
    let dates = match (dates.iter().min(), dates.iter().max()) {
        (Some(first), Some(last)) => format!(", published {}", words::days(*first, *last)),
        _ => String::new(),
    };
    format!("{articles}{outlets}{dates}")
}

fn counts(index: &Index) -> Vec<(String, &'static str)> {
    let statements = || index.articles().flat_map(|(_, a)| &a.object.statements);
    let all = statements().count();
    let unattributed = statements().filter(|s| s.speaker.is_none()).count();
    let verdicts = |verdict| {
        index
            .record
            .collated
            .collations
            .iter()
            .filter(|c| c.verdict == verdict)
            .count()
    };
    let (differ, agree) = (verdicts(Verdict::Differ), verdicts(Verdict::Agree));
    let number = |n: usize| words::thousands(n as u64);
    let points = |n: usize, one, many| (number(n), if n == 1 { one } else { many });
    vec![
        (
            number(all),
            if all == 1 { "statement" } else { "statements" },
        ),
        (number(unattributed), "unattributed"),
        points(
            differ,
            "point where accounts differ",
            "points where accounts differ",
        ),
        points(agree, "point where they agree", "points where they agree"),
    ]
}

fn stories(index: &Index) -> Vec<(String, String)> {
    let stories = index.record.collated.stories.iter().take(STORIES);
    stories
        .map(|s| {
            (
                s.title.clone(),
                words::count(s.articles.len(), "article", "articles"),
            )
        })
        .collect()
}

fn notes(index: &Index) -> Vec<String> {
    let record = index.record;
    let copies: usize = record
        .collated
        .copies
        .iter()
        .map(|c| c.articles.len().saturating_sub(1))
        .sum();
    let unread = record
        .articles
        .iter()
        .filter(|a| a.language != "en")
        .count();
    let mut notes = Vec::new();
    if copies > 0 {
        let copies = words::count(copies, "article carries", "articles carry");
        notes.push(format!(
            "{copies} the text of another; a copy is no independent account."
        ));
    }
    if unread > 0 {
        let unread = words::count(unread, "article is", "articles are");
        notes.push(format!("{unread} not in English and not analysed."));
    }
    if !record.refused.is_empty() {
        let refused = words::count(record.refused.len(), "file", "files");
        notes.push(format!("{refused} could not be read."));
    }
    notes
}
