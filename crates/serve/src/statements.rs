//! The statements that some filters let through: what search, speakers' pages and the cells of matrices list.

use crate::context::{Context, day, link};
use crate::fault::Fault;
use crate::table::Table;
use rapporteur_correct::{Decision, Verdict};
use rapporteur_store::search::expression;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// So many statements are counted by facets, unless a later page asks for more.
pub(crate) const LOOKED_AT: usize = 500;

/// What is looked for. Everything given must hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub words: Option<String>,
    pub by: Option<String>,
    pub to: Option<String>,
    /// Named in it, or what it is about.
    pub about: Option<String>,
    /// Whom its acts are aimed at; where nobody, to whom it was said.
    pub towards: Option<String>,
    pub act: Option<String>,
    pub outlet: Option<String>,
    pub since: Option<String>,
    pub until: Option<String>,
    /// `open`: no speaker was found.
    pub speaker: Option<String>,
    /// `open`: the act was not seen to be aimed at anybody.
    pub aim: Option<String>,
    /// `yes`: what it does is denied; `no`: it is not.
    pub denied: Option<String>,
    /// Of what `since` and `until` are the days: of the saying, unless `happened`, `due` or `in-force` is given.
    pub clock: Option<String>,
}

/// The days that are not those of the saying, as addresses and pages say it.
pub(crate) const CLOCKS: [(&str, &str); 3] = [
    ("happened", "happened, as it has it"),
    ("due", "due"),
    ("in-force", "in force"),
];

impl Filter {
    /// As an address says it.
    pub fn of(c: &Context) -> Filter {
        let given = |name| c.param(name).map(str::to_owned);
        Filter {
            words: given("q"),
            by: given("by"),
            to: given("to"),
            about: given("about"),
            towards: given("towards"),
            act: given("act"),
            outlet: given("outlet"),
            since: given("since"),
            until: given("until"),
            speaker: given("speaker"),
            aim: given("aim"),
            denied: given("denied"),
            clock: given("clock").filter(|c| CLOCKS.iter().any(|(id, _)| id == c)),
        }
    }
}

/// A statement that was found, and what it is sorted and counted by.
#[derive(Clone)]
pub(crate) struct Found {
    rowid: i64,
    day: Option<String>,
    pub speaker: Option<String>,
    pub outlet: Option<String>,
    pub acts: String,
}

/// Statements found: perhaps only the first of many.
pub(crate) struct Matching {
    pub found: Vec<Found>,
    pub more: bool,
}

/// The name of the speaker: across articles, else in the article.
const WHO: &str =
    "coalesce((SELECT r.name FROM members m JOIN shared_referents r ON r.id = m.shared_referent
    WHERE m.referent = s.speaker), s.speaker_name)";

/// The statements that the filter lets through, in the order of publication.
pub(crate) fn matching(c: &Context, filter: &Filter) -> Result<Matching, Fault> {
    let (rows, skip) = c.window();
    let limit = match c.is_data() {
        true => rows + skip,
        false => LOOKED_AT.max(rows + skip),
    };
    let find = |db: &Connection| find(db, filter, limit + 1);
    // Thousands of statements may name one place; which of them come first is worked out once.
    let by_name = [&filter.about, &filter.to, &filter.towards];
    let mut found = match by_name.iter().any(|n| n.is_some()) && filter.words.is_none() {
        true => c.sum(&format!("found {limit} {filter:?}"), find)?.to_vec(),
        false => c.ask(find)?,
    };
    let more = found.len() > limit;
    found.truncate(limit);
    Ok(Matching { found, more })
}

