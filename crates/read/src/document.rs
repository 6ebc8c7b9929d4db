//! One thing to read, as a file holds it or as it lies in a container, and what the container says of it.

use crate::kind::Kind;
use crate::lists::{self, folded};
use crate::plain::authors;
use crate::{Refusal, day, given};
use jiff::civil::Date;
use rapporteur_record::article::{Candidate, Field};
use rapporteur_record::{Article, BlockKind, How, Published, Span, Warning};
use std::borrow::Cow;
use std::collections::BTreeSet;

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
    /// A title that is less trusted than the document's own headline: it stands in for one where there is none.
    pub title: Option<String>,
    /// The authors as the container names them, which may be a whole byline.
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
    pub(crate) fn tell(mut self, article: &mut Article) {
        if let Some(headline) = &self.headline
            && let Some(span) = given::headline_at(&article.text, headline)
        {
            head(article, span);
        }
        let outlet = self.outlet.as_deref().or(article.outlet.as_deref());
        self.authors = authors::people_of(&self.authors, outlet);
        if article.byline.is_none() {
            article.byline = byline(article, &self.authors);
        }
        let told = self.candidates();
        let own_day = article.published.date;
        if !self.authors.is_empty() {
            article.authors = self.authors;
        }
        article.url = self.url.or(article.url.take());
        article.outlet = self.outlet.or(article.outlet.take());
        if let Some(date) = self.published
            && own_day != Some(date)
        {
            article.published = Published {
                date: Some(date),
                how: How::Metadata,
                ..Published::default()
            };
        }
        tell_candidates(article, told, own_day, self.modified);
        if let Some(title) = self.title {
            let mut last = candidate(Field::Headline, title);
            last.chosen = is_headline(article, &last.value);
            article.candidates.push(last);
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

    /// What the container says, as candidates of which none is chosen yet.
    fn candidates(&self) -> Vec<Candidate> {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let one = |field, value: Option<String>| value.map(|value| candidate(field, value));
        let authors = self.authors.iter();
        [
            one(Field::Published, day(self.published)),
            one(Field::Modified, day(self.modified)),
            one(Field::Headline, self.headline.clone()),
            one(Field::Outlet, self.outlet.clone()),
            one(Field::Url, self.url.clone()),
        ]
        .into_iter()
        .flatten()
        .chain(authors.map(|name| candidate(Field::Author, name.clone())))
        .collect()
    }

    /// What parts two articles of the same words: the same report, told of as two outlets'.
    pub(crate) fn mark(&self) -> String {
        let day = self.published.map(|day| day.to_string());
        let fields = [
            ("url", self.url.as_deref()),
            ("outlet", self.outlet.as_deref()),
            ("headline", self.headline.as_deref()),
            ("published", day.as_deref()),
        ];
        let authors = self
            .authors
            .iter()
            .map(|name| ("author", Some(name.as_str())));
        let told = fields.into_iter().chain(authors);
        told.filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)))
            .map(|(name, value)| format!("\0{name}={value}"))
            .collect()
    }
}

fn candidate(field: Field, value: String) -> Candidate {
    Candidate {
        field,
        value,
        from: "container".to_owned(),
        chosen: false,
    }
}

/// Puts what the container says before what the document says of itself. Of these fields those candidates are
/// chosen that say what the article's own field says; `own_day` is the day that the document itself tells.
fn tell_candidates(
    article: &mut Article,
    told: Vec<Candidate>,
    own_day: Option<Date>,
    modified: Option<Date>,
) {
    let fields: BTreeSet<Field> = told.iter().map(|candidate| candidate.field).collect();
    let authors: BTreeSet<String> = article.authors.iter().map(|name| folded(name)).collect();
    let outlet = article.outlet.as_deref().map(folded);
    let mut candidates = std::mem::take(&mut article.candidates);
    candidates.splice(0..0, told);
    for candidate in candidates.iter_mut().filter(|c| fields.contains(&c.field)) {
        let value = candidate.value.as_str();
        let is_day = |day: Option<Date>| day.is_some() && day::of_machine(value, None) == day;
        candidate.chosen = match candidate.field {
            // Read once already, by one who knew how the page writes its days.
            Field::Published if candidate.chosen && own_day == article.published.date => true,
            Field::Published => is_day(article.published.date),
            Field::Modified => is_day(modified),
            Field::Headline => is_headline(article, value),
            Field::Author => authors.contains(&folded(value)),
            Field::Outlet => outlet.as_ref() == Some(&folded(value)),
            Field::Url => article.url.as_deref() == Some(value),
        };
    }
    article.candidates = candidates;
}

