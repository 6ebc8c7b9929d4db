//! Forms of one name become one referent.

use crate::Names;
use crate::candidates::{Candidate, Gender};
use crate::fold::{fold, sound};
use crate::kinds::{self, Noun};
use crate::{gazetteer, phrases};
use rapporteur_record::{Article, Form, Mention, Referent, ReferentId, ReferentKind, Span, Text};
use std::collections::BTreeMap;

/// Of how many names with a word in common a short form is tried: more than any article has.
const MOST_FULLER: usize = 100;

/// The forms of one name while they are gathered.
#[derive(Debug, Clone)]
struct Cluster {
    /// Words of the fullest form, folded.
    words: Vec<String>,
    members: Vec<usize>,
    kind: Option<ReferentKind>,
    gender: Option<Gender>,
    /// Whether it is this only by a title: "Ms Ashdown" beside a village of that name.
    sort: Sort,
    /// Whose it is, of an organisation.
    owner: Option<String>,
    /// Why it stays open, where it could be several.
    open: Option<String>,
}

/// How a bare name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Plain,
    Located,
    /// With a title of a woman, of a man, of either.
    Titled(u8),
}

/// Referents and name mentions from candidates in the order of the text.
pub(crate) fn referents(article: &Article, candidates: Vec<Candidate>) -> Names {
    let text = &article.text;
    let mut clusters = by_form(&candidates);
    let mut joined = Joined((0..clusters.len()).collect());
    same_bare_name(&clusters, &mut joined);
    same_owner(&clusters, &mut joined);
    gather(&mut clusters, &mut joined, &candidates);
    spellings(&clusters, &mut joined);
    gather(&mut clusters, &mut joined, &candidates);
    short_forms(&mut clusters, &mut joined);
    gather(&mut clusters, &mut joined, &candidates);
    said_to_be_one(text, &candidates, &clusters, &mut joined);
    gather(&mut clusters, &mut joined, &candidates);
    clusters.retain(|c| !c.members.is_empty());
    clusters.sort_by_key(|c| c.members.iter().min().copied());
    let mut names = Names::default();
    let mut referent_of: BTreeMap<usize, (Option<ReferentId>, Option<String>)> = BTreeMap::new();
    for cluster in &clusters {
        let id = match &cluster.open {
            Some(_) => None,
            None => {
                names.referents.push(referent(text, cluster, &candidates));
                Some(ReferentId(names.referents.len() as u32 - 1))
            }
        };
        referent_of.extend(
            cluster
                .members
                .iter()
                .map(|m| (*m, (id, cluster.open.clone()))),
        );
    }
    for (number, candidate) in candidates.iter().enumerate() {
        let (referent, open) = referent_of.get(&number).cloned().unwrap_or_default();
        let handle = handle_after(text, candidate.span);
        names.wider.extend(candidate.full.map(|span| Mention {
            span,
            referent,
            open: open.clone(),
            form: Form::Description,
        }));
        for span in std::iter::once(candidate.span).chain(handle) {
            names.mentions.push(Mention {
                span,
                referent,
                open: open.clone(),
                form: Form::Name,
            });
        }
    }
    names
}

/// The account that stands in brackets after a name: "Ilva Brenn (@IlvaBrenn)".
fn handle_after(text: &Text, name: Span) -> Option<Span> {
    let rest = text.as_str().get(name.end()..)?.strip_prefix(" (@")?;
    let length = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|n| *n > 0)?;
    rest.get(length..)?.starts_with(')').then_some(())?;
    let start = name.end() + " (@".len();
    text.span(start, start + length)
}

/// Which cluster each has joined: its own number where none.
struct Joined(Vec<usize>);

impl Joined {
    fn root(&self, mut n: usize) -> usize {
        let mut steps = 0;
        while let Some(next) = self.0.get(n).filter(|next| **next != n) {
            n = *next;
            steps += 1;
            if steps > self.0.len() {
                break;
            }
        }
        n
    }

    fn join(&mut self, from: usize, to: usize) {
        let (from, to) = (self.root(from), self.root(to));
        if from != to
            && let Some(place) = self.0.get_mut(from)
        {
            *place = to;
        }
    }
}

