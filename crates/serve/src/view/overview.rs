//! What was read: counts, and the stories with how far their accounts agree.

use crate::context::{Context, Pager, Reply, Shell, day, link, page};
use crate::fault::Fault;
use crate::table::Table;
use askama::Template;
use rapporteur_web::words::{count, thousands};
use serde_json::json;

struct Counts {
    articles: usize,
    outlets: usize,
    statements: usize,
    unattributed: usize,
    differ: usize,
    agree: usize,
    stories: usize,
    first: Option<String>,
    last: Option<String>,
}

struct Story {
    id: String,
    title: String,
    articles: usize,
    outlets: usize,
    first: Option<String>,
    last: Option<String>,
    differ: usize,
    agree: usize,
}

impl Story {
    fn href(&self) -> String {
        link("/compare", [("story", self.id.as_str())].into_iter())
    }

    fn days(&self) -> String {
        match (&self.first, &self.last) {
            (Some(first), Some(last)) if first == last => day(first),
            (Some(first), Some(last)) => day(&format!("{first}/{last}")),
            _ => "days not known".to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "overview.html")]
struct Page {
    shell: Shell,
    heading: String,
    read: String,
    counts: Vec<(String, &'static str, &'static str)>,
    stories: Vec<Story>,
    pager: Pager,
}

/// The front page.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let counts = c.sum("overview", |db| {
        db.query_row(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(DISTINCT outlet) FROM articles),
                (SELECT count(*) FROM statements), (SELECT count(*) FROM statements WHERE speaker IS NULL),
                (SELECT count(*) FROM collations WHERE verdict = 'differ'),
                (SELECT count(*) FROM collations WHERE verdict = 'agree'), (SELECT count(*) FROM stories),
                (SELECT min(published) FROM articles), (SELECT max(published) FROM articles)",
            [],
            |r| {
                Ok(Counts {
                    articles: r.get(0)?,
                    outlets: r.get(1)?,
                    statements: r.get(2)?,
                    unattributed: r.get(3)?,
                    differ: r.get(4)?,
                    agree: r.get(5)?,
                    stories: r.get(6)?,
                    first: r.get(7)?,
                    last: r.get(8)?,
                })
            },
        )
    })?;
    let (limit, offset) = c.window();
    let stories = c.ask(|db| {
        db.prepare_cached(
            "SELECT st.id, st.title, count(*), count(DISTINCT a.outlet), min(a.published), max(a.published),
                (SELECT count(*) FROM collations c WHERE c.story = st.id AND c.verdict = 'differ'),
                (SELECT count(*) FROM collations c WHERE c.story = st.id AND c.verdict = 'agree')
             FROM (SELECT * FROM stories ORDER BY position LIMIT ?1 OFFSET ?2) st
             JOIN story_articles sa ON sa.story = st.id JOIN articles a ON a.id = sa.article
             GROUP BY st.id ORDER BY st.position",
        )?
        .query_map([limit, offset], |r| {
            Ok(Story {
                id: r.get(0)?,
                title: r.get(1)?,
                articles: r.get(2)?,
                outlets: r.get(3)?,
                first: r.get(4)?,
                last: r.get(5)?,
                differ: r.get(6)?,
                agree: r.get(7)?,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()
    })?;
    let table = || Table {
        columns: &[
            "story", "title", "articles", "outlets", "first", "last", "differ", "agree",
        ],
        rows: stories
            .iter()
            .map(|s| {
                vec![
                    json!(s.id),
                    json!(s.title),
                    json!(s.articles),
                    json!(s.outlets),
                    json!(s.first),
                    json!(s.last),
                    json!(s.differ),
                    json!(s.agree),
                ]
            })
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    let days = match (&counts.first, &counts.last) {
        (Some(first), Some(last)) => format!(", published {}", day(&format!("{first}/{last}"))),
        _ => String::new(),
    };
    let by = count(counts.outlets, "outlet", "outlets");
    page(&Page {
        shell: c.shell_with_data("Overview"),
        heading: format!("What {by} say"),
        read: format!(
            "{} by {by}{days}",
            count(counts.articles, "article", "articles")
        ),
        counts: vec![
            (thousands(counts.statements as u64), "statements", "/search"),
            (
                thousands(counts.unattributed as u64),
                "without a known speaker",
                "/gaps?gap=speaker",
            ),
            (
                thousands(counts.differ as u64),
                "points where accounts differ",
                "/compare?verdict=differ",
            ),
            (
                thousands(counts.agree as u64),
                "points where they agree",
                "/compare?verdict=agree",
            ),
        ],
        pager: c.pager(counts.stories, false, "story", "stories"),
        stories,
    })
}
