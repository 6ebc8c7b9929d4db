//! A story as clauses: the smallest pieces that say one thing, with what decides whether two of them speak
//! of the same thing and whether they say the same of it.

use super::Carried;
use crate::cluster::{Point, Vector};
use crate::referents::Referents;
use crate::weight::{self, Weights};
use crate::words::{self, Stem};
use crate::work;
use rapporteur_record::{
    Act, Annotated, BlockKind, Form, Span, Speaker, Statement, StatementId, StatementKind,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// Features kept of a clause and its surroundings.
const KEPT: usize = 60;
/// A word in more of a thousand articles than this tells nothing of what a clause is about.
const EMPTY: f64 = 250.0;

/// A word around a clause counts for so much of one in it.
const AROUND: f64 = 0.5;

/// A word of a clause.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub span: Span,
    pub stem: Stem,
    /// The class of events it tells of.
    pub event: Option<Class>,
    /// The class of things it stands for.
    pub noun: Option<Class>,
    /// The shared referent it speaks of.
    pub referent: Option<usize>,
    /// Whether it stands in a name.
    pub name: bool,
    pub number: bool,
    pub small: Small,
}

/// What a small word does.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Small {
    pub negation: bool,
    /// A negation that may follow what it denies.
    pub none: bool,
    /// "without"
    pub lacking: bool,
    /// "failed to"
    pub failing: bool,
    pub to: bool,
    /// A form of "be".
    pub be: bool,
    pub unreal: bool,
    /// "will", "shall": it is announced.
    pub will: bool,
    /// "if", "unless"
    pub condition: bool,
    pub boundary: bool,
    pub speech: bool,
    pub first: bool,
    pub naming: bool,
    pub update: bool,
    pub inert: bool,
    pub preposition: bool,
}

/// Who says a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Voice {
    /// The article itself.
    Own,
    /// A speaker known across articles.
    Known(usize),
    /// A speaker left open: the statement.
    Open(u32),
}

impl Voice {
    pub(crate) fn referent(self) -> Option<usize> {
        match self {
            Voice::Known(referent) => Some(referent),
            _ => None,
        }
    }
}

/// One clause.
#[derive(Debug, Clone)]
pub(crate) struct Clause {
    pub article: usize,
    /// Runs through the story.
    pub paragraph: usize,
    pub sentence: usize,
    pub span: Span,
    /// Its words in [`Story::tokens`].
    pub tokens: Range<usize>,
    /// The words around it that are said by the same voice in the same sentence.
    pub around: Range<usize>,
    pub voice: Voice,
    /// The innermost statement of the article in whose content it stands.
    pub statement: Option<u32>,
    /// What it tells of, in order.
    pub events: Vec<Event>,
    pub question: bool,
}

/// An event told in a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Event {
    pub class: Class,
    /// Its word, counted from the clause's first.
    pub at: usize,
    pub claim: Claim,
}

/// What a clause says of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Claim {
    /// It is so.
    So,
    /// It is not so.
    NotSo,
    /// Neither: a wish, a duty, a possibility, a question.
    Open,
}

impl Claim {
    pub(crate) fn contrary(self) -> Claim {
        match self {
            Claim::So => Claim::NotSo,
            Claim::NotSo => Claim::So,
            Claim::Open => Claim::Open,
        }
    }
}

/// The clauses of a story.
pub(crate) struct Story<'a> {
    pub articles: &'a [&'a Annotated],
    pub members: &'a [usize],
    pub referents: &'a Referents,
    pub carried: &'a Carried,
    pub tokens: Vec<Token>,
    pub clauses: Vec<Clause>,
    /// The place of each article's clauses.
    of_article: BTreeMap<usize, Range<usize>>,
    weights: Weights,
    classes: HashMap<u64, f64>,
}

/// A class of events or things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Class(pub &'static str);

static EVENTS: LazyLock<HashMap<Stem, Class>> =
    LazyLock::new(|| classes(include_str!("../../data/events.txt")));
static NOUNS: LazyLock<HashMap<Stem, Class>> =
    LazyLock::new(|| classes(include_str!("../../data/nouns.txt")));
