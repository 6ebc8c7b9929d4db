//! What of a record is worth a first look: the stories, who said most, where accounts differ.

use crate::terminal::{count, cut, number, shown, wrap};
use console::style;
use rapporteur_record::json::ArticleObject;
use rapporteur_record::record::{Account, Collation, Record, Verdict};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// So many stories and speakers are shown on a terminal,
const SHOWN: usize = 8;
/// so many points where accounts differ,
const POINTS: usize = 5;
/// of each so many versions,
const VERSIONS: usize = 4;
/// of each so many accounts,
const ACCOUNTS: usize = 2;
/// and of their words so many characters.
const WORDS: usize = 160;

/// A record in brief. `report --json` prints all of it.
#[derive(Serialize)]
pub struct Digest {
    articles: usize,
    outlets: usize,
    statements: usize,
    unattributed: usize,
    not_collated: bool,
    stories: Vec<Story>,
    speakers: Vec<Speaker>,
    differ: Vec<Point>,
    refused: usize,
}

#[derive(Serialize)]
struct Story {
    id: String,
    title: String,
    articles: usize,
    outlets: Vec<String>,
    first: Option<String>,
    last: Option<String>,
}

#[derive(Serialize)]
struct Speaker {
    name: String,
    statements: usize,
    outlets: Vec<String>,
}

/// Something that accounts differ about.
#[derive(Serialize)]
struct Point {
    id: String,
    topic: String,
    versions: Vec<Version>,
}

/// What some accounts say of it.
#[derive(Serialize)]
struct Version {
    value: Value,
    accounts: Vec<Telling>,
}

/// Who tells it so, in which words.
#[derive(Serialize)]
struct Telling {
    outlet: String,
    said_by: Option<String>,
    words: String,
    copy: bool,
}

impl Digest {
    /// Looks a record through.
    pub fn of(record: &Record) -> Digest {
        let articles: BTreeMap<&str, &ArticleObject> = record
            .articles
            .iter()
            .map(|a| (a.id.0.as_str(), a))
            .collect();
        let statements = || record.articles.iter().flat_map(|a| &a.statements);
        let outlets: BTreeSet<&str> = record.articles.iter().map(outlet).collect();
        Digest {
            articles: record.articles.len(),
            outlets: outlets.len(),
            statements: statements().count(),
            unattributed: statements().filter(|s| s.speaker.is_none()).count(),
            not_collated: record.collated.stories.is_empty() && !record.articles.is_empty(),
            stories: stories(record, &articles),
            speakers: speakers(record),
            differ: differ(record, &articles),
            refused: record.refused.len(),
        }
    }

