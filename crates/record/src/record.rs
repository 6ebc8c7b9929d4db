//! What holds across articles. These types are the JSON of the record object as they stand.

use crate::article::ArticleId;
use crate::json::{ArticleObject, Passage, SCHEMA};
use crate::referent::ReferentKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The record object: everything, as `export --format json` prints it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The version of this shape; goes up with every added field.
    pub schema: u32,
    /// Every article, by source.
    pub articles: Vec<ArticleObject>,
    /// What holds across them.
    #[serde(flatten)]
    pub collated: Collated,
    /// What could not be read.
    pub refused: Vec<Refused>,
}

impl Record {
    /// Puts a record together.
    pub fn new(articles: Vec<ArticleObject>, collated: Collated, refused: Vec<Refused>) -> Record {
        Record {
            schema: SCHEMA,
            articles,
            collated,
            refused,
        }
    }
}

/// What collating articles gives.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Collated {
    /// One entity, all its names.
    pub referents: Vec<SharedReferent>,
    /// Whose text is whose.
    pub copies: Vec<Copies>,
    /// Articles on one matter. Every article is in exactly one story.
    pub stories: Vec<Story>,
    /// The same thing as each account has it.
    pub collations: Vec<Collation>,
    /// The register: each duty with what every voice says of it, in the order of the days.
    #[serde(default)] // since 2
    pub duties: Vec<Duty>,
}

/// A referent across articles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharedReferent {
    /// `R1`, `R2`, …
    pub id: String,
    /// The commonest full form: a handle, not a ruling.
    pub name: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ReferentKind,
    /// Every form of its name, with who uses it how often.
    pub forms: Vec<NameForm>,
    /// Its referents in the articles.
    pub members: Vec<Member>,
    /// The side it stands on, where the user's file of names says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<String>,
    /// Offices that the user's file of names gives it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<GivenRole>,
}

/// An office that the user's file of names gives somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenRole {
    /// The office.
    pub role: String,
    /// First day (`2031-01-05`), where given.
    pub from: Option<String>,
    /// Last day, where given.
    pub until: Option<String>,
}

/// One form of a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NameForm {
    /// As printed.
    pub form: String,
    /// Outlet (or source, where the outlet is not known) to the number of uses.
    pub outlets: BTreeMap<String, u32>,
}

/// A referent of one article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Member {
    /// The article.
    pub article: ArticleId,
    /// The id within it: `r1`.
    pub referent: String,
}

/// Articles that carry one text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Copies {
    /// Whose text it is, where that can be told.
    pub original: Option<ArticleId>,
    /// All that carry it, the original too.
    pub articles: Vec<ArticleId>,
    /// The smallest share of text that a copy has in common with the group, 0 to 1.
    pub shared: f64,
}

/// Articles on one matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// `S1`, `S2`, …
    pub id: String,
    /// A headline of it.
    pub title: String,
    /// In order of publication.
    pub articles: Vec<ArticleId>,
}

/// One thing, as each account has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Collation {
    /// `C1`, `C2`, …
    pub id: String,
    /// The story in which the accounts stand.
    pub story: String,
    /// A line a person can read.
    pub topic: String,
    /// What is compared.
    pub kind: CollationKind,
    /// The rule that lined the accounts up, by its name in `docs/collations.md`; empty in records made before
    /// rules were noted.
    #[serde(default)]
    pub rule: String,
    /// Whether the accounts agree. "Differ" is the strongest thing said.
    pub verdict: Verdict,
    /// Each account, with its words.
    pub accounts: Vec<Account>,
    /// Articles of the story that say nothing of it.
    pub silent: Vec<ArticleId>,
    /// How many articles tell it.
    pub reports: u32,
    /// How many of them are not copies of another.
    pub independent: u32,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CollationKind {
    /// When something happened.
    Date,
    /// How many.
    Number,
    /// Who did it.
    Role,
    /// What has become of it.
    Status,
    /// What it is called.
    Name,
    /// Whether an instrument provides for it.
    Stipulation,
    /// What somebody said.
    Utterance,
    /// What one speaker held on different days.
    Position,
}

/// Whether accounts agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// They fit together.
    Agree,
    /// They do not.
    Differ,
}

/// What one account says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The article.
    pub article: ArticleId,
    /// First scalar value of the words.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub quote: String,
    /// What they come to, comparable within the collation.
    pub value: serde_json::Value,
    /// Whose voice (`R1`); `None`: the outlet's own.
    pub said_by: Option<String>,
    /// The article whose text this one carries here.
    pub copy_of: Option<ArticleId>,
    /// The words by which this account was taken to tell of the same thing: what it has in common with
    /// the others.
    #[serde(default)]
    pub evidence: Vec<Passage>,
}

/// One duty through all articles: undertaken, said to be broken, denied, charged back. No verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Duty {
    /// `D1`, `D2`, …
    pub id: String,
    /// Who owes (`R1`).
    pub debtor: String,
    /// To whom, where a voice says so.
    pub creditor: Option<String>,
    /// Under which agreement or law, where a voice says so.
    pub instrument: Option<String>,
    /// What is owed, in the words of the first that tells it.
    pub what: String,
    /// What each voice says of it, by day; those whose day is not known last.
    pub steps: Vec<Step>,
}

/// What one voice says of a duty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What it comes to.
    pub step: StepKind,
    /// The day it was said, where the text fixes it, else the day of publication; ISO.
    pub day: Option<String>,
    /// The article.
    pub article: ArticleId,
    /// First scalar value of the words.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words: of a commitment what is owed or was done, else all that was said.
    pub quote: String,
    /// Whose voice (`R1`); `None`: the outlet's own, or somebody unknown.
    pub said_by: Option<String>,
    /// The statement of the article (`s1`); `None`: the article's own voice.
    pub statement: Option<String>,
    /// The place, from nought, among the article's commitments; `None` for a statement that takes up another.
    pub commitment: Option<usize>,
    /// Words, as printed, that this step shares with an earlier one: why both are taken for one duty. Empty for the first
    /// step, and where one statement takes up another.
    pub joined_by: Vec<String>,
    /// The place, from nought, of the step that this one takes up.
    pub answers: Option<usize>,
    /// The article whose text this one carries here.
    pub copy_of: Option<ArticleId>,
}

/// What a step of the register comes to, as its voice has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// It is owed: agreed, ordered, promised.
    Undertaking,
    /// It was kept.
    Fulfilment,
    /// It was broken.
    AllegedBreach,
    /// It was kept in part, or that is open.
    Dispute,
    /// The charge of breach is denied or rejected.
    Denial,
    /// There is no such duty.
    NoSuchDuty,
    /// Whoever was charged charges the other side.
    CounterCharge,
}

/// An input that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Refused {
    /// Path or URL as given.
    pub source: String,
    /// A sentence.
    pub reason: String,
}
