//! The people whom a byline names, without what stands around them: "By Mira Oduya, Roads Correspondent, and
//! Tor Lund in Elvo | The Elvo Daily" is Mira Oduya and Tor Lund.

use super::byline;
use crate::lists;
use crate::outlet;
use regex::{Regex, RegexBuilder};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// No byline names more people than this.
const MOST: usize = 40;
/// No name has more words than this.
const LONGEST: usize = 6;

/// What parts one name from the next.
static BETWEEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    RegexBuilder::new(r"\s*[,;|·•/\n]\s*|\s+[–—-]\s+|\s+(?:and|with|und|&)\s+|\s*&\s*")
        .case_insensitive(true)
        .build()
        .ok()
});

/// Addresses, handles, and what stands in brackets.
static BESIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|\S+@\S+|@\w+|https?://\S+|www\.\S+").ok()
});

/// What stands before a name and is none.
const BEFORE: &[&str] = &[
    "with additional reporting by ",
    "additional reporting by ",
    "(additional reporting by ",
    "with reporting by ",
    "contributions by ",
    "contributed by ",
    "reporting by ",
    "(reporting by ",
    "reported by ",
    "written by ",
    "posted by ",
    "published by ",
    "story by ",
    "text by ",
    "words by ",
    "author: ",
    "authors: ",
    "author ",
    "by: ",
    "by ",
    "and ",
    "with ",
    "veröffentlicht von ",
    "von ",
    "par ",
    "por ",
];

/// Work on the text that does not make an author of it.
const NO_AUTHOR: &[&str] = &[
    "editing by",
    "edited by",
    "compiled by",
    "photos by",
    "photo by",
];

/// Titles that go on after a comma and belong to the name.
const SUFFIXES: &[&str] = &["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"];

/// The names in a byline or in a field that names authors, in order, each once. `outlet` is no author.
pub(crate) fn people(words: &str, outlet: Option<&str>) -> Vec<String> {
    let words = lists::head(words, 600);
    let Some((between, beside)) = BETWEEN.as_ref().zip(BESIDE.as_ref()) else {
        return Vec::new();
    };
    let words = beside.replace_all(words, " ");
    let mut parts: Vec<String> = Vec::new();
    for part in between.split(&words).take(MOST) {
        let suffix = SUFFIXES.contains(&part.to_lowercase().as_str());
        match parts.last_mut().filter(|_| suffix) {
            Some(name) => name.push_str(&format!(" {part}")),
            None => parts.extend(name_in(part)),
        }
    }
    let is_outlet = |name: &str| outlet.is_some_and(|o| same(o, name));
    parts.retain(|name| !is_outlet(name));
    // Beside whole names a word alone is a place, and what sounds like an outlet is the outlet.
    let whole = |name: &String| name.contains(' ') && !outlet::sounds_like_outlet(name);
    if parts.iter().any(whole) {
        parts.retain(whole);
    }
    let mut names: Vec<String> = Vec::new();
    for name in parts {
        if !names.iter().any(|n| same(n, &name)) {
            names.push(name);
        }
    }
    names
}

/// The people whom the values of one field come to, each once.
pub(crate) fn people_of(values: &[String], outlet: Option<&str>) -> Vec<String> {
    let mut met = BTreeSet::new();
    values
        .iter()
        .take(MOST)
        .flat_map(|value| people(value, outlet))
        .filter(|name| met.insert(lists::folded(name)))
        .take(MOST)
        .collect()
}

fn same(a: &str, b: &str) -> bool {
    let fold = |words: &str| -> String {
        let words = words.to_lowercase();
        let words = words.strip_prefix("the ").unwrap_or(&words);
        words.chars().filter(|c| c.is_alphanumeric()).collect()
    };
    fold(a) == fold(b)
}

