//! A text cut into paragraphs, and how each of them reads.

use super::byline::{self, Byline};
use crate::day::{self, Day};
use crate::furniture;
use rapporteur_record::{BlockKind, Span, Text};

/// A paragraph: one line, or several of a text that was wrapped by hand.
#[derive(Debug, Clone)]
pub(crate) struct Line<'t> {
    pub span: Span,
    /// The words at `span`.
    pub words: &'t str,
    /// Which run of lines without a blank one between them this is in.
    pub group: usize,
    /// How many words, counted up to 100.
    pub count: usize,
    /// Full dates in it; looked for in short lines only.
    pub days: Vec<Day>,
    /// What kind of furniture it is by its words alone.
    pub furniture: Option<BlockKind>,
    /// Names the authors.
    pub byline: Option<Byline>,
    /// Marked as an item of a list, or as a link in Markdown.
    pub bullet: bool,
}

/// Lines longer than this (in bytes) are sentences, whatever they hold.
const SHORT: usize = 400;

impl<'t> Line<'t> {
    pub(crate) fn new(words: &'t str, span: Span, group: usize) -> Line<'t> {
        let short = words.len() <= SHORT;
        let days = if short { day::days(words) } else { Vec::new() };
        let mut furniture = furniture::kind(words);
        if furniture.is_none() && !days.is_empty() && starts_with_updated(words) {
            furniture = Some(BlockKind::Update);
        }
        Line {
            count: words.split_whitespace().take(100).count(),
            byline: if short {
                byline::of(words, &days)
            } else {
                None
            },
            bullet: is_bullet(words),
            span,
            words,
            group,
            days,
            furniture,
        }
    }

    /// Whether it ends as a sentence does.
    pub(crate) fn ends_sentence(&self) -> bool {
        let end = self
            .words
            .trim_end_matches(|c: char| "”’\"'»)]*_".contains(c) || c.is_whitespace());
        end.ends_with(['.', '?', '!', '…', ':', ';', ','])
            || end.len() < self.words.trim_end().len() && self.count >= 12
    }

    /// Whether it reads as one or more whole sentences and as nothing else.
    pub(crate) fn is_prose(&self) -> bool {
        self.furniture.is_none()
            && !self.is_date_line()
            && self.byline.is_none()
            && !self.words.starts_with("![")
            && (self.count >= 8 && self.ends_sentence() || self.count >= 35)
    }

    /// Whether it holds a full date and hardly anything else: "Friday, 7 March 2031, Elvo".
    pub(crate) fn is_date_line(&self) -> bool {
        if self.days.is_empty()
            || self.count > 25
            || matches!(self.furniture, Some(k) if k != BlockKind::Update)
        {
            return false;
        }
        let rest = day::without_days(self.words, &self.days);
        let parted = self.words.contains(['|', '·', '•']);
        let left: Vec<&str> = rest
            .split_whitespace()
            .filter(|w| w.contains(char::is_alphanumeric))
            .collect();
        let lower = left
            .iter()
            .filter(|w| w.starts_with(char::is_lowercase))
            .count();
        left.is_empty()
            || parted && left.len() <= 12
            || left.len() <= 5 && lower <= 1 && !is_sentence(&rest)
    }
}

/// Whether what is left of a line beside its date still ends as a sentence of several words.
fn is_sentence(rest: &str) -> bool {
    let rest = rest.trim();
    rest.ends_with('.') && rest.split_whitespace().count() > 3
}

fn starts_with_updated(words: &str) -> bool {
    let mut words = crate::lists::words(words);
    matches!(
        words.next().as_deref(),
        Some("updated" | "modified" | "edited")
    )
}

fn is_bullet(words: &str) -> bool {
    let mut chars = words.chars();
    let marked = chars.next().is_some_and(|c| "•·▪■●◦‣»›→-–*+".contains(c));
    marked && chars.next().is_some_and(char::is_whitespace)
        || words.starts_with('[') && words.ends_with(')') && words.contains("](")
}

/// The paragraphs of a text, from a byte on, and how each reads.
pub(crate) fn lines(text: &Text, from: usize) -> Vec<Line<'_>> {
    let paragraphs = paragraphs(text, from).into_iter();
    let lines = paragraphs.map(|(span, group)| Line::new(text.quote(span), span, group));
    lines.collect()
}

