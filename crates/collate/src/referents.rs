//! Referents across articles: one person, body, place or paper, under all its names.
//!
//! In: articles with their own referents, and the stories they stand in. Out: shared referents, and for
//! each referent of an article the shared one it belongs to. Equal names of one kind are merged
//! everywhere; within a story also a surname with the one full name that has it, spellings that differ as
//! transliterations do (Marek, Marec; Ruv, Ruvv), a short form with the one long form ("the Commission"),
//! initials with what they stand for, and "accord" with "agreement". Referents that one article tells apart
//! are never merged. Who has no name (a "spokesman") stays in the article.
//!
//! Cannot do: two names without a letter in common (the user's list of names is for that); two people
//! of one full name in different articles.

use crate::corrections::Corrections;
use crate::{script, weight, words};
use rapporteur_name::sound;
use rapporteur_record::record::{GivenRole, Member, NameForm, SharedReferent};
use rapporteur_record::{Annotated, Form, Referent, ReferentKind};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

/// A word in so many of a thousand articles is no name by itself: "republic", "sound".
const GENERAL: f64 = 3.0;

/// Shared referents and who belongs to them.
#[derive(Debug, Default)]
pub(crate) struct Referents {
    /// In the order of their ids.
    pub shared: Vec<SharedReferent>,
    /// For each article, for each of its referents, the place in `shared`.
    of: Vec<Vec<usize>>,
}

impl Referents {
    /// The shared referent of a referent of an article.
    pub(crate) fn of(&self, article: usize, local: u32) -> Option<usize> {
        self.of.get(article)?.get(local as usize).copied()
    }

    /// Its id.
    pub(crate) fn id(&self, shared: usize) -> Option<String> {
        self.shared.get(shared).map(|r| r.id.clone())
    }
}

/// Merges the referents of articles. `articles` must be in an order that depends on nothing but them.
pub(crate) fn find(
    articles: &[&Annotated],
    stories: &[Vec<usize>],
    corrections: &Corrections,
) -> Referents {
    let mut merger = Merger::new(articles);
    merger.correct(articles, corrections);
    merger.equal_names();
    for story in stories {
        let nodes = merger.named_in(story);
        let sounds = merger.sounds(&nodes);
        merger.spellings(&nodes, &sounds);
        merger.instruments(&nodes);
        merger.initials(&nodes);
        merger.short_forms(&nodes, &sounds);
    }
    merger.finish(articles, corrections)
}

/// A referent of one article.
struct Node {
    article: usize,
    local: usize,
    kind: ReferentKind,
    /// The words of its name, folded, without titles and small words; empty for who has no name.
    tokens: Vec<String>,
    /// The same of its other forms that are as full as the name.
    others: Vec<Vec<String>>,
    /// All its forms so, the short ones too.
    forms: BTreeSet<Vec<String>>,
    /// Whether it is a single word that is a place's for want of anything better: it may be somebody's surname.
    vague: bool,
}

/// For each name of a story, how its words sound.
type Sounds = HashMap<usize, Vec<String>>;

/// Sets, each with its different forms as they sound.
type SoundingSets<'a> = BTreeMap<usize, BTreeSet<&'a [String]>>;

struct Merger {
    nodes: Vec<Node>,
    first: Vec<usize>,
    /// For each node the node that stands for its set.
    parent: Vec<usize>,
    /// For each node that stands for a set: its nodes.
    sets: Vec<BTreeSet<usize>>,
    /// For each node that stands for a set: which entries of `different` it is in, and as which of their names.
    told_apart: BTreeMap<usize, BTreeMap<usize, usize>>,
}

impl Merger {
    fn new(articles: &[&Annotated]) -> Merger {
        let mut nodes = Vec::new();
        let mut first = Vec::new();
        for (i, article) in articles.iter().enumerate() {
            first.push(nodes.len());
            let mut forms: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
            for mention in article.mentions.iter().filter(|m| m.form == Form::Name) {
                let form = article.article.text.quote(mention.span);
                if let Some(referent) = mention.referent {
                    forms.entry(referent.0 as usize).or_default().insert(form);
                }
            }
            let located = located(article);
            for (local, referent) in article.referents.iter().enumerate() {
                let mut node = Node::new(i, local, referent, forms.get(&local));
                node.vague = node.kind == ReferentKind::Place
                    && node.tokens.len() == 1
                    && !located.contains(&local);
                nodes.push(node);
            }
        }
        let places = 0..nodes.len();
        Merger {
            parent: places.clone().collect(),
            sets: places.map(|i| BTreeSet::from([i])).collect(),
            nodes,
            first,
            told_apart: BTreeMap::new(),
        }
    }

