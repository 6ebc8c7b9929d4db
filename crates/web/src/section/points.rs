//! The rows of a point: one collation, its versions and their accounts.

use super::Limits;
use crate::index::{Index, anchors};
use crate::part::{Locator, Merged, More, Places, Voice, Words};
use crate::words;
use rapporteur_record::record::{Account, Collation, CollationKind, Verdict};
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// One point, as each account has it.
#[derive(Debug, Clone)]
pub struct Point {
    /// Its place on the page.
    pub anchor: String,
    /// What it is about.
    pub topic: String,
    /// What is compared, in words.
    pub kind: &'static str,
    /// The story, where there are points of several.
    pub story: Option<String>,
    /// "lined up by: counts of one thing, on: ferry, Ornell"; `None` where the record does not tell.
    pub lined_up: Option<String>,
    /// "5 reports, 4 of them independent"
    pub told: String,
    /// The distinct versions, in the order in which they were published.
    pub versions: Vec<Version>,
    /// The articles of the story that say nothing of it.
    pub silent: Vec<Locator>,
    /// How many silent articles are left out.
    pub silent_more: usize,
}

/// What some of the accounts have in common.
#[derive(Debug, Clone)]
pub struct Version {
    /// "A", "B", …
    pub letter: String,
    /// What the accounts come to; `None` where only their words can tell.
    pub value: Option<String>,
    /// "2 independent accounts"
    pub weight: String,
    /// Each account.
    pub accounts: Vec<AccountRow>,
    /// How many are left out.
    pub more: Option<More>,
}

impl Version {
    /// The value, where the words of the first account do not say the same.
    pub fn value_beyond_words(&self) -> Option<&str> {
        let words = self
            .accounts
            .first()
            .and_then(|a| a.words.alone.pieces.first());
        self.value
            .as_deref()
            .filter(|value| Some(*value) != words.map(String::as_str))
    }
}

/// One account.
#[derive(Debug, Clone)]
pub struct AccountRow {
    /// Its words.
    pub words: Words,
    /// Whose.
    pub voice: Voice,
    /// Where, and in which copies again.
    pub at: Places,
}

/// The points of one verdict. Where accounts differ, those come first in which most independent
/// accounts stand against each other: the number of pairs of them that differ.
pub fn points(index: &Index, verdict: Verdict, limits: &Limits) -> (Vec<Point>, Option<More>) {
    let collations = &index.record.collated.collations;
    let anchors = anchors("c", collations.iter().map(|c| c.id.as_str()));
    let mut chosen: Vec<(usize, &Collation, String)> = collations
        .iter()
        .zip(anchors)
        .filter(|(c, _)| c.verdict == verdict)
        .map(|(c, anchor)| (pairs_that_differ(c), c, anchor))
        .collect();
    // Stable: equal weights stay in the order of the record.
    chosen.sort_by_key(|(pairs, c, _)| std::cmp::Reverse((*pairs, c.independent)));
    let left = chosen.len().saturating_sub(limits.points);
    let points = chosen
        .into_iter()
        .take(limits.points)
        .map(|(_, collation, anchor)| point(index, collation, anchor, limits))
        .collect();
    (points, More::new(left, "point", "points"))
}

/// How many pairs of independent accounts have different values.
fn pairs_that_differ(collation: &Collation) -> usize {
    let sizes: Vec<usize> = by_value(&collation.accounts)
        .iter()
        .map(|v| independent(v))
        .collect();
    let all: usize = sizes.iter().sum();
    let ordered: usize = sizes.iter().map(|n| n * (all - n)).sum();
    ordered / 2
}

/// Articles that tell it and are no copies.
fn independent(accounts: &[&Account]) -> usize {
    let articles: BTreeSet<_> = accounts
        .iter()
        .filter(|a| a.copy_of.is_none())
        .map(|a| &a.article)
        .collect();
    articles.len()
}

/// Accounts of one value together, in the order of their first accounts. Where there is no value,
/// the words stand for it.
fn by_value(accounts: &[Account]) -> Vec<Vec<&Account>> {
    let mut versions: Vec<Vec<&Account>> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for account in accounts {
        let key = match &account.value {
            serde_json::Value::Null => account.quote.to_lowercase(),
            value => value.to_string(),
        };
        let place = *places.entry(key).or_insert(versions.len());
        match versions.get_mut(place) {
            Some(version) => version.push(account),
            None => versions.push(vec![account]),
        }
    }
    versions
}

