//! The dates of what a statement speaks of: happened, due, in force.
//!
//! In: the statements with the days they were said, and the time expressions. Out: for each statement the dates
//! in its content that are not a further statement's, each with its role, the days it bounds and the words that
//! show the role. How: the phrases of `data/when.txt` beside the date or its verb (`rules`), else the tense and
//! modality of that verb ([`crate::clause`]), else the days themselves. What none of these shows is left out.
//!
//! Not yet: a date that stands in another sentence than what it dates.

pub(crate) mod rules;

use crate::clause::{Clause, Clauses, Told};
use crate::contents::Contents;
use jiff::civil::Date;
use rapporteur_parse::Parsed;
use rapporteur_record::{
    Article, Span, Statement, Time, TimeKind, TimeMod, TimeValue, When, WhenRole,
};
use rules::{Bound, Place, RULES, Shown};
use std::borrow::Cow;

/// How many tokens before and behind a verb its phrase may begin ("is [still] in force").
const BESIDE_VERB: usize = 4;

/// How many tokens before a date an instrument's name may stand ("the Orsk Peace Accord of 1994").
const BEFORE_DATE: usize = 3;

/// Fills in the dates of what each statement speaks of.
pub fn when(article: &Article, parsed: &Parsed, times: &[Time], statements: &mut [Statement]) {
    let contents = Contents::of(statements);
    let reader = Reader {
        clauses: Clauses {
            text: &article.text,
            parsed,
        },
        published: article.published.date,
    };
    let mut at = 0;
    while let Some(time) = times.get(at) {
        let end = times.get(at + 1).filter(|next| reader.is_range(time, next));
        at += if end.is_some() { 2 } else { 1 };
        let Some((index, content)) = contents.innermost(time.span) else {
            continue;
        };
        if end.is_some_and(|end| !content.contains(end.span)) {
            continue;
        }
        let Some(statement) = statements.get_mut(index) else {
            continue;
        };
        if statement.said.evidence.contains(&time.span) {
            continue;
        }
        statement
            .when
            .extend(reader.date(time, end, content, statement));
    }
}

/// What shows a role, and where.
struct Sign {
    shown: Shown,
    evidence: Span,
}

struct Reader<'a> {
    clauses: Clauses<'a>,
    published: Option<Date>,
}

