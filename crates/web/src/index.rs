//! Finding things in a [`Record`]: articles, referents and statements by id, copies, anchors.

use jiff::civil::Date;
use rapporteur_record::json::{ArticleObject, ReferentObject, StatementObject};
use rapporteur_record::record::{Copies, Record, SharedReferent};
use rapporteur_record::{ArticleId, BlockKind, Text};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// A record with its ids looked up once.
///
/// Articles are numbered from 0 by day of publication (unknown days last), then outlet and source;
/// pages print the number plus one. Ids that name nothing give `None`, never a panic, so that a
/// record of another program's making still gives a page.
pub struct Index<'r> {
    /// The record itself.
    pub record: &'r Record,
    articles: Vec<Entry<'r>>,
    by_id: BTreeMap<&'r ArticleId, usize>,
    shared: BTreeMap<&'r str, usize>,
    members: BTreeMap<(&'r ArticleId, &'r str), usize>,
    shown_statements: BTreeSet<(usize, usize)>,
    shown_articles: usize,
}

/// One article and what the page needs to know of it.
pub struct Entry<'r> {
    /// The article.
    pub object: &'r ArticleObject,
    /// Its day, if known.
    pub date: Option<Date>,
    /// The group of copies to which it belongs, by its place in the record.
    pub group: Option<usize>,
    anchor: String,
    statements: BTreeMap<&'r str, usize>,
    referents: BTreeMap<&'r str, usize>,
    text: OnceCell<Text>,
}

/// Who makes a statement, across articles where the record says that it is one and the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// A referent of the record, by its place there.
    Shared(usize),
    /// A referent that only one article knows: article and place.
    Local(usize, usize),
    /// Nobody the reader could settle on.
    Unknown,
}

impl<'r> Index<'r> {
    /// Looks everything up.
    pub fn new(record: &'r Record) -> Index<'r> {
        let mut objects: Vec<&ArticleObject> = record.articles.iter().collect();
        let groups = groups(&record.collated.copies);
        objects.sort_by_key(|a| {
            let date = date_of(a);
            // Of one day, a text comes before its copies, and named outlets before others.
            let copied = groups
                .get(&a.id)
                .and_then(|g| record.collated.copies.get(*g))
                .is_some_and(|c| c.original.as_ref() != Some(&a.id));
            let unnamed = a.outlet.is_none();
            (
                date.is_none(),
                date,
                copied,
                unnamed,
                &a.outlet,
                &a.source,
                &a.id,
            )
        });
        let anchors = anchors("a", objects.iter().map(|a| a.id.0.as_str()));
        let articles: Vec<Entry> = objects
            .into_iter()
            .zip(anchors)
            .map(|(object, anchor)| Entry {
                object,
                date: date_of(object),
                group: groups.get(&object.id).copied(),
                anchor,
                statements: places(object.statements.iter().map(|s| s.id.as_str())),
                referents: places(object.referents.iter().map(|r| r.id.as_str())),
                text: OnceCell::new(),
            })
            .collect();
        let referents = &record.collated.referents;
        let members = (0..).zip(referents).flat_map(|(n, r)| {
            r.members
                .iter()
                .map(move |m| ((&m.article, m.referent.as_str()), n))
        });
        Index {
            record,
            by_id: first_of((0..).zip(&articles).map(|(n, a)| (&a.object.id, n))),
            shared: places(referents.iter().map(|r| r.id.as_str())),
            members: first_of(members),
            articles,
            shown_statements: BTreeSet::new(),
            shown_articles: usize::MAX,
        }
    }

    /// Says how many articles the page prints, so that there are no links to others.
    pub fn show_articles(&mut self, count: usize) {
        self.shown_articles = count;
    }

    /// Says which statements the page prints; until then there is no link to any.
    pub fn show_statements(&mut self, statements: BTreeSet<(usize, usize)>) {
        self.shown_statements = statements;
    }

    /// Articles in the order of their numbers.
    pub fn articles(&self) -> impl Iterator<Item = (usize, &Entry<'r>)> {
        self.articles.iter().enumerate()
    }

    /// Article number `n`.
    pub fn article(&self, n: usize) -> Option<&Entry<'r>> {
        self.articles.get(n)
    }

