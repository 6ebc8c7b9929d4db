//! The grammar of time expressions, read from the rule files in `data/`.
//!
//! The format is explained at the head of `data/calendar.txt`. Patterns are spelled out (every
//! optional and alternative) into sequences of words and classes, and all sequences of one stage
//! share one tree, so that trying two hundred rules at a place costs little more than trying one.

use crate::lex::{Gap, Token};
use crate::lexicon::{Bits, Class, Lexicon, WordId, class, has};
use rapporteur_record::TimeKind;
use std::sync::LazyLock;

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

/// What a token must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Word(WordId),
    Class(Class),
}

#[derive(Debug, Clone, Copy)]
struct Step {
    symbol: Symbol,
    glued: bool,
    slot: Option<Slot>,
}

/// The places of the slots of a sequence: which token fills which.
pub(crate) type Places = Vec<(Slot, u8)>;

#[derive(Debug, Default)]
struct Node {
    edges: Vec<(Symbol, bool, u32)>,
    accepts: Vec<(u16, Places)>,
}

/// All sequences of one stage.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// First words, by id.
    first_words: Vec<Vec<u32>>,
    /// First classes.
    first_classes: Vec<(Class, u32)>,
    first_bits: Bits,
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

/// A candidate: how many tokens, by which rule, with which slots.
pub(crate) struct Match<'t> {
    pub len: usize,
    pub rule: u16,
    pub places: &'t Places,
}

impl Tree {
    /// Calls `found` for every sequence that fits at the beginning of `tokens`.
    pub fn matches<'t>(&'t self, tokens: &[Token], found: &mut dyn FnMut(Match<'t>)) {
        let Some(first) = tokens.first() else { return };
        if first.word != 0 {
            let nodes = self.first_words.get(first.word as usize);
            for node in nodes.into_iter().flatten() {
                self.walk(*node, tokens, 1, found);
            }
        }
        if first.bits & self.first_bits != 0 {
            for (class, node) in &self.first_classes {
                if first.is(*class) {
                    self.walk(*node, tokens, 1, found);
                }
            }
        }
    }

    fn walk<'t>(
        &'t self,
        node: u32,
        tokens: &[Token],
        len: usize,
        found: &mut dyn FnMut(Match<'t>),
    ) {
        let Some(node) = self.nodes.get(node as usize) else {
            return;
        };
        for (rule, places) in &node.accepts {
            let rule = *rule;
            found(Match { len, rule, places });
        }
        let Some(token) = tokens.get(len) else { return };
        if token.gap == Gap::Break {
            return;
        }
        for (symbol, glued, next) in &node.edges {
            let fits = match symbol {
                Symbol::Word(word) => token.word == *word,
                Symbol::Class(class) => has(token.bits, *class),
            };
            if fits && (!glued || token.gap == Gap::Glued) {
                self.walk(*next, tokens, len + 1, found);
            }
        }
    }

    fn insert(&mut self, steps: &[Step], rule: u16) {
        let mut at = 0u32;
        let mut places = Places::new();
        for (i, step) in steps.iter().enumerate() {
            at = self.edge(at, step);
            if let Some(slot) = step.slot {
                places.push((slot, i as u8));
            }
        }
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.accepts.push((rule, places));
        }
    }

    fn edge(&mut self, at: u32, step: &Step) -> u32 {
        let next = self.nodes.len() as u32;
        let Some(node) = self.nodes.get_mut(at as usize) else {
            return at;
        };
        let known = node
            .edges
            .iter()
            .find(|(s, g, _)| *s == step.symbol && *g == step.glued);
        if let Some((_, _, to)) = known {
            return *to;
        }
        node.edges.push((step.symbol, step.glued, next));
        self.nodes.push(Node::default());
        next
    }

    /// Sorts the first steps by what they ask for.
    fn index(&mut self, words: usize) {
        self.first_words = vec![Vec::new(); words];
        let first = self.nodes.first().map(|n| n.edges.clone());
        for (symbol, _, next) in first.unwrap_or_default() {
            match symbol {
                Symbol::Word(word) => {
                    if let Some(list) = self.first_words.get_mut(word as usize) {
                        list.push(next);
                    }
                }
                Symbol::Class(class) => {
                    self.first_bits |= 1 << class;
                    self.first_classes.push((class, next));
                }
            }
        }
    }
}

