//! What was said, happened, is due, holds, is mentioned, or came out on which days: lanes of dots (days) and bars
//! (ranges), and the same as a table.
//!
//! A few entries far from all others do not squeeze the drawing: it leaves them out, says how many, and leads to
//! them (`axis.rs`).

mod axis;

use crate::context::{Context, Pager, Reply, Shell, day, link, page};
use crate::fault::Fault;
use crate::sides::Sides;
use crate::statements::dated;
use crate::table::Table;
use askama::Template;
use axis::{Axis, days};
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
    open: Open,
    count: usize,
}

/// Whether an end of a stretch is not known: then the other end stands for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Open {
    No,
    /// "by 1 May"
    Beginning,
    /// "since 2019"
    End,
}

impl Open {
    fn word(self) -> Option<&'static str> {
        match self {
            Open::No => None,
            Open::Beginning => Some("beginning"),
            Open::End => Some("end"),
        }
    }
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
    is_dot: bool,
    told: String,
    /// The points of arrowheads, where it goes on past the drawing or its end is open.
    arrows: Vec<String>,
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

/// What lies before or behind the drawing: how much, up to or from which day, and where it is listed.
struct Outside {
    told: String,
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
    /// The day at the left edge of the drawing, and how many days it shows: for the script.
    first: String,
    shown_days: i32,
    left: f64,
    right: f64,
    outside: Vec<Outside>,
    whole: Option<String>,
    grain: &'static str,
    told: String,
    rows: Vec<Row>,
    pager: Pager,
    has_sides: bool,
}

impl Page {
    fn lane_heading(&self) -> &'static str {
        match self.lane.as_str() {
            "outlet" => "Outlet",
            "agreement" => "Agreement or law",
            "side" => "Side",
            _ => "Speaker",
        }
    }
}

/// What a day can be the day of, as the address and as the page say it.
const CLOCKS: [(&str, &str); 6] = [
    ("said", "said"),
    ("happened", "happened, as a statement has it"),
    ("due", "due"),
    ("in-force", "in force"),
    ("mentioned", "mentioned in the text"),
    ("published", "published"),
];

/// The drawing's width and the room for names left of it.
const WIDTH: f64 = 1000.0;
const NAMES: f64 = 210.0;
/// The room left of the first day and right of the last.
const MARGIN: f64 = 14.0;
const LANE: usize = 34;

/// Whether the days are those of statements, so that speakers and agreements can be lanes.
fn is_of_statements(clock: &str) -> bool {
    !["mentioned", "published"].contains(&clock)
}

