//! Collations: the same thing as each account has it.
//!
//! In: the articles of a story with what was read in each, who copies whom, and shared referents.
//! Out: [`Collation`]s, each a thing that two or more accounts tell, with the exact words of each. The
//! verdict is *agree* or *differ*; nobody is said to be right.
//!
//! | module | what is lined up |
//! |---|---|
//! | `reading` | the clauses of a story, with their events, voices and whether they deny |
//! | `numbers` | counts of one thing |
//! | `dates` | when one thing happened |
//! | `roles` | who did it, who was first |
//! | `status` | whether it happened, whether a duty was kept |
//! | `stipulations` | whether a paper provides for it |
//! | `names` | two names of one thing |
//! | `utterances` | the same words of one speaker |
//! | `parallels` | one sentence in several articles, but for a date, a number, a name or a "not" |
//! | `scope` | a count that holds what another leaves beside it |
//! | `corrected` | two figures of one sentence by two voices, or of a correction |
//! | `ways` | whether it was taken or given, won or agreed upon |
//! | `blame` | whose fault it is that something does not go on |
//! | `positions` | two statements of one speaker, of two days, that do not fit |
//!
//! [`RULES`] lists the rules; `evidence` tells for each account on which of its words it was lined up.
//!
//! `topic` puts what a collation is about into words.

mod blame;
mod corrected;
mod dates;
mod evidence;
mod names;
mod numbers;
mod parallels;
mod positions;
mod reading;
mod roles;
mod scope;
mod status;
mod stipulations;
mod topic;
mod utterances;
mod ways;

use crate::copies::Group;
use crate::referents::Referents;
use crate::{words, work};
use rapporteur_record::json::passage;
use rapporteur_record::record::{Account, Collation, CollationKind, Story, Verdict};
use rapporteur_record::{Annotated, Span};
use reading::Story as Reading;
use std::collections::{BTreeMap, BTreeSet};

/// A way of lining accounts up.
pub(crate) struct Rule {
    /// As in the record.
    pub name: &'static str,
    /// In a line: what is lined up.
    pub about: &'static str,
    find: fn(&Reading) -> Vec<Finding>,
}

const fn rule(name: &'static str, about: &'static str, find: fn(&Reading) -> Vec<Finding>) -> Rule {
    Rule { name, about, find }
}

/// Every rule. Of two that find the same, the one with more accounts is kept, then the one that stands first.
pub(crate) const RULES: [Rule; 15] = [
    rule(
        "counts-of-one-thing",
        "numbers of one unit in words that are alike",
        numbers::find,
    ),
    rule(
        "counted-in-or-beside",
        "a count that includes what another counts beside it",
        scope::find,
    ),
    rule(
        "corrected-or-disputed-figure",
        "two figures of one sentence by two voices, or of one correction",
        corrected::find,
    ),
    rule(
        "dates-of-one-event",
        "days or hours of one event in words that are alike",
        dates::find,
    ),
    rule(
        "dates-of-one-deed",
        "days or hours at which one thing was done to one thing",
        dates::deeds,
    ),
    rule(
        "first-or-only-doer",
        "who was first, or whose doing it was where only one can be",
        roles::find,
    ),
    rule(
        "doers-of-one-deed",
        "who did one thing to one thing",
        roles::deeds,
    ),
    rule(
        "taken-or-given",
        "whether it was taken, or given by the other side; won, or agreed upon",
        ways::find,
    ),
    rule(
        "whose-fault",
        "who is said to be the cause that something does not go on",
        blame::find,
    ),
    rule(
        "told-and-denied",
        "an event that one account tells and another denies",
        status::events,
    ),
    rule(
        "duty-kept-or-not",
        "what became of one duty under one instrument",
        status::duties,
    ),
    rule(
        "provided-or-not",
        "what one instrument is said to provide",
        stipulations::find,
    ),
    rule(
        "names-of-one-thing",
        "names that some account ties together",
        names::find,
    ),
    rule(
        "same-words-said",
        "one utterance of one speaker",
        utterances::find,
    ),
    rule(
        "one-sentence-changed",
        "one sentence, word for word but for one thing",
        parallels::find,
    ),
];

/// What one speaker held on different days. It stands beside the other rules: that somebody else disagrees too
/// takes nothing away from it.
pub(crate) const POSITIONS: Rule = rule(
    "change-of-position",
    "two statements of one speaker, of two days, that do not fit",
    positions::find,
);