fn find(db: &Connection, filter: &Filter, limit: usize) -> rusqlite::Result<Vec<Found>> {
    let mut sql: Vec<String> = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    let mut and = |condition: String, with: &[&str]| {
        sql.push(condition);
        values.extend(with.iter().map(|v| Value::Text((*v).to_owned())));
    };
    let mut from = "statements s";
    // Where nothing narrows the search, the walk goes along the days.
    let mut order = "s.published, s.rowid";
    if let Some(words) = &filter.words {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let expression = expression(&words).unwrap_or_else(|| "\"\"".to_owned());
        from = "statements_fts x CROSS JOIN statements s ON s.rowid = x.rowid";
        order = "x.rowid";
        and(
            "statements_fts MATCH ?".to_owned(),
            &[&format!("{{content}} : ({expression})")],
        );
    }
    if let Some(by) = &filter.by {
        order = if filter.words.is_some() {
            order
        } else {
            "+s.published, s.rowid"
        };
        // Somebody whom only one article knows has a name there and none across articles.
        let shared: bool = db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM shared_referents WHERE name = ?1)")?
            .query_row([by], |r| r.get(0))?;
        let condition = match shared {
            true => {
                "s.speaker IN (SELECT m.referent FROM shared_referents r
                    JOIN members m ON m.shared_referent = r.id WHERE r.name = ?)"
            }
            false => "s.speaker_name = ?",
        };
        and(condition.to_owned(), &[by]);
    }
    for (name, statements) in [
        (&filter.to, told("statement_to", "")),
        (&filter.about, named()),
        (&filter.towards, towards()),
    ] {
        let Some(name) = name else { continue };
        if filter.words.is_none() {
            order = "+s.published, s.rowid";
        }
        // Each part asks for the name once: as it is across articles, and as it is in one.
        let times = vec![name.as_str(); statements.matches('?').count()];
        and(format!("s.id IN ({statements})"), &times);
    }
    if filter.aim.as_deref() == Some("open") {
        and(
            "NOT EXISTS (SELECT 1 FROM statement_aimed_at t WHERE t.statement = s.id)
             AND NOT EXISTS (SELECT 1 FROM statement_to t WHERE t.statement = s.id)"
                .to_owned(),
            &[],
        );
    }
    if let Some(act) = &filter.act {
        and(
            "EXISTS (SELECT 1 FROM statement_acts x WHERE x.statement = s.id AND x.act = ?)"
                .to_owned(),
            &[act],
        );
    }
    if let Some(outlet) = &filter.outlet {
        and("s.outlet = ?".to_owned(), &[outlet]);
    }
    if let Some(clock) = &filter.clock {
        let day = |given: &Option<String>| given.clone().unwrap_or_default();
        let (condition, given) = dated(clock, &day(&filter.since), &day(&filter.until));
        let days = format!("SELECT d.statement FROM statement_dates d WHERE {condition}");
        if filter.words.is_none() {
            order = "+s.published, s.rowid";
        }
        let given: Vec<&str> = given.iter().map(String::as_str).collect();
        and(format!("s.id IN ({days})"), &given);
    } else {
        if let Some(since) = &filter.since {
            and(
                "coalesce(s.said_last_day, s.published) >= ?".to_owned(),
                &[since],
            );
        }
        if let Some(until) = &filter.until {
            and(
                "coalesce(s.said_first_day, s.published) <= ?".to_owned(),
                &[&format!("{until}~")],
            );
        }
    }
    match filter.denied.as_deref() {
        Some("yes") => and("s.negated".to_owned(), &[]),
        Some("no") => and("NOT s.negated".to_owned(), &[]),
        _ => {}
    }
    if filter.speaker.as_deref() == Some("open") {
        and("s.speaker IS NULL".to_owned(), &[]);
    }
    let condition = if sql.is_empty() {
        "1".to_owned()
    } else {
        sql.join(" AND ")
    };
    // Whose statements are asked for needs not be looked up for each of them.
    let who = if filter.by.is_some() { "NULL" } else { WHO };
    // The places first and their rows then: what is sorted away is never read whole.
    let sql = format!(
        "SELECT s.rowid, coalesce(s.said_first_day, s.published), {who}, s.outlet, s.acts
         FROM (SELECT s.rowid AS place FROM {from} WHERE {condition} ORDER BY {order} LIMIT {limit}) p
         CROSS JOIN statements s ON s.rowid = p.place"
    );
    db.prepare_cached(&sql)?
        .query_map(params_from_iter(values), |row| {
            Ok(Found {
                rowid: row.get(0)?,
                day: row.get(1)?,
                speaker: row
                    .get::<_, Option<String>>(2)?
                    .or_else(|| filter.by.clone()),
                outlet: row.get(3)?,
                acts: row.get(4)?,
            })
        })?
        .collect()
}

