//! Utterances: the same words of one speaker, as each article gives them: whole, cut, extended, altered.
//!
//! Statements of one speaker in different articles are one utterance where most of the shorter one's runs
//! of three words stand in the longer. Cutting is no difference; a number or a negation that only one
//! of them has, where both are in quotation marks, is.

use super::reading::{Story, is_small};
use super::{Finding, Point, topic};
use crate::words::{self, Stem};
use rapporteur_record::record::{CollationKind, Verdict};
use rapporteur_record::{Span, Speaker, StatementKind};
use std::collections::{BTreeMap, BTreeSet};

/// Words in a run.
const RUN: usize = 3;
/// The share of the shorter one's runs that the longer one must hold.
const CONTAINED: f64 = 0.6;
/// A statement with fewer runs tells nothing: "no comment".
const LEAST: usize = 3;
/// A run in more utterances than this proposes nothing.
const COMMON: usize = 50;

struct Said {
    article: usize,
    span: Span,
    direct: bool,
    speaker: usize,
    stems: Vec<Stem>,
    runs: BTreeSet<u64>,
    /// Numbers and negations.
    sharp: BTreeSet<String>,
}

pub(crate) fn find(story: &Story) -> Vec<Finding> {
    let mut all: Vec<Said> = story.members.iter().flat_map(|m| said(story, *m)).collect();
    // The longest stands for an utterance; the others are held against it.
    all.sort_by_key(|s| (std::cmp::Reverse(s.runs.len()), s.article, s.span));
    let mut index: BTreeMap<(usize, u64), Vec<usize>> = BTreeMap::new();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, said) in all.iter().enumerate() {
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for run in &said.runs {
            let longer = index
                .get(&(said.speaker, *run))
                .filter(|l| l.len() <= COMMON);
            for other in longer.into_iter().flatten() {
                *common.entry(*other).or_default() += 1;
            }
        }
        let enough = (said.runs.len() as f64 * CONTAINED).ceil() as usize;
        let best = common
            .into_iter()
            .filter(|(_, n)| *n >= enough)
            .max_by_key(|(other, n)| (*n, std::cmp::Reverse(*other)));
        match best {
            Some((longest, _)) => groups
                .entry(longest)
                .or_insert_with(|| vec![longest])
                .push(i),
            None => {
                for run in &said.runs {
                    let held = index.entry((said.speaker, *run)).or_default();
                    if held.len() <= COMMON {
                        held.push(i);
                    }
                }
            }
        }
    }
    groups
        .values()
        .filter_map(|group| {
            let group: Vec<&Said> = group.iter().filter_map(|i| all.get(*i)).collect();
            finding(story, &group)
        })
        .collect()
}

fn said(story: &Story, member: usize) -> Vec<Said> {
    let Some(article) = story.article(member) else {
        return Vec::new();
    };
    let text = &article.article.text;
    let read = |s: &rapporteur_record::Statement| {
        let Speaker::Known(local) = s.speaker else {
            return None;
        };
        let stems = words::stems(text, &s.content);
        let runs: BTreeSet<u64> = stems
            .windows(RUN)
            .map(|r| words::mix(0, r.iter().map(|s| s.0)))
            .collect();
        let forms = s.content.iter().flat_map(|c| words::words(text.quote(*c)));
        let sharp = forms
            .filter(|w| {
                is_small("negation", w.form) || w.form.starts_with(|c: char| c.is_ascii_digit())
            })
            .map(|w| words::fold(w.form).into_owned())
            .collect();
        (runs.len() >= LEAST).then_some(Said {
            article: member,
            span: s.content_cover()?,
            direct: s.kind == StatementKind::Direct,
            speaker: story.referents.of(member, local.0)?,
            stems,
            runs,
            sharp,
        })
    };
    article.statements.iter().filter_map(read).collect()
}

/// Whether one gives in quotation marks what the other gives otherwise: the words around are the same,
/// a number or negation is not. A cut at the end explains what is missing there.
fn altered(a: &Said, b: &Said) -> bool {
    let near = a.stems.len().abs_diff(b.stems.len()) <= 2;
    a.direct && b.direct && near && a.sharp != b.sharp
}

fn finding(story: &Story, group: &[&Said]) -> Option<Finding> {
    let first = group.first()?;
    if group.iter().all(|s| s.article == first.article) {
        return None;
    }
    let differ = group.iter().any(|s| altered(first, s));
    let speaker = story
        .referents
        .shared
        .get(first.speaker)
        .map_or("", |r| r.name.as_str());
    Some(Finding {
        kind: CollationKind::Utterance,
        topic: format!(
            "what {speaker} said: {}",
            topic::cite(story.quote(first.article, first.span))
        ),
        verdict: if differ {
            Verdict::Differ
        } else {
            Verdict::Agree
        },
        points: group
            .iter()
            .map(|s| Point {
                article: s.article,
                span: s.span,
                value: story
                    .quote(s.article, s.span)
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
                    .into(),
                said_by: Some(s.speaker),
            })
            .collect(),
    })
}
