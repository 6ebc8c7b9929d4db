//! Names of places and people that are known beforehand: the lists of `data/`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// A state, or what news treats as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub name: &'static str,
    /// The cities and houses that speak for its government, the capital first.
    pub seats: Vec<&'static str>,
    /// "French".
    pub demonyms: Vec<&'static str>,
    /// Other names of it.
    pub others: Vec<&'static str>,
}

/// What a name is to a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Name,
    Seat,
    Demonym,
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
}

static STATES: LazyLock<Vec<State>> = LazyLock::new(|| {
    let list = |column: Option<&'static str>| -> Vec<&'static str> {
        column
            .unwrap_or_default()
            .split(", ")
            .filter(|w| !w.is_empty())
            .collect()
    };
    lines(include_str!("../data/places.tsv"))
        .map(|line| {
            let mut columns = line.split('\t');
            State {
                name: columns.next().unwrap_or_default(),
                seats: list(columns.next()),
                demonyms: list(columns.next()),
                others: list(columns.next()),
            }
        })
        .collect()
});

static PARTS: LazyLock<BTreeMap<&'static str, (Part, usize)>> = LazyLock::new(|| {
    let mut parts = BTreeMap::new();
    for (number, state) in STATES.iter().enumerate() {
        // A state goes before a city of its name, a city before a demonym.
        for (part, names) in [
            (Part::Name, vec![state.name]),
            (Part::Name, state.others.clone()),
            (Part::Seat, state.seats.clone()),
            (Part::Demonym, state.demonyms.clone()),
        ] {
            for name in names {
                let place = parts.entry(name).or_insert((part, number));
                if part < place.0 {
                    *place = (part, number);
                }
            }
        }
    }
    parts
});

/// The state that a name, a seat or a demonym belongs to.
pub(crate) fn state_of(name: &str) -> Option<(Part, &'static State)> {
    let (part, number) = PARTS.get(name)?;
    Some((*part, STATES.get(*number)?))
}

static CITIES: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| lines(include_str!("../data/cities.txt")).collect());

/// Whether a name is a state's, a seat's or a large city's.
pub(crate) fn is_known_place(name: &str) -> bool {
    matches!(PARTS.get(name), Some((Part::Name | Part::Seat, _))) || CITIES.contains(name)
}

static ORGANISATIONS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut names = BTreeMap::new();
    for line in lines(include_str!("../data/organisations.tsv")) {
        let (full, others) = line.split_once('\t').unwrap_or((line, ""));
        for name in std::iter::once(full).chain(others.split(", ")) {
            if !name.is_empty() {
                names.entry(name).or_insert(full);
            }
        }
    }
    names
});

/// The full name of an organisation of the list that goes by this name.
pub(crate) fn organisation(name: &str) -> Option<&'static str> {
    ORGANISATIONS.get(name).copied()
}

/// How many words the longest name has that is looked for.
const LONGEST: usize = 4;

/// Lists that a name in small letters can be on, as bits.
pub(crate) mod list {
    pub const STATE: u32 = 1;
    pub const CITY: u32 = 1 << 1;
    pub const TOWN: u32 = 1 << 2;
    pub const REGION: u32 = 1 << 3;
    pub const FIRM: u32 = 1 << 4;
    pub const ORGANISATION: u32 = 1 << 5;
    /// How far the bits of names of several words are shifted.
    pub const SEVERAL: u32 = 6;
    /// The word goes on with a listed name, begins one of several words, ends one.
    pub const GOES_ON: u32 = 1 << 12;
    pub const BEGINS: u32 = 1 << 13;
    pub const ENDS: u32 = 1 << 14;
    /// Some surname, however rare.
    pub const SURNAME: u32 = 1 << 15;
    /// How many bits there are.
    pub const COUNT: u32 = 16;
}

