//! Where an article's words lay in the bytes they were read from.

use crate::text::Span;
use std::ops::Range;

/// A run of an article's text and the bytes it was read from.
///
/// Where both ranges are of equal length they go in step: the nth byte of the text was read from the nth of the
/// source, which is the same byte but for the charset. Else (`&eacute;`, a letter of another charset) the bytes
/// answer for the run as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Bytes of the article's text.
    pub text: Range<usize>,
    /// Bytes of the source, unpacked: of the saved page, or of a record's payload.
    pub source: Range<usize>,
}

impl Run {
    fn is_verbatim(&self) -> bool {
        self.text.len() == self.source.len()
    }

    /// The part of the run inside a range of the text.
    pub fn part(&self, text: &Range<usize>) -> Option<Run> {
        let (start, end) = (self.text.start.max(text.start), self.text.end.min(text.end));
        if start >= end {
            return None;
        }
        Some(Run {
            text: start..end,
            source: if self.is_verbatim() {
                self.source.start + (start - self.text.start)
                    ..self.source.start + (end - self.text.start)
            } else {
                self.source.clone()
            },
        })
    }
}

/// Runs in the order of the text, apart from each other. What no run holds (the space between two
/// paragraphs) stands in no source.
///
/// ```
/// use rapporteur_record::{Text, trace::{Run, Trace}};
/// // "caf&eacute; bar"
/// let text = Text::new("café bar");
/// let mut trace = Trace::default();
/// trace.push(Run { text: 0..3, source: 0..3 });
/// trace.push(Run { text: 3..5, source: 3..11 });
/// trace.push(Run { text: 5..9, source: 11..15 });
/// assert_eq!(trace.source_of(text.find("fé").unwrap()), vec![2..11]);
/// assert_eq!(trace.source_of(text.find("bar").unwrap()), vec![12..15]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    runs: Vec<Run>,
}

impl Trace {
    /// A text that is its source, byte for byte.
    pub fn same(length: usize) -> Trace {
        let mut trace = Trace::default();
        trace.push(Run {
            text: 0..length,
            source: 0..length,
        });
        trace
    }

    /// Adds the next run. One that begins before the last ends is left out: a place has one origin.
    pub fn push(&mut self, run: Run) {
        if run.text.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some(last) if last.text.end > run.text.start => {}
            Some(last)
                if last.is_verbatim()
                    && run.is_verbatim()
                    && last.text.end == run.text.start
                    && last.source.end == run.source.start =>
            {
                last.text.end = run.text.end;
                last.source.end = run.source.end;
            }
            _ => self.runs.push(run),
        }
    }

    /// The trace of a text that has so many more bytes before it, which stand in no source.
    pub fn after(&self, bytes: usize) -> Trace {
        let shifted = |run: &Run| Run {
            text: run.text.start + bytes..run.text.end + bytes,
            source: run.source.clone(),
        };
        Trace {
            runs: self.runs.iter().map(shifted).collect(),
        }
    }

    /// All runs.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The bytes of the source from which the words of a span were read: ranges in the order of the words,
    /// those that touch joined. Markup between two words lies between two ranges.
    pub fn source_of(&self, span: Span) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for part in self.parts(span.start()..span.end()) {
            match ranges.last_mut() {
                Some(last) if last.end == part.source.start => last.end = part.source.end,
                // Several runs of one entity: its bytes once.
                Some(last) if last.end == part.source.end => {}
                _ => ranges.push(part.source),
            }
        }
        ranges
    }

    /// The runs inside a range of the text, cut to it.
    pub fn parts(&self, text: Range<usize>) -> impl Iterator<Item = Run> + '_ {
        let first = self.runs.partition_point(|run| run.text.end <= text.start);
        self.runs
            .iter()
            .skip(first)
            .map_while(move |run| run.part(&text))
    }

    /// This trace through another: runs from the text to the middle, and `below` from the middle to the
    /// source, give runs from the text to the source.
    pub fn through(&self, below: &Trace) -> Trace {
        let mut through = Trace::default();
        for run in &self.runs {
            let parts: Vec<Run> = below.parts(run.source.clone()).collect();
            if run.is_verbatim() {
                for part in parts {
                    let offset = part.text.start - run.source.start;
                    let start = run.text.start + offset;
                    through.push(Run {
                        text: start..start + part.text.len(),
                        source: part.source,
                    });
                }
            } else if let (Some(first), Some(last)) = (parts.first(), parts.last()) {
                through.push(Run {
                    text: run.text.clone(),
                    source: first.source.start..last.source.end,
                });
            }
        }
        through
    }
}
