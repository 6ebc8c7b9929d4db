//! The words of a fact.

use rapporteur::record::{Annotated, ReferentId, Span, Text};

/// What is dropped at both ends of a piece before words are compared.
const MARKS: &str = "“”„‟\"‘’‚‛'`«»‹›.,;:";

/// Words as a fact gives them: any of the alternatives is right.
#[derive(Debug, Clone)]
pub struct Words {
    alternatives: Vec<Vec<Piece>>,
}

/// Words that stand together in the text.
#[derive(Debug, Clone)]
struct Piece {
    words: String,
    place: Span,
}

impl Words {
    /// Reads `A + B / C #2`; `-` is no words.
    pub fn read(written: &str, text: &Text) -> Result<Words, String> {
        let alternatives = written.split(" / ").map(|alternative| {
            if alternative.trim() == "-" {
                return Ok(Vec::new());
            }
            alternative
                .split(" + ")
                .map(|piece| Piece::read(piece.trim(), text))
                .collect()
        });
        Ok(Words {
            alternatives: alternatives.collect::<Result<_, String>>()?,
        })
    }

    /// Whether `-` is among the alternatives.
    pub fn may_be_none(&self) -> bool {
        self.alternatives.iter().any(Vec::is_empty)
    }

    /// Whether what was read is these words, at the place that is meant.
    pub fn are(&self, read: &[Span], text: &Text) -> bool {
        self.alternatives.iter().any(|pieces| {
            let same_place = match (pieces.first(), read.first()) {
                (Some(piece), Some(span)) => piece.place.overlaps(*span),
                (None, None) => true,
                _ => false,
            };
            same_place && plain(pieces.iter().map(|p| p.words.as_str())) == plain_of(read, text)
        })
    }

    /// Whether what was read has these words in it, as whole words.
    pub fn are_in(&self, read: &[Span], text: &Text) -> bool {
        let read = plain_of(read, text);
        self.alternatives.iter().any(|pieces| {
            let words = plain(pieces.iter().map(|p| p.words.as_str()));
            if pieces.is_empty() {
                read.is_empty()
            } else {
                has_words(&read, &words)
            }
        })
    }

    /// From the first to the last word of each alternative.
    pub fn places(&self) -> impl Iterator<Item = Span> + '_ {
        let cover = |pieces: &Vec<Piece>| pieces.iter().map(|p| p.place).reduce(Span::cover);
        self.alternatives.iter().filter_map(cover)
    }

    /// The share of words in common with what was read, of the longer of the two.
    pub fn share(&self, read: &[Span], text: &Text) -> f64 {
        let read = plain_of(read, text);
        let shares = self
            .alternatives
            .iter()
            .map(|pieces| share(&plain(pieces.iter().map(|p| p.words.as_str())), &read));
        shares.fold(0.0, f64::max)
    }
}

impl Piece {
    fn read(written: &str, text: &Text) -> Result<Piece, String> {
        let numbered = written
            .rsplit_once(" #")
            .and_then(|(w, n)| Some((w, n.parse().ok()?)));
        let (words, nth): (&str, usize) = numbered.unwrap_or((written, 1));
        let found = places(words, text);
        let place = nth.checked_sub(1).and_then(|n| found.get(n)).copied();
        let place = place.ok_or_else(|| {
            let times = found.len();
            format!("expected words of the text, but found {written:?}, which stands there {times} times")
        })?;
        Ok(Piece {
            words: words.to_owned(),
            place,
        })
    }
}

/// Where words stand in a text, as whole words, however they are broken over lines.
fn places(words: &str, text: &Text) -> Vec<Span> {
    let mut parts = words.split_whitespace();
    let Some(first) = parts.next() else {
        return Vec::new();
    };
    let rest: Vec<&str> = parts.collect();
    let all = text.as_str();
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let starts = all.match_indices(first).map(|(start, _)| start);
    let spans = starts.filter_map(|start| {
        let mut end = start + first.len();
        for part in &rest {
            let after = all[end..].trim_start();
            let blank = all.len() - after.len() > end;
            end = all.len() - after.strip_prefix(part).filter(|_| blank)?.len();
        }
        let whole = edge(all[..start].chars().next_back()) && edge(all[end..].chars().next());
        text.span(start, end).filter(|_| whole)
    });
    spans.collect()
}

/// Words as they are compared.
fn plain<'a>(pieces: impl Iterator<Item = &'a str>) -> String {
    let pieces = pieces.map(|piece| {
        let ends = |c: char| c.is_whitespace() || MARKS.contains(c);
        let words: Vec<&str> = piece.trim_matches(ends).split_whitespace().collect();
        words.join(" ")
    });
    let pieces: Vec<String> = pieces.filter(|p| !p.is_empty()).collect();
    pieces.join(" ")
}