/// Cuts a text, from a byte on, into paragraphs, each with the number of its group.
pub(crate) fn paragraphs(text: &Text, from: usize) -> Vec<(Span, usize)> {
    let raw = raw_lines(text, from);
    if !is_wrapped(text, &raw) {
        return raw;
    }
    let mut paragraphs: Vec<(Span, usize)> = Vec::with_capacity(raw.len());
    for (span, group) in raw {
        match paragraphs.last_mut() {
            Some((before, g)) if *g == group && goes_on(text, *before, span) => {
                *before = before.cover(span);
            }
            _ => paragraphs.push((span, group)),
        }
    }
    paragraphs
}

/// The lines that are not blank, trimmed, each with the number of its group.
fn raw_lines(text: &Text, from: usize) -> Vec<(Span, usize)> {
    let mut lines = Vec::new();
    let mut group = 0;
    let mut start = from;
    for line in text
        .as_str()
        .get(from..)
        .unwrap_or_default()
        .split_inclusive(['\n', '\r'])
    {
        let end = start + line.len();
        match text.span(start, end).map(|span| text.trim(span)) {
            Some(span) if !span.is_empty() => lines.push((span, group)),
            // The second half of a CR LF is no blank line.
            _ if line == "\n"
                && text
                    .as_str()
                    .get(..start)
                    .is_some_and(|t| t.ends_with('\r')) => {}
            _ => group += 1,
        }
        start = end;
    }
    lines
}

/// Whether a text's lines were broken by hand at a width, as in mail and wire copy.
fn is_wrapped(text: &Text, lines: &[(Span, usize)]) -> bool {
    let widest = lines.iter().map(|(span, _)| span.len()).max().unwrap_or(0);
    if widest > 120 {
        return false;
    }
    let follows = |pair: &[(Span, usize)]| match pair {
        [(a, g), (_, h)] => {
            g == h && a.len() * 10 >= widest * 6 && a.len() >= 40 && !ends_line(text.quote(*a))
        }
        _ => false,
    };
    let broken = lines.windows(2).filter(|pair| follows(pair)).count();
    broken >= 3 && broken * 4 >= lines.len()
}

fn ends_line(words: &str) -> bool {
    words.ends_with(['.', '!', '?', ':', '”', '"', '’'])
}

/// Whether a line goes on in the next one of its group.
fn goes_on(text: &Text, before: Span, next: Span) -> bool {
    let last = text.quote(before).lines().next_back().unwrap_or_default();
    let next = text.quote(next);
    last.trim().len() >= 40
        && !is_bullet(next)
        && furniture::kind(next).is_none()
        && furniture::kind(last).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_wrapped_by_hand_are_one_paragraph() {
        let text = Text::new(
            "Bridge closed\n\nThe bridge over the Torvane will stay closed until the\n\
             spring, the mayor said on Friday, because the money for\nthe repair has not come.\n\n\
             “We have waited for two years and we can wait for two\nmonths more,” she said, and went \
             back to her office to\nsign letters.\n",
        );
        let lines = lines(&text, 0);
        assert_eq!(lines.len(), 3);
        assert!(lines[1].words.ends_with("has not come."));
    }

    #[test]
    fn date_lines() {
        let is = |words: &str| Line::new(words, Text::new(words).all(), 0).is_date_line();
        for words in [
            "Published March 6, 2031, 4:12 p.m.",
            "Friday, 7 March 2031, Port Elvo",
            "07.03.2031, 18:20 | OTV/Desk | Elvo",
            "8 March 2031 · 6 min read",
            "Mar 11, 2031",
        ] {
            assert!(is(words), "{words}");
        }
        for words in [
            "The treaty of 12 May 1994 was signed in Elvo and holds to this day.",
            "It was signed on 12 May 1994.",
            "Mira Oduya leaves the town hall on Monday, March 11, 2031. Photo: T. Lund",
        ] {
            assert!(!is(words), "{words}");
        }
    }
}
