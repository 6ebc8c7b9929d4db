//! Dates, numbers and labels in English.

use jiff::civil::Date;
use rapporteur_record::record::StepKind;
use rapporteur_record::{
    Act, CommitmentStatus, FigureMod, How, Mode, Quantity, ReferentKind, StatementKind, TimeValue,
    WhenRole, json::WhenObject, record::CollationKind,
};
use serde_json::Value;

/// `1 article`, `20,000 articles`.
///
/// ```
/// use rapporteur_web::words::count;
/// assert_eq!(count(1, "copy", "copies"), "1 copy");
/// assert_eq!(count(20_000, "copy", "copies"), "20,000 copies");
/// ```
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        thousands(n as u64),
        if n == 1 { one } else { many }
    )
}

/// A whole number with a comma every three digits.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number as people write it: no fraction where there is none.
pub fn number(x: f64) -> String {
    if x.fract() == 0.0 && x.abs() < 9e15 {
        let sign = if x < 0.0 { "−" } else { "" };
        format!("{sign}{}", thousands(x.abs() as u64))
    } else {
        x.to_string()
    }
}

/// A quantity: `300`, `200 to 300`.
pub fn quantity(value: Quantity) -> String {
    match value {
        Quantity::One(x) => number(x),
        Quantity::Range(x, y) => format!("{} to {}", number(x), number(y)),
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1)
        .ok()
        .and_then(|m| MONTHS.get(m))
        .copied()
        .unwrap_or_default()
}

/// `5 March 2024`
pub fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// A stretch of days as short as it can be said: `March 2024`, `4 to 5 March 2024`, `2023`.
///
/// ```
/// use rapporteur_record::TimeValue;
/// use rapporteur_web::words::days;
/// let said = |v: &str| TimeValue::new(v).unwrap().days().map(|(a, b)| days(a, b)).unwrap();
/// assert_eq!(said("2024-03-05"), "5 March 2024");
/// assert_eq!(said("2024-03-04/2024-03-05"), "4 to 5 March 2024");
/// assert_eq!(said("2024-02"), "February 2024");
/// assert_eq!(said("2024-Q1"), "January to March 2024");
/// assert_eq!(said("199"), "1990 to 1999");
/// ```
pub fn days(first: Date, last: Date) -> String {
    if first == last {
        return day(first);
    }
    let whole_months = first.day() == 1 && last == last.last_of_month();
    let same_year = first.year() == last.year();
    let same_month = same_year && first.month() == last.month();
    if whole_months && first.month() == 1 && last.month() == 12 {
        return match same_year {
            true => first.year().to_string(),
            false => format!("{} to {}", first.year(), last.year()),
        };
    }
    match (whole_months, same_month, same_year) {
        (true, true, _) => format!("{} {}", month(first), first.year()),
        (true, false, true) => format!("{} to {} {}", month(first), month(last), last.year()),
        (true, false, false) => {
            let (from, to) = (month(first), month(last));
            format!("{from} {} to {to} {}", first.year(), last.year())
        }
        (false, true, _) => format!("{} to {}", first.day(), day(last)),
        (false, false, true) => format!("{} {} to {}", first.day(), month(first), day(last)),
        (false, false, false) => format!("{} to {}", day(first), day(last)),
    }
}

/// A TIMEX3 value: its days where it names any, else a duration or the value as it stands.
pub fn time(value: &TimeValue) -> String {
    if let Some((first, last)) = value.days() {
        let part_of_day = value
            .as_str()
            .split_once('T')
            .and_then(|(_, t)| part_of_day(t));
        let days = days(first, last);
        return match part_of_day {
            Some(part) => format!("{days}, {part}"),
            None => days,
        };
    }
    match value.as_str() {
        "PRESENT_REF" => "now, by no calendar".to_owned(),
        "PAST_REF" => "in the past, no day given".to_owned(),
        "FUTURE_REF" => "in the future, no day given".to_owned(),
        other => duration(other).unwrap_or_else(|| other.to_owned()),
    }
}

