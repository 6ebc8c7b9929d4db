//! Web pages: whole, cut off, or only a piece of one.
//!
//! In order: `tree` reads the tags, each with its place in the page; `mark` notes what the elements'
//! names say; `render` makes paragraphs; `body` finds the element that holds the article's own text;
//! `metadata` reads what the page says about itself; and here each paragraph of the article's part of
//! the page gets its kind. The site's own frame (menus, footers) is dropped.

mod body;
mod mark;
mod metadata;
mod render;
mod tree;

use crate::plain::line::Line;
use crate::plain::{byline, dateline};
use crate::{Settings, furniture, outlet};
use jiff::civil::Date;
use mark::Marks;
use metadata::{Metadata, squeezed};
use rapporteur_record::{Article, Block, BlockKind, How, Published, Span, Text};
pub use render::Origin;
use render::Paragraph;
use tree::Tree;

/// Reads one page. `id`, `source` and `language` are left for the caller.
pub fn article(page: &str, settings: &Settings) -> Article {
    read(page, settings).article
}

/// An article with where its text came from.
#[derive(Debug)]
pub struct Page {
    /// The article.
    pub article: Article,
    /// Runs of the article's text, in order, each with its place in the decoded page. What is between them
    /// is white space.
    pub origin: Vec<Origin>,
}

/// Reads one page and keeps where each run of its text stood.
///
/// ```
/// use rapporteur_read::{Settings, html};
/// let source = "<h1>Bridge closed</h1>\n<p>The bridge\n is  closed, the mayor said on Friday.</p>";
/// let page = html::read(source, &Settings::default());
/// let text = page.article.text.as_str();
/// assert_eq!(text, "Bridge closed\n\nThe bridge is closed, the mayor said on Friday.");
/// assert!(page.origin.iter().any(|run| text.get(run.at.clone()) == Some("Bridge closed")
///     && source.get(run.source.clone()) == Some("Bridge closed")));
/// ```
pub fn read(page: &str, settings: &Settings) -> Page {
    let tree = tree::read(page, settings.max_depth);
    let mut own = mark::own(&tree);
    let paragraphs = render::paragraphs(&tree, &handed_down(&tree, &own));
    trust_prose(&tree, &paragraphs, &mut own);
    let handed = handed_down(&tree, &own);
    let metadata = metadata::of(&tree);
    let body = body::choose(&tree, &paragraphs, &own, &handed);
    trust_boxes(&tree, &paragraphs, body, &mut own);
    let handed = handed_down(&tree, &own);
    let headline = headline(&tree, &paragraphs, &handed, body, &metadata);
    let pieces = choose(
        &tree,
        paragraphs,
        &handed,
        body,
        headline.map(|(at, _)| at),
        &metadata,
    );
    let marked = Marked::new(&tree, &own, &handed, headline.map(|(_, node)| node), body);
    assemble(pieces, &metadata, &marked)
}

/// Days that stand in elements named after them.
struct Marked {
    /// Where one element, or several that agree, says that it is the day of publication.
    said: Option<Date>,
    /// Between the headline and the end of the body.
    beside: Option<Date>,
    /// Elsewhere: the nearest above, else the first below.
    elsewhere: Option<Date>,
    /// Of the last change.
    changed: Option<Date>,
}

impl Marked {
    fn new(
        tree: &Tree,
        own: &[Marks],
        handed: &[Marks],
        headline: Option<usize>,
        body: usize,
    ) -> Marked {
        let start = headline.unwrap_or(body).min(body);
        let end = tree.nodes.get(body).map_or(0, |n| n.end);
        let days = metadata::days(tree, own, handed, Marks::DATE);
        let within = |range: std::ops::Range<usize>| {
            days.iter()
                .filter(move |(at, _)| range.contains(at))
                .map(|(_, d)| *d)
        };
        let says = |at: &usize| {
            tree.nodes
                .get(*at)
                .is_some_and(metadata::is_publication_day)
        };
        let mut said: Vec<Date> = days
            .iter()
            .filter(|(at, _)| says(at))
            .map(|(_, d)| *d)
            .collect();
        said.dedup();
        Marked {
            said: said.first().copied().filter(|_| said.len() == 1),
            beside: within(start..end).next(),
            elsewhere: within(0..start)
                .next_back()
                .or_else(|| within(end..usize::MAX).next()),
            changed: metadata::days(tree, own, handed, Marks::UPDATE)
                .first()
                .map(|(_, d)| *d),
        }
    }
}

