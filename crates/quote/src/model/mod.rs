//! The trained model: source, cue and content of every attribution, each with a probability.

pub mod features;
pub mod labels;
pub mod network;

use crate::marks::Quotation;
use features::{Quoted, Words};
use labels::{CONTENT, SOURCE};
use network::{Candidate, Network};
use rapporteur_parse::Parsed;
use rapporteur_record::{Article, Span};
use std::ops::Range;

/// An attribution as the model finds it. Contents keep their quotation marks and "that".
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Whose words; empty if the text does not say.
    pub source: Vec<Span>,
    /// The words that attribute.
    pub cue: Span,
    /// What is attributed.
    pub content: Vec<Span>,
    /// How probable it is that all three are exactly what a person would mark.
    pub confidence: f32,
}

/// Cues less probable than this are not tried.
pub const LEAST_CUE: f32 = 0.05;

/// The attributions of headline and body with at least this confidence, none overlapping another, in the order of
/// their cues. `quotations` are those of the paragraphs.
pub fn attributions(
    network: &Network,
    article: &Article,
    parsed: &Parsed,
    quotations: &[Quotation],
    least: f32,
) -> Vec<Found> {
    let words = Words::read(article, parsed, quotations);
    let candidates = network.candidates(&words, parsed, least.max(LEAST_CUE));
    chosen(candidates, least, &words)
        .iter()
        .filter_map(|c| found(c, &words, parsed))
        .collect()
}

/// An attribution in positions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choice {
    /// The cue.
    pub cue: Range<usize>,
    /// The source, in order.
    pub source: Vec<usize>,
    /// The content, in order.
    pub content: Vec<usize>,
    /// How probable it is that all three are right.
    pub confidence: f32,
}

/// The surest candidates whose contents and cues do not overlap each other's, in the order of their cues.
pub fn chosen(candidates: Vec<Candidate>, least: f32, words: &Words) -> Vec<Choice> {
    let choice = |c: Candidate| Choice {
        source: positions(&c, SOURCE).collect(),
        content: positions(&c, CONTENT).collect(),
        confidence: c.cue_probability * c.label_probability,
        cue: c.cue,
    };
    let mut choices: Vec<Choice> = candidates.into_iter().map(choice).collect();
    choices.retain(|c| c.confidence >= least);
    choices.sort_by(|a, b| {
        b.confidence
            .total_cmp(&a.confidence)
            .then(a.cue.start.cmp(&b.cue.start))
            .then(a.cue.end.cmp(&b.cue.end))
    });
    let mut taken = vec![false; words.len()];
    choices.retain(|c| {
        let free = c.own().all(|p| taken.get(p) == Some(&false));
        if free {
            c.own().for_each(|p| take(&mut taken, p));
        }
        free
    });
    choices.sort_by_key(|c| c.cue.start);
    for choice in &mut choices {
        complete(choice, words, &mut taken);
    }
    choices
}

impl Choice {
    /// The positions that no other may have.
    fn own(&self) -> impl Iterator<Item = usize> + '_ {
        self.content.iter().copied().chain(self.cue.clone())
    }
}

fn take(taken: &mut [bool], position: usize) {
    if let Some(slot) = taken.get_mut(position) {
        *slot = true;
    }
}

/// A content that begins or ends a quotation gets all of it, as far as nobody else has it: windows are too small for
/// long speeches.
fn complete(choice: &mut Choice, words: &Words, taken: &mut [bool]) {
    let quoted = |p: usize| words.quoted.get(p).copied().unwrap_or_default();
    let held = |p: usize, content: &[usize]| content.binary_search(&p).is_ok();
    let mut more = Vec::new();
    for p in &choice.content {
        // Forward from the last word of a piece, backward from its first.
        if !held(p + 1, &choice.content) && !matches!(quoted(*p), Quoted::No | Quoted::Closes) {
            let rest = (p + 1..words.len()).take_while(|n| {
                !matches!(quoted(*n), Quoted::No | Quoted::Opens) && taken.get(*n) == Some(&false)
            });
            more.extend(rest);
        }
        let before = p.checked_sub(1);
        if before.is_none_or(|b| !held(b, &choice.content))
            && !matches!(quoted(*p), Quoted::No | Quoted::Opens)
        {
            let mut n = *p;
            while n > 0
                && !matches!(quoted(n), Quoted::Opens)
                && !matches!(quoted(n - 1), Quoted::No | Quoted::Closes)
                && taken.get(n - 1) == Some(&false)
            {
                n -= 1;
                more.push(n);
            }
        }
    }
    let count = more.len();
    if count > 0 {
        more.iter().for_each(|p| take(taken, *p));
        choice.content.extend(more);
        choice.content.sort_unstable();
        choice.content.dedup();
    }
}

/// The positions of a part.
fn positions(candidate: &Candidate, part: usize) -> impl Iterator<Item = usize> {
    let labels = candidate.window.clone().zip(&candidate.labels);
    labels
        .filter(move |(_, l)| (part..part + 2).contains(&usize::from(**l)))
        .map(|(p, _)| p)
}

fn found(choice: &Choice, words: &Words, parsed: &Parsed) -> Option<Found> {
    let spans = |positions: &[usize]| -> Vec<Span> {
        let mut pieces: Vec<(usize, Span)> = Vec::new();
        for p in positions {
            let token = words
                .tokens
                .get(*p)
                .and_then(|t| parsed.tokens.get(*t as usize));
            let Some(span) = token.map(|t| t.span) else {
                continue;
            };
            let same = |last: usize| words.paragraphs.get(last) == words.paragraphs.get(*p);
            match pieces.last_mut() {
                Some((last, piece)) if *last + 1 == *p && same(*last) => {
                    *piece = piece.cover(span);
                    *last = *p;
                }
                _ => pieces.push((*p, span)),
            }
        }
        pieces.into_iter().map(|(_, span)| span).collect()
    };
    let cue: Vec<usize> = choice.cue.clone().collect();
    Some(Found {
        source: spans(&choice.source),
        cue: spans(&cue).into_iter().reduce(Span::cover)?,
        content: spans(&choice.content),
        confidence: choice.confidence,
    })
}
