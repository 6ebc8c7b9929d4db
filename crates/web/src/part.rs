//! The small parts that every section is made of: a passage, its place, its voice.

use crate::index::{Index, Who};
use crate::words;
use askama::Template;
use rapporteur_record::json::Passage;
use std::collections::BTreeMap;

/// Longest passage printed whole, in characters; a page must bear an article of one long line.
const LONGEST: usize = 1_500;
/// Most characters of context on each side of a marked word.
const CONTEXT: usize = 110;

/// Where words stand: outlet, day, file, page, characters, and the number of the source on this page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "part/locator.html")]
pub struct Locator {
    /// The outlet; `None` where it is not known.
    pub outlet: Option<String>,
    /// The day of publication in words; `None` where it is not known.
    pub date: Option<String>,
    /// The last part of the source's path.
    pub file: String,
    /// The number of the source, from 1.
    pub number: usize,
    /// A link to the source, where the page prints it.
    pub href: Option<String>,
    /// First and one past the last character (Unicode scalar values); `None` for the whole article.
    pub range: Option<(usize, usize)>,
    /// The page on which they begin, from 1, where the source has pages.
    pub page: Option<usize>,
    /// Whether the article carries another's text.
    pub copy: bool,
}

impl Locator {
    /// The place `range` of article `n`.
    pub fn new(index: &Index, n: usize, range: Option<(usize, usize)>) -> Option<Locator> {
        let article = index.article(n)?;
        let source = article.object.source.as_str();
        let path = source.trim_end_matches(['/', '\\']);
        let file = path.rsplit(['/', '\\']).next().filter(|f| !f.is_empty());
        Some(Locator {
            outlet: article.object.outlet.clone(),
            date: article.date.map(words::day),
            file: file.unwrap_or(source).to_owned(),
            number: n + 1,
            href: index.article_href(n),
            range,
            page: range.and_then(|(start, _)| article.object.page_at(start)),
            copy: copied_from(index, n).is_some(),
        })
    }

    /// From the first to the last of some passages of article `n`.
    pub fn of(index: &Index, n: usize, passages: &[Passage]) -> Option<Locator> {
        let start = passages.iter().map(|p| p.start).min();
        let end = passages.iter().map(|p| p.end).max();
        Locator::new(index, n, start.zip(end))
    }
}

/// Whose text article `n` carries: `None` for its own, `Some(None)` where the original is not known.
pub fn copied_from(index: &Index, n: usize) -> Option<Option<usize>> {
    let article = index.article(n)?;
    let copies = index.record.collated.copies.get(article.group?)?;
    match &copies.original {
        Some(original) if *original == article.object.id => None,
        Some(original) => Some(index.number(original)),
        None => Some(None),
    }
}

/// A place and the copies in which the same words stand.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "part/places.html")]
pub struct Places {
    /// Where the words were read first.
    pub first: Locator,
    /// Where they stand again, in articles that carry the same text.
    pub again: Vec<Locator>,
}

/// Puts the rows of copies into the row of the text they carry.
///
/// Rows come in the order of the articles; a row whose article belongs to a group of copies is
/// merged into the first row of that group with the same key.
pub struct Merged<Row> {
    rows: Vec<(Row, Places)>,
    seen: BTreeMap<(usize, String), usize>,
}

impl<Row> Merged<Row> {
    /// No rows yet.
    pub fn new() -> Merged<Row> {
        Merged {
            rows: Vec::new(),
            seen: BTreeMap::new(),
        }
    }

    /// Adds a row of article `n`, unless a copy brought it before. `key` is what makes two rows of a
    /// group of copies one: their words.
    pub fn push(
        &mut self,
        index: &Index,
        n: usize,
        key: &str,
        at: Locator,
        row: impl FnOnce() -> Row,
    ) {
        let group = index.article(n).and_then(|a| a.group);
        if let Some(group) = group {
            let key = (group, key.split_whitespace().collect::<Vec<_>>().join(" "));
            let place = *self.seen.entry(key).or_insert(self.rows.len());
            if let Some((_, places)) = self.rows.get_mut(place) {
                // The same words twice in one article are two places, not a copy.
                if places.first.number != at.number {
                    places.again.push(at);
                    return;
                }
            }
        }
        self.rows.push((
            row(),
            Places {
                first: at,
                again: Vec::new(),
            },
        ));
    }

