//! Rows that hold across articles.

use crate::derive::{each_once, one_line, word};
use crate::row::{Row, row};
use rapporteur_record::ArticleId;
use rapporteur_record::record::{
    Account, Collated, Collation, Copies, Duty, SharedReferent, Step, Story,
};
use rusqlite::{Connection, Result};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Removes every row; what hangs on them goes with them.
pub(crate) fn clear(connection: &Connection) -> Result<()> {
    // The order spares SQLite the cascades.
    for table in [
        "duty_steps",
        "duties",
        "accounts",
        "silences",
        "collations",
        "story_articles",
        "stories",
        "copy_articles",
        "copies",
        "members",
        "name_forms",
        "shared_referents",
    ] {
        connection.execute(&format!("DELETE FROM {table}"), [])?;
    }
    Ok(())
}

/// Every row that holds across articles. `title` tells the title of an article.
pub fn rows_of_collated<'a>(
    collated: &'a Collated,
    title: impl Fn(&ArticleId) -> Option<String>,
) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (n, referent) in collated.referents.iter().enumerate() {
        shared_referent(&mut rows, n, referent);
    }
    for (n, copies) in collated.copies.iter().enumerate() {
        let own = copies.original.as_ref().or(copies.articles.first());
        copy_group(&mut rows, n, copies, own.and_then(&title));
    }
    for (n, story) in collated.stories.iter().enumerate() {
        story_rows(&mut rows, n, story);
    }
    for (n, collation) in collated.collations.iter().enumerate() {
        collation_rows(&mut rows, n, collation);
    }
    for (n, duty) in collated.duties.iter().enumerate() {
        duty_rows(&mut rows, n, duty);
    }
    rows
}

fn shared_referent<'a>(rows: &mut Vec<Row<'a>>, position: usize, r: &'a SharedReferent) {
    let names: Vec<&str> = r.forms.iter().map(|f| f.form.as_str()).collect();
    rows.push(row!["shared_referents":
        &r.id,
        &r.name,
        word(&r.kind),
        names.join("; "),
        position,
        json(r),
    ]);
    let mut forms = BTreeMap::new();
    for name in &r.forms {
        for (outlet, uses) in &name.outlets {
            forms.insert((&name.form, outlet), *uses);
        }
    }
    for ((form, outlet), uses) in forms {
        rows.push(row!["name_forms": &r.id, form, outlet, uses]);
    }
    for m in each_once(&r.members) {
        let referent = format!("{}-{}", m.article, m.referent);
        rows.push(row!["members": &r.id, referent, &m.article.0]);
    }
}

fn copy_group<'a>(rows: &mut Vec<Row<'a>>, position: usize, c: &'a Copies, title: Option<String>) {
    let id = format!("K{}", position + 1);
    rows.push(row!["copies":
        id.clone(),
        title.unwrap_or_default(),
        c.original.as_ref().map(|a| &a.0),
        c.shared,
        position,
        json(c),
    ]);
    for a in each_once(&c.articles) {
        rows.push(row!["copy_articles": id.clone(), &a.0]);
    }
}

fn story_rows<'a>(rows: &mut Vec<Row<'a>>, position: usize, s: &'a Story) {
    rows.push(row!["stories": &s.id, &s.title, position, json(s)]);
    for (n, a) in each_once(&s.articles).enumerate() {
        rows.push(row!["story_articles": &s.id, &a.0, n]);
    }
}

fn collation_rows<'a>(rows: &mut Vec<Row<'a>>, position: usize, c: &'a Collation) {
    rows.push(row!["collations":
        &c.id,
        one_line(&c.topic),
        &c.story,
        word(&c.kind),
        &c.rule,
        word(&c.verdict),
        c.reports,
        c.independent,
        position,
        json(c),
    ]);
    for (n, a) in c.accounts.iter().enumerate() {
        rows.push(account(&c.id, n, a));
    }
    for a in each_once(&c.silent) {
        rows.push(row!["silences": &c.id, &a.0]);
    }
}

fn account<'a>(collation: &'a str, n: usize, a: &'a Account) -> Row<'a> {
    row!["accounts":
        format!("{collation}-{}", n + 1),
        collation,
        &a.article.0,
        &a.quote,
        value(&a.value),
        evidence(a),
        a.said_by.as_ref(),
        a.copy_of.as_ref().map(|c| &c.0),
        a.start,
        a.end,
    ]
}

fn duty_rows<'a>(rows: &mut Vec<Row<'a>>, position: usize, d: &'a Duty) {
    rows.push(row!["duties":
        &d.id,
        one_line(&d.what),
        &d.debtor,
        d.creditor.as_ref(),
        d.instrument.as_ref(),
        position,
        json(d),
    ]);
    for (n, step) in d.steps.iter().enumerate() {
        rows.push(duty_step(&d.id, n, step));
    }
}

fn step_id(duty: &str, place: usize) -> String {
    format!("{duty}-{}", place + 1)
}

/// A step may take up one that stands behind it (of one day, or of a day that is not known): keys are looked at when
/// all is written.
fn duty_step<'a>(duty: &'a str, n: usize, s: &'a Step) -> Row<'a> {
    row!["duty_steps":
        step_id(duty, n),
        duty,
        n + 1,
        word(&s.step),
        s.day.as_ref(),
        &s.article.0,
        &s.quote,
        s.start,
        s.end,
        s.said_by.as_ref(),
        s.statement.as_ref().map(|id| format!("{}-{id}", s.article)),
        s.commitment.map(|c| format!("{}-c{}", s.article, c + 1)),
        s.joined_by.join(" "),
        s.answers.map(|place| step_id(duty, place)),
        s.copy_of.as_ref().map(|c| &c.0),
    ]
}

/// The words that an account has in common with the others, each once.
fn evidence(account: &Account) -> String {
    let words: Vec<&str> = account.evidence.iter().map(|p| p.quote.as_str()).collect();
    let words: Vec<&str> = each_once(&words).copied().collect();
    words.join("; ")
}

/// A value as a person writes it: a string without its quotation marks, nothing for null.
fn value(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(words) => Some(words.clone()),
        other => Some(other.to_string()),
    }
}

fn json(value: &impl Serialize) -> String {
    // These types hold no map with keys that are not strings, the only thing that could fail.
    serde_json::to_string(value).unwrap_or_default()
}
