//! Grouping by likeness: group-average clustering of sparse vectors, without comparing all with all.
//!
//! In: points, each a sparse vector of length one. Out: groups in which the average cosine between
//! points is at least a threshold. First each point gets its nearest neighbours from an inverted
//! index; then the likeliest neighbours are merged first, until none is likely enough
//! (agglomerative clustering with the group-average criterion, Manning, Raghavan, Schütze 2008, ch. 17,
//! on the graph of neighbours). Ties go to the lower place, so the same points in the same order give
//! the same groups.

use crate::{words, work};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

/// Features that may propose neighbours are those in no more points than this.
const COMMON: usize = 1000;
/// The heaviest features of a point that look for neighbours.
const LOOKED_UP: usize = 40;
/// Neighbours kept for a point.
const NEIGHBOURS: usize = 40;
/// Features kept for a group.
const KEPT: usize = 400;

/// Features with their weights: each feature once, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Vector(Vec<(u64, f64)>);

impl Vector {
    /// Sums up what is given twice, keeps the `most` heaviest and scales to length one.
    pub(crate) fn unit(features: impl IntoIterator<Item = (u64, f64)>, most: usize) -> Vector {
        let mut sums: BTreeMap<u64, f64> = BTreeMap::new();
        for (feature, weight) in features {
            *sums.entry(feature).or_default() += weight;
        }
        let mut vector = Vector(sums.into_iter().filter(|(_, w)| *w > 0.0).collect());
        vector.cut(most);
        let length = vector.dot(&vector).sqrt();
        if length > 0.0 {
            for (_, weight) in &mut vector.0 {
                *weight /= length;
            }
        }
        vector
    }

    /// Keeps the heaviest features.
    fn cut(&mut self, most: usize) {
        if self.0.len() <= most {
            return;
        }
        self.0.sort_by(heavier);
        self.0.truncate(most);
        self.0.sort_unstable_by_key(|(feature, _)| *feature);
    }

    /// The scalar product; of two vectors of length one, the cosine.
    pub(crate) fn dot(&self, other: &Vector) -> f64 {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut sum = 0.0;
        work::done(self.0.len() + other.0.len());
        while let (Some((x, v)), Some((y, w))) = (a.peek(), b.peek()) {
            match x.cmp(y) {
                Ordering::Less => drop(a.next()),
                Ordering::Greater => drop(b.next()),
                Ordering::Equal => {
                    sum += v * w;
                    a.next();
                    b.next();
                }
            }
        }
        sum
    }

    fn plus(&self, other: &Vector) -> Vector {
        let mut sum: Vec<(u64, f64)> = self.0.iter().chain(&other.0).copied().collect();
        sum.sort_by_key(|(feature, _)| *feature);
        sum.dedup_by(|b, a| {
            let same = a.0 == b.0;
            if same {
                a.1 += b.1;
            }
            same
        });
        let mut sum = Vector(sum);
        sum.cut(KEPT);
        sum
    }

    fn times(&self, n: usize) -> Vector {
        Vector(self.0.iter().map(|(f, w)| (*f, w * n as f64)).collect())
    }

    fn heaviest(&self, most: usize) -> Vec<(u64, f64)> {
        let mut features = self.0.clone();
        features.sort_by(heavier);
        features.truncate(most);
        features
    }
}

fn heavier(a: &(u64, f64), b: &(u64, f64)) -> Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
}

/// Something to be grouped.
#[derive(Debug, Clone, Default)]
pub(crate) struct Point {
    /// What it is like.
    pub vector: Vector,
    /// First and last day, where known.
    pub days: Option<(i32, i32)>,
}

/// Two groups that could be one.
struct Pair {
    likeness: f64,
    a: usize,
    b: usize,
}

