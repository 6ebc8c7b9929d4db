//! Who published a page, who wrote it, and under which address: what is believed, and every candidate.

use super::metadata::{Found, Metadata, squeezed};
use super::render::Paragraph;
use crate::lists::folded;
use crate::plain::authors;
use crate::plain::byline;
use crate::plain::line::Line;
use crate::{lists, outlet};
use rapporteur_record::{Block, BlockKind, Candidate, Field, Span, Text};
use std::collections::BTreeSet;

/// The outlet, and every candidate for it: the first that reads as a name and neither as a handle nor as
/// an address.
pub(crate) fn outlet_of(
    rights: Option<String>,
    metadata: &Metadata,
) -> (Option<String>, Vec<Candidate>) {
    let rights = rights.map(|name| Found::name(name, "line of rights".to_owned()));
    let title = site_in_title(metadata).map(|name| Found::name(name, "title".to_owned()));
    let found: Vec<Found<String>> = metadata
        .outlets
        .iter()
        .cloned()
        .chain(rights)
        .chain(title)
        .collect();
    let name = found.iter().find_map(|found| outlet_name(&found.value));
    let candidates = candidates(Field::Outlet, &found, |value| {
        name.is_some() && outlet_name(value) == name
    });
    (name, candidates)
}

/// So many paragraphs at the foot of a page are looked at for its line of rights.
const FOOT: usize = 200;

/// The outlet's name in the last line of rights of a page ("© 2031 The Elvo Daily"), wherever it stands.
pub(crate) fn rights(paragraphs: &[Paragraph]) -> Option<String> {
    let signed = |p: &&Paragraph| {
        let head = lists::head(&p.words, 200).to_lowercase();
        head.contains('©') || head.contains("copyright") || head.contains("(c)")
    };
    let foot = paragraphs.iter().rev().take(FOOT);
    foot.filter(signed)
        .find_map(|p| outlet::of_rights(&p.words))
}

/// A name of at most so many characters.
const LONGEST_NAME: usize = 60;

/// An outlet's name: without its slogan; `None` where it is a handle ("@elvo") or an address ("elvo.example").
fn outlet_name(value: &str) -> Option<String> {
    let name = [" | ", " – ", " — ", " - ", " :: "]
        .iter()
        .find_map(|bar| value.split_once(bar))
        .map_or(value, |(name, _)| name)
        .trim();
    let address = !name.contains(' ')
        && (name.contains("://") || name.starts_with("www.") || name.contains('.'))
        && !name.contains(char::is_uppercase);
    let named = !name.is_empty() && !name.starts_with(['@', '#']) && !address;
    (named && name.chars().count() <= LONGEST_NAME).then(|| name.to_owned())
}

/// A `<title>` without the site's name behind a bar or a dash.
pub(crate) fn without_site<'t>(title: &'t str, metadata: &Metadata) -> &'t str {
    for bar in [" | ", " – ", " — ", " - ", " · ", " :: "] {
        if let Some((head, site)) = title.rsplit_once(bar) {
            let named = metadata.outlets.iter().any(|o| {
                let (site, outlet) = (folded(site), folded(&o.value));
                !site.is_empty()
                    && !outlet.is_empty()
                    && (site.contains(&outlet) || outlet.contains(&site))
            });
            if !head.trim().is_empty()
                && (named || bar != " - " && site.split_whitespace().count() <= 5)
            {
                return head.trim_end();
            }
        }
    }
    title
}

/// The site's name behind the bar of a title.
fn site_in_title(metadata: &Metadata) -> Option<String> {
    let title = metadata.title.as_deref()?;
    let site = title.get(without_site(title, metadata).len()..)?;
    let site = squeezed(site.trim_matches(|c: char| !c.is_alphanumeric()));
    Some(site).filter(|s| !s.is_empty())
}

/// The authors, every candidate for them, and the words of the article that name them.
pub(crate) struct Authors {
    pub names: Vec<String>,
    pub candidates: Vec<Candidate>,
    pub byline: Option<Span>,
}

/// So many names are looked for in the article's head.
const MOST_SOUGHT: usize = 40;

