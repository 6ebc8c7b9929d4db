//! What could not be read or decided.

use crate::context::{Context, Pager, Reply, Shell, link, page};
use crate::fault::Fault;
use crate::table::Table;
use askama::Template;
use serde_json::json;

/// A kind of gap: its name in addresses, its title, and its rows: words, why, outlet, source, article, character.
struct Kind {
    id: &'static str,
    title: &'static str,
    count: &'static str,
    rows: &'static str,
}

const KINDS: [Kind; 11] = [
    Kind {
        id: "speaker",
        title: "Speakers that stayed open",
        count: "SELECT count(*) FROM statements WHERE speaker IS NULL",
        rows: "SELECT s.content, s.speaker_unknown, s.outlet, a.source, a.id, substr(s.id, length(a.id) + 2)
            FROM (SELECT rowid AS place FROM statements WHERE speaker IS NULL
                ORDER BY published, rowid LIMIT ?1 OFFSET ?2) p
            CROSS JOIN statements s ON s.rowid = p.place CROSS JOIN articles a ON a.id = s.article",
    },
    Kind {
        id: "said",
        title: "Statements without a day of saying",
        count: "SELECT count(*) FROM statements WHERE said_first_day IS NULL",
        rows: "SELECT s.content, 'the text does not say on which day', s.outlet, a.source, a.id,
                substr(s.id, length(a.id) + 2)
            FROM (SELECT rowid AS place FROM statements WHERE said_first_day IS NULL
                ORDER BY published, rowid LIMIT ?1 OFFSET ?2) p
            CROSS JOIN statements s ON s.rowid = p.place CROSS JOIN articles a ON a.id = s.article",
    },
    Kind {
        id: "time",
        title: "Dates that the text leaves open",
        count: "SELECT count(*) FROM times WHERE value IS NULL",
        rows: "SELECT substr(a.text, max(1, t.start_char - 59), 120 + t.end_char - t.start_char),
                '“' || t.quote || '”: no value could be fixed', a.outlet, a.source, a.id,
                substr(t.id, length(a.id) + 2)
            FROM (SELECT id FROM times WHERE value IS NULL ORDER BY article, id LIMIT ?1 OFFSET ?2) p
            CROSS JOIN times t ON t.id = p.id CROSS JOIN articles a ON a.id = t.article",
    },
    Kind {
        id: "date",
        title: "Articles without a day of publication",
        count: "SELECT count(*) FROM articles WHERE published IS NULL",
        rows: "SELECT title, 'the text does not fix the day of publication', outlet, source, id, NULL
            FROM articles WHERE published IS NULL ORDER BY source LIMIT ?1 OFFSET ?2",
    },
    Kind {
        id: "outlet",
        title: "Articles without an outlet",
        count: "SELECT count(*) FROM articles WHERE outlet IS NULL",
        rows: "SELECT title, 'the text does not name its outlet', outlet, source, id, NULL
            FROM articles WHERE outlet IS NULL ORDER BY source LIMIT ?1 OFFSET ?2",
    },
    Kind {
        id: "language",
        title: "Articles kept but not analysed",
        count: "SELECT count(*) FROM articles WHERE language <> 'en'",
        rows: "SELECT title, 'language ' || language || ': only English is analysed', outlet, source, id, NULL
            FROM articles WHERE language <> 'en' ORDER BY source LIMIT ?1 OFFSET ?2",
    },
    Kind {
        id: "refused",
        title: "Files that were not taken",
        count: "SELECT count(*) FROM refused",
        rows: "SELECT NULL, reason, NULL, source, NULL, NULL FROM refused ORDER BY source, reason LIMIT ?1 OFFSET ?2",
    },
    Kind {
        id: "gone",
        title: "Files that are gone",
        count: "SELECT count(*) FROM sources WHERE state = 'gone'",
        rows: "SELECT NULL, 'no longer there; what was read in it is kept', NULL, path, NULL, NULL
            FROM sources WHERE state = 'gone' ORDER BY path LIMIT ?1 OFFSET ?2",
    },
    Kind {
        id: "half-read",
        title: "Files half read",
        count: "SELECT count(*) FROM sources WHERE state = 'reading'",
        rows: "SELECT NULL, 'a build was stopped inside it; the next one goes on', NULL, path, NULL, NULL
            FROM sources WHERE state = 'reading' ORDER BY path LIMIT ?1 OFFSET ?2",
    },
    Kind {
        id: "warning",
        title: "Notes on the reading",
        count: "SELECT count(*) FROM warnings",
        rows: "SELECT a.title, w.message, a.outlet, a.source, a.id, NULL
            FROM warnings w JOIN articles a ON a.id = w.article ORDER BY w.code, a.source LIMIT ?1 OFFSET ?2",
    },
    Kind {
        id: "orphan",
        title: "Corrections whose words are gone",
        count: "SELECT count(*) FROM corrections WHERE state = 'orphan'",
        rows: "SELECT quote, id || ' by ' || who || ': ' || coalesce(reason, ''), NULL, change, NULL, NULL
            FROM corrections WHERE state = 'orphan' ORDER BY made LIMIT ?1 OFFSET ?2",
    },
];

