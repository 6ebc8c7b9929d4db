//! Other articles on the page, told by how the page is made and not by the names in it.
//!
//! A teaser is a box with one heading that is a link and few words beside it; three or more such boxes next to
//! each other are a list of teasers, not a part of the article. A box of nothing but links that stands inside
//! a sentence, right behind a link, is what a browser shows while the pointer is over that link.

use super::body;
use super::mark::Marks;
use super::render::Paragraph;
use super::tree::{Content, Tree};
use std::collections::BTreeMap;

/// A teaser has at most so many words: a heading and two or three sentences.
const MOST_WORDS: usize = 90;
/// So many boxes of one make make a list.
const FEWEST: usize = 3;
/// Of ten such boxes so many must be short: where more are long, the boxes are the article. One long box may
/// be the article itself.
const SHORT_OF_TEN: usize = 8;
/// What is left of the page without its teasers must have at least so many words in sentences, or else the
/// boxes are the article: a list of products, a round-up.
const REST: usize = 100;

/// Marks boxes over links as not shown.
pub(crate) fn mark_pop_ups(tree: &Tree, own: &mut [Marks]) {
    for at in pop_ups(tree) {
        set(own, at, Marks::UNSEEN);
    }
}

/// Marks the teasers as standing beside the article.
pub(crate) fn mark(tree: &Tree, paragraphs: &[Paragraph], own: &mut [Marks]) {
    let lists = lists(tree, &words(tree, paragraphs.iter()));
    let prose = words(tree, paragraphs.iter().filter(|p| body::is_prose(p)));
    let of = |at: &usize| prose.get(*at).copied().unwrap_or(0);
    let inside: usize = lists.iter().map(of).sum();
    if of(&0).saturating_sub(inside) >= REST {
        for at in lists {
            set(own, at, Marks::ASIDE);
        }
    }
}

fn set(own: &mut [Marks], at: usize, mark: Marks) {
    if let Some(marks) = own.get_mut(at) {
        *marks = marks.with(mark);
    }
}

/// The words of paragraphs inside each element.
fn words<'p>(tree: &Tree, paragraphs: impl Iterator<Item = &'p Paragraph>) -> Vec<usize> {
    let mut words = vec![0; tree.nodes.len()];
    for paragraph in paragraphs {
        if let Some(place) = words.get_mut(paragraph.block) {
            *place += paragraph.words.split_whitespace().count();
        }
    }
    tree.summed(words)
}

/// The outermost boxes that are teasers in a list of them.
fn lists(tree: &Tree, words: &[usize]) -> Vec<usize> {
    let headings = tree.summed(linked_headings(tree));
    let mut children: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    for (at, node) in tree.nodes.iter().enumerate().skip(1) {
        if headings.get(at) == Some(&1) && !is_heading(node.tag()) && node.tag() != "a" {
            children
                .entry((node.parent, node.tag()))
                .or_default()
                .push(at);
        }
    }
    let short = |at: &usize| words.get(*at).is_some_and(|w| *w <= MOST_WORDS);
    let mut found: Vec<usize> = children
        .into_values()
        .filter_map(|boxes| {
            let all = boxes.len();
            let boxes: Vec<usize> = boxes.into_iter().filter(short).collect();
            let few = all - boxes.len() <= 1 || boxes.len() * 10 >= all * SHORT_OF_TEN;
            let list = boxes.len() >= FEWEST && few;
            list.then_some(boxes)
        })
        .flatten()
        .collect();
    found.sort_unstable();
    let mut end = 0;
    found.retain(|at| {
        let outermost = *at >= end;
        if outermost {
            end = tree.nodes.get(*at).map_or(0, |n| n.end);
        }
        outermost
    });
    found
}

