//! What of a record is worth a first look: the stories, who said most, what statements do, who owes what, where accounts
//! differ; or all of one instrument, debtor or act.

use crate::register::{Owed, Wanted, owed};
use crate::terminal::{count, cut, number, shown, wrap};
use console::style;
use rapporteur_record::Act;
use rapporteur_record::json::{ArticleObject, StatementObject};
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
/// so many duties of which several things are said,
const DUTIES: usize = 4;
/// of each so many steps,
const STEPS: usize = 6;
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
    acts: Vec<Done>,
    owed: Vec<Owed>,
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

/// How often statements do something.
#[derive(Serialize)]
struct Done {
    act: Act,
    statements: usize,
    /// Who does it most, with how often.
    speakers: Vec<(String, usize)>,
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
            acts: acts(record),
            owed: owed(record, &Wanted::default()),
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
        if !self.acts.is_empty() {
            line(String::new());
            line(heading("What statements do"));
        }
        for done in &self.acts {
            line(done.line(columns));
        }
        let chains: Vec<&Owed> = self.owed.iter().filter(|o| o.steps.len() > 1).collect();
        if !chains.is_empty() {
            line(String::new());
            line(heading("Who is said to owe what"));
        }
        for duty in chains.iter().take(DUTIES) {
            duty.lines(columns, STEPS).into_iter().for_each(&mut line);
        }
        more(self.owed.len(), chains.len().min(DUTIES))
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
pub fn outlet(article: &ArticleObject) -> &str {
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

/// Id and name across articles, by article and local id.
type Across<'r> = BTreeMap<(&'r str, &'r str), (&'r str, &'r str)>;

fn across(record: &Record) -> Across<'_> {
    let mut shared = Across::new();
    for referent in &record.collated.referents {
        for member in &referent.members {
            let names = (referent.id.as_str(), referent.name.as_str());
            shared.insert((member.article.0.as_str(), member.referent.as_str()), names);
        }
    }
    shared
}

/// The name of a referent of an article: across articles, else its own.
fn name_of(article: &ArticleObject, id: &str, across: &Across) -> String {
    let own = article.referents.iter().find(|r| r.id == id);
    let shared = across.get(&(article.id.0.as_str(), id)).map(|(_, n)| *n);
    let name = shared.or(own.map(|r| r.name.as_str()));
    name.unwrap_or_default().to_owned()
}

/// How often each act is done and by whom most; mere reports are left out.
fn acts(record: &Record) -> Vec<Done> {
    let across = across(record);
    let mut found: BTreeMap<Act, BTreeMap<String, usize>> = BTreeMap::new();
    for article in &record.articles {
        for statement in article.statements.iter().filter(|s| !s.negated) {
            let speaker = statement.speaker.as_deref();
            let name = speaker.map_or_else(String::new, |id| name_of(article, id, &across));
            for act in statement.acts.iter().filter(|a| **a != Act::Report) {
                let by = found.entry(*act).or_default();
                *by.entry(name.clone()).or_default() += 1;
            }
        }
    }
    let mut acts: Vec<Done> = found
        .into_iter()
        .map(|(act, by)| {
            let statements = by.values().sum();
            let mut speakers: Vec<(String, usize)> = by
                .into_iter()
                .filter(|(name, _)| !name.is_empty())
                .collect();
            speakers.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
            Done {
                act,
                statements,
                speakers,
            }
        })
        .collect();
    acts.sort_by_key(|d| std::cmp::Reverse(d.statements));
    acts
}

/// What of the record is wanted, instead of the digest.
#[derive(Default)]
pub struct Choice<'a> {
    pub instrument: Option<&'a str>,
    pub debtor: Option<&'a str>,
    pub act: Option<Act>,
}

/// All of one instrument, debtor or act.
#[derive(Serialize)]
pub struct Chosen {
    owed: Vec<Owed>,
    statements: Vec<Doing>,
}

/// A statement that does what was asked for.
#[derive(Serialize)]
struct Doing {
    act: Act,
    speaker: Option<String>,
    aimed_at: Vec<String>,
    day: Option<String>,
    words: String,
    /// The words of the statement that it takes up.
    answers: Option<String>,
    outlet: String,
}