/// The dates `d` of a role that begin in some days or reach into them; of those without a beginning or an end the
/// other one counts. Each part of the condition has an index of its own. Gives the values for it, too.
pub(crate) fn dated(role: &str, since: &str, until: &str) -> (String, Vec<String>) {
    let last = format!("{until}~");
    if since.is_empty() {
        return match until.is_empty() {
            true => ("d.role = ?".to_owned(), vec![role.to_owned()]),
            false => (
                "d.role = ? AND coalesce(d.first_day, d.last_day) <= ?".to_owned(),
                vec![role.to_owned(), last],
            ),
        };
    }
    let mut ends = vec![since];
    if !until.is_empty() {
        ends.push(&last);
    }
    let inside = |day: &str| match until.is_empty() {
        true => format!("{day} >= ?"),
        false => format!("{day} >= ? AND {day} <= ?"),
    };
    let parts: [(String, Vec<&str>); 3] = [
        (inside("d.first_day"), ends.clone()),
        (
            format!("d.first_day IS NULL AND {}", inside("d.last_day")),
            ends,
        ),
        (
            "d.first_day <> d.last_day AND d.last_day >= ? AND d.first_day < ?".to_owned(),
            vec![since, since],
        ),
    ];
    let values = parts
        .iter()
        .flat_map(|(_, days)| [&[role], days.as_slice()].concat());
    let values = values.map(str::to_owned).collect();
    let parts = parts.map(|(part, _)| format!("(d.role = ? AND {part})"));
    (format!("({})", parts.join(" OR ")), values)
}

const SHARED: &str =
    "SELECT m.referent FROM shared_referents r JOIN members m ON m.shared_referent = r.id
    WHERE r.name = ?";
const OWN: &str = "SELECT f.id FROM referents f WHERE f.name = ?";

/// The statements that a table links to a name, as far as a condition on the link `t` lets them through.
fn told(table: &str, condition: &str) -> String {
    let of = |referents: &str| {
        format!("SELECT t.statement FROM {table} t WHERE t.referent IN ({referents}){condition}")
    };
    format!("{} UNION {}", of(SHARED), of(OWN))
}

/// The statements that name something, or are about it.
fn named() -> String {
    format!(
        "{} UNION {}",
        told("statement_names", ""),
        told("statement_about", "")
    )
}

/// The statements whose acts are aimed at somebody; where they are aimed at nobody, those said to them.
fn towards() -> String {
    let unaimed =
        " AND NOT EXISTS (SELECT 1 FROM statement_aimed_at a WHERE a.statement = t.statement)";
    format!(
        "{} UNION {}",
        told("statement_aimed_at", ""),
        told("statement_to", unaimed)
    )
}

/// One statement as pages show it.
pub(crate) struct Row {
    pub article: String,
    pub local: String,
    pub start: usize,
    pub end: usize,
    pub who: Option<String>,
    pub who_href: Option<String>,
    pub kind: &'static str,
    pub thought: bool,
    pub acts: Vec<String>,
    pub negated: bool,
    pub said: Option<String>,
    pub published: Option<String>,
    pub outlet: Option<String>,
    pub headline: String,
    pub words: String,
    pub direct: bool,
    pub cue: String,
    pub source: String,
    pub to: Vec<String>,
    pub about: Vec<String>,
    pub confidence: f64,
    pub unknown: Option<String>,
    pub language: Option<String>,
    pub mark: Option<Mark>,
    pub raw: Raw,
}

/// What a person decided of it, as a page says so.
pub(crate) struct Mark {
    pub sign: &'static str,
    pub word: &'static str,
    pub who: String,
}

/// The same for programs: days as ISO, nothing put into words.
pub(crate) struct Raw {
    pub said: Option<String>,
    pub published: Option<String>,
    pub kind: String,
    pub mode: String,
    pub machine: Option<String>,
}

impl Row {
    /// Where it stands in the article's page.
    pub fn href(&self) -> String {
        format!("/article/{}#{}", self.article, self.local)
    }

    /// Its card in the review queue.
    pub fn review(&self) -> String {
        let id = format!("{}-{}", self.article, self.local);
        link("/review", [("item", id.as_str())].into_iter())
    }
}

