//! The register: each duty of which several voices speak, with what each says, in the order of the days.

use super::Limits;
use crate::index::Index;
use crate::part::{Locator, More, Voice, Words};
use crate::words;
use askama::Template;
use rapporteur_record::record::{Duty, Step};

/// Steps of one duty that are printed.
const STEPS: usize = 40;

/// The section.
#[derive(Debug, Template)]
#[template(path = "section/register.html")]
pub struct Register {
    /// Duties with two steps or more, in the order of the record.
    pub duties: Vec<Row>,
    /// Duties left out.
    pub more: Option<More>,
}

/// One duty.
#[derive(Debug)]
pub struct Row {
    /// The anchor: its id in the record, in small letters.
    pub anchor: String,
    /// Who owes.
    pub debtor: String,
    /// To whom.
    pub creditor: Option<String>,
    /// Under which instrument.
    pub instrument: Option<String>,
    /// What, in the words of the first that tells it.
    pub what: String,
    /// What each voice says.
    pub steps: Vec<Said>,
    /// Steps left out.
    pub more: Option<More>,
}

/// One step.
#[derive(Debug)]
pub struct Said {
    /// Its number within the duty, from 1.
    pub number: usize,
    /// The day, in words.
    pub day: Option<String>,
    /// What this voice says of the duty.
    pub step: &'static str,
    /// The words.
    pub words: Words,
    /// Whose voice.
    pub voice: Voice,
    /// The number of the step it takes up.
    pub answers: Option<usize>,
    /// The words for which it is taken to speak of the same duty; empty for the first.
    pub joined_by: String,
    /// Where.
    pub at: Locator,
}

/// Duties of which more than one thing is said.
pub fn register(index: &Index, limits: &Limits) -> Register {
    let told = index.record.collated.duties.iter();
    let mut duties: Vec<&Duty> = told.filter(|d| d.steps.len() > 1).collect();
    let left = duties.len().saturating_sub(limits.points);
    duties.truncate(limits.points);
    Register {
        duties: duties.into_iter().map(|d| row(index, d)).collect(),
        more: More::new(left, "duty", "duties"),
    }
}

fn row(index: &Index, duty: &Duty) -> Row {
    let name = |id: &str| {
        let place = index.shared_by_id(id);
        place
            .and_then(|p| index.shared(p))
            .map_or_else(|| "not named".to_owned(), |r| r.name.clone())
    };
    let numbered = duty.steps.iter().enumerate().take(STEPS);
    Row {
        anchor: duty.id.to_lowercase(),
        debtor: name(&duty.debtor),
        creditor: duty.creditor.as_deref().map(name),
        instrument: duty.instrument.as_deref().map(name),
        what: duty.what.clone(),
        steps: numbered.filter_map(|(n, s)| said(index, n, s)).collect(),
        more: More::new(duty.steps.len().saturating_sub(STEPS), "step", "steps"),
    }
}

fn said(index: &Index, place: usize, step: &Step) -> Option<Said> {
    let n = index.number(&step.article)?;
    let range = (step.start, step.end);
    Some(Said {
        number: place + 1,
        day: step
            .day
            .as_deref()
            .and_then(|d| d.parse().ok())
            .map(words::day),
        step: words::step(step.step),
        words: Words::new(index, n, &step.quote, range, "words"),
        voice: Voice::of(index, n, step.statement.as_deref()),
        answers: step.answers.map(|a| a + 1),
        joined_by: step.joined_by.join(", "),
        at: Locator::new(index, n, Some(range))?,
    })
}
