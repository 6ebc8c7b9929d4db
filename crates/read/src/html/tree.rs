//! A page as a tree of elements and texts, each with the place where it stood.
//!
//! Built on a tokenizer that follows the HTML standard. The tree itself is a plain reading of it: elements
//! close where their end tag, or a tag that cannot stand inside them, closes them. Nodes lie in the order
//! of the page, so that every pass over them is one loop: no page is too deep.

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::Range;

/// An element or a text.
#[derive(Debug)]
pub(crate) struct Node {
    /// The element it stands in; the root stands in itself.
    pub parent: usize,
    /// One past the last node inside it.
    pub end: usize,
    /// What it is.
    pub content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    /// An element with the attributes that are of use, in the order of the page.
    Element {
        /// In lower case; empty for the root.
        tag: String,
        attributes: Vec<(String, String)>,
    },
    /// A text, decoded.
    Text {
        /// Its place in [`Tree::words`].
        at: Range<usize>,
        /// Its place in the page, entities as written.
        source: Range<usize>,
    },
}

/// A page. Node 0 is the root.
#[derive(Debug)]
pub(crate) struct Tree {
    pub nodes: Vec<Node>,
    /// The decoded words of all texts.
    pub words: String,
}

impl Node {
    /// The tag; empty for a text.
    pub(crate) fn tag(&self) -> &str {
        match &self.content {
            Content::Element { tag, .. } => tag,
            Content::Text { .. } => "",
        }
    }

    /// An attribute's value.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        match &self.content {
            Content::Element { attributes, .. } => attributes
                .iter()
                .find(|(n, _)| n == name)
                .map(|(_, value)| value.as_str()),
            Content::Text { .. } => None,
        }
    }
}

impl Tree {
    /// The nodes inside one, in order.
    pub(crate) fn inside(&self, node: usize) -> impl Iterator<Item = (usize, &Node)> {
        let end = self.nodes.get(node).map_or(node, |n| n.end);
        self.nodes.iter().enumerate().take(end).skip(node + 1)
    }

    /// The words inside an element, as they stand.
    pub(crate) fn text_of(&self, node: usize) -> String {
        self.inside(node)
            .filter_map(|(_, n)| match &n.content {
                Content::Text { at, .. } => self.words.get(at.clone()),
                Content::Element { .. } => None,
            })
            .collect()
    }

    /// What each node has with all that stands inside it: children lie behind their parents, so one pass from
    /// the end adds all up.
    pub(crate) fn summed<N: Copy + std::ops::AddAssign>(&self, mut own: Vec<N>) -> Vec<N> {
        for at in (1..self.nodes.len()).rev() {
            let parent = self.nodes.get(at).map_or(0, |n| n.parent);
            if let Some(added) = own.get(at).copied()
                && let Some(place) = own.get_mut(parent)
            {
                *place += added;
            }
        }
        own
    }

    /// The elements in which a node stands, the nearest first; without the root.
    pub(crate) fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(node), |at| {
            let parent = self.nodes.get(*at)?.parent;
            (parent != 0).then_some(parent)
        })
        .skip(1)
    }
}

/// Attributes that tell what an element is.
const KEPT: &[&str] = &[
    "class",
    "id",
    "itemprop",
    "itemtype",
    "property",
    "name",
    "content",
    "rel",
    "href",
    "datetime",
    "role",
    "type",
    "style",
    "hidden",
    "data-testid",
    "data-component",
    "pubdate",
    "title",
    "lang",
];

/// Elements that hold nothing.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements that may stand in a page's head: any other ends it, be it closed or not.
const IN_HEAD: &[&str] = &[
    "base", "basefont", "bgsound", "link", "meta", "noscript", "script", "style", "template",
    "title",
];

/// How far up an end tag looks for its element: beyond, it is taken for a stray one. Keeps a page of a
/// hundred thousand open elements linear.
const REACH: usize = 512;

/// Whether an element breaks the line.
pub(crate) fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "" | "html"
            | "head"
            | "body"
            | "title"
            | "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "option"
            | "select"
            | "button"
            | "caption"
            | "iframe"
            | "template"
    ) || tag.contains('-')
}