/// Accounts shown of one article in one collation.
const SHOWN: usize = 4;

/// Bytes of text that are searched at once for what was told of them.
const STRETCH: usize = 512;
/// Kind, whether it differs, article, and which stretch of it.
type Stretch = (CollationKind, bool, usize, usize);
/// Accounts of a group that are held against each other: more would show no more.
const COMPARED: usize = 100;

/// The pairs of the first accounts of a group.
fn pairs<T>(accounts: &[T]) -> impl Iterator<Item = (&T, &T)> {
    let first = accounts.get(..COMPARED).unwrap_or(accounts);
    work::done(first.len() * first.len());
    first
        .iter()
        .enumerate()
        .flat_map(|(i, a)| first.iter().skip(i + 1).map(move |b| (a, b)))
}

/// What one place in an article says of the thing compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    pub article: usize,
    pub span: Span,
    pub value: serde_json::Value,
    /// Whose voice; `None`: the article's own or somebody unknown.
    pub said_by: Option<usize>,
}

/// A thing compared, before it is numbered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    pub kind: CollationKind,
    pub topic: String,
    pub verdict: Verdict,
    pub points: Vec<Point>,
}

/// Lines up the accounts of every story.
pub(crate) fn find(
    articles: &[&Annotated],
    copies: &[Group],
    stories: &[Vec<usize>],
    named: &[Story],
    referents: &Referents,
) -> Vec<Collation> {
    let carried = Carried::new(articles, copies);
    let mut collations: Vec<Collation> = Vec::new();
    for (story, name) in stories.iter().zip(named) {
        let reading = Reading::read(articles, story, referents, &carried);
        let found = |rule: &Rule| -> Vec<(&'static str, Finding)> {
            let findings = (rule.find)(&reading).into_iter();
            findings.map(|finding| (rule.name, finding)).collect()
        };
        let mut findings = distinct(RULES.iter().flat_map(found).collect());
        findings.extend(found(&POSITIONS));
        let mut told: Vec<Collation> = findings
            .into_iter()
            .filter_map(|(rule, finding)| collation(&reading, &name.id, rule, finding))
            .collect();
        told.sort_by_cached_key(|c| {
            let weight = (c.verdict == Verdict::Differ, c.independent, c.reports);
            (std::cmp::Reverse(weight), c.kind, c.topic.clone())
        });
        collations.extend(told);
    }
    for (n, collation) in (1..).zip(&mut collations) {
        collation.id = format!("C{n}");
    }
    collations
}

