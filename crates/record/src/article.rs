//! One article as read, before anything is understood in it.

use crate::text::{Span, Text};
use crate::trace::Trace;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Sixteen hexadecimal digits of the SHA-256 of the article's bytes, unpacked, and of what a container (a feed, a
/// table, an archive) says of it: address, outlet, headline, day, authors. The same bytes of which the same is said
/// have the same id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct ArticleId(pub String);

impl std::fmt::Display for ArticleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a reader makes of one article.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Article {
    /// Who this is, whatever the file is called.
    pub id: ArticleId,
    /// Path or URL as the user gave it.
    pub source: String,
    /// The outlet's name, not its handle or address.
    pub outlet: Option<String>,
    /// The article's own address.
    pub url: Option<String>,
    /// Where the headline stands.
    pub headline: Option<Span>,
    /// Where the line naming the authors stands.
    pub byline: Option<Span>,
    /// Everyone who wrote it, in the order given, without titles, outlets and addresses.
    pub authors: Vec<String>,
    /// ISO 639-1 code, `und` where it cannot be told. Only `en` is analysed.
    pub language: String,
    /// When the outlet published it: the document creation time.
    pub published: Published,
    /// What each part of the page says about the article, of each field the most trusted first.
    pub candidates: Vec<Candidate>,
    /// The whole text, headline and all; nothing of the page that belongs to it is lost.
    pub text: Text,
    /// What kind of text stands where: in order, apart from each other, holding all that is not blank.
    pub blocks: Vec<Block>,
    /// Of a paged document (PDF) what of the text stands on which page, the first page first: in order, apart from
    /// each other; a page without words is empty. None for all others.
    pub pages: Vec<Span>,
    /// What a person should know about the reading.
    pub warnings: Vec<Warning>,
    /// Where each word lay in the bytes of the source, where a reader was asked to tell.
    pub trace: Option<Trace>,
}

impl Article {
    /// The spans of the blocks of one kind, in order.
    pub fn blocks_of(&self, kind: BlockKind) -> impl Iterator<Item = Span> + '_ {
        self.blocks
            .iter()
            .filter(move |b| b.kind == kind)
            .map(|b| b.span)
    }

    /// The number of the page on which a place begins, from one; `None` where the document has no pages.
    pub fn page_at(&self, place: Span) -> Option<usize> {
        let after = self
            .pages
            .partition_point(|page| page.start() <= place.start());
        (after > 0).then_some(after)
    }

    /// The kind of the block in which a place lies.
    pub fn kind_at(&self, place: Span) -> Option<BlockKind> {
        let after = self
            .blocks
            .partition_point(|b| b.span.start() <= place.start());
        let block = self.blocks.get(after.checked_sub(1)?)?;
        (place.start() < block.span.end()).then_some(block.kind)
    }
}

/// A stretch of the text of one kind: a paragraph, a caption, a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands.
    pub span: Span,
}

/// What a block of text is to the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// The headline.
    Headline,
    /// Who wrote it.
    Byline,
    /// Place, day and agency before the first sentence (`UPPER ORREL, May 6 (NPA) —`), or a line with the date.
    Dateline,
    /// The article's own sentences, one paragraph a block; subheadings too.
    Body,
    /// What stands under a picture.
    Caption,
    /// Who made the picture, whose wire copy it is, rights.
    Credit,
    /// "Last updated" lines.
    Update,
    /// Related articles, sharing, newsletters.
    Links,
    /// The outlet corrects itself.
    Correction,
    /// Anything else that is not the article's own sentences (outlet's name, section, …).
    Other,
}

/// When an article was published and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// The day, or `None` where the text does not fix it: never a guess.
    pub date: Option<Date>,
    /// How the day is known.
    pub how: How,
    /// The words that show it.
    pub evidence: Vec<Span>,
    /// The first and last day that it may be, where the text does not fix the day but leaves only some.
    pub between: Option<(Date, Date)>,
}

/// What one place says about an article: kept even where another place is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What it tells.
    pub field: Field,
    /// As it stands there: a day with its time and zone, a name.
    pub value: String,
    /// Where it stands, in words a person can look for: `json-ld datePublished`, `meta og:site_name`,
    /// `byline`, `address`.
    pub from: String,
    /// Whether the article's field says the same.
    pub chosen: bool,
}

/// What a [`Candidate`] tells of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// When it was published.
    Published,
    /// When it was last changed.
    Modified,
    /// Its headline.
    Headline,
    /// Who wrote it; one candidate a person.
    Author,
    /// Who published it.
    Outlet,
    /// Its own address.
    Url,
}

/// How a day of publication is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// It stands in the text.
    Printed,
    /// The page's metadata give it, or the caller.
    Metadata,
    /// Other dates in the text fix it.
    Inferred,
    /// It is not known.
    #[default]
    Unknown,
}

/// Something a person should know, with a code a program can match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable, kebab-case: `not-english`, `no-date`, …
    pub code: String,
    /// A sentence.
    pub message: String,
    /// What it is about; `None` for the whole article.
    pub span: Option<Span>,
}
