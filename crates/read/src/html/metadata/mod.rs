//! What a page says about itself: JSON-LD, `<meta>`, microdata, `<time>`, its address.
//!
//! Everything that is said is kept with the place where it stands, of each field the most trusted first
//! ([`Found`]); what is believed is decided where the visible text is known (`published`, `imprint`).

pub(crate) mod elements;
mod linked;
mod names;

use super::tree::{Node, Tree};
use crate::day::{self, Order};
pub(crate) use crate::lists::squeezed;
use jiff::civil::Date;
pub(crate) use linked::Rank;

/// Something that a page says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found<T> {
    pub value: T,
    /// As it stands there.
    pub words: String,
    /// Where it stands: `json-ld datePublished`.
    pub from: String,
}

impl Found<String> {
    /// A name or a title, with one space between its words, cut where it is too long for one.
    pub(crate) fn name(words: String, from: String) -> Found<String> {
        let value = cut(&words);
        Found {
            words: value.clone(),
            value,
            from,
        }
    }
}

impl Found<Date> {
    /// The day that some words tell, if they do.
    pub(crate) fn day(words: &str, from: String, order: Option<Order>) -> Option<Found<Date>> {
        Some(Found {
            value: day::of_machine(words, order)?,
            words: squeezed(crate::lists::head(words, 80)),
            from,
        })
    }
}

/// What a page says about itself. Of each list the first is the most trusted.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    /// The `<title>`.
    pub title: Option<String>,
    /// Which figure of 4/5/2031 is the month, where the page's locale tells.
    pub order: Option<Order>,
    /// Days under a name that means the day of publication.
    pub published: Vec<Found<Date>>,
    /// Days under a name that may mean that of the last change.
    pub dated: Vec<Found<Date>>,
    pub modified: Vec<Found<Date>>,
    pub outlets: Vec<Found<String>>,
    pub urls: Vec<Found<String>>,
    pub headlines: Vec<Found<String>>,
    /// One entry a place, with everyone it names.
    pub authors: Vec<Found<Vec<String>>>,
}

impl Metadata {
    /// The headline that the page gives itself.
    pub(crate) fn headline(&self) -> Option<&str> {
        self.headlines.first().map(|found| found.value.as_str())
    }

    /// The page's own address.
    pub(crate) fn url(&self) -> Option<&str> {
        self.urls.first().map(|found| found.value.as_str())
    }
}

/// Of one list so many are read at most.
const MOST: usize = 40;

/// No name and no title has more bytes than this.
const LONGEST: usize = 1000;

/// What the elements of a page's head hold, before it is put in order.
#[derive(Default)]
struct Head {
    /// Name, content.
    meta: Vec<(String, String)>,
    scripts: Vec<String>,
    canonical: Option<String>,
    title: Option<String>,
    locales: Vec<String>,
}

/// Collects what a page says about itself.
pub(crate) fn of(tree: &Tree) -> Metadata {
    let mut head = Head::default();
    for (at, node) in tree.nodes.iter().enumerate() {
        head.take(tree, at, node);
    }
    let order = head
        .locales
        .iter()
        .find_map(|locale| names::order_of(locale));
    let linked = linked::read(&head.scripts, order);
    let of_rank = |rank| linked.iter().filter(move |l| l.rank == rank);
    let articles = || of_rank(Rank::Article);
    Metadata {
        published: articles()
            .filter_map(|l| l.published.clone())
            .chain(head.days("meta published", order))
            .chain(of_rank(Rank::Page).filter_map(|l| l.published.clone()))
            .collect(),
        dated: head
            .days("meta published or changed", order)
            .into_iter()
            .chain(of_rank(Rank::Listed).filter_map(|l| l.published.clone()))
            .collect(),
        modified: linked
            .iter()
            .filter_map(|l| l.modified.clone())
            .chain(head.days("meta modified", order))
            .collect(),
        outlets: linked
            .iter()
            .filter_map(|l| l.outlet.clone())
            .chain(head.names("meta outlet"))
            .collect(),
        headlines: articles()
            .filter_map(|l| l.headline.clone())
            .chain(head.names("meta headline"))
            .collect(),
        authors: linked
            .iter()
            .filter_map(|l| l.authors.clone())
            .chain(head.authors())
            .collect(),
        urls: head.addresses(),
        title: head.title,
        order,
    }
}

