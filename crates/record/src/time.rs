//! Time expressions and their values, after TIMEX3 (ISO-TimeML; TimeML 1.2.1 specification).

use crate::text::Span;
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// A time expression in an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// Its words.
    pub span: Span,
    /// TIMEX3 `type`.
    pub kind: TimeKind,
    /// TIMEX3 `value`; `None` where the text leaves it open.
    pub value: Option<TimeValue>,
    /// TIMEX3 `mod`.
    pub modifier: Option<TimeMod>,
    /// What the value was counted from; `None` where the value is open.
    pub anchor: Option<Anchor>,
    /// The rule that read it, where the reader was asked to say.
    pub rule: Option<String>,
}

impl Time {
    /// An expression that says its whole value itself.
    pub fn new(span: Span, kind: TimeKind, value: Option<TimeValue>) -> Time {
        Time {
            span,
            kind,
            anchor: value.as_ref().map(|_| Anchor::default()),
            value,
            modifier: None,
            rule: None,
        }
    }
}

/// What the value of a time expression was counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Anchor {
    /// What kind of day that is.
    pub kind: AnchorKind,
    /// The words that give it, where the text has them.
    pub span: Option<Span>,
}

/// What a relative date is counted from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum AnchorKind {
    /// Nothing: the words say it all ("5 March 2031", "three weeks").
    #[default]
    Itself,
    /// The day of publication.
    Published,
    /// The day of the dateline, where that is a little older than the day of publication.
    Dateline,
    /// A date that the text has spoken of ("the next day").
    Spoken,
    /// The day on which the quoted words were said ("“I left yesterday,” she said on Monday").
    Said,
}

/// TIMEX3 `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimeKind {
    /// A day or a longer stretch of the calendar.
    Date,
    /// A time of day, or a part of a day.
    Time,
    /// How long.
    Duration,
    /// How often.
    Set,
}

/// TIMEX3 `mod`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TimeMod {
    /// "more than a decade ago"
    Before,
    /// "less than a year ago"
    After,
    /// "no later than …"
    OnOrBefore,
    /// "no earlier than …"
    OnOrAfter,
    /// "less than", "nearly", "almost"
    LessThan,
    /// "more than", "over"
    MoreThan,
    /// "no more than"
    EqualOrLess,
    /// "at least"
    EqualOrMore,
    /// "early", "the beginning of"
    Start,
    /// "the middle of"
    Mid,
    /// "late", "the end of"
    End,
    /// "about", "around", "some"
    Approx,
}

/// A TIMEX3 value: `2024-03-05`, `2024-W10`, `2024-03-04TNI`, `P30Y`, `PRESENT_REF`, `XXXX-03-05`,
/// or an interval `2021-05-20/2021-05-21`.
///
/// ```
/// use rapporteur_record::TimeValue;
/// let value = TimeValue::new("2024-02").unwrap();
/// let (first, last) = value.days().unwrap();
/// assert_eq!((first.to_string(), last.to_string()), ("2024-02-01".into(), "2024-02-29".into()));
/// assert!(TimeValue::new("").is_none());
/// assert!(TimeValue::new("P3D").unwrap().days().is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeValue(String);

impl TimeValue {
    /// Takes a value; `None` for an empty one or one with white space.
    pub fn new(value: impl Into<String>) -> Option<TimeValue> {
        let value = value.into();
        let lawful = !value.is_empty() && !value.contains(char::is_whitespace);
        lawful.then_some(TimeValue(value))
    }

    /// The value of one day.
    pub fn day(date: Date) -> TimeValue {
        TimeValue(date.to_string())
    }

    /// The value as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How exact the value is: the length of what it names, of an interval that of its longer end. `None` where
    /// it names no days.
    ///
    /// ```
    /// use rapporteur_record::{Precision, TimeValue};
    /// let precision = |value| TimeValue::new(value).unwrap().precision();
    /// assert_eq!(precision("2024-03-05TNI"), Some(Precision::Day));
    /// assert_eq!(precision("2024-SP"), Some(Precision::Season));
    /// assert_eq!(precision("2024-03-05/2024-04"), Some(Precision::Month));
    /// assert_eq!(precision("P3D"), None);
    /// ```
    pub fn precision(&self) -> Option<Precision> {
        self.days()?;
        let ends = self.0.split('/');
        ends.map(precision_of).max()
    }

    /// The first and last day that the value covers, where it names days of the calendar at all.
    ///
    /// Years, months, ISO weeks, quarters, halves, seasons (northern, by whole months: spring is
    /// March to May), decades (`199`), days with or without a time, and intervals of these.
    pub fn days(&self) -> Option<(Date, Date)> {
        match self.0.split_once('/') {
            Some((from, to)) => Some((days_of(from)?.0, days_of(to)?.1)),
            None => days_of(&self.0),
        }
    }
}

