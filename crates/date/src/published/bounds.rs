//! Between which days an article must have been published, by the dates that it tells of.

use crate::Reading;
use crate::calendar::{Grain, shift_day};
use crate::clause::{Clauses, Told};
use crate::discourse::quotes;
use crate::grammar::GRAMMAR;
use crate::lexicon::class;
use jiff::civil::Date;
use rapporteur_parse::Parsed;
use rapporteur_record::{Article, BlockKind, Span, TimeKind, TimeMod, TimeValue};

/// A longer stretch than this, in days, says nothing about the day.
const WIDEST: i32 = 366;

/// How far apart in bytes "today" and its date may stand: "today (5 May 2031)".
const BESIDE: usize = 3;

/// What "today", "last month" … are to the day of writing: the words, the unit, and how many of it back or ahead.
const NAMED: [(&str, Grain, i32); 10] = [
    ("today", Grain::Day, 0),
    ("yesterday", Grain::Day, -1),
    ("tomorrow", Grain::Day, 1),
    ("this month", Grain::Month, 0),
    ("last month", Grain::Month, -1),
    ("next month", Grain::Month, 1),
    ("this year", Grain::Year, 0),
    ("last year", Grain::Year, -1),
    ("next year", Grain::Year, 1),
    ("tonight", Grain::Day, 0),
];

/// The latest day that is over and the earliest that is to come, with the words that say so.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    first: Option<(Date, Span)>,
    last: Option<(Date, Span)>,
    /// Both come from "today, 5 May 2031" or the like.
    named: bool,
    /// Weekdays that are over and to come: Monday is 1.
    over: Option<(i8, Span)>,
    ahead: Option<(i8, Span)>,
}

impl Bounds {
    /// The bounds that a text gives; `None` where they contradict each other.
    pub fn of(article: &Article, parsed: &Parsed, readings: &[Reading]) -> Option<Bounds> {
        let mut bounds = Bounds::default();
        let marks = quotes(article.text.as_str());
        let quoted = |span: Span| {
            let after = marks.partition_point(|(start, _)| *start as usize <= span.start());
            let mark = after.checked_sub(1).and_then(|i| marks.get(i));
            mark.is_some_and(|(_, end)| span.start() < *end as usize)
        };
        let clauses = Clauses {
            text: &article.text,
            parsed,
        };
        for reading in readings.iter().filter(|r| !quoted(r.time.span)) {
            bounds.take(article, &clauses, reading);
        }
        for pair in readings.windows(2) {
            let [one, two] = pair else { continue };
            if !quoted(one.time.span) {
                let either = named(article, one, two).or_else(|| named(article, two, one));
                bounds.name(either)?;
            }
        }
        let crossed = bounds
            .first
            .zip(bounds.last)
            .is_some_and(|(a, b)| a.0 > b.0);
        (!crossed).then_some(bounds)
    }

    /// What one date tells.
    fn take(&mut self, article: &Article, clauses: &Clauses<'_>, reading: &Reading) {
        let time = &reading.time;
        let bounding = matches!(time.kind, TimeKind::Date | TimeKind::Time)
            && !matches!(time.modifier, Some(TimeMod::Before | TimeMod::After));
        if !bounding {
            return;
        }
        let kind = article.kind_at(time.span);
        let Some((_, top)) = clauses.tokens_of(time.span) else {
            return;
        };
        let told = match kind {
            Some(BlockKind::Body) => clauses.clause(top, article.text.all()),
            _ => return,
        };
        let will = told.evidence.is_some_and(|span| {
            matches!(article.text.quote(span), "will" | "'ll" | "’ll" | "shall")
        });
        let lexicon = &GRAMMAR.lexicon;
        let word = lexicon.id(&article.text.quote(time.span).to_lowercase());
        let weekday = lexicon.value(word, class::WEEKDAY);
        let weekday = weekday.and_then(|day| day.parse().ok());
        let days = time.value.as_ref().and_then(TimeValue::days);
        match (days, told.told) {
            (Some((first, _)), Told::Done) if !told.on_noun || told.over => {
                let later = self.first.is_none_or(|(day, _)| first > day);
                if later {
                    self.first = Some((first, time.span));
                }
            }
            (Some((_, last)), Told::Ahead) if will && !told.on_noun => {
                let earlier = self.last.is_none_or(|(day, _)| last < day);
                if earlier {
                    self.last = Some((last, time.span));
                }
            }
            (None, Told::Done) => self.over = self.over.or(weekday.map(|day| (day, time.span))),
            (None, Told::Ahead) if will => {
                self.ahead = self.ahead.or(weekday.map(|day| (day, time.span)));
            }
            _ => {}
        }
    }

