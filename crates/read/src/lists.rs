//! Word lists as data: one entry a line, `#` begins a comment line.

use std::collections::BTreeSet;

/// The lines of a data file that are neither blank nor comments.
pub(crate) fn lines(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A data file of one word or phrase a line, as a set.
pub(crate) fn set(data: &'static str) -> BTreeSet<&'static str> {
    lines(data).collect()
}

/// The beginning of a text, of at most so many bytes, ending at a character.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// Words with one space between them.
pub(crate) fn squeezed(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters and digits alone, in lower case.
pub(crate) fn folded(words: &str) -> String {
    words
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The words of a line, in lower case, without the signs around them.
pub(crate) fn words(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’' || c == '-'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Whether sentences say nothing that others do not: four of five of their longer words stand there too,
/// told by how the words begin.
pub(crate) fn repeats<'w>(sentences: &str, others: impl Iterator<Item = &'w str>) -> bool {
    let beginnings = |words: &str| -> BTreeSet<String> {
        self::words(words)
            .filter(|w| w.chars().count() >= 4)
            .map(|w| w.chars().take(5).collect())
            .collect()
    };
    let said = beginnings(sentences);
    let there = others.fold(BTreeSet::new(), |mut all, words| {
        all.extend(beginnings(words));
        all
    });
    !said.is_empty() && said.intersection(&there).count() * 5 >= said.len() * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_say_it_again() {
        let body =
            "The council of Torvane closed the old bridge to lorries on Monday, the mayor said.";
        let again = |words| repeats(words, std::iter::once(body));
        assert!(again("Mayor closes Torvane bridge to all lorries"));
        assert!(!again(
            "A survey found what drivers have been saying for years"
        ));
        assert!(!again(""));
    }
}
