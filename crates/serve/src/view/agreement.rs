//! One agreement or law, clause by clause: who is said to owe what under it, what each voice says has become of
//! that (kept, broken, denied), in the order of the days; and what it is said to provide.
//!
//! The rows are those of the record's own view `v_register`, those that say the same put together: one undertaking of
//! two parties is one entry, and so is one statement that several outlets carry.

use crate::context::{Context, Pager, Reply, Shell, day, link, page};
use crate::fault::Fault;
use crate::statements::foreign;
use crate::table::Table;
use askama::Template;
use serde_json::json;

/// What one voice says of one duty on one day.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    /// The clause; `None` where none is named.
    clause: Option<String>,
    status: String,
    debtors: Vec<String>,
    what: String,
    due: Option<String>,
    voice: Option<String>,
    /// The whole statement, where it says more than what is owed.
    words: Option<String>,
    /// The words that it takes up.
    answers: Option<String>,
    day: Option<String>,
    language: Option<String>,
    /// Who carries it.
    carried: Vec<Carried>,
}

/// An article that has it.
#[derive(Clone, Debug, PartialEq)]
struct Carried {
    outlet: Option<String>,
    published: Option<String>,
    article: String,
    statement: Option<String>,
}

impl Carried {
    fn href(&self) -> String {
        match self.statement.as_deref().and_then(|s| s.rsplit('-').next()) {
            Some(local) => format!("/article/{}#{local}", self.article),
            None => format!("/article/{}", self.article),
        }
    }
}

impl Row {
    fn href(&self) -> String {
        self.carried.first().map(Carried::href).unwrap_or_default()
    }

    fn day_in_words(&self) -> String {
        self.day
            .as_deref()
            .map_or_else(|| "day not known".to_owned(), day)
    }

    fn due_in_words(&self) -> Option<String> {
        self.due.as_deref().map(day)
    }

    fn sign(&self) -> &'static str {
        match self.status.as_str() {
            "said-fulfilled" => "✓",
            "said-breached" => "✕",
            "denied" => "–",
            "disputed" => "?",
            _ => "→",
        }
    }

    fn status_in_words(&self) -> &'static str {
        match self.status.as_str() {
            "said-fulfilled" => "said to be kept",
            "said-breached" => "said to be broken",
            "denied" => "denied",
            "disputed" => "disputed",
            _ => "undertaken or owed",
        }
    }

    /// Whether another row of the register says the same.
    fn is_same(&self, other: &Row) -> bool {
        let key = |r: &Row| {
            let Row {
                clause,
                status,
                what,
                due,
                voice,
                day,
                ..
            } = r.clone();
            (clause, status, what, due, voice, day)
        };
        key(self) == key(other)
    }

    fn join(&mut self, other: Row) {
        for debtor in other.debtors {
            if !self.debtors.contains(&debtor) {
                self.debtors.push(debtor);
            }
        }
        for one in other.carried {
            if !self.carried.iter().any(|c| c.article == one.article) {
                self.carried.push(one);
            }
        }
    }
}

/// The entries under one clause.
struct Clause {
    heading: String,
    rows: Vec<Row>,
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
    is_filtered: bool,
    clauses: Vec<Clause>,
    points: Vec<Point>,
    pager: Pager,
}

/// What a voice can say has become of a duty.
const STATUSES: [(&str, &str); 5] = [
    ("owed", "Undertaken or owed"),
    ("said-fulfilled", "Said to be kept"),
    ("said-breached", "Said to be broken"),
    ("denied", "Denied"),
    ("disputed", "Disputed"),
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
        is_filtered: wanted.is_some(),
        filters,
        points,
        pager: c.pager(total, false, "entry", "entries"),
        clauses: clauses(rows),
        name,
    })
}

/// The register of an instrument, by clause and day.
fn rows(db: &rusqlite::Connection, name: &str) -> rusqlite::Result<Vec<Row>> {
    let mut query = db.prepare_cached(
        "SELECT v.article_number,
            coalesce(v.status, iif(v.step = 'counter-charge', 'said-breached', 'disputed')), v.debtor, v.what, v.due, v.voice, v.words, v.answers, v.day, a.language,
            v.outlet, v.published, v.article, v.statement
         FROM v_register v JOIN articles a ON a.id = v.article
         WHERE v.instrument = ?1
         ORDER BY v.day IS NULL, v.day, v.published, a.source, v.commitment LIMIT 10000",
    )?;
    let read = query.query_map([name], |r| {
        let language: String = r.get(9)?;
        let what: String = r.get(3)?;
        let words: Option<String> = r.get(6)?;
        Ok(Row {
            clause: r.get(0)?,
            status: r.get(1)?,
            debtors: vec![r.get(2)?],
            words: words.filter(|w| *w != what),
            what,
            due: r.get(4)?,
            voice: r.get(5)?,
            answers: r.get(7)?,
            day: r.get(8)?,
            language: foreign(&language),
            carried: vec![Carried {
                outlet: r.get(10)?,
                published: r.get(11)?,
                article: r.get(12)?,
                statement: r.get(13)?,
            }],
        })
    })?;
    let mut rows = together(read.collect::<rusqlite::Result<Vec<Row>>>()?);
    rows.sort_by_key(|r| number(r.clause.as_deref()));
    Ok(rows)
}

