//! `data/when.txt`: the phrases that show what a date is to the thing spoken of.

use rapporteur_record::WhenRole;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The lists that are built in.
pub(crate) static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::read(include_str!("../../data/when.txt")));

/// Where a phrase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Before,
    Behind,
    Clause,
    Instrument,
    State,
    Led,
}

/// How a date bounds what it dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    At,
    From,
    To,
    Before,
    After,
}

/// What a phrase shows. No role: the verb's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown {
    pub role: Option<WhenRole>,
    pub bound: Bound,
}

/// Phrases by place and first word, the longer first.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    phrases: BTreeMap<Place, BTreeMap<&'static str, Vec<Phrase>>>,
    /// What could not be read; a test sees to it that this stays empty.
    pub errors: Vec<String>,
}

#[derive(Debug)]
struct Phrase {
    rest: Vec<&'static str>,
    shown: Shown,
}

impl Rules {
    fn read(list: &'static str) -> Rules {
        let mut rules = Rules::default();
        for line in list.lines() {
            if !line.is_empty() && !line.starts_with('#') && rules.line(line).is_none() {
                rules.errors.push(format!(
                    "expected `PLACE ROLE BOUND phrase … / example`, but found `{line}`"
                ));
            }
        }
        for phrases in rules.phrases.values_mut().flat_map(|p| p.values_mut()) {
            phrases.sort_by_key(|p| std::cmp::Reverse(p.rest.len()));
        }
        rules
    }

    fn line(&mut self, line: &'static str) -> Option<()> {
        let (rule, _) = line.split_once(" / ")?;
        let mut words = rule.split_whitespace();
        let place = match words.next()? {
            "before" => Place::Before,
            "behind" => Place::Behind,
            "clause" => Place::Clause,
            "instrument" => Place::Instrument,
            "state" => Place::State,
            "led" => Place::Led,
            _ => return None,
        };
        let role = match words.next()? {
            "happened" => Some(WhenRole::Happened),
            "due" => Some(WhenRole::Due),
            "in-force" => Some(WhenRole::InForce),
            "verb" => None,
            _ => return None,
        };
        let bound = match words.next()? {
            "at" => Bound::At,
            "from" => Bound::From,
            "to" => Bound::To,
            "before" => Bound::Before,
            "after" => Bound::After,
            _ => return None,
        };
        let shown = Shown { role, bound };
        for phrase in words {
            let mut words = phrase.split('_');
            let first = words.next()?;
            let rest = words.collect();
            let phrases = self.phrases.entry(place).or_default();
            let phrases = phrases.entry(first).or_default();
            phrases.push(Phrase { rest, shown });
        }
        Some(())
    }

    /// The longest phrase of a place that begins with the first of these words (each in its own and its
    /// dictionary form), what it shows, and of how many words it is.
    pub fn begins(&self, place: Place, words: &[[&str; 2]]) -> Option<(Shown, usize)> {
        let [form, lemma] = *words.first()?;
        let here = self.phrases.get(&place)?;
        let fits = |phrase: &&Phrase| {
            let mut next = words.iter().skip(1);
            let mut rest = phrase.rest.iter();
            rest.all(|word| next.next().is_some_and(|forms| forms.contains(word)))
        };
        let found = |word: &str| here.get(word)?.iter().find(fits);
        let best = [form, lemma].into_iter().filter_map(found);
        let best = best.max_by_key(|p| p.rest.len())?;
        Some((best.shown, best.rest.len() + 1))
    }

    /// Whether a word, in one of its forms, is listed by itself.
    pub fn lists(&self, place: Place, word: [&str; 2]) -> bool {
        self.begins(place, &[word]).is_some()
    }
}
