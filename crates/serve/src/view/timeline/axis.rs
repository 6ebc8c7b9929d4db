//! Which days a drawing shows, and where.

use super::Stretch;
use jiff::ToSpan;
use jiff::civil::Date;
use rapporteur_record::TimeValue;

/// At most this share of the entries is left out so that the others can be told apart, and only where that makes
/// what is shown at most half as long.
const LEFT_OUT: f64 = 0.1;

/// Below so many entries none is left out.
const FEW: usize = 6;

/// The first and last day of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Axis {
    pub first: Date,
    pub last: Date,
}

/// The first and last day of a stretch.
pub(super) fn days(s: &Stretch) -> Option<(Date, Date)> {
    let first = TimeValue::new(s.first.as_str())?.days()?;
    let last = TimeValue::new(s.last.as_str())?.days()?;
    Some((first.0, last.1))
}

impl Axis {
    /// All days; `None` where there are none.
    pub fn whole(stretches: &[Stretch]) -> Option<Axis> {
        let all = || stretches.iter().filter_map(days);
        Some(Axis {
            first: all().map(|(first, _)| first).min()?,
            last: all().map(|(_, last)| last).max()?,
        })
    }

    /// The days that a person chose, as far as there are entries.
    pub fn between(stretches: &[Stretch], since: &str, until: &str) -> Option<Axis> {
        let whole = Axis::whole(stretches)?;
        let chosen = |words: &str| TimeValue::new(words).and_then(|v| v.days());
        let first = chosen(since).map_or(whole.first, |(first, _)| first.max(whole.first));
        let last = chosen(until).map_or(whole.last, |(_, last)| last.min(whole.last));
        Some(Axis {
            first: first.min(last),
            last: last.max(first),
        })
    }

    /// The days on which most entries fall: all, unless leaving out a few at the ends halves the length. A long
    /// stretch that reaches in counts as left out, too, and is shown as far as it reaches.
    pub fn of_most(stretches: &[Stretch]) -> Option<Axis> {
        let whole = Axis::whole(stretches)?;
        let all: Vec<(Date, Date, usize)> = stretches
            .iter()
            .filter_map(|s| days(s).map(|(first, last)| (first, last, s.count)))
            .collect();
        let total: usize = all.iter().map(|(.., n)| n).sum();
        if total < FEW {
            return Some(whole);
        }
        let allowed = (total as f64 * LEFT_OUT) as usize;
        let mut starts: Vec<(Date, usize)> = all.iter().map(|(first, _, n)| (*first, *n)).collect();
        let mut ends: Vec<(Date, usize)> = all.iter().map(|(_, last, n)| (*last, *n)).collect();
        starts.sort_unstable();
        ends.sort_unstable_by(|a, b| b.cmp(a));
        let (starts, ends) = (with_cost(&starts), with_cost(&ends));
        let mut best = whole;
        for (first, before) in starts.iter().take_while(|(_, before)| *before <= allowed) {
            let last = ends
                .iter()
                .rev()
                .find(|(_, behind)| before + behind <= allowed);
            if let Some((last, _)) = last
                && first <= last
                && between(*first, *last) < between(best.first, best.last)
            {
                best = Axis {
                    first: *first,
                    last: *last,
                };
            }
        }
        let is_worth_it = best.length() * 2 <= whole.length();
        Some(if is_worth_it { best } else { whole })
    }

    /// How many days it shows.
    pub fn length(&self) -> i32 {
        between(self.first, self.last) + 1
    }

    /// How many days after the first.
    pub fn place(&self, date: Date) -> f64 {
        f64::from(between(self.first, date))
    }

    /// Whether anything of a stretch is shown.
    pub fn shows(&self, first: Date, last: Date) -> bool {
        first <= self.last && last >= self.first
    }

    /// How many entries lie wholly before it, and how many behind.
    pub fn outside(&self, stretches: &[Stretch]) -> (usize, usize) {
        let count = |test: &dyn Fn(Date, Date) -> bool| {
            let fits = |s: &&Stretch| days(s).is_some_and(|(first, last)| test(first, last));
            stretches.iter().filter(fits).map(|s| s.count).sum()
        };
        (
            count(&|_, last| last < self.first),
            count(&|first, _| first > self.last),
        )
    }

    /// Days that are easy to count from, with labels: at most eight.
    pub fn ticks(&self) -> Vec<(Date, String)> {
        // Months, then days.
        const STEPS: [(i32, i32); 16] = [
            (0, 1),
            (0, 2),
            (0, 7),
            (0, 14),
            (1, 0),
            (2, 0),
            (3, 0),
            (6, 0),
            (12, 0),
            (24, 0),
            (60, 0),
            (120, 0),
            (240, 0),
            (600, 0),
            (1_200, 0),
            (12_000, 0),
        ];
        let days = f64::from(self.length());
        let length = |(months, days): (i32, i32)| f64::from(months) * 30.4 + f64::from(days);
        let fits = |step: &(i32, i32)| days / length(*step) <= 7.0;
        // Years have four digits, so that the longest step is always long enough.
        let (months, days) = STEPS.into_iter().find(fits).unwrap_or((12_000, 0));
        let mut at = match months {
            0 => self.first,
            _ => from_month(self.first, months),
        };
        let mut ticks = Vec::new();
        while at <= self.last && ticks.len() < 9 {
            if at >= self.first {
                ticks.push((at, label(at, months)));
            }
            let Ok(next) = at.checked_add(i64::from(months).months().days(days)) else {
                break;
            };
            at = next;
        }
        ticks
    }
}