fn point(index: &Index, collation: &Collation, anchor: String, limits: &Limits) -> Point {
    let mut accounts = collation.accounts.clone();
    accounts.sort_by_key(|a| (index.number(&a.article), a.start));
    let versions = by_value(&accounts)
        .iter()
        .enumerate()
        .map(|(n, accounts)| version(index, collation.kind, n, accounts, limits))
        .collect();
    let collated = &index.record.collated;
    let several = collated
        .collations
        .iter()
        .any(|c| c.story != collation.story);
    let story = collated
        .stories
        .iter()
        .find(|s| several && s.id == collation.story);
    let mut silent: Vec<usize> = collation
        .silent
        .iter()
        .filter_map(|id| index.number(id))
        .collect();
    silent.sort_unstable();
    silent.dedup();
    Point {
        anchor,
        topic: collation.topic.clone(),
        kind: words::compared(collation.kind),
        story: story.map(|s| s.title.clone()),
        lined_up: lined_up(collation),
        told: told(collation.reports, collation.independent),
        versions,
        silent_more: silent.len().saturating_sub(limits.accounts),
        silent: silent
            .into_iter()
            .take(limits.accounts)
            .filter_map(|n| Locator::new(index, n, None))
            .collect(),
    }
}

/// Words of evidence that are printed.
const EVIDENCE: usize = 6;

/// By which rule the accounts were lined up, and on which words.
fn lined_up(collation: &Collation) -> Option<String> {
    if collation.rule.is_empty() {
        return None;
    }
    let rule = collation.rule.replace('-', " ");
    let mut on: Vec<String> = Vec::new();
    for passage in collation.accounts.iter().flat_map(|a| &a.evidence) {
        let word = passage.quote.to_lowercase();
        if on.len() < EVIDENCE && !on.contains(&word) {
            on.push(word);
        }
    }
    Some(match on.is_empty() {
        true => format!("lined up by: {rule}"),
        false => format!("lined up by: {rule}, on: {}", on.join(", ")),
    })
}

fn told(reports: u32, independent: u32) -> String {
    let reports_in_words = words::count(reports as usize, "report", "reports");
    match reports == independent {
        true if reports == 1 => reports_in_words,
        true => format!("{reports_in_words}, all independent"),
        false => format!(
            "{reports_in_words}, {} independent",
            words::thousands(independent.into())
        ),
    }
}

fn version(
    index: &Index,
    kind: CollationKind,
    n: usize,
    accounts: &[&Account],
    limits: &Limits,
) -> Version {
    let mut rows = Merged::new();
    for account in accounts {
        let Some(article) = index.number(&account.article) else {
            continue;
        };
        let range = Some((account.start, account.end));
        let Some(mut at) = Locator::new(index, article, range) else {
            continue;
        };
        at.copy |= account.copy_of.is_some();
        let key = format!("{} {:?}", account.quote, account.said_by);
        rows.push(index, article, &key, at, || (article, *account));
    }
    let rows = rows.into_rows();
    let left = rows.len().saturating_sub(limits.accounts);
    let first = accounts.first();
    Version {
        letter: letter(n),
        // An utterance is its words; a value beside them would be ours.
        value: first
            .filter(|_| kind != CollationKind::Utterance)
            .and_then(|a| words::value(&a.value)),
        weight: weight(independent(accounts)),
        accounts: rows
            .into_iter()
            .take(limits.accounts)
            .map(|((article, account), at)| AccountRow {
                words: words_of(index, article, account),
                voice: voice(index, article, account),
                at,
            })
            .collect(),
        more: More::new(left, "account", "accounts"),
    }
}

fn words_of(index: &Index, n: usize, account: &Account) -> Words {
    let range = (account.start, account.end);
    Words::new(index, n, &account.quote, range, "account")
}

fn voice(index: &Index, n: usize, account: &Account) -> Voice {
    let Some(id) = &account.said_by else {
        return Voice {
            speaker: None,
            href: None,
        };
    };
    let name = index
        .shared_by_id(id)
        .and_then(|place| index.shared(place))
        .map(|r| r.name.clone());
    let statement = index.statement_at(n, account.start, account.end);
    Voice {
        speaker: Some(name.unwrap_or_else(|| "a speaker not named".to_owned())),
        href: statement.and_then(|s| index.statement_href(n, s)),
    }
}

fn weight(independent: usize) -> String {
    match independent {
        0 => "in copies only".to_owned(),
        n => words::count(n, "independent account", "independent accounts"),
    }
}

/// A, B, … Z, then 27, 28, …
fn letter(n: usize) -> String {
    let letter = u8::try_from(n)
        .ok()
        .filter(|n| *n < 26)
        .map(|n| char::from(b'A' + n));
    letter.map_or_else(|| (n + 1).to_string(), String::from)
}
