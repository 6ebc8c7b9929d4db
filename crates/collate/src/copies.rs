//! Copies: articles that carry one text, whole, cut, re-headlined or lightly edited.
//!
//! In: articles. Out: groups of two and more. Two articles are copies where most of the shorter one's
//! runs of four words ([`SHINGLE`]) also stand in the other. To find such pairs without comparing all
//! with all, a few runs of each text are put in an index, chosen by winnowing (Schleimer, Wilkerson,
//! Aiken 2003: any common stretch of eleven words shares a chosen run); what the index proposes is then
//! verified on all runs. Longest texts come first, each either joins the group of a longer one or
//! founds its own, and only founders stand in the index: a thousand copies cost a thousand look-ups.
//!
//! Cannot do: translations, paraphrase, a short text inside one more than five times as long.

use crate::words::{self, Stem};
use crate::work;
use rapporteur_record::{Article, BlockKind};
use std::collections::{BTreeMap, HashMap};

/// Words in a run.
const SHINGLE: usize = 4;
/// Runs in a window of which the least is put in the index.
const WINDOW: usize = 8;
/// The share of the shorter text's runs that the longer one must hold.
const CONTAINED: f64 = 0.55;
/// The longer text may be this many times the shorter: a digest that quotes a report whole is no copy.
const LONGER: usize = 5;
/// A text with fewer runs is too short to tell.
const LEAST: usize = 12;
/// A run in more founders than this is a set phrase and proposes nothing.
const COMMON: usize = 32;
/// How many proposals are verified.
const PROPOSALS: usize = 4;

/// Articles of one text, by their places in the list of articles.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    /// In order; two at least.
    pub members: Vec<usize>,
    /// Whose text it is, where the text or the dates show it.
    pub original: Option<usize>,
    /// The smallest share of a member's runs that the longest member has too, or the other way round.
    pub shared: f64,
}

/// Finds the groups of copies. `articles` must be in an order that depends on nothing but them.
pub(crate) fn find(articles: &[&Article]) -> Vec<Group> {
    let texts: Vec<Runs> = articles.iter().map(|a| Runs::of(a)).collect();
    let mut longest_first: Vec<usize> = (0..articles.len())
        .filter(|i| texts.get(*i).is_some_and(|t| t.all.len() >= LEAST))
        .collect();
    longest_first.sort_by_key(|i| (std::cmp::Reverse(texts.get(*i).map(|t| t.all.len())), *i));

    let mut index: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut groups: BTreeMap<usize, (Vec<usize>, f64)> = BTreeMap::new();
    for article in longest_first {
        let Some(text) = texts.get(article) else {
            continue;
        };
        let founder = proposals(text, &index)
            .filter_map(|founder| Some((founder, text.contained_in(texts.get(founder)?)?)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        match founder {
            Some((founder, share)) => {
                let group = groups.entry(founder).or_insert((vec![founder], 1.0));
                group.0.push(article);
                group.1 = group.1.min(share);
            }
            None => {
                for run in &text.chosen {
                    let founders = index.entry(*run).or_default();
                    if founders.len() <= COMMON {
                        founders.push(article);
                    }
                }
            }
        }
    }
    groups
        .into_values()
        .map(|(mut members, shared)| {
            members.sort_unstable();
            let original = original(articles, &members);
            Group {
                members,
                original,
                shared,
            }
        })
        .collect()
}

/// The founders that have most chosen runs in common with a text.
fn proposals(text: &Runs, index: &HashMap<u64, Vec<usize>>) -> impl Iterator<Item = usize> {
    let mut common: BTreeMap<usize, usize> = BTreeMap::new();
    for run in &text.chosen {
        let founders = index.get(run).filter(|f| f.len() <= COMMON);
        work::done(1 + founders.map_or(0, Vec::len));
        for founder in founders.into_iter().flatten() {
            *common.entry(*founder).or_default() += 1;
        }
    }
    let enough = text.chosen.len() / 8;
    let mut best: Vec<(usize, usize)> = common.into_iter().filter(|(_, n)| *n > enough).collect();
    best.sort_by_key(|(founder, n)| (std::cmp::Reverse(*n), *founder));
    best.into_iter().take(PROPOSALS).map(|(founder, _)| founder)
}

/// The runs of words of one text.
struct Runs {
    /// All, each once, in numeric order.
    all: Vec<u64>,
    /// Those for the index.
    chosen: Vec<u64>,
}

impl Runs {
    fn of(article: &Article) -> Runs {
        let stems = words::stems(&article.text, &words::body(article));
        let mut all: Vec<u64> = stems
            .windows(SHINGLE)
            .map(|run| words::mix(0, run.iter().map(|Stem(n)| *n)))
            .collect();
        let mut chosen: Vec<u64> = all
            .windows(WINDOW)
            .filter_map(|window| window.iter().min().copied())
            .collect();
        for runs in [&mut all, &mut chosen] {
            runs.sort_unstable();
            runs.dedup();
        }
        Runs { all, chosen }
    }

    /// The share of these runs that the other, longer text has too, if that makes them copies.
    fn contained_in(&self, longer: &Runs) -> Option<f64> {
        let common = common(&self.all, &longer.all);
        let share = common as f64 / self.all.len().max(1) as f64;
        let near = longer.all.len() <= self.all.len().saturating_mul(LONGER);
        (share >= CONTAINED && near).then_some(share)
    }
}

/// How many numbers two sorted lists have in common.
fn common(a: &[u64], b: &[u64]) -> usize {
    work::done(a.len() + b.len());
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut n = 0;
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                n += 1;
                a.next();
                b.next();
            }
        }
    }
    n
}

