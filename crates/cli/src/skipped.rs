//! What was passed over in web archives, in a line.

use crate::terminal::{count, number};
use rapporteur_read::Skip;
use std::collections::BTreeMap;

/// The counts in words; none where nothing was passed over.
pub fn line(skipped: &BTreeMap<Skip, u64>) -> Option<String> {
    let all: u64 = skipped.values().sum();
    let of = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let words = Skip::ALL.into_iter().filter_map(|why| {
        let n = of(*skipped.get(&why)?);
        Some(match why {
            Skip::NotPage => format!("{} no page", number(n)),
            Skip::Redirect => count(n, "redirect", "redirects"),
            Skip::Error => count(n, "error", "errors"),
            Skip::Repeat => format!("{} captured before", number(n)),
            Skip::Empty => format!("{} without text", number(n)),
        })
    });
    let words: Vec<String> = words.collect();
    (all > 0).then(|| {
        let captures = count(of(all), "capture", "captures");
        format!("Skipped {captures} in web archives: {}", words.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_words() {
        assert_eq!(line(&BTreeMap::new()), None);
        let counts = [(Skip::Redirect, 1), (Skip::NotPage, 1200), (Skip::Error, 2)];
        insta::assert_snapshot!(
            line(&counts.into_iter().collect()).unwrap(),
            @"Skipped 1,203 captures in web archives: 1,200 no page, 1 redirect, 2 errors"
        );
    }
}
