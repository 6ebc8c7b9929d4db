//! Whether a change of one word is found: `cargo bench -p rapporteur --bench injection [-- --json] [FOLDER]`.
//!
//! Every article of a folder (`examples/grain-terminal`) is lined up with a copy of itself that another outlet
//! carries and in which one thing was changed: a date, a count, a negation, or who did it to whom. The change
//! is *found* where the accounts differ in its sentence. *Quiet* is the share of sentences left as they were in
//! which no difference is told. `-- --missed` prints what was not found.

// Run by developers on texts they know: what does not fit should stop it at once.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

use rapporteur::record::record::Verdict;
use rapporteur::record::{Annotated, Article, ArticleId, BlockKind, Form, Quantity, ReferentKind};
use rapporteur_read::{Settings, read, read_bytes};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// At most so many changes of one kind in an article, spread over it.
const MOST: usize = 8;

/// One thing changed in a text.
struct Change {
    kind: &'static str,
    /// The bytes that are replaced.
    at: Range<usize>,
    by: String,
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let has = |flag: &str| arguments.iter().any(|a| a == flag);
    let folder = arguments.iter().find(|a| !a.starts_with("--")).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/grain-terminal"),
        PathBuf::from,
    );
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut quiet, mut sentences) = (0, 0);
    for article in articles(&folder) {
        let original = rapporteur::annotate(article);
        let (alarms, of) = false_alarms(&original);
        (quiet, sentences) = (quiet + of - alarms, sentences + of);
        for change in changes(&original) {
            let (hit, of) = found.entry(change.kind).or_default();
            *of += 1;
            if is_found(&original, &change) {
                *hit += 1;
            } else if has("--missed") {
                missed(&original, &change);
            }
        }
    }
    let share = |(hit, of): (usize, usize)| hit as f64 / of.max(1) as f64;
    if has("--json") {
        let mut figures: serde_json::Map<String, serde_json::Value> = found
            .iter()
            .map(|(kind, counts)| ((*kind).to_owned(), share(*counts).into()))
            .collect();
        figures.insert("quiet".to_owned(), share((quiet, sentences)).into());
        println!("{}", serde_json::Value::Object(figures));
        return;
    }
    for (kind, (hit, of)) in &found {
        println!("{kind:10} {hit:4} of {of:4}  {:.3}", share((*hit, *of)));
    }
    println!(
        "{:10} {quiet:4} of {sentences:4}  {:.3}",
        "quiet",
        share((quiet, sentences))
    );
}

fn articles(folder: &Path) -> Vec<Article> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder of articles")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    files
        .iter()
        .filter_map(|file| read(file, &Settings::default()).ok())
        .flatten()
        .filter_map(Result::ok)
        .filter(|article| article.language == "en")
        // What is changed is the text, so that it is read again as a text.
        .filter_map(|article| {
            let again = read_bytes(
                article.text.as_str().as_bytes(),
                &article.source,
                &Settings::default(),
            );
            let mut again = again.ok()?.next()?.ok()?;
            again.outlet = Some("The First Gazette".to_owned());
            again.published = article.published.clone();
            again.published.evidence.clear();
            Some(again)
        })
        .collect()
}

/// The same article as another outlet carries it, with a change or without.
fn copy(original: &Annotated, change: Option<&Change>) -> Annotated {
    let mut words = original.article.text.as_str().to_owned();
    if let Some(change) = change {
        words.replace_range(change.at.clone(), &change.by);
    }
    let mut articles = read_bytes(words.as_bytes(), "copy", &Settings::default()).expect("a text");
    let mut article = articles.next().expect("an article").expect("a text");
    article.id = ArticleId("c0".repeat(8));
    article.outlet = Some("The Second Gazette".to_owned());
    article.published = original.article.published.clone();
    rapporteur::annotate(article)
}

/// The places, in bytes of one article, of what is told to differ in some articles.
fn differences(articles: &[&Annotated], of: &Annotated) -> Vec<Range<usize>> {
    let articles: Vec<Annotated> = articles.iter().copied().cloned().collect();
    rapporteur::collate(&articles)
        .collations
        .iter()
        .filter(|c| c.verdict == Verdict::Differ)
        // Between all of them: what differs inside one is no matter of the other.
        .filter(|c| {
            articles
                .iter()
                .all(|one| c.accounts.iter().any(|a| a.article == one.article.id))
        })
        .flat_map(|c| &c.accounts)
        .filter(|account| account.article == of.article.id)
        .filter_map(|account| of.article.text.span_of_chars(account.start, account.end))
        .map(|span| span.start()..span.end())
        .collect()
}

