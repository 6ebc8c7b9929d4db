//! A fact against what was read.

use crate::case::{Claim, Fact, Number, Value};
use crate::shown::Shown;
use crate::words::{Names, Words, has, plain_of, without_article};
use jiff::civil::Date;
use rapporteur::record::{
    Annotated, Commitment, Figure, Form, Mention, Quantity, ReferentId, Span, Speaker, Statement,
    StatementId, Text, TimeValue,
};
use serde_json::json;

/// How much of what a commitment is about must be the words of the fact.
const DUTY_SHARE: f64 = 0.5;

/// Whether a fact holds; else what was read instead.
pub fn holds(fact: &Fact, annotated: &Annotated) -> Result<(), String> {
    let reading = Reading {
        annotated,
        text: &annotated.article.text,
        shown: Shown(annotated),
    };
    reading.holds(&fact.claim)
}

struct Reading<'a> {
    annotated: &'a Annotated,
    text: &'a Text,
    shown: Shown<'a>,
}

/// What of a thing that was read is not as the fact says: `field: what was read`.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn unless(&mut self, holds: bool, field: &str, read: impl std::fmt::Display) {
        if !holds {
            self.0.push(format!("{field}: {read}"));
        }
    }
}

/// Of the candidates one without differences is wanted; else the one with the fewest is told.
fn any<T>(
    candidates: impl IntoIterator<Item = T>,
    differences: impl Fn(&T) -> Differences,
    show: impl Fn(&T) -> String,
    nothing: impl FnOnce() -> String,
) -> Result<(), String> {
    let compared = candidates.into_iter().map(|c| (differences(&c), c));
    match compared.min_by_key(|(d, _)| d.0.len()) {
        Some((d, _)) if d.0.is_empty() => Ok(()),
        Some((d, candidate)) => Err(format!("read {}\nin {}", d.0.join("; "), show(&candidate))),
        None => Err(nothing()),
    }
}

/// Nothing of a kind is wanted; what is there is told.
fn none<T>(found: impl IntoIterator<Item = T>, show: impl Fn(T) -> String) -> Result<(), String> {
    let found: Vec<String> = found.into_iter().map(show).collect();
    if found.is_empty() {
        Ok(())
    } else {
        Err(format!("read {}", found.join("\nread ")))
    }
}

/// A value as JSON names it: `said-breached`, `DATE`, `more than`.
fn named(value: impl serde::Serialize) -> String {
    json!(value).as_str().unwrap_or("-").to_owned()
}

fn is(expected: &Option<String>, read: &str) -> bool {
    expected.as_ref().is_none_or(|e| e == read)
}

fn is_value(expected: &Option<Value>, read: Option<&TimeValue>) -> bool {
    expected
        .as_ref()
        .is_none_or(|e| e.as_deref() == read.map(TimeValue::as_str))
}