/// Reads a page of any quality.
pub(crate) fn read(page: &str, max_depth: usize) -> Tree {
    let mut builder = Builder {
        tree: Tree {
            nodes: vec![Node {
                parent: 0,
                end: 1,
                content: Content::Element {
                    tag: String::new(),
                    attributes: Vec::new(),
                },
            }],
            words: String::with_capacity(page.len() / 2),
        },
        open: Vec::new(),
        counts: BTreeMap::new(),
        max_depth: max_depth.max(1),
        tag: String::new(),
        attributes: Vec::new(),
        attribute: None,
    };
    let mut emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, span: html5gum::Span<usize>| {
            builder.take(event, span.start..span.end);
            None::<Infallible>
        });
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(page, emitter).finish();
    builder.finish()
}

struct Builder {
    tree: Tree,
    /// Open elements: tag and node. Beyond `max_depth` an element shares the node of the one it is in.
    open: Vec<(String, usize)>,
    /// How many elements of a tag are open.
    counts: BTreeMap<String, usize>,
    max_depth: usize,
    tag: String,
    attributes: Vec<(String, String)>,
    attribute: Option<String>,
}

impl Builder {
    fn take(&mut self, event: CallbackEvent<'_>, source: Range<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = String::from_utf8_lossy(name).into_owned();
                self.attributes.clear();
                self.attribute = None;
            }
            CallbackEvent::AttributeName { name } => {
                let kept = KEPT.iter().find(|kept| kept.as_bytes() == name);
                let fresh = kept.filter(|kept| !self.attributes.iter().any(|(n, _)| n == *kept));
                self.attribute = fresh.map(|name| (*name).to_owned());
                if let Some(name) = &self.attribute {
                    self.attributes.push((name.clone(), String::new()));
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if let (Some(_), Some((_, place))) =
                    (self.attribute.take(), self.attributes.last_mut())
                {
                    *place = String::from_utf8_lossy(value).into_owned();
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => self.start(self_closing),
            CallbackEvent::EndTag { name } => self.end(&String::from_utf8_lossy(name)),
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value), source),
            CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => {}
        }
    }

    fn top(&self) -> usize {
        self.open.last().map_or(0, |(_, node)| *node)
    }

    fn push(&mut self, content: Content) -> usize {
        let node = self.tree.nodes.len();
        let parent = self.top();
        self.tree.nodes.push(Node {
            parent,
            end: node + 1,
            content,
        });
        node
    }

    fn text(&mut self, words: &str, source: Range<usize>) {
        let start = self.tree.words.len();
        self.tree.words.push_str(words);
        let at = start..self.tree.words.len();
        self.push(Content::Text { at, source });
    }

    fn start(&mut self, self_closing: bool) {
        let tag = std::mem::take(&mut self.tag);
        let attributes = std::mem::take(&mut self.attributes);
        self.close_before(&tag);
        if matches!(tag.as_str(), "html" | "body") && self.counts.get(&tag).is_some_and(|n| *n > 0)
        {
            return;
        }
        let void = VOID.contains(&tag.as_str());
        let in_svg = self.counts.get("svg").is_some_and(|n| *n > 0) || tag == "svg";
        let node = if self.open.len() < self.max_depth {
            let tag = tag.clone();
            self.push(Content::Element { tag, attributes })
        } else {
            self.top()
        };
        let closed = void || self_closing && in_svg;
        if !closed {
            *self.counts.entry(tag.clone()).or_insert(0) += 1;
            self.open.push((tag, node));
        }
    }

    /// Closes what cannot go on when a tag begins: a paragraph before a block, an item before an item.
    fn close_before(&mut self, tag: &str) {
        match tag {
            "li" => self.close_one("li", &["ul", "ol", "menu", "dir"]),
            "dt" | "dd" => {
                self.close_one("dt", &["dl"]);
                self.close_one("dd", &["dl"]);
            }
            "tr" => self.close_one("tr", &["table"]),
            "td" | "th" => {
                self.close_one("td", &["tr", "table"]);
                self.close_one("th", &["tr", "table"]);
            }
            "option" => self.close_one("option", &["select"]),
            _ => {}
        }
        if !IN_HEAD.contains(&tag) {
            self.close_one("head", &[]);
        }
        if is_block(tag)
            && !matches!(tag, "" | "button" | "option" | "iframe" | "template")
            && !tag.contains('-')
        {
            self.close_one(
                "p",
                &[
                    "button", "td", "th", "table", "caption", "template", "object", "figure",
                    "aside", "div", "section", "li",
                ],
            );
        }
    }

    /// Closes the nearest open element of a tag, unless one of `bounds` stands between.
    fn close_one(&mut self, tag: &str, bounds: &[&str]) {
        if self.counts.get(tag).is_none_or(|n| *n == 0) {
            return;
        }
        let found = self
            .open
            .iter()
            .rev()
            .take(REACH)
            .position(|(t, _)| t == tag || bounds.contains(&t.as_str()));
        let at = found.and_then(|up| self.open.len().checked_sub(up + 1));
        if let Some(at) = at.filter(|at| self.open.get(*at).is_some_and(|(t, _)| t == tag)) {
            self.close_down_to(at);
        }
    }

    fn end(&mut self, tag: &str) {
        if tag == "br" {
            self.push(Content::Element {
                tag: "br".to_owned(),
                attributes: Vec::new(),
            });
            return;
        }
        // A page goes on after what it wrongly calls its end.
        if matches!(tag, "html" | "body") {
            return;
        }
        let bounds: &[&str] = match tag {
            "table" | "template" => &[],
            "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption" => &["table"],
            "li" => &["ul", "ol"],
            _ if is_block(tag) => &["td", "th", "table", "template"],
            _ => &[
                "td", "th", "table", "template", "div", "p", "li", "section", "article", "main",
                "aside", "figure",
            ],
        };
        self.close_one(tag, bounds);
    }

    fn close_down_to(&mut self, at: usize) {
        let end = self.tree.nodes.len();
        for (tag, node) in self.open.drain(at..) {
            if let Some(count) = self.counts.get_mut(&tag) {
                *count = count.saturating_sub(1);
            }
            if let Some(node) = self.tree.nodes.get_mut(node) {
                node.end = end;
            }
        }
    }

    fn finish(mut self) -> Tree {
        self.close_down_to(0);
        let end = self.tree.nodes.len();
        if let Some(root) = self.tree.nodes.first_mut() {
            root.end = end;
        }
        self.tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(page: &str) -> String {
        let tree = read(page, 512);
        let mut out = String::new();
        for (at, node) in tree.nodes.iter().enumerate().skip(1) {
            let depth = tree.ancestors(at).count();
            let words = match &node.content {
                Content::Text { at, .. } => format!("{:?}", tree.words.get(at.clone()).unwrap()),
                Content::Element { tag, .. } => tag.clone(),
            };
            out.push_str(&format!("{}{words}\n", "  ".repeat(depth)));
        }
        out
    }

    #[test]
    fn elements_close_where_they_must() {
        insta::assert_snapshot!(outline("<div><p>a<p>b<ul><li>c<li>d</ul></b></div>e"), @r#"
        div
          p
            "a"
          p
            "b"
          ul
            li
              "c"
            li
              "d"
        "e"
        "#);
    }

    #[test]
    fn a_head_ends_where_the_page_begins() {
        insta::assert_snapshot!(outline("<head><title>a</title><meta name=x><h1>b</h1>"), @r#"
        head
          title
            "a"
          meta
        h1
          "b"
        "#);
    }

    #[test]
    fn texts_know_where_they_stood() {
        let page = "<p>R&amp;B — <b>né</b>e</p><!-- x -->tail";
        let tree = read(page, 512);
        let texts: Vec<(&str, &str)> = tree
            .nodes
            .iter()
            .filter_map(|node| match &node.content {
                Content::Text { at, source } => {
                    Some((tree.words.get(at.clone())?, page.get(source.clone())?))
                }
                Content::Element { .. } => None,
            })
            .collect();
        assert_eq!(
            texts,
            [
                ("R&B — ", "R&amp;B — "),
                ("né", "né"),
                ("e", "e"),
                ("tail", "tail")
            ]
        );
    }

    #[test]
    fn a_hundred_thousand_open_elements_are_linear() {
        for tag in ["div", "b", "table"] {
            let open = format!("<{tag}>").repeat(100_000);
            let close = format!("</{tag}>").repeat(100_000);
            let tree = read(&format!("{open}words{close}</x>"), 512);
            assert!(tree.words == "words", "{tag}");
        }
        let mixed = format!(
            "<div><p>{}{}",
            "<b>".repeat(50_000),
            "<div></i></div>".repeat(50_000)
        );
        assert!(!read(&mixed, 512).nodes.is_empty());
    }
}