fn is_found(original: &Annotated, change: &Change) -> bool {
    let copy = copy(original, Some(change));
    let at = change.at.start..change.at.start + change.by.len().max(1);
    let sentence = sentence(copy.article.text.as_str(), &at);
    differences(&[original, &copy], &copy)
        .iter()
        .any(|place| place.start < sentence.end && sentence.start < place.end)
}

fn missed(original: &Annotated, change: &Change) {
    let text = original.article.text.as_str();
    let sentence = sentence(text, &change.at);
    println!(
        "{} {:?} -> {:?} in {:?}",
        change.kind,
        &text[change.at.clone()],
        change.by,
        &text[sentence]
    );
}

/// How many sentences of an unchanged copy are told to differ, and of how many.
fn false_alarms(original: &Annotated) -> (usize, usize) {
    let copy = copy(original, None);
    let text = copy.article.text.as_str();
    // Two speakers of one article may contradict each other: that is no alarm of the pair.
    let own = differences(&[&copy], &copy);
    let mut alarmed: Vec<Range<usize>> = differences(&[original, &copy], &copy)
        .iter()
        .filter(|place| !own.contains(place))
        .map(|place| sentence(text, place))
        .collect();
    alarmed.sort_by_key(|r| r.start);
    alarmed.dedup();
    let mut sentences: Vec<Range<usize>> = copy
        .article
        .blocks_of(BlockKind::Body)
        .flat_map(|span| {
            text[span.start()..span.end()]
                .match_indices(". ")
                .map(move |(at, _)| span.start() + at)
        })
        .map(|at| sentence(text, &(at..at + 1)))
        .collect();
    sentences.dedup();
    (alarmed.len(), sentences.len().max(alarmed.len()))
}

/// The sentence around a place, roughly: to the next full stop with a space, or the end of the line.
fn sentence(text: &str, at: &Range<usize>) -> Range<usize> {
    let before = &text[..at.start];
    let start = [". ", "\n", ".” ", "? "]
        .iter()
        .filter_map(|end| before.rfind(end).map(|found| found + end.len()))
        .max()
        .unwrap_or(0);
    let after = &text[at.end..];
    let end = [". ", "\n", ".” ", "? "]
        .iter()
        .filter_map(|end| after.find(end))
        .min()
        .unwrap_or(after.len());
    start..at.end + end
}

/// All that can be changed in an article.
fn changes(original: &Annotated) -> Vec<Change> {
    [
        dates(original),
        counts(original),
        negations(original),
        roles(original),
    ]
    .into_iter()
    .flat_map(spread)
    .collect()
}

/// At most [`MOST`] of one kind, spread over the article.
fn spread(all: Vec<Change>) -> Vec<Change> {
    let step = all.len().div_ceil(MOST).max(1);
    all.into_iter().step_by(step).collect()
}

fn in_body(original: &Annotated, at: &Range<usize>) -> bool {
    original
        .article
        .text
        .span(at.start, at.end)
        .is_some_and(|span| original.article.kind_at(span) == Some(BlockKind::Body))
}

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Another day of the month or of the week.
fn dates(original: &Annotated) -> Vec<Change> {
    let text = original.article.text.as_str();
    let times = original.times.iter();
    let days = times.filter(|t| t.value.as_ref().is_some_and(|v| v.as_str().len() >= 10));
    days.filter_map(|time| {
        let words = &text[time.span.start()..time.span.end()];
        let start = time.span.start();
        if let Some((day, at)) = DAYS
            .iter()
            .enumerate()
            .find_map(|(n, d)| Some((n, words.find(d)?)))
        {
            return Some(Change {
                kind: "dates",
                at: start + at..start + at + DAYS[day].len(),
                by: DAYS[(day + 3) % 7].to_owned(),
            });
        }
        let at = words.find(|c: char| c.is_ascii_digit())?;
        let digits: String = words[at..]
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let day: u32 = digits.parse().ok().filter(|day| (1..=31).contains(day))?;
        let other = if day > 14 { day - 3 } else { day + 3 };
        Some(Change {
            kind: "dates",
            at: start + at..start + at + digits.len(),
            by: other.to_string(),
        })
    })
    .filter(|change| in_body(original, &change.at))
    .collect()
}

