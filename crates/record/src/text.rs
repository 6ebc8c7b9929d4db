//! An article's words, and places in them.
//!
//! The offset law: a [`Span`] is half-open, lies inside its text, and never cuts a character.
//! Spans have no public constructor; [`Text::span`] is the only maker and refuses what would break
//! the law. Offsets inside the process are bytes. Outside (JSON, SQLite, Python) they are Unicode
//! scalar values, which [`Text::chars_of`] and [`Text::span_of_chars`] convert.

use std::ops::Range;

/// How many bytes lie between two entries of the table of character counts.
const STRIDE: usize = 128;

/// The whole text of an article, as read.
///
/// ```
/// use rapporteur_record::Text;
/// let text = Text::new("Ana said: “Não.”");
/// let span = text.find("Não").unwrap();
/// assert_eq!(text.quote(span), "Não");
/// assert_eq!(text.chars_of(span), 11..14); // scalar values, not bytes
/// assert_eq!(text.span_of_chars(11, 14), Some(span));
/// assert_eq!(text.span(0, 11), None); // inside the opening quotation mark
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    words: String,
    /// Characters before byte `STRIDE * i` (counting characters that begin before it).
    counts: Vec<u32>,
}

/// A half-open range of bytes in one [`Text`], made by [`Text::span`].
///
/// Ordered by start, then by end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The first byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The bytes, as a range.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end() - self.start()
    }

    /// Whether nothing lies inside.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both. Both must be of one text.
    ///
    /// Both ends are ends of lawful spans, so the result is lawful too.
    pub fn cover(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// From the start of this span to the start of `other`, if `other` begins no earlier.
    pub fn up_to(self, other: Span) -> Option<Span> {
        (self.start <= other.start).then_some(Span {
            start: self.start,
            end: other.start,
        })
    }
}

impl Text {
    /// Takes a text. Texts over 4 GiB are cut at the last character that fits; readers refuse them
    /// long before.
    pub fn new(words: impl Into<String>) -> Text {
        let mut words = words.into();
        if u32::try_from(words.len()).is_err() {
            let mut cut = u32::MAX as usize;
            while !words.is_char_boundary(cut) {
                cut -= 1;
            }
            words.truncate(cut);
        }
        let mut counts = Vec::with_capacity(words.len() / STRIDE + 1);
        let mut seen = 0u32;
        for chunk in words.as_bytes().chunks(STRIDE) {
            counts.push(seen);
            seen += chunk.iter().filter(|b| is_first_byte(**b)).count() as u32;
        }
        counts.push(seen);
        Text { words, counts }
    }

    /// The words themselves.
    pub fn as_str(&self) -> &str {
        &self.words
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Length in Unicode scalar values.
    pub fn char_len(&self) -> usize {
        self.counts.last().map_or(0, |n| *n as usize)
    }

    /// The span from byte `start` to byte `end`; `None` where that is not a lawful place.
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        let lawful = start <= end && self.words.get(start..end).is_some();
        lawful.then_some(Span {
            start: start as u32,
            end: end as u32,
        })
    }

    /// The whole text as one span.
    pub fn all(&self) -> Span {
        Span {
            start: 0,
            end: self.words.len() as u32,
        }
    }

    /// The words at a span. Empty for a span of another text that does not fit this one.
    pub fn quote(&self, span: Span) -> &str {
        self.words.get(span.range()).unwrap_or_default()
    }

    /// The span of a string slice borrowed from this very text (as [`str::split`], [`str::trim`] and
    /// the like give); `None` for a slice of anything else.
    pub fn span_of(&self, part: &str) -> Option<Span> {
        let start = (part.as_ptr() as usize).checked_sub(self.words.as_ptr() as usize)?;
        let span = self.span(start, start.checked_add(part.len())?)?;
        (self.quote(span) == part).then_some(span)
    }

    /// The same span without white space at its ends.
    pub fn trim(&self, span: Span) -> Span {
        let words = self.quote(span);
        let start = span.start() + (words.len() - words.trim_start().len());
        let end = start + words.trim().len();
        self.span(start, end).unwrap_or(span)
    }

