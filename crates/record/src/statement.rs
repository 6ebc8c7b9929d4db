//! Who said what: attributions, in the terms of PolNeAR and PARC (source, cue, content).

use crate::referent::ReferentId;
use crate::text::Span;
use crate::time::{Precision, TimeMod, TimeValue};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A statement of one article, by its place in [`crate::Annotated::statements`]. Written `s1`, `s2`, … outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementId(pub u32);

impl std::fmt::Display for StatementId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "s{}", u64::from(self.0) + 1)
    }
}

/// Somebody is made to say something.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Whose words stand in the content.
    pub kind: StatementKind,
    /// Said, or only thought.
    pub mode: Mode,
    /// Who says it, as printed; empty where the text does not say.
    pub source: Vec<Span>,
    /// The words that make it a statement ("said", "according to", a colon); may be empty.
    pub cue: Vec<Span>,
    /// What is said, a span a piece or paragraph; never empty.
    pub content: Vec<Span>,
    /// Who that is.
    pub speaker: Speaker,
    /// To whom it was said.
    pub to: Vec<ReferentId>,
    /// Whom or what it is about.
    pub about: Vec<ReferentId>,
    /// By what means: "in a televised address", "on Twitter".
    pub medium: Option<Span>,
    /// Where, on what occasion.
    pub venue: Option<Span>,
    /// When it was said.
    pub said: Said,
    /// The dates of what it speaks of, in the order of the text.
    pub when: Vec<When>,
    /// The statement that reports this one.
    pub reported_in: Option<StatementId>,
    /// What it does.
    pub acts: Vec<Act>,
    /// The words that show each of these.
    pub act_evidence: Vec<ActEvidence>,
    /// Whom these acts are aimed at: who is accused, threatened, asked, thanked.
    pub aimed_at: Vec<ReferentId>,
    /// The statement whose act this one takes up: the accusation it denies, the demand it rejects.
    pub answers: Option<StatementId>,
    /// Whether the act is denied ("did not threaten").
    pub negated: bool,
    /// "if … then …", where the statement has one.
    pub condition: Option<Condition>,
    /// How sure the reader is that all of this is right, 0 to 1.
    pub confidence: f32,
}

impl Statement {
    /// From the first to the last character of the content; `None` for a statement without content.
    pub fn content_cover(&self) -> Option<Span> {
        self.content.iter().copied().reduce(Span::cover)
    }
}

/// Whose words stand in the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatementKind {
    /// The speaker's, wholly inside quotation marks.
    Direct,
    /// The article's, reporting.
    Indirect,
    /// Both.
    Mixed,
}

/// Whether something was said or only thought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Somebody is reported to have said it.
    Speech,
    /// A belief, wish or intention that nobody is reported to have said.
    Thought,
}

/// Who made a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speaker {
    /// Resolved.
    Known(ReferentId),
    /// Open, and why: a sentence.
    Unknown(String),
}

/// When something was said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// The day, month or interval; `None` where the text does not fix it.
    pub value: Option<TimeValue>,
    /// The words that show it.
    pub evidence: Vec<Span>,
}

/// A date of what a statement speaks of. It is not the day of saying, nor that of printing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// What the date is to it.
    pub role: WhenRole,
    /// The TIMEX3 value: a date, an interval of two, or, for a term without a beginning ("within 30 days"), its
    /// length.
    pub value: TimeValue,
    /// TIMEX3 `mod`: "early March" is `START`.
    pub modifier: Option<TimeMod>,
    /// The first day that is meant; `None` for an open beginning ("by 1 May", "until June").
    pub from: Option<Date>,
    /// The last day; `None` for an open end ("since 2019").
    pub to: Option<Date>,
    /// How exact the value is; `None` for a length.
    pub precision: Option<Precision>,
    /// The words of the date.
    pub span: Span,
    /// The words that show the role; empty where only the days themselves show it (a day before the saying
    /// has happened).
    pub evidence: Vec<Span>,
}

/// What a date is to the thing that is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhenRole {
    /// It took place then, or is said to have.
    Happened,
    /// It is to take place then, or by then.
    Due,
    /// It holds, applies or is valid from then, until then, or then; the date of an instrument it is said to
    /// rest on.
    InForce,
}

