//! What the names of a page's elements say that they hold (`data/markup.txt`).

use super::tree::{Content, Node, Tree};
use crate::lists;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Meanings of an element, its own or from the elements it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks(u16);

impl Marks {
    pub const BODY: Marks = Marks(1);
    pub const ASIDE: Marks = Marks(2);
    pub const COMMENTS: Marks = Marks(4);
    pub const CAPTION: Marks = Marks(8);
    pub const BYLINE: Marks = Marks(16);
    pub const DATE: Marks = Marks(32);
    pub const UPDATE: Marks = Marks(64);
    pub const HEADLINE: Marks = Marks(128);
    /// Never shown: scripts, styles, forms' choices, what is hidden.
    pub const UNSEEN: Marks = Marks(256);
    /// Inside a link.
    pub const LINK: Marks = Marks(512);
    /// The site's own frame: navigation, footer.
    pub const FRAME: Marks = Marks(1024);

    pub(crate) fn has(self, other: Marks) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn with(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Marks) -> Marks {
        Marks(self.0 & !other.0)
    }
}

struct Lists {
    pattern: Option<Regex>,
    meanings: BTreeMap<&'static str, Marks>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut meanings = BTreeMap::new();
    let mut meaning = Marks::default();
    for line in lists::lines(include_str!("../../data/markup.txt")) {
        match line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            Some(name) => meaning = meaning_of(name),
            None => {
                meanings.insert(line, meaning);
            }
        }
    }
    let mut phrases: Vec<&str> = meanings.keys().copied().collect();
    phrases.sort_by_key(|p| std::cmp::Reverse(p.len()));
    let pattern = Regex::new(&format!(r"\b(?:{})\b", phrases.join("|"))).ok();
    Lists { pattern, meanings }
});

fn meaning_of(name: &str) -> Marks {
    match name {
        "body" => Marks::BODY,
        "aside" => Marks::ASIDE,
        "comments" => Marks::COMMENTS,
        "caption" => Marks::CAPTION,
        "byline" => Marks::BYLINE,
        "date" => Marks::DATE,
        "update" => Marks::UPDATE,
        "headline" => Marks::HEADLINE,
        // "nothing" and whatever no reader knows.
        _ => Marks::default(),
    }
}

/// What names such as "c-article__body jsContent" mean.
fn of_names(names: &str) -> Marks {
    let mut plain = String::with_capacity(names.len() + 8);
    let mut lower = false;
    for c in names.chars().take(400) {
        if lower && c.is_ascii_uppercase() {
            plain.push(' ');
        }
        lower = c.is_ascii_lowercase();
        let sign = !c.is_ascii_alphanumeric();
        plain.push(if sign { ' ' } else { c.to_ascii_lowercase() });
    }
    // Two signs in a row ("article__body") part words as one does.
    let plain = plain.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    let Some(pattern) = LISTS.pattern.as_ref() else {
        return Marks::default();
    };
    pattern
        .find_iter(&plain)
        .fold(Marks::default(), |marks, found| {
            marks.with(
                LISTS
                    .meanings
                    .get(found.as_str())
                    .copied()
                    .unwrap_or_default(),
            )
        })
}

/// Whether an element is an `<aside>` that nothing but its tag calls so.
pub(crate) fn is_plain_aside(node: &Node) -> bool {
    let named = |name| {
        node.attribute(name)
            .is_some_and(|n| of_names(n).has(Marks::ASIDE))
    };
    node.tag() == "aside"
        && node.attribute("role").is_none()
        && !["class", "id", "data-testid", "data-component"]
            .into_iter()
            .any(named)
}

/// Whether an element's class or id says a meaning, whatever its tag says.
pub(crate) fn is_named(node: &Node, meaning: Marks) -> bool {
    let named = |name| {
        node.attribute(name)
            .is_some_and(|n| of_names(n).has(meaning))
    };
    ["class", "id"].into_iter().any(named)
}