    fn root(&self, mut node: usize) -> usize {
        while let Some(up) = self.parent.get(node).filter(|up| **up != node) {
            node = *up;
        }
        node
    }

    fn nodes_of(&self, root: usize) -> impl Iterator<Item = &Node> {
        self.sets
            .get(root)
            .into_iter()
            .flatten()
            .filter_map(|i| self.nodes.get(*i))
    }

    /// Makes one of two, unless an article tells them apart.
    fn merge(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let size = |i: usize| self.sets.get(i).map_or(0, BTreeSet::len);
        let (small, large) = if (size(a), b) < (size(b), a) {
            (a, b)
        } else {
            (b, a)
        };
        if a == b || self.apart(small, large) || self.told_apart(a, b) {
            return;
        }
        self.join(small, large);
    }

    /// Whether the user's names tell two sets apart.
    fn told_apart(&self, a: usize, b: usize) -> bool {
        let (Some(a), Some(b)) = (self.told_apart.get(&a), self.told_apart.get(&b)) else {
            return false;
        };
        a.iter()
            .any(|(entry, name)| b.get(entry).is_some_and(|other| other != name))
    }

    fn join(&mut self, small: usize, large: usize) {
        if let Some(known) = self.told_apart.remove(&small) {
            self.told_apart.entry(large).or_default().extend(known);
        }
        let moved = self
            .sets
            .get_mut(small)
            .map(std::mem::take)
            .unwrap_or_default();
        if let Some(parent) = self.parent.get_mut(small) {
            *parent = large;
        }
        // The few go to the many, so that no name is moved more often than its set can double.
        if let Some(set) = self.sets.get_mut(large) {
            set.extend(moved);
        }
    }

    /// Whether some article has both. Sets are in order, hence by article.
    fn apart(&self, small: usize, large: usize) -> bool {
        let Some(large) = self.sets.get(large) else {
            return false;
        };
        self.nodes_of(small).any(|node| {
            let first = self.first.get(node.article).copied().unwrap_or(0);
            let next = self.first.get(node.article + 1).copied();
            let of_article = first..next.unwrap_or(self.nodes.len());
            large.range(of_article).next().is_some()
        })
    }

