//! Who accuses whom: a row a speaker, a column the one they accuse, in each cell how many statements. The same for
//! any other act.

use crate::context::{Context, Reply, Shell, link, page};
use crate::fault::Fault;
use crate::statements::speaker_href;
use crate::table::Table;
use askama::Template;
use rapporteur_record::Act;
use serde_json::json;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Rows and columns of one page.
const SIZE: usize = 12;

struct Line {
    name: String,
    href: String,
    cells: Vec<Option<(usize, String, u8)>>,
    total: usize,
}

#[derive(Template)]
#[template(path = "matrix.html")]
struct Page {
    shell: Shell,
    act: String,
    outlet: String,
    acts: Vec<&'static str>,
    outlets: Vec<String>,
    columns: Vec<(String, String)>,
    lines: Vec<Line>,
    told: String,
    /// What is in no cell: how many, why, and where it is listed.
    unplaced: Vec<(String, String)>,
    rows_before: Option<String>,
    rows_after: Option<String>,
    columns_before: Option<String>,
    columns_after: Option<String>,
}

/// Speaker, the one meant, how many statements.
type Pair = (String, String, usize);

/// The matrix.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let act = c.param("act").unwrap_or("accuse").to_owned();
    let outlet = c.given("outlet");
    let all = c.sum(&format!("pairs {act}"), |db| pairs(db, &act))?;
    let pairs = of_outlet(&all, &outlet);
    let table = || Table {
        columns: &["speaker", "act", "towards", "statements"],
        rows: pairs
            .iter()
            .map(|(a, b, n)| vec![json!(a), json!(act), json!(b), json!(n)])
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    let rows = by_weight(pairs.iter().map(|(a, _, n)| (a, *n)));
    let columns = by_weight(pairs.iter().map(|(_, b, n)| (b, *n)));
    let counts: BTreeMap<(&str, &str), usize> = pairs
        .iter()
        .map(|(a, b, n)| ((a.as_str(), b.as_str()), *n))
        .collect();
    let largest = counts.values().copied().max().unwrap_or(1);
    let (row, column) = (
        c.number("row").unwrap_or(0),
        c.number("column").unwrap_or(0),
    );
    let shown: Vec<&str> = columns
        .iter()
        .skip(column)
        .take(SIZE)
        .map(|(n, _)| *n)
        .collect();
    let line = |(name, total): &(&str, usize)| Line {
        name: (*name).to_owned(),
        href: speaker_href(name),
        total: *total,
        cells: shown
            .iter()
            .map(|towards| {
                let n = *counts.get(&(*name, *towards))?;
                let filters = [
                    ("by", *name),
                    ("towards", *towards),
                    ("act", act.as_str()),
                    ("denied", "no"),
                    ("outlet", &outlet),
                ];
                let given = filters.into_iter().filter(|(_, v)| !v.is_empty());
                // One of four weights of the bar under the number.
                Some((
                    n,
                    link("/search", given),
                    u8::try_from(1 + n * 3 / largest).unwrap_or(4),
                ))
            })
            .collect(),
    };
    let unplaced = c.sum(&format!("unplaced {act}"), |db| unplaced(db, &act))?;
    let listed = |n: usize, why: &str, filter: (&str, &str)| {
        let href = link("/search", [("act", act.as_str()), filter].into_iter());
        (n > 0 && outlet.is_empty()).then(|| {
            let n = rapporteur_web::words::count(n, "statement", "statements");
            (format!("{n} {why}"), href)
        })
    };
    let unplaced = [
        listed(
            unplaced.aimless,
            "in which nobody was seen at whom the act is aimed",
            ("aim", "open"),
        ),
        listed(
            unplaced.speakerless,
            "whose speaker is not known",
            ("speaker", "open"),
        ),
        listed(
            unplaced.negated,
            "in which the act itself is denied",
            ("denied", "yes"),
        ),
    ];
    let step = |name: &str, at: usize, count: usize| {
        let to = |n: usize| c.with(&[(name, Some(n.to_string().as_str()))]);
        (
            (at > 0).then(|| to(at.saturating_sub(SIZE))),
            (at + SIZE < count).then(|| to(at + SIZE)),
        )
    };
    let (rows_before, rows_after) = step("row", row, rows.len());
    let (columns_before, columns_after) = step("column", column, columns.len());
    page(&Page {
        shell: c.shell_with_data(heading(&act)),
        told: format!(
            "{} and {}",
            rapporteur_web::words::count(rows.len(), "speaker", "speakers"),
            rapporteur_web::words::count(columns.len(), "name they turn to", "names they turn to")
        ),
        lines: rows.iter().skip(row).take(SIZE).map(line).collect(),
        columns: shown
            .iter()
            .map(|n| ((*n).to_owned(), speaker_href(n)))
            .collect(),
        acts: Act::ALL.map(Act::name).to_vec(),
        outlets: super::articles::outlets(c)?,
        unplaced: unplaced.into_iter().flatten().collect(),
        act,
        outlet,
        rows_before,
        rows_after,
        columns_before,
        columns_after,
    })
}