struct Gap {
    words: Option<String>,
    why: Option<String>,
    outlet: Option<String>,
    source: Option<String>,
    article: Option<String>,
    /// The statement's or the time's own part of its id.
    statement: Option<String>,
}

impl Gap {
    fn href(&self) -> Option<String> {
        let article = self.article.as_ref()?;
        Some(
            match self.statement.as_ref().filter(|s| s.starts_with('s')) {
                Some(statement) => format!("/article/{article}#{statement}"),
                None => format!("/article/{article}"),
            },
        )
    }

    fn review(&self) -> Option<String> {
        let part = self.statement.as_ref()?;
        let id = format!("{}-{part}", self.article.as_ref()?);
        let queue = match part.starts_with('t') {
            true => "/review/times",
            false => "/review",
        };
        Some(link(queue, [("item", id.as_str())].into_iter()))
    }
}

#[derive(Template)]
#[template(path = "gaps.html")]
struct Page {
    shell: Shell,
    kinds: Vec<(&'static str, String, String, bool)>,
    title: &'static str,
    rows: Vec<Gap>,
    pager: Pager,
}

/// The list of one kind.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let counts = c.sum("gaps", |db| {
        KINDS
            .iter()
            .map(|k| db.query_row(k.count, [], |r| r.get(0)))
            .collect::<rusqlite::Result<Vec<usize>>>()
    })?;
    let first = || {
        KINDS
            .iter()
            .zip(counts.iter())
            .find(|(_, n)| **n > 0)
            .map_or("speaker", |(k, _)| k.id)
    };
    let wanted = c.param("gap").unwrap_or_else(first);
    let Some((kind, total)) = KINDS
        .iter()
        .zip(counts.iter())
        .find(|(k, _)| k.id == wanted)
    else {
        return Err(Fault::Missing(format!(
            "There is no kind of gap called “{wanted}”."
        )));
    };
    let (limit, offset) = c.window();
    let rows: Vec<Gap> = c.ask(|db| {
        db.prepare_cached(kind.rows)?
            .query_map([limit, offset], |r| {
                Ok(Gap {
                    words: r.get(0)?,
                    why: r.get(1)?,
                    outlet: r.get(2)?,
                    source: r.get(3)?,
                    article: r.get(4)?,
                    statement: r.get(5)?,
                })
            })?
            .collect()
    })?;
    let table = || Table {
        columns: &[
            "gap",
            "words",
            "why",
            "outlet",
            "source",
            "article",
            "statement",
        ],
        rows: rows
            .iter()
            .map(|g| {
                vec![
                    json!(kind.id),
                    json!(g.words),
                    json!(g.why),
                    json!(g.outlet),
                    json!(g.source),
                    json!(g.article),
                    json!(g.statement),
                ]
            })
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    let kinds = KINDS.iter().zip(counts.iter()).map(|(k, n)| {
        let href = c.with(&[("gap", Some(k.id)), ("page", None)]);
        (
            k.title,
            rapporteur_web::words::thousands(*n as u64),
            href,
            k.id == wanted,
        )
    });
    page(&Page {
        shell: c.shell_with_data("Gaps and doubts"),
        kinds: kinds.collect(),
        title: kind.title,
        pager: c.pager(*total, false, "entry", "entries"),
        rows,
    })
}
