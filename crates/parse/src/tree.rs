//! The best tree over scores of heads: Chu-Liu and Edmonds, with exactly one child of the root.
//! Source: McDonald, Pereira, Ribarov and Hajič 2005.

/// What stands for "never".
const NEVER: f32 = -1e30;

/// The heads of the best tree. `scores` has a row for each word (the root, place 0, among them), in it a score
/// for each possible head. Gives a head for each word; the root's is itself.
///
/// The time grows with the cube of `size` where the best heads of the words make no tree: keep it small.
pub fn best_tree(scores: &[f32], size: usize) -> Vec<usize> {
    let heads = best_heads(scores, size);
    let roots = || heads.iter().enumerate().skip(1).filter(|(_, h)| **h == 0);
    if roots().count() == 1 && cycle(&heads).is_none() {
        return heads;
    }
    // One child of the root: tries the words that want it most.
    let mut wanting: Vec<(f32, usize)> = rows(scores, size)
        .enumerate()
        .skip(1)
        .map(|(word, row)| {
            let others = row
                .iter()
                .enumerate()
                .skip(1)
                .filter(|(head, _)| *head != word);
            let best = others.map(|(_, s)| *s).fold(NEVER, f32::max);
            (row.first().copied().unwrap_or(NEVER) - best, word)
        })
        .collect();
    wanting.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut best: Option<(f32, Vec<usize>)> = None;
    for (_, root) in wanting.into_iter().take(4) {
        let mut own = scores.to_vec();
        for (word, row) in own.chunks_exact_mut(size.max(1)).enumerate() {
            if let Some(first) = row.first_mut().filter(|_| word != root) {
                *first = NEVER;
            }
        }
        let heads = contract(&own, size);
        let sum = total(scores, size, &heads);
        let better = best.as_ref().is_none_or(|(s, _)| sum > *s);
        if better && heads.get(root) == Some(&0) {
            best = Some((sum, heads));
        }
    }
    best.map_or(heads, |(_, heads)| heads)
}

fn rows(scores: &[f32], size: usize) -> impl Iterator<Item = &[f32]> {
    scores.chunks_exact(size.max(1))
}

fn total(scores: &[f32], size: usize, heads: &[usize]) -> f32 {
    let each = rows(scores, size).zip(heads).skip(1);
    each.filter_map(|(row, head)| row.get(*head)).sum()
}

/// The best head of each word, cycles or not.
fn best_heads(scores: &[f32], size: usize) -> Vec<usize> {
    let best = |(word, row): (usize, &[f32])| {
        let mut best = (NEVER * 2.0, 0);
        for (head, score) in row.iter().enumerate() {
            if *score > best.0 && head != word {
                best = (*score, head);
            }
        }
        if word == 0 { 0 } else { best.1 }
    };
    rows(scores, size).enumerate().map(best).collect()
}

/// The words of a cycle, if there is one.
fn cycle(heads: &[usize]) -> Option<Vec<usize>> {
    // 0: not seen; otherwise the walk in which it was seen.
    let mut seen = vec![0usize; heads.len()];
    if let Some(root) = seen.first_mut() {
        *root = usize::MAX;
    }
    for start in 1..heads.len() {
        let mut at = start;
        while seen.get(at) == Some(&0) {
            *seen.get_mut(at)? = start;
            at = *heads.get(at)?;
        }
        if seen.get(at) == Some(&start) {
            let mut words = vec![at];
            let mut next = *heads.get(at)?;
            while next != at && words.len() <= heads.len() {
                words.push(next);
                next = *heads.get(next)?;
            }
            return Some(words);
        }
    }
    None
}