static SMALL: LazyLock<HashMap<&'static str, HashSet<&'static str>>> = LazyLock::new(|| {
    let mut kinds: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (kind, list) in words::entries(include_str!("../../data/function.txt")) {
        kinds
            .entry(kind)
            .or_default()
            .extend(list.split_whitespace());
    }
    kinds
});
static SPEECH: LazyLock<HashSet<Stem>> = LazyLock::new(|| {
    let verbs = SMALL.get("speech").into_iter().flatten();
    verbs.map(|v| words::stem(v)).collect()
});

static INERT: LazyLock<HashSet<Stem>> = LazyLock::new(|| {
    let nouns = SMALL.get("inert").into_iter().flatten();
    nouns.map(|n| words::stem(n)).collect()
});

fn classes(file: &'static str) -> HashMap<Stem, Class> {
    let mut table = HashMap::new();
    for (class, list) in words::entries(file) {
        for word in list.split_whitespace().filter(|w| !w.contains('-')) {
            table.entry(words::stem(word)).or_insert(Class(class));
        }
    }
    table
}

/// The class of things a word stands for.
pub(crate) fn noun_class(word: &str) -> Option<Class> {
    NOUNS.get(&words::stem(word)).copied()
}

pub(crate) fn is_small(kind: &str, word: &str) -> bool {
    SMALL
        .get(kind)
        .is_some_and(|list| list.contains(words::fold(word).as_ref()))
}

fn small(word: &str, stem: Stem) -> Small {
    let folded = words::fold(word);
    let is = |kind: &str| {
        SMALL
            .get(kind)
            .is_some_and(|list| list.contains(folded.as_ref()))
    };
    Small {
        // "wouldn't"
        negation: is("negation") || folded.ends_with("n't"),
        none: is("none"),
        lacking: is("lacking"),
        failing: is("failing"),
        to: folded == "to",
        be: is("be"),
        unreal: is("unreal")
            || folded
                .strip_suffix("n't")
                .is_some_and(|w| is_small("unreal", w)),
        will: is("will"),
        condition: is("condition"),
        boundary: is("boundary"),
        speech: SPEECH.contains(&stem),
        first: is("first"),
        naming: is("naming"),
        update: is("update"),
        inert: INERT.contains(&stem),
        preposition: is("preposition"),
    }
}

