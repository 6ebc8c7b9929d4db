//! The register as a person reads it on a terminal: each duty with what every voice says of it.

use crate::terminal::{cut, shown, wrap};
use console::style;
use rapporteur_record::ArticleId;
use rapporteur_record::json::ArticleObject;
use rapporteur_record::record::{Duty, Record, SharedReferent, Step, StepKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// So many characters of the words of a step are shown.
const WORDS: usize = 160;

/// One duty, with names in the place of ids.
#[derive(Serialize)]
pub struct Owed {
    pub id: String,
    pub debtor: String,
    pub creditor: Option<String>,
    pub instrument: Option<String>,
    pub what: String,
    pub steps: Vec<Said>,
}

/// What one voice says of it.
#[derive(Serialize)]
pub struct Said {
    pub step: StepKind,
    pub day: Option<String>,
    /// Who says so; null: the outlet itself, or somebody unknown.
    pub voice: Option<String>,
    pub outlet: String,
    pub words: String,
    /// The words for which it is taken to speak of the same duty.
    pub joined_by: Vec<String>,
    /// The number of the step it takes up, from 1.
    pub answers: Option<usize>,
    pub copy: bool,
}

/// Which duties are wanted: some of the names.
#[derive(Default)]
pub struct Wanted<'a> {
    pub instrument: Option<&'a str>,
    pub debtor: Option<&'a str>,
}

/// The duties of a record: those of which most is said first.
pub fn owed(record: &Record, wanted: &Wanted) -> Vec<Owed> {
    let names: BTreeMap<&str, &SharedReferent> = record
        .collated
        .referents
        .iter()
        .map(|r| (r.id.as_str(), r))
        .collect();
    let articles: BTreeMap<&ArticleId, &ArticleObject> =
        record.articles.iter().map(|a| (&a.id, a)).collect();
    let fits = |id: Option<&str>, wanted: Option<&str>| {
        let referent = id.and_then(|id| names.get(id));
        wanted.is_none_or(|w| referent.is_some_and(|r| is_called(r, w)))
    };
    let mut duties: Vec<&Duty> = record
        .collated
        .duties
        .iter()
        .filter(|d| fits(Some(&d.debtor), wanted.debtor))
        .filter(|d| fits(d.instrument.as_deref(), wanted.instrument))
        .collect();
    duties.sort_by_key(|d| std::cmp::Reverse(d.steps.len()));
    let name = |id: &str| names.get(id).map_or_else(String::new, |r| r.name.clone());
    duties
        .into_iter()
        .map(|duty| Owed {
            id: duty.id.clone(),
            debtor: name(&duty.debtor),
            creditor: duty.creditor.as_deref().map(name),
            instrument: duty.instrument.as_deref().map(name),
            what: duty.what.clone(),
            steps: duty
                .steps
                .iter()
                .map(|step| said(step, articles.get(&step.article).copied(), &name))
                .collect(),
        })
        .collect()
}

/// Whether all words of `wanted` stand in one form of the name, whatever the case.
pub fn is_called(referent: &SharedReferent, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    let forms = referent.forms.iter().map(|f| &f.form);
    forms
        .chain([&referent.name])
        .map(|form| form.to_lowercase())
        .any(|form| wanted.split_whitespace().all(|word| form.contains(word)))
}

fn said(step: &Step, article: Option<&ArticleObject>, name: &dyn Fn(&str) -> String) -> Said {
    Said {
        step: step.step,
        day: step.day.clone(),
        voice: step.said_by.as_deref().map(name),
        outlet: article.map_or("", crate::digest::outlet).to_owned(),
        words: step.quote.clone(),
        joined_by: step.joined_by.clone(),
        answers: step.answers.map(|a| a + 1),
        copy: step.copy_of.is_some(),
    }
}

impl Owed {
    /// For a terminal of so many columns, with at most so many steps.
    pub fn lines(&self, columns: usize, most: usize) -> Vec<String> {
        let mut head = shown(&self.debtor);
        if let Some(creditor) = &self.creditor {
            head.push_str(&format!(" to {}", shown(creditor)));
        }
        head.push_str(&format!(": {}", cut(&shown(&self.what), WORDS)));
        if let Some(instrument) = &self.instrument {
            head.push_str(&format!(" ({})", shown(instrument)));
        }
        let mut lines = vec![wrap(&head, 2, columns)];
        for (n, step) in self.steps.iter().enumerate().take(most) {
            lines.push(step.line(n + 1, columns));
        }
        let left = self.steps.len().saturating_sub(most);
        if left > 0 {
            lines.push(format!(
                "      … and {}",
                crate::terminal::count(left, "more step", "more steps")
            ));
        }
        lines
    }
}

impl Said {
    fn line(&self, number: usize, columns: usize) -> String {
        let day = self.day.as_deref().unwrap_or("day not known");
        let step = rapporteur_web::words::step(self.step);
        let words = cut(&shown(&self.words), WORDS);
        let mut who = shown(&self.outlet);
        if let Some(voice) = &self.voice {
            who = format!("{} in {who}", shown(voice));
        }
        if self.copy {
            who.push_str(", a copy");
        }
        if let Some(answers) = self.answers {
            who.push_str(&format!(", takes up {answers}"));
        }
        let line = format!(
            "{number}. {day} {} “{words}” {}",
            style(step).cyan(),
            style(format!("– {who}")).dim()
        );
        wrap(&line, 4, columns)
    }
}