/// What says the same on the same day, once.
fn together(read: Vec<Row>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for row in read {
        let day = rows
            .iter()
            .rposition(|r| r.day != row.day)
            .map_or(0, |n| n + 1);
        let known = rows.iter_mut().skip(day).find(|r| r.is_same(&row));
        match known {
            Some(known) => known.join(row),
            None => rows.push(row),
        }
    }
    rows
}

/// Clauses in the order of their numbers; what names none comes last.
fn number(clause: Option<&str>) -> (bool, u32, String) {
    let words = clause.unwrap_or_default();
    let digits: String = words.chars().take_while(char::is_ascii_digit).collect();
    let number = digits.parse().unwrap_or(u32::MAX);
    (clause.is_none(), number, words.to_owned())
}

fn clauses(rows: Vec<Row>) -> Vec<Clause> {
    let mut all: Vec<Clause> = Vec::new();
    for row in rows {
        let heading = match &row.clause {
            Some(clause) => format!("Article {clause}"),
            None => "No article named".to_owned(),
        };
        match all.last_mut() {
            Some(last) if last.heading == heading => last.rows.push(row),
            _ => all.push(Clause {
                heading,
                rows: vec![row],
            }),
        }
    }
    all
}

fn table(rows: &[Row]) -> Table {
    Table {
        columns: &[
            "article_number",
            "day",
            "status",
            "voice",
            "debtors",
            "what",
            "due",
            "words",
            "answers",
            "outlets",
            "articles",
        ],
        rows: rows
            .iter()
            .map(|r| {
                let outlets: Vec<&Option<String>> = r.carried.iter().map(|c| &c.outlet).collect();
                let articles: Vec<&String> = r.carried.iter().map(|c| &c.article).collect();
                vec![
                    json!(r.clause),
                    json!(r.day),
                    json!(r.status),
                    json!(r.voice),
                    json!(r.debtors),
                    json!(r.what),
                    json!(r.due),
                    json!(r.words),
                    json!(r.answers),
                    json!(outlets),
                    json!(articles),
                ]
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(clause: Option<&str>, day: &str, status: &str, debtor: &str, article: &str) -> Row {
        Row {
            clause: clause.map(str::to_owned),
            status: status.into(),
            debtors: vec![debtor.into()],
            what: "keep the lock open".into(),
            due: None,
            voice: Some("Ana Roa".into()),
            words: None,
            answers: None,
            day: Some(day.into()),
            language: None,
            carried: vec![Carried {
                outlet: None,
                published: None,
                article: article.into(),
                statement: None,
            }],
        }
    }

    #[test]
    fn one_saying_is_one_entry_however_many_owe_or_carry_it() {
        let all = together(vec![
            row(None, "2031-03-05", "owed", "Orsk", "a"),
            row(None, "2031-03-05", "owed", "Velm", "a"),
            row(None, "2031-03-05", "said-breached", "Velm", "a"),
            row(None, "2031-03-05", "owed", "Orsk", "b"),
            row(None, "2031-03-06", "owed", "Orsk", "c"),
        ]);
        let told: Vec<(&str, usize, usize)> = all
            .iter()
            .map(|r| (r.status.as_str(), r.debtors.len(), r.carried.len()))
            .collect();
        assert_eq!(
            told,
            [("owed", 2, 2), ("said-breached", 1, 1), ("owed", 1, 1)]
        );
    }

    #[test]
    fn clauses_go_by_number_and_what_names_none_comes_last() {
        let mut clauses = [None, Some("12"), Some("4"), Some("IV"), Some("4 (2)")];
        clauses.sort_by_key(|c| number(*c));
        assert_eq!(
            clauses,
            [Some("4"), Some("4 (2)"), Some("12"), Some("IV"), None]
        );
    }
}
