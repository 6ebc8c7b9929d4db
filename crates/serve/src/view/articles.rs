//! The articles, by day of publication.

use crate::context::{Context, Pager, Reply, Shell, day, page};
use crate::fault::Fault;
use crate::table::Table;
use askama::Template;
use rapporteur_store::search::expression;
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde_json::json;

struct Article {
    id: String,
    title: String,
    outlet: Option<String>,
    published: Option<String>,
    source: String,
    language: Option<String>,
    statements: usize,
    copy: bool,
}

impl Article {
    fn day(&self) -> String {
        self.published
            .as_deref()
            .map_or_else(|| "day not known".to_owned(), day)
    }
}

#[derive(Template)]
#[template(path = "articles.html")]
struct Page {
    shell: Shell,
    q: String,
    outlet: String,
    since: String,
    until: String,
    outlets: Vec<String>,
    rows: Vec<Article>,
    pager: Pager,
}

/// Every outlet, by name.
pub(crate) fn outlets(c: &Context) -> Result<Vec<String>, Fault> {
    let all = c.sum("outlets", |db| {
        db.prepare("SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL ORDER BY outlet")?
            .query_map([], |r| r.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()
    })?;
    Ok(all.as_ref().clone())
}

/// The list.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let mut condition = vec!["1".to_owned()];
    let mut values: Vec<Value> = Vec::new();
    let mut and = |sql: &str, value: &str| {
        condition.push(sql.to_owned());
        values.push(Value::Text(value.to_owned()));
    };
    if let Some(q) = c.param("q") {
        let words: Vec<String> = q.split_whitespace().map(str::to_owned).collect();
        let words = expression(&words).unwrap_or_else(|| "\"\"".to_owned());
        and(
            "a.rowid IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT 2000)",
            &words,
        );
    }
    if let Some(outlet) = c.param("outlet") {
        and("a.outlet = ?", outlet);
    }
    if let Some(since) = c.param("since") {
        and("a.published >= ?", since);
    }
    if let Some(until) = c.param("until") {
        and("a.published <= ?", &format!("{until}~"));
    }
    let condition = condition.join(" AND ");
    let (limit, offset) = c.window();
    let (total, rows) = c.ask(|db| {
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM articles a WHERE {condition} LIMIT 20001)"
        );
        let total: usize = db
            .prepare_cached(&sql)?
            .query_row(params_from_iter(&values), |r| r.get(0))?;
        let sql = format!(
            "SELECT a.id, a.title, a.outlet, a.published, a.source, a.language,
                (SELECT count(*) FROM statements s WHERE s.article = a.id),
                EXISTS (SELECT 1 FROM copy_articles k JOIN copies o ON o.id = k.copies
                    WHERE k.article = a.id AND o.original IS NOT a.id)
             FROM (SELECT a.rowid AS place FROM articles a WHERE {condition}
                ORDER BY a.published, a.source LIMIT {limit} OFFSET {offset}) p
             CROSS JOIN articles a ON a.rowid = p.place"
        );
        let mut query = db.prepare_cached(&sql)?;
        let rows = query.query_map(params_from_iter(&values), |r| {
            let language: String = r.get(5)?;
            Ok(Article {
                id: r.get(0)?,
                title: r.get(1)?,
                outlet: r.get(2)?,
                published: r.get(3)?,
                source: r.get(4)?,
                language: crate::statements::foreign(&language),
                statements: r.get(6)?,
                copy: r.get(7)?,
            })
        })?;
        Ok((total, rows.collect::<rusqlite::Result<Vec<_>>>()?))
    })?;
    let table = || Table {
        columns: &[
            "article",
            "published",
            "outlet",
            "title",
            "source",
            "statements",
            "is_copy",
        ],
        rows: rows
            .iter()
            .map(|a| {
                vec![
                    json!(a.id),
                    json!(a.published),
                    json!(a.outlet),
                    json!(a.title),
                    json!(a.source),
                    json!(a.statements),
                    json!(a.copy),
                ]
            })
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    page(&Page {
        shell: c.shell_with_data("Articles"),
        q: c.given("q"),
        outlet: c.given("outlet"),
        since: c.given("since"),
        until: c.given("until"),
        outlets: outlets(c)?,
        pager: c.pager(total.min(20_000), total > 20_000, "article", "articles"),
        rows,
    })
}
