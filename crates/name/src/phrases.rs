//! Instruments, events, forces, lands that are described and not named: "the 2020 war", "the statement of 10 November".
//!
//! In: an article with its tags and heads, and its named referents. Out: a mention for each such noun phrase, joined
//! to an earlier referent where the noun is of one class and nothing about the two differs, and a referent of its own
//! otherwise. Two instruments of one full date are one. The nouns and their classes are `data/phrases.txt`.

use crate::Names;
use crate::gazetteer;
use rapporteur_parse::{Parsed, Relation, Upos};
use rapporteur_record::{
    Article, BlockKind, Form, Mention, Referent, ReferentId, ReferentKind, Span,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// How many words a phrase may have before its noun, and after it.
const LONGEST: usize = 12;
/// How many earlier things a phrase is compared with.
const MOST: usize = 60;

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
    plural: bool,
    definite: bool,
    modifiers: BTreeSet<String>,
    /// Years and days in it.
    dates: BTreeSet<String>,
}

/// Something that phrases have referred to.
#[derive(Debug, Clone)]
struct Thing {
    referent: ReferentId,
    class: Class,
    plural: bool,
    /// The modifiers of each phrase that has referred to it.
    modifiers: Vec<BTreeSet<String>>,
    dates: BTreeSet<String>,
    /// Whether it has a name of its own.
    named: bool,
}