/// Moves the members of what has joined another.
fn gather(clusters: &mut [Cluster], joined: &mut Joined, candidates: &[Candidate]) {
    for from in 0..clusters.len() {
        let to = joined.root(from);
        if to == from {
            continue;
        }
        let Some((members, words, gender)) = clusters
            .get_mut(from)
            .map(|c| (std::mem::take(&mut c.members), c.words.clone(), c.gender))
        else {
            continue;
        };
        if members.is_empty() {
            continue;
        }
        if let Some(target) = clusters.get_mut(to) {
            target.members.extend(members);
            target.members.sort_unstable();
            target.gender = target.gender.or(gender);
            if target.kind.is_none() || target.words.len() < words.len() {
                target.kind = target
                    .kind
                    .or_else(|| kind_of_members(&target.members, candidates));
            }
            if target.words.len() < words.len() {
                target.words = words;
            }
        }
    }
}

fn folded(words: &[String]) -> Vec<String> {
    words.iter().map(|w| fold(w)).collect()
}

fn titled(candidate: &Candidate) -> bool {
    candidate.role.is_some() || candidate.gender.is_some()
}

/// One cluster for each form, whatever its case and accents; of a single word one for each use.
fn by_form(candidates: &[Candidate]) -> Vec<Cluster> {
    let mut clusters: BTreeMap<(Vec<String>, Sort, Option<String>), Vec<usize>> = BTreeMap::new();
    for (number, candidate) in candidates.iter().enumerate() {
        let key = folded(&candidate.words);
        let sort = match candidate.words.as_slice() {
            [_] if titled(candidate) => Sort::Titled(match candidate.gender {
                Some(Gender::Female) => 1,
                Some(Gender::Male) => 2,
                None => 0,
            }),
            [_] if candidate.located => Sort::Located,
            _ => Sort::Plain,
        };
        let owner = candidate.owner.clone();
        clusters.entry((key, sort, owner)).or_default().push(number);
    }
    clusters
        .into_iter()
        .map(|((words, sort, owner), members)| {
            let all = || members.iter().filter_map(|m| candidates.get(*m));
            let kind = kind_of_members(&members, candidates);
            let given = words
                .first()
                .filter(|_| words.len() > 1 && kind == Some(ReferentKind::Person));
            let by_name = given.and_then(|w| match gazetteer::given_name(w) {
                Some('f') => Some(Gender::Female),
                Some('m') => Some(Gender::Male),
                _ => None,
            });
            Cluster {
                gender: all().find_map(|c| c.gender).or(by_name),
                kind,
                words,
                members,
                sort,
                owner,
                open: None,
            }
        })
        .collect()
}

/// The kind that most mentions have; a title or office settles it.
fn kind_of_members(members: &[usize], candidates: &[Candidate]) -> Option<ReferentKind> {
    let members = || members.iter().filter_map(|m| candidates.get(*m));
    if members().any(titled) {
        return Some(ReferentKind::Person);
    }
    let mut votes: BTreeMap<ReferentKind, usize> = BTreeMap::new();
    // What a word says goes before what the model thinks.
    let sure = members().any(|c| c.sure && c.kind.is_some());
    for kind in members().filter(|c| c.sure || !sure).filter_map(|c| c.kind) {
        *votes.entry(kind).or_default() += 1;
    }
    votes
        .into_iter()
        .max_by_key(|(kind, count)| (*count, std::cmp::Reverse(*kind)))
        .map(|(kind, _)| kind)
}

