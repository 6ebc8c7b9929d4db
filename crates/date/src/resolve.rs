//! What the expressions mean: their TIMEX3 values, read in the order of the text.

use crate::calendar::{Grain, Stretch, holiday, iso_day, monday, shift_day};
use crate::discourse::Discourse;
use crate::find::{Findings, Found};
use crate::grammar::{Amount, Choice, From, Genre, Grammar, Modifier, Rule, Slot, Unit, Value};
use crate::lex::{Gap, NONE, Token};
use crate::lexicon::{Class, class};
use crate::tense::{Tense, tense};
use jiff::civil::Date;
use rapporteur_record::{TimeKind, TimeMod};

/// What an expression's value was counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Anchor {
    /// Nothing: the expression says it all.
    #[default]
    Itself,
    /// The day of writing.
    Created,
    /// The date last spoken of before it.
    Spoken,
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
}

/// Values every expression that was found.
pub(crate) fn resolve(
    text: &str,
    grammar: &Grammar,
    findings: &Findings,
    created: Option<Date>,
) -> Vec<Valued> {
    let mut reader = Reader {
        text,
        grammar,
        findings,
        created,
        order: order(findings),
        discourse: Discourse::new(text, created),
        quarter: None,
        anchor: Anchor::Itself,
        place: 0,
        depth: 0,
    };
    let mut all = Vec::new();
    for (at, token) in findings.top.iter().enumerate() {
        reader.discourse.move_to(token);
        let Some(node) = findings.nodes.get(token.node as usize) else {
            continue;
        };
        let Some(rule) = grammar.rule(node.rule).filter(|r| !r.part) else {
            continue;
        };
        reader.place = at;
        reader.anchor = Anchor::Itself;
        let mut meaning = reader.meaning(node, rule);
        if token.is(class::CLOCK) {
            meaning = reader.clock_on_its_day(meaning, at);
        }
        reader.remember(&meaning, node);
        if meaning == Meaning::Open && !reader.open_is_lawful(node, rule) {
            continue;
        }
        if let Meaning::Range(from, to) = meaning {
            let halves = reader.halves(node, *token);
            for (token, stretch) in halves.into_iter().zip([from, to]) {
                all.push(Valued {
                    token,
                    rule: node.rule,
                    kind: rule.kind,
                    modifier: None,
                    value: Some(stretch.value()),
                    anchor: reader.anchor,
                });
            }
            continue;
        }
        all.push(Valued {
            token: *token,
            rule: node.rule,
            kind: rule.kind,
            modifier: reader.modifier(node, rule),
            value: written(&meaning),
            anchor: reader.anchor,
        });
    }
    all
}

fn written(meaning: &Meaning) -> Option<String> {
    match meaning {
        Meaning::Open => None,
        Meaning::Text(text) => Some(text.clone()),
        Meaning::At(stretch, time) => Some(stretch.value() + time),
        Meaning::Range(from, to) => Some(format!("{}/{}", from.value(), to.value())),
    }
}

/// Tells the order of digits from the document: a number over twelve, a dotted date, `5 March` against
/// `March 5`. American order where nothing tells.
fn order(findings: &Findings) -> Order {
    let tokens = &findings.tokens;
    let mut day_first = 0i32;
    for window in tokens.windows(3) {
        let [a, b, c] = window else { continue };
        let marked = a.digits > 0 && c.digits > 0 && b.gap == Gap::Glued && !b.wordlike;
        if marked && c.gap == Gap::Glued && b.end - b.start == 1 {
            if a.number > 12 && a.is(class::DAY) && c.is(class::MM) {
                day_first += 10;
            } else if c.number > 12 && c.is(class::DAY) && a.is(class::DAY) {
                day_first -= 10;
            }
        }
        day_first += i32::from(a.is(class::DAY) && b.is(class::MONTH));
        day_first -= i32::from(a.is(class::MONTH) && b.is(class::DAY));
    }
    if day_first > 0 {
        Order::DayFirst
    } else {
        Order::MonthFirst
    }
}

struct Reader<'a> {
    text: &'a str,
    grammar: &'a Grammar,
    findings: &'a Findings,
    created: Option<Date>,
    order: Order,
    discourse: Discourse,
    /// The quarter that the text reports on.
    quarter: Option<Stretch>,
    anchor: Anchor,
    /// The expression being read: an index into the top tokens.
    place: usize,
    depth: u8,
}

