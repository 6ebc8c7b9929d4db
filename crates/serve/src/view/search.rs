//! Statements, or articles, by their words, narrowed down by facets.

use crate::context::{Context, Pager, Reply, Shell, day, page};
use crate::fault::Fault;
use crate::statements::{self, CLOCKS, Facet, Filter, LOOKED_AT, Row};
use crate::table::Table;
use askama::Template;
use rapporteur_record::Act;
use rapporteur_store::search::expression;
use serde_json::json;

/// An article in which the words stand.
struct Hit {
    article: String,
    title: String,
    outlet: Option<String>,
    published: Option<String>,
    before: Vec<(String, bool)>,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Page {
    shell: Shell,
    q: String,
    by: String,
    act: String,
    outlet: String,
    since: String,
    until: String,
    acts: Vec<&'static str>,
    outlets: Vec<String>,
    clock: String,
    /// Filters without a field of their own: in words, and the address without each.
    also: Vec<(String, String)>,
    carried: Vec<(String, String)>,
    other: (String, &'static str),
    facets: Vec<Facet>,
    rows: Vec<Row>,
    hits: Vec<Hit>,
    in_articles: bool,
    more: bool,
    pager: Pager,
}

/// Articles looked at for one search.
const HITS: usize = 1_000;

/// The search.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let in_articles = c.param("in") == Some("articles") && c.param("q").is_some();
    match in_articles {
        true => articles(c),
        false => said(c),
    }
}

fn said(c: &Context) -> Result<Reply, Fault> {
    let found = statements::matching(c, &Filter::of(c))?;
    let rows = statements::page(c, &found)?;
    if let Some(data) = c.data(|| statements::table(&rows)) {
        return Ok(data);
    }
    let pager = c.pager(found.found.len(), found.more, "statement", "statements");
    let facets = statements::facets(c, &found);
    page(&Page {
        rows,
        facets,
        more: found.more,
        ..base(c, pager, false)?
    })
}

fn articles(c: &Context) -> Result<Reply, Fault> {
    let words: Vec<String> = c.given("q").split_whitespace().map(str::to_owned).collect();
    let words = expression(&words).unwrap_or_else(|| "\"\"".to_owned());
    let outlet = c.param("outlet");
    let ids: Vec<i64> = c.ask(|db| {
        db.prepare_cached(&format!(
            "SELECT x.rowid FROM articles_fts x CROSS JOIN articles a ON a.rowid = x.rowid
             WHERE articles_fts MATCH ?1 AND (?2 IS NULL OR a.outlet = ?2)
                AND (?3 IS NULL OR a.published >= ?3) AND (?4 IS NULL OR a.published <= ?4 || '~')
             LIMIT {}",
            HITS + 1
        ))?
        .query_map(
            rusqlite::params![
                format!("{{title text}} : ({words})"),
                outlet,
                c.param("since"),
                c.param("until")
            ],
            |r| r.get(0),
        )?
        .collect()
    })?;
    let more = ids.len() > HITS;
    let (limit, offset) = c.window();
    let hits: Vec<Hit> = c.ask(|db| {
        let mut query = db.prepare_cached(
            "SELECT a.id, a.title, a.outlet, a.published,
                snippet(articles_fts, 2, char(2), char(3), ' … ', 40)
             FROM articles_fts JOIN articles a ON a.rowid = articles_fts.rowid
             WHERE articles_fts MATCH ?1 AND articles_fts.rowid = ?2",
        )?;
        let chosen = ids.iter().take(HITS).skip(offset).take(limit);
        chosen
            .map(|id| {
                query.query_row(
                    rusqlite::params![format!("{{title text}} : ({words})"), id],
                    |r| {
                        let snippet: String = r.get(4)?;
                        Ok(Hit {
                            article: r.get(0)?,
                            title: r.get(1)?,
                            outlet: r.get(2)?,
                            published: r.get::<_, Option<String>>(3)?,
                            before: marked(&snippet),
                        })
                    },
                )
            })
            .collect()
    })?;
    let table = || Table {
        columns: &["article", "published", "outlet", "title", "words"],
        rows: hits
            .iter()
            .map(|h| {
                let words: String = h.before.iter().map(|(w, _)| w.as_str()).collect();
                vec![
                    json!(h.article),
                    json!(h.published),
                    json!(h.outlet),
                    json!(h.title),
                    json!(words),
                ]
            })
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    let pager = c.pager(ids.len().min(HITS), more, "article", "articles");
    page(&Page {
        hits,
        more,
        ..base(c, pager, true)?
    })
}

/// Stretches of text, and whether each is what was looked for.
fn marked(snippet: &str) -> Vec<(String, bool)> {
    let mut parts = Vec::new();
    for piece in snippet.split('\u{2}') {
        match piece.split_once('\u{3}') {
            Some((hit, rest)) => {
                parts.push((hit.to_owned(), true));
                parts.push((rest.to_owned(), false));
            }
            None => parts.push((piece.to_owned(), false)),
        }
    }
    parts.retain(|(words, _)| !words.is_empty());
    parts
}

fn base(c: &Context, pager: Pager, in_articles: bool) -> Result<Page, Fault> {
    let other = match in_articles {
        true => (
            c.with(&[("in", None), ("page", None)]),
            "Look in statements instead",
        ),
        false => (
            c.with(&[("in", Some("articles")), ("page", None)]),
            "Look in whole articles instead",
        ),
    };
    Ok(Page {
        shell: c.shell_with_data("Search"),
        q: c.given("q"),
        by: c.given("by"),
        act: c.given("act"),
        outlet: c.given("outlet"),
        since: c.given("since"),
        until: c.given("until"),
        acts: Act::ALL.map(Act::name).to_vec(),
        outlets: super::articles::outlets(c)?,
        clock: c.given("clock"),
        also: also(c),
        carried: c.others(&[
            "q", "by", "act", "outlet", "since", "until", "clock", "page",
        ]),
        other,
        facets: Vec::new(),
        rows: Vec::new(),
        hits: Vec::new(),
        in_articles,
        more: false,
        pager,
    })
}

/// The filters that other views set by their links.
fn also(c: &Context) -> Vec<(String, String)> {
    let told = |name: &str, value: &str| -> Option<String> {
        Some(match (name, value) {
            ("to", who) => format!("said to {who}"),
            ("about", what) => format!("naming {what}"),
            ("towards", who) => format!("aimed at {who}, or said to them"),
            ("speaker", "open") => "whose speaker is not known".to_owned(),
            ("aim", "open") => "aimed at nobody who was seen".to_owned(),
            ("denied", "yes") => "denying the act".to_owned(),
            ("denied", "no") => "not denying the act".to_owned(),
            _ => return None,
        })
    };
    ["to", "about", "towards", "speaker", "aim", "denied"]
        .into_iter()
        .filter_map(|name| {
            let told = told(name, c.param(name)?)?;
            Some((told, c.with(&[(name, None), ("page", None)])))
        })
        .collect()
}

impl Hit {
    fn day(&self) -> String {
        self.published
            .as_deref()
            .map_or_else(|| "day not known".to_owned(), day)
    }
}