/// The pairs of one outlet, or of all: most statements first.
fn of_outlet(all: &[(Pair, Option<String>)], outlet: &str) -> Vec<Pair> {
    let mut sums: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for ((who, whom, n), _) in all
        .iter()
        .filter(|(_, o)| outlet.is_empty() || o.as_deref() == Some(outlet))
    {
        *sums.entry((who, whom)).or_default() += n;
    }
    let mut pairs: Vec<Pair> = sums
        .into_iter()
        .map(|((a, b), n)| (a.to_owned(), b.to_owned(), n))
        .collect();
    pairs.sort_by_key(|(_, _, n)| Reverse(*n));
    pairs
}

/// Towards whom: those at whom the act is aimed; where nobody was seen to be, those to whom it was said.
fn pairs(db: &rusqlite::Connection, act: &str) -> rusqlite::Result<Vec<(Pair, Option<String>)>> {
    let name = |referent: &str, own: &str| {
        format!(
            "coalesce((SELECT r.name FROM members m JOIN shared_referents r ON r.id = m.shared_referent
                WHERE m.referent = {referent}), {own})"
        )
    };
    let sql = format!(
        "SELECT {who}, {whom}, count(DISTINCT s.id), s.outlet FROM statement_acts x
         JOIN statements s ON s.id = x.statement
         JOIN (SELECT statement, referent FROM statement_aimed_at
             UNION ALL SELECT b.statement, b.referent FROM statement_to b
             WHERE NOT EXISTS (SELECT 1 FROM statement_aimed_at t WHERE t.statement = b.statement)) t
             ON t.statement = s.id
         JOIN referents f ON f.id = t.referent
         WHERE x.act = ?1 AND s.speaker IS NOT NULL AND NOT s.negated
         GROUP BY 1, 2, 4",
        who = name("s.speaker", "s.speaker_name"),
        whom = name("f.id", "f.name"),
    );
    let mut query = db.prepare(&sql)?;
    let all = query.query_map([act], |r| {
        Ok(((r.get(0)?, r.get(1)?, r.get(2)?), r.get(3)?))
    })?;
    let all: Vec<(Pair, Option<String>)> = all.collect::<rusqlite::Result<_>>()?;
    Ok(all.into_iter().filter(|((a, b, _), _)| a != b).collect())
}

/// How many statements with the act are in no cell, because nobody was seen at whom it is aimed, nor to whom it
/// was said; or because the speaker stayed open, or the act is denied.
fn unplaced(db: &rusqlite::Connection, act: &str) -> rusqlite::Result<Unplaced> {
    let count = |condition: &str| {
        db.query_row(
            &format!(
                "SELECT count(*) FROM statement_acts x JOIN statements s ON s.id = x.statement
                 WHERE x.act = ?1 AND {condition}"
            ),
            [act],
            |r| r.get(0),
        )
    };
    Ok(Unplaced {
        aimless: count(
            "NOT EXISTS (SELECT 1 FROM statement_aimed_at t WHERE t.statement = s.id)
             AND NOT EXISTS (SELECT 1 FROM statement_to t WHERE t.statement = s.id)",
        )?,
        speakerless: count("s.speaker IS NULL")?,
        negated: count("s.negated")?,
    })
}

struct Unplaced {
    aimless: usize,
    speakerless: usize,
    negated: usize,
}

fn by_weight<'a>(pairs: impl Iterator<Item = (&'a String, usize)>) -> Vec<(&'a str, usize)> {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, n) in pairs {
        *sums.entry(name).or_default() += n;
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(name, n)| (Reverse(*n), *name));
    sums
}

/// The heading: who does what to whom.
fn heading(act: &str) -> &'static str {
    match act {
        "accuse" => "Who accuses whom",
        "demand" => "Who demands of whom",
        "threaten" => "Who threatens whom",
        "warn" => "Who warns whom",
        "reject" => "Who rejects what others ask",
        "deny" => "Who denies to whom",
        "promise" => "Who promises to whom",
        "offer" => "Who offers to whom",
        "agree" => "Who agrees with whom",
        "appeal" => "Who appeals to whom",
        "praise" => "Who praises whom",
        "justify" => "Who justifies to whom",
        "express-hope" => "Who expresses hope to whom",
        "announce" => "Who announces to whom",
        "question" => "Who asks whom",
        _ => "Who reports to whom",
    }
}
