//! One speaker: what they said, what was said about them and to them; what they are called and which offices
//! they are given, with days.

use crate::context::{Context, Pager, Reply, Shell, day, page};
use crate::fault::Fault;
use crate::statements::{self, Facet, Filter, Row};
use askama::Template;
use rusqlite::Connection;
use std::collections::BTreeMap;

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
    facets: Vec<Facet>,
    rows: Vec<Row>,
    pager: Pager,
}

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
        _ => filter.by = Some(name.clone()),
    }
    let found = statements::matching(c, &filter)?;
    let rows = statements::page(c, &found)?;
    if let Some(data) = c.data(|| statements::table(&rows)) {
        return Ok(data);
    }
    let parts = [
        ("by", "Said by them"),
        ("about", "Said about them"),
        ("to", "Said to them"),
    ];
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
        parts: parts
            .into_iter()
            .map(|(id, name)| Part {
                name,
                href: c.with(&[("part", Some(id)), ("page", None)]),
                here: id == part,
            })
            .collect(),
        facets,
        pager: c.pager(found.found.len(), found.more, "statement", "statements"),
        rows,
        name,
        kind,
    })
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