/// Whose text a group carries: the one member whose outlet the copies credit; where nothing is
/// credited, the one that came out on an earlier day than all others. Otherwise nobody can tell.
fn original(articles: &[&Article], members: &[usize]) -> Option<usize> {
    let of = |i: &usize| articles.get(*i).copied();
    let credits: Vec<String> = members.iter().filter_map(of).flat_map(credits).collect();
    if !credits.is_empty() {
        let credited: Vec<usize> = members
            .iter()
            .copied()
            .filter(|i| {
                of(i)
                    .and_then(|a| a.outlet.as_deref())
                    .is_some_and(|outlet| credits.iter().any(|c| names(c, outlet)))
            })
            .collect();
        return earliest(articles, &credited);
    }
    earliest(articles, members)
}

/// The one member that came out on an earlier day than all others; the only member, dated or not.
fn earliest(articles: &[&Article], members: &[usize]) -> Option<usize> {
    if let [only] = members {
        return Some(*only);
    }
    let date = |i: &usize| articles.get(*i).and_then(|a| a.published.date);
    let mut dated: Vec<_> = members
        .iter()
        .map(|i| date(i).map(|d| (d, *i)))
        .collect::<Option<_>>()?;
    dated.sort_unstable();
    match dated.as_slice() {
        [(first, i), (second, _), ..] if first < second => Some(*i),
        _ => None,
    }
}

/// Words after which an agency is named as the text's owner.
const CREDITS: [&str; 8] = [
    "supplied by",
    "provided by",
    "originally published by",
    "originally appeared in",
    "first published by",
    "republished from",
    "courtesy of",
    "distributed by",
];

/// Whom a text says it is from: the letters in the brackets of a dateline, and names after the words
/// of a credit. Folded.
fn credits(article: &Article) -> Vec<String> {
    let mut found = Vec::new();
    let body = words::body(article);
    let datelines = article.blocks_of(BlockKind::Dateline);
    for span in datelines.chain(body.first().copied()) {
        found.extend(bracketed_letters(article.text.quote(span)));
    }
    for block in &article.blocks {
        if matches!(block.kind, BlockKind::Headline | BlockKind::Links) {
            continue;
        }
        let text = article.text.quote(block.span);
        for credit in CREDITS {
            let after = text
                .match_indices(credit)
                .filter_map(|(at, _)| text.get(at + credit.len()..));
            found.extend(after.filter_map(leading_name));
        }
    }
    found
}

/// "(MWS) —" near the start of a text gives "mws".
fn bracketed_letters(text: &str) -> Option<String> {
    let head: String = text.chars().take(80).collect();
    let (_, rest) = head.split_once('(')?;
    let (inside, after) = rest.split_once(')')?;
    let letters = (2..=20).contains(&inside.len())
        && inside
            .chars()
            .all(|c| c.is_alphanumeric() || c == ' ' || c == '.')
        && inside.chars().next().is_some_and(char::is_uppercase);
    let dash = after.trim_start().is_empty() || after.trim_start().starts_with(['—', '–', '-']);
    (letters && dash).then(|| words::fold(inside).into_owned())
}