impl Head {
    fn take(&mut self, tree: &Tree, at: usize, node: &Node) {
        match node.tag() {
            "meta" => self.meta(node),
            "html" => self
                .locales
                .extend(node.attribute("lang").map(str::to_owned)),
            "link" if node.attribute("rel") == Some("canonical") => {
                let href = node.attribute("href").filter(|h| h.starts_with("http"));
                self.canonical = self.canonical.take().or(href.map(str::to_owned));
            }
            "title" if self.title.is_none() => {
                let title = cut(&tree.text_of(at));
                self.title = Some(title).filter(|t| !t.is_empty());
            }
            "script"
                if node
                    .attribute("type")
                    .is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json")) =>
            {
                self.scripts.push(tree.text_of(at));
            }
            _ => {}
        }
    }

    fn meta(&mut self, node: &Node) {
        let content = node.attribute("content").map(str::trim);
        let Some(content) = content.filter(|c| !c.is_empty()) else {
            return;
        };
        for key in ["property", "name", "itemprop"] {
            let Some(name) = node.attribute(key) else {
                continue;
            };
            let name = name.trim().to_ascii_lowercase();
            // "DC:date" and "dc.date" are one.
            let name = match name.strip_prefix("dc:") {
                Some(rest) => format!("dc.{rest}"),
                None => name,
            };
            if matches!(name.as_str(), "og:locale" | "language" | "dc.language") {
                self.locales.push(content.to_owned());
            }
            self.meta.push((name, content.to_owned()));
        }
    }

    /// The contents under the names of a list, in the order of the list.
    fn under(&self, heading: &str) -> impl Iterator<Item = (&str, &str)> {
        names::under(heading)
            .iter()
            .flat_map(|wanted| {
                let meta = self.meta.iter();
                meta.filter(move |(name, _)| name == wanted)
                    .map(|(name, content)| (name.as_str(), content.as_str()))
            })
            .take(MOST)
    }

    fn days(&self, heading: &str, order: Option<Order>) -> Vec<Found<Date>> {
        self.under(heading)
            .filter_map(|(name, content)| Found::day(content, from(name), order))
            .collect()
    }

    fn names(&self, heading: &str) -> Vec<Found<String>> {
        self.under(heading)
            .map(|(name, content)| Found::name(content.to_owned(), from(name)))
            .filter(|found| !found.value.is_empty())
            .collect()
    }

    /// One entry a name of `<meta>`: pages with several authors repeat it.
    fn authors(&self) -> Vec<Found<Vec<String>>> {
        let mut found: Vec<Found<Vec<String>>> = Vec::new();
        for name in self.names("meta author") {
            match found.last_mut().filter(|last| last.from == name.from) {
                Some(last) => last.value.push(name.value),
                None => found.push(Found {
                    value: vec![name.value],
                    words: name.words,
                    from: name.from,
                }),
            }
        }
        found
    }

    fn addresses(&self) -> Vec<Found<String>> {
        let canonical = self.canonical.iter();
        let canonical = canonical.map(|url| (url.as_str(), "link rel=canonical".to_owned()));
        let meta = self.under("meta address");
        canonical
            .chain(meta.map(|(name, content)| (content, from(name))))
            .filter(|(url, _)| url.starts_with("http"))
            .map(|(url, from)| Found {
                value: squeezed(url),
                words: squeezed(url),
                from,
            })
            .collect()
    }
}

fn from(name: &str) -> String {
    format!("meta {name}")
}

/// The words of a name or a title, with one space between them.
pub(crate) fn cut(words: &str) -> String {
    squeezed(crate::lists::head(words.trim_start(), LONGEST))
}

/// The day in an address: `/2031/03/07/`.
pub(crate) fn day_of_url(url: &str) -> Option<Date> {
    let parts: Vec<&str> = url
        .split(['/', '-', '_', '?', '#'])
        .map(|part| part.split('.').next().unwrap_or(part))
        .collect();
    let parted = parts.windows(3).find_map(|w| match w {
        [y, m, d] if y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()) => {
            day_of(y, m, d)
        }
        _ => None,
    });
    // "/20310307/", "…-20310307.html"
    parted.or_else(|| {
        parts.iter().find_map(|part| {
            let digits = Some(part).filter(|p| p.len() == 8)?;
            day_of(digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?)
        })
    })
}

