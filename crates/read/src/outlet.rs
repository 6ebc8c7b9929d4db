//! The outlet's name: from its own line above the headline, from a line under it, or from a foot such as
//! "© 2031 NAME. All rights reserved."

use crate::lists;
use crate::plain::byline;
use crate::plain::line::Line;
use rapporteur_record::{BlockKind, Text};
use regex::{Regex, RegexBuilder};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static SECTIONS: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| lists::set(include_str!("../data/sections.txt")));
static OUTLETS: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| lists::set(include_str!("../data/outlets.txt")));

/// Whether a line names sections of a site: "World", "World | Northern Seas", "News  Sport  Weather".
pub(crate) fn is_section_line(line: &str) -> bool {
    let words: Vec<String> = lists::words(line).take(20).collect();
    let known = words
        .iter()
        .filter(|w| SECTIONS.contains(w.as_str()))
        .count();
    let parted = line.contains(['|', '›', '>', '·', '/', '•']) || line.contains("  ");
    let (last, first) = (words.last(), words.first());
    let ends = last.is_some_and(|w| SECTIONS.contains(w.as_str())) && first.is_some();
    known > 0
        && (known == words.len() || parted || words.len() <= 3 && ends && !sounds_like_outlet(line))
}

/// Whether a short line has a word that names of outlets have.
pub(crate) fn sounds_like_outlet(line: &str) -> bool {
    lists::words(line)
        .take(12)
        .any(|w| OUTLETS.contains(w.as_str()))
        && !lists::words(line)
            .take(12)
            .all(|w| SECTIONS.contains(w.as_str()))
}

/// The outlet of a plain text, the likeliest first, with where each name stands.
pub(crate) fn of_text(
    text: &Text,
    lines: &[Line<'_>],
    layout: &crate::plain::Layout,
) -> Vec<(String, &'static str)> {
    let head = layout.headline_line.map_or(0, |h| h.min(layout.body.start));
    let named = |at: usize| {
        let line = lines.get(at)?;
        let other = layout.kinds.get(at) == Some(&BlockKind::Other) && line.furniture.is_none();
        let name = without_tagline(line.words);
        (other && is_name(name) && !is_section_line(line.words)).then_some(name)
    };
    let foot = || {
        lines
            .iter()
            .zip(&layout.kinds)
            .filter(|(_, kind)| **kind == BlockKind::Credit)
            .find_map(|(line, _)| of_rights(line.words))
    };
    let above = (0..head).find_map(named).filter(|name| {
        // A line alone above the headline may as well be a place, a section that no list knows, or the
        // headline itself: the first line needs two more below it, a tagline or the same name in the foot.
        sounds_like_outlet(name)
            || is_capitals(name)
            || lines.first().is_some_and(|l| {
                without_tagline(l.words) == *name
                    && (*name != l.words
                        || layout.body.start >= 3
                        || foot().as_deref() == Some(*name))
            })
    });
    let below = || {
        let under = layout.headline_line.map_or(0, |h| h + 1)..layout.body.start;
        under
            .into_iter()
            .filter_map(named)
            .find(|name| sounds_like_outlet(name) && byline::is_names(name))
    };
    let above = above.map(|name| (name.to_owned(), "line above the headline"));
    let foot = foot().map(|name| (name, "line of rights"));
    let below = below().map(|name| (name.to_owned(), "line under the headline"));
    let mut names: Vec<(String, &str)> = Vec::new();
    for (name, from) in above.into_iter().chain(foot).chain(below) {
        names.push((as_written(text, &name), from));
    }
    names
}

/// A short line that could be a name: begins with a capital, ends as no sentence does, no figures of a date.
fn is_name(line: &str) -> bool {
    let count = line.split_whitespace().count();
    (1..=6).contains(&count)
        && line.len() <= 60
        && line.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        && !line.ends_with(['.', '?', '!', ':', ',', ';'])
        && !line.contains(['|', '›', '·', '•', '»', '>', '@', '#'])
        && !line.contains("  ")
        && line.contains(char::is_alphabetic)
        && !is_slug(line)
}

/// "BC-TORVANE-BRIDGE", "ELVO-TALKS-2": the working title of an agency's copy.
fn is_slug(line: &str) -> bool {
    !line.contains(char::is_whitespace) && line.contains('-') && !line.contains(char::is_lowercase)
}

/// "OTV Online — the voice of the valley" is OTV Online.
fn without_tagline(line: &str) -> &str {
    let line = line.trim_matches(|c: char| "*_#=~".contains(c) || c.is_whitespace());
    let cut = [" — ", " – ", " - ", " | ", ": "]
        .iter()
        .filter_map(|sign| line.find(sign))
        .min();
    match cut.and_then(|at| line.get(..at)) {
        Some(name)
            if (1..=5).contains(&name.split_whitespace().count()) && !is_section_line(line) =>
        {
            name.trim()
        }
        _ => line,
    }
}

fn is_capitals(name: &str) -> bool {
    name.contains(char::is_uppercase) && !name.contains(char::is_lowercase)
}

/// A name in capitals as the text writes it elsewhere, if it does.
fn as_written(text: &Text, name: &str) -> String {
    if !is_capitals(name) {
        return name.to_owned();
    }
    let pattern = RegexBuilder::new(&format!(r"\b{}\b", regex::escape(name)))
        .case_insensitive(true)
        .build();
    let Ok(pattern) = pattern else {
        return name.to_owned();
    };
    pattern
        .find_iter(lists::head(text.as_str(), 1 << 20))
        .map(|m| m.as_str())
        .find(|form| !is_capitals(form) && form.starts_with(char::is_uppercase))
        .unwrap_or(name)
        .to_owned()
}

static RIGHTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    RegexBuilder::new(
        r"(?:©|\(c\)|\bcopyright\b)\s*(?:©|\(c\))?\s*(?:\d{4}(?:\s*[-–]\s*\d{2,4})?)?,?\s*(?:by\s+)?(?<name>[^.,|©;\d\n]{2,50}?)\s*(?:[.,|;]|\s[-–—]\s|\s?\(|\ball rights|\d{4}|$)",
    )
    .case_insensitive(true)
    .build()
    .ok()
});

/// The name in a line of rights.
pub(crate) fn of_rights(line: &str) -> Option<String> {
    let found = RIGHTS.as_ref()?.captures(lists::head(line, 300))?;
    let name = found.name("name")?.as_str().trim();
    let rights =
        name.to_lowercase().contains("rights") || name.to_lowercase().contains("copyright");
    (is_name(name) && !rights).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights() {
        let read = |line| of_rights(line).unwrap_or_default();
        assert_eq!(
            read("© 2031 Torvane Post. All rights reserved."),
            "Torvane Post"
        );
        assert_eq!(
            read("Copyright (c) 2030-2031 by The Elvo Daily"),
            "The Elvo Daily"
        );
        assert_eq!(read("© OTV 2031"), "OTV");
        assert_eq!(read("All rights reserved."), "");
    }

    #[test]
    fn sections() {
        for line in [
            "World",
            "Politics",
            "World | Northern Seas",
            "News  Sport  Weather",
            "Home › World",
            "Torvane Region",
        ] {
            assert!(is_section_line(line), "{line}");
        }
        for line in ["Torvane Post", "The Elvo Daily", "World Tribune", "Elvo"] {
            assert!(!is_section_line(line), "{line}");
        }
    }
}
