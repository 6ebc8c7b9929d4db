//! Instruments, events, forces, lands that are described and not named: "the 2020 war", "the statement of 10 November".
//!
//! In: an article with its tags and heads, and its named referents. Out: a mention for each such noun phrase, joined
//! to an earlier referent where the noun is of one class and nothing about the two differs, and a referent of its own
//! otherwise. Two instruments of one full date are one. The nouns and their classes are `data/phrases.txt`; what makes
//! two phrases one is in `things.rs`, what a noun beside a place's name adds to it in `beside.rs`.

mod beside;
mod things;

use crate::{Names, fold, gazetteer};
use rapporteur_parse::{Parsed, Relation, Upos};
use rapporteur_record::{Article, BlockKind, Form, Mention, ReferentKind, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use things::Things;

/// How many words a phrase may have before its noun, and after it.
const LONGEST: usize = 12;

/// What the file says of a noun.
#[derive(Debug, Clone, Copy)]
struct Class {
    number: usize,
    kind: ReferentKind,
    /// Whether it counts only with something that says which.
    bound: bool,
}

struct Lists {
    classes: BTreeMap<&'static str, Class>,
    lists: BTreeMap<&'static str, Vec<Vec<&'static str>>>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists {
        classes: BTreeMap::new(),
        lists: BTreeMap::new(),
    };
    let lines = include_str!("../data/phrases.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t'));
    for (number, (key, words)) in lines.enumerate() {
        let words: Vec<&str> = words.split(", ").collect();
        let kind = match key {
            "event" => ReferentKind::Event,
            "agreement" => ReferentKind::Agreement,
            "law" => ReferentKind::Law,
            "organisation" => ReferentKind::Organisation,
            "group" => ReferentKind::Group,
            "place" => ReferentKind::Place,
            _ => {
                lists.lists.entry(key).or_default().push(words);
                continue;
            }
        };
        for word in words {
            let plain = word.trim_end_matches('*');
            let bound = plain.len() < word.len();
            lists.classes.entry(plain).or_insert(Class {
                number,
                kind,
                bound,
            });
        }
    }
    lists
});

/// Whether a list of the file has the word.
pub(crate) fn is_listed(key: &str, word: &str) -> bool {
    let lists = LISTS.lists.get(key);
    lists.into_iter().flatten().any(|l| l.contains(&word))
}

/// Whether two offices are one under other words ("premier", "head of government").
pub(crate) fn same_office(a: &str, b: &str) -> bool {
    let lists = LISTS.lists.get("office");
    lists
        .into_iter()
        .flatten()
        .any(|l| l.contains(&a) && l.contains(&b))
}

/// Whether two nouns may name one body ("company", "lines").
pub(crate) fn same_body(a: &str, b: &str) -> bool {
    let lists = LISTS.lists.get("body");
    lists
        .into_iter()
        .flatten()
        .any(|l| l.contains(&a) && l.contains(&b))
}

/// Whether two nouns are of one class ("accord", "agreement").
pub(crate) fn same_class(a: &str, b: &str) -> bool {
    class_of(a)
        .zip(class_of(b))
        .is_some_and(|((a, _), (b, _))| a.number == b.number)
}

/// The class of a noun in small letters, singular or plural.
fn class_of(noun: &str) -> Option<(Class, bool)> {
    if let Some(class) = LISTS.classes.get(noun) {
        return Some((*class, false));
    }
    let singular = match noun.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => noun.strip_suffix('s')?.to_owned(),
    };
    LISTS.classes.get(singular.as_str()).map(|c| (*c, true))
}

/// A noun phrase of a listed class.
#[derive(Debug, Clone)]
struct Phrase {
    core: Span,
    /// With the first of what follows the noun, and with all of it.
    first_part: Span,
    full: Span,
    class: Class,
    /// The noun, in small letters.
    noun: String,
    plural: bool,
    definite: bool,
    marks: Marks,
    sentence: u32,
}

/// What the words about a noun say of which one it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Marks {
    /// All of them but dates.
    all: BTreeSet<String>,
    /// Of these, whose it is: names and demonyms.
    names: BTreeSet<String>,
    /// Of these, the nouns: "grain" of "the grain deal".
    nouns: BTreeSet<String>,
    /// Of these, what tells two of a kind apart: "northern", "second", "four".
    apart: BTreeSet<String>,
    /// Years and days.
    dates: BTreeSet<String>,
}

impl Marks {
    fn is_bare(&self) -> bool {
        self.all.is_empty() && self.dates.is_empty()
    }
}

