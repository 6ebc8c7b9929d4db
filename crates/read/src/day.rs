//! Days as outlets print them beside an article: "March 6, 2024", "7 March 2024", "07.03.2024", ISO.
//!
//! Only full dates are read, those with day, month and year: a day of publication is never guessed.

use crate::lists;
use jiff::civil::Date;
use regex::{Captures, Regex, RegexBuilder};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

/// A day that stands in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    /// The day; `None` where its figures can be read in two ways ("4/5/2024").
    pub date: Option<Date>,
    /// Its bytes in the line.
    pub at: Range<usize>,
}

/// Which of two figures is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

static MONTHS: LazyLock<BTreeMap<&'static str, i8>> = LazyLock::new(|| {
    lists::lines(include_str!("../data/months.txt"))
        .filter_map(|line| {
            let (number, forms) = line.split_once(' ')?;
            Some((number.parse::<i8>().ok()?, forms))
        })
        .flat_map(|(number, forms)| forms.split(' ').map(move |form| (form, number)))
        .collect()
});

/// Month names as an alternative of a pattern, longer ones first.
pub(crate) fn months_pattern() -> String {
    let mut forms: Vec<&str> = MONTHS.keys().copied().collect();
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    format!(r"(?:{})\.?", forms.join("|"))
}

static DAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let month = months_pattern();
    let forms = [
        format!(r"(?<m1>{month})\s*(?<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?<y1>\d{{4}})"),
        format!(r"(?<d2>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?(?:\s+(?:of|de))?[\s-]*(?<m2>{month})(?:\s+del?\s)?[\s,-]*(?<y2>\d{{4}})"),
        r"(?<y3>\d{4})(?<s3>[-/.])(?<m3>\d{1,2})[-/.](?<d3>\d{1,2})(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?".to_owned(),
        r"(?<d4>\d{1,2})\.\s?(?<m4>\d{1,2})\.\s?(?<y4>\d{4}|\d\d)".to_owned(),
        r"(?<y6>\d{4})\s?[年년]\s?(?<m6>\d{1,2})\s?[月월]\s?(?<d6>\d{1,2})\s?[日일]".to_owned(),
        r"(?<a5>\d{1,2})\s?[/|-]\s?(?<b5>\d{1,2})\s?[/|-]\s?(?<y5>\d{4}|\d\d)".to_owned(),
    ];
    RegexBuilder::new(&format!(r"\b(?:{})(?:\b|$)", forms.join("|")))
        .case_insensitive(true)
        .build()
        .ok()
});

/// The full dates in a line, in order.
pub(crate) fn days(line: &str) -> Vec<Day> {
    days_by(line, None)
}

/// The full dates in a line whose writer is known to put the day, or the month, first.
pub(crate) fn days_by(line: &str, order: Option<Order>) -> Vec<Day> {
    let Some(pattern) = DAYS
        .as_ref()
        .filter(|_| line.bytes().any(|b| b.is_ascii_digit()))
    else {
        return Vec::new();
    };
    pattern
        .captures_iter(line)
        .filter_map(|found| {
            let at = found.get(0)?.range();
            match day(&found, order)? {
                Read::One(date) => Some(Day {
                    date: Some(date),
                    at,
                }),
                Read::Two => Some(Day { date: None, at }),
            }
        })
        .collect()
}

enum Read {
    One(Date),
    /// Two days are possible.
    Two,
}

fn day(found: &Captures<'_>, order: Option<Order>) -> Option<Read> {
    let text = |name: &str| found.name(name).map(|m| m.as_str());
    let number = |name: &str| text(name).and_then(|n| n.parse::<i16>().ok());
    let date = |y: &str, m: i8, d: &str| {
        let day = i8::try_from(number(d)?).ok()?;
        Date::new(whole(number(y)?), m, day).ok().map(Read::One)
    };
    let month = |name: &str| {
        let form = text(name)?.trim_end_matches('.').to_lowercase();
        MONTHS.get(form.as_str()).copied()
    };
    let figure = |name: &str| number(name).and_then(|n| i8::try_from(n).ok());
    if let Some(m) = month("m1") {
        return date("y1", m, "d1");
    }
    if let Some(m) = month("m2") {
        return date("y2", m, "d2");
    }
    if let Some(m) = figure("m3") {
        return date("y3", m, "d3");
    }
    if let Some(m) = figure("m4") {
        return date("y4", m, "d4");
    }
    if let Some(m) = figure("m6") {
        return date("y6", m, "d6");
    }
    // 4/5/2024 is one day in London and another in Chicago; 4/5/24 may be no day at all.
    let (a, b, y) = (figure("a5")?, figure("b5")?, number("y5")?);
    let day_first = Date::new(whole(y), b, a).ok();
    let month_first = Date::new(whole(y), a, b).ok();
    match (day_first, month_first) {
        (Some(x), Some(z)) if x != z && y < 100 => None,
        (Some(x), Some(z)) if x != z => Some(match order {
            Some(Order::DayFirst) => Read::One(x),
            Some(Order::MonthFirst) => Read::One(z),
            None => Read::Two,
        }),
        (Some(x), _) | (None, Some(x)) => Some(Read::One(x)),
        (None, None) => None,
    }
}

