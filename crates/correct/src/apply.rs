//! Corrections over one article: a pure function.

use crate::anchor::Anchor;
use crate::log::{Change, Correction};
use crate::values;
use rapporteur_record::{
    Annotated, Mode, Referent, ReferentId, ReferentKind, Said, Span, Speaker, Statement,
    StatementId, StatementKind,
};
use std::collections::BTreeMap;

/// An article with the corrections in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// As corrected.
    pub annotated: Annotated,
    /// The ids of the corrections that hold here.
    pub held: Vec<String>,
    /// Those whose words are not there.
    pub orphans: Vec<Orphan>,
}

/// A correction that could not be put back to its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// The correction.
    pub id: String,
    /// A sentence.
    pub why: String,
}

/// What the person sees of a statement whose speaker was taken away.
const LEFT_OPEN: &str = "a person's correction leaves the speaker open";

/// A statement, and where its content stood when the program read it.
struct Held {
    statement: Statement,
    read_at: Option<Span>,
    rejected: bool,
    was: Option<usize>,
}

/// Applies those corrections that belong to the article, in their order; corrections of other articles are left
/// alone.
pub fn apply(corrections: &[&Correction], annotated: Annotated) -> Applied {
    let mut work = Work::new(annotated);
    let mut held = Vec::new();
    let mut orphans = Vec::new();
    for one in corrections {
        let Some(at) = one
            .at
            .as_ref()
            .filter(|at| at.is_in(&work.annotated.article))
        else {
            continue;
        };
        match work.one(at, &one.change) {
            Ok(()) => held.push(one.id.clone()),
            Err(why) => orphans.push(Orphan {
                id: one.id.clone(),
                why: why.to_owned(),
            }),
        }
    }
    Applied {
        annotated: work.finish(),
        held,
        orphans,
    }
}

struct Work {
    annotated: Annotated,
    statements: Vec<Held>,
}

impl Work {
    fn new(mut annotated: Annotated) -> Work {
        let statements = std::mem::take(&mut annotated.statements);
        let held = |(n, statement): (usize, Statement)| Held {
            read_at: statement.content_cover(),
            statement,
            rejected: false,
            was: Some(n),
        };
        Work {
            statements: statements.into_iter().enumerate().map(held).collect(),
            annotated,
        }
    }