    /// The rows with their places.
    pub fn into_rows(self) -> Vec<(Row, Places)> {
        self.rows
    }
}

impl<Row> Default for Merged<Row> {
    fn default() -> Merged<Row> {
        Merged::new()
    }
}

/// Words of an article, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "part/quote.html")]
pub struct Quote {
    /// The pieces in order.
    pub pieces: Vec<String>,
    /// How many characters are left out at the end because the passage is very long.
    pub left_out: Option<String>,
    /// Whether quotation marks are set around each piece: the words are wholly the speaker's.
    pub marks: bool,
    /// The language, where it is known and not the page's.
    pub language: Option<String>,
}

impl Quote {
    /// The words of some passages of article `n`.
    pub fn new<'a>(
        index: &Index,
        n: usize,
        words: impl Iterator<Item = &'a str>,
        marks: bool,
    ) -> Quote {
        let mut room = LONGEST;
        let mut left_out = 0;
        let mut pieces = Vec::new();
        for piece in words {
            let kept: String = piece.chars().take(room).collect();
            let length = piece.chars().count();
            let taken = length.min(room);
            room -= taken;
            left_out += length - taken;
            if !kept.is_empty() {
                pieces.push(kept);
            }
        }
        let left_out = (left_out > 0).then(|| words::count(left_out, "character", "characters"));
        Quote {
            pieces,
            left_out,
            marks,
            language: language(index, n),
        }
    }

    /// Shortened for a list where the words are a pointer: at most `limit` characters.
    pub fn short(index: &Index, n: usize, words: &str, limit: usize, marks: bool) -> Quote {
        let mut kept: String = words.chars().take(limit).collect();
        if kept.len() < words.len() {
            let cut = kept.rfind(char::is_whitespace).unwrap_or(kept.len());
            kept.truncate(cut);
            kept.push_str(" …");
        }
        Quote {
            pieces: vec![kept],
            left_out: None,
            marks,
            language: language(index, n),
        }
    }
}

/// The language tag of an article that is not in English, if it is a lawful one.
fn language(index: &Index, n: usize) -> Option<String> {
    let tag = index.article(n)?.object.language.as_str();
    let lawful =
        (2..=35).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (lawful && tag != "en" && tag != "und").then(|| tag.to_owned())
}

/// Words in the sentence around them.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "part/context.html")]
pub struct Context {
    /// What stands before, from the start of the sentence if that is near.
    pub before: String,
    /// The words.
    pub marked: String,
    /// What stands after, to the end of the sentence if that is near.
    pub after: String,
    /// What is marked, for those who do not see it: "date", "figure".
    pub what: &'static str,
    /// The language, where it is known and not the page's.
    pub language: Option<String>,
}

impl Context {
    /// What stands around characters `start..end` of article `n`; `None` outside the text or
    /// outside the story's own blocks.
    pub fn new(
        index: &Index,
        n: usize,
        (start, end): (usize, usize),
        what: &'static str,
    ) -> Option<Context> {
        let article = index.article(n)?;
        let (block_start, block_end) = article.block_of_story(start)?;
        let text = article.text();
        let words = |from, to| text.span_of_chars(from, to).map(|span| text.quote(span));
        let near_start = block_start.max(start.saturating_sub(CONTEXT));
        let near_end = block_end.min(end.saturating_add(CONTEXT)).max(end);
        Some(Context {
            before: sentence_start(words(near_start, start)?, near_start > block_start),
            marked: words(start, end)?.to_owned(),
            after: sentence_end(words(end, near_end)?, near_end < block_end),
            what,
            language: language(index, n),
        })
    }

    /// The sentence, without marks.
    pub fn sentence(&self) -> String {
        [self.before.as_str(), &self.marked, &self.after].concat()
    }

    /// The sentence and what is marked in it, to tell passages apart.
    pub fn key(&self) -> String {
        format!("{} | {} | {}", self.before, self.marked, self.after)
    }
}

const ENDS: [&str; 5] = [". ", "? ", "! ", ".” ", "\n"];

