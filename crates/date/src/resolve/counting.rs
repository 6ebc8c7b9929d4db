//! Dates counted from another: "three years ago", "the next day", "this week".

use super::choosing::weekday;
use super::{Anchor, Meaning, Reader};
use crate::calendar::{Grain, Stretch, shift_day};
use crate::find::Found;
use crate::grammar::{Amount, Choice, From, Genre, Unit};
use crate::lexicon::class;
use crate::tense::Tense;

impl Reader<'_> {
    /// The date so many units from another.
    pub(super) fn shift(
        &mut self,
        node: &Found,
        amount: Amount,
        unit: Unit,
        from: From,
        keep: bool,
    ) -> Option<Meaning> {
        let open = Some(Meaning::Open);
        let Some((letters, times)) = self.unit(node, unit) else {
            return open;
        };
        let Some(n) = self.amount(node, amount).and_then(|n| n.checked_mul(times)) else {
            // "a few years ago": somewhere in the past.
            let back = matches!(amount, Amount::Read { sign: -1, .. });
            let text = if back { "PAST_REF" } else { "FUTURE_REF" };
            return Some(Meaning::Text(text.to_owned()));
        };
        let Some(grain) = grain(letters) else {
            return open;
        };
        if grain == Grain::Quarter && from == From::Then {
            return self.shift_quarter(n);
        }
        let base = match from {
            From::Then if keep && n < 0 => self.then_here(grain)?,
            _ => self.from(node, from, grain)?,
        };
        if keep && from == From::Then && self.discourse.is_vague_here(grain) {
            return open;
        }
        // Earnings news: "a year earlier" is the quarter of a year earlier.
        let yearly = keep && grain == Grain::Year && n.abs() == 1;
        if yearly && self.findings.genre == Genre::News && self.quarter.is_some() {
            return self.shift_quarter(n.checked_mul(4)?);
        }
        // Counted in days, a date must be a day; in months, a month or a day.
        if base.grain > grain {
            return open;
        }
        let time = self.time_of_day(node, None);
        let mut shifted = match grain {
            // "a week ago" is a day; "six weeks ago" is a week.
            Grain::Week if keep && base.grain == Grain::Day && n.abs() <= 2 => {
                Stretch::day(shift_day(base.first, n, Grain::Week)?)
            }
            // "two decades ago" is a year.
            Grain::Decade | Grain::Century if keep => {
                let years = if grain == Grain::Decade { 10 } else { 100 };
                base.widen(Grain::Year)?.shift(n.checked_mul(years)?)?
            }
            Grain::Weekend | Grain::Week
                if n == 0 && from != From::Inside && self.is_over(node, base, grain) =>
            {
                base.widen(grain)?.shift(-1)?
            }
            _ => base.widen(grain)?.shift(n)?,
        };
        // "Tuesday last week"
        if let (Grain::Week, Some(n)) = (shifted.grain, self.number_of(node, class::WEEKDAY)) {
            shifted = Stretch::day(weekday(shifted.first, n as i8, Choice::Same, false)?);
        }
        Some(Meaning::At(shifted, time))
    }

    /// A date so long before or after the one inside: "two days after the vote of 3 May".
    pub(super) fn offset(&mut self, node: &Found, sign: i32) -> Option<Meaning> {
        let length = node.slots.iter().find(|(s, _)| s.class == class::DURATION);
        let Meaning::Text(length) = self.child(&length?.1) else {
            return None;
        };
        let tokens = &self.findings.tokens;
        let tokens = tokens.get(node.first as usize..=node.last as usize)?;
        if tokens.iter().any(|t| t.is(class::OPENDAY)) {
            return None;
        }
        let length = length.strip_prefix('P')?;
        let digits = length.find(|c: char| !c.is_ascii_digit())?;
        let (n, letters) = length.split_at_checked(digits)?;
        let grain = grain(letters)?;
        let n: i32 = n.parse().ok()?;
        let (base, _) = self.inside(node)?;
        if base.grain > grain {
            return None;
        }
        // "a week after 3 May" is a day, "three years after" a year.
        let shifted = match grain {
            Grain::Week if base.grain == Grain::Day => {
                Stretch::day(shift_day(base.first, sign * n.min(10_000), Grain::Week)?)
            }
            Grain::Decade | Grain::Century => return None,
            _ => base.widen(grain)?.shift(n.checked_mul(sign)?)?,
        };
        Some(Meaning::At(shifted, String::new()))
    }

    /// Early in a week, "the weekend" and "the week" (not "this week") are those that are over.
    fn is_over(&self, node: &Found, base: Stretch, grain: Grain) -> bool {
        let weekday = base.first.weekday().to_monday_one_offset();
        let early = weekday <= if grain == Grain::Week { 1 } else { 3 };
        early && self.is_bare(node) && self.tense(node) != Tense::Future
    }

    /// "the week", not "this week".
    fn is_bare(&self, node: &Found) -> bool {
        let first = self.findings.tokens.get(node.first as usize);
        first.is_some_and(|t| t.word == self.grammar.lexicon.id("the"))
    }

    /// Quarters are counted from the quarter last spoken of, or from the last that is over.
    fn shift_quarter(&mut self, n: i32) -> Option<Meaning> {
        let base = match self.quarter {
            Some((quarter, words)) => {
                self.anchor = Anchor::Spoken(words);
                quarter
            }
            None => {
                let created = self.created?;
                self.anchor = Anchor::Created;
                Stretch::around(created, Grain::Quarter)?.shift(-1)?
            }
        };
        Some(Meaning::At(base.shift(n)?, String::new()))
    }
}

/// The length of a unit by TIMEX3's letters, if it is one of the calendar's.
pub(super) fn grain(letters: &str) -> Option<Grain> {
    Some(match letters {
        "D" => Grain::Day,
        "W" => Grain::Week,
        "WE" => Grain::Weekend,
        "M" => Grain::Month,
        "Q" => Grain::Quarter,
        "Y" => Grain::Year,
        "DE" => Grain::Decade,
        "CE" => Grain::Century,
        _ => return None,
    })
}
