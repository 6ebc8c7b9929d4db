//! Lines that name the authors: "By A and B", "Reporting by …", "posted by x on DATE", "NAME, Place".

use crate::day::Day;
use crate::lists;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

/// A line that names the authors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Byline {
    /// The bytes of the line without a date or what else stands behind the names.
    pub at: Range<usize>,
    /// Whether its words alone say so; else only its place under a headline does.
    pub strong: bool,
}

static ROLES: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| lists::set(include_str!("../../data/roles.txt")));

/// How many bytes may stand behind names that nothing but their place makes a byline.
const MOST_BEHIND: usize = 80;

/// What opens a line that names authors.
const OPENERS: &[&str] = &[
    "by ",
    "by: ",
    "by:",
    "posted by ",
    "written by ",
    "story by ",
    "text by ",
    "words by ",
    "published by ",
    "report by ",
    "reported by ",
    "reporting by ",
    "(reporting by ",
    "author: ",
    "authors: ",
    "from our ",
    "additional reporting by ",
    "compiled by ",
    "edited by ",
];

/// What follows "by" where it is no name.
const NO_NAME: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words inside a name that begin with a small letter.
const PARTICLES: &[&str] = &[
    "and", "of", "the", "in", "for", "at", "with", "de", "da", "do", "dos", "del", "della", "di",
    "du", "la", "le", "van", "von", "der", "den", "ter", "bin", "ibn", "al", "el", "y", "e", "zu",
    "af", "av",
];

/// The byline that a line is, if any.
pub(crate) fn of(line: &str, days: &[Day]) -> Option<Byline> {
    let inner = line.trim_matches(|c: char| "*_ \t—–-".contains(c));
    let offset = line.find(inner)?;
    let lower = lists::head(inner, 40).to_lowercase();
    let opener = OPENERS.iter().find(|o| lower.starts_with(**o));
    let end = names_end(line, offset, days);
    let names = line.get(offset..end)?;
    let count = names.split_whitespace().count();
    if let Some(opener) = opener {
        let after = inner.get(opener.len()..)?.trim_start();
        let first = lists::words(after).next()?;
        let named = after.starts_with(|c: char| c.is_uppercase() || c == '@' || *opener != "by ")
            && !NO_NAME.contains(&first.as_str());
        let ends = names.ends_with('.') && !names.ends_with("Jr.") && !names.ends_with("Sr.");
        let short = if opener.contains("reporting") || opener.contains("edited") {
            count <= 40
        } else {
            count <= 25 && !(ends && count > 6) && mostly_names(names)
        };
        return (named && short).then_some(Byline {
            at: offset..end,
            strong: true,
        });
    }
    // A name before a date that begins a sentence is a dateline.
    if line.len().saturating_sub(end) > MOST_BEHIND {
        return None;
    }
    let weak = is_bio(names)
        || count <= 8
            && !names.ends_with(['.', '?', '!', ':', ',', ';'])
            && (is_desk(names) || is_names(names));
    weak.then_some(Byline {
        at: offset..end,
        strong: false,
    })
}

/// Where the names end: before a date, or a bar behind them.
fn names_end(line: &str, offset: usize, days: &[Day]) -> usize {
    let day = days
        .iter()
        .map(|d| d.at.start)
        .find(|at| *at > offset)
        .unwrap_or(line.len());
    let cut = |sign: &str| {
        line.get(offset..day)
            .and_then(|l| l.find(sign))
            .map(|at| at + offset)
    };
    let bar = [" | ", " · ", " • ", " — ", " – ", "\t", "\n"]
        .into_iter()
        .filter_map(cut)
        .min();
    let end = bar.unwrap_or(day).min(day);
    let mut names = line.get(..end).unwrap_or(line).trim_end();
    // "… on", "… , Friday" before the date.
    loop {
        let before = names;
        names = names.trim_end_matches(|c: char| ",|·•-–—*_(".contains(c) || c.is_whitespace());
        for word in [" on", " at", " published", " updated", " posted"]
            .iter()
            .copied()
            .chain(NO_NAME.iter().copied())
        {
            let cut = names.len().saturating_sub(word.len());
            let tail = names.get(cut..).unwrap_or_default();
            let apart = names
                .get(..cut)
                .is_some_and(|n| word.starts_with(' ') || n.ends_with([' ', ',']));
            if day < line.len() && cut > offset && apart && tail.eq_ignore_ascii_case(word) {
                names = names.get(..cut).unwrap_or(names);
            }
        }
        if names == before {
            return names.len().max(offset);
        }
    }
}