impl Reader<'_> {
    fn node(&self, token: &Token) -> Option<(&Found, &Rule)> {
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
        tense(self.text, &self.findings.tokens, first, last)
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
        // "We sail tonight," she said on Tuesday: the speaker's tonight.
        if self.discourse.place.quoted
            && let Some(day) = self.discourse.last_here(Grain::Day)
        {
            self.anchor = Anchor::Spoken;
            return Some(day);
        }
        self.anchor = Anchor::Created;
        self.created.map(Stretch::day)
    }

    /// The date last spoken of that is at least as exact as `grain`; the day of writing before any is.
    fn then(&mut self, grain: Grain) -> Option<Stretch> {
        self.anchor = Anchor::Spoken;
        let history = self.findings.genre == Genre::History;
        let spoken = self.discourse.last(grain, history);
        if history && spoken.is_none() {
            return self.discourse.latest();
        }
        spoken.or_else(|| {
            self.anchor = Anchor::Created;
            self.created.map(Stretch::day)
        })
    }

    /// Where "a day earlier" is counted from: in news a new paragraph counts from the day of its news.
    fn then_here(&mut self, grain: Grain) -> Option<Stretch> {
        if self.findings.genre == Genre::History {
            return self.then(grain);
        }
        if let Some(day) = self.discourse.last_here(grain) {
            self.anchor = Anchor::Spoken;
            return Some(day);
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

    fn remember(&mut self, meaning: &Meaning, node: &Found) {
        let (Meaning::At(stretch, _) | Meaning::Range(stretch, _)) = meaning else {
            return;
        };
        if stretch.grain <= Grain::Year {
            // "In 1942", "By 1921,": at most two words before.
            let first = node.first as usize;
            let before = self.findings.tokens.get(first.saturating_sub(2)..=first);
            let at_head = before.unwrap_or_default().iter().any(|t| t.opens);
            self.discourse.speak_of(*stretch, at_head);
        }
    }

    /// "6–7 January" are two dates: up to the first number, and from the second on.
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
        for (_, token) in &node.slots {
            if token.is(class::CLOCK) {
                continue;
            }
            let Some((child, rule)) = self.node(token) else {
                continue;
            };
            // Borrow of the grammar, not of the reader: rules live as long as the program.
            let meaning = self.child(child.rule, token.node, rule.name);
            if let Meaning::At(stretch, time) = meaning {
                return Some((stretch, time));
            }
            if let Meaning::Range(stretch, _) = meaning {
                return Some((stretch, String::new()));
            }
        }
        None
    }

    fn child(&mut self, rule: u16, node: u32, _name: &str) -> Meaning {
        let findings = self.findings;
        let grammar = self.grammar;
        match (findings.nodes.get(node as usize), grammar.rule(rule)) {
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
            Value::Every { amount, unit } => {
                let (letters, times) = self.unit(node, *unit)?;
                let n = self.amount(node, *amount).unwrap_or(1).checked_mul(times)?;
                Meaning::Text(duration(&n.to_string(), letters))
            }
            Value::Each => Meaning::Text(self.each(node)?),
            Value::Same => {
                let clock = node.slots.iter().map(|(_, t)| *t);
                if let Some(clock) = clock.into_iter().find(|t| t.is(class::CLOCK)) {
                    let rule = self.node(&clock)?.0.rule;
                    return Some(self.child(rule, clock.node, ""));
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

    /// The year that an expression names, by itself or by "next year".
    fn named_year(&mut self, node: &Found) -> Option<i16> {
        if let Some(step) = self.number_of(node, class::STEP) {
            let year = self.now()?.first.year();
            return year.checked_add(i16::try_from(step).ok()?);
        }
        let bc = if node.any(class::BC).is_some() { -1 } else { 1 };
        let full = [class::YEAR, class::RECENT, class::YYY]
            .into_iter()
            .find_map(|c| node.any(c));
        if let Some(token) = full {
            let year = i16::try_from(token.number).ok()?;
            return Some(year * bc);
        }
        if let Some(token) = node.any(class::WORDYEAR) {
            return i16::try_from(token.number).ok();
        }
        if let Some(teen) = node.any(class::TEEN) {
            let tens = node.any(class::TENS)?.number;
            return i16::try_from(teen.number * 100 + tens).ok();
        }
        let token = node.any(class::YY)?;
        let short = i16::try_from(token.number).ok()?;
        if bc < 0 {
            return Some(-short);
        }
        Some(self.century_of(short) + short)
    }

    /// Which century a year of two digits belongs to: the latest that is not far in the future.
    fn century_of(&self, short: i16) -> i16 {
        let latest = match (self.findings.genre, self.discourse.year(), self.created) {
            (Genre::History, Some(year), _) => year + 50,
            (_, _, Some(created)) => created.year() + 10,
            _ => 2030,
        };
        let century = latest / 100 * 100;
        if century + short > latest {
            century - 100
        } else {
            century
        }
    }

    fn calendar(&mut self, node: &Found, part: Option<&'static str>) -> Option<Meaning> {
        let time = self.time_of_day(node, part);
        let inside = self.inside(node);
        if let Some((stretch, inner)) = inside {
            let time = if time.is_empty() { inner } else { time };
            return Some(Meaning::At(stretch, time));
        }
        if self.created.is_none()
            && !self.discourse.has_spoken()
            && let Some(letters) = self.without_year(node)
        {
            return Some(Meaning::Text(letters + &time));
        }
        let stretch = self.parts(node)?;
        Some(Meaning::At(stretch, time))
    }

    /// `XXXX-03-05`: where nothing tells the year.
    fn without_year(&mut self, node: &Found) -> Option<String> {
        if self.named_year(node).is_some() {
            return None;
        }
        if let Some(month) = self.number_of(node, class::MONTH) {
            let Some(day) = node.any(class::DAY).or_else(|| node.any(class::DAYTH)) else {
                return Some(format!("XXXX-{month:02}"));
            };
            // Any year has the day that a leap year has.
            let day = day_of(2000, month, i32::try_from(day.number).ok()?)?;
            return Some(format!("XXXX{}", day.value().get(4..)?));
        }
        if let Some(day) = self.number_of(node, class::WEEKDAY) {
            return Some(format!("XXXX-WXX-{day}"));
        }
        let season = self.word(node.any(class::SEASON)?, class::SEASON)?;
        Some(format!("XXXX-{season}"))
    }

    /// The time of day as it is appended to a date: `TNI`, `T16:12`.
    fn time_of_day(&mut self, node: &Found, part: Option<&'static str>) -> String {
        for (slot, token) in &node.slots {
            let letters = match slot.class {
                class::PART => self.word(token, class::PART),
                class::DAWN => self.word(token, class::DAWN),
                class::OVERNIGHT => self.word(token, class::OVERNIGHT),
                class::WHERE if node.any(class::DAYDATE).is_some() => {
                    match self.word(token, class::WHERE) {
                        Some("START") => Some("MO"),
                        Some("END") => Some("NI"),
                        _ => None,
                    }
                }
                class::HOUR => return self.clock(node, None).unwrap_or_default(),
                class::CLOCK => {
                    let child = self.node(token).map(|(child, _)| child.rule);
                    if let Some(rule) = child
                        && let Meaning::Text(time) = self.child(rule, token.node, "")
                    {
                        return time;
                    }
                    None
                }
                _ => None,
            };
            if let Some(letters) = letters {
                return format!("T{letters}");
            }
        }
        part.map_or_else(String::new, |letters| format!("T{letters}"))
    }

    /// Puts a date together from the words of one expression.
    fn parts(&mut self, node: &Found) -> Option<Stretch> {
        if let (Some(a), Some(b)) = (
            node.slot(Slot {
                class: class::INT,
                n: 1,
            }),
            node.slot(Slot {
                class: class::INT,
                n: 2,
            }),
        ) {
            return self.digits(node, *a, *b);
        }
        let year = self.named_year(node);
        if let Some(month) = node
            .any(class::MM)
            .filter(|_| node.any(class::DD).is_some())
        {
            let day = node.any(class::DD)?;
            return day_of(year?, month.number as i32, day.number as i32);
        }
        if let Some(month) = self.number_of(node, class::MONTH) {
            let day = match node.any(class::DAY).or_else(|| node.any(class::DAYTH)) {
                Some(token) => Some(self.number(token, class::DAY)?),
                None => None,
            };
            return match (day, year) {
                (Some(day), Some(year)) => day_of(year, month, day),
                (None, Some(year)) => Stretch::month(year, month as i8),
                (day, None) => self.yearless(node, |year| match day {
                    Some(day) => day_of(year, month, day),
                    None => Stretch::month(year, month as i8),
                }),
            };
        }
        if let Some(season) = node
            .any(class::SEASON)
            .and_then(|t| self.word(t, class::SEASON))
        {
            return Stretch::season(year?, season);
        }
        if let Some(rule) = node
            .any(class::HOLIDAY)
            .and_then(|t| self.word(t, class::HOLIDAY))
        {
            return Some(Stretch::day(holiday(rule, year?)?));
        }
        if let Some(n) = self.number_of(node, class::ORDQ) {
            return Stretch::quarter(year?, n as i8);
        }
        if let Some(n) = self.number_of(node, class::ORDH) {
            return Stretch::half(year?, n as i8);
        }
        if let Some(year) = year {
            if let Some(n) = node.any(class::MM).or_else(|| node.any(class::INT)) {
                // `2021-W07`, `Q2 2019`, `H1 2019`: told apart by the letter before the number.
                return self.lettered(node, year, n.number);
            }
            return Stretch::year(year);
        }
        // Nothing but a time of day: today's.
        self.now()
    }

    /// `W07`, `Q2`, `H1` of a year: by the letter that stands before the number.
    fn lettered(&self, node: &Found, year: i16, n: u32) -> Option<Stretch> {
        let tokens = self
            .findings
            .tokens
            .get(node.first as usize..=node.last as usize)?;
        let letter = tokens.iter().find_map(|t| {
            let word = self.text.get(t.start as usize..t.end as usize)?;
            match word {
                "w" | "W" => Some('W'),
                "q" | "Q" => Some('Q'),
                "h" | "H" => Some('H'),
                _ => None,
            }
        })?;
        let n = i8::try_from(n).ok()?;
        match letter {
            'W' => Some(Stretch {
                first: iso_day(year, n, 1)?,
                grain: Grain::Week,
            }),
            'Q' => Stretch::quarter(year, n),
            _ => Stretch::half(year, n),
        }
    }

    /// `07.03.2024`, `3/7/24`.
    fn digits(&mut self, node: &Found, a: Token, b: Token) -> Option<Stretch> {
        let third = node.slot(Slot {
            class: class::INT,
            n: 3,
        });
        let third = third.or_else(|| node.any(class::YEAR))?;
        let year = match third.digits {
            4 => i16::try_from(third.number).ok()?,
            2 => {
                let short = i16::try_from(third.number).ok()?;
                self.century_of(short) + short
            }
            _ => return None,
        };
        if !(1000..2200).contains(&year) || a.digits > 2 || b.digits > 2 {
            return None;
        }
        let dotted = self.text.get(a.end as usize..b.start as usize) == Some(".");
        // A dot before two digits of a year: versions and sections, not dates.
        if dotted && third.digits == 2 && (a.digits < 2 || b.digits < 2) {
            return None;
        }
        let (first, second) = (a.number as i32, b.number as i32);
        let day_first = second <= 12 && (dotted || self.order == Order::DayFirst);
        let (day, month) = match day_first || first > 12 {
            true => (first, second),
            false => (second, first),
        };
        day_of(year, month, day)
    }

    /// A day or month without a year: the year that the text or the tense points to.
    fn yearless(
        &mut self,
        node: &Found,
        of_year: impl Fn(i16) -> Option<Stretch>,
    ) -> Option<Stretch> {
        // "between March and April 1918", "15 May to 16 August, 1988"
        if let Some(next) = self.year_ahead() {
            self.anchor = Anchor::Spoken;
            let same = of_year(next.first.year())?;
            return if same.first > next.first {
                of_year(next.first.year() - 1)
            } else {
                Some(same)
            };
        }
        if self.in_history() || self.created.is_none() {
            let year = self.discourse.year()?;
            self.anchor = Anchor::Spoken;
            let found = of_year(year)?;
            // After a December, January is the next year's.
            let wraps = self.discourse.last(Grain::Month, true).is_some_and(|last| {
                last.first.year() == year && last.first.month() - found.first.month() >= 8
            });
            return if wraps {
                of_year(year + 1)
            } else {
                Some(found)
            };
        }
        // "In 2021 it ran from 11 January to 24 February"
        if let Some(year) = self.discourse.year_of_sentence() {
            self.anchor = Anchor::Spoken;
            return of_year(year);
        }
        let created = self.created?;
        self.anchor = Anchor::Created;
        let tense = self.tense(node);
        let year = created.year();
        let near = [year - 1, year, year + 1].map(of_year);
        let days_from = |s: &Stretch| i64::from((s.first - created).get_days());
        let inside = |s: &Stretch| s.first <= created && s.last().is_some_and(|l| created <= l);
        let candidates = || near.iter().flatten().copied();
        if let Some(here) = candidates().find(inside) {
            return Some(here);
        }
        let weight = |s: &Stretch| {
            let days = days_from(s);
            let against = match tense {
                Tense::Past => days > 0,
                Tense::Future => days < 0,
                Tense::Unclear => false,
            };
            // Half a year and more of doubt for what the tense speaks against.
            days.abs() + if against { 200 } else { 0 }
        };
        candidates().min_by_key(weight)
    }

    /// The date that a range goes on to, where that one names its year: `- 2 August 1920`.
    fn year_ahead(&mut self) -> Option<Stretch> {
        let ahead = self.findings.top.get(self.place + 1..self.place + 3)?;
        let [joint, date] = ahead else { return None };
        let joins = self.grammar.range_marks.contains(&joint.word);
        if !joins || joint.word == 0 || date.gap == Gap::Break {
            return None;
        }
        let (node, _) = self.node(date)?;
        let named = [class::YEAR, class::RECENT, class::YYY];
        if !named.iter().any(|c| node.any(*c).is_some()) {
            return None;
        }
        let rule = node.rule;
        match self.child(rule, date.node, "") {
            Meaning::At(stretch, _) if stretch.grain < Grain::Year => Some(stretch),
            _ => None,
        }
    }

    fn shift(
        &mut self,
        node: &Found,
        amount: Amount,
        unit: Unit,
        from: From,
        keep: bool,
    ) -> Option<Meaning> {
        let Some((letters, times)) = self.unit(node, unit) else {
            return Some(Meaning::Open);
        };
        let Some(n) = self.amount(node, amount).and_then(|n| n.checked_mul(times)) else {
            // "a few years ago": somewhere in the past.
            let back = matches!(amount, Amount::Read { sign: -1, .. });
            let text = if back { "PAST_REF" } else { "FUTURE_REF" };
            return Some(Meaning::Text(text.to_owned()));
        };
        let Some(grain) = grain(letters) else {
            return Some(Meaning::Open);
        };
        if grain == Grain::Quarter && from == From::Then {
            return self.shift_quarter(n);
        }
        let quarter = self.quarter;
        let base = match from {
            From::Then if keep && n < 0 => self.then_here(grain)?,
            _ => self.from(node, from, grain)?,
        };
        // Earnings news: "a year earlier" is the quarter of a year earlier.
        if keep
            && grain == Grain::Year
            && n.abs() == 1
            && self.findings.genre == Genre::News
            && let Some(quarter) = quarter
        {
            self.anchor = Anchor::Spoken;
            let shifted = quarter.shift(n.checked_mul(4)?)?;
            return Some(Meaning::At(shifted, String::new()));
        }
        let time = self.time_of_day(node, None);
        let shifted = match grain {
            // Counted in days, a date must be a day.
            Grain::Day if base.grain > Grain::Day => return Some(Meaning::Open),
            Grain::Day => Stretch::day(shift_day(base.first, n, Grain::Day)?),
            Grain::Week if keep && base.grain == Grain::Day && n.abs() <= 2 => {
                Stretch::day(shift_day(base.first, n, Grain::Week)?)
            }
            // "a year ago today": the day itself.
            Grain::Decade | Grain::Century if keep => {
                let years = n.checked_mul(if grain == Grain::Decade { 10 } else { 100 })?;
                base.widen(Grain::Year)?.shift(years)?
            }
            _ if base.grain > grain => return Some(Meaning::Open),
            // Early in a week, "the weekend" and "the week" are those that are over.
            Grain::Weekend | Grain::Week
                if n == 0 && self.is_bare(node) && self.tense(node) != Tense::Future =>
            {
                let weekday = base.first.weekday().to_monday_one_offset();
                let over = weekday <= if grain == Grain::Week { 1 } else { 3 };
                base.widen(grain)?.shift(if over { -1 } else { 0 })?
            }
            _ => base.widen(grain)?.shift(n)?,
        };
        // "Tuesday last week"
        if let (Grain::Week, Some(n)) = (shifted.grain, self.number_of(node, class::WEEKDAY)) {
            let day = weekday(shifted.first, n as i8, Choice::Same, false)?;
            return Some(Meaning::At(Stretch::day(day), time));
        }
        Some(Meaning::At(shifted, time))
    }

    /// "the week", not "this week".
    fn is_bare(&self, node: &Found) -> bool {
        let first = self.findings.tokens.get(node.first as usize);
        first.is_some_and(|t| t.word == self.grammar.lexicon.id("the"))
    }

    /// Quarters are counted from the quarter last spoken of, or from the last that is over.
    fn shift_quarter(&mut self, n: i32) -> Option<Meaning> {
        let base = match self.quarter {
            Some(quarter) => {
                self.anchor = Anchor::Spoken;
                quarter
            }
            None => {
                let created = self.created?;
                self.anchor = Anchor::Created;
                Stretch::around(created, Grain::Quarter)?.shift(-1)?
            }
        };
        Some(Meaning::At(base.shift(n)?, String::new()))
    }

    /// Which Monday, March, spring or Christmas.
    fn choose(&mut self, node: &Found, choice: Choice, from: From) -> Option<Meaning> {
        let year = self.named_year(node);
        if let Some(year) = year {
            // "the 1988 period": the quarter last spoken of, in another year.
            let quarter = self.quarter.filter(|_| from == From::Then);
            let stretch = match quarter {
                Some(quarter) => Stretch::quarter(year, (quarter.first.month() - 1) / 3 + 1)?,
                None => self.parts(node)?,
            };
            return Some(Meaning::At(stretch, String::new()));
        }
        if self.created.is_none()
            && !self.discourse.has_spoken()
            && let Some(letters) = self.without_year(node)
        {
            return Some(Meaning::Text(letters));
        }
        let finest = if node.any(class::DAYTH).is_some() {
            Grain::Month
        } else {
            Grain::Year
        };
        let base = self.from(node, from, finest)?;
        let history = self.in_history();
        let day = base.first;
        let choice = match choice {
            Choice::Tense if history => Choice::Same,
            Choice::Tense => match self.tense(node) {
                Tense::Future => Choice::Coming,
                _ => Choice::Past,
            },
            other => other,
        };
        // Said by tense, today is a Monday's own Monday, this March is March.
        let tensed = matches!(
            self.grammar.rule(node.rule).map(|r| &r.value),
            Some(Value::Choose {
                choice: Choice::Tense,
                ..
            })
        );
        if let Some(n) = self.number_of(node, class::WEEKDAY) {
            if base.grain > Grain::Week {
                return Some(Meaning::Text(format!("XXXX-WXX-{n}")));
            }
            if let (Some(_), Some(_)) = (
                node.any(class::MONTH),
                node.any(class::DAY).or(node.any(class::DAYTH)),
            ) {
                return Some(Meaning::At(self.parts(node)?, String::new()));
            }
            let found = weekday(day, n as i8, choice, tensed)?;
            return Some(Meaning::At(Stretch::day(found), String::new()));
        }
        let year = day.year();
        let of_year: Box<dyn Fn(i16) -> Option<Stretch>> =
            if let Some(month) = self.number_of(node, class::MONTH) {
                Box::new(move |year| Stretch::month(year, month as i8))
            } else if let Some(season) = [class::SEASON, class::SURESEASON]
                .into_iter()
                .find_map(|c| node.any(c))
                .and_then(|t| self.word(t, class::SEASON))
            {
                Box::new(move |year| Stretch::season(year, season))
            } else if let Some(rule) = node
                .any(class::HOLIDAY)
                .and_then(|t| self.word(t, class::HOLIDAY))
            {
                Box::new(move |year| Some(Stretch::day(holiday(rule, year)?)))
            } else if let Some(n) = self.number_of(node, class::DAYTH) {
                if base.grain > Grain::Month {
                    return None;
                }
                let found = day_of(day.year(), i32::from(day.month()), n)?;
                return Some(Meaning::At(found, String::new()));
            } else if let Some(n) = self
                .number_of(node, class::ORDQ)
                .or_else(|| self.number_of(node, class::INT))
            {
                return self.quarter_near(day, n as i8, self.tense(node));
            } else if let Some(n) = self.number_of(node, class::ORDH) {
                Box::new(move |year| Stretch::half(year, n as i8))
            } else {
                return None;
            };
        if tensed {
            return Some(Meaning::At(self.yearless(node, of_year)?, String::new()));
        }
        let candidates = [year - 1, year, year + 1].map(of_year);
        let mut candidates = candidates.iter().flatten().copied();
        let found = match choice {
            Choice::Same | Choice::Tense => {
                if base.grain > Grain::Year {
                    return None;
                }
                candidates.find(|s| s.first.year() == year)
            }
            Choice::Past => candidates
                .rfind(|s| s.first <= day && (tensed || s.last().is_some_and(|l| l < day))),
            Choice::Coming => {
                candidates.find(|s| s.last().is_some_and(|l| l >= day) && (tensed || s.first > day))
            }
        }?;
        Some(Meaning::At(found, String::new()))
    }

    /// A quarter by its number: this year's if it has begun or is spoken of as to come.
    fn quarter_near(&mut self, day: Date, n: i8, tense: Tense) -> Option<Meaning> {
        let this = Stretch::quarter(day.year(), n)?;
        // "It expects to report a loss for the third quarter": one just over is still to come.
        let long_over = shift_day(this.last()?, 100, Grain::Day)? < day;
        let found = match tense {
            _ if self.anchor == Anchor::Spoken => this,
            Tense::Future if long_over => this.shift(4)?,
            Tense::Future => this,
            _ if this.first > day => this.shift(-4)?,
            _ => this,
        };
        self.quarter = Some(found);
        Some(Meaning::At(found, String::new()))
    }

    fn range(&mut self, node: &Found) -> Option<Meaning> {
        let by = |class: Class, n: u8| node.slot(Slot { class, n }).copied();
        if let Some(month) = self.number_of(node, class::MONTH) {
            let first = by(class::DAY, 1).or_else(|| by(class::DAYTH, 1))?;
            let last = by(class::DAY, 2).or_else(|| by(class::DAYTH, 2))?;
            let (a, b) = (first.number as i32, last.number as i32);
            let from = match node.any(class::YEAR) {
                Some(year) => day_of(i16::try_from(year.number).ok()?, month, a)?,
                None => self.yearless(node, |year| day_of(year, month, a))?,
            };
            let to = day_of(from.first.year(), month, b)?;
            return (from.first < to.first).then_some(Meaning::Range(from, to));
        }
        let mut numbers = node.slots.iter().filter(|(_, t)| t.number != NONE);
        let (_, first) = numbers.next()?;
        let (_, last) = numbers.next()?;
        let mut a = i16::try_from(first.number).ok()?;
        let mut b = i16::try_from(last.number).ok()?;
        if last.digits == 2 && first.digits == 4 {
            b += a / 100 * 100;
        }
        if node.any(class::BC).is_some() {
            (a, b) = (-a, -b);
        }
        (a < b).then_some(())?;
        Some(Meaning::Range(Stretch::year(a)?, Stretch::year(b)?))
    }

    fn decade(&mut self, node: &Found) -> Option<Stretch> {
        let year = match node.any(class::DECADE) {
            Some(token) => {
                let short = self.word(token, class::DECADE)?.parse::<i16>().ok()? * 10;
                self.century_of(short) + short
            }
            None => self.named_year(node)?,
        };
        // "1969's"
        if node.any(class::BC).is_none() && year % 10 != 0 {
            return Stretch::year(year);
        }
        // "the 1900s" is a century.
        let grain = if year % 100 == 0 && year < 2000 && year > 0 {
            Grain::Century
        } else {
            Grain::Decade
        };
        Stretch::around(Date::new(year, 1, 1).ok()?, grain)
    }

    fn length(&self, node: &Found, parts: &[Amount], unit: Unit) -> Option<String> {
        let (letters, times) = self.unit(node, unit)?;
        let whole = parts.first().and_then(|p| self.amount(node, *p));
        let n = match whole {
            Some(n) => n.checked_mul(times)?.to_string(),
            None => "X".to_owned(),
        };
        let Some(fraction) = parts.get(1).and_then(|p| self.amount(node, *p)) else {
            return Some(duration(&n, letters));
        };
        Some(match (letters, fraction) {
            ("TH", 5) if n == "0" => "PT30M".to_owned(),
            ("TM", 5) if n == "0" => "PT30S".to_owned(),
            ("TH", 5) => format!("PT{n}H30M"),
            ("TM", 5) => format!("PT{n}M30S"),
            _ => duration(&format!("{n}.{fraction}"), letters),
        })
    }

    /// What comes back: `XXXX-WXX-1` for Mondays.
    fn each(&self, node: &Found) -> Option<String> {
        let value = |classes: &[Class]| {
            classes
                .iter()
                .find_map(|c| node.any(*c).and_then(|t| self.word(t, *c)))
        };
        let part = value(&[class::PART, class::PARTS]);
        let time = part.map_or_else(String::new, |p| format!("T{p}"));
        if let Some(day) = value(&[class::WEEKDAY, class::WEEKDAYS]) {
            return Some(format!("XXXX-WXX-{day}{time}"));
        }
        if let Some(month) = value(&[class::MONTH]) {
            return Some(format!("XXXX-{:02}", month.parse::<u8>().ok()?));
        }
        if let Some(season) = value(&[class::SEASON, class::SEASONS]) {
            return Some(format!("XXXX-{season}"));
        }
        if let Some(holiday) = value(&[class::HOLIDAY]) {
            let fixed = holiday.len() == 5;
            return Some(if fixed {
                format!("XXXX-{holiday}")
            } else {
                "P1Y".to_owned()
            });
        }
        part.map(|_| format!("XXXX-XX-XX{time}"))
    }

    /// A time of day as TIMEX3 writes it behind the day: `T16:12`.
    fn clock(&self, node: &Found, minutes: Option<Amount>) -> Option<String> {
        let half_day = node
            .any(class::AMPM)
            .and_then(|t| self.word(t, class::AMPM));
        let half_day = half_day.or_else(|| {
            let part = self.word(node.any(class::PART)?, class::PART)?;
            Some(if part == "MO" { "AM" } else { "PM" })
        });
        let by = |class: Class, n: u8| node.slot(Slot { class, n }).copied();
        if let (Some(hour), Some(amount)) = (by(class::NUM, 0), minutes)
            && node.any(class::FIVES).is_some()
        {
            let hour = self.number(&hour, class::NUM)?;
            let total = hour * 60 + self.amount(node, amount)?;
            return Some(format!(
                "T{:02}:{:02}",
                total.div_euclid(60) % 24,
                total.rem_euclid(60)
            ));
        }
        let hour = node
            .any(class::HOUR)
            .or_else(|| node.any(class::POINT))
            .copied()
            .or_else(|| by(class::NUM, 2))
            .or_else(|| by(class::NUM, 0));
        let (mut hour, mut minute) = match hour {
            Some(token) if token.is(class::POINT) => (self.number(&token, class::POINT)?, 0),
            Some(token) => (self.number(&token, class::NUM)?, 0),
            // `0300 hours`
            None => {
                let token = node.any(class::YEAR).or_else(|| node.any(class::INT))?;
                (token.digits == 4).then_some(())?;
                let n = i32::try_from(token.number).ok()?;
                (n / 100, n % 100)
            }
        };
        if let Some(token) = node.any(class::MINUTE) {
            minute = self.number(token, class::MINUTE)?;
        }
        match half_day {
            Some("AM") if hour == 12 => hour = 0,
            Some("PM") if hour < 12 => hour += 12,
            Some(_) if hour > 12 => return None,
            _ => {}
        }
        if let Some(amount) = minutes {
            let total = hour * 60 + self.amount(node, amount)?;
            (hour, minute) = (total.div_euclid(60), total.rem_euclid(60));
        }
        let lawful = (0..=24).contains(&hour) && (0..60).contains(&minute);
        (lawful && (hour < 24 || minute == 0)).then(|| format!("T{hour:02}:{minute:02}"))
    }

    /// A time of day that stands alone belongs to the day beside it ("at noon on Friday"), else to the
    /// day last spoken of.
    fn clock_on_its_day(&mut self, meaning: Meaning, at: usize) -> Meaning {
        let Meaning::Text(time) = meaning else {
            return meaning;
        };
        let top = &self.findings.top;
        let ahead = top.get(at + 1..at + 4).unwrap_or_default();
        let beside = ahead
            .iter()
            .take_while(|t| t.gap != Gap::Break)
            .find(|t| t.is(class::DAYDATE))
            .copied();
        if let Some(token) = beside
            && let Some(rule) = self.node(&token).map(|(node, _)| node.rule)
            && let Meaning::At(stretch, _) = self.child(rule, token.node, "")
            && stretch.grain == Grain::Day
        {
            return Meaning::At(stretch, time);
        }
        match self.then(Grain::Day) {
            Some(then) if then.grain == Grain::Day => Meaning::At(then, time),
            _ => Meaning::Text(format!("XXXX-XX-XX{time}")),
        }
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

fn day_of(year: i16, month: i32, day: i32) -> Option<Stretch> {
    let month = i8::try_from(month).ok()?;
    let day = i8::try_from(day).ok()?;
    Some(Stretch::day(Date::new(year, month, day).ok()?))
}

/// The weekday that is meant; `tensed`: a day is its own Monday.
fn weekday(day: Date, n: i8, choice: Choice, tensed: bool) -> Option<Date> {
    let today = day.weekday().to_monday_one_offset();
    let back = i32::from((today - n).rem_euclid(7));
    let ahead = i32::from((n - today).rem_euclid(7));
    let whole = |days: i32| if days == 0 && !tensed { 7 } else { days };
    match choice {
        Choice::Same => shift_day(monday(day)?, i32::from(n) - 1, Grain::Day),
        Choice::Coming => shift_day(day, whole(ahead), Grain::Day),
        _ => shift_day(day, -whole(back), Grain::Day),
    }
}

fn grain(letters: &str) -> Option<Grain> {
    Some(match letters {
        "D" => Grain::Day,
        "W" => Grain::Week,
        "WE" => Grain::Weekend,
        "M" => Grain::Month,
        "Q" => Grain::Quarter,
        "Y" => Grain::Year,
        "DE" => Grain::Decade,
        "CE" => Grain::Century,
        _ => return None,
    })
}

/// `P3D`, `PT20M`.
fn duration(n: &str, letters: &str) -> String {
    match letters.strip_prefix('T') {
        Some(letter) => format!("PT{n}{letter}"),
        None => format!("P{n}{letters}"),
    }
}