/// The name that a part of a byline holds, if any.
fn name_in(part: &str) -> Option<String> {
    let mut part = part.trim_matches(|c: char| c.is_whitespace() || "*_:.'\"“”".contains(c));
    // The full stop of "Jr." went with those of sentences.
    while let Some(rest) = BEFORE.iter().find_map(|opener| without(part, opener)) {
        part = rest.trim_start();
    }
    let lower = part.to_lowercase();
    if NO_AUTHOR.iter().any(|work| lower.starts_with(work)) {
        return None;
    }
    let words: Vec<&str> = part.split_whitespace().collect();
    // "… of The Elvo Daily", "… in Elvo", "… for Reuters" behind a whole name.
    let behind = words.iter().enumerate().skip(2).find(|(_, w)| {
        matches!(
            **w,
            "of" | "for" | "in" | "at" | "from" | "on" | "is" | "was"
        )
    });
    let mut words = words
        .get(..behind.map_or(words.len(), |(at, _)| at))?
        .to_vec();
    // "Mira Oduya Staff Writer"
    while words.len() > 2 && words.last().is_some_and(|w| byline::has_role(w)) {
        words.pop();
    }
    let role = words.iter().any(|w| byline::has_role(w));
    let name = words.join(" ");
    // "Mira Oduya1": the number of a note.
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() && !name.contains('_'));
    let address = words.len() == 1 && name.contains('.') && !name.contains(char::is_uppercase);
    let lawful = !address
        && !name.is_empty()
        && words.len() <= LONGEST
        && !role
        && name.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !name.contains(|c: char| c.is_ascii_digit() && !name.contains('_'))
        && !name.contains([':', '?', '!', '=', '{', '}']);
    lawful.then(|| name.to_owned())
}

fn without<'t>(words: &'t str, opener: &str) -> Option<&'t str> {
    let (head, rest) = words.split_at_checked(opener.len())?;
    head.eq_ignore_ascii_case(opener).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_what_stands_around_them() {
        let read = |words: &str| people(words, Some("The Elvo Daily")).join(" + ");
        insta::assert_snapshot!(read("By Mira Oduya"), @"Mira Oduya");
        insta::assert_snapshot!(read("By MIRA ODUYA, TOR LUND and ILKA BRANDVOLD"), @"MIRA ODUYA + TOR LUND + ILKA BRANDVOLD");
        insta::assert_snapshot!(read("By Mira Oduya, Roads Correspondent, and Tor Lund in Elvo"), @"Mira Oduya + Tor Lund");
        insta::assert_snapshot!(read("By Mira Oduya and Tor Lund, The Elvo Daily"), @"Mira Oduya + Tor Lund");
        insta::assert_snapshot!(read("Mira Oduya of the Elvo Daily"), @"Mira Oduya");
        insta::assert_snapshot!(read("By Mira Oduya, Staff writer"), @"Mira Oduya");
        insta::assert_snapshot!(read("Mira Oduya Staff Writer"), @"Mira Oduya");
        insta::assert_snapshot!(read("By Mira Oduya (mira@elvo.example) @miraoduya"), @"Mira Oduya");
        insta::assert_snapshot!(read("By Mira Oduya with additional reporting by Tor Lund; editing by Ilka Brandvold"), @"Mira Oduya + Tor Lund");
        insta::assert_snapshot!(read("Reporting by Mira Oduya; editing by T. Lund"), @"Mira Oduya");
        insta::assert_snapshot!(read("By Mira Oduya, Jr. & Tor Lund"), @"Mira Oduya Jr. + Tor Lund");
        insta::assert_snapshot!(read("Mira Oduya, Elvo"), @"Mira Oduya");
        insta::assert_snapshot!(read("Mira Oduya | Torvane News Agency"), @"Mira Oduya");
        insta::assert_snapshot!(read("Torvane News Agency"), @"Torvane News Agency");
        insta::assert_snapshot!(read("posted by river_7"), @"river_7");
        insta::assert_snapshot!(read("Dr. Ann-Marie O’Hara de Souza is a senior fellow at the Torvane Institute"), @"Dr. Ann-Marie O’Hara de Souza");
        insta::assert_snapshot!(read("The Elvo Daily"), @"");
        insta::assert_snapshot!(read("https://elvo.example/people/mira"), @"");
        insta::assert_snapshot!(read("Staff"), @"");
    }
}
