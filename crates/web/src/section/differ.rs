//! Where the accounts differ: a box a point, a column a version.

use super::{Limits, points};
use crate::index::Index;
use crate::part::More;
use askama::Template;
use points::Point;
use rapporteur_record::record::Verdict;

/// The section.
#[derive(Debug, Template)]
#[template(path = "section/differ.html")]
pub struct Differ {
    /// The points.
    pub points: Vec<Point>,
    /// How many are left out.
    pub more: Option<More>,
}

/// The points on which accounts differ.
pub fn differ(index: &Index, limits: &Limits) -> Differ {
    let (points, more) = points::points(index, Verdict::Differ, limits);
    Differ { points, more }
}
