//! Agreements and laws, with how many undertakings are told under each.

use crate::context::{Context, Pager, Reply, Shell, link, page};
use crate::fault::Fault;
use crate::table::Table;
use askama::Template;
use serde_json::json;

#[derive(Clone)]
struct Instrument {
    name: String,
    kind: String,
    articles: usize,
    commitments: usize,
    breached: usize,
}

impl Instrument {
    fn href(&self) -> String {
        link("/agreement", [("name", self.name.as_str())].into_iter())
    }
}

#[derive(Template)]
#[template(path = "agreements.html")]
struct Page {
    shell: Shell,
    rows: Vec<Instrument>,
    pager: Pager,
}

/// The list.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let all = c.sum("agreements", |db| {
        db.prepare(
            "SELECT r.name, r.type, count(DISTINCT m.article), count(c.id), sum(coalesce(c.status = 'said-breached', 0))
             FROM shared_referents r JOIN members m ON m.shared_referent = r.id
             LEFT JOIN commitments c ON c.instrument = m.referent
             WHERE r.type IN ('agreement', 'law') GROUP BY r.id ORDER BY 4 DESC, 3 DESC, 1",
        )?
        .query_map([], |r| {
            Ok(Instrument {
                name: r.get(0)?,
                kind: r.get(1)?,
                articles: r.get(2)?,
                commitments: r.get(3)?,
                breached: r.get(4)?,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()
    })?;
    let (limit, offset) = c.window();
    let rows: Vec<Instrument> = all.iter().skip(offset).take(limit).cloned().collect();
    let table = || Table {
        columns: &["name", "type", "articles", "commitments", "said_breached"],
        rows: rows
            .iter()
            .map(|i| {
                vec![
                    json!(i.name),
                    json!(i.kind),
                    json!(i.articles),
                    json!(i.commitments),
                    json!(i.breached),
                ]
            })
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    page(&Page {
        shell: c.shell_with_data("Agreements and laws"),
        pager: c.pager(all.len(), false, "agreement or law", "agreements and laws"),
        rows,
    })
}