/// The rows of a page of what was found.
pub(crate) fn page(c: &Context, matching: &Matching) -> Result<Vec<Row>, Fault> {
    let (limit, offset) = c.window();
    let chosen = matching.found.iter().skip(offset).take(limit);
    let ids: Vec<i64> = chosen.map(|f| f.rowid).collect();
    rows(c, &ids)
}

/// The rows of some statements, in the given order.
pub(crate) fn rows(c: &Context, ids: &[i64]) -> Result<Vec<Row>, Fault> {
    c.ask(|db| {
        let mut query = db.prepare_cached(&format!("{SELECT} WHERE s.rowid = ?1"))?;
        ids.iter()
            .map(|id| query.query_row([id], |r| row(c, r)))
            .collect()
    })
}

/// The rows that a condition on `s` lets through.
pub(crate) fn rows_where(
    c: &Context,
    condition: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Row>, Fault> {
    c.ask(|db| {
        db.prepare_cached(&format!("{SELECT} WHERE {condition}"))?
            .query_map(values, |r| row(c, r))?
            .collect()
    })
}

const SELECT: &str = "SELECT s.id, s.article, s.start_char, s.end_char,
    coalesce((SELECT r.name FROM members m JOIN shared_referents r ON r.id = m.shared_referent
        WHERE m.referent = s.speaker), s.speaker_name),
    s.kind, s.mode, s.acts, s.negated, s.said, s.published, s.outlet, a.title, s.content, s.cue, s.source,
    s.to_names, s.about_names, s.confidence, s.speaker_unknown, a.language
    FROM statements s JOIN articles a ON a.id = s.article";

fn row(c: &Context, r: &rusqlite::Row) -> rusqlite::Result<Row> {
    let id: String = r.get(0)?;
    let article: String = r.get(1)?;
    let (start, end): (usize, usize) = (r.get(2)?, r.get(3)?);
    let kind: String = r.get(5)?;
    let mode: String = r.get(6)?;
    let acts: String = r.get(7)?;
    let (said, published): (Option<String>, Option<String>) = (r.get(9)?, r.get(10)?);
    let (to, about): (String, String) = (r.get(16)?, r.get(17)?);
    let language: String = r.get(20)?;
    let machine: Option<String> = r.get(4)?;
    let mut row = Row {
        local: id.rsplit('-').next().unwrap_or_default().to_owned(),
        who: machine.clone(),
        who_href: None,
        kind: kind_in_words(&kind),
        thought: mode == "thought",
        acts: split(&acts, ", "),
        negated: r.get(8)?,
        said: said.as_deref().map(day),
        published: published.as_deref().map(day),
        outlet: r.get(11)?,
        headline: r.get(12)?,
        words: r.get(13)?,
        direct: kind == "direct",
        cue: r.get(14)?,
        source: r.get(15)?,
        to: split(&to, "; "),
        about: split(&about, "; "),
        confidence: r.get(18)?,
        unknown: r.get(19)?,
        language: foreign(&language),
        mark: None,
        raw: Raw {
            said,
            published,
            kind,
            mode,
            machine,
        },
        article,
        start,
        end,
    };
    if let Some(decision) = c.standing.at(&row.article, start, end) {
        put_right(&mut row, decision);
    }
    row.who_href = row.who.as_deref().map(speaker_href);
    Ok(row)
}

/// What a person decided comes before what the program read.
fn put_right(row: &mut Row, decision: &Decision) {
    let mut changed = false;
    if let Some(speaker) = &decision.speaker {
        changed |= row.who != *speaker;
        row.who.clone_from(speaker);
    }
    if let Some((_, words)) = &decision.content {
        changed |= row.words != *words;
        row.words.clone_from(words);
    }
    if let Some(said) = &decision.said {
        row.said = said.as_deref().map(day);
        changed |= row.raw.said != *said;
        row.raw.said.clone_from(said);
    }
    if let Some(acts) = &decision.acts {
        row.acts = acts
            .iter()
            .map(|a| rapporteur_web::words::act(*a).to_owned())
            .collect();
        changed = true;
    }
    let (sign, word) = match decision.verdict {
        Some(Verdict::Rejected) => ("✕", "rejected"),
        Some(Verdict::Unsure) => ("?", "left open"),
        _ if changed => ("✎", "corrected"),
        _ => ("✓", "accepted"),
    };
    row.mark = Some(Mark {
        sign,
        word,
        who: decision.who.clone(),
    });
}

/// The page of a speaker.
pub(crate) fn speaker_href(name: &str) -> String {
    link("/speaker", [("name", name)].into_iter())
}

/// A language other than the page's, where it is a lawful tag.
pub(crate) fn foreign(language: &str) -> Option<String> {
    let lawful = (2..=35).contains(&language.len())
        && language
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-');
    (lawful && language != "en" && language != "und").then(|| language.to_owned())
}

fn kind_in_words(kind: &str) -> &'static str {
    match kind {
        "direct" => "direct quotation",
        "mixed" => "partly quoted",
        _ => "indirect",
    }
}

