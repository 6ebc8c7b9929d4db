//! When: time expressions, the day of publication, the day something was said.
//!
//! In: an article's words. Out: every time expression with its TIMEX3 value ([`times`]), the day the
//! article was published where the reader found none ([`published`]), and for each statement when it
//! was said ([`said`]). [`read`] does the first for a bare text and says by which rule.
//!
//! How: `lex` cuts the text into tokens, `find` tries the grammar of `data/*.txt` at each of them, and
//! `resolve` values what was found in the order of the text, against the day of writing or the date last
//! spoken of (`discourse`). To teach it an expression, write a rule in `data/`: the head of `calendar.txt`
//! says how. What the text does not fix stays open (`None`, or an `X` in the value).
//!
//! Not yet: dates counted from events ("two days after the vote"), other calendars, other languages
//! than English (names of months in some are known).

mod calendar;
mod discourse;
mod find;
mod grammar;
mod lex;
mod lexicon;
mod published;
mod resolve;
mod said;
#[cfg(test)]
mod sanity;
mod tense;
#[cfg(test)]
mod trials;

pub use published::published;
pub use resolve::Anchor;
pub use said::said;

use jiff::civil::Date;
use rapporteur_parse::Parsed;
use rapporteur_record::{Article, Text, Time, TimeValue};

/// A time expression with how its value came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The expression and its value.
    pub time: Time,
    /// The rule of `data/*.txt` that read it.
    pub rule: &'static str,
    /// What its value was counted from.
    pub anchor: Anchor,
}

/// Every time expression of an article, in the order of the text, with its value: headline, captions and
/// all that is not body too. Relative ones count from the dateline's day, else from the day of publication.
pub fn times(article: &Article, _parsed: &Parsed) -> Vec<Time> {
    let readings = read(&article.text, published::written(article));
    readings.into_iter().map(|r| r.time).collect()
}

/// Every time expression of a text written on `created`, in order.
///
/// ```
/// use rapporteur_date::read;
/// use rapporteur_record::Text;
/// let text = Text::new("The circus left on Friday night, three years after the fire.");
/// let readings = read(&text, Some("2031-05-14".parse().unwrap()));
/// let shown: Vec<_> = readings.iter().map(|r| (text.quote(r.time.span), r.rule)).collect();
/// assert_eq!(shown, [("Friday night", "day-part"), ("three years", "length")]);
/// assert_eq!(readings[0].time.value.as_ref().unwrap().as_str(), "2031-05-09TNI");
/// ```
pub fn read(text: &Text, created: Option<Date>) -> Vec<Reading> {
    let words = text.as_str();
    let grammar = &grammar::GRAMMAR;
    let findings = find::find(words, grammar, created.map(Date::year));
    let valued = resolve::resolve(words, grammar, &findings, created);
    let readings = valued.into_iter().filter_map(|v| {
        let span = text.span(v.token.start as usize, v.token.end as usize)?;
        Some(Reading {
            time: Time {
                span,
                kind: v.kind,
                value: v.value.and_then(TimeValue::new),
                modifier: v.modifier,
            },
            rule: grammar.rule(v.rule)?.name,
            anchor: v.anchor,
        })
    });
    readings.collect()
}
