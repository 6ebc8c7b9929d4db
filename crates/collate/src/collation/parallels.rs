//! Parallels: one sentence in several articles, word for word but for a date, a number, a name or a "not".
//!
//! Where a text is copied, quoted or reworked, sentences stand side by side, and what was changed in one
//! of them is a difference whatever it is about. Sentences are paired by shared pairs of neighbouring words; the
//! longest common subsequence of their words shows what was changed.

use super::reading::{Claim, Story, Token};
use super::{Finding, Point, topic};
use crate::referents;
use crate::stories::day_number;
use crate::words;
use rapporteur_record::record::{CollationKind, Verdict};
use rapporteur_record::{ReferentKind, Span, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The share of the shorter sentence's pairs of neighbours that the longer one must have too.
const CONTAINED: f64 = 0.6;
/// Words of a sentence, from and to: shorter ones are set phrases, longer ones lists.
const LENGTH: Range<usize> = 6..160;
/// The longer sentence has at most so many times the words.
const LONGER: usize = 2;
/// A pair of words in more sentences than this proposes nothing.
const COMMON: usize = 24;
/// Words that one change may replace.
const CHANGED: usize = 5;

/// A sentence of the story.
struct Line {
    article: usize,
    tokens: Range<usize>,
    span: Span,
    voice: Option<usize>,
    pairs: BTreeSet<u64>,
}

/// What stands in one sentence where something else stands in another.
struct Change {
    kind: CollationKind,
    /// The place in the first sentence, and in the second.
    here: Span,
    there: Span,
}

pub(crate) fn find(story: &Story) -> Vec<Finding> {
    let lines = lines(story);
    let mut index: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut groups: BTreeMap<usize, BTreeMap<usize, usize>> = BTreeMap::new();
    for (i, line) in lines.iter().enumerate() {
        match best(&lines, &index, line) {
            // Of one article one sentence, the first found: the likest is the longest.
            Some(first) => {
                groups
                    .entry(first)
                    .or_default()
                    .entry(line.article)
                    .or_insert(i);
            }
            None => {
                for pair in &line.pairs {
                    let held = index.entry(*pair).or_default();
                    if held.len() <= COMMON {
                        held.push(i);
                    }
                }
            }
        }
    }
    groups
        .iter()
        .filter_map(|(first, others)| {
            let others: Vec<&Line> = others.values().filter_map(|i| lines.get(*i)).collect();
            Some(findings(story, lines.get(*first)?, &others))
        })
        .flatten()
        .collect()
}

/// The sentences, longest first.
fn lines(story: &Story) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut number = usize::MAX;
    for clause in &story.clauses {
        match lines.last_mut() {
            Some(line) if clause.sentence == number => {
                line.tokens.end = clause.tokens.end;
                line.span = line.span.cover(clause.span);
            }
            _ => lines.push(Line {
                article: clause.article,
                tokens: clause.tokens.clone(),
                span: clause.span,
                voice: clause.voice.referent(),
                pairs: BTreeSet::new(),
            }),
        }
        number = clause.sentence;
    }
    lines.retain(|l| LENGTH.contains(&l.tokens.len()));
    for line in &mut lines {
        let tokens = story.words(line.tokens.clone());
        line.pairs = tokens
            .windows(2)
            .map(|w| words::mix(0, w.iter().map(|t| t.stem.0)))
            .collect();
    }
    lines.sort_by_key(|l| (std::cmp::Reverse(l.pairs.len()), l.article, l.span));
    lines
}

/// The longer sentence of another article with most pairs in common.
fn best(lines: &[Line], index: &BTreeMap<u64, Vec<usize>>, line: &Line) -> Option<usize> {
    let mut common: BTreeMap<usize, usize> = BTreeMap::new();
    for pair in &line.pairs {
        for other in index
            .get(pair)
            .filter(|l| l.len() <= COMMON)
            .into_iter()
            .flatten()
        {
            *common.entry(*other).or_default() += 1;
        }
    }
    let enough = (line.pairs.len() as f64 * CONTAINED).ceil() as usize;
    common
        .into_iter()
        .filter(|(i, n)| *n >= enough && lines.get(*i).is_some_and(|l| stands_by(l, line)))
        .max_by_key(|(i, n)| (*n, std::cmp::Reverse(*i)))
        .map(|(i, _)| i)
}

/// Of another article, and not so long that the shorter one would be a mere phrase of it.
fn stands_by(longer: &Line, line: &Line) -> bool {
    longer.article != line.article && longer.tokens.len() <= LONGER * line.tokens.len()
}

