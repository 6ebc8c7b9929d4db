//! The points that several accounts tell: a row a point, a column an outlet or a side, in each cell whether that
//! account agrees, differs, is silent, or cannot be told, with its words.

use crate::context::{Context, Pager, Reply, Shell, page};
use crate::fault::Fault;
use crate::sides::Sides;
use crate::table::Table;
use askama::Template;
use rapporteur_record::record::{Account, Collation, Verdict};
use rapporteur_web::words;
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde_json::json;
use std::collections::BTreeMap;

/// Columns and rows of one page.
const COLUMNS: usize = 6;
const POINTS: usize = 25;

struct Row {
    id: String,
    topic: String,
    kind: &'static str,
    told: String,
    story: String,
    cells: Vec<Cell>,
}

/// What one outlet or side has of a point.
struct Cell {
    sign: &'static str,
    word: &'static str,
    versions: Vec<Version>,
}

struct Version {
    letter: String,
    value: Option<String>,
    words: String,
}

#[derive(Template)]
#[template(path = "compare.html")]
struct Page {
    shell: Shell,
    story: Option<(String, String)>,
    verdict: String,
    kind: String,
    by_side: bool,
    by: (String, &'static str),
    has_sides: bool,
    columns: Vec<String>,
    column_word: &'static str,
    rows: Vec<Row>,
    pager: Pager,
    columns_before: Option<String>,
    columns_after: Option<String>,
    carried: Vec<(String, String)>,
}

/// The kinds of points, as the record writes them and as people say them.
const KINDS: [(&str, &str); 8] = [
    ("date", "when"),
    ("number", "how many"),
    ("role", "who did what"),
    ("status", "what has become of it"),
    ("name", "what it is called"),
    ("stipulation", "what an instrument provides"),
    ("utterance", "what was said"),
    ("position", "what one speaker held on different days"),
];

/// The table.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let mut condition = vec!["1".to_owned()];
    let mut values: Vec<Value> = Vec::new();
    for (column, name) in [("story", "story"), ("verdict", "verdict"), ("kind", "kind")] {
        if let Some(value) = c.param(name) {
            condition.push(format!("c.{column} = ?"));
            values.push(Value::Text(value.to_owned()));
        }
    }
    let condition = condition.join(" AND ");
    let (limit, offset) = match c.is_data() {
        true => c.window(),
        false => (POINTS, c.window().1 / 2),
    };
    let count = |db: &rusqlite::Connection| {
        let sql = format!("SELECT count(*) FROM collations c WHERE {condition}");
        db.query_row(&sql, params_from_iter(&values), |r| r.get(0))
    };
    // The points of a story are few.
    let total: usize = match c.param("story") {
        Some(_) => c.ask(count)?,
        None => *c.sum(&format!("points {values:?}"), count)?,
    };
    let points: Vec<(Collation, String)> = points(c, &condition, &values, limit, offset)?;
    let by_side = c.param("by") == Some("side") && !c.sides.all.is_empty();
    let names = Names::of(c, &points)?;
    let column_of = |account: &Account| names.column(account, by_side.then_some(&*c.sides));
    let all = columns(&points, &column_of);
    if let Some(data) = c.data(|| table(&points, &names, &c.sides)) {
        return Ok(data);
    }
    let first = c.number("column").unwrap_or(0);
    let shown: Vec<String> = all.iter().skip(first).take(COLUMNS).cloned().collect();
    let rows = points
        .iter()
        .map(|(point, story)| Row {
            id: point.id.clone(),
            topic: point.topic.clone(),
            kind: words::compared(point.kind),
            told: told(point),
            story: story.clone(),
            cells: shown
                .iter()
                .map(|column| cell(point, column, &column_of, &names, by_side))
                .collect(),
        })
        .collect();
    let story = match c.param("story") {
        Some(id) => points
            .first()
            .map(|(_, title)| (title.clone(), c.with(&[("story", None), ("page", None)])))
            .or_else(|| Some((id.to_owned(), c.with(&[("story", None)])))),
        None => None,
    };
    let to = |n: usize| c.with(&[("column", Some(n.to_string().as_str()))]);
    let by = match by_side {
        true => (
            c.with(&[("by", None), ("column", None)]),
            "A column an outlet",
        ),
        false => (
            c.with(&[("by", Some("side")), ("column", None)]),
            "A column a side",
        ),
    };
    let mut pager = c.pager(total * 2, false, "", "");
    pager.told = match total {
        0 => "no points".to_owned(),
        n => format!(
            "{} to {} of {}",
            offset + 1,
            (offset + POINTS).min(n),
            words::count(n, "point", "points")
        ),
    };
    page(&Page {
        shell: c.shell_with_data("Compare"),
        story,
        verdict: c.given("verdict"),
        kind: c.given("kind"),
        by_side,
        by,
        has_sides: !c.sides.all.is_empty(),
        column_word: if by_side { "side" } else { "outlet" },
        columns_before: (first > 0).then(|| to(first.saturating_sub(COLUMNS))),
        columns_after: (first + COLUMNS < all.len()).then(|| to(first + COLUMNS)),
        columns: shown,
        carried: c.others(&["verdict", "kind", "page", "column"]),
        rows,
        pager,
    })
}

