//! What people have said of each statement, summed up: for pages that show a record not yet built again.

use crate::log::{Change, Correction, Log};
use rapporteur_record::{Act, Quantity, TimeValue};
use std::collections::BTreeMap;

/// What was decided of one statement.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Decision {
    /// Accepted, rejected or left open; `None` where only parts were changed.
    pub verdict: Option<Verdict>,
    /// The speaker set: a name, or `None` for nobody who can be told.
    pub speaker: Option<Option<String>>,
    /// The words set, with their first character.
    pub content: Option<(usize, String)>,
    /// The day set, or `None` for none that can be told.
    pub said: Option<Option<String>>,
    /// The acts set.
    pub acts: Option<Vec<Act>>,
    /// The corrections, in order.
    pub corrections: Vec<String>,
    /// Who decided last.
    pub who: String,
    /// When.
    pub when: String,
}

/// What was decided of a statement as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Read rightly, or put right.
    Accepted,
    /// No statement.
    Rejected,
    /// Left open.
    Unsure,
}

impl Verdict {
    /// One word.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Accepted => "accepted",
            Verdict::Rejected => "rejected",
            Verdict::Unsure => "unsure",
        }
    }
}

/// What was decided of a figure or a time.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A figure with this value and unit.
    Figure(Option<Quantity>, String),
    /// A time with this value.
    Time(Option<TimeValue>),
    /// None.
    Nothing,
}

/// What was decided of a figure or a time, and by whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// What it is.
    pub is: Reading,
    /// The correction.
    pub id: String,
    /// Who decided last.
    pub who: String,
}

/// Decisions by article and place (first and one past the last character of the content).
#[derive(Debug, Clone, Default)]
pub struct Standing {
    by_place: BTreeMap<(String, usize, usize), usize>,
    decisions: Vec<Decision>,
    figures: BTreeMap<(String, usize, usize), Read>,
    times: BTreeMap<(String, usize, usize), Read>,
}

impl Standing {
    /// Sums up a log.
    pub fn of(log: &Log) -> Standing {
        let mut standing = Standing::default();
        for one in log.holding() {
            let Some(at) = &one.at else { continue };
            let key = (at.article.clone(), at.start, at.end());
            if !one.change.is_of_statement() {
                standing.read(key, one);
                continue;
            }
            let place = match standing.by_place.get(&key) {
                Some(place) => *place,
                None => {
                    standing.decisions.push(Decision::default());
                    standing.decisions.len() - 1
                }
            };
            standing.by_place.insert(key, place);
            if let Change::Content { to } = &one.change {
                // Once the record is built again the statement stands where it was put.
                standing
                    .by_place
                    .insert((to.article.clone(), to.start, to.end()), place);
            }
            if let Some(decision) = standing.decisions.get_mut(place) {
                decision.take(&one.change);
                decision.corrections.push(one.id.clone());
                decision.who.clone_from(&one.who);
                decision.when.clone_from(&one.when);
            }
        }
        standing
    }

    fn read(&mut self, key: (String, usize, usize), one: &Correction) {
        let read = |is| Read {
            is,
            id: one.id.clone(),
            who: one.who.clone(),
        };
        match &one.change {
            Change::Figure { value, unit } => {
                let is = Reading::Figure(*value, unit.clone());
                self.figures.insert(key, read(is));
            }
            Change::NoFigure => {
                self.figures.insert(key, read(Reading::Nothing));
            }
            Change::Time { value } => {
                self.times.insert(key, read(Reading::Time(value.clone())));
            }
            Change::NoTime => {
                self.times.insert(key, read(Reading::Nothing));
            }
            _ => {}
        }
    }

    /// What was decided of the figure with these words.
    pub fn figure(&self, article: &str, start: usize, end: usize) -> Option<&Read> {
        self.figures.get(&(article.to_owned(), start, end))
    }

    /// What was decided of the time with these words.
    pub fn time(&self, article: &str, start: usize, end: usize) -> Option<&Read> {
        self.times.get(&(article.to_owned(), start, end))
    }

    /// How many figures and how many times anything was decided of.
    pub fn read_len(&self) -> (usize, usize) {
        (self.figures.len(), self.times.len())
    }

    /// What was decided of the statement with this content.
    pub fn at(&self, article: &str, start: usize, end: usize) -> Option<&Decision> {
        let place = self.by_place.get(&(article.to_owned(), start, end))?;
        self.decisions.get(*place)
    }

    /// How many statements anything was decided of.
    pub fn len(&self) -> usize {
        self.decisions.len()
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.decisions.is_empty()
    }
}

impl Decision {
    fn take(&mut self, change: &Change) {
        match change {
            Change::Accept => self.verdict = Some(Verdict::Accepted),
            Change::Reject => self.verdict = Some(Verdict::Rejected),
            Change::Unsure => self.verdict = Some(Verdict::Unsure),
            Change::Speaker { name, .. } => self.speaker = Some(name.clone()),
            Change::Content { to } => self.content = Some((to.start, to.quote.clone())),
            Change::Said { value } => self.said = Some(value.as_ref().map(ToString::to_string)),
            Change::Acts { acts } => self.acts = Some(acts.clone()),
            // The others are not of statements.
            _ => {}
        }
        let changes_a_part = !matches!(change, Change::Reject | Change::Unsure);
        if changes_a_part {
            self.verdict = Some(Verdict::Accepted);
        }
    }
}