/// What each node's own tag and names mean, without those it stands in.
pub(crate) fn own(tree: &Tree) -> Vec<Marks> {
    let mut known: BTreeMap<String, Marks> = BTreeMap::new();
    // Where a claim that is reviewed ends: its author is whoever made the claim.
    let mut reviewed = 0;
    let of = |(at, node): (usize, &Node)| match &node.content {
        Content::Text { .. } => Marks::default(),
        Content::Element { tag, .. } => {
            if node.attribute("itemprop") == Some("itemReviewed") {
                reviewed = reviewed.max(node.end);
            }
            let marks = of_element(node, tag, &mut known);
            if at < reviewed {
                marks.without(Marks::BYLINE)
            } else {
                marks
            }
        }
    };
    tree.nodes.iter().enumerate().map(of).collect()
}

fn of_element(node: &Node, tag: &str, known: &mut BTreeMap<String, Marks>) -> Marks {
    let mut names = String::new();
    for name in ["class", "id", "data-testid", "data-component"] {
        if let Some(value) = node.attribute(name) {
            names.push_str(value);
            names.push(' ');
        }
    }
    let mut marks = match known.get(&names) {
        Some(marks) => *marks,
        None => {
            let marks = of_names(&names);
            known.insert(names, marks);
            marks
        }
    };
    // The page as a whole is named after all that it holds.
    if matches!(tag, "html" | "body" | "main" | "article" | "") {
        marks = marks
            .without(Marks::ASIDE)
            .without(Marks::COMMENTS)
            .without(Marks::CAPTION);
        marks = marks
            .without(Marks::BYLINE)
            .without(Marks::DATE)
            .without(Marks::HEADLINE);
    }
    let by_tag = match tag {
        "script" | "style" | "noscript" | "template" | "svg" | "iframe" | "object" | "textarea"
        | "select" | "option" | "button" | "head" | "audio" | "video" | "canvas" | "math"
        | "datalist" | "dialog" | "map" | "title" => Marks::UNSEEN,
        "nav" | "footer" | "menu" => Marks::FRAME,
        "aside" | "form" => Marks::ASIDE,
        "figcaption" | "figure" => Marks::CAPTION,
        "a" => Marks::LINK,
        "time" => Marks::DATE,
        _ => Marks::default(),
    };
    marks = marks.with(by_tag);
    for word in node
        .attribute("itemprop")
        .unwrap_or_default()
        .split_whitespace()
    {
        marks = marks.with(match word {
            "articleBody" => Marks::BODY,
            "author" | "creator" => Marks::BYLINE,
            "datePublished" | "dateCreated" => Marks::DATE,
            "dateModified" => Marks::UPDATE,
            "headline" => Marks::HEADLINE,
            "caption" => Marks::CAPTION,
            "comment" => Marks::COMMENTS,
            _ => Marks::default(),
        });
    }
    if node
        .attribute("rel")
        .is_some_and(|rel| rel.split_whitespace().any(|r| r == "author"))
    {
        marks = marks.with(Marks::BYLINE);
    }
    if matches!(
        node.attribute("role"),
        Some("navigation" | "banner" | "contentinfo" | "search" | "menu")
    ) {
        marks = marks.with(Marks::FRAME);
    }
    if matches!(
        node.attribute("role"),
        Some("complementary" | "dialog" | "alert")
    ) {
        marks = marks.with(Marks::ASIDE);
    }
    let style = node.attribute("style").unwrap_or_default();
    if node.attribute("hidden").is_some()
        || style.contains("display:none")
        || style.contains("display: none")
    {
        marks = marks.with(Marks::UNSEEN);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_elements() {
        assert!(of_names("c-article__body js-x").has(Marks::BODY));
        assert!(of_names("articleBody").has(Marks::BODY));
        assert!(of_names("RelatedStories").has(Marks::ASIDE));
        assert!(of_names("comment-list").has(Marks::COMMENTS));
        assert_eq!(of_names("unrelatedness wrapper"), Marks::default());
        assert_eq!(of_names("social-media-embed"), Marks::default());
    }
}
