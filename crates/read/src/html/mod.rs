//! Web pages: whole, cut off, or only a piece of one.
//!
//! In order: `tree` reads the tags, each with its place in the page; `mark` notes what the elements'
//! names say; `render` makes paragraphs; `body` finds the element that holds the article's own text;
//! `teasers` finds what is other articles'; `metadata` reads what the page says about itself, `published` and
//! `imprint` decide what of it is believed; and here each paragraph of the article's part of
//! the page gets its kind. The site's own frame (menus, footers) is dropped.

mod body;
mod entity;
mod imprint;
mod mark;
mod metadata;
mod published;
mod render;
mod teasers;
mod tree;

use crate::lists::folded;
use crate::plain::dateline;
use crate::plain::line::Line;
use crate::{Settings, furniture, lists};
use imprint::without_site;
use mark::Marks;
use metadata::{Found, Metadata, squeezed};
use published::Marked;
use rapporteur_record::trace::{Run, Trace};
use rapporteur_record::{Article, Block, BlockKind, Text};
use render::Paragraph;
use tree::{Content, Node, Tree};

/// Reads one page. `id`, `source` and `language` are left for the caller.
pub fn article(page: &str, settings: &Settings) -> Article {
    read(page, settings).article
}

/// An article with where its text came from.
#[derive(Debug)]
pub struct Page {
    /// The article.
    pub article: Article,
    /// From the article's text to the decoded page. What no run holds is white space, or a headline that only
    /// the page's metadata give.
    pub trace: Trace,
}

/// Reads one page and keeps where each run of its text stood.
///
/// ```
/// use rapporteur_read::{Settings, html};
/// let source = "<h1>Bridge closed</h1>\n<p>The bridge\n is  closed, the mayor said on Friday.</p>";
/// let page = html::read(source, &Settings::default());
/// let text = page.article.text.as_str();
/// assert_eq!(text, "Bridge closed\n\nThe bridge is closed, the mayor said on Friday.");
/// let closed = page.article.text.find("is closed").unwrap();
/// let places: Vec<_> = page.trace.source_of(closed).into_iter().map(|at| &source[at]).collect();
/// assert_eq!(places, ["is", "closed"]);
/// ```
pub fn read(page: &str, settings: &Settings) -> Page {
    let tree = tree::read(page, settings.max_depth);
    let mut own = mark::own(&tree);
    teasers::mark_pop_ups(&tree, &mut own);
    let paragraphs = render::paragraphs(&tree, page, &handed_down(&tree, &own));
    trust_prose(&tree, &paragraphs, &mut own);
    teasers::mark(&tree, &paragraphs, &mut own);
    let metadata = metadata::of(&tree);
    trust_headline(&tree, &paragraphs, &metadata, &mut own);
    let handed = handed_down(&tree, &own);
    let body = body::choose(&tree, &paragraphs, &own, &handed);
    trust_boxes(&tree, &paragraphs, body, &mut own);
    let handed = handed_down(&tree, &own);
    let headline = headline(&tree, &paragraphs, &handed, body, &metadata);
    let rights = imprint::rights(&paragraphs);
    let pieces = choose(
        &tree,
        paragraphs,
        &handed,
        body,
        headline.map(|(at, _)| at),
        &metadata,
    );
    let node = headline.map(|(_, node)| node);
    let said = Said {
        marked: Marked::new(&tree, &own, &handed, node, body, metadata.order),
        authors: metadata::elements::authors(&tree, &handed),
        rights,
    };
    assemble(pieces, &metadata, said)
}

