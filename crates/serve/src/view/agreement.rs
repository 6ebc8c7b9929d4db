//! One agreement or law: undertakings, claims of breach and denials in date order, and what it is said to provide.

use crate::context::{Context, Pager, Reply, Shell, day, link, page};
use crate::fault::Fault;
use crate::table::Table;
use askama::Template;
use serde_json::json;

#[derive(Clone)]
struct Row {
    status: String,
    sign: &'static str,
    debtor: String,
    creditor: Option<String>,
    what: String,
    due: Option<String>,
    voice: Option<String>,
    outlet: Option<String>,
    published: Option<String>,
    article: String,
    start: usize,
    language: Option<String>,
}

impl Row {
    fn day(&self) -> String {
        self.published
            .as_deref()
            .map_or_else(|| "day not known".to_owned(), day)
    }

    fn due_in_words(&self) -> Option<String> {
        self.due.as_deref().map(day)
    }

    fn status_in_words(&self) -> &'static str {
        match self.status.as_str() {
            "said-fulfilled" => "said to be fulfilled",
            "said-breached" => "said to be breached",
            "denied" => "denied",
            _ => "owed",
        }
    }
}

struct Point {
    id: String,
    topic: String,
    verdict: String,
}

#[derive(Template)]
#[template(path = "agreement.html")]
struct Page {
    shell: Shell,
    name: String,
    about: String,
    filters: Vec<(&'static str, usize, String, bool)>,
    rows: Vec<Row>,
    points: Vec<Point>,
    pager: Pager,
}

/// What a voice can say has become of a duty.
const STATUSES: [(&str, &str); 4] = [
    ("owed", "Owed"),
    ("said-fulfilled", "Said to be fulfilled"),
    ("said-breached", "Said to be breached"),
    ("denied", "Denied"),
];

/// The page of a name.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let name = c.given("name");
    let known: bool = c.ask(|db| {
        db.prepare_cached("SELECT count(*) > 0 FROM shared_referents WHERE name = ?1 AND type IN ('agreement', 'law')")?
            .query_row([&name], |r| r.get(0))
    })?;
    if !known {
        return Err(Fault::Missing(format!(
            "No agreement or law in this record is called “{name}”."
        )));
    }
    let all = c.sum(&format!("agreement {name}"), |db| rows(db, &name))?;
    let wanted = c.param("status");
    let of = |status: &str| all.iter().filter(|r| r.status == status).count();
    let filters = STATUSES
        .iter()
        .map(|(id, word)| {
            let here = wanted == Some(*id);
            let href = c.with(&[("status", Some(*id).filter(|_| !here)), ("page", None)]);
            (*word, of(id), href, here)
        })
        .collect();
    let all: Vec<&Row> = all
        .iter()
        .filter(|r| wanted.is_none_or(|w| r.status == w))
        .collect();
    let total = all.len();
    let (limit, offset) = c.window();
    let rows: Vec<Row> = all.into_iter().skip(offset).take(limit).cloned().collect();
    if let Some(data) = c.data(|| table(&rows)) {
        return Ok(data);
    }
    let points = c.ask(|db| {
        db.prepare_cached(
            "SELECT id, title, verdict FROM collations WHERE kind = 'stipulation' AND instr(title, ?1) > 0
             ORDER BY position LIMIT 50",
        )?
        .query_map([&name], |r| Ok(Point { id: r.get(0)?, topic: r.get(1)?, verdict: r.get(2)? }))?
        .collect::<rusqlite::Result<Vec<_>>>()
    })?;
    page(&Page {
        shell: c.shell_with_data(&name),
        about: link(
            "/speaker",
            [("name", name.as_str()), ("part", "about")].into_iter(),
        ),
        filters,
        points,
        pager: c.pager(total, false, "entry", "entries"),
        rows,
        name,
    })
}

fn rows(db: &rusqlite::Connection, name: &str) -> rusqlite::Result<Vec<Row>> {
    db.prepare_cached(
            "SELECT c.status, d.name, k.name, c.what, c.due, s.speaker_name, a.outlet, a.published, a.id,
                c.start_char, a.language
             FROM shared_referents r JOIN members m ON m.shared_referent = r.id
             JOIN commitments c ON c.instrument = m.referent
             JOIN articles a ON a.id = c.article JOIN referents d ON d.id = c.debtor
             LEFT JOIN referents k ON k.id = c.creditor LEFT JOIN statements s ON s.id = c.said_by
             WHERE r.name = ?1 ORDER BY a.published, a.source, c.start_char LIMIT 10000",
        )?
        .query_map([name], |r| {
            let status: String = r.get(0)?;
            let language: String = r.get(10)?;
            Ok(Row {
                sign: match status.as_str() {
                    "said-fulfilled" => "✓",
                    "said-breached" => "✕",
                    "denied" => "–",
                    _ => "→",
                },
                status,
                debtor: r.get(1)?,
                creditor: r.get(2)?,
                what: r.get(3)?,
                due: r.get(4)?,
                voice: r.get(5)?,
                outlet: r.get(6)?,
                published: r.get(7)?,
                article: r.get(8)?,
                start: r.get(9)?,
                language: crate::statements::foreign(&language),
            })
        })?
        .collect()
}

fn table(rows: &[Row]) -> Table {
    Table {
        columns: &[
            "status",
            "debtor",
            "creditor",
            "what",
            "due",
            "said_by",
            "outlet",
            "published",
            "article",
            "start_char",
        ],
        rows: rows
            .iter()
            .map(|r| {
                vec![
                    json!(r.status),
                    json!(r.debtor),
                    json!(r.creditor),
                    json!(r.what),
                    json!(r.due),
                    json!(r.voice),
                    json!(r.outlet),
                    json!(r.published),
                    json!(r.article),
                    json!(r.start),
                ]
            })
            .collect(),
    }
}