/// A bare name with and without a title is one, unless a place has it too; then only a title makes a person of it.
fn same_bare_name(clusters: &[Cluster], joined: &mut Joined) {
    let mut of: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
    for (number, cluster) in clusters
        .iter()
        .enumerate()
        .filter(|(_, c)| c.words.len() == 1)
    {
        of.entry(&cluster.words).or_default().push(number);
    }
    for numbers in of.values() {
        let with = |wanted: fn(Sort) -> bool| -> Vec<usize> {
            numbers
                .iter()
                .copied()
                .filter(|n| clusters.get(*n).is_some_and(|c| wanted(c.sort)))
                .collect()
        };
        let plain = with(|s| s == Sort::Plain);
        let located = with(|s| s == Sort::Located);
        let titled = with(|s| matches!(s, Sort::Titled(_)));
        // "Minister Moraz" may be Mr or Ms Moraz, if only one of them is spoken of.
        let vague = titled
            .iter()
            .find(|n| clusters.get(**n).is_some_and(|c| c.sort == Sort::Titled(0)));
        let clear: Vec<usize> = titled
            .iter()
            .copied()
            .filter(|n| Some(n) != vague)
            .collect();
        if let (Some(vague), [only]) = (vague, clear.as_slice()) {
            joined.join(*vague, *only);
        }
        let target = match (located.as_slice(), titled.as_slice()) {
            ([place], _) => Some(*place),
            ([], [only]) => Some(*only),
            ([], [_, _]) if vague.is_some() => clear.first().copied(),
            _ => None,
        };
        if let (Some(plain), Some(target)) = (plain.first(), target) {
            joined.join(*plain, target);
        }
    }
}

/// A ministry of which nobody says whose it is is the one last spoken of: of two countries' foreign ministries each
/// stays its own.
fn same_owner(clusters: &[Cluster], joined: &mut Joined) {
    let mut of: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
    for (number, cluster) in clusters.iter().enumerate() {
        if cluster.kind == Some(ReferentKind::Organisation) {
            of.entry(&cluster.words).or_default().push(number);
        }
    }
    for numbers in of.values().filter(|n| n.len() > 1) {
        let cluster = |n: &usize| clusters.get(*n);
        let owned = |n: &usize| cluster(n).is_some_and(|c| c.owner.is_some());
        // A name of its own ("the Elm Council", "Norrland's Elm Council") has one owner.
        let general = |n: &usize| {
            cluster(n).is_some_and(|c| {
                c.words.iter().all(|w| {
                    kinds::is(w, Noun::Connector)
                        || kinds::nouns_of(w).iter().any(|n| n.kind().is_some())
                        || phrases::is_listed("portfolio", w)
                })
            })
        };
        let first = |n: &usize| cluster(n).and_then(|c| c.members.first().copied());
        let (with, without): (Vec<usize>, Vec<usize>) = numbers.iter().partition(|n| owned(n));
        if !numbers.iter().all(general) {
            for number in &with {
                joined.join(*number, with.first().copied().unwrap_or(*number));
            }
        }
        for number in &without {
            let before = with.iter().filter(|w| first(w) < first(number));
            let nearest = before.max_by_key(|w| first(w)).or(with.first());
            if let Some(nearest) = nearest {
                joined.join(*number, *nearest);
            }
        }
    }
}

/// Full names of people that sound alike are one: "Dmitar Volkoff", "Dmitar Volkov".
fn spellings(clusters: &[Cluster], joined: &mut Joined) {
    let mut seen: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (number, cluster) in clusters.iter().enumerate() {
        if cluster.members.is_empty()
            || cluster.words.len() < 2
            || cluster.kind != Some(ReferentKind::Person)
        {
            continue;
        }
        let sounds = cluster.words.iter().map(|w| sound(w)).collect();
        let first = *seen.entry(sounds).or_insert(number);
        joined.join(number, first);
    }
}

