//! The record in the formats of other tools, each as one JSON document.
//!
//! In: article objects, one after the other. Out, by [`Format`]:
//!
//! | module | what | for |
//! |---|---|---|
//! | `web_annotation` | every statement as a W3C Web Annotation on its words | annotation tools, viewers |
//! | `quotation` | every direct quotation as a schema.org `Quotation` | search engines, knowledge graphs |
//! | `csl` | every article as an item of CSL-JSON | Zotero, pandoc, citation processors |
//!
//! [`Document`] writes as the articles come, so that a record of any size takes the memory of one article. Nothing is
//! said that the record does not hold: what is not known is left out. Ids ([`iri`]) are made from the article's id,
//! so that they are the same at every export.
//!
//! Cannot do yet: mentions, times and figures as annotations; what holds across articles.

mod csl;
mod iri;
mod quotation;
mod web_annotation;

use rapporteur_record::json::{ArticleObject, ReferentObject};
use serde_json::Value;
use std::io::{Result, Write};

/// A format of other tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// W3C Web Annotation Data Model (Recommendation of 23 February 2017): an annotation collection of one page.
    WebAnnotation,
    /// schema.org `Quotation` in JSON-LD: one graph.
    Quotation,
    /// CSL-JSON, the input of citation processors: one list.
    Csl,
}

impl Format {
    /// What the format makes of one article: statements, quotations, or the article as an item.
    ///
    /// ```
    /// use rapporteur_export::Format;
    /// use rapporteur_record::{Annotated, ArticleId, json::ArticleObject};
    /// let mut annotated = Annotated::default();
    /// annotated.article.id = ArticleId("a1".into());
    /// annotated.article.outlet = Some("The Orsk Bell".into());
    /// let items = Format::Csl.items(&ArticleObject::from(&annotated));
    /// assert_eq!(items[0]["container-title"], "The Orsk Bell");
    /// ```
    pub fn items(self, article: &ArticleObject) -> Vec<Value> {
        match self {
            Format::WebAnnotation => web_annotation::annotations(article),
            Format::Quotation => quotation::quotations(article),
            Format::Csl => vec![csl::item(article)],
        }
    }

    /// What stands before the first item.
    fn head(self) -> &'static str {
        match self {
            Format::WebAnnotation => web_annotation::HEAD,
            Format::Quotation => quotation::HEAD,
            Format::Csl => "[",
        }
    }
}

/// A document that is being written.
pub struct Document<'a> {
    format: Format,
    out: &'a mut dyn Write,
    items: usize,
    names: iri::Digest,
}

impl<'a> Document<'a> {
    /// Begins a document.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn begin(format: Format, out: &'a mut dyn Write) -> Result<Document<'a>> {
        out.write_all(format.head().as_bytes())?;
        Ok(Document {
            format,
            out,
            items: 0,
            names: iri::Digest::new("collection"),
        })
    }

    /// Adds what the format makes of an article, an item a line.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn add(&mut self, article: &ArticleObject) -> Result<()> {
        for item in self.format.items(article) {
            let comma = if self.items == 0 { "\n" } else { ",\n" };
            self.out.write_all(comma.as_bytes())?;
            if let Some(Value::String(id)) = item.get("id") {
                self.names.add(id);
            }
            serde_json::to_writer(&mut *self.out, &item)?;
            self.items += 1;
        }
        Ok(())
    }

    /// Ends the document.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn end(self) -> Result<()> {
        let tail = match self.format {
            Format::WebAnnotation => web_annotation::tail(self.items, &self.names.iri()),
            Format::Quotation => "\n]}\n".to_owned(),
            Format::Csl => "\n]\n".to_owned(),
        };
        self.out.write_all(tail.as_bytes())
    }
}

/// The referent of an id of this article.
fn referent<'a>(article: &'a ArticleObject, id: &str) -> Option<&'a ReferentObject> {
    article.referents.iter().find(|r| r.id == id)
}

/// Any run of white space as one blank; nothing where there are no words.
fn one_line(words: &str) -> Option<String> {
    let words: Vec<&str> = words.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The headline in one line.
fn headline(article: &ArticleObject) -> Option<String> {
    one_line(&article.headline.as_ref()?.quote)
}

/// The word that JSON uses for a value of one of the vocabulary's lists.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// An object of those fields that hold something.
fn filled<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let filled = fields.into_iter().filter(|(_, value)| match value {
        Value::Null => false,
        Value::Array(all) => !all.is_empty(),
        _ => true,
    });
    filled
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
