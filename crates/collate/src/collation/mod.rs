//! Collations: the same thing as each account has it.
//!
//! In: the articles of a story with what was read in each, who copies whom, and shared referents.
//! Out: [`Collation`]s, each a thing that two or more accounts tell, with the exact words of each. The
//! verdict is *agree* or *differ*; nobody is said to be right.
//!
//! | module | what is lined up |
//! |---|---|
//! | `reading` | the clauses of a story, with their events, voices and whether they deny |
//! | `numbers` | counts of one thing |
//! | `dates` | when one thing happened |
//! | `roles` | who did it, who was first |
//! | `status` | whether it happened, whether a duty was kept |
//! | `stipulations` | whether a paper provides for it |
//! | `names` | two names of one thing |
//! | `utterances` | the same words of one speaker |

mod dates;
mod names;
mod numbers;
mod reading;
mod roles;
mod status;
mod stipulations;
mod utterances;

use crate::copies::Group;
use crate::referents::Referents;
use crate::words;
use rapporteur_record::json::passage;
use rapporteur_record::record::{Account, Collation, CollationKind, Story, Verdict};
use rapporteur_record::{Annotated, Span};
use reading::Story as Reading;
use std::collections::{BTreeMap, BTreeSet};

/// Words of a topic that are taken from an account.
const TOPIC: usize = 14;
/// Accounts shown of one article in one collation.
const SHOWN: usize = 4;

/// What one place in an article says of the thing compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    pub article: usize,
    pub span: Span,
    pub value: serde_json::Value,
    /// Whose voice; `None`: the article's own or somebody unknown.
    pub said_by: Option<usize>,
}

/// A thing compared, before it is numbered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    pub kind: CollationKind,
    pub topic: String,
    pub verdict: Verdict,
    pub points: Vec<Point>,
}

/// Lines up the accounts of every story.
pub(crate) fn find(
    articles: &[&Annotated],
    copies: &[Group],
    stories: &[Vec<usize>],
    named: &[Story],
    referents: &Referents,
) -> Vec<Collation> {
    let carried = Carried::new(articles, copies);
    let mut collations: Vec<Collation> = Vec::new();
    for (story, name) in stories.iter().zip(named) {
        let reading = Reading::read(articles, story, referents);
        let mut findings = numbers::find(&reading);
        findings.extend(dates::find(&reading));
        findings.extend(roles::find(&reading));
        findings.extend(status::find(&reading));
        findings.extend(stipulations::find(&reading));
        findings.extend(names::find(&reading));
        findings.extend(utterances::find(&reading));
        let mut told: Vec<Collation> = findings
            .into_iter()
            .filter_map(|finding| {
                collation(articles, story, &name.id, &carried, referents, finding)
            })
            .collect();
        told.sort_by_cached_key(|c| {
            let weight = (c.verdict == Verdict::Differ, c.independent, c.reports);
            (std::cmp::Reverse(weight), c.kind, c.topic.clone())
        });
        collations.extend(told);
    }
    for (n, collation) in (1..).zip(&mut collations) {
        collation.id = format!("C{n}");
    }
    collations
}

/// Whose text each article carries.
struct Carried {
    /// For a copy: its group, and the original where it is known.
    of: BTreeMap<usize, (usize, Option<usize>)>,
    /// For each original, the stems of its text, to see whether a passage stands there too.
    texts: BTreeMap<usize, String>,
}

impl Carried {
    fn new(articles: &[&Annotated], copies: &[Group]) -> Carried {
        let mut of = BTreeMap::new();
        let mut texts = BTreeMap::new();
        for (n, group) in copies.iter().enumerate() {
            for member in &group.members {
                of.insert(*member, (n, group.original));
            }
            if let Some((original, article)) =
                group.original.and_then(|o| articles.get(o).map(|a| (o, a)))
            {
                texts.insert(original, plain(article.article.text.as_str()));
            }
        }
        Carried { of, texts }
    }

    /// The original whose words these are.
    fn original(&self, article: usize, words: &str) -> Option<usize> {
        let original = self.of.get(&article)?.1.filter(|o| *o != article)?;
        self.texts
            .get(&original)?
            .contains(&plain(words))
            .then_some(original)
    }

    /// The articles of one text count as one source.
    fn source(&self, article: usize) -> (bool, usize) {
        match self.of.get(&article) {
            Some((group, _)) => (true, *group),
            None => (false, article),
        }
    }
}

fn plain(words: &str) -> String {
    let folded: Vec<_> = words::words(words).map(|w| words::fold(w.form)).collect();
    folded.join(" ")
}

/// Writes a finding down; `None` where fewer than two accounts are left of it.
fn collation(
    articles: &[&Annotated],
    story: &[usize],
    name: &str,
    carried: &Carried,
    referents: &Referents,
    mut finding: Finding,
) -> Option<Collation> {
    let order: BTreeMap<usize, usize> = story.iter().enumerate().map(|(n, i)| (*i, n)).collect();
    finding
        .points
        .sort_by_key(|p| (order.get(&p.article).copied(), p.span));
    finding
        .points
        .dedup_by(|b, a| (a.article, a.span) == (b.article, b.span));
    let mut shown: BTreeMap<(usize, String), usize> = BTreeMap::new();
    finding.points.retain(|p| {
        let n = shown.entry((p.article, p.value.to_string())).or_default();
        *n += 1;
        *n <= SHOWN
    });
    if finding.points.len() < 2 || finding.topic.trim().is_empty() {
        return None;
    }
    let accounts: Vec<Account> = finding
        .points
        .iter()
        .filter_map(|p| account(articles, carried, referents, p))
        .collect();
    let telling: BTreeSet<usize> = finding.points.iter().map(|p| p.article).collect();
    let sources: BTreeSet<(bool, usize)> = telling.iter().map(|i| carried.source(*i)).collect();
    // That a text agrees with its copy is no news.
    if finding.verdict == Verdict::Agree && sources.len() < 2 {
        return None;
    }
    let id = |i: &usize| articles.get(*i).map(|a| a.article.id.clone());
    Some(Collation {
        id: String::new(),
        story: name.to_owned(),
        topic: finding.topic,
        kind: finding.kind,
        verdict: finding.verdict,
        accounts,
        silent: story
            .iter()
            .filter(|i| !telling.contains(i))
            .filter_map(id)
            .collect(),
        reports: telling.len() as u32,
        independent: sources.len() as u32,
    })
}

fn account(
    articles: &[&Annotated],
    carried: &Carried,
    referents: &Referents,
    point: &Point,
) -> Option<Account> {
    let article = articles.get(point.article)?;
    let words = passage(&article.article.text, point.span);
    let original = carried.original(point.article, &words.quote);
    Some(Account {
        article: article.article.id.clone(),
        start: words.start,
        end: words.end,
        quote: words.quote,
        value: point.value.clone(),
        said_by: point.said_by.and_then(|r| referents.id(r)),
        copy_of: original
            .and_then(|o| articles.get(o))
            .map(|a| a.article.id.clone()),
    })
}

/// The first words of a passage, in quotation marks.
fn cite(words: &str) -> String {
    let all: Vec<&str> = words.split_whitespace().collect();
    let cut: Vec<&str> = all.iter().copied().take(TOPIC).collect();
    let more = if cut.len() < all.len() { " …" } else { "" };
    let text = cut.join(" ").replace(['“', '”', '"'], "");
    format!("“{}{more}”", text.trim_end_matches([',', '.', ';', ':']))
}
