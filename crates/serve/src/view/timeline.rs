//! What was said, is mentioned, or came out on which days: lanes of dots (days) and bars (ranges), and the same as
//! a table.

use crate::context::{Context, Pager, Reply, Shell, day, link, page};
use crate::fault::Fault;
use crate::sides::Sides;
use crate::table::Table;
use askama::Template;
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde_json::json;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Lanes drawn; the rest is one lane.
const LANES: usize = 12;
/// Above so many different stretches of days the drawing goes by months, then by years.
const STRETCHES: usize = 400;

/// How many things fall on one stretch of days in one lane.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch {
    lane: String,
    first: String,
    last: String,
    count: usize,
}

struct Lane {
    name: String,
    y: usize,
    text_y: usize,
    marks: Vec<Mark>,
}

/// A dot or a bar, in the units of the drawing.
struct Mark {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    round: f64,
    told: String,
}

struct Tick {
    x: f64,
    label: String,
    /// SVG's `text-anchor`: the outermost stay inside the drawing.
    anchor: &'static str,
}

struct Row {
    stretch: Stretch,
    days: String,
    href: String,
}

#[derive(Template)]
#[template(path = "timeline.html")]
struct Page {
    shell: Shell,
    clock: String,
    lane: String,
    since: String,
    until: String,
    by: String,
    lanes: Vec<Lane>,
    ticks: Vec<Tick>,
    height: usize,
    grain: &'static str,
    told: String,
    rows: Vec<Row>,
    pager: Pager,
    has_sides: bool,
}

/// What a day can be the day of, as the address and as the page say it.
const CLOCKS: [(&str, &str); 3] = [
    ("said", "said"),
    ("mentioned", "mentioned in the text"),
    ("published", "published"),
];

/// The drawing's width and the room for names left of it.
const WIDTH: f64 = 1000.0;
const NAMES: f64 = 210.0;
const LANE: usize = 34;

/// The page.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let clock = c.param("clock").unwrap_or("said").to_owned();
    let mut lane = c
        .param("lane")
        .unwrap_or(if clock == "said" { "speaker" } else { "outlet" })
        .to_owned();
    if clock != "said" && lane == "speaker" {
        lane = "outlet".to_owned();
    }
    let (since, until, by) = (c.given("since"), c.given("until"), c.given("by"));
    let key = format!("timeline {clock} {lane} {since} {until} {by} {:?}", c.sides);
    let all = c.sum(&key, |db| {
        let stretches = ask(db, &clock, &lane, &since, &until, &by)?;
        Ok(match lane.as_str() {
            "side" => coarser(&by_side(stretches, &c.sides)),
            _ => coarser(&stretches),
        })
    })?;
    let (stretches, grain) = (&all.0, all.1);
    let (limit, offset) = c.window();
    let rows: Vec<Row> = stretches
        .iter()
        .skip(offset)
        .take(limit)
        .map(|s| Row {
            days: in_words(s),
            href: entries(&clock, &lane, s, &by),
            stretch: s.clone(),
        })
        .collect();
    let table = || Table {
        columns: &["first", "last", "lane", "entries"],
        rows: rows
            .iter()
            .map(|r| {
                let s = &r.stretch;
                vec![json!(s.first), json!(s.last), json!(s.lane), json!(s.count)]
            })
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    let (lanes, ticks) = draw(stretches);
    let total: usize = stretches.iter().map(|s| s.count).sum();
    page(&Page {
        shell: c.shell_with_data("Timeline"),
        height: lanes.len() * LANE + 40,
        told: rapporteur_web::words::count(total, "entry", "entries"),
        pager: c.pager(
            stretches.len(),
            false,
            "stretch of days",
            "stretches of days",
        ),
        has_sides: !c.sides.all.is_empty(),
        clock,
        lane,
        since,
        until,
        by,
        lanes,
        ticks,
        grain,
        rows,
    })
}

