//! Articles as items of CSL-JSON, the input of citation processors.
//!
//! A name is one whole (`literal`): which part of it is the family's is not read. `article-newspaper` is CSL's type
//! for what a news outlet publishes, on paper or not.

use crate::{filled, headline, iri, one_line};
use rapporteur_record::json::ArticleObject;
use serde_json::{Value, json};

/// An article as an item.
pub fn item(article: &ArticleObject) -> Value {
    let authors = article.authors.iter().filter_map(|name| one_line(name));
    let authors = authors.map(|name| json!({"literal": name}));
    let url = article.url.as_deref().filter(|url| iri::is_address(url));
    let issued = article.published.date.as_deref().and_then(date);
    filled([
        ("id", article.id.0.as_str().into()),
        ("type", "article-newspaper".into()),
        ("title", headline(article).into()),
        ("author", authors.collect()),
        ("container-title", article.outlet.as_deref().into()),
        ("issued", issued.into()),
        ("URL", url.into()),
        ("language", article.language.as_str().into()),
    ])
}

/// A day as CSL has it: `{"date-parts": [[2031, 5, 3]]}`.
fn date(day: &str) -> Option<Value> {
    let parts: Result<Vec<u16>, _> = day.split('-').map(str::parse).collect();
    let parts = parts.ok().filter(|parts| parts.len() == 3)?;
    Some(json!({"date-parts": [parts]}))
}