/// Names in small letters, each with the lists that have it; all but the towns.
static LISTED: LazyLock<HashMap<String, u32>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    let mut add = |name: &str, bit: u32| {
        *names.entry(small(name)).or_default() |= bit;
    };
    for state in STATES.iter() {
        let others = state.others.iter().chain(&state.seats);
        others
            .chain([&state.name])
            .for_each(|n| add(n, list::STATE));
    }
    CITIES.iter().for_each(|n| add(n, list::CITY));
    let each = |file: &'static str| lines(file).flat_map(|l| l.split(", "));
    each(include_str!("../data/regions.txt")).for_each(|n| add(n, list::REGION));
    each(include_str!("../data/firms.txt")).for_each(|n| add(n, list::FIRM));
    ORGANISATIONS
        .keys()
        .for_each(|n| add(n, list::ORGANISATION));
    names
});

/// A word in small letters, with the plain apostrophe.
pub(crate) fn small(word: &str) -> String {
    word.to_lowercase().replace('’', "'")
}

/// For each word in small letters the lists that have a name it belongs to, and its place in it.
pub(crate) fn lists_of(small: &[String]) -> Vec<u32> {
    static TOWNS: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| lines(include_str!("../data/towns.txt")).collect());
    let mut found = vec![0u32; small.len()];
    let mut joined = String::new();
    for at in 0..small.len() {
        joined.clear();
        for (n, word) in small.iter().skip(at).take(LONGEST).enumerate() {
            // As the lists write them: "toys-r-us" and "mcdonald's" are one word there.
            let tight = n == 0 || word == "'s" || word == "-" || joined.ends_with('-');
            if !tight {
                joined.push(' ');
            }
            joined.push_str(word);
            let town = TOWNS.binary_search(&joined.as_str());
            let bits = LISTED.get(&joined).copied().unwrap_or(0) | town.map_or(0, |_| list::TOWN);
            if bits == 0 {
                continue;
            }
            for (i, f) in found.iter_mut().skip(at).take(n + 1).enumerate() {
                *f |= match n {
                    0 => bits,
                    _ => bits << list::SEVERAL,
                };
                if i > 0 {
                    *f |= list::GOES_ON;
                }
                if n > 0 && i == 0 {
                    *f |= list::BEGINS;
                }
                if n > 0 && i == n {
                    *f |= list::ENDS;
                }
            }
        }
        if let (Some(f), Some(word)) = (found.get_mut(at), small.get(at))
            && is_rare_surname(word.trim_end_matches('.'))
        {
            *f |= list::SURNAME;
        }
    }
    found
}

fn is_rare_surname(name: &str) -> bool {
    static SURNAMES: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| lines(include_str!("../data/rare-surnames.txt")).collect());
    SURNAMES.binary_search(&name).is_ok()
}

/// For each word: 1 where it belongs to a state's or seat's name, 2 to a city's, 3 to a known
/// organisation's, 0 to none.
pub(crate) fn places_in(words: &[&str]) -> Vec<u8> {
    let mut found = vec![0; words.len()];
    let mut at = 0;
    while at < words.len() {
        let longest = (1..=LONGEST).rev().find_map(|n| {
            let joined = words.get(at..at + n)?.join(" ");
            match PARTS.get(joined.as_str()) {
                Some((Part::Name | Part::Seat, _)) => Some((n, 1)),
                _ if ORGANISATIONS.contains_key(joined.as_str()) => Some((n, 3)),
                _ if CITIES.contains(joined.as_str()) => Some((n, 2)),
                _ => None,
            }
        });
        let (n, mark) = longest.unwrap_or((1, 0));
        found.iter_mut().skip(at).take(n).for_each(|f| *f = mark);
        at += n;
    }
    found
}

/// What a given name in small letters tells: `m`, `f`, or `b` for both.
pub(crate) fn given_name(name: &str) -> Option<char> {
    static GIVEN: LazyLock<BTreeMap<&'static str, char>> = LazyLock::new(|| {
        lines(include_str!("../data/given-names.tsv"))
            .filter_map(|l| {
                let (name, mark) = l.split_once('\t')?;
                Some((name, mark.chars().next()?))
            })
            .collect()
    });
    GIVEN.get(name).copied()
}

/// Whether a word in small letters is a common surname.
pub(crate) fn is_surname(name: &str) -> bool {
    static SURNAMES: LazyLock<BTreeSet<&'static str>> =
        LazyLock::new(|| lines(include_str!("../data/surnames.txt")).collect());
    SURNAMES.contains(name)
}
