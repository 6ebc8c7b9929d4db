//! Direct speech as `Quotation` of schema.org.
//!
//! Only what stands in quotation marks and was said is a quotation: an indirect statement is the outlet's wording, and
//! is left out here (it is in every other export). The speaker is `spokenByCharacter`: to whom the words are attributed
//! within the work they stand in, which is all that the record claims. Where a paper speaks (an agreement, a law), the
//! quotation is based on it (`isBasedOn`).

use crate::{filled, headline, iri, one_line, referent};
use rapporteur_record::json::{ArticleObject, ReferentObject, StatementObject};
use rapporteur_record::{Mode, ReferentKind, StatementKind};
use serde_json::{Value, json};

/// What stands before the first quotation.
pub const HEAD: &str = "{\"@context\":\"https://schema.org\",\"@graph\":[";

/// Every direct quotation of an article.
pub fn quotations(article: &ArticleObject) -> Vec<Value> {
    let direct = article.statements.iter().filter(|s| {
        s.kind == StatementKind::Direct && s.mode == Mode::Speech && !s.content.is_empty()
    });
    direct.map(|s| quotation(article, s)).collect()
}

fn quotation(article: &ArticleObject, statement: &StatementObject) -> Value {
    let pieces: Vec<&str> = statement.content.iter().map(|p| p.quote.as_str()).collect();
    let speaker = statement.speaker.as_ref();
    let speaker = speaker.and_then(|id| referent(article, id));
    let said = statement.said.value.as_ref().map(|v| v.as_str());
    filled([
        ("@type", "Quotation".into()),
        (
            "@id",
            iri::of_part(&article.id.0, "quotation", &statement.id).into(),
        ),
        ("text", pieces.join(" … ").into()),
        ("inLanguage", article.language.as_str().into()),
        ("spokenByCharacter", speaker.and_then(voice).into()),
        ("isBasedOn", speaker.and_then(paper).into()),
        ("dateCreated", said.filter(|v| is_date(v)).into()),
        ("isPartOf", news_article(article)),
    ])
}

/// A person or body that speaks. A place that speaks is the state or town as a body.
fn voice(referent: &ReferentObject) -> Option<Value> {
    let kind = match referent.kind {
        ReferentKind::Person => "Person",
        ReferentKind::Organisation | ReferentKind::Place | ReferentKind::Group => "Organization",
        ReferentKind::Agreement | ReferentKind::Law | ReferentKind::Event => return None,
    };
    Some(json!({"@type": kind, "name": one_line(&referent.name)?}))
}

/// A paper whose words are quoted.
fn paper(referent: &ReferentObject) -> Option<Value> {
    let kind = match referent.kind {
        ReferentKind::Agreement => "CreativeWork",
        ReferentKind::Law => "Legislation",
        _ => return None,
    };
    Some(json!({"@type": kind, "name": one_line(&referent.name)?}))
}

fn news_article(article: &ArticleObject) -> Value {
    let url = article.url.as_deref().filter(|url| iri::is_address(url));
    let authors = article.authors.iter().filter_map(|name| one_line(name));
    let authors = authors.map(|name| json!({"@type": "Person", "name": name}));
    let outlet = article.outlet.as_ref();
    let publisher = outlet.map(|name| json!({"@type": "Organization", "name": name}));
    filled([
        ("@type", "NewsArticle".into()),
        (
            "@id",
            iri::of_article(&article.id.0, article.url.as_deref()).into(),
        ),
        ("identifier", article.id.0.as_str().into()),
        ("headline", headline(article).into()),
        ("url", url.into()),
        ("datePublished", article.published.date.as_deref().into()),
        ("author", authors.collect()),
        ("publisher", publisher.into()),
    ])
}

/// Whether a value is a day, a month or a year of ISO 8601; intervals and weeks have no place in `Date`.
fn is_date(value: &str) -> bool {
    let mut parts = value.split('-').map(|part| {
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        digits.then_some(part.len())
    });
    let lengths: Vec<Option<usize>> = parts.by_ref().collect();
    matches!(
        lengths.as_slice(),
        [Some(4)] | [Some(4), Some(2)] | [Some(4), Some(2), Some(2)]
    )
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn only_days_months_and_years_are_dates() {
        for date in ["2031", "2031-05", "2031-05-03"] {
            assert!(is_date(date), "{date}");
        }
        for other in [
            "2031-W10",
            "2031-05-03/2031-05-04",
            "XXXX-05-03",
            "P3D",
            "203",
            "",
        ] {
            assert!(!is_date(other), "{other}");
        }
    }
}