    /// The nodes that go by a name, in any form.
    fn called(&self, forms: &BTreeMap<&Vec<String>, Vec<usize>>, name: &str) -> Vec<usize> {
        let mut nodes = Vec::new();
        for kind in [ReferentKind::Person, ReferentKind::Place] {
            nodes.extend(
                forms
                    .get(&tokens(name, kind))
                    .into_iter()
                    .flatten()
                    .copied(),
            );
        }
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// Does what the user's names say, before anything else.
    fn correct(&mut self, articles: &[&Annotated], corrections: &Corrections) {
        if *corrections == Corrections::default() {
            return;
        }
        let nodes = std::mem::take(&mut self.nodes);
        let mut forms: BTreeMap<&Vec<String>, Vec<usize>> = BTreeMap::new();
        for (i, node) in nodes.iter().enumerate() {
            for form in &node.forms {
                forms.entry(form).or_default().push(i);
            }
        }
        for (entry, names) in corrections.different.iter().enumerate() {
            for (number, name) in names.iter().enumerate() {
                for node in self.called(&forms, name) {
                    self.told_apart
                        .entry(node)
                        .or_default()
                        .entry(entry)
                        .or_insert(number);
                }
            }
        }
        let mut joins: Vec<Vec<usize>> = Vec::new();
        for names in &corrections.same {
            joins.push(names.iter().flat_map(|n| self.called(&forms, n)).collect());
        }
        // "the foreign minister" of an article is whoever held the office on its day.
        for role in &corrections.roles {
            let office = tokens(&role.role, ReferentKind::Place);
            let Some(holder) = self.called(&forms, &role.name).first().copied() else {
                continue;
            };
            let unnamed = nodes.iter().enumerate().filter(|(_, n)| {
                let article = articles.get(n.article);
                let day = article.and_then(|a| a.article.published.date);
                let in_office = day.is_some_and(|d| {
                    role.from.is_none_or(|f| f <= d) && role.until.is_none_or(|u| d <= u)
                });
                let name = article
                    .and_then(|a| a.referents.get(n.local))
                    .map(|r| r.name.as_str());
                n.tokens.is_empty()
                    && n.kind == ReferentKind::Person
                    && in_office
                    && name.is_some_and(|name| tokens(name, ReferentKind::Place) == office)
            });
            joins.push(
                std::iter::once(holder)
                    .chain(unnamed.map(|(i, _)| i))
                    .collect(),
            );
        }
        drop(forms);
        self.nodes = nodes;
        for nodes in joins {
            for pair in nodes.windows(2) {
                let [a, b] = pair else { continue };
                let (a, b) = (self.root(*a), self.root(*b));
                if a != b {
                    self.join(b.max(a), a.min(b));
                }
            }
        }
    }

    /// Merges names that are equal but for case, marks, titles and order ("Strait of Elm", "Elm Strait").
    fn equal_names(&mut self) {
        let mut exact: BTreeMap<(ReferentKind, Vec<String>), Vec<usize>> = BTreeMap::new();
        for (i, node) in self.nodes.iter().enumerate() {
            for name in std::iter::once(&node.tokens).chain(&node.others) {
                // A bare surname says who only within a story.
                let bare = node.kind == ReferentKind::Person && name.len() < 2;
                if !name.is_empty() && !bare {
                    exact
                        .entry((node.kind, node.set(name)))
                        .or_default()
                        .push(i);
                }
            }
        }
        let mut loose: BTreeMap<(Sort, Vec<String>), Vec<usize>> = BTreeMap::new();
        for ((kind, name), nodes) in exact {
            self.merge_all(&nodes);
            loose
                .entry((sort(kind), name))
                .or_default()
                .extend(nodes.first());
        }
        for nodes in loose.into_values() {
            self.merge_all(&nodes);
        }
    }

    fn merge_all(&mut self, nodes: &[usize]) {
        for pair in nodes.windows(2) {
            if let [a, b] = pair {
                self.merge(*a, *b);
            }
        }
        // Where an article stood between two that could be one.
        if let Some((first, rest)) = nodes.split_first() {
            for node in rest {
                self.merge(*first, *node);
            }
        }
    }

    /// The named referents of a story.
    fn named_in(&self, story: &[usize]) -> Vec<usize> {
        let mut nodes: Vec<usize> = story
            .iter()
            .filter_map(|article| self.first.get(*article).copied())
            .flat_map(|first| {
                let article = self.nodes.get(first).map(|n| n.article);
                (first..self.nodes.len())
                    .take_while(move |i| self.nodes.get(*i).map(|n| n.article) == article)
            })
            .filter(|i| self.nodes.get(*i).is_some_and(|n| !n.tokens.is_empty()))
            .collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// Merges what `key` says is the same, if `fits` agrees.
    fn by_key<K: Ord>(
        &mut self,
        nodes: &[usize],
        key: impl Fn(usize, &Node) -> Option<K>,
        fits: impl Fn(usize, usize) -> bool,
    ) {
        let mut groups: BTreeMap<K, Vec<usize>> = BTreeMap::new();
        let mut seen: HashSet<(usize, &[String])> = HashSet::new();
        let mut ordered: Vec<usize> = nodes.to_vec();
        ordered.sort_by(|a, b| {
            let name = |i: &usize| self.nodes.get(*i).map(|n| &n.tokens);
            name(a).cmp(&name(b)).then(a.cmp(b))
        });
        for i in ordered {
            let Some(node) = self.nodes.get(i) else {
                continue;
            };
            // One form of one set is enough.
            if !seen.insert((self.root(i), &node.tokens)) {
                continue;
            }
            if let Some(key) = key(i, node) {
                groups.entry(key).or_default().push(i);
            }
        }
        drop(seen);
        for group in groups.into_values() {
            for pair in group.windows(2) {
                if let [a, b] = pair
                    && fits(*a, *b)
                {
                    self.merge(*a, *b);
                }
            }
        }
    }

    /// How the words of these names sound.
    fn sounds(&self, nodes: &[usize]) -> Sounds {
        let of = |i: &usize| {
            let node = self.nodes.get(*i)?;
            Some((*i, node.tokens.iter().map(|t| sound(t)).collect()))
        };
        nodes.iter().filter_map(of).collect()
    }

    /// Merges spellings of one name.
    fn spellings(&mut self, nodes: &[usize], sounds: &Sounds) {
        let of = |i: usize| sounds.get(&i).map_or(&[][..], Vec::as_slice);
        self.by_key(
            nodes,
            |i, n| Some((sort(n.kind), of(i).to_vec())),
            |_, _| true,
        );
        let skeleton = |i: usize, n: &Node| {
            let all: Vec<String> = of(i).iter().map(|s| skeleton(s)).collect();
            Some((sort(n.kind), all))
        };
        self.by_key(nodes, skeleton, |a, b| {
            let (a, b) = (of(a), of(b));
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| near(a, b))
        });
    }

    /// Merges papers whose names differ only in the noun for a paper.
    fn instruments(&mut self, nodes: &[usize]) {
        let key = |_: usize, n: &Node| {
            let (paper, rest): (Vec<_>, Vec<_>) = n
                .set(&n.tokens)
                .into_iter()
                .partition(|t| NAMES.instrument.contains(t.as_str()));
            (sort(n.kind) == Sort::Paper && !paper.is_empty() && !rest.is_empty()).then_some(rest)
        };
        self.by_key(nodes, key, |_, _| true);
    }

    /// Merges "EFC" with the "Elm Ferry Company".
    fn initials(&mut self, nodes: &[usize]) {
        let key = |_: usize, n: &Node| {
            let initials: String = n.tokens.iter().filter_map(|t| t.chars().next()).collect();
            match n.tokens.as_slice() {
                [one] if (2..=6).contains(&one.len()) => Some((sort(n.kind), one.clone())),
                [_, _, ..] if n.kind != ReferentKind::Person => Some((sort(n.kind), initials)),
                _ => None,
            }
        };
        let single: BTreeSet<usize> = nodes
            .iter()
            .copied()
            .filter(|i| self.nodes.get(*i).is_some_and(|n| n.tokens.len() == 1))
            .collect();
        self.by_key(nodes, key, |a, b| {
            single.contains(&a) != single.contains(&b)
        });
    }

    /// Merges a short form with the one long form that has all its words and ends as it does.
    fn short_forms(&mut self, nodes: &[usize], sounds: &Sounds) {
        // For each ending the sets that have it, each with its different forms.
        let mut ending: BTreeMap<(Sort, &str), SoundingSets<'_>> = BTreeMap::new();
        let mut vague: BTreeMap<usize, bool> = BTreeMap::new();
        for i in nodes {
            if let Some(node) = self.nodes.get(*i)
                && let Some(form) = sounds.get(i)
                && let Some(last) = form.last()
            {
                let root = self.root(*i);
                let sets = ending.entry((sort(node.kind), last)).or_default();
                sets.entry(root).or_default().insert(form);
                let all = vague.entry(root).or_insert(true);
                *all &= node.vague;
            }
        }
        let mut merges = Vec::new();
        let none = BTreeMap::new();
        for ((sort, last), sets) in &ending {
            let people = ending.get(&(Sort::Person, *last)).unwrap_or(&none);
            for (root, forms) in sets {
                let Some(short) = forms.iter().max_by_key(|form| form.len()) else {
                    continue;
                };
                let only = match only_longer(sets, *root, short) {
                    // "Brill" that nobody says is a place may be the one Ana Brill.
                    None if *sort == Sort::Body && vague.get(root) == Some(&true) => {
                        only_longer(people, *root, short)
                    }
                    found => found,
                };
                merges.extend(only.map(|only| (*root, only)));
            }
        }
        for (short, long) in merges {
            self.merge(short, long);
        }
    }

    fn finish(&self, articles: &[&Annotated], corrections: &Corrections) -> Referents {
        let uses = uses(articles);
        let mut all: Vec<(SharedReferent, &BTreeSet<usize>)> = self
            .sets
            .iter()
            .filter(|set| !set.is_empty())
            .map(|set| (self.shared(articles, &uses, set), set))
            .collect();
        let count =
            |r: &SharedReferent| -> u32 { r.forms.iter().flat_map(|f| f.outlets.values()).sum() };
        all.sort_by_cached_key(|(r, set)| {
            let most = std::cmp::Reverse((set.len(), count(r)));
            (most, r.name.clone(), set.first().copied())
        });
        let mut of: Vec<Vec<usize>> = articles
            .iter()
            .map(|a| vec![0; a.referents.len()])
            .collect();
        for (n, (_, set)) in all.iter().enumerate() {
            for node in set.iter().filter_map(|i| self.nodes.get(*i)) {
                if let Some(place) = of.get_mut(node.article).and_then(|o| o.get_mut(node.local)) {
                    *place = n;
                }
            }
        }
        let mut shared: Vec<SharedReferent> = (1..)
            .zip(all)
            .map(|(n, (referent, _))| SharedReferent {
                id: format!("R{n}"),
                ..referent
            })
            .collect();
        give(&mut shared, corrections);
        Referents { shared, of }
    }

    fn shared(
        &self,
        articles: &[&Annotated],
        uses: &[Vec<Uses>],
        set: &BTreeSet<usize>,
    ) -> SharedReferent {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let mut kinds: BTreeMap<ReferentKind, (usize, usize)> = BTreeMap::new();
        let mut forms: BTreeMap<&str, BTreeMap<String, u32>> = BTreeMap::new();
        let mut members = Vec::new();
        for node in set.iter().filter_map(|i| self.nodes.get(*i)) {
            let Some(article) = articles.get(node.article) else {
                continue;
            };
            let outlet = article.article.outlet.clone();
            let outlet = outlet.unwrap_or_else(|| article.article.source.clone());
            if let Some(referent) = article.referents.get(node.local) {
                *names.entry(&referent.name).or_default() += 1;
                let certain = usize::from(!node.vague);
                let votes: &mut (usize, usize) = kinds.entry(referent.kind).or_default();
                *votes = (votes.0 + certain, votes.1 + 1);
            }
            let uses = uses.get(node.article).and_then(|u| u.get(node.local));
            for (form, count) in uses.into_iter().flatten() {
                *forms
                    .entry(form)
                    .or_default()
                    .entry(outlet.clone())
                    .or_default() += count;
            }
            members.push(Member {
                article: article.article.id.clone(),
                referent: format!("r{}", node.local + 1),
            });
        }
        members.sort();
        let length = |name: &str| words::words(name).count();
        let name = names
            .iter()
            .max_by_key(|(name, n)| (length(name).min(2), **n, length(name)));
        let kind = kinds
            .iter()
            .max_by_key(|(kind, n)| (**n, std::cmp::Reverse(**kind)));
        SharedReferent {
            id: String::new(),
            name: name.map(|(name, _)| (*name).to_owned()).unwrap_or_default(),
            kind: kind.map_or(ReferentKind::Group, |(kind, _)| *kind),
            forms: forms
                .into_iter()
                .map(|(form, outlets)| NameForm {
                    form: form.to_owned(),
                    outlets,
                })
                .collect(),
            members,
            side: None,
            roles: Vec::new(),
        }
    }
}

/// Sides and offices of the user's names.
fn give(shared: &mut [SharedReferent], corrections: &Corrections) {
    let is = |r: &SharedReferent, name: &str| {
        let wanted = tokens(name, r.kind);
        r.forms.iter().any(|f| tokens(&f.form, r.kind) == wanted)
    };
    for (side, names) in &corrections.sides {
        for referent in shared.iter_mut() {
            if names.iter().any(|n| is(referent, n)) {
                referent.side = Some(side.clone());
            }
        }
    }
    for held in &corrections.roles {
        if let Some(referent) = shared.iter_mut().find(|r| is(r, &held.name)) {
            referent.roles.push(GivenRole {
                role: held.role.clone(),
                from: held.from.map(|d| d.to_string()),
                until: held.until.map(|d| d.to_string()),
            });
        }
    }
}

/// The forms of a referent in one article, with their counts.
type Uses<'a> = BTreeMap<&'a str, u32>;

/// For each article and referent, how often each form of its name is used; of one without a name, each
/// description.
fn uses<'a>(articles: &[&'a Annotated]) -> Vec<Vec<Uses<'a>>> {
    let of = |article: &&'a Annotated| {
        let mut named: Vec<Uses> = vec![Uses::new(); article.referents.len()];
        let mut described = named.clone();
        for mention in &article.mentions {
            let uses = match mention.form {
                Form::Name => &mut named,
                Form::Description => &mut described,
                Form::Pronoun => continue,
            };
            if let Some(uses) = mention.referent.and_then(|r| uses.get_mut(r.0 as usize)) {
                *uses
                    .entry(article.article.text.quote(mention.span))
                    .or_default() += 1;
            }
        }
        let either = |(named, described): (Uses<'a>, Uses<'a>)| {
            if named.is_empty() { described } else { named }
        };
        named.into_iter().zip(described).map(either).collect()
    };
    articles.iter().map(of).collect()
}

