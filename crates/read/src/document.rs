//! One thing to read, as a file holds it or as it lies in a container, and what the container says of it.

use crate::kind::Kind;
use crate::{Refusal, given};
use jiff::civil::Date;
use rapporteur_record::article::{Candidate, Field};
use rapporteur_record::{Article, BlockKind, How, Published, Span, Warning};
use std::borrow::Cow;

/// A page or a text, in bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    /// Its bytes, unpacked.
    pub bytes: Vec<u8>,
    /// Where it lies: the file as the user gave it, and inside a container `#` and its place there.
    pub source: String,
    /// What the container says of it.
    pub told: Told,
}

/// What a container says of a document. It outranks what the document's own words suggest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// The document's address.
    pub url: Option<String>,
    /// The outlet's name.
    pub outlet: Option<String>,
    /// The headline, which need not stand in the document: it is put before its words then.
    pub headline: Option<String>,
    /// The authors' names.
    pub authors: Vec<String>,
    /// The day of publication.
    pub published: Option<Date>,
    /// The day of the last change.
    pub modified: Option<Date>,
    /// The charset by its label, where the container knows it (a mail's part, an HTTP header).
    pub charset: Option<String>,
    /// Whether a crawler took it: what is no article then is counted and not refused.
    pub crawled: bool,
    /// What kind of text it is, where the container knows: nothing else is looked for in it then.
    pub kind: Option<Kind>,
    /// What a person should know about how it lay in its container.
    pub warnings: Vec<Warning>,
}

impl Told {
    /// A document's words with the told headline before them, unless they begin with it or, in a page, hold it.
    pub(crate) fn headed<'t>(&self, words: &'t str, kind: Kind) -> Cow<'t, str> {
        let Some(headline) = self.headline.as_deref() else {
            return Cow::Borrowed(words);
        };
        match kind {
            Kind::Html if holds_heading(words, headline) => Cow::Borrowed(words),
            Kind::Html => Cow::Owned(format!("<h1>{}</h1>\n{words}", escaped(headline))),
            Kind::Plain | Kind::Mail if given::begins_with(words, headline) => Cow::Borrowed(words),
            Kind::Plain | Kind::Mail => Cow::Owned(format!("{headline}\n\n{words}")),
        }
    }

    /// Tells an article what its container says of it.
    pub(crate) fn tell(self, article: &mut Article) {
        if let Some(headline) = &self.headline
            && let Some(span) = given::headline_at(&article.text, headline)
        {
            head(article, span);
        }
        if article.byline.is_none() {
            article.byline = byline(article, &self.authors);
        }
        self.tell_candidates(article);
        if !self.authors.is_empty() {
            article.authors = self.authors;
        }
        article.url = self.url.or(article.url.take());
        article.outlet = self.outlet.or(article.outlet.take());
        if let Some(date) = self.published
            && article.published.date != Some(date)
        {
            article.published = Published {
                date: Some(date),
                how: How::Metadata,
                ..Published::default()
            };
        }
        if let (Some(day), None) = (self.modified, article.published.date) {
            article.warnings.push(Warning {
                code: "no-date".to_owned(),
                message: format!(
                    "expected the day of publication, but found only that of the last change, {day}; it was left out"
                ),
                span: None,
            });
        }
        article.warnings.extend(self.warnings);
    }

    /// Puts what the container says before what the document says of itself; of one field it is what is believed.
    fn tell_candidates(&self, article: &mut Article) {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let one = |field, value: Option<String>| value.map(|value| (field, value));
        let told: Vec<(Field, String)> = [
            one(Field::Published, day(self.published)),
            one(Field::Modified, day(self.modified)),
            one(Field::Headline, self.headline.clone()),
            one(Field::Outlet, self.outlet.clone()),
            one(Field::Url, self.url.clone()),
        ]
        .into_iter()
        .flatten()
        .chain(
            self.authors
                .iter()
                .map(|name| (Field::Author, name.clone())),
        )
        .collect();
        for candidate in &mut article.candidates {
            let mut of_field = told
                .iter()
                .filter(|(field, _)| *field == candidate.field)
                .peekable();
            if of_field.peek().is_some() {
                candidate.chosen = of_field.any(|(_, value)| candidate.value.starts_with(value));
            }
        }
        let told = told.into_iter().map(|(field, value)| Candidate {
            field,
            value,
            from: "container".to_owned(),
            chosen: true,
        });
        article.candidates.splice(0..0, told);
    }

    /// What parts two articles of the same words: the same report, told of as two outlets'.
    pub(crate) fn mark(&self) -> String {
        let day = self.published.map(|day| day.to_string());
        let fields = [&self.url, &self.outlet, &self.headline, &day];
        let told = fields.into_iter().flatten().filter(|f| !f.is_empty());
        told.fold(String::new(), |mark, field| mark + "\0" + field)
    }
}

/// The words at the head of an article are its headline, and no others are.
fn head(article: &mut Article, span: Span) {
    article.headline = Some(span);
    for block in &mut article.blocks {
        match block.kind {
            _ if block.span == span => block.kind = BlockKind::Headline,
            BlockKind::Headline if !block.span.overlaps(span) => block.kind = BlockKind::Body,
            _ => {}
        }
    }
}

/// Where the first told author is named in a line that is no sentence of the article.
fn byline(article: &Article, authors: &[String]) -> Option<Span> {
    let name = authors.iter().find(|name| name.len() > 3)?;
    let lines = article
        .blocks
        .iter()
        .filter(|b| b.kind != BlockKind::Body && b.kind != BlockKind::Headline);
    lines.into_iter().find_map(|block| {
        let at = block.span.start() + article.text.quote(block.span).find(name.as_str())?;
        article.text.span(at, at + name.len())
    })
}

/// Whether a page has the headline as a heading or title of its own.
fn holds_heading(page: &str, headline: &str) -> bool {
    let words = escaped(headline);
    page.match_indices(words.as_str()).any(|(at, _)| {
        let before = page.get(..at).unwrap_or_default().trim_end();
        let tag = before.rsplit_once('<').map_or("", |(_, tag)| tag);
        before.ends_with('>') && ["h1", "h2"].iter().any(|name| tag.starts_with(name))
    })
}

/// Words as they stand in a page.
fn escaped(words: &str) -> String {
    words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The documents of one source, one after the other; one that cannot be read is an item.
pub(crate) type Documents = Box<dyn Iterator<Item = Result<Document, Refusal>> + Send>;
