//! One thing to read, as a file holds it or as it lies in a container, and what the container says of it.

use crate::Refusal;
use jiff::civil::Date;
use rapporteur_record::{Article, How, Published};

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
    /// The headline.
    pub headline: Option<String>,
    /// The day of publication.
    pub published: Option<Date>,
    /// The charset by its label, where the container knows it (a mail's part, an HTTP header).
    pub charset: Option<String>,
    /// Whether a crawler took it: what is no article then is counted and not refused.
    pub crawled: bool,
}

impl Told {
    /// Tells an article what its container says of it.
    pub(crate) fn tell(self, article: &mut Article) {
        article.url = self.url.or(article.url.take());
        article.outlet = self.outlet.or(article.outlet.take());
        if let Some(date) = self.published
            && article.published.date != Some(date)
        {
            article.published = Published {
                date: Some(date),
                how: How::Metadata,
                evidence: Vec::new(),
            };
        }
    }
}

/// The documents of one source, one after the other; one that cannot be read is an item.
pub(crate) type Documents = Box<dyn Iterator<Item = Result<Document, Refusal>> + Send>;