impl Node {
    fn new(
        article: usize,
        local: usize,
        referent: &Referent,
        forms: Option<&BTreeSet<&str>>,
    ) -> Node {
        let kind = referent.kind;
        let main = match forms {
            Some(_) => tokens(&referent.name, kind),
            None => Vec::new(),
        };
        // "Elm" for "Elm Ferries" could be the town; "the Oak" for "Elm" could be many things.
        let full = |name: &Vec<String>| {
            let rare = |t: &String| weight::commonness(words::stem(t)) < GENERAL;
            *name != main && name.len() >= main.len() && name.iter().any(rare)
        };
        let others = forms
            .into_iter()
            .flatten()
            .map(|form| tokens(form, kind))
            .filter(full);
        let others = others.collect::<BTreeSet<_>>().into_iter().collect();
        let all = forms
            .into_iter()
            .flatten()
            .map(|form| tokens(form, kind))
            .collect();
        Node {
            article,
            local,
            kind,
            tokens: main,
            others,
            forms: all,
            vague: false,
        }
    }

    /// A name without the order of its words; a person's name keeps it.
    fn set(&self, name: &[String]) -> Vec<String> {
        let mut set = name.to_vec();
        if self.kind != ReferentKind::Person {
            set.sort_unstable();
        }
        set
    }
}