fn points(
    c: &Context,
    condition: &str,
    values: &[Value],
    limit: usize,
    offset: usize,
) -> Result<Vec<(Collation, String)>, Fault> {
    let objects: Vec<(String, String)> = c.ask(|db| {
        db.prepare_cached(&format!(
            "SELECT c.object, st.title
             FROM (SELECT c.rowid AS place FROM collations c WHERE {condition}
                ORDER BY c.verdict DESC, c.position LIMIT {limit} OFFSET {offset}) p
             CROSS JOIN collations c ON c.rowid = p.place JOIN stories st ON st.id = c.story"
        ))?
        .query_map(params_from_iter(values), |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect()
    })?;
    let read =
        |(object, title): (String, String)| Some((serde_json::from_str(&object).ok()?, title));
    Ok(objects.into_iter().filter_map(read).collect())
}

/// Who published an article, and who is behind an id across articles.
pub(crate) struct Names {
    outlets: BTreeMap<String, String>,
    people: BTreeMap<String, String>,
}

impl Names {
    fn of(c: &Context, points: &[(Collation, String)]) -> Result<Names, Fault> {
        let points: Vec<&Collation> = points.iter().map(|(p, _)| p).collect();
        Names::of_points(c, &points)
    }

    pub fn of_points(c: &Context, points: &[&Collation]) -> Result<Names, Fault> {
        c.ask(|db| {
            let mut outlet =
                db.prepare_cached("SELECT coalesce(outlet, source) FROM articles WHERE id = ?1")?;
            let mut person =
                db.prepare_cached("SELECT name FROM shared_referents WHERE id = ?1")?;
            let mut names = Names {
                outlets: BTreeMap::new(),
                people: BTreeMap::new(),
            };
            let told = points
                .iter()
                .flat_map(|p| p.accounts.iter().map(|a| &a.article).chain(&p.silent));
            for article in told {
                if !names.outlets.contains_key(&article.0)
                    && let Ok(name) = outlet.query_row([&article.0], |r| r.get(0))
                {
                    names.outlets.insert(article.0.clone(), name);
                }
            }
            for id in points
                .iter()
                .flat_map(|p| &p.accounts)
                .filter_map(|a| a.said_by.as_ref())
            {
                if !names.people.contains_key(id)
                    && let Ok(name) = person.query_row([id], |r| r.get(0))
                {
                    names.people.insert(id.clone(), name);
                }
            }
            Ok(names)
        })
    }

    pub fn outlet(&self, article: &str) -> &str {
        self.outlets
            .get(article)
            .map_or("an unknown outlet", String::as_str)
    }

    pub fn speaker(&self, account: &Account) -> Option<&str> {
        self.people
            .get(account.said_by.as_ref()?)
            .map(String::as_str)
    }

    /// The column of an account: its outlet, or the side of its voice.
    fn column(&self, account: &Account, sides: Option<&Sides>) -> String {
        let outlet = self.outlet(&account.article.0);
        let Some(sides) = sides else {
            return outlet.to_owned();
        };
        let side = sides.of(self.speaker(account), Some(outlet));
        // Without its letter: here letters tell versions apart.
        side.and_then(|n| sides.all.get(n))
            .map_or_else(|| NO_SIDE.to_owned(), |s| s.name.clone())
    }
}

const NO_SIDE: &str = "on no side";

/// The columns, those with most accounts first; what is on no side last.
fn columns(points: &[(Collation, String)], column_of: &dyn Fn(&Account) -> String) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for account in points.iter().flat_map(|(p, _)| &p.accounts) {
        *counts.entry(column_of(account)).or_default() += 1;
    }
    let mut columns: Vec<(String, usize)> = counts.into_iter().collect();
    columns.sort_by(|(a, n), (b, m)| ((a == NO_SIDE), m, a).cmp(&((b == NO_SIDE), n, b)));
    columns.into_iter().map(|(name, _)| name).collect()
}

