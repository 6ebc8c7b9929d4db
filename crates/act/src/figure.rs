//! Quantities: numerals with what they count.

use crate::words::{Sentence, Word, sentences};
use rapporteur_parse::Parsed;
use rapporteur_parse::closed::{Class, class_of};
use rapporteur_record::{
    Article, BlockKind, Figure, FigureMod, Quantity, Span, Statement, StatementId, Time,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The lists of `data/numbers.txt`.
#[derive(Debug, Default)]
struct Lists {
    values: BTreeMap<&'static str, f64>,
    times: BTreeMap<&'static str, f64>,
    modifiers: Vec<(Vec<&'static str>, FigureMod)>,
    not_counts: BTreeSet<&'static str>,
    parts: BTreeMap<&'static str, f64>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists::default();
    let mut heading = "";
    for line in include_str!("../data/numbers.txt")
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
    {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            heading = name;
            continue;
        }
        let number = line
            .split_once(' ')
            .and_then(|(word, n)| Some((word, n.parse::<f64>().ok()?)));
        let modifier = match heading {
            "about" => Some(FigureMod::About),
            "more than" => Some(FigureMod::MoreThan),
            "less than" => Some(FigureMod::LessThan),
            _ => None,
        };
        match (heading, number, modifier) {
            ("value", Some((word, n)), _) => drop(lists.values.insert(word, n)),
            ("times", Some((word, n)), _) => drop(lists.times.insert(word, n)),
            ("part of a whole", Some((word, n)), _) => drop(lists.parts.insert(word, n)),
            (_, _, Some(modifier)) => lists.modifiers.push((line.split(' ').collect(), modifier)),
            ("not a count", ..) => drop(lists.not_counts.insert(line)),
            _ => {}
        }
    }
    lists
        .modifiers
        .sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    lists
});

/// Quantities of the body, with whose they are. Shares ("a third of", "two in three", "40 percent") are told in percent.
/// Dates, durations, ages, numbers that are names and counts of those who speak ("two officials said") are left out.
pub fn figures(
    article: &Article,
    parsed: &Parsed,
    times: &[Time],
    statements: &[Statement],
) -> Vec<Figure> {
    let holders = Holders::of(statements);
    let mut sources: Vec<Span> = statements.iter().flat_map(|s| &s.source).copied().collect();
    sources.sort_unstable();
    let mut figures = Vec::new();
    for block in article.blocks_of(BlockKind::Body) {
        for sentence in sentences(article, parsed, block) {
            let mut at = 0;
            while at < sentence.words.len() {
                match figure(&sentence, at, times) {
                    Some((figure, end)) => {
                        if !in_source(&sources, figure.span) {
                            figures.push(Figure {
                                stated_in: holders.innermost(figure.span),
                                ..figure
                            });
                        }
                        at = end;
                    }
                    None => at += 1,
                }
            }
        }
    }
    figures
}

/// The figure whose numeral begins at `at`, and where it ends.
fn figure(sentence: &Sentence<'_>, at: usize, times: &[Time]) -> Option<(Figure, usize)> {
    let word = |n: usize| sentence.words.get(n);
    if let Some((value, end)) = share(sentence, at) {
        let (start, modifier) = modified(sentence, at);
        let span = word(start)?.span.cover(word(end - 1)?.span);
        let figure = Figure {
            span,
            value: Some(Quantity::One(value)),
            unit: "%".to_owned(),
            modifier,
            stated_in: None,
        };
        return (!in_time(times, span)).then_some((figure, end));
    }
    let (mut value, mut end) = numeral(sentence, at)?;
    let mut quantity = Quantity::One(value);
    if let Some((high, after)) = range_to(sentence, at, end).filter(|(high, _)| *high > value) {
        // "two to three hundred"
        let scale = word(after - 1).and_then(|w| LISTS.times.get(w.lower.as_str()));
        let scaled = LISTS.times.contains_key(word(end - 1)?.lower.as_str());
        if let Some(scale) = scale.filter(|_| !scaled && value < 100.0 && after > end + 2) {
            value *= scale;
        }
        quantity = Quantity::Range(value, high);
        end = after;
    }
    let before = at.checked_sub(1).and_then(word);
    let currency = before.filter(|w| matches!(w.text, "$" | "£" | "€"));
    let start = if currency.is_some() { at - 1 } else { at };
    let preceding = start
        .checked_sub(1)
        .and_then(word)
        .map_or("", |w| w.lower.as_str());
    if LISTS.not_counts.contains(preceding) || preceding == "#" {
        return None;
    }
    let (start, modifier) = modified(sentence, start);
    let (start, end, modifier) = or_so(sentence, start, end, modifier);
    let numeral_span = word(at)?.span.cover(word(end - 1)?.span);
    if in_time(times, numeral_span) || is_bare_number(sentence, at, end, currency.is_some()) {
        return None;
    }
    let unit = match currency {
        Some(sign) => sign.text.to_owned(),
        None => unit(sentence, end)?,
    };
    let span = word(start)?.span.cover(word(end - 1)?.span);
    Some((
        Figure {
            span,
            value: Some(quantity),
            unit,
            modifier,
            stated_in: None,
        },
        end,
    ))
}