/// Leaves out what another finding of the same kind and verdict tells with more accounts.
fn distinct(mut findings: Vec<(&'static str, Finding)>) -> Vec<(&'static str, Finding)> {
    findings.sort_by_key(|(_, f)| std::cmp::Reverse(f.points.len()));
    let mut told: BTreeMap<Stretch, Vec<(Span, usize)>> = BTreeMap::new();
    let mut kept: Vec<(&'static str, Finding)> = Vec::new();
    for (rule, finding) in findings {
        let differ = finding.verdict == Verdict::Differ;
        // That a paper does not provide for something is a status too.
        let kind = match finding.kind {
            CollationKind::Stipulation => CollationKind::Status,
            kind => kind,
        };
        let keys = |p: &Point| {
            let (article, span) = (p.article, p.span);
            (span.start() / STRETCH..=span.end() / STRETCH).map(move |s| (kind, differ, article, s))
        };
        // The findings that hold each point.
        let mut holders = finding.points.iter().map(|p| -> BTreeSet<usize> {
            let spans = keys(p).filter_map(|k| told.get(&k)).flatten();
            spans
                .filter(|(s, _)| s.overlaps(p.span))
                .map(|(_, n)| *n)
                .collect()
        });
        let first = holders.next().unwrap_or_default();
        let all = holders.fold(first, |all, some| {
            all.intersection(&some).copied().collect()
        });
        if all.is_empty() {
            for point in &finding.points {
                for key in keys(point) {
                    told.entry(key).or_default().push((point.span, kept.len()));
                }
            }
            kept.push((rule, finding));
        }
    }
    kept
}

/// Whose text each article carries.
pub(crate) struct Carried {
    /// For a copy: its group, and the original where it is known.
    of: BTreeMap<usize, (usize, Option<usize>)>,
    /// For each original, the stems of its text, to see whether a passage stands there too.
    texts: BTreeMap<usize, String>,
}

impl Carried {
    pub(crate) fn new(articles: &[&Annotated], copies: &[Group]) -> Carried {
        let mut of = BTreeMap::new();
        let mut texts = BTreeMap::new();
        for (n, group) in copies.iter().enumerate() {
            for member in &group.members {
                of.insert(*member, (n, group.original));
            }
            if let Some((original, article)) =
                group.original.and_then(|o| articles.get(o).map(|a| (o, a)))
            {
                texts.insert(original, plain(article.article.text.as_str()));
            }
        }
        Carried { of, texts }
    }

    /// The original whose words these are.
    pub(crate) fn original(&self, article: usize, words: &str) -> Option<usize> {
        let original = self.of.get(&article)?.1.filter(|o| *o != article)?;
        self.texts
            .get(&original)?
            .contains(&plain(words))
            .then_some(original)
    }

    /// The articles of one text count as one source.
    pub(crate) fn source(&self, article: usize) -> (bool, usize) {
        match self.of.get(&article) {
            Some((group, _)) => (true, *group),
            None => (false, article),
        }
    }
}

fn plain(words: &str) -> String {
    let folded: Vec<_> = words::words(words).map(|w| words::fold(w.form)).collect();
    folded.join(" ")
}

/// Writes a finding down; `None` where fewer than two accounts are left of it.
fn collation(
    reading: &Reading,
    name: &str,
    rule: &'static str,
    mut finding: Finding,
) -> Option<Collation> {
    let Reading {
        articles,
        members: story,
        carried,
        ..
    } = *reading;
    let order: BTreeMap<usize, usize> = story.iter().enumerate().map(|(n, i)| (*i, n)).collect();
    finding
        .points
        .sort_by_key(|p| (order.get(&p.article).copied(), p.span));
    finding
        .points
        .dedup_by(|b, a| (a.article, a.span) == (b.article, b.span));
    let mut shown: BTreeMap<(usize, String), usize> = BTreeMap::new();
    finding.points.retain(|p| {
        let n = shown.entry((p.article, p.value.to_string())).or_default();
        *n += 1;
        *n <= SHOWN
    });
    if finding.points.len() < 2 || finding.topic.trim().is_empty() {
        return None;
    }
    let evidence = evidence::of(reading, &finding.points);
    let accounts: Vec<Account> = finding
        .points
        .iter()
        .zip(evidence)
        .filter_map(|(point, shown)| account(reading, point, &shown))
        .collect();
    let telling: BTreeSet<usize> = finding.points.iter().map(|p| p.article).collect();
    let sources: BTreeSet<(bool, usize)> = telling.iter().map(|i| carried.source(*i)).collect();
    // That a text agrees with its copy is no news.
    if finding.verdict == Verdict::Agree && sources.len() < 2 {
        return None;
    }
    let id = |i: &usize| articles.get(*i).map(|a| a.article.id.clone());
    Some(Collation {
        id: String::new(),
        story: name.to_owned(),
        topic: finding.topic,
        kind: finding.kind,
        rule: rule.to_owned(),
        verdict: finding.verdict,
        accounts,
        silent: story
            .iter()
            .filter(|i| !telling.contains(i))
            .filter_map(id)
            .collect(),
        reports: telling.len() as u32,
        independent: sources.len() as u32,
    })
}

fn account(reading: &Reading, point: &Point, evidence: &[Span]) -> Option<Account> {
    let Reading {
        articles,
        referents,
        carried,
        ..
    } = *reading;
    let article = articles.get(point.article)?;
    let text = &article.article.text;
    let words = passage(text, point.span);
    let original = carried.original(point.article, &words.quote);
    let evidence = evidence.iter().map(|span| passage(text, *span)).collect();
    Some(Account {
        article: article.article.id.clone(),
        start: words.start,
        end: words.end,
        quote: words.quote,
        value: point.value.clone(),
        said_by: point.said_by.and_then(|r| referents.id(r)),
        copy_of: original
            .and_then(|o| articles.get(o))
            .map(|a| a.article.id.clone()),
        evidence,
    })
}

#[cfg(test)]
mod tests {
    use crate::collate;
    use crate::testing::Draft;
    use rapporteur_record::record::{Collated, CollationKind, Verdict};
    use rapporteur_record::{Act, Annotated, Figure, Quantity, ReferentKind::*, Speaker};

    /// Each collation in a line: kind, verdict, and the values with who says them.
    fn lines(collated: &Collated) -> Vec<String> {
        let line = |c: &rapporteur_record::record::Collation| {
            let values: Vec<String> = c
                .accounts
                .iter()
                .map(|a| format!("{}={}", a.article, a.value.to_string().trim_matches('"')))
                .collect();
            let verdict = if c.verdict == Verdict::Differ {
                "differ"
            } else {
                "agree"
            };
            format!("{:?} {verdict}: {}", c.kind, values.join(", "))
        };
        collated.collations.iter().map(line).collect()
    }

    fn has(articles: &[Annotated], line: &str) -> bool {
        let lines = lines(&collate(articles));
        let found = lines.iter().any(|l| l == line);
        if !found {
            eprintln!("{lines:#?}");
        }
        found
    }

    /// Two invented reports of a quarrel about a mine.
    fn quarry() -> [Annotated; 2] {
        let mut a = Draft::new(
            "a",
            "Guards of Orvela fired first at the Tallin mine on 3 May, the governor said. About 40 miners \
             were hurt at the mine. Nobody warned the miners. The Brask Accord was signed on 2 June 1987. \
             The Brask Accord provides for inspection of the mine by Orvela.",
        );
        let orvela = a.name("Orvela", Place);
        a.name("Tallin", Place);
        a.name("Brask Accord", Agreement);
        a.time("3 May", "2031-05-03")
            .time("2 June 1987", "1987-06-02");
        a.figure("40", 40.0, "miners");
        a.outlet("Orvela Post", "2031-05-04");
        let _ = orvela;
        let mut b = Draft::new(
            "b",
            "Miners at the Tallin mine shot first, Orvela said on Thursday. 55 miners were wounded at the \
             mine in Tallin. The Brask Accord, it said, was signed on 12 June 1987. Nowhere does the \
             Brask Accord provide for any inspection of the mine.",
        );
        b.name("Tallin", Place);
        b.name("Orvela", Place);
        b.name("Brask Accord", Agreement);
        b.time("12 June 1987", "1987-06-12")
            .figure("55", 55.0, "miners");
        b.outlet("Miners' Voice", "2031-05-05");
        [a.done(), b.done()]
    }

    #[test]
    fn two_accounts_of_one_quarrel_are_lined_up() {
        let collated = collate(&quarry());
        assert_eq!(collated.stories.len(), 1);
        insta::assert_snapshot!(lines(&collated).join("\n"), @r"
        Date differ: a=1987-06-02, b=1987-06-12
        Number differ: a=40, b=55
        Role differ: a=Guards of Orvela, b=Tallin mine
        Stipulation differ: a=provides, b=does not provide
        ");
        assert!(
            collated
                .collations
                .iter()
                .all(|c| !c.topic.trim().is_empty())
        );
    }

    #[test]
    fn the_order_of_the_articles_does_not_matter() {
        let [a, b] = quarry();
        let mut c = b.clone();
        c.article.id.0 = "c".into();
        let forth = collate(&[a.clone(), b.clone(), c.clone()]);
        assert_eq!(forth, collate(&[c.clone(), b.clone(), a.clone()]));
        assert_eq!(forth, collate(&[b.clone(), a, c, b]));
    }

    /// Passages of accounts hold their words.
    #[test]
    fn every_account_shows_its_words() {
        let articles = quarry();
        for account in collate(&articles)
            .collations
            .iter()
            .flat_map(|c| &c.accounts)
        {
            let article = articles
                .iter()
                .find(|a| a.article.id == account.article)
                .unwrap();
            let words: String = article
                .article
                .text
                .as_str()
                .chars()
                .skip(account.start)
                .take(account.end - account.start)
                .collect();
            assert_eq!(words, account.quote);
        }
    }

    /// Every point says which rule found it and on which words, and these stand where it says.
    #[test]
    fn every_point_shows_its_rule_and_its_evidence() {
        let articles = quarry();
        let rules: Vec<&str> = crate::rules().map(|(name, _)| name).collect();
        for collation in collate(&articles).collations {
            assert!(
                rules.contains(&collation.rule.as_str()),
                "{}",
                collation.rule
            );
            for account in &collation.accounts {
                assert!(!account.evidence.is_empty(), "{}", account.quote);
                let article = articles.iter().find(|a| a.article.id == account.article);
                let text = article.unwrap().article.text.as_str();
                for words in &account.evidence {
                    let length = words.end - words.start;
                    let there: String = text.chars().skip(words.start).take(length).collect();
                    assert_eq!(there, words.quote);
                }
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(48))]

        /// Whoever says the same again, on another day and in another article, has not changed position.
        #[test]
        fn a_repetition_is_no_change_of_position(
            said in proptest::collection::vec(0usize..12, 3..14),
            number in 2u32..5000,
        ) {
            const WORDS: [&str; 12] = [
                "the guards", "will", "not", "opened", "attacked", "the weir", "no", "Elm", "rejected", "and", "boats",
                "never",
            ];
            let words: Vec<&str> = said.iter().filter_map(|i| WORDS.get(*i).copied()).collect();
            let content = format!("that {number} miners {}", words.join(" "));
            let told = |id: &str, day: &str, act: Act| {
                let mut draft = Draft::new(id, &format!("Ana Brill said {content}. {}", crate::testing::news(1, 3)));
                let ana = draft.name("Ana Brill", Person);
                draft.name("Elm", Place);
                draft.says(ana, "said", &content);
                draft.figure(&number.to_string(), f64::from(number), "miners");
                draft.outlet(id, day);
                let mut article = draft.done();
                article.statements[0].acts = vec![act];
                article
            };
            let act = if number % 2 == 0 { Act::Reject } else { Act::Agree };
            let collated = collate(&[told("a", "2031-05-04", act), told("b", "2031-06-04", act)]);
            let changed = collated.collations.iter().any(|c| c.kind == CollationKind::Position);
            proptest::prop_assert!(!changed, "{content}");
        }
    }

    fn one(id: &str, body: &str) -> Draft {
        let mut draft = Draft::new(id, body);
        draft.outlet(id, "2031-05-04");
        draft
    }

    #[test]
    fn numbers_that_fit_agree_and_others_differ() {
        let told = |id: &str, words: &str, value: f64| {
            let body =
                format!("The ferry Maud carried {words} passengers to Ornell on the stormy night.");
            let mut draft = one(id, &body);
            draft.figure(words, value, "passengers");
            draft.done()
        };
        let both = [told("a", "about 300", 300.0), told("b", "312", 312.0)];
        assert!(has(&both, "Number agree: a=about 300, b=312"));
        let other = [told("a", "312", 312.0), told("b", "some 250", 250.0)];
        assert!(has(&other, "Number differ: a=312, b=about 250"));
    }

    #[test]
    fn a_sentence_changed_in_one_word_differs_whatever_it_is_about() {
        let told = |id: &str, body: &str, day: &str, value: &str| {
            let mut draft = one(id, body);
            draft.time(day, value);
            draft.done()
        };
        let days = [
            told(
                "a",
                "She will visit the Chapel Hill on Thursday.",
                "Thursday",
                "2031-05-08",
            ),
            told(
                "b",
                "She will visit the Chapel Hill on Tuesday.",
                "Tuesday",
                "2031-05-06",
            ),
        ];
        assert!(has(&days, "Date differ: a=Thursday, b=Tuesday"));
        let not = [
            one(
                "a",
                "The bakers of Elm were paid for the bread they brought.",
            )
            .done(),
            one(
                "b",
                "The bakers of Elm were not paid for the bread they brought.",
            )
            .done(),
        ];
        let found = lines(&collate(&not));
        assert!(
            found.iter().any(|l| l.starts_with("Status differ")),
            "{found:?}"
        );
        let same = [
            days[0].clone(),
            told(
                "c",
                "She will visit the Chapel Hill on Thursday.",
                "Thursday",
                "2031-05-15",
            ),
        ];
        assert!(!lines(&collate(&same)).iter().any(|l| l.contains("differ")));
    }

    #[test]
    fn a_date_beside_another_verb_is_not_the_events() {
        let told = |id: &str, body: &str, days: &[(&str, &str)]| {
            let mut draft = one(id, body);
            for (words, day) in days {
                draft.time(words, day);
            }
            draft.done()
        };
        let articles = [
            told(
                "a",
                "The weavers and dyers of Ornell are to meet in the hall of Brask on 9 June.",
                &[("9 June", "2031-06-09")],
            ),
            told(
                "b",
                "The loom will be unveiled in Ornell on 4 June, and the weavers and dyers will meet in the \
                 hall of Brask on June 9.",
                &[("4 June", "2031-06-04"), ("June 9", "2031-06-09")],
            ),
        ];
        assert!(has(&articles, "Date agree: a=2031-06-09, b=2031-06-09"));
        assert!(
            !lines(&collate(&articles))
                .iter()
                .any(|l| l.contains("differ"))
        );
    }

    #[test]
    fn papers_and_messages_do_nothing() {
        let articles = [
            one(
                "a",
                "A letter sent inside the Ornell guild suggests a toll on looms.",
            )
            .done(),
            one(
                "b",
                "Receipts and an email suggest a toll on looms at Ornell.",
            )
            .done(),
        ];
        let found = lines(&collate(&articles));
        assert!(!found.iter().any(|l| l.starts_with("Role")), "{found:?}");
    }

    #[test]
    fn only_what_fits_agrees() {
        let told = |id: &str, body: &str, words: &str, value: f64| {
            let mut draft = one(id, body);
            draft.figure(words, value, "people");
            draft.done()
        };
        let articles = [
            told(
                "a",
                "The mill of Ornell feeds 4,000 people of Ornell.",
                "4,000",
                4000.0,
            ),
            told(
                "b",
                "One baker at the mill of Ornell broke a thumb.",
                "One",
                1.0,
            ),
        ];
        let found = lines(&collate(&articles));
        assert!(!found.iter().any(|l| l.starts_with("Number")), "{found:?}");
    }

    #[test]
    fn a_pier_is_no_person_even_where_it_was_read_as_one() {
        let mut a = Draft::new(
            "a",
            "The quarrel over the Otter Pier, which islanders call Gannet Jetty, is old.",
        );
        a.name("Otter Pier", Person);
        a.outlet("a", "2031-05-04");
        let b = one("b", "The quarrel over Gannet Jetty is old, said islanders.");
        assert!(has(
            &[a.done(), b.done()],
            "Name differ: a=Otter Pier, a=Gannet Jetty, b=Gannet Jetty"
        ));
    }

    #[test]
    fn a_topic_begins_at_the_subject_and_holds_the_whole_date() {
        let told = |id: &str, date: &str, value: &str| {
            let body = format!("The Brask Accord, signed on {date}, ended the war of the weavers.");
            let mut draft = one(id, &body);
            draft.name("Brask Accord", Agreement);
            draft.time(date, value);
            draft.done()
        };
        let collated = collate(&[
            told("a", "May 2, 1987", "1987-05-02"),
            told("b", "May 12, 1987", "1987-05-12"),
        ]);
        let topics: Vec<&str> = collated
            .collations
            .iter()
            .map(|c| c.topic.as_str())
            .collect();
        assert!(
            topics
                .iter()
                .any(|t| t.starts_with("when: “The Brask Accord, signed on May 2, 1987")),
            "{topics:?}"
        );
    }

    #[test]
    fn two_names_that_a_text_ties_together_are_two_names() {
        let articles = [
            one("a", "Boats may not enter the Grey Sound, which the islanders call the Silver Strait, at night.").done(),
            one("b", "The boats crossed the Silver Strait at night and no islander saw the boats enter.").done(),
        ];
        assert!(has(
            &articles,
            "Name differ: a=Grey Sound, a=Silver Strait, b=Silver Strait"
        ));
    }

    #[test]
    fn a_paper_of_one_day_under_two_nouns_is_named_twice() {
        let told = |id: &str, body: &str, date: &str| {
            let mut draft = one(id, body);
            draft.time(date, "1987-06-02");
            draft.done()
        };
        let articles = [
            told(
                "a",
                "The war at Brask ended with an agreement on 2 June 1987 that the guards broke.",
                "2 June 1987",
            ),
            told(
                "b",
                "The guards broke the June 2, 1987 statement that ended the war at Brask.",
                "June 2, 1987",
            ),
            told(
                "c",
                "The guards at Brask said in a communique on 2 June 1987 that the war had ended.",
                "2 June 1987",
            ),
        ];
        assert!(has(&articles, "Name differ: a=agreement, b=statement"));
    }

    #[test]
    fn the_same_words_of_one_speaker_are_one_utterance_even_cut() {
        let said = |id: &str, words: &str, rest: &str| {
            let mut draft = one(
                id,
                &format!("Harbour master Ana Brill said {words}. {rest}"),
            );
            let ana = draft.name("Ana Brill", Person);
            draft.says(ana, "said", words);
            draft.done()
        };
        let long = "the harbour would open when the last storm was over and the masts were mended";
        let short = "the harbour would open when the last storm was over";
        let articles = [
            said(
                "a",
                long,
                "Forty boats waited off Elm harbour for a third day, their crews drying sails and masts.",
            ),
            said(
                "b",
                short,
                "No boat has left the harbour at Elm since the storm took its lamps on the Monday.",
            ),
        ];
        let collated = collate(&articles);
        let utterance = collated
            .collations
            .iter()
            .find(|c| c.kind == CollationKind::Utterance)
            .unwrap();
        assert!(
            utterance
                .topic
                .starts_with("what Ana Brill said: “the harbour would open")
        );
        assert_eq!((utterance.reports, utterance.independent), (2, 2));
        assert_eq!(utterance.verdict, Verdict::Agree);
        assert!(
            utterance
                .accounts
                .iter()
                .all(|a| a.said_by.as_deref() == Some("R1"))
        );
    }

    #[test]
    fn a_copy_is_a_report_and_no_independent_account() {
        let tail = crate::testing::news(3, 40);
        let mut articles: Vec<Annotated> = Vec::new();
        for (id, number, value) in [("a", "31", 31.0), ("b", "31", 31.0), ("c", "58", 58.0)] {
            let tail = if id == "c" {
                crate::testing::news(4, 5)
            } else {
                tail.clone()
            };
            let mut draft = Draft::new(
                id,
                &format!("The mudslide at Ornell buried {number} goats of the village. {tail}"),
            );
            draft.figure(number, value, "goats");
            draft.outlet(
                id,
                if id == "a" {
                    "2031-05-01"
                } else {
                    "2031-05-02"
                },
            );
            articles.push(draft.done());
        }
        let collated = collate(&articles);
        let goats = collated
            .collations
            .iter()
            .find(|c| c.topic.contains("goats"))
            .unwrap();
        assert_eq!((goats.reports, goats.independent), (3, 2));
        let copy = goats.accounts.iter().find(|a| a.article.0 == "b").unwrap();
        assert_eq!(copy.copy_of.as_ref().map(|i| i.0.as_str()), Some("a"));
    }

    #[test]
    fn nothing_one_article_and_empty_articles_give_nothing() {
        assert_eq!(collate(&[]), Collated::default());
        let [a, _] = quarry();
        assert!(collate(&[a.clone(), a]).collations.is_empty());
        assert_eq!(
            collate(&[one("a", "").done(), one("b", " ").done()])
                .stories
                .len(),
            2
        );
    }

    #[test]
    fn thousands_of_statements_by_one_speaker_are_few_comparisons_each() {
        let body: String = (0..5000)
            .map(|i| {
                let no = if i % 2 == 0 { "no guard" } else { "a guard" };
                format!(
                    "Ana Brill said the boat {i} had {} sails and {no} shot at Elm. ",
                    i % 97
                )
            })
            .collect();
        let mut draft = one("a", &body);
        let ana = draft.name("Ana Brill", Person);
        draft.says(ana, "said", "the boat 0 had 0 sails");
        let mut article = draft.done();
        for (at, sails) in body.match_indices(" sails") {
            let before = body.get(..at).unwrap();
            let start = before.rfind(' ').unwrap() + 1;
            let span = article.article.text.span(start, at + sails.len()).unwrap();
            let value = before.get(start..).unwrap().parse().ok().map(Quantity::One);
            let unit = "sails".to_owned();
            article.figures.push(Figure {
                span,
                value,
                unit,
                modifier: None,
                stated_in: None,
            });
        }
        let first = article.statements[0].clone();
        let text = article.article.text.clone();
        article.statements = text
            .as_str()
            .match_indices("the boat")
            .filter_map(|(at, _)| {
                let mut statement = first.clone();
                statement.content = vec![text.span(at, at + 30)?];
                statement.speaker = Speaker::Known(ana);
                Some(statement)
            })
            .collect();
        assert_eq!(article.statements.len(), 5000);
        let mut other = article.clone();
        other.article.id.0 = "b".into();
        let (collated, compared) = crate::work::of(|| collate(&[article, other]));
        assert!(compared < 10_000 * 10_000, "{compared}");
        assert_eq!(collated.copies.len(), 1);
    }
}