/// Days in an order, each with how many entries come before the first of that day.
fn with_cost(days: &[(Date, usize)]) -> Vec<(Date, usize)> {
    let mut before = 0;
    let mut all: Vec<(Date, usize)> = Vec::new();
    for (date, n) in days {
        if all.last().is_none_or(|(known, _)| known != date) {
            all.push((*date, before));
        }
        before += n;
    }
    all
}

/// The first of a month that is a whole number of steps from the beginning of the count of years, at or before.
fn from_month(date: Date, step: i32) -> Date {
    let month = i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    let month = month - month.rem_euclid(step.max(1));
    let year = i16::try_from(month.div_euclid(12)).unwrap_or(date.year());
    let month = i8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
    Date::new(year, month, 1).unwrap_or(date)
}

fn label(date: Date, months: i32) -> String {
    match months {
        0 => rapporteur_web::words::day(date),
        n if n < 12 => rapporteur_web::words::days(date, date.last_of_month()),
        _ => date.year().to_string(),
    }
}

fn between(first: Date, last: Date) -> i32 {
    last.since(first).map_or(0, |s| s.get_days())
}

#[cfg(test)]
mod tests {
    use super::super::Open;
    use super::*;

    fn stretch(first: &str, last: &str, count: usize) -> Stretch {
        Stretch {
            lane: "Ana".into(),
            first: first.into(),
            last: last.into(),
            open: Open::No,
            count,
        }
    }

    fn shown(all: &[Stretch]) -> (String, (usize, usize)) {
        let axis = Axis::of_most(all).unwrap();
        (format!("{} {}", axis.first, axis.last), axis.outside(all))
    }

    #[test]
    fn a_few_years_elsewhere_do_not_squeeze_the_rest() {
        let week: Vec<Stretch> = (1..=9)
            .map(|d| stretch(&format!("2024-03-0{d}"), &format!("2024-03-0{d}"), 3))
            .collect();
        let and = |more: &[Stretch]| [week.as_slice(), more].concat();
        assert_eq!(shown(&week), ("2024-03-01 2024-03-09".into(), (0, 0)));
        let old = and(&[stretch("1996-01-01", "1996-12-31", 1)]);
        assert_eq!(shown(&old), ("2024-03-01 2024-03-09".into(), (1, 0)));
        let both = and(&[
            stretch("1996-01-01", "1996-01-01", 1),
            stretch("2050-01-01", "2050-01-01", 2),
        ]);
        assert_eq!(shown(&both), ("2024-03-01 2024-03-09".into(), (1, 2)));
        let reaching = and(&[stretch("1996-01-01", "2024-03-02", 1)]);
        assert_eq!(shown(&reaching), ("2024-03-01 2024-03-09".into(), (0, 0)));
        let half = and(&[stretch("1996-01-01", "1996-01-01", 9)]);
        assert_eq!(
            shown(&half),
            ("1996-01-01 2024-03-09".into(), (0, 0)),
            "nine are not a few"
        );
        let near = and(&[stretch("2024-03-12", "2024-03-12", 1)]);
        assert_eq!(
            shown(&near),
            ("2024-03-01 2024-03-12".into(), (0, 0)),
            "a little longer is no harm"
        );
    }

    #[test]
    fn ticks_fall_on_days_that_are_easy_to_count_from() {
        let ticks = |first: &str, last: &str| -> Vec<String> {
            let axis = Axis::whole(&[stretch(first, last, 1)]).unwrap();
            axis.ticks().into_iter().map(|(_, label)| label).collect()
        };
        assert_eq!(ticks("2024-03-05", "2024-03-05"), ["5 March 2024"]);
        assert_eq!(
            ticks("2023-11-20", "2023-12-20"),
            [
                "20 November 2023",
                "27 November 2023",
                "4 December 2023",
                "11 December 2023",
                "18 December 2023"
            ]
        );
        assert_eq!(
            ticks("2021-02-01", "2024-02-01"),
            [
                "July 2021",
                "January 2022",
                "July 2022",
                "January 2023",
                "July 2023",
                "January 2024"
            ]
        );
        assert_eq!(
            ticks("1900-01-01", "2024-01-01"),
            ["1900", "1920", "1940", "1960", "1980", "2000", "2020"]
        );
        assert!(ticks("0001-01-01", "9999-12-31").len() <= 9);
    }
}
