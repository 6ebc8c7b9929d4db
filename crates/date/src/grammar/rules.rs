//! The rule files, line by line.

use super::pattern::is_class_name;
use super::tree::Step;
use super::{
    Amount, Beside, Choice, From, Genre, Grammar, Modifier, Rule, STAGES, Slot, Trial, Unit, Value,
};
use crate::lexicon::{Class, WordId, class};
use rapporteur_record::TimeKind;

/// What has been read so far.
pub(super) struct Reader {
    pub grammar: Grammar,
    /// The patterns, spelled out, with their pass and rule.
    pub sequences: Vec<(usize, u16, Vec<Step>)>,
    stage: usize,
    file: &'static str,
}

impl Reader {
    pub fn new(grammar: Grammar) -> Reader {
        Reader {
            grammar,
            sequences: Vec::new(),
            stage: 0,
            file: "",
        }
    }

    /// Reads one file; what is wrong in it goes to the grammar's errors.
    pub fn read_file(&mut self, file: &'static str, text: &'static str) {
        self.file = file;
        self.stage = 0;
        for (number, line) in (1..).zip(text.lines().map(str::trim)) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(message) = self.read_line(line, number) {
                let message = format!("{file} line {number}: {message}");
                self.grammar.errors.push(message);
            }
        }
    }

    fn read_line(&mut self, line: &'static str, number: usize) -> Result<(), String> {
        let (key, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match key {
            "stage" => self.begin_stage(rest)?,
            "rule" => self.grammar.rules.push(Rule::named(rest)),
            "for" => {
                let rule = self.grammar.rules.len().wrapping_sub(1) as u16;
                for steps in self.sequences_of(rest)? {
                    self.sequences.push((self.stage, rule, steps));
                }
            }
            "type" => {
                let (kind, class) = kind(rest)?;
                let rule = self.rule()?;
                (rule.kind, rule.class) = (kind, class);
            }
            "as" => self.rule()?.class = self.class(rest)?,
            "value" => self.rule()?.value = self.value(rest)?,
            "mod" => {
                let modifier = self
                    .slot(rest)
                    .map_or(Modifier::Fixed(rest), Modifier::Read);
                self.rule()?.modifier = Some(modifier);
            }
            "genre" => self.rule()?.genre = Some(genre(rest)?),
            "part" => self.rule()?.part = true,
            "unnamed" => self.rule()?.unnamed = true,
            "after" => self.rule()?.after = Some(self.beside(rest)?),
            "before" => self.rule()?.before = Some(self.beside(rest)?),
            "not" => match rest.split_once(' ') {
                Some(("after", list)) => self.rule()?.not_after = self.beside(list)?,
                Some(("before", list)) => self.rule()?.not_before = self.beside(list)?,
                _ => return Err("expected `not after` or `not before`".to_owned()),
            },
            "try" | "leave" => {
                let trial = self.trial(key, rest, number)?;
                self.rule()?.trials.push(trial);
            }
            _ => return Err(format!("expected a key of a rule, but found `{key}`")),
        }
        Ok(())
    }

    fn begin_stage(&mut self, rest: &str) -> Result<(), String> {
        let stage = rest.parse::<usize>().ok();
        let stage = stage.filter(|n| (1..=STAGES).contains(n));
        self.stage = stage.ok_or_else(|| format!("expected a stage from 1 to {STAGES}"))? - 1;
        Ok(())
    }

    /// The rule that is being read.
    fn rule(&mut self) -> Result<&mut Rule, String> {
        let rule = self.grammar.rules.last_mut();
        rule.ok_or_else(|| "expected `rule NAME` first".to_owned())
    }

    /// `text @ day = value`, or `text @ day` in which nothing is to be found.
    fn trial(&self, key: &str, rest: &'static str, line: usize) -> Result<Trial, String> {
        let (text, value) = match key {
            "leave" => (rest, None),
            _ => {
                let parts = rest.rsplit_once(" = ");
                let (text, value) = parts.ok_or("expected `text @ day = value`")?;
                (text, Some(value))
            }
        };
        let (text, created) = match text.rsplit_once(" @ ") {
            Some((text, created)) => (text, Some(created)),
            None => (text, None),
        };
        Ok(Trial {
            text,
            created,
            value,
            line,
            file: self.file,
        })
    }

    fn class(&self, name: &str) -> Result<Class, String> {
        let class = self.grammar.lexicon.class(name);
        class.ok_or_else(|| format!("expected a class of words.txt, but found `{name}`"))
    }

    /// `NUM`, `NUM2`: a class, perhaps with a digit.
    pub fn slot(&self, name: &str) -> Option<Slot> {
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

    pub fn word(&mut self, word: &'static str) -> Result<WordId, String> {
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
        Ok(match words.as_slice() {
            ["open"] => Value::Open,
            ["is", letters] => Value::Is(letters),
            ["calendar"] => Value::Calendar { part: None },
            ["calendar", part] => Value::Calendar { part: Some(part) },
            ["shift", amount, unit, "from", from, keep @ ..] => Value::Shift {
                amount: self.amount(amount)?,
                unit: self.unit(unit),
                from: anchor(from)?,
                keep: keep == ["keep"],
            },
            ["choose", which, "from", from] => Value::Choose {
                choice: choice(which)?,
                from: anchor(from)?,
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
            ["after"] => Value::Offset { sign: 1 },
            ["before"] => Value::Offset { sign: -1 },
            ["sum"] => Value::Sum,
            ["each"] => Value::Each,
            ["same"] => Value::Same,
            ["last", "day", "of", unit, "from", from] => Value::LastDay {
                unit: self.unit(unit),
                from: anchor(from)?,
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
}

fn kind(name: &str) -> Result<(TimeKind, Class), String> {
    Ok(match name {
        "DATE" => (TimeKind::Date, class::DATE),
        "TIME" => (TimeKind::Time, class::TIME),
        "DURATION" => (TimeKind::Duration, class::DURATION),
        "SET" => (TimeKind::Set, class::SET),
        _ => return Err(format!("expected a TIMEX3 type, but found `{name}`")),
    })
}

fn genre(name: &str) -> Result<Genre, String> {
    match name {
        "news" => Ok(Genre::News),
        "history" => Ok(Genre::History),
        _ => Err(format!("expected `news` or `history`, but found `{name}`")),
    }
}

fn anchor(word: &str) -> Result<From, String> {
    match word {
        "now" => Ok(From::Now),
        "then" => Ok(From::Then),
        "inside" => Ok(From::Inside),
        _ => Err(format!("expected now, then or inside, but found `{word}`")),
    }
}

fn choice(word: &str) -> Result<Choice, String> {
    match word {
        "past" => Ok(Choice::Past),
        "coming" => Ok(Choice::Coming),
        "same" => Ok(Choice::Same),
        "tense" => Ok(Choice::Tense),
        _ => Err(format!("expected a choice, but found `{word}`")),
    }
}