/// Adds what the article describes of these kinds to its names.
pub(crate) fn add(article: &Article, parsed: &Parsed, names: &mut Names) {
    let states = states(names);
    let mut things = Things::named(names, &states);
    let mut added: Vec<Mention> = Vec::new();
    let mut next = 0;
    for at in 0..parsed.tokens.len() {
        let Some(token) = parsed.tokens.get(at) else {
            break;
        };
        while let Some(mention) = names
            .mentions
            .get(next)
            .filter(|m| m.span.start() <= token.span.start())
        {
            things.pass(mention.referent, token.sentence);
            next += 1;
        }
        if !matches!(token.upos, Upos::Noun | Upos::Propn) || !is_read(article, token.span) {
            continue;
        }
        let word = article.text.quote(token.span);
        if word.chars().next().is_some_and(char::is_uppercase) && names.is_named(token.span) {
            continue;
        }
        let Some(phrase) = phrase(article, parsed, at, &states) else {
            beside::add(article, parsed, names, at, &mut added);
            continue;
        };
        if names
            .mentions
            .iter()
            .skip(next.saturating_sub(3))
            .take(6)
            .any(|m| m.span.contains(phrase.core))
        {
            continue;
        }
        let Some(id) = things.resolve(article, names, &phrase) else {
            continue;
        };
        for span in [phrase.core, phrase.first_part, phrase.full] {
            if added.last().is_none_or(|m| m.span != span) {
                added.push(Mention {
                    span,
                    referent: Some(id),
                    open: None,
                    form: Form::Description,
                });
            }
        }
    }
    added.extend(things.looking_ahead(names));
    let (around, mut added): (Vec<Mention>, Vec<Mention>) =
        added.into_iter().partition(|m| names.crosses(m.span));
    names.wider.extend(around);
    added.sort_by_key(|m| m.span);
    // Of two phrases of which one holds the other, the shorter is for coreference, the longer for readers.
    let mut spans: Vec<Mention> = Vec::new();
    for mention in added {
        match spans.last() {
            Some(last) if last.span.overlaps(mention.span) => names.wider.push(mention),
            _ => spans.push(mention),
        }
    }
    names.mentions.extend(spans);
    names.mentions.sort_by_key(|m| m.span);
}

fn is_read(article: &Article, span: Span) -> bool {
    matches!(
        article.kind_at(span),
        Some(BlockKind::Body | BlockKind::Headline | BlockKind::Caption)
    )
}

/// Names of states and their demonyms to one word for each: "norrlandish" to "norrland".
fn states(names: &Names) -> BTreeMap<String, String> {
    let mut states = BTreeMap::new();
    for referent in names
        .referents
        .iter()
        .filter(|r| r.kind == ReferentKind::Place)
    {
        let name = referent.name.to_lowercase();
        if name.chars().count() >= 4 && !name.contains(' ') {
            states.insert(name.clone(), name);
        }
    }
    states
}

/// A word by which phrases are compared.
fn key(word: &str, states: &BTreeMap<String, String>) -> String {
    if let Some((_, state)) = gazetteer::state_of(word) {
        return state.name.to_lowercase();
    }
    let low = word.to_lowercase();
    // "Norrlandish", "Norrlanders" beside "Norrland": a name that the word begins with.
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    if capital && low.chars().count() >= 5 {
        let stem: String = low.chars().take(4).collect();
        let mut range = states
            .range(stem.clone()..)
            .take_while(|(k, _)| k.starts_with(&stem));
        let fits = |name: &str| {
            let bare = name.trim_end_matches(['a', 'e', 'i', 'o', 'y']);
            low.starts_with(bare) && low.len() <= name.len() + 4
        };
        if let Some((_, name)) = range.find(|(name, _)| fits(name)) {
            return name.clone();
        }
    }
    low
}

/// Whether the token at `at` hangs on the one at `head`, within a few steps.
fn hangs_on(parsed: &Parsed, at: usize, head: usize) -> bool {
    let mut at = at;
    for _ in 0..5 {
        match parsed.tokens.get(at).and_then(|t| t.head) {
            Some(up) if up as usize == head => return true,
            Some(up) => at = up as usize,
            None => return false,
        }
    }
    false
}

