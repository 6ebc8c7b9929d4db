//! How copies, stories and collations grow: articles are made up, twice as many each time, and laid side by side.
//!
//! Made up are stories of five to forty articles, each with names, words and figures of its own among everybody's; one
//! article in five is a copy, cut or lightly edited. What is hard is measured beside that: one text a thousand times,
//! no days, one name for every outlet, one article, and many statements of one speaker.

use crate::{Dice, Words, capital};
use rapporteur::record::{Annotated, Article, ArticleId, Block, BlockKind, How, Text};
use std::time::{Duration, Instant};

/// Copies and stories of so many articles may take so long, and so much memory.
const SECONDS: f64 = 300.0;
const KIB: u64 = 6 * 1024 * 1024;
/// So many articles are the goal.
const GOAL: usize = 100_000;
/// Time may grow with this exponent at most, where it is long enough to tell.
const EXPONENT: f64 = 1.2;
const TELLING: f64 = 2.0;
/// A story of two hundred articles may take so long to collate.
const STORY_SECONDS: f64 = 5.0;

/// Prints growth up to so many articles, and what is hard; an error where a bound is passed.
pub fn run(most: usize) -> Result<(), String> {
    let words = Words::invent();
    let mut faults = Vec::new();
    println!("copies and stories          articles   seconds  exponent  copies  stories  peak MiB");
    let mut last: Option<(usize, f64)> = None;
    for n in [16, 8, 4, 2, 1].map(|part| most / part) {
        let articles: Vec<Article> = (0..n).map(|i| article(&words, i)).collect();
        let all: Vec<&Article> = articles.iter().collect();
        let begun = Clock::start();
        let (copies, stories) = rapporteur::copies_and_stories(&all);
        let seconds = begun.seconds();
        let exponent = last.map(|(m, s)| (seconds / s).ln() / (n as f64 / m as f64).ln());
        println!(
            "{:26}  {n:8}  {seconds:8.2}  {}  {:6}  {:7}  {:8}",
            "",
            exponent.map_or_else(|| "       -".to_owned(), |e| format!("{e:8.2}")),
            copies.len(),
            stories.len(),
            peak() / 1024,
        );
        if exponent.is_some_and(|e| e > EXPONENT) && seconds > TELLING {
            faults.push(format!("copies and stories grow faster than n^{EXPONENT}"));
        }
        if n == GOAL && (seconds > SECONDS || peak() > KIB) {
            faults.push(format!(
                "{GOAL} articles take {seconds:.0} s and {} KiB",
                peak()
            ));
        }
        last = Some((n, seconds));
    }
    hard(&words, &mut faults);
    collating(&words, most, &mut faults);
    match faults.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "expected no bound to be passed, but found that {}",
            faults.join("; ")
        )),
    }
}

