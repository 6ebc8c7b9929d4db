//! The grammar of time expressions, read from the rule files in `data/`.
//!
//! The format is explained at the head of `data/calendar.txt`; `rules` reads it. Patterns are spelled out into
//! sequences of words and classes (`pattern`), and all sequences of one stage share one `tree`.

mod pattern;
mod rules;
mod tree;

pub(crate) use tree::Match;

use crate::lex::Token;
use crate::lexicon::{Bits, Class, Lexicon, WordId, class};
use rapporteur_record::TimeKind;
use rules::Reader;
use std::sync::LazyLock;
use tree::Tree;

/// The word lists and rules that are built in.
pub(crate) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    Grammar::read(
        include_str!("../data/words.txt"),
        &[
            ("calendar.txt", include_str!("../data/calendar.txt")),
            ("clock.txt", include_str!("../data/clock.txt")),
            ("relative.txt", include_str!("../data/relative.txt")),
            ("duration.txt", include_str!("../data/duration.txt")),
            ("set.txt", include_str!("../data/set.txt")),
            ("reference.txt", include_str!("../data/reference.txt")),
            ("compound.txt", include_str!("../data/compound.txt")),
        ],
    )
});

/// How many passes there are: the later read expressions that the earlier found.
pub(crate) const STAGES: usize = 3;

/// Names one token of a pattern: its class and the digit behind it (`NUM2`), 0 without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub class: Class,
    pub n: u8,
}

/// A number in a value: written in the rule, or read from the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Amount {
    Fixed(i32),
    Read { slot: Slot, sign: i32 },
}

/// A unit in a value: a letter of TIMEX3, or read from the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Unit {
    Fixed(&'static str),
    Read(Slot),
}

/// What a relative expression is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// The day of writing.
    Now,
    /// The date last spoken of.
    Then,
    /// The expression inside.
    Inside,
}

/// Which of many Mondays, Marches or springs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The last before the anchor.
    Past,
    /// The first after it.
    Coming,
    /// The one in the anchor's own week or year.
    Same,
    /// As the tense says.
    Tense,
}

/// How the value of an expression is made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Left open.
    Open,
    /// These very letters.
    Is(&'static str),
    /// A date put together from the parts that were read, perhaps with a fixed part of the day.
    Calendar { part: Option<&'static str> },
    /// So many units from the anchor; `keep`: as exact as the anchor.
    Shift {
        amount: Amount,
        unit: Unit,
        from: From,
        keep: bool,
    },
    /// One of many.
    Choose { choice: Choice, from: From },
    /// How long.
    Length { parts: Vec<Amount>, unit: Unit },
    /// So long before (-1) or after (1) the date inside.
    Offset { sign: i32 },
    /// How long, in two units: "two years and three months".
    Sum,
    /// How often.
    Every { amount: Amount, unit: Unit },
    /// A day or part of a day that comes back.
    Each,
    /// The value of the expression inside.
    Same,
    /// The last day of a stretch: "year-end".
    LastDay { unit: Unit, from: From },
    /// From the first expression inside to the second.
    Range,
    /// A decade, from its first year or its name.
    Decade,
    /// A century by its number.
    Century,
    /// A time of day.
    Clock { minutes: Option<Amount> },
}

/// What may stand beside an expression.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Beside {
    words: Vec<WordId>,
    bits: Bits,
}

impl Beside {
    pub fn holds(&self, token: &Token) -> bool {
        self.bits & token.bits != 0 || token.word != 0 && self.words.contains(&token.word)
    }

    pub fn holds_any(&self, token: Option<&Token>) -> bool {
        token.is_some_and(|t| self.holds(t))
    }
}

/// One rule.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub name: &'static str,
    pub kind: TimeKind,
    /// The class of what it finds, for later stages.
    pub class: Class,
    pub value: Value,
    /// A modifier by its TIMEX3 name, or the slot that gives it.
    pub modifier: Option<Modifier>,
    pub after: Option<Beside>,
    pub not_after: Beside,
    pub before: Option<Beside>,
    pub not_before: Beside,
    /// Not where its capital makes it part of a name ("Mercia Today", "the Winter Palace").
    pub unnamed: bool,
    /// Only in histories, only in news; both without.
    pub genre: Option<Genre>,
    /// Found for the sake of later stages; not a time expression of its own.
    pub part: bool,
    /// Its examples.
    pub trials: Vec<Trial>,
}

