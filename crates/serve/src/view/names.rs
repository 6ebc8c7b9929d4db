//! What each outlet calls the same person, body, place or agreement; names are merged and split here.

use crate::context::{Context, Pager, Reply, Shell, page};
use crate::fault::Fault;
use crate::statements::speaker_href;
use crate::table::Table;
use askama::Template;
use rapporteur_store::search::expression;
use serde_json::json;
use std::collections::BTreeMap;

struct Referent {
    name: String,
    kind: String,
    href: String,
    forms: Vec<Form>,
}

struct Form {
    form: String,
    total: usize,
    outlets: Vec<(String, usize)>,
    more: usize,
}

#[derive(Template)]
#[template(path = "names.html")]
struct Page {
    shell: Shell,
    q: String,
    kind: String,
    here: String,
    rows: Vec<Referent>,
    pager: Pager,
}

/// Referents on one page: each brings several rows.
const REFERENTS: usize = 25;
/// Most outlets and forms shown of one.
const SHOWN: usize = 12;

/// The list: first those with most names.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let all = c.sum("names", |db| {
        db.prepare(
            "SELECT r.id, r.type FROM shared_referents r JOIN name_forms n ON n.shared_referent = r.id
             GROUP BY r.id ORDER BY count(DISTINCT n.form) > 1 DESC, sum(n.uses) DESC, r.position",
        )?
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(String, String)>>>()
    })?;
    let wanted: Option<Vec<String>> = match c.param("q") {
        None => None,
        Some(q) => Some(c.ask(|db| {
            let words: Vec<String> = q.split_whitespace().map(|w| format!("{w}*")).collect();
            let words = expression(&words).unwrap_or_else(|| "\"\"".to_owned());
            db.prepare_cached(
                "SELECT r.id FROM shared_referents_fts x JOIN shared_referents r ON r.rowid = x.rowid
                 WHERE shared_referents_fts MATCH ?1 LIMIT 2000",
            )?
            .query_map([words], |r| r.get(0))?
            .collect()
        })?),
    };
    let matches = |(id, kind): &&(String, String)| {
        wanted.as_ref().is_none_or(|w| w.contains(id)) && c.param("type").is_none_or(|t| kind == t)
    };
    let found: Vec<&(String, String)> = all.iter().filter(matches).collect();
    let (limit, offset) = match c.is_data() {
        true => c.window(),
        false => (REFERENTS, c.window().1 / 2),
    };
    let ids: Vec<&str> = found
        .iter()
        .skip(offset)
        .take(limit)
        .map(|(id, _)| id.as_str())
        .collect();
    let rows = referents(c, &ids)?;
    let table = || Table {
        columns: &["name", "type", "form", "outlet", "uses"],
        rows: rows
            .iter()
            .flat_map(|r| {
                r.forms.iter().flat_map(move |f| {
                    let row = move |(o, n): &(String, usize)| {
                        vec![
                            json!(r.name),
                            json!(r.kind),
                            json!(f.form),
                            json!(o),
                            json!(n),
                        ]
                    };
                    f.outlets.iter().map(row)
                })
            })
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    // The pager counts in pages of fifty; here a page has half as many.
    let mut pager = c.pager(found.len() * 2, false, "", "");
    let last = (offset + REFERENTS).min(found.len());
    pager.told = match found.len() {
        0 => "no names".to_owned(),
        n => format!(
            "{} to {last} of {}",
            offset + 1,
            rapporteur_web::words::count(n, "referent", "referents")
        ),
    };
    page(&Page {
        shell: c.shell_with_data("Names by outlet"),
        q: c.given("q"),
        kind: c.given("type"),
        here: c.with(&[]),
        rows,
        pager,
    })
}

fn referents(c: &Context, ids: &[&str]) -> Result<Vec<Referent>, Fault> {
    let limit = if c.is_data() { usize::MAX } else { SHOWN };
    c.ask(|db| {
        let mut one = db.prepare_cached("SELECT name, type FROM shared_referents WHERE id = ?1")?;
        let mut forms = db.prepare_cached(
            "SELECT form, outlet, uses FROM name_forms WHERE shared_referent = ?1 ORDER BY uses DESC, outlet",
        )?;
        ids.iter()
            .map(|id| {
                let (name, kind): (String, String) = one.query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))?;
                let mut by_form: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
                let mut rows = forms.query([id])?;
                while let Some(r) = rows.next()? {
                    by_form.entry(r.get(0)?).or_default().push((r.get(1)?, r.get(2)?));
                }
                let mut forms: Vec<Form> = by_form
                    .into_iter()
                    .map(|(form, mut outlets)| Form {
                        form,
                        total: outlets.iter().map(|(_, n)| n).sum(),
                        more: outlets.len().saturating_sub(limit),
                        outlets: {
                            outlets.truncate(limit);
                            outlets
                        },
                    })
                    .collect();
                forms.sort_by(|a, b| (b.total, &a.form).cmp(&(a.total, &b.form)));
                forms.truncate(limit);
                Ok(Referent { href: speaker_href(&name), name, kind, forms })
            })
            .collect()
    })
}