impl Grammar {
    fn read(words: &'static str, files: &[(&'static str, &'static str)]) -> Grammar {
        let mut reader = Reader {
            grammar: Grammar {
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
            },
            stage: 0,
            sequences: Vec::new(),
            file: "words.txt",
        };
        for error in std::mem::take(&mut reader.grammar.lexicon.errors) {
            reader.grammar.errors.push(format!("words.txt: {error}"));
        }
        for (file, text) in files {
            reader.read_file(file, text);
        }
        let Reader {
            mut grammar,
            sequences,
            ..
        } = reader;
        for _ in 0..STAGES {
            grammar.trees.push(Tree {
                nodes: vec![Node::default()],
                ..Tree::default()
            });
        }
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

struct Reader {
    grammar: Grammar,
    stage: usize,
    sequences: Vec<(usize, u16, Vec<Step>)>,
    file: &'static str,
}

impl Reader {
    fn read_file(&mut self, file: &'static str, text: &'static str) {
        self.file = file;
        self.stage = 0;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(message) = self.read_line(line, number + 1) {
                let number = number + 1;
                self.grammar
                    .errors
                    .push(format!("{file} line {number}: {message}"));
            }
        }
    }

    fn read_line(&mut self, line: &'static str, number: usize) -> Result<(), String> {
        let (key, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        if key == "stage" {
            let stage = rest
                .parse::<usize>()
                .ok()
                .filter(|n| (1..=STAGES).contains(n));
            self.stage = stage.ok_or("expected a stage from 1 to 3")? - 1;
            return Ok(());
        }
        if key == "rule" {
            self.grammar.rules.push(Rule {
                name: rest,
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
            });
            return Ok(());
        }
        let file = self.file;
        let index = self.grammar.rules.len().wrapping_sub(1);
        let beside = match key {
            "after" | "before" => Some(self.beside(rest)?),
            "not" => {
                let (_, list) = rest
                    .split_once(' ')
                    .ok_or("expected `not after` or `not before`")?;
                Some(self.beside(list)?)
            }
            _ => None,
        };
        let value = match key {
            "value" => Some(self.value(rest)?),
            _ => None,
        };
        let named = match key {
            "as" => Some(self.class(rest)?),
            _ => None,
        };
        let modifier = match key {
            "mod" => Some(match self.slot(rest) {
                Some(slot) => Modifier::Read(slot),
                None => Modifier::Fixed(rest),
            }),
            _ => None,
        };
        if key == "for" {
            for steps in self.sequences_of(rest)? {
                self.sequences.push((self.stage, index as u16, steps));
            }
            return Ok(());
        }
        let rule = self
            .grammar
            .rules
            .get_mut(index)
            .ok_or("expected `rule NAME` first")?;
        match key {
            "type" => {
                (rule.kind, rule.class) = match rest {
                    "DATE" => (TimeKind::Date, class::DATE),
                    "TIME" => (TimeKind::Time, class::TIME),
                    "DURATION" => (TimeKind::Duration, class::DURATION),
                    "SET" => (TimeKind::Set, class::SET),
                    _ => return Err(format!("expected a TIMEX3 type, but found `{rest}`")),
                }
            }
            "as" => rule.class = named.unwrap_or(rule.class),
            "value" => rule.value = value.unwrap_or(Value::Open),
            "mod" => rule.modifier = modifier,
            "genre" => {
                rule.genre = Some(match rest {
                    "news" => Genre::News,
                    "history" => Genre::History,
                    _ => return Err(format!("expected `news` or `history`, but found `{rest}`")),
                })
            }
            "part" => rule.part = true,
            "unnamed" => rule.unnamed = true,
            "after" => rule.after = beside,
            "before" => rule.before = beside,
            "not" if rest.starts_with("after") => rule.not_after = beside.unwrap_or_default(),
            "not" => rule.not_before = beside.unwrap_or_default(),
            "try" => {
                let (text, value) = rest
                    .rsplit_once(" = ")
                    .ok_or("expected `text @ day = value`")?;
                let (text, created) = match text.rsplit_once(" @ ") {
                    Some((text, created)) => (text, Some(created)),
                    None => (text, None),
                };
                let value = Some(value);
                let line = number;
                rule.trials.push(Trial {
                    text,
                    created,
                    value,
                    line,
                    file,
                });
            }
            "leave" => {
                let (text, created) = match rest.rsplit_once(" @ ") {
                    Some((text, created)) => (text, Some(created)),
                    None => (rest, None),
                };
                let (value, line) = (None, number);
                rule.trials.push(Trial {
                    text,
                    created,
                    value,
                    line,
                    file,
                });
            }
            _ => return Err(format!("expected a key of a rule, but found `{key}`")),
        }
        Ok(())
    }

    fn class(&self, name: &str) -> Result<Class, String> {
        let class = self.grammar.lexicon.class(name);
        class.ok_or_else(|| format!("expected a class of words.txt, but found `{name}`"))
    }

    /// `NUM`, `NUM2`: a class, perhaps with a digit.
    fn slot(&self, name: &str) -> Option<Slot> {
        if let Some(class) = self.grammar.lexicon.class(name) {
            return Some(Slot { class, n: 0 });
        }
        let digit = name.chars().last()?.to_digit(10)?;
        let class = self.grammar.lexicon.class(name.get(..name.len() - 1)?)?;
        Some(Slot {
            class,
            n: digit as u8,
        })
    }

    fn beside(&mut self, list: &'static str) -> Result<Beside, String> {
        let mut beside = Beside::default();
        for name in list.split_whitespace() {
            if is_class_name(name) {
                beside.bits |= 1 << self.class(name)?;
            } else {
                beside.words.push(self.word(name)?);
            }
        }
        Ok(beside)
    }

    fn word(&mut self, word: &'static str) -> Result<WordId, String> {
        let id = self.grammar.lexicon.intern(word);
        id.filter(|id| *id < 1 << 12)
            .ok_or_else(|| "too many words".to_owned())
    }

    fn amount(&self, name: &str) -> Result<Amount, String> {
        if let Ok(n) = name.parse() {
            return Ok(Amount::Fixed(n));
        }
        let (sign, name) = match name.strip_prefix('-') {
            Some(name) => (-1, name),
            None => (1, name),
        };
        let slot = self
            .slot(name)
            .ok_or_else(|| format!("expected a number or a class, but found `{name}`"))?;
        Ok(Amount::Read { slot, sign })
    }

    fn unit(&self, name: &'static str) -> Unit {
        match self.slot(name) {
            Some(slot) => Unit::Read(slot),
            None => Unit::Fixed(name),
        }
    }

    fn value(&self, text: &'static str) -> Result<Value, String> {
        let words: Vec<&'static str> = text.split_whitespace().collect();
        let from = |word: &str| match word {
            "now" => Ok(From::Now),
            "then" => Ok(From::Then),
            "inside" => Ok(From::Inside),
            _ => Err(format!("expected now, then or inside, but found `{word}`")),
        };
        Ok(match words.as_slice() {
            ["open"] => Value::Open,
            ["is", letters] => Value::Is(letters),
            ["calendar"] => Value::Calendar { part: None },
            ["calendar", part] => Value::Calendar { part: Some(part) },
            ["shift", amount, unit, "from", anchor, keep @ ..] => Value::Shift {
                amount: self.amount(amount)?,
                unit: self.unit(unit),
                from: from(anchor)?,
                keep: keep == ["keep"],
            },
            ["choose", choice, "from", anchor] => Value::Choose {
                choice: match *choice {
                    "past" => Choice::Past,
                    "coming" => Choice::Coming,
                    "same" => Choice::Same,
                    "tense" => Choice::Tense,
                    _ => return Err(format!("expected a choice, but found `{choice}`")),
                },
                from: from(anchor)?,
            },
            ["length", parts @ .., unit] => Value::Length {
                parts: parts
                    .iter()
                    .map(|p| self.amount(p))
                    .collect::<Result<_, _>>()?,
                unit: self.unit(unit),
            },
            ["every", amount, unit] => Value::Every {
                amount: self.amount(amount)?,
                unit: self.unit(unit),
            },
            ["sum"] => Value::Sum,
            ["each"] => Value::Each,
            ["same"] => Value::Same,
            ["last", "day", "of", unit, "from", anchor] => Value::LastDay {
                unit: self.unit(unit),
                from: from(anchor)?,
            },
            ["range"] => Value::Range,
            ["decade"] => Value::Decade,
            ["century"] => Value::Century,
            ["clock"] => Value::Clock { minutes: None },
            ["clock", minutes] => Value::Clock {
                minutes: Some(self.amount(minutes)?),
            },
            _ => {
                return Err(format!(
                    "expected a way to make a value, but found `{text}`"
                ));
            }
        })
    }

    /// Spells a pattern out.
    fn sequences_of(&mut self, pattern: &'static str) -> Result<Vec<Vec<Step>>, String> {
        let mut rest = pattern;
        let sequences = self.alternatives(&mut rest, false)?;
        if !rest.is_empty() {
            return Err(format!(
                "expected the end of the pattern, but found `{rest}`"
            ));
        }
        if sequences.len() > 4000 {
            return Err("expected fewer alternatives in one pattern".to_owned());
        }
        Ok(sequences)
    }

    /// `a | b | c`, up to a closing bracket or the end. `glued`: the first token of each stands right
    /// behind what was before.
    fn alternatives(
        &mut self,
        rest: &mut &'static str,
        glued: bool,
    ) -> Result<Vec<Vec<Step>>, String> {
        let mut all = Vec::new();
        loop {
            all.extend(self.sequence(rest, glued)?);
            match rest.strip_prefix('|') {
                Some(tail) => *rest = tail,
                None => return Ok(all),
            }
        }
    }

    fn sequence(
        &mut self,
        rest: &mut &'static str,
        first_glued: bool,
    ) -> Result<Vec<Vec<Step>>, String> {
        let mut all: Vec<Vec<Step>> = vec![Vec::new()];
        let mut glued = first_glued;
        loop {
            let trimmed = rest.trim_start();
            if trimmed.len() < rest.len() {
                *rest = trimmed;
                glued = false;
            }
            let Some(first) = rest.chars().next() else {
                return Ok(all);
            };
            let mut options = match first {
                ')' | ']' | '|' => return Ok(all),
                '(' | '[' => {
                    *rest = rest.get(1..).unwrap_or_default();
                    let mut inner = self.alternatives(rest, glued)?;
                    let close = if first == '(' { ')' } else { ']' };
                    *rest = rest
                        .strip_prefix(close)
                        .ok_or_else(|| format!("expected `{close}`, but found `{rest}`"))?;
                    if first == '[' {
                        inner.push(Vec::new());
                    }
                    inner
                }
                // A hyphen or a blank.
                '~' => {
                    *rest = rest.get(1..).unwrap_or_default();
                    let hyphen = Symbol::Word(self.word("-")?);
                    let step = Step {
                        symbol: hyphen,
                        glued: true,
                        slot: None,
                    };
                    // What follows is glued behind the hyphen, and loose without it: marked below.
                    vec![vec![step], vec![]]
                }
                _ => {
                    let end = atom_end(rest);
                    let (atom, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
                    *rest = tail;
                    self.atom(atom, glued)?
                }
            };
            if options.is_empty() {
                options.push(Vec::new());
            }
            let mut next = Vec::with_capacity(all.len() * options.len());
            for before in &all {
                for option in &options {
                    let mut steps = before.clone();
                    steps.extend(option.iter().copied());
                    next.push(steps);
                }
            }
            all = next;
            glued = true;
            if first == '~' {
                // The next atom stands right behind the hyphen, or loose where there is none.
                let following = self.sequence_after_joint(rest)?;
                let mut next = Vec::new();
                for before in &all {
                    let hyphened = before
                        .last()
                        .is_some_and(|s| s.symbol == Symbol::Word(self.grammar.lexicon.id("-")));
                    for option in &following {
                        let mut steps = before.clone();
                        steps.extend(option.iter().enumerate().map(|(i, s)| Step {
                            glued: if i == 0 { hyphened } else { s.glued },
                            ..*s
                        }));
                        next.push(steps);
                    }
                }
                all = next;
            }
        }
    }

    /// The one atom or group that follows a joint `~`.
    fn sequence_after_joint(&mut self, rest: &mut &'static str) -> Result<Vec<Vec<Step>>, String> {
        match rest.chars().next() {
            Some('(') => {
                *rest = rest.get(1..).unwrap_or_default();
                let inner = self.alternatives(rest, true)?;
                *rest = rest
                    .strip_prefix(')')
                    .ok_or_else(|| format!("expected `)`, but found `{rest}`"))?;
                Ok(inner)
            }
            Some(c) if !c.is_whitespace() && !"[]|~".contains(c) => {
                let (atom, tail) = rest.split_at_checked(atom_end(rest)).unwrap_or((rest, ""));
                *rest = tail;
                self.atom(atom, true)
            }
            _ => Err(format!("expected a word behind `~`, but found `{rest}`")),
        }
    }

    /// A class, or the tokens of a literal.
    fn atom(&mut self, atom: &'static str, glued: bool) -> Result<Vec<Vec<Step>>, String> {
        if is_class_name(atom) {
            let slot = self
                .slot(atom)
                .ok_or_else(|| format!("expected a class of words.txt, but found `{atom}`"))?;
            let symbol = Symbol::Class(slot.class);
            let slot = Some(slot);
            return Ok(vec![vec![Step {
                symbol,
                glued,
                slot,
            }]]);
        }
        // A listed phrase is one token.
        if atom.contains('_') {
            let symbol = Symbol::Word(self.word(atom)?);
            let slot = None;
            return Ok(vec![vec![Step {
                symbol,
                glued,
                slot,
            }]]);
        }
        let mut steps = Vec::new();
        for (n, piece) in crate::lexicon::pieces(atom).into_iter().enumerate() {
            let glued = glued || n > 0;
            let symbol = Symbol::Word(self.word(piece)?);
            steps.push(Step {
                symbol,
                glued,
                slot: None,
            });
        }
        Ok(vec![steps])
    }
}

/// Names of classes are in capitals.
fn is_class_name(name: &str) -> bool {
    name.len() > 1 && name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Where an atom ends: a class name with its digit, a word, or one mark.
fn atom_end(rest: &str) -> usize {
    let of = |c: char| c.is_alphabetic() || c.is_ascii_digit() || c == '_';
    match rest.chars().next() {
        Some(c) if of(c) => rest.find(|c| !of(c)).unwrap_or(rest.len()),
        Some(c) => c.len_utf8(),
        None => 0,
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
