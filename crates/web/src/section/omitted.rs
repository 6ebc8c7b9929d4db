//! What an outlet leaves out: points that several independent accounts tell and on which it says nothing.

use super::Limits;
use crate::index::{Index, anchors};
use crate::part::More;
use crate::words;
use askama::Template;
use std::collections::{BTreeMap, BTreeSet};

/// Independent accounts that must tell a thing before it counts as left out elsewhere.
const TOLD_BY: u32 = 2;
/// Points listed of one outlet.
const POINTS: usize = 20;

/// The section.
#[derive(Debug, Template)]
#[template(path = "section/omitted.html")]
pub struct Omitted {
    /// A row an outlet, by name.
    pub rows: Vec<Row>,
    /// Outlets left out.
    pub more: Option<More>,
}

/// What one outlet says nothing of.
#[derive(Debug)]
pub struct Row {
    /// The outlet.
    pub outlet: String,
    /// The points, those that most independent accounts tell first.
    pub points: Vec<Point>,
    /// Points left out.
    pub more: Option<More>,
}

/// A point that others tell.
#[derive(Debug)]
pub struct Point {
    /// What it is about.
    pub topic: String,
    /// Its place on this page.
    pub href: Option<String>,
    /// "3 independent accounts, which differ"
    pub told: String,
}

/// The points of each story on which an outlet that reports on it is silent in all its articles.
pub fn omitted(index: &Index, limits: &Limits) -> Omitted {
    let collations = &index.record.collated.collations;
    let anchors = anchors("c", collations.iter().map(|c| c.id.as_str()));
    let outlet = |id| {
        let article = index.article(index.number(id)?)?;
        article.object.outlet.as_deref()
    };
    let mut by_outlet: BTreeMap<&str, Vec<(u32, Point)>> = BTreeMap::new();
    // The report prints so many points of each verdict.
    let mut printed: BTreeMap<bool, usize> = BTreeMap::new();
    for (collation, anchor) in collations.iter().zip(anchors) {
        let differ = collation.verdict == rapporteur_record::record::Verdict::Differ;
        let place = printed.entry(differ).or_default();
        *place += 1;
        if collation.independent < TOLD_BY {
            continue;
        }
        let telling: BTreeSet<&str> = collation
            .accounts
            .iter()
            .filter_map(|a| outlet(&a.article))
            .collect();
        let silent: BTreeSet<&str> = collation.silent.iter().filter_map(outlet).collect();
        for name in silent.difference(&telling) {
            let accounts = words::count(
                collation.independent as usize,
                "independent account",
                "independent accounts",
            );
            let verdict = if differ {
                "which differ"
            } else {
                "which agree"
            };
            let point = Point {
                topic: collation.topic.clone(),
                href: (*place <= limits.points).then(|| format!("#{anchor}")),
                told: format!("{accounts}, {verdict}"),
            };
            by_outlet
                .entry(name)
                .or_default()
                .push((collation.independent, point));
        }
    }
    let left = by_outlet.len().saturating_sub(limits.rows);
    let row = |(outlet, mut points): (&str, Vec<(u32, Point)>)| {
        points.sort_by_key(|(independent, _)| std::cmp::Reverse(*independent));
        let left = points.len().saturating_sub(POINTS);
        Row {
            outlet: outlet.to_owned(),
            points: points.into_iter().take(POINTS).map(|(_, p)| p).collect(),
            more: More::new(left, "point", "points"),
        }
    };
    Omitted {
        rows: by_outlet.into_iter().take(limits.rows).map(row).collect(),
        more: More::new(left, "outlet", "outlets"),
    }
}