/// A share, in percent: "half the fleet", "a third of", "two thirds", "one in five", "nine out of ten".
fn share(sentence: &Sentence<'_>, at: usize) -> Option<(f64, usize)> {
    let word = |n: usize| sentence.words.get(n).map_or("", |w| w.lower.as_str());
    let percent = |part: f64, whole: f64| (10_000.0 * part / whole).round() / 100.0;
    let part = |n: usize| {
        let singular = word(n).strip_suffix('s').unwrap_or(word(n));
        LISTS.parts.get(singular).copied()
    };
    if word(at) == "half" {
        let whole = matches!(
            word(at + 1),
            "of" | "the" | "its" | "their" | "our" | "his" | "her" | "those" | "these" | "all"
        );
        return whole.then_some((50.0, at + 1));
    }
    let one = matches!(word(at), "a" | "one") && word(at + 2) == "of";
    if let Some(whole) = part(at + 1).filter(|_| one) {
        return Some((percent(1.0, whole), at + 2));
    }
    // "two-thirds" as one word
    if let Some((many, fraction)) = word(at).split_once('-') {
        let whole = LISTS.parts.get(fraction.strip_suffix('s')?)?;
        return Some((percent(*LISTS.values.get(many)?, *whole), at + 1));
    }
    let (many, end) = numeral(sentence, at)?;
    let hyphen = usize::from(word(end) == "-");
    if let Some(whole) =
        part(end + hyphen).filter(|whole| word(end + hyphen).ends_with('s') && many < *whole)
    {
        return Some((percent(many, whole), end + hyphen + 1));
    }
    let from = match (word(end), word(end + 1)) {
        ("out", "of") | ("of" | "in", "every") => end + 2,
        ("in", _) => end + 1,
        _ => return None,
    };
    let (whole, end) = numeral(sentence, from)?;
    // "two in 2019", "three in four days"
    let small = many < whole && whole <= 1000.0 && many <= 100.0 && whole.fract() == 0.0;
    let duration = matches!(
        word(end).trim_end_matches('s'),
        "second" | "minute" | "hour" | "day" | "night" | "week" | "month" | "year" | "decade"
    );
    (small && !duration).then(|| (percent(many, whole), end))
}

/// The upper end of a range whose lower end is the numeral at `at..end`: "40 to 50", "between 200 and 300"; not
/// "rose from 40 to 50".
fn range_to(sentence: &Sentence<'_>, at: usize, end: usize) -> Option<(f64, usize)> {
    let word = |n: usize| sentence.words.get(n).map_or("", |w| w.lower.as_str());
    let before = at.checked_sub(1).map_or("", word);
    let joined = match word(end) {
        "to" | "-" | "–" => before != "from",
        "and" => before == "between",
        _ => false,
    };
    numeral(sentence, end + 1).filter(|_| joined)
}

/// "a hundred or so": the words after it make the number a rough one.
fn or_so(
    sentence: &Sentence<'_>,
    start: usize,
    end: usize,
    modifier: Option<FigureMod>,
) -> (usize, usize, Option<FigureMod>) {
    let word = |n: usize| sentence.words.get(n).map_or("", |w| w.lower.as_str());
    match (word(end), word(end + 1)) {
        ("or", "so") => (start, end + 2, modifier.or(Some(FigureMod::About))),
        _ => (start, end, modifier),
    }
}

