//! From PolNeAR's extents, in which the model was trained, to those of the record.
//!
//! | | PolNeAR | record |
//! |---|---|---|
//! | "that" before a clause | part of the content | left out |
//! | quotation marks around all of a content | part of it | left out |
//! | cue | with auxiliaries, objects, adverbs ("has also told reporters") | the reporting word ("told") |
//!
//! The mapping goes by words and marks alone; nothing is added.

use crate::frames::{REACH, is_anonymity, unmarked};
use crate::lexicon::{Frame, lexicon};
use crate::model::Found;
use crate::units::Line;
use crate::{Attribution, occasion};
use rapporteur_parse::{Parsed, Relation};
use rapporteur_record::{Mode, Span, StatementKind, Text};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What the model found, as the record has it, and the number of the line of its cue. `None` where nothing is left or
/// the cue stands outside the lines.
pub(crate) fn attribution(
    found: &Found,
    text: &Text,
    parsed: &Parsed,
    lines: &[Line<'_>],
) -> Option<(usize, Attribution)> {
    let number = line_of(lines, found.cue)?;
    let line = lines.get(number)?;
    let (content, kind) = contents(found, text, parsed, lines)?;
    if content
        .iter()
        .all(|c| is_request_for_anonymity(text.quote(*c)))
    {
        return None;
    }
    let cue = reporting_word(text, found.cue);
    let (medium, venue) = occasion(line, found, &content);
    let attribution = Attribution {
        source: found
            .source
            .iter()
            .copied()
            .reduce(Span::cover)
            .filter(|s| s.len() < 400),
        cue: Some(cue),
        content,
        kind,
        mode: mode(text.quote(found.cue)),
        medium,
        venue,
        confidence: found.confidence,
    };
    Some((number, attribution))
}

/// The line in which a place lies.
pub(crate) fn line_of(lines: &[Line<'_>], place: Span) -> Option<usize> {
    let end = |l: &Line<'_>| l.units.last().map(|u| u.span.end());
    let number = lines.partition_point(|l| end(l).is_some_and(|e| e <= place.start()));
    let first = lines.get(number)?.units.first()?;
    (first.span.start() <= place.start()).then_some(number)
}

type Contents = (Vec<Span>, StatementKind);

fn contents(found: &Found, text: &Text, parsed: &Parsed, lines: &[Line<'_>]) -> Option<Contents> {
    let mut spans = Vec::new();
    let mut kinds = Vec::new();
    for (n, piece) in found.content.iter().enumerate() {
        let Some(line) = line_of(lines, *piece).and_then(|n| lines.get(n)) else {
            continue;
        };
        let piece = if n == 0 {
            without_that(*piece, text, parsed)
        } else {
            *piece
        };
        let piece = bare(text, piece);
        if piece.is_empty() {
            continue;
        }
        let (inner, kind) = unmarked(line, text, vec![piece]);
        // "X said the pass was open. “…”": the quotation is a statement of its own; `continuation` finds whose.
        let apart = piece.start() > found.cue.end() && kind == StatementKind::Direct;
        if apart && kinds.first().is_some_and(|k| *k != kind) && parted(parsed, found.cue, piece) {
            continue;
        }
        spans.extend(inner);
        kinds.push(kind);
    }
    let (first, rest) = kinds.split_first()?;
    let kind = match rest.iter().all(|k| k == first) {
        true => *first,
        false => StatementKind::Mixed,
    };
    Some((spans, kind))
}

/// "not to be named": how somebody speaks and not what they say.
fn is_request_for_anonymity(content: &str) -> bool {
    let words: Vec<&str> = content.split_whitespace().take(4).collect();
    is_anonymity(&words)
}

/// Whether two places stand in different sentences.
fn parted(parsed: &Parsed, one: Span, other: Span) -> bool {
    let sentence = |place: Span| {
        let after = |s: &rapporteur_parse::Sentence| s.span.end() <= place.start();
        parsed.sentences.partition_point(after)
    };
    sentence(one) != sentence(other)
}

/// A piece without the conjunction "that" with which it begins.
fn without_that(piece: Span, text: &Text, parsed: &Parsed) -> Span {
    let at = parsed
        .tokens
        .partition_point(|t| t.span.start() < piece.start());
    let first = parsed.tokens.get(at);
    let next = parsed
        .tokens
        .get(at + 1)
        .filter(|t| t.span.end() <= piece.end());
    // Where the parser takes "that" for an object it still begins a clause if a subject follows; not in "that is
    // why", "that man".
    let subject = next.is_some_and(|t| {
        use rapporteur_parse::Upos;
        matches!(
            t.upos,
            Upos::Pron | Upos::Det | Upos::Propn | Upos::Noun | Upos::Num
        )
    });
    let that = first.is_some_and(|t| {
        let opens = t.relation == Relation::Mark || t.relation != Relation::Det && subject;
        opens && text.quote(t.span).eq_ignore_ascii_case("that")
    });
    match next.filter(|_| that) {
        Some(next) => text.span(next.span.start(), piece.end()).unwrap_or(piece),
        None => piece,
    }
}

/// A piece without commas, colons and dashes at its ends, and without an unquoted stop.
fn bare(text: &Text, piece: Span) -> Span {
    let mark = |c: char| c.is_whitespace() || ",;:.—–-…".contains(c);
    let words = text.quote(piece);
    let start = words.len() - words.trim_start_matches(|c| mark(c) && c != '…').len();
    let end = words.trim_end_matches(mark).len();
    text.span(piece.start() + start.min(end), piece.start() + end)
        .unwrap_or(piece)
}

/// The reporting word in a cue, where there is one that the lexicon knows; else the cue.
fn reporting_word(text: &Text, cue: Span) -> Span {
    let words: Vec<&str> = text.quote(cue).split_whitespace().collect();
    let lower: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    for (at, _) in lower.iter().enumerate() {
        let rest = lower.get(at..).unwrap_or_default();
        if let Some((_, count)) = lexicon().longest(rest.iter().map(String::as_str)) {
            let all = words.get(at..at + count).unwrap_or_default();
            let first = all.first().and_then(|w| text.span_of(w));
            let last = all.last().and_then(|w| text.span_of(w));
            return first.zip(last).map_or(cue, |(a, b)| a.cover(b));
        }
    }
    cue
}

/// Thought where a word of the cue says what goes on in somebody's mind and none that it was said.
fn mode(cue: &str) -> Mode {
    static THOUGHTS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let lines = include_str!("../data/thoughts.txt").lines();
        let lines = lines.filter(|l| !l.starts_with('#'));
        lines.flat_map(str::split_whitespace).collect()
    });
    let lower = cue.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-');
    let said = words().any(|w| {
        let entry = lexicon().entry_of(w);
        !THOUGHTS.contains(w) && entry.is_some_and(|e| !e.has(Frame::Thought))
    });
    let thought = words().any(|w| {
        THOUGHTS.contains(w) || lexicon().entry_of(w).is_some_and(|e| e.has(Frame::Thought))
    });
    if thought && !said {
        Mode::Thought
    } else {
        Mode::Speech
    }
}

fn occasion(line: &Line<'_>, found: &Found, content: &[Span]) -> (Option<Span>, Option<Span>) {
    let at = line
        .units
        .partition_point(|u| u.span.end() <= found.cue.start());
    let sentence = line.sentences.iter().find(|s| s.contains(&at));
    // As far as frames look, so that a sentence without end takes no longer for each of its statements.
    let near =
        |s: &std::ops::Range<usize>| s.start.max(at.saturating_sub(REACH))..s.end.min(at + REACH);
    sentence.map_or((None, None), |s| occasion::of(line, &near(s), content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_record::{Article, Block, BlockKind};

    /// A found attribution in a text of one paragraph, as the record has it: `cue | content | kind | mode`.
    fn turned(words: &str, cue: &str, content: &str) -> String {
        let text = Text::new(words);
        let all = text.all();
        let blocks = vec![Block {
            kind: BlockKind::Body,
            span: all,
        }];
        let article = Article {
            text,
            blocks,
            ..Article::default()
        };
        let (text, parsed) = (&article.text, rapporteur_parse::parse(&article));
        let quotations = crate::marks::quotations(text, &[all]);
        let lines = crate::units::lines(text, &parsed, &[all], &quotations);
        let place = |part: &str| {
            let at = text.as_str().find(part).unwrap();
            text.span(at, at + part.len()).unwrap()
        };
        let found = Found {
            source: Vec::new(),
            cue: place(cue),
            content: content.split(" + ").map(place).collect(),
            confidence: 0.9,
        };
        let turned = attribution(&found, text, &parsed, &lines);
        turned.map_or("nothing".to_owned(), |(_, a)| {
            let content: Vec<&str> = a.content.iter().map(|s| text.quote(*s)).collect();
            let cue = a.cue.map(|c| text.quote(c)).unwrap_or_default();
            format!(
                "{cue} | {} | {:?} | {:?}",
                content.join(" + "),
                a.kind,
                a.mode
            )
        })
    }

    #[test]
    fn that_and_outer_marks_are_left_out() {
        insta::assert_snapshot!(turned("Brenn has said that the kiln is cold.", "has said", "that the kiln is cold"), @"said | the kiln is cold | Indirect | Speech");
        insta::assert_snapshot!(turned("“The kiln is cold,” said Brenn.", "said", "“The kiln is cold,”"), @"said | The kiln is cold, | Direct | Speech");
        insta::assert_snapshot!(turned("Brenn said that was “no kiln at all”.", "said", "that was “no kiln at all”"), @"said | that was “no kiln at all” | Mixed | Speech");
    }

    #[test]
    fn a_quotation_after_a_report_is_a_statement_of_its_own() {
        let words = "Brenn said the kiln was cold. “Nobody lit it.”";
        insta::assert_snapshot!(turned(words, "said", "the kiln was cold + “Nobody lit it.”"), @"said | the kiln was cold | Indirect | Speech");
    }

    #[test]
    fn minds_are_told_from_mouths() {
        insta::assert_snapshot!(turned("Brenn wants to light the kiln.", "wants", "to light the kiln"), @"wants | to light the kiln | Indirect | Thought");
        insta::assert_snapshot!(turned("Brenn said he wants to light it.", "said he wants", "to light it"), @"said | to light it | Indirect | Speech");
    }

    #[test]
    fn asking_not_to_be_named_is_no_statement() {
        insta::assert_snapshot!(turned("The potter asked not to be named.", "asked", "not to be named"), @"nothing");
    }
}
