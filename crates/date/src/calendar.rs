//! Stretches of the civil calendar: what a date expression names, and how one is counted from another.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span as Count, ToSpan};

/// How long a stretch is. Ordered from the shortest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grain {
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Season,
    Half,
    Year,
    Decade,
    Century,
}

/// A stretch of the calendar: its first day and its length.
///
/// The years lie in −9999..=9999 (`jiff`); a negative one is a year before Christ, as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub first: Date,
    pub grain: Grain,
}

impl Stretch {
    pub fn day(date: Date) -> Stretch {
        Stretch {
            first: date,
            grain: Grain::Day,
        }
    }

    pub fn month(year: i16, month: i8) -> Option<Stretch> {
        Some(Stretch {
            first: Date::new(year, month, 1).ok()?,
            grain: Grain::Month,
        })
    }

    pub fn year(year: i16) -> Option<Stretch> {
        Some(Stretch {
            first: Date::new(year, 1, 1).ok()?,
            grain: Grain::Year,
        })
    }

    /// The quarter (1 to 4) of a year.
    pub fn quarter(year: i16, n: i8) -> Option<Stretch> {
        let in_range = (1..=4).contains(&n);
        let first = in_range
            .then(|| Date::new(year, n * 3 - 2, 1).ok())
            .flatten()?;
        Some(Stretch {
            first,
            grain: Grain::Quarter,
        })
    }

    /// The half (1 or 2) of a year.
    pub fn half(year: i16, n: i8) -> Option<Stretch> {
        let in_range = (1..=2).contains(&n);
        let first = in_range
            .then(|| Date::new(year, n * 6 - 5, 1).ok())
            .flatten()?;
        Some(Stretch {
            first,
            grain: Grain::Half,
        })
    }

    /// The season of a year by TIMEX3's letters; a winter belongs to the year it begins in.
    pub fn season(year: i16, letters: &str) -> Option<Stretch> {
        let month = match letters {
            "SP" => 3,
            "SU" => 6,
            "FA" => 9,
            "WI" => 12,
            _ => return None,
        };
        Some(Stretch {
            first: Date::new(year, month, 1).ok()?,
            grain: Grain::Season,
        })
    }

    /// The stretch of a given length that holds a day.
    pub fn around(day: Date, grain: Grain) -> Option<Stretch> {
        let (year, month) = (day.year(), day.month());
        let first = match grain {
            Grain::Day => day,
            Grain::Week => monday(day)?,
            Grain::Weekend => monday(day)?.checked_add(5.days()).ok()?,
            Grain::Month => day.first_of_month(),
            Grain::Quarter => return Stretch::quarter(year, (month - 1) / 3 + 1),
            Grain::Half => return Stretch::half(year, (month - 1) / 6 + 1),
            Grain::Season => {
                let begin = month / 3 * 3;
                let (year, begin) = if begin == 0 {
                    (year - 1, 12)
                } else {
                    (year, begin)
                };
                Date::new(year, begin, 1).ok()?
            }
            Grain::Year => return Stretch::year(year),
            Grain::Decade => Date::new(floor(year, 10), 1, 1).ok()?,
            Grain::Century => Date::new(floor(year, 100), 1, 1).ok()?,
        };
        Some(Stretch { first, grain })
    }

    /// The same stretch made wider: the year of a day, the month of a day.
    pub fn widen(self, grain: Grain) -> Option<Stretch> {
        Stretch::around(self.first, grain)
    }

    /// `n` stretches of this length on (or back).
    pub fn shift(self, n: i32) -> Option<Stretch> {
        let first = self.first.checked_add(count(n, self.grain)?).ok()?;
        let weekly = matches!(self.grain, Grain::Day | Grain::Week | Grain::Weekend);
        // Only whole stretches: no month has begun on the 31st.
        (weekly || first.day() == 1).then_some(Stretch {
            first,
            grain: self.grain,
        })
    }

    /// The last day.
    pub fn last(self) -> Option<Date> {
        match self.grain {
            Grain::Day => Some(self.first),
            Grain::Weekend => self.first.tomorrow().ok(),
            _ => self.shift(1)?.first.yesterday().ok(),
        }
    }

    /// The TIMEX3 value: `2024-03-05`, `2024-W10`, `2024-Q1`, `202` (a decade), `20` (a century).
    pub fn value(self) -> String {
        let (year, month) = (self.first.year(), self.first.month());
        let head = year_value(year);
        match self.grain {
            Grain::Day => format!("{head}-{month:02}-{:02}", self.first.day()),
            Grain::Month => format!("{head}-{month:02}"),
            Grain::Quarter => format!("{head}-Q{}", (month - 1) / 3 + 1),
            Grain::Half => format!("{head}-H{}", (month - 1) / 6 + 1),
            Grain::Season => format!("{head}-{}", season_letters(month)),
            Grain::Year => head,
            Grain::Week | Grain::Weekend => {
                let week = self.first.iso_week_date();
                let tail = if self.grain == Grain::Weekend {
                    "-WE"
                } else {
                    ""
                };
                format!("{}-W{:02}{tail}", year_value(week.year()), week.week())
            }
            Grain::Decade => cut(year, head, 1),
            Grain::Century => cut(year, head, 2),
        }
    }
}