fn phrase(
    article: &Article,
    parsed: &Parsed,
    at: usize,
    states: &BTreeMap<String, String>,
) -> Option<Phrase> {
    let text = &article.text;
    let head = parsed.tokens.get(at)?;
    let noun = text.quote(head.span).to_lowercase();
    // "cease-fire" is three tokens.
    let hyphened = at.checked_sub(2).and_then(|b| {
        let joined = parsed.tokens.get(b)?.span.cover(head.span);
        let word = text.quote(joined).to_lowercase();
        (!word.contains(' ')).then_some(word)
    });
    // "ethnic Norrlanders" are people of a place.
    let people = is_people(text.quote(head.span), states);
    let (class, plural) = hyphened
        .as_deref()
        .and_then(class_of)
        .or_else(|| class_of(&noun))
        .or_else(|| people.then(|| class_of("residents")).flatten())?;
    let sentence = head.sentence;
    let inside = |i: usize| parsed.tokens.get(i).filter(|t| t.sentence == sentence);
    // "agreement" of "agreement text" is no head.
    let next_is_head =
        head.relation == Relation::Compound && head.head.is_some_and(|h| h as usize > at);
    if next_is_head {
        return None;
    }
    let mut start = at;
    let mut definite = false;
    while start > 0 && at - start < LONGEST {
        let Some(token) = inside(start - 1) else {
            break;
        };
        let word = text.quote(token.span);
        if token.upos == Upos::Det || token.upos == Upos::Pron {
            definite = !matches!(
                word.to_lowercase().as_str(),
                "a" | "an" | "any" | "some" | "no" | "every" | "each" | "another"
            );
            break;
        }
        let lawful = matches!(
            token.upos,
            Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num | Upos::Adv | Upos::Verb | Upos::X
        ) || matches!(word, "'s" | "’s" | "-" | "–" | "’" | "'")
            || word == ","
                && inside(start.wrapping_sub(2))
                    .is_some_and(|t| t.upos == Upos::Adj || t.upos == Upos::Num)
            || word == "and" && token.upos == Upos::Cconj && hangs_on(parsed, start - 1, at);
        // "the Nov. 10, 2020 statement": a day stands as it likes.
        let dated = is_date_part(word)
            || word == ","
                && start < at
                && inside(start).is_some_and(|t| is_date_part(text.quote(t.span)));
        if !dated && (!lawful || !hangs_on(parsed, start - 1, at)) {
            break;
        }
        start -= 1;
    }
    while inside(start).is_some_and(|t| {
        start < at && (t.upos == Upos::Punct || t.upos == Upos::Cconj || t.upos == Upos::Part)
    }) {
        start += 1;
    }
    let mut end = at + 1;
    let mut ends = Vec::new();
    let mut parts = 0;
    while parts < 2 {
        let Some(first) = inside(end) else { break };
        let word = text.quote(first.span).to_lowercase();
        let governs = matches!(
            word.as_str(),
            "of" | "between" | "in" | "on" | "with" | "against" | "from"
        );
        let participle = first.relation.as_str().starts_with("acl")
            && first.head == Some(at as u32)
            && first.upos == Upos::Verb;
        let object = first.head.map(|h| h as usize);
        let case = governs && object.is_some_and(|o| o != at && hangs_on(parsed, o, at));
        if !(case || participle) {
            break;
        }
        let mut last = end + 1;
        let anchor = if participle {
            end
        } else {
            object.unwrap_or(end)
        };
        while last - end < LONGEST
            && inside(last).is_some_and(|t| {
                (last == anchor || hangs_on(parsed, last, anchor))
                    && !matches!(text.quote(t.span), "." | ";" | ":" | "“" | "”" | "\"")
            })
        {
            last += 1;
        }
        if case && last <= anchor {
            break;
        }
        end = last;
        parts += 1;
        ends.push(end);
    }
    while end > at + 1 && inside(end - 1).is_some_and(|t| t.upos == Upos::Punct) {
        end -= 1;
    }
    // "the agreement on Nov. 10, 2020": a day belongs to an instrument, whatever it hangs on.
    let instrument = matches!(class.kind, ReferentKind::Agreement | ReferentKind::Law);
    if instrument && end == at + 1 {
        let day = |i: usize| inside(i).is_some_and(|t| is_date_part(text.quote(t.span)));
        let leads = inside(end).is_some_and(|t| matches!(text.quote(t.span), "of" | "on"));
        let mut last = end + 1;
        while last < end + 6 && (day(last) || is_comma(text, parsed, last) && day(last + 1)) {
            last += 1;
        }
        if leads && last > end + 1 {
            end = last;
            ends.push(end);
        }
    }
    let first = inside(start)?;
    let core = first.span.cover(head.span);
    let full = core.cover(inside(end - 1)?.span);
    let first_part = ends
        .first()
        .and_then(|e| inside(e - 1))
        .map_or(full, |t| core.cover(t.span));
    let mut marks = Marks::default();
    for i in start..end {
        let Some(token) = inside(i).filter(|_| i != at) else {
            continue;
        };
        let word = text.quote(token.span);
        if is_date_part(word) && !is_hyphened(text, parsed, i) {
            marks.dates.insert(
                word.trim_end_matches('.')
                    .to_lowercase()
                    .chars()
                    .take(3)
                    .collect::<String>()
                    + &digits(word),
            );
        } else if matches!(
            token.upos,
            Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num | Upos::Verb
        ) && !(hyphened.is_some() && i + 3 > at && i < at)
            // Of what follows only what the noun itself governs says which one it is.
            && (i < at || hangs_near(parsed, i, at))
        {
            let key = key(word, states);
            let capital = word.chars().next().is_some_and(char::is_uppercase);
            if capital {
                marks.names.insert(key.clone());
            } else if token.upos == Upos::Num && !is_hyphened(text, parsed, i)
                || is_listed("apart", &key)
            {
                marks.apart.insert(key.clone());
            } else if token.upos == Upos::Noun && i < at && !is_length(&key) {
                marks.nouns.insert(key.clone());
            }
            marks.all.insert(key);
        }
    }
    if people {
        marks.names.insert(key(text.quote(head.span), states));
        marks.all.extend(marks.names.iter().cloned());
        if marks.all.len() == marks.names.len() && end == at + 1 {
            return None;
        }
    }
    let whose = class.kind == ReferentKind::Group && !marks.names.is_empty();
    if class.bound && marks.dates.is_empty() && !whose && !bound(&marks.all) {
        return None;
    }
    Some(Phrase {
        core,
        first_part,
        full,
        class,
        noun: if people { "residents".to_owned() } else { noun },
        plural,
        definite,
        marks,
        sentence,
    })
}