/// Hands each element's marks down to what stands inside it.
pub(crate) fn handed_down(tree: &Tree, own: &[Marks]) -> Vec<Marks> {
    let mut handed: Vec<Marks> = Vec::with_capacity(own.len());
    for (node, marks) in tree.nodes.iter().zip(own) {
        let above = handed.get(node.parent).copied().unwrap_or_default();
        handed.push(marks.with(above.without(Marks::BODY)));
    }
    handed
}

/// An element is not beside the article if most of the page's sentences stand in it, whatever its name.
fn trust_prose(tree: &Tree, paragraphs: &[Paragraph], own: &mut [Marks]) {
    let mut lengths = vec![0usize; tree.nodes.len()];
    let mut total = 0;
    for paragraph in paragraphs.iter().filter(|p| body::is_prose(p)) {
        total += paragraph.words.len();
        if let Some(place) = lengths.get_mut(paragraph.block) {
            *place += paragraph.words.len();
        }
    }
    for at in (1..tree.nodes.len()).rev() {
        let length = lengths.get(at).copied().unwrap_or(0);
        let parent = tree.nodes.get(at).map_or(0, |n| n.parent);
        if let Some(place) = lengths.get_mut(parent) {
            *place += length;
        }
    }
    for (marks, length) in own.iter_mut().zip(&lengths) {
        if *length * 2 > total && total > 0 {
            let beside = Marks::ASIDE
                .with(Marks::FRAME)
                .with(Marks::CAPTION)
                .with(Marks::BYLINE)
                .with(Marks::DATE);
            *marks = marks.without(beside);
            if *length * 10 > total * 8 {
                *marks = marks.without(Marks::COMMENTS);
            }
        }
    }
}

/// A box inside the body is the article's own where it holds at least two sentences and no link, and only
/// its tag says that it stands beside.
fn trust_boxes(tree: &Tree, paragraphs: &[Paragraph], body: usize, own: &mut [Marks]) {
    let end = tree.nodes.get(body).map_or(0, |n| n.end);
    // By element: sentences, linked bytes. Paragraphs count for the innermost box around them.
    let mut boxes = std::collections::BTreeMap::<usize, (usize, usize)>::new();
    let mut around = vec![0; tree.nodes.len()];
    for (at, node) in tree.nodes.iter().enumerate() {
        let above = around.get(node.parent).copied().unwrap_or(0);
        let inside = at > body && at < end;
        if let Some(place) = around.get_mut(at) {
            *place = if inside && mark::is_plain_aside(node) {
                at
            } else {
                above
            };
        }
    }
    for paragraph in paragraphs {
        let aside = around.get(paragraph.block).copied().unwrap_or(0);
        let (sentences, linked) = boxes.entry(aside).or_default();
        *linked += paragraph.linked;
        if body::is_prose(paragraph) {
            let parts = paragraph.words.split(". ").filter(|s| s.contains(' '));
            *sentences += parts.count();
        }
    }
    for (at, (sentences, linked)) in boxes {
        if let Some(marks) = own
            .get_mut(at)
            .filter(|_| at > 0 && sentences >= 2 && linked == 0)
        {
            *marks = marks.without(Marks::ASIDE);
        }
    }
}

/// A paragraph of the article's part of the page, with its kind.
struct Piece {
    words: String,
    origin: Vec<Origin>,
    kind: BlockKind,
    /// Of a headline, the bytes that are the headline alone.
    headline: Option<usize>,
}

