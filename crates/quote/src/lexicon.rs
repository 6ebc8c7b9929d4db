//! The reporting words: `data/cues.tsv`, whose head says what its columns mean.
//!
//! ```
//! use rapporteur_quote::lexicon::{Frame, lexicon};
//! let (entry, words) = lexicon().longest(["pointed", "out", "that"]).unwrap();
//! assert_eq!((entry.lemma.as_str(), words), ("point out", 2));
//! assert!(entry.has(Frame::Clause));
//! ```

use rapporteur_record::Act;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Where the content of a reporting word stands; see the head of `data/cues.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Frame {
    Quote,
    Clause,
    That,
    Wh,
    To,
    Np,
    Of,
    For,
    ObjClause,
    ObjWh,
    ObjTo,
    ObjOf,
    ObjFor,
    Name,
    Noun,
    Thought,
}

/// One reporting word.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its dictionary form.
    pub lemma: String,
    /// How it is built.
    pub frames: Vec<Frame>,
    /// What it usually does.
    pub act: Act,
}

impl Entry {
    /// Whether the word can be built so.
    pub fn has(&self, frame: Frame) -> bool {
        self.frames.contains(&frame)
    }
}

/// All reporting words, by their first word.
#[derive(Debug, Default)]
pub struct Lexicon {
    entries: Vec<Entry>,
    /// First word of a form to (the form's words, entry), longest first.
    by_first: BTreeMap<String, Vec<(Vec<String>, usize)>>,
}

impl Lexicon {
    /// The longest form with which the words begin, and how many words it has. Words in lower case.
    pub fn longest<'a>(
        &self,
        words: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Option<(&Entry, usize)> {
        let first = words.clone().into_iter().next()?;
        let (form, entry) = self.by_first.get(first)?.iter().find(|(form, _)| {
            let mut words = words.clone().into_iter();
            form.iter().all(|w| words.next() == Some(w))
        })?;
        Some((self.entries.get(*entry)?, form.len()))
    }

    /// The entry of a cue as printed, whatever its case: of the first words in it that are a reporting word
    /// ("has also said").
    pub fn entry_of(&self, cue: &str) -> Option<&Entry> {
        let lower = cue.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        (0..words.len()).find_map(|at| {
            let rest = words.get(at..)?;
            self.longest(rest.iter().copied()).map(|(entry, _)| entry)
        })
    }
}

/// The lexicon, read once.
pub fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| parse(include_str!("../data/cues.tsv")));
    &LEXICON
}

fn parse(file: &str) -> Lexicon {
    let mut lexicon = Lexicon::default();
    for line in file.lines().filter(|l| !l.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(lemma), Some(forms), Some(frames), Some(act)) = (
            columns.next(),
            columns.next(),
            columns.next(),
            columns.next(),
        ) else {
            continue;
        };
        let Some(act) = act_named(act) else { continue };
        let number = lexicon.entries.len();
        let frames = frames.split(' ').filter_map(frame_named).collect();
        lexicon.entries.push(Entry {
            lemma: lemma.to_owned(),
            frames,
            act,
        });
        for form in forms.split(", ") {
            let words: Vec<String> = form.split(' ').map(str::to_owned).collect();
            let Some(first) = words.first() else { continue };
            lexicon
                .by_first
                .entry(first.clone())
                .or_default()
                .push((words, number));
        }
    }
    for forms in lexicon.by_first.values_mut() {
        forms.sort_by_key(|(words, number)| (std::cmp::Reverse(words.len()), *number));
    }
    lexicon
}

fn frame_named(name: &str) -> Option<Frame> {
    Some(match name {
        "quote" => Frame::Quote,
        "clause" => Frame::Clause,
        "that" => Frame::That,
        "wh" => Frame::Wh,
        "to" => Frame::To,
        "np" => Frame::Np,
        "of" => Frame::Of,
        "for" => Frame::For,
        "obj-clause" => Frame::ObjClause,
        "obj-wh" => Frame::ObjWh,
        "obj-to" => Frame::ObjTo,
        "obj-of" => Frame::ObjOf,
        "obj-for" => Frame::ObjFor,
        "name" => Frame::Name,
        "noun" => Frame::Noun,
        "thought" => Frame::Thought,
        _ => return None,
    })
}

fn act_named(name: &str) -> Option<Act> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_read() {
        for line in include_str!("../data/cues.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'))
        {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 4, "four columns: {line}");
            assert!(act_named(columns[3]).is_some(), "a known act: {line}");
            for frame in columns[2].split(' ') {
                assert!(frame_named(frame).is_some(), "a known frame: {line}");
            }
            for form in columns[1].split(", ") {
                assert!(
                    lexicon().entry_of(form).is_some(),
                    "a form that is found: {form}"
                );
            }
        }
    }

    #[test]
    fn the_longest_form_wins() {
        let entry = |words: &str| lexicon().entry_of(words).map(|e| e.lemma.clone());
        assert_eq!(entry("Insisted on"), Some("insist on".into()));
        assert_eq!(entry("insisted that"), Some("insist".into()));
        assert_eq!(entry("walked"), None);
    }
}
