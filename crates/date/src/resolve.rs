//! What the expressions mean: their TIMEX3 values, read in the order of the text.

mod choosing;
mod clock;
mod counting;
mod dates;
mod lengths;
mod yearly;

use crate::calendar::{Grain, Stretch};
use crate::clause::Clauses;
use crate::discourse::{Discourse, Spoken, Words};
use crate::find::{Findings, Found};
use crate::grammar::{Amount, From, Genre, Grammar, Modifier, Rule, Unit, Value};
use crate::lex::{Gap, NONE, Token};
use crate::lexicon::{Class, class};
use crate::tense::{Tense, tense};
use counting::grain;
use jiff::civil::Date;
use lengths::duration;
use rapporteur_record::{TimeKind, TimeMod};

/// What an expression's value was counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Anchor {
    /// Nothing: the expression says it all.
    #[default]
    Itself,
    /// The day of writing.
    Created,
    /// A date spoken of, in these words.
    Spoken(Words),
}

/// An expression with its value.
#[derive(Debug, Clone)]
pub(crate) struct Valued {
    pub token: Token,
    pub rule: u16,
    pub kind: TimeKind,
    pub value: Option<String>,
    pub modifier: Option<TimeMod>,
    pub anchor: Anchor,
    /// Why the value is open, where that is not plain from the words.
    pub doubt: Option<Doubt>,
}

/// Why a date that looks complete has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// `03/04/2031`, in an article that nowhere shows whether the day or the month stands first.
    DayOrMonth,
}

/// A value on the way.
#[derive(Debug, Clone, PartialEq)]
enum Meaning {
    Open,
    Text(String),
    At(Stretch, String),
    Range(Stretch, Stretch),
}

/// Day before month, or month before day, in dates of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

/// Values every expression that was found.
pub(crate) fn resolve(
    text: &str,
    grammar: &Grammar,
    findings: &Findings,
    created: Option<Date>,
    clauses: Option<(&Clauses<'_>, usize)>,
) -> Vec<Valued> {
    let mut reader = Reader {
        text,
        grammar,
        findings,
        created,
        clauses,
        order: order(findings, created),
        discourse: Discourse::new(text, created),
        quarter: None,
        anchor: Anchor::Itself,
        doubt: None,
        place: 0,
        depth: 0,
    };
    let mut all = Vec::new();
    for (at, token) in findings.top.iter().enumerate() {
        reader.discourse.move_to(token);
        reader.place = at;
        reader.value(token, &mut all);
    }
    all
}

/// The value as it is printed. There is no year 0.
fn written(meaning: &Meaning) -> Option<String> {
    match meaning {
        Meaning::At(stretch, _) | Meaning::Range(stretch, _) if stretch.first.year() == 0 => None,
        Meaning::Open => None,
        Meaning::Text(text) => Some(text.clone()),
        Meaning::At(stretch, time) => Some(stretch.value() + time),
        Meaning::Range(from, to) => Some(format!("{}/{}", from.value(), to.value())),
    }
}

/// Tells the order of digits from the document: `13/4/2031` and `4/13/2031` can be read in one way only, and
/// so can the day of writing itself. Where neither stands in it, or both do, the order is not known.
fn order(findings: &Findings, created: Option<Date>) -> Order {
    let (mut day_first, mut month_first) = (false, false);
    for window in findings.tokens.windows(5) {
        let [a, mark, b, mark_again, year] = window else {
            continue;
        };
        let glued = window.iter().skip(1).all(|t| t.gap == Gap::Glued);
        let in_digits = a.is(class::DAY) && b.is(class::DAY) && matches!(year.digits, 2 | 4);
        let marked = mark.end - mark.start == 1 && mark.word == mark_again.word;
        if !(glued && in_digits && marked && !mark.wordlike) {
            continue;
        }
        let is = |day: u32, month: u32| {
            let created = created.filter(|c| i32::from(c.year()) % 100 == year.number as i32 % 100);
            month <= 12 && day > 12
                || created.is_some_and(|c| {
                    (c.day() as u32, c.month() as u32) == (day, month) && day != month
                })
        };
        day_first |= is(a.number, b.number);
        month_first |= is(b.number, a.number);
    }
    match (day_first, month_first) {
        (true, false) => Order::DayFirst,
        (false, true) => Order::MonthFirst,
        _ => Order::Unknown,
    }
}

struct Reader<'a> {
    text: &'a str,
    grammar: &'a Grammar,
    findings: &'a Findings,
    created: Option<Date>,
    /// The clauses of the text, where it has been parsed, and where it begins in what was parsed.
    clauses: Option<(&'a Clauses<'a>, usize)>,
    order: Order,
    discourse: Discourse,
    /// The quarter that the text reports on.
    quarter: Option<(Stretch, Words)>,
    anchor: Anchor,
    doubt: Option<Doubt>,
    /// The expression being read: an index into the top tokens.
    place: usize,
    depth: u8,
}