impl Reading<'_> {
    fn holds(&self, claim: &Claim) -> Result<(), String> {
        match claim {
            Claim::Says { .. } => self.says(claim),
            Claim::NoStatement(words) => self.no_statement(words),
            Claim::Act { content, acts } => {
                let (statement, done) = self.acts(content)?;
                let missing = acts.iter().filter(|a| !done.contains(a)).count();
                self.acts_unless(missing == 0, statement, &done)
            }
            Claim::NoAct { content, acts } => {
                let (statement, done) = self.acts(content)?;
                let wrong = acts.iter().filter(|a| done.contains(a)).count();
                self.acts_unless(wrong == 0, statement, &done)
            }
            Claim::Condition {
                antecedent,
                consequent,
                otherwise,
                polarity,
            } => self.condition(antecedent, consequent, otherwise.as_ref(), polarity),
            Claim::NoCondition(words) => {
                let inside = self.annotated.statements.iter().filter(|s| {
                    let condition = s.condition.map(|c| c.antecedent);
                    condition.is_some_and(|c| words.places().any(|w| w.contains(c)))
                });
                none(inside, |s| self.shown.statement(s))
            }
            Claim::Figure { .. } => self.figure(claim),
            Claim::NoFigure(words) => {
                let figures = self.annotated.figures.iter();
                none(figures.filter(|f| overlaps(words, f.span)), |f| {
                    self.shown.figure(f)
                })
            }
            Claim::Owes { .. } => self.owes(claim),
            Claim::NoDuty(words) => {
                let duties = self.annotated.commitments.iter();
                none(duties.filter(|c| overlaps(words, c.what)), |c| {
                    self.shown.commitment(c)
                })
            }
            Claim::Step { .. } => self.step(claim),
            Claim::Time { .. } => self.time(claim),
            Claim::NoTime(words) => {
                let times = self.annotated.times.iter();
                none(times.filter(|t| overlaps(words, t.span)), |t| {
                    self.shown.time(t)
                })
            }
            Claim::NoValue(words) => {
                let times = self.annotated.times.iter();
                let valued =
                    times.filter(|t| overlaps(words, t.span) && !is_open(t.value.as_ref()));
                none(valued, |t| self.shown.time(t))
            }
            Claim::Dated {
                value,
                how,
                from,
                to,
            } => self.dated(value, how, from, to),
            Claim::When { .. } => self.when(claim),
            Claim::NoWhen(words) => {
                let dates = self.annotated.statements.iter().flat_map(|s| &s.when);
                none(dates.filter(|w| overlaps(words, w.span)), |w| {
                    self.shown.when(w)
                })
            }
            Claim::Mention { .. } => self.mention(claim),
            Claim::Same(mentions) => self.referents_are(mentions, |a, b| a == b),
            Claim::Different(mentions) => self.referents_are(mentions, |a, b| a != b),
            Claim::NoMention(words) => {
                let mentions = self
                    .annotated
                    .mentions
                    .iter()
                    .filter(|m| m.form == Form::Name);
                none(mentions.filter(|m| overlaps(words, m.span)), |m| {
                    self.shown.mention(m)
                })
            }
        }
    }

    fn says(&self, claim: &Claim) -> Result<(), String> {
        let Claim::Says {
            source,
            content,
            cue,
            kind,
            mode,
            speaker,
            to,
            said,
            medium,
            venue,
            reported_in,
            answers,
            negated,
        } = claim
        else {
            return Ok(());
        };
        let text = self.text;
        let with_content = self
            .annotated
            .statements
            .iter()
            .filter(|s| content.are(&s.content, text));
        let words = |spans: &[Span]| format!("{:?}", plain_of(spans, text));
        let has = |expected: &Option<Words>, read: &[Span]| {
            expected
                .as_ref()
                .is_none_or(|words| words.are_in(read, text))
        };
        let differences = |s: &&Statement| {
            let mut d = Differences::default();
            let elsewhere = if source.share(&s.source, text) == 1.0 {
                " at another place"
            } else {
                ""
            };
            let source_read = words(&s.source) + elsewhere;
            d.unless(source.are(&s.source, text), "source", source_read);
            d.unless(has(cue, &s.cue), "cue", words(&s.cue));
            d.unless(is(kind, &named(s.kind)), "kind", named(s.kind));
            d.unless(is(mode, &named(s.mode)), "mode", named(s.mode));
            let by = speaker_of(s);
            d.unless(
                self.is_one_of(speaker, by),
                "speaker",
                self.shown.referent(by),
            );
            let all_told = to.iter().flatten().all(|name| {
                s.to.iter().any(|id| name.are(Some(*id), self.annotated))
                    || s.to.is_empty() && (name.may_be_nobody() || name.may_be_open())
            });
            let told: Vec<String> =
                s.to.iter()
                    .map(|id| self.shown.referent(Some(*id)))
                    .collect();
            d.unless(all_told, "to", format!("[{}]", told.join(", ")));
            let day = s.said.value.as_ref();
            d.unless(is_value(said, day), "said", self.shown.value(day));
            let medium_read: Vec<Span> = s.medium.into_iter().collect();
            d.unless(has(medium, &medium_read), "medium", words(&medium_read));
            let venue_read: Vec<Span> = s.venue.into_iter().collect();
            d.unless(has(venue, &venue_read), "venue", words(&venue_read));
            let outer = s.reported_in.and_then(|id| self.annotated.statement(id));
            let inside = reported_in.as_ref().is_none_or(|place| match outer {
                None => place.may_be_none(),
                Some(outer) => {
                    let around = outer.content_cover();
                    place
                        .places()
                        .any(|p| around.is_some_and(|a| a.contains(p)))
                }
            });
            let outer = outer.map_or_else(|| "-".to_owned(), |o| words(&o.content));
            d.unless(inside, "in", outer);
            let answered = s.answers.and_then(|id| self.annotated.statement(id));
            let taken_up = answers.as_ref().is_none_or(|words| match answered {
                None => words.may_be_none(),
                Some(answered) => words.are(&answered.content, text),
            });
            let answered = answered.map_or_else(|| "-".to_owned(), |o| words(&o.content));
            d.unless(taken_up, "answers", answered);
            d.unless(negated.is_none_or(|n| n == s.negated), "negated", s.negated);
            d
        };
        any(
            with_content,
            differences,
            |s| self.shown.statement(s),
            || {
                self.instead(
                    &self.annotated.statements,
                    |s| content.share(&s.content, text),
                    |s| self.shown.statement(s),
                )
            },
        )
    }

    /// What was read that is most like what was wanted.
    fn instead<T>(
        &self,
        things: &[T],
        likeness: impl Fn(&T) -> f64,
        show: impl Fn(&T) -> String,
    ) -> String {
        let nearest = things
            .iter()
            .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        match nearest.filter(|t| likeness(t) > 0.0) {
            Some(thing) if likeness(thing) == 1.0 => {
                format!("read at another place (`#2`?): {}", show(thing))
            }
            Some(thing) => format!("not read; nearest {}", show(thing)),
            None => format!("not read, nor anything near it ({} others)", things.len()),
        }
    }

    fn is_one_of(&self, names: &Option<Names>, read: Option<ReferentId>) -> bool {
        names
            .as_ref()
            .is_none_or(|names| names.are(read, self.annotated))
    }

    /// Whose voice it is: a statement's speaker, or the article's own.
    fn is_voice(&self, names: &Option<Names>, said_by: Option<StatementId>) -> bool {
        let statement = said_by.and_then(|id| self.annotated.statement(id));
        names.as_ref().is_none_or(|names| match statement {
            None => names.may_be_nobody(),
            Some(statement) => match speaker_of(statement) {
                None => names.may_be_open(),
                known => names.are(known, self.annotated),
            },
        })
    }

    fn no_statement(&self, words: &Words) -> Result<(), String> {
        let inside = self.annotated.statements.iter().filter(|s| {
            let content = s.content_cover();
            content.is_some_and(|c| words.places().any(|w| w.contains(c)))
        });
        none(inside, |s| self.shown.statement(s))
    }

    /// The statement of this content, else the one with the shortest content around it; and its acts.
    fn acts(&self, content: &Words) -> Result<(&Statement, Vec<String>), String> {
        let statements = || self.annotated.statements.iter();
        let exact = statements().find(|s| content.are(&s.content, self.text));
        let around = statements()
            .filter_map(|s| Some((s, s.content_cover()?)))
            .filter(|(_, cover)| content.places().any(|words| cover.contains(words)))
            .min_by_key(|(_, cover)| cover.len())
            .map(|(s, _)| s);
        let statement = exact.or(around).ok_or("no statement was read there")?;
        Ok((statement, statement.acts.iter().map(named).collect()))
    }

    fn acts_unless(&self, holds: bool, of: &Statement, done: &[String]) -> Result<(), String> {
        if holds {
            return Ok(());
        }
        Err(format!(
            "read acts: {}\nin {}",
            done.join(", "),
            self.shown.statement(of)
        ))
    }

    fn condition(
        &self,
        antecedent: &Words,
        consequent: &Words,
        otherwise: Option<&Words>,
        polarity: &Option<String>,
    ) -> Result<(), String> {
        let read: Vec<_> = self
            .annotated
            .statements
            .iter()
            .filter_map(|s| s.condition)
            .collect();
        let likeness = |c: &rapporteur::record::Condition| {
            antecedent.share(&[c.antecedent], self.text)
                + consequent.share(&[c.consequent], self.text)
        };
        let found = read.iter().any(|c| {
            let contrary: Vec<Span> = c.otherwise.into_iter().collect();
            antecedent.are(&[c.antecedent], self.text)
                && consequent.are(&[c.consequent], self.text)
                && otherwise.is_none_or(|words| words.are(&contrary, self.text))
                && is(polarity, &named(c.polarity))
        });
        if found {
            return Ok(());
        }
        Err(self.instead(&read, likeness, |c| self.shown.condition(c)))
    }

    fn figure(&self, claim: &Claim) -> Result<(), String> {
        let Claim::Figure {
            words,
            value,
            unit,
            modifier,
            by,
        } = claim
        else {
            return Ok(());
        };
        let differences = |f: &&Figure| {
            let mut d = Differences::default();
            d.unless(
                is_number(*value, f.value),
                "value",
                self.shown.quantity(f.value),
            );
            let counted = unit.as_ref().is_none_or(|unit| has(&f.unit, unit));
            d.unless(counted, "unit", format!("{:?}", f.unit));
            d.unless(is(modifier, &named(f.modifier)), "mod", named(f.modifier));
            d.unless(
                self.is_voice(by, f.stated_in),
                "by",
                self.shown.voice(f.stated_in),
            );
            d
        };
        let figures = self.annotated.figures.iter();
        any(
            figures.filter(|f| words.are(&[f.span], self.text)),
            differences,
            |f| self.shown.figure(f),
            || {
                self.near(
                    words,
                    self.annotated
                        .figures
                        .iter()
                        .map(|f| (f.span, self.shown.figure(f))),
                )
            },
        )
    }

    /// What was read at the place of these words.
    fn near(&self, words: &Words, read: impl Iterator<Item = (Span, String)>) -> String {
        let there = read
            .filter(|(span, _)| overlaps(words, *span))
            .map(|(_, shown)| shown);
        let there: Vec<String> = there.collect();
        if there.is_empty() {
            "not read; nothing was read there".to_owned()
        } else {
            format!("not read; there was read {}", there.join("\nand "))
        }
    }

    fn owes(&self, claim: &Claim) -> Result<(), String> {
        let Claim::Owes {
            debtor,
            what,
            creditor,
            under,
            due,
            status,
            by,
        } = claim
        else {
            return Ok(());
        };
        let differences = |c: &&Commitment| {
            let mut d = Differences::default();
            let owing = debtor.are(Some(c.debtor), self.annotated);
            d.unless(owing, "debtor", self.shown.referent(Some(c.debtor)));
            d.unless(
                self.is_one_of(creditor, c.creditor),
                "to",
                self.shown.referent(c.creditor),
            );
            let instrument = self.shown.referent(c.instrument);
            d.unless(self.is_one_of(under, c.instrument), "under", instrument);
            d.unless(
                is_value(due, c.due.as_ref()),
                "due",
                self.shown.value(c.due.as_ref()),
            );
            d.unless(is(status, &named(c.status)), "status", named(c.status));
            d.unless(
                self.is_voice(by, c.said_by),
                "by",
                self.shown.voice(c.said_by),
            );
            d
        };
        let duties = &self.annotated.commitments;
        let share = |c: &Commitment| what.share(&[c.what], self.text);
        any(
            duties.iter().filter(|c| share(c) >= DUTY_SHARE),
            differences,
            |c| self.shown.commitment(c),
            || self.instead(duties, share, |c| self.shown.commitment(c)),
        )
    }

    /// The register of a record that holds this article alone.
    fn step(&self, claim: &Claim) -> Result<(), String> {
        let Claim::Step {
            words,
            step,
            of,
            joined,
            answers,
        } = claim
        else {
            return Ok(());
        };
        let collated = rapporteur::collate(std::slice::from_ref(self.annotated));
        let steps = collated.duties.iter().flat_map(|duty| {
            let debtor = collated.referents.iter().find(|r| r.id == duty.debtor);
            let debtor = debtor.map_or("", |r| r.name.as_str());
            duty.steps.iter().map(move |s| {
                let answered = s.answers.map_or("-", |a| duty.steps[a].quote.as_str());
                (debtor, s, answered)
            })
        });
        let steps: Vec<_> = steps.collect();
        let there = |s: &rapporteur::record::record::Step| {
            let place = self.text.span_of_chars(s.start, s.end);
            place.is_some_and(|p| overlaps(words, p))
        };
        let differences =
            |(debtor, s, answered): &(&str, &rapporteur::record::record::Step, &str)| {
                let mut d = Differences::default();
                d.unless(named(s.step) == *step, "step", named(s.step));
                d.unless(of.as_ref().is_none_or(|o| o == debtor), "of", debtor);
                let words = s.joined_by.join(" ");
                d.unless(joined.as_ref().is_none_or(|j| *j == words), "joined", words);
                let taken_up = answers.as_ref().is_none_or(|a| has(answered, a));
                d.unless(taken_up, "answers", answered);
                d
            };
        let show = |(debtor, s, _): &(&str, &rapporteur::record::record::Step, &str)| {
            format!("{debtor}, {}: {}", named(s.step), s.quote)
        };
        any(
            steps.iter().copied().filter(|(_, s, _)| there(s)),
            |s| differences(s),
            |s| show(s),
            || steps.iter().map(&show).collect::<Vec<_>>().join("\nread "),
        )
    }

    fn time(&self, claim: &Claim) -> Result<(), String> {
        let Claim::Time {
            words,
            value,
            kind,
            modifier,
            anchor,
            at,
        } = claim
        else {
            return Ok(());
        };
        let times = &self.annotated.times;
        any(
            times.iter().filter(|t| words.are(&[t.span], self.text)),
            |t| {
                let mut d = Differences::default();
                let read = t.value.as_ref();
                d.unless(
                    is_value(&Some(value.clone()), read),
                    "value",
                    self.shown.value(read),
                );
                d.unless(is(kind, &named(t.kind)), "type", named(t.kind));
                d.unless(is(modifier, &named(t.modifier)), "mod", named(t.modifier));
                let kind = t.anchor.map_or_else(|| "-".to_owned(), |a| named(a.kind));
                d.unless(is(anchor, &kind), "anchor", &kind);
                let place: Vec<Span> = t.anchor.and_then(|a| a.span).into_iter().collect();
                let there = at.as_ref().is_none_or(|at| at.are(&place, self.text));
                d.unless(there, "at", plain_of(&place, self.text));
                d
            },
            |t| self.shown.time(t),
            || self.near(words, times.iter().map(|t| (t.span, self.shown.time(t)))),
        )
    }

    fn when(&self, claim: &Claim) -> Result<(), String> {
        let Claim::When {
            words,
            role,
            value,
            from,
            to,
            precision,
            shown,
            within,
        } = claim
        else {
            return Ok(());
        };
        let bound = |day: Option<Date>| day.map(|d| d.to_string());
        let is_bound = |expected: &Option<Value>, read: &Value| {
            expected.as_ref().is_none_or(|expected| expected == read)
        };
        let dates = || {
            let statements = self.annotated.statements.iter();
            statements.flat_map(|s| s.when.iter().map(move |w| (s, w)))
        };
        any(
            dates().filter(|(_, w)| words.are(&[w.span], self.text)),
            |(statement, w)| {
                let mut d = Differences::default();
                d.unless(*role == named(w.role), "role", named(w.role));
                d.unless(is_value(value, Some(&w.value)), "value", &w.value);
                let (first, last) = (bound(w.from), bound(w.to));
                d.unless(
                    is_bound(from, &first),
                    "from",
                    first.as_deref().unwrap_or("-"),
                );
                d.unless(is_bound(to, &last), "to", last.as_deref().unwrap_or("-"));
                d.unless(
                    is(precision, &named(w.precision)),
                    "precision",
                    named(w.precision),
                );
                let shows = shown
                    .as_ref()
                    .is_none_or(|s| s.are_in(&w.evidence, self.text));
                d.unless(
                    shows,
                    "shown",
                    format!("{:?}", plain_of(&w.evidence, self.text)),
                );
                let inside = within
                    .as_ref()
                    .is_none_or(|w| w.are(&statement.content, self.text));
                d.unless(inside, "in", plain_of(&statement.content, self.text));
                d
            },
            |(_, w)| self.shown.when(w),
            || self.near(words, dates().map(|(_, w)| (w.span, self.shown.when(w)))),
        )
    }

    fn dated(
        &self,
        value: &Value,
        how: &Option<String>,
        from: &Option<Value>,
        to: &Option<Value>,
    ) -> Result<(), String> {
        let published = &self.annotated.article.published;
        let day = published.date.map(|d| d.to_string());
        let mut d = Differences::default();
        d.unless(day == *value, "date", day.as_deref().unwrap_or("?"));
        d.unless(is(how, &named(published.how)), "how", named(published.how));
        let between = published.date.map(|d| (d, d)).or(published.between);
        let (first, last) = between.map(|(a, b)| (a.to_string(), b.to_string())).unzip();
        let fits = |wanted: &Option<Value>, read: &Value| wanted.as_ref().is_none_or(|w| w == read);
        d.unless(fits(from, &first), "from", first.as_deref().unwrap_or("-"));
        d.unless(fits(to, &last), "to", last.as_deref().unwrap_or("-"));
        if d.0.is_empty() {
            Ok(())
        } else {
            Err(format!("read {}", d.0.join("; ")))
        }
    }

    /// The mentions that these words are, a leading article apart.
    fn mentions(&self, words: &Words) -> Vec<&Mention> {
        let are = |m: &&Mention| {
            words.places().any(|place| {
                let (wanted, read) = (
                    plain_of(&[place], self.text),
                    plain_of(&[m.span], self.text),
                );
                place.overlaps(m.span) && without_article(&wanted) == without_article(&read)
            })
        };
        self.annotated.mentions.iter().filter(are).collect()
    }

    fn not_a_mention(&self, words: &Words) -> String {
        let read = self
            .annotated
            .mentions
            .iter()
            .map(|m| (m.span, self.shown.mention(m)));
        self.near(words, read)
    }

    fn mention(&self, claim: &Claim) -> Result<(), String> {
        let Claim::Mention {
            words,
            of,
            form,
            kind,
            role,
        } = claim
        else {
            return Ok(());
        };
        let mentions = self.mentions(words);
        if mentions.is_empty() && of.may_be_open() {
            return Ok(());
        }
        let differences = |m: &&Mention| {
            let mut d = Differences::default();
            let referent = m.referent.and_then(|id| self.annotated.referent(id));
            d.unless(
                of.are(m.referent, self.annotated),
                "of",
                self.shown.referent(m.referent),
            );
            d.unless(is(form, &named(m.form)), "form", named(m.form));
            let kind_read = referent.map_or_else(|| "-".to_owned(), |r| named(r.kind));
            d.unless(is(kind, &kind_read), "type", kind_read);
            let roles: &[String] = referent.map_or(&[], |r| &r.roles);
            let in_office = role
                .as_ref()
                .is_none_or(|role| roles.iter().any(|r| has(r, role)));
            d.unless(in_office, "roles", format!("{roles:?}"));
            d
        };
        any(
            mentions,
            differences,
            |m| self.shown.mention(m),
            || self.not_a_mention(words),
        )
    }

    /// Whether each of these is a mention, and each pair of their referents is as it should be.
    fn referents_are(
        &self,
        words: &[Words],
        lawful: fn(ReferentId, ReferentId) -> bool,
    ) -> Result<(), String> {
        let mut read: Vec<&Mention> = Vec::new();
        for words in words {
            let mentions = self.mentions(words);
            let resolved = mentions.iter().find(|m| m.referent.is_some());
            let mention = resolved
                .or(mentions.first())
                .ok_or_else(|| self.not_a_mention(words))?;
            read.push(mention);
        }
        let ids: Vec<Option<ReferentId>> = read.iter().map(|m| m.referent).collect();
        let pairs = ids
            .iter()
            .enumerate()
            .flat_map(|(n, a)| ids[n + 1..].iter().map(move |b| (a, b)));
        let mut pairs = pairs.map(|(a, b)| a.zip(*b));
        if pairs.all(|pair| pair.is_some_and(|(a, b)| lawful(a, b))) {
            return Ok(());
        }
        let shown: Vec<String> = read.iter().map(|m| self.shown.mention(m)).collect();
        Err(format!("read {}", shown.join("\nread ")))
    }
}

