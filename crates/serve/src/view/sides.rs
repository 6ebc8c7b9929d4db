//! Sides as the user defines them: what is on each, what on none, and the forms to change that.

use crate::context::{Context, Reply, Shell, page};
use crate::fault::Fault;
use crate::sides::{Side, Sides};
use crate::statements::speaker_href;
use crate::table::Table;
use askama::Template;
use serde_json::json;

#[derive(Template)]
#[template(path = "sides.html")]
struct Page {
    shell: Shell,
    file: String,
    sides: Vec<(String, Side)>,
    outlets: Vec<String>,
    speakers: Vec<(String, String)>,
    can_undo: bool,
}

/// Most speakers named as on no side.
const SPEAKERS: usize = 60;

/// The page.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let all = &c.sides.all;
    let table = || Table {
        columns: &["side", "kind", "name"],
        rows: all
            .iter()
            .flat_map(|s| {
                let row = |kind: &'static str, list: &[String]| -> Vec<Vec<serde_json::Value>> {
                    list.iter()
                        .map(|n| vec![json!(s.name), json!(kind), json!(n)])
                        .collect()
                };
                [row("outlet", &s.outlets), row("person", &s.people)].concat()
            })
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    let speakers = super::speakers::all(c)?;
    let on_none = speakers
        .iter()
        .filter(|s| c.sides.of(Some(&s.name), None).is_none());
    let outlets = super::articles::outlets(c)?;
    page(&Page {
        shell: c.shell_with_data("Sides"),
        file: c.app.sides_file.display().to_string(),
        sides: all
            .iter()
            .enumerate()
            .map(|(n, s)| (Sides::letter(n), s.clone()))
            .collect(),
        outlets: outlets
            .into_iter()
            .filter(|o| c.sides.of(None, Some(o)).is_none())
            .collect(),
        can_undo: c.app.can_undo_sides(),
        speakers: on_none
            .take(SPEAKERS)
            .map(|s| (s.name.clone(), speaker_href(&s.name)))
            .collect(),
    })
}
