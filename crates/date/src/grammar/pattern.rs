//! Patterns, spelled out: every optional part and alternative becomes sequences of words and classes.

use super::rules::Reader;
use super::tree::{Step, Symbol};

/// More sequences than this in one pattern are a mistake.
const MOST: usize = 4000;

/// Sequences of steps, any of which may match.
type Sequences = Vec<Vec<Step>>;

impl Reader {
    /// Spells a pattern out.
    pub fn sequences_of(&mut self, pattern: &'static str) -> Result<Sequences, String> {
        let mut rest = pattern;
        let sequences = self.alternatives(&mut rest, false)?;
        if !rest.is_empty() {
            return Err(format!(
                "expected the end of the pattern, but found `{rest}`"
            ));
        }
        if sequences.len() > MOST {
            return Err("expected fewer alternatives in one pattern".to_owned());
        }
        Ok(sequences)
    }

    /// `a | b | c`, up to a closing bracket or the end. `glued`: the first token of each stands right
    /// behind what was before.
    fn alternatives(&mut self, rest: &mut &'static str, glued: bool) -> Result<Sequences, String> {
        let mut all = Vec::new();
        loop {
            all.extend(self.sequence(rest, glued)?);
            match rest.strip_prefix('|') {
                Some(tail) => *rest = tail,
                None => return Ok(all),
            }
        }
    }

    /// Parts one after the other, up to a bar, a closing bracket or the end.
    fn sequence(&mut self, rest: &mut &'static str, glued: bool) -> Result<Sequences, String> {
        let mut all: Sequences = vec![Vec::new()];
        let mut glued = glued;
        loop {
            let trimmed = rest.trim_start();
            if trimmed.len() < rest.len() {
                *rest = trimmed;
                glued = false;
            }
            match rest.chars().next() {
                None | Some(')' | ']' | '|') => return Ok(all),
                Some('~') => all = self.jointed(rest, all)?,
                Some(_) => all = product(&all, &self.part(rest, glued)?),
            }
            glued = true;
        }
    }

    /// A bracket, a class or a word.
    fn part(&mut self, rest: &mut &'static str, glued: bool) -> Result<Sequences, String> {
        match rest.chars().next() {
            Some('(') => self.bracket(rest, ')', glued),
            Some('[') => {
                let mut inner = self.bracket(rest, ']', glued)?;
                inner.push(Vec::new());
                Ok(inner)
            }
            _ => {
                let (atom, tail) = rest.split_at_checked(atom_end(rest)).unwrap_or((rest, ""));
                *rest = tail;
                self.atom(atom, glued)
            }
        }
    }

    fn bracket(
        &mut self,
        rest: &mut &'static str,
        close: char,
        glued: bool,
    ) -> Result<Sequences, String> {
        *rest = rest.get(1..).unwrap_or_default();
        let inner = self.alternatives(rest, glued)?;
        let tail = rest.strip_prefix(close);
        *rest = tail.ok_or_else(|| format!("expected `{close}`, but found `{rest}`"))?;
        Ok(inner)
    }

    /// `~`: a hyphen with the next part right behind it, or a blank.
    fn jointed(&mut self, rest: &mut &'static str, before: Sequences) -> Result<Sequences, String> {
        *rest = rest.get(1..).unwrap_or_default();
        if !rest.starts_with(|c: char| c == '(' || !c.is_whitespace() && !"[]|~)".contains(c)) {
            return Err(format!("expected a word behind `~`, but found `{rest}`"));
        }
        let next = self.part(rest, true)?;
        let hyphen = Step {
            symbol: Symbol::Word(self.word("-")?),
            glued: true,
            slot: None,
        };
        let loose = next.iter().map(|steps| {
            let mut steps = steps.clone();
            if let Some(first) = steps.first_mut() {
                first.glued = false;
            }
            steps
        });
        let loose: Sequences = loose.collect();
        let mut all = product(&product(&before, &vec![vec![hyphen]]), &next);
        all.extend(product(&before, &loose));
        Ok(all)
    }

    /// A class, or the tokens of a word.
    fn atom(&mut self, atom: &'static str, glued: bool) -> Result<Sequences, String> {
        if is_class_name(atom) {
            let slot = self
                .slot(atom)
                .ok_or_else(|| format!("expected a class of words.txt, but found `{atom}`"))?;
            return Ok(vec![vec![Step {
                symbol: Symbol::Class(slot.class),
                glued,
                slot: Some(slot),
            }]]);
        }
        // A listed phrase is one token.
        let pieces = match atom.contains('_') {
            true => vec![atom],
            false => crate::lexicon::pieces(atom),
        };
        let step = |(n, piece)| {
            let symbol = Symbol::Word(self.word(piece)?);
            Ok(Step {
                symbol,
                glued: glued || n > 0,
                slot: None,
            })
        };
        let steps: Result<Vec<Step>, String> = pieces.into_iter().enumerate().map(step).collect();
        Ok(vec![steps?])
    }
}

/// Every one of the first followed by every one of the second.
fn product(first: &Sequences, second: &Sequences) -> Sequences {
    let both = |a: &Vec<Step>| {
        let a = a.clone();
        second.iter().map(move |b| [a.as_slice(), b].concat())
    };
    first.iter().flat_map(both).collect()
}

/// Names of classes are in capitals.
pub(super) fn is_class_name(name: &str) -> bool {
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
