//! When each statement was said.
//!
//! A date belongs to a saying when it stands in the cue's own clause, outside what is said: "told
//! reporters on Tuesday", "On Wednesday, the mayor wrote". What is said next to it by the same speaker was
//! said on the same occasion. Nothing defaults to the day of publication.

mod page;

use crate::grammar::GRAMMAR;
use crate::lex::{Token, lex};
use crate::lexicon::class;
use page::Page;
use rapporteur_parse::Parsed;
use rapporteur_record::{
    Article, ReferentId, Said, Span, Speaker, Statement, Time, TimeKind, TimeMod, TimeValue,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// How many words may stand between a cue and its date, names and quotations not counted.
const REACH: usize = 14;

/// How many dates on either side of a cue are looked at.
const NEAR: usize = 12;

/// How many paragraphs on a speaker is still on the same occasion.
const SAME_OCCASION: usize = 2;

/// Fills in when each statement was said, from the time expressions beside it.
pub fn said(article: &Article, _parsed: &Parsed, times: &[Time], statements: &mut [Statement]) {
    let tokens = lex(article.text.as_str(), &GRAMMAR.lexicon);
    let page = Page::new(tokens, statements);
    let own: Vec<Option<Said>> = (0..statements.len())
        .map(|i| {
            page.own_date(statements, i, times)
                .or_else(|| page.scene(article, statements, i, times))
        })
        .collect();
    for (statement, said) in statements.iter_mut().zip(own) {
        if let Some(said) = said {
            statement.said = said;
        }
    }
    carry(article, &page, statements);
}

impl Page {
    /// The date in the clause of a statement's own cue.
    fn own_date(&self, statements: &[Statement], index: usize, times: &[Time]) -> Option<Said> {
        let statement = statements.get(index)?;
        let cue = *statement.cue.first().or(statement.source.first())?;
        let here = self.bytes(&self.sentence(cue.start()))?;
        let scope = self.innermost(cue, Some(index));
        // The dates nearest to the cue are enough, however long the sentence.
        let at = times.partition_point(|t| t.span.start() < cue.start());
        let near = times.iter().take(at + NEAR).skip(at.saturating_sub(NEAR));
        let here = near.filter(|t| here.contains(&t.span.start()));
        let fitting = here.filter_map(|time| {
            let value = day_of_saying(time)?;
            if statement.content.iter().any(|c| c.overlaps(time.span)) {
                return None;
            }
            if self.innermost(time.span, None) != scope {
                return None;
            }
            let distance = self.distance(statements, index, cue, time.span)?;
            Some((distance, time.span, value))
        });
        let (_, evidence, value) = fitting.min_by_key(|(distance, span, _)| (*distance, *span))?;
        Some(Said {
            value: Some(value),
            evidence: vec![evidence],
        })
    }

    /// The day of the scene in which something is said, where the sentence before or after sets it: "Ambe
    /// came to the port on Friday. She promised …", "said the pilot. He was on the quay on Friday."
    fn scene(
        &self,
        article: &Article,
        statements: &[Statement],
        index: usize,
        times: &[Time],
    ) -> Option<Said> {
        let statement = statements.get(index)?;
        let source = *statement.source.first()?;
        let cue = *statement.cue.first()?;
        let cover = statement.content_cover().map_or(cue, |c| c.cover(cue));
        let first = self.sentence(cover.start()).start;
        let end = self.sentence(cover.end().saturating_sub(1)).end;
        let sentence_of = |token: usize| {
            let token = self.tokens.get(token)?;
            Some(self.sentence(token.start as usize))
        };
        let before = (!self.begins_paragraph(first))
            .then(|| sentence_of(first.checked_sub(1)?))
            .flatten()
            .filter(|range| self.names(article, range.clone(), source));
        let after = self.tokens.get(end).filter(|t| t.is(class::PRONOUN));
        let after = after
            .filter(|_| !self.begins_paragraph(end))
            .and_then(|_| sentence_of(end));
        let day = |range: Range<usize>| {
            let place = self.bytes(&range)?;
            let from = times.partition_point(|t| t.span.start() < place.start);
            let here = times.iter().skip(from).take(NEAR);
            let mut here = here.take_while(|t| t.span.start() < place.end);
            let time =
                here.find(|t| t.value.as_ref().is_some_and(is_day) && !self.is_limit(t.span))?;
            (!self.speaks(place)).then_some(())?;
            Some(Said {
                value: Some(day_of_saying(time)?),
                evidence: vec![time.span],
            })
        };
        before.and_then(day).or_else(|| after.and_then(day))
    }

    /// Whether a sentence names a source: the same name, or the source is a pronoun.
    fn names(&self, article: &Article, sentence: Range<usize>, source: Span) -> bool {
        let range = self.token_at(source.start())..self.token_at(source.end());
        let source = self.tokens.get(range).unwrap_or_default();
        if source.first().is_some_and(|t| t.is(class::PRONOUN)) {
            return true;
        }
        let word = |t: &Token| article.text.as_str().get(t.start as usize..t.end as usize);
        let names = source.iter().filter(|t| t.is(class::CAPITAL));
        let sentence = self.tokens.get(sentence).unwrap_or_default();
        names.clone().next_back().is_some_and(|name| {
            sentence
                .iter()
                .any(|t| t.is(class::CAPITAL) && word(t) == word(name))
        })
    }

    /// Whether a date belongs to what is told of the source, not to its saying: "the Treaty of 1994 says"
    /// (but "Tuesday's statement says"), "the mayor, who left in 2029, said".
    fn is_aside(&self, statement: &Statement, cue: Span, time: Span) -> bool {
        let next = self.tokens.get(self.token_at(time.end()));
        let possessive = next.is_some_and(|t| t.word == GRAMMAR.apostrophe);
        if statement.source.iter().any(|s| s.contains(time)) {
            return !possessive;
        }
        let Some(source_end) = statement.source.iter().map(|s| s.end()).max() else {
            return false;
        };
        if time.start() < source_end || cue.start() < time.end() {
            return false;
        }
        let inside = self
            .tokens
            .get(self.token_at(source_end)..self.token_at(time.start()));
        let inside = inside.unwrap_or_default().iter().rev();
        let mut clause = inside.take_while(|t| t.word != GRAMMAR.comma);
        clause.any(|t| t.is(class::CLAUSE))
    }

    /// A date before cue and source must stand at the head of its clause, or of a sentence that begins
    /// with a setting: "On Wednesday, the mayor said", "In a speech a day earlier the mayor said", but not "The works of three years ago were a mistake, he said". "the 1994 accord" is no date at all.
    fn leads(&self, statement: &Statement, cue: Span, time: Span) -> bool {
        let first = self.token_at(time.start());
        let before = self.tokens.get(..first).unwrap_or_default();
        let the = |t: &Token| t.is(class::ARTICLE);
        if before.last().is_some_and(the) {
            return false;
        }
        let source = statement.source.iter().map(|s| s.start()).min();
        let earliest = source.map_or(cue.start(), |s| s.min(cue.start()));
        if time.start() > earliest {
            return true;
        }
        // "In a speech on Tuesday, …", "Tuesday's …", "…, and on Tuesday …"
        let begin = self.sentence(time.start()).start;
        let adjunct = self
            .tokens
            .get(begin)
            .is_some_and(|t| t.is(class::DATELEAD));
        let word = before.iter().rev().find(|t| !t.is(class::DATELEAD));
        let joined = word.is_none_or(|t| !t.wordlike || t.is(class::JOIN));
        adjunct || begin == first || joined
    }

    /// Whether a date only bounds something: "by Sunday".
    fn is_limit(&self, time: Span) -> bool {
        let before = self.token_at(time.start()).checked_sub(1);
        let before = before.and_then(|i| self.tokens.get(i));
        before.is_some_and(|t| t.is(class::LIMIT))
    }

    /// How many words lie between a cue and a date; `None` where another clause or cue does.
    fn distance(
        &self,
        statements: &[Statement],
        index: usize,
        cue: Span,
        time: Span,
    ) -> Option<usize> {
        let (from, to) = if time.start() < cue.start() {
            (time.end(), cue.start())
        } else {
            (cue.end(), time.start())
        };
        if self.is_limit(time) {
            return None;
        }
        let statement = statements.get(index)?;
        if self.is_aside(statement, cue, time) || !self.leads(statement, cue, time) {
            return None;
        }
        let own = |token: &Token| {
            let (start, end) = (token.start as usize, token.end as usize);
            let mut own = statement.source.iter().chain(&statement.content);
            own.any(|s| s.start() <= start && end <= s.end())
        };
        let between = self.tokens.get(self.token_at(from)..self.token_at(to));
        let mut words = 0;
        // A clause between commas ("the mayor, who had flown in, said") is stepped over.
        let (mut aside, mut after_comma) = (false, false);
        for token in between.unwrap_or_default().iter().filter(|t| !own(t)) {
            let comma = token.word == GRAMMAR.comma;
            if token.is(class::CLAUSE) && !aside {
                if !after_comma {
                    return None;
                }
                aside = true;
            } else if comma {
                aside = false;
            }
            after_comma = comma;
            words += usize::from(token.wordlike && !aside);
        }
        if aside {
            return None;
        }
        let other_cue = self.other_cue(from..to, index, cue);
        (words <= REACH && !other_cue).then_some(words)
    }
}

/// The day, month or year on which something can have been said.
pub(crate) fn day_of_saying(time: &Time) -> Option<TimeValue> {
    if !matches!(time.kind, TimeKind::Date | TimeKind::Time) {
        return None;
    }
    if matches!(time.modifier, Some(TimeMod::Before | TimeMod::After)) {
        return None;
    }
    let value = time.value.as_ref()?;
    let (first, last) = value.days()?;
    let plain = value.as_str().split('T').next()?;
    // Weeks and seasons are given by their days and months.
    if plain.contains("-W") && plain.len() > 7 || plain.contains("-W") && !plain.ends_with("WI") {
        return TimeValue::new(format!("{first}/{last}"));
    }
    if ["SP", "SU", "FA", "WI"].iter().any(|s| plain.ends_with(s)) {
        let month = |day: jiff::civil::Date| format!("{:04}-{:02}", day.year(), day.month());
        return TimeValue::new(format!("{}/{}", month(first), month(last)));
    }
    TimeValue::new(plain)
}

/// Gives a speaker's next words the date of the occasion, where nothing else is said of it; then the words
/// before.
fn carry(article: &Article, page: &Page, statements: &mut [Statement]) {
    let place = |s: &Statement| {
        let first = s.cue.iter().chain(&s.source).chain(&s.content).min();
        first.map_or(0, |s| s.start())
    };
    let paragraphs: Vec<usize> = statements
        .iter()
        .map(|s| page.paragraph(place(s)))
        .collect();
    let mut order: Vec<usize> = (0..statements.len()).collect();
    order.sort_by_key(|i| statements.get(*i).map(place));
    carry_along(article, &paragraphs, &order, |_| true, statements);
    order.reverse();
    // A year or a month tells of what follows it, not of what was said before.
    carry_along(article, &paragraphs, &order, is_day, statements);
}

/// Carries dates that `fit` from each statement to the next of its speaker in `order`.
fn carry_along(
    article: &Article,
    paragraphs: &[usize],
    order: &[usize],
    fit: impl Fn(&TimeValue) -> bool,
    statements: &mut [Statement],
) {
    // The last words of each speaker.
    let mut occasions: BTreeMap<Who<'_>, usize> = BTreeMap::new();
    for &i in order {
        let Some(statement) = statements.get(i) else {
            continue;
        };
        let Some(who) = who(article, statement) else {
            continue;
        };
        let before = occasions.get(&who).copied();
        if statement.said.value.is_none() {
            let Some(dated) = before.and_then(|before| statements.get(before)) else {
                continue;
            };
            let near = match (before.and_then(|b| paragraphs.get(b)), paragraphs.get(i)) {
                (Some(a), Some(b)) => a.abs_diff(*b) <= SAME_OCCASION,
                _ => false,
            };
            let fits = dated.said.value.as_ref().is_some_and(&fit);
            if !near || !fits || dated.reported_in != statement.reported_in {
                continue;
            }
            let said = dated.said.clone();
            if let Some(statement) = statements.get_mut(i) {
                statement.said = said;
            }
        }
        occasions.insert(who, i);
    }
}

/// A speaker: known, or by the words of the source.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Who<'t> {
    Known(ReferentId),
    Named(&'t str),
}

fn who<'t>(article: &'t Article, statement: &Statement) -> Option<Who<'t>> {
    match statement.speaker {
        Speaker::Known(id) => Some(Who::Known(id)),
        Speaker::Unknown(_) => {
            let source = statement.source.first()?;
            Some(Who::Named(article.text.quote(*source)))
        }
    }
}

