//! Paragraphs as attributions see them: words and marks, with every quotation one unit.

use crate::marks::Quotation;
pub(crate) use rapporteur_parse::closed::Class;
use rapporteur_parse::closed::{class_of, is_temporal};
use rapporteur_parse::{Parsed, Upos};
use rapporteur_record::{Span, Text};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

/// A word, a punctuation mark, or a whole quotation.
#[derive(Debug, Clone)]
pub(crate) struct Unit<'a> {
    /// As printed.
    pub text: &'a str,
    /// In lower case, with straight apostrophes.
    pub lower: String,
    pub class: Class,
    pub span: Span,
    /// The quotation and which of its pieces this unit is.
    pub quotation: Option<(usize, usize)>,
    /// Whether the tagger takes the word for a verb or an auxiliary.
    pub is_verb: bool,
    /// For a quotation, its words without the marks.
    pub inner: Option<Span>,
}

impl Unit<'_> {
    pub fn is(&self, word: &str) -> bool {
        self.lower == word
    }

    pub fn is_word(&self) -> bool {
        self.quotation.is_none() && self.class != Class::Mark
    }

    pub fn is_capital(&self) -> bool {
        self.quotation.is_none() && self.text.chars().next().is_some_and(char::is_uppercase)
    }

    pub fn is_temporal(&self) -> bool {
        self.quotation.is_none() && is_temporal(&self.lower)
    }

    pub fn is_possessive(&self) -> bool {
        matches!(self.lower.as_str(), "'s" | "'")
    }

    /// A quotation of a word or two without a stop: a term inside a phrase ("the ‘escort’ ship").
    pub fn is_term(&self) -> bool {
        let inside = self.text.trim_matches(|c: char| "“”\"‘’'«»".contains(c));
        self.quotation.is_some()
            && inside.split_whitespace().count() <= 3
            && !inside.ends_with([',', '.', '?', '!', '…'])
    }

    /// Whether the words of a quotation end with a stop.
    pub fn ends_sentence(&self) -> bool {
        self.quotation.is_some()
            && self
                .text
                .trim_end_matches(|c| "”\"’'»“".contains(c))
                .ends_with(['.', '?', '!', '…'])
    }
}

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line<'a> {
    pub units: Vec<Unit<'a>>,
    /// Sentences, as ranges of units: a full stop inside a quotation ends one only where the next words
    /// begin a new one.
    pub sentences: Vec<Range<usize>>,
}

impl<'a> Line<'a> {
    pub fn get(&self, at: usize) -> Option<&Unit<'a>> {
        self.units.get(at)
    }

    /// The unit before `at`, if any.
    pub fn before(&self, at: usize) -> Option<&Unit<'a>> {
        self.units.get(at.checked_sub(1)?)
    }

    /// The words of a range of units, from first to last character.
    pub fn span(&self, range: Range<usize>) -> Option<Span> {
        let first = self.units.get(range.start)?;
        let last = self.units.get(range.end.checked_sub(1)?)?;
        (range.start < range.end).then(|| first.span.cover(last.span))
    }

    /// The units that a place touches.
    pub fn units_in(&self, place: Span) -> &[Unit<'a>] {
        let first = self
            .units
            .partition_point(|u| u.span.end() <= place.start());
        let end = self.units.partition_point(|u| u.span.start() < place.end());
        self.units.get(first..end).unwrap_or_default()
    }

    /// Whether inside `content` words are quoted and not only a name or a single term: the words are
    /// then partly the speaker's own.
    pub fn quotes_words(&self, text: &Text, content: Span) -> bool {
        self.units_in(content)
            .iter()
            .filter_map(|u| u.inner)
            .any(|inner| {
                let words = text.quote(inner);
                let is_name = words.split_whitespace().all(|w| {
                    w.chars()
                        .next()
                        .is_some_and(|c| c.is_uppercase() || c.is_numeric())
                });
                !is_name
            })
    }
}

/// By what means, or on what occasion, people speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// "in a statement"
    Means,
    /// "at a press conference"
    Venue,
}

/// What a word names of these, if anything; the lists are `data/occasions.txt`.
pub(crate) fn occasion_of(word: &str) -> Option<Occasion> {
    static OCCASIONS: LazyLock<BTreeMap<&'static str, Occasion>> = LazyLock::new(|| {
        let mut occasions = BTreeMap::new();
        let mut occasion = Occasion::Means;
        for line in include_str!("../data/occasions.txt")
            .lines()
            .filter(|l| !l.starts_with('#'))
        {
            match line {
                "[means]" => occasion = Occasion::Means,
                "[occasion]" => occasion = Occasion::Venue,
                words => occasions.extend(words.split_whitespace().map(|w| (w, occasion))),
            }
        }
        occasions
    });
    OCCASIONS.get(word).copied()
}