/// The only one of these sets, but for `root`, that has a form of which `short` is a short form.
fn only_longer(sets: &SoundingSets<'_>, root: usize, short: &[String]) -> Option<usize> {
    // A hundred names with one ending are a class ("Ministry"), and proving one alone is dear.
    const MOST: usize = 100;
    let is_longer =
        |long: &&[String]| short.len() < long.len() && short.iter().all(|t| long.contains(t));
    let mut longer = sets
        .iter()
        .take(MOST)
        .filter(|(other, forms)| **other != root && forms.iter().any(is_longer));
    match (longer.next(), longer.next()) {
        (Some((only, _)), None) => Some(*only),
        _ => None,
    }
}

/// The referents of an article that something is said to be in, at or near of, or that have an article before them.
fn located(article: &Annotated) -> BTreeSet<usize> {
    const BEFORE: [&str; 18] = [
        "in", "at", "near", "from", "to", "into", "across", "around", "between", "through", "the",
        "outside", "off", "of", "over", "towards", "toward", "inside",
    ];
    let text = article.article.text.as_str();
    let is_place = |m: &&rapporteur_record::Mention| {
        let lead = text.get(..m.span.start()).unwrap_or_default();
        let word = lead.split_whitespace().next_back().unwrap_or_default();
        BEFORE.contains(&word)
    };
    let named = article.mentions.iter().filter(|m| m.form == Form::Name);
    named
        .filter(is_place)
        .filter_map(|m| m.referent.map(|id| id.0 as usize))
        .collect()
}