/// What is hard: its name, how many articles of it, and how one is made.
type Hard = (&'static str, usize, fn(&Words, usize) -> Article);

/// One text a thousand times, articles without days, outlets of one name, one article.
fn hard(words: &Words, faults: &mut Vec<String>) {
    let make: [Hard; 4] = [
        ("one text a thousand times", 1000, |words, i| Article {
            id: ArticleId(format!("{i:016x}")),
            ..article(words, 1)
        }),
        ("no days", 2000, |words, i| Article {
            published: Default::default(),
            ..article(words, i)
        }),
        ("outlets of one name", 2000, |words, i| Article {
            outlet: Some("The Gazette".to_owned()),
            ..article(words, i)
        }),
        ("one article", 1, article),
    ];
    println!("\nhard                        articles   seconds  twice as many");
    for (name, n, make) in make {
        let time = |n: usize| {
            let articles: Vec<Annotated> = (0..n)
                .map(|i| Annotated {
                    article: make(words, i),
                    ..Annotated::default()
                })
                .collect();
            let begun = Clock::start();
            let collated = rapporteur::collate(&articles);
            let empty = collated
                .collations
                .iter()
                .any(|c| c.topic.trim().is_empty());
            (begun.seconds(), empty)
        };
        let ((once, empty), (twice, _)) = (time(n), time(2 * n));
        println!("{name:26}  {n:8}  {once:8.2}  {twice:8.2}");
        if empty {
            faults.push(format!("a topic of {name} is empty"));
        }
        if twice > TELLING && (twice / once).log2() > EXPONENT {
            faults.push(format!(
                "{name}: twice as many take {:.1} times as long",
                twice / once
            ));
        }
    }
}

/// A story of two hundred articles, and many statements of one speaker, read and collated.
fn collating(words: &Words, most: usize, faults: &mut Vec<String>) {
    println!("\ncollating                   articles  statements   seconds  collations");
    let mut collate = |name: &str, articles: Vec<Article>, bound: f64| {
        let annotated: Vec<Annotated> = articles.into_iter().map(rapporteur::annotate).collect();
        let statements: usize = annotated.iter().map(|a| a.statements.len()).sum();
        let begun = Clock::start();
        let collated = rapporteur::collate(&annotated);
        let seconds = begun.seconds();
        println!(
            "{name:26}  {:8}  {statements:10}  {seconds:8.2}  {:10}",
            annotated.len(),
            collated.collations.len()
        );
        if seconds > bound {
            faults.push(format!("{name} takes {seconds:.1} s"));
        }
        seconds
    };
    let full = most >= GOAL;
    for n in if full {
        vec![50, 100, 200]
    } else {
        vec![10, 20]
    } {
        let story = (0..n).map(|i| report(words, i, 30)).collect();
        collate("one story", story, STORY_SECONDS);
    }
    let sizes = if full {
        [12_500, 25_000, 50_000]
    } else {
        [250, 500, 1000]
    };
    let mut last: Option<f64> = None;
    let mut exponents = Vec::new();
    for n in sizes {
        let articles = (0..n / 50).map(|i| speech(words, i, 50)).collect();
        let seconds = collate("one speaker", articles, f64::INFINITY);
        exponents.extend(
            last.map(|s| (seconds / s).log2())
                .filter(|_| seconds > TELLING),
        );
        last = Some(seconds);
    }
    if let Some(e) = exponents
        .iter()
        .copied()
        .reduce(f64::max)
        .filter(|e| *e > EXPONENT)
    {
        faults.push(format!("statements of one speaker grow as n^{e:.2}"));
    }
}

fn of(text: String, outlet: String, number: usize, day: usize) -> Article {
    let text = Text::new(text);
    let blocks = text
        .as_str()
        .split("\n\n")
        .filter_map(|p| text.span_of(p))
        .map(|span| Block {
            kind: BlockKind::Body,
            span,
        });
    let mut article = Article {
        id: ArticleId(format!("{number:016x}")),
        source: format!("{number}.txt"),
        outlet: Some(outlet),
        language: "en".to_owned(),
        blocks: blocks.collect(),
        ..Article::default()
    };
    let first = jiff::civil::date(2031, 1, 1);
    let days = i64::try_from(day).unwrap_or(0);
    article.published.date = first.checked_add(jiff::Span::new().days(days)).ok();
    article.published.how = How::Metadata;
    article.text = text;
    article
}

/// Article `i` of all: of a story of five to forty, in words of its own and everybody's.
fn article(words: &Words, i: usize) -> Article {
    let story = i / 20;
    let copied = i % 5 == 4;
    let mut dice = Dice(if copied { i - 1 } else { i } as u64 * 2 + 1);
    let mut text = String::new();
    for sentence in 0..24 {
        for n in 0..12 {
            let word = match dice.below(4) {
                0 => {
                    let own = Dice((story * 60 + dice.below(60)) as u64 + 1_000_003)
                        .below(usize::MAX / 2);
                    format!(
                        "{}{}",
                        words.words.get(own % words.words.len()).map_or("", |w| w),
                        own % 977
                    )
                }
                _ => words
                    .words
                    .get(dice.skewed(words.words.len()))
                    .cloned()
                    .unwrap_or_default(),
            };
            text.push_str(&if n == 0 { capital(&word) } else { word });
            text.push_str(if n == 11 { ". " } else { " " });
        }
        // A copy is cut here and there.
        if copied && sentence == 20 {
            break;
        }
    }
    let outlet = words
        .outlets
        .get(i % words.outlets.len())
        .cloned()
        .unwrap_or_default();
    of(text, outlet, i, story % 3000 + i % 20)
}

/// A report on one quarrel, with figures, days and denials that are not everybody's.
fn report(words: &Words, i: usize, sentences: usize) -> Article {
    let mut dice = Dice(i as u64 + 11);
    let name = |n: usize| words.people.get(n).map_or("Ana Brill", |p| p);
    let place = |n: usize| words.places.get(n).map_or("Elm", |p| p);
    let word = |dice: &mut Dice| {
        words
            .words
            .get(dice.below(300))
            .cloned()
            .unwrap_or_default()
    };
    let mut text = String::new();
    for n in 0..sentences {
        let (who, at, thing) = (name(dice.below(8)), place(dice.below(4)), word(&mut dice));
        let sentence = match dice.below(6) {
            0 => format!(
                "{who} said that {} guards of {at} had fired first at the {thing}.",
                30 + dice.below(30)
            ),
            1 => format!(
                "The {thing} of {at} was closed on {} March 2031, said {who}.",
                1 + dice.below(9)
            ),
            2 => format!("{who} denied that the {thing} had been attacked by guards of {at}."),
            3 => format!(
                "The {} Accord provides for no inspection of the {thing}, {who} said.",
                at
            ),
            4 => format!("“We will not leave the {thing} of {at},” {who} said on Monday."),
            _ => format!(
                "The guards of {at} destroyed the {thing} with {} boats.",
                2 + dice.below(40)
            ),
        };
        text.push_str(&sentence);
        text.push_str(if n % 4 == 3 { "\n\n" } else { " " });
    }
    of(text.trim_end().to_owned(), format!("Outlet {i}"), i, i % 60)
}

/// An article of statements of one speaker.
fn speech(words: &Words, i: usize, statements: usize) -> Article {
    let mut dice = Dice(i as u64 + 5);
    let mut text = String::new();
    for n in 0..statements {
        let word = |dice: &mut Dice| {
            words
                .words
                .get(dice.below(1500))
                .cloned()
                .unwrap_or_default()
        };
        let no = if dice.below(2) == 0 {
            "no guards"
        } else {
            "40 guards"
        };
        let (a, b) = (word(&mut dice), word(&mut dice));
        text.push_str(&format!(
            "Ana Brill said that {no} had shot at the {a} of the {b}."
        ));
        text.push_str(if n % 5 == 4 { "\n\n" } else { " " });
    }
    of(
        text.trim_end().to_owned(),
        format!("Outlet {i}"),
        i,
        i % 300,
    )
}

/// The time that this thread has had of a processor, where the system tells (Linux), else the time that has gone by: a
/// machine that others use too then measures the same.
struct Clock(Instant, Option<Duration>);

impl Clock {
    fn start() -> Clock {
        Clock(Instant::now(), Clock::processor())
    }

    fn seconds(&self) -> f64 {
        let spent = Clock::processor()
            .zip(self.1)
            .map(|(now, then)| now.saturating_sub(then));
        spent.unwrap_or_else(|| self.0.elapsed()).as_secs_f64()
    }

    fn processor() -> Option<Duration> {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        told.split(' ')
            .next()?
            .parse()
            .ok()
            .map(Duration::from_nanos)
    }
}

/// The most memory this process has had, in KiB, where the system tells (Linux).
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_ascii_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