impl Ord for Pair {
    fn cmp(&self, other: &Pair) -> Ordering {
        let ends = |p: &Pair| (p.a, p.b);
        self.likeness
            .total_cmp(&other.likeness)
            .then_with(|| ends(other).cmp(&ends(self)))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Pair) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Pair {
    fn eq(&self, other: &Pair) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Pair {}

struct Group {
    sum: Vector,
    days: Option<(i32, i32)>,
    members: Vec<usize>,
    neighbours: BTreeSet<usize>,
}

/// Groups points. A point that stays alone joins a group at the share `stragglers` of the threshold.
/// `fade` gives the factor on the likeness of two groups that many days apart.
pub(crate) fn group(
    points: &[Point],
    threshold: f64,
    stragglers: f64,
    fade: impl Fn(i32) -> f64,
) -> Vec<Vec<usize>> {
    let equals = equals(points);
    let different: Vec<&Point> = equals
        .iter()
        .filter_map(|e| points.get(*e.first()?))
        .collect();
    let mut groups: Vec<Option<Group>> = different
        .iter()
        .zip(equals)
        .map(|(point, members)| {
            Some(Group {
                sum: point.vector.times(members.len()),
                days: point.days,
                members,
                neighbours: BTreeSet::new(),
            })
        })
        .collect();
    let mut pairs: BinaryHeap<Pair> = BinaryHeap::new();
    for (a, b) in neighbours(&different, threshold) {
        push(&mut groups, &mut pairs, (a, b), threshold, &fade);
    }
    while let Some(Pair { a, b, .. }) = pairs.pop() {
        // A group keeps its place only until it is merged: the merged one gets a new place.
        let alive = |i: usize| groups.get(i).is_some_and(Option::is_some);
        if !alive(a) || !alive(b) {
            continue;
        }
        let (Some(x), Some(y)) = (
            groups.get_mut(a).and_then(Option::take),
            groups.get_mut(b).and_then(Option::take),
        ) else {
            continue;
        };
        let around: Vec<usize> = x.neighbours.union(&y.neighbours).copied().collect();
        let merged = groups.len();
        groups.push(Some(merge(x, y)));
        for other in around {
            push(&mut groups, &mut pairs, (other, merged), threshold, &fade);
        }
    }
    gather_stragglers(&mut groups, threshold * stragglers, &fade);
    let mut out: Vec<Vec<usize>> = groups.into_iter().flatten().map(|g| g.members).collect();
    out.sort();
    out
}

/// Points that do not differ at all, together: thousands of them would have only each other as neighbours.
fn equals(points: &[Point]) -> Vec<Vec<usize>> {
    let mut places: HashMap<u64, usize> = HashMap::new();
    let mut equals: Vec<Vec<usize>> = Vec::new();
    for (i, point) in points.iter().enumerate() {
        let features = point.vector.0.iter().flat_map(|(f, w)| [*f, w.to_bits()]);
        let (from, to) = point.days.unwrap_or((i32::MIN, i32::MIN));
        let key = words::mix(words::hash(""), features.chain([from as u64, to as u64]));
        let next = equals.len();
        let place = match point.vector.0.is_empty() {
            true => next,
            false => *places.entry(key).or_insert(next),
        };
        match equals.get_mut(place) {
            Some(equal) => equal.push(i),
            None => equals.push(vec![i]),
        }
    }
    equals
}

/// Notes two groups as neighbours, if they are alive and alike.
fn push(
    groups: &mut [Option<Group>],
    pairs: &mut BinaryHeap<Pair>,
    (a, b): (usize, usize),
    threshold: f64,
    fade: impl Fn(i32) -> f64,
) {
    let (Some(Some(x)), Some(Some(y))) = (groups.get(a), groups.get(b)) else {
        return;
    };
    let likeness = likeness(x, y, fade);
    // Neighbours below the threshold are kept: their group may merge with one that is nearer.
    for (from, to) in [(a, b), (b, a)] {
        if let Some(Some(group)) = groups.get_mut(from) {
            group.neighbours.insert(to);
        }
    }
    if likeness >= threshold {
        pairs.push(Pair { likeness, a, b });
    }
}

/// Lets each point that stayed alone join the group it is most like, if nearly alike enough.
fn gather_stragglers(groups: &mut [Option<Group>], threshold: f64, fade: impl Fn(i32) -> f64) {
    let mut joins: Vec<(usize, usize)> = Vec::new();
    for (i, alone) in groups.iter().enumerate() {
        let Some(alone) = alone.as_ref().filter(|g| g.members.len() == 1) else {
            continue;
        };
        let nearest = alone
            .neighbours
            .iter()
            .filter_map(|n| Some((*n, groups.get(*n)?.as_ref()?)))
            .filter(|(_, group)| group.members.len() > 1)
            .map(|(n, group)| (likeness(alone, group, &fade), n))
            .filter(|(likeness, _)| *likeness >= threshold)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        joins.extend(nearest.map(|(_, group)| (i, group)));
    }
    for (alone, group) in joins {
        let members = groups
            .get_mut(alone)
            .and_then(Option::take)
            .map(|g| g.members);
        if let (Some(members), Some(Some(group))) = (members, groups.get_mut(group)) {
            group.members.extend(members);
            group.members.sort_unstable();
        }
    }
}

/// The average cosine between the points of two groups, less for the days between them.
fn likeness(x: &Group, y: &Group, fade: impl Fn(i32) -> f64) -> f64 {
    let pairs = (x.members.len() * y.members.len()) as f64;
    x.sum.dot(&y.sum) / pairs * fade(gap(x.days, y.days))
}

fn merge(x: Group, y: Group) -> Group {
    let mut members = [x.members, y.members].concat();
    members.sort_unstable();
    Group {
        sum: x.sum.plus(&y.sum),
        days: match (x.days, y.days) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        },
        members,
        neighbours: BTreeSet::new(),
    }
}

/// Days between two stretches; nought where they meet or a day is not known.
fn gap(a: Option<(i32, i32)>, b: Option<(i32, i32)>) -> i32 {
    match (a, b) {
        (Some(a), Some(b)) => (b.0 - a.1).max(a.0 - b.1).max(0),
        _ => 0,
    }
}

/// Pairs of points worth a look: each with its nearest, through features that are not too common.
fn neighbours(points: &[&Point], threshold: f64) -> BTreeSet<(usize, usize)> {
    let mut index: HashMap<u64, Vec<(u32, f64)>> = HashMap::new();
    for (i, point) in (0..).zip(points) {
        for (feature, weight) in &point.vector.0 {
            index.entry(*feature).or_default().push((i, *weight));
        }
    }
    let mut pairs = BTreeSet::new();
    let mut likeness: Vec<f64> = vec![0.0; points.len()];
    for (i, point) in points.iter().enumerate() {
        let mut seen: Vec<usize> = Vec::new();
        for (feature, weight) in point.vector.heaviest(LOOKED_UP) {
            let Some(holders) = index.get(&feature).filter(|h| h.len() <= COMMON) else {
                continue;
            };
            work::done(holders.len());
            for (other, its) in holders {
                let other = *other as usize;
                let Some(sum) = likeness.get_mut(other) else {
                    continue;
                };
                if *sum == 0.0 {
                    seen.push(other);
                }
                *sum += weight * its;
            }
        }
        let mut best: Vec<(u64, f64)> = seen
            .into_iter()
            .filter_map(|other| {
                let sum = std::mem::take(likeness.get_mut(other)?);
                // What was looked up is a part of the likeness: half the threshold is worth a look.
                (other != i && sum >= threshold / 2.0).then_some((other as u64, sum))
            })
            .collect();
        best.sort_by(heavier);
        best.truncate(NEIGHBOURS);
        pairs.extend(best.iter().map(|(other, _)| {
            let other = *other as usize;
            (i.min(other), i.max(other))
        }));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(features: &[(u64, f64)]) -> Point {
        Point {
            vector: Vector::unit(features.iter().copied(), 100),
            days: None,
        }
    }

    #[test]
    fn likes_come_together_and_the_rest_stays_alone() {
        let points = [
            point(&[(1, 1.0), (2, 1.0)]),
            point(&[(7, 1.0), (8, 1.0)]),
            point(&[(1, 1.0), (2, 0.8), (3, 0.1)]),
            point(&[]),
            point(&[(7, 0.9), (8, 1.0)]),
        ];
        let groups = group(&points, 0.5, 1.0, |_| 1.0);
        assert_eq!(groups, [vec![0, 2], vec![1, 4], vec![3]]);
        assert_eq!(group(&[], 0.5, 1.0, |_| 1.0), [[0usize; 0]; 0]);
    }

    #[test]
    fn a_point_left_alone_joins_the_nearest_group_for_less() {
        let points = [
            point(&[(1, 1.0)]),
            point(&[(1, 1.0), (2, 0.1)]),
            point(&[(1, 1.0), (9, 2.0)]),
        ];
        assert_eq!(group(&points, 0.5, 1.0, |_| 1.0).len(), 2);
        assert_eq!(group(&points, 0.5, 0.6, |_| 1.0).len(), 1);
    }

    #[test]
    fn days_apart_part_what_words_join() {
        let mut points = [point(&[(1, 1.0)]), point(&[(1, 1.0)])];
        points[0].days = Some((0, 0));
        points[1].days = Some((900, 900));
        let fade = |days: i32| if days > 100 { 0.1 } else { 1.0 };
        assert_eq!(group(&points, 0.5, 1.0, fade).len(), 2);
        assert_eq!(group(&points, 0.5, 1.0, |_| 1.0).len(), 1);
    }

    #[test]
    fn ten_thousand_equal_points_take_no_time() {
        let points = vec![point(&[(1, 1.0), (2, 1.0)]); 10_000];
        assert_eq!(group(&points, 0.5, 1.0, |_| 1.0).len(), 1);
    }
}