/// Everyone who wrote a page: the first place that names people is believed, unless the byline names these
/// and more.
pub(crate) fn authors_of(
    text: &Text,
    blocks: &[Block],
    metadata: &Metadata,
    elements: Vec<Found<Vec<String>>>,
    outlet: Option<&str>,
) -> Authors {
    let mut places: Vec<(Vec<String>, String)> = metadata
        .authors
        .iter()
        .cloned()
        .chain(elements)
        .map(|found| (authors::people_of(&found.value, outlet), found.from))
        .filter(|(names, _)| !names.is_empty())
        .collect();
    let mut met = BTreeSet::new();
    let said: Vec<String> = places
        .iter()
        .flat_map(|(names, _)| names)
        .filter(|name| met.insert(name.as_str()))
        .take(MOST_SOUGHT)
        .cloned()
        .collect();
    let byline = byline_of(text, blocks, &said);
    let printed = byline.map_or(Vec::new(), |span| authors::people(text.quote(span), outlet));
    if !printed.is_empty() {
        places.push((printed, "byline".to_owned()));
    }
    let names = believed(&places);
    let written: BTreeSet<String> = names.iter().map(|name| folded(name)).collect();
    let candidates = places
        .iter()
        .flat_map(|(people, from)| people.iter().map(move |name| (name, from)))
        .map(|(name, from)| Candidate {
            field: Field::Author,
            value: name.clone(),
            from: from.clone(),
            chosen: written.contains(&folded(name)),
        })
        .collect();
    Authors {
        names,
        candidates,
        byline,
    }
}

fn believed(places: &[(Vec<String>, String)]) -> Vec<String> {
    let Some((first, _)) = places.first() else {
        return Vec::new();
    };
    let more = places.iter().map(|(names, _)| names).find(|names| {
        let said: BTreeSet<String> = names.iter().map(|name| folded(name)).collect();
        names.len() > first.len() && first.iter().all(|name| said.contains(&folded(name)))
    });
    more.unwrap_or(first).clone()
}

/// The words naming the authors: the line that says so, else where the metadata's authors stand in the head.
fn byline_of(text: &Text, blocks: &[Block], said: &[String]) -> Option<Span> {
    let mut weak = None;
    for block in blocks.iter().filter(|b| b.kind == BlockKind::Byline) {
        let words = text.quote(block.span);
        let line = Line::new(words, block.span, 0);
        let at = line.byline.as_ref().map(|b| b.at.clone());
        let span =
            at.and_then(|at| text.span(block.span.start() + at.start, block.span.start() + at.end));
        let names = said.iter().any(|a| words.contains(a.as_str()));
        if line.byline.as_ref().is_some_and(|b| b.strong) || names {
            return span.or(Some(block.span));
        }
        weak = weak
            .or(span)
            .or_else(|| byline::is_names(words).then_some(block.span));
    }
    weak.or_else(|| {
        let head = blocks
            .iter()
            .take_while(|b| b.kind != BlockKind::Body)
            .filter(|b| b.kind != BlockKind::Headline);
        head.into_iter().find_map(|block| {
            let words = text.quote(block.span);
            let author = said
                .iter()
                .find(|a| a.len() > 3 && words.contains(a.as_str()))?;
            let at = block.span.start() + words.find(author.as_str())?;
            text.span(at, at + author.len())
        })
    })
}

/// What the page says of its headline and its address.
pub(crate) fn rest(headline: Option<&str>, metadata: &Metadata) -> Vec<Candidate> {
    let printed = headline.map(|words| Found::name(words.to_owned(), "headline".to_owned()));
    let title = metadata.title.clone();
    let title = title.map(|words| Found::name(words, "title".to_owned()));
    let headlines: Vec<Found<String>> = printed
        .into_iter()
        .chain(metadata.headlines.iter().cloned())
        .chain(title)
        .collect();
    let printed = headline.map(folded);
    let same = |value: &str| printed.as_ref().is_some_and(|h| *h == folded(value));
    let mut all = candidates(Field::Headline, &headlines, same);
    all.extend(candidates(Field::Url, &metadata.urls, |value| {
        metadata.url() == Some(value)
    }));
    all
}

/// A candidate a place and value, each once. What is found is few: its readers take no list whole.
fn candidates(
    field: Field,
    found: &[Found<String>],
    chosen: impl Fn(&str) -> bool,
) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for found in found.iter().filter(|found| !found.value.is_empty()) {
        let candidate = Candidate {
            field,
            value: lists::head(&found.words, 400).to_owned(),
            from: found.from.clone(),
            chosen: chosen(&found.value),
        };
        if !candidates.contains(&candidate) {
            candidates.push(candidate);
        }
    }
    candidates
}