impl<'a> Reader<'a> {
    /// The expression that a token stands for.
    fn node(&self, token: &Token) -> Option<(&'a Found, &'a Rule)> {
        let node = self.findings.nodes.get(token.node as usize)?;
        Some((node, self.grammar.rule(node.rule)?))
    }

    /// An open value is kept where the rule itself leaves it open; where the words name a day that
    /// does not exist ("30 February") there is no expression.
    fn open_is_lawful(&self, node: &Found, rule: &Rule) -> bool {
        match rule.value {
            Value::Calendar { .. } | Value::Range | Value::Choose { .. } => {
                let names_day = [class::DAY, class::DAYTH, class::INT, class::MM];
                !names_day.iter().any(|c| node.any(*c).is_some())
            }
            Value::Decade | Value::Century | Value::Clock { .. } => false,
            _ => true,
        }
    }

    fn modifier(&self, node: &Found, rule: &Rule) -> Option<TimeMod> {
        let own = match rule.modifier {
            Some(Modifier::Fixed(name)) => Some(name),
            Some(Modifier::Read(slot)) => node.slot(slot).and_then(|t| self.word(t, slot.class)),
            None => None,
        };
        let inner = || {
            let children = node.slots.iter().filter_map(|(_, t)| self.node(t));
            children
                .filter_map(|(node, rule)| self.modifier(node, rule))
                .next()
        };
        own.and_then(modifier_named).or_else(inner)
    }

    /// Values the expression that a token stands for, if it stands for one.
    fn value(&mut self, token: &Token, all: &mut Vec<Valued>) {
        let Some((node, rule)) = self.node(token).filter(|(_, rule)| !rule.part) else {
            return;
        };
        self.anchor = Anchor::Itself;
        self.doubt = None;
        let mut meaning = self.meaning(node, rule);
        if token.is(class::CLOCK) {
            meaning = self.clock_on_its_day(meaning, self.place);
        }
        self.remember(&meaning, node, token);
        let valued = |token: Token, value: Option<String>, reader: &Self| Valued {
            token,
            rule: node.rule,
            kind: rule.kind,
            modifier: None,
            value,
            anchor: reader.anchor,
            doubt: None,
        };
        match meaning {
            // "several days after the accord of 1994": a length and a date.
            Meaning::Open if matches!(rule.value, Value::Offset { .. }) => {
                for (_, part) in &node.slots {
                    self.value(part, all);
                }
            }
            Meaning::Open if self.doubt.is_none() && !self.open_is_lawful(node, rule) => {}
            Meaning::Range(from, to) => {
                let halves = self.halves(node, *token).into_iter().zip([from, to]);
                all.extend(halves.map(|(half, to)| valued(half, Some(to.value()), self)));
            }
            meaning => all.push(Valued {
                modifier: self.modifier(node, rule),
                doubt: self.doubt.filter(|_| meaning == Meaning::Open),
                ..valued(*token, written(&meaning), self)
            }),
        }
    }

    /// Where the words of an expression stand.
    fn words_of(&self, node: &Found) -> Words {
        let at = |place: u32| self.findings.tokens.get(place as usize);
        let start = at(node.first).map_or(0, |t| t.start);
        (start, at(node.last).map_or(start, |t| t.end))
    }

