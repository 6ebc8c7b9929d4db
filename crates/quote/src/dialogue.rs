//! Forms of print that attribute without a verb: a transcript ("REED: …", turn by turn) and letters or voices set one
//! under the other ("“…” — Ana Corvel"). They follow from the layout alone, so no model is asked.

use crate::marks::Quotation;
use crate::model::Found;
use rapporteur_parse::Parsed;
use rapporteur_record::{Span, Text};
use std::collections::BTreeMap;
use std::ops::Range;

/// How far these can be trusted: see the reliability table in `models/quotes.md`.
const CONFIDENCE: f32 = 0.7;
/// A label or a signature has no more words than this.
const LONGEST_NAME: usize = 7;
/// So many labelled paragraphs make a transcript.
const TURNS: usize = 3;

/// All attributions by layout, in order.
pub(crate) fn attributions(
    text: &Text,
    parsed: &Parsed,
    paragraphs: &[Span],
    quotations: &[Quotation],
) -> Vec<Found> {
    let mut found = transcript(text, parsed, paragraphs);
    found.extend(signed(text, parsed, paragraphs, quotations));
    found.sort_by_key(|f| f.cue);
    found
}

/// The tokens of a place.
fn tokens(parsed: &Parsed, place: Span) -> Range<usize> {
    let first = parsed
        .tokens
        .partition_point(|t| t.span.end() <= place.start());
    let end = parsed
        .tokens
        .partition_point(|t| t.span.start() < place.end());
    first..end
}

fn word<'a>(text: &'a Text, parsed: &Parsed, at: usize) -> &'a str {
    parsed.tokens.get(at).map_or("", |t| text.quote(t.span))
}

fn cover(parsed: &Parsed, range: Range<usize>) -> Option<Span> {
    let first = parsed.tokens.get(range.start)?;
    let last = parsed.tokens.get(range.end.checked_sub(1)?)?;
    (range.start < range.end).then(|| first.span.cover(last.span))
}

fn is_mark(word: &str) -> bool {
    matches!(word, "“" | "\"" | "''" | "``" | "‘" | "«")
}

/// The label of a turn: its words, and the place of its colon.
fn label(text: &Text, parsed: &Parsed, paragraph: Span) -> Option<(Range<usize>, usize)> {
    let all = tokens(parsed, paragraph);
    let start = all.start + usize::from(is_mark(word(text, parsed, all.start)));
    let colon =
        (start..all.end.min(start + LONGEST_NAME)).find(|at| word(text, parsed, *at) == ":")?;
    let name = (start..colon).all(|at| is_name(word(text, parsed, at)));
    (name && colon > start && colon + 1 < all.end).then_some((start..colon, colon))
}

fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
        || matches!(word, "." | "-" | "de" | "van" | "von" | "al")
}