/// One line a paragraph, in order.
pub(crate) fn lines<'a>(
    text: &'a Text,
    parsed: &Parsed,
    paragraphs: &[Span],
    quotations: &[Quotation],
) -> Vec<Line<'a>> {
    let mut pieces: Vec<Vec<(Span, Span, usize, usize)>> = vec![Vec::new(); paragraphs.len()];
    for (q, quotation) in quotations.iter().enumerate() {
        for (p, piece) in quotation.pieces.iter().enumerate() {
            if let Some(list) = pieces.get_mut(piece.paragraph) {
                list.push((piece.outer, piece.inner, q, p));
            }
        }
    }
    let lines = paragraphs.iter().zip(&pieces);
    lines
        .map(|(paragraph, pieces)| line(text, parsed, *paragraph, pieces))
        .collect()
}

fn line<'a>(
    text: &'a Text,
    parsed: &Parsed,
    paragraph: Span,
    pieces: &[(Span, Span, usize, usize)],
) -> Line<'a> {
    let first = parsed
        .tokens
        .partition_point(|t| t.span.start() < paragraph.start());
    let tokens = parsed
        .tokens
        .iter()
        .skip(first)
        .take_while(|t| t.span.start() < paragraph.end());
    let mut pieces = pieces.iter().peekable();
    let mut units: Vec<Unit<'a>> = Vec::new();
    let mut sentence_of: Vec<u32> = Vec::new();
    for token in tokens {
        while pieces
            .peek()
            .is_some_and(|(outer, ..)| outer.end() <= token.span.start())
        {
            pieces.next();
        }
        match pieces.peek() {
            Some((outer, inner, q, p)) if outer.overlaps(token.span) => {
                let known = units.last().is_some_and(|u| u.quotation == Some((*q, *p)));
                if known {
                    // The sentence of the last word inside the marks: what follows the marks in the
                    // same sentence belongs with it.
                    if let Some(last) = sentence_of.last_mut() {
                        *last = token.sentence;
                    }
                } else {
                    units.push(Unit {
                        text: text.quote(*outer),
                        lower: String::new(),
                        class: Class::Open,
                        span: *outer,
                        quotation: Some((*q, *p)),
                        is_verb: false,
                        inner: Some(*inner),
                    });
                    sentence_of.push(token.sentence);
                }
            }
            _ => {
                let words = text.quote(token.span);
                let lower = words.to_lowercase().replace('’', "'");
                let class = class_of(&lower);
                units.push(Unit {
                    text: words,
                    class,
                    lower,
                    span: token.span,
                    quotation: None,
                    is_verb: matches!(token.upos, Upos::Verb | Upos::Aux),
                    inner: None,
                });
                sentence_of.push(token.sentence);
            }
        }
    }
    let sentences = sentences(&units, &sentence_of);
    Line { units, sentences }
}

/// Ranges of units between full stops outside quotations, and after quotations that end a sentence where
/// what follows is not their cue.
fn sentences(units: &[Unit<'_>], sentence_of: &[u32]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for (at, pair) in units.windows(2).enumerate() {
        let [unit, next] = pair else { continue };
        let parted = sentence_of.get(at) != sentence_of.get(at + 1);
        let ends = if unit.quotation.is_some() {
            let opens = next.is_capital() || next.quotation.is_some();
            unit.ends_sentence() && opens && !cue_follows(units, at + 1, unit)
        } else {
            let stop = matches!(unit.text, "." | "!" | "?" | "…" | "..." | ":" | ";");
            parted && (stop || unit.class != Class::Mark)
        };
        // A colon keeps its quotation.
        let ends = ends && !(unit.text == ":" && next.quotation.is_some());
        if ends {
            ranges.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < units.len() {
        ranges.push(start..units.len());
    }
    ranges
}

/// Whether after a question or exclamation its "NAME asked" follows: a reporting word within a few words
/// and then the end of the sentence or a comma.
fn cue_follows(units: &[Unit<'_>], from: usize, quotation: &Unit<'_>) -> bool {
    let marks = |c: char| "”\"’'»“".contains(c);
    if quotation.text.trim_end_matches(marks).ends_with('.') {
        return false;
    }
    let window = units
        .get(from..units.len().min(from + 12))
        .unwrap_or_default();
    let words = || {
        window
            .iter()
            .take_while(|u| u.class != Class::Mark || u.is(","))
    };
    let cue = words().position(|u| {
        crate::lexicon::lexicon()
            .longest([u.lower.as_str()])
            .is_some_and(|(e, _)| e.has(crate::lexicon::Frame::Quote))
    });
    cue.is_some_and(|at| {
        !window
            .iter()
            .take(at)
            .any(|u| u.is(",") || u.quotation.is_some())
    })
}
