//! Reads a page back by the WHATWG rules, strictly: what a browser would mend is an error here.

// Tests may fail loudly; clippy knows only `#[test]` functions as tests.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use html5gum::{Token, Tokenizer};
use std::collections::{BTreeMap, BTreeSet};

const VOID: [&str; 4] = ["meta", "br", "hr", "wbr"];

/// An element with its attributes, and the text up to its end.
#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub text: String,
}

/// Every element of a page, in the order in which they begin.
pub struct Page {
    pub elements: Vec<Element>,
}

fn string(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

impl Page {
    /// Panics at the first thing that is not as the rules want it.
    pub fn read(html: &str) -> Page {
        let mut elements: Vec<Element> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for token in Tokenizer::new(html) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = string(&tag.name);
                    let attributes = tag
                        .attributes
                        .iter()
                        .map(|(k, v)| (string(k), string(v)))
                        .collect();
                    if !VOID.contains(&name.as_str()) {
                        open.push(elements.len());
                    }
                    assert!(!tag.self_closing, "<{name}/>");
                    elements.push(Element {
                        name,
                        attributes,
                        text: String::new(),
                    });
                }
                Token::EndTag(tag) => {
                    let name = string(&tag.name);
                    let last = open
                        .pop()
                        .unwrap_or_else(|| panic!("</{name}> ends nothing"));
                    assert_eq!(elements[last].name, name, "an element ends inside another");
                }
                Token::String(text) => {
                    let text = string(&text);
                    for place in &open {
                        elements[*place].text.push_str(&text);
                    }
                }
                Token::Doctype(_) => {}
                Token::Comment(text) => panic!("a comment: {}", string(&text)),
                Token::Error(error) => panic!("the rules of HTML are broken: {:?}", *error),
            }
        }
        assert!(open.is_empty(), "elements without an end");
        Page { elements }
    }

    /// The text of the element of an id, with single blanks; `None` where there is none.
    pub fn text_of(&self, id: &str) -> Option<String> {
        let text = self.lines_of(id)?;
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The same, with the lines of the source: for people to read.
    pub fn lines_of(&self, id: &str) -> Option<String> {
        let found = self
            .elements
            .iter()
            .find(|e| e.attributes.get("id").is_some_and(|i| i == id));
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        found.map(|e| {
            let lines = e.text.lines().map(words).filter(|line| !line.is_empty());
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    pub fn named(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.elements.iter().filter(move |e| e.name == name)
    }

    /// What holds for every page, whatever the record: it loads nothing, runs nothing, and every
    /// place on it can be reached.
    pub fn check(&self) {
        const LAWFUL: &[&str] = &[
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "header",
            "nav",
            "main",
            "section",
            "article",
            "footer",
            "div",
            "h1",
            "h2",
            "h3",
            "h4",
            "p",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "a",
            "b",
            "bdi",
            "blockquote",
            "code",
            "mark",
            "q",
            "span",
            "time",
            "details",
            "summary",
        ];
        const ATTRIBUTES: &[&str] = &[
            "aria-hidden",
            "aria-label",
            "aria-labelledby",
            "charset",
            "class",
            "colspan",
            "content",
            "data-label",
            "datetime",
            "dir",
            "href",
            "http-equiv",
            "id",
            "lang",
            "name",
            "rel",
            "role",
            "scope",
            "tabindex",
        ];
        let mut ids = BTreeSet::new();
        for element in &self.elements {
            assert!(
                LAWFUL.contains(&element.name.as_str()),
                "<{}>",
                element.name
            );
            for (name, value) in &element.attributes {
                assert!(ATTRIBUTES.contains(&name.as_str()), "{name}=\"{value}\"");
            }
            if let Some(id) = element.attributes.get("id") {
                assert!(!id.contains(char::is_whitespace), "{id:?}");
                assert!(ids.insert(id.clone()), "{id:?} names two elements");
            }
        }
        for element in &self.elements {
            for name in ["href", "aria-labelledby"] {
                let Some(target) = element.attributes.get(name) else {
                    continue;
                };
                let inside = target
                    .strip_prefix('#')
                    .or((name != "href").then_some(target));
                match inside {
                    Some(id) => assert!(ids.contains(id), "{name}={target:?} leads nowhere"),
                    None => {
                        let lower = target.to_lowercase();
                        assert!(lower.starts_with("http://") || lower.starts_with("https://"));
                        assert!(element.attributes["rel"].contains("noopener"), "{target}");
                    }
                }
            }
        }
        for style in self.named("style") {
            for word in ["url(", "@import", "image-set", "src:"] {
                assert!(
                    !style.text.contains(word),
                    "the style sheet loads with {word:?}"
                );
            }
        }
        for cell in self.named("th") {
            assert!(cell.attributes.contains_key("scope"), "{}", cell.text);
        }
        assert_eq!(self.named("h1").count(), 1);
    }
}