/// What was read, as it is compared.
pub fn plain_of(read: &[Span], text: &Text) -> String {
    plain(read.iter().map(|span| text.quote(*span)))
}

fn has_words(read: &str, words: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    read.match_indices(words).any(|(start, _)| {
        edge(read[..start].chars().next_back()) && edge(read[start + words.len()..].chars().next())
    })
}

/// Whether a string that is no place in the text, such as a role, has these words in it.
pub fn has(read: &str, words: &str) -> bool {
    has_words(&plain([read].into_iter()), &plain([words].into_iter()))
}

fn share(one: &str, other: &str) -> f64 {
    let words = |s: &str| -> Vec<String> {
        let words = s.split_whitespace().map(|w| plain([w].into_iter()));
        words.filter(|w| !w.is_empty()).collect()
    };
    let (one, mut rest) = (words(one), words(other));
    let longer = one.len().max(rest.len());
    let common = one.iter().filter(|word| {
        let at = rest.iter().position(|other| other == *word);
        at.map(|at| rest.swap_remove(at)).is_some()
    });
    common.count() as f64 / longer.max(1) as f64
}

/// A referent, by the words of any of its mentions; or none.
#[derive(Debug, Clone)]
pub struct Names {
    names: Vec<Name>,
}

#[derive(Debug, Clone)]
enum Name {
    /// `?`: left open.
    Open,
    /// `-`: nobody; the article's own voice.
    Nobody,
    /// `words` without a leading article; at one place only, where a number is given.
    Of(String, Option<Span>),
}

impl Names {
    /// Reads `A / B`, `?` or `-`.
    pub fn read(written: &str, text: &Text) -> Result<Names, String> {
        let names = written.split(" / ").map(|name| match name.trim() {
            "?" => Ok(Name::Open),
            "-" => Ok(Name::Nobody),
            name => {
                let piece = Piece::read(name, text)?;
                let place = (piece.words != name).then_some(piece.place);
                Ok(Name::Of(without_article(&piece.words).to_owned(), place))
            }
        });
        Ok(Names {
            names: names.collect::<Result<_, String>>()?,
        })
    }

    /// Whether `-` is among the names.
    pub fn may_be_nobody(&self) -> bool {
        self.names.iter().any(|n| matches!(n, Name::Nobody))
    }

    /// Whether `?` is among the names.
    pub fn may_be_open(&self) -> bool {
        self.names.iter().any(|n| matches!(n, Name::Open))
    }

    /// Whether this referent is meant.
    pub fn are(&self, read: Option<ReferentId>, annotated: &Annotated) -> bool {
        let text = &annotated.article.text;
        self.names.iter().any(|name| match (name, read) {
            (Name::Open | Name::Nobody, None) => true,
            (Name::Of(words, place), Some(id)) => annotated.mentions.iter().any(|m| {
                let words_read = plain_of(&[m.span], text);
                m.referent == Some(id)
                    && without_article(&words_read) == plain([words.as_str()].into_iter())
                    && place.is_none_or(|place| place.overlaps(m.span))
            }),
            _ => false,
        })
    }
}

/// Words without a leading *the*, *a*, *an*.
pub fn without_article(words: &str) -> &str {
    let rest = words
        .split_once(' ')
        .filter(|(first, _)| ["the", "a", "an"].contains(&first.to_lowercase().as_str()));
    rest.map_or(words, |(_, rest)| rest)
}

#[test]
fn words_are_compared_without_the_marks_around_them_and_at_their_place() {
    let text = Text::new("“It  leaks,” she\nsaid. “It leaks,” he said.");
    let words = |written: &str| Words::read(written, &text).unwrap();
    let span = |words: &str, from: usize| {
        let start = from + text.as_str()[from..].find(words).unwrap();
        [text.span(start, start + words.len()).unwrap()]
    };
    assert!(words("It leaks").are(&span("“It  leaks,”", 0), &text));
    assert!(
        !words("It leaks").are(&span("It leaks,", 9), &text),
        "the first place is meant"
    );
    assert!(words("It leaks #2").are(&span("It leaks,", 9), &text));
    assert!(words("she said").are(&span("she\nsaid.", 0), &text));
    assert!(
        words("It leaks + she said")
            .are(&[span("It  leaks,", 0)[0], span("she\nsaid", 0)[0]], &text)
    );
    assert!(words("he said / It leaks").are(&span("It  leaks", 0), &text));
    assert!(words("-").are(&[], &text) && !words("It leaks").are(&[], &text));
    assert!(words("leaks").are_in(&span("It  leaks,", 0), &text));
    assert!(
        !words("he").are_in(&span("she", 0), &text),
        "whole words only"
    );
    insta::assert_snapshot!(
        Words::read("It leaks #3", &text).unwrap_err(),
        @r#"expected words of the text, but found "It leaks #3", which stands there 2 times"#
    );
}