fn ask(
    db: &Connection,
    clock: &str,
    lane: &str,
    since: &str,
    until: &str,
    by: &str,
) -> rusqlite::Result<Vec<Stretch>> {
    const WHO: &str =
        "coalesce((SELECT r.name FROM members m JOIN shared_referents r ON r.id = m.shared_referent
        WHERE m.referent = s.speaker), s.speaker_name, 'speaker not known')";
    let outlet = "coalesce(outlet, 'outlet not known')";
    let (first, last, name, from) = match (clock, lane) {
        ("mentioned", _) => (
            "t.first_day", "t.last_day", "coalesce(a.outlet, 'outlet not known')".to_owned(),
            "times t JOIN articles a ON a.id = t.article",
        ),
        ("published", _) => ("a.published", "a.published", outlet.to_owned(), "articles a"),
        (_, "outlet") => ("s.said_first_day", "s.said_last_day", outlet.to_owned(), "statements s"),
        (_, "agreement") => (
            "s.said_first_day", "s.said_last_day", "r.name".to_owned(),
            "shared_referents r JOIN members m ON m.shared_referent = r.id
             JOIN statement_about b ON b.referent = m.referent JOIN statements s ON s.id = b.statement",
        ),
        // A side is told by the speaker first, then by the outlet.
        (_, "side") => (
            "s.said_first_day", "s.said_last_day", format!("{WHO} || char(1) || coalesce(outlet, '')"),
            "statements s",
        ),
        _ => ("s.said_first_day", "s.said_last_day", WHO.to_owned(), "statements s"),
    };
    let mut condition = vec![format!("{first} IS NOT NULL")];
    let mut values: Vec<Value> = Vec::new();
    // What begins inside, and what began before and reaches in: each has an index of its own.
    if !since.is_empty() {
        let begins = match until.is_empty() {
            true => format!("{first} >= ?"),
            false => format!("{first} >= ? AND {first} <= ? || '~'"),
        };
        let reaches = match (clock, first == last) {
            (_, true) => String::new(),
            _ => format!(" OR ({first} <> {last} AND {last} >= ? AND {first} < ?)"),
        };
        condition.push(format!("(({begins}){reaches})"));
        let text = |v: &str| Value::Text(v.to_owned());
        values.push(text(since));
        if !until.is_empty() {
            values.push(text(until));
        }
        if !reaches.is_empty() {
            values.extend([text(since), text(since)]);
        }
    } else if !until.is_empty() {
        condition.push(format!("{first} <= ? || '~'"));
        values.push(Value::Text(until.to_owned()));
    }
    if lane == "agreement" && clock == "said" {
        condition.push("r.type IN ('agreement', 'law')".to_owned());
    }
    if !by.is_empty() && clock == "said" {
        condition.push(format!("{WHO} = ?"));
        values.push(Value::Text(by.to_owned()));
    }
    let sql = format!(
        "SELECT {name} AS lane, {first}, {last}, count(*) FROM {from} WHERE {} GROUP BY lane, {first}, {last}
         ORDER BY {first}, {last}, lane",
        condition.join(" AND ")
    );
    db.prepare(&sql)?
        .query_map(params_from_iter(values), |r| {
            Ok(Stretch {
                lane: r.get(0)?,
                first: r.get(1)?,
                last: r.get(2)?,
                count: r.get(3)?,
            })
        })?
        .collect()
}

fn by_side(stretches: Vec<Stretch>, sides: &Sides) -> Vec<Stretch> {
    let named = stretches.into_iter().map(|s| {
        let (speaker, outlet) = s.lane.split_once('\u{1}').unwrap_or((&s.lane, ""));
        let side = sides
            .of(Some(speaker), None)
            .or_else(|| sides.of(None, Some(outlet)));
        let lane =
            side.and_then(|n| Some(format!("{}: {}", Sides::letter(n), sides.all.get(n)?.name)));
        Stretch {
            lane: lane.unwrap_or_else(|| "on no side".to_owned()),
            ..s
        }
    });
    joined(named)
}