impl<'a> Story<'a> {
    pub(crate) fn read(
        articles: &'a [&'a Annotated],
        members: &'a [usize],
        referents: &'a Referents,
        carried: &'a Carried,
    ) -> Story<'a> {
        let mut story = Story {
            articles,
            members,
            referents,
            carried,
            tokens: Vec::new(),
            clauses: Vec::new(),
            of_article: BTreeMap::new(),
            weights: Weights::default(),
            classes: HashMap::new(),
        };
        let mut known: HashMap<&str, (Stem, Small)> = HashMap::new();
        for member in members {
            if let Some(article) = articles.get(*member) {
                let from = story.clauses.len();
                Reader::new(&mut story, *member, article, &mut known).read();
                story.of_article.insert(*member, from..story.clauses.len());
            }
        }
        story.weigh();
        story
    }

    /// Counts how rare words and classes are among the story's clauses.
    fn weigh(&mut self) {
        let tokens = &self.tokens;
        let stems: Vec<Vec<Stem>> = self
            .clauses
            .iter()
            .map(|c| tokens.get(c.tokens.clone()).unwrap_or_default())
            .map(|clause| clause.iter().map(|t| t.stem).collect())
            .collect();
        self.weights = Weights::of(stems.iter().map(Vec::as_slice));
        let mut counts: HashMap<u64, f64> = HashMap::new();
        for clause in &self.clauses {
            let held: BTreeSet<u64> = self
                .words(clause.tokens.clone())
                .iter()
                .flat_map(class_features)
                .collect();
            for feature in held {
                *counts.entry(feature).or_default() += 1.0;
            }
        }
        let all = self.clauses.len() as f64;
        self.classes = counts
            .into_iter()
            .map(|(feature, n)| (feature, ((100.0 + all) / (5.0 + n)).max(1.0).ln()))
            .collect();
    }

    pub(crate) fn article(&self, i: usize) -> Option<&'a Annotated> {
        self.articles.get(i).copied()
    }

    /// Whether two clauses can stand against each other: of articles that do not carry one text, or of two
    /// voices in one article. What was changed in a copy is for `parallels` to find.
    pub(crate) fn others(&self, a: &Clause, b: &Clause) -> bool {
        match self.carried.source(a.article) == self.carried.source(b.article) {
            true => a.article == b.article && a.voice != b.voice,
            false => true,
        }
    }

    /// Whether two clauses that can stand against each other speak of one thing: they have `least` in common
    /// beside the event. In one article it must be twice that: an article seldom contradicts itself.
    pub(crate) fn one_matter(
        &self,
        a: &Clause,
        b: &Clause,
        event: Class,
        around: bool,
        least: f64,
    ) -> bool {
        let least = if a.article == b.article {
            2.0 * least
        } else {
            least
        };
        self.others(a, b) && self.common_ground(a, b, event, around) >= least
    }

    /// The statement in whose content a clause stands, by its number in the article.
    pub(crate) fn statement_of(&self, clause: &Clause) -> Option<usize> {
        usize::try_from(clause.statement?).ok()
    }

    pub(crate) fn words(&self, range: Range<usize>) -> &[Token] {
        self.tokens.get(range).unwrap_or_default()
    }

    pub(crate) fn quote(&self, article: usize, span: Span) -> &'a str {
        self.article(article)
            .map_or("", |a| a.article.text.quote(span))
    }

    /// The clause of an article in which a place lies.
    pub(crate) fn clause_at(&self, article: usize, place: Span) -> Option<usize> {
        let range = self.of_article.get(&article)?.clone();
        let clauses = self.clauses.get(range.clone())?;
        let after = clauses.partition_point(|c| c.span.start() <= place.start());
        let at = after.checked_sub(1)?;
        let found = clauses.get(at)?;
        found.span.overlaps(place).then_some(range.start + at)
    }

    /// What a stretch of words is about, as a vector. Words of `near` count more.
    pub(crate) fn vector(&self, around: Range<usize>, near: Range<usize>) -> Vector {
        let mut best: BTreeMap<u64, f64> = BTreeMap::new();
        let context = self.words(around).iter().map(|t| (t, AROUND));
        for (token, factor) in context.chain(self.words(near).iter().map(|t| (t, 1.0))) {
            for (feature, weight) in self.features(token) {
                let entry = best.entry(feature).or_default();
                *entry = entry.max(weight * factor);
            }
        }
        Vector::unit(best, KEPT)
    }

    /// How much two clauses have in common beside an event of this class: the weights of shared names, nouns
    /// and words, of the clauses alone or with what is `around` them.
    pub(crate) fn common_ground(&self, a: &Clause, b: &Clause, event: Class, around: bool) -> f64 {
        let features = |c: &Clause| -> BTreeMap<u64, f64> {
            let range = if around { &c.around } else { &c.tokens };
            let tokens = self.words(range.clone()).iter();
            tokens
                .filter(|t| t.event != Some(event))
                .flat_map(|t| self.features(t))
                .collect()
        };
        let (a, b) = (features(a), features(b));
        work::done(a.len() + b.len());
        a.iter()
            .filter(|(f, _)| b.contains_key(f))
            .map(|(_, w)| w)
            .sum()
    }

    /// A clause as a point to be grouped by what it is about.
    pub(crate) fn point(&self, clause: &Clause) -> Point {
        Point {
            vector: self.vector(clause.around.clone(), clause.tokens.clone()),
            days: None,
        }
    }

    /// What a word adds to what its clause is about.
    pub(crate) fn features(&self, token: &Token) -> Vec<(u64, f64)> {
        let mut features: Vec<(u64, f64)> = class_features(token)
            .into_iter()
            .map(|f| (f, self.classes.get(&f).copied().unwrap_or_default()))
            .collect();
        // A word of a description ("the talks on the weir") tells beside whom it stands for: another article may have
        // described the same thing at other length.
        let described = token.referent.is_some() && !token.name;
        let telling = (token.referent.is_none() || described)
            && !token.small.speech
            && !token.number
            && weight::commonness(token.stem) < EMPTY;
        if telling {
            // A word of a class tells by its class first.
            let factor = if features.is_empty() { 0.7 } else { 0.4 };
            features.push((token.stem.0, self.weights.weight(token.stem) * factor));
        }
        features
    }
}

