//! The style sheet: every pair of colours can be read, by day and by night.

// Tests may fail loudly; clippy knows only `#[test]` functions as tests.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../templates/page.css");

/// Relative luminance (WCAG 2.2).
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let byte = u8::from_str_radix(&colour.chars().skip(at).take(2).collect::<String>(), 16);
        let c = f64::from(byte.unwrap()) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The colours of the first `:root` after `start`.
fn colours(start: &str) -> BTreeMap<&str, String> {
    let rest = STYLE.split_once(start).unwrap().1;
    let block = rest
        .split_once(":root {")
        .unwrap()
        .1
        .split_once('}')
        .unwrap()
        .0;
    let pairs = block
        .split(';')
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "));
    // #fff is short for #ffffff.
    let long = |c: &str| match c.len() {
        4 => c
            .chars()
            .flat_map(|c| if c == '#' { vec![c] } else { vec![c, c] })
            .collect(),
        _ => c.to_owned(),
    };
    pairs
        .filter(|(_, c)| c.starts_with('#'))
        .map(|(name, c)| (name, long(c)))
        .collect()
}

#[test]
fn contrast_is_enough() {
    for scheme in ["/* Words of", "prefers-color-scheme: dark", "@media print"] {
        let colours = colours(scheme);
        for paper in ["paper", "sheet"] {
            for ink in ["ink", "soft", "link", "differ", "strong"] {
                let ratio = contrast(&colours[ink], &colours[paper]);
                assert!(ratio >= 4.5, "{ink} on {paper} {scheme}: {ratio:.2}");
            }
        }
        let ratio = contrast(&colours["ink"], &colours["mark"]);
        assert!(ratio >= 4.5, "ink on mark {scheme}: {ratio:.2}");
    }
}
