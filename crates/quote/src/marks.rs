//! Pairs quotation marks.
//!
//! Curly, straight and angular marks, doubled apostrophes; British single quotes told from
//! apostrophes. Only the outermost pair counts. A quotation that is still open at the end of a
//! paragraph goes on in the next one if that one begins with the same opening mark (the custom of
//! repeating it); else it ends with its paragraph.

use rapporteur_record::{Span, Text};

/// Words inside one pair of marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// A piece a paragraph.
    pub pieces: Vec<Piece>,
}

/// The part of a quotation that stands in one paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Which of the paragraphs.
    pub paragraph: usize,
    /// The words without their marks and without blanks at the ends.
    pub inner: Span,
    /// The same with the marks.
    pub outer: Span,
}

/// What a mark is, by its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Curly,
    CurlySingle,
    Low,
    Angular,
    Straight,
    StraightSingle,
    Doubled,
}

/// A mark that was opened and where.
#[derive(Debug, Clone, Copy)]
struct Opened {
    mark: Mark,
    outer: usize,
    inner: usize,
}

/// The quotations of a text, in order; `paragraphs` are its body blocks in order.
pub fn quotations(text: &Text, paragraphs: &[Span]) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    // The mark of a quotation that its paragraph left open: the last one found.
    let mut carried: Option<Mark> = None;
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let (pieces, open) = pieces(text, *paragraph, number);
        let continues = carried.is_some_and(|mark| begins_with(text, *paragraph, mark));
        for (n, piece) in pieces.into_iter().enumerate() {
            match found.last_mut() {
                Some(last) if n == 0 && continues => last.pieces.push(piece),
                _ => found.push(Quotation {
                    pieces: vec![piece],
                }),
            }
        }
        carried = open;
    }
    found
}

fn begins_with(text: &Text, paragraph: Span, mark: Mark) -> bool {
    let words = text.quote(paragraph).trim_start();
    opening(words, None).is_some_and(|(found, _)| found == mark)
}

/// The pieces of one paragraph, and the mark that is left open at its end.
fn pieces(text: &Text, paragraph: Span, number: usize) -> (Vec<Piece>, Option<Mark>) {
    let words = text.quote(paragraph);
    let base = paragraph.start();
    let mut pieces = Vec::new();
    let mut open: Option<Opened> = None;
    let mut before: Option<char> = None;
    let mut skip_to = 0;
    let close_at = |open: Opened, end: usize, after: usize| {
        let inner = text.trim(text.span(base + open.inner, base + end)?);
        let outer = text.span(base + open.outer, base + after)?;
        (!inner.is_empty()).then_some(Piece {
            paragraph: number,
            inner,
            outer,
        })
    };
    for (at, c) in words.char_indices() {
        if at < skip_to {
            continue;
        }
        let rest = words.get(at..).unwrap_or_default();
        match open {
            None => {
                if let Some((mark, len)) = opening(rest, before) {
                    // A single mark that nothing closes is an apostrophe.
                    let lone = matches!(mark, Mark::CurlySingle | Mark::StraightSingle)
                        && !closes_later(rest.get(len..).unwrap_or_default(), mark);
                    if !lone {
                        open = Some(Opened {
                            mark,
                            outer: at,
                            inner: at + len,
                        });
                        skip_to = at + len;
                    }
                }
            }
            Some(opened) => {
                let len = closing(rest, before, opened.mark);
                let len = len.filter(|len| !is_plural_apostrophe(rest, before, opened.mark, *len));
                if let Some(len) = len {
                    pieces.extend(close_at(opened, at, at + len));
                    open = None;
                    skip_to = at + len;
                }
            }
        }
        before = Some(c);
    }
    let left_open = open.map(|opened| {
        pieces.extend(close_at(opened, words.len(), words.len()));
        opened.mark
    });
    (pieces, left_open)
}

/// The opening mark with which `rest` begins, and its length in bytes.
fn opening(rest: &str, before: Option<char>) -> Option<(Mark, usize)> {
    let mut chars = rest.chars();
    let first = chars.next()?;
    let next = chars.next();
    let free = before.is_none_or(|c| c.is_whitespace() || "([{—–-/:“\"".contains(c));
    let words_follow = next.is_some_and(|c| !c.is_whitespace());
    match first {
        '“' => Some((Mark::Curly, first.len_utf8())),
        '„' => Some((Mark::Low, first.len_utf8())),
        '«' => Some((Mark::Angular, first.len_utf8())),
        '‘' if free && words_follow => Some((Mark::CurlySingle, first.len_utf8())),
        '"' if words_follow => Some((Mark::Straight, 1)),
        '\'' if rest.starts_with("''") && free => Some((Mark::Doubled, 2)),
        '\'' if free && next.is_some_and(char::is_alphanumeric) => Some((Mark::StraightSingle, 1)),
        '`' if rest.starts_with("``") => Some((Mark::Doubled, 2)),
        _ => None,
    }
}

