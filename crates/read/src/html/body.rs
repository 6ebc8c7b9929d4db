//! Which element of a page holds the article's own text.
//!
//! Every paragraph that reads as sentences and is not beside the article gives its length to the elements
//! around it. An element that says it is the body is believed where it holds a fair share; else the search
//! begins at the page. From there it goes down as long as one element inside holds nearly all.

use super::mark::Marks;
use super::render::Paragraph;
use super::tree::Tree;

/// The share of all sentences that an element which calls itself the body must hold.
const BELIEVED: f64 = 0.35;
/// The share of an element's sentences that one inside it must hold for the search to go down.
const NEARLY_ALL: f64 = 0.85;

/// The element that holds the article's own text. `own` and `handed` are the elements' marks.
pub(crate) fn choose(
    tree: &Tree,
    paragraphs: &[Paragraph],
    own: &[Marks],
    handed: &[Marks],
) -> usize {
    let weights = weights(tree, paragraphs, handed);
    let weight = |node: usize| weights.get(node).copied().unwrap_or(0.0);
    let total = weight(0);
    let believed = |node: &usize| weight(*node) >= BELIEVED * total && weight(*node) > 0.0;
    let heaviest = |nodes: Vec<usize>| {
        nodes
            .into_iter()
            .filter(believed)
            .fold(None, |best: Option<usize>, node| match best {
                Some(best) if weight(best) >= weight(node) => Some(best),
                _ => Some(node),
            })
    };
    let with = |test: &dyn Fn(usize) -> bool| {
        heaviest((1..tree.nodes.len()).filter(|n| test(*n)).collect())
    };
    let marked = |node: usize| own.get(node).is_some_and(|m| m.has(Marks::BODY));
    let is = |node: usize, tag: &str| tree.nodes.get(node).is_some_and(|n| n.tag() == tag);
    let start = with(&marked)
        .or_else(|| with(&|node| is(node, "article")))
        .or_else(|| with(&|node| is(node, "main")))
        .unwrap_or(0);
    descend(tree, start, &weight)
}

fn descend(tree: &Tree, start: usize, weight: &dyn Fn(usize) -> f64) -> usize {
    let mut at = start;
    loop {
        let mut child = at + 1;
        let end = tree.nodes.get(at).map_or(0, |n| n.end);
        let mut next = None;
        while child < end {
            if weight(child) >= NEARLY_ALL * weight(at) && weight(child) > 0.0 {
                next = Some(child);
            }
            child = tree.nodes.get(child).map_or(end, |n| n.end.max(child + 1));
        }
        match next {
            // One paragraph alone is not a container.
            Some(next)
                if !tree.nodes.get(next).is_some_and(|n| {
                    matches!(
                        n.tag(),
                        "p" | "span" | "li" | "" | "a" | "b" | "i" | "em" | "strong" | "font"
                    )
                }) =>
            {
                at = next
            }
            _ => match first_article(tree, at, weight) {
                Some(article) => at = article,
                None => return at,
            },
        }
    }
}

/// The share of a page's sentences that makes an `<article>` more than a teaser.
const ARTICLE: f64 = 0.15;

/// Where a page holds several whole articles one below the other, the first is the one that was asked for.
fn first_article(tree: &Tree, at: usize, weight: &dyn Fn(usize) -> f64) -> Option<usize> {
    let end = tree.nodes.get(at).map_or(0, |n| n.end);
    let mut articles = Vec::new();
    let mut node = at + 1;
    while node < end {
        let article = tree.nodes.get(node).is_some_and(|n| n.tag() == "article");
        if article && weight(node) >= ARTICLE * weight(at) && weight(node) > 0.0 {
            articles.push(node);
            node = tree.nodes.get(node).map_or(end, |n| n.end.max(node + 1));
        } else {
            node += 1;
        }
    }
    let all: f64 = articles.iter().map(|n| weight(*n)).sum();
    let several = articles.len() >= 2 && all >= 0.7 * weight(at);
    articles.first().copied().filter(|_| several)
}

/// For each node the length of the sentences inside it.
fn weights(tree: &Tree, paragraphs: &[Paragraph], handed: &[Marks]) -> Vec<f64> {
    let mut weights = vec![0.0; tree.nodes.len()];
    let beside = Marks::ASIDE
        .with(Marks::COMMENTS)
        .with(Marks::FRAME)
        .with(Marks::CAPTION);
    for paragraph in paragraphs {
        let marks = handed.get(paragraph.block).copied().unwrap_or_default();
        if is_prose(paragraph)
            && !marks.has(beside)
            && let Some(weight) = weights.get_mut(paragraph.block)
        {
            *weight += paragraph.words.len() as f64;
        }
    }
    tree.summed(weights)
}

/// Whether a paragraph reads as sentences and not as a list of links.
pub(crate) fn is_prose(paragraph: &Paragraph) -> bool {
    let words = paragraph.words.split_whitespace().take(26).count();
    let ends = paragraph
        .words
        .trim_end_matches(|c: char| "”’\"')]»".contains(c))
        .ends_with(['.', '?', '!', '…', ':']);
    paragraph.linked * 2 < paragraph.words.len() && (words > 25 || words >= 8 && ends)
}