    /// The value of a word in a class.
    fn word(&self, token: &Token, class: Class) -> Option<&'static str> {
        self.grammar.lexicon.value(token.word, class)
    }

    /// The number that a token names, in figures, in words or by its list.
    fn number(&self, token: &Token, class: Class) -> Option<i32> {
        if token.number != NONE {
            return i32::try_from(token.number).ok();
        }
        self.word(token, class)?.parse().ok()
    }

    fn number_of(&self, node: &Found, class: Class) -> Option<i32> {
        self.number(node.any(class)?, class)
    }

    /// A rule's amount; `None` for "several" and for a slot that nothing fills.
    fn amount(&self, node: &Found, amount: Amount) -> Option<i32> {
        let (slot, sign) = match amount {
            Amount::Fixed(n) => return Some(n),
            Amount::Read { slot, sign } => (slot, sign),
        };
        let token = node.slot(slot).or_else(|| {
            let kin = [class::QTY, class::COUNT, class::NUM, class::ONE];
            let wanted = kin.contains(&slot.class) && slot.n == 0;
            wanted
                .then(|| kin.into_iter().find_map(|c| node.any(c)))
                .flatten()
        })?;
        let class = match () {
            _ if token.is(class::ONE) && !token.is(class::NUM) => class::ONE,
            _ if token.is(class::VAGUE) => class::VAGUE,
            _ => slot.class,
        };
        self.number(token, class)?.checked_mul(sign)
    }

    /// A rule's unit: TIMEX3's letters, and how many of it one word means (a fortnight is 2 W).
    fn unit(&self, node: &Found, unit: Unit) -> Option<(&'static str, i32)> {
        let letters = match unit {
            Unit::Fixed(letters) => letters,
            Unit::Read(slot) => {
                let token = node.slot(slot).or_else(|| {
                    let units = node.slots.iter().map(|(_, t)| t);
                    units.into_iter().find(|t| t.is(class::ANYUNIT))
                })?;
                self.word(token, class::ANYUNIT)?
            }
        };
        match letters.strip_prefix('2') {
            Some(letters) => Some((letters, 2)),
            None => Some((letters, 1)),
        }
    }

    fn tense(&self, node: &Found) -> Tense {
        let (first, last) = (node.first as usize, node.last as usize);
        let parsed = self.clauses.and_then(|(clauses, from)| {
            let (start, end) = self.words_of(node);
            let (start, end) = (from + start as usize, from + end as usize);
            let place = clauses.text.span(start, end)?;
            clauses.tense(place)
        });
        parsed.unwrap_or_else(|| tense(self.text, &self.findings.tokens, first, last))
    }

    /// Whether this is a history that has begun to tell of its own time.
    fn in_history(&self) -> bool {
        self.findings.genre == Genre::History && self.discourse.has_spoken()
    }

    /// The day relative dates are counted from.
    fn now(&mut self) -> Option<Stretch> {
        if self.in_history() {
            return self.then(Grain::Year);
        }
        // "I leave tonight," she said on Tuesday: the speaker's tonight.
        if self.discourse.place.quoted
            && let Some(day) = self.discourse.last_here(Grain::Day)
        {
            return Some(self.count_from(day));
        }
        self.anchor = Anchor::Created;
        self.created.map(Stretch::day)
    }

    /// The date last spoken of that is at least as exact as `grain`; the day of writing before any is.
    fn then(&mut self, grain: Grain) -> Option<Stretch> {
        let history = self.findings.genre == Genre::History;
        let spoken = self.discourse.last(grain, history);
        let spoken = spoken.or_else(|| self.discourse.latest().filter(|_| history));
        match spoken {
            Some(spoken) => Some(self.count_from(spoken)),
            None if history => None,
            None => {
                self.anchor = Anchor::Created;
                self.created.map(Stretch::day)
            }
        }
    }

    /// Counts from a date that was spoken of.
    fn count_from(&mut self, spoken: Spoken) -> Stretch {
        self.anchor = Anchor::Spoken(spoken.words);
        spoken.stretch
    }

    /// Where "a day earlier" is counted from: in news a new paragraph counts from the day of its news.
    fn then_here(&mut self, grain: Grain) -> Option<Stretch> {
        if self.findings.genre == Genre::History {
            return self.then(grain);
        }
        if let Some(day) = self.discourse.last_here(grain) {
            return Some(self.count_from(day));
        }
        self.anchor = Anchor::Created;
        match self.created {
            Some(day) => Some(Stretch::day(day)),
            None => self.then(grain),
        }
    }

    fn from(&mut self, node: &Found, from: From, grain: Grain) -> Option<Stretch> {
        match from {
            From::Now => self.now(),
            From::Then => self.then(grain),
            From::Inside => self.inside(node).map(|(stretch, _)| stretch),
        }
    }

    fn remember(&mut self, meaning: &Meaning, node: &Found, token: &Token) {
        let (Meaning::At(stretch, _) | Meaning::Range(stretch, _)) = meaning else {
            return;
        };
        if stretch.grain <= Grain::Year {
            // "In 1942", "By 1921,": at most two words before.
            let first = node.first as usize;
            let before = self.findings.tokens.get(first.saturating_sub(2)..=first);
            let at_head = before.unwrap_or_default().iter().any(|t| t.opens);
            let words = (token.start, token.end);
            self.discourse.speak_of(*stretch, words, at_head);
        }
    }

    /// "8–9 June" are two dates: up to the first number, and from the second on.
    fn halves(&self, node: &Found, whole: Token) -> Vec<Token> {
        let numbers = node.slots.iter().filter(|(_, t)| t.number != NONE);
        let mut numbers = numbers.map(|(_, t)| *t);
        let (Some(first), Some(second)) = (numbers.next(), numbers.next()) else {
            return vec![whole];
        };
        let one = Token {
            end: first.end,
            ..whole
        };
        let two = Token {
            start: second.start,
            ..whole
        };
        vec![one, two]
    }

    /// The first date inside an expression, with its time of day.
    fn inside(&mut self, node: &Found) -> Option<(Stretch, String)> {
        let dates = node.slots.iter().map(|(_, t)| t);
        for token in dates.filter(|t| t.node != NONE && !t.is(class::CLOCK)) {
            match self.child(token) {
                Meaning::At(stretch, time) => return Some((stretch, time)),
                Meaning::Range(stretch, _) => return Some((stretch, String::new())),
                _ => {}
            }
        }
        None
    }

    /// What an expression inside another means.
    fn child(&mut self, token: &Token) -> Meaning {
        let findings = self.findings;
        let grammar = self.grammar;
        let node = findings.nodes.get(token.node as usize);
        let rule = node.and_then(|node| grammar.rule(node.rule));
        match (node, rule) {
            (Some(node), Some(rule)) if self.depth < 8 => {
                self.depth += 1;
                let meaning = self.meaning(node, rule);
                self.depth -= 1;
                meaning
            }
            _ => Meaning::Open,
        }
    }

    fn meaning(&mut self, node: &Found, rule: &Rule) -> Meaning {
        self.try_meaning(node, rule).unwrap_or(Meaning::Open)
    }

    fn try_meaning(&mut self, node: &Found, rule: &Rule) -> Option<Meaning> {
        Some(match &rule.value {
            Value::Open => Meaning::Open,
            Value::Is(letters) => Meaning::Text((*letters).to_owned()),
            Value::Calendar { part } => return self.calendar(node, *part),
            Value::Shift {
                amount,
                unit,
                from,
                keep,
            } => return self.shift(node, *amount, *unit, *from, *keep),
            Value::Choose { choice, from } => return self.choose(node, *choice, *from),
            Value::Length { parts, unit } => Meaning::Text(self.length(node, parts, *unit)?),
            Value::Offset { sign } => return self.offset(node, *sign),
            Value::Sum => Meaning::Text(self.sum(node)?),
            Value::Every { amount, unit } => {
                let (letters, times) = self.unit(node, *unit)?;
                let n = self.amount(node, *amount).unwrap_or(1).checked_mul(times)?;
                Meaning::Text(duration(&n.to_string(), letters))
            }
            Value::Each => Meaning::Text(self.each(node)?),
            Value::Same => {
                let mut inner = node.slots.iter().map(|(_, t)| t);
                if let Some(clock) = inner.find(|t| t.is(class::CLOCK)) {
                    return Some(self.child(clock));
                }
                let (stretch, time) = self.inside(node)?;
                Meaning::At(stretch, time)
            }
            Value::LastDay { unit, from } => {
                let (letters, _) = self.unit(node, *unit)?;
                let stretch = self
                    .from(node, *from, Grain::Year)?
                    .widen(grain(letters)?)?;
                Meaning::At(Stretch::day(stretch.last()?), String::new())
            }
            Value::Range => return self.range(node),
            Value::Decade => Meaning::At(self.decade(node)?, String::new()),
            Value::Century => {
                let n = i16::try_from(self.number_of(node, class::ORD)?).ok()?;
                let year = n.checked_sub(1)?.checked_mul(100)?;
                let year = match node.any(class::BC) {
                    Some(_) => -year.max(1),
                    None => year,
                };
                Meaning::At(
                    Stretch::around(Date::new(year, 1, 1).ok()?, Grain::Century)?,
                    String::new(),
                )
            }
            Value::Clock { minutes } => Meaning::Text(self.clock(node, *minutes)?),
        })
    }
}

fn modifier_named(name: &str) -> Option<TimeMod> {
    Some(match name {
        "BEFORE" => TimeMod::Before,
        "AFTER" => TimeMod::After,
        "ON_OR_BEFORE" => TimeMod::OnOrBefore,
        "ON_OR_AFTER" => TimeMod::OnOrAfter,
        "LESS_THAN" => TimeMod::LessThan,
        "MORE_THAN" => TimeMod::MoreThan,
        "EQUAL_OR_LESS" => TimeMod::EqualOrLess,
        "EQUAL_OR_MORE" => TimeMod::EqualOrMore,
        "START" => TimeMod::Start,
        "MID" => TimeMod::Mid,
        "END" => TimeMod::End,
        "APPROX" => TimeMod::Approx,
        _ => return None,
    })
}