/// A condition inside a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// What is presupposed, without "if".
    pub antecedent: Span,
    /// What then follows.
    pub consequent: Span,
    /// Whether it follows if that comes about, or unless it does.
    pub polarity: Polarity,
    /// What follows in the contrary case, where that is said too: "if not, …".
    pub otherwise: Option<Span>,
}

/// Which way a condition goes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Polarity {
    /// "if", "once", "should": the consequence follows if the antecedent comes about.
    #[default]
    If,
    /// "unless", "or else": it follows if the antecedent does not.
    Unless,
}

/// The words that show an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActEvidence {
    /// The act.
    pub act: Act,
    /// The reporting word, or words of the content.
    pub span: Span,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // the words say it
pub enum Act {
    Accuse,
    Demand,
    Threaten,
    Warn,
    Reject,
    Deny,
    Promise,
    Offer,
    Agree,
    Appeal,
    Praise,
    Justify,
    ExpressHope,
    Report,
    Announce,
    Question,
}

impl Act {
    /// Every act, in the order in which the record lists them.
    ///
    /// ```
    /// use rapporteur_record::Act;
    /// assert!(Act::ALL.iter().all(|act| Act::named(act.name()) == Some(*act)));
    /// ```
    pub const ALL: [Act; 16] = [
        Act::Accuse,
        Act::Demand,
        Act::Threaten,
        Act::Warn,
        Act::Reject,
        Act::Deny,
        Act::Promise,
        Act::Offer,
        Act::Agree,
        Act::Appeal,
        Act::Praise,
        Act::Justify,
        Act::ExpressHope,
        Act::Report,
        Act::Announce,
        Act::Question,
    ];

    /// Its name in the record: `accuse`, `express-hope`.
    pub fn name(self) -> &'static str {
        match self {
            Act::Accuse => "accuse",
            Act::Demand => "demand",
            Act::Threaten => "threaten",
            Act::Warn => "warn",
            Act::Reject => "reject",
            Act::Deny => "deny",
            Act::Promise => "promise",
            Act::Offer => "offer",
            Act::Agree => "agree",
            Act::Appeal => "appeal",
            Act::Praise => "praise",
            Act::Justify => "justify",
            Act::ExpressHope => "express-hope",
            Act::Report => "report",
            Act::Announce => "announce",
            Act::Question => "question",
        }
    }

    /// The act of a name.
    pub fn named(name: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.name() == name)
    }

    /// The category of PLOVER, the coding of political events, to which the act belongs
    /// (`data/plover-of-acts.tsv`); `None` for what PLOVER does not code: mere statements.
    ///
    /// ```
    /// use rapporteur_record::Act;
    /// assert_eq!(Act::Demand.plover(), Some("REQUEST"));
    /// assert_eq!(Act::Report.plover(), None);
    /// ```
    pub fn plover(self) -> Option<&'static str> {
        PLOVER.get(&self).copied()
    }
}

static PLOVER: LazyLock<BTreeMap<Act, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../data/plover-of-acts.tsv").lines();
    lines
        .filter(|l| !l.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let act = Act::named(columns.next()?)?;
            let category = columns.next().filter(|c| *c != "-")?;
            Some((act, category))
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_is_listed_under_the_name_that_json_uses() {
        for act in Act::ALL {
            let json = serde_json::to_value(act).unwrap();
            assert_eq!(json, serde_json::Value::from(act.name()));
        }
        // A seventeenth would have a number of its own.
        let listed: std::collections::BTreeSet<Act> = Act::ALL.into_iter().collect();
        assert_eq!((listed.len(), Act::Question as usize), (16, 15));
    }

    #[test]
    fn every_act_has_its_line_among_the_categories() {
        let table = include_str!("../data/plover-of-acts.tsv");
        let lines: Vec<&str> = table.lines().filter(|l| !l.starts_with('#')).collect();
        assert_eq!(lines.len(), Act::ALL.len());
        let coded = lines.iter().filter(|l| !l.contains("\t-\t")).count();
        assert_eq!(PLOVER.len(), coded);
    }
}
