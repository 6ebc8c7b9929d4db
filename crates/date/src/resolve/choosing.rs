//! One of many: which Monday, which March, which quarter.

use super::dates::day_of;
use super::yearly::Yearly;
use super::{Anchor, Meaning, Reader};
use crate::calendar::{Grain, Stretch, monday, shift_day};
use crate::find::Found;
use crate::grammar::{Choice, From};
use crate::lexicon::class;
use crate::tense::Tense;
use jiff::civil::{Date, Weekday};

impl Reader<'_> {
    /// Which Monday, March, spring or Christmas.
    pub(super) fn choose(&mut self, node: &Found, choice: Choice, from: From) -> Option<Meaning> {
        let names_day = [class::DAY, class::DAYTH]
            .iter()
            .any(|c| node.any(*c).is_some());
        if node.any(class::WEEKDAY).is_some() && node.any(class::MONTH).is_some() && !names_day {
            return self.nth_weekday(node);
        }
        if let Some(year) = self.named_year(node) {
            return self.in_year(node, year, from);
        }
        if let Some(letters) = self.unanchored(node) {
            return Some(Meaning::Text(letters));
        }
        let at = |stretch: Stretch| Meaning::At(stretch, String::new());
        let nth = self.number_of(node, class::DAYTH);
        let finest = if nth.is_some() {
            Grain::Month
        } else {
            Grain::Year
        };
        let base = self.from(node, from, finest)?;
        let yearly = self.yearly(node);
        if let Some(Yearly::Day(..)) = yearly {
            return self.parts(node).map(at);
        }
        if let Some(n) = self.number_of(node, class::WEEKDAY) {
            return self.choose_weekday(node, base, n as i8, choice);
        }
        if let (Some(n), None) = (nth, yearly) {
            // "the 28th": of the month last spoken of.
            let known = base.grain <= Grain::Month;
            let month = i32::from(base.first.month());
            return known
                .then(|| day_of(base.first.year(), month, n))
                .flatten()
                .map(at);
        }
        match yearly {
            Some(Yearly::Quarter(n)) => self.quarter_near(node, base.first, n).map(at),
            Some(yearly) if choice == Choice::Tense => self.yearless(node, yearly).map(at),
            Some(yearly) => choose_yearly(base, yearly, choice).map(at),
            // "Q3"
            None => {
                let n = self.number_of(node, class::INT)?;
                self.quarter_near(node, base.first, n as i8).map(at)
            }
        }
    }

    /// "the 1988 period": the quarter that the text reports on, in another year.
    fn in_year(&mut self, node: &Found, year: i16, from: From) -> Option<Meaning> {
        let quarter = self.quarter.filter(|_| from == From::Then);
        let stretch = match quarter {
            Some((quarter, _)) => Stretch::quarter(year, (quarter.first.month() - 1) / 3 + 1)?,
            None => self.parts(node)?,
        };
        Some(Meaning::At(stretch, String::new()))
    }

    /// "the third Monday of June", "the last Friday in May 2031"
    fn nth_weekday(&mut self, node: &Found) -> Option<Meaning> {
        let month = self.parts(node).filter(|s| s.grain == Grain::Month)?;
        let nth = self.number_of(node, class::ORD).unwrap_or(-1);
        let weekday = self.number_of(node, class::WEEKDAY)?;
        let weekday = Weekday::from_monday_one_offset(weekday as i8).ok()?;
        let day = month
            .first
            .nth_weekday_of_month(i8::try_from(nth).ok()?, weekday);
        Some(Meaning::At(Stretch::day(day.ok()?), String::new()))
    }

    fn choose_weekday(
        &mut self,
        node: &Found,
        base: Stretch,
        n: i8,
        choice: Choice,
    ) -> Option<Meaning> {
        if base.grain > Grain::Week {
            return Some(Meaning::Text(format!("XXXX-WXX-{n}")));
        }
        let tensed = choice == Choice::Tense;
        let choice = match choice {
            Choice::Tense if self.in_history() => Choice::Same,
            Choice::Tense if self.tense(node) == Tense::Future => Choice::Coming,
            Choice::Tense => Choice::Past,
            other => other,
        };
        let found = weekday(base.first, n, choice, tensed)?;
        Some(Meaning::At(Stretch::day(found), String::new()))
    }

    /// A quarter by its number: this year's if it has begun or is spoken of as to come.
    fn quarter_near(&mut self, node: &Found, day: Date, n: i8) -> Option<Stretch> {
        let this = Stretch::quarter(day.year(), n)?;
        // "It expects to report a loss for the third quarter": one just over is still to come.
        let long_over = shift_day(this.last()?, 100, Grain::Day)? < day;
        let found = match self.tense(node) {
            _ if matches!(self.anchor, Anchor::Spoken(_)) => this,
            Tense::Future if long_over => this.shift(4)?,
            Tense::Future => this,
            _ if this.first > day => this.shift(-4)?,
            _ => this,
        };
        self.quarter = Some((found, self.words_of(node)));
        Some(found)
    }
}

/// The last before, the first after, or the one in the year of a date.
fn choose_yearly(base: Stretch, yearly: Yearly, choice: Choice) -> Option<Stretch> {
    let (day, year) = (base.first, base.first.year());
    let near = [year - 1, year, year + 1].map(|year| yearly.of(year));
    let mut near = near.iter().flatten().copied();
    match choice {
        Choice::Past => near.rfind(|s| s.last().is_some_and(|last| last < day)),
        Choice::Coming => near.find(|s| s.first > day),
        Choice::Same | Choice::Tense => {
            let known = base.grain <= Grain::Year;
            near.find(|s| known && s.first.year() == year)
        }
    }
}

/// The weekday that is meant; `tensed`: a day is its own Monday.
pub(super) fn weekday(day: Date, n: i8, choice: Choice, tensed: bool) -> Option<Date> {
    let today = day.weekday().to_monday_one_offset();
    let back = i32::from((today - n).rem_euclid(7));
    let ahead = i32::from((n - today).rem_euclid(7));
    let whole = |days: i32| if days == 0 && !tensed { 7 } else { days };
    match choice {
        Choice::Same => shift_day(monday(day)?, i32::from(n) - 1, Grain::Day),
        Choice::Coming => shift_day(day, whole(ahead), Grain::Day),
        _ => shift_day(day, -whole(back), Grain::Day),
    }
}
