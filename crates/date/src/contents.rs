//! The contents of statements as places: which one holds a word most closely, found in logarithmic time.

use rapporteur_record::{Span, Statement};

/// Contents by their start, the longer first, with the content around each.
pub(crate) struct Contents(Vec<Content>);

struct Content {
    span: Span,
    statement: usize,
    /// An index into the contents.
    around: Option<usize>,
}

impl Contents {
    pub fn of(statements: &[Statement]) -> Contents {
        let numbered = statements.iter().enumerate();
        let contents = numbered.flat_map(|(i, s)| s.content.iter().map(move |c| (*c, i)));
        let mut contents: Vec<(Span, usize)> = contents.collect();
        contents
            .sort_unstable_by_key(|(span, i)| (span.start(), std::cmp::Reverse(span.end()), *i));
        let mut nested: Vec<Content> = Vec::with_capacity(contents.len());
        for (span, statement) in contents {
            let mut around = nested.len().checked_sub(1);
            while let Some(outer) = around.and_then(|i| nested.get(i)) {
                if span.start() < outer.span.end() {
                    break;
                }
                around = outer.around;
            }
            nested.push(Content {
                span,
                statement,
                around,
            });
        }
        Contents(nested)
    }

    /// The statement whose content holds a place most closely, with that content.
    pub fn innermost(&self, place: Span) -> Option<(usize, Span)> {
        self.around(place).next()
    }

    /// The statements whose contents hold a place, from the closest outwards.
    pub fn around(&self, place: Span) -> impl Iterator<Item = (usize, Span)> + '_ {
        let after = self.0.partition_point(|c| c.span.start() <= place.start());
        let mut at = after.checked_sub(1);
        let outwards = std::iter::from_fn(move || {
            let content = self.0.get(at?)?;
            at = content.around;
            Some(content)
        });
        outwards
            .filter(move |c| c.span.contains(place))
            .map(|c| (c.statement, c.span))
    }

    /// Whether a content begins in a stretch of bytes, or goes on into it.
    pub fn touch(&self, place: std::ops::Range<usize>) -> bool {
        let first = self.0.partition_point(|c| c.span.start() < place.start);
        let begins = self.0.get(first);
        let mut around = first.checked_sub(1);
        while let Some(content) = around.and_then(|i| self.0.get(i)) {
            if content.span.end() > place.start {
                return true;
            }
            around = content.around;
        }
        begins.is_some_and(|c| c.span.start() < place.end)
    }
}
