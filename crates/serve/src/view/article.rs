//! An article with marks: its text on the left, what was read on the right; each leads to the other.

use crate::context::{Context, Reply, Shell, day, link, page};
use crate::fault::Fault;
use crate::statements::{self, Row};
use crate::view::values::{self, Kind};
use askama::Template;
use rapporteur_record::json::ArticleObject;
use rapporteur_record::{BlockKind, Text};
use std::collections::BTreeMap;

/// Most statements whose cards are on one page, and most marks in the text.
const CARDS: usize = 400;

/// A paragraph, cut where marks begin and end.
struct Paragraph {
    kind: &'static str,
    tag: &'static str,
    pieces: Vec<Piece>,
}

/// A stretch of text under the same marks.
struct Piece {
    words: String,
    class: String,
    /// Statements whose content begins here: number and id.
    begins: Vec<(usize, String)>,
    /// How many statements end here.
    ends: usize,
    /// The innermost statement, for a click.
    inside: Option<String>,
}

/// A figure or a time: its words, what they come to, where that can be put right.
struct Valued {
    words: String,
    told: String,
    review: String,
    mark: Option<values::Mark>,
}

struct Name {
    name: String,
    kind: String,
    roles: String,
    href: String,
}

struct Owed {
    status: String,
    debtor: String,
    what: String,
    instrument: Option<String>,
}

#[derive(Template)]
#[template(path = "article.html")]
struct Page {
    shell: Shell,
    title: String,
    outlet: Option<String>,
    published: Option<String>,
    how: &'static str,
    byline: Option<String>,
    source: String,
    url: Option<(String, bool)>,
    language: Option<String>,
    copies: Vec<(String, String)>,
    paragraphs: Vec<Paragraph>,
    rows: Vec<Row>,
    more: usize,
    dates: Vec<Valued>,
    names: Vec<Name>,
    owed: Vec<Owed>,
    figures: Vec<Valued>,
    warnings: Vec<String>,
    points: Vec<(String, String, bool)>,
    previous: Option<String>,
    next: Option<String>,
}

/// The page.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let id = c.last();
    let known: bool = c.ask(|db| {
        db.prepare_cached("SELECT count(*) > 0 FROM articles WHERE id = ?1")?
            .query_row([id], |r| r.get(0))
    })?;
    if !known {
        return Err(Fault::Missing(
            "There is no such article in this record.".to_owned(),
        ));
    }
    let object = c.reader()?.article(id)?;
    let mut rows =
        statements::rows_where(c, "s.article = ?1 ORDER BY s.start_char, s.rowid", &[&id])?;
    if let Some(data) = c.data(|| statements::table(&rows)) {
        return Ok(data);
    }
    let more = rows.len().saturating_sub(CARDS);
    rows.truncate(CARDS);
    let title = object
        .headline
        .as_ref()
        .map_or_else(|| object.source.clone(), |h| h.quote.clone());
    let (previous, next) = neighbours(c, id)?;
    let name_of = |id: &str| {
        object
            .referents
            .iter()
            .find(|r| r.id == id)
            .map(|r| r.name.clone())
    };
    page(&Page {
        shell: c.shell_with_data(&title),
        outlet: object.outlet.clone(),
        published: object.published.date.as_deref().map(day),
        how: rapporteur_web::words::how(object.published.how),
        byline: object.byline.as_ref().map(|b| b.quote.clone()),
        source: object.source.clone(),
        url: object.url.as_ref().map(|u| (u.clone(), is_web(u))),
        language: statements::foreign(&object.language),
        copies: copies(c, id)?,
        paragraphs: paragraphs(&object, &rows),
        dates: valued(c, &object, Kind::Times),
        names: object
            .referents
            .iter()
            .take(CARDS)
            .map(|r| Name {
                name: r.name.clone(),
                kind: rapporteur_web::words::referent(r.kind).to_owned(),
                roles: r.roles.join("; "),
                href: link(
                    "/speaker",
                    [(
                        "name",
                        shared_name(c, id, &r.id).unwrap_or(r.name.clone()).as_str(),
                    )]
                    .into_iter(),
                ),
            })
            .collect(),
        owed: object
            .commitments
            .iter()
            .take(CARDS)
            .map(|o| Owed {
                status: rapporteur_web::words::status(o.status).to_owned(),
                debtor: name_of(&o.debtor).unwrap_or_default(),
                what: o.what.quote.clone(),
                instrument: o.instrument.as_deref().and_then(name_of),
            })
            .collect(),
        figures: valued(c, &object, Kind::Figures),
        warnings: object
            .warnings
            .iter()
            .map(|w| format!("{} ({})", w.message, w.code))
            .collect(),
        points: points(c, id)?,
        title,
        rows,
        more,
        previous,
        next,
    })
}