/// A year of two figures is one of the fifty before and after 2000.
fn whole(year: i16) -> i16 {
    match year {
        0..=49 => 2000 + year,
        50..=99 => 1900 + year,
        _ => year,
    }
}

/// The day that a machine wrote: the first full date in it (`2024-03-07T18:20:00+01:00`).
pub(crate) fn of_machine(value: &str, order: Option<Order>) -> Option<Date> {
    let value = value.trim();
    let iso = lists::head(value, 10).parse::<Date>().ok();
    iso.or_else(|| compact(value)).or_else(|| {
        days_by(lists::head(value, 200), order)
            .into_iter()
            .find_map(|day| day.date)
    })
}

/// The day that a container tells: as a machine wrote it, or seconds or milliseconds since 1970 (the day in UTC).
pub(crate) fn told(value: &str) -> Option<Date> {
    let value = value.trim();
    // From 1990 on: fewer seconds are another number.
    const FIRST: i64 = 631_152_000;
    let seconds = value
        .strip_suffix(".0")
        .unwrap_or(value)
        .parse::<i64>()
        .ok();
    let seconds = seconds.map(|n| if n >= FIRST * 1000 { n / 1000 } else { n });
    match seconds.filter(|n| (FIRST..=4 * FIRST * 2).contains(n)) {
        Some(n) if !matches!(value.len(), 8 | 14) => {
            let moment = jiff::Timestamp::from_second(n).ok()?;
            Some(jiff::tz::Offset::UTC.to_datetime(moment).date())
        }
        _ => of_machine(value, None),
    }
}

/// 20240307, 20240307T182000
fn compact(value: &str) -> Option<Date> {
    let digits = value
        .get(..8)
        .filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    if value.as_bytes().get(8).is_some_and(u8::is_ascii_digit) && value.len() != 14 {
        return None;
    }
    let (y, m, d) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?);
    Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?).ok()
}

/// Whether the words before a day in its line say that it is the day of a change, or that it is the day of
/// publication: of "published" and "updated" the nearer one counts. `None` where neither stands there.
pub(crate) fn is_of_change(line: &str, day: &Day) -> Option<bool> {
    const CHANGED: &[&str] = &[
        "updated", "update", "modified", "edited", "revised", "changed",
    ];
    const PUBLISHED: &[&str] = &["published", "posted", "issued", "created", "publication"];
    let before = line.get(..day.at.start).unwrap_or_default();
    let words: Vec<String> = lists::words(before).collect();
    let near =
        |word: &&String| CHANGED.contains(&word.as_str()) || PUBLISHED.contains(&word.as_str());
    let nearest = words.iter().rev().find(near);
    nearest.map(|word| CHANGED.contains(&word.as_str()))
}

static CLOCK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let zone = r"(?:gmt|utc|z|[ecmpw]?[esd]?t|[cew]es?t|bst|msk|[+-]\d\d:?\d\d)(?:\s?[+-]\d{1,2}(?::?\d\d)?)?";
    let weekday = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?";
    let words = r"published|posted|first published|publication date|date|created|issued|released?|on|at|from|by line|local time";
    RegexBuilder::new(&format!(
        r"\b\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}})?\s*(?:[ap]\.?m\b\.?)?(?:\s*\(?\b{zone}\b\)?)?|\b\d{{1,2}}\s?[ap]\.?m\b\.?|\b{weekday}(?:\W|$)|\b(?:{words})\b|\b\d+\s*(?:-\s*)?min(?:ute)?s?(?:\s+read)?\b"
    ))
    .case_insensitive(true)
    .build()
    .ok()
});