const NUMBERS: [&str; 11] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];

/// Another number of what is counted.
fn counts(original: &Annotated) -> Vec<Change> {
    let text = original.article.text.as_str();
    let figures = original.figures.iter();
    figures
        .filter(|f| matches!(f.value, Some(Quantity::One(n)) if n >= 2.0) && !f.unit.is_empty())
        .filter_map(|figure| {
            let words = &text[figure.span.start()..figure.span.end()];
            let start = figure.span.start();
            if let Some(at) = words.find(|c: char| c.is_ascii_digit()) {
                let digit = words[at..].chars().next()?.to_digit(10)?;
                return Some(Change {
                    kind: "counts",
                    at: start + at..start + at + 1,
                    by: (digit % 9 + 1).to_string(),
                });
            }
            let (n, at) = NUMBERS.iter().enumerate().find_map(|(n, word)| {
                let at = words.find(word)?;
                (words[at..].split_whitespace().next() == Some(word)).then_some((n, at))
            })?;
            Some(Change {
                kind: "counts",
                at: start + at..start + at + NUMBERS[n].len(),
                by: NUMBERS[(n + 3) % NUMBERS.len()].to_owned(),
            })
        })
        .filter(|change| in_body(original, &change.at))
        .collect()
}

/// A "not" more or less.
fn negations(original: &Annotated) -> Vec<Change> {
    let text = original.article.text.as_str();
    let less = text.match_indices(" not ").map(|(at, _)| Change {
        kind: "negations",
        at: at + 1..at + 5,
        by: String::new(),
    });
    let more = [
        " will ",
        " has been ",
        " had been ",
        " was ",
        " were ",
        " can ",
        " must ",
    ]
    .into_iter()
    .flat_map(|verb| text.match_indices(verb).map(move |(at, _)| (verb, at)))
    .filter(|(verb, at)| !text[at + verb.len()..].starts_with("not "))
    .map(|(verb, at)| {
        // "has not been"
        let first = verb[1..].find(' ').map_or(verb.len(), |end| end + 2);
        Change {
            kind: "negations",
            at: at + first..at + first,
            by: "not ".to_owned(),
        }
    });
    let mut all: Vec<Change> = less.chain(more).collect();
    all.retain(|change| in_body(original, &(change.at.start..change.at.start + 1)));
    all.sort_by_key(|change| change.at.start);
    all
}

/// Pasts without "-ed" that a report of an action has often.
const IRREGULAR: [&str; 14] = [
    "told", "met", "made", "gave", "sent", "shot", "hit", "left", "began", "took", "wrote", "held",
    "broke", "sold",
];

/// Two names of a clause in each other's place: who did it to whom.
fn roles(original: &Annotated) -> Vec<Change> {
    let text = original.article.text.as_str();
    let acts = |kind| {
        !matches!(
            kind,
            ReferentKind::Place | ReferentKind::Event | ReferentKind::Agreement | ReferentKind::Law
        )
    };
    let names: Vec<(Range<usize>, u32)> = original
        .mentions
        .iter()
        .filter(|m| m.form == Form::Name)
        .filter_map(|m| Some((m.span.start()..m.span.end(), m.referent?)))
        .filter(|(_, r)| {
            original
                .referents
                .get(r.0 as usize)
                .is_some_and(|r| acts(r.kind))
        })
        .map(|(at, r)| (at, r.0))
        .collect();
    names
        .windows(2)
        .filter_map(|pair| {
            let [(first, one), (second, two)] = pair else {
                return None;
            };
            let between = text.get(first.end..second.start)?;
            let apart = one != two && text[first.clone()] != text[second.clone()];
            let count = between.split_whitespace().count();
            let clause = !between.contains(['.', '\n', ';', '“', '”', '(', '—']);
            let verb = |word: &str| word.ends_with("ed") || IRREGULAR.contains(&word);
            let verb = between.split_whitespace().any(verb);
            let joined = matches!(between.trim(), "and" | "or");
            (apart && clause && verb && !joined && (1..=15).contains(&count)).then(|| Change {
                kind: "roles",
                at: first.start..second.end,
                by: format!("{}{between}{}", &text[second.clone()], &text[first.clone()]),
            })
        })
        .filter(|change| in_body(original, &change.at))
        .collect()
}