/// The letter of each value, in the order in which the accounts stand.
pub(crate) fn letters(point: &Collation) -> BTreeMap<String, String> {
    let mut letters = BTreeMap::new();
    for account in &point.accounts {
        let next = letters.len();
        letters
            .entry(key(account))
            .or_insert_with(|| Sides::letter(next));
    }
    letters
}

pub(crate) fn key(account: &Account) -> String {
    match &account.value {
        serde_json::Value::Null => account.quote.to_lowercase(),
        value => value.to_string(),
    }
}

fn cell(
    point: &Collation,
    column: &str,
    column_of: &dyn Fn(&Account) -> String,
    names: &Names,
    by_side: bool,
) -> Cell {
    let letters = letters(point);
    let mut versions: Vec<Version> = Vec::new();
    for account in point.accounts.iter().filter(|a| column_of(a) == column) {
        let letter = letters.get(&key(account)).cloned().unwrap_or_default();
        if versions.iter().all(|v| v.letter != letter) {
            versions.push(Version {
                letter,
                value: words::value(&account.value).filter(|v| *v != account.quote),
                words: shortened(&account.quote),
            });
        }
    }
    let silent = || !by_side && point.silent.iter().any(|a| names.outlet(&a.0) == column);
    let (sign, word) = match (versions.len(), point.verdict) {
        (0, _) if silent() => ("–", "silent"),
        (0, _) => ("?", "cannot tell"),
        (1, Verdict::Agree) => ("=", "agrees"),
        (1, Verdict::Differ) => ("≠", "differs"),
        (_, Verdict::Agree) => ("=", "agrees"),
        (_, Verdict::Differ) => ("≠", "has several"),
    };
    Cell {
        sign,
        word,
        versions,
    }
}

fn shortened(words: &str) -> String {
    let mut kept: String = words.chars().take(140).collect();
    if kept.len() < words.len() {
        kept.push_str(" …");
    }
    kept
}

pub(crate) fn told(point: &Collation) -> String {
    format!(
        "{}, {} independent",
        words::count(point.reports as usize, "report", "reports"),
        words::thousands(point.independent.into())
    )
}

fn table(points: &[(Collation, String)], names: &Names, sides: &Sides) -> Table {
    let row = |point: &Collation, story: &String, account: &Account, letter: String| {
        let outlet = names.outlet(&account.article.0);
        let speaker = names.speaker(account);
        let side = sides
            .of(speaker, Some(outlet))
            .and_then(|n| sides.all.get(n))
            .map(|s| &s.name);
        vec![
            json!(point.id),
            json!(point.verdict),
            json!(point.topic),
            json!(point.kind),
            json!(story),
            json!(letter),
            json!(account.value),
            json!(account.quote),
            json!(outlet),
            json!(side),
            json!(speaker),
            json!(account.copy_of),
            json!(account.article),
            json!(account.start),
            json!(account.end),
            json!(point.rule),
            json!(
                account
                    .evidence
                    .iter()
                    .map(|e| &e.quote)
                    .collect::<Vec<_>>()
            ),
        ]
    };
    Table {
        columns: &[
            "point",
            "verdict",
            "topic",
            "kind",
            "story",
            "version",
            "value",
            "words",
            "outlet",
            "side",
            "said_by",
            "copy_of",
            "article",
            "start_char",
            "end_char",
            "rule",
            "evidence",
        ],
        rows: points
            .iter()
            .flat_map(|(point, story)| {
                let letters = letters(point);
                let letter = move |a: &Account| letters.get(&key(a)).cloned().unwrap_or_default();
                point
                    .accounts
                    .iter()
                    .map(move |a| row(point, story, a, letter(a)))
            })
            .collect(),
    }
}