/// The part of `words` after the last end of a sentence, or from the first whole word.
fn sentence_start(words: &str, cut: bool) -> String {
    let after = ENDS
        .iter()
        .filter_map(|end| words.rfind(end).map(|at| at + end.len()))
        .max();
    match after {
        Some(at) => words.get(at..).unwrap_or_default().to_owned(),
        None if cut => {
            let at = words.find(char::is_whitespace).unwrap_or(0);
            format!("… {}", words.get(at..).unwrap_or_default().trim_start())
        }
        None => words.to_owned(),
    }
}

/// The part of `words` up to the first end of a sentence, or to the last whole word.
fn sentence_end(words: &str, cut: bool) -> String {
    let end = ENDS
        .iter()
        .filter_map(|end| words.find(end).map(|at| at + end.len()))
        .min();
    match end {
        Some(at) => words.get(..at).unwrap_or_default().trim_end().to_owned(),
        None if cut => {
            let at = words.rfind(char::is_whitespace).unwrap_or(words.len());
            format!("{} …", words.get(..at).unwrap_or_default().trim_end())
        }
        None => words.to_owned(),
    }
}

/// Words of an article; short ones in the sentence around them, since "412" alone tells nobody much.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "part/words.html")]
pub struct Words {
    /// The words alone.
    pub alone: Quote,
    /// The words in their sentence, where they are short.
    pub within: Option<Context>,
}

/// Words up to this length are shown in their sentence.
const SHORT: usize = 60;

impl Words {
    /// The words at `range` of article `n`. `what` names them for those who do not see the mark.
    pub fn new(
        index: &Index,
        n: usize,
        words: &str,
        range: (usize, usize),
        what: &'static str,
    ) -> Words {
        let short = words.chars().count() <= SHORT;
        let context = short.then(|| Context::new(index, n, range, what)).flatten();
        Words {
            alone: Quote::new(index, n, std::iter::once(words), false),
            // A record of another making may have moved the place; the words count, not the place.
            within: context.filter(|c| c.marked == words),
        }
    }
}

/// Whose words: a speaker's, or the outlet's own.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "part/voice.html")]
pub struct Voice {
    /// The speaker; `None` for the outlet's own voice.
    pub speaker: Option<String>,
    /// A link to the statement, where the page prints it.
    pub href: Option<String>,
}

impl Voice {
    /// The voice of statement `id` of article `n`; `None` is the outlet's own.
    pub fn of(index: &Index, n: usize, id: Option<&str>) -> Voice {
        let Some(id) = id else {
            return Voice {
                speaker: None,
                href: None,
            };
        };
        let place = index.statement_place(n, id);
        Voice {
            speaker: Some(place.map_or_else(|| OPEN.to_owned(), |s| speaker(index, n, s))),
            href: place.and_then(|s| index.statement_href(n, s)),
        }
    }
}

const OPEN: &str = "a speaker not named";

/// Who makes statement `s` of article `n`: the name, else the source as printed, else that it is open.
pub fn speaker(index: &Index, n: usize, s: usize) -> String {
    let Some(statement) = index.statement(n, s) else {
        return OPEN.to_owned();
    };
    let who = index.speaker(n, statement);
    match (who, index.name(who)) {
        (_, Some(name)) => name.to_owned(),
        (Who::Unknown, None) if !statement.source.is_empty() => {
            let words: Vec<&str> = statement.source.iter().map(|p| p.quote.as_str()).collect();
            format!("“{}”", words.join(" "))
        }
        _ => OPEN.to_owned(),
    }
}

/// How many rows a section leaves out. The page says so, and where the rest is.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "part/more.html")]
pub struct More {
    /// "312 more statements".
    pub what: String,
}

impl More {
    /// `left` rows more; `None` for none.
    pub fn new(left: usize, one: &str, many: &str) -> Option<More> {
        let words = format!(
            "{} more {}",
            words::thousands(left as u64),
            if left == 1 { one } else { many }
        );
        (left > 0).then_some(More { what: words })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_keeps_to_the_sentence() {
        assert_eq!(sentence_start("It rained. Then on ", false), "Then on ");
        assert_eq!(
            sentence_start("ong words then on ", true),
            "… words then on "
        );
        assert_eq!(sentence_start("On ", false), "On ");
        assert_eq!(sentence_end(" he left. She stayed.", true), " he left.");
        assert_eq!(sentence_end(" he lef", true), " he …");
        assert_eq!(sentence_end("", false), "");
    }
}
