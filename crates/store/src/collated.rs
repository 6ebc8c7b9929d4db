//! Rows that hold across articles, and back.

use crate::derive::{int, one_line, word};
use rapporteur_record::record::{
    Account, Collated, Collation, Copies, Duty, SharedReferent, Step, Story,
};
use rusqlite::{Connection, Result, params};
use serde::Serialize;
use serde_json::Value;

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

/// Writes every row; there must be none.
pub(crate) fn insert(connection: &Connection, collated: &Collated) -> Result<()> {
    for (n, referent) in collated.referents.iter().enumerate() {
        shared_referent(connection, n, referent)?;
    }
    for (n, copies) in collated.copies.iter().enumerate() {
        copy_group(connection, n, copies)?;
    }
    for (n, story) in collated.stories.iter().enumerate() {
        story_rows(connection, n, story)?;
    }
    for (n, collation) in collated.collations.iter().enumerate() {
        collation_rows(connection, n, collation)?;
    }
    for (n, duty) in collated.duties.iter().enumerate() {
        duty_rows(connection, n, duty)?;
    }
    Ok(())
}

fn shared_referent(connection: &Connection, position: usize, r: &SharedReferent) -> Result<()> {
    let names: Vec<&str> = r.forms.iter().map(|f| f.form.as_str()).collect();
    connection
        .prepare_cached(
            "INSERT INTO shared_referents (id, name, type, names, position, object)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            r.id,
            r.name,
            word(&r.kind),
            names.join("; "),
            int(position),
            json(r)
        ])?;
    let mut form = connection.prepare_cached(
        "INSERT OR REPLACE INTO name_forms (shared_referent, form, outlet, uses) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for name in &r.forms {
        for (outlet, uses) in &name.outlets {
            form.execute(params![r.id, name.form, outlet, uses])?;
        }
    }
    let mut member = connection.prepare_cached(
        "INSERT OR IGNORE INTO members (shared_referent, referent, article) VALUES (?1, ?2, ?3)",
    )?;
    for m in &r.members {
        member.execute(params![
            r.id,
            format!("{}-{}", m.article, m.referent),
            m.article.0
        ])?;
    }
    Ok(())
}

fn copy_group(connection: &Connection, position: usize, c: &Copies) -> Result<()> {
    let id = format!("K{}", position + 1);
    let title_of = c.original.as_ref().or(c.articles.first()).map(|a| &a.0);
    connection
        .prepare_cached(
            "INSERT INTO copies (id, title, original, shared, position, object)
             VALUES (?1, coalesce((SELECT title FROM articles WHERE id = ?2), ''), ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            id,
            title_of,
            c.original.as_ref().map(|a| &a.0),
            c.shared,
            int(position),
            json(c)
        ])?;
    let mut article = connection
        .prepare_cached("INSERT OR IGNORE INTO copy_articles (copies, article) VALUES (?1, ?2)")?;
    for a in &c.articles {
        article.execute(params![id, a.0])?;
    }
    Ok(())
}

fn story_rows(connection: &Connection, position: usize, s: &Story) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO stories (id, title, position, object) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![s.id, s.title, int(position), json(s)])?;
    let mut article = connection.prepare_cached(
        "INSERT OR IGNORE INTO story_articles (story, article, position) VALUES (?1, ?2, ?3)",
    )?;
    for (n, a) in s.articles.iter().enumerate() {
        article.execute(params![s.id, a.0, int(n)])?;
    }
    Ok(())
}

fn collation_rows(connection: &Connection, position: usize, c: &Collation) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO collations (id, title, story, kind, verdict, reports, independent, position, object)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            c.id,
            one_line(&c.topic),
            c.story,
            word(&c.kind),
            word(&c.verdict),
            c.reports,
            c.independent,
            int(position),
            json(c)
        ])?;
    for (n, a) in c.accounts.iter().enumerate() {
        account(connection, &c.id, n, a)?;
    }
    let mut silence = connection
        .prepare_cached("INSERT OR IGNORE INTO silences (collation, article) VALUES (?1, ?2)")?;
    for a in &c.silent {
        silence.execute(params![c.id, a.0])?;
    }
    Ok(())
}

fn account(connection: &Connection, collation: &str, n: usize, a: &Account) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO accounts (id, collation, article, quote, value, said_by, copy_of, start_char, end_char)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            format!("{collation}-{}", n + 1),
            collation,
            a.article.0,
            a.quote,
            value(&a.value),
            a.said_by,
            a.copy_of.as_ref().map(|c| &c.0),
            int(a.start),
            int(a.end)
        ])?;
    Ok(())
}

fn duty_rows(connection: &Connection, position: usize, d: &Duty) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO duties (id, title, debtor, creditor, instrument, position, object)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            d.id,
            one_line(&d.what),
            d.debtor,
            d.creditor,
            d.instrument,
            int(position),
            json(d)
        ])?;
    for (n, step) in d.steps.iter().enumerate() {
        duty_step(connection, &d.id, n, step)?;
    }
    // A step may take up one that stands behind it: of one day, or of a day that is not known.
    for (n, step) in d.steps.iter().enumerate() {
        if let Some(answers) = step.answers {
            connection
                .prepare_cached("UPDATE duty_steps SET answers = ?2 WHERE id = ?1")?
                .execute([step_id(&d.id, n), step_id(&d.id, answers)])?;
        }
    }
    Ok(())
}

fn step_id(duty: &str, place: usize) -> String {
    format!("{duty}-{}", place + 1)
}

fn duty_step(connection: &Connection, duty: &str, n: usize, s: &Step) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO duty_steps (id, duty, position, step, day, article, quote, start_char, end_char, said_by,
                 statement, commitment, joined_by, copy_of)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .execute(params![
            step_id(duty, n),
            duty,
            int(n + 1),
            word(&s.step),
            s.day,
            s.article.0,
            s.quote,
            int(s.start),
            int(s.end),
            s.said_by,
            s.statement.as_ref().map(|id| format!("{}-{id}", s.article)),
            s.commitment.map(|c| format!("{}-c{}", s.article, c + 1)),
            s.joined_by.join(" "),
            s.copy_of.as_ref().map(|c| &c.0)
        ])?;
    Ok(())
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