/// Kinds that readers of one article may confuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Sort {
    Person,
    /// A state is a place that acts.
    Body,
    Paper,
    Event,
}

fn sort(kind: ReferentKind) -> Sort {
    match kind {
        ReferentKind::Person => Sort::Person,
        ReferentKind::Organisation | ReferentKind::Place | ReferentKind::Group => Sort::Body,
        ReferentKind::Agreement | ReferentKind::Law => Sort::Paper,
        ReferentKind::Event => Sort::Event,
    }
}

struct Names {
    title: HashSet<&'static str>,
    small: HashSet<&'static str>,
    instrument: HashSet<&'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let of = |kind: &str| {
        words::entries(include_str!("../data/titles.txt"))
            .filter(|(key, _)| *key == kind)
            .flat_map(|(_, list)| list.split_whitespace())
            .collect()
    };
    Names {
        title: of("title"),
        small: of("small"),
        instrument: of("instrument"),
    }
});

/// The words of a name by which it is compared.
pub(crate) fn tokens(name: &str, kind: ReferentKind) -> Vec<String> {
    let all: Vec<String> = words::words(name)
        .map(|w| script::latin(&words::fold(w.form)))
        .collect();
    let telling: Vec<String> = all
        .iter()
        .filter(|t| !NAMES.small.contains(t.as_str()))
        .filter(|t| kind != ReferentKind::Person || !NAMES.title.contains(t.as_str()))
        .cloned()
        .collect();
    if telling.is_empty() { all } else { telling }
}

