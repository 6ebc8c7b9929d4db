//! Two wordings, word by word: the longest common subsequence of their words.

use std::ops::Range;

/// Passages of more words than this are not compared word by word.
const LONGEST: usize = 600;

/// A run of words that both have, or only one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub words: String,
    pub own: bool,
}

/// The two wordings, cut where they differ. Case and punctuation at the ends of words do not count.
///
/// Method: Hunt and Szymanski's problem by plain dynamic programming; passages are short.
pub(crate) fn diff(a: &str, b: &str) -> (Vec<Run>, Vec<Run>) {
    let (left, right): (Vec<&str>, Vec<&str>) = (
        a.split_whitespace().collect(),
        b.split_whitespace().collect(),
    );
    if left.len() > LONGEST || right.len() > LONGEST {
        let whole = |words: &str| {
            vec![Run {
                words: words.to_owned(),
                own: false,
            }]
        };
        return (whole(a), whole(b));
    }
    let common = common(&keys(&left), &keys(&right));
    let in_left: Vec<usize> = common.iter().map(|(l, _)| *l).collect();
    let in_right: Vec<usize> = common.iter().map(|(_, r)| *r).collect();
    (runs(&left, &in_left), runs(&right, &in_right))
}

fn keys(words: &[&str]) -> Vec<String> {
    let bare = |w: &&str| {
        w.trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
    };
    words.iter().map(bare).collect()
}

/// The places of the words of a longest common subsequence.
fn common(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut length = vec![0u32; (a.len() + 1) * width];
    let at = |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let best = match x == y {
                true => at(&length, i + 1, j + 1) + 1,
                false => at(&length, i + 1, j).max(at(&length, i, j + 1)),
            };
            if let Some(cell) = length.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x == y {
            found.push((i, j));
            i += 1;
            j += 1;
        } else if at(&length, i + 1, j) >= at(&length, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

/// Words joined into runs; `shared` are the places of those that the other wording has too.
fn runs(words: &[&str], shared: &[usize]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut push = |range: Range<usize>, own: bool| {
        if let Some(words) = words.get(range).filter(|w| !w.is_empty()) {
            let words = words.join(" ");
            runs.push(Run { words, own });
        }
    };
    let mut at = 0;
    let mut rest = shared.iter().copied().peekable();
    while let Some(first) = rest.next() {
        push(at..first, true);
        let mut end = first + 1;
        while rest.next_if_eq(&end).is_some() {
            end += 1;
        }
        push(first..end, false);
        at = end;
    }
    push(at..words.len(), true);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(runs: &[Run]) -> String {
        let one = |r: &Run| {
            if r.own {
                format!("[{}]", r.words)
            } else {
                r.words.clone()
            }
        };
        runs.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_that_only_one_has_are_marked() {
        let (a, b) = diff(
            "The mill will open in June, she said.",
            "The old mill opens in June",
        );
        assert_eq!(shown(&a), "The mill [will open] in June, [she said.]");
        assert_eq!(shown(&b), "The [old] mill [opens] in June");
        let (a, b) = diff("Yes", "");
        assert_eq!((shown(&a), shown(&b)), ("[Yes]".to_owned(), String::new()));
    }
}