fn part_of_day(part: &str) -> Option<String> {
    Some(match part {
        "MO" => "morning".to_owned(),
        "MI" => "midday".to_owned(),
        "AF" => "afternoon".to_owned(),
        "EV" => "evening".to_owned(),
        "NI" => "night".to_owned(),
        "DT" => "daytime".to_owned(),
        clock if clock.starts_with(|c: char| c.is_ascii_digit()) => clock.to_owned(),
        _ => return None,
    })
}

/// `P44D` as "44 days", `P1Y6M` as "1 year 6 months"; `None` for anything else.
fn duration(value: &str) -> Option<String> {
    let mut in_day = false;
    let mut digits = String::new();
    let mut parts = Vec::new();
    for c in value.strip_prefix('P')?.chars() {
        let unit = match (c, in_day) {
            ('0'..='9' | '.', _) => {
                digits.push(c);
                continue;
            }
            ('T', _) => {
                in_day = true;
                continue;
            }
            ('Y', _) => "year",
            ('M', false) => "month",
            ('W', _) => "week",
            ('D', _) => "day",
            ('H', _) => "hour",
            ('M', true) => "minute",
            ('S', _) => "second",
            _ => return None,
        };
        let plural = if digits == "1" { "" } else { "s" };
        parts.push(format!("{} {unit}{plural}", std::mem::take(&mut digits)));
    }
    let whole = digits.is_empty() && !parts.is_empty() && parts.iter().all(|p| !p.starts_with(' '));
    whole.then(|| parts.join(" "))
}

/// What a date is to the thing spoken of: "happened", "due", "in force".
pub fn role(role: WhenRole) -> &'static str {
    match role {
        WhenRole::Happened => "happened",
        WhenRole::Due => "due",
        WhenRole::InForce => "in force",
    }
}

/// The days of a date of what is spoken of: "5 March 2031", "by 1 May 2031", "from 2019", "until June 2031".
pub fn when(when: &WhenObject) -> String {
    let value = when.value.days();
    let day = |written: &Option<String>| written.as_ref()?.parse::<Date>().ok();
    let stretch = |open: &str| {
        // The words' own stretch is kinder than its first or last day: "from 2019".
        let (first, last) = value?;
        let bound = day(&when.from).or(day(&when.to))?;
        let whole = (first..=last).contains(&bound);
        let days = if whole {
            days(first, last)
        } else {
            self::day(bound)
        };
        Some(format!("{open} {days}"))
    };
    let by = if when.role == WhenRole::Due {
        "by"
    } else {
        "until"
    };
    let said = match (day(&when.from), day(&when.to)) {
        (Some(from), Some(to)) => Some(days(from, to)),
        (Some(_), None) => stretch("from"),
        (None, Some(_)) => stretch(by),
        (None, None) => duration(when.value.as_str()).map(|length| format!("within {length}")),
    };
    said.unwrap_or_else(|| when.value.to_string())
}

/// What an account comes to, as a person would write it; `None` where there is nothing to write.
pub fn value(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        Value::Number(n) => Some(n.as_f64().map_or_else(|| n.to_string(), number)),
        Value::String(s) if s.trim().is_empty() => None,
        Value::String(s) => Some(
            TimeValue::new(s.as_str())
                .filter(|v| v.days().is_some() || duration(v.as_str()).is_some())
                // A bare number is a number, not a year or a decade.
                .filter(|v| !v.as_str().chars().all(|c| c.is_ascii_digit()))
                .map_or_else(|| s.clone(), |v| time(&v)),
        ),
        Value::Array(list) => match list.as_slice() {
            [from @ Value::Number(_), to @ Value::Number(_)] => {
                Some(format!("{} to {}", self::value(from)?, self::value(to)?))
            }
            list => joined(list.iter().filter_map(self::value), "; "),
        },
        Value::Object(map) => joined(
            map.iter()
                .filter_map(|(key, v)| Some(format!("{key}: {}", self::value(v)?))),
            "; ",
        ),
    }
}

fn joined(parts: impl Iterator<Item = String>, with: &str) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(with))
}

/// How a statement has its words.
pub fn kind(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Direct => "direct quotation",
        StatementKind::Indirect => "indirect",
        StatementKind::Mixed => "partly quoted",
    }
}

/// Said or thought.
pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Speech => "said",
        Mode::Thought => "thought",
    }
}

/// What a statement does.
pub fn act(act: Act) -> &'static str {
    match act {
        Act::ExpressHope => "express hope",
        other => other.name(),
    }
}

