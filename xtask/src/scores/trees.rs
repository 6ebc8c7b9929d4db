//! Tags, lemmas and heads against a treebank, over its own words and from raw text.

use super::{Figures, Place, output};
use crate::{Fault, read, write};
use std::path::Path;
use std::process::Command;

/// The figures kept, and whether they say anything where sentences and words are given.
const FIGURES: [(&str, bool); 6] = [
    ("Sentences", false),
    ("UPOS", true),
    ("XPOS", true),
    ("Lemmas", true),
    ("UAS", true),
    ("LAS", true),
];

/// Measures on the documents of a treebank whose id holds `documents`.
pub fn measure(place: &Place, file: &str, documents: &str) -> Result<Figures, Fault> {
    let gold_path = place.scratch.join("gold.conllu");
    let gold = only(&read(&place.shared.join(file))?, documents);
    write(&gold_path, &gold)?;

    let words = place.scratch.join("words.conllu");
    write(&words, &bare(&gold))?;
    let over_words = found(
        place,
        Command::new(&place.program)
            .args(["parse", "--conllu", "--gold-tokens"])
            .arg(&words),
    )?;
    let mut figures = scored(place, &gold_path, &over_words, "gold tokens")?;

    let text = place.scratch.join("raw.txt");
    write(&text, &raw(&gold))?;
    let from_raw = found(
        place,
        Command::new(&place.program)
            .args(["parse", "--conllu"])
            .arg(&text),
    )?;
    figures.extend(scored(place, &gold_path, &from_raw, "raw text")?);
    Ok(figures)
}

/// The documents whose id (`# newdoc id = …`) holds these words.
fn only(treebank: &str, documents: &str) -> String {
    let mut kept = String::new();
    let mut keep = false;
    for line in treebank.lines() {
        if let Some(id) = line.strip_prefix("# newdoc id = ") {
            keep = id.contains(documents);
        }
        if keep {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// The words alone: what is to be found is taken out, so that nobody can copy it.
fn bare(treebank: &str) -> String {
    let line = |line: &str| match line.split('\t').collect::<Vec<_>>().as_slice() {
        [number, form, .., misc] => format!("{number}\t{form}{}\t{misc}\n", "\t_".repeat(7)),
        _ => format!("{line}\n"),
    };
    treebank.lines().map(line).collect()
}

/// The text as it was written: a line a paragraph, an empty line between paragraphs, and between sentences a
/// blank unless the last word says that none follows.
fn raw(treebank: &str) -> String {
    let mut text = String::new();
    let mut between = "";
    // The words of a multiword token (`1-2`) have no say in what follows it.
    let mut last_part = 0;
    for line in treebank.lines() {
        if line.starts_with("# newdoc") || line.starts_with("# newpar") {
            between = "\n\n";
        } else if let Some(sentence) = line.strip_prefix("# text = ") {
            if !text.is_empty() {
                text.push_str(between);
            }
            text.push_str(sentence);
            last_part = 0;
        } else if let Some((id, word)) = line.split_once('\t') {
            let last: u32 = id
                .rsplit('-')
                .next()
                .and_then(|n| n.parse().ok())
                .unwrap_or(0);
            if last > last_part {
                last_part = last;
                between = if word.contains("SpaceAfter=No") {
                    ""
                } else {
                    " "
                };
            }
        }
    }
    text + "\n"
}

/// What the program prints, as a file.
fn found(place: &Place, command: &mut Command) -> Result<std::path::PathBuf, Fault> {
    let path = place.scratch.join("found.conllu");
    write(&path, &output(command)?)?;
    Ok(path)
}

/// The scorer prints a name and a figure of a hundred a line.
fn scored(place: &Place, gold: &Path, found: &Path, how: &str) -> Result<Figures, Fault> {
    let scorer = place.shared.join("eval/score_trees.py");
    let printed = output(Command::new("python3").arg(scorer).args([gold, found]))?;
    let given = how == "gold tokens";
    let figure = |line: &str| {
        let (name, figure) = line.split_once(' ')?;
        let kept = FIGURES
            .iter()
            .any(|(kept, always)| *kept == name && (*always || !given));
        let figure: f64 = figure.trim().parse().ok().filter(|_| kept)?;
        Some((format!("{name}, {how}"), figure / 100.0))
    };
    Ok(printed.lines().filter_map(figure).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREEBANK: &str = "# newdoc id = a_news_1\n# newpar\n# text = She can't.\n1\tShe\tshe\tPRON\tPRP\t_\t0\troot\t_\t_\n\
        # newdoc id = b\n# text = No.\n";

    #[test]
    fn documents_are_chosen_by_id() {
        assert_eq!(only(TREEBANK, "_news_").lines().count(), 4);
        assert_eq!(only(TREEBANK, ""), TREEBANK);
    }

    #[test]
    fn answers_are_taken_out() {
        assert!(bare(TREEBANK).contains("\n1\tShe\t_\t_\t_\t_\t_\t_\t_\t_\n"));
        assert_eq!(bare(TREEBANK).lines().count(), TREEBANK.lines().count());
    }

    #[test]
    fn sentences_are_joined_as_they_were_written() {
        let word = |misc: &str| format!("1\tx\t_\t_\t_\t_\t_\t_\t_\t{misc}\n\n");
        let treebank = [
            "# newpar\n# text = A.\n",
            &word("SpaceAfter=No"),
            "# text = B.\n",
            &word("_"),
            "# text = Can't.\n",
            &word("_")
                .replace("1\tx", "1-2\tCan't")
                .replace("\t_\n\n", "\tSpaceAfter=No\n"),
            &word("_"),
            "# text = C.\n",
            &word("SpaceAfter=No"),
            "# newpar\n# text = D.\n",
        ];
        assert_eq!(raw(&treebank.concat()), "A.B. Can't.C.\n\nD.\n");
    }
}
