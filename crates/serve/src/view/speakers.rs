//! Who speaks, how often, where.

use crate::context::{Context, Pager, Reply, Shell, page};
use crate::fault::Fault;
use crate::sides::Sides;
use crate::statements::speaker_href;
use crate::table::Table;
use askama::Template;
use serde_json::json;
use std::sync::Arc;

#[derive(Clone)]
pub(crate) struct Speaker {
    pub name: String,
    pub kind: String,
    pub statements: usize,
    pub direct: usize,
    pub articles: usize,
    pub outlets: usize,
}

impl Speaker {
    fn href(&self) -> String {
        speaker_href(&self.name)
    }

    fn side(&self, sides: &Sides) -> Option<(String, String)> {
        let n = sides.of(Some(&self.name), None)?;
        Some((Sides::letter(n), sides.all.get(n)?.name.clone()))
    }
}

#[derive(Template)]
#[template(path = "speakers.html")]
struct Page {
    shell: Shell,
    q: String,
    kind: String,
    sides: Arc<Sides>,
    rows: Vec<Speaker>,
    pager: Pager,
}

/// Every speaker, those with most statements first.
pub(crate) fn all(c: &Context) -> Result<Arc<Vec<Speaker>>, Fault> {
    c.sum("speakers", |db| {
        db.prepare(
            "SELECT coalesce(r.name, s.speaker_name) AS who, coalesce(r.type, f.type), count(*),
                sum(s.kind = 'direct'), count(DISTINCT s.article), count(DISTINCT s.outlet)
             FROM statements s JOIN referents f ON f.id = s.speaker
             LEFT JOIN members m ON m.referent = s.speaker
             LEFT JOIN shared_referents r ON r.id = m.shared_referent
             GROUP BY who ORDER BY 3 DESC, 1",
        )?
        .query_map([], |r| {
            Ok(Speaker {
                name: r.get(0)?,
                kind: r.get(1)?,
                statements: r.get(2)?,
                direct: r.get(3)?,
                articles: r.get(4)?,
                outlets: r.get(5)?,
            })
        })?
        .collect()
    })
}

/// The list.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let all = all(c)?;
    let wanted = c.param("q").map(str::to_lowercase);
    let matches = |s: &&Speaker| {
        wanted
            .as_ref()
            .is_none_or(|w| s.name.to_lowercase().contains(w))
            && c.param("type").is_none_or(|t| s.kind == t)
    };
    let found: Vec<&Speaker> = all.iter().filter(matches).collect();
    let (limit, offset) = c.window();
    let rows: Vec<Speaker> = found
        .iter()
        .skip(offset)
        .take(limit)
        .map(|s| (*s).clone())
        .collect();
    let table = || Table {
        columns: &[
            "speaker",
            "type",
            "statements",
            "direct",
            "articles",
            "outlets",
        ],
        rows: rows
            .iter()
            .map(|s| {
                vec![
                    json!(s.name),
                    json!(s.kind),
                    json!(s.statements),
                    json!(s.direct),
                    json!(s.articles),
                    json!(s.outlets),
                ]
            })
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    page(&Page {
        shell: c.shell_with_data("Speakers"),
        q: c.given("q"),
        kind: c.given("type"),
        sides: Arc::clone(&c.sides),
        pager: c.pager(found.len(), false, "speaker", "speakers"),
        rows,
    })
}
