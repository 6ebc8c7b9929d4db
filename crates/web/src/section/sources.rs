//! Sources: every article, with what is known of it and how.

use super::Limits;
use crate::index::Index;
use crate::part::{Locator, More, Quote, copied_from};
use crate::words;
use askama::Template;
use rapporteur_record::Field;
use rapporteur_record::json::{ArticleObject, CandidateObject, WarningObject};

/// The section.
#[derive(Debug, Template)]
#[template(path = "section/sources.html")]
pub struct Sources {
    /// The articles in the order of their numbers.
    pub articles: Vec<Row>,
    /// Articles left out.
    pub more: Option<More>,
}

/// One article.
#[derive(Debug)]
pub struct Row {
    /// Its place on the page.
    pub anchor: String,
    /// Its number, from 1.
    pub number: usize,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its headline.
    pub headline: Option<Quote>,
    /// Who wrote it, as printed.
    pub byline: Option<String>,
    /// Who wrote it, by name, where the byline does not say the same.
    pub authors: Option<String>,
    /// Its day in words.
    pub date: Option<String>,
    /// How the day is known.
    pub how: &'static str,
    /// The words that show it.
    pub evidence: Option<String>,
    /// Where the page says so: `json-ld datePublished`.
    pub from: Option<String>,
    /// What else it says of the day: "2031-05-04 from meta date".
    pub others: Option<String>,
    /// Its address, and whether a reader can follow it.
    pub url: Option<Address>,
    /// Whose text it carries, where that is another's.
    pub copy_of: Option<CopyOf>,
    /// The language, where it is not English.
    pub language: Option<String>,
    /// "12 statements, 9,871 characters"
    pub size: String,
    /// Path or address as it was given.
    pub source: String,
    /// The hash of its bytes.
    pub id: String,
    /// What a person should know about the reading.
    pub warnings: Vec<String>,
}

/// An article's address.
#[derive(Debug, PartialEq, Eq)]
pub struct Address {
    /// As given.
    pub text: String,
    /// Whether it is of the web. Any other (`javascript:`, `data:`) is printed and never linked.
    pub link: bool,
}

/// Whose text an article carries.
#[derive(Debug)]
pub struct CopyOf {
    /// The original, where it is known.
    pub original: Option<Locator>,
    /// How much of the text is shared: "93 %".
    pub shared: String,
}

/// The list of articles.
pub fn sources(index: &Index, limits: &Limits) -> Sources {
    let all = index.record.articles.len();
    Sources {
        articles: index
            .articles()
            .take(limits.articles)
            .filter_map(|(n, _)| row(index, n))
            .collect(),
        more: More::new(all.saturating_sub(limits.articles), "article", "articles"),
    }
}

fn row(index: &Index, n: usize) -> Option<Row> {
    let entry = index.article(n)?;
    let article = entry.object;
    let statements = words::count(article.statements.len(), "statement", "statements");
    let length = words::count(entry.text().char_len(), "character", "characters");
    let evidence: Vec<String> = article
        .published
        .evidence
        .iter()
        .map(|p| format!("“{}”", p.quote))
        .collect();
    let headline = article.headline.as_ref();
    Some(Row {
        anchor: index.article_anchor(n)?.to_owned(),
        number: n + 1,
        outlet: article.outlet.clone(),
        headline: headline.map(|h| Quote::new(index, n, std::iter::once(h.quote.as_str()), false)),
        byline: article.byline.as_ref().map(|b| b.quote.clone()),
        authors: authors(article),
        date: entry.date.map(words::day),
        how: words::how(article.published.how),
        evidence: (!evidence.is_empty()).then(|| evidence.join(", ")),
        from: days(article, true).map(|c| c.from.clone()).next(),
        others: joined(days(article, false).map(|c| format!("{} from {}", c.value, c.from))),
        url: article.url.as_deref().map(address),
        copy_of: copy_of(index, n),
        language: (article.language != "en").then(|| article.language.clone()),
        size: format!("{statements}, {length}"),
        source: article.source.clone(),
        id: article.id.0.clone(),
        warnings: article.warnings.iter().map(warning).collect(),
    })
}

/// The authors, unless the byline names each of them.
fn authors(article: &ArticleObject) -> Option<String> {
    let byline = article.byline.as_ref().map_or("", |b| b.quote.as_str());
    let named = article.authors.iter().all(|name| byline.contains(name));
    joined(article.authors.iter().cloned()).filter(|_| !named)
}

/// What places of the page say of the day of publication: what is believed, or all else.
fn days(article: &ArticleObject, chosen: bool) -> impl Iterator<Item = &CandidateObject> {
    let candidates = article.candidates.iter();
    candidates.filter(move |c| c.field == Field::Published && c.chosen == chosen)
}

fn joined(parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn copy_of(index: &Index, n: usize) -> Option<CopyOf> {
    let original = copied_from(index, n)?;
    let shared = index
        .record
        .collated
        .copies
        .get(index.article(n)?.group?)?
        .shared;
    Some(CopyOf {
        original: original.and_then(|o| Locator::new(index, o, None)),
        shared: format!("{:.0} %", (shared * 100.0).clamp(0.0, 100.0)),
    })
}

fn warning(warning: &WarningObject) -> String {
    let place = match (warning.start, warning.end) {
        (Some(start), Some(end)) => format!(", characters {start}–{end}"),
        _ => String::new(),
    };
    format!(
        "{} ({}{place})",
        warning.message.trim_end_matches('.'),
        warning.code
    )
}

/// Only an address of the web becomes a link.
fn address(url: &str) -> Address {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let web = lower.starts_with("http://") || lower.starts_with("https://");
    let plain = !url.contains(|c: char| c.is_whitespace() || c.is_control());
    Address {
        text: url.to_owned(),
        link: web && plain,
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for url in [
            "https://ledger.example/1",
            "http://a.example",
            "HTTPS://A.EXAMPLE/",
        ] {
            assert!(address(url).link, "{url}");
        }
        for url in [
            "javascript:alert(1)",
            "JavaScript:alert(1)//http://",
            "data:text/html,x",
            " https://a.example",
            "https://a.example/\u{0}x",
            "//a.example",
            "file:///etc/passwd",
            "",
            "http",
        ] {
            assert!(!address(url).link, "{url}");
        }
    }
}
