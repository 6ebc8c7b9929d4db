//! Who said what, when: grouped by speaker, then by day.

use super::Limits;
use crate::index::{Index, Who};
use crate::part::{self, Locator, Merged, More, Places, Quote};
use crate::words;
use askama::Template;
use jiff::civil::Date;
use rapporteur_record::json::{ConditionObject, Passage, StatementObject, WhenObject};
use rapporteur_record::{Act, Mode, Polarity, StatementKind};
use std::collections::{BTreeMap, BTreeSet};

/// A list of more speakers than this is folded.
const MANY: usize = 30;
/// Below this a statement is marked as an uncertain reading.
const UNCERTAIN: f32 = 0.5;

/// The section.
#[derive(Debug, Template)]
#[template(path = "section/said.html")]
pub struct Said {
    /// The speakers, those with most statements first; the open ones last.
    pub speakers: Vec<Speaker>,
    /// Statements of speakers who are not printed at all.
    pub more: Option<More>,
}

/// One speaker.
#[derive(Debug)]
pub struct Speaker {
    /// Its place on the page.
    pub anchor: String,
    /// The name; `None` for statements whose speaker is open.
    pub name: Option<String>,
    /// The number of the one article that knows the speaker, where the record does not say who that
    /// is in others. Of two such speakers of one name nobody has said that they are one.
    pub only_in: Option<usize>,
    /// What articles call the office.
    pub roles: Vec<String>,
    /// "12 statements, 2 thoughts"
    pub counted: String,
    /// What is reported as said.
    pub speech: Vec<Row>,
    /// What is reported as thought, wanted or intended, but not as said.
    pub thought: Vec<Row>,
    /// How many are left out.
    pub more: Option<More>,
}

impl Speaker {
    /// What was said, then what was thought (`true`); lists without rows are left out.
    pub fn lists(&self) -> impl Iterator<Item = (&[Row], bool)> {
        let lists = [
            (self.speech.as_slice(), false),
            (self.thought.as_slice(), true),
        ];
        lists.into_iter().filter(|(rows, _)| !rows.is_empty())
    }
}