fn is_day(value: &TimeValue) -> bool {
    value.days().is_some_and(|(first, last)| first == last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_record::{Mode, ReferentId, StatementKind, Text};

    /// A text in which `{…}` marks content, `<…>` a cue and `(…)` a source; a digit behind the source's
    /// bracket says who speaks.
    fn read(marked: &str, created: &str) -> Vec<String> {
        let mut plain = String::new();
        let mut open = Vec::new();
        let mut parts: Vec<(char, usize, usize, u32)> = Vec::new();
        let mut chars = marked.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '{' | '<' | '(' => open.push((c, plain.len())),
                '}' | '>' | ')' => {
                    let (kind, start) = open.pop().unwrap();
                    let who = chars.peek().and_then(|c| c.to_digit(10));
                    if kind == '(' && who.is_some() {
                        chars.next();
                    }
                    parts.push((kind, start, plain.len(), who.unwrap_or(0)));
                }
                _ => plain.push(c),
            }
        }
        let mut article = Article {
            text: Text::new(plain),
            ..Article::default()
        };
        article.published.date = created.parse().ok();
        let span = |p: &(char, usize, usize, u32)| article.text.span(p.1, p.2).unwrap();
        let of = |kind: char| parts.iter().filter(move |p| p.0 == kind);
        // One statement a cue, with the source and content of the same number.
        let mut statements: Vec<Statement> = of('<')
            .zip(of('('))
            .zip(of('{'))
            .map(|((cue, source), content)| Statement {
                kind: StatementKind::Indirect,
                mode: Mode::Speech,
                source: vec![span(source)],
                cue: vec![span(cue)],
                content: vec![span(content)],
                speaker: Speaker::Known(ReferentId(source.3)),
                to: vec![],
                about: vec![],
                medium: None,
                venue: None,
                said: Said::default(),
                when: vec![],
                reported_in: None,
                acts: vec![],
                act_evidence: Vec::new(),
                aimed_at: Vec::new(),
                answers: None,
                negated: false,
                condition: None,
                confidence: 1.0,
            })
            .collect();
        let parsed = Parsed::default();
        let times = crate::times(&article, &parsed);
        said(&article, &parsed, &times, &mut statements);
        let value = |s: &Statement| match &s.said.value {
            Some(value) => format!(
                "{value} ({})",
                article.text.quote(*s.said.evidence.first().unwrap())
            ),
            None => "open".to_owned(),
        };
        statements.iter().map(value).collect()
    }

    #[test]
    fn the_date_of_the_cues_own_clause() {
        let read = |text| read(text, "2031-05-09").join("; "); // a Friday
        insta::assert_snapshot!(
            read("(Minister Ambe)1 <told> reporters in Tarn on Tuesday that {the bridge would open by Sunday}."),
            @"2031-05-06 (Tuesday)"
        );
        insta::assert_snapshot!(
            read("On Wednesday, (the mayor)1 <said> {the well was dry since 1999}."),
            @"2031-05-07 (Wednesday)"
        );
        insta::assert_snapshot!(
            read("(The mayor)1, who left in 2029, <said> {it rained}."),
            @"open"
        );
        insta::assert_snapshot!(
            read("(The council)1 <warned> by Sunday {it would leave}."),
            @"open"
        );
        insta::assert_snapshot!(
            read("(Ambe)1 <argued> last autumn that {wells are dear}."),
            @"2030-09/2030-11 (last autumn)"
        );
    }

    #[test]
    fn the_same_speaker_goes_on() {
        let text = "(Ambe)1 <said> on Tuesday that {it was dry}. (She)1 <added> that {it was hot}.\n\n\
                    (Koll)2 <said> that {it was not}.\n\n(Ambe)1 <laughed>: {“He lives by the sea.”}";
        insta::assert_snapshot!(
            read(text, "2031-05-09").join("; "),
            @"2031-05-06 (Tuesday); 2031-05-06 (Tuesday); open; 2031-05-06 (Tuesday)"
        );
    }

    #[test]
    fn many_statements_take_linear_time() {
        let text = "(Ambe)1 <said> on Tuesday that {it was dry}, and ".repeat(4000);
        let begun = std::time::Instant::now();
        let dated = read(&text, "2031-05-09");
        assert!(dated.iter().all(|said| said.starts_with("2031-05-06")));
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }

    #[test]
    fn the_scene_gives_the_day() {
        let text = "Pilot Ambe came to the port on Thursday. (She)1 <promised> {to sail}.";
        insta::assert_snapshot!(read(text, "2031-05-09").join("; "), @"2031-05-08 (Thursday)");
        let text = "(Ambe)1 <said> that {it was dry}.";
        insta::assert_snapshot!(read(text, "2031-05-09").join("; "), @"open");
    }
}