pub(crate) fn split(list: &str, by: &str) -> Vec<String> {
    list.split(by)
        .filter(|w| !w.is_empty())
        .map(|w| w.replace("express-hope", "express hope"))
        .collect()
}

/// The same rows for programs.
pub(crate) fn table(rows: &[Row]) -> Table {
    use serde_json::json;
    Table {
        columns: &[
            "statement",
            "said",
            "published",
            "outlet",
            "speaker",
            "to",
            "about",
            "content",
            "acts",
            "negated",
            "kind",
            "mode",
            "source",
            "cue",
            "speaker_unknown",
            "headline",
            "confidence",
            "article",
            "start_char",
            "end_char",
            "decided",
            "decided_by",
            "speaker_as_stored",
        ],
        rows: rows
            .iter()
            .map(|r| {
                vec![
                    json!(format!("{}-{}", r.article, r.local)),
                    json!(r.raw.said),
                    json!(r.raw.published),
                    json!(r.outlet),
                    json!(r.who),
                    json!(r.to),
                    json!(r.about),
                    json!(r.words),
                    json!(r.acts),
                    json!(r.negated),
                    json!(r.raw.kind),
                    json!(r.raw.mode),
                    json!(r.source),
                    json!(r.cue),
                    json!(r.unknown),
                    json!(r.headline),
                    json!(r.confidence),
                    json!(r.article),
                    json!(r.start),
                    json!(r.end),
                    json!(r.mark.as_ref().map(|m| m.word)),
                    json!(r.mark.as_ref().map(|m| &m.who)),
                    json!(r.raw.machine),
                ]
            })
            .collect(),
    }
}

/// One way of narrowing down: values, how many statements have each, and where that leads.
pub(crate) struct Facet {
    pub title: &'static str,
    pub values: Vec<FacetValue>,
    /// Where the facet is chosen: the value, and the address without it.
    pub chosen: Option<(String, String)>,
}

/// A value and the way to it.
pub(crate) struct FacetValue {
    pub name: String,
    pub count: usize,
    pub href: String,
}

/// Most values shown of one facet.
const VALUES: usize = 8;

/// Counts of what was found by speaker, outlet, act and year.
pub(crate) fn facets(c: &Context, matching: &Matching) -> Vec<Facet> {
    let found = &matching.found;
    let one = |title, param: &'static str, of: &dyn Fn(&Found) -> Vec<String>| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for value in found.iter().flat_map(of) {
            *counts.entry(value).or_default() += 1;
        }
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(name, n)| (Reverse(*n), name.clone()));
        let value = |(name, count): (String, usize)| FacetValue {
            href: c.with(&[(param, Some(&name)), ("page", None)]),
            name,
            count,
        };
        Facet {
            title,
            values: counts.into_iter().take(VALUES).map(value).collect(),
            chosen: c
                .param(param)
                .map(|v| (v.to_owned(), c.with(&[(param, None), ("page", None)]))),
        }
    };
    vec![
        one("Speaker", "by", &|f| f.speaker.iter().cloned().collect()),
        one("Outlet", "outlet", &|f| f.outlet.iter().cloned().collect()),
        one("Act", "act", &|f| {
            f.acts
                .split(", ")
                .filter(|a| !a.is_empty())
                .map(str::to_owned)
                .collect()
        }),
        one("Since", "since", &|f| {
            let month = f.day.as_ref().and_then(|d| d.get(..7));
            month.map(|m| vec![m.to_owned()]).unwrap_or_default()
        }),
    ]
}
