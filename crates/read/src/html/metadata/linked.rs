//! JSON-LD: what a page says about itself in `<script type="application/ld+json">`.

use super::{Found, MOST, cut, names};
use crate::day::Order;
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// One article, or one page, that JSON-LD describes.
#[derive(Debug, Default)]
pub(crate) struct Linked {
    pub rank: Rank,
    pub published: Option<Found<Date>>,
    pub modified: Option<Found<Date>>,
    pub outlet: Option<Found<String>>,
    pub headline: Option<Found<String>>,
    pub authors: Option<Found<Vec<String>>>,
}

/// How much an object is trusted, the most trusted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Rank {
    #[default]
    Article,
    /// The page, a video on it, …
    Page,
    /// One of a list: the page may be about others too.
    Listed,
}

/// How deep JSON-LD is searched.
const DEPTH: usize = 6;

/// Properties that lead to further objects.
const INNER: &[(&str, bool)] = &[
    ("@graph", false),
    ("mainEntity", false),
    ("mainEntityOfPage", false),
    ("itemListElement", true),
    ("item", true),
];

/// The articles and pages that the scripts of a page describe, the most trusted first; of each rank a limited number.
pub(crate) fn read(scripts: &[String], order: Option<Order>) -> Vec<Linked> {
    let mut found = Vec::new();
    let mut values = Vec::new();
    for script in scripts {
        let words = script
            .trim()
            .trim_start_matches("<!--")
            .trim_end_matches("-->");
        match serde_json::from_str::<Value>(&repaired(words)) {
            Ok(value) => values.push(value),
            Err(_) if found.len() < MOST => found.push(scraped(words, order)),
            Err(_) => {}
        }
    }
    let mut named = BTreeMap::new();
    for value in &values {
        ids(value, 0, &mut named);
    }
    let reader = Reader {
        order,
        named: &named,
    };
    for value in &values {
        reader.objects(value, 0, false, &mut found);
    }
    found.sort_by_key(|linked| linked.rank);
    found
}

/// The names of objects that others refer to by their `@id`.
fn ids<'v>(value: &'v Value, depth: usize, named: &mut BTreeMap<&'v str, &'v Value>) {
    if depth > DEPTH {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| ids(item, depth + 1, named)),
        Value::Object(object) => {
            let id = object.get("@id").and_then(Value::as_str);
            if let (Some(id), Some(name)) = (id, object.get("name")) {
                named.entry(id).or_insert(name);
            }
            object
                .values()
                .for_each(|inner| ids(inner, depth + 1, named));
        }
        _ => {}
    }
}

struct Reader<'v> {
    order: Option<Order>,
    named: &'v BTreeMap<&'v str, &'v Value>,
}

impl Reader<'_> {
    fn objects(&self, value: &Value, depth: usize, listed: bool, found: &mut Vec<Linked>) {
        if depth > DEPTH {
            return;
        }
        match value {
            Value::Array(items) => items
                .iter()
                .for_each(|item| self.objects(item, depth + 1, listed, found)),
            Value::Object(object) => {
                let rank = rank(object).map(|rank| if listed { Rank::Listed } else { rank });
                if let Some(rank) = rank
                    && found.iter().filter(|other| other.rank == rank).count() < MOST
                {
                    found.push(self.object(object, rank));
                }
                for (key, list) in INNER {
                    if let Some(inner) = object.get(*key) {
                        self.objects(inner, depth + 1, listed || *list, found);
                    }
                }
            }
            _ => {}
        }
    }

    fn object(&self, object: &Map<String, Value>, rank: Rank) -> Linked {
        let property = |heading: &str| {
            let mut names = names::under(heading).iter();
            names.find_map(|name| Some((*name, object.get(*name).filter(|v| !v.is_null())?)))
        };
        let date = |heading: &str| {
            let mut names = names::under(heading).iter();
            names.find_map(|name| found_day(name, object.get(*name)?.as_str()?, self.order))
        };
        let all = |heading: &str| {
            let (name, value) = property(heading)?;
            let values = self.names_of(value, 0);
            (!values.is_empty()).then(|| Found {
                words: values.join(", "),
                value: values,
                from: from(name),
            })
        };
        Linked {
            rank,
            published: date("json-ld published"),
            modified: date("json-ld modified"),
            outlet: all("json-ld outlet")
                .and_then(|f| Some(Found::name(f.value.into_iter().next()?, f.from))),
            headline: property("json-ld headline").and_then(|(name, value)| {
                Some(Found::name(value.as_str()?.to_owned(), from(name)))
            }),
            authors: all("json-ld author"),
        }
    }

    /// The names of people or bodies: a string, an object with a name, one that an `@id` points at, or several.
    fn names_of(&self, value: &Value, depth: usize) -> Vec<String> {
        match value {
            _ if depth > DEPTH => Vec::new(),
            Value::String(name) => vec![cut(name)],
            Value::Array(items) => items
                .iter()
                .take(MOST)
                .flat_map(|item| self.names_of(item, depth + 1))
                .take(MOST)
                .collect(),
            Value::Object(object) => {
                let id = object.get("@id").and_then(Value::as_str);
                let name = object.get("name").or_else(|| self.named.get(id?).copied());
                name.map(|name| self.names_of(name, depth + 1))
                    .unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}

fn from(property: &str) -> String {
    format!("json-ld {property}")
}

fn found_day(name: &str, words: &str, order: Option<Order>) -> Option<Found<Date>> {
    Found::day(words, from(name), order)
}

/// What an object's `@type` makes it, if that is anything we read. A review of a claim is no article: its
/// author may be whoever made the claim.
fn rank(object: &Map<String, Value>) -> Option<Rank> {
    let kinds: Vec<&str> = match object.get("@type") {
        Some(Value::String(kind)) => vec![kind.as_str()],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |heading: &str| {
        kinds.iter().any(|kind| {
            let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
            names::under(heading).contains(&kind)
        })
    };
    if kinds.contains(&"ClaimReview") {
        None
    } else if is("json-ld article") {
        Some(Rank::Article)
    } else {
        is("json-ld page").then_some(Rank::Page)
    }
}

/// The days in JSON-LD that is no lawful JSON.
fn scraped(json: &str, order: Option<Order>) -> Linked {
    let day_of = |heading: &str| {
        names::under(heading).iter().find_map(|name| {
            let (_, after) = json.split_once(&format!("\"{name}\""))?;
            let value = after.trim_start().strip_prefix(':')?.trim_start();
            found_day(name, value.strip_prefix('"')?.split('"').next()?, order)
        })
    };
    Linked {
        published: day_of("json-ld published"),
        modified: day_of("json-ld modified"),
        ..Linked::default()
    }
}

/// JSON as pages write it: raw line ends inside strings are made spaces.
fn repaired(json: &str) -> String {
    json.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