/// The length of the mark closing `mark` with which `rest` begins.
fn closing(rest: &str, before: Option<char>, mark: Mark) -> Option<usize> {
    let first = rest.chars().next()?;
    let next = rest.chars().nth(1);
    let word_goes_on = next.is_some_and(char::is_alphanumeric);
    let after_words = before.is_some_and(|c| !c.is_whitespace());
    let length = first.len_utf8();
    match mark {
        Mark::Curly => matches!(first, '”').then_some(length),
        Mark::Low => matches!(first, '“' | '”').then_some(length),
        Mark::Angular => (first == '»').then_some(length),
        Mark::Straight => (first == '"').then_some(length),
        Mark::Doubled => rest.starts_with("''").then_some(2),
        Mark::CurlySingle => (first == '’' && after_words && !word_goes_on).then_some(length),
        Mark::StraightSingle => (first == '\'' && after_words && !word_goes_on).then_some(length),
    }
}

/// How far a single mark may reach for its partner, in bytes: a long paragraph of speech.
const REACH: usize = 4000;

/// Whether a single mark that could close is rather the apostrophe of a plural ("the drivers’ road"):
/// a word in -s before it, a word after it, and the quotation is closed later.
fn is_plural_apostrophe(rest: &str, before: Option<char>, mark: Mark, length: usize) -> bool {
    let after = rest.get(length..).unwrap_or_default();
    matches!(mark, Mark::CurlySingle | Mark::StraightSingle)
        && before == Some('s')
        && after
            .strip_prefix(' ')
            .is_some_and(|words| words.starts_with(char::is_lowercase))
        && closes_later(after, mark)
}

/// Whether a closing mark follows before the next opening one.
fn closes_later(rest: &str, mark: Mark) -> bool {
    let mut before = None;
    for (at, c) in rest.char_indices().take_while(|(at, _)| *at < REACH) {
        let here = rest.get(at..).unwrap_or_default();
        if closing(here, before, mark).is_some() {
            return true;
        }
        if before.is_some() && opening(here, before).is_some_and(|(other, _)| other == mark) {
            return false;
        }
        before = Some(c);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(paragraphs: &[&str]) -> String {
        let text = Text::new(paragraphs.join("\n\n"));
        let spans: Vec<Span> = text
            .as_str()
            .split("\n\n")
            .filter_map(|p| text.span_of(p))
            .collect();
        let show = |q: &Quotation| {
            q.pieces
                .iter()
                .map(|p| text.quote(p.inner))
                .collect::<Vec<_>>()
                .join(" / ")
        };
        quotations(&text, &spans)
            .iter()
            .map(show)
            .collect::<Vec<_>>()
            .join(" | ")
    }

    #[test]
    fn pairs_of_every_shape() {
        insta::assert_snapshot!(found(&["“One,” she said. \"Two.\" «Three» and „four“."]), @"One, | Two. | Three | four");
        insta::assert_snapshot!(found(&["''Fine,'' said Orla. ``Good.''"]), @"Fine, | Good.");
    }

    #[test]
    fn single_quotes_and_apostrophes() {
        insta::assert_snapshot!(found(&["‘It’s the drivers’ road,’ he said. ‘Ours.’"]), @"It’s the drivers’ road, | Ours.");
        insta::assert_snapshot!(found(&["It’s the miners’ hall, isn’t it."]), @"");
        insta::assert_snapshot!(found(&["'Don't,' she said, 'it's wet.'"]), @"Don't, | it's wet.");
        insta::assert_snapshot!(found(&["The '90s were the miner's."]), @"");
    }

    #[test]
    fn an_inner_quotation_belongs_to_the_outer() {
        insta::assert_snapshot!(found(&["“He said ‘never’ to me,” Orla said."]), @"He said ‘never’ to me,");
    }

    #[test]
    fn repeated_opening_marks_go_on_over_paragraphs() {
        insta::assert_snapshot!(found(&["“One.", "“Two.", "“Three,” he said."]), @"One. / Two. / Three,");
    }

    #[test]
    fn a_mark_that_is_never_closed_ends_with_its_paragraph() {
        insta::assert_snapshot!(found(&["She said “yes and left.", "Nobody spoke. “No,” he said."]), @"yes and left. | No,");
    }
}