/// The classes and the referent of a word, as features.
fn class_features(token: &Token) -> Vec<u64> {
    let mut features = Vec::new();
    features.extend(
        token
            .event
            .map(|Class(c)| words::mix(1, [words::hash(c)].into_iter())),
    );
    features.extend(
        token
            .noun
            .map(|Class(c)| words::mix(2, [words::hash(c)].into_iter())),
    );
    features.extend(
        token
            .referent
            .map(|r| words::mix(3, [r as u64].into_iter())),
    );
    features
}

/// Begins or ends another event: in "began to fire" and "the launch of an attack" the other one is told.
const PHASES: [&str; 2] = ["begin", "end"];
/// Words between a phase and what it is a phase of.
const PHASE_REACH: usize = 4;
/// Words by which a negation may follow the event: "provides for no searches".
const NEGATION_REACH: usize = 2;

/// The events that some words tell of, and what they say of each.
fn events(tokens: &[Token]) -> Vec<Event> {
    let told: Vec<(usize, Class)> = tokens
        .iter()
        .enumerate()
        .filter_map(|(i, t)| Some((i, t.event?)))
        .collect();
    let phase = |n: usize, at: usize, class: Class| {
        let next = told.get(n + 1).map(|(next, _)| next - at);
        PHASES.contains(&class.0) && next.is_some_and(|d| d <= PHASE_REACH)
    };
    told.iter()
        .enumerate()
        .filter(|(n, (at, class))| !phase(*n, *at, *class))
        .map(|(_, (at, class))| Event {
            class: *class,
            at: *at,
            claim: claim(tokens, *at),
        })
        .collect()
}

fn claim(tokens: &[Token], at: usize) -> Claim {
    let before = tokens.get(..at).unwrap_or_default();
    let behind = tokens.get(at + 1..).unwrap_or_default();
    let failed = before.iter().any(|t| t.small.failing);
    let infinitive = before.last().is_some_and(|t| t.small.to);
    if before.iter().any(|t| t.small.unreal) || (infinitive && !failed) {
        return Claim::Open;
    }
    let lacking = before.last().is_some_and(|t| t.small.lacking);
    let negations = before.iter().filter(|t| t.small.negation).count()
        + behind
            .iter()
            .take(NEGATION_REACH)
            .filter(|t| t.small.none)
            .count()
        + usize::from(lacking)
        + usize::from(infinitive && failed);
    if negations % 2 == 1 {
        Claim::NotSo
    } else {
        Claim::So
    }
}

/// Reads one article into clauses.
struct Reader<'s, 'a, 'k> {
    story: &'s mut Story<'a>,
    member: usize,
    article: &'a Annotated,
    known: &'k mut HashMap<&'a str, (Stem, Small)>,
    /// Content of statements: span and statement, outer before inner.
    contents: Vec<(Span, u32)>,
    mentions: Vec<(Span, usize, bool)>,
}

impl<'s, 'a, 'k> Reader<'s, 'a, 'k> {
    fn new(
        story: &'s mut Story<'a>,
        member: usize,
        article: &'a Annotated,
        known: &'k mut HashMap<&'a str, (Stem, Small)>,
    ) -> Self {
        let mut contents: Vec<(Span, u32)> = (0..)
            .zip(&article.statements)
            .flat_map(|(n, s)| s.content.iter().map(move |c| (*c, n)))
            .collect();
        contents.sort_by_key(|(span, n)| (span.start(), std::cmp::Reverse(span.end()), *n));
        let mut mentions: Vec<(Span, usize, bool)> = article
            .mentions
            .iter()
            .filter_map(|m| {
                let shared = story.referents.of(member, m.referent?.0)?;
                Some((m.span, shared, m.form == Form::Name))
            })
            .collect();
        mentions.sort_by_key(|(span, ..)| (span.start(), std::cmp::Reverse(span.end())));
        Reader {
            story,
            member,
            article,
            known,
            contents,
            mentions,
        }
    }

    fn read(&mut self) {
        let article = self.article;
        let mut blocks: Vec<Span> = words::body(&article.article);
        blocks.extend(article.article.blocks_of(BlockKind::Correction));
        blocks.sort_unstable();
        for block in blocks {
            let paragraph = self.story.clauses.last().map_or(0, |c| c.paragraph + 1);
            for sentence in sentences(article.article.text.quote(block)) {
                let start = block.start() + sentence.start;
                if let Some(span) = article
                    .article
                    .text
                    .span(start, block.start() + sentence.end)
                {
                    self.sentence(paragraph, span);
                }
            }
        }
    }