/// Makes one word of each cycle until none is left, then opens them again.
fn contract(scores: &[f32], size: usize) -> Vec<usize> {
    let heads = best_heads(scores, size);
    let Some(inside) = cycle(&heads) else {
        return heads;
    };
    let score = |word: usize, head: usize| scores.get(word * size + head).copied().unwrap_or(NEVER);
    let head_of = |word: usize| heads.get(word).copied().unwrap_or(0);
    let mut in_cycle = vec![false; size];
    for word in &inside {
        if let Some(flag) = in_cycle.get_mut(*word) {
            *flag = true;
        }
    }
    // The words outside keep their order; the cycle comes last.
    let outside: Vec<usize> = (0..size)
        .filter(|w| in_cycle.get(*w) == Some(&false))
        .collect();
    let small = outside.len() + 1;
    let mut own = vec![NEVER; small * small];
    // For each word outside: through which word of the cycle it hangs on it, and where it enters it.
    let mut through = vec![0usize; small];
    let mut enters = vec![0usize; small];
    for (i, word) in outside.iter().enumerate() {
        for (j, head) in outside.iter().enumerate() {
            if let Some(cell) = own.get_mut(i * small + j) {
                *cell = score(*word, *head);
            }
        }
        let by = |a: &&usize, b: &&usize, f: &dyn Fn(usize) -> f32| f(**a).total_cmp(&f(**b));
        let on = inside.iter().max_by(|a, b| by(a, b, &|w| score(*word, w)));
        if let (Some(on), Some(slot)) = (on, through.get_mut(i)) {
            *slot = *on;
            if let Some(cell) = own.get_mut(i * small + small - 1) {
                *cell = score(*word, *on);
            }
        }
        let gain = |w: usize| score(w, *word) - score(w, head_of(w));
        let into = inside.iter().max_by(|a, b| by(a, b, &gain));
        if let (Some(into), Some(slot)) = (into, enters.get_mut(i)) {
            *slot = *into;
            if let Some(cell) = own.get_mut((small - 1) * small + i) {
                *cell = gain(*into);
            }
        }
    }
    let found = contract(&own, small);
    let mut result = heads.clone();
    for (i, word) in outside.iter().enumerate() {
        let head = found.get(i).copied().unwrap_or(0);
        let real = match outside.get(head) {
            Some(real) => *real,
            None => through.get(i).copied().unwrap_or(0),
        };
        if let Some(slot) = result.get_mut(*word) {
            *slot = real;
        }
    }
    // The cycle breaks where its head enters it.
    let head = found.get(small - 1).copied().unwrap_or(0);
    let entry = enters.get(head).copied().unwrap_or(0);
    if let (Some(slot), Some(real)) = (result.get_mut(entry), outside.get(head)) {
        *slot = *real;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_tree(heads: &[usize]) -> bool {
        let one_root = heads.iter().skip(1).filter(|h| **h == 0).count() == 1;
        one_root && cycle(heads).is_none()
    }

    /// All trees with one child of the root, by trying every head for every word.
    fn best_by_trying(scores: &[f32], size: usize) -> f32 {
        let mut best = f32::MIN;
        for number in 0..size.pow(size as u32 - 1) {
            let mut heads = vec![0];
            let mut rest = number;
            for _ in 1..size {
                heads.push(rest % size);
                rest /= size;
            }
            if is_tree(&heads) && heads.iter().enumerate().skip(1).all(|(w, h)| w != *h) {
                best = best.max(total(scores, size, &heads));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn it_is_the_best_tree(size in 2usize..6, numbers in prop::collection::vec(-9i8..9, 36)) {
            let scores: Vec<f32> = numbers.iter().take(size * size).map(|n| f32::from(*n)).collect();
            let heads = best_tree(&scores, size);
            prop_assert!(is_tree(&heads), "{heads:?}");
            prop_assert_eq!(total(&scores, size, &heads), best_by_trying(&scores, size));
        }

        #[test]
        fn it_is_a_tree(size in 2usize..40, numbers in prop::collection::vec(-100i8..100, 1600)) {
            let scores: Vec<f32> = numbers.iter().take(size * size).map(|n| f32::from(*n)).collect();
            prop_assert!(is_tree(&best_tree(&scores, size)));
        }
    }
}