    /// The number of an article.
    pub fn number(&self, id: &ArticleId) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Statement `s` of article `n`.
    pub fn statement(&self, n: usize, s: usize) -> Option<&'r StatementObject> {
        self.articles.get(n)?.object.statements.get(s)
    }

    /// The place of a statement in its article.
    pub fn statement_place(&self, n: usize, id: &str) -> Option<usize> {
        self.articles.get(n)?.statements.get(id).copied()
    }

    /// A referent of the record, by its id.
    pub fn shared_by_id(&self, id: &str) -> Option<usize> {
        self.shared.get(id).copied()
    }

    /// A referent of the record, by its place.
    pub fn shared(&self, place: usize) -> Option<&'r SharedReferent> {
        self.record.collated.referents.get(place)
    }

    fn local(&self, n: usize, place: usize) -> Option<&'r ReferentObject> {
        self.articles.get(n)?.object.referents.get(place)
    }

    /// Whom an id of article `n` names, across articles if the record knows.
    pub fn who(&self, n: usize, id: &str) -> Who {
        let Some(article) = self.articles.get(n) else {
            return Who::Unknown;
        };
        if let Some(shared) = self.members.get(&(&article.object.id, id)) {
            return Who::Shared(*shared);
        }
        article
            .referents
            .get(id)
            .map_or(Who::Unknown, |place| Who::Local(n, *place))
    }

    /// The name of somebody; `None` for nobody or a blank name.
    pub fn name(&self, who: Who) -> Option<&'r str> {
        let name = match who {
            Who::Shared(place) => self.shared(place)?.name.as_str(),
            Who::Local(n, place) => self.local(n, place)?.name.as_str(),
            Who::Unknown => return None,
        };
        Some(name).filter(|name| !name.trim().is_empty())
    }

    /// The name behind an id of article `n`.
    pub fn name_of(&self, n: usize, id: &str) -> Option<&'r str> {
        self.name(self.who(n, id))
    }

    /// The offices that articles give somebody, each once, in the order of the articles.
    pub fn roles(&self, who: Who) -> Vec<&'r str> {
        let members: Vec<&ReferentObject> = match who {
            Who::Shared(place) => self.shared(place).map_or(vec![], |r| {
                let local = |m: &rapporteur_record::record::Member| {
                    let n = self.number(&m.article)?;
                    let place = self.articles.get(n)?.referents.get(m.referent.as_str())?;
                    self.local(n, *place)
                };
                r.members.iter().filter_map(local).collect()
            }),
            Who::Local(n, place) => self.local(n, place).into_iter().collect(),
            Who::Unknown => vec![],
        };
        let mut seen = BTreeSet::new();
        let roles = members
            .iter()
            .flat_map(|r| r.roles.iter().map(String::as_str));
        roles
            .filter(|role| seen.insert(role.to_lowercase()))
            .collect()
    }

    /// Who makes a statement of article `n`.
    pub fn speaker(&self, n: usize, statement: &StatementObject) -> Who {
        statement
            .speaker
            .as_deref()
            .map_or(Who::Unknown, |id| self.who(n, id))
    }

    /// A link to an article on this page; `None` where the page does not print it.
    pub fn article_href(&self, n: usize) -> Option<String> {
        let anchor = self.article_anchor(n)?;
        (n < self.shown_articles).then(|| format!("#{anchor}"))
    }

    /// The anchor of an article.
    pub fn article_anchor(&self, n: usize) -> Option<&str> {
        self.articles.get(n).map(|a| a.anchor.as_str())
    }

    /// A link to a statement on this page; `None` where the page does not print it.
    pub fn statement_href(&self, n: usize, s: usize) -> Option<String> {
        let shown = self.shown_statements.contains(&(n, s));
        shown.then(|| format!("#{}", self.statement_anchor(n, s)))
    }

    /// The anchor of a statement.
    pub fn statement_anchor(&self, n: usize, s: usize) -> String {
        format!("{}-s{}", self.article_anchor(n).unwrap_or_default(), s + 1)
    }

    /// The statement of article `n` in whose content a place lies: the innermost one.
    pub fn statement_at(&self, n: usize, start: usize, end: usize) -> Option<usize> {
        let statements = &self.articles.get(n)?.object.statements;
        let holding = statements.iter().enumerate().filter_map(|(s, statement)| {
            let piece = statement
                .content
                .iter()
                .find(|p| p.start <= start && end <= p.end)?;
            Some((piece.end - piece.start, s))
        });
        holding.min().map(|(_, s)| s)
    }
}

impl Entry<'_> {
    /// The article's text, with its characters counted.
    pub fn text(&self) -> &Text {
        self.text
            .get_or_init(|| Text::new(self.object.text.as_str()))
    }

    /// The outlet, or the source where the outlet is not known.
    pub fn outlet_or_source(&self) -> &str {
        self.object.outlet.as_deref().unwrap_or(&self.object.source)
    }

    /// First and last character of the block in which a character lies, if it belongs to the story
    /// (headline, body, caption, correction) and not to the page around it. The whole text where
    /// no block is known.
    pub fn block_of_story(&self, at: usize) -> Option<(usize, usize)> {
        use BlockKind::{Body, Caption, Correction, Headline};
        let blocks = &self.object.blocks;
        if blocks.is_empty() {
            return Some((0, self.text().char_len()));
        }
        let after = blocks.partition_point(|b| b.start <= at);
        let block = blocks.get(after.checked_sub(1)?)?;
        let story = matches!(block.kind, Body | Caption | Correction | Headline);
        (story && at < block.end).then_some((block.start, block.end))
    }
}

fn date_of(article: &ArticleObject) -> Option<Date> {
    article.published.date.as_deref()?.parse().ok()
}

/// Which group of copies an article belongs to.
fn groups(copies: &[Copies]) -> BTreeMap<&ArticleId, usize> {
    first_of(
        (0..)
            .zip(copies)
            .flat_map(|(n, c)| c.articles.iter().map(move |id| (id, n))),
    )
}

fn places<'a>(ids: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    first_of(ids.zip(0..))
}

/// A map in which the first of equal keys holds.
fn first_of<K: Ord, V>(pairs: impl Iterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        map.entry(key).or_insert(value);
    }
    map
}

/// Anchors that hold through a rebuild: made from ids, safe in an address, each used once.
pub(crate) fn anchors<'a>(prefix: &str, ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    ids.map(|id| {
        let plain: String = id
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(40)
            .collect();
        let anchor = format!("{prefix}-{}", plain.to_ascii_lowercase());
        let n = uses.entry(anchor.clone()).or_default();
        *n += 1;
        // No id holds an underscore any more, so this cannot meet another anchor.
        if *n == 1 {
            anchor
        } else {
            format!("{anchor}_{n}")
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::anchors;

    #[test]
    fn anchors_are_plain_and_unique() {
        let ids = [
            "b070fc90646ef793",
            "\" onclick=",
            "B070FC90646EF793",
            "",
            "\u{202e}",
        ];
        insta::assert_debug_snapshot!(anchors("a", ids.into_iter()), @r#"
        [
            "a-b070fc90646ef793",
            "a-onclick",
            "a-b070fc90646ef793_2",
            "a-",
            "a-_2",
        ]
        "#);
    }
}
