//! One speaker: what they said, where they are named and spoken to; what they are called and which offices they
//! are given, with days; and what they said of one thing on different days, one under the other.

use crate::context::{Context, Pager, Reply, Shell, day, page};
use crate::fault::Fault;
use crate::statements::{self, Facet, Filter, Row};
use crate::table::Table;
use askama::Template;
use rusqlite::Connection;
use serde_json::json;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone)]
struct Role {
    role: String,
    days: String,
    outlets: String,
}

struct Part {
    name: &'static str,
    href: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "speaker.html")]
struct Page {
    shell: Shell,
    name: String,
    kind: String,
    forms: Vec<(String, String)>,
    roles: Vec<Role>,
    parts: Vec<Part>,
    /// Where the part is that of topics.
    topics: Option<Vec<Topic>>,
    facets: Vec<Facet>,
    rows: Vec<Row>,
    pager: Pager,
}

/// What a speaker said in words that name one and the same thing, in the order of the days.
struct Topic {
    name: String,
    href: String,
    days: usize,
    rows: Vec<Row>,
    more: usize,
}

/// Most topics, and most statements of each, on one page.
const TOPICS: usize = 8;
const OF_TOPIC: usize = 12;

/// Most forms of a name on the page.
const FORMS: usize = 24;

/// The page of a name.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let name = c.param("name").unwrap_or_default().to_owned();
    let kind = kind(c, &name)?;
    let part = c.param("part").unwrap_or("by");
    let mut filter = Filter {
        by: None,
        to: None,
        about: None,
        ..Filter::of(c)
    };
    match part {
        "about" => filter.about = Some(name.clone()),
        "to" => filter.to = Some(name.clone()),
        "topics" => return by_topic(c, &name, &kind),
        _ => filter.by = Some(name.clone()),
    }
    let found = statements::matching(c, &filter)?;
    let rows = statements::page(c, &found)?;
    if let Some(data) = c.data(|| statements::table(&rows)) {
        return Ok(data);
    }
    let mut facets = statements::facets(c, &found);
    facets.retain(|f| f.title != "Speaker" || part != "by");
    page(&Page {
        shell: c.shell_with_data(&name),
        forms: c
            .sum(&format!("forms {name}"), |db| forms(db, &name))?
            .to_vec(),
        roles: c
            .sum(&format!("roles {name}"), |db| roles(db, &name))?
            .to_vec(),
        parts: parts(c, part),
        topics: None,
        facets,
        pager: c.pager(found.found.len(), found.more, "statement", "statements"),
        rows,
        name,
        kind,
    })
}

fn parts(c: &Context, part: &str) -> Vec<Part> {
    [
        ("by", "Said by them"),
        ("topics", "On one thing, day by day"),
        ("about", "Where they are named"),
        ("to", "Said to them"),
    ]
    .into_iter()
    .map(|(id, name)| Part {
        name,
        href: c.with(&[("part", Some(id)), ("page", None)]),
        here: id == part,
    })
    .collect()
}