impl Reader<'_> {
    /// The date that one expression, or two that make a range, gives to what the statement speaks of.
    fn date(
        &self,
        time: &Time,
        end: Option<&Time>,
        content: Span,
        statement: &Statement,
    ) -> Option<When> {
        let (tokens, top) = self.clauses.tokens_of(time.span)?;
        let before = self.before(tokens.start, content);
        let value = match end {
            None => time.value.clone()?,
            Some(end) => {
                let (from, to) = (time.value.as_ref()?, end.value.as_ref()?);
                TimeValue::new(format!("{from}/{to}"))?
            }
        };
        if time.kind == TimeKind::Duration {
            // "within 30 days"
            let sign = before.filter(|s| s.shown.role == Some(WhenRole::Due))?;
            return Some(self.written(time, None, value, &sign.shown, vec![sign.evidence]));
        }
        let days = value.days()?;
        if !matches!(time.kind, TimeKind::Date | TimeKind::Time) {
            return None;
        }
        let clause = self.clauses.clause(top, content);
        let last = end.map_or(time.span, |end| end.span);
        let behind = self.behind(last, content);
        let beside = self.beside(&clause);
        let instrument = self.instrument(&tokens, content);
        let bound = before
            .as_ref()
            .map(|s| s.shown.bound)
            .filter(|_| end.is_none());
        let signs = [behind, instrument, before, beside];
        let role = |s: &&Sign| s.shown.role.is_some();
        if let Some(sign) = signs.iter().flatten().find(role) {
            let mut shown = sign.shown;
            if end.is_some() {
                shown.bound = Bound::At;
            } else if shown.bound == Bound::At {
                shown.bound = bound.unwrap_or(Bound::At);
            }
            return Some(self.written(time, end, value, &shown, vec![sign.evidence]));
        }
        let bound = bound.unwrap_or(Bound::At);
        let led = signs.into_iter().flatten().next().map(|s| s.evidence);
        let (role, shown_by) = self.by_verb(&clause, bound, days, statement)?;
        let mut evidence: Vec<Span> = led.into_iter().chain(shown_by).collect();
        evidence.sort_unstable();
        evidence.dedup();
        let shown = Shown {
            role: Some(role),
            bound,
        };
        Some(self.written(time, end, value, &shown, evidence))
    }

    fn written(
        &self,
        time: &Time,
        end: Option<&Time>,
        value: TimeValue,
        shown: &Shown,
        evidence: Vec<Span>,
    ) -> When {
        let days = value.days();
        let (first, last) = (days.map(|d| d.0), days.map(|d| d.1));
        let modifier = time.modifier.filter(|_| end.is_none());
        // "before dawn on Friday" may be on Friday.
        let bound = match (shown.bound, time.kind) {
            (Bound::Before, TimeKind::Time) => Bound::To,
            (Bound::After, TimeKind::Time) => Bound::From,
            (bound, _) => bound,
        };
        let (mut from, mut to) = match bound {
            Bound::At => (first, last),
            Bound::From => (first, None),
            Bound::To => (None, last),
            Bound::Before => (None, first.and_then(|day| day.yesterday().ok())),
            Bound::After => (last.and_then(|day| day.tomorrow().ok()), None),
        };
        // "more than a decade ago", "no later than"
        match modifier {
            Some(TimeMod::Before | TimeMod::OnOrBefore) => from = None,
            Some(TimeMod::After | TimeMod::OnOrAfter) => to = None,
            _ => {}
        }
        When {
            role: shown.role.unwrap_or(WhenRole::Happened),
            precision: value.precision(),
            value,
            modifier,
            from,
            to,
            span: end.map_or(time.span, |end| time.span.cover(end.span)),
            evidence,
        }
    }

    /// What the form of the verb shows, and where that shows nothing the days themselves.
    fn by_verb(
        &self,
        clause: &Clause,
        bound: Bound,
        (first, last): (Date, Date),
        statement: &Statement,
    ) -> Option<(WhenRole, Option<Span>)> {
        let lasting = matches!(bound, Bound::From | Bound::To);
        if lasting && !clause.over && self.is_state(clause) {
            return Some((WhenRole::InForce, clause.evidence));
        }
        let said = statement.said.value.as_ref().and_then(TimeValue::days);
        let now = said.or(self.published.map(|day| (day, day)));
        let is_past = now.is_some_and(|(said, _)| last < said);
        let is_ahead = now.is_some_and(|(_, said)| first > said);
        Some(match clause.told {
            Told::Done if is_ahead => (WhenRole::Due, None),
            Told::Done => (WhenRole::Happened, clause.evidence),
            Told::Ahead if clause.on_noun && is_past => (WhenRole::Happened, None),
            // "the October sample will be opened": not in October.
            Told::Ahead if clause.on_noun && !is_ahead => return None,
            Told::Ahead => (WhenRole::Due, clause.evidence),
            Told::Neither if is_past => (WhenRole::Happened, None),
            Told::Neither if is_ahead => (WhenRole::Due, None),
            Told::Neither => return None,
        })
    }

    fn is_state(&self, clause: &Clause) -> bool {
        let Some(verb) = clause.verb else {
            return false;
        };
        let [form, base] = self.clauses.forms(verb);
        // Something that "is" so: the copula's clause, and states brought about ("has been shut").
        let is_verb = self
            .clauses
            .token(verb)
            .is_some_and(|t| t.upos == rapporteur_parse::Upos::Verb);
        !is_verb || RULES.lists(Place::State, [&form, &base]) || self.clauses.is_passive(verb)
    }

    /// The phrase right before a date, articles between not counted.
    fn before(&self, first: usize, content: Span) -> Option<Sign> {
        let sentence = self.clauses.sentence(first);
        let mut end = first;
        let article = |at: usize| {
            let [form, _] = self.clauses.forms(at);
            matches!(&*form, "the" | "a" | "an")
        };
        while end > sentence.start && article(end - 1) {
            end -= 1;
        }
        let from = end.saturating_sub(4).max(sentence.start);
        (from..end).find_map(|at| {
            let (shown, len) = self.phrase(Place::Before, at, end, content)?;
            (at + len == end)
                .then(|| self.sign(shown, at, len))
                .flatten()
        })
    }

    fn behind(&self, date: Span, content: Span) -> Option<Sign> {
        let (tokens, _) = self.clauses.tokens_of(date)?;
        let end = self.clauses.sentence(tokens.start).end;
        let (shown, len) = self.phrase(Place::Behind, tokens.end, end, content)?;
        self.sign(shown, tokens.end, len)
    }

    /// The phrase at the verb of the date's clause, the longest.
    fn beside(&self, clause: &Clause) -> Option<Sign> {
        let verb = clause.verb?;
        let sentence = self.clauses.sentence(verb);
        let from = verb.saturating_sub(BESIDE_VERB).max(sentence.start);
        let end = (verb + BESIDE_VERB + 2).min(sentence.end);
        let all = self.clauses.token(verb)?.span;
        let cover = |at: usize| self.clauses.token(at).map_or(all, |t| t.span);
        let content = cover(from).cover(cover(end.saturating_sub(1)));
        let found = (from..end).filter_map(|at| {
            let (shown, len) = self.phrase(Place::Clause, at, end, content)?;
            Some((len, shown, at))
        });
        let (len, shown, at) = found.max_by_key(|(len, _, at)| (*len, std::cmp::Reverse(*at)))?;
        self.sign(shown, at, len)
    }

    /// An instrument whose own date this is: "the accord of 1994", "the 1994 accord".
    fn instrument(&self, date: &std::ops::Range<usize>, content: Span) -> Option<Sign> {
        let sentence = self.clauses.sentence(date.start);
        let word = |at: usize| self.clauses.forms(at).first().cloned();
        let is = |at: usize| {
            let [form, base] = self.clauses.forms(at);
            let here = self
                .clauses
                .token(at)
                .is_some_and(|t| content.contains(t.span));
            here && RULES.lists(Place::Instrument, [&form, &base])
        };
        let noun = match date.start.checked_sub(1).filter(|at| *at >= sentence.start) {
            Some(of) if word(of).as_deref() == Some("of") => of.checked_sub(1).filter(|at| is(*at)),
            _ => None,
        };
        // "the 1994 Orsk Accord": whatever else names it stands between.
        let noun = noun.or_else(|| {
            let to = (date.end + BEFORE_DATE).min(sentence.end);
            let mut behind = date.end..to;
            let named = |at: &usize| {
                let token = self.clauses.token(*at);
                let is_name = token.is_some_and(|t| {
                    use rapporteur_parse::Upos::{Adj, Noun, Propn};
                    matches!(t.upos, Noun | Propn | Adj)
                });
                is_name && !is(*at)
            };
            let at = behind.find(|at| !named(at))?;
            let begins = date.start.checked_sub(1).and_then(word);
            let led = matches!(
                begins.as_deref(),
                Some("the" | "its" | "their" | "a" | "this" | "that")
            );
            (led && is(at)).then_some(at)
        })?;
        let shown = Shown {
            role: Some(WhenRole::InForce),
            bound: Bound::From,
        };
        self.sign(shown, noun, 1)
    }

    fn phrase(&self, place: Place, at: usize, end: usize, content: Span) -> Option<(Shown, usize)> {
        let inside = |at: &usize| {
            let token = self.clauses.token(*at);
            token.is_some_and(|t| content.contains(t.span))
        };
        let forms: Vec<[Cow<'_, str>; 2]> = (at..end.min(at + 5))
            .take_while(inside)
            .map(|at| self.clauses.forms(at))
            .collect();
        let words: Vec<[&str; 2]> = forms.iter().map(|[a, b]| [&**a, &**b]).collect();
        RULES.begins(place, &words)
    }

    fn sign(&self, shown: Shown, at: usize, len: usize) -> Option<Sign> {
        let first = self.clauses.token(at)?.span;
        let last = self.clauses.token(at + len - 1)?.span;
        Some(Sign {
            shown,
            evidence: first.cover(last),
        })
    }

    /// Whether two expressions are the ends of one stretch: "from 3 to 9 May", "between March and June", "3–9 May".
    fn is_range(&self, one: &Time, two: &Time) -> bool {
        let text = self.clauses.text;
        let dates = |t: &Time| matches!(t.kind, TimeKind::Date | TimeKind::Time);
        let days = |t: &Time| t.value.as_ref().and_then(TimeValue::days);
        let (Some(a), Some(b)) = (days(one), days(two)) else {
            return false;
        };
        if !dates(one) || !dates(two) || a.0 > b.0 {
            return false;
        }
        let between = text.span(one.span.end(), two.span.start());
        let joint = between.map_or("", |s| text.quote(s).trim());
        let led = self.clauses.tokens_of(one.span).and_then(|(tokens, _)| {
            let before = tokens.start.checked_sub(1)?;
            self.clauses.forms(before).into_iter().next()
        });
        match joint {
            "-" | "–" | "—" | "to" | "through" => true,
            "until" | "till" => led.as_deref() == Some("from"),
            "and" => led.as_deref() == Some("between"),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