    /// For programs.
    pub fn json(&self) -> String {
        // Plain fields and lists: writing them cannot fail.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// For a terminal of so many columns.
    pub fn text(&self, columns: usize) -> String {
        let mut text = String::new();
        let mut line = |line: String| {
            text.push_str(&line);
            text.push('\n');
        };
        if self.articles == 0 {
            line("No article has been read into this record yet.".to_owned());
            return text;
        }
        line(heading("Stories"));
        for story in self.stories.iter().take(SHOWN) {
            story.lines(columns).into_iter().for_each(&mut line);
        }
        if self.not_collated {
            line("  The articles are not lined up yet: build again to finish.".to_owned());
        }
        more(self.stories.len(), SHOWN)
            .into_iter()
            .for_each(&mut line);
        if !self.speakers.is_empty() {
            line(String::new());
            line(heading("Who said most"));
        }
        for speaker in self.speakers.iter().take(SHOWN) {
            line(speaker.line(columns));
        }
        more(self.speakers.len(), SHOWN)
            .into_iter()
            .for_each(&mut line);
        if !self.differ.is_empty() {
            line(String::new());
            line(heading("Where accounts differ"));
        }
        for point in self.differ.iter().take(POINTS) {
            point.lines(columns).into_iter().for_each(&mut line);
        }
        more(self.differ.len(), POINTS)
            .into_iter()
            .for_each(&mut line);
        line(String::new());
        text
    }
}

fn heading(words: &str) -> String {
    style(words).bold().to_string()
}

/// What is not shown.
fn more(all: usize, shown: usize) -> Option<String> {
    let left = all.checked_sub(shown).filter(|n| *n > 0)?;
    Some(format!("  … and {} more", number(left)))
}

/// The outlet, or the name of the file where it is not known.
fn outlet(article: &ArticleObject) -> &str {
    let file = article.source.rsplit(['/', '\\']).next();
    article.outlet.as_deref().or(file).unwrap_or_default()
}

fn stories(record: &Record, articles: &BTreeMap<&str, &ArticleObject>) -> Vec<Story> {
    let mut stories: Vec<Story> = record
        .collated
        .stories
        .iter()
        .map(|story| {
            let told: Vec<&ArticleObject> = story
                .articles
                .iter()
                .filter_map(|id| articles.get(id.0.as_str()).copied())
                .collect();
            let days = || told.iter().filter_map(|a| a.published.date.clone());
            let outlets: BTreeSet<&str> = told.iter().map(|a| outlet(a)).collect();
            Story {
                id: story.id.clone(),
                title: story.title.clone(),
                articles: told.len(),
                outlets: outlets.into_iter().map(str::to_owned).collect(),
                first: days().min(),
                last: days().max(),
            }
        })
        .collect();
    stories.sort_by_key(|s| std::cmp::Reverse(s.articles));
    stories
}

fn speakers(record: &Record) -> Vec<Speaker> {
    let mut shared: BTreeMap<(&str, &str), (&str, &str)> = BTreeMap::new();
    for referent in &record.collated.referents {
        for member in &referent.members {
            let names = (referent.id.as_str(), referent.name.as_str());
            shared.insert((member.article.0.as_str(), member.referent.as_str()), names);
        }
    }
    // By id across articles, or by name where a referent has none.
    let mut found: BTreeMap<&str, (&str, usize, BTreeSet<&str>)> = BTreeMap::new();
    for article in &record.articles {
        for speaker in article
            .statements
            .iter()
            .filter_map(|s| s.speaker.as_deref())
        {
            let own = article.referents.iter().find(|r| r.id == speaker);
            let own = own.map_or("", |r| r.name.as_str());
            let across = shared.get(&(article.id.0.as_str(), speaker));
            let (key, name) = across.copied().unwrap_or((own, own));
            let entry = found.entry(key).or_insert((name, 0, BTreeSet::new()));
            entry.1 += 1;
            entry.2.insert(outlet(article));
        }
    }
    let mut speakers: Vec<Speaker> = found
        .into_values()
        .map(|(name, statements, outlets)| Speaker {
            name: name.to_owned(),
            statements,
            outlets: outlets.into_iter().map(str::to_owned).collect(),
        })
        .collect();
    speakers.sort_by(|a, b| {
        b.statements
            .cmp(&a.statements)
            .then_with(|| a.name.cmp(&b.name))
    });
    speakers
}

fn differ(record: &Record, articles: &BTreeMap<&str, &ArticleObject>) -> Vec<Point> {
    let names: BTreeMap<&str, &str> = record
        .collated
        .referents
        .iter()
        .map(|r| (r.id.as_str(), r.name.as_str()))
        .collect();
    let collations = record.collated.collations.iter();
    collations
        .filter(|c| c.verdict == Verdict::Differ)
        .map(|c| point(c, articles, &names))
        .collect()
}

fn point(
    collation: &Collation,
    articles: &BTreeMap<&str, &ArticleObject>,
    names: &BTreeMap<&str, &str>,
) -> Point {
    let mut versions: Vec<Version> = Vec::new();
    for account in &collation.accounts {
        let telling = telling(account, articles, names);
        match versions.iter_mut().find(|v| v.value == account.value) {
            Some(version) => version.accounts.push(telling),
            None => versions.push(Version {
                value: account.value.clone(),
                accounts: vec![telling],
            }),
        }
    }
    Point {
        id: collation.id.clone(),
        topic: collation.topic.clone(),
        versions,
    }
}

fn telling(
    account: &Account,
    articles: &BTreeMap<&str, &ArticleObject>,
    names: &BTreeMap<&str, &str>,
) -> Telling {
    let article = articles.get(account.article.0.as_str());
    let said_by = account
        .said_by
        .as_ref()
        .and_then(|id| names.get(id.as_str()));
    Telling {
        outlet: article.map_or("", |a| outlet(a)).to_owned(),
        said_by: said_by.map(|name| (*name).to_owned()),
        words: account.quote.clone(),
        copy: account.copy_of.is_some(),
    }
}

impl Story {
    fn lines(&self, columns: usize) -> [String; 2] {
        let days = match (&self.first, &self.last) {
            (Some(first), Some(last)) if first == last => format!(", {first}"),
            (Some(first), Some(last)) => format!(", {first} to {last}"),
            _ => String::new(),
        };
        let told = format!(
            "{} by {}{days}",
            count(self.articles, "article", "articles"),
            count(self.outlets.len(), "outlet", "outlets"),
        );
        let title = cut(&shown(&self.title), columns.saturating_sub(2));
        let told = cut(&told, columns.saturating_sub(4));
        [format!("  {title}"), format!("    {}", style(told).dim())]
    }
}

impl Speaker {
    fn line(&self, columns: usize) -> String {
        let wide = (columns / 2).saturating_sub(6).min(34);
        let name = cut(&shown(&self.name), wide);
        let name = console::pad_str(&name, wide, console::Alignment::Left, None).into_owned();
        let outlets = shown(&self.outlets.join(", "));
        let outlets = cut(&outlets, columns.saturating_sub(wide + 11));
        format!(
            "  {:>5}  {name}  {}",
            number(self.statements),
            style(outlets).dim()
        )
    }
}

impl Point {
    fn lines(&self, columns: usize) -> Vec<String> {
        let topic = cut(&shown(&self.topic), WORDS);
        let mut lines = vec![wrap(&topic, 2, columns)];
        for version in self.versions.iter().take(VERSIONS) {
            lines.extend(version.lines(columns));
        }
        let left = self.versions.len().saturating_sub(VERSIONS);
        if left > 0 {
            lines.push(format!(
                "    … and {}",
                count(left, "other version", "other versions")
            ));
        }
        lines
    }
}

impl Version {
    /// The value, then some accounts with their words: those that are no copies first.
    fn lines(&self, columns: usize) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(value) = value(&self.value) {
            let value = cut(&value, columns.saturating_sub(6));
            lines.push(format!("    {} {}", style("·").cyan(), style(value).cyan()));
        }
        let own = self.accounts.iter().filter(|t| !t.copy);
        let copies = self.accounts.iter().filter(|t| t.copy);
        for telling in own.chain(copies).take(ACCOUNTS) {
            lines.push(telling.line(columns));
        }
        let left = self.accounts.len().saturating_sub(ACCOUNTS);
        if left > 0 {
            let also = count(left, "more account has", "more accounts have");
            lines.push(format!("      {}", style(format!("{also} it so")).dim()));
        }
        lines
    }
}

impl Telling {
    fn line(&self, columns: usize) -> String {
        let mut who = shown(&self.outlet);
        if let Some(name) = &self.said_by {
            who = format!("{} in {who}", shown(name));
        }
        if self.copy {
            who.push_str(", a copy");
        }
        let words = cut(&shown(&self.words), WORDS);
        wrap(
            &format!("“{words}” {}", style(format!("– {who}")).dim()),
            6,
            columns,
        )
    }
}

/// A value as a person reads it.
fn value(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(words) => Some(shown(words)),
        Value::Array(ends) => {
            let ends: Vec<String> = ends.iter().filter_map(self::value).collect();
            Some(ends.join(" to "))
        }
        other => Some(shown(&other.to_string())),
    }
}
