//! What no input may do: panic, give absurd values, or take more than linear time.

use crate::read;
use proptest::prelude::*;
use rapporteur_record::Text;
use std::time::{Duration, Instant};

fn shown(words: &str, created: Option<&str>) -> String {
    let text = Text::new(words);
    let created = created.map(|day| day.parse().unwrap());
    let shown: Vec<String> = read(&text, created)
        .iter()
        .map(|r| {
            let value = r.time.value.as_ref().map_or("?", |v| v.as_str());
            format!("{}={value}", text.quote(r.time.span))
        })
        .collect();
    shown.join("; ")
}

#[test]
fn days_that_do_not_exist_are_no_dates() {
    let bad = [
        "on 30 February 2021",
        "on 2021-13-45",
        "on February 30",
        "on 31/11/2020",
        "on 45.13.2020",
        "on 0000-01-01",
        "on 5 May 99999",
        "in the year 0",
        "in the year 99999",
        "on 5 May 0",
        "on 29 February 2023",
        "in 2021-W60",
        "at 24:30",
        "at 25:61",
        "It began on 5 June 2020 and ended on the 31st.",
    ];
    let shown: Vec<String> = bad
        .iter()
        .map(|words| format!("{words} | {}", shown(words, Some("2024-03-06"))))
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    on 30 February 2021 | 
    on 2021-13-45 | 
    on February 30 | 
    on 31/11/2020 | 
    on 45.13.2020 | 
    on 0000-01-01 | 
    on 5 May 99999 | 
    in the year 0 | 
    in the year 99999 | 
    on 5 May 0 | 
    on 29 February 2023 | 
    in 2021-W60 | 
    at 24:30 | 
    at 25:61 | 
    It began on 5 June 2020 and ended on the 31st. | 5 June 2020=2020-06-05
    ");
}

#[test]
fn a_day_of_writing_far_off_gives_no_absurd_value() {
    // The analysis has no clock: a day to come is a day like any other. What would leave the calendar stays open.
    let words = "It rained yesterday and on Monday; it will rain next year and at Easter.";
    let days = ["0001-01-01", "1599-12-31", "2999-07-05", "9999-12-31"];
    let table = days.map(|day| format!("{day} | {}", shown(words, Some(day))));
    insta::assert_snapshot!(table.join("\n"), @r"
    0001-01-01 | yesterday=?; Monday=0001-01-01; next year=0002; Easter=?
    1599-12-31 | yesterday=1599-12-30; Monday=1599-12-27; next year=1600; Easter=1600-04-02
    2999-07-05 | yesterday=2999-07-04; Monday=2999-07-01; next year=3000; Easter=3000-04-13
    9999-12-31 | yesterday=9999-12-30; Monday=9999-12-27; next year=?; Easter=9999-03-28
    ");
}

#[test]
fn a_million_digits_are_no_date() {
    let digits = "7".repeat(1_000_000);
    assert_eq!(shown(&digits, Some("2024-03-06")), "");
    let last = format!("{digits} on 5 May 2024");
    assert_eq!(shown(&last, Some("2024-03-06")), "5 May 2024=2024-05-05");
}

#[test]
fn any_day_of_writing_will_do() {
    for created in ["0001-01-01", "1582-10-04", "-009999-01-01", "9999-12-31"] {
        let words = "Yesterday, last week, next year, in March, on Monday, at Easter, two decades ago, \
                     next month, the previous century, 900000 years ago, in 40000 weeks, on Christmas Day";
        let text = Text::new(words);
        for reading in read(&text, Some(created.parse().unwrap())) {
            let value = reading.time.value.map(|v| v.as_str().len());
            assert!(value.is_none_or(|len| len < 30), "{:?}", reading.rule);
        }
    }
}

/// Words that set off many rules, with what breaks them.
fn timely() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "the",
        "a",
        "two",
        "12",
        "2024",
        "1,000",
        "30",
        "May",
        "March",
        "Monday",
        "year",
        "years",
        "ago",
        "later",
        "early",
        "end",
        "of",
        "-",
        "–",
        ".",
        ",",
        ":",
        "/",
        "night",
        "quarter",
        "first",
        "third",
        "half",
        "and",
        "to",
        "between",
        "Christmas",
        "’s",
        "'80s",
        "BC",
        "a.m.",
        "noon",
        "99999",
        "0",
        "00",
        "31st",
        "é",
        "😀",
        "\n\n",
        "“",
        "”",
        "last",
        "next",
        "this",
        "every",
        "more than",
        "about",
        "week",
        "decades",
        "hundred",
        "million",
        "twenty",
        "spring",
    ]);
    let gap = prop::sample::select(vec![" ", "", "  ", "\n"]);
    prop::collection::vec((words, gap), 0..60).prop_map(|all| {
        all.iter()
            .map(|(word, gap)| format!("{word}{gap}"))
            .collect()
    })
}

proptest! {
    #[test]
    fn expressions_lie_in_order_and_apart(words in timely(), created in 1i16..9999) {
        let text = Text::new(words);
        let day = jiff::civil::date(created, 6, 15);
        for created in [None, Some(day)] {
            let mut end = 0;
            for reading in read(&text, created) {
                prop_assert!(reading.time.span.start() >= end);
                prop_assert!(!reading.time.span.is_empty());
                end = reading.time.span.end();
            }
        }
    }

    #[test]
    fn any_text_can_be_read(words in "\\PC{0,200}") {
        let text = Text::new(words);
        let first = read(&text, None);
        prop_assert_eq!(read(&text, None), first);
    }
}

/// Time for inputs that invite backtracking must grow with their length, not faster.
#[test]
fn time_is_linear() {
    let seeds = [
        "7",
        "1,000",
        "twenty ",
        "hundred and ",
        "the end of the ",
        "March 5-",
        "early mid late ",
        "1999-",
        "“",
        "a ",
        "between two and ",
        "first half of the third quarter of ",
        "on Monday ",
    ];
    // The best of three: other work on the machine only ever adds.
    let spent = |words: String| {
        let text = Text::new(words);
        let once = || {
            let (clock, begun) = (Instant::now(), processor_time());
            let _ = read(&text, Some(jiff::civil::date(2024, 3, 6)));
            let spent = processor_time().zip(begun);
            spent.map_or_else(|| clock.elapsed(), |(now, then)| now.saturating_sub(then))
        };
        once().min(once()).min(once())
    };
    for seed in seeds {
        let small = spent(seed.repeat(10_000 / seed.len()));
        let large = spent(seed.repeat(100_000 / seed.len()));
        // Ten times the text; twenty-five times leaves room for a busy machine.
        let limit = small * 25 + Duration::from_millis(100);
        assert!(large < limit, "{seed:?}: {small:?} then {large:?}");
    }
}

/// The time that this thread has had of a processor, where the system tells (Linux).
fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ')
        .next()?
        .parse()
        .ok()
        .map(Duration::from_nanos)
}