    fn one(&mut self, at: &Anchor, change: &Change) -> Result<(), &'static str> {
        const GONE: &str =
            "its words no longer stand in the article, or stand there more than once";
        let span = at.find(&self.annotated.article.text).ok_or(GONE)?;
        if !change.is_of_statement() {
            let statements = self.statements.iter_mut();
            let statements = statements.map(|h| (h.was, &mut h.statement)).collect();
            return values::put(&mut self.annotated, statements, span, change);
        }
        // Found before anything is changed, so that half a correction is never applied.
        let content = match change {
            Change::Content { to } => Some(to.find(&self.annotated.article.text).ok_or(GONE)?),
            _ => None,
        };
        let place = match self.place(span)? {
            Some(place) => place,
            // What is no longer read needs no rejecting; anything else a person said outlives the reading.
            None if matches!(change, Change::Reject | Change::Unsure) => return Ok(()),
            None => self.add(span),
        };
        let speaker = match change {
            Change::Speaker {
                name: Some(name),
                kind,
            } => Some(self.referent(name, *kind)),
            _ => None,
        };
        let Some(held) = self.statements.get_mut(place) else {
            return Ok(());
        };
        let statement = &mut held.statement;
        match change {
            Change::Unsure => return Ok(()),
            Change::Reject => {
                held.rejected = true;
                return Ok(());
            }
            Change::Speaker { .. } => {
                statement.speaker =
                    speaker.map_or_else(|| Speaker::Unknown(LEFT_OPEN.to_owned()), Speaker::Known);
            }
            Change::Content { .. } => statement.content = content.into_iter().collect(),
            Change::Said { value } => {
                statement.said = Said {
                    value: value.clone(),
                    evidence: Vec::new(),
                };
            }
            Change::Acts { acts } => {
                statement.acts.clone_from(acts);
                statement.negated = false;
            }
            // The other changes are not of statements and have no place.
            _ => {}
        }
        // What a person says of a statement, other than that it is none, also says that it is one.
        held.rejected = false;
        statement.confidence = 1.0;
        Ok(())
    }

    /// The statement whose content stands at these words: the very same, else the only one that shares more
    /// than half of them.
    fn place(&self, span: Span) -> Result<Option<usize>, &'static str> {
        let at = |test: &dyn Fn(Span) -> bool| -> Vec<usize> {
            let fits = |h: &Held| {
                h.read_at.is_some_and(test) || h.statement.content_cover().is_some_and(test)
            };
            (0..)
                .zip(&self.statements)
                .filter(|(_, h)| fits(h))
                .map(|(n, _)| n)
                .collect()
        };
        let same = at(&|s| s == span);
        let near = match same.is_empty() {
            true => at(&|s| is_mostly(s, span)),
            false => same,
        };
        match near.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            _ => Err("more than one statement stands at its words"),
        }
    }

    /// A statement of the person's own, where the program reads none.
    fn add(&mut self, span: Span) -> usize {
        self.statements.push(Held {
            read_at: Some(span),
            rejected: false,
            was: None,
            statement: Statement {
                kind: StatementKind::Indirect,
                mode: Mode::Speech,
                source: Vec::new(),
                cue: Vec::new(),
                content: vec![span],
                speaker: Speaker::Unknown(LEFT_OPEN.to_owned()),
                to: Vec::new(),
                about: Vec::new(),
                medium: None,
                venue: None,
                said: Said::default(),
                reported_in: None,
                acts: Vec::new(),
                negated: false,
                condition: None,
                act_evidence: Vec::new(),
                aimed_at: Vec::new(),
                answers: None,
                when: Vec::new(),
                confidence: 1.0,
            },
        });
        self.statements.len() - 1
    }

    /// The referent of a name: by its name, else by a form the article prints, else a new one.
    fn referent(&mut self, name: &str, kind: Option<ReferentKind>) -> ReferentId {
        let Annotated {
            article,
            referents,
            mentions,
            ..
        } = &mut self.annotated;
        let known = referents.iter().position(|r| r.name == name);
        let printed = || {
            let of = mentions.iter().find(|m| article.text.quote(m.span) == name);
            of.and_then(|m| m.referent)
        };
        let number = |n: usize| ReferentId(u32::try_from(n).unwrap_or(u32::MAX));
        known.map(number).or_else(printed).unwrap_or_else(|| {
            referents.push(Referent {
                name: name.to_owned(),
                kind: kind.unwrap_or(ReferentKind::Person),
                roles: Vec::new(),
            });
            number(referents.len() - 1)
        })
    }

    /// Puts the statements back in the order of the text, and every link to them right.
    fn finish(self) -> Annotated {
        let Work {
            mut annotated,
            statements,
        } = self;
        let mut kept: Vec<Held> = statements.into_iter().filter(|h| !h.rejected).collect();
        kept.sort_by_key(|h| h.statement.content.first().map(|s| s.start()));
        let new_ids: BTreeMap<usize, u32> = (0..)
            .zip(&kept)
            .filter_map(|(n, h)| Some((h.was?, n)))
            .collect();
        let link = |old: Option<StatementId>| {
            let new = new_ids.get(&(old?.0 as usize))?;
            Some(StatementId(*new))
        };
        let reported: Vec<_> = kept.iter().map(|h| link(h.statement.reported_in)).collect();
        for figure in &mut annotated.figures {
            figure.stated_in = link(figure.stated_in);
        }
        for commitment in &mut annotated.commitments {
            commitment.said_by = link(commitment.said_by);
        }
        annotated.statements = kept
            .into_iter()
            .zip(reported)
            .map(|(held, reported_in)| Statement {
                reported_in,
                ..held.statement
            })
            .collect();
        annotated
    }
}

