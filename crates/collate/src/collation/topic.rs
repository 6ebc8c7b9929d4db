//! Topics: what a collation is about, in words of an account that a person understands by themselves.
//!
//! A clause is told from its subject on: where it begins in the middle of a sentence ("signed on 2 June", "who had
//! left", "and Elm are to meet"), with what the same voice says before it. Conjunctions before the
//! subject are left out; what is too long ends at a word.

use super::reading::{Clause, Story, is_small};
use crate::words;
use rapporteur_record::Span;

/// Characters of a topic that are taken from an account.
const LONGEST: usize = 90;
/// Characters from the subject to the end of the clause; further off, it is left out.
const REACH: usize = 120;
/// A clause of fewer words is told with what stands around it.
const FEWEST: usize = 4;

/// A clause from its subject on, in quotation marks.
pub(super) fn clause(story: &Story, clause: &Clause) -> String {
    let place = story
        .clause_at(clause.article, clause.span)
        .unwrap_or_default();
    let mut begin = clause;
    for before in story.clauses.get(..place).unwrap_or_default().iter().rev() {
        let told = before.sentence == clause.sentence
            && before.article == clause.article
            && before.tokens.start >= clause.around.start;
        let whole = before.span.cover(clause.span);
        if !told
            || !incomplete(story, begin, clause)
            || length(story, clause.article, whole) > REACH
        {
            break;
        }
        begin = before;
    }
    let span = to_the_end(story, clause, begin.span.cover(clause.span));
    cite(story.quote(clause.article, span))
}

/// Whether a clause that begins here has its subject before it.
fn incomplete(story: &Story, begin: &Clause, clause: &Clause) -> bool {
    let tokens = story.words(begin.tokens.clone());
    let Some(first) = tokens.first() else {
        return false;
    };
    let word = words::fold(story.quote(begin.article, first.span));
    let conjunction = matches!(word.as_ref(), "that" | "but");
    let joined = first.small.boundary && !conjunction;
    let participle = first.event.is_some() && word.ends_with("ed") || first.small.be;
    let length: usize = story.words(begin.tokens.start..clause.tokens.end).len();
    joined || participle || length < FEWEST
}

/// A clause that a date with commas or a number cuts short goes on to the end of it.
fn to_the_end(story: &Story, clause: &Clause, span: Span) -> Span {
    let times = story.article(clause.article).map_or(&[][..], |a| &a.times);
    let from = times.partition_point(|t| t.span.end() <= span.start());
    let cut = times
        .iter()
        .skip(from)
        .take_while(|t| t.span.start() < span.end())
        .find(|t| t.span.end() > span.end());
    cut.map_or(span, |t| span.cover(t.span))
}

fn length(story: &Story, article: usize, span: Span) -> usize {
    story.quote(article, span).chars().count()
}

/// The first words of a passage, in quotation marks, without the conjunctions before its subject.
pub(super) fn cite(words: &str) -> String {
    let mut all = words.split_whitespace().peekable();
    let leads = |word: &&str| is_small("leading", word.trim_end_matches(','));
    while all.next_if(leads).is_some() {}
    let mut text = String::new();
    let mut cut = false;
    for word in all {
        let longer = text.chars().count() + 1 + word.chars().count();
        if longer > LONGEST && !text.is_empty() {
            cut = true;
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        // A word that is longer than any topic is cut too.
        text.extend(word.chars().take(LONGEST));
    }
    if text.is_empty() {
        text = words.split_whitespace().take(1).collect();
    }
    let text = text.replace(['“', '”', '"'], "");
    let text = text.trim_end_matches([',', '.', ';', ':', '—', '–', ' ']);
    format!("“{text}{}”", if cut { " …" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::cite;

    #[test]
    fn a_topic_begins_with_its_subject_and_ends_at_a_word() {
        assert_eq!(cite("and that the boats left,"), "“the boats left”");
        assert_eq!(cite("but"), "“but”");
        let long = "the harbour masters of the seven islands met ".repeat(4);
        let topic = cite(&long);
        assert!(topic.chars().count() <= 94, "{topic}");
        assert!(
            topic.ends_with(" islands …”") || topic.ends_with(" met …”") || topic.ends_with(" …”")
        );
        assert!(long.starts_with(topic.trim_matches(['“', '”', '…']).trim()));
        assert!(!cite(&"a".repeat(5000)).is_empty());
    }
}
