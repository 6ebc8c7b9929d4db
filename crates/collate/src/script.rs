//! Names in other scripts as English newspapers write them: "Юлия" as "yulia". The letters are
//! `data/transliteration.tsv`.

use crate::words;
use std::collections::HashMap;
use std::sync::LazyLock;

static LETTERS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    include_str!("../data/transliteration.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t'))
        // The letters are folded as words are, so that "ї" is found where it has lost its marks.
        .map(|(letters, latin)| (words::fold(letters).into_owned(), latin.trim_matches('-')))
        .fold(HashMap::new(), |mut all, (letters, latin)| {
            all.entry(letters).or_insert(latin);
            all
        })
});

/// A folded word in Latin letters, as far as the table knows its letters.
pub(crate) fn latin(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_ascii() {
            out.push(letter);
            continue;
        }
        let pair = letters.peek().map(|next| format!("{letter}{next}"));
        if let Some(latin) = pair.and_then(|p| LETTERS.get(&p)) {
            out.push_str(latin);
            letters.next();
        } else if let Some(latin) = LETTERS.get(letter.to_string().as_str()) {
            out.push_str(latin);
        } else {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_five_scripts_are_read() {
        for (word, want) in [
            ("Марина", "marina"),
            ("Щука", "shchuka"),
            ("Անի", "ani"),
            ("ნინო", "nino"),
            ("سمير", "smir"),
            ("Νίκος", "nikos"),
            ("Zoë", "zoe"),
            ("東京", "東京"),
        ] {
            assert_eq!(latin(&words::fold(word)), want, "{word}");
        }
    }
}