/// Whether words are the article's headline. Candidates are cut where they are long.
fn is_headline(article: &Article, words: &str) -> bool {
    let folded = |words| folded(lists::head(words, 400));
    let headline = article.headline.map(|span| article.text.quote(span));
    headline.is_some_and(|headline| folded(headline) == folded(words))
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

/// Whether a page has the headline as a heading of its own. Neither of the two holds a bracket, so one look at
/// each piece between brackets tells.
fn holds_heading(page: &str, headline: &str) -> bool {
    let words = escaped(headline);
    page.split('<')
        .filter(|tag| ["h1", "h2"].iter().any(|name| tag.starts_with(name)))
        .flat_map(|tag| tag.split('>').skip(1))
        .any(|inside| inside.trim_start().starts_with(&words))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, read_bytes};

    const PAGE: &str = "<html><head><meta name=date content='Sat, 3 May 2031'><meta name=author content='Anna Roa'>\
        <title>Bridge closed</title></head><body><h1>Bridge closed</h1><p>By Anna Roa</p>\
        <p>The council of Torvane closed the old bridge on Monday, the mayor said.</p></body></html>";

    /// A page of which a table says more: headline, author, day.
    fn told(headline: &str, author: &str, day: &str) -> Article {
        let row = serde_json::json!({
            "text": PAGE, "title": headline, "author": author, "published": day,
        });
        let mut articles = read_bytes(
            format!("{row}\n{row}\n").as_bytes(),
            "in",
            &Settings::default(),
        )
        .unwrap();
        articles.next().unwrap().unwrap()
    }

    /// The values of a field that are chosen, and those that are not.
    fn chosen(article: &Article, field: Field) -> (BTreeSet<&str>, BTreeSet<&str>) {
        let values = |chosen| {
            let all = article.candidates.iter();
            all.filter(|c| c.field == field && c.chosen == chosen)
                .map(|c| c.value.as_str())
                .collect()
        };
        (values(true), values(false))
    }

    #[test]
    fn chosen_is_what_the_article_says() {
        let article = told("Bridge closed", "Ann", "2031-05-03");
        assert_eq!(article.authors, ["Ann"]);
        assert_eq!(
            chosen(&article, Field::Author),
            (["Ann"].into(), ["Anna Roa"].into())
        );
        assert_eq!(
            chosen(&article, Field::Published),
            (["2031-05-03", "Sat, 3 May 2031"].into(), [].into())
        );
        assert_eq!(
            chosen(&article, Field::Headline),
            (["Bridge closed"].into(), [].into())
        );
        let article = told("Bridge closed", "Anna Roa", "2031-05-04");
        assert_eq!(
            chosen(&article, Field::Published),
            (["2031-05-04"].into(), ["Sat, 3 May 2031"].into())
        );
    }

    #[test]
    fn a_told_headline_that_is_not_the_articles_is_not_chosen() {
        let mut article = Article {
            text: rapporteur_record::Text::new("Bridge closed\n\nThe bridge was closed."),
            ..Article::default()
        };
        article.headline = article.text.find("Bridge closed");
        article
            .candidates
            .push(candidate(Field::Headline, "Bridge closed".to_owned()));
        let told = Told {
            headline: Some("Ferry late".to_owned()),
            ..Told::default()
        };
        told.tell(&mut article);
        assert_eq!(
            chosen(&article, Field::Headline),
            (["Bridge closed"].into(), ["Ferry late"].into())
        );
    }

    #[test]
    fn told_authors_are_names() {
        let article = told(
            "Bridge closed",
            "By MIRA ODUYA and TOR LUND, Roads Correspondent (mira@elvo.example)",
            "2031-05-03",
        );
        assert_eq!(article.authors, ["MIRA ODUYA", "TOR LUND"]);
    }

    #[test]
    fn what_is_told_parts_articles_of_the_same_words() {
        let mark = |told: Told| told.mark();
        let name = || Some("Elvo Daily".to_owned());
        let marks: BTreeSet<String> = [
            Told::default(),
            Told {
                outlet: name(),
                ..Told::default()
            },
            Told {
                headline: name(),
                ..Told::default()
            },
            Told {
                authors: name().into_iter().collect(),
                ..Told::default()
            },
        ]
        .into_iter()
        .map(mark)
        .collect();
        assert_eq!(marks.len(), 4);
    }

    #[test]
    fn a_heading_is_found_in_one_look() {
        for (page, held) in [
            ("<h1>Bridge closed</h1>", true),
            ("<h2 class='a>b'>\n Bridge closed for good", true),
            ("<p>Bridge closed</p>", false),
            ("<h1>Old</h1> Bridge closed", false),
        ] {
            assert_eq!(holds_heading(page, "Bridge closed"), held, "{page}");
        }
        crate::effort::is_linear(200_000, |n| {
            let page = "closed ".repeat(n);
            move || assert!(!holds_heading(&page, "closed"))
        });
    }
}