/// The value of the numeral that begins at `at`: "312", "1,200", "2.5 million", "twenty-one", "two dozen".
fn numeral(sentence: &Sentence<'_>, at: usize) -> Option<(f64, usize)> {
    let mut end = at + 1;
    let first = sentence.words.get(at)?;
    let lower = |n: usize| sentence.words.get(n).map_or("", |w| w.lower.as_str());
    // "a dozen", "half a million"
    let times = |n: usize| LISTS.times.get(lower(n));
    match (lower(at), lower(at + 1)) {
        ("half", "a") => return times(at + 2).map(|t| (t / 2.0, at + 3)),
        ("a" | "an", _) => return times(at + 1).map(|t| (*t, at + 2)),
        _ => {}
    }
    let mut value = match LISTS.values.get(first.lower.as_str()) {
        Some(value) => *value,
        None => digits(first.text).or_else(|| hyphenated(&first.lower))?,
    };
    // "twenty", "-", "one"
    let joined = |n: usize| {
        sentence
            .words
            .get(n)
            .filter(|w| w.text == "-")
            .and(sentence.words.get(n + 1))
    };
    if (20.0..100.0).contains(&value)
        && let Some(ones) = joined(end).and_then(|w| LISTS.values.get(w.lower.as_str()))
    {
        value += ones;
        end += 2;
    }
    while let Some(times) = sentence
        .words
        .get(end)
        .and_then(|w| LISTS.times.get(w.lower.as_str()))
    {
        value *= times;
        end += 1;
    }
    Some((value, end))
}

/// "1,200", "91420", "2.5"; not "2021-13" and not "4th".
fn digits(word: &str) -> Option<f64> {
    let lawful = word.starts_with(|c: char| c.is_ascii_digit())
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || c == ',' || c == '.')
        && word.len() <= 18;
    if !lawful {
        return None;
    }
    word.trim_end_matches(['.', ','])
        .replace(',', "")
        .parse()
        .ok()
}

/// "twenty-one" written as one token.
fn hyphenated(word: &str) -> Option<f64> {
    let (tens, ones) = word.split_once('-')?;
    Some(LISTS.values.get(tens)? + LISTS.values.get(ones)?)
}

/// Where the figure begins with its modifier ("more than 300"), and which it is.
fn modified(sentence: &Sentence<'_>, start: usize) -> (usize, Option<FigureMod>) {
    for (words, modifier) in &LISTS.modifiers {
        let Some(from) = start.checked_sub(words.len()) else {
            continue;
        };
        let here = sentence.words.get(from..start).unwrap_or_default();
        if here
            .iter()
            .map(|w| w.lower.as_str())
            .eq(words.iter().copied())
        {
            return (from, Some(*modifier));
        }
    }
    (start, None)
}

/// Whether a place lies in the words that name who speaks.
fn in_source(sources: &[Span], span: Span) -> bool {
    let after = sources.partition_point(|s| s.start() <= span.start());
    let before = sources.get(..after).unwrap_or_default().iter().rev();
    before.take(4).any(|s| s.contains(span)) || sources.get(after).is_some_and(|s| s.overlaps(span))
}

fn in_time(times: &[Time], span: Span) -> bool {
    let after = times.partition_point(|t| t.span.end() <= span.start());
    times.get(after).is_some_and(|t| t.span.overlaps(span))
}

/// Ages after a comma ("Cole, 34, said"), "one" as a pronoun, numbers that end a clause.
fn is_bare_number(sentence: &Sentence<'_>, at: usize, end: usize, currency: bool) -> bool {
    let text = |n: Option<usize>| n.and_then(|n| sentence.words.get(n)).map_or("", |w| w.text);
    let lower = |n: usize| sentence.words.get(n).map_or("", |w| w.lower.as_str());
    let age = text(at.checked_sub(1)) == ","
        && matches!(text(Some(end)), "," | "." | "")
        && at
            .checked_sub(2)
            .and_then(|n| sentence.words.get(n))
            .is_some_and(is_capital);
    let before = at.checked_sub(1).map_or("", lower);
    let pronoun = lower(at) == "one"
        && (lower(end) == "of"
            || class_of(lower(end)) != Class::Open
            || ONE_OF_TWO.contains(&lower(end)));
    // "the two sides", "these three": known already, not counted.
    let known = matches!(
        before,
        "the" | "these" | "those" | "both" | "its" | "their" | "our"
    ) && matches!(lower(at), "one" | "two" | "three");
    let part_of_name = sentence
        .words
        .get(at.wrapping_sub(1))
        .is_some_and(|w| w.text == "-" || w.text == "/");
    let ordinal_or_list = at == 0 && text(Some(end)) == ".";
    !currency && (age || pronoun || known || part_of_name || ordinal_or_list)
}

/// Nouns with which "one" counts nothing: "to one side", "one day".
const ONE_OF_TWO: [&str; 10] = [
    "day", "end", "hand", "point", "side", "sort", "thing", "time", "way", "word",
];

fn is_capital(word: &Word<'_>) -> bool {
    word.text.starts_with(char::is_uppercase)
}