/// The capitalised words at the start of a text, folded.
fn leading_name(text: &str) -> Option<String> {
    let mut name: Vec<String> = Vec::new();
    let mut end = 0;
    for word in words::words(text) {
        let gap = text.get(end..word.start).unwrap_or_default();
        let small = matches!(word.form, "of" | "the" | "and");
        if gap.trim().len() > usize::from(gap.contains('&')) || !(word.capital() || small) {
            break;
        }
        end = word.end();
        name.push(words::fold(word.form).into_owned());
    }
    while name
        .last()
        .is_some_and(|w| matches!(w.as_str(), "of" | "the" | "and"))
    {
        name.pop();
    }
    (!name.is_empty()).then(|| name.join(" "))
}

/// Whether a credit names an outlet: by its name, with or without "the", or by its initials.
fn names(credit: &str, outlet: &str) -> bool {
    let plain = |name: &str| -> Vec<String> {
        words::words(name)
            .map(|w| words::fold(w.form).into_owned())
            .filter(|w| w != "the")
            .collect()
    };
    let (credit, outlet) = (plain(credit), plain(outlet));
    let initials = |small: bool| -> String {
        outlet
            .iter()
            .filter(|w| small || !matches!(w.as_str(), "of" | "and" | "for"))
            .filter_map(|w| w.chars().next())
            .collect()
    };
    let short = [initials(true), initials(false)];
    !outlet.is_empty()
        && (credit == outlet
            || matches!(credit.as_slice(), [one] if outlet.len() > 1 && short.contains(one)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{article, news};

    fn groups(articles: &[Article]) -> Vec<Group> {
        find(&articles.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_cut_and_a_reheadlined_copy_are_found_and_another_story_is_not() {
        let whole = news(1, 60);
        let cut: String = whole.split_inclusive(". ").take(30).collect();
        let found = groups(&[
            article("a", &whole),
            article("b", &cut),
            article("c", &news(2, 60)),
            article("d", &whole.replace("council", "board")),
        ]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].members, [0, 1, 3]);
        assert_eq!(found[0].original, None);
        assert!(found[0].shared > 0.55);
    }

    #[test]
    fn a_report_quoted_whole_in_a_long_digest_is_no_copy() {
        let report = news(3, 10);
        let digest = format!("{report} {}", news(4, 90));
        assert_eq!(groups(&[article("a", &report), article("b", &digest)]), []);
    }

    #[test]
    fn a_thousand_copies_are_one_group() {
        let text = news(5, 40);
        let copies: Vec<Article> = (0..1000)
            .map(|i| article(&format!("{i:04}"), &text))
            .collect();
        let found = groups(&copies);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].members.len(), 1000);
        assert_eq!(found[0].shared, 1.0);
    }

    #[test]
    fn the_credited_agency_is_the_original_whatever_the_days() {
        let text = format!(
            "{} This report was supplied by Harbour Press Agency.",
            news(6, 30)
        );
        let mut agency = article("a", &text);
        agency.outlet = Some("The Harbour Press Agency".into());
        agency.published.date = "2031-05-03".parse().ok();
        let mut paper = article("b", &text);
        paper.outlet = Some("Morning Paper".into());
        paper.published.date = "2031-05-02".parse().ok();
        assert_eq!(
            groups(&[agency.clone(), paper.clone()])[0].original,
            Some(0)
        );
        agency.outlet = Some("Other Paper".into());
        assert_eq!(groups(&[agency, paper])[0].original, None);
    }

    #[test]
    fn initials_in_a_dateline_name_an_outlet() {
        assert_eq!(
            bracketed_letters("ELM PORT, May 3 (HPA) — A boat"),
            Some("hpa".into())
        );
        assert_eq!(bracketed_letters("The boat (a yacht) — sank"), None);
        assert!(names("hpa", "Harbour Press Agency"));
        assert!(!names("hpa", "Hill Post"));
    }

    #[test]
    fn without_a_credit_only_an_earlier_day_shows_the_original() {
        let text = news(7, 30);
        let dated = |id: &str, date: &str| {
            let mut article = article(id, &text);
            article.published.date = date.parse().ok();
            article
        };
        let day = |date: &str| dated("a", date);
        assert_eq!(
            groups(&[day("2031-05-02"), dated("b", "2031-05-01")])[0].original,
            Some(1)
        );
        assert_eq!(
            groups(&[day("2031-05-02"), dated("b", "2031-05-02")])[0].original,
            None
        );
        assert_eq!(
            groups(&[day("2031-05-02"), dated("b", "?")])[0].original,
            None
        );
    }

    #[test]
    fn texts_too_short_to_tell_are_left_alone() {
        let short = [
            article("a", "Rain again."),
            article("b", "Rain again."),
            article("c", ""),
        ];
        assert_eq!(groups(&short), []);
    }
}
