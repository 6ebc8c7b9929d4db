//! Where the expressions are: the grammar's trees tried at every token, the longest match taken.

use crate::grammar::{Genre, Grammar, Match, Rule, Slot};
use crate::lex::{Gap, NONE, Token, lex};
use crate::lexicon::{Class, class};

/// An expression found, not yet valued.
#[derive(Debug)]
pub(crate) struct Found {
    pub rule: u16,
    /// Its first and last token of the text.
    pub first: u32,
    pub last: u32,
    pub slots: Vec<(Slot, Token)>,
}

impl Found {
    /// What fills a slot.
    pub fn slot(&self, slot: Slot) -> Option<&Token> {
        self.slots.iter().find(|(s, _)| *s == slot).map(|(_, t)| t)
    }

    /// The first slot of a class, whatever its digit.
    pub fn any(&self, class: Class) -> Option<&Token> {
        let found = self.slots.iter().find(|(s, _)| s.class == class);
        found.map(|(_, t)| t)
    }
}

/// The tokens of a text and the expressions in it.
#[derive(Debug)]
pub(crate) struct Findings {
    /// The text's own tokens.
    pub tokens: Vec<Token>,
    /// What is left after all passes: tokens, and expressions standing for theirs.
    pub top: Vec<Token>,
    pub nodes: Vec<Found>,
    pub genre: Genre,
}

/// Finds the expressions of a text. `year` is the year of writing, where known.
pub(crate) fn find(text: &str, grammar: &Grammar, year: Option<i16>) -> Findings {
    let tokens = lex(text, &grammar.lexicon);
    let genre = genre(&tokens, year);
    let mut nodes = Vec::new();
    let mut top = tokens.clone();
    for tree in &grammar.trees {
        let mut next = Vec::with_capacity(top.len());
        let mut at = 0;
        while let Some(token) = top.get(at) {
            let rest = top.get(at..).unwrap_or_default();
            let mut best: Option<Match<'_>> = None;
            tree.matches(rest, &mut |candidate| {
                let better = match &best {
                    None => true,
                    Some(b) => {
                        candidate.len > b.len || candidate.len == b.len && candidate.rule < b.rule
                    }
                };
                if better
                    && let Some(rule) = grammar.rule(candidate.rule)
                    && allowed(rule, &top, at, candidate.len, genre, grammar)
                {
                    best = Some(candidate);
                }
            });
            let Some(best) = best else {
                next.push(*token);
                at += 1;
                continue;
            };
            let covered = rest.get(..best.len).unwrap_or_default();
            let slots = best.places.iter();
            let slots = slots
                .filter_map(|(slot, place)| Some((*slot, *covered.get(*place as usize)?)))
                .collect();
            let last = covered.last().unwrap_or(token);
            let class = grammar.rule(best.rule).map_or(class::DATE, |r| r.class);
            next.push(Token {
                end: last.end,
                bits: grammar.lexicon.with_aliases(1 << class),
                number: NONE,
                node: nodes.len() as u32,
                last: last.last,
                word: 0,
                digits: 0,
                ..*token
            });
            nodes.push(Found {
                rule: best.rule,
                first: token.first,
                last: last.last,
                slots,
            });
            at += best.len;
        }
        top = next;
    }
    Findings {
        tokens,
        top,
        nodes,
        genre,
    }
}

/// Histories name many years, and most of them far from the day of writing.
fn genre(tokens: &[Token], year: Option<i16>) -> Genre {
    let far = |t: &&Token| {
        let apart = year.map_or(0, |y| i64::from(t.number).abs_diff(i64::from(y)));
        t.is(class::YEAR) && (apart > 2 || year.is_none())
    };
    // Weekdays, "yesterday", "tonight": close to the day of writing.
    let near = tokens
        .iter()
        .filter(|t| t.is(class::WEEKDAY) || t.is(class::CLOSE));
    let near = near.count();
    let far = tokens.iter().filter(far).count();
    if far >= 5 && far > 3 * near {
        Genre::History
    } else {
        Genre::News
    }
}

/// Whether a match may stand where it stands.
fn allowed(
    rule: &Rule,
    tokens: &[Token],
    at: usize,
    len: usize,
    genre: Genre,
    grammar: &Grammar,
) -> bool {
    if rule.genre.is_some_and(|g| g != genre) {
        return false;
    }
    let before = at.checked_sub(1).and_then(|i| tokens.get(i));
    let first = tokens.get(at);
    let last = tokens.get((at + len).saturating_sub(1));
    let next = tokens.get(at + len);
    let (Some(first), Some(last)) = (first, last) else {
        return false;
    };
    let before = before.filter(|_| first.gap != Gap::Break);
    let next_here = next.filter(|n| n.gap != Gap::Break);
    if rule.not_after.holds_any(before) || rule.not_before.holds_any(next_here) {
        return false;
    }
    if let Some(after) = &rule.after
        && !after.holds_any(before)
    {
        return false;
    }
    if let Some(ahead) = &rule.before
        && !ahead.holds_any(next_here)
    {
        return false;
    }
    // "on 1 May.": the point ends the sentence; that of "Nov." is its own.
    let before_last = len.checked_sub(2).and_then(|n| tokens.get(at + n));
    let month = before_last.is_some_and(|t| t.is(class::MONTH) && !t.is(class::SHORTMONTH));
    if month && last.word == grammar.point {
        return false;
    }
    if len == 1 && doubtful(first, before, grammar) {
        return false;
    }
    if rule.unnamed && named(before, first, last, next_here) {
        return false;
    }
    let inside = at
        .checked_sub(2)
        .and_then(|i| tokens.get(i))
        .zip(before)
        .is_some_and(|(far, near)| in_number(far, near, first, grammar));
    let goes_on = next
        .zip(tokens.get(at + len + 1))
        .is_some_and(|(near, far)| in_number(last, near, far, grammar));
    let joined_before = before.is_some_and(|b| first.gap == Gap::Glued && b.wordlike);
    let joined_after =
        next.is_some_and(|n| n.gap == Gap::Glued && (n.wordlike || n.word == grammar.percent));
    !(inside || goes_on || joined_before && first.wordlike || joined_after && last.wordlike)
}

/// `3.1990`, `10/1990`: digits, a mark and digits without a blank are one number.
fn in_number(left: &Token, mark: &Token, right: &Token, grammar: &Grammar) -> bool {
    left.digits > 0
        && right.digits > 0
        && mark.gap == Gap::Glued
        && right.gap == Gap::Glued
        && grammar.number_marks.contains(&mark.word)
}

/// A single word that need not be a date: "May" or "March" where nothing before it says so ("in May"),
/// "Jan" or "Dec" without a point or a day, "mayo".
fn doubtful(token: &Token, before: Option<&Token>, grammar: &Grammar) -> bool {
    let short = token.is(class::MONTH) && token.end - token.start <= 3;
    let wants_capital = token.word != 0 && grammar.lexicon.wants_capital(token.word);
    let led = !token.opens && before.is_some_and(|b| b.is(class::MONTHLEAD));
    wants_capital && !led || short && !wants_capital || token.is(class::FOREIGN)
}

/// Whether a capital makes the words part of a name: one that no sentence begins with, beside another.
fn named(before: Option<&Token>, first: &Token, last: &Token, next: Option<&Token>) -> bool {
    // At the head of a sentence only a word that no list or rule knows ("On") may be a name.
    let capital = |t: &Token| t.is(class::CAPITAL) && (!t.opens || t.word == 0);
    let after_name = capital(first) && before.is_some_and(capital);
    let before_name = capital(last) && next.is_some_and(capital);
    after_name || before_name
}