/// Short forms join the one fuller form they can belong to: surnames their people, "NPA" its "Northern Press
/// Agency", "the Commission" its commission.
fn short_forms(clusters: &mut [Cluster], joined: &mut Joined) {
    let mut order: Vec<usize> = (0..clusters.len()).collect();
    // Shorter forms join longer ones; longest targets first so that chains end at the fullest form.
    order.sort_by_key(|n| clusters.get(*n).map(|c| c.words.len()));
    // Fuller forms by each of their words and by their initials, so that no pair is looked at in vain.
    let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, cluster) in clusters.iter().enumerate() {
        let listed = gazetteer::organisation(&unfolded_acronym(cluster)).map(fold);
        for word in cluster
            .words
            .iter()
            .cloned()
            .chain([initials(&cluster.words)])
            .chain(listed)
            .chain(paper(cluster))
        {
            for word in [sound(&word), word] {
                let list = by_word.entry(word).or_default();
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
        }
    }
    let mut open: Vec<(usize, String)> = Vec::new();
    for short in order {
        let Some(cluster) = clusters.get(short).filter(|c| !c.members.is_empty()) else {
            continue;
        };
        let Some(key) = cluster.words.last() else {
            continue;
        };
        let mut fuller: Vec<usize> = by_word
            .get(key)
            .into_iter()
            .chain(by_word.get(&sound(key)))
            .chain(paper(cluster).and_then(|p| by_word.get(&p)))
            .flatten()
            .map(|n| joined.root(*n))
            .take(MOST_FULLER)
            .filter(|n| *n != short && clusters.get(*n).is_some_and(|f| is_short_for(cluster, f)))
            .collect();
        fuller.sort_unstable();
        fuller.dedup();
        // Of a fuller form and one fuller still the fullest counts.
        let all = fuller.clone();
        let of = |n: usize| clusters.get(n);
        fuller.retain(|n| {
            !all.iter()
                .any(|m| m != n && of(*n).zip(of(*m)).is_some_and(|(a, b)| is_short_for(a, b)))
        });
        let first = cluster.members.first().copied().unwrap_or(0);
        match choose(&fuller, clusters, cluster, first) {
            Choice::One(target) => joined.join(short, target),
            Choice::Several => {
                let names: Vec<String> = fuller
                    .iter()
                    .filter_map(|n| clusters.get(*n))
                    .map(|c| shown(&c.words))
                    .collect();
                open.push((
                    short,
                    format!(
                        "{} candidates: {}",
                        number_word(names.len()),
                        names.join("; ")
                    ),
                ));
            }
            Choice::None => {}
        }
    }
    for (short, why) in open {
        if let Some(cluster) = clusters.get_mut(short) {
            cluster.open = Some(why);
        }
    }
}

/// The key under which papers are looked for whatever they are called: "the Accord", "the Elm Agreement".
fn paper(cluster: &Cluster) -> Option<String> {
    (cluster.kind == Some(ReferentKind::Agreement)).then(|| "a paper".to_owned())
}

pub(crate) fn number_word(n: usize) -> String {
    match n {
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        n => n.to_string(),
    }
}

/// Folded words with capitals again, for a person to read.
fn shown(words: &[String]) -> String {
    let capital = |w: &String| {
        let mut letters = w.chars();
        letters
            .next()
            .map(|c| c.to_uppercase().collect::<String>() + letters.as_str())
            .unwrap_or_default()
    };
    words.iter().map(capital).collect::<Vec<_>>().join(" ")
}

fn unfolded_acronym(cluster: &Cluster) -> String {
    cluster.words.join(" ").to_uppercase()
}

enum Choice {
    One(usize),
    Several,
    None,
}

/// The one fuller form there is. Of several organisations the one last named before is meant; of several people
/// nobody can say.
fn choose(fuller: &[usize], clusters: &[Cluster], short: &Cluster, first: usize) -> Choice {
    match fuller {
        [] => return Choice::None,
        [only] => return Choice::One(*only),
        _ => {}
    }
    if short.kind == Some(ReferentKind::Person)
        || fuller.iter().all(|n| {
            clusters
                .get(*n)
                .is_some_and(|c| c.kind == Some(ReferentKind::Person))
        })
    {
        let fits = |n: &&usize| {
            clusters
                .get(**n)
                .is_some_and(|c| c.gender.is_some() && c.gender == short.gender)
        };
        let mut known = fuller.iter().filter(fits);
        return match (known.next(), known.next()) {
            (Some(only), None) => Choice::One(*only),
            _ => Choice::Several,
        };
    }
    let last = |n: usize| {
        clusters
            .get(n)?
            .members
            .iter()
            .filter(|m| **m < first)
            .max()
            .map(|m| (*m, n))
    };
    fuller
        .iter()
        .copied()
        .filter_map(last)
        .max()
        .map_or(Choice::None, |(_, n)| Choice::One(n))
}