/// What a referent is.
pub fn referent(kind: ReferentKind) -> &'static str {
    match kind {
        ReferentKind::Person => "person",
        ReferentKind::Organisation => "organisation",
        ReferentKind::Place => "place",
        ReferentKind::Agreement => "agreement",
        ReferentKind::Law => "law",
        ReferentKind::Event => "event",
        ReferentKind::Group => "group",
    }
}

/// What is compared, as a question the accounts answer.
pub fn compared(kind: CollationKind) -> &'static str {
    match kind {
        CollationKind::Date => "when",
        CollationKind::Number => "how many",
        CollationKind::Role => "who did what",
        CollationKind::Status => "what has become of it",
        CollationKind::Name => "what it is called",
        CollationKind::Stipulation => "what an instrument provides",
        CollationKind::Utterance => "what was said",
        CollationKind::Position => "what one speaker held on different days",
    }
}

/// How a day of publication is known.
pub fn how(how: How) -> &'static str {
    match how {
        How::Printed => "printed in the text",
        How::Metadata => "from the page’s metadata or the caller",
        How::Inferred => "worked out from other dates in the text",
        How::Unknown => "not known",
    }
}

/// What a voice says of a duty.
pub fn status(status: CommitmentStatus) -> &'static str {
    match status {
        CommitmentStatus::Owed => "owed",
        CommitmentStatus::SaidFulfilled => "said to be fulfilled",
        CommitmentStatus::SaidBreached => "said to be breached",
        CommitmentStatus::Denied => "denied",
        CommitmentStatus::Disputed => "disputed",
    }
}

/// What a step of the register comes to.
pub fn step(step: StepKind) -> &'static str {
    match step {
        StepKind::Undertaking => "owed",
        StepKind::Fulfilment => "said to be kept",
        StepKind::AllegedBreach => "said to be broken",
        StepKind::Dispute => "disputed",
        StepKind::Denial => "denied",
        StepKind::NoSuchDuty => "said not to be owed",
        StepKind::CounterCharge => "charged back",
    }
}

/// How a figure is meant.
pub fn modifier(modifier: FigureMod) -> &'static str {
    match modifier {
        FigureMod::About => "about",
        FigureMod::MoreThan => "more than",
        FigureMod::LessThan => "less than",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn timex(value: &str) -> String {
        time(&TimeValue::new(value).unwrap())
    }

    #[test]
    fn times_read_as_people_say_them() {
        insta::assert_snapshot!(timex("2024-03-04TNI"), @"4 March 2024, night");
        insta::assert_snapshot!(timex("2024-03-04T10:30"), @"4 March 2024, 10:30");
        insta::assert_snapshot!(timex("2023-12-20/2024-01-04"), @"20 December 2023 to 4 January 2024");
        insta::assert_snapshot!(timex("2024-03-30/2024-04-02"), @"30 March to 2 April 2024");
        insta::assert_snapshot!(timex("2023-WI"), @"December 2023 to February 2024");
        insta::assert_snapshot!(timex("P44D"), @"44 days");
        insta::assert_snapshot!(timex("P1Y6M"), @"1 year 6 months");
        insta::assert_snapshot!(timex("PT90M"), @"90 minutes");
        insta::assert_snapshot!(timex("PXD"), @"PXD");
        insta::assert_snapshot!(timex("XXXX-03-05"), @"XXXX-03-05");
    }

    #[test]
    fn values_read_as_people_write_them() {
        let shown = |v| value(&v).unwrap_or_else(|| "nothing".to_owned());
        assert_eq!(shown(json!(12500)), "12,500");
        assert_eq!(shown(json!([200, 300])), "200 to 300");
        assert_eq!(shown(json!("2024-03-05")), "5 March 2024");
        assert_eq!(shown(json!("300")), "300");
        assert_eq!(shown(json!(2.5)), "2.5");
        assert_eq!(shown(json!(-3)), "−3");
        assert_eq!(shown(json!(null)), "nothing");
        assert_eq!(shown(json!({"from": 1, "to": null})), "from: 1");
        assert_eq!(
            shown(json!(["the escort", "the cutter"])),
            "the escort; the cutter"
        );
    }
}