/// One statement.
#[derive(Debug)]
pub struct Row {
    /// Its place on the page.
    pub anchor: String,
    /// Its id in its article: `s4`.
    pub id: String,
    /// The day it was said, in words; `None` where the text does not fix it.
    pub said: Option<String>,
    /// The words that show the day.
    pub day_from: Option<String>,
    /// The dates of what it speaks of: what each is to it, its days, and the words that show them.
    pub when: Vec<(&'static str, String, String)>,
    /// The day of publication, in words; `None` where it is not known.
    pub published: Option<String>,
    /// The content.
    pub words: Quote,
    /// "direct quotation", "indirect", "partly quoted"
    pub kind: &'static str,
    /// The words that make it a statement.
    pub cue: Option<String>,
    /// The source as printed.
    pub source: Option<String>,
    /// What it does.
    pub acts: Vec<&'static str>,
    /// Whether the article says that it does not do so.
    pub negated: bool,
    /// Words and what they show: an act with the words it was read from.
    pub shown: Vec<(&'static str, String)>,
    /// "if", in the article's words.
    pub condition: Option<Supposed>,
    /// Whom the acts are aimed at.
    pub aimed_at: Vec<String>,
    /// The statement whose act this one takes up.
    pub answers: Option<Reporter>,
    /// Who reports it, from the nearest outwards.
    pub reported_by: Vec<Reporter>,
    /// To whom.
    pub to: Vec<String>,
    /// About whom or what.
    pub about: Vec<String>,
    /// By what means and on what occasion, as printed.
    pub setting: Vec<String>,
    /// Why the speaker is open.
    pub unknown: Option<String>,
    /// The reader's confidence, where it is low.
    pub uncertain: Option<String>,
    /// Where it stands.
    pub at: Places,
}

impl Row {
    /// Whether there is anything to say of it beyond its words and labels.
    pub fn has_facts(&self) -> bool {
        let lists = [&self.to, &self.about, &self.setting, &self.aimed_at];
        let words = [&self.source, &self.cue, &self.day_from, &self.unknown];
        words.iter().any(|w| w.is_some())
            || !self.when.is_empty()
            || !self.reported_by.is_empty()
            || !self.shown.is_empty()
            || self.answers.is_some()
            || lists.iter().any(|l| !l.is_empty())
    }
}

/// A condition.
#[derive(Debug)]
pub struct Supposed {
    /// "If" or "Unless".
    pub opener: &'static str,
    /// What is presupposed.
    pub antecedent: Quote,
    /// What then follows.
    pub consequent: Quote,
    /// What follows in the contrary case.
    pub otherwise: Option<Quote>,
}

/// Who reports somebody else's statement.
#[derive(Debug)]
pub struct Reporter {
    /// The name, or the source as printed.
    pub name: String,
    /// A link to the statement that does so, where the page prints it.
    pub href: Option<String>,
}

/// Which statements the page prints: articles and places by speaker.
#[derive(Debug, Default)]
pub struct Chosen {
    groups: Vec<Group>,
    left: usize,
}

#[derive(Debug)]
struct Group {
    who: Who,
    speech: Vec<Pick>,
    thought: Vec<Pick>,
    counted: String,
    left: usize,
}

/// A statement: its article, its place there, and where it stands.
type Pick = (usize, usize, Places);

impl Chosen {
    /// Every statement that gets a row of its own.
    pub fn shown(&self) -> BTreeSet<(usize, usize)> {
        let picks = self
            .groups
            .iter()
            .flat_map(|g| g.speech.iter().chain(&g.thought));
        picks.map(|(n, s, _)| (*n, *s)).collect()
    }
}

/// Chooses the statements to print.
///
/// A statement that a copy repeats is printed once. Each speaker's earliest statements are kept, up
/// to the limit; when the limit of the page is reached, the remaining speakers are left out.
pub fn choose(index: &Index, limits: &Limits) -> Chosen {
    let mut merged = Merged::new();
    for (n, article) in index.articles() {
        for (s, statement) in article.object.statements.iter().enumerate() {
            let Some(at) = Locator::of(index, n, &statement.content) else {
                continue;
            };
            let words: Vec<&str> = statement.content.iter().map(|p| p.quote.as_str()).collect();
            let key = format!("{} {}", part::speaker(index, n, s), words.join(" "));
            merged.push(index, n, &key, at, || (n, s));
        }
    }
    let mut by_speaker: BTreeMap<Who, [Vec<Pick>; 2]> = BTreeMap::new();
    for ((n, s), at) in merged.into_rows() {
        let Some(statement) = index.statement(n, s) else {
            continue;
        };
        let who = index.speaker(n, statement);
        let [speech, thought] = by_speaker.entry(who).or_default();
        let list = match statement.mode {
            Mode::Speech => speech,
            Mode::Thought => thought,
        };
        list.push((n, s, at));
    }
    let mut groups: Vec<(Who, Vec<Pick>, Vec<Pick>)> = by_speaker
        .into_iter()
        .map(|(who, [speech, thought])| (who, by_day(index, speech), by_day(index, thought)))
        .collect();
    groups.sort_by_key(|(who, speech, thought)| {
        let count = std::cmp::Reverse(speech.len() + thought.len());
        (*who == Who::Unknown, count, index.name(*who))
    });
    let mut chosen = Chosen::default();
    let mut room = limits.statements;
    for (who, mut speech, mut thought) in groups {
        let all = speech.len() + thought.len();
        // The open ones come last and keep their place, however full the page is.
        if room == 0 && who != Who::Unknown {
            chosen.left += all;
            continue;
        }
        let counted = counted(speech.len(), thought.len());
        speech.truncate(limits.per_speaker);
        thought.truncate(limits.per_speaker);
        let kept = speech.len() + thought.len();
        room = room.saturating_sub(kept);
        chosen.groups.push(Group {
            who,
            speech,
            thought,
            counted,
            left: all - kept,
        });
    }
    chosen
}

/// In the order of the days on which they were said, else published.
fn by_day(index: &Index, mut picks: Vec<Pick>) -> Vec<Pick> {
    picks.sort_by_cached_key(|(n, s, _)| {
        let day = day_of(index, *n, *s);
        (day.is_none(), day, *n, *s)
    });
    picks
}

fn day_of(index: &Index, n: usize, s: usize) -> Option<Date> {
    let said = index
        .statement(n, s)?
        .said
        .value
        .as_ref()
        .and_then(|v| v.days());
    said.map(|(first, _)| first).or(index.article(n)?.date)
}

fn counted(speech: usize, thought: usize) -> String {
    let statements = words::count(speech, "statement", "statements");
    let thoughts = words::count(thought, "thought", "thoughts");
    match (speech, thought) {
        (_, 0) => statements,
        (0, _) => thoughts,
        _ => format!("{statements}, {thoughts}"),
    }
}

/// The rows of the chosen statements.
pub fn said(index: &Index, chosen: &Chosen) -> Said {
    let speakers = chosen.groups.iter().enumerate().map(|(i, group)| {
        let rows = |picks: &[Pick]| picks.iter().filter_map(|pick| row(index, pick)).collect();
        Speaker {
            anchor: format!("speaker-{}", i + 1),
            name: match group.who {
                Who::Unknown => None,
                who => Some(
                    index
                        .name(who)
                        .unwrap_or("a speaker without a name")
                        .to_owned(),
                ),
            },
            only_in: match group.who {
                Who::Local(n, _) => Some(n + 1),
                Who::Shared(_) | Who::Unknown => None,
            },
            roles: index
                .roles(group.who)
                .into_iter()
                .take(4)
                .map(str::to_owned)
                .collect(),
            counted: group.counted.clone(),
            speech: rows(&group.speech),
            thought: rows(&group.thought),
            more: More::new(group.left, "statement", "statements"),
        }
    });
    Said {
        speakers: speakers.collect(),
        more: More::new(
            chosen.left,
            "statement of other speakers",
            "statements of other speakers",
        ),
    }
}

fn row(index: &Index, (n, s, at): &Pick) -> Option<Row> {
    let (n, s) = (*n, *s);
    let statement = index.statement(n, s)?;
    let marks = statement.kind == StatementKind::Direct;
    let names = |ids: &[String]| -> Vec<String> {
        ids.iter()
            .filter_map(|id| index.name_of(n, id))
            .map(str::to_owned)
            .collect()
    };
    let condition = |c: &ConditionObject| {
        let quote = |p: &Passage| Quote::new(index, n, std::iter::once(p.quote.as_str()), false);
        Supposed {
            opener: match c.polarity {
                Polarity::If => "If",
                Polarity::Unless => "Unless",
            },
            antecedent: quote(&c.antecedent),
            consequent: quote(&c.consequent),
            otherwise: c.otherwise.as_ref().map(quote),
        }
    };
    let setting = [&statement.medium, &statement.venue];
    Some(Row {
        anchor: index.statement_anchor(n, s),
        id: statement.id.clone(),
        said: statement.said.value.as_ref().map(words::time),
        day_from: printed(&statement.said.evidence),
        when: statement.when.iter().map(dated).collect(),
        published: index.article(n)?.date.map(words::day),
        words: Quote::new(
            index,
            n,
            statement.content.iter().map(|p| p.quote.as_str()),
            marks,
        ),
        kind: words::kind(statement.kind),
        cue: printed(&statement.cue),
        source: printed(&statement.source),
        acts: statement
            .acts
            .iter()
            .copied()
            .map(|act: Act| words::act(act))
            .collect(),
        negated: statement.negated,
        shown: statement
            .act_evidence
            .iter()
            .filter(|e| !statement.cue.iter().any(|c| c.start == e.start))
            .map(|e| (words::act(e.act), e.quote.clone()))
            .collect(),
        condition: statement.condition.as_ref().map(condition),
        aimed_at: names(&statement.aimed_at),
        answers: statement
            .answers
            .as_deref()
            .and_then(|id| answered(index, n, id)),
        reported_by: reporters(index, n, statement),
        to: names(&statement.to),
        about: names(&statement.about),
        setting: setting
            .into_iter()
            .flatten()
            .map(|p| p.quote.clone())
            .collect(),
        unknown: statement
            .speaker_unknown
            .clone()
            .filter(|_| statement.speaker.is_none()),
        uncertain: (statement.confidence < UNCERTAIN)
            .then(|| format!("{:.2}", statement.confidence)),
        at: at.clone(),
    })
}

fn dated(when: &WhenObject) -> (&'static str, String, String) {
    let role = words::role(when.role);
    (role, words::when(when), when.quote.clone())
}

fn printed(passages: &[Passage]) -> Option<String> {
    let words: Vec<&str> = passages.iter().map(|p| p.quote.as_str()).collect();
    (!words.is_empty()).then(|| words.join(" … "))
}

/// Who made the statement that is taken up.
fn answered(index: &Index, n: usize, id: &str) -> Option<Reporter> {
    let s = index.statement_place(n, id)?;
    Some(Reporter {
        name: part::speaker(index, n, s),
        href: index.statement_href(n, s),
    })
}

/// The statements that report this one, from the nearest outwards.
fn reporters(index: &Index, n: usize, statement: &StatementObject) -> Vec<Reporter> {
    let mut seen = BTreeSet::new();
    let mut next = statement.reported_in.as_deref();
    let mut chain = Vec::new();
    while let Some(s) = next.and_then(|id| index.statement_place(n, id)) {
        if !seen.insert(s) {
            break;
        }
        chain.push(Reporter {
            name: part::speaker(index, n, s),
            href: index.statement_href(n, s),
        });
        next = index
            .statement(n, s)
            .and_then(|outer| outer.reported_in.as_deref());
    }
    chain
}
