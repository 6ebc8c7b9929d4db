//! Lines that outlets print around an article, told by how they read (`data/furniture.txt`).

use crate::lists;
use rapporteur_record::BlockKind;
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use std::sync::LazyLock;

/// Over so many words a line is a paragraph, whatever it begins with.
const MOST_WORDS: usize = 60;

struct Lists {
    patterns: RegexSet,
    /// Kind, and whether the pattern holds for lines of any length.
    kinds: Vec<(BlockKind, bool)>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut kinds = Vec::new();
    let mut patterns = Vec::new();
    let mut section = None;
    for line in lists::lines(include_str!("../data/furniture.txt")) {
        if let Some(head) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section = head
                .split_once(' ')
                .and_then(|(kind, place)| Some((kind_of(kind)?, place)));
        } else if let Some((kind, place)) = section {
            patterns.push(pattern(line, place));
            kinds.push((kind, matches!(place, "label" | "whole")));
        }
    }
    let patterns = RegexSetBuilder::new(&patterns)
        .case_insensitive(true)
        .size_limit(64 << 20)
        .build()
        .unwrap_or_else(|_| RegexSet::empty());
    Lists { patterns, kinds }
});

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

fn pattern(phrase: &str, place: &str) -> String {
    let mut words = String::new();
    let mut rest = phrase;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("...") {
            words.push_str(".{1,60}?");
            rest = after;
            continue;
        }
        match c {
            '%' => words.push_str(r"\d[\d,.]*"),
            '\'' => words.push_str("['’ʼ]"),
            _ => words.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    match place {
        "start" => format!(r"^{words}(?:\W|$)"),
        "label" => format!(r"^{words}\s*(?:[:|–—]|\s-\s|$)"),
        "whole" => format!(r"^{words}\W*$"),
        _ => format!(r"(?:^|\W){words}(?:\W|$)"),
    }
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
    let head = if long { lists::head(line, 200) } else { line };
    let mut best: Option<(usize, BlockKind)> = None;
    for index in LISTS.patterns.matches(head) {
        let Some((kind, any_length)) = LISTS.kinds.get(index).copied() else {
            continue;
        };
        if (any_length || !long) && best.is_none_or(|(first, _)| index < first) {
            best = Some((index, kind));
        }
    }
    best.map(|(_, kind)| kind)
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
    line.len() < 600
        && line.split_whitespace().count() <= MOST_WORDS
        && CREDIT_END.as_ref().is_some_and(|r| r.is_match(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_all_read() {
        assert!(LISTS.patterns.len() > 250);
        assert_eq!(LISTS.patterns.len(), LISTS.kinds.len());
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