/// What is counted: the noun after the numeral, with the adjectives before it; "%" for shares. Empty where the
/// noun is only understood ("there were 312").
fn unit(sentence: &Sentence<'_>, end: usize) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for word in sentence.words.iter().skip(end).take(4) {
        if matches!(word.lower.as_str(), "%" | "percent" | "per") {
            return Some("%".to_owned());
        }
        // "six of the vessels", "312 of them"
        if word.lower == "of" && words.is_empty() {
            return Some(
                sentence
                    .words
                    .iter()
                    .skip(end + 1)
                    .find(|w| class_of(&w.lower) == Class::Open)
                    .map(|w| w.lower.clone())
                    .unwrap_or_default(),
            );
        }
        if class_of(&word.lower) != Class::Open || word.lower.ends_with("ed") && !words.is_empty() {
            break;
        }
        words.push(&word.lower);
        if word.lower.ends_with('s')
            || matches!(word.lower.as_str(), "people" | "men" | "women" | "children")
        {
            break;
        }
    }
    Some(words.join(" "))
}

/// Which statement's content holds a place.
pub(crate) struct Holders {
    /// Every piece of content with the length of the whole content, by where it begins.
    pieces: Vec<(Span, usize, StatementId)>,
}

/// How many pieces back a place is looked for: contents nest a few deep at most.
const DEEPEST: usize = 32;

impl Holders {
    pub fn of(statements: &[Statement]) -> Holders {
        let mut pieces: Vec<(Span, usize, StatementId)> = Vec::new();
        for (number, statement) in (0..).zip(statements) {
            let length = statement.content.iter().map(|c| c.len()).sum();
            pieces.extend(
                statement
                    .content
                    .iter()
                    .map(|c| (*c, length, StatementId(number))),
            );
        }
        pieces.sort();
        Holders { pieces }
    }

    /// The innermost one, `None` where the article itself speaks.
    pub fn innermost(&self, place: Span) -> Option<StatementId> {
        let after = self
            .pieces
            .partition_point(|(piece, ..)| piece.start() <= place.start());
        let before = self
            .pieces
            .get(..after)
            .unwrap_or_default()
            .iter()
            .rev()
            .take(DEEPEST);
        let holding = before.filter(|(piece, ..)| piece.contains(place));
        holding
            .min_by_key(|(_, length, _)| *length)
            .map(|(.., id)| *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> String {
        let (article, parsed) = crate::testing::read(words);
        let show = |f: &Figure| {
            let value = serde_json::to_string(&f.value).unwrap();
            let modifier = f.modifier.map(|m| format!(" {m:?}")).unwrap_or_default();
            format!(
                "{} = {value} {}{modifier}",
                article.text.quote(f.span),
                f.unit
            )
        };
        figures(&article, &parsed, &[], &[])
            .iter()
            .map(show)
            .collect::<Vec<_>>()
            .join("; ")
    }

    #[test]
    fn numerals_in_digits_and_words() {
        insta::assert_snapshot!(read("About 300 lorries and twenty-one drivers waited."), @"About 300 = 300 lorries About; twenty-one = 21 drivers");
        insta::assert_snapshot!(read("More than two dozen people paid £1,200 each."), @"More than two dozen = 24 people MoreThan; £1,200 = 1200 £");
        insta::assert_snapshot!(read("A dozen boats and 40 to 50 carts came; half a million trees fell."), @"A dozen = 12 boats; 40 to 50 = [40,50] carts; half a million = 500000 trees");
        insta::assert_snapshot!(read("Six of the lorries burned; 2.5 million tonnes were lost."), @"Six = 6 lorries; 2.5 million = 2500000 tonnes");
    }

    #[test]
    fn shares_are_told_in_percent() {
        insta::assert_snapshot!(read("About a third of the boats and two thirds of the nets were lost."), @"About a third = 33.33 % About; two thirds = 66.67 %");
        insta::assert_snapshot!(read("More than half the fleet and one in five sailors came, nine out of ten by night."), @"More than half = 50 % MoreThan; one in five = 20 %; nine out of ten = 90 %");
        insta::assert_snapshot!(read("Two-thirds agreed, 40 percent did not, and 12.5% were away."), @"Two-thirds = 66.67 %; 40 = 40 %; 12.5 = 12.5 %");
        insta::assert_snapshot!(read("It was the third of his letters, sent on the fourth of May."), @"");
    }

    #[test]
    fn the_lower_end_of_a_range_is_as_great_as_the_upper() {
        insta::assert_snapshot!(read("Between two and three hundred carts came."), @"two and three hundred = [200,300] carts");
    }

    #[test]
    fn what_is_no_figure() {
        insta::assert_snapshot!(read("Orla Venn, 34, cited Article 9 and Resolution 418."), @"");
        insta::assert_snapshot!(read("One of them left."), @"");
        insta::assert_snapshot!(read("The two sides stood to one side."), @"");
    }
}