/// The page.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let known = |clock: &&str| CLOCKS.iter().any(|(id, _)| id == clock);
    let clock = c.param("clock").filter(known).unwrap_or("said").to_owned();
    let mut lane = c.param("lane").unwrap_or("speaker").to_owned();
    if !is_of_statements(&clock) {
        lane = "outlet".to_owned();
    }
    let asked = Asked {
        clock,
        lane,
        since: c.given("since"),
        until: c.given("until"),
        by: c.given("by"),
    };
    let key = format!("timeline {asked:?} {:?}", c.sides);
    let all = c.sum(&key, |db| {
        let stretches = ask(db, &asked)?;
        Ok(match asked.lane.as_str() {
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
            href: entries(&asked, s),
            stretch: s.clone(),
        })
        .collect();
    let table = || Table {
        columns: &["first", "last", "open", "lane", "entries"],
        rows: rows
            .iter()
            .map(|r| {
                let s = &r.stretch;
                let (first, last) = (json!(s.first), json!(s.last));
                vec![
                    first,
                    last,
                    json!(s.open.word()),
                    json!(s.lane),
                    json!(s.count),
                ]
            })
            .collect(),
    };
    if let Some(data) = c.data(table) {
        return Ok(data);
    }
    let chosen = !asked.since.is_empty() || !asked.until.is_empty();
    let axis = match (chosen, c.param("whole")) {
        (true, _) => Axis::between(stretches, &asked.since, &asked.until),
        (false, Some(_)) => Axis::whole(stretches),
        (false, None) => Axis::of_most(stretches),
    };
    let (lanes, ticks) = axis
        .as_ref()
        .map(|a| draw(stretches, a))
        .unwrap_or_default();
    let total: usize = stretches.iter().map(|s| s.count).sum();
    let outside = axis
        .as_ref()
        .map(|a| outside(c, stretches, a))
        .unwrap_or_default();
    let is_cut = !chosen && !outside.is_empty();
    let Asked {
        clock,
        lane,
        since,
        until,
        by,
    } = asked;
    page(&Page {
        shell: c.shell_with_data("Timeline"),
        height: lanes.len() * LANE + 40,
        first: axis
            .as_ref()
            .map(|a| a.first.to_string())
            .unwrap_or_default(),
        shown_days: axis.as_ref().map_or(0, Axis::length),
        left: NAMES + MARGIN,
        right: WIDTH - MARGIN,
        whole: is_cut.then(|| c.with(&[("whole", Some("1")), ("page", None)])),
        outside: if chosen { Vec::new() } else { outside },
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

/// What an address asks for.
#[derive(Debug)]
struct Asked {
    clock: String,
    lane: String,
    since: String,
    until: String,
    by: String,
}

fn ask(db: &Connection, asked: &Asked) -> rusqlite::Result<Vec<Stretch>> {
    const WHO: &str =
        "coalesce((SELECT r.name FROM members m JOIN shared_referents r ON r.id = m.shared_referent
        WHERE m.referent = s.speaker), s.speaker_name, 'speaker not known')";
    let Asked {
        clock,
        lane,
        since,
        until,
        by,
    } = asked;
    let (clock, lane) = (clock.as_str(), lane.as_str());
    let outlet = "coalesce(outlet, 'outlet not known')";
    let (first, last) = match clock {
        "said" => ("s.said_first_day", "s.said_last_day"),
        "mentioned" => ("t.first_day", "t.last_day"),
        "published" => ("a.published", "a.published"),
        _ => (
            "coalesce(d.first_day, d.last_day)",
            "coalesce(d.last_day, d.first_day)",
        ),
    };
    let of_dates = is_of_statements(clock) && clock != "said";
    let open = match of_dates {
        true => "CASE WHEN d.first_day IS NULL THEN 1 WHEN d.last_day IS NULL THEN 2 ELSE 0 END",
        false => "0",
    };
    let statements = match of_dates {
        true => "statement_dates d JOIN statements s ON s.id = d.statement",
        false => "statements s",
    };
    let (name, from) = match (clock, lane) {
        ("mentioned", _) => (
            "coalesce(a.outlet, 'outlet not known')".to_owned(),
            "times t JOIN articles a ON a.id = t.article".to_owned(),
        ),
        ("published", _) => (outlet.to_owned(), "articles a".to_owned()),
        (_, "outlet") => (outlet.to_owned(), statements.to_owned()),
        // A statement is about what it names.
        (_, "agreement") => (
            "n.name".to_owned(),
            format!(
                "{statements} JOIN (SELECT DISTINCT r.name, x.statement FROM shared_referents r
                    JOIN members m ON m.shared_referent = r.id
                    JOIN statement_names x ON x.referent = m.referent
                    WHERE r.type IN ('agreement', 'law')) n ON n.statement = s.id"
            ),
        ),
        // A side is told by the speaker first, then by the outlet.
        (_, "side") => (
            format!("{WHO} || char(1) || coalesce(outlet, '')"),
            statements.to_owned(),
        ),
        _ => (WHO.to_owned(), statements.to_owned()),
    };
    let mut condition = vec![format!("{first} IS NOT NULL")];
    let mut values: Vec<Value> = Vec::new();
    let text = |v: &str| Value::Text(v.to_owned());
    // What begins inside, and what began before and reaches in: each has an index of its own.
    if of_dates {
        let (days, given) = dated(clock, since, until);
        condition.push(days);
        values.extend(given.into_iter().map(Value::Text));
    } else if !since.is_empty() {
        let begins = match until.is_empty() {
            true => format!("{first} >= ?"),
            false => format!("{first} >= ? AND {first} <= ? || '~'"),
        };
        let reaches = match (clock, first == last) {
            (_, true) => String::new(),
            _ => format!(" OR ({first} <> {last} AND {last} >= ? AND {first} < ?)"),
        };
        condition.push(format!("(({begins}){reaches})"));
        values.push(text(since));
        if !until.is_empty() {
            values.push(text(until));
        }
        if !reaches.is_empty() {
            values.extend([text(since), text(since)]);
        }
    } else if !until.is_empty() {
        condition.push(format!("{first} <= ? || '~'"));
        values.push(text(until));
    }
    if !by.is_empty() && is_of_statements(clock) {
        condition.push(format!("{WHO} = ?"));
        values.push(text(by));
    }
    let sql = format!(
        "SELECT {name} AS lane, {first}, {last}, {open}, count(*) FROM {from} WHERE {} GROUP BY 1, 2, 3, 4
         ORDER BY 2, 3, 1, 4",
        condition.join(" AND ")
    );
    db.prepare(&sql)?
        .query_map(params_from_iter(values), |r| {
            Ok(Stretch {
                lane: r.get(0)?,
                first: r.get(1)?,
                last: r.get(2)?,
                open: match r.get(3)? {
                    1 => Open::Beginning,
                    2 => Open::End,
                    _ => Open::No,
                },
                count: r.get(4)?,
            })
        })?
        .collect()
}

/// What the drawing leaves out, on either side of it.
fn outside(c: &Context, stretches: &[Stretch], axis: &Axis) -> Vec<Outside> {
    let (before, after) = axis.outside(stretches);
    let one = |n: usize, side: &str, date: Option<jiff::civil::Date>, param: &str| {
        let date = date?.to_string();
        (n > 0).then(|| Outside {
            told: format!(
                "{} {side} {}",
                rapporteur_web::words::count(n, "entry", "entries"),
                day(&date)
            ),
            href: c.with(&[(param, Some(date.as_str())), ("page", None)]),
        })
    };
    [
        one(before, "up to", axis.first.yesterday().ok(), "until"),
        one(after, "from", axis.last.tomorrow().ok(), "since"),
    ]
    .into_iter()
    .flatten()
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
    let mut sums: BTreeMap<(String, String, String, Open), usize> = BTreeMap::new();
    for s in stretches {
        *sums.entry((s.first, s.last, s.lane, s.open)).or_default() += s.count;
    }
    sums.into_iter()
        .map(|((first, last, lane, open), count)| Stretch {
            lane,
            first,
            last,
            open,
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
                open: s.open,
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
    let days = match s.first == s.last {
        true => day(&s.first),
        false => day(&format!("{}/{}", s.first, s.last)),
    };
    match s.open {
        Open::No => days,
        Open::Beginning => format!("by {days}"),
        Open::End => format!("from {days} on"),
    }
}

/// Where the entries of a stretch are listed.
fn entries(asked: &Asked, s: &Stretch) -> String {
    let mut params = vec![("since", s.first.as_str()), ("until", s.last.as_str())];
    let plain = !["all others", "speaker not known", "outlet not known"].contains(&s.lane.as_str());
    let of_statements = is_of_statements(&asked.clock);
    match asked.lane.as_str() {
        "speaker" if plain => params.push(("by", &s.lane)),
        "agreement" if plain => params.push(("about", &s.lane)),
        "outlet" if plain => params.push(("outlet", &s.lane)),
        "speaker" if s.lane == "speaker not known" => params.push(("speaker", "open")),
        _ => {}
    }
    if !asked.by.is_empty() && of_statements {
        params.retain(|(name, _)| *name != "by");
        params.push(("by", &asked.by));
    }
    if of_statements && asked.clock != "said" {
        params.push(("clock", &asked.clock));
    }
    let path = if of_statements {
        "/search"
    } else {
        "/articles"
    };
    link(path, params.into_iter())
}

/// Lanes with their marks, and the days along the foot.
fn draw(stretches: &[Stretch], axis: &Axis) -> (Vec<Lane>, Vec<Tick>) {
    let scale = (WIDTH - NAMES - 2.0 * MARGIN) / f64::from(axis.length()).max(1.0);
    let x = |days: f64| NAMES + MARGIN + days * scale;
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let shown: Vec<(&Stretch, f64, f64)> = stretches
        .iter()
        .filter_map(|s| {
            let (first, last) = days(s)?;
            axis.shows(first, last)
                .then(|| (s, axis.place(first), axis.place(last) + 1.0))
        })
        .collect();
    for (s, ..) in &shown {
        *names.entry(&s.lane).or_default() += s.count;
    }
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_by_key(|(name, n)| (*name == "all others", Reverse(*n), *name));
    let largest = shown.iter().map(|(s, ..)| s.count).max().unwrap_or(1) as f64;
    let edges = (x(0.0), x(f64::from(axis.length())));
    let mark = |y: usize, s: &Stretch, from: f64, to: f64| {
        let height = 8.0 + 16.0 * (s.count as f64 / largest).sqrt();
        let (left, right) = (x(from).max(edges.0), x(to).min(edges.1));
        // A stretch that is narrower than its dot is drawn as the dot.
        let is_dot = s.first == s.last || right - left < height;
        let (left, width) = match is_dot {
            true => (f64::midpoint(left, right) - height / 2.0, height),
            false => (left, right - left),
        };
        let middle = y as f64 + LANE as f64 / 2.0;
        let arrow = |at: f64, to: f64| {
            format!(
                "{},{} {},{} {},{}",
                rounded(at),
                middle - 5.0,
                rounded(at),
                middle + 5.0,
                rounded(at + to),
                middle
            )
        };
        let goes_back = x(from) < edges.0 || s.open == Open::Beginning;
        let goes_on = x(to) > edges.1 || s.open == Open::End;
        Mark {
            x: rounded(left.clamp(NAMES, WIDTH - width)),
            y: rounded(middle - height / 2.0),
            width: rounded(width),
            height: rounded(height),
            is_dot,
            round: if is_dot { rounded(height / 2.0) } else { 2.0 },
            told: format!("{}, {}: {}", s.lane, in_words(s), s.count),
            arrows: [
                goes_back.then(|| arrow(left - 2.0, -8.0)),
                goes_on.then(|| arrow(left + width + 2.0, 8.0)),
            ]
            .into_iter()
            .flatten()
            .collect(),
        }
    };
    let lanes = names
        .iter()
        .enumerate()
        .map(|(n, (name, _))| {
            let y = n * LANE;
            let own = shown.iter().filter(|(s, ..)| s.lane == *name);
            Lane {
                name: shortened(name),
                y,
                text_y: y + LANE / 2 + 5,
                marks: own.map(|(s, from, to)| mark(y, s, *from, *to)).collect(),
            }
        })
        .collect();
    let mut free = NAMES;
    let ticks = axis.ticks().into_iter().map(|(date, label)| {
        let at = rounded(x(axis.place(date)));
        // About seven units a letter at the size of the labels.
        let length = 7.0 * label.chars().count() as f64;
        let (anchor, from) = match at + length > WIDTH {
            true => ("end", at - length),
            false => ("start", at),
        };
        let fits = from >= free;
        if fits {
            free = from + length + 6.0;
        }
        Tick {
            x: at,
            label: if fits { label } else { String::new() },
            anchor,
        }
    });
    (lanes, ticks.collect())
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
            open: Open::No,
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
            stretch("Ben", "2023-06-01", "2024-02-01"),
            stretch("Ben", "2024-11-01", "2025-06-01"),
        ];
        let axis = Axis::between(&all, "2024", "2024").unwrap();
        let (lanes, ticks) = draw(&all, &axis);
        let marks: Vec<&Mark> = lanes.iter().flat_map(|l| &l.marks).collect();
        assert_eq!(marks.len(), 4);
        for mark in &marks {
            assert!(
                mark.x >= NAMES && mark.x + mark.width <= WIDTH,
                "{} {}",
                mark.x,
                mark.width
            );
        }
        let arrows: Vec<usize> = marks.iter().map(|m| m.arrows.len()).collect();
        assert_eq!(
            arrows,
            [0, 0, 1, 1],
            "what goes on past the drawing says so"
        );
        assert!(ticks.iter().all(|t| (NAMES..WIDTH).contains(&t.x)));
    }
}
