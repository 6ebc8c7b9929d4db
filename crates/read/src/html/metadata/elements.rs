//! Days and authors in elements of the visible page that say by their make-up what they hold.

use super::{Found, squeezed};
use crate::day::{self, Order};
use crate::html::mark::{self, Marks};
use crate::html::tree::{Node, Tree};
use jiff::civil::Date;

/// An element with more nodes inside is no line with a day or a name.
const MOST_NODES: usize = 12;
/// Nor is one with more bytes of text.
const MOST_BYTES: usize = 120;

/// So many authors are read at most.
const MOST: usize = 40;

/// Properties whose value has authors of its own.
const OTHERS: &[&str] = &[
    "itemReviewed",
    "citation",
    "comment",
    "review",
    "isPartOf",
    "mentions",
];

/// What stands beside the article: teasers, comments, the site's frame.
const BESIDE: Marks = Marks::ASIDE.with(Marks::COMMENTS).with(Marks::FRAME);

/// Whether an element says in so many words that it holds the day of publication.
pub(crate) fn is_publication_day(node: &Node) -> bool {
    node.attribute("pubdate").is_some() || has_property(node, "datePublished")
}

fn has_property(node: &Node, name: &str) -> bool {
    node.attribute("itemprop")
        .is_some_and(|i| i.split_whitespace().any(|i| i == name))
}

/// The days in elements of a kind, with the node, in the order of the page: what a machine may read first,
/// else the day in their few words. Of what stands beside the article only elements that say they hold the day of
/// publication are taken.
pub(crate) fn days(
    tree: &Tree,
    own: &[Marks],
    handed: &[Marks],
    kind: Marks,
    order: Option<Order>,
) -> Vec<(usize, Found<Date>)> {
    let mut found = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        let marks = own.get(at).copied().unwrap_or_default();
        let around = handed.get(at).copied().unwrap_or_default();
        // "entry-date published updated" is the day of both.
        let changed =
            kind == Marks::DATE && around.has(Marks::UPDATE) && !mark::is_named(node, Marks::DATE);
        let says = kind == Marks::DATE && is_publication_day(node);
        if !says && (!marks.has(kind) || around.has(BESIDE) || changed) {
            continue;
        }
        let machine = ["datetime", "content", "title"]
            .iter()
            .find_map(|name| Found::day(node.attribute(name)?, from(node), order));
        let day = machine.or_else(|| {
            let words = short_text(tree, at)?;
            let date = day::days_by(&words, order)
                .into_iter()
                .find_map(|day| day.date)?;
            Some(Found {
                value: date,
                words,
                from: from(node),
            })
        });
        found.extend(day.map(|day| (at, day)));
    }
    found
}

/// What to call the place of a day.
fn from(node: &Node) -> String {
    let named = |name: &str| node.attribute(name).map(str::to_owned);
    if has_property(node, "datePublished") {
        "itemprop datePublished".to_owned()
    } else if node.attribute("pubdate").is_some() {
        "time pubdate".to_owned()
    } else if node.tag() == "time" {
        "time".to_owned()
    } else {
        let name = named("itemprop").or(named("class")).or(named("id"));
        let name = name.map(|n| squeezed(crate::lists::head(&n, 60)));
        format!("{} {}", node.tag(), name.unwrap_or_default())
            .trim()
            .to_owned()
    }
}

/// The names in elements that say they hold an author: `itemprop`, `rel`.
pub(crate) fn authors(tree: &Tree, handed: &[Marks]) -> Vec<Found<Vec<String>>> {
    let mut found: Vec<Found<Vec<String>>> = Vec::new();
    // Where a thing with an author of its own ends: a claim that is reviewed, a comment, a work that is cited.
    let mut others = 0;
    for (at, node) in tree.nodes.iter().enumerate() {
        if OTHERS.iter().any(|name| has_property(node, name)) {
            others = others.max(node.end);
        }
        let around = handed.get(at).copied().unwrap_or_default();
        let rel = node
            .attribute("rel")
            .is_some_and(|rel| rel.split_whitespace().any(|r| r == "author"));
        let says = if has_property(node, "author") {
            "itemprop author"
        } else if rel {
            "rel author"
        } else {
            continue;
        };
        if found.len() >= MOST || at < others || around.has(BESIDE) || node.tag() == "link" {
            continue;
        }
        let named = || {
            tree.inside(at)
                .take(MOST_NODES * 2)
                .find(|(_, inner)| has_property(inner, "name"))
                .and_then(|(inner, n)| match n.attribute("content") {
                    Some(name) => Some(squeezed(name)),
                    None => short_text(tree, inner),
                })
        };
        let content = || node.attribute("content").map(squeezed);
        if let Some(name) = content()
            .or_else(named)
            .or_else(|| short_text(tree, at))
            .filter(|n| !n.is_empty())
        {
            found.push(Found {
                words: name.clone(),
                value: vec![name],
                from: says.to_owned(),
            });
        }
    }
    // One entry a way of saying so, with everyone it names.
    found.sort_by(|a, b| a.from.cmp(&b.from));
    found.dedup_by(|next, first| {
        let same = next.from == first.from;
        if same {
            first.value.append(&mut next.value);
        }
        same
    });
    found
}

/// The words of a small element.
fn short_text(tree: &Tree, at: usize) -> Option<String> {
    let nodes = tree.nodes.get(at)?.end - at;
    let words = (nodes <= MOST_NODES).then(|| squeezed(&tree.text_of(at)))?;
    (!words.is_empty() && words.len() <= MOST_BYTES).then_some(words)
}