/// Whether a time is left open: no value, or one with a part that the text does not tell.
fn is_open(value: Option<&TimeValue>) -> bool {
    value.is_none_or(|v| v.as_str().contains('X'))
}

fn overlaps(words: &Words, span: Span) -> bool {
    words.places().any(|place| place.overlaps(span))
}

fn speaker_of(statement: &Statement) -> Option<ReferentId> {
    match statement.speaker {
        Speaker::Known(id) => Some(id),
        Speaker::Unknown(_) => None,
    }
}

fn is_number(expected: Number, read: Option<Quantity>) -> bool {
    match (expected, read) {
        (Number::Open, None) => true,
        (Number::One(x), Some(Quantity::One(y))) => x == y,
        (Number::Range(x, y), Some(Quantity::Range(low, high))) => (x, y) == (low, high),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur::record::{Article, Time, TimeKind};

    /// "On Monday the clerk, Oda Brenn, left. She waited." with what a reader would find in it.
    fn annotated() -> Annotated {
        let text = Text::new("On Monday the clerk, Oda Brenn, left. She waited.");
        let id = Some(ReferentId(0));
        let mention = |words: &str, form| Mention {
            span: text.find(words).unwrap(),
            referent: id,
            open: None,
            form,
        };
        let mentions = vec![
            mention("clerk", Form::Description),
            mention("Oda Brenn", Form::Name),
            mention("She", Form::Pronoun),
        ];
        Annotated {
            times: vec![Time::new(
                text.find("Monday").unwrap(),
                TimeKind::Date,
                TimeValue::new("2031-03-03"),
            )],
            referents: vec![rapporteur::record::Referent {
                name: "Oda Brenn".into(),
                kind: rapporteur::record::ReferentKind::Person,
                roles: vec!["town clerk".into()],
            }],
            mentions,
            article: Article {
                text,
                ..Article::default()
            },
            ..Annotated::default()
        }
    }

    /// Whether a fact, as it would stand in a file, holds of it.
    fn holds_of_it(written: &str) -> Result<(), String> {
        let annotated = annotated();
        let fact = crate::case::fact(1, written, &annotated.article.text).unwrap();
        holds(&fact, &annotated)
    }

    #[test]
    fn facts_hold_of_what_was_read() {
        for fact in [
            "time: Monday = 2031-03-03 | type: DATE | mod: -",
            "mention: the clerk = Oda Brenn | form: description | type: person | role: clerk",
            "mention: left = ?",
            "same: Oda Brenn + She",
            "no-time: left",
            "no-mention: left",
            "no-statement: the clerk, Oda Brenn, left",
            "dated: ? | how: unknown",
        ] {
            assert_eq!(holds_of_it(fact), Ok(()), "{fact}");
        }
    }

    #[test]
    fn facts_fail_with_what_was_read_instead() {
        let facts = [
            "time: Monday = 2031-03-04 | type: TIME",
            "time: On Monday = 2031-03-03",
            "no-value: Monday",
            "mention: She = ?",
            "mention: left = Oda Brenn",
            "different: the clerk + She",
            "no-mention: Oda Brenn, left",
            "says: She | content: waited",
            "dated: 2031-03-03",
        ];
        let told = facts.map(|fact| format!("{fact}\n{}", holds_of_it(fact).unwrap_err()));
        insta::assert_snapshot!(told.join("\n\n"), @r#"
time: Monday = 2031-03-04 | type: TIME
read value: 2031-03-03; type: DATE
in time: Monday = 2031-03-03

time: On Monday = 2031-03-03
not read; there was read time: Monday = 2031-03-03

no-value: Monday
read time: Monday = 2031-03-03

mention: She = ?
read of: Oda Brenn (r1)
in mention: She = Oda Brenn (r1) | form: pronoun

mention: left = Oda Brenn
not read; nothing was read there

different: the clerk + She
read mention: clerk = Oda Brenn (r1) | form: description
read mention: She = Oda Brenn (r1) | form: pronoun

no-mention: Oda Brenn, left
read mention: Oda Brenn = Oda Brenn (r1) | form: name

says: She | content: waited
not read, nor anything near it (0 others)

dated: 2031-03-03
read date: ?
"#);
    }
}