    fn sentence(&mut self, paragraph: usize, span: Span) {
        let number = self.story.clauses.last().map_or(0, |c| c.sentence + 1);
        let text = self.article.article.text.quote(span);
        let question = text
            .trim_end_matches(['”', '’', '"', '\'', ' '])
            .ends_with('?');
        let first = self.story.tokens.len();
        // Where a clause begins: (first token, statement).
        let mut clauses: Vec<(usize, Option<u32>)> = Vec::new();
        let mut end = 0;
        for word in words::words(text) {
            let gap = text.get(end..word.start).unwrap_or_default();
            end = word.end();
            let start = span.start() + word.start;
            let Some(place) = self
                .article
                .article
                .text
                .span(start, start + word.form.len())
            else {
                continue;
            };
            let statement = self.statement_at(place);
            let token = self.token(word.form, word.capital() && !clauses.is_empty(), place);
            let parted = gap.contains([',', ';', ':', '—', '–', '(', ')', '“', '”', '"', '‘'])
                || gap.contains(" - ")
                || token.small.boundary
                || clauses.last().is_none_or(|(_, s)| *s != statement);
            let here = self.story.tokens.len();
            // A boundary after a boundary ("and that") begins nothing new.
            match clauses.last_mut() {
                Some((from, s)) if parted && *from + 1 == here && token.small.boundary => {
                    *s = statement
                }
                _ if parted => clauses.push((here, statement)),
                _ => {}
            }
            self.story.tokens.push(token);
        }
        let last = self.story.tokens.len();
        for (i, (from, statement)) in clauses.iter().enumerate() {
            let to = clauses.get(i + 1).map_or(last, |(next, _)| *next);
            let same = |(_, s): &&(usize, Option<u32>)| s == statement;
            let before = clauses.iter().take(i).rev().take_while(same).last();
            let after = clauses.iter().skip(i + 1).find(|(_, s)| s != statement);
            let around = before.map_or(*from, |(f, _)| *f)..after.map_or(last, |(f, _)| *f);
            let around = around.start.max(first)..around.end;
            self.clause(paragraph, number, question, *from..to, around, *statement);
        }
    }

    fn clause(
        &mut self,
        paragraph: usize,
        sentence: usize,
        question: bool,
        tokens: Range<usize>,
        around: Range<usize>,
        statement: Option<u32>,
    ) {
        let of = self.story.words(tokens.clone());
        let (Some(begin), Some(end)) = (of.first(), of.last()) else {
            return;
        };
        let span = begin.span.cover(end.span);
        let said = statement.and_then(|n| self.article.statement(StatementId(n)));
        let voice = match (said.map(|s| &s.speaker), statement) {
            (Some(Speaker::Known(r)), Some(n)) => self
                .story
                .referents
                .of(self.member, r.0)
                .map_or(Voice::Open(n), Voice::Known),
            (_, Some(n)) => Voice::Open(n),
            _ => Voice::Own,
        };
        let denied = said.is_some_and(|s| self.denies(s));
        // "ruled out talks before the seals were removed" says nothing of the seals.
        let opening = self.article.article.text.quote(begin.span);
        let presupposed = is_small("presupposing", opening);
        // What is demanded is not yet so.
        let demanded = said.is_some_and(|s| {
            let wish = matches!(s.acts.as_slice(), [Act::Demand] | [Act::Appeal]);
            s.kind != StatementKind::Direct && wish
        });
        let conditional = said
            .and_then(|s| s.condition)
            .is_some_and(|c| c.antecedent.overlaps(span) || c.consequent.overlaps(span));
        let mut events = events(of);
        for event in &mut events {
            if conditional || question || demanded {
                event.claim = Claim::Open;
            } else if denied && !presupposed {
                event.claim = event.claim.contrary();
            }
        }
        self.story.clauses.push(Clause {
            article: self.member,
            paragraph,
            sentence,
            span,
            tokens,
            around,
            voice,
            statement,
            events,
            question,
        });
    }

    /// Whether a statement says that its content is not so.
    fn denies(&self, statement: &Statement) -> bool {
        let text = &self.article.article.text;
        statement.kind != StatementKind::Direct
            && statement.cue.iter().any(|cue| {
                let forms: Vec<_> = words::words(text.quote(*cue)).map(|w| w.form).collect();
                // "ruled out" is one word of denying.
                let pairs = forms.windows(2).map(|pair| pair.join("-"));
                forms.iter().any(|form| is_small("deny", form))
                    || pairs.into_iter().any(|pair| is_small("deny", &pair))
            })
    }