    /// Takes in "today, 5 May 2031"; `None` where another day was named.
    fn name(&mut self, found: Option<(Date, Date, Span)>) -> Option<()> {
        let Some((first, last, span)) = found else {
            return Some(());
        };
        if self.named {
            let (a, b) = (self.first?.0.max(first), self.last?.0.min(last));
            (a <= b).then_some(())?;
            self.first = self
                .first
                .map(|(day, s)| if a > day { (a, span) } else { (day, s) });
            self.last = self
                .last
                .map(|(day, s)| if b < day { (b, span) } else { (day, s) });
            return Some(());
        }
        let outside = self.first.is_some_and(|(day, _)| day > last)
            || self.last.is_some_and(|(day, _)| day < first);
        (!outside).then_some(())?;
        let narrow = |known: Option<(Date, Span)>, inside: &dyn Fn(Date) -> bool, day: Date| {
            known.filter(|(d, _)| inside(*d)).or(Some((day, span)))
        };
        self.first = narrow(self.first, &|day| day > first, first);
        self.last = narrow(self.last, &|day| day < last, last);
        self.named = true;
        Some(())
    }

    /// Whether the day itself was named.
    pub fn is_named(&self) -> bool {
        self.named && self.first.map(|f| f.0) == self.last.map(|l| l.0)
    }

    /// Whether a day lies within.
    pub fn hold(&self, day: Date) -> bool {
        self.first.is_none_or(|(first, _)| first <= day)
            && self.last.is_none_or(|(last, _)| day <= last)
    }

    /// The first and last day that are left, and the words that bound them.
    pub fn days(&self) -> Option<((Date, Date), Vec<Span>)> {
        let ((first, a), (last, b)) = self.first.zip(self.last)?;
        if (last - first).get_days() > WIDEST {
            return None;
        }
        let mut evidence = vec![a, b];
        let mut days = (first, last);
        if let Some((over, ahead)) = self.over.zip(self.ahead) {
            // "fell on Monday … will meet on Friday": written in between, in one week.
            let length = i32::from((ahead.0 - over.0).rem_euclid(7));
            let between = |day: Date| {
                let since = (day.weekday().to_monday_one_offset() - over.0).rem_euclid(7);
                i32::from(since) <= length
            };
            let all =
                (0..=(last - first).get_days()).filter_map(|n| shift_day(first, n, Grain::Day));
            let left: Vec<Date> = all.filter(|day| between(*day)).collect();
            if let (Some(a), Some(b)) = (left.first(), left.last()) {
                days = (*a, *b);
                evidence.extend([over.1, ahead.1]);
            }
        }
        evidence.sort_unstable();
        evidence.dedup();
        Some((days, evidence))
    }
}

/// The days of writing that "today", "last month" … and a date beside it come to.
fn named(article: &Article, words: &Reading, date: &Reading) -> Option<(Date, Date, Span)> {
    let text = &article.text;
    let (words, date) = (&words.time, &date.time);
    let is_after = words.span.end() <= date.span.start();
    let (one, two) = if is_after {
        (words.span, date.span)
    } else {
        (date.span, words.span)
    };
    let between = text.span(one.end(), two.start())?;
    let joined = between.len() <= BESIDE
        && text
            .quote(between)
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, ',' | '(' | '–' | '—'));
    if !joined {
        return None;
    }
    let said = text.quote(words.span).to_lowercase();
    let (_, grain, n) = NAMED.iter().find(|(named, ..)| *named == said)?;
    let (first, last) = date.value.as_ref()?.days()?;
    let exact = match grain {
        Grain::Day => first == last,
        Grain::Month => first.day() == 1 && last == first.last_of_month(),
        _ => first.day_of_year() == 1 && last == first.last_of_year(),
    };
    let first = shift_day(first, -n, *grain).filter(|_| exact)?;
    let last = match grain {
        Grain::Day => first,
        Grain::Month => first.last_of_month(),
        _ => first.last_of_year(),
    };
    Some((first, last, one.cover(two)))
}