/// All words of a fragment that are seen, on one line: the title of a feed's item may hold markup.
pub(crate) fn words(fragment: &str, settings: &Settings) -> String {
    let tree = tree::read(fragment, settings.max_depth);
    let marks = handed_down(&tree, &mark::own(&tree));
    let paragraphs = render::paragraphs(&tree, fragment, &marks).into_iter();
    let words: Vec<String> = paragraphs.map(|p| squeezed(&p.words)).collect();
    words.join(" ")
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
    let lengths = tree.summed(lengths);
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

/// What the headline stands in is not beside the article, whatever its name: the headline is an `<h1>` that
/// the page's metadata repeat.
fn trust_headline(tree: &Tree, paragraphs: &[Paragraph], metadata: &Metadata, own: &mut [Marks]) {
    let is_h1 = |p: &&Paragraph| tree.nodes.get(p.block).is_some_and(|n| n.tag() == "h1");
    let said = said_headlines(metadata);
    let repeated = |p: &&Paragraph| {
        let words = folded(&p.words);
        words.len() > 8 && said.iter().any(|said| said.starts_with(&words))
    };
    let beside = Marks::ASIDE.with(Marks::CAPTION).with(Marks::COMMENTS);
    let first = paragraphs
        .iter()
        .take(MOST_HEADINGS)
        .filter(is_h1)
        .find(repeated);
    for at in first.iter().flat_map(|p| tree.ancestors(p.block)) {
        if let Some(marks) = own.get_mut(at) {
            *marks = marks.without(beside);
        }
    }
}

/// What a page's metadata say that its headline is, folded.
fn said_headlines(metadata: &Metadata) -> Vec<String> {
    let said = [metadata.headline(), metadata.title.as_deref()];
    said.into_iter().flatten().map(folded).collect()
}

/// So many paragraphs are looked at for the headline.
const MOST_HEADINGS: usize = 4000;

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
    trace: Trace,
    kind: BlockKind,
    /// Of a headline, the bytes that are the headline alone.
    headline: Option<usize>,
    /// Sentences between the headline and the body.
    standfirst: bool,
}

/// So many paragraphs above the headline may still be the article's.
const ABOVE: usize = 4;

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
    let beside = Marks::ASIDE.with(Marks::COMMENTS).with(Marks::FRAME);
    let last_prose = paragraphs
        .iter()
        .rposition(|p| {
            let marks = handed.get(p.block).copied().unwrap_or_default();
            inside(p)
                && body::is_prose(p)
                && !marks.has(beside)
                && furniture::kind(&p.words).is_none()
        })
        .unwrap_or(paragraphs.len());
    let mut pieces = Vec::new();
    if headline.is_none()
        && let Some(title) = metadata
            .title
            .clone()
            .or_else(|| metadata.headline().map(str::to_owned))
    {
        let alone = without_site(&title, metadata).len();
        pieces.push(Piece {
            trace: title_trace(tree, &title),
            words: title,
            kind: BlockKind::Headline,
            headline: Some(alone),
            standfirst: false,
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
        let above = headline.is_some_and(|h| at < h && at + ABOVE >= h);
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
        } else if above && !marks.has(beside) {
            // The day, or the author, may stand above the headline; a menu may too.
            head_kind(&paragraph, marks).filter(|_| paragraph.linked == 0)
        } else {
            None
        };
        if let Some(kind) = kind {
            let apart = kind == BlockKind::Other && !inside(&paragraph);
            pieces.push(Piece {
                standfirst: apart && between && paragraph.linked == 0 && body::is_prose(&paragraph),
                words: paragraph.words,
                trace: paragraph.trace,
                kind,
                headline: None,
            });
        }
    }
    keep_standfirst(&mut pieces);
    pieces
}

/// So many paragraphs under the headline may be its standfirst.
const STANDFIRST: usize = 3;

