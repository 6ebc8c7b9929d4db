//! Words of closed classes, for stages that look at sentences without tags.
//!
//! The lists are `data/closed-classes.txt`, which says where they come from.
//!
//! ```
//! use rapporteur_parse::closed::{Class, class_of, is_temporal};
//! assert_eq!(class_of("the"), Class::Determiner);
//! assert_eq!(class_of("corridor"), Class::Open);
//! assert!(is_temporal("tuesday"));
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What a word is, as far as a list can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A name, noun, adjective, verb: anything that is in no list.
    Open,
    /// "the", "their", "several"
    Determiner,
    /// "she", "nobody"
    Pronoun,
    /// "has", "would"
    Auxiliary,
    /// "then", "publicly"
    Adverb,
    /// "of", "during"
    Preposition,
    /// "that", "and", "because"
    Subordinator,
    /// Punctuation.
    Mark,
}

#[derive(Debug, Default)]
struct Lists {
    class: BTreeMap<&'static str, Class>,
    temporal: BTreeSet<&'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists::default();
    let mut heading = "";
    for line in include_str!("../data/closed-classes.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
    {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            heading = name;
            continue;
        }
        for word in line.split_whitespace() {
            match class_named(heading) {
                Some(class) => {
                    lists.class.entry(word).or_insert(class);
                }
                None => {
                    lists.temporal.insert(word);
                }
            }
        }
    }
    lists
});

fn class_named(heading: &str) -> Option<Class> {
    Some(match heading {
        "determiner" => Class::Determiner,
        "pronoun" => Class::Pronoun,
        "auxiliary" => Class::Auxiliary,
        "adverb" => Class::Adverb,
        "preposition" => Class::Preposition,
        "subordinator" => Class::Subordinator,
        _ => return None,
    })
}

/// The class of a word in lower case.
pub fn class_of(word: &str) -> Class {
    match LISTS.class.get(word) {
        Some(class) => *class,
        None if !word.chars().any(char::is_alphanumeric) => Class::Mark,
        // "privately", "angrily": hardly any other words of this length end so.
        None if word.ends_with("ly") && word.len() > 5 => Class::Adverb,
        None => Class::Open,
    }
}

/// Whether a word in lower case is a day, a month, a part of the day and the like.
pub fn is_temporal(word: &str) -> bool {
    LISTS.temporal.contains(word)
}
