//! Saved pages: the words of their bodies and their days of publication, by the readers alone.

use super::{Figures, Place, output};
use crate::{Fault, root, write};
use std::process::Command;

/// Reads both sets with the example `articles` of the reading crate and scores them.
pub(super) fn measure(place: &Place) -> Result<Figures, Fault> {
    let mut figures = Figures::new();
    for (what, gold, wanted) in [
        ("bodies", "bodies/ground-truth.json", &["F1", "exact"][..]),
        ("dates", "dates/dates.json", &["F1"][..]),
    ] {
        let pages = place.shared.join("data/pages").join(what).join("html");
        let articles = output(
            Command::new("cargo")
                .args(["run", "--release", "--quiet", "-p", "rapporteur-read"])
                .args(["--example", "articles", "--"])
                .arg(pages)
                .current_dir(root()),
        )?;
        let record = place.scratch.join("pages.json");
        write(&record, &articles)?;
        let printed = output(
            Command::new("python3")
                .arg(place.shared.join("eval/score_pages.py"))
                .arg(what)
                .arg(place.shared.join("data/pages").join(gold))
                .arg(&record),
        )?;
        let named = wanted.iter().filter_map(|name| {
            let value = after(&printed, name)?;
            Some((format!("{what} {name}"), value))
        });
        figures.extend(named);
    }
    Ok(figures)
}

/// The number behind a name in a line of names and numbers.
fn after(printed: &str, name: &str) -> Option<f64> {
    let mut words = printed.split_whitespace().skip_while(|word| *word != name);
    words.nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn numbers_are_found_by_their_names() {
        let line = "bodies  F1 0.9856  P 0.9821  exact 0.4945  pages 91\n";
        assert_eq!(after(line, "F1"), Some(0.9856));
        assert_eq!(after(line, "exact"), Some(0.4945));
        assert_eq!(after(line, "absent"), None);
    }
}