/// The paragraphs that belong to the article.
fn choose(
    tree: &Tree,
    paragraphs: Vec<Paragraph>,
    handed: &[Marks],
    body: usize,
    headline: Option<usize>,
    metadata: &Metadata,
) -> Vec<Piece> {
    let end = tree.nodes.get(body).map_or(0, |n| n.end);
    let inside = |p: &Paragraph| p.block >= body && p.block < end;
    let area = area(tree, body);
    let first_prose = paragraphs
        .iter()
        .position(|p| inside(p) && body::is_prose(p))
        .unwrap_or(0);
    let last_prose = paragraphs
        .iter()
        .rposition(|p| inside(p) && body::is_prose(p))
        .unwrap_or(paragraphs.len());
    let mut pieces = Vec::new();
    if headline.is_none()
        && let Some(title) = metadata.title.clone().or_else(|| metadata.headline.clone())
    {
        let alone = without_site(&title, metadata).len();
        pieces.push(Piece {
            words: title,
            origin: Vec::new(),
            kind: BlockKind::Headline,
            headline: Some(alone),
        });
    }
    for (at, paragraph) in paragraphs.into_iter().enumerate() {
        let marks = handed
            .get(paragraph.block)
            .copied()
            .unwrap_or_default()
            .with(paragraph.marks);
        let between = headline.is_some_and(|h| h < at) && at < first_prose;
        let within = paragraph.block >= area.0 && paragraph.block < area.1;
        let kind = if headline == Some(at) {
            Some(BlockKind::Headline)
        } else if inside(&paragraph) {
            Some(inner_kind(
                tree,
                &paragraph,
                marks,
                at < first_prose,
                at > last_prose,
            ))
        } else if (between || within) && !marks.has(Marks::FRAME) && !marks.has(Marks::COMMENTS) {
            Some(outer_kind(&paragraph, marks, between))
        } else {
            None
        };
        if let Some(kind) = kind {
            pieces.push(Piece {
                words: paragraph.words,
                origin: paragraph.origin,
                kind,
                headline: None,
            });
        }
    }
    pieces
}

/// The nodes of the article's part of the page: the nearest `<article>` or `<main>` around the body.
fn area(tree: &Tree, body: usize) -> (usize, usize) {
    let around = tree
        .ancestors(body)
        .find(|at| tree.nodes.get(*at).is_some_and(|n| n.tag() == "article"))
        .unwrap_or(body);
    (around, tree.nodes.get(around).map_or(0, |n| n.end))
}

/// The paragraph that is the headline: an `<h1>`, best the one that the page's metadata repeat, before the
/// body's end; else any short paragraph that does. With its block.
fn headline(
    tree: &Tree,
    paragraphs: &[Paragraph],
    handed: &[Marks],
    body: usize,
    metadata: &Metadata,
) -> Option<(usize, usize)> {
    let end = tree.nodes.get(body).map_or(0, |n| n.end);
    let said = [metadata.headline.as_deref(), metadata.title.as_deref()];
    let repeats = |words: &str| {
        let words = folded(words);
        words.len() > 8
            && said.iter().flatten().any(|said| {
                let said = folded(said);
                said.starts_with(&words)
                    || words.starts_with(&said) && said.len() > 8
                    || said.contains(&words) && words.len() * 2 > said.len()
            })
    };
    let h1 = |p: &Paragraph| {
        std::iter::once(p.block)
            .chain(tree.ancestors(p.block).take(3))
            .any(|at| tree.nodes.get(at).is_some_and(|n| n.tag() == "h1"))
    };
    let score = |p: &Paragraph| {
        let marks = handed.get(p.block).copied().unwrap_or_default();
        let heading = matches!(tree.nodes.get(p.block).map(|n| n.tag()), Some("h2" | "h3"));
        let repeated = p.words.len() <= 400 && repeats(&p.words);
        let score = 4 * i32::from(repeated)
            + 3 * i32::from(h1(p))
            + i32::from(heading && repeated)
            + i32::from(marks.has(Marks::HEADLINE))
            - 3 * i32::from(marks.has(Marks::FRAME) || marks.has(Marks::ASIDE))
            - 4 * i32::from(p.block >= end);
        if repeated || h1(p) { score } else { 0 }
    };
    let mut best: Option<(i32, usize)> = None;
    for (at, paragraph) in paragraphs
        .iter()
        .enumerate()
        .filter(|(_, p)| p.words.len() <= 400)
    {
        let score = score(paragraph);
        // Of equals, the last before the body: what stands above it repeats it in a menu.
        if score > 1 && best.is_none_or(|(b, _)| score > b || score == b && paragraph.block <= body)
        {
            best = Some((score, at));
        }
    }
    best.and_then(|(_, at)| Some((at, paragraphs.get(at)?.block)))
}