    fn token(&mut self, form: &'a str, capital: bool, span: Span) -> Token {
        let (stem, small) = *self.known.entry(form).or_insert_with(|| {
            let stem = words::stem(form);
            (stem, small(form, stem))
        });
        let mention = self.mention_at(span);
        let name = mention.is_some_and(|(_, name)| name) || capital;
        Token {
            span,
            stem,
            event: EVENTS
                .get(&stem)
                .copied()
                .filter(|_| !(name || small.naming && self.names_after(span))),
            noun: NOUNS.get(&stem).copied().filter(|_| !name),
            referent: mention.map(|(shared, _)| shared),
            name,
            number: form.starts_with(|c: char| c.is_ascii_digit()),
            small,
        }
    }

    /// Whether a name follows within three words: "calls it the Elm Sound" gives a name, "calls the doctor"
    /// does not.
    fn names_after(&self, span: Span) -> bool {
        let text = self.article.article.text.as_str();
        let rest = text.get(span.end()..).unwrap_or_default();
        let near = rest
            .split([',', '.', ';', '?', '!', '\n'])
            .next()
            .unwrap_or_default();
        words::words(near).take(3).any(|w| w.capital())
    }

    /// The innermost statement in whose content a word stands. Words come in order.
    fn statement_at(&self, place: Span) -> Option<u32> {
        innermost(&self.contents, place, |(span, _)| *span).map(|(_, n)| *n)
    }

    fn mention_at(&self, place: Span) -> Option<(usize, bool)> {
        innermost(&self.mentions, place, |(span, ..)| *span)
            .map(|(_, shared, name)| (*shared, *name))
    }
}

/// The last of some spans, sorted by start and then outer before inner, that holds a place. Looks at no more
/// than the sixteen that begin last before it: deeper nesting does not occur.
fn innermost<T>(list: &[T], place: Span, span: impl Fn(&T) -> Span) -> Option<&T> {
    let after = list.partition_point(|item| span(item).start() <= place.start());
    list.get(..after)?
        .iter()
        .rev()
        .take(16)
        .find(|item| span(item).contains(place))
}

/// The places of sentences: after a full stop, question or exclamation mark and white space, unless the stop
/// ends an abbreviation or initial. A sentence of more than two thousand bytes is cut.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        let stop = matches!(c, '.' | '?' | '!' | '\n') || (at - start > 2000 && c.is_whitespace());
        if !stop {
            continue;
        }
        while let Some((at, c)) = chars
            .peek()
            .copied()
            .filter(|(_, c)| "”’\"')]".contains(*c))
        {
            end = at + c.len_utf8();
            chars.next();
        }
        let followed = chars.peek().is_none_or(|(_, c)| c.is_whitespace());
        if followed && !(c == '.' && abbreviation(text.get(start..at).unwrap_or_default())) {
            out.push(start..end);
            start = end;
        }
    }
    out.push(start..text.len());
    out.retain(|r| {
        text.get(r.clone())
            .is_some_and(|t| t.chars().any(char::is_alphanumeric))
    });
    out
}

/// Whether the last word before a full stop is an initial or a common abbreviation.
fn abbreviation(before: &str) -> bool {
    let last = before
        .rsplit(|c: char| c.is_whitespace() || c == '.')
        .next()
        .unwrap_or_default();
    let short = [
        "Mr", "Mrs", "Ms", "Dr", "Prof", "Gen", "Col", "Lt", "Sen", "Gov", "St", "No", "vs",
    ];
    let months = [
        "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
    ];
    short.contains(&last)
        || months.contains(&last)
        || (last.chars().count() == 1 && last.chars().all(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_they_end() {
        let text = "Dr. A. Brill left on Oct. 3. “We won!” she said. Why? No";
        let found: Vec<&str> = sentences(text)
            .into_iter()
            .map(|r| text.get(r).unwrap().trim())
            .collect();
        assert_eq!(
            found,
            [
                "Dr. A. Brill left on Oct. 3.",
                "“We won!”",
                "she said.",
                "Why?",
                "No"
            ]
        );
    }
}
