//! The one-page report: all sections in order, in one file.

use crate::index::Index;
use crate::section::{
    Limits, accused::Accused, accused::accused, agree::Agree, agree::agree,
    commitments::Commitments, commitments::commitments, differ::Differ, differ::differ,
    figures::Figures, figures::figures, names::Names, names::names, omitted::Omitted,
    omitted::omitted, open::Open, open::open, register::Register, register::register, said,
    said::Said, sources::Sources, sources::sources, summary::Summary, summary::summary,
    timeline::Timeline, timeline::timeline,
};
use crate::words;
use askama::Template;
use rapporteur_record::json::ArticleObject;
use rapporteur_record::record::{Record, Verdict};

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A template did not render; no input is known to bring this about.
    #[error("expected the page's template to take the record, but found: {0}")]
    Template(#[from] askama::Error),
}

/// The record as one self-contained HTML page: no script, nothing loaded from anywhere.
///
/// Same record, same page. A section of a large record prints its first rows and says how many more
/// there are; the page of twenty thousand statements stays under three megabytes.
///
/// # Errors
/// None that an input is known to bring about; see [`ReportError`].
///
/// ```
/// use rapporteur_record::record::{Collated, Record, Refused};
/// let refused = Refused { source: "notes.bin".into(), reason: "it is not text".into() };
/// let page = rapporteur_web::report(&Record::new(vec![], Collated::default(), vec![refused]))?;
/// assert!(page.starts_with("<!doctype html>"));
/// assert!(page.contains("notes.bin"));
/// # Ok::<(), rapporteur_web::ReportError>(())
/// ```
pub fn report(record: &Record) -> Result<String, ReportError> {
    Ok(page(record, &Limits::default()).render()?)
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    schema: u32,
    version: &'static str,
    style: &'static str,
    contents: Vec<Content>,
    summary: Summary,
    differ: Differ,
    agree: Agree,
    accused: Accused,
    omitted: Omitted,
    said: Said,
    timeline: Timeline,
    commitments: Commitments,
    register: Register,
    names: Names,
    figures: Figures,
    sources: Sources,
    open: Open,
}

/// A line of the contents list; the page prints the sections that have one.
struct Content {
    id: &'static str,
    title: &'static str,
    count: String,
}

fn page(record: &Record, limits: &Limits) -> Page {
    let mut index = Index::new(record);
    // Links lead only to what the page prints.
    index.show_articles(limits.articles);
    let chosen = said::choose(&index, limits);
    index.show_statements(chosen.shown());
    let index = &index;
    let mut page = Page {
        schema: record.schema,
        version: env!("CARGO_PKG_VERSION"),
        style: include_str!("../templates/page.css"),
        contents: Vec::new(),
        summary: summary(index),
        differ: differ(index, limits),
        agree: agree(index, limits),
        accused: accused(index, limits),
        omitted: omitted(index, limits),
        said: said::said(index, &chosen),
        timeline: timeline(index, limits),
        commitments: commitments(index, limits),
        register: register(index, limits),
        names: names(index, limits),
        figures: figures(index, limits),
        sources: sources(index, limits),
        open: open(index, limits),
    };
    page.contents = contents(record, &page);
    page
}

/// The sections that have something to show, or of which it matters that they have not.
fn contents(record: &Record, page: &Page) -> Vec<Content> {
    let points = |verdict| {
        record
            .collated
            .collations
            .iter()
            .filter(|c| c.verdict == verdict)
            .count()
    };
    let sum = |count: fn(&ArticleObject) -> usize| record.articles.iter().map(count).sum();
    let any = !record.articles.is_empty();
    let rows: [(&str, &str, usize, bool); 12] = [
        (
            "differ",
            "Where the accounts differ",
            points(Verdict::Differ),
            any,
        ),
        (
            "agree",
            "Where they agree",
            points(Verdict::Agree),
            !page.agree.points.is_empty(),
        ),
        (
            "omitted",
            "What each outlet leaves out",
            page.omitted.rows.len(),
            !page.omitted.rows.is_empty(),
        ),
        (
            "accused",
            "Who accuses whom",
            page.accused.rows.len(),
            !page.accused.rows.is_empty(),
        ),
        (
            "said",
            "Who said what, when",
            sum(|a| a.statements.len()),
            any,
        ),
        ("timeline", "Timeline", page.timeline.days.len(), any),
        (
            "commitments",
            "Commitments by instrument",
            sum(|a| a.commitments.len()),
            !page.commitments.instruments.is_empty(),
        ),
        (
            "register",
            "Duties through the days",
            record
                .collated
                .duties
                .iter()
                .filter(|d| d.steps.len() > 1)
                .count(),
            !page.register.duties.is_empty(),
        ),
        (
            "names",
            "Names by outlet",
            record
                .collated
                .referents
                .iter()
                .filter(|r| !r.forms.is_empty())
                .count(),
            !page.names.is_empty(),
        ),
        (
            "figures",
            "Figures",
            sum(|a| a.figures.len()),
            !page.figures.rows.is_empty(),
        ),
        ("sources", "Sources", record.articles.len(), any),
        (
            "open",
            "What could not be read or decided",
            page.open.count,
            true,
        ),
    ];
    let shown = rows.into_iter().filter(|(.., shown)| *shown);
    shown
        .map(|(id, title, count, _)| Content {
            id,
            title,
            count: words::thousands(count as u64),
        })
        .collect()
}
