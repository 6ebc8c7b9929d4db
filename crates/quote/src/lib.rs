//! Who said what: source, cue and content of every attribution.
//!
//! In: an article with its sentences and names. Out: [`Statement`]s in the order of their content,
//! each with the places of source, cue and content. Who the source *is* the caller asks of the name
//! stage afterwards; what the statement *does*, of the act stage.
//!
//! How: quotation marks are paired first, over paragraphs too ([`marks`]). Then two readings are made and joined.
//! - A trained network ([`model`], `models/quotes.md`) finds attributions of every kind, each with the probability
//!   that source, cue and content are exactly what a person would mark. Contents do not overlap: it reads one level.
//! - Frames (`frames`) try every reporting word of the lexicon ([`lexicon`], `data/cues.tsv`) where each can stand:
//!   they find quotations to the mark, and statements inside statements.
//!
//! Layout that attributes by itself (transcripts, signed voices) is `dialogue`; quotations that nothing claims go to
//! whoever was speaking (`continuation`).
//!
//! Conventions: the network keeps to those of its data, PolNeAR, where a content has its "that" and its quotation marks
//! and a cue its auxiliaries; `extent` turns them into ours, where it has not. [`Extent::Annotated`] leaves them, for
//! comparison with that annotation. A belief or wish that nobody is reported to have said has the mode `thought`
//! (`data/thoughts.txt`).
//!
//! Not yet: sources of quotations in headlines; statements inside quoted words.
//!
//! Confidence is a share of right answers, measured on PolNeAR's development part: for what the network found, that
//! source, cue and content are exactly as annotated; for what frames alone found, that an annotated content overlaps by
//! half (`models/quotes.md`).

mod continuation;
mod dialogue;
mod extent;
mod frames;
pub mod lexicon;
pub mod marks;
pub mod model;
mod occasion;
mod source;
mod units;

use lexicon::Frame;
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

/// How statements are read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Statements less sure than this are left out, from 0 to 1.
    pub min_confidence: f32,
    /// Where sources, cues and contents begin and end.
    pub extent: Extent,
}

/// Where sources, cues and contents begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// As the record has them: without "that" and without outer quotation marks; the cue is the reporting word.
    #[default]
    Words,
    /// As the annotators of PolNeAR mark them, for comparison with their annotation: what the model finds and nothing
    /// else, in headlines too.
    Annotated,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            min_confidence: 0.14,
            extent: Extent::Words,
        }
    }
}