impl Rule {
    /// A rule of which nothing but its name is known yet.
    fn named(name: &'static str) -> Rule {
        Rule {
            name,
            kind: TimeKind::Date,
            class: class::DATE,
            value: Value::Open,
            modifier: None,
            after: None,
            not_after: Beside::default(),
            before: None,
            not_before: Beside::default(),
            genre: None,
            part: false,
            unnamed: false,
            trials: Vec::new(),
        }
    }
}

/// Where a modifier comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Modifier {
    Fixed(&'static str),
    Read(Slot),
}

/// What kind of text it is, as its dates show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Genre {
    /// Written close to what it tells of.
    News,
    /// Tells of other times: dates hang on each other, not on the day of writing.
    History,
}

/// An example of a rule: `text @ created = value`, or a text that the rule must leave alone.
#[derive(Debug, Clone)]
#[cfg_attr(not(test), expect(dead_code, reason = "read by the tests"))]
pub(crate) struct Trial {
    pub text: &'static str,
    pub created: Option<&'static str>,
    pub value: Option<&'static str>,
    pub line: usize,
    pub file: &'static str,
}

/// Word lists and rules.
#[derive(Debug)]
pub(crate) struct Grammar {
    pub lexicon: Lexicon,
    pub rules: Vec<Rule>,
    pub trees: Vec<Tree>,
    /// `%`, and the marks that hold digits together.
    pub percent: WordId,
    pub comma: WordId,
    pub point: WordId,
    pub apostrophe: WordId,
    pub number_marks: Vec<WordId>,
    /// What joins the two ends of a range.
    pub range_marks: Vec<WordId>,
    /// What could not be read in the files; a test sees to it that this stays empty.
    pub errors: Vec<String>,
}

impl Grammar {
    fn read(words: &'static str, files: &[(&'static str, &'static str)]) -> Grammar {
        let mut grammar = Grammar {
            lexicon: Lexicon::read(words),
            rules: Vec::new(),
            trees: Vec::new(),
            percent: 0,
            comma: 0,
            point: 0,
            apostrophe: 0,
            number_marks: Vec::new(),
            range_marks: Vec::new(),
            errors: Vec::new(),
        };
        for error in std::mem::take(&mut grammar.lexicon.errors) {
            grammar.errors.push(format!("words.txt: {error}"));
        }
        let mut reader = Reader::new(grammar);
        for (file, text) in files {
            reader.read_file(file, text);
        }
        let Reader {
            mut grammar,
            sequences,
            ..
        } = reader;
        grammar.trees.resize_with(STAGES, Tree::new);
        for (stage, rule, steps) in sequences {
            if let Some(tree) = grammar.trees.get_mut(stage) {
                tree.insert(&steps, rule);
            }
        }
        grammar.percent = grammar.lexicon.id("%");
        grammar.comma = grammar.lexicon.id(",");
        grammar.point = grammar.lexicon.id(".");
        grammar.apostrophe = grammar.lexicon.id("'");
        grammar.number_marks = grammar.marks(&[".", ",", ":", "/", "-"]);
        grammar.range_marks = grammar.marks(&["-", "to", "and", "through", "until", "/"]);
        for tree in &mut grammar.trees {
            tree.index(1 << 12);
        }
        grammar
    }

    fn marks(&self, marks: &[&str]) -> Vec<WordId> {
        let ids = marks.iter().map(|mark| self.lexicon.id(mark));
        ids.filter(|id| *id != 0).collect()
    }

    pub fn rule(&self, rule: u16) -> Option<&Rule> {
        self.rules.get(rule as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::GRAMMAR;

    #[test]
    fn the_files_can_be_read() {
        assert_eq!(GRAMMAR.errors, Vec::<String>::new());
    }

    #[test]
    fn rule_names_are_unique() {
        let mut names: Vec<_> = GRAMMAR.rules.iter().map(|r| r.name).collect();
        names.sort_unstable();
        let twice: Vec<_> = names.windows(2).filter(|w| w[0] == w[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
