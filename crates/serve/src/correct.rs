//! What a form asks to be corrected.

use crate::context::{Context, Reply, pairs};
use crate::fault::Fault;
use crate::guard::same;
use crate::sides::{Side, Wish};
use crate::view::review::card_range;
use crate::view::values::{self, Kind};
use rapporteur_correct::{Anchor, Change, Entry};
use rapporteur_record::json::ArticleObject;
use rapporteur_record::{Act, TimeValue};

/// Takes a form, writes the corrections it asks for, and goes on to the next page.
pub(crate) fn take(c: &Context, body: &[u8]) -> Result<Reply, Fault> {
    let form = Form(pairs(body));
    if !form.one("secret").is_some_and(|s| same(s, &c.app.secret)) {
        return Err(Fault::Forbidden(
            "This form was made before the server was started anew. Go back, load the page again, and correct it \
             there."
                .to_owned(),
        ));
    }
    let entries = match form.one("do").unwrap_or_default() {
        "side-set" | "side-put" | "side-remove" | "side-undo" => return sides(c, &form),
        "undo" => vec![undo(c, &form)?],
        "merge" => vec![names(&form, true)?],
        "split" => vec![names(&form, false)?],
        verdict if form.has("figure") => vec![value(c, &form, Kind::Figures, verdict)?],
        verdict if form.has("time") => vec![value(c, &form, Kind::Times, verdict)?],
        verdict => statement(c, &form, verdict)?,
    };
    let now = jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    let why = form.one("why").map(str::to_owned);
    let entries = entries.into_iter().map(|(at, change)| Entry {
        when: now.clone(),
        who: c.app.who.clone(),
        why: why.clone(),
        at,
        change,
    });
    c.app.correct(entries.collect())?;
    Ok(Reply::See(next(form.one("next"))))
}

/// Only a place of our own, so that no form leads elsewhere.
fn next(place: Option<&str>) -> String {
    let ours = |p: &&str| {
        p.starts_with('/')
            && !p.starts_with("//")
            && !p.contains(['\\', '\r', '\n'])
            && p.is_ascii()
    };
    place.filter(ours).unwrap_or("/review").to_owned()
}

struct Form(Vec<(String, String)>);