/// Letters and digits alone, in lower case.
fn folded(words: &str) -> String {
    words
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A `<title>` without the site's name behind a bar or a dash.
fn without_site<'t>(title: &'t str, metadata: &Metadata) -> &'t str {
    for bar in [" | ", " – ", " — ", " - ", " · ", " :: "] {
        if let Some((head, site)) = title.rsplit_once(bar) {
            let named = metadata.outlet.as_deref().is_some_and(|o| {
                folded(site).contains(&folded(o)) || folded(o).contains(&folded(site))
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

/// The kind of a paragraph inside the body's element.
fn inner_kind(
    tree: &Tree,
    paragraph: &Paragraph,
    marks: Marks,
    before: bool,
    after: bool,
) -> BlockKind {
    let prose = body::is_prose(paragraph);
    if marks.has(Marks::COMMENTS) || marks.has(Marks::FRAME) {
        return BlockKind::Other;
    }
    if marks.has(Marks::CAPTION) {
        return BlockKind::Caption;
    }
    if marks.has(Marks::ASIDE) {
        return BlockKind::Links;
    }
    if !prose
        && let Some(kind) = head_kind(paragraph, marks)
        && (before
            || paragraph.words.split_whitespace().take(13).count() <= 12 && paragraph.words != "By")
    {
        return kind;
    }
    let tag = tree.nodes.get(paragraph.block).map_or("", |n| n.tag());
    let heading = matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
    let links = paragraph.linked * 10 > paragraph.words.len() * 8;
    if let Some(kind) =
        furniture::kind(&paragraph.words).filter(|k| !prose || *k != BlockKind::Links || links)
    {
        return kind;
    }
    if links
        && !prose
        && !heading
        && (tag == "li" || after || paragraph.words.split_whitespace().count() > 3)
    {
        return BlockKind::Links;
    }
    if after
        && !prose
        && (heading
            || paragraph.words.split_whitespace().count() <= 4 && tag != "td" && tag != "li")
    {
        return BlockKind::Other;
    }
    BlockKind::Body
}

/// The kind of a paragraph of the article's part of the page outside the body.
fn outer_kind(paragraph: &Paragraph, marks: Marks, between: bool) -> BlockKind {
    if marks.has(Marks::CAPTION) {
        return BlockKind::Caption;
    }
    if marks.has(Marks::ASIDE) {
        return BlockKind::Links;
    }
    if between && let Some(kind) = head_kind(paragraph, marks) {
        return kind;
    }
    if let Some(kind) = furniture::kind(&paragraph.words) {
        return kind;
    }
    if paragraph.linked * 2 > paragraph.words.len() {
        BlockKind::Links
    } else {
        BlockKind::Other
    }
}

/// The kind of a line above the first sentences, where it says so.
fn head_kind(paragraph: &Paragraph, marks: Marks) -> Option<BlockKind> {
    let text = Text::new(paragraph.words.as_str());
    let line = Line::new(text.as_str(), text.all(), 0);
    let strong = line.byline.as_ref().is_some_and(|b| b.strong);
    if line.furniture == Some(BlockKind::Update)
        || marks.has(Marks::UPDATE) && !line.days.is_empty()
    {
        return Some(BlockKind::Update);
    }
    if strong || marks.has(Marks::BYLINE) && line.count <= 30 && !line.is_date_line() {
        return Some(BlockKind::Byline);
    }
    (line.is_date_line() || marks.has(Marks::DATE) && line.count <= 12)
        .then_some(BlockKind::Dateline)
}

/// Puts the pieces together: the text, its blocks, and what stands where.
fn assemble(pieces: Vec<Piece>, metadata: &Metadata, marked: &Marked) -> Page {
    let mut words = String::new();
    let mut places = Vec::with_capacity(pieces.len());
    let mut origin = Vec::new();
    for piece in &pieces {
        if !words.is_empty() {
            words.push_str("\n\n");
        }
        let start = words.len();
        words.push_str(&piece.words);
        origin.extend(piece.origin.iter().map(|run| Origin {
            at: start + run.at.start..start + run.at.end,
            source: run.source.clone(),
        }));
        places.push((start, words.len()));
    }
    let text = Text::new(words);
    let mut article = Article {
        url: metadata.url.clone(),
        ..Article::default()
    };
    let mut datelines = Vec::new();
    let mut first = true;
    for (piece, (start, end)) in pieces.iter().zip(places) {
        let Some(span) = text
            .span(start, end)
            .map(|s| text.trim(s))
            .filter(|s| !s.is_empty())
        else {
            continue;
        };
        let mut span = span;
        if piece.kind == BlockKind::Headline && article.headline.is_none() {
            let alone = piece
                .headline
                .and_then(|length| text.span(start, start + length));
            article.headline = Some(alone.unwrap_or(span));
        }
        if piece.kind == BlockKind::Body {
            let prefix = dateline::length(text.quote(span), first);
            first = false;
            if let Some(at) = prefix.map(|length| span.start() + length)
                && let (Some(place), Some(rest)) =
                    (text.span(span.start(), at), text.span(at, span.end()))
            {
                let place = text.trim(place);
                datelines.push(place);
                article.blocks.push(Block {
                    kind: BlockKind::Dateline,
                    span: place,
                });
                span = text.trim(rest);
            }
        }
        article.blocks.push(Block {
            kind: piece.kind,
            span,
        });
    }
    article.byline = byline_of(&text, &article.blocks, metadata);
    article.published = published(&text, &article.blocks, metadata, marked);
    article.outlet = metadata.outlet.clone().or_else(|| {
        let rights = article
            .blocks_of(BlockKind::Credit)
            .find_map(|span| outlet::of_rights(text.quote(span)));
        rights.or_else(|| site_in_title(metadata))
    });
    article.text = text;
    Page { article, origin }
}

/// The site's name behind the bar of a title.
fn site_in_title(metadata: &Metadata) -> Option<String> {
    let title = metadata.title.as_deref()?;
    let site = title.get(without_site(title, metadata).len()..)?;
    let site = squeezed(site.trim_matches(|c: char| !c.is_alphanumeric()));
    Some(site).filter(|s| !s.is_empty())
}

/// The words naming the authors: the line that says so, else where the metadata's authors stand in the head.
fn byline_of(text: &Text, blocks: &[Block], metadata: &Metadata) -> Option<Span> {
    let lines = blocks.iter().filter(|b| b.kind == BlockKind::Byline);
    let mut weak = None;
    for block in lines {
        let words = text.quote(block.span);
        let line = Line::new(words, block.span, 0);
        let at = line.byline.as_ref().map(|b| b.at.clone());
        let span =
            at.and_then(|at| text.span(block.span.start() + at.start, block.span.start() + at.end));
        let names = metadata.authors.iter().any(|a| words.contains(a.as_str()));
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
            let author = metadata
                .authors
                .iter()
                .find(|a| a.len() > 3 && words.contains(a.as_str()))?;
            let at = block.span.start() + words.find(author.as_str())?;
            text.span(at, at + author.len())
        })
    })
}

/// The day of publication. In order: what the metadata say; the one element
/// that says it is the day of publication; an element named after it beside the article;
/// a line above the sentences; such an element elsewhere; the address; the title; the last change. Where the
/// same day stands in the article's text, its words are the evidence.
fn published(text: &Text, blocks: &[Block], metadata: &Metadata, marked: &Marked) -> Published {
    let printed = printed(text, blocks);
    let line = |update: bool| {
        printed
            .iter()
            .find(|(_, _, u)| *u == update)
            .map(|(date, _, _)| *date)
    };
    let title = || {
        let title = metadata.title.as_deref()?;
        crate::day::days(crate::lists::head(title, 400))
            .into_iter()
            .find_map(|day| day.date)
    };
    let date = metadata
        .published
        .or(marked.said)
        .or(marked.beside)
        .or_else(|| line(false))
        .or(marked.elsewhere)
        .or_else(|| metadata.url.as_deref().and_then(metadata::day_of_url))
        .or_else(title)
        .or_else(|| line(true))
        .or(metadata.modified)
        .or(marked.changed)
        .or_else(|| signed(text, blocks));
    let Some(date) = date else {
        return Published::default();
    };
    let evidence: Vec<Span> = printed
        .iter()
        .find(|(d, _, _)| *d == date)
        .map(|(_, span, _)| *span)
        .into_iter()
        .collect();
    let how = if evidence.is_empty() {
        How::Metadata
    } else {
        How::Printed
    };
    Published {
        date: Some(date),
        how,
        evidence,
        ..Published::default()
    }
}

/// The day in the last short line that has one: "Elvo, 10 September 2031" below a letter.
fn signed(text: &Text, blocks: &[Block]) -> Option<Date> {
    blocks.iter().rev().find_map(|block| {
        let words = text.quote(block.span);
        let short = words.len() <= 60;
        short
            .then(|| crate::day::days(words))
            .and_then(|days| days.into_iter().find_map(|day| day.date))
    })
}

/// Full days in lines that are not sentences, and whether the line tells of a change.
fn printed(text: &Text, blocks: &[Block]) -> Vec<(Date, Span, bool)> {
    let mut found = Vec::new();
    for block in blocks {
        let update = block.kind == BlockKind::Update;
        if !(update || matches!(block.kind, BlockKind::Dateline | BlockKind::Byline)) {
            continue;
        }
        for day in crate::day::days(crate::lists::head(text.quote(block.span), 400)) {
            let start = block.span.start();
            if let (Some(date), Some(span)) = (
                day.date,
                text.span(start + day.at.start, start + day.at.end),
            ) {
                found.push((date, span, update));
            }
        }
    }
    found
}

#[cfg(test)]
mod boxes {
    use super::*;

    fn kind_in(aside: &str) -> Option<BlockKind> {
        let prose =
            "<p>The council of Torvane closed the old bridge on Monday, the mayor said.</p>";
        let page = format!("<article><h1>Bridge closed</h1>{prose}{prose}{aside}{prose}</article>");
        let article = article(&page, &Settings::default());
        let at = article.text.as_str().find("Lund refused")?;
        article.kind_at(article.text.span(at, at + 4)?)
    }

    #[test]
    fn sentences_without_links_in_a_box_are_body() {
        let two = "Lund refused to sign the paper on Monday evening. He said that he would wait.";
        let one = "Lund refused to sign the paper on Monday evening at last.";
        assert_eq!(
            kind_in(&format!("<aside><p>{two}</p></aside>")),
            Some(BlockKind::Body)
        );
        for other in [
            format!("<aside><p>{one}</p></aside>"),
            format!("<aside><p>{two}</p><a href=x>More</a></aside>"),
            format!("<aside class=newsletter><p>{two}</p></aside>"),
        ] {
            assert_ne!(kind_in(&other), Some(BlockKind::Body), "{other}");
        }
    }
}
