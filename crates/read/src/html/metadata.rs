//! What a page says about itself: JSON-LD, Open Graph and other `<meta>`, `<time>`, its address.

use super::mark::Marks;
use super::tree::Tree;
use crate::day;
use jiff::civil::Date;
use serde_json::Value;

/// What a page says about itself.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub headline: Option<String>,
    /// The `<title>`.
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<Date>,
    pub modified: Option<Date>,
}

/// Names of `<meta>` that hold the day of publication, the most trusted first. Source: Open Graph,
/// schema.org, Dublin Core, and the names that common publishing and analytics systems write.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "datepublished",
    "og:article:published_time",
    "article:published",
    "article.published",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "dc.date.publication",
    "dcterms.available",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "pub_date",
    "publication_date",
    "publicationdate",
    "publication-date",
    "published_date",
    "published-date",
    "date_published",
    "article_date_original",
    "originalpublicationdate",
    "citation_publication_date",
    "bepress_citation_date",
    "citation_online_date",
    "citation_date",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "rnews:datepublished",
    "ptime",
    "publishtime",
    "releasedate",
    "date",
    "created",
    "datecreated",
    "creation_date",
    "article:created",
    "displaydate",
    "timestamp",
    "issued",
    "og:pubdate",
    "shareaholic:article_published_time",
    "video:release_date",
    "article-publish_date",
];

/// The same for the day of the last change.
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "last-modified",
    "modified",
    "revised",
    "og:modified_time",
    "article:updated_time",
    "date_modified",
    "utime",
    "moddate",
    "dateupdate",
];

/// Types of JSON-LD that are articles.
fn is_article(kind: &str) -> bool {
    kind.ends_with("Article")
        || matches!(
            kind,
            "BlogPosting"
                | "Report"
                | "LiveBlogPosting"
                | "Posting"
                | "SocialMediaPosting"
                | "VideoObject"
                | "WebPage"
                | "Review"
                | "PodcastEpisode"
                | "Recipe"
                | "Event"
                | "CreativeWork"
                | "AnalysisNewsArticle"
        )
}

/// How much a JSON-LD type is trusted: articles before pages.
fn rank(kind: &str) -> u8 {
    match kind {
        "WebPage" | "VideoObject" | "CreativeWork" | "Event" | "Review" | "Recipe" => 1,
        _ => 0,
    }
}

