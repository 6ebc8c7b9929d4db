//! A small header of `key: value` lines at the top, between `---` fences or before the first blank line.

use crate::day;
use jiff::civil::Date;
use rapporteur_record::{Block, BlockKind, Span, Text};

/// What a header tells.
#[derive(Debug, Default)]
pub(crate) struct Header {
    /// Where the article's own text begins, in bytes.
    pub end: usize,
    pub headline: Option<Span>,
    pub byline: Option<Span>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub published: Option<(Date, Span)>,
    pub modified: Option<(Date, Span)>,
    /// The header's lines.
    pub blocks: Vec<Block>,
}

#[derive(Clone, Copy, PartialEq)]
enum Field {
    Headline,
    Byline,
    Outlet,
    Url,
    Published,
    Modified,
    /// Known and not used.
    Aside,
}

fn field(key: &str) -> Option<Field> {
    Some(match key.trim().to_lowercase().as_str() {
        "title" | "headline" => Field::Headline,
        "author" | "authors" | "by" | "byline" => Field::Byline,
        "outlet" | "publisher" | "site" | "publication" | "newspaper" => Field::Outlet,
        "url" | "link" | "address" | "source_url" | "canonical" => Field::Url,
        "date" | "published" | "publication_date" | "pubdate" => Field::Published,
        "updated" | "modified" | "lastmod" | "last_modified" => Field::Modified,
        "description" | "tags" | "category" | "categories" | "section" | "lang" | "language"
        | "source" | "subtitle" | "keywords" | "id" | "image" | "slug" | "layout" | "draft" => {
            Field::Aside
        }
        _ => return None,
    })
}

/// Reads the header, if the text begins with one.
pub(crate) fn read(text: &Text) -> Header {
    let mut header = Header::default();
    let mut at = 0;
    let (mut fenced, mut known, mut lines) = (false, 0, 0);
    for line in text.as_str().split_inclusive('\n').take(60) {
        let end = at + line.len();
        let Some(span) = text.span(at, end).map(|s| text.trim(s)) else {
            break;
        };
        let words = text.quote(span);
        at = end;
        match (words, lines) {
            ("", 0) => continue,
            ("---", 0) => fenced = true,
            ("---", _) if fenced => {
                header.blocks.push(Block {
                    kind: BlockKind::Other,
                    span,
                });
                header.end = end;
                return if known > 0 { header } else { Header::default() };
            }
            ("", _) if !fenced => {
                header.end = end;
                return if known >= 2 {
                    header
                } else {
                    Header::default()
                };
            }
            ("", _) => continue,
            _ => match header.take(text, span, words) {
                Some(field) => known += usize::from(field != Field::Aside),
                None if fenced => {}
                None => return Header::default(),
            },
        }
        lines += 1;
        header.block(span);
    }
    Header::default()
}

impl Header {
    fn block(&mut self, span: Span) {
        let holds = |place: Option<Span>| place.is_some_and(|p| span.contains(p));
        let kind = if holds(self.headline) {
            BlockKind::Headline
        } else if holds(self.byline) {
            BlockKind::Byline
        } else if holds(self.published.map(|(_, span)| span)) {
            BlockKind::Dateline
        } else {
            BlockKind::Other
        };
        self.blocks.push(Block { kind, span });
    }

    fn take(&mut self, text: &Text, line: Span, words: &str) -> Option<Field> {
        let (key, value) = words.split_once(':')?;
        let field = field(key)?;
        let quoted = |c: char| c == '"' || c == '\'' || c.is_whitespace();
        let inner = value.trim_matches(quoted);
        let start =
            line.start() + key.len() + 1 + (value.len() - value.trim_start_matches(quoted).len());
        let span = text
            .span(start, start + inner.len())
            .filter(|s| !s.is_empty());
        let Some(span) = span else {
            return Some(field);
        };
        match field {
            Field::Headline => self.headline = Some(span),
            Field::Byline => self.byline = Some(span),
            Field::Outlet => self.outlet = Some(inner.to_owned()),
            Field::Url => self.url = Some(inner.to_owned()),
            Field::Published => {
                self.published = day::of_machine(inner, None).map(|date| (date, span))
            }
            Field::Modified => {
                self.modified = day::of_machine(inner, None).map(|date| (date, span));
            }
            Field::Aside => {}
        }
        Some(field)
    }
}