fn day_of(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    let date = Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
    (1990..2100).contains(&year).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::tree;

    fn read(page: &str) -> Metadata {
        let tree = tree::read(page, 512);
        of(&tree)
    }

    /// Everything found, a field a line.
    fn listed(page: &str) -> String {
        let found = read(page);
        let mut out = String::new();
        let mut line = |field: &str, value: &str, from: &str| {
            out.push_str(&format!("{field:<9} {value} ({from})\n"));
        };
        for day in &found.published {
            line("published", &day.words, &day.from);
        }
        for day in &found.dated {
            line("dated", &day.words, &day.from);
        }
        for day in &found.modified {
            line("modified", &day.words, &day.from);
        }
        for (field, names) in [
            ("outlet", &found.outlets),
            ("headline", &found.headlines),
            ("url", &found.urls),
        ] {
            for name in names {
                line(field, &name.value, &name.from);
            }
        }
        for authors in &found.authors {
            line("authors", &authors.value.join(" + "), &authors.from);
        }
        out
    }

    #[test]
    fn linked_data_comes_before_meta() {
        insta::assert_snapshot!(listed(
            r#"<head><title>Bridge closed | Elvo Daily</title><meta property="article:published_time" content="2031-05-04">
            <meta name=author content="Mira Oduya"><meta name=author content="Tor Lund"><meta name=date content="2031-05-06">
            <link rel=canonical href="https://orsk.example/bridge">
            <script type="application/ld+json">{"@graph":[{"@type":"Organization","@id":"id:org","name":"The Elvo Daily"},
            {"@type":"Person","@id":"id:mira","name":"Mira Oduya"},{"@type":"WebPage","datePublished":"2031-05-02"},
            {"@type":"NewsArticle","headline":"Bridge closed","datePublished":"2031-05-03T10:00:00Z",
             "dateModified":"2031-05-05","author":[{"@id":"id:mira"},{"name":"Tor Lund"}],
             "publisher":{"@id":"id:org"}}]}</script></head>"#,
        ), @r"
        published 2031-05-03T10:00:00Z (json-ld datePublished)
        published 2031-05-04 (meta article:published_time)
        published 2031-05-02 (json-ld datePublished)
        dated     2031-05-06 (meta date)
        modified  2031-05-05 (json-ld dateModified)
        outlet    The Elvo Daily (json-ld publisher)
        headline  Bridge closed (json-ld headline)
        url       https://orsk.example/bridge (link rel=canonical)
        authors   Mira Oduya + Tor Lund (json-ld author)
        authors   Mira Oduya + Tor Lund (meta author)
        ");
    }

    #[test]
    fn whoever_made_a_claim_is_not_the_author() {
        insta::assert_snapshot!(listed(
            r#"<script type="application/ld+json">[{"@type":"ClaimReview","author":{"name":"Elvo Facts"},
            "datePublished":"2031-05-03","itemReviewed":{"@type":"Claim","datePublished":"2031-04-01",
            "author":{"@type":"Person","name":"Ilka Brandvold"}}},
            {"@type":"NewsArticle","author":{"name":"Mira Oduya"},"datePublished":"2031-05-03"}]</script>"#,
        ), @r"
        published 2031-05-03 (json-ld datePublished)
        authors   Mira Oduya (json-ld author)
        ");
    }

    #[test]
    fn articles_of_a_list_come_last() {
        insta::assert_snapshot!(listed(
            r#"<script type="application/ld+json">[{"@type":"ItemList","itemListElement":[{"@type":"ListItem",
            "item":{"@type":"NewsArticle","headline":"Other","datePublished":"2031-01-01"}}]},
            {"@type":"NewsArticle","headline":"Bridge closed","datePublished":"2031-05-03"}]</script>"#,
        ), @r"
        published 2031-05-03 (json-ld datePublished)
        dated     2031-01-01 (json-ld datePublished)
        headline  Bridge closed (json-ld headline)
        ");
    }

    #[test]
    fn a_day_in_an_address() {
        let day = |url| day_of_url(url).map(|d| d.to_string());
        for url in [
            "https://x.example/2031/05/03/bridge",
            "https://x.example/news/bridge-2031-05-03.html",
            "https://x.example/bridge-20310503.html",
        ] {
            assert_eq!(day(url).as_deref(), Some("2031-05-03"), "{url}");
        }
        assert_eq!(day("https://x.example/1234/05/03/bridge"), None);
        assert_eq!(day("https://x.example/id/12345678"), None);
    }

    #[test]
    fn numbers_of_days_are_read_as_the_locale_writes_them() {
        let page = |lang: &str| {
            read(&format!(
                "<html lang={lang}><meta name=pubdate content='4/5/2031'>"
            ))
            .published
            .first()
            .map(|day| day.value.to_string())
        };
        assert_eq!(page("en-US").as_deref(), Some("2031-04-05"));
        assert_eq!(page("en-GB").as_deref(), Some("2031-05-04"));
        assert_eq!(page("en"), None);
    }
}