/// Collects what a page says about itself.
pub(crate) fn of(tree: &Tree) -> Metadata {
    let mut metadata = Metadata::default();
    let mut meta: Vec<(String, String)> = Vec::new();
    let mut linked: Vec<Linked> = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        match node.tag() {
            "meta" => {
                let content = node
                    .attribute("content")
                    .map(str::trim)
                    .filter(|c| !c.is_empty());
                for key in ["property", "name", "itemprop"] {
                    if let (Some(name), Some(content)) = (node.attribute(key), content) {
                        let name = name.trim().to_ascii_lowercase();
                        // "DC:date" and "dc.date" are one.
                        let name = match name.strip_prefix("dc:") {
                            Some(rest) => format!("dc.{rest}"),
                            None => name,
                        };
                        meta.push((name, content.to_owned()));
                    }
                }
            }
            "link" if node.attribute("rel") == Some("canonical") => {
                let href = node.attribute("href").filter(|h| h.starts_with("http"));
                metadata.url = metadata.url.take().or(href.map(str::to_owned));
            }
            "title" if metadata.title.is_none() => {
                let title = squeezed(&tree.text_of(at));
                metadata.title = Some(title).filter(|t| !t.is_empty());
            }
            "script"
                if node
                    .attribute("type")
                    .is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json")) =>
            {
                let words = tree.text_of(at);
                let words = words
                    .trim()
                    .trim_start_matches("<!--")
                    .trim_end_matches("-->");
                match serde_json::from_str::<Value>(&repaired(words)) {
                    Ok(value) => linked_data(&value, 0, &mut linked),
                    Err(_) => linked.push(scraped(words)),
                }
            }
            _ => {}
        }
    }
    linked.sort_by_key(|l| l.rank);
    let named = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| meta.iter().find(|(n, _)| n == name).map(|(_, c)| c.clone()))
    };
    let day = |names: &[&str]| {
        names
            .iter()
            .flat_map(|name| meta.iter().filter(move |(n, _)| n == name))
            .find_map(|(_, content)| day::of_machine(content))
    };
    metadata.published = linked
        .iter()
        .filter(|l| l.rank == 0)
        .find_map(|l| l.published)
        .or_else(|| day(PUBLISHED))
        .or_else(|| linked.iter().find_map(|l| l.published));
    metadata.modified = linked
        .iter()
        .find_map(|l| l.modified)
        .or_else(|| day(MODIFIED));
    metadata.outlet = linked
        .iter()
        .find_map(|l| l.publisher.clone())
        .or_else(|| {
            named(&[
                "og:site_name",
                "application-name",
                "dc.publisher",
                "publisher",
                "twitter:app:name:iphone",
            ])
        })
        .map(|name| squeezed(&name))
        .filter(|name| !name.is_empty() && !name.starts_with("http") && name.chars().count() <= 60);
    metadata.url = metadata
        .url
        .take()
        .or_else(|| named(&["og:url", "twitter:url"]).filter(|u| u.starts_with("http")));
    metadata.headline = linked
        .iter()
        .filter(|l| l.rank == 0)
        .find_map(|l| l.headline.clone())
        .or_else(|| named(&["og:title", "twitter:title", "title", "dc.title"]))
        .map(|words| squeezed(&words))
        .filter(|words| !words.is_empty());
    metadata.authors = linked
        .iter()
        .map(|l| l.authors.clone())
        .find(|authors| !authors.is_empty())
        .unwrap_or_else(|| {
            let of = [
                "author",
                "article:author",
                "parsely-author",
                "sailthru.author",
                "dc.creator",
                "byl",
                "citation_author",
            ];
            meta.iter()
                .filter(|(name, content)| {
                    of.contains(&name.as_str()) && !content.starts_with("http")
                })
                .map(|(_, content)| squeezed(content))
                .collect()
        });
    metadata
}

/// Whether an element says in so many words that it holds the day of publication.
pub(crate) fn is_publication_day(node: &super::tree::Node) -> bool {
    node.attribute("pubdate").is_some()
        || node
            .attribute("itemprop")
            .is_some_and(|i| i.split_whitespace().any(|i| i == "datePublished"))
}

/// The days in elements of a kind, with the node, in the order of the page: what a machine may read first,
/// else the day in their few words. Elements of teasers, comments and the site's frame are left out.
pub(crate) fn days(
    tree: &Tree,
    own: &[Marks],
    handed: &[Marks],
    kind: Marks,
) -> Vec<(usize, Date)> {
    let other = Marks::ASIDE.with(Marks::COMMENTS).with(Marks::FRAME);
    let mut found = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        let marks = own.get(at).copied().unwrap_or_default();
        let around = handed.get(at).copied().unwrap_or_default();
        let changed = kind == Marks::DATE && around.has(Marks::UPDATE);
        let says = kind == Marks::DATE && is_publication_day(node);
        if !says && (!marks.has(kind) || around.has(other) || changed) {
            continue;
        }
        let value = ["datetime", "content", "title"]
            .iter()
            .find_map(|name| day::of_machine(node.attribute(name)?));
        let short = node.end - at <= 12;
        let words = || squeezed(&tree.text_of(at));
        let date = value.or_else(|| {
            short
                .then(words)
                .filter(|w| w.len() <= 120)
                .and_then(|w| day::days(&w).into_iter().find_map(|day| day.date))
        });
        found.extend(date.map(|date| (at, date)));
    }
    found
}

/// The days in JSON-LD that is no lawful JSON.
fn scraped(json: &str) -> Linked {
    let day_of = |name: &str| {
        let (_, after) = json.split_once(&format!("\"{name}\""))?;
        let value = after
            .trim_start()
            .strip_prefix(':')?
            .trim_start()
            .strip_prefix('"')?;
        day::of_machine(value.split('"').next()?)
    };
    Linked {
        published: day_of("datePublished"),
        modified: day_of("dateModified"),
        ..Linked::default()
    }
}

/// One article object of JSON-LD.
#[derive(Default)]
struct Linked {
    rank: u8,
    published: Option<Date>,
    modified: Option<Date>,
    publisher: Option<String>,
    headline: Option<String>,
    authors: Vec<String>,
}

