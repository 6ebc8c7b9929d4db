//! Dates put together from the words of one expression.

use super::yearly::Yearly;
use super::{Doubt, Meaning, Order, Reader};
use crate::calendar::{Grain, Stretch, iso_day};
use crate::find::Found;
use crate::grammar::{Genre, Slot};
use crate::lex::{NONE, Token};
use crate::lexicon::{Class, class};
use jiff::civil::Date;

impl Reader<'_> {
    /// A date put together from words and expressions, with its time of day.
    pub(super) fn calendar(&mut self, node: &Found, part: Option<&'static str>) -> Option<Meaning> {
        let time = self.time_of_day(node, part);
        let inside = self.inside(node);
        if let Some((stretch, inner)) = inside {
            let time = if time.is_empty() { inner } else { time };
            return Some(Meaning::At(stretch, time));
        }
        if let Some(letters) = self.unanchored(node) {
            return Some(Meaning::Text(letters + &time));
        }
        let stretch = self.parts(node)?;
        Some(Meaning::At(stretch, time))
    }

    /// The value of a date for which the text gives no year and no day of writing: `XXXX-03-05`.
    pub(super) fn unanchored(&mut self, node: &Found) -> Option<String> {
        if self.created.is_some() || self.discourse.has_spoken() {
            return None;
        }
        if self.named_year(node).is_some() {
            return None;
        }
        if let Some(yearly) = self.yearly(node) {
            return yearly.without_year();
        }
        let day = self.number_of(node, class::WEEKDAY)?;
        Some(format!("XXXX-WXX-{day}"))
    }

    /// The day, month, season … that the words of one expression name together.
    pub(super) fn parts(&mut self, node: &Found) -> Option<Stretch> {
        let int = |n: u8| {
            let class = class::INT;
            node.slot(Slot { class, n }).copied()
        };
        if let (Some(a), Some(b)) = (int(1), int(2)) {
            return self.digits(node, a, b);
        }
        let year = self.named_year(node);
        if let (Some(month), Some(day)) = (node.any(class::MM), node.any(class::DD)) {
            return day_of(year?, month.number as i32, day.number as i32);
        }
        if let Some(yearly) = self.yearly(node) {
            return match year {
                Some(year) => yearly.of(year),
                None => self.yearless(node, yearly),
            };
        }
        let Some(year) = year else {
            // Nothing but a time of day: today's.
            return self.now();
        };
        match node.any(class::MM).or_else(|| node.any(class::INT)) {
            Some(n) => self.lettered(node, year, n.number),
            None => Stretch::year(year),
        }
    }

    /// The year that an expression names, by itself or by "next year".
    pub(super) fn named_year(&mut self, node: &Found) -> Option<i16> {
        if let Some(step) = self.number_of(node, class::STEP) {
            let year = self.now()?.first.year();
            return year.checked_add(i16::try_from(step).ok()?);
        }
        let bc = if node.any(class::BC).is_some() { -1 } else { 1 };
        let full = [class::YEAR, class::RECENT, class::YYY]
            .into_iter()
            .find_map(|c| node.any(c));
        if let Some(token) = full {
            let year = i16::try_from(token.number).ok()?;
            return Some(year * bc);
        }
        if let Some(token) = node.any(class::WORDYEAR) {
            return i16::try_from(token.number).ok();
        }
        if let Some(teen) = node.any(class::TEEN) {
            let tens = node.any(class::TENS)?.number;
            return i16::try_from(teen.number * 100 + tens).ok();
        }
        let token = node.any(class::YY)?;
        let short = i16::try_from(token.number).ok()?;
        if bc < 0 {
            return Some(-short);
        }
        Some(self.century_of(short) + short)
    }

    /// Which century a year of two digits belongs to: the latest that is not far in the future.
    fn century_of(&self, short: i16) -> i16 {
        let latest = match (self.findings.genre, self.discourse.year(), self.created) {
            (Genre::History, Some((year, _)), _) => year + 50,
            (_, _, Some(created)) => created.year() + 10,
            _ => 2030,
        };
        let century = latest / 100 * 100;
        if century + short > latest {
            century - 100
        } else {
            century
        }
    }

    /// The time of day as it is appended to a date: `TNI`, `T16:12`.
    pub(super) fn time_of_day(&mut self, node: &Found, part: Option<&'static str>) -> String {
        for (slot, token) in &node.slots {
            let letters = match slot.class {
                class::PART => self.word(token, class::PART),
                class::DAWN => self.word(token, class::DAWN),
                class::OVERNIGHT => self.word(token, class::OVERNIGHT),
                class::WHERE if node.any(class::DAYDATE).is_some() => {
                    match self.word(token, class::WHERE) {
                        Some("START") => Some("MO"),
                        Some("END") => Some("NI"),
                        _ => None,
                    }
                }
                class::HOUR => return self.clock(node, None).unwrap_or_default(),
                class::CLOCK => {
                    if let Meaning::Text(time) = self.child(token) {
                        return time;
                    }
                    None
                }
                _ => None,
            };
            if let Some(letters) = letters {
                return format!("T{letters}");
            }
        }
        part.map_or_else(String::new, |letters| format!("T{letters}"))
    }

    /// `W07`, `Q2`, `H1` of a year: by the letter that stands before the number.
    fn lettered(&self, node: &Found, year: i16, n: u32) -> Option<Stretch> {
        let tokens = self
            .findings
            .tokens
            .get(node.first as usize..=node.last as usize)?;
        let letter = tokens.iter().find_map(|t| {
            let word = self.text.get(t.start as usize..t.end as usize)?;
            match word {
                "w" | "W" | "week" | "Week" => Some('W'),
                "q" | "Q" => Some('Q'),
                "h" | "H" => Some('H'),
                _ => None,
            }
        })?;
        let n = i8::try_from(n).ok()?;
        match letter {
            'W' => Some(Stretch {
                first: iso_day(year, n, 1)?,
                grain: Grain::Week,
            }),
            'Q' => Stretch::quarter(year, n),
            _ => Stretch::half(year, n),
        }
    }

    /// `07.03.2024`, `3/7/24`.
    fn digits(&mut self, node: &Found, a: Token, b: Token) -> Option<Stretch> {
        let third = node.slot(Slot {
            class: class::INT,
            n: 3,
        });
        let third = third.or_else(|| node.any(class::YEAR))?;
        let year = match third.digits {
            4 => i16::try_from(third.number).ok()?,
            2 => {
                let short = i16::try_from(third.number).ok()?;
                self.century_of(short) + short
            }
            _ => return None,
        };
        if !(1000..2200).contains(&year) || a.digits > 2 || b.digits > 2 {
            return None;
        }
        let dotted = self.text.get(a.end as usize..b.start as usize) == Some(".");
        // A dot before two digits of a year: versions and sections, not dates.
        if dotted && third.digits == 2 && (a.digits < 2 || b.digits < 2) {
            return None;
        }
        let (first, second) = (a.number as i32, b.number as i32);
        let either = first <= 12 && second <= 12 && first != second;
        if either && !dotted && self.order == Order::Unknown {
            self.doubt = Some(Doubt::DayOrMonth);
            return None;
        }
        let day_first = second <= 12 && (dotted || self.order == Order::DayFirst);
        let (day, month) = match day_first || first > 12 {
            true => (first, second),
            false => (second, first),
        };
        day_of(year, month, day)
    }

    /// The two ends of a range: "8–9 June", "1914–18".
    pub(super) fn range(&mut self, node: &Found) -> Option<Meaning> {
        let by = |class: Class, n: u8| node.slot(Slot { class, n }).copied();
        if let Some(month) = self.number_of(node, class::MONTH) {
            let first = by(class::DAY, 1).or_else(|| by(class::DAYTH, 1))?;
            let last = by(class::DAY, 2).or_else(|| by(class::DAYTH, 2))?;
            let (a, b) = (first.number as i32, last.number as i32);
            let from = match node.any(class::YEAR) {
                Some(year) => day_of(i16::try_from(year.number).ok()?, month, a)?,
                None => self.yearless(node, Yearly::Day(month, a))?,
            };
            let to = day_of(from.first.year(), month, b)?;
            return (from.first < to.first).then_some(Meaning::Range(from, to));
        }
        let mut numbers = node.slots.iter().filter(|(_, t)| t.number != NONE);
        let (_, first) = numbers.next()?;
        let (_, last) = numbers.next()?;
        let mut a = i16::try_from(first.number).ok()?;
        let mut b = i16::try_from(last.number).ok()?;
        // "1992-93", "1992-3"
        match last.digits {
            2 if first.digits == 4 => b += a / 100 * 100,
            1 if first.digits == 4 => b += a / 10 * 10,
            _ => {}
        }
        if node.any(class::BC).is_some() {
            (a, b) = (-a, -b);
        }
        (a < b).then_some(())?;
        Some(Meaning::Range(Stretch::year(a)?, Stretch::year(b)?))
    }

    /// "the 1980s", "the nineties"
    pub(super) fn decade(&mut self, node: &Found) -> Option<Stretch> {
        let year = match node.any(class::DECADE) {
            Some(token) => {
                let short = self.word(token, class::DECADE)?.parse::<i16>().ok()? * 10;
                self.century_of(short) + short
            }
            None => self.named_year(node)?,
        };
        // "1969's"
        if node.any(class::BC).is_none() && year % 10 != 0 {
            return Stretch::year(year);
        }
        // "the 1900s" is a century.
        let grain = if year % 100 == 0 && year < 2000 && year > 0 {
            Grain::Century
        } else {
            Grain::Decade
        };
        Stretch::around(Date::new(year, 1, 1).ok()?, grain)
    }
}

/// A day of the calendar, if there is one.
pub(super) fn day_of(year: i16, month: i32, day: i32) -> Option<Stretch> {
    let month = i8::try_from(month).ok()?;
    let day = i8::try_from(day).ok()?;
    Some(Stretch::day(Date::new(year, month, day).ok()?))
}
