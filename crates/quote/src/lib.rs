//! Who said what: source, cue and content of every attribution.
//!
//! In: an article with its sentences and names. Out: [`Statement`]s in the order of their content,
//! each with the places of source, cue and content. Who the source *is* the caller asks of the name
//! stage afterwards; what the statement *does*, of the act stage.
//!
//! How: quotation marks are paired first, over paragraphs too ([`marks`]). Each paragraph becomes a line
//! of units, a quotation being one unit (`units`). Every reporting word of the lexicon
//! ([`lexicon`], `data/cues.tsv`) is tried with the frames that the lexicon gives it (`frames`):
//! the source is looked for beside it (`source`). Quotations that no cue claims go to whoever was
//! speaking (`continuation`).
//!
//! Not yet: cues that are nouns ("calls to stay"), sources of quotations in headlines, statements
//! inside quoted words. Confidence orders the patterns by how far they can be trusted; it is not
//! calibrated.

mod continuation;
mod frames;
pub mod lexicon;
pub mod marks;
mod occasion;
mod source;
mod units;

use rapporteur_name::Names;
use rapporteur_parse::Parsed;
use rapporteur_record::{
    Article, BlockKind, Mode, Said, Span, Speaker, Statement, StatementId, StatementKind, Text,
};
use units::Line;

/// An attribution as found, before it is a [`Statement`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Attribution {
    pub source: Option<Span>,
    pub cue: Option<Span>,
    pub content: Vec<Span>,
    pub kind: StatementKind,
    pub mode: Mode,
    pub medium: Option<Span>,
    pub venue: Option<Span>,
    pub confidence: f32,
}

impl Attribution {
    fn cover(&self) -> Option<Span> {
        self.content.iter().copied().reduce(Span::cover)
    }
}

/// Finds statements, in the order of their content.
pub fn statements(article: &Article, parsed: &Parsed, names: &Names) -> Vec<Statement> {
    let body: Vec<Span> = article.blocks_of(BlockKind::Body).collect();
    let quotations = marks::quotations(&article.text, &body);
    let lines = units::lines(&article.text, parsed, &body, &quotations);
    let mut found: Vec<Vec<Attribution>> = lines
        .iter()
        .map(|line| frames::attributions(line, &article.text))
        .collect();
    continuation::attribute(&mut found, &lines, &quotations, names);
    let mut attributions: Vec<Attribution> = found.into_iter().flatten().collect();
    attributions.retain(|a| !a.content.is_empty());
    without_clashes(&mut attributions);
    let parents = parents(&attributions);
    let statement = |(attribution, parent): (Attribution, Option<usize>)| Statement {
        kind: attribution.kind,
        mode: attribution.mode,
        source: attribution.source.into_iter().collect(),
        cue: attribution.cue.into_iter().collect(),
        content: attribution.content,
        speaker: Speaker::Unknown("the source has not been resolved".to_owned()),
        to: Vec::new(),
        about: Vec::new(),
        medium: attribution.medium,
        venue: attribution.venue,
        said: Said::default(),
        reported_in: parent.map(|p| StatementId(p as u32)),
        acts: Vec::new(),
        act_evidence: Vec::new(),
        aimed_at: Vec::new(),
        answers: None,
        negated: false,
        condition: None,
        confidence: attribution.confidence,
    };
    attributions
        .into_iter()
        .zip(parents)
        .map(statement)
        .collect()
}

/// Of two attributions whose contents cross without one holding the other, or are the same, the surer
/// one stays (the earlier, where both are as sure). Leaves them in the order of their content.
fn without_clashes(attributions: &mut Vec<Attribution>) {
    attributions.sort_by(|a, b| {
        b.confidence
            .total_cmp(&a.confidence)
            .then(a.cover().cmp(&b.cover()))
    });
    // Contents are looked up by where they lie, so that an article of many statements stays near-linear.
    let mut kept = std::collections::BTreeMap::<usize, (Span, Option<Span>)>::new();
    let longest = attributions
        .iter()
        .filter_map(|a| a.cover())
        .map(Span::len)
        .max()
        .unwrap_or(0);
    attributions.retain(|a| {
        let Some(cover) = a.cover() else { return false };
        let from = cover.start().saturating_sub(longest);
        let clash = kept.range(from..cover.end()).any(|(_, (other, cue))| {
            let nested = other.contains(cover) || cover.contains(*other);
            // An inner attribution has its cue inside the outer content; twins and crossings do not.
            let inside = |outer: Span, cue: Option<Span>| cue.is_none_or(|c| outer.contains(c));
            let lawful = nested
                && *other != cover
                && if other.contains(cover) {
                    inside(*other, a.cue)
                } else {
                    inside(cover, *cue)
                };
            other.overlaps(cover) && !lawful
        });
        if !clash && !kept.contains_key(&cover.start()) {
            kept.insert(cover.start(), (cover, a.cue));
            return true;
        }
        !clash
    });
    attributions.sort_by_key(|a| a.cover().map(|c| (c.start(), std::cmp::Reverse(c.end()))));
}

/// For each attribution the innermost one whose content holds it. They are in the order of content.
fn parents(attributions: &[Attribution]) -> Vec<Option<usize>> {
    let mut open: Vec<(usize, Span)> = Vec::new();
    let mut parents = Vec::with_capacity(attributions.len());
    for (n, attribution) in attributions.iter().enumerate() {
        let Some(cover) = attribution.cover() else {
            parents.push(None);
            continue;
        };
        while open.last().is_some_and(|(_, outer)| !outer.contains(cover)) {
            open.pop();
        }
        parents.push(open.last().map(|(n, _)| *n));
        open.push((n, cover));
    }
    parents
}

/// How the words of a content stand in the article: inside marks, outside, or both.
pub(crate) fn kind_of(line: &Line<'_>, text: &Text, content: Span) -> StatementKind {
    let mut quoted = false;
    let mut plain = false;
    for unit in line.units_in(content) {
        if unit.quotation.is_some() {
            quoted = true;
        } else if unit.is_word() {
            plain = true;
        }
    }
    match (quoted, plain) {
        (true, false) => StatementKind::Direct,
        // Marks around a mere name or term do not make the words the speaker's.
        (true, true) if line.quotes_words(text, content) => StatementKind::Mixed,
        _ => StatementKind::Indirect,
    }
}
