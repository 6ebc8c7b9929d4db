//! Lines that outlets print around an article, told by how they read (`data/furniture.txt`).

use crate::lists;
use rapporteur_record::BlockKind;
use regex::{Regex, RegexBuilder};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Over so many words a line is a paragraph, whatever it begins with.
const MOST_WORDS: usize = 60;

/// Where a phrase must stand in a line.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Start,
    Label,
    Whole,
    Inside,
}

/// A piece of a phrase.
#[derive(Debug, PartialEq)]
enum Part {
    Words(String),
    /// `%`
    Number,
    /// `...`
    Few,
}

#[derive(Debug)]
struct Phrase {
    /// Its number in the file: the first that fits a line gives the kind.
    order: usize,
    kind: BlockKind,
    place: Place,
    parts: Vec<Part>,
}

/// The phrases of the data file by the character they begin with (`%` for a number, `.` for any words);
/// those that may stand anywhere apart.
struct Lists {
    opening: BTreeMap<char, Vec<Phrase>>,
    inside: Vec<Phrase>,
    /// Finds the first words of any of `inside`: hardly a line holds them, and only these are looked at closely.
    any_inside: Option<Regex>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists {
        opening: BTreeMap::new(),
        inside: Vec::new(),
        any_inside: None,
    };
    let mut section = None;
    for (order, line) in lists::lines(include_str!("../data/furniture.txt")).enumerate() {
        if let Some(head) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section = head
                .split_once(' ')
                .and_then(|(kind, place)| Some((kind_of(kind)?, place_of(place)?)));
        } else if let Some((kind, place)) = section {
            let phrase = Phrase {
                order,
                kind,
                place,
                parts: parts(line),
            };
            match (place, line.chars().next()) {
                (Place::Inside, _) | (_, None) => lists.inside.push(phrase),
                (_, Some(first)) => lists.opening.entry(first).or_default().push(phrase),
            }
        }
    }
    let first = |phrase: &Phrase| match phrase.parts.first() {
        Some(Part::Words(words)) => Some(regex::escape(words)),
        _ => None,
    };
    let firsts: Vec<String> = lists.inside.iter().filter_map(first).collect();
    lists.any_inside = Regex::new(&firsts.join("|")).ok();
    lists
});

fn place_of(name: &str) -> Option<Place> {
    Some(match name {
        "start" => Place::Start,
        "label" => Place::Label,
        "whole" => Place::Whole,
        "inside" => Place::Inside,
        _ => return None,
    })
}

fn kind_of(name: &str) -> Option<BlockKind> {
    Some(match name {
        "links" => BlockKind::Links,
        "caption" => BlockKind::Caption,
        "credit" => BlockKind::Credit,
        "update" => BlockKind::Update,
        "correction" => BlockKind::Correction,
        "byline" => BlockKind::Byline,
        "other" => BlockKind::Other,
        _ => return None,
    })
}

fn parts(phrase: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = phrase;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("...") {
            parts.push(Part::Few);
            rest = after;
        } else if let Some(after) = rest.strip_prefix('%') {
            parts.push(Part::Number);
            rest = after;
        } else {
            let end = rest
                .find("...")
                .into_iter()
                .chain(rest.find('%'))
                .min()
                .unwrap_or(rest.len());
            let (words, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            parts.push(Part::Words(words.to_owned()));
            rest = after;
        }
    }
    parts
}

/// At most so many bytes stand for `...`.
const FEW: usize = 60;

/// What stands behind a phrase at the beginning of a text, where the two fit.
fn behind<'t>(text: &'t str, parts: &[Part], place: Place) -> Option<&'t str> {
    let Some((part, more)) = parts.split_first() else {
        return closes(text, place).then_some(text);
    };
    match part {
        Part::Words(words) => behind(text.strip_prefix(words.as_str())?, more, place),
        Part::Number => {
            let after =
                text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',' || c == '.');
            text.starts_with(|c: char| c.is_ascii_digit())
                .then(|| behind(after, more, place))
                .flatten()
        }
        Part::Few => text
            .char_indices()
            .skip(1)
            .take_while(|(at, _)| *at <= FEW)
            .find_map(|(at, _)| behind(text.get(at..)?, more, place)),
    }
}

/// Whether a phrase may end before this rest of its line.
fn closes(rest: &str, place: Place) -> bool {
    match place {
        Place::Start | Place::Inside => !rest.starts_with(char::is_alphanumeric),
        Place::Whole => !rest.contains(char::is_alphanumeric),
        Place::Label => {
            let behind = rest.trim_start();
            behind.trim_matches(['.', '…']).is_empty()
                || behind.starts_with([':', '|', '–', '—'])
                || rest.starts_with(" - ")
        }
    }
}

/// Whether a phrase stands anywhere in a text, as words of their own.
fn stands_in(text: &str, phrase: &Phrase) -> bool {
    let Some(Part::Words(first)) = phrase.parts.first() else {
        return false;
    };
    text.match_indices(first.as_str()).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let from = text.get(at..).unwrap_or_default();
        !before.ends_with(char::is_alphanumeric)
            && behind(from, &phrase.parts, phrase.place).is_some()
    })
}