/// What was changed in a sentence, each change with all accounts of it.
fn findings(story: &Story, first: &Line, others: &[&Line]) -> Vec<Finding> {
    let mut changes: BTreeMap<(CollationKind, Span), Vec<Point>> = BTreeMap::new();
    let kinds = |c: &Change| (c.kind, c.here);
    for other in others {
        for change in compare(story, first, other) {
            let points = changes
                .entry(kinds(&change))
                .or_insert_with(|| vec![point(story, first, &change, change.here)]);
            points.push(point(story, other, &change, change.there));
        }
    }
    let words = topic::cite(story.quote(first.article, first.span));
    changes
        .into_iter()
        .map(|((kind, here), points)| Finding {
            kind,
            topic: match kind {
                CollationKind::Date => format!("when: {words}"),
                CollationKind::Number => format!("how many: {words}"),
                CollationKind::Role => {
                    format!("who ({}): {words}", story.quote(first.article, here))
                }
                _ => format!("whether or not: {words}"),
            },
            verdict: Verdict::Differ,
            points,
        })
        .collect()
}

fn point(story: &Story, line: &Line, change: &Change, span: Span) -> Point {
    let words: Vec<&str> = story.quote(line.article, span).split_whitespace().collect();
    let denied = story
        .words(line.tokens.clone())
        .iter()
        .filter(denies)
        .count()
        % 2
        == 1;
    let clause = story
        .clause_at(line.article, span)
        .and_then(|c| story.clauses.get(c));
    Point {
        article: line.article,
        span,
        value: match change.kind {
            CollationKind::Status if denied => "not so".into(),
            CollationKind::Status => "so".into(),
            _ => words.join(" ").into(),
        },
        said_by: clause.map_or(line.voice, |c| c.voice.referent()),
    }
}

/// The changes between two sentences.
fn compare(story: &Story, a: &Line, b: &Line) -> Vec<Change> {
    let (x, y) = (story.words(a.tokens.clone()), story.words(b.tokens.clone()));
    let mut changes = Vec::new();
    for (here, there) in gaps(x, y) {
        let (left, right) = (x.get(here.clone()), y.get(there.clone()));
        let (Some(left), Some(right)) = (left, right) else {
            continue;
        };
        if left.len() > CHANGED || right.len() > CHANGED {
            continue;
        }
        if let Some(kind_and_places) = replaced(story, (a, left), (b, right)) {
            changes.push(kind_and_places);
        } else if left.iter().filter(denies).count() % 2 != right.iter().filter(denies).count() % 2
            && open(story, a) == open(story, b)
        {
            changes.push(Change {
                kind: CollationKind::Status,
                here: a.span,
                there: b.span,
            });
        }
    }
    changes
}

/// Whether a sentence leaves open what it tells: what is demanded, or told under a condition, is not yet so.
fn open(story: &Story, line: &Line) -> bool {
    let first = story.clause_at(line.article, line.span).unwrap_or_default();
    let clauses = story.clauses.iter().skip(first);
    let mut within = clauses.take_while(|c| c.tokens.start < line.tokens.end);
    within.any(|c| c.events.iter().any(|e| e.claim == Claim::Open))
}

fn denies(token: &&Token) -> bool {
    token.small.negation || token.small.lacking
}

