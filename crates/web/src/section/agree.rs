//! Where the accounts agree: a row a point.

use super::{Limits, points};
use crate::index::Index;
use crate::part::More;
use askama::Template;
use points::Point;
use rapporteur_record::record::Verdict;

/// The section.
#[derive(Debug, Template)]
#[template(path = "section/agree.html")]
pub struct Agree {
    /// The points.
    pub points: Vec<Point>,
    /// How many are left out.
    pub more: Option<More>,
}

/// The points on which accounts agree.
pub fn agree(index: &Index, limits: &Limits) -> Agree {
    let (points, more) = points::points(index, Verdict::Agree, limits);
    Agree { points, more }
}