/// The kind of a line that is furniture by its words alone.
///
/// ```
/// use rapporteur_read::furniture::kind;
/// use rapporteur_record::BlockKind;
/// assert_eq!(kind("Read more: How the bridge was built"), Some(BlockKind::Links));
/// assert_eq!(kind("The minister read more than he said."), None);
/// ```
pub fn kind(line: &str) -> Option<BlockKind> {
    let line =
        line.trim_start_matches(|c: char| c == '*' || c == '_' || c == '>' || c.is_whitespace());
    // What tells a kind stands at the beginning; a line of megabytes is not searched whole.
    let long = line.len() > MOST_WORDS * 20 || line.split_whitespace().nth(MOST_WORDS).is_some();
    let head = lists::head(line, if long { 200 } else { line.len() });
    let head = head.to_lowercase().replace(['’', 'ʼ'], "'");
    let lists = &*LISTS;
    let first = head.chars().next()?;
    let keys = [first, if first.is_ascii_digit() { '%' } else { first }, '.'];
    let opening = keys
        .iter()
        .flat_map(|key| lists.opening.get(key).into_iter().flatten());
    let fits = |phrase: &&Phrase| {
        let any_length = matches!(phrase.place, Place::Label | Place::Whole);
        (any_length || !long)
            && match phrase.place {
                Place::Inside => stands_in(&head, phrase),
                place => behind(&head, &phrase.parts, place).is_some(),
            }
    };
    let any_inside = lists.any_inside.as_ref();
    let inside = any_inside.is_none_or(|r| r.is_match(&head));
    let best = opening
        .chain(lists.inside.iter().filter(|_| inside))
        .filter(fits)
        .min_by_key(|phrase| phrase.order);
    best.map(|phrase| phrase.kind)
        .or_else(|| ends_in_credit(line).then_some(BlockKind::Caption))
}

static CREDIT_END: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let agencies: Vec<String> = lists::lines(include_str!("../data/agencies.txt"))
        .map(regex::escape)
        .collect();
    let agencies = agencies.join("|");
    let label = r"(?:photos?|pictures?|photographs?|images?|credit|photo\s+by|picture\s+by|image\s+by|source|courtesy(?:\s+of)?)";
    let capital =
        r"(?-i:P(?:hoto|HOTO|icture|ICTURE)s?|I(?:mage|MAGE)s?|C(?:redit|REDIT)|S(?:ource|OURCE))";
    RegexBuilder::new(&format!(
        r"(?:(?:[.!?”’)]\s|[,/|–—-]\s?){label}|\s{capital})\s*(?:credit|courtesy|source)?\s*[:/©]\s*[^:]{{1,70}}[^.:]$|(?:^|[.!?”’\w,]\s+)[(\[](?:[^()\[\]]{{0,60}}[\s/:.,])?(?:{agencies})(?:[\s/:.,-][^()\[\]]{{0,60}})?[)\]]\.?$"
    ))
    .case_insensitive(true)
    .build()
    .ok()
});

/// Whether a line ends in who made the picture: "… Photo: A. Name", "… (XYZ Photo)".
fn ends_in_credit(line: &str) -> bool {
    let mut start = line.len().saturating_sub(160);
    while !line.is_char_boundary(start) {
        start += 1;
    }
    let tail = line.get(start..).unwrap_or_default();
    // Few lines hold a sign that a credit needs; only these are looked at closely.
    let signed = tail.ends_with([')', ']'])
        || tail.ends_with(").")
        || !tail.ends_with('.') && tail.contains([':', '/', '©']);
    signed
        && line.len() < 600
        && line.split_whitespace().count() <= MOST_WORDS
        && CREDIT_END.as_ref().is_some_and(|r| r.is_match(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_all_read() {
        let all = LISTS.opening.values().map(Vec::len).sum::<usize>() + LISTS.inside.len();
        let entries =
            lists::lines(include_str!("../data/furniture.txt")).filter(|l| !l.starts_with('['));
        assert_eq!(all, entries.count());
        assert!(CREDIT_END.is_some());
    }

    #[test]
    fn furniture() {
        use BlockKind::*;
        for (line, want) in [
            (
                "Correction: An earlier version gave the wrong year.",
                Some(Correction),
            ),
            (
                "Clarification, 3 May: The bridge is longer.",
                Some(Correction),
            ),
            ("Last updated on May 3, 2031", Some(Update)),
            ("© 2031 Torvane Post. All rights reserved.", Some(Credit)),
            ("Photo: Mira Oduya", Some(Caption)),
            (
                "Mira Oduya at the gate on Friday. Picture: T. Lund",
                Some(Caption),
            ),
            ("The gate of the works (Torvane Photo)", Some(Caption)),
            ("12 comments", Some(Links)),
            ("Sign up for the weekend letter", Some(Links)),
            ("Follow the Torvane Post on every platform", Some(Links)),
            ("Reporting by Mira Oduya; editing by T. Lund", Some(Byline)),
            ("The views expressed are the author's own.", Some(Other)),
            ("More than 30 people were there.", None),
            ("Photographs of the gate were shown, she said.", None),
            ("Correction of the border is not foreseen, he said.", None),
            ("He held up a picture: a bridge with no road to it.", None),
            ("“We share one river,” he said.", None),
        ] {
            assert_eq!(kind(line), want, "{line}");
        }
    }
}