/// Whether nearly all words could belong to names.
fn mostly_names(names: &str) -> bool {
    let words: Vec<&str> = names.split_whitespace().collect();
    let odd = words.iter().skip(1).filter(|w| {
        w.starts_with(char::is_lowercase)
            && !PARTICLES.contains(w)
            && !is_role(w)
            && !w.contains(['@', '_'])
    });
    odd.count() <= 2
}

fn is_role(word: &str) -> bool {
    let word = word
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    ROLES.contains(word.as_str())
}

/// "NAME is a senior fellow at …"
pub(crate) fn is_bio(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(40).collect();
    let Some(verb) = words
        .iter()
        .take(8)
        .position(|w| matches!(*w, "is" | "was" | "are" | "writes" | "reports" | "covers"))
    else {
        return false;
    };
    let name = words.get(..verb).unwrap_or_default();
    let rest = words.get(verb..).unwrap_or_default();
    let works = matches!(words.get(verb), Some(&("writes" | "reports" | "covers")))
        && rest.contains(&"for");
    (2..=7).contains(&verb)
        && words.len() < 40
        && name
            .iter()
            .all(|w| w.starts_with(char::is_uppercase) || PARTICLES.contains(w))
        && (works
            || rest.iter().take(10).any(|w| is_role(w))
                && matches!(rest.get(1), Some(&("a" | "an" | "the"))))
}

/// Whether a word of the line is what people who write are called.
pub(crate) fn has_role(line: &str) -> bool {
    line.split_whitespace().any(is_role)
}

/// "Elvo Daily political desk"
fn is_desk(line: &str) -> bool {
    let last = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    line.starts_with(char::is_uppercase) && is_role(last)
}

/// "Jonas Lund, Elvo"; "OTV/Desk"; "ABC". Every word begins with a capital.
pub(crate) fn is_names(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let capital = |w: &&str| {
        let w = w.trim_start_matches(['(', '“', '"', '@']);
        w.starts_with(char::is_uppercase) || PARTICLES.contains(&w) || w == "&"
    };
    let agency = words.len() == 1
        && line.chars().all(|c| c.is_uppercase() || "/.-".contains(c))
        && (2..=8).contains(&line.chars().count());
    let slug = words.len() <= 3 && line.contains('/') && words.iter().all(&capital);
    let first = words
        .first()
        .is_some_and(|w| w.starts_with(char::is_uppercase));
    agency
        || slug
        || first
            && words.len() >= 2
            && words.iter().all(&capital)
            && !line.contains(char::is_numeric)
            && !line.contains(['|', '›', '>', ':', '?', '!', '‘', '“'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        match of(line, &crate::day::days(line)) {
            Some(b) => format!(
                "{} {}",
                if b.strong { "strong:" } else { "weak:" },
                line.get(b.at).unwrap()
            ),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn bylines() {
        insta::assert_snapshot!(read("By Mira Oduya and Tor Lund"), @"strong: By Mira Oduya and Tor Lund");
        insta::assert_snapshot!(read("By Mira Oduya October 3, 2031"), @"strong: By Mira Oduya");
        insta::assert_snapshot!(read("By Mira Oduya, Chief Reporter"), @"strong: By Mira Oduya, Chief Reporter");
        insta::assert_snapshot!(read("*By Mira Oduya* — Friday, 3 May 2031"), @"strong: By Mira Oduya");
        insta::assert_snapshot!(read("posted by river_7 on 14 March 2031 at 07:52 | filed under: mud"), @"strong: posted by river_7");
        insta::assert_snapshot!(read("Reporting by Mira Oduya; editing by T. Lund"), @"strong: Reporting by Mira Oduya; editing by T. Lund");
        insta::assert_snapshot!(read("Mira Oduya, Elvo"), @"weak: Mira Oduya, Elvo");
        insta::assert_snapshot!(read("Elvo Daily political desk"), @"weak: Elvo Daily political desk");
        insta::assert_snapshot!(read("Dr. Mira Oduya is a senior fellow at the Torvane Institute."), @"weak: Dr. Mira Oduya is a senior fellow at the Torvane Institute.");
        insta::assert_snapshot!(read("TNA"), @"weak: TNA");
    }

    #[test]
    fn what_only_begins_like_one() {
        for line in [
            "By Friday it was over.",
            "By the river",
            "By Monday evening the water had reached the second step of the town hall.",
            "Mira Oduya is not a candidate.",
            "The bridge is a mess",
        ] {
            assert_eq!(read(line), "none", "{line}");
        }
    }
}
