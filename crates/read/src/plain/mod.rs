//! Plain text and Markdown.
//!
//! The text stays exactly as saved; what is found is where things stand in it. In order:
//! [`header`] takes `key: value` lines off the top; [`line`] cuts the rest into paragraphs and notes how
//! each reads; [`layout`] tells head, body and foot apart and gives every paragraph its kind;
//! [`dateline`] parts "PORT, March 6 (AGENCY) —" from the sentence behind it; [`published`] chooses among
//! the days that stand in the head and the foot.

pub(crate) mod authors;
pub(crate) mod byline;
pub(crate) mod dateline;
mod header;
mod layout;
pub(crate) mod line;
pub(crate) mod published;

use crate::outlet;
use jiff::civil::Date;
pub(crate) use layout::Layout;
use line::Line;
use rapporteur_record::{Article, Block, BlockKind, Candidate, Field, How, Published, Span, Text};

/// Reads one article in plain text. `id`, `source` and `language` are left for the caller.
pub fn article(words: String) -> Article {
    let text = Text::new(words);
    let header = header::read(&text);
    let lines = line::lines(&text, header.end);
    let layout = layout::tell(&text, &lines, header.headline.is_some());
    let (blocks, places) = blocks(&text, &lines, &layout);

    let headline = header.headline.or(layout.headline);
    let byline = header.byline.or(layout.byline);
    let published = match header.published {
        Some((date, span)) => Published {
            date: Some(date),
            how: How::Metadata,
            evidence: vec![span],
            ..Published::default()
        },
        None => published::choose(&text, &lines, &layout.kinds, layout.body.clone(), &places),
    };
    let mut outlets: Vec<(String, &str)> = header
        .outlet
        .map(|name| (name, HEADER))
        .into_iter()
        .collect();
    outlets.extend(outlet::of_text(&text, &lines, &layout));
    let outlet = outlets.first().map(|(name, _)| name.clone());
    let authors = byline.map_or(Vec::new(), |span| {
        authors::people(text.quote(span), outlet.as_deref())
    });
    let changes = published::changes(&text, &lines, &layout.kinds);
    let changes: Vec<(Date, Span)> = header.modified.into_iter().chain(changes).collect();
    let mut candidates = days(&text, header.end, &published, &changes);
    candidates.extend(outlets.iter().map(|(name, from)| {
        let chosen = outlet.as_ref() == Some(name);
        candidate(Field::Outlet, name, from, chosen)
    }));
    candidates.extend(
        authors
            .iter()
            .map(|name| candidate(Field::Author, name, "byline", true)),
    );
    Article {
        outlet,
        authors,
        candidates,
        url: header.url,
        headline,
        byline,
        published,
        blocks: header.blocks.into_iter().chain(blocks).collect(),
        text,
        ..Article::default()
    }
}

/// Where a candidate stands that a header gives.
const HEADER: &str = "header";

fn candidate(field: Field, value: &str, from: &str, chosen: bool) -> Candidate {
    Candidate {
        field,
        value: value.to_owned(),
        from: from.to_owned(),
        chosen,
    }
}

/// The candidates for the day of publication and that of the last change. `header`: where the header ends.
fn days(
    text: &Text,
    header: usize,
    published: &Published,
    changes: &[(Date, Span)],
) -> Vec<Candidate> {
    let from = match published.how {
        How::Metadata => HEADER,
        _ => "date line",
    };
    let day = published.evidence.iter();
    let day = day.map(|span| candidate(Field::Published, text.quote(*span), from, true));
    let first = changes.first().map(|(date, _)| *date);
    let changes = changes.iter().map(|(date, span)| {
        let chosen = first == Some(*date);
        let from = if span.start() < header {
            HEADER
        } else {
            "update line"
        };
        candidate(Field::Modified, text.quote(*span), from, chosen)
    });
    day.chain(changes).collect()
}

/// The paragraphs of a text, trimmed.
pub(crate) fn paragraphs(text: &Text) -> Vec<Span> {
    line::lines(text, 0)
        .into_iter()
        .map(|line| line.span)
        .collect()
}

/// Whether a text plainly begins with a head: a line naming the authors or the day, before any sentence.
pub(crate) fn has_layout(words: &str) -> bool {
    let text = Text::new(words);
    let paragraphs = line::paragraphs(&text, header::read(&text).end);
    let lines = paragraphs
        .into_iter()
        .map(|(span, group)| Line::new(text.quote(span), span, group));
    let mut head = lines.take(8).take_while(|line| !line.is_prose());
    head.any(|line| line.is_date_line() || line.byline.as_ref().is_some_and(|b| b.strong))
}

/// One block a paragraph, with datelines apart; and the datelines.
fn blocks(text: &Text, lines: &[Line<'_>], layout: &Layout) -> (Vec<Block>, Vec<Span>) {
    let mut blocks = Vec::with_capacity(lines.len());
    let mut places = Vec::new();
    for (at, (line, kind)) in lines.iter().zip(&layout.kinds).enumerate() {
        if *kind == BlockKind::Body {
            let prefix = dateline::length(line.words, at <= layout.body.start);
            let behind = line.span.start() + prefix.unwrap_or(0);
            let (place, rest) = (
                text.span(line.span.start(), behind),
                text.span(behind, line.span.end()),
            );
            if let (Some(_), Some(place), Some(rest)) = (prefix, place, rest) {
                let (place, rest) = (text.trim(place), text.trim(rest));
                places.push(place);
                blocks.push(Block {
                    kind: BlockKind::Dateline,
                    span: place,
                });
                blocks.push(Block {
                    kind: BlockKind::Body,
                    span: rest,
                });
                continue;
            }
        }
        blocks.push(Block {
            kind: *kind,
            span: line.span,
        });
    }
    (blocks, places)
}

#[cfg(test)]
mod tests;
