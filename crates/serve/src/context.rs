//! One request and its answer.

use crate::app::{App, Lent};
use crate::fault::Fault;
use crate::sides::Sides;
use crate::table::Table;
use askama::Template;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rapporteur_correct::{Log, Standing};
use rapporteur_store::Reader;
use rusqlite::Connection;
use std::any::Any;
use std::sync::Arc;

/// Rows on a page.
pub(crate) const ROWS: usize = 50;
/// Rows in an answer for programs.
const DATA: usize = 10_000;

/// One request.
pub(crate) struct Context {
    pub app: Arc<App>,
    pub log: Arc<Log>,
    pub standing: Arc<Standing>,
    pub sides: Arc<Sides>,
    path: String,
    params: Vec<(String, String)>,
    lent: Lent,
}

/// The answer.
pub(crate) enum Reply {
    Page(String),
    Csv(String),
    Json(String),
    See(String),
}

/// What every page has around it.
pub(crate) struct Shell {
    pub title: String,
    pub path: String,
    pub nav: Vec<Nav>,
    pub secret: String,
    /// Where the same rows are as CSV and JSON.
    pub data: Option<(String, String)>,
    /// What everybody should know now.
    pub notices: Vec<String>,
    pub version: &'static str,
}

/// A way to another view.
pub(crate) struct Nav {
    pub href: &'static str,
    pub name: &'static str,
    pub here: bool,
}

/// Which rows of many are shown, and the way to the others.
pub(crate) struct Pager {
    pub told: String,
    pub previous: Option<String>,
    pub next: Option<String>,
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    shell: Shell,
    why: String,
}

const VIEWS: [(&str, &str); 13] = [
    ("/", "Overview"),
    ("/articles", "Articles"),
    ("/compare", "Compare"),
    ("/timeline", "Timeline"),
    ("/speakers", "Speakers"),
    ("/agreements", "Agreements"),
    ("/acts", "Who accuses whom"),
    ("/names", "Names"),
    ("/sides", "Sides"),
    ("/search", "Search"),
    ("/gaps", "Gaps"),
    ("/review", "Review"),
    ("/corrections", "Corrections"),
];

/// Works out an answer, and makes a page of what goes wrong.
pub(crate) fn answer(
    app: &Arc<App>,
    uri: &Uri,
    view: &dyn Fn(&Context) -> Result<Reply, Fault>,
) -> Response {
    let context = match Context::new(app, uri) {
        Ok(context) => context,
        Err(fault) => return bare(&fault),
    };
    match view(&context) {
        Ok(reply) => reply.into_response(),
        Err(fault) => {
            let page = FaultPage {
                shell: context.shell("Not shown"),
                why: fault.to_string(),
            };
            let status = status(&fault);
            match page.render() {
                Ok(html) => (status, Reply::Page(html)).into_response(),
                Err(_) => bare(&fault),
            }
        }
    }
}

fn bare(fault: &Fault) -> Response {
    (status(fault), format!("{fault}\n")).into_response()
}

fn status(fault: &Fault) -> StatusCode {
    StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let (kind, body) = match self {
            Reply::Page(html) => ("text/html; charset=utf-8", html),
            Reply::Csv(text) => ("text/csv; charset=utf-8; header=present", text),
            Reply::Json(text) => ("application/json", text),
            Reply::See(place) => {
                return (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response();
            }
        };
        ([(header::CONTENT_TYPE, kind)], body).into_response()
    }
}

impl Context {
    fn new(app: &Arc<App>, uri: &Uri) -> Result<Context, Fault> {
        let (log, standing) = app.corrections()?;
        Ok(Context {
            lent: app.reader()?,
            sides: app.sides()?,
            app: Arc::clone(app),
            log,
            standing,
            path: uri.path().to_owned(),
            params: pairs(uri.query().unwrap_or_default().as_bytes()),
        })
    }

    /// The path asked for.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The last part of the path.
    pub fn last(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// A parameter, where it is given and not blank.
    pub fn param(&self, name: &str) -> Option<&str> {
        let given = self.params.iter().find(|(key, _)| key == name);
        given
            .map(|(_, value)| value.trim())
            .filter(|v| !v.is_empty())
    }

    /// A parameter that is a number.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.param(name)?.parse().ok()
    }

    /// This address with some parameters set (or, for `None`, taken away).
    pub fn with(&self, changes: &[(&str, Option<&str>)]) -> String {
        let kept = self
            .params
            .iter()
            .filter(|(key, value)| {
                !value.is_empty() && !changes.iter().any(|(name, _)| name == key)
            })
            .map(|(key, value)| (key.as_str(), value.as_str()));
        let set = changes
            .iter()
            .filter_map(|(name, value)| Some((*name, (*value)?)));
        link(&self.path, kept.chain(set))
    }

    /// The parameters themselves, but for some: what a form has to carry on.
    pub fn others(&self, but: &[&str]) -> Vec<(String, String)> {
        let other =
            |(key, value): &&(String, String)| !but.contains(&key.as_str()) && !value.is_empty();
        self.params.iter().filter(other).cloned().collect()
    }