/// A sound without its vowels, but for one it begins with.
fn skeleton(sound: &str) -> String {
    let vowel = |c: &char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    sound
        .chars()
        .enumerate()
        .filter(|(i, c)| *i == 0 || !vowel(c))
        .map(|(_, c)| c)
        .collect()
}

/// Whether two sounds with one skeleton may be spellings of one word: long, at most one letter apart, and not in
/// the last vowel, which tells men's names from women's.
fn near(a: &str, b: &str) -> bool {
    let ends = |w: &str| w.chars().next_back();
    a == b || (a.len() >= 5 && b.len() >= 5 && ends(a) == ends(b) && one_apart(a, b))
}

/// Whether one letter put in, left out or changed makes one word of the other.
fn one_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let back = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    a.len().abs_diff(b.len()) <= 1 && front + back + 1 >= a.len().max(b.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Draft;
    use ReferentKind::{Agreement, Organisation, Person, Place};

    /// Names of all shared referents, and their forms.
    fn merged(articles: &[Annotated]) -> Vec<(String, Vec<String>)> {
        let refs: Vec<&Annotated> = articles.iter().collect();
        let story = vec![(0..refs.len()).collect()];
        find(&refs, &story, &Corrections::default())
            .shared
            .into_iter()
            .map(|r| (r.name, r.forms.into_iter().map(|f| f.form).collect()))
            .collect()
    }

    fn one(id: &str, names: &[(&str, ReferentKind)]) -> Annotated {
        let text: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        let mut draft = Draft::new(id, &text.join(" met "));
        for (name, kind) in names {
            draft.name(name, *kind);
        }
        draft.done()
    }

    #[test]
    fn names_merge_over_case_marks_order_and_spelling() {
        for (a, b, kind) in [
            ("Zoë Ardmann", "ZOE ARDMANN", Person),
            ("Strait of Elm", "Elm Strait", Place),
            ("Tomas Brellin", "Tomasz Brellin", Person),
            ("Ruvv", "Ruv", Place),
            ("Ilse Brandquist", "Ilse Brandkvist", Person),
            ("Zarmetan", "Zarmitan", Place),
            ("Ornell Accord", "Ornell Agreement", Agreement),
            ("Harbour Press Agency", "HPA", Organisation),
            ("Ana Brill", "Brill", Person),
            ("Anna Brodska", "Анна Бродска", Person),
            ("Nino Lasha", "ნინო ლაშა", Person),
            ("Coastal Commission", "Commission", Organisation),
            ("Dmitar Volkoff", "Dmitar Volkov", Person),
            ("Ana Brilkov", "Brilkoff", Person),
        ] {
            let found = merged(&[one("a", &[(a, kind)]), one("b", &[(b, kind)])]);
            assert_eq!(found.len(), 1, "{a} and {b}: {found:?}");
        }
    }

    fn corrected(articles: &[Annotated], names: &str) -> Vec<SharedReferent> {
        let refs: Vec<&Annotated> = articles.iter().collect();
        let story = vec![(0..refs.len()).collect()];
        find(&refs, &story, &Corrections::read(names).unwrap()).shared
    }

    #[test]
    fn the_users_names_win() {
        let articles = [
            one("a", &[("Vorra", Place), ("Ana Brill", Person)]),
            one("b", &[("Saint Osk", Place), ("Ana Brill", Person)]),
        ];
        let names = |r: &SharedReferent| r.forms.len();
        assert_eq!(corrected(&articles, "").len(), 3);
        let same = corrected(&articles, "[[same]]\nnames = [\"VORRA\", \"Saint Osk\"]");
        assert_eq!(same.iter().map(names).collect::<Vec<_>>(), [1, 2]);
        let articles = [
            one("a", &[("Elm Council", Organisation)]),
            one("b", &[("Elm Board Council", Organisation)]),
        ];
        let apart = "[[different]]\nnames = [\"Elm Council\", \"Elm Board Council\"]";
        assert_eq!(
            (
                corrected(&articles, "").len(),
                corrected(&articles, apart).len()
            ),
            (1, 2)
        );
        let side = "[[side]]\nside = \"north\"\nnames = [\"Elm Council\"]\n[[role]]\nname = \"Elm Council\"\nrole = \"host\"\nfrom = \"2031-01-05\"";
        let given = corrected(&articles, side);
        assert_eq!(given[0].side.as_deref(), Some("north"));
        assert_eq!(given[0].roles[0].from.as_deref(), Some("2031-01-05"));
    }

    #[test]
    fn others_stay_apart() {
        for (a, b) in [
            (("Ana Brill", Person), ("Jon Brill", Person)),
            (("Maria Lotz", Person), ("Mario Lotz", Person)),
            (("Ornell", Place), ("Ornell Accord", Agreement)),
            (("Nedia", Place), ("Nadiria", Place)),
            (("Elm Accord", Agreement), ("Oak Accord", Agreement)),
        ] {
            assert_eq!(
                merged(&[one("a", &[a]), one("b", &[b])]).len(),
                2,
                "{a:?} {b:?}"
            );
        }
    }

    #[test]
    fn a_bare_word_that_nothing_places_may_be_a_surname() {
        let full = || one("a", &[("Ana Brill", Person)]);
        let found = merged(&[full(), one("b", &[("Brill", Place)])]);
        assert_eq!(found.len(), 1, "{found:?}");
        let mut draft = Draft::new("b", "Rain fell in Brill.");
        draft.name("Brill", Place);
        assert_eq!(merged(&[full(), draft.done()]).len(), 2);
    }

    #[test]
    fn a_surname_with_two_bearers_and_what_one_article_tells_apart_stay_open() {
        let both = one("a", &[("Ana Brill", Person), ("Jon Brill", Person)]);
        assert_eq!(merged(&[both, one("b", &[("Brill", Person)])]).len(), 3);
        let apart = one("a", &[("Ruv", Place), ("Ruvv", Place)]);
        assert_eq!(merged(&[apart, one("b", &[("Ruv", Place)])]).len(), 2);
    }

    #[test]
    fn forms_are_counted_by_outlet_even_if_two_outlets_have_one_name() {
        let mut articles = [
            one("a", &[("Ana Brill", Person)]),
            one("b", &[("Ana Brill", Person)]),
        ];
        for article in &mut articles {
            article.article.outlet = Some("The Post".into());
        }
        let refs: Vec<&Annotated> = articles.iter().collect();
        let found = find(&refs, &[vec![0], vec![1]], &Corrections::default());
        assert_eq!(found.shared[0].forms[0].outlets["The Post"], 2);
        assert_eq!(found.id(found.of(1, 0).unwrap()).as_deref(), Some("R1"));
    }
}