/// A date for a date, a number for a number, a name for a name.
fn replaced(
    story: &Story,
    (a, left): (&Line, &[Token]),
    (b, right): (&Line, &[Token]),
) -> Option<Change> {
    let cover = |tokens: &[Token]| tokens.iter().map(|t| t.span).reduce(Span::cover);
    let (here, there) = (cover(left)?, cover(right)?);
    let time = |line: &Line, place: Span| {
        let times = &story.article(line.article)?.times;
        let after = times.partition_point(|t| t.span.end() <= place.start());
        times.get(after).filter(|t| t.span.overlaps(place))
    };
    if let (Some(s), Some(t)) = (time(a, here), time(b, there)) {
        // Without a day of publication "Thursday" and "Tuesday" differ; "Thursday" and "yesterday" may not.
        let fixed = |line: &Line, t: &Time| {
            let words = story.quote(line.article, t.span);
            words.contains(|c: char| c.is_ascii_digit() || c.is_uppercase())
        };
        let open = s.value.is_none() || t.value.is_none();
        let differ = match open {
            true => fixed(a, s) && fixed(b, t),
            false => s.value != t.value && !meet(s, t),
        };
        return differ.then_some(Change {
            kind: CollationKind::Date,
            here: s.span,
            there: t.span,
        });
    }
    let figure = |line: &Line, place: Span| {
        let figures = &story.article(line.article)?.figures;
        let after = figures.partition_point(|f| f.span.end() <= place.start());
        figures.get(after).filter(|f| f.span.overlaps(place))
    };
    if let (Some(f), Some(g)) = (figure(a, here), figure(b, there)) {
        // In one sentence "more than 300" and "more than 400" are two numbers; "about 300" and "312" are not.
        let alike = f.modifier == g.modifier;
        // "has risen to 15" takes nothing back.
        let newer = |line: &Line| {
            story
                .words(line.tokens.clone())
                .iter()
                .any(|t| t.small.update)
        };
        if newer(a) != newer(b) {
            return None;
        }
        let differ = f.value != g.value && (alike || !super::numbers::fit(f, g));
        return differ.then_some(Change {
            kind: CollationKind::Number,
            here: f.span,
            there: g.span,
        });
    }
    let numbers = |tokens: &[Token]| tokens.iter().all(|t| t.number);
    if numbers(left) && numbers(right) {
        return Some(Change {
            kind: CollationKind::Number,
            here,
            there,
        });
    }
    let names = |tokens: &[Token]| tokens.iter().all(|t| t.name);
    (names(left) && names(right) && others(story, (a, here, left), (b, there, right))).then_some(
        Change {
            kind: CollationKind::Role,
            here,
            there,
        },
    )
}

/// Whether two times can be the same: a day and the month it lies in, a night and the next day. Two hours, or two
/// written alike, cannot.
fn meet(s: &Time, t: &Time) -> bool {
    let hour = |t: &Time| t.value.as_ref().is_some_and(|v| v.as_str().contains(':'));
    let days = |t: &Time| {
        let value = t.value.as_ref()?;
        let (first, last) = value.days()?;
        let night = i32::from(value.as_str().ends_with("TNI"));
        Some((day_number(first), day_number(last) + night))
    };
    let length = |t: &Time| t.value.as_ref().map(|v| v.as_str().len());
    let overlap = days(s)
        .zip(days(t))
        .is_some_and(|(a, b)| a.0 <= b.1 && b.0 <= a.1);
    overlap && length(s) != length(t) && !(hour(s) && hour(t))
}

/// Whether two names are of two: no shared referent, and neither a spelling nor a short form of the other.
fn others(story: &Story, a: (&Line, Span, &[Token]), b: (&Line, Span, &[Token])) -> bool {
    let referents = |tokens: &[Token]| -> BTreeSet<usize> {
        tokens.iter().filter_map(|t| t.referent).collect()
    };
    let key = |line: &Line, span: Span| -> BTreeSet<String> {
        let name = referents::tokens(story.quote(line.article, span), ReferentKind::Person);
        name.iter().map(|t| rapporteur_name::sound(t)).collect()
    };
    referents(a.2).is_disjoint(&referents(b.2)) && key(a.0, a.1).is_disjoint(&key(b.0, b.1))
}

/// Where two sentences part, between the words of a longest common subsequence.
fn gaps(a: &[Token], b: &[Token]) -> Vec<(Range<usize>, Range<usize>)> {
    let width = b.len() + 1;
    let mut lengths = vec![0u16; (a.len() + 1) * width];
    let at = |i: usize, j: usize| i * width + j;
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let get = |i: usize, j: usize| lengths.get(at(i, j)).copied().unwrap_or_default();
            let best = match x.stem == y.stem {
                true => get(i + 1, j + 1) + 1,
                false => get(i + 1, j).max(get(i, j + 1)),
            };
            if let Some(cell) = lengths.get_mut(at(i, j)) {
                *cell = best;
            }
        }
    }
    let get = |i: usize, j: usize| lengths.get(at(i, j)).copied().unwrap_or_default();
    let (mut i, mut j, mut from) = (0, 0, (0, 0));
    let mut gaps = Vec::new();
    while i < a.len() || j < b.len() {
        let same = a
            .get(i)
            .zip(b.get(j))
            .is_some_and(|(x, y)| x.stem == y.stem);
        if same {
            if from != (i, j) {
                gaps.push((from.0..i, from.1..j));
            }
            (i, j) = (i + 1, j + 1);
            from = (i, j);
        } else if j >= b.len() || (i < a.len() && get(i + 1, j) >= get(i, j + 1)) {
            i += 1;
        } else {
            j += 1;
        }
    }
    // What only one has at its end is a cut, not a change.
    if from.0 < a.len() && from.1 < b.len() {
        gaps.push((from.0..a.len(), from.1..b.len()));
    }
    gaps
}