/// Whether two places share more than half of each.
fn is_mostly(a: Span, b: Span) -> bool {
    let shared = a
        .end()
        .min(b.end())
        .saturating_sub(a.start().max(b.start()));
    shared * 2 > a.len() && shared * 2 > b.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_record::{
        Act, Article, ArticleId, Figure, Form, Mention, Precision, Quantity, Text, Time, TimeKind,
        TimeValue, When, WhenRole,
    };

    const WORDS: &str = "The mill stays shut, said Ana Roa. She said on Monday that it would open in June if the \
        river fell. Ben Ode denied it: 300 jobs were lost, he said, and nobody had told him of any date.";

    fn statement(text: &Text, content: &str, speaker: u32) -> Statement {
        Statement {
            kind: StatementKind::Indirect,
            mode: Mode::Speech,
            source: vec![],
            cue: vec![text.find("said").unwrap()],
            content: vec![text.find(content).unwrap()],
            speaker: Speaker::Known(ReferentId(speaker)),
            to: vec![],
            about: vec![],
            medium: None,
            venue: None,
            said: Said::default(),
            reported_in: None,
            acts: vec![Act::Report],
            act_evidence: vec![],
            aimed_at: vec![],
            answers: None,
            negated: false,
            condition: None,
            when: vec![],
            confidence: 0.6,
        }
    }

    fn article() -> Annotated {
        let text = Text::new(WORDS);
        let person = |name: &str| Referent {
            name: name.into(),
            kind: ReferentKind::Person,
            roles: vec![],
        };
        let mention = |words: &str, n| Mention {
            span: text.find(words).unwrap(),
            referent: Some(ReferentId(n)),
            form: Form::Name,
            open: None,
        };
        let mut statements = vec![
            statement(&text, "The mill stays shut", 0),
            statement(&text, "it would open in June if the river fell", 0),
            statement(&text, "300 jobs were lost", 1),
        ];
        statements[2].reported_in = Some(StatementId(1));
        Annotated {
            figures: vec![Figure {
                span: text.find("300").unwrap(),
                value: None,
                unit: "jobs".into(),
                modifier: None,
                stated_in: Some(StatementId(2)),
            }],
            referents: vec![person("Ana Roa"), person("Ben Ode")],
            mentions: vec![mention("Ana Roa", 0), mention("Ben Ode", 1)],
            statements,
            article: Article {
                id: ArticleId("a".into()),
                source: "mill.txt".into(),
                language: "en".into(),
                text,
                ..Article::default()
            },
            ..Annotated::default()
        }
    }

    fn anchor(words: &str) -> Anchor {
        let text = Text::new(WORDS);
        let at = text.chars_of(text.find(words).unwrap());
        Anchor::new("a", "mill.txt", &text, at.start, at.end).unwrap()
    }

    fn correction(n: usize, at: &str, change: Change) -> Correction {
        Correction {
            id: format!("c{n}"),
            when: String::new(),
            who: String::new(),
            why: None,
            at: Some(anchor(at)),
            change,
        }
    }

    fn applied(changes: Vec<(&str, Change)>, annotated: Annotated) -> Applied {
        let all: Vec<Correction> = (1..)
            .zip(changes)
            .map(|(n, (at, change))| correction(n, at, change))
            .collect();
        let all: Vec<&Correction> = all.iter().collect();
        apply(&all, annotated)
    }

    #[test]
    fn nothing_changes_without_corrections() {
        assert_eq!(apply(&[], article()).annotated, article());
    }

    #[test]
    fn a_rejected_statement_goes_and_links_follow() {
        let one = applied(vec![("The mill stays shut", Change::Reject)], article());
        assert_eq!(
            (one.held.as_slice(), one.orphans.len()),
            (&["c1".to_owned()][..], 0)
        );
        let statements = &one.annotated.statements;
        assert_eq!(statements.len(), 2);
        assert_eq!(statements[1].reported_in, Some(StatementId(0)));
        assert_eq!(one.annotated.figures[0].stated_in, Some(StatementId(1)));
        let inner = applied(vec![("300 jobs were lost", Change::Reject)], article());
        assert_eq!(inner.annotated.figures[0].stated_in, None);
    }

    #[test]
    fn every_part_can_be_changed_one_after_another() {
        let june = "it would open in June if the river fell";
        let to = Change::Content {
            to: anchor("it would open in June"),
        };
        let day = TimeValue::new("2031-03-03");
        let one = applied(
            vec![
                (june, to),
                (
                    june,
                    Change::Speaker {
                        name: Some("Ben Ode".into()),
                        kind: None,
                    },
                ),
                ("it would open in June", Change::Said { value: day.clone() }),
                (
                    june,
                    Change::Acts {
                        acts: vec![Act::Promise],
                    },
                ),
            ],
            article(),
        );
        assert!(one.orphans.is_empty(), "{:?}", one.orphans);
        let changed = &one.annotated.statements[1];
        let text = &one.annotated.article.text;
        assert_eq!(text.quote(changed.content[0]), "it would open in June");
        assert_eq!(changed.speaker, Speaker::Known(ReferentId(1)));
        assert_eq!(
            (&changed.said.value, &changed.acts),
            (&day, &vec![Act::Promise])
        );
        assert_eq!(changed.confidence, 1.0);
    }

    #[test]
    fn a_figure_is_put_right_at_its_own_words() {
        let figure = |value, unit: &str| Change::Figure {
            value: Some(value),
            unit: unit.into(),
        };
        let one = applied(
            vec![("300", figure(Quantity::Range(300.0, 320.0), "posts"))],
            article(),
        );
        assert_eq!((one.held.len(), one.orphans.len()), (1, 0));
        let changed = &one.annotated.figures[0];
        assert_eq!(changed.value, Some(Quantity::Range(300.0, 320.0)));
        assert_eq!(
            (changed.unit.as_str(), changed.stated_in),
            ("posts", Some(StatementId(2)))
        );
        assert_eq!(one.annotated.statements, article().statements);
        let none = applied(vec![("300", Change::NoFigure)], article());
        assert!(none.annotated.figures.is_empty());
        // Where a later version of the program no longer reads it, the person still does.
        let again = applied(
            vec![("300", figure(Quantity::One(300.0), "jobs"))],
            none.annotated,
        );
        assert_eq!(again.annotated.figures[0].stated_in, Some(StatementId(2)));
        let mut edited = article();
        edited.article.text = Text::new("The mill is open.");
        edited.statements.clear();
        edited.figures.clear();
        let gone = applied(vec![("300", Change::NoFigure)], edited);
        assert_eq!((gone.held.len(), gone.orphans.len()), (0, 1));
    }

    #[test]
    fn the_days_of_statements_follow_a_time_that_is_put_right() {
        let text = Text::new(WORDS);
        let value = |v: &str| TimeValue::new(v);
        let mut read = article();
        let monday = text.find("Monday").unwrap();
        let june = text.find("in June").unwrap();
        read.times = vec![
            Time::new(monday, TimeKind::Date, value("2031-03-03")),
            Time::new(june, TimeKind::Date, None),
        ];
        read.statements[1].said = Said {
            value: value("2031-03-03"),
            evidence: vec![monday],
        };
        read.statements[1].when = vec![When {
            role: WhenRole::Due,
            value: value("2032-06").unwrap(),
            modifier: None,
            from: None,
            to: Some(jiff::civil::date(2032, 6, 30)),
            precision: Some(Precision::Month),
            span: june,
            evidence: vec![],
        }];
        let time = |v: Option<&str>| Change::Time {
            value: v.and_then(value),
        };
        let one = applied(
            vec![
                ("Monday", time(Some("2031-03-10"))),
                ("in June", time(Some("2031-06"))),
            ],
            read.clone(),
        );
        assert!(one.orphans.is_empty(), "{:?}", one.orphans);
        assert_eq!(one.annotated.times[0].value, value("2031-03-10"));
        let changed = &one.annotated.statements[1];
        assert_eq!(changed.said.value, value("2031-03-10"));
        let due = &changed.when[0];
        assert_eq!(
            (due.from, due.to),
            (None, Some(jiff::civil::date(2031, 6, 30))),
            "what is due by a day stays so"
        );
        let none = applied(
            vec![("Monday", time(None)), ("in June", Change::NoTime)],
            read,
        );
        assert_eq!(none.annotated.times.len(), 1);
        let open = &none.annotated.statements[1];
        assert_eq!((&open.said, open.when.len()), (&Said::default(), 0));
    }

    #[test]
    fn what_a_person_accepted_outlives_the_reading() {
        let mut read_otherwise = article();
        read_otherwise.statements.remove(0);
        read_otherwise.statements[1].reported_in = Some(StatementId(0));
        read_otherwise.figures[0].stated_in = Some(StatementId(1));
        let name = Change::Speaker {
            name: Some("Mill Board".into()),
            kind: Some(ReferentKind::Organisation),
        };
        let one = applied(
            vec![
                ("The mill stays shut", Change::Accept),
                ("The mill stays shut", name),
            ],
            read_otherwise,
        );
        let statements = &one.annotated.statements;
        assert_eq!(statements.len(), 3);
        assert_eq!(statements[0].speaker, Speaker::Known(ReferentId(2)));
        assert_eq!(one.annotated.referents[2].name, "Mill Board");
        assert_eq!(statements[2].reported_in, Some(StatementId(1)));
        assert_eq!(one.annotated.figures[0].stated_in, Some(StatementId(2)));
    }

    #[test]
    fn a_correction_without_its_words_is_an_orphan() {
        let mut edited = article();
        edited.article.id = ArticleId("b".into());
        edited.article.text = Text::new("The mill is open.");
        edited.statements.clear();
        edited.mentions.clear();
        edited.figures.clear();
        let one = applied(vec![("300 jobs were lost", Change::Accept)], edited.clone());
        assert_eq!(one.orphans.len(), 1);
        assert_eq!(one.annotated, edited);
    }

    #[test]
    fn corrections_of_other_articles_are_left_alone() {
        let mut other = article();
        other.article.id = ArticleId("b".into());
        other.article.source = "other.txt".into();
        let one = applied(vec![("300 jobs were lost", Change::Reject)], other.clone());
        assert_eq!(
            (one.annotated, one.held.len(), one.orphans.len()),
            (other, 0, 0)
        );
    }
}