/// The things of which they spoke on more than one day, those of most days first. Whether a position changed is
/// for the reader to see.
fn by_topic(c: &Context, name: &str, kind: &str) -> Result<Reply, Fault> {
    let all = c.sum(&format!("topics {name}"), |db| topics(db, name))?;
    let total = all.len();
    let page_size = match c.is_data() {
        true => total,
        false => TOPICS,
    };
    let first = (c.number("page").unwrap_or(1).max(1) - 1) * page_size;
    let mut shown = Vec::new();
    for (topic, days, ids) in all.iter().skip(first).take(page_size) {
        shown.push(Topic {
            name: topic.clone(),
            href: statements::speaker_href(topic),
            days: *days,
            more: ids.len().saturating_sub(OF_TOPIC),
            rows: match c.is_data() {
                true => Vec::new(),
                false => statements::rows(c, ids.get(..OF_TOPIC).unwrap_or(ids))?,
            },
        });
    }
    let table = || Table {
        columns: &["speaker", "topic", "days", "statements"],
        rows: all
            .iter()
            .map(|(topic, days, ids)| {
                vec![json!(name), json!(topic), json!(days), json!(ids.len())]
            })
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    let step = |to: usize| Some(c.with(&[("page", Some(to.to_string().as_str()))]));
    let here = c.number("page").unwrap_or(1).max(1);
    page(&Page {
        shell: c.shell_with_data(name),
        forms: c
            .sum(&format!("forms {name}"), |db| forms(db, name))?
            .to_vec(),
        roles: c
            .sum(&format!("roles {name}"), |db| roles(db, name))?
            .to_vec(),
        parts: parts(c, "topics"),
        topics: Some(shown),
        facets: Vec::new(),
        rows: Vec::new(),
        pager: Pager {
            told: rapporteur_web::words::count(total, "thing", "things"),
            previous: (here > 1).then(|| here - 1).and_then(step),
            next: (first + page_size < total).then(|| here + 1).and_then(step),
        },
        name: name.to_owned(),
        kind: kind.to_owned(),
    })
}

/// Thing, number of days, and the statements in the order of the days.
type Told = (String, usize, Vec<i64>);

fn topics(db: &Connection, name: &str) -> rusqlite::Result<Vec<Told>> {
    let mut query = db.prepare_cached(
        "SELECT t.name, coalesce(s.said_first_day, s.published), s.rowid
         FROM shared_referents r JOIN members m ON m.shared_referent = r.id
         JOIN statements s ON s.speaker = m.referent
         JOIN statement_names x ON x.statement = s.id
         JOIN members n ON n.referent = x.referent JOIN shared_referents t ON t.id = n.shared_referent
         WHERE r.name = ?1 AND t.id <> r.id ORDER BY t.position, coalesce(s.said_first_day, s.published, '~'), s.rowid LIMIT 20000",
    )?;
    let read = query.query_map([name], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    let mut topics: Vec<(String, BTreeSet<String>, Vec<i64>)> = Vec::new();
    for one in read {
        let (topic, day, statement): (String, Option<String>, i64) = one?;
        if topics.last().is_none_or(|(known, ..)| *known != topic) {
            topics.push((topic, BTreeSet::new(), Vec::new()));
        }
        if let Some((_, days, statements)) = topics.last_mut() {
            days.extend(day);
            // Two names in one article may be of one thing.
            if statements.last() != Some(&statement) {
                statements.push(statement);
            }
        }
    }
    let mut topics: Vec<Told> = topics
        .into_iter()
        .filter(|(_, days, _)| days.len() > 1)
        .map(|(topic, days, statements)| (topic, days.len(), statements))
        .collect();
    topics.sort_by_key(|(_, days, statements)| (Reverse(*days), Reverse(statements.len())));
    Ok(topics)
}

fn kind(c: &Context, name: &str) -> Result<String, Fault> {
    let kind: Option<String> = c.ask(|db| {
        let mut query = db.prepare_cached(
            "SELECT type FROM shared_referents WHERE name = ?1
             UNION ALL SELECT type FROM referents WHERE name = ?1 LIMIT 1",
        )?;
        let mut rows = query.query([name])?;
        rows.next()?.map(|r| r.get(0)).transpose()
    })?;
    kind.ok_or_else(|| {
        Fault::Missing(format!(
            "Nobody and nothing in this record is called “{name}”."
        ))
    })
}

fn forms(db: &Connection, name: &str) -> rusqlite::Result<Vec<(String, String)>> {
    db.prepare_cached(
        "SELECT f.form, group_concat(f.outlet || ' ' || f.uses, ', ') FROM (
                SELECT n.form, n.outlet, sum(n.uses) AS uses FROM name_forms n
                JOIN shared_referents r ON r.id = n.shared_referent WHERE r.name = ?1
                GROUP BY n.form, n.outlet ORDER BY 3 DESC LIMIT 400) f
             GROUP BY f.form ORDER BY sum(f.uses) DESC, f.form LIMIT ?2",
    )?
    .query_map(rusqlite::params![name, FORMS], |r| {
        Ok((r.get(0)?, r.get(1)?))
    })?
    .collect()
}

/// The offices articles give, each with the days of the first and last article that does.
fn roles(db: &Connection, name: &str) -> rusqlite::Result<Vec<Role>> {
    type Said = (String, Option<String>, Option<String>);
    let said: Vec<Said> = db
        .prepare_cached(
            "SELECT f.roles, a.published, a.outlet FROM shared_referents r
             JOIN members m ON m.shared_referent = r.id JOIN referents f ON f.id = m.referent
             JOIN articles a ON a.id = f.article
             WHERE r.name = ?1 AND f.roles <> '' ORDER BY a.published LIMIT 2000",
        )?
        .query_map([name], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut by_role: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for (roles, published, outlet) in said {
        for role in statements::split(&roles, "; ") {
            let (days, outlets) = by_role.entry(role).or_default();
            days.extend(published.clone());
            outlets.extend(outlet.clone().filter(|o| !outlets.contains(o)));
        }
    }
    let mut roles: Vec<(Option<String>, Role)> = by_role
        .into_iter()
        .map(|(role, (days, outlets))| {
            let (first, last) = (days.iter().min().cloned(), days.iter().max().cloned());
            let told = match (&first, &last) {
                (Some(first), Some(last)) if first == last => day(first),
                (Some(first), Some(last)) => day(&format!("{first}/{last}")),
                _ => "day not known".to_owned(),
            };
            (
                first,
                Role {
                    role,
                    days: told,
                    outlets: outlets.join(", "),
                },
            )
        })
        .collect();
    roles.sort_by(|(a, x), (b, y)| (a, &x.role).cmp(&(b, &y.role)));
    roles.truncate(FORMS);
    Ok(roles.into_iter().map(|(_, role)| role).collect())
}
