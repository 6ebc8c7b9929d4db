//! Forms of one name become one referent.

use crate::Names;
use crate::candidates::{Candidate, Gender};
use crate::kinds::{self, Noun};
use rapporteur_record::{Form, Mention, Referent, ReferentId, ReferentKind, Text};
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
}

/// Referents and name mentions from candidates in the order of the text.
pub(crate) fn referents(text: &Text, candidates: Vec<Candidate>) -> Names {
    let mut clusters = by_form(&candidates);
    merge_into_fuller(&mut clusters, &candidates);
    clusters.sort_by_key(|c| c.members.iter().min().copied());
    let mut names = Names::default();
    let mut referent_of: BTreeMap<usize, ReferentId> = BTreeMap::new();
    for (number, cluster) in (0..).zip(&clusters) {
        let id = ReferentId(number);
        referent_of.extend(cluster.members.iter().map(|m| (*m, id)));
        names.referents.push(referent(text, cluster, &candidates));
    }
    for (number, candidate) in candidates.iter().enumerate() {
        let referent = referent_of.get(&number).copied();
        names.mentions.push(Mention {
            span: candidate.span,
            referent,
            form: Form::Name,
        });
    }
    names
}

fn folded(words: &[String]) -> Vec<String> {
    words
        .iter()
        .map(|w| w.to_lowercase().replace('’', "'"))
        .collect()
}

/// One cluster for each form, whatever its case.
fn by_form(candidates: &[Candidate]) -> Vec<Cluster> {
    let mut clusters: BTreeMap<Vec<String>, Cluster> = BTreeMap::new();
    for (number, candidate) in candidates.iter().enumerate() {
        let key = folded(&candidate.words);
        let cluster = clusters.entry(key.clone()).or_insert(Cluster {
            words: key,
            members: Vec::new(),
            kind: None,
        });
        cluster.members.push(number);
    }
    let mut clusters: Vec<Cluster> = clusters.into_values().collect();
    for cluster in &mut clusters {
        cluster.kind = kind_of_members(cluster, candidates);
    }
    clusters
}

/// The kind that most mentions have; a title or office settles it.
fn kind_of_members(cluster: &Cluster, candidates: &[Candidate]) -> Option<ReferentKind> {
    let members = || cluster.members.iter().filter_map(|m| candidates.get(*m));
    if members().any(|c| c.role.is_some() || c.gender.is_some()) {
        return Some(ReferentKind::Person);
    }
    let mut votes: BTreeMap<ReferentKind, usize> = BTreeMap::new();
    for kind in members().filter_map(|c| c.kind) {
        *votes.entry(kind).or_default() += 1;
    }
    votes
        .into_iter()
        .max_by_key(|(kind, count)| (*count, std::cmp::Reverse(*kind)))
        .map(|(kind, _)| kind)
}

/// Short forms join the one fuller form they can belong to: surnames their people, "NPA" its "Northern Press
/// Agency", "the Commission" its commission.
fn merge_into_fuller(clusters: &mut Vec<Cluster>, candidates: &[Candidate]) {
    let mut order: Vec<usize> = (0..clusters.len()).collect();
    // Shorter forms join longer ones; longest targets first so that chains end at the fullest form.
    order.sort_by_key(|n| clusters.get(*n).map(|c| c.words.len()));
    // Fuller forms by each of their words and by their initials, so that no pair is looked at in vain.
    let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, cluster) in clusters.iter().enumerate() {
        for word in cluster.words.iter().chain([&initials(&cluster.words)]) {
            let list = by_word.entry(word.clone()).or_default();
            if list.last() != Some(&number) {
                list.push(number);
            }
        }
    }
    let mut joined: BTreeMap<usize, usize> = BTreeMap::new();
    for short in order {
        let Some(cluster) = clusters.get(short) else {
            continue;
        };
        let Some(key) = cluster.words.last() else {
            continue;
        };
        let fuller: Vec<usize> = by_word
            .get(key)
            .into_iter()
            .flatten()
            .copied()
            .take(MOST_FULLER)
            .filter(|n| *n != short && clusters.get(*n).is_some_and(|f| is_short_for(cluster, f)))
            .collect();
        let first = cluster.members.first().copied().unwrap_or(0);
        if let Some(target) = choose(&fuller, clusters, first) {
            joined.insert(short, target);
        }
    }
    let root = |mut n: usize| {
        let mut steps = 0;
        while let Some(next) = joined.get(&n) {
            n = *next;
            steps += 1;
            if steps > joined.len() {
                break;
            }
        }
        n
    };
    let moves: Vec<(usize, usize)> = joined.keys().map(|n| (*n, root(*n))).collect();
    for (from, to) in moves {
        let members = clusters
            .get_mut(from)
            .map(|c| std::mem::take(&mut c.members))
            .unwrap_or_default();
        if let Some(target) = clusters.get_mut(to) {
            target.members.extend(members);
            target.members.sort_unstable();
            target.kind = target.kind.or_else(|| kind_of_members(target, candidates));
        }
    }
    clusters.retain(|c| !c.members.is_empty());
}

/// The one fuller form there is, or of several the one last named before.
fn choose(fuller: &[usize], clusters: &[Cluster], first: usize) -> Option<usize> {
    if let [only] = fuller {
        return Some(*only);
    }
    fuller
        .iter()
        .copied()
        .filter_map(|n| {
            let last = clusters
                .get(n)?
                .members
                .iter()
                .filter(|m| **m < first)
                .max()?;
            Some((*last, n))
        })
        .max()
        .map(|(_, n)| n)
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
    if s.len() >= f.len() {
        return false;
    }
    let person = Some(ReferentKind::Person);
    if full.kind == person {
        return short.kind.is_none_or(|k| Some(k) == person) && f.ends_with(s);
    }
    if let [only] = s.as_slice() {
        if f.len() > 1 && initials(f) == only.replace('.', "") {
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

/// What titles tell of each referent's gender, by its place in the names.
pub(crate) fn genders(names: &Names) -> Vec<Option<Gender>> {
    let of = |r: &Referent| crate::candidates::gender_of(r.roles.iter().flat_map(|r| r.split(' ')));
    names.referents.iter().map(of).collect()
}