/// Finds statements, in the order of their content.
pub fn statements(
    article: &Article,
    parsed: &Parsed,
    names: &Names,
    settings: &Settings,
) -> Vec<Statement> {
    let paragraphs: Vec<Span> = (article.blocks.iter())
        .filter(|b| matches!(b.kind, BlockKind::Headline | BlockKind::Body))
        .map(|b| b.span)
        .collect();
    let quotations = marks::quotations(&article.text, &paragraphs);
    // What the frames would outweigh anyway need not be worked out.
    let least = match settings.extent {
        Extent::Words => settings.min_confidence.max(SURE),
        Extent::Annotated => settings.min_confidence,
    };
    let mut attributed = match &*model::network::SHIPPED {
        Some(network) => model::attributions(network, article, parsed, &quotations, least),
        None => Vec::new(),
    };
    add_by_layout(
        &mut attributed,
        dialogue::attributions(&article.text, parsed, &paragraphs, &quotations),
    );
    if settings.extent == Extent::Annotated {
        return attributed.into_iter().map(annotated).collect();
    }
    let body: Vec<Span> = article.blocks_of(BlockKind::Body).collect();
    let quotations = marks::quotations(&article.text, &body);
    let lines = units::lines(&article.text, parsed, &body, &quotations);
    let mut found: Vec<Vec<Attribution>> = lines
        .iter()
        .map(|line| frames::attributions(line, &article.text))
        .collect();
    for one in &attributed {
        if let Some((line, attribution)) = extent::attribution(one, &article.text, parsed, &lines)
            && let Some(list) = found.get_mut(line)
        {
            join(&article.text, parsed, list, attribution);
        }
    }
    continuation::attribute(&mut found, &lines, &quotations, names);
    let mut attributions: Vec<Attribution> = found.into_iter().flatten().collect();
    attributions.retain(|a| !a.content.is_empty() && a.confidence >= settings.min_confidence);
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
        when: Vec::new(),
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

/// An attribution as the annotators of PolNeAR would have marked it.
fn annotated(found: model::Found) -> Statement {
    Statement {
        kind: StatementKind::Indirect,
        mode: Mode::Speech,
        source: found.source,
        cue: vec![found.cue],
        content: found.content,
        speaker: Speaker::Unknown("the source has not been resolved".to_owned()),
        to: Vec::new(),
        about: Vec::new(),
        medium: None,
        venue: None,
        said: Said::default(),
        reported_in: None,
        acts: Vec::new(),
        act_evidence: Vec::new(),
        aimed_at: Vec::new(),
        answers: None,
        when: Vec::new(),
        negated: false,
        condition: None,
        confidence: found.confidence,
    }
}

/// What the layout alone shows goes before what the model found in the same words.
fn add_by_layout(attributed: &mut Vec<model::Found>, by_layout: Vec<model::Found>) {
    let clash = |a: &model::Found| {
        by_layout.iter().any(|b| {
            let touches = |s: &Span| b.content.iter().any(|c| c.overlaps(*s));
            a.content.iter().any(touches) || a.cue.overlaps(b.cue)
        })
    };
    attributed.retain(|a| !clash(a));
    attributed.extend(by_layout);
    attributed.sort_by_key(|a| a.cue);
}

/// What no frame confirms must be surer than this: the annotators of the model's data also marked much that is no
/// statement in our sense.
const ALONE: f32 = 0.7;
/// Unless its words are quoted or its cue is a reporting word of the lexicon.
const KNOWN_WORD: f32 = 0.5;
/// A frame's content stands against a model's that is less sure than this.
const SURE: f32 = 0.3;

/// Puts what the model found of a line beside what the frames found there. Of the same cue the frames know quotations
/// to the mark, and who is accused from what; their source is the subject without what is hung on it. The model knows
/// better where a clause ends.
fn join(text: &Text, parsed: &Parsed, list: &mut Vec<Attribution>, mut found: Attribution) {
    let cue = found.cue;
    let same = |a: &Attribution| a.cue.zip(cue).is_some_and(|(x, y)| x.overlaps(y));
    let entry = cue.and_then(|c| lexicon::lexicon().entry_of(text.quote(c)));
    // "accuse somebody of", "call something by a name": the content is what is charged, the name.
    let narrow = entry.is_some_and(|e| {
        [Frame::ObjOf, Frame::ObjFor, Frame::Name]
            .iter()
            .any(|f| e.has(*f))
    });
    // "urged both sides “to wait”": whom it was said to belongs to an infinitive.
    let infinitive = entry.is_some_and(|e| e.has(Frame::ObjTo))
        && found
            .cover()
            .is_some_and(|c| text.quote(c).starts_with("to "));
    let holds_more = |a: &Attribution| {
        let both = a.cover().zip(found.cover());
        infinitive && both.is_some_and(|(a, b)| a.contains(b) && a.start() < b.start())
    };
    let alone = match entry.is_some() || found.kind != StatementKind::Indirect {
        true => KNOWN_WORD,
        false => ALONE,
    };
    if found.confidence >= SURE {
        for known in list.iter_mut().filter(|a| same(a)) {
            known.source = source(parsed, known.source, found.source);
        }
    }
    match list.iter().find(|a| same(a)) {
        None if found.confidence < alone => {}
        Some(known)
            if known.kind == StatementKind::Direct
                || narrow
                || holds_more(known)
                || found.confidence < SURE => {}
        known => {
            found.source = source(parsed, known.and_then(|a| a.source), found.source);
            list.retain(|a| !same(a));
            list.push(found);
        }
    }
}

/// The source of an attribution that a frame and the network found. The network knows better who speaks; the frame
/// leaves out what is hung on a name ("Mira Toll, the company's director").
fn source(parsed: &Parsed, by_frame: Option<Span>, by_network: Option<Span>) -> Option<Span> {
    let (Some(frame), Some(network)) = (by_frame, by_network) else {
        return by_frame.or(by_network);
    };
    let within =
        network.contains(frame) && head(parsed, network).is_some_and(|h| frame.contains(h));
    Some(if within { frame } else { network })
}

/// The first word of a phrase whose head stands outside it.
fn head(parsed: &Parsed, phrase: Span) -> Option<Span> {
    let first = parsed
        .tokens
        .partition_point(|t| t.span.start() < phrase.start());
    let tokens = parsed.tokens.iter().skip(first);
    let mut inside = tokens.take_while(|t| t.span.end() <= phrase.end());
    let outside = |t: &&rapporteur_parse::Token| {
        let head = t.head.and_then(|h| parsed.tokens.get(h as usize));
        head.is_none_or(|h| !phrase.contains(h.span))
    };
    inside.find(outside).map(|t| t.span)
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