fn initials(words: &[String]) -> String {
    words
        .iter()
        .filter(|w| !kinds::is(w, Noun::Connector))
        .filter_map(|w| w.chars().next())
        .collect()
}

/// Whether `short` can be a short form of `full`.
fn is_short_for(short: &Cluster, full: &Cluster) -> bool {
    let [s, f] = [&short.words, &full.words];
    let person = Some(ReferentKind::Person);
    let people = full.kind == person && short.kind.is_none_or(|k| Some(k) == person);
    if people && s.len() == f.len() {
        // "J. Maddern" beside "Jan Maddern"
        let initial = |a: &String, b: &String| {
            let letter = a.trim_end_matches('.');
            letter.chars().count() == 1 && b.len() > 2 && b.starts_with(letter)
        };
        return s.len() > 1
            && s.first().zip(f.first()).is_some_and(|(a, b)| initial(a, b))
            && s.get(1..) == f.get(1..);
    }
    if s.len() >= f.len() {
        return false;
    }
    if full.kind == person {
        let genders_fit =
            short.gender.is_none() || full.gender.is_none() || short.gender == full.gender;
        let sounds_end = || {
            s.iter()
                .rev()
                .zip(f.iter().rev())
                .all(|(a, b)| a == b || sound(a) == sound(b) && a.len() > 4)
        };
        let given = s.len() == 1
            && s.first() == f.first()
            && short.gender.is_none()
            && short.sort == Sort::Plain;
        let fits = sounds_end() || given;
        return short.sort != Sort::Located && genders_fit && people && fits
            || genders_fit
                && matches!(short.sort, Sort::Plain)
                && short.kind == Some(ReferentKind::Organisation)
                && f.len() > 1
                && sounds_end()
                && s.len() == 1;
    }
    if let [only] = s.as_slice() {
        if f.len() > 1 && initials(f) == only.replace('.', "") {
            return true;
        }
        let listed = gazetteer::organisation(&only.to_uppercase());
        if listed.is_some_and(|l| fold(l) == f.join(" ")) {
            return true;
        }
        // "Nakhar" of "Nakhar Autonomous Republic", "Elm" of "Elm Region": what is left out says only what it is.
        let place = Some(ReferentKind::Place);
        let general = |w: &String| {
            phrases::is_listed("beside", w) || matches!(w.as_str(), "autonomous" | "of" | "the")
        };
        if full.kind == place && short.kind.is_none_or(|k| Some(k) == place) && f.contains(only) {
            return f.iter().filter(|w| *w != only).all(general);
        }
        // "Sarre" of "Ulm-Sarre"; but a state is not a part of another ("Guinea", "Guinea-Bissau").
        let halves = f.len() == 3 && f.get(1).is_some_and(|w| w == "-");
        if halves && full.kind.is_none_or(|k| Some(k) == place) && short.kind != person {
            let listed = gazetteer::is_known_place(&shown(s));
            return !listed && (f.last() == Some(only) || f.first() == Some(only));
        }
        let body = Some(ReferentKind::Organisation);
        if full.kind == body && short.kind == body && f.first() == Some(only) && f.len() == 2 {
            return true;
        }
        if full.kind == Some(ReferentKind::Agreement)
            && phrases::same_class(only, f.last().map_or("", String::as_str))
        {
            return true;
        }
        // "Commission" alone is a noun of the lists; "Orrel" alone is not "Orrel Lines".
        let noun = kinds::nouns_of(only)
            .iter()
            .any(|n| n.kind().is_some() && n.kind() == full.kind);
        return noun && (f.last() == Some(only) || f.first() == Some(only));
    }
    f.ends_with(s) && (short.kind.is_none() || short.kind == full.kind)
}

