//! The words of time, from `data/words.txt`, and the classes they belong to.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

/// A class of words, by its bit in [`Bits`].
pub(crate) type Class = u8;

/// A set of classes.
pub(crate) type Bits = u128;

/// A word or mark that some list or rule mentions; 0 for every other.
pub(crate) type WordId = u16;

/// Classes that the program itself speaks of, in the order of their bits. Word lists may add others.
macro_rules! classes {
    ($($name:ident)*) => {
        #[derive(Clone, Copy)]
        #[repr(u8)]
        #[allow(clippy::upper_case_acronyms)]
        enum Known { $($name),* }
        /// The classes that the program itself speaks of.
        pub(crate) mod class {
            use super::{Class, Known};
            $(pub(crate) const $name: Class = Known::$name as Class;)*
        }
        const KNOWN: &[&str] = &[$(stringify!($name)),*];
    };
}
classes! {
    NUM ORD INT DAY DAYTH HOUR MINUTE SECOND YEAR RECENT YY MM DD YYY FOUR DIGIT BIG TEEN TENS WORDYEAR CAPITAL WORD
    DATE DAYDATE TIME DURATION SET CLOCK
    MONTH WEEKDAY WEEKDAYS SEASON SEASONS PART PARTS POINT AMPM ONE VAGUE HOLIDAY
    DECADE CARD ORDW SUFFIX ABBREV ANYUNIT QTY COUNT WHERE BC STEP DAWN OVERNIGHT ORDQ
    ORDH SURESEASON FIVES CLOSE MONTHLEAD LIMIT CLAUSE PRONOUN
    ARCHIVE EVERY DATELEAD JOIN ARTICLE FOREIGN SHORTMONTH OPENDAY
    YEARS MONTHS WEEKS DAYS HOURS MINUTES SECONDS
}

/// Whether a set of classes holds one.
pub(crate) fn has(bits: Bits, class: Class) -> bool {
    bits & (1 << class) != 0
}

/// A small hash for short words (FNV-1a): the keys are our own lists, so nobody can crowd them.
#[derive(Default)]
pub(crate) struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// What the lists say of one word.
#[derive(Debug, Default, Clone)]
pub(crate) struct Entry {
    /// Its classes.
    pub bits: Bits,
    /// Its value in each class that is not an alias.
    values: Vec<(Class, &'static str)>,
    /// Only with a capital letter.
    capital: bool,
    /// Longer expressions that begin with this word, the longest first.
    phrases: Vec<Phrase>,
}

/// An expression of several tokens that the lists treat as one word.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Phrase {
    /// The tokens after the first, and whether each stands right behind the one before.
    pub rest: Vec<(WordId, bool)>,
    /// The entry for the whole.
    pub whole: WordId,
}

/// All word lists.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    entries: Vec<Entry>,
    ids: HashMap<&'static str, WordId, BuildHasherDefault<Fnv>>,
    classes: BTreeMap<&'static str, Class>,
    aliases: Vec<(Class, Bits)>,
    /// What could not be read in the lists; a test sees to it that this stays empty.
    pub errors: Vec<String>,
}

impl std::fmt::Debug for Fnv {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fnv")
    }
}