/// How deep JSON-LD is searched.
const DEPTH: usize = 6;

fn linked_data(value: &Value, depth: usize, found: &mut Vec<Linked>) {
    if depth > DEPTH {
        return;
    }
    match value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| linked_data(item, depth + 1, found)),
        Value::Object(object) => {
            let kinds: Vec<&str> = match object.get("@type") {
                Some(Value::String(kind)) => vec![kind.as_str()],
                Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            let kind = kinds
                .iter()
                .map(|k| k.rsplit(['/', ':']).next().unwrap_or(k))
                .find(|k| is_article(k));
            if let Some(kind) = kind {
                let date = |names: &[&str]| {
                    names
                        .iter()
                        .find_map(|n| object.get(*n)?.as_str())
                        .and_then(day::of_machine)
                };
                found.push(Linked {
                    rank: rank(kind),
                    published: date(&["datePublished", "dateCreated", "uploadDate"]),
                    modified: date(&["dateModified"]),
                    publisher: object
                        .get("publisher")
                        .and_then(|p| names_of(p).into_iter().next()),
                    headline: object
                        .get("headline")
                        .or_else(|| object.get("name"))
                        .and_then(Value::as_str)
                        .map(str::to_owned),
                    authors: object
                        .get("author")
                        .or_else(|| object.get("creator"))
                        .map(names_of)
                        .unwrap_or_default(),
                });
            }
            for key in [
                "@graph",
                "mainEntity",
                "mainEntityOfPage",
                "itemListElement",
            ] {
                if let Some(inner) = object.get(key).filter(|v| v.is_array() || v.is_object()) {
                    linked_data(inner, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

fn names_of(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![squeezed(name)],
        Value::Array(items) => items.iter().flat_map(names_of).collect(),
        Value::Object(object) => object.get("name").map(names_of).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// JSON as pages write it: raw line ends inside strings are made spaces.
fn repaired(json: &str) -> String {
    json.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Words with one space between them.
pub(crate) fn squeezed(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The day in an address: `/2031/03/07/`.
pub(crate) fn day_of_url(url: &str) -> Option<Date> {
    let parts: Vec<&str> = url.split(['/', '-', '_', '?']).collect();
    parts.windows(3).find_map(|w| match w {
        [y, m, d] if y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()) => {
            let year: i16 = y.parse().ok()?;
            let date = Date::new(year, m.parse().ok()?, d.parse().ok()?).ok()?;
            (1990..2100).contains(&year).then_some(date)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::tree;

    fn read(page: &str) -> Metadata {
        let tree = tree::read(page, 512);
        of(&tree)
    }

    #[test]
    fn linked_data_comes_before_meta() {
        let found = read(
            r#"<head><title>Bridge closed | Elvo Daily</title><meta property="article:published_time" content="2031-05-04">
            <link rel=canonical href="https://orsk.example/bridge">
            <script type="application/ld+json">{"@graph":[{"@type":"Organization","name":"x"},
            {"@type":"NewsArticle","headline":"Bridge closed","datePublished":"2031-05-03T10:00:00Z",
             "dateModified":"2031-05-05","author":[{"name":"Mira Oduya"},{"name":"Tor Lund"}],
             "publisher":{"name":"The Elvo Daily"}}]}</script></head>"#,
        );
        assert_eq!(found.published.unwrap().to_string(), "2031-05-03");
        assert_eq!(found.modified.unwrap().to_string(), "2031-05-05");
        assert_eq!(found.authors, ["Mira Oduya", "Tor Lund"]);
        assert_eq!(found.outlet.as_deref(), Some("The Elvo Daily"));
        assert_eq!(found.url.as_deref(), Some("https://orsk.example/bridge"));
    }

    #[test]
    fn a_day_in_an_address() {
        let day = |url| day_of_url(url).map(|d| d.to_string());
        assert_eq!(
            day("https://x.example/2031/05/03/bridge").as_deref(),
            Some("2031-05-03")
        );
        assert_eq!(day("https://x.example/a-2031-05-03.html"), None);
        assert_eq!(
            day("https://x.example/news/2031-05-03-bridge").as_deref(),
            Some("2031-05-03")
        );
        assert_eq!(day("https://x.example/99/1/2/"), None);
    }
}