    /// The first place where `words` stand.
    pub fn find(&self, words: &str) -> Option<Span> {
        let start = self.words.find(words)?;
        self.span(start, start + words.len())
    }

    /// A span as Unicode scalar values, for the world outside.
    pub fn chars_of(&self, span: Span) -> Range<usize> {
        self.char_at(span.start())..self.char_at(span.end())
    }

    /// The span from scalar value `start` to scalar value `end`; `None` outside the text.
    pub fn span_of_chars(&self, start: usize, end: usize) -> Option<Span> {
        if start > end {
            return None;
        }
        self.span(self.byte_at(start)?, self.byte_at(end)?)
    }

    /// How many scalar values begin before byte `at`.
    fn char_at(&self, at: usize) -> usize {
        let block = at / STRIDE;
        let before = self.counts.get(block).map_or(0, |n| *n as usize);
        let rest = self
            .words
            .as_bytes()
            .get(block * STRIDE..at)
            .unwrap_or_default();
        before + rest.iter().filter(|b| is_first_byte(**b)).count()
    }

    /// The byte where scalar value number `at` begins (`char_len` gives the end of the text).
    fn byte_at(&self, at: usize) -> Option<usize> {
        if at >= self.char_len() {
            return (at == self.char_len()).then_some(self.words.len());
        }
        // The last block that begins with no more than `at` characters before it.
        let block = self
            .counts
            .partition_point(|n| *n as usize <= at)
            .checked_sub(1)?;
        let left = at - *self.counts.get(block)? as usize;
        let bytes = self.words.as_bytes().get(block * STRIDE..)?;
        let mut firsts = bytes.iter().enumerate().filter(|(_, b)| is_first_byte(**b));
        firsts.nth(left).map(|(i, _)| block * STRIDE + i)
    }
}

/// Whether a byte of UTF-8 begins a character.
fn is_first_byte(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

impl From<&str> for Text {
    fn from(words: &str) -> Text {
        Text::new(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Text with what breaks offsets: emoji, combining marks, CR LF, right-to-left, a BOM, double blanks.
    fn awkward() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("😀".to_owned()),
            Just("e\u{301}".to_owned()),
            Just("\r\n".to_owned()),
            Just("שלום".to_owned()),
            Just("\u{feff}".to_owned()),
            Just("  ".to_owned()),
            "[a-z “”’.]{0,40}",
        ];
        proptest::collection::vec(piece, 0..60).prop_map(|v| v.concat())
    }

    proptest! {
        #[test]
        fn characters_and_bytes_agree(words in awkward(), a in 0usize..800, b in 0usize..800) {
            let text = Text::new(words.clone());
            let chars: Vec<char> = words.chars().collect();
            prop_assert_eq!(text.char_len(), chars.len());
            match text.span_of_chars(a, b) {
                Some(span) => {
                    let want: String = chars[a..b].iter().collect();
                    prop_assert_eq!(text.quote(span), want);
                    prop_assert_eq!(text.chars_of(span), a..b);
                }
                None => prop_assert!(a > b || b > chars.len()),
            }
        }

        #[test]
        fn no_span_cuts_a_character(words in awkward(), a in 0usize..800, b in 0usize..800) {
            let text = Text::new(words.clone());
            let lawful = a <= b && words.get(a..b).is_some();
            prop_assert_eq!(text.span(a, b).is_some(), lawful);
        }
    }

    #[test]
    fn a_borrowed_slice_finds_its_place() {
        let text = Text::new("one two");
        let two = text.as_str().split(' ').nth(1).unwrap();
        assert_eq!(text.span_of(two), text.span(4, 7));
        assert_eq!(
            text.span_of("two"),
            None,
            "another string of the same words is not a place"
        );
    }

    #[test]
    fn spans_combine() {
        let text = Text::new("abcdef");
        let (ab, cd) = (text.span(0, 2).unwrap(), text.span(2, 4).unwrap());
        assert_eq!(ab.cover(cd), text.span(0, 4).unwrap());
        assert!(!ab.overlaps(cd));
        assert!(ab.cover(cd).contains(cd));
        assert_eq!(ab.up_to(cd), text.span(0, 2));
    }
}