impl Form {
    fn one(&self, name: &str) -> Option<&str> {
        let given = self.0.iter().find(|(key, _)| key == name);
        given
            .map(|(_, value)| value.trim())
            .filter(|v| !v.is_empty())
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What a form asks of the sides: another file, which is the user's own.
fn sides(c: &Context, form: &Form) -> Result<Reply, Fault> {
    // A field with a name a line, or boxes that are ticked.
    let names = |field: &str| -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in form.all(field).flat_map(str::lines).map(str::trim) {
            if !name.is_empty() && !names.iter().any(|n| n.eq_ignore_ascii_case(name)) {
                names.push(name.to_owned());
            }
        }
        names
    };
    let name = form.one("side").unwrap_or_default().to_owned();
    let side = Side {
        name: name.clone(),
        outlets: names("outlets"),
        people: names("people"),
    };
    match form.one("do") {
        Some("side-undo") => c.app.undo_sides()?,
        Some("side-remove") => c.app.change_sides(Wish::Remove { name })?,
        Some("side-put") => c.app.change_sides(Wish::Put { side })?,
        _ => c.app.change_sides(Wish::Set {
            was: form.one("was").map(str::to_owned),
            side,
        })?,
    }
    Ok(Reply::See("/sides".to_owned()))
}

type Wanted = (Option<Anchor>, Change);

fn undo(c: &Context, form: &Form) -> Result<Wanted, Fault> {
    let last = || c.log.holding().last().map(|one| one.id.clone());
    let of = form.one("of").map(str::to_owned).or_else(last);
    let of = of.ok_or_else(|| Fault::Bad("There is nothing to take back.".to_owned()))?;
    if c.log.is_undone(&of) {
        return Err(Fault::Bad(format!(
            "{of} is taken back already, or there is no such correction."
        )));
    }
    Ok((None, Change::Undo { of }))
}

fn names(form: &Form, merge: bool) -> Result<Wanted, Fault> {
    let need = |name: &str| {
        let given = form.one(name).map(str::to_owned);
        given.ok_or_else(|| Fault::Bad("expected two names, but found one empty".to_owned()))
    };
    let (name, other) = (need("name")?, need("other")?);
    if name == other {
        return Err(Fault::Bad(format!(
            "expected two names, but found “{name}” twice"
        )));
    }
    let change = match merge {
        true => Change::Merge { into: other, name },
        false => Change::Split { name, from: other },
    };
    Ok((None, change))
}

/// What a card asks: a verdict, or what of it is to be put right.
fn statement(c: &Context, form: &Form, verdict: &str) -> Result<Vec<Wanted>, Fault> {
    let (article, local) = item(form.one("item").unwrap_or_default())?;
    let object = c.reader()?.article(article)?;
    let found = object.statements.iter().find(|s| s.id == local);
    let statement =
        found.ok_or_else(|| Fault::Missing(format!("There is no statement {local} any more.")))?;
    let (start, end) = card_range(statement);
    let at = Anchor::in_object(&object, start, end);
    let at = at.ok_or_else(|| Fault::Bad("The statement has no words.".to_owned()))?;
    let changes = match verdict {
        "accept" => vec![Change::Accept],
        "reject" => vec![Change::Reject],
        "unsure" => vec![Change::Unsure],
        "edit" => edits(c, form, &object, &at)?,
        other => {
            return Err(Fault::Bad(format!(
                "expected accept, reject, unsure or edit, but found “{other}”"
            )));
        }
    };
    Ok(changes
        .into_iter()
        .map(|change| (Some(at.clone()), change))
        .collect())
}

/// The parts of the edit form that differ from what is there; none different means that all is right.
fn edits(
    c: &Context,
    form: &Form,
    object: &ArticleObject,
    at: &Anchor,
) -> Result<Vec<Change>, Fault> {
    let shown = crate::view::review::fields(c, object, at.start, at.end())?;
    let mut changes = Vec::new();
    let name = form.one("speaker").map(str::to_owned);
    if form.has("speaker") && name != shown.speaker {
        changes.push(Change::Speaker { name, kind: None });
    }
    let said = form.one("said").map(str::to_owned);
    if form.has("said") && said != shown.said {
        changes.push(Change::Said {
            value: said.map(|s| day(&s)).transpose()?,
        });
    }
    let acts: Vec<Act> = form.all("act").filter_map(Act::named).collect();
    if form.has("acts-shown") && acts != shown.acts {
        changes.push(Change::Acts { acts });
    }
    let place = |name| form.one(name).and_then(|n| n.parse::<usize>().ok());
    if let (Some(start), Some(end)) = (place("start"), place("end"))
        && (start, end) != (shown.start, shown.end)
    {
        let outside = || {
            Fault::Bad(format!(
                "expected words of the article, but found none at {start} to {end}"
            ))
        };
        changes.push(Change::Content {
            to: Anchor::in_object(object, start, end).ok_or_else(outside)?,
        });
    }
    if changes.is_empty() {
        changes.push(Change::Accept);
    }
    Ok(changes)
}

/// What a card of a figure or a time asks.
fn value(c: &Context, form: &Form, kind: Kind, verdict: &str) -> Result<Wanted, Fault> {
    let field = if kind == Kind::Figures {
        "figure"
    } else {
        "time"
    };
    let gone = || Fault::Missing("There is no such figure or time any more.".to_owned());
    let item = form.one(field).unwrap_or_default();
    let (article, number) = values::place(kind, item).ok_or_else(gone)?;
    let object = c.reader()?.article(article)?;
    let shown = values::value(c, kind, &object, number).ok_or_else(gone)?;
    let at = values::anchor(&object, &shown).ok_or_else(gone)?;
    let (written, unit) = match verdict {
        "reject" => {
            let none = match kind {
                Kind::Figures => Change::NoFigure,
                Kind::Times => Change::NoTime,
            };
            return Ok((Some(at), none));
        }
        "accept" => (shown.written, shown.unit),
        "edit" => (
            form.one("value").unwrap_or_default().to_owned(),
            form.one("unit").unwrap_or_default().to_owned(),
        ),
        other => {
            return Err(Fault::Bad(format!(
                "expected accept, reject or edit, but found “{other}”"
            )));
        }
    };
    let unread = |expected: &str| Fault::Bad(format!("expected {expected}, but found “{written}”"));
    let given = !written.is_empty();
    let change = match kind {
        Kind::Figures => {
            let value = values::quantity(&written);
            if given && value.is_none() {
                return Err(unread("a number such as 300 or a range such as 200 to 300"));
            }
            Change::Figure { value, unit }
        }
        Kind::Times => {
            // What the program read stays lawful, whatever a person may write.
            let value = match verdict {
                "accept" => TimeValue::new(written.as_str()),
                _ => values::time(&written),
            };
            if given && value.is_none() {
                return Err(unread(
                    "a day, a month, a year, an interval or a length such as P3D",
                ));
            }
            Change::Time { value }
        }
    };
    Ok((Some(at), change))
}

fn day(words: &str) -> Result<TimeValue, Fault> {
    let expected = || {
        Fault::Bad(format!(
            "expected a day, a month or an interval such as 2024-03-05, 2024-03 or 2024-03-04/2024-03-05, but found \
             “{words}”"
        ))
    };
    TimeValue::new(words)
        .filter(|v| v.days().is_some())
        .ok_or_else(expected)
}

/// Article and statement of an item: `0f3a…-s3`.
pub(crate) fn item(id: &str) -> Result<(&str, &str), Fault> {
    id.rsplit_once('-')
        .ok_or_else(|| Fault::Bad(format!("expected a statement’s id, but found “{id}”")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_lead_only_to_our_own_pages() {
        assert_eq!(next(Some("/review?after=1")), "/review?after=1");
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\r\nb",
            "",
        ] {
            assert_eq!(next(Some(elsewhere)), "/review", "{elsewhere}");
        }
    }

    #[test]
    fn a_day_is_one_of_the_calendar() {
        assert!(day("2024-03-05").is_ok() && day("2024-03-04/2024-03-05").is_ok());
        assert!(day("yesterday").is_err() && day("2024-13-01").is_err());
    }
}