/// A standfirst is the article's own text, but what it only says ahead of the body is not said twice.
fn keep_standfirst(pieces: &mut [Piece]) {
    let body = |p: &&Piece| p.kind == BlockKind::Body;
    let told: Vec<usize> = pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| piece.standfirst)
        .take(STANDFIRST)
        .filter(|(_, piece)| {
            let body = pieces.iter().filter(body).map(|p| p.words.as_str());
            !lists::repeats(&piece.words, body)
        })
        .map(|(at, _)| at)
        .collect();
    for at in told {
        if let Some(piece) = pieces.get_mut(at) {
            piece.kind = BlockKind::Body;
        }
    }
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
    let said = said_headlines(metadata);
    let repeats = |words: &str| {
        let words = folded(words);
        words.len() > 8
            && said.iter().any(|said| {
                said.starts_with(&words)
                    || words.starts_with(said) && said.len() > 8
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

/// The kind of a paragraph inside the body's element.
fn inner_kind(
    tree: &Tree,
    paragraph: &Paragraph,
    marks: Marks,
    before: bool,
    after: bool,
) -> BlockKind {
    let prose = body::is_prose(paragraph);
    let within = |tags: &[&str]| {
        std::iter::once(paragraph.block)
            .chain(tree.ancestors(paragraph.block).take(4))
            .any(|at| tree.nodes.get(at).is_some_and(|n| tags.contains(&n.tag())))
    };
    if marks.has(Marks::COMMENTS) || marks.has(Marks::FRAME) {
        return BlockKind::Other;
    }
    if marks.has(Marks::CAPTION) {
        return BlockKind::Caption;
    }
    if marks.has(Marks::ASIDE) {
        return BlockKind::Links;
    }
    // Of what is quoted, the line under it belongs to it: who wrote it and when.
    if !prose
        && !within(&["blockquote"])
        && let Some(kind) = head_kind(paragraph, marks)
        && (before
            || paragraph.words.split_whitespace().take(13).count() <= 12 && paragraph.words != "By")
    {
        return kind;
    }
    let tag = tree.nodes.get(paragraph.block).map_or("", |n| n.tag());
    let heading = matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
    let links = paragraph.linked * 10 > paragraph.words.len() * 8;
    if let Some(kind) = furniture::kind(&paragraph.words)
        .filter(|k| !prose || after || *k != BlockKind::Links || links)
    {
        return kind;
    }
    if links
        && !prose
        && (!heading || within(&["li"]))
        && (within(&["li"]) || after || paragraph.words.split_whitespace().count() > 3)
    {
        return BlockKind::Links;
    }
    let ends = tag == "p" && paragraph.words.ends_with(['.', '!', '?']);
    if after
        && !prose
        && (heading
            || paragraph.words.split_whitespace().count() <= 4
                && !matches!(tag, "td" | "li")
                && !ends)
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

/// Where a title's words stand, if they are those of the `<title>` element: with its entities and spaces as a
/// whole.
fn title_trace(tree: &Tree, title: &str) -> Trace {
    let mut trace = Trace::default();
    let element = tree.nodes.iter().position(|node| node.tag() == "title");
    let text = element.and_then(|at| tree.inside(at).next());
    if let Some((
        _,
        Node {
            content: Content::Text { at, source },
            ..
        },
    )) = text
        && let Some(words) = tree.words.get(at.clone())
        && squeezed(words) == title
    {
        let before = words.len() - words.trim_start().len();
        let verbatim = words.trim() == title && words.len() == source.len();
        trace.push(Run {
            text: 0..title.len(),
            source: if verbatim {
                source.start + before..source.start + before + title.len()
            } else {
                source.clone()
            },
        });
    }
    trace
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

/// What elements of the visible page say by their make-up.
struct Said {
    marked: Marked,
    authors: Vec<Found<Vec<String>>>,
    /// The outlet's name in the line of rights at the foot of the page.
    rights: Option<String>,
}

/// Puts the pieces together: the text, its blocks, and what stands where.
fn assemble(pieces: Vec<Piece>, metadata: &Metadata, said: Said) -> Page {
    let mut words = String::new();
    let mut places = Vec::with_capacity(pieces.len());
    let mut trace = Trace::default();
    for piece in &pieces {
        if !words.is_empty() {
            words.push_str("\n\n");
        }
        let start = words.len();
        words.push_str(&piece.words);
        for run in piece.trace.runs() {
            trace.push(Run {
                text: start + run.text.start..start + run.text.end,
                source: run.source.clone(),
            });
        }
        places.push((start, words.len()));
    }
    let text = Text::new(words);
    let mut article = Article {
        url: metadata.url().map(str::to_owned),
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
            first &= piece.standfirst;
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
    let (published, days) = published::published(&text, &article.blocks, metadata, &said.marked);
    let (outlet, outlets) = imprint::outlet_of(said.rights, metadata);
    let authors = imprint::authors_of(
        &text,
        &article.blocks,
        metadata,
        said.authors,
        outlet.as_deref(),
    );
    let headline = article.headline.map(|span| text.quote(span));
    article.candidates = days;
    article.candidates.extend(imprint::rest(headline, metadata));
    article.candidates.extend(outlets);
    article.candidates.extend(authors.candidates);
    article.published = published;
    article.outlet = outlet;
    article.authors = authors.names;
    article.byline = authors.byline;
    article.text = text;
    Page { article, trace }
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

#[cfg(test)]
mod tests;