/// Adds what the article describes of these kinds to its names.
pub(crate) fn add(article: &Article, parsed: &Parsed, names: &mut Names) {
    let states = states(names);
    let mut things: Vec<Thing> = Vec::new();
    let mut added: Vec<Mention> = Vec::new();
    let mut next = 0;
    let mut known: BTreeSet<ReferentId> = BTreeSet::new();
    for at in 0..parsed.tokens.len() {
        let Some(token) = parsed.tokens.get(at) else {
            break;
        };
        while let Some(mention) = names
            .mentions
            .get(next)
            .filter(|m| m.span.start() <= token.span.start())
        {
            if let Some(id) = mention.referent.filter(|id| known.insert(*id)) {
                things.extend(
                    names
                        .referents
                        .get(id.0 as usize)
                        .and_then(|r| named_thing(id, r, &states)),
                );
            }
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
            beside(article, parsed, names, at, &mut added);
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
        let Some(id) = resolve(article, names, &mut things, &phrase) else {
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
    let (class, plural) = hyphened
        .as_deref()
        .and_then(class_of)
        .or_else(|| class_of(&noun))?;
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
    let first = inside(start)?;
    let core = first.span.cover(head.span);
    let full = core.cover(inside(end - 1)?.span);
    let first_part = ends
        .first()
        .and_then(|e| inside(e - 1))
        .map_or(full, |t| core.cover(t.span));
    let mut modifiers = BTreeSet::new();
    let mut dates = BTreeSet::new();
    for i in start..end {
        let Some(token) = inside(i).filter(|_| i != at) else {
            continue;
        };
        let word = text.quote(token.span);
        if is_date_part(word) {
            dates.insert(
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
        {
            modifiers.insert(key(word, states));
        }
    }
    if class.bound && dates.is_empty() && !bound(&modifiers) {
        return None;
    }
    Some(Phrase {
        core,
        first_part,
        full,
        class,
        plural,
        definite,
        modifiers,
        dates,
    })
}

/// Whether the words about a noun say which one it is.
fn bound(modifiers: &BTreeSet<String>) -> bool {
    modifiers.iter().any(|m| {
        matches!(
            m.as_str(),
            "joint" | "trilateral" | "bilateral" | "tripartite" | "international" | "signed"
        )
    })
}

fn digits(word: &str) -> String {
    word.chars().filter(char::is_ascii_digit).collect()
}

fn is_date_part(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let low = word.to_lowercase();
    let year = word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
    let month = word.chars().next().is_some_and(char::is_uppercase)
        && MONTHS.iter().any(|m| low.starts_with(m))
        && rapporteur_parse::closed::is_temporal(low.trim_end_matches('.'));
    let day = !word.is_empty() && word.len() <= 2 && word.chars().all(|c| c.is_ascii_digit());
    year || month || day
}

/// "the Elm region": Elm, and a wider mention of it.
fn beside(article: &Article, parsed: &Parsed, names: &Names, at: usize, added: &mut Vec<Mention>) {
    let Some(head) = parsed.tokens.get(at) else {
        return;
    };
    let noun = article.text.quote(head.span).to_lowercase();
    let government = is_listed("government", &noun);
    if !is_listed("beside", &noun) && !government {
        return;
    }
    let Some(before) = at.checked_sub(1).and_then(|b| parsed.tokens.get(b)) else {
        return;
    };
    let mut before_span = before.span;
    let word = article.text.quote(before.span);
    if matches!(word, "'s" | "’s") {
        if !government {
            return;
        }
        before_span = match at.checked_sub(2).and_then(|b| parsed.tokens.get(b)) {
            Some(token) => token.span,
            None => return,
        };
    }
    let state = |name: &str| matches!(gazetteer::state_of(name), Some((gazetteer::Part::Name, _)));
    let mention = names.mention_ending(before_span.end());
    if let Some(mention) = mention.filter(|m| m.form == Form::Name) {
        let referent = mention
            .referent
            .and_then(|r| names.referents.get(r.0 as usize));
        let place = referent.is_some_and(|r| r.kind == ReferentKind::Place);
        if place && (government || !state(article.text.quote(mention.span))) {
            added.push(Mention {
                span: mention.span.cover(head.span),
                referent: mention.referent,
                open: None,
                form: Form::Description,
            });
        }
        return;
    }
    // "the Norrlandish side"
    if government && let Some(id) = names.state_of_demonym(word) {
        added.push(Mention {
            span: before_span.cover(head.span),
            referent: Some(id),
            open: None,
            form: Form::Description,
        });
    }
}

/// A named referent as something that phrases may point back to.
fn named_thing(
    id: ReferentId,
    referent: &Referent,
    states: &BTreeMap<String, String>,
) -> Option<Thing> {
    let words: Vec<&str> = referent.name.split(' ').collect();
    let of = words
        .iter()
        .position(|w| *w == "of" || *w == "on")
        .and_then(|at| at.checked_sub(1));
    let head = of.unwrap_or(words.len().checked_sub(1)?);
    let (class, plural) = class_of(&words.get(head)?.to_lowercase())?;
    if class.kind != referent.kind {
        return None;
    }
    let others = words
        .iter()
        .enumerate()
        .filter(|(n, w)| *n != head && w.len() > 2);
    let (dates, rest): (Vec<_>, Vec<_>) = others.partition(|(_, w)| is_date_part(w));
    Some(Thing {
        referent: id,
        class,
        plural,
        modifiers: vec![rest.iter().map(|(_, w)| key(w, states)).collect()],
        dates: dates.iter().map(|(_, w)| w.to_lowercase()).collect(),
        named: true,
    })
}

/// The referent of a phrase: an earlier one, or one of its own.
fn resolve(
    article: &Article,
    names: &mut Names,
    things: &mut Vec<Thing>,
    phrase: &Phrase,
) -> Option<ReferentId> {
    let fits = |thing: &&mut Thing| -> bool {
        if thing.class.kind != phrase.class.kind {
            return false;
        }
        let year = |d: &BTreeSet<String>| {
            d.iter()
                .any(|x| x.chars().filter(char::is_ascii_digit).count() >= 4)
        };
        let full = phrase.dates.len() >= 3;
        if full && thing.dates == phrase.dates {
            return true;
        }
        if thing.class.number != phrase.class.number || thing.plural != phrase.plural {
            return false;
        }
        if year(&thing.dates) && year(&phrase.dates) && thing.dates.is_disjoint(&phrase.dates) {
            return false;
        }
        let bare = phrase.modifiers.is_empty() && phrase.dates.is_empty();
        if bare {
            return phrase.definite;
        }
        let telling = |m: &BTreeSet<String>| -> BTreeSet<String> {
            m.iter()
                .filter(|w| is_listed("apart", w))
                .cloned()
                .collect()
        };
        let mine = telling(&phrase.modifiers);
        let differ = thing
            .modifiers
            .iter()
            .map(telling)
            .any(|t| !t.is_empty() && !mine.is_empty() && t != mine);
        let dated = !thing.dates.is_disjoint(&phrase.dates);
        let alike = thing.modifiers.iter().any(|known| {
            let meet = dated || !known.is_disjoint(&phrase.modifiers);
            meet && (phrase.modifiers.is_subset(known) || known.is_subset(&phrase.modifiers))
        });
        alike && !differ && (!thing.named || phrase.definite)
    };
    if let Some(thing) = things.iter_mut().rev().take(MOST).find(fits) {
        if !thing.named {
            thing.modifiers.push(phrase.modifiers.clone());
            thing.dates.extend(phrase.dates.iter().cloned());
        }
        return Some(thing.referent);
    }
    let says_which = !phrase.modifiers.is_empty() || !phrase.dates.is_empty();
    if !says_which {
        return None;
    }
    let id = ReferentId(names.referents.len() as u32);
    let name = article
        .text
        .quote(phrase.full)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    names.referents.push(Referent {
        name,
        kind: phrase.class.kind,
        roles: Vec::new(),
    });
    things.push(Thing {
        referent: id,
        class: phrase.class,
        plural: phrase.plural,
        modifiers: vec![phrase.modifiers.clone()],
        dates: phrase.dates.clone(),
        named: false,
    });
    Some(id)
}