fn is_heading(tag: &str) -> bool {
    matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// One for each heading that is, or holds, a link to another page.
fn linked_headings(tree: &Tree) -> Vec<usize> {
    let mut linked = vec![0; tree.nodes.len()];
    // The heading and the end of the link around each node.
    let (mut heading, mut link): (Option<(usize, usize)>, usize) = (None, 0);
    for (at, node) in tree.nodes.iter().enumerate() {
        if is_heading(node.tag()) {
            heading = Some((at, node.end));
            if at < link
                && let Some(place) = linked.get_mut(at)
            {
                *place = 1;
            }
        }
        let leads = node
            .attribute("href")
            .is_some_and(|h| !h.starts_with('#') && !h.is_empty());
        if node.tag() == "a" && leads {
            link = link.max(node.end);
            if let Some((at, _)) = heading.filter(|(_, end)| at < *end)
                && let Some(place) = linked.get_mut(at)
            {
                *place = 1;
            }
        }
    }
    linked
}

/// Inline boxes right behind a link that hold three links or more and no words besides.
fn pop_ups(tree: &Tree) -> Vec<usize> {
    let links = tree.summed(
        tree.nodes
            .iter()
            .map(|node| usize::from(node.tag() == "a"))
            .collect(),
    );
    let bare = tree.summed(bare_texts(tree));
    let mut found = Vec::new();
    // The element that ended last inside each parent.
    let mut before: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, node) in tree.nodes.iter().enumerate().skip(1) {
        let behind_link = before
            .get(&node.parent)
            .and_then(|b| tree.nodes.get(*b))
            .is_some_and(|b| b.tag() == "a");
        if node.tag() == "span"
            && behind_link
            && links.get(at).is_some_and(|n| *n >= 3)
            && bare.get(at) == Some(&0)
        {
            found.push(at);
        }
        before.insert(node.parent, at);
    }
    found
}

/// One for each text that is not blank and stands in no link.
fn bare_texts(tree: &Tree) -> Vec<usize> {
    let mut link = 0;
    tree.nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            if node.tag() == "a" {
                link = link.max(node.end);
            }
            match &node.content {
                Content::Text { at: words, .. } => {
                    let words = tree.words.get(words.clone()).unwrap_or_default();
                    usize::from(at >= link && !words.trim().is_empty())
                }
                Content::Element { .. } => 0,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::Settings;
    use rapporteur_record::BlockKind;

    fn body(page: &str) -> String {
        let article = crate::html::article(page, &Settings::default());
        let quote = |span| article.text.quote(span).to_owned();
        let body: Vec<String> = article.blocks_of(BlockKind::Body).map(quote).collect();
        body.join(" | ")
    }

    const PROSE: &str = "<p>The council of Torvane closed the old bridge to lorries on Monday after a survey found \
        cracks in two of its piers, the mayor said, and no one knows yet who will pay for the repair of both.</p>";

    #[test]
    fn a_list_of_teasers_is_not_the_article() {
        let prose = PROSE.repeat(4);
        let teaser = |n: usize| {
            format!(
                "<div class=x{n}><h3><a href=/s{n}>Ferry fares rise for time {n}</a></h3><span>Tor Lund</span>\
                 <div>The ferry to Elvo will cost more from Monday on, the harbour master of the town said.</div></div>"
            )
        };
        let teasers: String = (0..12).map(teaser).collect();
        let page =
            format!("<div><h1>Bridge closed</h1><div>{prose}</div><div>{teasers}</div></div>");
        assert!(!body(&page).contains("ferry"));
        let item = format!(
            "<div><h3><a href=/x>A ferry</a></h3>{}</div>",
            PROSE.repeat(4)
        );
        let round_up = format!(
            "{prose}<section>{}</section>",
            [item.clone(), item, teaser(1), teaser(2), teaser(3)].concat()
        );
        assert!(body(&format!("<h1>Fares</h1>{round_up}")).contains("harbour master"));
        // Without an article besides them, the boxes are what the page is about.
        assert!(body(&format!("<h1>Fares</h1><div>{teasers}</div>")).contains("ferry"));
    }

    #[test]
    fn links_over_a_link_are_not_part_of_the_sentence() {
        let over = "<span><a href=/x>Tor Lund</a><a href=/y>Lund in talks</a> <a href=/z>Lund again</a></span>";
        let said = format!(
            "<p>The mayor thanked <span><a href=/x>Tor Lund</a>{over}</span> for his work on the bridge.</p>"
        );
        let page = format!("<h1>Bridge closed</h1>{PROSE}{said}");
        assert!(
            body(&page).contains("The mayor thanked Tor Lund for his work on the bridge."),
            "{}",
            body(&page)
        );
    }
}