/// The stretch of so many `grain`s, as `jiff` counts; `None` where it is absurdly long.
fn count(n: i32, grain: Grain) -> Option<Count> {
    let n = i64::from(n);
    let span = Count::new();
    match grain {
        Grain::Day => span.try_days(n),
        Grain::Week | Grain::Weekend => span.try_weeks(n),
        Grain::Month => span.try_months(n),
        Grain::Quarter | Grain::Season => span.try_months(3 * n),
        Grain::Half => span.try_months(6 * n),
        Grain::Year => span.try_years(n),
        Grain::Decade => span.try_years(10 * n),
        Grain::Century => span.try_years(100 * n),
    }
    .ok()
}

/// The day `n` units of `grain` from `day`; the end of the month stands in for a day it does not have.
pub(crate) fn shift_day(day: Date, n: i32, grain: Grain) -> Option<Date> {
    day.checked_add(count(n, grain)?).ok()
}

/// The first year of the decade or century; years before Christ are cut as printed (`BC046`).
fn floor(year: i16, size: i16) -> i16 {
    if year < 0 {
        -((-year) / size * size)
    } else {
        year / size * size
    }
}

fn year_value(year: i16) -> String {
    if year < 0 {
        format!("BC{:04}", -i32::from(year))
    } else {
        format!("{year:04}")
    }
}

fn cut(_year: i16, mut head: String, digits: usize) -> String {
    head.truncate(head.len().saturating_sub(digits));
    head
}

fn season_letters(month: i8) -> &'static str {
    match month {
        3..=5 => "SP",
        6..=8 => "SU",
        9..=11 => "FA",
        _ => "WI",
    }
}

/// The Monday of a day's ISO week.
pub(crate) fn monday(day: Date) -> Option<Date> {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(back.days()).ok()
}

/// The day of a week: the `n`-th (1 is Monday).
pub(crate) fn iso_day(year: i16, week: i8, n: i8) -> Option<Date> {
    let weekday = Weekday::from_monday_one_offset(n).ok()?;
    Some(ISOWeekDate::new(year, week, weekday).ok()?.date())
}

/// Easter Sunday in the Gregorian calendar (the anonymous algorithm, Meeus, *Astronomical
/// Algorithms*, chapter 8).
pub(crate) fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    if y < 1583 {
        return None;
    }
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}

/// The day of a holiday in a year, from its entry in `words.txt`: `12-25`, `11-4-4`, `05--1-1`, `E+1`.
pub(crate) fn holiday(rule: &str, year: i16) -> Option<Date> {
    if let Some(offset) = rule.strip_prefix('E') {
        return shift_day(easter(year)?, offset.parse().ok()?, Grain::Day);
    }
    let month: i8 = rule.get(..2)?.parse().ok()?;
    let rest = rule.get(3..)?;
    let Some(cut) = rest.rfind('-').filter(|at| *at > 0) else {
        return Date::new(year, month, rest.parse().ok()?).ok();
    };
    let nth: i8 = rest.get(..cut)?.parse().ok()?;
    let weekday = Weekday::from_monday_one_offset(rest.get(cut + 1..)?.parse().ok()?).ok()?;
    let first = Date::new(year, month, 1).ok()?;
    // `0`: the Tuesday after the first Monday, as American elections are held.
    if nth == 0 {
        return first
            .nth_weekday_of_month(1, Weekday::Monday)
            .ok()?
            .tomorrow()
            .ok();
    }
    first.nth_weekday_of_month(nth, weekday).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Date {
        s.parse().unwrap()
    }

    #[test]
    fn stretches_hold_their_day_and_print_as_timex3() {
        let table: Vec<String> = [
            Grain::Day,
            Grain::Weekend,
            Grain::Week,
            Grain::Month,
            Grain::Quarter,
            Grain::Season,
            Grain::Half,
            Grain::Year,
            Grain::Decade,
            Grain::Century,
        ]
        .into_iter()
        .map(|g| Stretch::around(day("2024-01-01"), g).unwrap().value())
        .collect();
        insta::assert_snapshot!(table.join(" "), @"2024-01-01 2024-W01-WE 2024-W01 2024-01 2024-Q1 2023-WI 2024-H1 2024 202 20");
    }

    #[test]
    fn shifting_stays_on_whole_stretches() {
        let week = Stretch::around(day("2024-12-31"), Grain::Week).unwrap();
        assert_eq!(week.value(), "2025-W01");
        assert_eq!(week.shift(-1).unwrap().value(), "2024-W52");
        let month = Stretch::month(2024, 1).unwrap();
        assert_eq!(month.shift(-1).unwrap().value(), "2023-12");
        assert_eq!(
            shift_day(day("2024-03-31"), -1, Grain::Month),
            Some(day("2024-02-29"))
        );
        assert_eq!(month.shift(i32::MAX), None);
    }

    #[test]
    fn holidays_fall_where_the_almanac_has_them() {
        let on = |rule, year| holiday(rule, year).unwrap().to_string();
        assert_eq!(on("E+0", 2024), "2024-03-31");
        assert_eq!(on("E-2", 2019), "2019-04-19");
        assert_eq!(on("12-25", 1999), "1999-12-25");
        assert_eq!(on("11-4-4", 1999), "1999-11-25");
        assert_eq!(on("05--1-1", 2024), "2024-05-27");
        assert_eq!(on("11-0-2", 2022), "2022-11-08");
        assert_eq!(holiday("02-30", 2024), None);
    }

    #[test]
    fn years_before_christ_print_with_bc() {
        assert_eq!(Stretch::year(-490).unwrap().value(), "BC0490");
        assert_eq!(
            Stretch::year(-490).unwrap().shift(1).unwrap().value(),
            "BC0489"
        );
        assert_eq!(
            Stretch::year(-466)
                .unwrap()
                .widen(Grain::Decade)
                .unwrap()
                .value(),
            "BC046"
        );
    }
}
