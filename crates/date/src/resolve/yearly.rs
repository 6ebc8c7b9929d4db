//! What comes once a year: a day, a month, a season, a holiday. Which year's is meant, where none is named.

use super::dates::day_of;
use super::{Anchor, Reader};
use crate::calendar::{Grain, Stretch, holiday};
use crate::discourse::Words;
use crate::find::Found;
use crate::lex::Gap;
use crate::lexicon::class;
use crate::tense::Tense;

/// What comes once a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Yearly {
    /// Month and day.
    Day(i32, i32),
    Month(i8),
    /// TIMEX3's letters.
    Season(&'static str),
    /// Its rule in `words.txt`.
    Holiday(&'static str),
    Quarter(i8),
    Half(i8),
}

/// Days of doubt about a year that the tense speaks against.
const AGAINST_TENSE: i64 = 200;

impl Yearly {
    /// The one of a year.
    pub(super) fn of(self, year: i16) -> Option<Stretch> {
        match self {
            Yearly::Day(month, day) => day_of(year, month, day),
            Yearly::Month(month) => Stretch::month(year, month),
            Yearly::Season(letters) => Stretch::season(year, letters),
            Yearly::Holiday(rule) => Some(Stretch::day(holiday(rule, year)?)),
            Yearly::Quarter(n) => Stretch::quarter(year, n),
            Yearly::Half(n) => Stretch::half(year, n),
        }
    }

    /// Its value where nothing tells the year: `XXXX-03-05`.
    pub(super) fn without_year(self) -> Option<String> {
        if matches!(self, Yearly::Holiday(rule) if rule.len() != 5) {
            return None;
        }
        // Any year has the days that a leap year has.
        let value = self.of(2000)?.value();
        Some(format!("XXXX{}", value.get(4..)?))
    }
}

impl Reader<'_> {
    /// What comes once a year among the words of an expression.
    pub(super) fn yearly(&self, node: &Found) -> Option<Yearly> {
        if let Some(month) = self.number_of(node, class::MONTH) {
            let Some(day) = node.any(class::DAY).or_else(|| node.any(class::DAYTH)) else {
                return Some(Yearly::Month(month as i8));
            };
            return Some(Yearly::Day(month, self.number(day, class::DAY)?));
        }
        let season = node
            .any(class::SEASON)
            .or_else(|| node.any(class::SURESEASON));
        if let Some(letters) = season.and_then(|t| self.word(t, class::SEASON)) {
            return Some(Yearly::Season(letters));
        }
        if let Some(token) = node.any(class::HOLIDAY) {
            return Some(Yearly::Holiday(self.word(token, class::HOLIDAY)?));
        }
        let quarter = self.number_of(node, class::ORDQ);
        let half = self.number_of(node, class::ORDH);
        quarter
            .map(|n| Yearly::Quarter(n as i8))
            .or_else(|| half.map(|n| Yearly::Half(n as i8)))
    }

    /// The one that is meant, where the expression names no year.
    pub(super) fn yearless(&mut self, node: &Found, yearly: Yearly) -> Option<Stretch> {
        // "between March and April 1961", "2 May to 9 June, 1961"
        if let Some((next, words)) = self.year_ahead() {
            self.anchor = Anchor::Spoken(words);
            let year = next.first.year();
            let same = yearly.of(year)?;
            let later = same.first > next.first;
            return if later {
                yearly.of(year - 1)
            } else {
                Some(same)
            };
        }
        if self.in_history() || self.created.is_none() {
            return self.of_the_story(yearly);
        }
        // "In 2018 it ran from 3 May to 9 June"
        if let Some(year) = self.discourse.year_of_sentence() {
            return yearly.of(self.count_from(year).first.year());
        }
        self.nearest(node, yearly)
    }

    /// The one of the year that a history is telling of; after a December, January is the next year's.
    fn of_the_story(&mut self, yearly: Yearly) -> Option<Stretch> {
        let (year, words) = self.discourse.year()?;
        self.anchor = Anchor::Spoken(words);
        let found = yearly.of(year)?;
        let wraps = self.discourse.last(Grain::Month, true).is_some_and(|last| {
            let last = last.stretch.first;
            last.year() == year && last.month() - found.first.month() >= 8
        });
        if wraps {
            yearly.of(year + 1)
        } else {
            Some(found)
        }
    }

    /// The one nearest to the day of writing, on the side that the tense tells.
    fn nearest(&mut self, node: &Found, yearly: Yearly) -> Option<Stretch> {
        let created = self.created?;
        self.anchor = Anchor::Created;
        let year = created.year();
        let near = [year - 1, year, year + 1].map(|year| yearly.of(year));
        let candidates = near.iter().flatten().copied();
        let holds = |s: &Stretch| s.first <= created && s.last().is_some_and(|l| created <= l);
        if let Some(here) = candidates.clone().find(holds) {
            return Some(here);
        }
        let tense = self.tense(node);
        let doubt = |s: &Stretch| {
            let days = i64::from((s.first - created).get_days());
            let against = match tense {
                Tense::Past => days > 0,
                Tense::Future => days < 0,
                Tense::Present | Tense::Unclear => false,
            };
            days.abs() + if against { AGAINST_TENSE } else { 0 }
        };
        candidates.min_by_key(doubt)
    }

    /// The date that a range goes on to, where that one names its year: `- 9 June 1961`.
    fn year_ahead(&mut self) -> Option<(Stretch, Words)> {
        let ahead = self.findings.top.get(self.place + 1..self.place + 3)?;
        let [joint, date] = ahead else { return None };
        let joins = joint.word != 0 && self.grammar.range_marks.contains(&joint.word);
        if !joins || date.gap == Gap::Break {
            return None;
        }
        let (node, _) = self.node(date)?;
        let named = [class::YEAR, class::RECENT, class::YYY];
        if !named.iter().any(|c| node.any(*c).is_some()) {
            return None;
        }
        match self.child(date) {
            super::Meaning::At(stretch, _) if stretch.grain < Grain::Year => {
                Some((stretch, (date.start, date.end)))
            }
            _ => None,
        }
    }
}