impl Choice<'_> {
    /// Whether anything is asked for.
    pub fn is_made(&self) -> bool {
        self.instrument.is_some() || self.debtor.is_some() || self.act.is_some()
    }

    /// Looks it up.
    pub fn of(&self, record: &Record) -> Chosen {
        let wanted = Wanted {
            instrument: self.instrument,
            debtor: self.debtor,
        };
        let by_duty = self.instrument.is_some() || self.debtor.is_some();
        Chosen {
            owed: match by_duty {
                true => owed(record, &wanted),
                false => Vec::new(),
            },
            statements: self.act.map_or_else(Vec::new, |act| doing(record, act)),
        }
    }
}

/// All statements that do this, by day.
fn doing(record: &Record, act: Act) -> Vec<Doing> {
    let across = across(record);
    let words = |s: &StatementObject| {
        let pieces: Vec<&str> = s.content.iter().map(|p| p.quote.as_str()).collect();
        pieces.join(" … ")
    };
    let mut found = Vec::new();
    for article in &record.articles {
        let name = |id: &String| name_of(article, id, &across);
        let done = article.statements.iter().filter(|s| !s.negated);
        for statement in done.filter(|s| s.acts.contains(&act)) {
            let said = statement.said.value.as_ref().and_then(|v| v.days());
            let answered = statement.answers.as_ref();
            found.push(Doing {
                act,
                speaker: statement.speaker.as_ref().map(name),
                aimed_at: statement.aimed_at.iter().map(name).collect(),
                day: said
                    .map(|(first, _)| first.to_string())
                    .or_else(|| article.published.date.clone()),
                words: words(statement),
                answers: answered.and_then(|id| {
                    let answered = article.statements.iter().find(|s| s.id == *id)?;
                    Some(words(answered))
                }),
                outlet: outlet(article).to_owned(),
            });
        }
    }
    found.sort_by(|a, b| (a.day.is_none(), &a.day).cmp(&(b.day.is_none(), &b.day)));
    found
}

impl Chosen {
    /// For programs.
    pub fn json(&self) -> String {
        // Plain fields and lists: writing them cannot fail.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// For a terminal of so many columns.
    pub fn text(&self, columns: usize) -> String {
        if self.owed.is_empty() && self.statements.is_empty() {
            return "Nothing found.\n".to_owned();
        }
        let mut lines = Vec::new();
        for duty in &self.owed {
            lines.extend(duty.lines(columns, usize::MAX));
        }
        for statement in &self.statements {
            lines.extend(statement.lines(columns));
        }
        lines.join("\n") + "\n"
    }
}

impl Doing {
    fn lines(&self, columns: usize) -> Vec<String> {
        let mut head = vec![match &self.speaker {
            Some(name) => style(shown(name)).bold().to_string(),
            None => "speaker unknown".to_owned(),
        }];
        if !self.aimed_at.is_empty() {
            head.push(format!("aimed at {}", shown(&self.aimed_at.join(", "))));
        }
        head.extend(self.day.clone());
        head.push(shown(&self.outlet));
        let mut lines = vec![
            wrap(&head.join(" · "), 2, columns),
            wrap(&format!("“{}”", shown(&self.words)), 4, columns),
        ];
        if let Some(answers) = &self.answers {
            let answers = format!("takes up “{}”", cut(&shown(answers), WORDS));
            lines.push(wrap(&style(answers).dim().to_string(), 4, columns));
        }
        lines
    }
}

impl Done {
    fn line(&self, columns: usize) -> String {
        let by: Vec<String> = self
            .speakers
            .iter()
            .take(4)
            .map(|(name, n)| format!("{} {n}", shown(name)))
            .collect();
        let by = cut(&by.join(", "), columns.saturating_sub(24));
        let act = rapporteur_web::words::act(self.act);
        format!(
            "  {:>5}  {act:<13} {}",
            number(self.statements),
            style(by).dim()
        )
    }
}

fn speakers(record: &Record) -> Vec<Speaker> {
    let shared = across(record);
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