    /// Whether rows are wanted for a program.
    pub fn is_data(&self) -> bool {
        matches!(self.param("format"), Some("csv" | "json"))
    }

    /// How many rows to show, and how many before them to leave out.
    pub fn window(&self) -> (usize, usize) {
        match self.is_data() {
            true => (
                self.number("limit").unwrap_or(DATA).min(DATA),
                self.number("offset").unwrap_or(0),
            ),
            false => (ROWS, (self.page() - 1) * ROWS),
        }
    }

    fn page(&self) -> usize {
        self.number("page").unwrap_or(1).clamp(1, 100_000)
    }

    /// The pager of a list of `total` rows, of which perhaps more are there than were counted.
    pub fn pager(&self, total: usize, more: bool, one: &str, many: &str) -> Pager {
        let first = (self.page() - 1) * ROWS;
        let last = (first + ROWS).min(total);
        let all = match more {
            true => format!(
                "the first {}",
                rapporteur_web::words::count(total, one, many)
            ),
            false => rapporteur_web::words::count(total, one, many),
        };
        let to = |page: usize| Some(self.with(&[("page", Some(page.to_string().as_str()))]));
        Pager {
            told: match (total, first) {
                (n, 0) if n <= ROWS => all,
                (n, f) if f >= n => format!("nothing more; {all}"),
                _ => format!("{} to {last} of {all}", first + 1),
            },
            previous: (first > 0).then(|| self.page() - 1).and_then(to),
            next: (last < total || (more && first < total))
                .then(|| self.page() + 1)
                .and_then(to),
        }
    }

    /// Asks the record.
    pub fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Fault> {
        Ok(self.reader()?.ask(question)?)
    }

    /// The record.
    pub fn reader(&self) -> Result<&Reader, Fault> {
        let gone = || Fault::Missing("the record is no longer open".to_owned());
        self.lent.as_ref().ok_or_else(gone)
    }

    /// What takes long to sum up, worked out once for each state of the record.
    pub fn sum<T: Any + Send + Sync>(
        &self,
        key: &str,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<Arc<T>, Fault> {
        self.app
            .sum(self.lent.generation, key, || self.ask(question))
    }

    /// What stands around a page without rows for programs.
    pub fn shell(&self, title: &str) -> Shell {
        let section = format!("/{}", self.path.split('/').nth(1).unwrap_or_default());
        let under = |section: &str| match section {
            "/article" => "/articles".to_owned(),
            "/point" => "/compare".to_owned(),
            "/speaker" => "/speakers".to_owned(),
            "/agreement" => "/agreements".to_owned(),
            other => other.to_owned(),
        };
        let section = under(&section);
        Shell {
            title: title.to_owned(),
            path: self.path.clone(),
            nav: VIEWS
                .iter()
                .map(|(href, name)| Nav {
                    href,
                    name,
                    here: *href == section,
                })
                .collect(),
            secret: self.app.secret.clone(),
            data: None,
            notices: self.notices(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    fn notices(&self) -> Vec<String> {
        let taken_in = self.sum("corrections taken in", |c| {
            let sql = "SELECT count(*) FROM corrections";
            c.query_row(sql, [], |row| row.get::<_, usize>(0))
        });
        // A record of an older program has no such table and has taken in none.
        let taken_in = taken_in.map_or(0, |n| *n);
        let holding = self.log.holding().len();
        let mut notices = Vec::new();
        if taken_in != holding {
            notices.push(format!(
                "{} since the record was built. Statements show them at once; counts, names, timeline and points of \
                 comparison follow after: rapporteur corrections apply {}",
                match holding.saturating_sub(taken_in) {
                    0 => "Corrections were taken back".to_owned(),
                    n => rapporteur_web::words::count(n, "correction was made", "corrections were made"),
                },
                self.app.record.display()
            ));
        }
        notices
    }

    /// The rows for a program, where one asks.
    pub fn data(&self, table: impl FnOnce() -> Table) -> Option<Reply> {
        match self.param("format") {
            Some("csv") => Some(Reply::Csv(table().csv())),
            Some("json") => Some(Reply::Json(table().json())),
            _ => None,
        }
    }

    /// What stands around a page whose rows programs can have too.
    pub fn shell_with_data(&self, title: &str) -> Shell {
        let data = |format| self.with(&[("format", Some(format)), ("page", None)]);
        Shell {
            data: Some((data("csv"), data("json"))),
            ..self.shell(title)
        }
    }

    /// A parameter for a field of a form.
    pub fn given(&self, name: &str) -> String {
        self.param(name).unwrap_or_default().to_owned()
    }
}

/// A template as an answer.
pub(crate) fn page(template: &impl Template) -> Result<Reply, Fault> {
    Ok(Reply::Page(template.render()?))
}

/// The pairs of a query string or a form.
pub(crate) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// A path with parameters.
pub(crate) fn link<'a>(path: &str, params: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(params)
        .finish();
    match query.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{query}"),
    }
}

/// A day in words; what is no day as it stands.
pub(crate) fn day(value: &str) -> String {
    rapporteur_record::TimeValue::new(value)
        .map_or_else(|| value.to_owned(), |v| rapporteur_web::words::time(&v))
}