/// What is left of a line without its dates, clock times, weekdays and the words that go with them.
pub(crate) fn without_days(line: &str, days: &[Day]) -> String {
    let mut rest = String::new();
    let mut from = 0;
    for day in days {
        rest.push_str(line.get(from..day.at.start).unwrap_or_default());
        rest.push(' ');
        from = day.at.end;
    }
    rest.push_str(line.get(from..).unwrap_or_default());
    match CLOCK.as_ref() {
        Some(clock) => clock.replace_all(&rest, " ").into_owned(),
        None => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        days(line)
            .iter()
            .map(|day| match day.date {
                Some(date) => format!("{date} ({})", line.get(day.at.clone()).unwrap()),
                None => format!("? ({})", line.get(day.at.clone()).unwrap()),
            })
            .collect::<Vec<_>>()
            .join("; ")
    }

    #[test]
    fn printed_days() {
        insta::assert_snapshot!(read("Published March 6, 2031, 4:12 p.m."), @"2031-03-06 (March 6, 2031)");
        insta::assert_snapshot!(read("Thursday, 7 March 2031, Elvo"), @"2031-03-07 (7 March 2031)");
        insta::assert_snapshot!(read("07.03.2031, 18:20 | Desk"), @"2031-03-07 (07.03.2031)");
        insta::assert_snapshot!(read("Sept 25 2031"), @"2031-09-25 (Sept 25 2031)");
        insta::assert_snapshot!(read("the 3rd of May, 2031"), @"2031-05-03 (3rd of May, 2031)");
        insta::assert_snapshot!(read("2031-03-07T18:20:00+01:00"), @"2031-03-07 (2031-03-07T18:20:00+01:00)");
        insta::assert_snapshot!(read("13/04/2031 and 04/13/2031"), @"2031-04-13 (13/04/2031); 2031-04-13 (04/13/2031)");
        insta::assert_snapshot!(read("4/5/2031"), @"? (4/5/2031)");
        insta::assert_snapshot!(read("26 | 01 | 2031 and 26/1/31, but 4/5/31 and 24/7"), @"2031-01-26 (26 | 01 | 2031); 2031-01-26 (26/1/31)");
        insta::assert_snapshot!(read("03-Mar-2031"), @"2031-03-03 (03-Mar-2031)");
        insta::assert_snapshot!(read("31 February 2031, 6 March, maybe 2031"), @"");
    }

    #[test]
    fn days_of_changes() {
        let changed = |line: &str| -> Vec<Option<bool>> {
            days(line)
                .iter()
                .map(|day| is_of_change(line, day))
                .collect()
        };
        assert_eq!(
            changed("UPDATED: 4 May 2031 | PUBLISHED: 3 May 2031"),
            [Some(true), Some(false)]
        );
        assert_eq!(
            changed("Posted 3 May 2031, last updated 4 May 2031"),
            [Some(false), Some(true)]
        );
        assert_eq!(changed("3 May 2031"), [None]);
    }

    #[test]
    fn the_writers_order() {
        let read = |order| days_by("4/5/2031", Some(order)).pop().and_then(|d| d.date);
        assert_eq!(read(Order::DayFirst), Date::new(2031, 5, 4).ok());
        assert_eq!(read(Order::MonthFirst), Date::new(2031, 4, 5).ok());
    }

    #[test]
    fn machine_days() {
        let read = |value| of_machine(value, None).map(|d| d.to_string());
        for value in [
            "2031-03-07T18:20:00Z",
            "20310307",
            "20310307182000",
            "Fri, 07 Mar 2031 18:20:00 GMT",
            "March 7, 2031",
            "2031/3/7",
        ] {
            assert_eq!(read(value).as_deref(), Some("2031-03-07"), "{value}");
        }
        assert_eq!(read("1741371600"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn days_that_a_container_tells() {
        let read = |value| told(value).map(|d| d.to_string());
        for value in [
            "1936000000",
            "1936000000000",
            "1936000000.0",
            "20310508",
            "20310508101010",
            "May 8, 2031",
        ] {
            assert_eq!(read(value).as_deref(), Some("2031-05-08"), "{value}");
        }
        for value in ["12", "4/5/2031", "soon", "", "99999999999999999999"] {
            assert_eq!(read(value), None, "{value}");
        }
    }

    #[test]
    fn what_is_left_beside_a_day() {
        let left = |line: &str| {
            without_days(line, &days(line))
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        };
        insta::assert_snapshot!(left("Published March 6, 2031, 4:12 p.m. GMT"), @",");
        insta::assert_snapshot!(left("Friday, 7 March 2031, Elvo"), @", Elvo");
        insta::assert_snapshot!(left("8 March 2031 · 6 min read"), @"·");
    }
}