fn valued(c: &Context, object: &ArticleObject, kind: Kind) -> Vec<Valued> {
    let quotes: Vec<&String> = match kind {
        Kind::Figures => object.figures.iter().map(|f| &f.quote).collect(),
        Kind::Times => object.times.iter().map(|t| &t.quote).collect(),
    };
    (1..)
        .zip(quotes)
        .take(CARDS)
        .filter_map(|(n, quote)| {
            let value = values::value(c, kind, object, n)?;
            Some(Valued {
                words: quote.clone(),
                told: values::told(kind, &value),
                review: values::href(kind, &object.id.0, n),
                mark: value.decided,
            })
        })
        .collect()
}

fn shared_name(c: &Context, article: &str, referent: &str) -> Option<String> {
    c.ask(|db| {
        db.prepare_cached(
            "SELECT r.name FROM members m JOIN shared_referents r ON r.id = m.shared_referent WHERE m.referent = ?1",
        )?
        .query_row([format!("{article}-{referent}")], |r| r.get(0))
    })
    .ok()
}

/// Only an address of the web becomes a link.
fn is_web(url: &str) -> bool {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://"))
        && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// The articles before and after, by day of publication.
fn neighbours(c: &Context, id: &str) -> Result<(Option<String>, Option<String>), Fault> {
    c.ask(|db| {
        let one = |sql: &str| -> rusqlite::Result<Option<String>> {
            let mut query = db.prepare_cached(sql)?;
            let mut rows = query.query([id])?;
            rows.next()?.map(|r| r.get(0)).transpose()
        };
        Ok((
            one("SELECT b.id FROM articles a, articles b WHERE a.id = ?1 AND b.published = a.published
                    AND b.source < a.source ORDER BY b.source DESC LIMIT 1")?,
            one("SELECT b.id FROM articles a, articles b WHERE a.id = ?1 AND b.published = a.published
                    AND b.source > a.source ORDER BY b.source LIMIT 1")?,
        ))
    })
}

/// Other articles that carry the same text: id and outlet.
fn copies(c: &Context, id: &str) -> Result<Vec<(String, String)>, Fault> {
    c.ask(|db| {
        db.prepare_cached(
            "SELECT a.id, coalesce(a.outlet, a.source) FROM copy_articles k
             JOIN copy_articles o ON o.copies = k.copies AND o.article <> k.article
             JOIN articles a ON a.id = o.article WHERE k.article = ?1 ORDER BY a.published, a.source LIMIT 20",
        )?
        .query_map([id], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect()
    })
}

/// Points that the article is an account of: id, topic, whether the accounts differ.
fn points(c: &Context, id: &str) -> Result<Vec<(String, String, bool)>, Fault> {
    c.ask(|db| {
        db.prepare_cached(
            "SELECT DISTINCT c.id, c.title, c.verdict = 'differ' FROM accounts x
             JOIN collations c ON c.id = x.collation WHERE x.article = ?1 ORDER BY c.position LIMIT 40",
        )?
        .query_map([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
        .collect()
    })
}

fn tag_of(kind: BlockKind) -> (&'static str, &'static str) {
    match kind {
        BlockKind::Headline => ("headline", ""),
        BlockKind::Body => ("body", ""),
        BlockKind::Byline => ("byline", "byline"),
        BlockKind::Dateline => ("dateline", "dateline"),
        BlockKind::Caption => ("caption", "caption"),
        BlockKind::Credit => ("credit", "credit"),
        BlockKind::Update => ("update", "update"),
        BlockKind::Links => ("links", "links"),
        BlockKind::Correction => ("correction", "correction"),
        BlockKind::Other => ("other", "page"),
    }
}

/// First character, one past the last, its class, and of a statement's words its number (0 for its further
/// pieces) and id.
type Mark = (usize, usize, &'static str, Option<(usize, String)>);

/// The text, block by block, with the marks of statements, cues, sources and dates.
fn paragraphs(object: &ArticleObject, rows: &[Row]) -> Vec<Paragraph> {
    let text = Text::new(object.text.as_str());
    let shown: BTreeMap<&str, usize> = (1..)
        .zip(rows)
        .map(|(n, r)| (r.local.as_str(), n))
        .collect();
    let mut marks: Vec<Mark> = Vec::new();
    for statement in object
        .statements
        .iter()
        .filter(|s| shown.contains_key(s.id.as_str()))
    {
        let number = shown
            .get(statement.id.as_str())
            .copied()
            .unwrap_or_default();
        for (n, piece) in statement.content.iter().enumerate() {
            let own = (n == 0).then(|| (number, statement.id.clone()));
            marks.push((
                piece.start,
                piece.end,
                "st",
                own.or(Some((0, statement.id.clone()))),
            ));
        }
        marks.extend(statement.cue.iter().map(|p| (p.start, p.end, "cue", None)));
        marks.extend(
            statement
                .source
                .iter()
                .map(|p| (p.start, p.end, "who", None)),
        );
    }
    marks.extend(
        object
            .times
            .iter()
            .take(CARDS)
            .map(|t| (t.start, t.end, "when", None)),
    );
    marks.sort_by_key(|(start, end, ..)| (*start, std::cmp::Reverse(*end)));
    let whole = [(BlockKind::Body, 0, text.char_len())];
    let blocks: Vec<(BlockKind, usize, usize)> = match object.blocks.is_empty() {
        true => whole.to_vec(),
        false => object
            .blocks
            .iter()
            .map(|b| (b.kind, b.start, b.end))
            .collect(),
    };
    let mut paragraphs = Vec::new();
    for (kind, start, end) in blocks {
        let inside: Vec<_> = marks.iter().filter(|m| m.0 < end && m.1 > start).collect();
        let mut cuts: Vec<usize> = inside
            .iter()
            .flat_map(|m| [m.0.max(start), m.1.min(end)])
            .collect();
        cuts.extend([start, end]);
        cuts.sort_unstable();
        cuts.dedup();
        let pieces = cuts
            .iter()
            .zip(cuts.iter().skip(1))
            .filter_map(|(from, to)| {
                let words = text.quote(text.span_of_chars(*from, *to)?).to_owned();
                let over: Vec<_> = inside
                    .iter()
                    .filter(|m| m.0 <= *from && m.1 >= *to)
                    .collect();
                let mut classes: Vec<&str> = over.iter().map(|m| m.2).collect();
                classes.dedup();
                let innermost = over
                    .iter()
                    .filter(|m| m.3.is_some())
                    .min_by_key(|m| m.1 - m.0);
                Some(Piece {
                    words,
                    class: classes.join(" "),
                    begins: over
                        .iter()
                        .filter(|m| m.0 == *from)
                        .filter_map(|m| m.3.clone())
                        .filter(|b| b.0 > 0)
                        .collect(),
                    ends: over.iter().filter(|m| m.1 == *to && m.2 == "st").count(),
                    inside: innermost
                        .and_then(|m| m.3.as_ref())
                        .map(|(_, id)| id.clone()),
                })
            });
        let (tag, label) = tag_of(kind);
        paragraphs.push(Paragraph {
            kind: label,
            tag,
            pieces: pieces.collect(),
        });
    }
    paragraphs
}
