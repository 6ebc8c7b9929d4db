//! When: time expressions, the day of publication, and the dates of statements, each kept apart.
//!
//! In: an article's words and sentences. Out: every time expression with its TIMEX3 value and what that was
//! counted from ([`readings`]); the day of publication, or the days between which it lies, where the reader found
//! none ([`published`]); for each statement when it was said ([`said`]), and when what it speaks of happened, is
//! due or in force ([`when`]). [`read`] does the first for a bare text. Every reading names its rule.
//!
//! How: `lex` cuts the text into tokens, `find` tries the grammar of `data/*.txt` at each of them, and
//! `resolve` values what was found in the order of the text, against the day of writing or the date last
//! spoken of (`discourse`); quoted words count from the day they were said ([`quoted`]). Tense is that of the verb
//! an expression depends on (`clause`). To teach it an expression, write a rule in `data/`: the head of
//! `calendar.txt` says how; for what a date is to the thing spoken of, a phrase in `when.txt`. What the text does
//! not fix stays open (`None`, or an `X` in the value).
//!
//! Not yet: dates counted from events whose own date stands elsewhere ("two days after the vote"), other
//! calendars, other languages than English (names of months in some are known).

mod calendar;
mod clause;
mod contents;
mod discourse;
mod find;
mod grammar;
mod lex;
mod lexicon;
mod published;
mod quoted;
mod resolve;
mod said;
#[cfg(test)]
mod sanity;
mod tense;
#[cfg(test)]
mod trials;
mod when;

pub use published::published;
pub use quoted::quoted;
pub use resolve::Doubt;
pub use said::said;
pub use when::when;

use clause::Clauses;
use jiff::civil::Date;
use rapporteur_parse::Parsed;
use rapporteur_record::{Anchor, AnchorKind, Article, Text, Time, TimeKind, TimeValue, Warning};

/// A time expression with how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The expression, its value, and what that was counted from.
    pub time: Time,
    /// The rule of `data/*.txt` that read it.
    pub rule: &'static str,
    /// Why a date that looks complete was left open.
    pub doubt: Option<Doubt>,
}

impl Reading {
    /// The expression; with the name of the rule in it if `explain`.
    pub fn into_time(self, explain: bool) -> Time {
        Time {
            rule: explain.then(|| self.rule.to_owned()),
            ..self.time
        }
    }

    /// What a person should know of it.
    pub fn warning(&self, text: &Text) -> Option<Warning> {
        let Doubt::DayOrMonth = self.doubt?;
        let words = text.quote(self.time.span);
        Some(Warning {
            code: "day-or-month".to_owned(),
            message: format!(
                "expected a date that shows whether its day or its month stands first, here or elsewhere in the article, but found {words:?}; its value was left open"
            ),
            span: Some(self.time.span),
        })
    }
}

/// Every time expression of an article, in the order of the text: headline, captions and all that is not
/// body too. Relative ones count from the dateline's day, else from the day of publication.
pub fn readings(article: &Article, parsed: &Parsed) -> Vec<Reading> {
    let (created, anchor) = published::written(article);
    let clauses = Clauses {
        text: &article.text,
        parsed,
    };
    read_from(&article.text, created, anchor, Some((&clauses, 0)))
}

/// The same without how they were read.
pub fn times(article: &Article, parsed: &Parsed) -> Vec<Time> {
    let readings = readings(article, parsed).into_iter();
    readings.map(|r| r.into_time(false)).collect()
}

/// Every time expression of a text written on `created`, in order.
///
/// ```
/// use rapporteur_date::read;
/// use rapporteur_record::{AnchorKind, Text};
/// let text = Text::new("The circus left on Friday night, three years after the fire.");
/// let readings = read(&text, Some("2031-05-14".parse().unwrap()));
/// let shown: Vec<_> = readings.iter().map(|r| (text.quote(r.time.span), r.rule)).collect();
/// assert_eq!(shown, [("Friday night", "day-part"), ("three years", "length")]);
/// assert_eq!(readings[0].time.value.as_ref().unwrap().as_str(), "2031-05-09TNI");
/// assert_eq!(readings[0].time.anchor.unwrap().kind, AnchorKind::Published);
/// ```
pub fn read(text: &Text, created: Option<Date>) -> Vec<Reading> {
    let published = Anchor {
        kind: AnchorKind::Published,
        span: None,
    };
    read_from(text, created, published, None)
}

/// The same; `writing` says what kind of day `created` is, `clauses` are those of a text in which this one
/// stands from a byte on.
fn read_from(
    text: &Text,
    created: Option<Date>,
    writing: Anchor,
    clauses: Option<(&Clauses<'_>, usize)>,
) -> Vec<Reading> {
    let words = text.as_str();
    let grammar = &grammar::GRAMMAR;
    let findings = find::find(words, grammar, created.map(Date::year));
    let valued = resolve::resolve(words, grammar, &findings, created, clauses);
    let span = |start: u32, end: u32| text.span(start as usize, end as usize);
    let readings = valued.into_iter().filter_map(|v| {
        let value = v.value.and_then(TimeValue::new);
        let is_open = match v.kind {
            TimeKind::Date | TimeKind::Time => {
                value.as_ref().is_none_or(|v| v.as_str().contains('X'))
            }
            TimeKind::Duration | TimeKind::Set => false,
        };
        let anchor = match v.anchor {
            resolve::Anchor::Itself => Anchor::default(),
            resolve::Anchor::Created => writing,
            resolve::Anchor::Spoken((start, end)) => Anchor {
                kind: AnchorKind::Spoken,
                span: span(start, end),
            },
        };
        Some(Reading {
            time: Time {
                span: span(v.token.start, v.token.end)?,
                kind: v.kind,
                value,
                modifier: v.modifier,
                anchor: Some(anchor).filter(|_| !is_open),
                rule: None,
            },
            rule: grammar.rule(v.rule)?.name,
            doubt: v.doubt,
        })
    });
    readings.collect()
}