/// Two names of one thing, where the text says so: "Vorra (Estmark name: Saint Osk)", "known in Estmark as the Throat".
/// "Strait of Elm" and "Elm Strait" are one too.
fn said_to_be_one(
    text: &Text,
    candidates: &[Candidate],
    clusters: &[Cluster],
    joined: &mut Joined,
) {
    const REACH: usize = 3;
    let mut of: BTreeMap<usize, usize> = BTreeMap::new();
    let mut turned: BTreeMap<Vec<&String>, usize> = BTreeMap::new();
    for (number, cluster) in clusters
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.members.is_empty())
    {
        of.extend(cluster.members.iter().map(|m| (*m, number)));
        if cluster.kind == Some(ReferentKind::Place) && cluster.words.len() > 1 {
            let mut words: Vec<&String> = cluster
                .words
                .iter()
                .filter(|w| !matches!(w.as_str(), "of" | "the"))
                .collect();
            words.sort_unstable();
            let first = *turned.entry(words).or_insert(number);
            joined.join(number, first);
        }
    }
    for (at, second) in candidates.iter().enumerate() {
        if let Some(noun) = called_by_somebody(text, second) {
            let own = second.words.last().map(|w| fold(w)).unwrap_or_default();
            let like = |c: &Cluster| {
                c.kind == Some(ReferentKind::Place)
                    && c.words.iter().any(|w| {
                        *w == noun || phrases::same_body(w, &noun) || phrases::same_body(w, &own)
                    })
            };
            let earlier = (0..at).rev().take(MOST_FULLER).filter_map(|n| of.get(&n));
            let found = earlier
                .into_iter()
                .find(|n| clusters.get(**n).is_some_and(like));
            if let (Some(found), Some(here)) = (found, of.get(&at)) {
                joined.join(*here, *found);
                continue;
            }
        }
        if let Some(here) = of.get(&at)
            && is_what_somebody_calls(text, second)
        {
            let sentence = text.as_str().get(..second.span.start()).unwrap_or_default();
            let begins = sentence.rfind(['.', '!', '?', '\n']).unwrap_or(0);
            let event = (0..at)
                .rev()
                .take(MOST_FULLER)
                .map_while(|n| Some((n, candidates.get(n)?)))
                .take_while(|(_, c)| c.span.start() >= begins)
                .filter_map(|(n, _)| of.get(&n))
                .find(|n| {
                    clusters
                        .get(**n)
                        .is_some_and(|c| c.kind == Some(ReferentKind::Event))
                });
            if let Some(event) = event {
                joined.join(*here, *event);
                continue;
            }
        }
        for back in 1..=REACH {
            let Some(first) = at.checked_sub(back).and_then(|a| candidates.get(a)) else {
                break;
            };
            let between = text
                .as_str()
                .get(first.span.end()..second.span.start())
                .unwrap_or_default();
            if between.len() > 60 || between.contains(['.', '!', '?', '\n', ';']) {
                break;
            }
            let after = text.as_str().get(second.span.end()..).unwrap_or_default();
            let (Some(a), Some(b)) = (of.get(&(at - back)), of.get(&at)) else {
                continue;
            };
            let kind = |n: &usize| clusters.get(*n).and_then(|c| c.kind);
            let place = |k: Option<ReferentKind>| k.is_none_or(|k| k == ReferentKind::Place);
            let alike = kind(a) == kind(b)
                || kind(a).is_none()
                || kind(b).is_none()
                || is_name_said(between);
            let known = gazetteer::is_known_place(text.quote(second.span));
            let bracketed = back == 1
                && between == " ("
                && after.starts_with(')')
                && place(kind(a))
                && place(kind(b))
                && !known
                && look_alike(text.quote(first.span), text.quote(second.span));
            if bracketed || alike && is_naming(between, back > 1) {
                joined.join(*b, *a);
                break;
            }
        }
    }
}