impl Lexicon {
    /// Reads a word list; the format is explained at its head.
    pub fn read(list: &'static str) -> Lexicon {
        let mut lexicon = Lexicon {
            entries: vec![Entry::default()],
            ..Lexicon::default()
        };
        for (bit, name) in KNOWN.iter().enumerate() {
            lexicon.classes.insert(name, bit as Class);
        }
        for (number, line) in list.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if lexicon.read_line(line).is_none() {
                let message = format!(
                    "line {}: expected `CLASS value form …`, but found `{line}`",
                    number + 1
                );
                lexicon.errors.push(message);
            }
        }
        lexicon.finish();
        lexicon
    }

    fn read_line(&mut self, line: &'static str) -> Option<()> {
        let mut fields = line.split_whitespace();
        let head = fields.next()?;
        if head == "alias" {
            let name = self.add_class(fields.next()?)?;
            let mut bits = 0;
            for class in fields.skip_while(|f| *f == "=") {
                bits |= 1 << self.add_class(class)?;
            }
            self.aliases.push((name, bits));
            return Some(());
        }
        let class = self.add_class(head)?;
        let value = fields.next()?;
        let mut any = false;
        for form in fields {
            any = true;
            let (form, capital) = match form.strip_prefix('^') {
                Some(form) => (form, true),
                None => (form, false),
            };
            let id = self.intern_phrase(form)?;
            let entry = self.entries.get_mut(id as usize)?;
            entry.bits |= 1 << class;
            entry.values.push((class, value));
            entry.capital |= capital;
        }
        any.then_some(())
    }

    /// The number of a class, made where it is new; `None` where all bits are taken.
    fn add_class(&mut self, name: &'static str) -> Option<Class> {
        let next = self.classes.len();
        match self.classes.get(name) {
            Some(class) => Some(*class),
            None if next < 128 => {
                self.classes.insert(name, next as Class);
                Some(next as Class)
            }
            None => None,
        }
    }

    /// A word of several words (`new_year's_day`) becomes a phrase of its first word's entry.
    fn intern_phrase(&mut self, form: &'static str) -> Option<WordId> {
        let mut ids = Vec::new();
        for part in form.split('_') {
            for (n, piece) in pieces(part).into_iter().enumerate() {
                ids.push((self.intern(piece)?, n > 0));
            }
        }
        let whole = self.intern(form)?;
        let rest = ids.split_off(1);
        if !rest.is_empty() {
            let (first, _) = ids.first()?;
            let first = self.entries.get_mut(*first as usize)?;
            let phrase = Phrase { rest, whole };
            if !first.phrases.contains(&phrase) {
                first.phrases.push(phrase);
            }
        }
        Some(whole)
    }

    /// The id of a word or mark, made where it is new.
    pub fn intern(&mut self, form: &'static str) -> Option<WordId> {
        if let Some(id) = self.ids.get(form) {
            return Some(*id);
        }
        let id = WordId::try_from(self.entries.len()).ok()?;
        self.entries.push(Entry::default());
        self.ids.insert(form, id);
        Some(id)
    }

    fn finish(&mut self) {
        for entry in &mut self.entries {
            for (alias, bits) in &self.aliases {
                if entry.bits & bits != 0 {
                    entry.bits |= 1 << alias;
                }
            }
            entry
                .phrases
                .sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
        }
    }

    /// Classes with all the aliases that hold them.
    pub fn with_aliases(&self, mut bits: Bits) -> Bits {
        for (alias, members) in &self.aliases {
            if bits & members != 0 {
                bits |= 1 << alias;
            }
        }
        bits
    }

    /// The id of a word in lower case, 0 for one that nothing mentions.
    pub fn id(&self, word: &str) -> WordId {
        self.ids.get(word).copied().unwrap_or(0)
    }

    /// The classes of a word.
    pub fn bits(&self, id: WordId) -> Bits {
        self.entries.get(id as usize).map_or(0, |e| e.bits)
    }

    /// Whether a word counts only with a capital.
    pub fn wants_capital(&self, id: WordId) -> bool {
        self.entries.get(id as usize).is_some_and(|e| e.capital)
    }

    /// Longer expressions that begin with a word, the longest first.
    pub fn phrases(&self, id: WordId) -> &[Phrase] {
        self.entries
            .get(id as usize)
            .map_or(&[], |e| e.phrases.as_slice())
    }

    /// The value of a word in a class; for an alias, in whichever of its classes the word has.
    pub fn value(&self, id: WordId, class: Class) -> Option<&'static str> {
        let entry = self.entries.get(id as usize)?;
        let members = self
            .aliases
            .iter()
            .find(|(alias, _)| *alias == class)
            .map_or(0, |(_, bits)| *bits);
        let wanted = members | (1 << class);
        let value = entry.values.iter().find(|(c, _)| has(wanted, *c));
        value.map(|(_, v)| *v)
    }

    /// The bit of a class name.
    pub fn class(&self, name: &str) -> Option<Class> {
        self.classes.get(name).copied()
    }
}

/// The tokens of a word as the lexer cuts them: runs of letters, runs of digits, single marks.
pub(crate) fn pieces(word: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        _ if c.is_ascii_digit() => 0,
        _ if c.is_alphabetic() => 1,
        _ => 2,
    };
    let mut pieces = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let of = kind(first);
        let end = match of {
            2 => first.len_utf8(),
            _ => rest.find(|c| kind(c) != of).unwrap_or(rest.len()),
        };
        let Some((piece, tail)) = rest.split_at_checked(end) else {
            break;
        };
        pieces.push(piece);
        rest = tail;
    }
    pieces
}