fn is_comma(text: &rapporteur_record::Text, parsed: &Parsed, at: usize) -> bool {
    let token = parsed.tokens.get(at);
    token.is_some_and(|t| text.quote(t.span) == ",")
}

/// Whether a hyphen stands before or after: "the 44-day war".
fn is_hyphened(text: &rapporteur_record::Text, parsed: &Parsed, at: usize) -> bool {
    let is_hyphen = |i: usize| {
        parsed
            .tokens
            .get(i)
            .is_some_and(|t| matches!(text.quote(t.span), "-" | "–"))
    };
    is_hyphen(at + 1) || at.checked_sub(1).is_some_and(is_hyphen)
}

/// Units of time: "44-day" says how long, not which.
fn is_length(word: &str) -> bool {
    matches!(
        word,
        "minute" | "hour" | "day" | "week" | "month" | "year" | "decade"
    )
}

/// Whether the token at `at` is the object of a preposition of the noun at `head`, or stands right beside that object.
fn hangs_near(parsed: &Parsed, at: usize, head: usize) -> bool {
    let up = |i: usize| parsed.tokens.get(i)?.head.map(|h| h as usize);
    let is = |i: Option<usize>| i == Some(head);
    let first = up(at);
    is(first) || is(first.and_then(up))
}

/// Whether the words about a noun say which one it is.
fn bound(modifiers: &BTreeSet<String>) -> bool {
    modifiers.iter().any(|m| is_listed("binding", m))
}

fn digits(word: &str) -> String {
    word.chars().filter(char::is_ascii_digit).collect()
}

fn is_date_part(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
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
    let low = word.trim_end_matches('.').to_lowercase();
    let year = word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
    let month = word.chars().next().is_some_and(char::is_uppercase)
        && MONTHS
            .iter()
            .any(|m| *m == low || matches!(low.len(), 3 | 4) && m.starts_with(&low));
    let day = !word.is_empty() && word.len() <= 2 && word.chars().all(|c| c.is_ascii_digit());
    year || month || day
}

/// "Norrlanders", "Armenians": a plural of a demonym.
fn is_people(word: &str, states: &BTreeMap<String, String>) -> bool {
    let Some(one) = word.strip_suffix('s') else {
        return false;
    };
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let listed = matches!(
        gazetteer::state_of(one),
        Some((gazetteer::Part::Demonym, _))
    );
    capital
        && (listed
            || states
                .get(&key(word, states))
                .is_some_and(|name| fold::is_demonym_of(word, name)))
}
