//! What a noun says about the name beside it: the lists of `data/nouns.txt`.

use crate::gazetteer;
use rapporteur_record::ReferentKind;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a noun tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Noun {
    /// An office or rank that stands before a person's name and for the person.
    Office,
    /// "Mr", "Dr".
    Honorific,
    /// What a person does.
    Occupation,
    Organisation,
    Place,
    Agreement,
    Law,
    Event,
    Female,
    Male,
    /// "acting", "former": how a person stands to an office.
    Standing,
    /// A small word inside names.
    Connector,
}

impl Noun {
    /// The kind of referent that the noun names.
    pub fn kind(self) -> Option<ReferentKind> {
        Some(match self {
            Noun::Office | Noun::Honorific | Noun::Occupation => ReferentKind::Person,
            Noun::Organisation => ReferentKind::Organisation,
            Noun::Place => ReferentKind::Place,
            Noun::Agreement => ReferentKind::Agreement,
            Noun::Law => ReferentKind::Law,
            Noun::Event => ReferentKind::Event,
            Noun::Female | Noun::Male | Noun::Standing | Noun::Connector => return None,
        })
    }
}

static NOUNS: LazyLock<BTreeMap<&'static str, Vec<Noun>>> = LazyLock::new(|| {
    let mut nouns: BTreeMap<&'static str, Vec<Noun>> = BTreeMap::new();
    let mut heading = None;
    for line in include_str!("../data/nouns.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
    {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            heading = noun_named(name);
            continue;
        }
        let Some(noun) = heading else { continue };
        for word in line.split(',').map(str::trim).filter(|w| !w.is_empty()) {
            let list = nouns.entry(word).or_default();
            if !list.contains(&noun) {
                list.push(noun);
            }
        }
    }
    nouns
});

fn noun_named(heading: &str) -> Option<Noun> {
    Some(match heading {
        "office" => Noun::Office,
        "honorific" => Noun::Honorific,
        "occupation" => Noun::Occupation,
        "organisation" => Noun::Organisation,
        "place" => Noun::Place,
        "agreement" => Noun::Agreement,
        "law" => Noun::Law,
        "event" => Noun::Event,
        "female" => Noun::Female,
        "male" => Noun::Male,
        "standing" => Noun::Standing,
        "connector" => Noun::Connector,
        _ => return None,
    })
}

/// Everything the lists say of a noun (in lower case; several words with blanks between them).
pub(crate) fn nouns_of(word: &str) -> &'static [Noun] {
    NOUNS.get(word).map_or(&[], Vec::as_slice)
}

/// The same for a plural: "ministers", "ministries".
pub(crate) fn nouns_of_plural(word: &str) -> &'static [Noun] {
    let singular = |suffix: &str, with: &str| {
        word.strip_suffix(suffix)
            .map(|stem| nouns_of(&format!("{stem}{with}")))
            .unwrap_or_default()
    };
    for (suffix, with) in [("ies", "y"), ("men", "man"), ("es", ""), ("s", "")] {
        let found = singular(suffix, with);
        if !found.is_empty() {
            return found;
        }
    }
    if word == "people" {
        nouns_of("person")
    } else {
        &[]
    }
}

/// Whether the lists say this of the word.
pub(crate) fn is(word: &str, noun: Noun) -> bool {
    nouns_of(word).contains(&noun)
}

/// Whether the word can stand for or before a person.
pub(crate) fn is_person_noun(word: &str) -> bool {
    nouns_of(word)
        .iter()
        .any(|n| n.kind() == Some(ReferentKind::Person))
}

/// Whether a word is a demonym of the gazetteer ("French").
pub(crate) fn is_demonym(word: &str) -> bool {
    matches!(
        gazetteer::state_of(word),
        Some((gazetteer::Part::Demonym, _))
    )
}