fn transcript(text: &Text, parsed: &Parsed, paragraphs: &[Span]) -> Vec<Found> {
    let labels: Vec<Option<(Range<usize>, usize)>> =
        paragraphs.iter().map(|p| label(text, parsed, *p)).collect();
    let name = |range: &Range<usize>| {
        cover(parsed, range.clone())
            .map(|s| text.quote(s))
            .unwrap_or_default()
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (range, _) in labels.iter().flatten() {
        *counts.entry(name(range)).or_default() += 1;
    }
    // A heading with a colon stands once; who takes part in a conversation speaks again, or is set in capitals.
    let speaks = |words: &str| {
        let capitals = words
            .chars()
            .filter(|c| c.is_alphabetic())
            .all(char::is_uppercase);
        capitals || counts.get(words).is_some_and(|n| *n > 1)
    };
    let turns: usize = counts
        .iter()
        .filter(|(w, _)| speaks(w))
        .map(|(_, n)| n)
        .sum();
    let speakers = counts.keys().filter(|w| speaks(w)).count();
    if turns < TURNS || speakers < 2 {
        return Vec::new();
    }
    let mut found: Vec<Found> = Vec::new();
    let mut goes_on = false;
    for (paragraph, label) in paragraphs.iter().zip(&labels) {
        let label = label.as_ref().filter(|(range, _)| speaks(name(range)));
        let all = tokens(parsed, *paragraph);
        let marked = is_mark(word(text, parsed, all.start));
        if let Some((range, colon)) = label {
            let source = cover(parsed, range.clone());
            let cue = cover(parsed, *colon..colon + 1);
            let content = cover(parsed, colon + 1..all.end);
            if let (Some(source), Some(cue), Some(content)) = (source, cue, content) {
                found.push(Found {
                    source: vec![source],
                    cue,
                    content: vec![content],
                    confidence: CONFIDENCE,
                });
            }
            goes_on = marked;
        } else if goes_on && marked && word(text, parsed, all.start + 1) != "(" {
            if let Some(last) = found.last_mut() {
                last.content.push(*paragraph);
            }
        } else {
            goes_on = false;
        }
    }
    found
}

/// `“…” — Name` at the end of a line.
fn signed(
    text: &Text,
    parsed: &Parsed,
    paragraphs: &[Span],
    quotations: &[Quotation],
) -> Vec<Found> {
    let pieces = quotations.iter().flat_map(|q| &q.pieces);
    let one = |piece: &crate::marks::Piece| {
        let paragraph = paragraphs.get(piece.paragraph)?;
        let after = text.span(piece.outer.end(), paragraph.end())?;
        let line = text.quote(after).split('\n').next()?;
        let rest = tokens(parsed, text.span_of(line)?);
        let dash = matches!(word(text, parsed, rest.start), "—" | "–" | "―" | "--" | "-");
        let stop = word(text, parsed, rest.end.checked_sub(1)?) == ".";
        let name = rest.start + 1..rest.end - usize::from(stop && rest.len() > 2);
        let named = name.clone().all(|at| is_name(word(text, parsed, at)));
        if !dash || !named || name.is_empty() || name.len() > LONGEST_NAME {
            return None;
        }
        Some(Found {
            source: vec![cover(parsed, name)?],
            cue: cover(parsed, rest.start..rest.start + 1)?,
            content: vec![piece.outer],
            confidence: CONFIDENCE,
        })
    };
    pieces.filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_record::{Article, Block, BlockKind};

    /// What is found in paragraphs: `source | cue | content`, a line each.
    fn found(paragraphs: &[&str]) -> String {
        let text = Text::new(paragraphs.join("\n\n"));
        let spans: Vec<Span> = (text.as_str().split("\n\n"))
            .filter_map(|p| text.span_of(p))
            .collect();
        let block = |span: &Span| Block {
            kind: BlockKind::Body,
            span: *span,
        };
        let article = Article {
            blocks: spans.iter().map(block).collect(),
            text,
            ..Article::default()
        };
        let (text, parsed) = (&article.text, rapporteur_parse::parse(&article));
        let quotations = crate::marks::quotations(text, &spans);
        let words = |list: &[Span]| {
            let words: Vec<&str> = list.iter().map(|s| text.quote(*s)).collect();
            words.join(" + ")
        };
        let all = attributions(text, &parsed, &spans, &quotations);
        let lines = all.iter().map(|f| {
            let cue = text.quote(f.cue);
            format!("{} | {cue} | {}", words(&f.source), words(&f.content))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn turns_of_a_transcript() {
        insta::assert_snapshot!(found(&["BRENN: Who has the key?", "TARN: Not I.", "(Laughter.)", "BRENN: Then we wait."]), @r"
        BRENN | : | Who has the key?
        TARN | : | Not I.
        BRENN | : | Then we wait.
        ");
    }

    #[test]
    fn a_turn_in_marks_goes_on_over_paragraphs() {
        insta::assert_snapshot!(found(&["“TARN: The key is lost.", "“It fell into the sea.", "“BRENN: Again?", "“TARN: Again.”"]), @r"
        TARN | : | The key is lost. + “It fell into the sea.
        BRENN | : | Again?
        TARN | : | Again.”
        ");
    }

    #[test]
    fn a_heading_with_a_colon_is_no_turn() {
        insta::assert_snapshot!(found(&["Weather: Rain.", "Tides: High.", "Wind: None."]), @"");
        insta::assert_snapshot!(found(&["BRENN: Who has the key?", "She left."]), @"");
    }

    #[test]
    fn voices_signed_with_a_dash() {
        insta::assert_snapshot!(found(&["“Too much fog.” — Ana Corvel\n“Too few boats.” ― Tomas Reyk.", "“Soup” — the dish of the day — was cold."]), @r"
        Ana Corvel | — | “Too much fog.”
        Tomas Reyk | ― | “Too few boats.”
        ");
    }
}