/// Equal stretches of one lane together, in the order of the days.
fn joined(stretches: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
    let mut sums: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    for s in stretches {
        *sums.entry((s.first, s.last, s.lane)).or_default() += s.count;
    }
    sums.into_iter()
        .map(|((first, last, lane), count)| Stretch {
            lane,
            first,
            last,
            count,
        })
        .collect()
}

/// The lanes with most entries, the others as one; by months or years where days would be too many.
fn coarser(all: &[Stretch]) -> (Vec<Stretch>, &'static str) {
    let mut lanes: BTreeMap<&str, usize> = BTreeMap::new();
    for s in all {
        *lanes.entry(&s.lane).or_default() += s.count;
    }
    let mut order: Vec<_> = lanes.into_iter().collect();
    order.sort_by_key(|(name, n)| (Reverse(*n), *name));
    let kept: Vec<&str> = order.iter().take(LANES).map(|(name, _)| *name).collect();
    let name = |s: &Stretch| match kept.contains(&s.lane.as_str()) {
        true => s.lane.clone(),
        false => "all others".to_owned(),
    };
    let grains: [(&'static str, usize); 3] = [("day", 10), ("month", 7), ("year", 4)];
    let mut best = (Vec::new(), "day");
    for (grain, digits) in grains {
        let cut = |d: &str| d.get(..digits).unwrap_or(d).to_owned();
        let cut = |s: &Stretch| match grain {
            "day" => Stretch {
                lane: name(s),
                ..s.clone()
            },
            _ => Stretch {
                lane: name(s),
                first: cut(&s.first),
                last: cut(&s.first),
                count: s.count,
            },
        };
        best = (joined(all.iter().map(cut)), grain);
        if best.0.len() <= STRETCHES {
            break;
        }
    }
    best
}

fn in_words(s: &Stretch) -> String {
    match s.first == s.last {
        true => day(&s.first),
        false => day(&format!("{}/{}", s.first, s.last)),
    }
}

/// Where the entries of a stretch are listed.
fn entries(clock: &str, lane: &str, s: &Stretch, by: &str) -> String {
    let mut params = vec![("since", s.first.as_str()), ("until", s.last.as_str())];
    let plain = !["all others", "speaker not known", "outlet not known"].contains(&s.lane.as_str());
    match (clock, lane) {
        ("said", "speaker") if plain => params.push(("by", &s.lane)),
        ("said", "agreement") if plain => params.push(("about", &s.lane)),
        (_, "outlet") if plain => params.push(("outlet", &s.lane)),
        _ => {}
    }
    if !by.is_empty() {
        params.push(("by", by));
    }
    let path = if clock == "said" {
        "/search"
    } else {
        "/articles"
    };
    link(path, params.into_iter())
}

/// Lanes with their marks, and the days along the foot.
fn draw(stretches: &[Stretch]) -> (Vec<Lane>, Vec<Tick>) {
    let days = |s: &Stretch| -> Option<(Date, Date)> {
        let first = rapporteur_record::TimeValue::new(s.first.as_str())?.days()?;
        let last = rapporteur_record::TimeValue::new(s.last.as_str())?.days()?;
        Some((first.0, last.1))
    };
    let all: Vec<(&Stretch, Date, Date)> = stretches
        .iter()
        .filter_map(|s| days(s).map(|(a, b)| (s, a, b)))
        .collect();
    let (Some(first), Some(last)) = (all.iter().map(|d| d.1).min(), all.iter().map(|d| d.2).max())
    else {
        return (Vec::new(), Vec::new());
    };
    let number = |d: Date| d.since(first).map_or(0.0, |s| f64::from(s.get_days()));
    let room = WIDTH - NAMES - 30.0;
    let scale = room / (number(last) + 1.0).max(1.0);
    let x = |d: Date| NAMES + 10.0 + number(d) * scale;
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (s, ..) in &all {
        *sums.entry(&s.lane).or_default() += s.count;
    }
    let mut names: Vec<_> = sums.into_iter().collect();
    names.sort_by_key(|(name, n)| (*name == "all others", Reverse(*n), *name));
    let largest = all.iter().map(|(s, ..)| s.count).max().unwrap_or(1) as f64;
    let mark = |y: usize, s: &Stretch, from: Date, to: Date| {
        let height = 8.0 + 16.0 * (s.count as f64 / largest).sqrt();
        let (left, right) = (x(from), x(to) + scale);
        let is_day = s.first == s.last;
        let width = if is_day {
            height
        } else {
            (right - left).max(height)
        };
        let left = if is_day {
            f64::midpoint(left, right) - height / 2.0
        } else {
            left
        };
        Mark {
            x: rounded(left.min(WIDTH - width - 2.0)),
            y: rounded(y as f64 + (LANE as f64 - height) / 2.0),
            width: rounded(width),
            height: rounded(height),
            round: if is_day { rounded(height / 2.0) } else { 2.0 },
            told: format!("{}, {}: {}", s.lane, in_words(s), s.count),
        }
    };
    let lanes = names
        .iter()
        .enumerate()
        .map(|(n, (name, _))| {
            let y = n * LANE;
            let own = all.iter().filter(|(s, ..)| s.lane == *name);
            Lane {
                name: shortened(name),
                y,
                text_y: y + LANE / 2 + 5,
                marks: own.map(|(s, from, to)| mark(y, s, *from, *to)).collect(),
            }
        })
        .collect();
    let steps = 5;
    let total = number(last);
    let tick = |n: i32| {
        let days = (total * f64::from(n) / f64::from(steps)).round();
        let date = first
            .checked_add(jiff::Span::new().days(days as i32))
            .unwrap_or(last);
        Tick {
            x: rounded(x(date) + scale / 2.0),
            label: date.to_string(),
            anchor: if n == 0 {
                "start"
            } else if n == steps {
                "end"
            } else {
                "middle"
            },
        }
    };
    let mut ticks: Vec<Tick> = (0..=steps).map(tick).collect();
    ticks.dedup_by(|a, b| a.label == b.label);
    (lanes, ticks)
}

fn rounded(n: f64) -> f64 {
    (n * 10.0).round() / 10.0
}

fn shortened(name: &str) -> String {
    let mut kept: String = name.chars().take(26).collect();
    if kept.len() < name.len() {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(lane: &str, first: &str, last: &str) -> Stretch {
        Stretch {
            lane: lane.into(),
            first: first.into(),
            last: last.into(),
            count: 1,
        }
    }

    #[test]
    fn many_days_go_by_months() {
        let days: Vec<Stretch> = (1..=28)
            .flat_map(|d| (1..=12).map(move |m| format!("2024-{m:02}-{d:02}")))
            .flat_map(|d| [stretch("Ana", &d, &d), stretch("Ben", &d, &d)])
            .collect();
        let (coarse, grain) = coarser(&days);
        assert_eq!((coarse.len(), grain), (24, "month"));
        assert_eq!(coarse[0].count, 28);
    }

    #[test]
    fn marks_stay_inside_the_drawing() {
        let all = [
            stretch("Ana", "2024-01-01", "2024-01-01"),
            stretch("Ana", "2024-01-01", "2024-12-31"),
        ];
        let (lanes, ticks) = draw(&all);
        for mark in lanes.iter().flat_map(|l| &l.marks) {
            assert!(
                mark.x >= NAMES - 20.0 && mark.x + mark.width <= WIDTH,
                "{} {}",
                mark.x,
                mark.width
            );
        }
        assert_eq!(ticks.first().map(|t| t.label.as_str()), Some("2024-01-01"));
        assert_eq!(ticks.last().map(|t| t.label.as_str()), Some("2024-12-31"));
    }
}
