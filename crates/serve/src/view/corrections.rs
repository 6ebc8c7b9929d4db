//! Who changed what, when and why; and what has lost its words.

use crate::context::{Context, Pager, Reply, Shell, page};
use crate::fault::Fault;
use crate::table::Table;
use askama::Template;
use rapporteur_correct::{Change, Correction};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

struct Row {
    id: String,
    when: String,
    who: String,
    why: Option<String>,
    word: &'static str,
    what: String,
    quote: Option<String>,
    href: Option<String>,
    state: String,
    can_be_undone: bool,
}

#[derive(Template)]
#[template(path = "corrections.html")]
struct Page {
    shell: Shell,
    file: String,
    rows: Vec<Row>,
    pager: Pager,
}

/// The log, the newest first.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let orphans: BTreeMap<String, String> = c.ask(|db| {
        db.prepare_cached(
            "SELECT id, coalesce(reason, '') FROM corrections WHERE state = 'orphan'",
        )?
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect()
    })?;
    let holding: BTreeSet<&str> = c.log.holding().iter().map(|one| one.id.as_str()).collect();
    let (limit, offset) = c.window();
    let all = c.log.all().iter().rev().skip(offset).take(limit);
    let rows: Vec<Row> = all
        .map(|one| row(one, holding.contains(one.id.as_str()), &orphans))
        .collect();
    let table = || Table {
        columns: &[
            "id", "when", "who", "why", "change", "what", "quote", "state",
        ],
        rows: rows
            .iter()
            .map(|r| {
                vec![
                    json!(r.id),
                    json!(r.when),
                    json!(r.who),
                    json!(r.why),
                    json!(r.word),
                    json!(r.what),
                    json!(r.quote),
                    json!(r.state),
                ]
            })
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    page(&Page {
        shell: c.shell_with_data("Corrections"),
        file: c.app.corrections_file.display().to_string(),
        pager: c.pager(c.log.all().len(), false, "line", "lines"),
        rows,
    })
}

fn row(one: &Correction, holds: bool, orphans: &BTreeMap<String, String>) -> Row {
    let is_undo = matches!(one.change, Change::Undo { .. });
    let state = match orphans.get(&one.id) {
        _ if is_undo => String::new(),
        _ if !holds => "taken back".to_owned(),
        Some(why) => format!("orphan: {why}"),
        None => "holds".to_owned(),
    };
    Row {
        id: one.id.clone(),
        when: one.when.clone(),
        who: one.who.clone(),
        why: one.why.clone(),
        word: one.change.word(),
        what: what(&one.change),
        quote: one.at.as_ref().map(|at| at.quote.clone()),
        href: one.at.as_ref().map(|at| format!("/article/{}", at.article)),
        state,
        can_be_undone: holds && !is_undo,
    }
}

fn what(change: &Change) -> String {
    match change {
        Change::Speaker {
            name: Some(name), ..
        } => format!("said by {name}"),
        Change::Speaker { name: None, .. } => "the speaker is left open".to_owned(),
        Change::Content { to } => format!("the words are “{}”", to.quote),
        Change::Said { value: Some(day) } => format!("said {}", rapporteur_web::words::time(day)),
        Change::Said { value: None } => "no day".to_owned(),
        Change::Acts { acts } if acts.is_empty() => "does none of the acts".to_owned(),
        Change::Acts { acts } => acts
            .iter()
            .map(|a| rapporteur_web::words::act(*a))
            .collect::<Vec<_>>()
            .join(", "),
        Change::Figure { value, unit } => {
            let value =
                value.map_or_else(|| "left open".to_owned(), rapporteur_web::words::quantity);
            format!("is {value} {unit}").trim_end().to_owned()
        }
        Change::NoFigure => "the words are none".to_owned(),
        Change::Time { value: Some(value) } => format!("is {}", rapporteur_web::words::time(value)),
        Change::Time { value: None } => "is left open".to_owned(),
        Change::NoTime => "the words are none".to_owned(),
        Change::Merge { into, name } => format!("“{name}” is “{into}”"),
        Change::Split { name, from } => format!("“{name}” is not “{from}”"),
        Change::Undo { of } => format!("takes {of} back"),
        Change::Accept => "read rightly".to_owned(),
        Change::Reject => "no statement".to_owned(),
        Change::Unsure => "left open".to_owned(),
    }
}