/// "under what Norrland calls the “Grey Watch”".
fn is_what_somebody_calls(text: &Text, name: &Candidate) -> bool {
    let lead = text.as_str().get(..name.span.start()).unwrap_or_default();
    let mut words = lead
        .rsplit(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(8)
        .skip_while(|w| matches!(*w, "the" | "a" | "its" | "their"));
    matches!(words.next(), Some("call" | "calls" | "called")) && words.any(|w| w == "what")
}

/// "the waterway, which it calls the Elm Sound": the noun, where a name stands so.
fn called_by_somebody(text: &Text, name: &Candidate) -> Option<String> {
    let start = (0..4).find_map(|more| {
        text.span(
            name.span.start().saturating_sub(70 + more),
            name.span.start(),
        )
    })?;
    let lead = text
        .quote(start)
        .rsplit(['.', ';', '\n'])
        .next()?
        .to_lowercase();
    let (before, clause) = lead.rsplit_once(", which ")?;
    let words: Vec<&str> = clause
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let verb = words
        .iter()
        .rposition(|w| matches!(*w, "call" | "calls" | "called" | "name" | "names" | "named"))?;
    let rest = words.get(verb + 1..)?;
    (rest.is_empty() || rest == ["the"]).then_some(())?;
    Some(
        before
            .split(|c: char| !c.is_alphanumeric())
            .rfind(|w| !w.is_empty())?
            .to_owned(),
    )
}

/// Whether half of the letters of two names stand in one row in both: "Dorna (Dorne)", not "Aldbury (Norrland)".
fn look_alike(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (
        fold(a).chars().take(40).collect(),
        fold(b).chars().take(40).collect(),
    );
    let half = a.len().max(b.len()).div_ceil(2).max(3);
    a.windows(half)
        .any(|row| b.windows(half).any(|other| row == other))
}

/// "(Estmark name: ": the words leave no doubt, whatever the two were taken for.
fn is_name_said(between: &str) -> bool {
    between.starts_with(" (") && between.trim_end().ends_with(':')
}

/// Whether the words between two names make them names of one thing.
fn is_naming(between: &str, over_another: bool) -> bool {
    let words: Vec<String> = between
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | '“' | '"' | '‘'))
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    let opens = between.trim_start().starts_with([',', '(']) || between.starts_with(" (");
    let named = words.iter().any(|w| phrases::is_listed("naming", w));
    // "Elm, the mayor called Oak": somebody calls, and nobody is called; then "which" or a noun of the thing stands.
    let verb = words
        .iter()
        .any(|w| matches!(w.as_str(), "and" | "but" | "who" | "said" | "after" | "for"));
    let last = words.last().map(String::as_str);
    let ends = last.is_some_and(|w| phrases::is_listed("naming", w) || matches!(w, "as" | "the"));
    opens
        && named
        && !verb
        && ends
        && words.len() <= 8
        && (!over_another || last.is_some_and(|w| w != "and"))
}

fn referent(text: &Text, cluster: &Cluster, candidates: &[Candidate]) -> Referent {
    let members = || cluster.members.iter().filter_map(|m| candidates.get(*m));
    let fullest = members().max_by_key(|c| {
        let shouted = c.words.iter().all(|w| !w.chars().any(char::is_lowercase));
        (c.words.len(), !shouted, std::cmp::Reverse(c.span))
    });
    let mut roles: Vec<String> = Vec::new();
    for role in members().filter_map(|c| c.role.as_ref()) {
        if !roles.iter().any(|r| r.eq_ignore_ascii_case(role)) {
            roles.push(role.clone());
        }
    }
    // A single capital that nothing tells about is most often a place in news.
    let kind = cluster.kind.unwrap_or(ReferentKind::Place);
    Referent {
        name: fullest
            .map(|c| text.quote(c.span).to_owned())
            .unwrap_or_default(),
        kind,
        roles,
    }
}

/// What titles, and else given names, tell of each referent's gender, by its place in the names.
pub(crate) fn genders(names: &Names) -> Vec<Option<Gender>> {
    names.referents.iter().map(gender).collect()
}

/// What its titles, and else its given name, tell of a referent's gender.
pub(crate) fn gender(referent: &Referent) -> Option<Gender> {
    let by_title = crate::candidates::gender_of(referent.roles.iter().flat_map(|r| r.split(' ')));
    let given = || match gazetteer::given_name(&fold(referent.name.split(' ').next()?)) {
        Some('f') => Some(Gender::Female),
        Some('m') => Some(Gender::Male),
        _ => None,
    };
    let person = referent.kind == ReferentKind::Person && referent.name.contains(' ');
    by_title.or_else(|| if person { given() } else { None })
}