impl std::fmt::Display for TimeValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// How long the stretch is that a date names, from the shortest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // the words say it
pub enum Precision {
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

/// Of a value that names days.
fn precision_of(value: &str) -> Precision {
    let date = value.split('T').next().unwrap_or_default();
    let parts: Vec<&str> = date.split('-').collect();
    match parts.as_slice() {
        [year] if year.len() == 2 => Precision::Century,
        [year] if year.len() == 3 => Precision::Decade,
        [_] => Precision::Year,
        [_, _, "WE"] => Precision::Weekend,
        [_, "SP" | "SU" | "FA" | "WI"] => Precision::Season,
        [_, part] => match part.as_bytes().first() {
            Some(b'W') => Precision::Week,
            Some(b'Q') => Precision::Quarter,
            Some(b'H') => Precision::Half,
            _ => Precision::Month,
        },
        _ => Precision::Day,
    }
}

fn days_of(value: &str) -> Option<(Date, Date)> {
    let date = value.split('T').next()?;
    let mut parts = date.split('-');
    let year_digits = parts.next()?;
    let year: i16 = year_digits.parse().ok()?;
    match (year_digits.len(), parts.next(), parts.next()) {
        (2, None, None) => Some((
            Date::new(year * 100, 1, 1).ok()?,
            Date::new(year * 100 + 99, 12, 31).ok()?,
        )),
        (3, None, None) => Some((
            Date::new(year * 10, 1, 1).ok()?,
            Date::new(year * 10 + 9, 12, 31).ok()?,
        )),
        (4, None, None) => months(year, 1, 12),
        (4, Some(part), None) => match part.as_bytes() {
            b"SP" => months(year, 3, 3),
            b"SU" => months(year, 6, 3),
            b"FA" => months(year, 9, 3),
            b"WI" => months(year, 12, 3),
            [b'W', week @ ..] => {
                let week: i8 = std::str::from_utf8(week).ok()?.parse().ok()?;
                let monday =
                    jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday)
                        .ok()?
                        .date();
                Some((monday, monday.checked_add(6.days()).ok()?))
            }
            [b'Q', n @ b'1'..=b'4'] => months(year, (n - b'1') as i8 * 3 + 1, 3),
            [b'H', n @ b'1'..=b'2'] => months(year, (n - b'1') as i8 * 6 + 1, 6),
            _ => months(year, part.parse().ok()?, 1),
        },
        (4, Some(week), Some("WE")) => {
            let (monday, sunday) = days_of(&format!("{year_digits}-{week}"))?;
            let saturday = monday.checked_add(5.days()).ok()?;
            (week.starts_with('W')).then_some((saturday, sunday))
        }
        (4, Some(month), Some(day)) => {
            let day = Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
            Some((day, day))
        }
        _ => None,
    }
}

/// The first and the last day of `count` months from a month on.
fn months(year: i16, month: i8, count: i64) -> Option<(Date, Date)> {
    let first = Date::new(year, month, 1).ok()?;
    let last = first.checked_add(count.months()).ok()?.yesterday().ok()?;
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::TimeValue;

    fn days(value: &str) -> String {
        match TimeValue::new(value).and_then(|v| v.days()) {
            Some((a, b)) => format!("{a}..{b}"),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn values_cover_days() {
        insta::assert_snapshot!(days("2024"), @"2024-01-01..2024-12-31");
        insta::assert_snapshot!(days("199"), @"1990-01-01..1999-12-31");
        insta::assert_snapshot!(days("19"), @"1900-01-01..1999-12-31");
        insta::assert_snapshot!(days("2024-W10-WE"), @"2024-03-09..2024-03-10");
        insta::assert_snapshot!(days("2024-W10"), @"2024-03-04..2024-03-10");
        insta::assert_snapshot!(days("2023-Q4"), @"2023-10-01..2023-12-31");
        insta::assert_snapshot!(days("2023-WI"), @"2023-12-01..2024-02-29");
        insta::assert_snapshot!(days("2024-03-04TNI"), @"2024-03-04..2024-03-04");
        insta::assert_snapshot!(days("2021-01-11/2021-02-24"), @"2021-01-11..2021-02-24");
    }

    #[test]
    fn what_names_no_day_covers_none() {
        for value in [
            "PRESENT_REF",
            "P3D",
            "XXXX-03-05",
            "2021-13",
            "2021-02-30",
            "T10:00",
            "99999",
            "2024-W60",
        ] {
            assert_eq!(days(value), "none", "{value}");
        }
    }
}
